"""How the owner writes: greeting, sign-off, length, form of address and turns of phrase, learnt from their own mail (F-47).

Learnt only from what the owner wrote: own mails that the agent saw, and drafts that the owner rewrote. A habit is
what most of the letters show and at least two of them; what is not shown is "", and the templates keep their own
variety. The owner reads and edits it as one page a language (`voice_page`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from statistics import median

from inbox_agent.drafts.called import greeting_name, shows
from inbox_agent.mail.visible import visible
from inbox_agent.rules import Rules, VoiceWords

_LONGEST = 8_000  #: characters of one letter that are looked at
_ENOUGH = 2  #: letters that have to show a habit
_GREETING_WORDS = 6
_SIGN_OFF_WORDS = 5
_PHRASE = range(3, 6)  #: words of a turn of phrase
_MOST_PHRASES = 5
_PLAIN = re.compile(r"[^\s.,;:!?…“”„«»\"()]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_NAME_MARK = "{name}"
BECOMES = "→"
_DASH = re.compile(r"\w\s?[–—]\s?\w|\w -{1,2} \w")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]|(?<!\\w)[:;]-?[)D](?!\\w)")
_POSTSCRIPT = re.compile(r"^p\.?\s?s\.?(?:[:\s]|$)", re.I)
_LONGEST_REPLACED = 3  #: words


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
    instead: tuple[str, ...] = ()  #: ``conversation → chat``: words of drafts and what the owner puts in their place
    #: "yes" or "no", or the short forms that are the owner's, "nåt, sen"; "" also where the language has none
    contractions: str = ""
    exclamations: str = ""  #: "yes" or "no"
    dashes: str = ""  #: "yes" or "no", within sentences
    emoji: str = ""  #: the one that comes back

    def hello(self, name: str) -> str:
        """The greeting to this person; "" where the owner's greeting needs a name that is not known."""
        return "" if _NAME_MARK in self.greeting and not name else self.greeting.replace(_NAME_MARK, name)


#: Of an owner of whom nothing is known yet: the templates keep their own variety.
UNKNOWN = Voice()


def opening_and_close(text: str, name: str, language: str, rules: Rules, owner: str) -> tuple[str, str]:
    """Greeting line and sign-off of one letter as they stand in it; "" for what it does not have."""
    letter = _Letter(Sample(text, name), owner, rules, language)
    first = next((line.strip() for line in visible(text[:_LONGEST]).splitlines() if line.strip()), "")
    plain = len(first.split()) <= _GREETING_WORDS and first.endswith((",", "!", ":"))
    return first if plain else "", letter.sign_off


