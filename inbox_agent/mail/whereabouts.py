"""Where somebody lives, as far as their own mail tells, and how much each sign is to be believed (P-52).

A person is where they say that they are ("here in Boston"), else where their calendar is, else where the city and the telephone
number of their signature are, else where the clock is by which they named a time ("15:00 CET" is many places); the country
of their address is the weakest sign, since anybody may have one. The Date header names an offset and no place: it chooses among the zones of a country, and refutes a country that has no such offset.
What the owner says beats all. What is not sure is left: an hour is never called unsocial by guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from inbox_agent.mail.made_once import made_once
from inbox_agent.rules import Countries, Rules

Source = Literal["domain", "clock", "signature", "calendar", "words", "owner"]
#: From the weakest to the strongest.
BELIEF: tuple[Source, ...] = get_args(Source)

_PIECES = re.compile(r"\s*[|•·,;/\n–—()]\s*|\s{2,}|\s-\s")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d[\d ]{2,6}\b|\b[A-Z]{2}\b")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)\s?\(?(\d{1,3})\)?[\s./\-]?(?:\(?\d)")
_LINES = 8  #: of a signature


@dataclass(frozen=True)
class Whereabouts:
    """An IANA zone, what it rests on, and the words that say so."""

    zone: str
    source: Source
    words: str


def believed(source: str, before: str, known: bool) -> bool:
    """Whether a zone from this source takes the place of one from the source `before`, where one is known."""
    rank: dict[str, int] = {name: n for n, name in enumerate(BELIEF)}
    # Of signs of one kind the newest counts: people move. One without a source was learnt from a clock, before sources were kept.
    return not known or rank[source] >= rank[before or "clock"]


def of_mail(text: str, signature: str, addr: str, said_at: datetime, rules: Rules) -> Whereabouts | None:
    """The best sign in a person's own mail: their words, their signature, the country of their address."""
    places = _places(rules)
    signs = (
        *places.said(text, rules.countries.lives),
        *places.signed(signature, said_at),
        *places.domain(addr, said_at),
    )
    return next(iter(signs), None)


def of_note(words: str, rules: Rules) -> Whereabouts | None:
    """Where the owner says that somebody lives."""
    found = next(_places(rules).said(words, rules.countries.lives_there, rules.countries.own_words), None)
    return Whereabouts(found.zone, "owner", found.words) if found else None


class _Places:
    """The cities and countries of the rules, ready to be looked for."""

    def __init__(self, rules: Rules) -> None:
        self.cities, self.countries = rules.zones.cities, rules.countries
        self._names = "|".join(re.escape(c) for c in sorted(self.cities, key=len, reverse=True))
        self._usual = frozenset(self.cities.values())

    def said(self, text: str, phrases: Iterable[str], not_after: tuple[str, ...] = ()) -> Iterator[Whereabouts]:
        """Each phrase with a place behind it, but for a visit, and but behind words that speak of somebody else."""
        leads = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in sorted(phrases, key=len, reverse=True))
        for found in re.finditer(rf"(?<!\w)((?i:{leads}))\s+({self._names})(?!\w)([^.!?\n]*)", text):
            before = text[: found.start()].casefold().rstrip()
            if before.endswith(not_after) and not_after:
                continue
            if not any(word in found[3].casefold() for word in self.countries.passing):
                yield Whereabouts(self.cities[found[2]], "words", f"{found[1]} {found[2]}")

    def signed(self, signature: str, said_at: datetime) -> Iterator[Whereabouts]:
        lines = "\n".join(signature.splitlines()[-_LINES:])
        named = {
            self.cities[p]: p
            for piece in _PIECES.split(lines)
            if (p := _POSTCODE.sub("", piece).strip()) in self.cities
        }
        if len(named) == 1:
            zone, words = next(iter(named.items()))
            yield Whereabouts(zone, "signature", words)
            return
        codes = {code for m in _PHONE.finditer(lines) if (code := _calling(m[1], self.countries))}
        if not named and len(codes) == 1:
            code = codes.pop()
            if zone := self._zone_in(self.countries.calling[code], said_at):
                yield Whereabouts(zone, "signature", f"+{code}")

    def domain(self, addr: str, said_at: datetime) -> Iterator[Whereabouts]:
        ending = addr.rpartition(".")[2].casefold()
        country = "GB" if ending == "uk" else ending.upper()
        theirs = ending not in self.countries.anywhere and country in self.countries.zones
        if theirs and (zone := self._zone_in(country, said_at)):
            yield Whereabouts(zone, "domain", f".{ending}")

    def _zone_in(self, country: str, said_at: datetime) -> str:
        """The zone of a country that fits the Date header; "" where several may be meant, or where none fits."""
        zones = sorted(self.countries.zones.get(country, ()), key=lambda z: z not in self._usual)
        ahead = {zone: said_at.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}
        said = said_at.utcoffset()
        if said:  # +0000 is what many servers stamp, and says nothing
            zones = [zone for zone in zones if ahead[zone] == said]
        elif len(set(ahead.values())) > 1:
            return ""
        return zones[0] if zones else ""


def _calling(digits: str, countries: Countries) -> str:
    """The calling code at the beginning of these digits; no code begins another."""
    return next((digits[:n] for n in (1, 2, 3) if digits[:n] in countries.calling), "")


@made_once
def _places(rules: Rules) -> _Places:
    return _Places(rules)
