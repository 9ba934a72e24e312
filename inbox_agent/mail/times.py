"""Meeting times in words: what a mail offers or agrees, when a command means, and the day to come back on.

A time is read when its day and its clock are both known, and its zone said or known; everything else is a doubt to
ask about, or nothing (F-27, P-52). The words of each language are rules (`rules/times/`), the grammar is one.

    tokens (time_words) → days, clocks, zones → marks, sentence by sentence → slots

Every reading takes time linear in the text and never raises (T-23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from inbox_agent.mail.clocks import TIME_KINDS, holds_clock
from inbox_agent.mail.dates import Calendar, Day, Week
from inbox_agent.mail.hours import Clock
from inbox_agent.mail.marks import Sentence, sentences
from inbox_agent.mail.slots import Slot, slots
from inbox_agent.mail.time_words import (
    DASHES,
    YEARS,
    Lexicon,
    Text,
    Token,
    languages,
    lexicons,
    readable,
    tokens,
    words_of,
)
from inbox_agent.mail.when import find_day, find_when
from inbox_agent.mail.zones import People, Zone, offset_of, zone_info
from inbox_agent.rules import Rules

#: What names a day without a figure; an ordinal ("the first of December") does so beside a month only.
_DAY_KINDS = frozenset({"weekdays", "days", "tonight"})
_ORDINALS, _MONTHS = frozenset({"ordinals"}), frozenset({"months"})
#: What says that a number is an hour: its own word, what leads to it, what follows it.
_SAYS_HOUR = frozenset({"noon", "before_hour", "hours"})
_LEADS = frozenset({"at", "edges", "between"})
_BEHIND_HOUR = frozenset({"oclock", "am", "pm", "minutes_past", "minutes_to", "unit_minute"})
_REACH = 4  #: words

__all__ = ["Slot", "find_day", "find_times", "find_when"]


def find_times(text: str, said_at: datetime, writer_zone: str, reader_zone: str, rules: Rules) -> tuple[Slot, ...]:
    """The times that a newly written text offers or agrees, in its order; those that must be asked have no start.

    `said_at` is the mail's date, aware; the zones are IANA names or "". Times before `said_at` are not given.
    """
    if said_at.year not in YEARS:
        return ()
    text = readable(text)
    words = words_of(text)
    figures = any(map(str.isdecimal, words))
    people = People(said_at, writer_zone, reader_zone)
    dayless: tuple[Slot, ...] = ()
    read: tuple[Token, ...] = ()
    for lexicon in languages(words, lexicons(rules)):
        # Most letters hold no figure, and no word that names a day beside one that names an hour.
        if not figures and not _names_day_and_hour(words, lexicon):
            continue
        read = read or tokens(text)
        found, with_day = _in_language(Text(text, read, lexicon), people, rules)
        if with_day:
            return found
        dayless = dayless or found
    return dayless


def _names_day_and_hour(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a text without figures may name both: a look into a dictionary for each word."""
    each = lexicon.kinds(words)
    kinds = frozenset[str]().union(*each)
    if kinds.isdisjoint(_DAY_KINDS) and (kinds.isdisjoint(_ORDINALS) or kinds.isdisjoint(_MONTHS)):
        return False
    return any(_may_be_hour(words, each, i) for i, here in enumerate(each) if not TIME_KINDS.isdisjoint(here))


def _may_be_hour(words: Sequence[str], kinds: Sequence[frozenset[str]], i: int) -> bool:
    """Whether a clock may stand at a word: a bare number is one only where words beside it say so, and "a" or "one" only
    where those follow."""
    here, behind = kinds[i], kinds[i + 1] if i + 1 < len(kinds) else frozenset[str]()
    if not (_SAYS_HOUR.isdisjoint(here) and _BEHIND_HOUR.isdisjoint(behind)):
        return True
    if "articles" in here:
        return False
    led = any(not _LEADS.isdisjoint(before) for before in kinds[max(0, i - _REACH) : i])
    return led or "to" in behind or not DASHES.isdisjoint(words[i + 1 : i + 2])


def _in_language(t: Text, people: People, rules: Rules) -> tuple[tuple[Slot, ...], bool]:
    """The slots, and whether this language sees a day and a clock at all: if not, another may be meant."""
    if not holds_clock(t):
        return (), False
    calendar = Calendar(people.said_at.date(), _month_first(t.tokens, people.writer, rules))
    read = sentences(t, calendar, rules.zones)
    kinds = {type(mark) for sentence in read for mark in sentence.marks}
    found = slots(t, read, _placed(read, people), rules.zones) if Clock in kinds else ()
    kept = tuple(slot for slot in found if slot.start is None or slot.start >= people.said_at)
    return kept, Clock in kinds and bool({Day, Week} & kinds)


def _placed(read: Sequence[Sentence], people: People) -> People:
    """A writer whose zone is not known, in that of the only place that the text names, where the Date header keeps its time.

    Many servers stamp +0000 on anybody's mail: there the reader's own zone must keep that time, too.
    """
    said, day = people.said_at.utcoffset(), people.said_at.date()
    named = {m.key for sentence in read for m in sentence.marks if isinstance(m, Zone) and m.weak and m.key}
    if zone_info(people.writer) or len(named) != 1 or (not said and offset_of(people.reader, day) != said):
        return people
    place = named.pop()
    return replace(people, writer=place) if offset_of(place, day) == said else people


def _month_first(words: tuple[Token, ...], writer: str, rules: Rules) -> bool | None:
    """The order of 3/4: as another date of the same text shows, else as in the writer's country; None if unknown."""
    numbers = [
        (a.number, b.number)
        for a, slash, b in zip(words, words[1:], words[2:], strict=False)
        if slash.word == "/" and not slash.spaced and not b.spaced and a.number and b.number
    ]
    if any(a > 12 >= b for a, b in numbers):
        return False
    if any(b > 12 >= a and b <= 31 for a, b in numbers):
        return True
    american = any(
        token.raw in rules.zones.abbreviations and rules.zones.abbreviations[token.raw] in rules.zones.month_first
        for token in words
    )
    if writer in rules.zones.month_first:
        return True
    if american:
        return None if zone_info(writer) else True
    return False if writer and not writer.startswith(("America/", "US/", "Etc/", "Pacific/")) else None
