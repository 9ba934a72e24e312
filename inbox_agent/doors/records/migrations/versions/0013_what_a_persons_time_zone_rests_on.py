"""What a person's time zone rests on"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("ia_people", sa.Column("zone_source", sa.String(length=10), nullable=False, server_default=""))
