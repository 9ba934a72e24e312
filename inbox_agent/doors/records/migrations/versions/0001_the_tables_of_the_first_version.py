"""The tables of the first version"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "ia_digests",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("made", Moment(length=32), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "week", name=op.f("pk_ia_digests")),
    )
    op.create_table(
        "ia_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_events")),
    )
    op.create_index(op.f("ix_ia_events_relationship_id_id"), "ia_events", ["relationship_id", "id"], unique=False)
    op.create_table(
        "ia_folders",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("first_seen", Moment(length=32), nullable=False),
        sa.PrimaryKeyConstraint("owner", "folder", "uidvalidity", name=op.f("pk_ia_folders")),
    )
    op.create_table(
        "ia_model_calls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_model_calls")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_ia_model_calls_owner_key")),
    )
    op.create_table(
        "ia_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("to_owner", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("mail", sa.String(length=20), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("not_before", Moment(length=32), nullable=False),
        sa.Column("created", Moment(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tried", Moment(length=32), nullable=True),
        sa.Column("sent", Moment(length=32), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_outbox")),
        sa.UniqueConstraint("owner", "key", name=op.f("uq_ia_outbox_owner_key")),
    )
    op.create_index(op.f("ix_ia_outbox_owner_message_id"), "ia_outbox", ["owner", "message_id"], unique=False)
    op.create_index(op.f("ix_ia_outbox_state_not_before"), "ia_outbox", ["state", "not_before"], unique=False)
    op.create_table(
        "ia_owners",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("created", Moment(length=32), nullable=False),
        sa.Column("polled", Moment(length=32), nullable=True),
        sa.Column("poll_tried", Moment(length=32), nullable=True),
        sa.Column("poll_fault", sa.Text(), nullable=False),
        sa.Column("tidied", Moment(length=32), nullable=True),
        sa.Column("digest_due", Moment(length=32), nullable=True),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_ia_owners")),
    )
    op.create_table(
        "ia_people",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_people")),
    )
    op.create_table(
        "ia_seen",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("folder", sa.String(length=255), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("owner", "folder", "uidvalidity", "uid", name=op.f("pk_ia_seen")),
    )
    op.create_table(
        "ia_set_aside",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_set_aside")),
    )
    op.create_table(
        "ia_tokens",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("about", sa.String(length=10), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued", Moment(length=32), nullable=False),
        sa.Column("expires", Moment(length=32), nullable=False),
        sa.Column("used", Moment(length=32), nullable=True),
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ia_tokens")),
    )
    op.create_table(
        "ia_addresses",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=320), nullable=False),
        sa.Column("addr", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("suspect", sa.Boolean(), nullable=False),
        sa.Column("added", Moment(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["ia_people.id"], name=op.f("fk_ia_addresses_person_id")),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_ia_addresses")),
    )
    op.create_table(
        "ia_relationships",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("since", Moment(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("original", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("referrer", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("take_aways", sa.Text(), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("pause_until", Moment(length=32), nullable=True),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("last_inbound", Moment(length=32), nullable=True),
        sa.Column("last_outbound", Moment(length=32), nullable=True),
        sa.Column("next_what", sa.String(length=40), nullable=True),
        sa.Column("next_due", Moment(length=32), nullable=True),
        sa.Column("next_why", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["ia_people.id"], name=op.f("fk_ia_relationships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_relationships")),
        sa.UniqueConstraint("owner", "person_id", name=op.f("uq_ia_relationships_owner_person_id")),
    )
    op.create_index(op.f("ix_ia_relationships_next_due"), "ia_relationships", ["next_due"], unique=False)
    op.create_table(
        "ia_drafts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created", Moment(length=32), nullable=False),
        sa.Column("due", Moment(length=32), nullable=True),
        sa.Column("expires", Moment(length=32), nullable=True),
        sa.Column("wake", Moment(length=32), nullable=True),
        sa.Column("answers", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ask_by", sa.String(length=8), nullable=False),
        sa.Column("shown_version", sa.Integer(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_drafts_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_drafts")),
        sa.UniqueConstraint(
            "owner", "relationship_id", "occasion", name=op.f("uq_ia_drafts_owner_relationship_id_occasion")
        ),
    )
    op.create_index(op.f("ix_ia_drafts_owner_state"), "ia_drafts", ["owner", "state"], unique=False)
    op.create_table(
        "ia_ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_ledger_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_ledger")),
    )
    op.create_index(op.f("ix_ia_ledger_relationship_id"), "ia_ledger", ["relationship_id"], unique=False)
    op.create_table(
        "ia_meetings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", Moment(length=32), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_meetings_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_meetings")),
    )
    op.create_index(op.f("ix_ia_meetings_relationship_id"), "ia_meetings", ["relationship_id"], unique=False)
    op.create_table(
        "ia_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("identity", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("received", Moment(length=32), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=True),
        sa.Column("cut", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", Moment(length=32), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("also", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("from_addr", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_messages_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_messages")),
        sa.UniqueConstraint("owner", "identity", name=op.f("uq_ia_messages_owner_identity")),
    )
    op.create_index(op.f("ix_ia_messages_owner_message_id"), "ia_messages", ["owner", "message_id"], unique=False)
    op.create_index(op.f("ix_ia_messages_relationship_id_at"), "ia_messages", ["relationship_id", "at"], unique=False)
    op.create_index(op.f("ix_ia_messages_state_next_try"), "ia_messages", ["state", "next_try"], unique=False)
    op.create_table(
        "ia_questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("relationship_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("asked", Moment(length=32), nullable=False),
        sa.Column("answered", Moment(length=32), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_questions_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_questions")),
        sa.UniqueConstraint("owner", "kind", "occasion", name=op.f("uq_ia_questions_owner_kind_occasion")),
    )
    op.create_table(
        "ia_versions",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("draft_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", Moment(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("in_reply_to", sa.Text(), nullable=False),
        sa.Column("references", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("blocked", sa.Text(), nullable=False),
        sa.Column("written_by", sa.String(length=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("model_call", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["ia_drafts.id"], name=op.f("fk_ia_versions_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "version", name=op.f("pk_ia_versions")),
    )
