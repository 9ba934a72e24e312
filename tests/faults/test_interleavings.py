"""Every order in which mails, yeses, edits, faults and deaths may fall, over the real rounds and SQLite (R-64).

Two workers share one database and do not even have the engine's keys between them; the owner answers by mail, command
line and page, now and then twice, too late or from an old tab; a forger has the token; contacts write, forbid every
letter, and bounce; letters are put off, refused, cut and lost; processes die at any commit and in the middle of
sending; while one process sends, another acts; the clock is set back and forth. `test_random_years.py` beside it asks
whether a *relationship* goes right through a year; here it is whether a *yes* means yes, within weeks. What holds is
checked from outside, at what reached a contact, against what the owner was shown and said:

* no letter that they did not say yes to, and none in other words (T-02, T-03);
* none twice, but by their own word after a doubt (T-20);
* none after a no, a stop, or the contact's own "never again" (T-05, F-24);
* none while letters are held (T-25);
* for each answer of theirs a word back, up to the cap on what is told of answers that do nothing (T-07, T-31);
* and in the end, when nothing disturbs any more, no yes is left hanging.

The suite plays the same few plays each time; `FAULTS=full` plays for long and by chance, and hypothesis prints how to
repeat what it finds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

from click.testing import CliRunner
from faults.counts import count
from faults.letters import START, asked, contact, forward, reply
from faults.post_of_chance import FATES, PAUSES, PostOfChance
from front.visitors import Browser
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from rounds import years
from stories.mailroom import CONFIG, OWNER, Mailroom, StrictWork, cached_rules
from stories.mortal import AnyClock, MortalRoom

from inbox_agent.doors import maildir
from inbox_agent.errors import InboxAgentError
from inbox_agent.front.cli import cli
from inbox_agent.front.demo.post import Party
from inbox_agent.front.web import server, visits
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Doors
from inbox_agent.settings import Page

FULL = os.environ.get("FAULTS") == "full"
PEOPLE = 8
MINE = "Hello,\n\nI wrote these {n} words myself. Could you spare me a quarter of an hour?\n\nSofia"
#: What the owner may answer to a request for a yes, and whether it is one.
ANSWERS = {
    "ok": True, "Yes, please send it.": True, "no": False, "later 1d": False, "ok?": False, "ok but not yet": False,
    "shorter please": False, f"edit:\n{MINE.format(n=7)}": False, "stop": False, "hm, what do you think": False,
}  # fmt: skip
#: What the other worker or the owner does while a letter is on its way.
ACTS = ("looks", "looks", "no", "undo", "edit", "stop")
FINISHED = ("sent", "failed", "doubt", "rejected", "snoozed", "expired", "overtaken", "waiting", "blocked")
someone = st.integers(0, PEOPLE - 1)
either = st.integers(0, 1)
newest_first = st.integers(0, 2)


@dataclass(frozen=True)
class OnItsWay:
    """A letter that the owner agrees to, and what comes between."""

    fate: str
    pause: str
    act: str
    back: int
    which: int
    wait: int


letters_on_their_way = st.builds(
    OnItsWay,
    fate=st.sampled_from(("well",) * 5 + ("taken, answer lost",) * 2 + FATES),
    pause=st.sampled_from(("", "", *PAUSES)),
    act=st.sampled_from(ACTS),
    back=st.sampled_from((0, 0, 1)),
    which=either,
    wait=st.sampled_from((6, 6, 30)),
)


def flat(text: str) -> str:
    """The words without white space and quote marks, as they are compared."""
    return re.sub(r"[\s|>─]+", "", text)


@dataclass(frozen=True)
class Yes:
    """What the owner agreed to: to whom, and the page or mail on which they read it."""

    to: str
    shown: str


class Interleavings(RuleBasedStateMachine):
    template: ClassVar[Path | None] = None

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="interleavings-"))
        self.number = 0
        self.read: set[Path] = set()
        self.told: list[Message] = []  # to the owner, oldest first
        self.yeses: list[Yes] = []
        self.no: set[str] = set()  # to whom the owner's last word was a no
        self.never: set[str] = set()  # who, or about whom the owner, forbade every letter
        self.again: Counter[str] = Counter()  # letters that the owner let go once more, knowing of the doubt
        self.tabs: list[tuple[Browser, str, dict[str, str], str]] = []  # forms of the page that were opened
        self.judged = 0  # of the letters that arrived

    @initialize(first=letters_on_their_way, second=letters_on_their_way)
    def begin(self, first: OnItsWay, second: OnItsWay) -> None:
        if Interleavings.template is None:  # a week in which nobody was forwarded has nothing to get wrong
            Interleavings.template = Path(tempfile.mkdtemp(prefix="interleavings-template-"))
            with asked(Interleavings.template, 2):
                pass
        shutil.copytree(Interleavings.template, self.folder, dirs_exist_ok=True)
        paths = {"inbox": self.folder / "inbox", "outbox": self.folder / "outbox"}
        values = {"language": "en", "role": "mentee", "url": f"sqlite:///{self.folder / 'agent.sqlite'}"}
        values |= {k: str(v) for k, v in paths.items()}
        self.config = self.folder / "config.toml"
        self.config.write_text(CONFIG.format(**{k: json.dumps(v) for k, v in values.items()}))
        self.config.chmod(0o600)
        self.clock = AnyClock(START)
        self.post = PostOfChance(paths["inbox"], began=self._leaves)
        self.workers = [MortalRoom(self.folder, self.clock, settle_in=self._around) for _ in range(2)]
        for worker in self.workers:
            self._watched(worker)
        self.page: server.Server | None = None
        self.lets_a_letter_go(first)
        self.lets_a_letter_go(second)

    def _around(self, doors: Doors) -> Doors:
        self.post.own = self.post.own or doors.sender
        return replace(doors, sender=self.post)

    def _watched(self, worker: MortalRoom) -> None:
        """Its clock is taken for the system's, which may be wrong."""
        worker.room._work = StrictWork({"me": worker.room.doors}, real_clock=True, ticks=float)

    def teardown(self) -> None:
        if not hasattr(self, "workers"):
            return
        try:
            self.all_is_settled_in_the_end()
        finally:
            if self.page:
                self.page.stop()
            for worker in self.workers:
                worker.room.__exit__()
            shutil.rmtree(self.folder, ignore_errors=True)

    # Processes.

    def _look(self, which: int) -> bool:
        """One worker looks at everything that is new and due; whether it lived."""
        worker = self.workers[which]
        return self._lives(worker, lambda: (worker.room._work.poll_at_once(), worker.room.turn_to(self.clock())))

    def _lives(self, worker: MortalRoom, work: Callable[[], object]) -> bool:
        lived = worker.survive(work)
        if not lived:
            self._watched(worker)
        return lived

    def _arrives(self, raw: bytes, which: int | None = 0) -> bool:
        """A mail comes in; a worker sees it at once, or nobody does until the next look. Whether it was handled."""
        maildir.deliver(self.folder / "inbox", raw, self.clock())
        return which is not None and self._look(which)

    def _next(self) -> int:
        self.number += 1
        return self.number

    @rule(which=either)
    def looks(self, which: int) -> None:
        self.post.copies_arrive()
        self._look(which)

    @rule(which=either)
    def restarts(self, which: int) -> None:
        self.workers[which].restart()
        self._watched(self.workers[which])

    @rule(which=either, fuse=st.integers(1, 12), after=st.booleans())
    def will_crash(self, which: int, fuse: int, after: bool) -> None:
        """Some transactions from now the process dies, before or after a commit (R-01 … R-08)."""
        self.workers[which].fuse, self.workers[which].after = fuse, after

    @rule(fate=st.sampled_from(FATES))
    def next_letter(self, fate: str) -> None:
        """What happens to the next letter on its way (R-05 … R-07, R-39 … R-49)."""
        self.post.fates.append(fate)

    @rule(where=st.sampled_from(PAUSES), act=st.sampled_from(ACTS), who=someone)
    def meanwhile(self, where: str, act: str, who: int) -> None:
        """While the next letter is on its way, the other worker looks, or the owner decides beside it (R-09)."""
        acts: dict[str, Callable[[], object]] = {
            "looks": lambda: self._look(1),
            "no": lambda: self.at_the_command_line("reject", 0),
            "undo": lambda: self.at_the_command_line("undo", 0),
            "edit": lambda: self.at_the_command_line("edit", 0),
            "stop": lambda: self._forbidden_by_contact(who, None),
        }
        self.post.meanwhile[where] = lambda: (acts[act](), None)[1]

    @rule(minutes=st.sampled_from((1, 6, 6, 20, 70, 60 * 7, 60 * 25, 60 * 24 * 4)), which=either)
    def time_passes(self, minutes: int, which: int) -> None:
        self.post.copies_arrive()
        worker = self.workers[which]
        self._lives(worker, lambda: worker.room.turn_to(self.clock() + timedelta(minutes=minutes)))

    @rule(hours=st.sampled_from((-24 * 400, -30, -1, -0.05, 0.05, 2, 24 * 9, 24 * 800)), noticed=st.booleans())
    def clock_steps(self, hours: float, noticed: bool) -> None:
        """The system's clock is set while the agent runs (R-53), or while it was down."""
        if not 2024 < (self.clock() + timedelta(hours=hours)).year < 2031:
            return
        self.clock.step(timedelta(hours=hours))
        for n, worker in enumerate(self.workers):
            if noticed and abs(hours) > 1:
                worker.room._work.clock_jumped(timedelta(hours=hours))
            self._look(n)

    # People who write.

    @rule(who=someone, which=either)
    def forward(self, who: int, which: int) -> None:
        self._arrives(forward(who, self.clock()), which)

    @rule(
        who=someone, what=st.sampled_from(("proposes", "small-talk", "question", "declines")), which=st.integers(0, 2)
    )
    def contact_writes(self, who: int, what: str, which: int) -> None:
        self._arrives(self._of_contact(who, years.said(what, self.clock())), which if which < 2 else None)

    @rule(who=someone, which=st.integers(0, 2))
    def contact_forbids(self, who: int, which: int) -> None:
        self._forbidden_by_contact(who, which if which < 2 else None)

    def _forbidden_by_contact(self, who: int, which: int | None) -> None:
        """It lies in the mailbox from here on: what leaves later leaves after their word."""
        if self._known(who):
            self._arrives(self._of_contact(who, "Please do not contact me again."), which)
            self.never.add(contact(who).addr)

    @rule(who=someone, which=either)
    def vacation(self, who: int, which: int) -> None:
        someone_ = contact(who)
        back = self.clock() + timedelta(days=8)
        self._arrives(years.away(someone_.name, someone_.addr, back, self.clock(), self._next()).as_bytes(), which)

    @precondition(lambda self: self.post.got)
    @rule(which=either)
    def letter_bounces(self, which: int) -> None:
        self._arrives(years.bounce(self.post.got[-1][0], self.clock(), self._next()), which)

    def _of_contact(self, who: int, words: str) -> bytes:
        party = contact(who)
        answers = next((m.message_id for to, m in reversed(self.post.got) if to == party.addr), "")
        mail = years.mail(f"{party.name} <{party.addr}>", "Re: Panel", words, self.clock(), self._next(), answers)
        return mail.as_bytes()

    # The owner, by mail.

    def _newest(self, *kinds: str, back: int = 0) -> Message | None:
        found = [m for m in self.told if m.header("X-Inbox-Agent") in kinds]
        return found[-1 - back] if len(found) > back else None

    @precondition(lambda self: self._newest("approval"))
    @rule(
        words=st.sampled_from(("ok", "ok", "ok", *ANSWERS)),
        back=newest_first,
        which=st.integers(0, 2),
        twice=st.booleans(),
    )
    def answers_by_mail(self, words: str, back: int, which: int, twice: bool) -> None:
        message = self._newest("approval", back=back) or self._newest("approval")
        assert message
        self._answer(message, words, which if which < 2 else None, twice)

    @rule(it=letters_on_their_way)
    def lets_a_letter_go(self, it: OnItsWay) -> None:
        """The main line, with what may come between: chance alone would seldom bring a yes and its minutes together."""
        self._lets_all_go_on()
        if (fresh := next((n for n in range(PEOPLE) if not self._known(n)), None)) is not None:
            self.forward(fresh, it.which)
        self._listen()
        if self._newest("approval"):
            if it.fate != "well":
                self.next_letter(it.fate)
            if it.pause:
                self.meanwhile(it.pause, it.act, it.back)
            self.answers_by_mail("ok", it.back, it.which, False)
            self.time_passes(it.wait, it.which)

    def _answer(self, message: Message, words: str, which: int | None, twice: bool = False) -> None:
        to = self._about(message)
        if ANSWERS.get(words):
            self._agreed(to, message.text)
        states = self._states(to)
        raw = reply(message, words, self.clock(), f"answer.{self._next()}")
        if twice:
            maildir.deliver(self.folder / "inbox", raw, self.clock())
        before = len(self.told)
        lived = self._arrives(raw, which)
        if words == "stop":
            # A stop needs a token and From, however old the token is (T-05); it counts from its arrival on.
            self.never.add(to)
        if words == "no" and "rejected" in self._states(to) - states:
            self.no.add(to)
        if lived and not ANSWERS[words]:  # the word back to a yes is the receipt of its letter
            self.time_passes(1, which or 0)
            self._listen()
            assert len(self.told) > before or self._told_often_enough(), f"no word back to {words!r}"

    def _told_often_enough(self) -> bool:
        """That nothing was done is told so often a day, so that a loop of machines ends (T-31)."""
        with self.workers[0].room._records.transaction("me") as tx:
            return tx.events.count("told-nothing-done", self.clock() - timedelta(days=1)) >= ask.MOST_NOTHING_DONE

    @precondition(lambda self: self._newest("receipt"))
    @rule(which=either)
    def undoes_by_mail(self, which: int) -> None:
        """A reply to the receipt, within the time to undo or after."""
        message = self._newest("receipt")
        assert message
        self._arrives(reply(message, "undo", self.clock(), f"undo.{self._next()}"), which)

    @precondition(lambda self: self._newest("asking", "trouble"))
    @rule(words=st.sampled_from(("ok", "ok", "no")), which=either)
    def answers_what_is_odd(self, words: str, which: int) -> None:
        """The letter that nobody knows of, and the clock that jumped: the owner's own word settles both."""
        message = self._newest("asking", "trouble")
        assert message
        to = self._about(message)
        if words == "ok" and to and "doubt" in self._states(to):
            self.again[to] += 1
        if words == "ok" and to:
            self.no.discard(to)
        self._arrives(reply(message, words, self.clock(), f"odd.{self._next()}"), which)

    @precondition(lambda self: self._newest("approval"))
    @rule(back=newest_first, name=st.sampled_from(("Sofia Lind", OWNER)), which=either)
    def is_forged(self, back: int, name: str, which: int) -> None:
        """A stranger who has read the request says yes in the owner's name."""
        message = self._newest("approval", back=back) or self._newest("approval")
        assert message
        forger = Party(name, "sofia.lind@elsewhere.example")
        self._arrives(reply(message, "ok", self.clock(), f"forged.{self._next()}", forger), which)

    @precondition(lambda self: self._newest("approval"))
    @rule(which=either)
    def is_answered_by_a_machine(self, which: int) -> None:
        """The owner's own vacation reply says ok."""
        message = self._newest("approval")
        assert message
        raw = reply(message, "ok", self.clock(), f"away.{self._next()}")
        self._arrives(b"Auto-Submitted: auto-replied\r\n" + raw, which)

    # The owner, at the command line and on the page.

    def _says(self, *words: str, stdin: str | None = None) -> tuple[int, str]:
        words = (*words, "--config", str(self.config), "--now", self.clock().isoformat())
        with patch("inbox_agent.front.assemble.rule_files.load", lambda beside: cached_rules(None)):
            told = CliRunner().invoke(cli, words, input=stdin)
        refused = isinstance(told.exception, InboxAgentError)
        assert told.exception is None or isinstance(told.exception, SystemExit) or refused, told.exception
        return told.exit_code, told.output

    @rule(what=st.sampled_from(("approve", "approve", "reject", "undo", "edit")), back=newest_first)
    def at_the_command_line(self, what: str, back: int) -> None:
        """`show`, and then a decision, by a process of its own."""
        number = self._draft(back)
        if number is None:
            return
        code, out = self._says("show", str(number), "--json")
        assert code == 0, out
        shown = json.loads(out)
        doubted = shown["state"] == "doubt"
        if what == "edit":
            self._says("edit", str(number), "--text", "-", stdin=MINE.format(n=self._next()))
            return
        code, _ = self._says(what, str(number))
        if code == 0:
            self._decided(what, next(iter(shown["to"]), ""), shown["text"], doubted)

    def _draft(self, back: int) -> int | None:
        with self.workers[0].room._records.transaction("me") as tx:
            numbers = sorted((d.id for r in tx.people.all() for d in tx.drafts.of(r.id)), reverse=True)
        return numbers[min(back, len(numbers) - 1)] if numbers else None

    def _decided(self, what: str, to: str, shown: str, doubted: bool) -> None:
        if what == "approve":
            self._agreed(to, shown)
            self.again[to] += doubted
        elif what == "reject":
            self.no.add(to)

    @rule(back=newest_first)
    def opens_the_page(self, back: int) -> None:
        """A tab in which a draft stands as it is now; its buttons may be pressed much later."""
        number = self._draft(back)
        if number is None:
            return
        browser = self._browser()
        status, text, _ = browser.ask(f"/draft/{number}")
        assert status == 200
        shown = re.search(r'<div class="text"[^>]*>(.*?)</div>', text, re.DOTALL)
        if shown and '<form method="post" action="/draft/' in text:
            self.tabs.append((browser, str(number), browser.fields(f"/draft/{number}"), unescape(shown[1])))

    @precondition(lambda self: self.tabs)
    @rule(what=st.sampled_from(("approve", "approve", "reject", "undo", "edit")), back=newest_first)
    def presses_a_button(self, what: str, back: int) -> None:
        browser, number, form, shown = self.tabs[-1 - min(back, len(self.tabs) - 1)]
        to, doubted = self._to(int(number))
        if what == "edit":
            form = form | {"text": MINE.format(n=self._next())}
        status, text, headers = browser.ask(f"/draft/{number}/{what}", form)
        assert status in (303, 401, 403, 409), text
        if "done=" in headers.get("Location", "") and what != "edit":
            self._decided(what, to, shown, doubted)

    def _browser(self) -> Browser:
        if self.page is None:
            self.beside = Mailroom(self.folder, self.clock())
            self.beside.clock = self.clock
            self.page = server.start(Page(port=0), {"me": self.beside.doors}, self.clock)
        browser = Browser(int(self.page.address.rpartition(":")[2]))
        browser.ask("/enter", {"key": visits.new_link(self.beside.doors, self.clock())})
        return browser

    # What can be seen.

    def _known(self, who: int) -> bool:
        with self.workers[0].room._records.transaction("me") as tx:
            return tx.people.by_address(contact(who).addr) is not None

    def _states(self, to: str) -> set[str]:
        with self.workers[0].room._records.transaction("me") as tx:
            number = tx.people.by_address(to) if to else None
            return {d.state for d in tx.drafts.of(number)} if number else set()

    def _to(self, number: int) -> tuple[str, bool]:
        with self.workers[0].room._records.transaction("me") as tx:
            draft = tx.drafts.get(number)
        assert draft
        return next(iter(draft.to), ""), draft.state == "doubt"  # none: every address of theirs has bounced

    def _about(self, message: Message) -> str:
        """Whose letter it is: who is named first."""
        named = [(at, contact(n).addr) for n in range(PEOPLE) if (at := message.text.find(contact(n).name)) >= 0]
        return min(named)[1] if named else ""

    def _agreed(self, to: str, shown: str) -> None:
        self.yeses.append(Yes(to, flat(shown)))
        self.no.discard(to)

    def _listen(self) -> None:
        for posted in maildir.posted(self.folder / "outbox"):
            if posted.path not in self.read:
                self.read.add(posted.path)
                message = parse(posted.raw)
                assert isinstance(message, Message)
                self.told.append(message)

    # What must hold.

    def _leaves(self, raw: bytes, to: str) -> None:
        """At the moment at which a process begins to send a letter."""
        letter = parse(raw)
        assert isinstance(letter, Message)
        text = flat(letter.text)
        # The signature parts the text in a reader's eyes only.
        agreed = [y for y in self.yeses if y.to == to and text[: len(text) - 12] in y.shown]
        assert agreed, f"never approved: {letter.text}"
        assert to not in self.no, f"after a no: {letter.text}"
        assert to not in self.never, f"after a stop: {letter.text}"
        with self.workers[0].room._records.transaction("me") as tx:
            assert not tx.owners.get(self.clock()).held, "while letters are held"

    @invariant()
    def none_arrives_twice(self) -> None:
        if not hasattr(self, "post"):
            return
        self._listen()
        for to in {to for to, _ in self.post.got}:
            texts = Counter(flat(m.text) for got, m in self.post.got if got == to)
            twice = sum(n - 1 for n in texts.values())
            assert twice <= self.again[to], f"{twice} letters to {to} came twice, {self.again[to]} by the owner's word"

    @invariant()
    def nothing_is_set_aside(self) -> None:
        if hasattr(self, "workers"):
            with self.workers[0].room._records.transaction("me") as tx:
                assert not tx.mail.asides(), tx.mail.asides()

    def all_is_settled_in_the_end(self) -> None:
        """Calm days, in which the owner lets go what was held: every yes has become a letter or a state that is told."""
        self.post.fates.clear()
        self.post.meanwhile.clear()
        for worker in self.workers:
            worker.fuse = 0
        for _ in range(4):
            self.looks(0)
            self._lets_all_go_on()
            self.time_passes(60 * 25, 0)
        self.none_arrives_twice()
        receipts = [flat(m.text) for m in self.told if m.header("X-Inbox-Agent") == "receipt"]
        for to, letter in self.post.got:
            text = flat(letter.text)
            told = any(text[: len(text) - 12] in receipt for receipt in receipts)
            assert told or "doubt" in self._states(to), f"no receipt for {letter.text}"
        with self.workers[0].room._records.transaction("me") as tx:
            drafts = [d for r in tx.people.all() for d in tx.drafts.of(r.id)]
            rows = {d.id: tx.outbox.by_key(f"letter:{d.id}.{d.version}") for d in drafts}
        # What was approved by a clock that has been set back by years is promised for a time to come.
        ahead = {n for n, row in rows.items() if row and row.not_before > self.clock()}
        assert [(d.id, d.state) for d in drafts if d.state not in FINISHED and d.id not in ahead] == []

    def _lets_all_go_on(self) -> None:
        """The owner has looked at the clock, and lets go what waits."""
        with self.workers[0].room._records.transaction("me") as tx:
            held = tx.owners.get(self.clock()).held
        if held:
            code, out = self._says("resume")
            assert code == 0, out


SETTINGS = settings(
    max_examples=count(10, 1_500),
    stateful_step_count=count(20, 50),
    deadline=None,
    derandomize=not FULL,
    database=None,
    # Making a failing play shorter takes minutes; the long run does it.
    phases=tuple(Phase) if FULL else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def test_r64_whatever_comes_together_a_yes_means_yes() -> None:
    """R-64: in every order in which it may all fall, as the machine above plays it."""
    run_state_machine_as_test(Interleavings, settings=SETTINGS)
