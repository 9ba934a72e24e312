"""What a mail gives, promises and asks, sentence by sentence, and the person whom it sends the owner to (F-25, F-26).

Phrase rules of each language (`rules/ledger/`) find it; precision comes first, since a wrong entry costs the owner's trust
in all of them. So a question is no advice unless its rule says so, what somebody else is quoted with is nobody's advice,
and a plan for a meeting is a plan. One sentence is one entry: where it could be two, the one that calls for more counts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from re import Pattern

from inbox_agent.mail.lexicon import Lexicon, lexicon
from inbox_agent.mail.likeness import same_person, shares_word
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import full_names
from inbox_agent.mail.people_in_text import with_addresses
from inbox_agent.mentorship.concepts import ideas_in
from inbox_agent.mentorship.counsel import LEAST, Heard, likely, traits_in
from inbox_agent.mentorship.evidence import ENOUGH, Evidence, Hit, Place, gather
from inbox_agent.mentorship.ledger import By, Mention, What, small_words
from inbox_agent.mentorship.phrases import Said, fold, pattern, said
from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import LedgerRule, LedgerWords, Rules
from inbox_agent.words import Role, Stage

#: Of two readings of one sentence the earlier counts.
ORDER: tuple[What, ...] = (
    "promise", "introduction", "opportunity", "resource", "ask", "advice", "feedback", "encouragement",
)  # fmt: skip
#: What is kept of whose words: a mentee gives a mentor no advice, and the owner's praise is not the owner's debt.
OF_CONTACT: dict[Role, frozenset[What]] = {
    "mentee": frozenset(ORDER),
    "peer": frozenset(ORDER),
    "mentor": frozenset(ORDER) - {"advice", "opportunity"},
}
OF_OWNER: dict[Role, frozenset[What]] = {
    "mentee": frozenset({"promise", "ask"}),
    "peer": frozenset({"promise", "ask", "advice", "introduction", "resource"}),
    "mentor": frozenset({"promise", "ask", "advice", "introduction", "resource", "opportunity"}),
}
NOT_TALKED: tuple[Stage, ...] = ("prospect", "outreach", "scheduling", "declined")
#: Talk about when to meet: it looks like advice ("you could call me on Thursday") and is none.
PLANS = ("agrees", "asks-for-times", "proposes-times", "confirms-time", "reschedules")


_CLAUSE = re.compile(r"[;:–—(]| - ")


@dataclass(frozen=True)
class Advice:
    """`what` to do, without the words that lead up to it, and the whole sentence that says so."""

    what: str
    words: str


@dataclass(frozen=True)
class Speaker:
    """Whose words they are, and where the two stand. `without`: addresses and names that are known already."""

    by: By = "contact"
    role: Role = "mentee"
    stage: Stage = "active"
    without: tuple[str, ...] = ()
    counsel: float | None = None  #: how likely the mail advises; None: not known, the phrase rules alone decide

    @property
    def gives(self) -> frozenset[What]:
        all_of_it = (OF_CONTACT if self.by == "contact" else OF_OWNER)[self.role]
        return all_of_it if self.counsel is None or self.counsel >= LEAST else all_of_it - {"advice"}

    @property
    def weighed(self) -> bool:
        """Whether it is weighed which sentences are advice."""
        return self.counsel is not None and "advice" in self.gives


def mentions_in(text: str, language: str, speaker: Speaker, rules: Rules) -> tuple[Mention, ...]:
    """Everything worth keeping of newly written words, in order. `language`: ISO 639-1 of the mail."""
    found = list(_mentions(said(text), language, speaker, rules))
    without = tuple(one for one in speaker.without if "@" in one)
    named = introduction_in(text, language, rules, without) if speaker.by == "contact" else None
    if named and not any(one.what == "introduction" and named.addr in one.about for one in found):
        words = next((s for s in _sentences(said(text)) if named.addr.casefold() in s.casefold()), str(named))
        found = [one for one in found if one.words != words]
        found.append(Mention("introduction", speaker.by, str(named), words, str(named), "introduction"))
    return tuple(found)


def advice_in(
    text: str, language: str, rules: Rules, stage: Stage = "active", counsel: float | None = None
) -> tuple[Advice, ...]:
    """Each sentence of a contact's own words that advises something, in order. `language`: ISO 639-1 of the mail."""
    found = _mentions(said(text), language, Speaker(stage=stage, counsel=counsel), rules)
    return tuple(Advice(one.gist, one.words) for one in found if one.what == "advice")


def weighed_in(text: str, language: str, speaker: Speaker, rules: Rules) -> tuple[tuple[str, Traits], ...]:
    """Each sentence with the traits by which it is weighed whether it advises: what `rules/advice.toml` is learnt from."""
    words = said(text)
    reader = _reader(language, speaker, rules)
    read, hits = _read(words, reader, rules)
    traits = _traits(words, read, reader, hits, rules)
    return tuple(
        (one.sentence.spoken, each) for one, each in zip(read, traits, strict=True) if one.sentence.line.strip()
    )


