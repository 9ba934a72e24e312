"""Random years at several relationships, through the real rounds on SQLite; after every step, what must hold whatever happens.

Mails of every intent, calendars, absences, bounces, silence; the owner's yes, no, later, edits and corrections;
clocks that step back and forth, changes to summer time in both zones, restarts, and crashes in the middle of the work.
What is checked is checked from outside where it can be: what lies in the outbox against what the owner was shown
and said yes to. A quick setting runs with the other tests; `pytest --hypothesis-profile=long` plays for long.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from rounds import years
from stories.mailroom import MAILBOX, OWNER, Mailroom
from stories.mortal import AnyClock, MortalRoom

from inbox_agent.doors import maildir
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.mentorship.stages import MOVES, STAGES

LONG = settings.get_current_profile_name() == "long"
#: Over both changes to and from summer time, in Stockholm, London and New York.
STARTS = (
    datetime(2026, 3, 27, 8, 0, tzinfo=UTC),
    datetime(2026, 10, 22, 7, 0, tzinfo=UTC),
    datetime(2026, 12, 28, 22, 0, tzinfo=UTC),
    datetime(2026, 6, 1, 6, 0, tzinfo=UTC),
)
FAREWELLS = ("mismatch-exit", "natural-end")
MOST_UNANSWERED = 2
MOVES_KNOWN = {(stage, m.on): m.to for m in MOVES for stage in m.frm}
people = st.sampled_from(range(len(years.PEOPLE)))


@dataclass
class Known:
    """What the test knows of one contact, from the mails alone."""

    letters: int = 0
    unanswered: int = 0  #: unasked letters since they last wrote
    stopped: bool = False  #: they, or the owner, forbade every letter
    declined: bool = False
    pardoned: bool = False  #: the owner corrected the stage after the no


class RandomYears(RuleBasedStateMachine):
    template: Path | None = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="years-"))
        self.known = {addr: Known() for _, addr in years.PEOPLE}
        self.number = 0
        self.read: set[Path] = set()
        self.told: list[Message] = []  # to the owner, oldest first
        self.answered: set[str] = set()
        self.approved: list[str] = []  # what the owner was shown and said yes to
        self.ids: Counter[str] = Counter()
        self.fresh: list[tuple[str, Message]] = []

    @initialize(
        start=st.sampled_from(STARTS),
        role=st.sampled_from(["mentee", "mentee", "mentor", "peer"]),
        far=st.tuples(*(st.integers(0, 4) for _ in years.PEOPLE)),
    )
    def begin(self, start: datetime, role: str, far: tuple[int, ...]) -> None:
        """Somebody is met in the middle: a year of chance alone would seldom come beyond a first letter."""
        if RandomYears.template is None:
            made = Path(tempfile.mkdtemp(prefix="years-template-"))
            Mailroom(made, start).__exit__()
            RandomYears.template = made / "agent.sqlite"
        shutil.copy(RandomYears.template, self.folder / "agent.sqlite")
        self.clock = AnyClock(start)
        self.agent = MortalRoom(self.folder, self.clock, role)
        self.agent.room.turn_to(start)
        for who, steps in enumerate(far):
            self.goes_well(who, steps)

    def goes_well(self, who: int, steps: int) -> None:
        """Forwarded, written to, talked to, thanked: the good road, so far."""
        if steps:
            self.forward(who)
            self.what_left_was_right()
        if steps > 1:
            self.owner_agrees()
        if steps > 2:
            self.contact_writes(who, "proposes")
            self.what_left_was_right()
            self.owner_agrees()
            self.time_passes(24 * 5)
            self.what_left_was_right()
        if steps > 3 and self._newest("asking"):
            self.owner_answers(years.ANSWERS[0])
            self.what_left_was_right()
            self.owner_agrees()

    def teardown(self) -> None:
        if hasattr(self, "agent"):
            self.agent.room.__exit__()
        shutil.rmtree(self.folder, ignore_errors=True)

    # What happens.

    def _arrives(self, raw: bytes) -> None:
        self.agent.survive(lambda: self.agent.room.get(raw))

    def _next(self) -> int:
        self.number += 1
        return self.number

    @rule(who=people)
    def forward(self, who: int) -> None:
        name, addr = years.PEOPLE[who]
        self._arrives(years.forward(name, addr, self.clock(), self._next()).as_bytes())

    @rule(who=people, what=st.sampled_from(sorted(years.WORDS)))
    def contact_writes(self, who: int, what: str) -> None:
        name, addr = years.PEOPLE[who]
        known = self.known[addr]
        related = self._related(addr)
        known.unanswered = 0
        if related and what == "stops":
            known.stopped = True
        letters = [m for a, m in self.fresh if a == addr]
        answers = letters[-1].message_id if letters else ""
        text = years.said(what, self.clock())
        self._arrives(years.mail(f"{name} <{addr}>", "Re: hello", text, self.clock(), self._next(), answers).as_bytes())
        known.declined = self._stage(addr) == "declined"
        known.pardoned = False

    @rule(
        who=people,
        method=st.sampled_from(["REQUEST", "ACCEPTED", "DECLINED", "CANCEL", "COUNTER"]),
        days=st.integers(1, 20),
    )
    def calendar(self, who: int, method: str, days: int) -> None:
        name, addr = years.PEOPLE[who]
        start = (self.clock() + timedelta(days=days)).replace(minute=0, second=0)
        with self.agent.room.transaction() as tx:
            number = tx.people.by_address(addr)
            meeting = tx.people.meeting(number) if number else None
        if meeting and method in ("ACCEPTED", "DECLINED"):
            start = meeting.start
        answer, method = (method, "REPLY") if method in ("ACCEPTED", "DECLINED") else ("NEEDS-ACTION", method)
        self.known[addr].unanswered = 0
        self._arrives(years.calendar(name, addr, method, answer, start, self.clock(), self._next()).as_bytes())

    @rule(who=people, days=st.integers(1, 40))
    def away(self, who: int, days: int) -> None:
        name, addr = years.PEOPLE[who]
        self._arrives(
            years.away(name, addr, self.clock() + timedelta(days=days), self.clock(), self._next()).as_bytes()
        )

    @rule(who=people)
    def bounce(self, who: int) -> None:
        self._arrives(years.bounce(years.PEOPLE[who][1], self.clock(), self._next()))

    def _answer(self, message: Message, text: str) -> None:
        number = self._next()
        reply = years.mail(
            f"Sofia Lind <{OWNER}>", f"Re: {message.subject}", text, self.clock(), number, message.message_id
        )
        self._arrives(reply.as_bytes())

    def _newest(self, kind: str, back: int = 0) -> Message | None:
        found = [m for m in self.told if m.header("X-Inbox-Agent") == kind]
        return found[-1 - back] if len(found) > back else None

    @precondition(lambda self: self._newest("approval"))
    @rule(order=st.sampled_from(("ok", "ok", "ok", "ok", *years.ORDERS)), back=st.integers(0, 1))
    def owner_decides(self, order: str, back: int) -> None:
        message = self._newest("approval", back) or self._newest("approval")
        assert message
        if order.startswith("ok") and "but" not in order:
            self.approved.append(flat(message.text))
        addr = next((a for _, a in years.PEOPLE if a in message.text), "")
        known = self.known.get(addr)
        before = {a: self._stage(a) for a in self.known}
        self._answer(message, order)
        self._owner_changed(before)
        if order == "stop" and known:
            known.stopped = self._forbidden(addr) or known.stopped

    @precondition(lambda self: self._newest("approval"))
    @rule()
    def owner_agrees(self) -> None:
        """A yes, and the minutes in which it could be undone."""
        if message := self._newest("approval"):
            self.approved.append(flat(message.text))
            self._answer(message, "ok")
            self.time_passes(0.2)
            self.what_left_was_right()

    @rule(
        who=people,
        what=st.sampled_from(["proposes", "confirms", "accepts", "advice", "thanks", "reschedules", "pauses"]),
    )
    def contact_is_kind(self, who: int, what: str) -> None:
        """Most mails are."""
        self.contact_writes(who, what)

    @precondition(lambda self: self._newest("asking"))
    @rule(answer=st.sampled_from(years.ANSWERS))
    def owner_answers(self, answer: str) -> None:
        message = self._newest("asking")
        assert message
        self._answer(message, answer)

    @precondition(lambda self: self._newest("answer-notice"))
    @rule(
        order=st.sampled_from(("active", "declined", "paused", "mismatch", "scheduling", "stop", "met", "note: kind"))
    )
    def owner_corrects(self, order: str) -> None:
        message = self._newest("answer-notice")
        assert message
        before = {a: self._stage(a) for a in self.known}
        self._answer(message, order)
        self._owner_changed(before)

    @precondition(lambda self: self._newest("receipt"))
    @rule()
    def owner_undoes(self) -> None:
        message = self._newest("receipt")
        assert message
        self._answer(message, "undo")

    @precondition(lambda self: self._newest("digest"))
    @rule(order=st.sampled_from(("1 ok", "1 ok, 2 later 3w", "1 no", "1 close", "1 hm")))
    def owner_reads_digest(self, order: str) -> None:
        message = self._newest("digest")
        assert message
        if order.startswith("1 ok"):
            self.approved.append(flat(message.text))
        self._answer(message, order)

    def _owner_changed(self, before: dict[str, str]) -> None:
        """The owner's own word leads out of a no, and nothing else does (P-75)."""
        for addr, known in self.known.items():
            if known.declined and before[addr] == "declined" != self._stage(addr):
                known.pardoned = True
            if self._forbidden(addr):
                known.stopped = True

    @rule(hours=st.sampled_from([0.1, 1, 6, 23, 25, 24 * 3, 24 * 8, 24 * 11, 24 * 15, 24 * 30, 24 * 90]))
    def time_passes(self, hours: float) -> None:
        self.agent.survive(lambda: self.agent.room.turn_to(self.clock() + timedelta(hours=hours)))

    @rule(hours=st.sampled_from([-24 * 40, -24 * 8, -25, -1, -0.02, 0.02, 1, 24 * 9, 24 * 400]))
    def clock_steps(self, hours: float) -> None:
        """The wall clock jumps; nothing in between happens (R-53)."""
        if self.clock().year < 2033:
            self.clock.step(timedelta(hours=hours))
            self.agent.survive(lambda: self.agent.room.turn_to(self.clock()))

    @rule()
    def restart(self) -> None:
        self.agent.restart()

    @rule(fuse=st.integers(1, 12), after=st.booleans())
    def will_crash(self, fuse: int, after: bool) -> None:
        """Some transactions from now the process dies, before or after a commit (R-01 to R-08)."""
        self.agent.fuse, self.agent.after = fuse, after

    # What can be seen.

    def _related(self, addr: str) -> Any:
        with self.agent.room._records.transaction("me") as tx:
            number = tx.people.by_address(addr)
            return tx.people.get(number) if number else None

    def _stage(self, addr: str) -> str:
        found = self._related(addr)
        return found.stage if found else ""

    def _forbidden(self, addr: str) -> bool:
        found = self._related(addr)
        return bool(found and found.do_not_contact)

    # What must hold.

    @invariant()
    def what_left_was_right(self) -> None:
        """No letter twice, none that was not shown and approved, none after a no, never a third nudge."""
        if not hasattr(self, "agent"):
            return
        for posted in maildir.posted(self.agent.room.outbox):
            if posted.path in self.read:
                continue
            self.read.add(posted.path)
            message = parse(posted.raw)
            assert isinstance(message, Message)
            if message.header("X-Inbox-Agent"):
                self.told.append(message)
                continue
            to = [r for r in posted.recipients if r != MAILBOX]
            assert len(to) == 1
            self.fresh.append((to[0], message))
            self._letter(to[0], message)

    def _letter(self, addr: str, message: Message) -> None:
        self.ids[message.message_id] += 1
        assert self.ids[message.message_id] == 1, f"twice: {message.subject}"
        text = flat(message.text)
        # The signature parts the text in a reader's eyes only.
        assert any(text[: len(text) - 12] in shown for shown in self.approved), f"never approved: {message.text}"
        known = self.known[addr]
        known.letters += 1
        assert not known.stopped, f"after a stop: {message.text}"
        with self.agent.room._records.transaction("me") as tx:
            number = tx.people.by_address(addr)
            row = tx.mail.by_message_id(message.message_id)
            draft = tx.drafts.get(row.draft) if row and row.draft else None
        assert number is not None
        assert draft is not None or self.agent.crashes, "a letter that the records know nothing of"
        if draft is None:
            return
        if known.declined and not known.pardoned:
            assert draft.kind in ("decline-thanks", *FAREWELLS), f"after a no: {draft.kind}"
        if draft.kind == "thank-you":  # they have spoken since
            known.unanswered = 0
        if draft.answers is None and draft.kind not in FAREWELLS:
            known.unanswered += 1
            assert known.unanswered <= MOST_UNANSWERED, f"a third nudge: {message.text}"

    @invariant()
    def records_are_whole(self) -> None:
        """One open draft each, every due date with a reason, every stage with a cause, one digest a week."""
        if not hasattr(self, "agent"):
            return
        now = self.clock()
        with self.agent.room._records.transaction("me") as tx:
            assert not tx.mail.asides(), tx.mail.asides()
            for relationship in tx.people.all():
                self._whole(tx, relationship, now)
            weeks = [
                e.data["week"]
                for _, e in tx.events.between(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
                if e.what == "digest"
            ]
        assert len(weeks) == len(set(weeks)), weeks
        digests = Counter(m.subject for m in self.told if m.header("X-Inbox-Agent") == "digest")
        assert self.agent.crashes or all(n == 1 for n in digests.values()), digests

    def _whole(self, tx: Any, relationship: Any, now: datetime) -> None:
        busy = [d for d in tx.drafts.of(relationship.id) if d.state not in ("sent", "rejected", "overtaken", "expired")]
        assert len(busy) <= 1, [(d.kind, d.state) for d in busy]
        row = tx.people.next_row(relationship.id)
        if row.due and row.due > now:
            assert row.what, f"{relationship.person.name} is due without a cause"
            assert row.why, f"{row.what} is due without a reason"
        stage = None
        for event in (e for e in tx.events.of(relationship.id) if e.what == "stage"):
            assert event.because, "a stage without a cause"
            assert event.data["before"] == stage, (event.data, stage)
            on = event.data["on"]
            legal = MOVES_KNOWN.get((event.data["before"], on)) == event.data["after"]
            by_owner = on.startswith("owner:") and event.data["after"] in STAGES
            begins = event.data["before"] is None and event.data["after"] == "prospect"
            assert legal or by_owner or begins, event.data
            stage = event.data["after"]
        assert stage == relationship.stage
        assert (relationship.stage == "paused") == (relationship.paused_from is not None)


def flat(text: str) -> str:
    """The words without white space and quote marks, as they are compared."""
    return re.sub(r"[\s|>─]+", "", text)


TestRandomYears = RandomYears.TestCase
TestRandomYears.settings = settings(
    max_examples=400 if LONG else 10,
    stateful_step_count=60 if LONG else 30,
    deadline=None,
    # Making a failing year shorter takes minutes; the long run does it.
    phases=tuple(Phase) if LONG else (Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
