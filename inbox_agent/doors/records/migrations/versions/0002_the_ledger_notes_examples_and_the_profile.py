"""The ledger's columns, and tables for notes, examples and the owner's profile"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0002"
down_revision = "0001"


def _id(name: str = "id", *, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=nullable)


def upgrade() -> None:
    for name in ("gist", "about", "rule", "done"):
        op.add_column("ia_ledger", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("ia_ledger", sa.Column("fingerprint", sa.Text(), nullable=False, server_default=""))
    op.add_column("ia_ledger", sa.Column("said_by", sa.String(length=8), nullable=False, server_default="contact"))
    for name in ("due", "settled", "reported", "dropped"):
        op.add_column("ia_ledger", sa.Column(name, Moment(length=32), nullable=True))
    op.add_column("ia_ledger", _id("leads_to", nullable=True))
    # Rows of before have no fingerprint; their own number is one that no other row has.
    op.execute("UPDATE ia_ledger SET fingerprint = CAST(id AS VARCHAR)")
    op.create_index("uq_ia_ledger_words", "ia_ledger", ["owner", "relationship_id", "what", "fingerprint"], unique=True)
    op.add_column("ia_owners", sa.Column("review_due", Moment(length=32), nullable=True))
    op.add_column("ia_relationships", sa.Column("serves", sa.Text(), nullable=False, server_default="[]"))
    op.create_table(
        "ia_notes",
        _id(),
        sa.Column("owner", sa.String(length=80), nullable=False),
        _id("relationship_id"),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        _id("message_id", nullable=True),
        sa.ForeignKeyConstraint(["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_notes_relationship_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_notes")),
    )
    op.create_index(op.f("ix_ia_notes_relationship_id"), "ia_notes", ["relationship_id"], unique=False)
    op.create_table(
        "ia_examples",
        _id(),
        sa.Column("owner", sa.String(length=80), nullable=False),
        _id("relationship_id", nullable=True),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        _id("message_id", nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("judged", sa.Text(), nullable=False),
        sa.Column("corrected", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["relationship_id"], ["ia_relationships.id"], name=op.f("fk_ia_examples_relationship_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_examples")),
    )
    op.create_index(op.f("ix_ia_examples_owner_about"), "ia_examples", ["owner", "about"], unique=False)
    op.create_table(
        "ia_profiles",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("file_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_ia_profiles")),
    )
