"""A letter by template, said as the owner says it: their length, their words, their marks (F-47).

Only what can be changed without saying anything else: sentences that the owner always takes out go, courtesies go where
the owner writes short and stand where the owner writes long, and words that the owner replaces are replaced. Where a check
finds something in the result that it did not find in the letter as it was (too long for its purpose, say), the letter
stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.drafts.form_of_address import form_of
from inbox_agent.drafts.parts import Parts, Place, apart
from inbox_agent.drafts.shorter import keeps, shortened, without
from inbox_agent.drafts.voice import BECOMES, UNKNOWN, Voice
from inbox_agent.rules import Rules

#: How much longer than the owner's usual one a letter may be before sentences go, and shorter before others come.
_MORE = 1.15
#: Letters in which an emoji or an exclamation mark would sound wrong, whoever writes.
_SOBER = ("outreach", "outreach-follow-up", "mismatch-exit", "decline-thanks", "polite-no", "withdrawal", "feedback")
_QUOTED = re.compile(r"([“„«\"][^“”„«»\"\n]{1,300}[”“»\"])")


def has_room(text: str, voice: Voice) -> bool:
    """Whether the owner's letters are longer than this one."""
    return voice.words > apart(text).words * _MORE


def as_long(text: str, longer: str, subject: str, brief: Brief, rules: Rules) -> str:
    """The longer letter where it is as the owner writes and no check minds it, else the short one."""
    if apart(longer).words > brief.voice.words * _MORE:
        return text
    return longer if keeps(brief, text, subject, rules).sound(longer) else text


def voiced(letter: Letter, brief: Brief, rules: Rules, language: str, known: Mapping[str, Any]) -> Letter:
    """The letter in the owner's voice. `language` is the letter's, which the brief's may not be where there is no template.

    `known` are the values of its facts.
    """
    voice = brief.voice
    if voice == UNKNOWN or language != brief.language:
        return letter
    stays = keeps(brief, letter.text, letter.subject, rules, known)
    text = without(letter.text, voice.never, stays)
    if voice.words and apart(text).words > voice.words * _MORE:
        text = shortened(text, round(voice.words * _MORE), stays)
    spoken = _in_their_words(text, brief, rules)
    said = spoken if stays.sound(spoken) else text
    return Letter(letter.subject, said, missing=letter.missing, asks=letter.asks, notice=letter.notice)


def _in_their_words(text: str, brief: Brief, rules: Rules) -> str:
    voice = brief.voice
    for pair in voice.instead:
        old, becomes, new = (part.strip() for part in pair.partition(BECOMES))
        if old and becomes:
            text = _in_body(text, lambda s, old=old, new=new: _replace(s, old, new))  # type: ignore[misc]
    for long, short in _shortens(brief, rules):
        text = _in_body(text, lambda s, long=long, short=short: _replace(s, long, short, before_a_word=True))  # type: ignore[misc]
    if brief.kind in _SOBER or form_of(brief, brief.language, rules).formal:
        return text
    return _with_marks(text, voice, brief.language, rules)


def _shortens(brief: Brief, rules: Rules) -> Iterator[tuple[str, str]]:
    """The short forms that the owner writes; where each is a habit of its own, none to somebody who is addressed formally."""
    words, voice = rules.voice.get(brief.language), brief.voice
    if words is None or (words.each and form_of(brief, brief.language, rules).formal):
        return
    own = {form.strip() for form in voice.contractions.split(",")}
    for long, short in words.contractions.items():
        if voice.contractions == "yes" or short in own:
            yield long, short


def _with_marks(text: str, voice: Voice, language: str, rules: Rules) -> str:
    """One exclamation mark, with the thanks; and the owner's emoji behind the last sentence."""
    parts = apart(text)
    every = parts.places
    thanks = re.compile("|".join(f"(?:{p})" for p in rules.etiquette[language].thanks), re.I)
    thanked = next((at for at in every if thanks.search(parts.at(at)) and _plain_end(parts, at)), None)
    if voice.exclamations == "yes" and thanked and "!" not in text.partition("\n")[2]:
        opens = "¡" if language == "es" else ""
        space = "\u00a0" if language == "fr" else ""
        parts = _changed(parts, thanked, lambda s: f"{opens}{s}".rstrip(".") + f"{space}!")
    if voice.emoji and every and _plain_end(parts, every[-1]) and voice.emoji not in text:
        parts = _changed(parts, every[-1], lambda s: f"{s} {voice.emoji}")
    return parts.text()


def _plain_end(parts: Parts, at: Place) -> bool:
    sentence = parts.at(at)
    return "\n" not in sentence and sentence.endswith((".", "!"))


def _changed(parts: Parts, at: Place, change: Callable[[str], str]) -> Parts:
    return parts.bodied(
        [change(s) if (p, n) == at else s for n, s in enumerate(paragraph)] for p, paragraph in enumerate(parts.body)
    )


def _in_body(text: str, change: Callable[[str], str]) -> str:
    """Every sentence changed, but for what stands in quotation marks: a title is a title."""
    parts = apart(text)

    def outside(sentence: str) -> str:
        pieces = _QUOTED.split(sentence)
        return "".join(piece if n % 2 else change(piece) for n, piece in enumerate(pieces))

    return parts.bodied([outside(s) for s in p] for p in parts.body).text()


def _replace(text: str, old: str, new: str, *, before_a_word: bool = False) -> str:
    """Whole words, with a capital where one stood. "It is" stays before a stop, where "it’s" cannot stand."""
    after = r"(?= \w)" if before_a_word else r"(?!\w)"

    def put(found: re.Match[str]) -> str:
        return new[:1].upper() + new[1:] if found[0][:1].isupper() else new

    return re.sub(rf"(?<![\w’']){re.escape(old)}{after}", put, text, flags=re.I)
