"""An index of copies to be filed"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_index("ix_ia_outbox_file_at", "ia_outbox", ["file_at"])