def _reader(language: str, speaker: Speaker, rules: Rules) -> _Reader:
    name = language if language in rules.ledger else "en"
    small = small_words(rules.words[name].words) if name in rules.words else frozenset[str]()
    return _Reader(name, _compiled(rules.ledger[name]), speaker, lexicon(rules.labels), small)


def _mentions(words: Said, language: str, speaker: Speaker, rules: Rules) -> Iterator[Mention]:
    reader = _reader(language, speaker, rules)
    read, hits = _read(words, reader, rules)
    if speaker.weighed:
        return _weighed(read, _traits(words, read, reader, hits, rules), reader, rules)
    found = [one.found for one in read if one.found]
    bare = [one for one in found if one.what == "advice" and one.rule in reader.bare]
    # Before the two have talked a single bare imperative ("use the side entrance", "say when") arranges something.
    logistics = bare if len(bare) == 1 and speaker.stage in NOT_TALKED else []
    return iter(one for one in found if one not in logistics)


def _read(words: Said, reader: _Reader, rules: Rules) -> tuple[list[_Read], tuple[Hit, ...]]:
    """What the phrase rules find, sentence by sentence, and what those for the whole mail hear."""
    hits = gather(words, (reader.language,), Place("active", "mentee", False), rules).hits
    plans = frozenset(hit.sentence for hit in hits if hit.rule.intent in PLANS and hit.rule.weight >= ENOUGH)
    read = []
    for n, (begins, ends) in enumerate(words.lines):
        line = words.words[begins:ends]
        never = any(guard.search(line) for guard in reader.patterns.never)
        sentence = _Sentence(words, n, line, begins, n in plans)
        read.append(_Read(sentence, never, None if never else reader.read(sentence)))
    return read, hits


def _weighed(read: list[_Read], traits: list[Traits], reader: _Reader, rules: Rules) -> Iterator[Mention]:
    """What was found, and as advice the sentences that are likely enough, whether a phrase rule found them or not."""
    for one, own in zip(read, traits, strict=True):
        if one.found and one.found.what != "advice":
            yield one.found
        elif one.sentence.line.strip() and not one.never and likely(own, rules.advice) >= rules.advice.sure:
            yield one.found or reader.advice(one.sentence)


def _traits(words: Said, read: list[_Read], reader: _Reader, hits: tuple[Hit, ...], rules: Rules) -> list[Traits]:
    """Each sentence as it is weighed."""
    best: dict[tuple[int, str], float] = {}
    for hit in hits:
        key = (hit.sentence, hit.rule.intent)
        best[key] = max(best.get(key, 0.0), hit.rule.weight / ENOUGH)
    heard = tuple(
        Heard(
            len(one.sentence.line.split()),
            words.asked[n],
            one.found.what if one.found else "",
            one.found is not None and one.found.rule in reader.bare,
            one.never,
            any(guard.search(one.sentence.line) for guard in reader.patterns.not_advice),
            one.sentence.plan,
            ideas,
            {intent: weight for (sentence, intent), weight in best.items() if sentence == n},
        )
        for n, (one, ideas) in enumerate(zip(read, ideas_in(words, reader.language, rules), strict=True))
    )
    return traits_in(heard, reader.speaker.counsel or 0.0, reader.speaker.stage not in NOT_TALKED)


@dataclass(frozen=True)
class _Sentence:
    words: Said
    n: int
    line: str
    begins: int  #: where it begins in `words.words`
    plan: bool

    @property
    def spoken(self) -> str:
        return self.words.spoken(self.n)

    def find(self, rule: LedgerRule, expression: Pattern[str]) -> str:
        """The words in which a rule is found, "" where it is not. What opens a sentence may open a clause as well."""
        begins = self._clauses() if rule.phrase.startswith("^") else (0,)
        return next((found[0] for at in begins if (found := expression.search(self.line[at:]))), "")

    def _clauses(self) -> tuple[int, ...]:
        """Where the sentence begins, and where it begins anew after a semicolon, a colon or a dash."""
        found = [0]
        first = len(self.words.words[: self.begins].split())
        place = 0
        for n, word in enumerate(self.line.split()):
            place = self.line.index(word, place)
            if n and _CLAUSE.search(
                self.words.source[self.words.spans[first + n - 1][1] : self.words.spans[first + n][0]]
            ):
                found.append(place - 1)
            place += len(word)
        return tuple(found)

    def after(self, place: int) -> str:
        """What was written after a place of the line, "" where nothing was."""
        rest = self.line[place:].strip()
        return self.words.rest(self.begins + place, self.begins + len(self.line) - 1) if rest else ""


@dataclass(frozen=True)
class _Read:
    """A sentence and what the phrase rules find in it."""

    sentence: _Sentence
    never: bool  #: somebody else's words, irony, what did not happen
    found: Mention | None


@dataclass(frozen=True)
class _Compiled:
    never: tuple[Pattern[str], ...]
    not_advice: tuple[Pattern[str], ...]
    openers: tuple[Pattern[str], ...]
    rules: tuple[tuple[LedgerRule, Pattern[str]], ...]  #: in the order of `ORDER`


