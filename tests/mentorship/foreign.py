"""Mail that other people wrote and labelled (`samples/`), and how well the rules read it.

Five sets, each by writers who had never seen the rules and who said what each mail means. Four are open: they may be read while
rules are mended, and the weights of `rules/weights.toml` were learnt from them (`fit.py`). The fifth is closed: it is what the
reader is measured on, and of it only counts are ever printed. docs/accuracy.md tells which was closed until when.

Where the writers of the second set said "short of time" either `pauses` or `accepts-short-of-time` is taken as right, and of bad
news whatever its mail may reasonably be filed under.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from inbox_agent.mail.language import language_of
from inbox_agent.mentorship.asked import Letter
from inbox_agent.mentorship.mentions import advice_in
from inbox_agent.mentorship.reading import YESES, Context
from inbox_agent.mentorship.stages import move
from inbox_agent.mentorship.understand import Understood, understand
from inbox_agent.rules import Rules
from inbox_agent.words import Stage

SAMPLES = Path(__file__).parent / "samples"
Set = Literal["first", "second", "third", "fourth", "fifth"]
#: Where each is kept, and the letters in the numbers of its mails, one for each writer (of the second: for all three).
SETS: dict[Set, tuple[str, str]] = {
    "first": ("foreign", "a"), "second": ("second", "f"), "third": ("third", "gh"), "fourth": ("fourth", "ij"), "fifth": ("fifth", "kl"),
}  # fmt: skip
#: What may be read.
OPEN: tuple[Set, ...] = ("first", "second", "third", "fourth")
#: What was read, mail by mail, while rules were mended: what the rules say of it is too good to be true.
MENDED_ON: tuple[Set, ...] = ("first", "fourth")

#: Where the writers of a language live, as far as the offset of their mail agrees.
ZONES = {
    "en": ("Europe/London", "America/New_York", "America/Los_Angeles", "America/Chicago", "Europe/Dublin", "Europe/Berlin", "Asia/Kolkata"),
    "sv": ("Europe/Stockholm",), "de": ("Europe/Berlin",), "nl": ("Europe/Amsterdam",), "da": ("Europe/Copenhagen",),
    "no": ("Europe/Oslo",), "fi": ("Europe/Helsinki",), "fr": ("Europe/Paris",), "es": ("Europe/Madrid",),
    "it": ("Europe/Rome",), "pt": ("Europe/Lisbon", "America/Sao_Paulo"),
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """A mail and what its writer says that it means."""

    id: str
    language: str
    stage: Stage
    role: Literal["mentee", "mentor", "peer"]
    ours: str
    date: datetime
    text: str
    labels: tuple[str, ...]  #: the main intent, then those that a reasonable reader would also take
    bad_news: bool
    do_not_contact: bool
    is_no: bool
    advice: tuple[str, ...]
    meeting: datetime | None

    @property
    def part(self) -> Set:
        return next((name for name, (_, writers) in SETS.items() if self.id[3] in writers), "first")

    @property
    def zone(self) -> str:
        fits = (
            z for z in ZONES[self.language] if self.date.astimezone(ZoneInfo(z)).utcoffset() == self.date.utcoffset()
        )
        return next(fits, "")

    def read(self, rules: Rules) -> Understood:
        context = Context(self.stage, self.role, self.language, "owner" if self.ours else "")
        letter = Letter(self.ours, self.date) if self.ours else None
        return understand(self.text, self.date, context, self.zone, self.zone, rules, letter)

    def saying(self, text: str) -> Labelled:
        return replace(self, text=text)

    def stages_after(self) -> frozenset[str]:
        """The stages that follow from the labels by the table of moves."""
        if self.bad_news:
            found = move(self.stage, "heard:bad-news")
            return frozenset({found.to if found else self.stage})
        if self.do_not_contact or self.is_no:
            labels: tuple[str, ...] = tuple(x for x in self.labels if x in ("declines", "ends", "suggests-other"))
        else:
            labels = self.labels
        after = set()
        for label in labels or self.labels:
            found = move(self.stage, f"heard:{label}")
            stage = found.to if found else self.stage
            agreed = move(stage, "meeting:agreed") if label == "confirms-time" and self.meeting else None
            after.add(agreed.to if agreed else stage)
        return frozenset(after)


@cache
def corpus() -> tuple[Labelled, ...]:
    """Every mail of all sets, in the order of the files."""
    return tuple(
        mail
        for folder, _ in SETS.values()
        for path in sorted((SAMPLES / folder).glob("*.toml"))
        for mail in _read(path)
    )


@cache
def plain() -> tuple[Labelled, ...]:
    """The plain everyday answers of `samples/plain/`, written beside the rules as a floor under them."""
    return tuple(
        Labelled(
            id=f"{path.stem}-{group['intent']}-{n}",
            language=path.stem,
            stage=group["stage"],
            role=group["role"],
            ours=group["ours"],
            date=datetime.fromisoformat("2026-11-30T09:00:00").replace(tzinfo=ZoneInfo(ZONES[path.stem][0])),
            text=text,
            labels=(group["intent"],),
            bad_news=False,
            do_not_contact=False,
            is_no=group["intent"] in ("declines", "suggests-other"),
            advice=(),
            meeting=None,
        )
        for path in sorted((SAMPLES / "plain").glob("*.toml"))
        for group in tomllib.loads(path.read_text("utf-8"))["answers"]
        for n, text in enumerate(group["says"])
    )


def _read(path: Path) -> Iterator[Labelled]:
    for mail in tomllib.loads(path.read_text("utf-8"))["mail"]:
        yield Labelled(
            id=mail["id"],
            language=path.stem[:2],
            stage=mail["stage"],
            role=mail["role"],
            ours=mail.get("ours", ""),
            date=datetime.fromisoformat(mail["date"]),
            text=mail["text"],
            labels=(mail["intent"], *mail["alternatives"]),
            bad_news=mail["bad_news"],
            do_not_contact=mail["do_not_contact"],
            is_no=mail["is_no"],
            advice=tuple(mail["advice"]),
            meeting=datetime.fromisoformat(mail["meeting"]) if mail["meeting"] else None,
        )


@dataclass
class Tally:
    """Counts over mails that were read."""

    total: int = 0
    sure: int = 0
    right: int = 0
    near: int = 0  #: of the unsure ones, how many have the label among the two guesses that the owner is asked about
    noes: int = 0
    noes_as_yes: int = 0
    noes_as_else: int = 0  #: surely read as something that is neither a no nor a yes
    false_noes: int = 0  #: surely a no to the person though it is none
    stage_right: int = 0
    moved_wrongly: int = 0  #: the stage was changed, and to the wrong one
    count: Counter[str] = field(
        default_factory=Counter
    )  #: bad-news, do-not-contact, meeting, advice: labelled, found, right

    @property
    def precision(self) -> float:
        return self.right / self.sure if self.sure else 1.0

    @property
    def coverage(self) -> float:
        return self.sure / self.total if self.total else 0.0

    @property
    def quiet_without_meeting(self) -> float:
        """Of the mails without a meeting, how many yield none."""
        none = self.count["meeting none"]
        return 1 - self.count["meeting invented"] / none if none else 1.0


def tally(mails: Iterable[Labelled], rules: Rules) -> Tally:
    """Read every mail and count."""
    t = Tally()
    for mail in mails:
        found = mail.read(rules)
        _intent(t, mail, found)
        _flags(t, mail, found)
        _meeting(t, mail, found)
        _advice(t, mail, found.reading.counsel, rules)
    return t


def _intent(t: Tally, mail: Labelled, found: Understood) -> None:
    reading = found.reading
    t.total += 1
    t.sure += reading.sure
    t.right += reading.sure and reading.intent in mail.labels
    t.near += not reading.sure and bool(set(reading.guesses) & set(mail.labels))
    refused = mail.is_no or mail.do_not_contact
    said_no = reading.sure and reading.intent in ("declines", "ends")
    t.noes += refused
    t.noes_as_yes += refused and reading.sure and reading.intent in YESES
    t.noes_as_else += refused and reading.sure and not said_no and reading.intent not in (*YESES, *mail.labels)
    t.false_noes += said_no and not refused and not {"declines", "ends"} & set(mail.labels)
    right = found.stage_after in mail.stages_after()
    t.stage_right += right
    t.moved_wrongly += not right and found.stage_after != mail.stage


def _flags(t: Tally, mail: Labelled, found: Understood) -> None:
    reading = found.reading
    for name, labelled, is_found in (
        ("bad-news", mail.bad_news, reading.bad_news),
        ("do-not-contact", mail.do_not_contact, reading.do_not_contact),
    ):
        _count(t, name, labelled, is_found, labelled and is_found)


def _meeting(t: Tally, mail: Labelled, found: Understood) -> None:
    start = found.meeting.start if found.meeting else None
    _count(t, "meeting", bool(mail.meeting), bool(start), bool(start and start == mail.meeting))
    t.count["meeting none"] += mail.meeting is None
    t.count["meeting invented"] += mail.meeting is None and start is not None


def _advice(t: Tally, mail: Labelled, counsel: float | None, rules: Rules) -> None:
    language = language_of(mail.text, rules.words, mail.language).code
    found = [words_of(advice.words) for advice in advice_in(mail.text, language, rules, counsel=counsel)]
    labelled = [words_of(words) for words in mail.advice]
    t.count["advice labelled"] += len(labelled)
    t.count["advice found"] += len(found)
    t.count["advice recalled"] += sum(any(overlap(one, other) for other in found) for one in labelled)
    t.count["advice right"] += sum(any(overlap(one, other) for other in labelled) for one in found)


def _count(t: Tally, name: str, labelled: bool, found: bool, right: bool) -> None:
    t.count[f"{name} labelled"] += labelled
    t.count[f"{name} found"] += found
    t.count[f"{name} right"] += right


def words_of(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


def overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether half the words of the shorter stand in the longer."""
    return 2 * len(one & other) >= min(len(one), len(other))


