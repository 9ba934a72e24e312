"""Mails that are handled in one go"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("ia_messages", sa.Column("batch", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
