"""Alembic's entry: runs the revisions on the connection that `migrate.upgrade` hands over."""

from alembic import context

from inbox_agent.doors.records.schema import meta

context.configure(connection=context.config.attributes["connection"], target_metadata=meta, version_table="ia_revision")
context.run_migrations()
