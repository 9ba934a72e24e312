"""What speaks for which intent in a mail: the phrases of `rules/signals/` that stand in it, and what stands against a yes.

A rule counts in the mail's own language with any weight. English stands beside every language with its clear rules,
since many write a "Sure!" into any; and hard stops, bad news and a clear no are heard in every language, because a
language taken wrongly must not turn a no into silence.

One clear phrase is enough for an intent; further ones add a little, so that chatter does not outweigh a clear word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from re import Pattern

from inbox_agent.mail.message import Because
from inbox_agent.mentorship.phrases import Phrases, Said, pattern, phrases, prepared
from inbox_agent.rules import Rules, Signal, Signals
from inbox_agent.words import Role, Stage

ENOUGH = 3.0  #: the weight of one clear phrase
CLEAR = ENOUGH + 0.9  #: a phrase that was given weight 4 because it says the whole case
FEW_WORDS = 3  #: a sentence no longer than this ("Hi Sofia", "All the best") says nothing by itself
MANY_WORDS = 8  #: from so many on, a mail says something of its own
MORE = 1.0  #: the most that further rules add to the best
NEVER = 9.0  #: more than any rule weighs
_YEAR = re.compile(r" (?:19|20)\d\d ")  #: what happened this week is told without its year
#: What a negation just before it turns into its opposite.
TURNED = ("declines", "ends", "cancels", "pauses", "reschedules", "do-not-contact", "bad-news")


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
    turned: bool  #: whether a "but" stands anywhere
    explained: float  #: the share of sentences in which any rule found something
    asking: float  #: the share of sentences that ask
    said_much: bool  #: more than a line

    def score(self, intent: str) -> float:
        return self.scores.get(intent, 0.0)

    def once(self, intent: str) -> bool:
        """Whether only one sentence, and no clear rule, speaks for an intent."""
        said_so = [hit for hit in self.hits if hit.rule.intent == intent]
        return len({hit.sentence for hit in said_so}) <= 1 and all(hit.rule.weight <= ENOUGH for hit in said_so)

    def clearly(self, intent: str) -> bool:
        """Whether at least one rule says so by itself."""
        return any(hit.rule.intent == intent and hit.rule.weight >= ENOUGH for hit in self.hits)

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
    heard = _together(tuple((name, rules.signals[name], least) for name, least in files.items()))
    hits = tuple(_hits(words, heard, place))
    against = [_against(words, rules.signals[name]) for name, least in files.items() if least == 0]
    scores: dict[str, float] = {}
    for intent in {hit.rule.intent for hit in hits}:
        scores[intent] = together({hit.name: hit.rule.weight for hit in hits if hit.rule.intent == intent}.values())
    refused = next((said for said, _, _ in against if said), "")
    doubted = frozenset[int]().union(*(sentences for _, sentences, _ in against))
    turned = any(turns for _, _, turns in against)
    long = [n for n, sentence in enumerate(words.sentences) if len(sentence) > FEW_WORDS]
    found = {hit.sentence for hit in hits}
    explained = sum(n in found for n in long) / len(long) if long else float(bool(hits))
    asking = sum(words.asked[n] for n in long) / len(long) if long else float(any(words.asked))
    return Evidence(hits, scores, refused, doubted, turned, explained, asking, len(words.starts) >= MANY_WORDS)


def together(weights: Iterable[float]) -> float:
    """What several rules weigh that say the same: the best whole, the rest a half and never more than a clear phrase's lead."""
    best, *rest = sorted(weights, reverse=True)
    return best + min(MORE, sum(rest) / 2)


def _files(languages: tuple[str, ...], rules: Rules) -> dict[str, float]:
    """The least weight that counts in each language."""
    own = dict.fromkeys((name for name in languages if name in rules.signals), 0.0) or {"en": 0.0}
    least = dict.fromkeys(rules.signals, NEVER) | {"en": ENOUGH} | own
    return {name: least[name] for name in (*own, *(n for n in least if n not in own)) if name in rules.signals}


def _always(rule: Signal) -> bool:
    """Whether a rule is heard whatever the mail seems to be written in."""
    if rule.intent == "bad-news":
        return rule.weight >= ENOUGH  # "far" is a father in Danish and a distance in English
    return rule.intent == "do-not-contact" or (rule.intent == "declines" and rule.weight > ENOUGH)


