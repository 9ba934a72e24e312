"""A piece of the contact's work as a letter to them names it: "your talk on calm interfaces", or its title in quotes.

The owner names it in many ways ("her talk on …", "talk at PyCon", "Thinking Slowly"); the letter needs one that
stands in the middle of a sentence. Adjectives of praise in front of it are left out: they say nothing of which
work it is, and a stranger's praise reads as flattery (P-23).
"""

from __future__ import annotations

import re

from inbox_agent.rules import PurposeWords

#: A title in quotation marks of any kind; a single mark within a word is an apostrophe.
TITLE = re.compile(r"[\"“”«»„]([^\"“”«»„\n]+)[\"“”«»„]|(?<!\w)[‘']([^‘’'\n]+)[’'](?!\w)")
_LONGEST_TITLE = 10  #: words


def their_work(phrase: str, words: PurposeWords) -> str:
    """`phrase` is said to the contact already. "" where it names no work."""
    phrase = _without_article(phrase.strip(), words)
    first, _, rest = phrase.partition(" ")
    noun = _noun(phrase, words)
    if words.inflected and noun:
        named = _uninflected(phrase, noun, words)
    elif first.casefold() in [yours.casefold() for yours in words.works if yours]:
        named = f"{first.casefold()} {_without_praise(rest, words)}"
    elif TITLE.match(phrase) and not noun:
        named = phrase
    elif noun is None:
        is_title = phrase[:1].isupper() and len(phrase.split()) <= _LONGEST_TITLE
        named = f'"{phrase}"' if is_title else ""
    elif noun == "" or first.casefold() in words.definite:
        named = phrase[:1].lower() + phrase[1:]
    else:
        named = f"{noun} {_without_praise(phrase, words)}"
    return quoted(named, words)


def _without_article(phrase: str, words: PurposeWords) -> str:
    first, _, rest = phrase.partition(" ")
    return rest if first.casefold() in words.articles and first.casefold() not in words.definite else phrase


def _uninflected(phrase: str, yours: str, words: PurposeWords) -> str:
    """ "ihren neuen Vortrag über …" → "Ihr Vortrag über …": in the nominative, which is how a letter names it.

    An adjective that says more than praise would need its ending changed, too; then the work is asked for.
    """
    forms = {form.casefold() for family in words.person.possessives.values() for form in (*family, *family.values())}
    first, _, rest = phrase.partition(" ")
    rest = rest if first.casefold() in forms or first.casefold() in words.definite else phrase
    rest = _without_praise(rest, words)
    head = re.sub(r"\W+$", "", rest.split(" ", 1)[0]) if rest else ""
    fits = any(_is(head.casefold(), n, words) for n in words.works.get(yours, ()))
    return f"{yours} {rest}" if fits else ""


def quoted(phrase: str, words: PurposeWords) -> str:
    """Titles in the quotation marks of the letter's language."""
    left, right = words.quotes
    return TITLE.sub(lambda m: left + (m.group(1) or m.group(2)).strip() + right, phrase)


def _noun(phrase: str, words: PurposeWords) -> str | None:
    """The word for "your" of the first known noun of work; "" for a definite noun, None where there is none."""
    for word in re.findall(r"[\w\-]+", TITLE.sub("", phrase.casefold())):
        fits = [(len(n), yours) for yours, nouns in words.works.items() for n in nouns if _is(word, n, words)]
        if fits:
            return max(fits)[1]
    return None


def _is(word: str, noun: str, words: PurposeWords) -> bool:
    """Where nouns are compounded the ending decides: blogginlägg is an inlägg."""
    return word.endswith(noun) if "" in words.works or words.compounds else word == noun or word.endswith("-" + noun)


def _without_praise(phrase: str, words: PurposeWords) -> str:
    first, _, rest = phrase.partition(" ")
    return _without_praise(rest, words) if rest and first.casefold() in words.vague else phrase
