"""Marks of people who were forgotten"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "ia_tombstones",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ia_tombstones")),
    )