@dataclass(frozen=True)
class _Heard:
    """The rules that count of all languages, to be looked for in one pass."""

    rules: tuple[tuple[Signal, str, Signals], ...]  #: each with its name and the file that it stands in
    phrases: Phrases


@lru_cache(maxsize=64)
def _together(files: tuple[tuple[str, Signals, float], ...]) -> _Heard:
    """The rules of some languages, each from its least weight on, in the order of the files."""
    rules: list[tuple[Signal, str, Signals]] = []
    every = []
    for language, signals, least in files:
        counting = [rule for rule in signals.rules if rule.weight >= least or _always(rule)]
        rules += [(rule, f"{rule.intent}.{language}.{rule.id}", signals) for rule in counting]
        every += [prepared(rule.phrase, signals.lists) for rule in counting]
    return _Heard(tuple(rules), Phrases(every))


@lru_cache(maxsize=64)
def _negations(signals: Signals) -> Pattern[str] | None:
    """The end of a text that turns round the no that follows."""
    negations = "|".join(pattern(phrase, signals.lists).pattern for phrase in signals.negations)
    return re.compile(rf"(?:{negations})(?: [^ \n]+){{0,2}} \Z") if negations else None


def _hits(words: Said, heard: _Heard, place: Place) -> Iterator[Hit]:
    for n, sentence, found in heard.phrases.find(words):
        rule, name, signals = heard.rules[n]
        if not place.fits(rule) or (rule.question is not None and rule.question != words.asked[sentence]):
            continue
        if rule.intent in TURNED and _negated(words, found.start(), signals):
            continue
        if rule.intent == "bad-news" and _is_long_ago(words, sentence, signals):
            continue
        if rule.intent == "gives-advice" and _is_courtesy(words, sentence, found.start(), signals):
            continue
        yield Hit(rule, name, words.quote(*found.span()), sentence)


@lru_cache(maxsize=64)
def _guards(signals: Signals) -> tuple[Phrases, ...]:
    """What only looks like a refusal or a doubt, refusals, doubts, and words that turn."""
    kinds = (signals.harmless, signals.refusals, signals.doubts, signals.turns)
    return tuple(phrases(kind, signals.lists) for kind in kinds)


def _negated(words: Said, start: int, signals: Signals) -> bool:
    """Whether the words just before, in the same sentence, say the opposite: "I am not cancelling"."""
    negated = _negations(signals)
    if negated is None:
        return False
    before = words.words[max(0, start - 60, words.words.rfind("\n", 0, start) + 1) : start]
    return bool(negated.search(before + " "))


def _is_long_ago(words: Said, sentence: int, signals: Signals) -> bool:
    """Whether a sentence names a year or says that what it tells lies long back."""
    line = words.words[words.begins[sentence] : words.ends[sentence]]
    return bool(_YEAR.search(line)) or any(expression.search(line) for expression in _long_ago(signals))


def _is_courtesy(words: Said, sentence: int, start: int, signals: Signals) -> bool:
    """Whether what sounds like advice is none: "don't worry", "I'd put money on it"."""
    found = (
        expression.finditer(words.words, words.begins[sentence], words.ends[sentence])
        for expression in _no_advice(signals)
    )
    return any(one.start() <= start < one.end() for every in found for one in every)


@lru_cache(maxsize=64)
def _no_advice(signals: Signals) -> tuple[Pattern[str], ...]:
    return tuple(pattern(phrase, signals.lists) for phrase in signals.no_advice)


@lru_cache(maxsize=64)
def _long_ago(signals: Signals) -> tuple[Pattern[str], ...]:
    return tuple(pattern(phrase, signals.lists) for phrase in signals.long_ago)


def _against(words: Said, signals: Signals) -> tuple[str, frozenset[int], bool]:
    """The first word of refusal, the sentences in doubt and whether one turns, once what only looks like it is taken out."""
    harmless, refusals_of, doubts, turns = _guards(signals)
    rest = list(words.words)
    for start, stop in (found.span() for _, _, found in harmless.find(words)):
        rest[start:stop] = [c if c in " \n" else "_" for c in rest[start:stop]]
    left = "".join(rest)
    refusals = [found.span() for _, _, found in refusals_of.find(words, left)]
    doubted = {sentence for _, sentence, _ in doubts.find(words, left)}
    turned = any(True for _ in turns.find(words, left))
    return words.quote(*min(refusals)) if refusals else "", frozenset(doubted), turned
