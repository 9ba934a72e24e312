"""The words of all languages together, made ready for looking up line by line.

A mail program writes its labels in the language of its user, not of the mail, and often mixes two ("Från:"
beside "Subject:"). So the readers of this floor ask one lexicon for all languages. It is made once for each
set of rules and kept; everything in it is a lookup in a set or a search for phrases (`phrases`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.phrases import Phrases
from inbox_agent.rules import Labels

#: A shorter title ends too many other words.
SHORTEST_ENDING = 4
LONG_ENDING = 6  #: of an organisation: "-museet", "-verband"
FIELDS = ("from", "to", "cc", "date", "subject", "reply-to", "organisation", "other")


@dataclass(frozen=True)
class Lexicon:
    """What the readers look up. Words are casefolded and stripped by `plain`; patterns ignore case."""

    fields: Mapping[str, str]  #: label → header field
    forward_markers: frozenset[str]
    marker_beginnings: tuple[str, ...]  #: the forward markers with a blank, as more words follow them
    conversation_markers: frozenset[str]
    dated_markers: Phrases
    end_markers: frozenset[str]
    original_markers: frozenset[str]
    markers: Phrases  #: the markers of both kinds
    forward_prefixes: frozenset[str]
    reply_prefixes: frozenset[str]
    on_behalf: Phrases
    openers: Phrases  #: at the start of an attribution line
    verbs: Phrases
    months: Mapping[str, int]
    weekdays: Mapping[str, int]  #: Monday is 0
    device_lines: tuple[str, ...]
    sign_offs: frozenset[str]
    soft_sign_offs: frozenset[str]
    disclaimers: Phrases
    banners: Phrases
    note_openers: tuple[Phrases, Phrases]  #: (what stands before a name, what stands after it)
    introductions: tuple[Phrases, Phrases]
    introduction_subjects: Phrases
    notifications: tuple[Phrases, Phrases]
    referrals: tuple[Phrases, Phrases]
    card_labels: Mapping[str, str]  #: label → name, addr, organisation or title
    titles: frozenset[str]
    title_endings: tuple[str, ...]  #: titles long enough to be the end of a compound
    at: Phrases
    of: Phrases
    within: Phrases
    leads: Phrases
    works: Phrases
    via: Phrases
    copulas: Phrases
    conjunctions: Phrases
    honorifics: frozenset[str]
    organisations: frozenset[str]
    organisation_endings: tuple[str, ...]  #: those that end compounds
    legal_forms: frozenset[str]
    not_names: frozenset[str]
    tests: frozenset[str]
    kin: frozenset[str]
    invoices: Phrases
    phishing: Phrases
    newsletters: Phrases
    doubts: Phrases
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

    forwards = words(lambda one: [*one.forward_markers, *one.conversation_markers])
    return Lexicon(
        fields=_fields(labels),
        forward_markers=forwards,
        marker_beginnings=tuple(f"{marker} " for marker in forwards),
        conversation_markers=words(lambda one: one.conversation_markers),
        dated_markers=Phrases(gather(lambda one: one.dated_markers)),
        end_markers=words(lambda one: one.end_markers),
        original_markers=words(lambda one: one.original_markers),
        markers=Phrases(gather(lambda one: [*one.forward_markers, *one.conversation_markers, *one.original_markers])),
        forward_prefixes=words(lambda one: one.forward_prefixes),
        reply_prefixes=words(lambda one: one.reply_prefixes),
        on_behalf=Phrases(gather(lambda one: one.on_behalf)),
        openers=Phrases(gather(lambda one: one.attribution_openers)),
        verbs=Phrases(gather(lambda one: one.attribution_verbs)),
        months={plain(form): n for one in labels for n, forms in enumerate(one.months, 1) for form in forms},
        weekdays={plain(form): n for one in labels for n, forms in enumerate(one.weekdays) for form in forms},
        device_lines=tuple(word.casefold() for word in gather(lambda one: one.device_lines)),
        sign_offs=words(lambda one: one.sign_offs),
        soft_sign_offs=words(lambda one: one.soft_sign_offs),
        disclaimers=Phrases(gather(lambda one: one.disclaimers)),
        banners=Phrases(gather(lambda one: one.banners)),
        note_openers=around(gather(lambda one: one.note_openers)),
        introductions=around(gather(lambda one: one.introductions)),
        introduction_subjects=Phrases(gather(lambda one: one.introduction_subjects)),
        notifications=around(gather(lambda one: one.notifications)),
        referrals=around(gather(lambda one: one.referrals)),
        card_labels=_card_labels(labels),
        titles=words(lambda one: one.titles),
        title_endings=tuple(word for word in words(lambda one: one.titles) if len(word) >= SHORTEST_ENDING),
        copulas=Phrases(gather(lambda one: one.copulas)),
        conjunctions=Phrases(gather(lambda one: one.conjunctions)),
        via=Phrases(gather(lambda one: one.via)),
        at=Phrases(gather(lambda one: one.at)),
        of=Phrases(gather(lambda one: one.of)),
        within=Phrases(gather(lambda one: one.within)),
        leads=Phrases(gather(lambda one: one.leads)),
        works=Phrases(gather(lambda one: one.works)),
        honorifics=words(lambda one: one.honorifics),
        organisations=words(lambda one: [*one.organisations, *one.legal_forms]),
        organisation_endings=tuple(word for word in words(lambda one: one.organisations) if len(word) >= LONG_ENDING),
        legal_forms=words(lambda one: one.legal_forms),
        not_names=words(lambda one: one.not_names),
        kin=words(lambda one: one.kin),
        tests=words(lambda one: one.tests),
        invoices=Phrases(gather(lambda one: one.invoices)),
        phishing=Phrases(gather(lambda one: one.phishing)),
        newsletters=Phrases(gather(lambda one: one.newsletters)),
        doubts=Phrases(gather(lambda one: one.doubts)),
        robots=frozenset(gather(lambda one: one.robots)),
        roles=frozenset(gather(lambda one: one.roles)),
        platforms=frozenset(gather(lambda one: one.platforms)),
    )


def _fields(labels: tuple[Labels, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in labels:
        values = (one.from_, one.to, one.cc, one.date, one.subject, one.reply_to, one.organisation, one.other)
        for field, names in zip(FIELDS, values, strict=True):
            found |= {plain(name): field for name in names}
    return found


def _card_labels(labels: tuple[Labels, ...]) -> dict[str, str]:
    facts = ("name", "addr", "organisation", "title")
    return {
        plain(word): fact for one in labels for fact, row in zip(facts, one.card_labels, strict=True) for word in row
    }


def around(phrases: Iterable[str]) -> tuple[Phrases, Phrases]:
    """The phrases with `{name}` in them as two patterns: of what stands before a name and of what stands after one."""
    halves = [phrase.split("{name}") for phrase in phrases if phrase.count("{name}") == 1]
    before = Phrases(left for left, right in halves if left.strip() and not right.strip())
    after = Phrases(right for left, right in halves if right.strip() and not left.strip())
    return before, after
