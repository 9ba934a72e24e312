"""Indices of what each look asks for"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    for table, columns in (
        ("ia_relationships", ["next_due"]),
        ("ia_messages", ["state", "next_try"]),
        ("ia_outbox", ["state", "not_before"]),
    ):
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
        op.create_index(f"ix_{table}_owner_{'_'.join(columns)}", table, ["owner", *columns])
    op.create_index("ix_ia_outbox_owner_file_at", "ia_outbox", ["owner", "file_at"])
