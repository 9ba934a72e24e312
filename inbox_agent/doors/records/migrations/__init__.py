"""Alembic revisions of the records, shipped in the wheel."""
