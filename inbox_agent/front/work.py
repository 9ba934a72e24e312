"""What is due for every owner, as tasks for the engine, and which round does each.

The engine runs a task's key once and never again. So each key carries a number that every change of its row
raises (an attempt or a turn): a row that is due again is another task. What fails is tried again later and
later, and is set aside for a person when it has failed too often (T-23).

Mails that wait together are one task, a batch, since one task after the other would wait for its turn as often as there are
mails (a third of a second each where several workers share the work: the last of eight yeses left ten seconds late).
Each is still handled in a transaction of its own, in the order of arrival; one that fails is counted alone and the rest
goes on. Where a process dies again and again over a batch, the first that it has not handled is what it died of.

For the same reason the task of a letter lets the letters go, too, that come due while it runs: their own tasks find nothing
left to do. Each has its own row and its own mark (T-20), so whichever task comes first sends it, and the other does not.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from inbox_agent.errors import InboxAgentError
from inbox_agent.front.flows import Deadly, Task, database_away, tell
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.kept import DueRow
from inbox_agent.rounds import ask, hold, own_drafts, set_aside
from inbox_agent.rounds.expiry import run_out
from inbox_agent.rounds.fetch import fetch
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prepare import prepare
from inbox_agent.rounds.send_out import send_out
from inbox_agent.rounds.take_in import take_in
from inbox_agent.rounds.unread import unread
from inbox_agent.rounds.weekly import weekly
from inbox_agent.rounds.yearly import yearly
from inbox_agent.settings import span

TRIES = 5
BATCH = 30  # mails or letters a task: more would keep what comes after them, and the engine's stop, waiting for long
TIDY = timedelta(days=1)
SKEW = timedelta(minutes=5)  # clocks of two workers differ by less
LONG_AWAY = timedelta(days=366)
KEEP_FILING = timedelta(days=5)  # a letter's copy in Sent is tried for so long
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


def row_task(owner: str, row: DueRow) -> Task:
    """The task of a row that is due. Relationships do not wait for each other; mails and letters do, and no letter for a copy."""
    apart = {"prepare": f"{owner}/{row.id}", "file": f"{owner}/sent"}.get(row.what, owner)
    return Task(row.what, f"{row.what}:{owner}:{row.id:012d}:{row.turn}", owner, str(row.id), apart)


class AgentWork:
    """The engine's `Work`, over the doors of every owner."""

    def __init__(
        self,
        doors: Mapping[str, Doors],
        *,
        real_clock: bool = False,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._doors = doors
        self._real_clock = real_clock  # a simulated one may stand anywhere
        self._ticks = ticks if real_clock else float  # and stands still while a task runs
        self._jumps: dict[str, str] = {}  # by how much the clock has jumped, for each owner whose letters must wait
        self._life = secrets.token_hex(4)  # polls out of turn of this process have keys of their own
        self._out_of_turn = 0
        self._poll_at_once: set[str] = set()
        self.nudge: Callable[[], None] = lambda: (
            None
        )  #: told when something may have become due in the middle of a task
        self.poll_at_once()  # at the start every mailbox is looked at, however lately it was

    def poll_at_once(self) -> None:
        """At the next look every mailbox is polled, however lately it was."""
        self._out_of_turn += 1
        self._poll_at_once = set(self._doors)

    def due(self, now: datetime) -> list[Task]:
        tasks: list[Task] = []
        for owner, doors in self._doors.items():
            tasks += self._due(owner, doors, now)
            self._jumps.pop(owner, None)  # kept in a row by now
        return tasks

    def _due(self, owner: str, doors: Doors, now: datetime) -> list[Task]:
        with doors.records.transaction(owner) as tx:
            if self._real_clock:
                self._hold_for_a_jump(tx, doors, now)
                _mistrust(tx, doors, now)
            row = tx.owners.get(now)
            tasks = self._poll(owner, doors, row.tried, now)
            tasks += [row_task(owner, waits) for waits in tx.waiting.due(now)]
            digest = row.digest_due
            # The digest waits until everything else is done: it shows the drafts that are ready.
            if not tasks and (digest is None or digest <= now):
                tasks.append(Task("digest", f"digest:{owner}:{digest or 'first'}", owner, "", owner))
            if not tasks and (row.review_due is None or row.review_due <= now):
                tasks.append(Task("review", f"review:{owner}:{row.review_due or 'first'}", owner, "", owner))
            if not tasks and (row.tidied is None or now - row.tidied >= TIDY):
                tasks.append(Task("retention", f"retention:{owner}:{row.tidied or 'first'}", owner, "", owner))
            return tasks

    def _poll(self, owner: str, doors: Doors, tried: datetime | None, now: datetime) -> list[Task]:
        # Looks come in turns as long as this; one that comes a little early must not put the poll off to the next.
        every = timedelta(seconds=doors.settings.polling.seconds * 0.9)
        turn = f"{tried or 'first'}"
        if owner in self._poll_at_once:
            self._poll_at_once.discard(owner)
            turn = f"{self._life}.{self._out_of_turn}"
        elif tried and timedelta() <= now - tried < every:
            return []
        return [Task("poll", f"poll:{owner}:{turn}", owner, "", owner)]

    def do(self, task: Task, now: datetime) -> None:
        doors = self._doors[task.owner]
        if task.flow == "poll":
            fetch(doors, now, now - span(doors.account.mailbox.since), simulated=not self._real_clock)
            run_out(doors, now)
            own_drafts.sync(doors, now)
        elif task.flow == "handle":
            self._handle(task, doors, now)
        elif task.flow == "prepare":
            prepare(doors, int(task.ref), now)
        elif task.flow == "send":
            self._send(task, doors, now)
        elif task.flow in ("tell", "file"):
            send_out(doors, int(task.ref), now)
        elif task.flow == "digest":
            weekly(doors, now)
        elif task.flow == "review":
            yearly(doors, now)
        elif task.flow == "retention":  # the engine forgets; that it did is a row of ours
            with doors.records.transaction(task.owner) as tx:
                tx.owners.get(now)
                tx.owners.tidied(now)

    def _handle(self, task: Task, doors: Doors, now: datetime) -> None:
        """Each mail of a batch by itself; only a database that is away ends it, and it goes on where it was."""
        began = self._ticks()
        with doors.records.transaction(task.owner) as tx:
            numbers = tx.mail.batch(int(task.ref), BATCH, now)
        for number in numbers:
            moment = self._later(now, began)
            try:
                take_in(doors, number, moment)
            except (Exception, SystemExit) as fault:  # it is tried again, and set aside at last; the rest goes on
                if database_away(fault):
                    raise
                self.mail_failed(task, number, fault, moment)
            self.nudge()

    def _send(self, task: Task, doors: Doors, now: datetime) -> None:
        """One letter, and then those that come due meanwhile."""
        began, number, moment, tried = self._ticks(), int(task.ref), now, set[int]()
        while number not in tried and len(tried) < BATCH:
            if doors.records.disk_failed:
                self._hold_for_the_disk(moment)
                return
            if task.owner in self._jumps:
                return  # the next look holds it
            tried.add(number)
            try:
                send_out(doors, number, moment)
            except (Exception, SystemExit) as fault:  # another's fault is counted where it belongs, and the rest leaves
                if number == int(task.ref) or database_away(fault):
                    raise
                self.letter_failed(task, number, fault, moment)
            moment = self._later(now, began)
            with doors.records.transaction(task.owner) as tx:
                number = next((n for n in tx.outbox.may_leave(moment) if n not in tried), number)

    def _later(self, now: datetime, began: float) -> datetime:
        """What comes later in a task is done later: a yes has its whole undo window."""
        return now + timedelta(seconds=self._ticks() - began)

    def letter_failed(self, task: Task, number: int, fault: BaseException, now: datetime) -> None:
        """A letter could not be sent in the task of another."""
        tell(task, fault, letter=number)
        with self._doors[task.owner].records.transaction(task.owner) as tx:
            _send_failed(tx, number, fault, now)

    def mail_failed(self, task: Task, number: int, fault: BaseException, now: datetime) -> None:
        """One mail of a batch could not be handled."""
        tell(task, fault, mail=number)
        with self._doors[task.owner].records.transaction(task.owner) as tx:
            _mail_failed(tx, number, fault, now)

    def clock_jumped(self, jump: timedelta) -> None:
        """The system's clock has jumped while we ran: letters wait until the owner has looked (T-25, R-53).

        Only noted here, so that a database that is away just now does not lose it.
        """
        self._jumps = dict.fromkeys(self._doors, _told(jump))

    def _hold_for_a_jump(self, tx: Transaction, doors: Doors, now: datetime) -> None:
        if jump := self._jumps.get(tx.owner):
            hold.hold(tx, doors, "clock-jumped", now, jump=jump)

    def _hold_for_the_disk(self, now: datetime) -> None:
        """Where the hold could be written it outlasts us, and a person decides; until then nothing is tried (R-14)."""
        for owner, doors in self._doors.items():
            with doors.records.transaction(owner) as tx:
                hold.hold(tx, doors, "disk", now)
        for doors in self._doors.values():
            doors.records.disk_failed = False

    def failed(self, task: Task, fault: BaseException, now: datetime) -> None:
        doors = self._doors[task.owner]
        with doors.records.transaction(task.owner) as tx:
            if task.flow == "poll":
                tx.owners.get(now)
                tx.owners.polled(now, _cause(fault))
                unread(tx, doors, now)
            elif task.flow == "handle":
                _batch_failed(tx, int(task.ref), fault, now)
            elif task.flow == "prepare":
                _prepare_failed(tx, int(task.ref), fault, now)
            elif task.flow == "send":
                _send_failed(tx, _dies_of(tx, int(task.ref), fault, now), fault, now)
            elif task.flow in ("tell", "file"):
                _send_failed(tx, int(task.ref), fault, now)
            elif task.flow == "review":
                tx.owners.next_review(now + timedelta(minutes=15))
            elif task.flow == "digest":
                tx.owners.next_digest(now + timedelta(minutes=15))


def _mistrust(tx: Transaction, doors: Doors, now: datetime) -> None:
    """A clock that lies before what was done last, or more than a year after it, may be wrong (T-25, R-52)."""
    _, last = tx.events.newest()
    if last is None:
        return
    said = {"clock": f"{now:%Y-%m-%d %H:%M} UTC", "last": f"{last:%Y-%m-%d %H:%M} UTC"}
    if last - now > SKEW:
        hold.hold(tx, doors, "clock-behind", now, **said)
    elif now - last > LONG_AWAY:
        hold.hold(tx, doors, "clock-ahead", now, **said)


def _told(jump: timedelta) -> str:
    """A length of time as a person reads it in any language: `+3650 d 01:00:00`."""
    seconds = abs(round(jump.total_seconds()))
    sign, days = "-" if jump < timedelta() else "+", seconds // 86_400
    clock = f"{seconds % 86_400 // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return f"{sign}{days} d {clock}" if days else f"{sign}{clock}"


def _cause(fault: BaseException) -> str:
    """A sentence for a person; for a bug its kind, since its words may hold anything."""
    return str(fault) if isinstance(fault, InboxAgentError | Deadly) else type(fault).__name__


def _batch_failed(tx: Transaction, first: int, fault: BaseException, now: datetime) -> None:
    """The mails are handled in turn, so the first that is left is what its process died of; the others are tried alone."""
    guilty, *others = tx.mail.left_of(first) or [first]
    _mail_failed(tx, guilty, fault, now)
    for number in others:
        tx.mail.try_later(number, 1, now)


def _mail_failed(tx: Transaction, number: int, fault: BaseException, now: datetime) -> None:
    row = tx.mail.get(number)
    if row is None or row.state != "fetched":
        return
    attempts = row.attempts + 1
    if attempts >= TRIES or isinstance(fault, Deadly):
        set_aside.put(tx, row, _cause(fault), now)
    else:
        tx.mail.try_later(number, attempts, now + _wait(attempts))


def _prepare_failed(tx: Transaction, number: int, fault: BaseException, now: datetime) -> None:
    row = tx.people.next_row(number)
    attempts = row.attempts + 1
    if attempts >= TRIES or isinstance(fault, Deadly):
        tx.mail.put_aside(now, _cause(fault), relationship=number)
        tx.events.add(now, "set-aside", Because("T-23", _cause(fault)), relationship=number)
        ask.trouble(tx, f"stuck:{number}:{now:%Y-%m-%d}", now, what="stuck", relationship=number, why=_cause(fault))
        # Looked at again in a day: a set-aside relationship must not be forgotten for ever.
        tx.people.store_next(number, row.what, now + timedelta(days=1), row.why)
    else:
        tx.people.store_next(number, row.what, now + _wait(attempts), row.why, attempts)


def _dies_of(tx: Transaction, number: int, fault: BaseException, now: datetime) -> int:
    """The letter over which a process dies again and again: the one that was leaving."""
    leaving = [row.id for row in tx.outbox.letters_waiting(now) if row.state == "sending"]
    return leaving[0] if leaving and isinstance(fault, Deadly) else number


def _send_failed(tx: Transaction, number: int, fault: BaseException, now: datetime) -> None:
    row = tx.outbox.get(number, lock=True)
    if row and row.state == "sent" and row.file_at:  # only its copy in Sent is missing
        late = now - (row.sent or now) > KEEP_FILING
        tx.outbox.change(number, file_at=None if late else now + BACK_OFF[2])
        return
    if row is None or row.state in ("sent", "failed", "cancelled"):
        return
    if row.state in ("marked", "doubt"):  # the mailbox could not be searched for the copy: look again later
        tx.outbox.change(number, not_before=now + BACK_OFF[2], reply=_cause(fault))
    elif row.attempts >= TRIES or isinstance(fault, Deadly):
        tx.mail.put_aside(now, f"{row.mail} {row.key}: {_cause(fault)}")
        tx.outbox.change(number, state="failed", reply=_cause(fault))
        if row.draft and not row.to_owner:
            tx.drafts.change(row.draft, state="failed")
            ask.trouble(tx, f"failed:{number}:{row.turn}", now, what="failed", draft=row.draft, why=_cause(fault))
    else:
        attempts = row.attempts + (row.state == "queued")  # one that had begun was counted when it began
        tx.outbox.change(
            number, state="queued", attempts=attempts, not_before=now + _wait(attempts), reply=_cause(fault)
        )


def _wait(attempts: int) -> timedelta:
    return BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]
