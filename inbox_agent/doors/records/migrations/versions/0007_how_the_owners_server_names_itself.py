"""How the owner's own mail server names itself in Authentication-Results"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("ia_owners", sa.Column("authserv_ids", sa.Text(), nullable=False, server_default="[]"))
