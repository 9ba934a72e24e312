"""The playbook's rules of manners as checks of a written letter (F-44); each finding names its rule and the words.

A letter by template has none of these faults, so the checks are there for a model's letter and for the owner's
own edits. They look at words and cannot judge a tone, and so they err on the side of showing: what is found
stands in the approval mail. Only what must never go out unseen is blocking, which refuses a one-word yes: asking
somebody to be a mentor (P-20) and a gap or note left in the text (P-22).

The expressions stand in `rules/etiquette/<language>.toml`. All are linear and run over text that has been cut,
so a check of a letter takes a few milliseconds whatever a writer gives (T-23).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from inbox_agent.drafts import expressions, named_times
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.called import greeting_name
from inbox_agent.drafts.content import content
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.form_of_address import formality
from inbox_agent.drafts.purpose import speaks
from inbox_agent.drafts.salutation import unlike
from inbox_agent.rules import Etiquette, Rules

_LONGEST = 8_000  #: characters; `grounding` refuses a one-word yes to more
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_SUBJECT_NOISE = re.compile(r"^(?:re|sv|aw|fwd?|vb):\s*", re.I)

#: At most so many words, by kind; what is not listed may have `_MOST` (P-23, P-75).
_LENGTH = {
    "outreach": 170,
    "outreach-follow-up": 110,
    "check-in": 130,
    "decline-thanks": 60,
    "keep-in-touch": 130,
    "short-of-time": 130,
}
_MOST = 220
_SHORTEST = {"outreach": 60}
_THANK_YOU_HOURS = 24  #: P-33


def check(text: str, subject: str, brief: Brief, rules: Rules, owner_language: str = "en") -> tuple[Finding, ...]:
    """What is wrong with a letter's words: `text` from greeting to sign-off. Nothing wrong is ().

    `owner_language` is that of the sentences in the findings.
    """
    own = rules.etiquette.get(owner_language) or rules.etiquette["en"]
    if brief.language not in rules.etiquette:
        return (Finding("etiquette.F-44", False, own.says["no_rules"]),)
    return tuple(_Review(text, subject, brief, rules, own.says).findings())


class _Review:
    """One letter under review."""

    def __init__(self, text: str, subject: str, brief: Brief, rules: Rules, says: dict[str, str]) -> None:
        self.text = _without_signature(text[:_LONGEST], brief.signature).replace("'", "’")
        self.flat = " ".join(self.text.split())
        self.subject, self.brief, self.all_rules, self.says = " ".join(subject.split()), brief, rules, says
        self.rules: Etiquette = rules.etiquette[brief.language]
        # "Grüße" is "grüsse" once its case is folded, and has to be so on both sides.
        self.signoffs = frozenset(s.casefold() for s in self.rules.signoffs)
        self.sentences = [s for s in (part.strip(" –-\t") for part in _SENTENCE.split(self.text)) if s]

    def findings(self) -> Iterator[Finding]:
        yield from self._golden_rule()
        yield from self._first_message()
        yield from self._tone()
        yield from self._length()
        yield from self._form()
        yield from self._address()
        yield from self._salutation()
        yield from self._promises()
        yield from self._zones()
        yield from self._kind()

    def _golden_rule(self) -> Iterator[Finding]:
        if self.brief.relationship.role != "mentor":
            yield from self._each("P-20", "golden", self.rules.golden, self.flat, blocking=True)
            yield from self._each("P-20", "golden", self.rules.golden, self.subject, blocking=True)

    def _first_message(self) -> Iterator[Finding]:
        """P-21: a subject that says something, one small ask."""
        if self.brief.kind not in ("outreach", "outreach-follow-up"):
            return
        yield from self._each("P-20", "large", self.rules.large, self.flat)
        if (
            self._opens_thread()
            and _SUBJECT_NOISE.sub("", self.subject).strip(" ?!.").casefold() in self.rules.empty_subjects
        ):
            yield self._finding("P-21", "subject", self.subject)
        asks = [s for s in self._outside_lists() if expressions.first(self.rules.asks, s)]
        if len(asks) > 1:
            yield self._finding("P-21", "one_ask", " … ".join(asks))
        if self.brief.kind == "outreach":
            if not asks:
                yield self._finding("P-21", "no_ask", "")
            yield from self._parts()

    def _parts(self) -> Iterator[Finding]:
        """P-21: something of theirs first, who writes, thanks, and ease."""
        own = greeting_name(self.brief.owner_name).casefold()
        if own and own not in self.flat.casefold():
            yield self._finding("P-21", "no_who", "")
        known = content((self.brief.note, self.brief.relationship.purpose, *(self.brief.facts or {}).values()))
        opening = "\n".join(self.text.split("\n\n")[:4])
        if known and not known & content((opening,)):
            yield self._finding("P-21", "no_opening", "")
        for part, patterns in (("no_thanks", self.rules.thanks), ("no_ease", self.rules.ease)):
            if not expressions.first(patterns, self.flat):
                yield self._finding("P-21", part, "")

    def _tone(self) -> Iterator[Finding]:
        yield from self._each("P-71", "pressure", self.rules.pressure, self.flat)
        yield from self._each("P-23", "flattery", self.rules.flattery, self.flat)
        if across(self.brief):
            yield from self._each("P-51", "idioms", self.rules.idioms, self.flat)

    def _length(self) -> Iterator[Finding]:
        words, most = len(self.text.split()), _LENGTH.get(self.brief.kind, _MOST)
        if words > most:
            yield self._finding("P-23", "too_long", "", words=words, most=most)
        elif words < _SHORTEST.get(self.brief.kind, 0):
            yield self._finding("P-23", "too_short", "", words=words, most=most)

    def _form(self) -> Iterator[Finding]:
        yield from self._each("P-22", "meta", self.rules.meta, self.text, blocking=True)
        yield from self._each("P-22", "meta", self.rules.meta, self.subject, blocking=True)
        yield from self._each("P-53", "address", self.rules.address, self.text)
        formal = re.search(self.rules.formal, self.text) if self.rules.formal else None
        if formal:
            yield self._finding("P-53", "address", formal.group(0))
        greeting = self.text.strip().split("\n", 1)[0]
        name = greeting_name(self.brief.relationship.person.name)
        if (
            name
            and name.casefold() not in greeting.casefold()
            and self.brief.relationship.person.name.split()[-1].casefold() not in greeting.casefold()
            and not self._honoured(greeting)
        ):
            yield self._finding("P-53", "greeting", greeting[:80])
        spoken = speaks(self.flat, self.all_rules)
        if spoken and spoken != self.brief.language and len(self.flat.split()) > 12:
            yield self._finding("P-53", "language", "")
        yield from self._signature()

    def _address(self) -> Iterator[Finding]:
        """P-53: one form of address, and the one that the two use."""
        own = self.all_rules.address.get(self.brief.language)
        if own is None or not own.formal:
            return
        kept = formality(self.brief, own)
        found = re.search("|".join(f"(?:{p})" for p in (own.informal if kept == "formal" else own.formal)), self.text)
        if found:
            yield self._finding("P-53", "form", found.group(0))

    def _promises(self) -> Iterator[Finding]:
        """F-46: what binds the owner has to come from the owner."""
        promised = [s for s in self.sentences if expressions.first(self.rules.promises, s)]
        mine = self._mine() if promised else frozenset()
        for sentence in promised:
            words = content((sentence,))
            if len(words & mine) * 2 < len(words):
                yield self._finding("F-46", "promise", sentence)

    def _mine(self) -> frozenset[str]:
        """The words that the owner has said: in the thread, in the note, in answers."""
        said = [s.text for s in self.brief.thread if s.who == "owner"]
        facts = (self.brief.facts or {}).values()
        return content((self.brief.note, self.brief.relationship.purpose, self.brief.take_aways, *facts, *said))

    def _honoured(self, greeting: str) -> bool:
        """ "Madame," alone is a greeting in French, and a polite one."""
        address = self.all_rules.address.get(self.brief.language)
        said = {w.casefold() for w in re.findall(r"\w+", greeting)}
        return any(w.casefold() in said for words in (address.honorifics.values() if address else ()) for w in words)

    def _signature(self) -> Iterator[Finding]:
        """The signature is added by code (F-48); a name or a second closing above it would stand there twice."""
        lines = [line.strip(" ,.!–-").casefold() for line in self.text.strip().split("\n") if line.strip()]
        names = {self.brief.owner_name.casefold(), greeting_name(self.brief.owner_name).casefold()} - {""}
        own = self.brief.voice.sign_off.strip(" ,.!–-").casefold()
        closings = [line for line in lines if line in self.signoffs or (own and line == own)]
        if lines and lines[-1] in names:
            yield self._finding("F-48", "signature", self.text.strip().split("\n")[-1])
        elif len(closings) > 1:
            yield self._finding("F-48", "signature", closings[-1])

    def _zones(self) -> Iterator[Finding]:
        """P-52: whoever names a time names both zones, and says so where the hour is hard on the other."""
        if found := named_times.without_both_zones(self.text, self.brief, self.all_rules, self.rules):
            yield self._finding("P-52", "zones", found)
        for found in named_times.at_a_hard_hour(self.text, self.brief, self.all_rules, self.rules):
            yield self._finding("P-52-hour", "hard_hour", found)

    def _salutation(self) -> Iterator[Finding]:
        """F-43: greeted and closed as these two do."""
        for one in unlike(self.text, self.brief, self.all_rules):
            yield self._finding("F-43", one.says, one.line, known=one.known)

    def _kind(self) -> Iterator[Finding]:
        kind = self.brief.kind
        if kind == "mismatch-exit":
            yield from self._each("P-70", "farewell", (*self.rules.blame, r"\?"), self.flat)
        elif kind == "decline-thanks":
            yield from self._each("P-75", "gracious", (r"\?", *self.rules.asks), self.flat)
            body = [s for s in self.sentences[1:] if s.strip(" ,.").casefold() not in self.signoffs]
            if len([s for s in body if len(s.split()) > 3]) > 3:
                yield self._finding("P-75", "gracious", "")
        elif kind == "thank-you" and self.brief.take_aways:
            wanted = content((self.brief.take_aways,))
            if wanted and not wanted & content((self.text,)):
                yield self._finding("P-33", "take_aways", "")
        if kind == "thank-you":
            yield from self._in_time()
        elif kind == "feedback":
            yield from self._three_parts()

    def _in_time(self) -> Iterator[Finding]:
        """P-33: the owner should know when the day is over; a late thank-you is still one."""
        held = self.brief.meeting
        if held is None or held.state != "took-place":
            return
        if self.brief.now > held.start + timedelta(minutes=held.minutes, hours=_THANK_YOU_HOURS):
            yield self._finding("P-33", "late", "")

    def _three_parts(self) -> Iterator[Finding]:
        """P-42: the situation, the behaviour and the impact that the owner named, and no verdict on the person."""
        text, facts = content((self.text,)), self.brief.facts or {}
        parts = [content((facts.get(name, ""),)) for name in ("situation", "behaviour", "impact")]
        if not all(part and part & text for part in parts):
            yield self._finding("P-42", "sbi", "")
        yield from self._each("P-42", "judging", self.rules.judging, self.flat)

    def _outside_lists(self) -> list[str]:
        """The sentences of the letter without the lines of a list: its questions are what the ask is about."""
        prose = "\n".join(line for line in self.text.split("\n") if not re.match(r"\s*(?:[–\-*•]|\d{1,2}[.)])\s", line))
        return [s.strip() for s in re.split(r"(?<=[.!?])\s+|\n+", prose) if s.strip()]

    def _opens_thread(self) -> bool:
        return not self.brief.thread

    def _each(
        self, rule: str, says: str, patterns: tuple[str, ...], text: str, blocking: bool = False
    ) -> Iterator[Finding]:
        for found in dict.fromkeys(expressions.words(m, text).strip() for m in expressions.found(patterns, text)):
            yield self._finding(rule, says, found, blocking=blocking)

    def _finding(self, rule: str, says: str, found: str, /, blocking: bool = False, **facts: object) -> Finding:
        return Finding(f"etiquette.{rule}", False, self.says[says].format(**facts), found[:200], blocking)


def across(brief: Brief) -> bool:
    """Whether a border or a language lies between the two, as far as is known (P-51)."""
    person = brief.relationship.person
    return bool(
        (person.timezone and person.timezone != brief.owner_timezone)
        or (person.language and person.language != brief.language)
    )


def _without_signature(text: str, signature: str) -> str:
    """The letter without the signature that code has put under it, should it be there already."""
    text, signature = text.rstrip(), signature.strip()
    return text.removesuffix(signature).rstrip() if signature else text