def learn(samples: Sequence[Sample], language: str, rules: Rules, owner: str = "") -> Voice:
    """The voice that these letters show. `owner` is the owner's name, with which they end."""
    letters = [_Letter(s, owner, rules, language) for s in samples if s.text.strip()]
    address, said = rules.address.get(language), rules.voice.get(language)
    forms = [shown for one in letters if address and (shown := shows(one.body, address))]
    return Voice(
        greeting=_usual([one.greeting for one in letters]),
        sign_off=_usual([one.sign_off for one in letters]),
        words=round(median(len(one.body.split()) for one in letters)) if len(letters) >= _ENOUGH else 0,
        form=_usual(forms),
        habits=_habits([(one.body, one.name) for one in letters]),
        never=_taken_out(samples),
        instead=tuple(f"{old} {BECOMES} {new}" for old, new in _replaced(samples)),
        contractions=_contractions([one.body for one in letters], said) if said else "",
        exclamations=_usual(["yes" if "!" in one.body else "no" for one in letters]),
        dashes=_usual(["yes" if _DASH.search(one.body) else "no" for one in letters]),
        emoji=_usual_of_all([(found[-1] if (found := EMOJI.findall(one.body)) else "") for one in letters]),
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
        self.name = sample.name
        after = next((n for n, line in enumerate(lines) if n and _POSTSCRIPT.match(line)), len(lines))
        lines = lines[:after]
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


def _usual_of_all(shown: Sequence[str]) -> str:
    """What more than half of all the letters show, those that show nothing among them."""
    found = _usual(shown)
    return found if found and shown.count(found) * 2 > len(shown) else ""


def _contractions(bodies: Sequence[str], said: VoiceWords) -> str:
    """Whether "I’m" is written, by what most letters do; where each form is a habit of its own, those that come back."""
    if not said.each:
        return _usual([_contracts(body, said.contractions) for body in bodies])
    forms = {short: {long: short} for long, short in said.contractions.items()}
    used = [short for short, one in forms.items() if _usual([_contracts(body, one) for body in bodies]) == "yes"]
    return ", ".join(used)


def _contracts(body: str, forms: Mapping[str, str]) -> str:
    """Whether a letter writes the short forms, by what it does more often; "" where it does neither."""
    text = body.replace("'", "’")
    short, long = (
        sum(len(re.findall(rf"(?<![\w’]){re.escape(form)}(?!\w)", text, re.I)) for form in every)
        for every in (forms.values(), forms)
    )
    return "" if short == long else "yes" if short > long else "no"


def _replaced(samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """Words of drafts for which the owner put the same other words in letters to at least two people.

    Only plain words in lower case: a name, a number or a day is a fact of one letter and no habit (P-04).
    """
    seen: dict[tuple[str, str], set[str]] = {}
    for sample in samples:
        ours, theirs = (_PLAIN.findall(text[:_LONGEST]) for text in (sample.draft, sample.text))
        for what, a, b, c, d in (
            SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes() if sample.draft else ()
        ):
            old, new = ours[a:b], theirs[c:d]
            plain = all(w.islower() and w.isalpha() for w in (*old, *new))
            telling = any(len(w) > 4 for w in old) and any(len(w) > 2 for w in new)
            if what == "replace" and plain and telling and max(len(old), len(new)) <= _LONGEST_REPLACED:
                seen.setdefault((" ".join(old), " ".join(new)), set()).add(sample.name)
    often = sorted((pair for pair, who in seen.items() if len(who) >= _ENOUGH), key=lambda pair: -len(seen[pair]))
    return often[:_MOST_PHRASES]


def _habits(bodies: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Turns of phrase that come back in several letters to several people; the longest of those that contain one another.

    What only one person was told may be a fact of that relationship, and must not reach another (P-04).
    """
    seen: Counter[str] = Counter()
    told: dict[str, set[str]] = {}
    for body, name in bodies:
        found = set()
        for sentence in _SENTENCE.split(body):
            said = re.findall(r"[^\W\d_][\w’'\-]*", sentence)
            found |= {" ".join(said[at : at + n]).casefold() for n in _PHRASE for at in range(len(said) - n + 1)}
        seen.update(found)
        for phrase in found:
            told.setdefault(phrase, set()).add(name)
    least = max(3, -(-len(bodies) // 3))
    often = sorted(
        (p for p, n in seen.items() if n >= least and len(told[p]) >= _ENOUGH), key=lambda p: (-seen[p], -len(p))
    )
    kept: list[str] = []
    for phrase in often:
        if not any(phrase in longer or longer in phrase for longer in kept):
            kept.append(phrase)
    return tuple(kept[:_MOST_PHRASES])


def _taken_out(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Sentences of drafts that the owner took out, in letters to more than one person."""
    out: dict[str, set[str]] = {}
    for sample in samples:
        if sample.draft:
            left = {_flat(s) for s in _SENTENCE.split(sample.text)}
            for sentence in map(_flat, _SENTENCE.split(sample.draft)[1:-1]):
                if len(sentence.split()) > 3 and sentence not in left:
                    out.setdefault(sentence, set()).add(sample.name)
    often = sorted((s for s, who in out.items() if len(who) >= _ENOUGH), key=lambda s: -len(out[s]))
    return tuple(often[:_MOST_PHRASES])


def _flat(sentence: str) -> str:
    return " ".join(sentence.split())


def described(voice: Voice) -> tuple[str, ...]:
    """The voice as lines that a model is told; what is not known has none."""
    marks = {
        "contractions": 'contractions such as "I’m"',
        "exclamations": "exclamation marks",
        "dashes": "dashes within sentences",
    }
    yes_no = [
        f"{'Uses' if getattr(voice, name) == 'yes' else 'Never uses'} {what}."
        for name, what in marks.items()
        if getattr(voice, name) in ("yes", "no")
    ]
    yes_no += (
        [f"Writes these short forms: {voice.contractions}."] if voice.contractions not in ("", "yes", "no") else []
    )
    lines = [
        f"Greets with: {voice.greeting}" if voice.greeting else "",
        f"Closes with: {voice.sign_off}" if voice.sign_off else "",
        f"Usual length of a letter: about {voice.words} words; come near it within this letter's own limits, never by padding."
        if voice.words
        else "",
        *yes_no,
        f"Often ends with {voice.emoji} (never in a first letter, a refusal or a farewell)." if voice.emoji else "",
        f"Turns of phrase of theirs: {'; '.join(voice.habits)}" if voice.habits else "",
        f"Replaces words: {'; '.join(voice.instead)}" if voice.instead else "",
        f"Takes out of drafts, so leave it out: {' | '.join(voice.never)}" if voice.never else "",
    ]
    return tuple(line for line in lines if line)
