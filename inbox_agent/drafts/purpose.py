"""What the owner wants of a contact, found in the owner's own note: which work of theirs, which topic, which questions.

A first message stands on specific facts (P-21), and the note with the forward usually holds them: "loved her
talk on calm interfaces, want to ask how she got her team to cut features". What is found is quoted literally;
where a phrase has no clear end it is left, since asking the owner costs a minute and a wrong sentence to a
stranger costs the conversation (P-22). The phrases to look for stand in `rules/purpose/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from inbox_agent.drafts.labelled import labelled
from inbox_agent.mail.language import language_of
from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.visible import visible
from inbox_agent.rules import PurposeWords, Rules

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“”‘’(\-–]*[A-ZÅÄÖÉÈÊÀÜÁÍÓÚÑÇ¿¡\d])|\n+")
_TITLE = r"[\"“”«»„][^\"“”«»„\n]{2,120}[\"“”«»„]|(?<!\w)[‘'][^‘’'\n]{2,120}[’'](?!\w)"
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_PERSON_NAME = r"[A-ZÅÄÖÉÈÊÜÁÍÓÚÑÇ][\w’'\-]+(?:\s+[A-ZÅÄÖÉÈÊÜÁÍÓÚÑÇ][\w’'\-]+){0,2}"
_FIRST_MARK, _MARKS = 0xE010, 64
_ANY_MARK = f"[{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + _MARKS - 1)}]"
_LONGEST_NOTE = 5_000  #: characters that are looked at; a purpose stands at the beginning
_LONGEST_TOPIC = 16  #: words; beyond it is a story and not a topic
_LONGEST_WORK = 22
_SURE = 0.4  #: of a language; below it a few words could be in several


@dataclass(frozen=True)
class Purpose:
    """What was found, each in the owner's words; "" or () where the note does not say it."""

    work: str = ""  #: with its determiner: ``her talk on calm interfaces``
    topic: str = ""
    place: str = ""  #: where they met, with its preposition: ``at Nordic Design``
    referrer: str = ""
    questions: tuple[str, ...] = ()
    leftover: str = ""  #: the sentences of the note that nothing was found in


def purpose(note: str, names: tuple[str, ...], words: PurposeWords) -> Purpose:
    """Read a note in the language of `words`. `names` are the contact's ("Ada Lindqvist", "Ada"); "" finds nothing."""
    search, hidden = _patterns(words), _Hidden(names, words)
    said, rest = labelled(visible(note[:_LONGEST_NOTE]), words.labels)
    asked = tuple(q for line in said.get("questions", "").splitlines() if (q := _BULLET.sub("", line).strip()))
    sentences = [s for line in _SENTENCE.split(rest) if (s := _BULLET.sub("", line).strip())]
    works = [hidden.shown(search.work(hidden.of(s))) for s in sentences]
    work = said.get("work") or next((w for w in works if w), "")
    without = [s.replace(w, " ") if w else s for s, w in zip(sentences, works, strict=True)]
    statements = [s for s in without if not s.rstrip('"”’)').endswith("?")]
    topic = said.get("topic") or _first(hidden.shown(search.topic(hidden.of(s))) for s in statements)
    place = said.get("place") or _first(hidden.shown(search.place(hidden.of(s))) for s in without)
    referrer = said.get("referrer") or _first(search.referrer(s, names) for s in sentences)
    questions = asked or tuple(q for s in sentences if (q := search.question(s)))
    found = [f for f in (work, topic, place, referrer, *questions) if f]
    leftover = " ".join(s for s in sentences if not any(f in s for f in found))
    return Purpose(work, topic, place, referrer, questions, leftover)


def speaks(text: str, rules: Rules) -> str:
    """Which of the languages that letters are written in the owner's words are surely in; "" where that is open."""
    guess = language_of(text, rules.words)
    if guess.sure >= _SURE:
        return guess.code if guess.code in rules.purpose else ""
    # A phrase of three words is too short to tell twelve languages apart, but may hold a small word of just one of ours.
    said = set(re.findall(r"[^\W\d_]+", text.casefold()))
    lists = {code: _listed(rules.words[code].words) for code in rules.purpose if code in rules.words}
    own = {
        code: len(said & words - frozenset().union(*(w for c, w in lists.items() if c != code)))
        for code, words in lists.items()
    }
    ranked = sorted(own, key=lambda code: -own[code])
    return ranked[0] if ranked and own[ranked[0]] > (own[ranked[1]] if len(ranked) > 1 else 0) else ""


@lru_cache(maxsize=32)
def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _first(found: Iterable[str]) -> str:
    return next((f for f in found if f), "")


@made_once
def _patterns(words: PurposeWords) -> _Search:
    return _Search(words)


