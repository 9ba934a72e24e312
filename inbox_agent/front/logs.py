"""How the log is written: a line for each record on standard error, for people or as one JSON object for programs (F-93).

What is logged is the agent's own sentences: numbers, names of folders and servers, causes. A fault that nobody foresaw
may carry anything in its message, a line of somebody's mail included, so of such a one only its type and the places in
the sources it went through are written; its message stands with what was set aside, in the database (T-40).
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from inbox_agent.errors import InboxAgentError
from inbox_agent.settings import Log

#: What every record has; all else was given to it with `extra`, and is a field of its own.
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(settings: Log, stream: TextIO | None = None) -> None:
    """Write our records from this level on, and warnings of the libraries; called once by what runs for long."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_Json() if settings.format == "json" else _Text())
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h.formatter, _Json | _Text)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("inbox_agent").setLevel(settings.level.upper())


class _Json(logging.Formatter):
    """`ts` (UTC, RFC 3339), `level`, `logger`, `message`, the record's own fields; with a fault `error` and `trace`."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        line: dict[str, object] = {"ts": _ts(record), "level": record.levelname.lower(), "logger": record.name}
        line |= {"message": record.getMessage()} | fields
        if fault := _fault(record):
            line |= {"error": _says(fault), "trace": _places(fault)}
        return json.dumps(line, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    """The same for people."""

    def format(self, record: logging.LogRecord) -> str:
        said = f"{_ts(record)} {record.levelname} {record.name}: {record.getMessage()}"
        if fault := _fault(record):
            said += f" ({_says(fault)}; {' < '.join(reversed(_places(fault)))})"
        return "".join(c if c.isprintable() else " " for c in said)


def _ts(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fault(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _says(fault: BaseException) -> str:
    """A sentence where it is ours, else the type alone."""
    return f"{type(fault).__name__}: {fault}" if isinstance(fault, InboxAgentError) else type(fault).__name__


def _places(fault: BaseException) -> list[str]:
    """The way of a fault through the sources, outermost first, with those of its causes before it."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    own = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(fault.__traceback__)]
    return [*(_places(before) if before else ()), *([type(before).__name__] if before else ()), *own]
