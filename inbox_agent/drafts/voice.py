"""How the owner writes: greeting, sign-off, length, form of address and turns of phrase, learnt from their own mail (F-47).

Learnt only from what the owner wrote: own mails that the agent saw, and drafts that the owner rewrote. A habit is
what most of the letters show and at least two of them; what is not shown is "", and the templates keep their own
variety. The voice is one page of plain text a language, which the owner can edit: a line of theirs wins over
what was learnt, and a line with nothing behind its colon switches that habit off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from inbox_agent.drafts.called import greeting_name, shows
from inbox_agent.mail.visible import visible
from inbox_agent.rules import Rules

_LONGEST = 8_000  #: characters of one letter that are looked at
_ENOUGH = 2  #: letters that have to show a habit
_GREETING_WORDS = 6
_SIGN_OFF_WORDS = 5
_PHRASE = range(3, 6)  #: words of a turn of phrase
_MOST_PHRASES = 5
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_NAME_MARK = "{name}"


@dataclass(frozen=True)
class Sample:
    """One letter that the owner wrote: the words alone, and whom it greets."""

    text: str
    name: str = ""  #: of the receiver
    draft: str = ""  #: what the agent had written, where this is an edit of it


@dataclass(frozen=True)
class Voice:
    """What is known of how the owner writes in one language; "" and 0 where nothing is."""

    greeting: str = ""  #: ``Hi {name},``
    sign_off: str = ""  #: ``Best,``
    words: int = 0  #: of a usual letter
    form: str = ""  #: "formal" or "informal", to people with whom nothing else is known
    habits: tuple[str, ...] = ()  #: turns of phrase that come back
    never: tuple[str, ...] = ()  #: what the owner took out of drafts more than once
    letters: int = 0  #: that it was learnt from

    def hello(self, name: str) -> str:
        """The greeting to this person; "" where the owner's greeting needs a name that is not known."""
        return "" if _NAME_MARK in self.greeting and not name else self.greeting.replace(_NAME_MARK, name)


#: Of an owner of whom nothing is known yet: the templates keep their own variety.
UNKNOWN = Voice()


def learn(samples: Sequence[Sample], language: str, rules: Rules, owner: str = "") -> Voice:
    """The voice that these letters show. `owner` is the owner's name, with which they end."""
    letters = [_Letter(s, owner, rules, language) for s in samples if s.text.strip()]
    address = rules.address.get(language)
    forms = [shown for one in letters if address and (shown := shows(one.body, address))]
    return Voice(
        greeting=_usual([one.greeting for one in letters]),
        sign_off=_usual([one.sign_off for one in letters]),
        words=round(median(len(one.body.split()) for one in letters)) if len(letters) >= _ENOUGH else 0,
        form=_usual(forms),
        habits=_habits([one.body for one in letters]),
        never=_taken_out(samples),
        letters=len(letters),
    )


class _Letter:
    """One letter in its parts: greeting, body, sign-off."""

    def __init__(self, sample: Sample, owner: str, rules: Rules, language: str) -> None:
        lines = [line.strip() for line in visible(sample.text[:_LONGEST]).strip().splitlines()]
        lines = [line for line in lines if line]
        own = {owner.casefold(), greeting_name(owner).casefold(), "".join(w[0] for w in owner.split()).casefold()} - {
            ""
        }
        while len(lines) > 1 and lines[-1].strip(" .,/-–").casefold() in own:
            lines.pop()
        self.greeting = self._greeting(lines[0] if lines else "", sample.name)
        self.sign_off = self._sign_off(lines[-1] if len(lines) > 1 else "", rules, language)
        first, last = 1 if self.greeting else 0, len(lines) - (1 if self.sign_off else 0)
        self.body = "\n".join(lines[first:last])

    @staticmethod
    def _greeting(line: str, name: str) -> str:
        """ "Hi Ada," is "Hi {name},"; a first line that is a sentence is no greeting."""
        if len(line.split()) > _GREETING_WORDS or not re.search(r"[,!:]$|^[^\W\d_]+ [^\W\d_]+$", line):
            return ""
        first = greeting_name(name)
        for called in sorted({name.strip(), first} - {""}, key=len, reverse=True):
            if re.search(rf"(?<!\w){re.escape(called)}(?!\w)", line):
                return re.sub(rf"(?<!\w){re.escape(called)}(?!\w)", _NAME_MARK, line)
        # A name that is not the receiver's would greet somebody else the next time.
        return line if len(line.split()) == 1 else ""

    @staticmethod
    def _sign_off(line: str, rules: Rules, language: str) -> str:
        known = {s.casefold() for s in rules.etiquette[language].signoffs} if language in rules.etiquette else set()
        bare = line.strip(" ,.!–-").casefold()
        return line if len(line.split()) <= _SIGN_OFF_WORDS and (bare in known or line.endswith(",")) else ""