class _Hidden:
    """The contact's own names in a note, a character of the private area for each, so that no pattern is made for one person."""

    def __init__(self, names: tuple[str, ...], words: PurposeWords) -> None:
        behind = _any(words.person.possessive_s)
        self._names = re.compile(rf"(?<!\w)(?:{_any(names)})(?=(?:{behind})?(?!\w))", re.I) if names else None
        self._marks: dict[str, str] = {}

    def of(self, sentence: str) -> str:
        """The sentence with its names hidden."""
        return self._names.sub(self._mark, sentence) if self._names else sentence

    def _mark(self, found: re.Match[str]) -> str:
        return self._marks.setdefault(found.group(0), chr(_FIRST_MARK + len(self._marks) % _MARKS))

    def shown(self, phrase: str) -> str:
        """A phrase with its names as they stood."""
        for name, mark in self._marks.items():
            phrase = phrase.replace(mark, name)
        return phrase


def _any(words: Iterable[str]) -> str:
    """One of these words or phrases, as a pattern; longer ones first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


class _Search:
    """The patterns of one language; a contact's name in a sentence is a mark (`_Hidden`)."""

    def __init__(self, words: PurposeWords) -> None:
        self.words = words
        forms = list(words.person.families.values())
        owned = (
            [f.possessive for f in forms]
            + [y for y in words.works if y]
            + [form for family in words.person.possessives.values() for form in (*family, *family.values())]
        )
        named = f"{_ANY_MARK}(?:{_any(words.person.possessive_s)})"
        whose = f"{_any(form for form in owned if form)}|{named}"
        they = [f.subject for f in forms] + [words.person.you.subject, *words.person.whole]
        alike = [f.subject for f in forms] if words.person.before_object else []
        them = [w for f in forms for w in (f.object, f.own) if w] + [words.person.you.object, *alike]
        who = f"{_any(they)}|{_ANY_MARK}"
        self.fill = {"{their}": whose, "{they}": who, "{them}": f"{_any(them)}|{_ANY_MARK}"}
        nouns = _any(n for yours, all_of in words.works.items() if yours for n in all_of)
        definite = _any(n for yours, all_of in words.works.items() if not yours for n in all_of)
        compound = r"[\w\-]*" if definite or words.compounds else r"(?:\w+-)?"
        # "ask her about how you work" holds a possessive and a noun of work, but a preposition stands between them.
        between = _any((*words.joins, *words.person.not_owned, *words.asking))
        plain = rf"(?!(?:{between})\s)[^\s,.;:!?]+\s+"
        self.owned_work = re.compile(
            rf"(?<![\w’'])(?:{whose})\s+(?:{plain}){{0,5}}?{compound}(?:{nouns})s?(?![\w])", re.I
        )
        noun = (
            rf"[\w\-]*(?:{definite})"
            if definite
            else (rf"(?:{_any(words.definite)})\s+(?:[^\s,.;:!?]+\s+){{0,3}}?(?:{nouns})")
        )
        self.made_work = re.compile(
            rf"(?<!\w){noun}(?:\s+[^\s,.;:!?]+){{0,8}}?\s+(?:(?:{_any(words.relatives)})\s+)?(?:{who})\s+(?:{_any(words.made)})(?!\w)",
            re.I,
        )
        self.titled_work = re.compile(rf"(?<!\w){compound}(?:{nouns})\s+(?:{_TITLE})", re.I)
        article = f"(?:{_any(words.articles)})"
        given = rf"{article}\s+((?:[^\s,.;:!?]+\s+){{0,4}}?{compound}(?:{nouns}))" + (
            rf"|([\w\-]*(?:{definite}))" if definite else "()"
        )
        self.given_work = re.compile(rf"(?<!\w)(?:{who})\s+(?:{_any(words.made)})\s+(?:{given})(?!\w)", re.I)
        self.authored = re.compile(rf"(?<!\w)(?:{_any(words.authored)})(?!\w)", re.I)
        self.stop = re.compile(rf"\s(?:{_any(words.verbs)})(?![\w’'\-])|[,.;:!?](?=\s|$)|\s[–—-]\s|[()\n]", re.I)
        self.topics = re.compile(rf"(?<!\w)(?:{self._cues(words.topic)})\s+(.+)", re.I)
        self.wonders = re.compile(
            rf"(?<!\w)(?:{self._cues(words.wonder)})(?:\s+(?:about|om|über|sur|sobre))?\s+((?:{_any(words.asking)})\s.+)",
            re.I,
        )
        self.ends = re.compile(rf"{_any(words.ends)}|[.;!?](?=\s|$)", re.I)
        self.met = re.compile(
            rf"(?<!\w)(?:{self._cues(words.met)})\s+(?:[^\s,.;]+\s+){{0,2}}?((?:{_any(words.places)})\s.+)", re.I
        )
        self.agent = re.compile(rf"(?:{_any(words.to_agent)})", re.I)

    def _cues(self, phrases: Iterable[str]) -> str:
        """Phrases with their placeholders filled in; the longest first, so that "ask her about" comes before "ask"."""
        filled = []
        for phrase in sorted(phrases, key=len, reverse=True):
            pattern = re.escape(phrase).replace(r"\{", "{").replace(r"\}", "}")
            for mark, forms in self.fill.items():
                pattern = pattern.replace(mark, f"(?:{forms})")
            filled.append(pattern)
        return "|".join(filled)

    def work(self, sentence: str) -> str:
        """A specific piece of work: named by more than its kind ("her talk" alone is not specific, P-21)."""
        for pattern in (self.made_work, self.owned_work, self.titled_work):
            for found in pattern.finditer(sentence):
                tail = self._tail(sentence[found.end() :], subject=found.start() == 0 and pattern is self.owned_work)
                phrase = (found.group(0) + tail).strip(" ,;:–—-")
                if self._specific(phrase, tail, found.group(0)) and len(phrase.split()) <= _LONGEST_WORK:
                    return phrase
        given = self.given_work.search(sentence)
        if given and (tail := self._tail(sentence[given.end() :], subject=False)).strip():
            return ((given.group(1) or given.group(2)) + tail).strip(" ,;:–—-")
        title = re.search(_TITLE, sentence)
        return title.group(0) if title and self.authored.search(sentence) else ""

    def _tail(self, rest: str, subject: bool) -> str:
        """What follows the noun and still belongs to the work: a title, "on …", "at …"."""
        titled = re.match(rf"\s*[,:]?\s*(?:(?:{_any(self.words.joins)})\s+)?(?:{_TITLE})", rest, re.I)
        taken = titled.group(0) if titled else ""
        rest = rest[len(taken) :]
        joined = re.match(rf"\s+(?:{_any(self.words.joins)})(?!\w)", rest, re.I)
        capital = re.match(rf"\s+(?:[A-ZÅÄÖÉÈÊÜÁÍÓÚÑÇ0-9]|{_ANY_MARK})", rest) and not taken
        end = self.stop.search(rest, joined.end() if joined else 2 if capital else 0)
        if not joined and not capital:
            # "Her library htmlgrid is …": a name in small letters between noun and verb.
            name = rest[: end.start()] if end and subject and not taken else ""
            return taken + (name if 1 <= len(name.split()) <= 2 else "")
        phrase = rest[: end.start()] if end else rest
        if subject and end is None:
            # A sentence that begins with the work has a verb somewhere behind it, and its place is not known.
            return taken
        return taken + (phrase if capital or len(phrase.split()) > 1 else "")

    def _specific(self, phrase: str, tail: str, head: str) -> bool:
        between = [w for w in head.split()[1:-1] if w.casefold() not in self.words.vague]
        return (
            bool(tail.strip() or between)
            or bool(re.search(_TITLE, phrase))
            or bool(self.made_work.fullmatch(head) and len(head.split()) > 5)
        )

    def topic(self, sentence: str) -> str:
        found = [m for m in (self.wonders.search(sentence), self.topics.search(sentence)) if m]
        for match in sorted(found, key=lambda m: m.start(1)):
            topic = self.ends.split(match.group(1), maxsplit=1)[0].strip(" ,;:.!")
            topic = self._with_article(match, topic)
            if (
                topic
                and len(topic.split()) <= _LONGEST_TOPIC
                and "?" not in topic
                and topic.casefold() not in self.fill["{them}"]
                and not re.fullmatch(_ANY_MARK, topic)
            ):
                return topic
        return ""

    def _with_article(self, match: re.Match[str], topic: str) -> str:
        """ "parler du management" is about "le management": the article that the preposition has swallowed."""
        cue = match.string[: match.start(1)].rstrip().casefold()
        return next((article + topic for end, article in self.words.contracted.items() if cue.endswith(end)), topic)

    def place(self, sentence: str) -> str:
        found = self.met.search(sentence)
        if not found:
            return ""
        place = self.ends.split(found.group(1), maxsplit=1)[0]
        place = self.stop.split(place, maxsplit=1)[0].strip(" ,;:.!")
        return place if 2 <= len(place.split()) <= 8 else ""

    def referrer(self, sentence: str, names: tuple[str, ...]) -> str:
        for phrase in self.words.referred:
            before, _, after = phrase.partition("{name}")
            start = rf"(?i:{re.escape(before)})" if before else r"(?<!\w)"
            found = re.search(rf"{start}({_PERSON_NAME})(?i:{re.escape(after)})(?!\w)", sentence)
            if found and found.group(1) not in names:
                return found.group(1)
        return ""

    def question(self, sentence: str) -> str:
        """A question for the contact; one to the agent ("can you write to her?") is none."""
        # "Want to ask: how did she …?" has its question behind the colon.
        _, colon, tail = sentence.partition(": ")
        sentence = tail if colon and len(tail.split()) >= 3 else sentence
        if not sentence.endswith("?") or self.agent.match(sentence):
            return ""
        return sentence if 3 <= len(sentence.split()) <= 40 else ""
