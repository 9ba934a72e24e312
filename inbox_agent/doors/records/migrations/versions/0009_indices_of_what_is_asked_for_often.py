"""Indices of what is asked for often"""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_ia_addresses_person_id", "ia_addresses", ["person_id"])
    op.create_index("ix_ia_events_draft_id", "ia_events", ["draft_id"])
    op.create_index("ix_ia_events_owner_what_at", "ia_events", ["owner", "what", "at"])
    op.create_index("ix_ia_questions_relationship_id", "ia_questions", ["relationship_id"])
    op.create_index("ix_ia_questions_owner_answered", "ia_questions", ["owner", "answered"])
