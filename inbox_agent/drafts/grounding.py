"""Nothing in a letter that nobody said: names, days, numbers, links, addresses, money, claims of a shared past (F-45).

Whatever a letter states must stand in what the owner or the contact wrote, in the profile, or follow from a
meeting that is known. What does not is marked and blocking, so that a yes of one word cannot send it (T-14). The
check is deliberately literal: it does not know whether a fact is true, only that somebody other than the writer
of the letter has stated it. It is for letters that a program wrote; the owner's own text is its own source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from inbox_agent.drafts import dates, expressions
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.known_days import KnownDays, zones
from inbox_agent.drafts.unknown_names import WORD, apart, bare, begins, unknown_names
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
#: "15h30" is one number, too.
_NUMBER = re.compile(
    r"(?<![\w.,:])\d+(?:(?:[.,:]|[ \u00a0]?h[ \u00a0]?)\d+)*(?:[ \u00a0]?h\b|st|nd|rd|th|k|:[ae]|er|e|ème|º|ª)?(?![\w])"
)
#: A full stop of another script, and letters in the width of Chinese ones, read as what they look like.
_STOPS = str.maketrans({"。": ".", "｡": "."} | {chr(0xFF01 + n): chr(0x21 + n) for n in range(94)})
#: A way to somewhere that is written so that no program sees it, a file, a key: "evil[.]example", "e v i l . e x", "hxxp://".
_HIDDEN_WAY = re.compile(
    r"\bhxxps?:\S{0,200}|(?<!\w)\w{1,63}\s?[\[({]\s?(?:\.|dot|punkt|punto|point|@|at)\s?[\])}]\s?\w{1,63}"
    rf"|\b\w{{2,63}} (?:dot|punkt|punto|point) (?:com|org|net|info|example|dev|app|io)\b|\.\s?\n\s*(?:{_TOP})/\S{{0,100}}"
    r"|(?<!\w)(?:\w[ .]{1,3}){6,40}\w(?!\w)|\b\w{1,60}\.(?:pdf|docx?|xlsx?|pptx?|zip|exe|html?|csv)\b"
    r"|(?<!\w)(?=[a-z]{0,30}\d)(?=\d{0,30}[a-z])[a-z\d]{20,100}(?!\w)",
    re.I,
)
_QUOTED = re.compile(r"[“„«\"»”]\s?([^“”„«»\"\n]{2,160})[”“»\"«]")
_IN_SINGLE_QUOTES = re.compile(r"(?<!\w)[‘’]((?:[^‘’\n]|’(?=\w)){6,160})’(?!\w)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|:?[ae]|er|ème|º|ª)$")
#: P-21 and P-73 name these lengths themselves.
_ASKED_MINUTES = re.compile(
    r"(?<![\w.,:])1[05](?:[ \u00a0]?(?:–|-|to|till|bis|à|et|ou|o|a|y)[ \u00a0]?20)?[ \u00a0]?(?=min)|(?<![\w.,:])20[ \u00a0]?(?=min)",
    re.I,
)


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
            *brief.notes,
            brief.wish,
            *brief.said_of_it,
            *brief.voice.instead,  # the owner's own words for ours
            brief.voice.greeting,
            brief.voice.sign_off,
            *(f"{item.words}\n{item.about}\n{item.done}\n{item.outcome}" for item in brief.ledger),
        )
    )


class _Grounding:
    """One letter against its sources. What one check has dealt with is blanked, so that a link's digits are not numbers too."""

    def __init__(self, text: str, subject: str, brief: Brief, rules: Rules, says: dict[str, str]) -> None:
        self.brief, self.says, self.cut = brief, says, len(text) > _LONGEST
        text = text[:_LONGEST]
        self.rules: Etiquette = rules.etiquette[brief.language]
        self.dates: Dates = rules.dates[brief.language]
        self.addresses = rules.address
        self.words_too = frozenset(w for d in rules.dates.values() for w in d.words_too)
        self.all_dates, self.all_rules = tuple(rules.dates.values()), tuple(rules.etiquette.values())
        self.left = f"{subject}\n\n{text}".replace("'", "’")
        self.left = self.whole = self.left.translate(_STOPS)
        self.source = sources(brief).casefold().replace("'", "’")
        self.words = {bare(apart(w)[1]) for w in set(WORD.findall(self.source))}
        self.days = KnownDays(brief, self.dates)
        listed = rules.words.get(brief.language)
        self.given = frozenset(rules.names.given.split())
        self.small_words = frozenset(listed.words.split()) if listed else frozenset()
        self.no_speakers = self.small_words | frozenset(self.rules.no_speakers.split())

    def findings(self) -> Iterator[Finding]:
        if self.cut:
            yield self._finding("unchecked", "")
        yield from self._literal("addr", _ADDRESS.finditer(self.left))
        yield from self._literal("link", _LINK.finditer(self.left))
        yield from self._literal("link", _HIDDEN_WAY.finditer(self.left))
        yield from self._literal("money", expressions.found((self.rules.money,), self.left))
        yield from self._phones()
        yield from self._days()
        yield from self._numbers()
        yield from self._names()
        yield from self._claims()
        yield from self._stated()
        yield from self._titles()

    def _literal(self, name: str, hits: Iterable[re.Match[str]]) -> Iterator[Finding]:
        for found in dict.fromkeys([self._take(hit) for hit in hits]):
            bare = found.strip(".,;:!?/ ")
            if bare.casefold() not in self.source:
                yield self._finding(name, bare)

    def _phones(self) -> Iterator[Finding]:
        called = [hit for hit in _PHONE.finditer(self.left) if _may_be_called(hit.group(0))]
        known = re.sub(r"\D", "", self.source) if called else ""
        for hit in called:
            found = self._take(hit).strip()
            if re.sub(r"\D", "", found) not in known:
                yield self._finding("phone", found)

    def _days(self) -> Iterator[Finding]:
        """Weekdays, months and "tomorrow": said by somebody, or those of a known meeting; and the calendar must agree."""
        names = (*self.dates.weekdays, *self.dates.months)
        named: dict[str, str] = {}
        for hit in _each_of(names).finditer(self.left):
            name = names[(hit.lastindex or 1) - 1]
            if name not in named and self._names_day(hit, name):
                named[name] = hit.group(0)
        for name, found in named.items():
            if not (self._said(name) or name.casefold() in self.days.names()):
                yield self._finding("date", found)
        for name, ahead in self.rules.other_days.items():
            if _word(name).search(self.left) and not _word(name).search(self.source) and ahead not in self.days.ahead():
                yield self._finding("date", name)
        for found in (*self.days.wrong_weekdays(self.left), *self.days.wrong_ahead(self.left, self.rules.other_days)):
            yield self._finding("weekday", found)

    def _names_day(self, hit: re.Match[str], name: str) -> bool:
        """ "mais" is no plural of "mai"."""
        word = hit.group(0).casefold()
        if name in self.dates.months and self._is_a_word(hit):
            return False
        return word == name.casefold() or word not in self.small_words

    def _is_a_word(self, month: re.Match[str]) -> bool:
        """ "May I ask" and "March on" begin a sentence and name no month, unless a number stands beside them."""
        return (
            month.group(0)[:1].isupper()
            and begins(self.left, month.start())
            and not re.match(r"\s+\d", self.left[month.end() :])
        )

    def _numbers(self) -> Iterator[Finding]:
        # Lines of a list may be numbered.
        text = _ASKED_MINUTES.sub(" ", re.sub(r"(?m)^\s*\d{1,2}[.)]\s", "", self.left))
        named = dict.fromkeys(_NUMBER.findall(text))
        known = set(_NUMBER.findall(self.source)) | self.days.numbers() if named else set()
        known |= {_ORDINAL.sub("", n) for n in known}
        known |= {_as_clock(n) for n in known}
        for found in named:
            if not known & {
                _ORDINAL.sub("", found),
                found,
                found.replace(".", ":"),
                found.lstrip("0"),
                _as_clock(found),
            }:
                yield self._finding("number", found)

    def _names(self) -> Iterator[Finding]:
        known = self.words | {
            bare(w)
            for zone in zones(self.brief)
            for names in (None, self.dates)
            for w in WORD.findall(dates.place(zone, names).casefold())
        }
        address = self.addresses.get(self.brief.language)
        known |= {w.casefold() for words in (address.honorifics.values() if address else ()) for w in words}
        known |= {n.casefold() for d in self.all_dates for n in (*d.weekdays, *d.months)} | {"i", "utc"}
        for name in unknown_names(self.left, known, self.rules, self.no_speakers, self.given):
            yield self._finding("name", name)

    def _claims(self) -> Iterator[Finding]:
        """That they met, and that the contact said or gave something, has to have happened."""
        met = self._have_met()
        wrote = any(s.who == "contact" for s in self.brief.thread) or self.brief.relationship.last_inbound is not None
        for name, patterns, grounded in (("met", self.rules.met, met), ("said", self.rules.said, met or wrote)):
            found = "" if grounded else expressions.first(patterns, self.left)
            if found:
                yield self._finding(name, found)
        for hit in expressions.found((self.rules.met_where,), self.left) if met else ():
            place = [w for w in WORD.findall(hit.group(1).casefold()) if len(w) > 3 and w not in self.small_words]
            if place and not any(bare(w) in self.words for w in place):
                yield self._finding("met", expressions.words(hit, self.left).strip())

    def _stated(self) -> Iterator[Finding]:
        """Amounts in words, a past in common, family, an attachment: only where somebody spoke of just that."""
        for hit in expressions.found(self.rules.stated, self.whole):
            wanted = next((part for part in hit.groups() if part), hit.group(0))
            if not _word(wanted).search(self.source):
                yield self._finding("stated", expressions.words(hit, self.whole))

    def _titles(self) -> Iterator[Finding]:
        """What stands in quotation marks is a title or somebody's words; both have to be somebody's."""
        quoted = [*_QUOTED.finditer(self.whole), *_IN_SINGLE_QUOTES.finditer(self.whole)]
        source = _flat(self.source) if quoted else ""
        for found in quoted:
            if _flat(found.group(1)) not in source:
                yield self._finding("title", found.group(1).strip())

    def _have_met(self) -> bool:
        brief, relationship = self.brief, self.brief.relationship
        held = brief.meeting is not None and brief.meeting.state == "took-place"
        nurtured = relationship.stage in ("thank-you", "active", "keep-in-touch")
        told = f"{brief.note}\n{relationship.purpose}\n{(brief.facts or {}).get('place', '')}"
        # The owner's note may say it in a language other than the letter's.
        owner = bool(expressions.first(tuple(rules.owner_met for rules in self.all_rules), told))
        return held or nurtured or owner or bool(brief.take_aways or relationship.take_aways)

    def _take(self, hit: re.Match[str]) -> str:
        """What stands there; it is blanked, and every other place stays where it is."""
        taken = expressions.words(hit, self.left)
        self.left = self.left[: hit.start()] + " " * len(taken) + self.left[hit.end() :]
        return taken

    def _said(self, name: str) -> bool:
        """A day in the sources, in any of the languages: "torsdag" grounds "Thursday"."""
        for of in ("weekdays", "months"):
            ours = getattr(self.dates, of)
            if name in ours:
                everywhere = dict.fromkeys(getattr(d, of)[ours.index(name)].casefold() for d in self.all_dates)
                return bool(_short_or_long(tuple(everywhere), self.words_too).search(self.source))
        return False

    def _finding(self, name: str, words: str) -> Finding:
        return Finding(f"grounding.{name}", False, self.says[name], words[:200], blocking=True)