@lru_cache(maxsize=32)
def _compiled(words: LedgerWords) -> _Compiled:
    def all_of(phrases: Collection[str]) -> tuple[Pattern[str], ...]:
        return tuple(pattern(phrase, words.lists) for phrase in phrases)

    ordered = sorted(words.rules, key=lambda rule: ORDER.index(rule.what))
    return _Compiled(
        all_of(words.never),
        all_of(words.not_advice),
        all_of(words.openers),
        tuple((rule, pattern(rule.phrase, words.lists)) for rule in ordered),
    )


@dataclass(frozen=True)
class _Reader:
    """Reads one sentence after the other with the rules of one language."""

    language: str
    patterns: _Compiled
    speaker: Speaker
    words: Lexicon
    small: frozenset[str]

    def read(self, sentence: _Sentence) -> Mention | None:
        no_advice = sentence.plan or any(guard.search(sentence.line) for guard in self.patterns.not_advice)
        asks = sentence.words.asked[sentence.n]
        for rule, expression in self.patterns.rules:
            if rule.what not in self.speaker.gives or (rule.question is not None and rule.question != asks):
                continue
            if (rule.what == "advice" and no_advice) or (rule.what == "ask" and sentence.plan):
                continue
            found = sentence.find(rule, expression)
            about = self._about(rule, sentence, found) if found else ""
            if not found or (rule.what == "introduction" and not about):
                continue  # "talk to your boss": nobody is named, so it is at most advice
            gist = about if rule.what == "introduction" else self._gist(sentence)
            rule_name = f"{rule.what}.{self.language}.{rule.id}"
            return Mention(rule.what, self.speaker.by, gist, sentence.spoken, about, rule_name)
        return None

    def advice(self, sentence: _Sentence) -> Mention:
        """A sentence that no phrase rule finds, as advice."""
        rule = f"advice.{self.language}.weighed"
        return Mention("advice", self.speaker.by, self._gist(sentence), sentence.spoken, "", rule)

    @cached_property
    def bare(self) -> frozenset[str]:
        """The rules for advice in the imperative."""
        rules = (rule for rule, _ in self.patterns.rules if rule.what == "advice" and rule.phrase.startswith("^"))
        return frozenset(f"advice.{self.language}.{rule.id}" for rule in rules)

    def _gist(self, sentence: _Sentence) -> str:
        """What follows the words that lead up to it; the whole sentence where nothing does, or nothing follows."""
        ends = [found.end() for opener in self.patterns.openers for found in opener.finditer(sentence.line)]
        return (sentence.after(max(ends)) if ends else "") or sentence.spoken

    def _about(self, rule: LedgerRule, sentence: _Sentence, found: str) -> str:
        spoken, without = sentence.spoken, self.speaker.without
        if rule.what == "resource":
            links = (w.strip("<>()[],;.") for w in spoken.split() if w.lstrip("<([").startswith(("http", "www.")))
            return next(links, "")
        if rule.what != "introduction":
            return ""
        if with_address := with_addresses(spoken, self.words, {one.casefold() for one in without}):
            return str(Address(with_address[0].name, with_address[0].addr))
        # A capital at the beginning of the sentence makes no name of "Ask" or "But".
        no_name = {*self.small, "" if rule.phrase.startswith("*") else found.split(maxsplit=1)[0]}
        names = ([w for w in one.name.split() if fold(w) not in no_name] for one in full_names(spoken, self.words))
        known = [one for one in without if "@" not in one]
        full = (" ".join(name) for name in names if len(name) > 1)
        return next((name for name in full if not any(shares_word(name, other) for other in known)), "")


def _sentences(words: Said) -> Iterator[str]:
    return (words.spoken(n) for n, line in enumerate(words.words.split("\n")) if line.strip())


def introduction_in(text: str, language: str, rules: Rules, without: Collection[str] = ()) -> Address | None:
    """The person, with an address, whom the contact sends the owner to; `without` are addresses already known."""
    words = said(text)
    places = (Place("outreach", "mentee", False), Place("active", "mentee", False))
    if not any(_sends_on(gather(words, (language,), place, rules)) for place in places):
        return None
    relations = {fold(word) for signals in rules.signals.values() for word in signals.lists.get("relation", ())}
    for person in with_addresses(text, lexicon(rules.labels), {addr.casefold() for addr in without}):
        name = _bare(person.name, relations)
        # An address without a person's name is as likely the writer's own new one.
        if " " in name or (name and same_person(name, person.addr)):
            return Address(name, person.addr)
    return None


def _bare(name: str, relations: Collection[str]) -> str:
    """A name without "Kollegin" before it."""
    first, _, rest = name.partition(" ")
    return rest if rest and fold(first) in relations else name


def _sends_on(found: Evidence) -> bool:
    return any(found.score(intent) >= ENOUGH for intent in ("suggests-other", "makes-introduction"))
