"""The owner's line on themself as a sentence in the first person: "Product designer at Fjord" → "I am a product designer at Fjord." """

from __future__ import annotations

from inbox_agent.rules import PurposeWords


def in_first_person(line: str, owner: str, words: PurposeWords) -> str:
    """The sentence; "" for a line that speaks of the owner by name or as of somebody else."""
    about = line.strip(" .")
    if not about:
        return ""
    first = about.split()[0]
    if first in words.notes.sentence:
        return about + "."
    if about.startswith(owner) or first.casefold() in {f.subject for f in words.person.families.values()}:
        return ""
    return _i_am(about, words)


def _i_am(about: str, words: PurposeWords) -> str:
    """ "Product designer at Fjord" → "I am a product designer at Fjord."; Swedish names a profession without an article."""
    first = about.partition(" ")[0]
    plain = about if first[1:2].isupper() else about[:1].lower() + about[1:]
    return words.notes.i_am.format(a=_indefinite(first), about=plain)


def _indefinite(word: str) -> str:
    """The English article before a word, by its sound: "an engineer", "a UX designer", "an SQL developer"."""
    if word.casefold() in ("a", "an", "the", "one"):
        return ""
    if word[1:2].isupper():
        return "an " if word[0] in "AEFHILMNORSX" else "a "
    return "an " if word[0].casefold() in "aeio" or word.casefold().startswith(("un", "um", "ur", "up")) else "a "
