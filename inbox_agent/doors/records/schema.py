"""The tables, prefixed `ia_` because the engine's own tables share the database (engine.md, pitfall 8).

Every table has `owner`, the name of the account in the settings, so that many owners can live in one
database (F-97). Times are `Moment`: aware in Python, UTC in the database. Uniqueness is what makes a second
look harmless: a mail once per owner, a draft once per occasion, a letter once per draft version, a digest
once a week (engine.md, pitfall 6: correctness comes from here, not from the queues). Indices of what each look
asks for begin with `owner`: SQLite would otherwise take that of a unique constraint, and read all rows of the owner.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.TypeDecorator[datetime]):
    """An aware datetime; stored as UTC with a fixed width, so that comparing and sorting work in SQLite too."""

    impl = sa.String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.String(32))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone never enters the records")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """One function and no chain of them: a list of people reads thousands of moments."""
        return _aware if dialect.name == "postgresql" else _from_text


def _aware(value: datetime | None) -> datetime | None:
    return value.astimezone(UTC) if value else None


def _from_text(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


meta = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")  # SQLite numbers rows only for INTEGER keys


def _id() -> sa.Column[int]:
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def _owner() -> sa.Column[str]:
    return sa.Column("owner", sa.String(80), nullable=False)


def _text(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, default=default)


owners = sa.Table(
    "ia_owners",
    meta,
    sa.Column("owner", sa.String(80), primary_key=True),
    sa.Column("created", Moment, nullable=False),
    sa.Column("polled", Moment),  # the last *good* poll: its age is the health (F-93)
    sa.Column("poll_tried", Moment),
    _text("poll_fault"),
    sa.Column("tidied", Moment),  # when the engine last forgot what ended long ago
    sa.Column("digest_due", Moment),  # the next Monday 07:30 in the owner's zone
    _text("authserv_ids", "[]"),  # JSON: how the owner's server names itself, as `doctor` learnt it (T-06)
    sa.Column("review_due", Moment),  # the next end of a year in the owner's zone (P-80)
    sa.Column("held", Moment),  # since when no letter leaves, until the owner says so (F-73, T-25, R-14)
    _text("held_why"),
    sa.Column("restored", Moment),  # when the database was last found to be an older one (T-24)
    _text("origin"),  # which database on which server this was (PostgreSQL, T-24)
)

folders = sa.Table(
    "ia_folders",
    meta,
    _owner(),
    sa.Column("folder", sa.String(255), nullable=False),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("first_seen", Moment, nullable=False),
    sa.PrimaryKeyConstraint("owner", "folder", "uidvalidity"),
)

seen = sa.Table(
    "ia_seen",
    meta,
    _owner(),
    sa.Column("folder", sa.String(255), nullable=False),
    sa.Column("uidvalidity", sa.BigInteger, nullable=False),
    sa.Column("uid", sa.BigInteger, nullable=False),
    sa.Column("message_id", Id),  # null: history that was passed over
    sa.PrimaryKeyConstraint("owner", "folder", "uidvalidity", "uid"),
)

people = sa.Table(
    "ia_people",
    meta,
    _id(),
    _owner(),
    _text("name"),
    _text("organisation"),
    _text("title"),
    _text("language"),
    _text("timezone"),
    sa.Column("zone_source", sa.String(10), nullable=False, default="", server_default=""),  # what it rests on
)

addresses = sa.Table(
    "ia_addresses",
    meta,
    _owner(),
    sa.Column("key", sa.String(320), nullable=False),  # addr-spec, case folded
    sa.Column("addr", sa.String(320), nullable=False),
    sa.Column("person_id", Id, sa.ForeignKey("ia_people.id"), nullable=False),
    sa.Column("suspect", sa.Boolean, nullable=False, default=False),  # a letter to it bounced (F-74)
    sa.Column("added", Moment, nullable=False),
    sa.PrimaryKeyConstraint("owner", "key"),
    sa.Index(None, "person_id"),
)

relationships = sa.Table(
    "ia_relationships",
    meta,
    _id(),
    _owner(),
    sa.Column("person_id", Id, sa.ForeignKey("ia_people.id"), nullable=False),
    sa.Column("role", sa.String(10), nullable=False),
    sa.Column("kind", sa.String(10), nullable=False),
    sa.Column("stage", sa.String(20), nullable=False),
    sa.Column("since", Moment, nullable=False),
    _text("purpose"),
    _text("original"),  # the forwarded text in which the contact appeared
    _text("source"),
    _text("referrer"),
    _text("facts", "{}"),  # JSON: what the owner answered when a fact was missing (P-22)
    _text("take_aways"),
    _text("serves", "[]"),  # JSON: the goals that the owner said this contact serves (P-11)
    sa.Column("do_not_contact", sa.Boolean, nullable=False, default=False),
    sa.Column("pause_until", Moment),
    sa.Column("paused_from", sa.String(20)),  # the stage before the pause
    sa.Column("away_until", Moment),  # an absence of theirs: no nudge before (F-23)
    sa.Column("cadence_days", sa.Integer),
    sa.Column("last_inbound", Moment),
    sa.Column("last_outbound", Moment),
    sa.Column("next_what", sa.String(40)),  # the one thing that is due next, and when (mentorship/next_step.py)
    sa.Column("next_due", Moment),
    _text("next_why"),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),  # failed tries to prepare that next thing
    sa.Column("turn", sa.Integer, nullable=False, default=0),  # counts the looks: each is a task of its own
    sa.UniqueConstraint("owner", "person_id"),
    sa.Index(None, "owner", "next_due"),
)

messages = sa.Table(
    "ia_messages",
    meta,
    _id(),
    _owner(),
    sa.Column("identity", sa.String(80), nullable=False),  # SHA-256 of Message-ID, or of the content without one (F-05)
    sa.Column("message_id", sa.String(998), nullable=False, default=""),
    sa.Column("direction", sa.String(3), nullable=False),  # in, out
    sa.Column("state", sa.String(10), nullable=False),  # fetched, taken, set-aside
    sa.Column("at", Moment, nullable=False),
    sa.Column("received", Moment, nullable=False),
    sa.Column("raw", sa.LargeBinary),
    sa.Column("cut", sa.Boolean, nullable=False, default=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("next_try", Moment),
    sa.Column("batch", Id),  # the first of the mails that are handled in one go with it; none while nobody has begun
    _text("kind"),  # as in contracts.md: correspondence, command …
    _text("intent"),
    _text("also", "[]"),  # JSON: what else the mail says
    _text("because", "[]"),
    _text("from_addr"),
    _text("subject"),
    _text("text"),  # newly written words only
    _text("language"),
    _text("references", "[]"),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id")),
    sa.Column("draft_id", Id),
    sa.UniqueConstraint("owner", "identity"),
    sa.Index(None, "owner", "state", "next_try"),
    sa.Index(None, "owner", "message_id"),
    sa.Index(None, "relationship_id", "at"),
)

meetings = sa.Table(
    "ia_meetings",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id"), nullable=False),
    sa.Column("start", Moment, nullable=False),
    sa.Column("timezone", sa.String(60), nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    _text("uid"),  # the calendar's name of it (RFC 5545), "" where it was agreed in words
    sa.Column("sequence", sa.Integer, nullable=False, default=0),
    sa.Index(None, "relationship_id"),
)

ledger = sa.Table(
    "ia_ledger",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.String(20), nullable=False),  # advice, introduction, resource … (mentorship/ledger.py)
    _text("words"),  # the sentence that it rests on, as it was written
    _text("outcome"),  # what came of it
    sa.Column("message_id", Id),
    sa.Column("said_by", sa.String(8), nullable=False, default="contact"),  # contact, owner
    _text("gist"),  # what to do, without the words that lead up to it
    _text("about"),  # the person of an introduction, the link of a resource
    _text("rule"),
    _text("fingerprint"),  # of the words: one sentence stands once in a relationship
    _text("done"),  # what the owner did
    sa.Column("due", Moment),  # a promise with a day
    sa.Column("settled", Moment),  # when the owner last said what was done or came of it
    sa.Column("reported", Moment),  # when a letter told it back (P-61)
    sa.Column("dropped", Moment),  # the owner: it was none
    sa.Column("leads_to", Id),  # the relationship that an introduction began (F-25)
    sa.Index(None, "relationship_id"),
    sa.Index("uq_ia_ledger_words", "owner", "relationship_id", "what", "fingerprint", unique=True),
)

notes = sa.Table(
    "ia_notes",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("words", sa.Text, nullable=False),  # the owner's own
    sa.Column("message_id", Id),
    sa.Index(None, "relationship_id"),
)

examples = sa.Table(
    "ia_examples",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id")),
    sa.Column("at", Moment, nullable=False),
    sa.Column("about", sa.String(20), nullable=False),  # stage, meeting, ledger, person
    sa.Column("message_id", Id),
    _text("words"),  # of the mail that was judged
    sa.Column("language", sa.String(5), nullable=False, default=""),
    _text("judged"),
    _text("corrected"),  # what the owner said instead
    sa.Index(None, "owner", "about"),
)

profiles = sa.Table(
    "ia_profiles",
    meta,
    sa.Column("owner", sa.String(80), primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("content", sa.Text, nullable=False),  # JSON: the fields of mentorship/profile.py
    _text("file_digest"),  # SHA-256 of the file that it was last read from or written to
)

drafts = sa.Table(
    "ia_drafts",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id"), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("occasion", sa.String(120), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("due", Moment),
    sa.Column("expires", Moment),
    sa.Column("wake", Moment),
    sa.Column("answers", Id),
    sa.Column("ask_by", sa.String(8), nullable=False),
    sa.Column("shown_version", sa.Integer),  # the version that the command line last showed
    _text("because", "[]"),
    sa.UniqueConstraint("owner", "relationship_id", "occasion"),
    sa.Index(None, "owner", "state"),
    sa.Index(None, "owner", "created"),
)

versions = sa.Table(
    "ia_versions",
    meta,
    _owner(),
    sa.Column("draft_id", Id, sa.ForeignKey("ia_drafts.id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),  # T-02
    sa.Column("message_id", sa.String(998), nullable=False),
    sa.Column("recipients", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(5), nullable=False),
    sa.Column("in_reply_to", sa.Text, nullable=False),
    sa.Column("references", sa.Text, nullable=False),
    sa.Column("findings", sa.Text, nullable=False),
    sa.Column("blocked", sa.Text, nullable=False),
    sa.Column("written_by", sa.String(10), nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("notice", sa.Text, nullable=False),
    sa.Column("model_call", Id),
    _text("invitation"),  # the iCalendar part that goes with it (F-75)
    sa.PrimaryKeyConstraint("draft_id", "version"),
    sa.Index(None, "owner", "written_by", "language"),
)

tokens = sa.Table(
    "ia_tokens",
    meta,
    sa.Column("hash", sa.String(64), primary_key=True),  # SHA-256; the token itself is nowhere (T-01)
    _owner(),
    sa.Column("about", sa.String(10), nullable=False),  # draft, digest, question, receipt
    sa.Column(
        "items", sa.Text, nullable=False
    ),  # JSON: [[draft id, version, digest, newest mail of the thread], …] or [[question id]]
    sa.Column("relationship_id", Id),
    sa.Column("issued", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
    sa.Column("used", Moment),
    sa.Column("outbox_id", Id),
)

questions = sa.Table(
    "ia_questions",
    meta,
    _id(),
    _owner(),
    sa.Column("relationship_id", Id, sa.ForeignKey("ia_relationships.id")),
    sa.Column("kind", sa.String(20), nullable=False),  # take-aways, facts, meeting-time, who, meaning
    sa.Column("occasion", sa.String(120), nullable=False),
    sa.Column("asked", Moment, nullable=False),
    sa.Column("answered", Moment),
    _text("answer"),
    _text("data", "{}"),
    sa.UniqueConstraint("owner", "kind", "occasion"),
    sa.Index(None, "relationship_id"),
    sa.Index(None, "owner", "answered"),
)

outbox = sa.Table(
    "ia_outbox",
    meta,
    _id(),
    _owner(),
    sa.Column("to_owner", sa.Boolean, nullable=False),
    sa.Column("key", sa.String(160), nullable=False),  # letter:12.1, approval:12.1:1, digest:2026-W47 …
    sa.Column("draft_id", Id),
    sa.Column("version", sa.Integer),
    sa.Column("mail", sa.String(20), nullable=False),  # "letter", or the kind of mail to the owner
    _text("data", "{}"),
    sa.Column("message_id", sa.String(998), nullable=False, default=""),  # fixed before the first byte (T-20)
    sa.Column("state", sa.String(10), nullable=False),  # queued, sending, marked, sent, failed, doubt, cancelled
    sa.Column("not_before", Moment, nullable=False),
    sa.Column("created", Moment, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("turn", sa.Integer, nullable=False, default=0),  # counts the changes: each look is a task of its own
    sa.Column("tried", Moment),
    sa.Column("sent", Moment),
    sa.Column("file_at", Moment),  # when to see to it that a copy lies in Sent (F-72); null: nothing to do
    _text("reply"),
    sa.UniqueConstraint("owner", "key"),
    sa.Index(None, "owner", "state", "not_before"),
    sa.Index(None, "owner", "file_at"),
    sa.Index(None, "owner", "message_id"),
)

#: the states of the outbox in which a row still has to be looked at
WAITING = ("queued", "sending", "marked", "doubt")

digests = sa.Table(
    "ia_digests",
    meta,
    _owner(),
    sa.Column("week", sa.String(8), nullable=False),  # ISO week of the owner's zone: 2026-W47
    sa.Column("made", Moment, nullable=False),
    sa.Column("items", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("owner", "week"),
)

events = sa.Table(
    "ia_events",
    meta,
    _id(),
    _owner(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.String(40), nullable=False),
    sa.Column("relationship_id", Id),
    sa.Column("draft_id", Id),
    sa.Column("message_id", Id),
    _text("because", "[]"),
    _text("data", "{}"),
    sa.Index(None, "relationship_id", "id"),
    sa.Index(None, "draft_id"),
    sa.Index(None, "owner", "what", "at"),  # caps, digests and reviews count what happened since a moment
)

set_aside = sa.Table(
    "ia_set_aside",
    meta,
    _id(),
    _owner(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("message_id", Id),
    sa.Column("relationship_id", Id),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("settled", Moment),  # tried again, or ticked off by the owner
)

tombstones = sa.Table(
    "ia_tombstones",
    meta,
    sa.Column(
        "hash", sa.String(64), primary_key=True
    ),  # SHA-256 of salt and address: it tells nobody who it was (T-44)
    _owner(),
    sa.Column("salt", sa.String(32), nullable=False),
    sa.Column("at", Moment, nullable=False),
)

sessions = sa.Table(
    "ia_sessions",
    meta,
    sa.Column("hash", sa.String(64), primary_key=True),  # SHA-256 of the key; the key itself is nowhere (T-42)
    _owner(),
    sa.Column("kind", sa.String(8), nullable=False),  # link, session
    sa.Column("issued", Moment, nullable=False),
    sa.Column("expires", Moment, nullable=False),
)

model_calls = sa.Table(
    "ia_model_calls",
    meta,
    _id(),
    _owner(),
    sa.Column("key", sa.String(64), nullable=False),  # the occasion, the prompt's fingerprint and the model
    sa.Column("at", Moment, nullable=False),
    sa.Column("provider", sa.String(200), nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("tokens_in", sa.Integer, nullable=False),
    sa.Column("tokens_out", sa.Integer, nullable=False),
    sa.Column("cost", sa.Float, nullable=True),  # at the price of that day; empty where none was set
    sa.Column("unit", sa.String(64), nullable=False, server_default=""),  # what it was for: a letter, or a mail
    sa.Column("relationship_id", Id),  # whose words it holds (T-44)
    sa.UniqueConstraint("owner", "key"),
    sa.Index(None, "owner", "unit"),
)

# Each call before it is made: two for a letter are two, whatever crashes in between.
model_tries = sa.Table(
    "ia_model_tries",
    meta,
    _id(),
    _owner(),
    sa.Column("unit", sa.String(64), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("relationship_id", Id),
    sa.Column("provider", sa.String(200), nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),  # empty once it stands in ia_model_calls, with the answer
    sa.Index(None, "owner", "unit"),
    sa.Index(None, "owner", "at"),
)
