"""The records, on SQLite and on PostgreSQL alike: what is unique, what is kept, and what is given back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from inbox_agent.doors.records import migrate
from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.doors.records.head import HEAD
from inbox_agent.doors.records.schema import meta
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.kept import NewDraft, NewVersion, TokenRow
from inbox_agent.errors import Refused, Unwell, WrongUse
from inbox_agent.mail.kept import Taken
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import DueRow, NewContact
from inbox_agent.mentorship.ledger import Mention

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(params=["memory", "file", "postgresql"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'agent.sqlite'}"
    made = Records(open_engine(url))
    migrate.upgrade(made.engine)
    yield made
    made.close()


def contact(**values: Any) -> NewContact:
    return NewContact(**{"name": "Ada Holm", "addr": "Ada@lab.example", "role": "mentee", "kind": "informal"} | values)


def version(number: int = 1, **values: Any) -> NewVersion:
    return NewVersion(
        **{
            "number": number, "to": ("ada@lab.example",), "subject": "Hej", "text": "Kära Ada ☀", "language": "sv",
            "message_id": "<m@s.example>", "digest": "d" * 64, "in_reply_to": "", "references": ("<a@x>", "<b@x>"),
            "findings": (Finding("etiquette.P-20", False, "no", "mentor", True),), "blocked": "", "written_by": "template",
        } | values
    )  # fmt: skip


def draft(tx: Any, relationship: int, occasion: str = "outreach") -> int:
    number = tx.drafts.add(NewDraft(relationship, "outreach", occasion, (Because("P-21", "ord"),), NOW), NOW)
    assert number
    tx.drafts.add_version(number, version(), NOW)
    return int(number)


def test_a_person_is_found_by_address_without_case(records: Records) -> None:
    """Addresses are compared as people do."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        assert tx.people.by_address("ADA@LAB.example") == number
        found = tx.people.get(number)
    assert found
    assert (found.stage, found.since, found.person.addresses) == ("prospect", NOW, ("Ada@lab.example",))


def test_owners_do_not_see_each_other(records: Records) -> None:
    """Many owners live in one database, each in their own (F-97)."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        drafted = draft(tx, number)
    with records.transaction("you") as tx:
        assert tx.people.all() == []
        assert tx.people.by_address("ada@lab.example") is None
        assert tx.drafts.get(drafted) is None
        assert tx.waiting.due(NOW) == []


def test_what_fails_half_way_leaves_nothing(records: Records) -> None:
    """A transaction is kept whole or not at all."""

    def half_way() -> None:
        with records.transaction("me") as tx:
            tx.people.add(contact(), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    with records.transaction("me") as tx:
        assert tx.people.all() == []


def test_the_ledger_knows_never_visited_from_empty(records: Records) -> None:
    """A first visit passes history over; a changed UIDVALIDITY does not (T-22, R-25)."""
    with records.transaction("me") as tx:
        assert tx.mail.seen("INBOX", 7) is None
        tx.mail.mark_seen("INBOX", 7, (1, 2, 3), None, NOW)
        tx.mail.mark_seen("INBOX", 7, (3, 4), None, NOW)
        tx.mail.mark_seen("INBOX", 7, (4,), 12, NOW)
        assert tx.mail.seen("INBOX", 7) == {1, 2, 3, 4}
        assert tx.mail.seen("INBOX", 8) == set()
        tx.mail.mark_seen("Empty", 1, (), None, NOW)
        assert tx.mail.seen("Empty", 1) == set()


def test_more_uids_than_parameters_fit(records: Records) -> None:
    """A mailbox of forty thousand is passed over in one go."""
    with records.transaction("me") as tx:
        tx.mail.mark_seen("INBOX", 7, tuple(range(1, 40_001)), None, NOW)
        assert len(tx.mail.seen("INBOX", 7) or ()) == 40_000


def test_a_mail_is_kept_once_and_given_back_whole(records: Records) -> None:
    """Bytes in, the same bytes out; what was made of it beside them (F-05)."""
    raw = b"From: x\r\n\r\n\xff\x00\xe5"
    with records.transaction("me") as tx:
        number = tx.mail.store("f" * 64, raw, NOW, False)
        assert tx.mail.by_identity("f" * 64) == number
        assert tx.waiting.due(NOW) == [DueRow("handle", number, 0, NOW)]
        because = (Because("accepts.sv.3", "gärna ☕"),)
        tx.mail.take(
            number,
            Taken("correspondence", NOW, "<x@y>", "accepts", because, "ada@lab.example", "Ämne", "Hej", "sv", ("<a>",)),
        )
        row = tx.mail.get(number)
        assert tx.waiting.due(NOW) == []
    assert row
    assert (row.raw, row.because, row.subject, row.references, row.at) == (raw, because, "Ämne", ("<a>",), NOW)
    with pytest.raises((sa.exc.IntegrityError, Unwell)), records.transaction("me") as tx:
        tx.mail.store("f" * 64, raw, NOW, False)


def test_an_occasion_has_one_draft(records: Records) -> None:
    """The same look twice proposes nothing twice."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        draft(tx, number)
        assert tx.drafts.add(NewDraft(number, "outreach", "outreach", ()), NOW) is None


