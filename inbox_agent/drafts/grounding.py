"""Nothing in a letter that nobody said: names, days, numbers, links, addresses, money, claims of a shared past (F-45).

Whatever a letter states must stand in what the owner or the contact wrote, in the profile, or follow from a
meeting that is known. What does not is marked and blocking, so that a yes of one word cannot send it (T-14). The
check is deliberately literal: it does not know whether a fact is true, only that somebody other than the writer
of the letter has stated it. It is for letters that a program wrote; the owner's own text is its own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from inbox_agent.drafts import dates
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Finding
from inbox_agent.mentorship.relationship import Meeting
from inbox_agent.rules import Dates, Etiquette, Rules

_LONGEST = 8_000  #: characters; a letter that is longer is not sent by one word
_TOP = "com|org|net|io|dev|app|ai|co|se|no|dk|fi|de|fr|es|eu|uk|us|me|info|example"
_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"“”()]{1,300}"
    rf"|(?<![\w@.\-])[a-z0-9][a-z0-9\-]{{0,62}}(?:\.[a-z0-9\-]{{1,62}}){{0,4}}\.(?:{_TOP})(?:/[^\s<>\"“”()]{{0,200}})?(?![\w@\-])",
    re.I,
)
_ADDRESS = re.compile(r"(?<![^\s<>\"“”(),:;])[^\s@<>\"“”(),:;]{1,64}@[^\s@<>\"“”(),:;]{0,250}\w")
_PHONE = re.compile(r"(?<![\w.])\+?\d[\d ()\-]{6,20}\d(?!\w)")
_NUMBER = re.compile(r"(?<![\w.,:])\d+(?:[.,:]\d+)*(?![\w])")
_WORD = re.compile(r"[^\W\d_][\w’'\-]*")
#: A capital after these begins a sentence, a quotation or a list item, and says nothing of a name.
_BEGINS = re.compile(r"(?:^|[.!?:…–—\n“”\"«»(‘]|\d[.)])[\s“”\"«»(‘'\-–]*$")
_HALF_A_YEAR = 183  #: days; a date without its year is the one that is nearer than this
#: P-21 and P-73 name these lengths themselves.
_ASKED_MINUTES = re.compile(r"(?<![\w.,:])1[05](?: ?(?:–|-|to|till) ?20)? ?(?=min)|(?<![\w.,:])20 ?(?=min)", re.I)


def check(text: str, subject: str, brief: Brief, rules: Rules, owner_language: str = "en") -> tuple[Finding, ...]:
    """What the letter states that nobody said; () when all is grounded."""
    own = rules.etiquette.get(owner_language) or rules.etiquette["en"]
    if brief.language not in rules.etiquette or brief.language not in rules.dates:
        return (Finding("grounding.F-45", False, own.says["no_rules"], blocking=True),)
    return tuple(_Grounding(text, subject, brief, rules, own.says).findings())


def sources(brief: Brief) -> str:
    """Everything that a letter may rest on, as one text."""
    relationship, person = brief.relationship, brief.relationship.person
    said = [f"{s.subject}\n{s.text}" for s in brief.thread]
    known = (
        person.name,
        person.organisation,
        person.title,
        relationship.purpose,
        relationship.source,
        relationship.referrer,
        relationship.take_aways,
    )
    return "\n".join(
        (
            *said,
            *known,
            brief.note,
            brief.original,
            brief.take_aways,
            brief.owner_name,
            brief.owner_about,
            brief.signature,
            *(brief.facts or {}).values(),
        )
    )


class _Grounding:
    """One letter against its sources. What one check has dealt with is blanked, so that a link's digits are not numbers too."""

    def __init__(self, text: str, subject: str, brief: Brief, rules: Rules, says: dict[str, str]) -> None:
        self.brief, self.says, self.cut = brief, says, len(text) > _LONGEST
        text = text[:_LONGEST]
        self.rules: Etiquette = rules.etiquette[brief.language]
        self.dates: Dates = rules.dates[brief.language]
        self.all_dates = tuple(rules.dates.values())
        self.left = f"{subject}\n\n{text}".replace("'", "’")
        self.source = sources(brief).casefold().replace("'", "’")
        self.words = {_bare(w) for w in _WORD.findall(self.source)}
        self.moments = [*_local(brief, (*brief.proposed, *brief.offers, *((brief.meeting,) if brief.meeting else ())))]

    def findings(self) -> Iterator[Finding]:
        if self.cut:
            yield self._finding("unchecked", "")
        yield from self._literal("addr", _ADDRESS)
        yield from self._literal("link", _LINK)
        yield from self._literal("money", _money(self.rules.money))
        yield from self._phones()
        yield from self._days()
        yield from self._numbers()
        yield from self._names()
        yield from self._claims()

    def _literal(self, name: str, pattern: re.Pattern[str]) -> Iterator[Finding]:
        for found in self._take(pattern):
            bare = found.strip(".,;:!?/ ")
            if bare.casefold() not in self.source:
                yield self._finding(name, bare)

    def _phones(self) -> Iterator[Finding]:
        known = re.sub(r"\D", "", self.source)
        for found in list(_PHONE.finditer(self.left)):
            digits = re.sub(r"\D", "", found.group(0))
            if len(digits) >= 7 and not re.fullmatch(r"\d{4}-\d\d-\d\d", found.group(0).strip()):
                self.left = self.left.replace(found.group(0), " " * len(found.group(0)))
                if digits not in known:
                    yield self._finding("phone", found.group(0).strip())

    def _days(self) -> Iterator[Finding]:
        """Weekdays, months and "tomorrow": said by somebody, or those of a known meeting; and the calendar must agree."""
        for name in (*self.dates.weekdays, *self.dates.months):
            for found in _word(name, capital=name[:1].isupper()).finditer(self.left):
                # "May I ask" and "March on" begin a sentence and name no month, unless a number stands beside them.
                opens = (
                    name[:1].isupper()
                    and self._begins(found.start())
                    and not re.match(r"\s+\d", self.left[found.end() :])
                )
                if not (opens or self._said(name) or self._of_a_meeting(name)):
                    yield self._finding("date", found.group(0))
                    break
        for name in self.rules.other_days:
            if _word(name).search(self.left) and not _word(name).search(self.source) and not self._of_a_meeting(name):
                yield self._finding("date", name)
        yield from self._calendar()

    def _calendar(self) -> Iterator[Finding]:
        pattern = _weekday_and_date(self.dates)
        for found in pattern.finditer(self.left):
            weekday, day = found.group("weekday"), int(found.group("d1") or found.group("d2"))
            month = [m.casefold() for m in self.dates.months].index(
                (found.group("m1") or found.group("m2")).casefold()
            ) + 1
            year = self.brief.now.year
            near = [
                d
                for y in (year - 1, year, year + 1)
                if (d := _date(y, month, day)) and abs((d - self.brief.now.date()).days) <= _HALF_A_YEAR
            ]
            if all(self.dates.weekdays[d.weekday()].casefold() != weekday.casefold() for d in near):
                yield self._finding("weekday", found.group(0))

    def _numbers(self) -> Iterator[Finding]:
        known = set(_NUMBER.findall(self.source)) | {n for m in self.moments for n in _numbers_of(m)}
        known |= {
            str(m.minutes)
            for m in (*self.brief.proposed, *self.brief.offers, *((self.brief.meeting,) if self.brief.meeting else ()))
        }
        # Lines of a list may be numbered.
        text = _ASKED_MINUTES.sub(" ", re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", self.left))
        for found in dict.fromkeys(_NUMBER.findall(text)):
            if found not in known and found.replace(".", ":") not in known and found.lstrip("0") not in known:
                yield self._finding("number", found)

    def _names(self) -> Iterator[Finding]:
        known = self.words | {_bare(w) for zone in self._zones() for w in _WORD.findall(dates.place(zone).casefold())}
        known |= {n.casefold() for d in self.all_dates for n in (*d.weekdays, *d.months)} | {"i", "utc"}
        reported: set[str] = set()
        previous_end, previous_name = -1, False
        for found in _WORD.finditer(self.left):
            word = found.group(0)
            joined = previous_name and self.left[previous_end : found.start()] == " "
            begins = self._begins(found.start())
            previous_end, previous_name = found.end(), word[:1].isupper()
            if (
                not word[:1].isupper()
                or (begins and not joined)
                or _bare(word.casefold()) in known
                or word.split("’")[0].split("'")[0] == "I"
            ):
                continue
            if word.casefold() not in reported:
                reported.add(word.casefold())
                yield self._finding("name", word)

    def _begins(self, at: int) -> bool:
        return at == 0 or bool(_BEGINS.search(self.left[max(0, at - 12) : at]))

    def _claims(self) -> Iterator[Finding]:
        relationship = self.brief.relationship
        place = bool(re.search("|".join(self.rules.met), self.brief.note, re.I)) or "place" in (self.brief.facts or {})
        met = place or bool(self.brief.take_aways or relationship.take_aways) or (self.brief.meeting is not None)
        met = met or relationship.stage in (
            "thank-you",
            "active",
            "keep-in-touch",
            "quiet",
            "mismatch",
            "ended",
            "meeting",
            "scheduling",
        )
        wrote = any(s.who == "contact" for s in self.brief.thread) or relationship.last_inbound is not None
        for name, patterns, grounded in (
            ("met", self.rules.met, met or self._says_met()),
            ("said", self.rules.said, met or wrote),
        ):
            found = re.search("|".join(patterns), self.left, re.I)
            if found and not grounded:
                yield self._finding(name, found.group(0))

    def _says_met(self) -> bool:
        """The owner's note may say that they met in words of its own ("met her at …"), from which the letter has its "we met"."""
        return bool(
            re.search(
                r"\b(?:met|träffa\w*|sågs|mötte\w*|möttes)\b",
                f"{self.brief.note}\n{self.brief.relationship.purpose}",
                re.I,
            )
        )

    def _take(self, pattern: re.Pattern[str]) -> Iterable[str]:
        found = [m.group(0) for m in pattern.finditer(self.left)]
        self.left = pattern.sub(lambda m: " " * len(m.group(0)), self.left)
        return dict.fromkeys(found)

    def _said(self, name: str) -> bool:
        """A day in the sources, in any of the languages: "torsdag" grounds "Thursday"."""
        for known in self.all_dates:
            for group, ours in ((known.weekdays, self.dates.weekdays), (known.months, self.dates.months)):
                # Short forms count as said: "Tue", "tis", "Dec".
                if name in ours and re.search(rf"\b{re.escape(group[ours.index(name)].casefold()[:3])}", self.source):
                    return True
        return False

    def _of_a_meeting(self, name: str) -> bool:
        low = name.casefold()
        said = {
            w.casefold()
            for m in self.moments
            for w in (self.dates.weekdays[m.weekday()], self.dates.months[m.month - 1])
        }
        today = dates.calendar_day(self.brief.now, self.brief.owner_timezone)
        ahead = {(m.date() - today).days for m in self.moments}
        near = {
            1: ("tomorrow", "i morgon", "imorgon"),
            -1: ("yesterday", "i går", "igår"),
            0: ("tonight", "i kväll", "ikväll"),
            2: ("i övermorgon",),
        }
        return low in said or any(low in words and days in ahead for days, words in near.items())

    def _zones(self) -> list[str]:
        zones = [
            self.brief.owner_timezone,
            self.brief.relationship.person.timezone,
            *(m.timezone for m in self.brief.proposed),
        ]
        return [z for z in (*zones, self.brief.meeting.timezone if self.brief.meeting else "") if z]

    def _finding(self, name: str, words: str) -> Finding:
        return Finding(f"grounding.{name}", False, self.says[name], words[:200], blocking=True)


def _bare(word: str) -> str:
    """A word without the ending of a possessive: "Ada's", "Adas" and "Ada" are one name."""
    word = re.sub(r"[’']s?$", "", word)
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _local(brief: Brief, meetings: Iterable[Meeting]) -> Iterator[datetime]:
    """Each moment on every calendar that the letter may name it by."""
    for meeting in meetings:
        for zone in {brief.owner_timezone, brief.relationship.person.timezone, meeting.timezone} - {""}:
            yield meeting.start.astimezone(ZoneInfo(zone))


def _numbers_of(moment: datetime) -> tuple[str, ...]:
    hour, minute = moment.hour, moment.minute
    clocks = (
        f"{hour:02}:{minute:02}",
        f"{hour}:{minute:02}",
        f"{hour:02}.{minute:02}",
        f"{hour}.{minute:02}",
        f"{hour % 12 or 12}:{minute:02}",
    )
    return (*clocks, str(moment.day), str(moment.year), str(hour), str(hour % 12 or 12))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _word(name: str, capital: bool = False) -> re.Pattern[str]:
    # "may" and "march" are words of their own; a month or a weekday has its capital where the language gives it one.
    return re.compile(rf"(?<!\w){re.escape(name)}(?:s|en)?(?!\w)", 0 if capital else re.I)


@lru_cache(maxsize=16)
def _money(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I)


@lru_cache(maxsize=16)
def _weekday_patterns(weekdays: tuple[str, ...], months: tuple[str, ...]) -> re.Pattern[str]:
    day, month = "|".join(weekdays), "|".join(months)
    return re.compile(
        rf"\b(?P<weekday>{day}),?\s+(?:(?:den|the)\s+)?(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<m1>{month})|(?P<m2>{month})\s+(?P<d2>\d{{1,2}}))\b",
        re.I,
    )


def _weekday_and_date(known: Dates) -> re.Pattern[str]:
    return _weekday_patterns(known.weekdays, known.months)
