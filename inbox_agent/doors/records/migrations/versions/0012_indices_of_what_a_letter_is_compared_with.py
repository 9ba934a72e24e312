"""Indices of what a letter is compared with"""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_index("ix_ia_drafts_owner_created", "ia_drafts", ["owner", "created"])
    op.create_index("ix_ia_versions_owner_written_by_language", "ia_versions", ["owner", "written_by", "language"])
