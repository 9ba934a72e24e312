"""A person is forgotten to the last byte, and all of what is kept can be had before (T-44, F-94, F-96)."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.mail.card import read

START = datetime(2026, 9, 7, 7, 10, tzinfo=UTC)
ADA, PER = "ada.holm@brightlab.example", "per.ek@verkstan.example"
#: Words that stand only in what is Ada's: in her mails, in the owner's words on her, in letters to her, in her address.
CANARIES = ("quokkatalk", "zebrafinch", "brightlab.example", "Okapistrasse", "narwhalnote")
#: And in what is Per's, which stays.
STAYS = ("wombatwork", PER)


def forward(name: str, addr: str, words: str, note: str) -> bytes:
    return (
        f"From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: Fwd: Slides\nDate: Mon, 7 Sep 2026 09:10:00 +0200\n"
        f"Message-ID: <forward-{name.split(maxsplit=1)[0]}@programs.example>\nContent-Type: text/plain; charset=utf-8\n\n{note}\n\n"
        f"---------- Forwarded message ---------\nFrom: {name} <{addr}>\nDate: Sun, Sep 6, 2026 at 06:10\nSubject: Slides\n"
        f"To: Sofia Lind <{OWNER}>\n\n{words}\n\n{name}\n"
    ).encode()


@pytest.fixture
def room(tmp_path: Path) -> Mailroom:
    """Two people, one of them with a whole exchange: letter, yes by mail with a quote, answer, note, advice."""
    room = Mailroom(tmp_path, START)
    room.get(
        forward(
            "Ada Holm",
            ADA,
            "The slides of quokkatalk are up. Come by at Okapistrasse 4.",
            'I heard her talk "quokkatalk" at Nordic Design. I want to learn about leading a team. How did she begin?',
        )
    )
    approval = room.told("approval")[-1]
    quoted = "\n".join(f"> {line}" for line in approval.text.splitlines())
    room.get(
        f"From: Sofia Lind <{OWNER}>\nTo: <{MAILBOX}>\nSubject: Re: x\nMessage-ID: <yes@programs.example>\nDate: Mon, 7 Sep 2026 09:20:00 +0200\n"
        f"In-Reply-To: {approval.message_id}\nReferences: {approval.message_id}\n\nok\n\n{quoted}\n".encode()
    )
    room.turn_to(START + timedelta(hours=1))
    letter = room.letters()[-1]
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: Re: {letter.subject}\nMessage-ID: <a1@brightlab.example>\n"
        f"In-Reply-To: {letter.message_id}\nDate: Mon, 7 Sep 2026 10:30:00 +0200\n\nHappy to talk. You should read zebrafinch first.\n".encode()
    )
    with room.transaction() as tx:
        number = tx.people.by_address(ADA)
        assert number
        tx.notes.add(number, "narwhalnote: she likes mornings", room.clock())
    room.get(
        forward(
            "Per Ek",
            PER,
            "The wombatwork is done.",
            'I heard his talk "wombatwork" at Nordic Design. I want to learn about leading a team. How did he begin?',
        )
    )
    room.turn_to(START + timedelta(hours=3))
    return room


def bytes_of(folder: Path) -> bytes:
    """Every byte of the database: file, log, copies."""
    return b"\n".join(p.read_bytes() for p in sorted(folder.glob("agent.sqlite*")))


def holds(raw: bytes, word: str) -> bool:
    return word.encode() in raw or word.casefold().encode() in raw.lower()


def test_a_person_is_forgotten_to_the_last_byte(room: Mailroom, tmp_path: Path) -> None:
    """Canaries in their mails, in the letters, in a quoted approval and in notes are gone from the files; the others stay."""
    (tmp_path / "agent.sqlite.before-0001.bak").write_bytes(b"quokkatalk of long ago")
    before = bytes_of(tmp_path)
    assert [w for w in (*CANARIES, *STAYS) if not holds(before, w)] == []
    with room.transaction() as tx:
        number = tx.people.by_address(ADA)
        assert number
        gone = tx.forgetting.forget(number, room.clock())
    assert gone["messages"] >= 4
    room.doors.records.sweep()  # type: ignore[attr-defined]
    after = bytes_of(tmp_path)
    assert [w for w in CANARIES if holds(after, w)] == []
    assert [w for w in STAYS if not holds(after, w)] == []


def test_who_was_forgotten_is_neither_taken_in_nor_written_to_again(room: Mailroom, tmp_path: Path) -> None:
    """Their next mail leaves no word behind; a forward of them begins nothing and says why; lifting the mark begins anew."""
    with room.transaction() as tx:
        number = tx.people.by_address(ADA)
        assert number
        tx.forgetting.forget(number, room.clock())
    letters = len(room.letters())
    room.get(
        f"From: Ada Holm <{ADA}>\nTo: <{MAILBOX}>\nSubject: hippogriff\nMessage-ID: <a2@x.example>\n\nhippogriff\n".encode()
    )
    room.turn_to(START + timedelta(days=60))
    room.doors.records.sweep()  # type: ignore[attr-defined]
    assert not holds(bytes_of(tmp_path), "hippogriff")
    room.get(forward("Ada Holm", ADA, "Slides.", "I heard her talk again.").replace(b"forward-Ada", b"forward-Ada-2"))
    assert "forget --lift" in room.told("receipt")[-1].text
    with room.transaction() as tx:
        assert tx.people.by_address(ADA) is None
        assert tx.forgetting.lift(ADA.upper())
        assert not tx.forgetting.lift(ADA)
    room.get(forward("Ada Holm", ADA, "Slides.", "I heard her talk again.").replace(b"forward-Ada", b"forward-Ada-3"))
    with room.transaction() as tx:
        assert tx.people.by_address(ADA)
    assert len(room.letters()) == letters


def test_the_rest_goes_on_after_a_person_was_forgotten(room: Mailroom) -> None:
    """A year later the others have been cared for, and no row points to what is gone."""
    with room.transaction() as tx:
        number = tx.people.by_address(ADA)
        assert number
        tx.forgetting.forget(number, room.clock())
    room.turn_to(START + timedelta(days=370))
    with room.transaction() as tx:
        assert [r.person.name for r in tx.people.all()] == ["Per Ek"]
        assert tx.connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.fixture
def told(room: Mailroom, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> object:
    """The command line over the same database."""
    import sys  # noqa: PLC0415

    from inbox_agent.__main__ import main  # noqa: PLC0415

    config = tmp_path / "config.toml"
    config.write_text(
        f'[owner]\nname = "Sofia Lind"\naddresses = ["{OWNER}"]\n[mailbox]\nkind = "maildir"\naddress = "{MAILBOX}"\n'
        f'path = "{tmp_path / "inbox"}"\n[outgoing]\nkind = "folder"\npath = "{tmp_path / "outbox"}"\n'
        f'[database]\nurl = "sqlite:///{tmp_path / "agent.sqlite"}"\n'
    )

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["inbox-agent", *words, "--config", str(config)])
        with pytest.raises(SystemExit) as end:
            main()
        out = capsys.readouterr()
        return int(end.value.code or 0), out.out, out.err

    return call


def test_everything_can_be_had_and_then_forgotten(told: object) -> None:
    """`export` holds every canary; `forget` asks first, says what went, and then there is nobody of that name."""
    say = told
    assert callable(say)
    (line,) = say("export", "Ada")[1].splitlines()
    value = json.loads(line)
    assert [w for w in CANARIES if w.casefold() not in line.casefold()] == []
    assert {"mails", "drafts", "ledger", "notes", "events"} <= set(value)
    assert len(say("export", "--all")[1].splitlines()) == 2
    code, out, _ = say("forget", "Ada", "--yes")
    assert code == 0
    assert "Forgotten" in out
    assert "provider" in out
    assert say("export", "Ada")[0] == 5
    assert say("forget", "--lift", "nobody@home.example")[0] == 5


def test_cards_can_be_read_back(told: object) -> None:
    """vCard, CSV and Markdown say who it is; a cell that a spreadsheet would calculate is text."""
    say = told
    assert callable(say)
    (card,) = read(say("export", "Ada", "--format", "vcard")[1].encode())
    assert (card.name, card.addresses) == ("Ada Holm", (ADA,))
    rows = list(csv.DictReader(io.StringIO(say("export", "--all", "--format", "csv")[1])))
    assert {r["address"] for r in rows} == {ADA, PER}
    assert "# Ada Holm" in say("export", "Ada", "--format", "markdown")[1]
    assert say("export")[0] == 2


def test_what_was_exported_can_be_brought_along_elsewhere(told: object, tmp_path: Path) -> None:
    """vCard and CSV, once however often; resting, so that nobody is written to; forgotten people stay out."""
    say = told
    assert callable(say)
    cards = tmp_path / "people.vcf"
    cards.write_text(say("export", "--all", "--format", "vcard")[1])
    assert "0 added as resting, 2 known already" in say("import", str(cards))[1]
    say("forget", "Ada", "--yes")
    table = tmp_path / "people.csv"
    table.write_bytes(
        "\ufeffVorname;Nachname;E-Mail 1 - Value;Firma;Notizen\nÅsa;Öberg;Asa@Ocean.example;Ocean AB;met at the fair\n"
        f"Ada;Holm;{ADA};Brightlab;x\n;;;;\nNoone;;not an address;;\nSofia;Lind;{OWNER};;\n".encode()
    )
    value = json.loads(say("import", str(table), "--json")[1])
    assert (value["added"], value["forgotten"], value["own"]) == (2, 1, 1)
    assert "no mail address" in value["faults"][0]
    assert json.loads(say("import", str(table), "--json")[1])["added"] == 0
    found = json.loads(say("export", "Åsa")[1])
    assert (found["stage"], found["organisation"], found["addresses"]) == ("resting", "Ocean AB", ["Asa@Ocean.example"])
    assert say("queue", "--json")[1].count("Ocean") == 0


def test_a_file_without_people_is_told(told: object, tmp_path: Path) -> None:
    """Missing, empty or no table: a sentence with what it should look like."""
    say = told
    assert callable(say)
    assert say("import", str(tmp_path / "none.csv"))[0] == 5
    (tmp_path / "empty.csv").write_bytes(b"\x00\xff\x00")
    code, _, err = say("import", str(tmp_path / "empty.csv"))
    assert code == 2
    assert "name,address" in err