def test_a_draft_comes_back_as_it_was_kept(records: Records) -> None:
    """Every field that the owner saw, findings included; a newer version replaces none of the older."""
    with records.transaction("me") as tx:
        number = draft(tx, tx.people.add(contact(), NOW))
        tx.drafts.add_version(number, version(2, text="Ny text", blocked="en uppgift saknas"), NOW + timedelta(hours=1))
        found = tx.drafts.get(number)
    assert found
    assert (found.version, found.state, found.text, found.references) == (2, "blocked", "Ny text", ("<a@x>", "<b@x>"))
    assert found.findings == (Finding("etiquette.P-20", False, "no", "mentor", True),)
    assert found.because == (Because("P-21", "ord"),)


def test_the_open_draft_is_part_of_the_situation(records: Records) -> None:
    """`next_step` sees it, its occasions, and what was sent."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        drafted = draft(tx, number)
        before = tx.people.situation(number)
        tx.drafts.change(drafted, state="sent")
        tx.mail.store_sent(
            "<m@s.example>", NOW, number, drafted, ("<a@x>",), {"subject": "Hej", "text": "Kära", "language": "sv"}
        )
        tx.mail.store_sent(
            "<m@s.example>", NOW, number, drafted, ("<a@x>",), {"subject": "Hej", "text": "Kära", "language": "sv"}
        )
        after = tx.people.situation(number)
    assert before
    assert before.open_draft
    assert before.open_draft.id == drafted
    assert after
    assert (after.open_draft, after.occasions) == (None, frozenset({"outreach"}))
    assert [(s.kind, s.at) for s in after.sent] == [("outreach", NOW)]


def test_a_letter_has_one_row_in_the_outbox(records: Records) -> None:
    """One version of one draft leaves once, whoever asks for it."""
    with records.transaction("me") as tx:
        first = tx.outbox.add("letter:1.1", "letter", NOW, NOW, to_owner=False, draft_id=1, version=1)
        assert tx.outbox.add("letter:1.1", "letter", NOW, NOW, to_owner=False, draft_id=1, version=1) is None
        assert tx.waiting.due(NOW) == [DueRow("send", first, 0, NOW)]
        assert tx.waiting.due(NOW - timedelta(seconds=1)) == []


def test_every_change_in_the_outbox_is_a_new_turn(records: Records) -> None:
    """The engine runs a key once; a row that is due again must be another task."""
    with records.transaction("me") as tx:
        number = tx.outbox.add("letter:1.1", "letter", NOW, NOW, to_owner=False)
        assert number
        before = tx.outbox.get(number)
        tx.outbox.change(number, not_before=NOW + timedelta(minutes=5))
        after = tx.outbox.get(number)
    assert before
    assert after
    assert after.turn == before.turn + 1


def test_a_token_is_kept_by_its_hash_and_used_once(records: Records) -> None:
    """T-01: what it may decide, until when, and whether it has."""
    with records.transaction("me") as tx:
        tx.tokens.issue(TokenRow("h" * 64, "draft", ((1, 2, "d", 0),), NOW, NOW + timedelta(days=3), 5), 9)
        tx.tokens.use("h" * 64, NOW)
        row = tx.tokens.get("h" * 64)
        assert tx.tokens.get("x" * 64) is None
    assert row
    assert (row.items, row.used, row.relationship, row.outbox) == (((1, 2, "d", 0),), NOW, 5, 9)


def test_a_week_is_claimed_once(records: Records) -> None:
    """One digest a week, whatever happens (T-25)."""
    with records.transaction("me") as tx:
        tx.owners.get(NOW)
        assert tx.owners.claim_week("2026-W10", NOW, "[]")
        assert not tx.owners.claim_week("2026-W10", NOW, "[]")


def test_events_are_told_in_order_with_their_words(records: Records) -> None:
    """The audit is what `why` reads."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        tx.events.add(
            NOW, "stage", Because("P-30", "ja tack"), relationship=number, before="outreach", after="scheduling"
        )
        tx.events.add(NOW, "letter-sent", relationship=number)
        found = tx.events.of(number)
        assert tx.events.count("letter-sent", NOW - timedelta(hours=1), number) == 1
        assert tx.events.count("letter-sent", NOW) == 0
    assert [e.what for e in found] == ["stage", "letter-sent"]
    assert (found[0].because, found[0].data) == (
        (Because("P-30", "ja tack"),),
        {"before": "outreach", "after": "scheduling"},
    )


