"""The commands as scripts and people use them: JSON as promised, sentences that name the mend, the right exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from front.played import NOW, Say

MOMENT = (str, type(None))
DRAFT: dict[str, Any] = {
    "id": int, "version": int, "kind": str, "to": list, "subject": str, "text": str, "language": str, "person": str, "stage": str,
    "due": MOMENT, "why": list, "state": str, "drafted_by": str, "checks": list, "blocked": MOMENT, "created": str, "expires": MOMENT,
    "tokens": dict,
}  # fmt: skip
PERSON: dict[str, Any] = {
    "person": str, "addresses": list, "role": str, "kind": str, "stage": str, "since": str, "language": MOMENT, "timezone": MOMENT,
    "last_inbound": MOMENT, "last_outbound": MOMENT, "next": (dict, type(None)), "stale": str,
}  # fmt: skip
EXPLAINED = (
    "kind", "because", "from", "message_id", "date", "subject", "language", "reply_text", "quoted", "signature", "intent", "also",
    "confidence", "decided_by", "stage_before", "stage_after", "meeting", "advice", "introduces", "return_date", "forward", "command",
    "machine",
)  # fmt: skip


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_queue_is_as_promised(say: Say) -> None:
    """One object a line, every key, every type (contracts, `queue --json`)."""
    code, out, _ = say("queue", "--json", "--now", NOW)
    assert code == 0
    rows = lines(out)
    assert rows
    for row in rows:
        assert list(row) == list(DRAFT)
        assert [k for k, kind in DRAFT.items() if not isinstance(row[k], kind)] == []
        assert all(set(w) == {"rule", "words"} for w in row["why"])
        assert all(set(c) == {"name", "ok", "says", "words"} for c in row["checks"])
        assert set(row["tokens"]) == {"in", "out", "cost"}
        assert datetime.fromisoformat(row["created"]).tzinfo
    assert {r["state"] for r in rows} == {"waiting", "blocked"}


def test_people_are_as_promised(say: Say) -> None:
    """One object a line, every key, every type (contracts, `people --json`)."""
    code, out, _ = say("people", "--json", "--now", NOW)
    rows = lines(out)
    assert code == 0
    assert len(rows) == 8
    for row in rows:
        assert list(row) == list(PERSON)
        assert [k for k, kind in PERSON.items() if not isinstance(row[k], kind)] == []
        assert row["next"] is None or set(row["next"]) == {"what", "due", "why"}
        assert row["stale"] in ("green", "amber", "red")


@pytest.mark.parametrize("words", [("person", "ada"), ("why", "ada"), ("digest",), ("show", "1"), ("run", "--once")])
def test_reports_are_one_object(say: Say, words: tuple[str, ...]) -> None:
    """Every report takes --json."""
    code, out, _ = say(*words, "--json", "--now", NOW)
    assert code == 0
    assert isinstance(json.loads(out), dict)


def test_why_tells_the_words_of_every_move(say: Say) -> None:
    """From the recorded events: each stage with its rule and the quoted words (F-21)."""
    _, out, _ = say("why", "per", "--json")
    events = json.loads(out)["events"]
    moved = [e for e in events if e["what"] == "stage"]
    assert [e["after"] for e in moved][:3] == ["prospect", "outreach", "scheduling"]
    said = next(e for e in moved if e["after"] == "scheduling")
    assert said["because"][0]["rule"].startswith("asks-for-times.sv.")
    assert "Vilka tider passar dig" in said["because"][0]["words"]


def waiting(say: Say) -> dict[str, Any]:
    return next(r for r in lines(say("queue", "--json", "--now", NOW)[1]) if r["state"] == "waiting")


def test_a_draft_is_approved_undone_and_approved_again(say: Say) -> None:
    """The undo window works both ways, and the second yes says what is."""
    number = str(waiting(say)["id"])
    assert say("approve", number, "--now", NOW)[0] == 0
    code, _, err = say("approve", number, "--now", NOW)
    assert (code, "undo" in err) == (4, True)
    assert say("undo", number, "--now", NOW)[0] == 0
    assert say("approve", number, "--now", NOW)[0] == 0
    assert say("run", "--once", "--now", "2026-11-20T13:06:00+01:00")[0] == 0
    code, _, err = say("approve", number, "--now", "2026-11-20T14:00:00+01:00")
    assert code == 4
    assert "sent already at 2026-11-20 13:0" in err


def test_an_edited_draft_needs_a_yes_of_its_own(say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """F-64: the old version cannot be approved any more, nor the new one before it was shown."""
    draft = waiting(say)
    text = tmp_path / "text"
    text.write_text("Dear Ines,\n\nmy own words.\n\nSofia")
    assert say("edit", str(draft["id"]), "--text", str(text), "--now", NOW)[0] == 0
    assert say("approve", f"{draft['id']}.1", "--now", NOW)[0] == 4
    code, _, err = say("approve", str(draft["id"]), "--now", NOW)
    assert (code, "changed since you read it" in err) == (4, True)
    assert "my own words" in say("show", str(draft["id"]))[1]
    assert say("approve", str(draft["id"]), "--now", NOW)[0] == 0


def test_of_several_drafts_all_are_approved_or_none(say: Say) -> None:
    """The blocked one holds the other back."""
    rows = lines(say("queue", "--json")[1])
    assert say("approve", *(str(r["id"]) for r in rows), "--now", NOW)[0] == 4
    assert {r["state"] for r in lines(say("queue", "--json")[1])} == {"waiting", "blocked"}


def test_later_and_reject_do_what_they_say(say: Say) -> None:
    """Snoozed until the day; dropped for good."""
    number = str(waiting(say)["id"])
    code, out, _ = say("later", number, "3w", "--now", NOW)
    assert (code, "2026-12-11" in out) == (0, True)
    assert say("reject", number)[0] == 0
    assert number not in [str(r["id"]) for r in lines(say("queue", "--json")[1])]


@pytest.mark.parametrize(
    ("words", "code", "mend"),
    [
        (("approve", "999"), 5, "inbox-agent queue"),
        (("approve", "twelve"), 2, "12.3"),
        (("person", "adda"), 5, "Ada Holm"),
        (("person", "e"), 2, "address"),
        (("later", "1", "whenever"), 2, "3w"),
        (("qeue",), 2, "queue"),
        (("queue", "--now", "yesterday"), 2, "2026-12-03T09:00:00+01:00"),
        (("explain", "nowhere.eml"), 5, "path"),
        (("queue", "--account", "omar"), 2, "me"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_mend(say: Say, words: tuple[str, ...], code: int, mend: str) -> None:
    """One sentence on standard error, nothing on standard output, the promised exit code."""
    got, out, err = say(*words)
    assert (got, out) == (code, "")
    assert mend in err
    assert "Traceback" not in err


def test_a_misspelt_setting_is_refused_with_the_nearest(say: Say, demo: Path) -> None:
    """Exit code 2 and the key that was meant."""
    config = demo / "config.toml"
    config.write_text(config.read_text().replace("timezone", "timezome"))
    code, _, err = say("queue")
    assert (code, "did you mean 'timezone'" in err) == (2, True)


def test_a_template_with_a_fault_is_told_and_the_rest_goes_on(say: Say, demo: Path) -> None:
    """A variable that is not there: the file, the line and the mend; no letter is lost, nothing else stops."""
    own = demo / "prompts" / "letters" / "en"
    own.mkdir(parents=True)
    (own / "check-in.txt.j2").write_text("Subject: Hello\n\nHello {{ nobody }}\n")
    assert say("run", "--once", "--now", "2027-03-01T09:00:00+01:00")[0] == 0
    _, out, _ = say("people", "--json", "--now", "2027-03-01T09:00:00+01:00")
    assert len(lines(out)) == 8


def test_an_unreachable_server_is_unwell_and_named(say: Say, demo: Path) -> None:
    """Exit code 3; `doctor` says which check failed and what to do."""
    config = demo / "config.toml"
    text = config.read_text().replace(
        'kind = "maildir"',
        'kind = "imap"\nhost = "127.0.0.1"\nport = 1\nsecurity = "plain-loopback"\npassword_env = "HOME"',
    )
    config.write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("path =") or "outbox" in line)
    )
    code, out, _ = say("doctor", "--json")
    failed = [r for r in lines(out) if r["ok"] is False]
    assert code == 3
    assert [r["name"] for r in failed] == ["mailbox"]
    assert "127.0.0.1" in failed[0]["says"]
    assert failed[0]["mend"]
    code, _, err = say("run", "--once", "--now", NOW)
    assert (code, "127.0.0.1" in err) == (3, True)


def test_the_doctor_finds_a_demo_well(say: Say) -> None:
    """Every check passes, and it says plainly how far an approval by mail is proven."""
    code, out, _ = say("doctor")
    assert code == 0
    assert "needs its token, your address, and one of" in out


def test_the_doctor_sends_a_mail_to_itself_and_finds_it(say: Say) -> None:
    """`--send-test`: out by the way out, in by the mailbox; on folders nobody stamps it, and that is said."""
    code, out, _ = say("doctor", "--send-test", "--json")
    found = {row["name"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert found["round trip"]["ok"]
    assert "not relied on" in found["round trip"]["says"]


def test_what_was_set_aside_is_listed_shown_and_tried_again(say: Say, demo: Path) -> None:
    """`set-aside` helps when empty, lists with the cause, gives the bytes as they came, and takes off the list."""
    assert "everything could be handled" in say("set-aside")[1]
    mail = demo / "inbox" / "new" / "broken"
    mail.write_bytes(b"")
    assert say("run", "--once", "--now", "2026-11-20T14:00:00+01:00")[0] == 0
    (row,) = lines(say("set-aside", "--json")[1])
    assert set(row) == {"id", "at", "cause", "from", "subject", "bytes", "person"}
    number = str(row["id"])
    assert row["cause"] in say("set-aside", number)[1]
    assert "Try it again" in say("set-aside", number)[1]
    code, _, err = say("set-aside", "99")
    assert code == 5
    assert "set-aside" in err
    assert say("set-aside", number, "--done")[0] == 0
    assert say("set-aside", "--json")[1] == ""


def test_an_empty_queue_helps(say: Say) -> None:
    """An empty state says how it fills."""
    for row in lines(say("queue", "--json")[1]):
        say("reject", str(row["id"]))
    assert "Forward a contact" in say("queue")[1]


def test_explain_speaks_to_the_letter_of_the_contract(say: Say, demo: Path) -> None:
    """Every mail of the demo, one object a line, every key, and nothing stored."""
    mails = sorted((demo / "inbox" / "new").iterdir())
    before = (demo / "inbox-agent.sqlite").read_bytes()
    code, out, _ = say(
        "explain", "--json", "--owner", "sofia@home.example", "--mailbox", "letters@sofia.example", *map(str, mails)
    )
    rows = lines(out)
    assert (code, len(rows)) == (0, len(mails))
    assert all(list(row) == list(EXPLAINED) for row in rows)
    kinds = [row["kind"] for row in rows]
    assert {"forward-contact", "note-contact", "command", "correspondence", "own"} <= set(kinds)
    forwarded = {r["forward"]["contact"]["addr"] for r in rows if r["kind"] == "forward-contact"}
    assert "ada.holm@brightlab.example" in forwarded
    assert (demo / "inbox-agent.sqlite").read_bytes() == before


def test_explain_of_rubbish_is_a_value(say: Say, tmp_path: Path) -> None:
    """Bytes that are no mail are `unreadable`, with the cause; the others are told all the same."""
    path = tmp_path / "rubbish.eml"
    path.write_bytes(b"\x00\xff" * 5000)
    code, out, _ = say("explain", "--json", str(path))
    assert code == 0
    assert len(lines(out)) == 1


def test_explain_tells_the_other_mails_when_one_cannot_be_read(say: Say, demo: Path, tmp_path: Path) -> None:
    """A missing file and a folder among the mails are named with their mend, and the rest is told."""
    mail = next((demo / "inbox" / "new").iterdir())
    code, out, err = say("explain", "--json", str(tmp_path / "gone.eml"), str(mail), str(tmp_path))
    assert (code, len(lines(out))) == (5, 1)
    assert "gone.eml" in err
    assert "rehearse" in err


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [("--owner", "ada", "no mail address"), ("--history", "{mail}", "From …"), ("--history", "gone.mbox", "mbox")],
    ids=["an owner without an address", "a history that is no mbox", "a history that is not there"],
)
def test_explain_refuses_what_it_cannot_use(say: Say, tmp_path: Path, option: str, value: str, says: str) -> None:
    """A wrong option is not passed over in silence, for the answer would be another one."""
    mail = tmp_path / "mail.eml"
    mail.write_bytes(b"From: ada@lab.example\nSubject: x\n\nHello")
    code, out, err = say("explain", "--json", str(mail), option, value.format(mail=mail))
    assert code in (2, 5)
    assert (out, says in err) == ("", True)


def test_help_imports_next_to_nothing() -> None:
    """`--help` must stay cheap: neither engine, model, database nor pydantic (B-09)."""
    code = "import sys; sys.argv = ['inbox-agent', '--help']\nfrom inbox_agent.__main__ import main\ntry: main()\nexcept SystemExit: pass\nprint('HEAVY', [m for m in ('dbos', 'langchain_core', 'sqlalchemy', 'pydantic', 'jinja2', 'imapclient', 'aiosmtplib', 'icalendar') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout
    assert "approve" in done.stdout


def test_lists_import_neither_engine_nor_model(demo: Path) -> None:
    """A read-only command pays for the database and no more."""
    code = f"import sys; sys.argv = ['inbox-agent', 'queue', '--config', {str(demo / 'config.toml')!r}]\nfrom inbox_agent.__main__ import main\ntry: main()\nexcept SystemExit: pass\nprint('HEAVY', [m for m in ('dbos', 'langchain_core', 'alembic', 'imapclient', 'aiosmtplib', 'icalendar') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "HEAVY []" in done.stdout


def test_a_second_agent_on_one_file_is_refused(demo: Path) -> None:
    """While one runs, another says so in a sentence and ends with 4 (engine.md, pitfall 5)."""
    config = str(demo / "config.toml")
    command = [sys.executable, "-m", "inbox_agent", "run", "--config", config]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout
        assert "inbox-agent runs for" in first.stdout.readline()
        second = subprocess.run([*command, "--once"], capture_output=True, text=True, check=False, timeout=60)
        assert second.returncode == 4
        assert "another" in second.stderr.lower()
    finally:
        first.terminate()
        assert first.wait(timeout=60) == 0
