"""B-10: a simulated year of many relationships, through the real rounds on an SQLite file; how the work grows with their number.

    python bench/year.py [100 300 1000]

Contacts are forwarded over two months. The owner says yes to every letter two hours after it was drafted, as at the
command line, and answers what is asked. Some contacts answer with a time, some want one offered, some say no or not
now, some never answer. Mail comes and goes in memory; everything between (parsing, understanding, rules, records with
full durability, letters, checks, mails to the owner, digests) is what `run` does. Time is the processor's, so that
a busy machine does not count. Where more letters are due at once than the cap allows, the owner lets them go.
"""

from __future__ import annotations

import argparse
import heapq
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from inbox_agent.doors.memory import MemoryMailbox, MemorySender
from inbox_agent.front.assemble import SilentWake, doors_of, open_records
from inbox_agent.front.clock import HandClock
from inbox_agent.front.work import AgentWork
from inbox_agent.mail.message import Because
from inbox_agent.rounds import hold
from inbox_agent.rounds.settle import Decision, settle
from inbox_agent.settings import parse

BEGINS = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
CONFIG = """
[owner]
name = "Sofia Lind"
addresses = ["sofia@home.example"]
about = "a product designer in Gothenburg"
timezone = "Europe/Stockholm"
[mailbox]
kind = "maildir"
address = "letters@sofia.example"
path = "unused"
[outgoing]
kind = "folder"
path = "unused"
[caps]
per_hour = 200
per_day = 2000
[database]
url = "sqlite:///{path}"
"""
FORWARD = """From: Sofia Lind <sofia@home.example>\r\nTo: letters@sofia.example\r\nSubject: Fwd: My talk\r\nDate: {date}\r\nMessage-ID: <f{n}@programs.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n
I heard the talk "Maps that people finish" at the Harbour Meetup.
I want to learn about research with little time.

---------- Forwarded message ---------
From: {name} <{addr}>
Date: Sun, Jan 4, 2026 at 06:10
Subject: The recording of my talk
To: Sofia Lind <sofia@home.example>


Hi all,

The recording is on our page.

Best,
{name}
"""
REPLY = """From: {name} <{addr}>\r\nTo: letters@sofia.example\r\nSubject: Re: A question\r\nDate: {date}\r\nMessage-ID: <r{n}@programs.example>\r\nIn-Reply-To: {to}\r\nReferences: {to}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n
Hi Sofia,

{words}

Best,
{name}
"""
TIME = "Happy to. {day} at 15:00 CET works for me, 20 minutes by video."
NO = "Thank you for thinking of me, but I am afraid I have to decline."
LATER = "It is too much right now. Please try me again in September."
ADVICE = "Thank you so much! I would write the press release before the roadmap. How did the first step go?"
#: What a contact says to the first letter, and how often.
FIRST = ((0.45, TIME), (0.10, "Yes, I would be happy to talk. When would suit you?"), (0.12, NO), (0.08, LATER))


@dataclass(order=True)
class Due:
    at: datetime
    order: int
    raw: bytes = field(compare=False)