def test_a_time_without_a_zone_never_enters(records: Records) -> None:
    """A naive time is a bug, told loudly."""
    with pytest.raises(sa.exc.StatementError, match="zone"), records.transaction("me") as tx:
        tx.owners.get(datetime(2026, 1, 1))


def test_the_tables_are_those_of_the_migrations(records: Records) -> None:
    """What the code believes and what the revisions made is the same."""
    with records.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": "ia_revision", "compare_type": False})
        differences = [d for d in compare_metadata(context, meta) if "ia_revision" not in str(d)]
    assert differences == []
    assert migrate.head() == HEAD == records.revision()


def test_an_upgrade_at_head_touches_nothing(records: Records) -> None:
    """Starting twice is starting once."""
    assert migrate.upgrade(records.engine) is False


def test_a_newer_database_is_refused_and_left_alone(records: Records) -> None:
    """A sentence, exit 4, and not a byte changed."""
    with records.engine.begin() as connection:
        connection.execute(sa.text("UPDATE ia_revision SET version_num = '9999'"))
    with pytest.raises(Refused, match="9999"):
        migrate.upgrade(records.engine)
    assert records.revision() == "9999"


def test_a_damaged_file_is_told_with_the_way_back(tmp_path: Path) -> None:
    """R-15: it refuses to start and names the backup."""
    path = tmp_path / "agent.sqlite"
    path.write_bytes(b"this is not a database" * 100)
    with pytest.raises(Unwell, match="backup"):
        migrate.upgrade(open_engine(f"sqlite:///{path}"))


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y"])
def test_a_database_that_is_not_known_is_told(url: str) -> None:
    """The mend names what can be used."""
    with pytest.raises(WrongUse, match="sqlite"):
        open_engine(url)


def test_a_sentence_stands_in_the_ledger_once(records: Records) -> None:
    """The same words again, quoted or retold, are no second entry; another kind of the same sentence is (F-26)."""
    advice = Mention("advice", "contact", "ask first", "You should ask first.", rule="advice.en.1")
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        other = tx.people.add(contact(addr="bo@lab.example"), NOW)
        first = tx.ledger.add(number, advice, NOW)
        assert first
        assert tx.ledger.add(number, replace(advice, words="you should  ask first"), NOW) is None
        assert tx.ledger.add(other, advice, NOW)
        tx.ledger.change(first, done="I asked", settled=NOW)
        assert [(e.gist, e.done) for e in tx.ledger.of(number)] == [("ask first", "I asked")]
        assert len(tx.ledger.all()) == 2
    with records.transaction("you") as tx:
        assert (tx.ledger.all(), tx.ledger.get(first)) == ([], None)


def test_notes_and_examples_are_kept_in_order(records: Records) -> None:
    """Notes stand oldest first, corrections newest first and by what they are about (F-28)."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        for words in ("likes tea", "no calls on Fridays ☎"):
            tx.notes.add(number, words, NOW)
        tx.examples.add("stage", NOW, judged="outreach", corrected="declined", words="Hm, no", relationship=number)
        tx.examples.add("ledger", NOW, judged="advice", corrected="none", words="You should have seen it!")
        assert [n.words for n in tx.notes.of(number)] == ["likes tea", "no calls on Fridays ☎"]
        assert [e.judged for e in tx.examples.all()] == ["advice", "outreach"]
        assert [(e.words, e.corrected) for e in tx.examples.all("stage")] == [("Hm, no", "declined")]


def test_a_link_lets_in_once_and_a_session_until_it_ends(records: Records) -> None:
    """Keys are kept by their hash; used up, ended or too old they let nobody in."""
    with records.transaction("sofia") as tx:
        tx.sessions.open("link", "a" * 64, NOW, NOW + timedelta(minutes=15))
        assert not tx.sessions.valid("session", "a" * 64, NOW)
        assert not tx.sessions.end("link", "a" * 64, NOW + timedelta(minutes=15))
        assert tx.sessions.end("link", "a" * 64, NOW)
        assert not tx.sessions.end("link", "a" * 64, NOW)
        tx.sessions.open("session", "b" * 64, NOW, NOW + timedelta(days=1))
        assert tx.sessions.valid("session", "b" * 64, NOW + timedelta(hours=23))
        assert not tx.sessions.valid("session", "b" * 64, NOW + timedelta(days=1))
    with records.transaction("another") as tx:
        assert not tx.sessions.valid("session", "b" * 64, NOW)


def test_merging_moves_everything_and_leaves_one(records: Records) -> None:
    """Mails, drafts, ledger, notes, questions, tokens, events and addresses are the one's; a no of either holds (F-29)."""
    advice = Mention("advice", "contact", "ask", "You should ask.")
    with records.transaction("me") as tx:
        kept, gone = tx.people.add(contact(), NOW), tx.people.add(contact(name="A. Holm", addr="a@home.example"), NOW)
        for each in (kept, gone):
            draft(tx, each)
            tx.ledger.add(each, advice, NOW)
        tx.notes.add(gone, "likes tea", NOW)
        tx.questions.ask("facts", "x", NOW, gone)
        tx.tokens.issue(TokenRow("h", "draft", ((1, 1, "d", 0),), NOW, NOW, gone), 1)
        tx.outbox.add("notice:1", "answer-notice", NOW, NOW, to_owner=True, data={"message": 1, "relationship": gone})
        tx.events.add(NOW, "heard", relationship=gone)
        mail = tx.mail.store("i", b"x", NOW, False)
        tx.mail.take(mail, Taken("correspondence", NOW, from_addr="a@home.example", relationship=gone))
        tx.people.change(gone, stage="declined", do_not_contact=True, purpose="tides", last_inbound=NOW)
        tx.identities.merge(kept, gone)
        one = tx.people.get(kept)
        assert one
        assert tx.people.get(gone) is None
        assert sorted(one.person.addresses) == ["Ada@lab.example", "a@home.example"]
        assert (one.stage, one.do_not_contact, one.purpose, one.last_inbound) == ("declined", True, "tides", NOW)
        assert len({d.occasion for d in tx.drafts.of(kept)}) == 2
        assert len(tx.ledger.of(kept)) == 1
        assert [n.words for n in tx.notes.of(kept)] == ["likes tea"]
        assert [q.relationship for q in tx.questions.open()] == [kept]
        token, row = tx.tokens.get("h"), tx.outbox.by_key("notice:1")
        assert token
        assert row
        assert (token.relationship, row.data["relationship"]) == (kept, kept)
        assert tx.people.by_address("A@HOME.example") == kept
        assert [m.id for m in tx.mail.thread(kept)] == [mail]