def report(mails: tuple[Labelled, ...], rules: Rules) -> Iterator[str]:
    """The tables of one set: counts alone, so that mail which may not be read stays unread."""
    yield "group                      mails   sure  cover  right  where sure  asked, in guesses"
    groups: dict[str, tuple[Labelled, ...]] = {"all": mails}
    groups |= {name: tuple(m for m in mails if m.language == name) for name in dict.fromkeys(m.language for m in mails)}
    groups |= {name: tuple(m for m in mails if m.labels[0] == name) for name in sorted({m.labels[0] for m in mails})}
    for name, group in groups.items():
        t = tally(group, rules)
        asked = t.total - t.sure
        yield f"{name:25} {t.total:6} {t.sure:6} {t.coverage:6.0%} {t.right:6} {t.precision:11.1%}  {asked:5}, {t.near}"
    t = tally(mails, rules)
    read = Counter[str]()
    for mail in mails:
        reading = mail.read(rules).reading
        if reading.sure:
            read[reading.intent] += 1
            read[f"{reading.intent} right"] += reading.intent in mail.labels
    yield "surely read as: " + ", ".join(
        f"{name} {read[f'{name} right']}/{read[name]}" for name in sorted(read) if " " not in name
    )
    yield f"noes {t.noes}: read as a yes {t.noes_as_yes}, as something else {t.noes_as_else}; no though none was said {t.false_noes}"
    for name in ("bad-news", "do-not-contact", "meeting"):
        labelled, found, right = (t.count[f"{name} {what}"] for what in ("labelled", "found", "right"))
        yield f"{name}: {labelled} labelled, {found} found, {right} right"
    yield f"mails without a meeting that yield none: {t.quiet_without_meeting:.1%} of {t.count['meeting none']}"
    yield (
        f"advice: {t.count['advice recalled']} of {t.count['advice labelled']} pieces found, "
        f"{t.count['advice right']} of {t.count['advice found']} found are advice"
    )
    yield f"stage after: {t.stage_right} of {t.total} right, moved wrongly {t.moved_wrongly}"