def _usual(shown: Iterable[str]) -> str:
    """What more than half of them show, and at least two."""
    every = [one for one in shown if one]
    if not every:
        return ""
    most, times = Counter(every).most_common(1)[0]
    return most if times >= _ENOUGH and times * 2 > len(every) else ""


def _habits(bodies: Sequence[str]) -> tuple[str, ...]:
    """Turns of phrase that come back in several letters; the longest of those that contain one another."""
    seen: Counter[str] = Counter()
    for body in bodies:
        found = set()
        for sentence in _SENTENCE.split(body):
            said = re.findall(r"[^\W\d_][\w’'\-]*", sentence)
            found |= {" ".join(said[at : at + n]).casefold() for n in _PHRASE for at in range(len(said) - n + 1)}
        seen.update(found)
    least = max(3, -(-len(bodies) // 3))
    often = sorted((p for p, n in seen.items() if n >= least), key=lambda p: (-seen[p], -len(p)))
    kept: list[str] = []
    for phrase in often:
        if not any(phrase in longer or longer in phrase for longer in kept):
            kept.append(phrase)
    return tuple(kept[:_MOST_PHRASES])


def _taken_out(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Sentences of drafts that the owner took out, in more than one letter."""
    out: Counter[str] = Counter()
    for sample in samples:
        if sample.draft:
            left = {_flat(s) for s in _SENTENCE.split(sample.text)}
            out.update(
                {s for s in map(_flat, _SENTENCE.split(sample.draft)[1:-1]) if len(s.split()) > 3 and s not in left}
            )
    return tuple(s for s, n in out.most_common(_MOST_PHRASES) if n >= _ENOUGH)


def _flat(sentence: str) -> str:
    return " ".join(sentence.split())


# The page: plain text that a person reads and edits.

_FIELDS = {"greeting": "Greeting", "sign_off": "Sign-off", "words": "Length", "form": "Form of address"}
_LISTS = {"habits": "Habits", "never": "Never"}


def page(voice: Voice) -> str:
    """The voice as its owner reads and edits it; `parse` reads it back."""
    lines = [f"# Learnt from {voice.letters} of your letters. Your own lines win; leave a line empty to switch it off."]
    for name, label in _FIELDS.items():
        value = getattr(voice, name)
        said = f"about {value} words" if name == "words" and value else str(value or "")
        lines.append(f"{label}: {said}".rstrip())
    for name, label in _LISTS.items():
        lines.append(f"{label}:")
        lines += [f"- {one}" for one in getattr(voice, name)]
    return "\n".join(lines) + "\n"


def own_lines(learnt: Voice, wanted: Voice) -> str:
    """The page with nothing but what the owner wants otherwise than learnt, so that the rest goes on being learnt."""
    lines = [
        f"{label}: {getattr(wanted, name) or ''}".rstrip()
        for name, label in _FIELDS.items()
        if getattr(wanted, name) != getattr(learnt, name)
    ]
    for name, label in _LISTS.items():
        if getattr(wanted, name) != getattr(learnt, name):
            lines += [f"{label}:", *(f"- {one}" for one in getattr(wanted, name))]
    return "".join(f"{line}\n" for line in lines)


def edited(learnt: Voice, text: str) -> Voice:
    """The voice with the owner's own page over it: a line that stands there wins, a line that is missing stays learnt."""
    labels = {label.casefold(): name for name, label in (*_FIELDS.items(), *_LISTS.items())}
    given: dict[str, object] = {}
    under = ""
    for line in visible(text[:_LONGEST]).splitlines():
        if line.lstrip().startswith("#") or not line.strip():
            continue
        if under and line.lstrip().startswith(("-", "*", "•")):
            given[under] = (*given.get(under, ()), line.strip(" -*•\t"))  # type: ignore[misc]
            continue
        head, colon, tail = line.partition(":")
        name = labels.get(head.strip().casefold(), "") if colon else ""
        under = name if name in _LISTS else ""
        if name:
            given[name] = () if under else _value(name, tail.strip())
    return replace(learnt, **given)  # type: ignore[arg-type]


def _value(name: str, text: str) -> object:
    if name == "words":
        number = re.search(r"\d{1,4}", text)
        return int(number[0]) if number else 0
    if name == "form":
        return text.casefold() if text.casefold() in ("formal", "informal") else ""
    return text
