"""What speaks for which intent in a mail: the phrases of `rules/signals/` that stand in it, and what stands against a yes.

A rule counts in the mail's own language with any weight. English stands beside every language with its clear rules,
since many write a "Sure!" into any; and hard stops, bad news and a clear no are heard in every language, because a
language taken wrongly must not turn a no into silence.

One clear phrase is enough for an intent; further ones add a little, so that chatter does not outweigh a clear word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.phrases import Said, pattern
from inbox_agent.rules import Rules, Signal, Signals
from inbox_agent.words import Role, Stage

ENOUGH = 3.0  #: the weight of one clear phrase
NEVER = 9.0  #: more than any rule weighs


@dataclass(frozen=True)
class Place:
    """Where the mail stands, as far as rules ask for it."""

    stage: Stage
    role: Role
    has_slots: bool

    def fits(self, rule: Signal) -> bool:
        if rule.stages and self.stage not in rule.stages:
            return False
        return (rule.role is None or rule.role == self.role) and (rule.slots is None or rule.slots == self.has_slots)


@dataclass(frozen=True)
class Hit:
    """A rule found in a mail."""

    rule: Signal
    name: str  #: "accepts.en.7"
    words: str
    sentence: int


@dataclass(frozen=True)
class Evidence:
    """Everything that was found in a mail, before it is judged."""

    hits: tuple[Hit, ...]
    scores: dict[str, float]
    refused: str  #: the first word of refusal that no harmless phrase explains, "" where there is none
    doubted: frozenset[int]  #: the sentences with a condition, a "but" or a negation
    explained: float  #: the share of sentences in which any rule found something

    def score(self, intent: str) -> float:
        return self.scores.get(intent, 0.0)

    def best(self, intents: Iterable[str]) -> tuple[str, float]:
        """The highest of these intents; the earlier one where two weigh the same."""
        found = max(intents, key=self.score)
        return found, self.score(found)

    def because(self, *intents: str) -> tuple[Because, ...]:
        """The rules that spoke for these intents, each once with its first words, in the order of the rule files."""
        found: dict[str, str] = {}
        for hit in self.hits:
            if hit.rule.intent in intents:
                found.setdefault(hit.name, hit.words)
        return tuple(Because(name, words) for name, words in found.items())


def gather(words: Said, languages: tuple[str, ...], place: Place, rules: Rules) -> Evidence:
    """Look for every rule that fits the place. `languages`: those that the mail may be in, the likeliest first."""
    files = _files(languages, rules)
    hits = tuple(hit for name, least in files.items() for hit in _hits(words, name, rules.signals[name], least, place))
    against = [_against(words, rules.signals[name]) for name, least in files.items() if least == 0]
    scores: dict[str, float] = {}
    for intent in {hit.rule.intent for hit in hits}:
        weights = sorted(
            {hit.name: hit.rule.weight for hit in hits if hit.rule.intent == intent}.values(), reverse=True
        )
        scores[intent] = weights[0] + min(1.0, sum(weights[1:]) / 4)
    refused = next((said for said, _ in against if said), "")
    doubted = frozenset[int]().union(*(sentences for _, sentences in against))
    return Evidence(hits, scores, refused, doubted, _explained(words, hits))


def _files(languages: tuple[str, ...], rules: Rules) -> dict[str, float]:
    """The least weight that counts in each language."""
    own = dict.fromkeys((name for name in languages if name in rules.signals), 0.0) or {"en": 0.0}
    least = dict.fromkeys(rules.signals, NEVER) | {"en": ENOUGH} | own
    return {name: least[name] for name in (*own, *(n for n in least if n not in own)) if name in rules.signals}


def _always(rule: Signal) -> bool:
    """Whether a rule is heard whatever the mail seems to be written in."""
    return rule.intent in ("do-not-contact", "bad-news") or (rule.intent == "declines" and rule.weight > ENOUGH)


@lru_cache(maxsize=32)
def _patterns(signals: Signals) -> tuple[tuple[Signal, Pattern[str]], ...]:
    return tuple((rule, pattern(rule.phrase, signals.lists)) for rule in signals.rules)


@lru_cache(maxsize=32)
def _guards(signals: Signals) -> tuple[tuple[Pattern[str], ...], ...]:
    """The phrases that are harmless, that refuse, and that put in doubt."""
    kinds = (signals.harmless, signals.refusals, signals.doubts)
    return tuple(tuple(pattern(phrase, signals.lists) for phrase in phrases) for phrases in kinds)


def _hits(words: Said, language: str, signals: Signals, least: float, place: Place) -> Iterator[Hit]:
    for rule, expression in _patterns(signals):
        if (rule.weight < least and not _always(rule)) or not place.fits(rule):
            continue
        for found in expression.finditer(words.words):
            sentence = words.sentence(found.start() + 1)
            if rule.question is None or rule.question == words.asked[sentence]:
                yield Hit(rule, f"{rule.intent}.{language}.{rule.id}", words.quote(*found.span()), sentence)


def _against(words: Said, signals: Signals) -> tuple[str, frozenset[int]]:
    """The first word of refusal and the sentences in doubt, once what only looks like it is taken out."""
    harmless, refusals, doubts = _guards(signals)
    rest = list(words.words)
    for start, stop in (found.span() for expression in harmless for found in expression.finditer(words.words)):
        rest[start:stop] = [c if c in " \n" else "_" for c in rest[start:stop]]
    left = "".join(rest)
    first = next((found for found in (expression.search(left) for expression in refusals) if found), None)
    doubted = {words.sentence(found.start() + 1) for expression in doubts for found in expression.finditer(left)}
    return words.quote(*first.span()) if first else "", frozenset(doubted)


def _explained(words: Said, hits: tuple[Hit, ...]) -> float:
    """Of the sentences with more than three words, how many any rule found something in."""
    sentences = [n for n, line in enumerate(words.words.split("\n")) if len(line.split()) > 3]
    found = {hit.sentence for hit in hits}
    return sum(n in found for n in sentences) / len(sentences) if sentences else float(bool(hits))
