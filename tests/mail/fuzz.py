"""Coverage-guided fuzzing of the mail floor: no exception leaves it, and nothing hangs (T-23, R-58 to R-60).

Run as `python -m tests.mail.fuzz [SECONDS]` (120 by default; needs the extra `fuzz`, whose library does not exist for all
platforms). The seeds are this folder's samples. What breaks is written to a file by the fuzzer, with a trace.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["inbox_agent.mail"]):
    from inbox_agent import rules
    from inbox_agent.mail import calendar, card, threads
    from inbox_agent.mail.identify import Selves, identify
    from inbox_agent.mail.message import Message, Unreadable
    from inbox_agent.mail.parse import parse
    from inbox_agent.mail.times import find_times

RULES = rules.load()
OWNED = Selves(frozenset({"olle@marklund.example"}), frozenset({"desk@agent.example"}))
NOBODYS = Selves(frozenset(), frozenset())
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
#: A hang limit, generous since instrumented code is many times slower.
MOST_SECONDS = 30
MOST_BYTES = 60_000
DEFAULT_SECONDS = 120
SEEDS = Path(__file__).parent / "samples"


def read(data: bytes) -> None:
    """Everything that the floor makes of bytes that arrived."""
    message = parse(data)
    if isinstance(message, Unreadable):
        return
    assert isinstance(message, Message)
    for selves in (OWNED, NOBODYS):
        arrival = identify(message, selves, RULES, answers_us=False)
        find_times(arrival.reply.written, message.date or NOW, "Europe/Stockholm", "America/New_York", RULES)
    for ics in message.calendars:
        calendar.read(ics)
    for vcf in message.cards:
        card.read(vcf)
    threads.base_subject(message.subject)


def main() -> None:
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SECONDS
    with tempfile.TemporaryDirectory() as found:
        for n, seed in enumerate(sorted(SEEDS.rglob("*.eml"))):
            (Path(found) / f"{n}").write_bytes(seed.read_bytes()[:MOST_BYTES])
        options = [
            f"-max_total_time={seconds}",
            f"-timeout={MOST_SECONDS}",
            f"-max_len={MOST_BYTES}",
            "-rss_limit_mb=2048",
        ]
        atheris.Setup([sys.argv[0], found, *options, "-print_final_stats=1", "-verbosity=0"], read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
