"""The voice as its owner reads and edits it: one page of plain text a language, in the words of the owner's own language.

A line of the owner's wins over what was learnt, a line with nothing behind its colon switches that habit off, and a line
that is missing stays learnt. The labels of every language are understood, whatever the page was written in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from inbox_agent.drafts.voice import EMOJI, Voice
from inbox_agent.mail.visible import visible
from inbox_agent.rules import VoiceWords

_LONGEST = 8_000  #: characters of a page that are read
_LISTS = ("habits", "never", "instead")
_CHOICES = ("form", "contractions", "exclamations", "dashes")
_MOST_CONTRACTIONS = 200  #: characters


def page(voice: Voice, words: VoiceWords) -> str:
    """The whole page; `edited` reads it back."""
    lines = [f"# {words.head.format(letters=voice.letters)}"]
    lines += [_line(voice, name, words) for name in words.labels if name not in _LISTS]
    for name in _LISTS:
        lines += _list(voice, name, words)
    return "\n".join(lines) + "\n"


def own_lines(learnt: Voice, wanted: Voice, words: VoiceWords) -> str:
    """The page with nothing but what the owner wants otherwise than learnt, so that the rest goes on being learnt."""
    lines: list[str] = []
    for name in words.labels:
        if getattr(wanted, name) != getattr(learnt, name):
            lines += _list(wanted, name, words) if name in _LISTS else [_line(wanted, name, words)]
    return "".join(f"{line}\n" for line in lines)


def _line(voice: Voice, name: str, words: VoiceWords) -> str:
    value = getattr(voice, name)
    if name == "words":
        said = words.about.format(words=value) if value else ""
    else:
        said = words.values.get(value, value) if name in _CHOICES else value
    return f"{words.labels[name]}: {said}".rstrip()


def _list(voice: Voice, name: str, words: VoiceWords) -> list[str]:
    return [f"{words.labels[name]}:", *(f"- {one}" for one in getattr(voice, name))]


def edited(learnt: Voice, text: str, every: Mapping[str, VoiceWords]) -> Voice:
    """The voice with the owner's own page over it."""
    labels = {label.casefold(): name for words in every.values() for name, label in words.labels.items()}
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
            given[name] = () if under else _value(name, tail.strip(), every)
    return replace(learnt, **given)  # type: ignore[arg-type]


def _value(name: str, text: str, every: Mapping[str, VoiceWords]) -> object:
    if name == "words":
        number = re.search(r"\d{1,4}", text)
        return int(number[0]) if number else 0
    if name in _CHOICES:
        return _choice(name, text, every)
    if name == "emoji":
        return found[0] if (found := EMOJI.search(text)) else ""
    return text


def _choice(name: str, text: str, every: Mapping[str, VoiceWords]) -> str:
    """One of the values, in whatever language it is said; of contractions also the forms themselves."""
    wanted = ("formal", "informal") if name == "form" else ("yes", "no")
    said = text.casefold().strip(" .")
    for value in wanted:
        if said == value or any(said == words.values[value].casefold() for words in every.values()):  # type: ignore[index]
            return value
    known = {short for words in every.values() if words.each for short in words.contractions.values()}
    forms = [f.strip() for f in text[:_MOST_CONTRACTIONS].replace("'", "’").split(",")]
    return ", ".join(f for f in forms if f in known) if name == "contractions" else ""
