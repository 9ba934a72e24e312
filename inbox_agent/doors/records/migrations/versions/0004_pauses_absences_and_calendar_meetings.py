"""Where a pause leads back to, absences, and the calendar's names of meetings"""

import sqlalchemy as sa
from alembic import op

from inbox_agent.doors.records.schema import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("ia_relationships", sa.Column("paused_from", sa.String(length=20), nullable=True))
    op.add_column("ia_relationships", sa.Column("away_until", Moment(length=32), nullable=True))
    op.add_column("ia_meetings", sa.Column("uid", sa.Text(), nullable=False, server_default=""))
    op.add_column("ia_meetings", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ia_versions", sa.Column("invitation", sa.Text(), nullable=False, server_default=""))
