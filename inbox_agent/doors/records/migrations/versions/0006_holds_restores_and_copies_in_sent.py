"""Holds on sending, restores from a backup, and copies in Sent"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("ia_owners", sa.Column("held", Moment(length=32), nullable=True))
    op.add_column("ia_owners", sa.Column("held_why", sa.Text(), nullable=False, server_default=""))
    op.add_column("ia_owners", sa.Column("restored", Moment(length=32), nullable=True))
    op.add_column("ia_owners", sa.Column("origin", sa.Text(), nullable=False, server_default=""))
    op.add_column("ia_outbox", sa.Column("file_at", Moment(length=32), nullable=True))