def _as_clock(number: str) -> str:
    """ "15h30", "15 h 30" and "15h" as "15:30" and "15"."""
    return re.sub(r"[ \u00a0]?h[ \u00a0]?", ":", number).rstrip(":").replace(":00", "")


def _may_be_called(found: str) -> bool:
    """A number of enough figures that is no date."""
    return len(re.sub(r"\D", "", found)) >= 7 and not re.fullmatch(r"\d{4}-\d\d-\d\d", found.strip())


@lru_cache(maxsize=512)
def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?:s|en)?(?!\w)", re.I)


@lru_cache(maxsize=16)
def _each_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """One group a name. "may" and "march" are words of their own; a month or a weekday has its capital where the language gives it one."""
    ways = (f"({re.escape(n)})" if n[:1].isupper() else f"((?i:{re.escape(n)}))" for n in names)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?:s|en)?(?!\w)")


@lru_cache(maxsize=128)
def _short_or_long(names: tuple[str, ...], words_too: frozenset[str]) -> re.Pattern[str]:
    """Short forms count as said: "Tue", "tis", "Dec", "Sept". One that is a word of its own ("die", "mar") needs a number beside it."""
    short = dict.fromkeys(form for name in names for form in (name[:3], name[:4]))
    plain = [form for form in short if form not in words_too]
    doubtful = "|".join(short)
    ways = [rf"(?:{'|'.join(names)})(?:s|en|e|n)?(?!\w)", rf"(?:{doubtful})[.,]? \d", rf"\d\.? (?:{doubtful})(?!\w)"]
    ways += [rf"(?:{'|'.join(plain)})(?!\w)"] if plain else []
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})")


def _flat(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .,;:!?…")