def test_splitting_takes_an_address_with_its_mails(records: Records) -> None:
    """What that address wrote, and what was written to it alone, goes with it; the rest stays (F-29)."""
    with records.transaction("me") as tx:
        number = tx.people.add(contact(), NOW)
        one = tx.people.get(number)
        assert one
        tx.people.add_address(one.person.id, "Office@lab.example", NOW)
        letter = draft(tx, number)
        mails = []
        for n, addr in enumerate(("ada@lab.example", "office@LAB.example")):
            mails.append(tx.mail.store(f"i{n}", b"x", NOW, False))
            tx.mail.take(mails[-1], Taken("correspondence", NOW, from_addr=addr, relationship=number))
            tx.ledger.add(number, Mention("advice", "contact", addr, f"Ask {addr}"), NOW, mails[-1])
        new = tx.identities.split(number, "office@lab.example", "The Office", NOW)
        assert [m.id for m in tx.mail.thread(number)] == mails[:1]
        assert [m.id for m in tx.mail.thread(new)] == mails[1:]
        assert [d.id for d in tx.drafts.of(number)] == [letter]
        assert [e.message for e in tx.ledger.of(new)] == mails[1:]
        other = tx.people.get(new)
        assert other
        assert (other.person.name, other.person.addresses, other.last_inbound) == (
            "The Office",
            ("Office@lab.example",),
            NOW,
        )


def test_mails_that_wait_together_are_one_batch_until_each_is_handled(records: Records) -> None:
    """Due under the first, whoever asks and however often; what comes later is the next batch; what failed is alone."""
    with records.transaction("me") as tx:
        a, b, c, d = (tx.mail.store(str(n) * 64, b"", NOW, False) for n in range(4))
        assert tx.waiting.due(NOW) == [DueRow("handle", a, 0, NOW)]
        assert tx.mail.batch(a, 3, NOW) == [a, b, c]
        e = tx.mail.store("4" * 64, b"", NOW, False)
        assert [row.id for row in tx.waiting.due(NOW)] == [a, d]
        tx.mail.take(a, Taken("own", NOW))
        assert [row.id for row in tx.waiting.due(NOW)] == [a, d], "the key of a batch outlives its first mail"
        assert tx.mail.batch(a, 3, NOW) == [b, c], "who goes on after a crash takes nothing new"
        tx.mail.try_later(b, 1, NOW)
        assert tx.waiting.due(NOW)[:2] == [DueRow("handle", b, 1, NOW), DueRow("handle", a, 0, NOW)]
        assert (tx.mail.batch(b, 3, NOW), tx.mail.batch(a, 3, NOW)) == ([b], [c])
        tx.mail.take(c, Taken("own", NOW))
        assert tx.mail.batch(a, 3, NOW) == []
        assert tx.mail.batch(d, 3, NOW) == [d, e]
    with records.transaction("another") as tx:
        assert tx.waiting.due(NOW) == []
        assert tx.mail.batch(a, 3, NOW) == []
