"""Calls to a model counted before they are made, and what each cost, for what and with whom"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0005"
down_revision = "0004"


def _id(name: str = "id", **how: object) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), **how)  # type: ignore[arg-type]


def upgrade() -> None:
    op.create_table(
        "ia_model_tries",
        _id(autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        _id("relationship_id", nullable=True),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ia_model_tries")),
    )
    op.create_index(op.f("ix_ia_model_tries_owner_unit"), "ia_model_tries", ["owner", "unit"], unique=False)
    op.create_index(op.f("ix_ia_model_tries_owner_at"), "ia_model_tries", ["owner", "at"], unique=False)
    op.add_column("ia_model_calls", sa.Column("cost", sa.Float(), nullable=True))
    op.add_column("ia_model_calls", sa.Column("unit", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("ia_model_calls", _id("relationship_id", nullable=True))
    op.create_index(op.f("ix_ia_model_calls_owner_unit"), "ia_model_calls", ["owner", "unit"], unique=False)
