"""Everything that `run` imports, so that a process forked from here starts at once."""

import inbox_agent.__main__
import inbox_agent.doors.imap
import inbox_agent.doors.records.migrate
import inbox_agent.doors.smtp
import inbox_agent.front.assemble
import inbox_agent.front.cli.run
import inbox_agent.front.engine
import inbox_agent.front.work  # noqa: F401
from inbox_agent import rules

RULES = rules.load()