class Year:
    """One owner with so many contacts."""

    def __init__(self, count: int, folder: Path) -> None:
        self.chance = random.Random(count)  # noqa: S311 (a simulation)
        self.agenda: list[Due] = []
        self.order = 0
        self.letters = 0
        self.mails_to_owner = 0
        self.clock = HandClock(BEGINS)
        self.mailbox = MemoryMailbox()
        self.got: dict[str, int] = {}
        settings = parse(CONFIG.format(path=folder / "year.sqlite"))
        records = open_records(settings)
        doors = doors_of(settings, "me", None, records, None, SilentWake(), self.clock)
        self.doors = replace(doors, mailbox=self.mailbox, sender=MemorySender(self.left))
        self.work = AgentWork({"me": self.doors})
        for number in range(count):
            at = BEGINS + timedelta(minutes=self.chance.randrange(60 * 24 * 60))
            addr = f"contact.{number}@place{number}.example"
            raw = FORWARD.format(date=format_datetime(at), n=number, name=self.name(addr), addr=addr)
            self.plan(at, raw)

    @staticmethod
    def name(addr: str) -> str:
        number = int(addr.partition("@")[0].partition(".")[2])
        return f"{['Noa', 'Ida', 'Wen', 'Per', 'Lena', 'Tomas', 'Priya', 'Ines'][number % 8]} Brandt{'abcdefghij'[number // 8 % 10]}"

    def plan(self, at: datetime, raw: str) -> None:
        self.order += 1
        heapq.heappush(self.agenda, Due(at, self.order, raw.encode()))

    def left(self, recipients: tuple[str, ...], raw: bytes) -> None:
        """A mail left: a contact may answer it."""
        addr = next((r for r in recipients if r.startswith("contact.")), "")
        if not addr:
            self.mails_to_owner += 1
            return
        self.letters += 1
        before = self.got[addr] = self.got.get(addr, 0) + 1
        draw = self.chance.random()
        words = ""
        if before == 1:
            for share, said in FIRST:
                if draw < share:
                    words = said
                    break
                draw -= share
        elif draw < 0.5:
            words = ADVICE
        if words:
            at = self.clock() + timedelta(hours=self.chance.randrange(2, 100))
            day = at + timedelta(days=4)
            to = raw.partition(b"\r\n")[0].decode().partition(": ")[2]
            text = words.format(day=f"{day:%A} {day.day} {day:%B}")
            self.plan(
                at,
                REPLY.format(
                    name=self.name(addr), addr=addr, date=format_datetime(at), n=self.order, to=to, words=text
                ),
            )

    def play(self) -> None:
        """From one moment at which something happens to the next, for a year."""
        end = BEGINS + YEAR
        while True:
            now = self.clock()
            with self.doors.records.transaction("me") as tx:
                due = tx.waiting.next_moment()
            moments = [m for m in (due, self.agenda[0].at if self.agenda else None) if m]
            at = max(min(moments, default=end), now)
            if at >= end:
                return
            self.clock.turn_to(at)
            while self.agenda and self.agenda[0].at <= at:
                self.mailbox.put(heapq.heappop(self.agenda).raw, at)
                self.work.poll_at_once()
            self.do(at)
            self.decide(at)

    def do(self, now: datetime) -> None:
        while tasks := self.work.due(now):
            for task in tasks:
                self.work.do(task, now)

    def decide(self, now: datetime) -> None:
        """The owner, at the command line: yes to what waits, a word to what is asked."""
        with self.doors.records.transaction("me") as tx:
            if tx.owners.get(now).held:  # more letters at once than the cap: the owner has looked, and lets them go
                hold.go_on(tx, now, Because("owner", "bench"))
            for draft in tx.drafts.open():
                if draft.state == "waiting" and draft.to:
                    settle(
                        tx,
                        self.doors,
                        Decision("approve-later", draft.id, draft.version, now + timedelta(hours=2)),
                        now,
                    )
                elif draft.state == "blocked":
                    settle(tx, self.doors, Decision("reject", draft.id), now)
            for asked in tx.questions.open():
                tx.questions.answer(asked.id, "say no to one thing each quarter", now)
                if asked.relationship:
                    tx.people.change(asked.relationship, next_due=now, take_aways="say no to one thing each quarter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[100, 300, 1000])
    counts = parser.parse_args().counts
    print(f"{'relationships':>13}  {'letters':>7}  {'mails to owner':>14}  {'CPU s':>7}  {'ms each':>7}  {'wall s':>7}")
    with tempfile.TemporaryDirectory() as folder:
        Year(3, Path(folder)).play()  # every rule is compiled once; a process that lives for a year does not feel it
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            year = Year(count, Path(folder))
            cpu, wall = time.process_time(), time.monotonic()
            year.play()
            cpu, wall = time.process_time() - cpu, time.monotonic() - wall
            print(
                f"{count:>13}  {year.letters:>7}  {year.mails_to_owner:>14}  {cpu:>7.1f}  {cpu / count * 1000:>7.1f}  {wall:>7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    main()
