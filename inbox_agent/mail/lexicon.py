"""The words of all languages together, made ready for looking up line by line.

A mail program writes its labels in the language of its user, not of the mail, and often mixes two ("Från:"
beside "Subject:"). So the readers of this floor ask one lexicon for all languages. It is made once for each
set of rules and kept; everything in it is a lookup in a set or a search by one compiled pattern of literals.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inbox_agent.mail.made_once import made_once
from inbox_agent.rules import Labels

#: A shorter title ends too many other words.
SHORTEST_ENDING = 4
FIELDS = ("from", "to", "cc", "date", "subject", "reply-to", "other")


@dataclass(frozen=True)
class Lexicon:
    """What the readers look up. Words are casefolded and stripped by `plain`; patterns ignore case."""

    fields: Mapping[str, str]  #: label → header field
    forward_markers: frozenset[str]
    end_markers: frozenset[str]
    original_markers: frozenset[str]
    forward_prefixes: frozenset[str]
    reply_prefixes: frozenset[str]
    on_behalf: re.Pattern[str]
    openers: re.Pattern[str]  #: at the start of an attribution line
    verbs: re.Pattern[str]
    months: Mapping[str, int]
    weekdays: Mapping[str, int]  #: Monday is 0
    device_lines: tuple[str, ...]
    sign_offs: frozenset[str]
    soft_sign_offs: frozenset[str]
    disclaimers: re.Pattern[str]
    banners: re.Pattern[str]
    note_openers: tuple[re.Pattern[str], re.Pattern[str]]  #: (what stands before a name, what stands after it)
    introductions: tuple[re.Pattern[str], re.Pattern[str]]
    introduction_subjects: re.Pattern[str]
    notifications: tuple[re.Pattern[str], re.Pattern[str]]
    referrals: tuple[re.Pattern[str], re.Pattern[str]]
    card_labels: Mapping[str, str]  #: label → name, addr, organisation or title
    titles: frozenset[str]
    title_endings: tuple[str, ...]  #: titles long enough to be the end of a compound
    at: re.Pattern[str]
    via: re.Pattern[str]
    copulas: re.Pattern[str]
    conjunctions: re.Pattern[str]
    honorifics: frozenset[str]
    organisations: frozenset[str]
    not_names: frozenset[str]
    tests: frozenset[str]
    invoices: re.Pattern[str]
    phishing: re.Pattern[str]
    newsletters: re.Pattern[str]
    doubts: re.Pattern[str]
    robots: frozenset[str]
    roles: frozenset[str]
    platforms: frozenset[str]


def plain(words: str) -> str:
    """A label or a line as it is looked up: without decoration, doubled spaces, case and a closing colon."""
    return " ".join(words.strip(" \t*_-–—‐=~#>:.!…").split()).casefold()


@made_once
def lexicon(of: Mapping[str, Labels]) -> Lexicon:
    """The lexicon of these rules (`rules.labels`)."""
    labels = tuple(of.values())

    def gather(pick: Callable[[Labels], Iterable[str]]) -> list[str]:
        return [word for language in labels for word in pick(language)]

    def words(pick: Callable[[Labels], Iterable[str]]) -> frozenset[str]:
        return frozenset(plain(word) for word in gather(pick))

    return Lexicon(
        fields=_fields(labels),
        forward_markers=words(lambda one: one.forward_markers),
        end_markers=words(lambda one: one.end_markers),
        original_markers=words(lambda one: one.original_markers),
        forward_prefixes=words(lambda one: one.forward_prefixes),
        reply_prefixes=words(lambda one: one.reply_prefixes),
        on_behalf=any_of(gather(lambda one: one.on_behalf)),
        openers=any_of(gather(lambda one: one.attribution_openers)),
        verbs=any_of(gather(lambda one: one.attribution_verbs)),
        months={plain(form): n for one in labels for n, forms in enumerate(one.months, 1) for form in forms},
        weekdays={plain(form): n for one in labels for n, forms in enumerate(one.weekdays) for form in forms},
        device_lines=tuple(word.casefold() for word in gather(lambda one: one.device_lines)),
        sign_offs=words(lambda one: one.sign_offs),
        soft_sign_offs=words(lambda one: one.soft_sign_offs),
        disclaimers=any_of(gather(lambda one: one.disclaimers)),
        banners=any_of(gather(lambda one: one.banners)),
        note_openers=around(gather(lambda one: one.note_openers)),
        introductions=around(gather(lambda one: one.introductions)),
        introduction_subjects=any_of(gather(lambda one: one.introduction_subjects)),
        notifications=around(gather(lambda one: one.notifications)),
        referrals=around(gather(lambda one: one.referrals)),
        card_labels=_card_labels(labels),
        titles=words(lambda one: one.titles),
        title_endings=tuple(word for word in words(lambda one: one.titles) if len(word) >= SHORTEST_ENDING),
        copulas=any_of(gather(lambda one: one.copulas)),
        conjunctions=any_of(gather(lambda one: one.conjunctions)),
        via=any_of(gather(lambda one: one.via)),
        at=any_of(gather(lambda one: one.at)),
        honorifics=words(lambda one: one.honorifics),
        organisations=words(lambda one: one.organisations),
        not_names=words(lambda one: one.not_names),
        tests=words(lambda one: one.tests),
        invoices=any_of(gather(lambda one: one.invoices)),
        phishing=any_of(gather(lambda one: one.phishing)),
        newsletters=any_of(gather(lambda one: one.newsletters)),
        doubts=any_of(gather(lambda one: one.doubts)),
        robots=frozenset(gather(lambda one: one.robots)),
        roles=frozenset(gather(lambda one: one.roles)),
        platforms=frozenset(gather(lambda one: one.platforms)),
    )


def _fields(labels: tuple[Labels, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in labels:
        values = (one.from_, one.to, one.cc, one.date, one.subject, one.reply_to, one.other)
        for field, names in zip(FIELDS, values, strict=True):
            found |= {plain(name): field for name in names}
    return found


def _card_labels(labels: tuple[Labels, ...]) -> dict[str, str]:
    facts = ("name", "addr", "organisation", "title")
    return {
        plain(word): fact for one in labels for fact, row in zip(facts, one.card_labels, strict=True) for word in row
    }


def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds any of these phrases as whole words, the longest first."""
    ordered = sorted({phrase.strip() for phrase in phrases if phrase.strip()}, key=len, reverse=True)
    choice = "|".join(_literal(phrase) for phrase in ordered)
    return re.compile(rf"(?<!\w)(?:{choice})(?!\w)", re.IGNORECASE | re.MULTILINE) if choice else _NOTHING


def _literal(phrase: str) -> str:
    """One phrase as a pattern; "^meet" is found where a clause begins: "Olle, meet Sofia"."""
    clause = r"(?:^|(?<=[,.!?:;–]\s))" if phrase.startswith("^") else ""
    return clause + re.escape(phrase.removeprefix("^")).replace(r"\ ", r"\s+")


def around(phrases: Iterable[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The phrases with `{name}` in them as two patterns: of what stands before a name and of what stands after one."""
    halves = [phrase.split("{name}") for phrase in phrases if phrase.count("{name}") == 1]
    before = any_of(left for left, right in halves if left.strip() and not right.strip())
    after = any_of(right for left, right in halves if right.strip() and not left.strip())
    return before, after


_NOTHING = re.compile(r"(?!)")