def misses(mails: Iterable[Labelled], rules: Rules) -> Iterator[str]:
    """Each mail of an open set that is read wrong or not for sure, with the rules that spoke."""
    for mail in mails:
        if mail.part not in OPEN:
            continue
        found = mail.read(rules)
        reading = found.reading
        start = found.meeting.start.isoformat() if found.meeting and found.meeting.start else ""
        labelled = mail.meeting.isoformat() if mail.meeting else ""
        flags = [
            name
            for name, wrong in (
                ("WRONG", reading.sure and reading.intent not in mail.labels),
                ("asks", not reading.sure),
                ("NO-AS-YES", (mail.is_no or mail.do_not_contact) and reading.sure and reading.intent in YESES),
                ("bad-news", reading.bad_news != mail.bad_news),
                ("do-not-contact", reading.do_not_contact != mail.do_not_contact),
                ("meeting", (found.meeting.start if found.meeting else None) != mail.meeting),
            )
            if wrong
        ]
        if flags:
            because = "; ".join(f"{b.rule} {b.words!r}" for b in reading.because)
            yield f"{' '.join(flags)} {mail.id} {mail.stage} {mail.role}: {'|'.join(mail.labels)} read {reading.intent} {reading.guesses} meeting {labelled or '-'} read {start or '-'} [{because}]"
