"""Visits of the page, and when what was set aside was settled"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "ia_sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("issued", Moment(length=32), nullable=False),
        sa.Column("expires", Moment(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ia_sessions")),
    )
    op.add_column("ia_set_aside", sa.Column("settled", Moment(length=32), nullable=True))
