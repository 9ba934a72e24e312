"""An owner's words about a contact, turned into words to the contact: "her idea" becomes "your idea".

The owner writes a note about a person ("she offered to read my draft") and the letter goes to that person.
Only what is certain is turned: pronouns of the one family that the owner uses for the contact, the contact's
name, the verb that follows in English, the possessive that the noun asks for in Swedish. Where the words stay
doubtful the answer is None, and the line is shown to the owner instead of being sent (P-22).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inbox_agent.rules import Pronouns, PurposeWords

_WORDS = re.compile(r"\w+(?:[’'\-]\w+)*[’']?|[^\w]+")
_WORD = re.compile(r"\w")
_NEW_CLAUSE = re.compile(r"[.!?;:,\n(–—]")


def family(texts: Iterable[str], words: PurposeWords) -> str:
    """The pronoun that the owner uses for the contact: the only one in the first of `texts` that has any. "" when unsure.

    Name the surest text first: the note with the forward speaks of nobody but the contact.
    """
    for text in texts:
        said = {w.casefold() for w in re.findall(r"\w+", text)}
        found = [name for name, forms in words.person.families.items() if said & set(_forms(forms))]
        singular = [name for name in found if name != "they"]
        if found:
            return singular[0] if len(singular) == 1 else found[0] if len(found) == 1 else ""
    return ""


def to_them(text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> str | None:
    """`text` as said to the contact; None where a word of it could mean somebody else.

    `names` are the forms under which the owner names the contact ("Ada", "Ada Lindqvist").
    """
    shift = _Shift(text, names, family, words)
    return shift.result()


def your(phrase: str, words: PurposeWords) -> str:
    """The word for "your" before this phrase, by the first noun in it that is known; "" where none is."""
    for word in re.findall(r"[\w\-]+", phrase.casefold())[:4]:
        fits = [(len(end), yours) for yours, ends in words.yours.items() for end in ends if word.endswith(end)]
        if fits:
            return max(fits)[1]
    return ""


def _forms(forms: Pronouns) -> Iterator[str]:
    return (form for form in (forms.subject, forms.object, forms.possessive, forms.own, forms.self) if form)


class _Shift:
    """One line on its way: the tokens of it, and what has been turned so far."""

    def __init__(self, text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> None:
        self.words, self.person = words, words.person
        self.tokens = _WORDS.findall(_named(text, names, words))
        self.forms = self.person.families.get(family)
        self.family = family
        self.subject_turned = False
        self.doubt = False

    def result(self) -> str | None:
        for at, token in enumerate(self.tokens):
            if _WORD.match(token):
                self._turn(at, token)
        text = "".join(self.tokens)
        return None if self.doubt or self._left(text) else text

    def _turn(self, at: int, token: str) -> None:
        low, stem, tail = token.casefold(), *_apart(token.casefold())
        if _NAME in (low, stem):
            self._turn_name(at, tail)
        elif self.forms and stem == self.forms.subject and (not tail or self.person.third_person_s):
            self._turn_subject(at, tail)
        elif self.forms and low in _forms(self.forms):
            self._turn_other(at, low)
        elif self.subject_turned and low in self.person.reflexive:
            self._put(at, self.person.reflexive[low])

    def _turn_name(self, at: int, tail: str) -> None:
        """A name is owner, subject or object of what follows, by the words around it."""
        if tail:
            self._possess(at)
        elif (self._begins_clause(at) and self._next(at)) or self._before(at) in self.person.before_subject:
            self._turn_subject(at, "")
        else:
            self._put(at, self.person.you.object)

    def _turn_subject(self, at: int, tail: str) -> None:
        if tail in ("'s", "’s"):
            following = (self._next(at) or "").casefold()
            tail = tail[0] + (
                "ve" if following.endswith(("ed", "en")) or following in ("been", "done", "had", "made") else "re"
            )
        self._put(at, self.person.you.subject + tail)
        self.subject_turned = True
        if self.person.third_person_s and not tail:
            self._agree(at)

    def _turn_other(self, at: int, low: str) -> None:
        assert self.forms is not None
        following = (self._next(at) or "").casefold()
        owned = (
            following
            and not self._punctuated(at)
            and following not in self.person.not_owned
            and not following.endswith("ly")
        )
        if low == self.forms.self:
            self._put(at, self.person.you.self)
        elif low == self.forms.possessive and (owned or low != self.forms.object):
            self._possess(at) if owned else self._put(at, self.person.you.own)
        elif low == self.forms.object:
            self._put(at, self.person.you.object)
        else:
            self._put(at, self.person.you.own)

    def _possess(self, at: int) -> None:
        mine = your("".join(self.tokens[at + 1 :]), self.words)
        self.doubt = self.doubt or not mine
        self._put(at, mine)

    def _agree(self, at: int) -> None:
        """English verbs: "she thinks" → "you think"; an auxiliary may stand before: "does she" → "do you"."""
        before = self._word_at(at, -1)
        if before is not None and self.tokens[before].casefold() in self.person.inverted:
            self._put(before, self.person.inverted[self.tokens[before].casefold()])
            return
        verb = self._word_at(at, 1)
        while verb is not None and (
            self.tokens[verb].casefold() in self.person.adverbs or self.tokens[verb].endswith("ly")
        ):
            verb = self._word_at(verb, 1)
        if verb is None or self._comma_between(at, verb):
            return
        plain = self._plain(self.tokens[verb])
        if plain != self.tokens[verb]:
            self._put(verb, plain)
            self.doubt = self.doubt or self._second_verb(verb)

    def _plain(self, verb: str) -> str:
        low = verb.casefold()
        if low in self.person.verbs:
            return self.person.verbs[low]
        if low in self.person.not_verbs or not low.endswith("s") or low.endswith("ss") or len(low) < 4:
            return verb
        if low.endswith("ies") and len(low) > 4:
            return verb[:-3] + "y"
        return verb[:-2] if low.endswith(("sses", "shes", "ches", "xes", "zes", "oes")) else verb[:-1]

    def _second_verb(self, verb: int) -> bool:
        """ "she reads all and answers late": a second verb that may have to be turned, too."""
        rest = "".join(self.tokens[verb + 1 :])
        return bool(re.search(r"\b(?:and|or|but)\s+(?!this\b|his\b|always\b|its\b)\w{3,}s\b", rest, re.I))

    def _left(self, text: str) -> bool:
        """Whether a word for somebody else is left that could be the contact."""
        said = {w.casefold() for w in re.findall(r"\w+", text)}
        if said & set(self.person.ambiguous):
            return True
        if self.family == "they":
            return bool(said & set(self.person.others))
        singular = {form for name, forms in self.person.families.items() if name != "they" for form in _forms(forms)}
        return not self.family and bool(said & singular)

    def _put(self, at: int, word: str) -> None:
        # Names have their capital anywhere, so only the beginning of a sentence asks for one.
        first = self.tokens[at][:1].isupper() and self._begins_clause(at, hard=True)
        self.tokens[at] = word[:1].upper() + word[1:] if first else word

    def _begins_clause(self, at: int, hard: bool = False) -> bool:
        before = "".join(self.tokens[:at]).rstrip()
        return not before or bool(re.search(r"[.!?\n]$" if hard else _NEW_CLAUSE.pattern + "$", before))

    def _before(self, at: int) -> str:
        place = self._word_at(at, -1)
        return "" if place is None else self.tokens[place].casefold()

    def _next(self, at: int) -> str | None:
        place = self._word_at(at, 1)
        return None if place is None else self.tokens[place]

    def _word_at(self, at: int, way: int) -> int | None:
        at += way
        while 0 <= at < len(self.tokens):
            if _WORD.match(self.tokens[at]):
                return at
            at += way
        return None

    def _punctuated(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and bool(_NEW_CLAUSE.search(self.tokens[at + 1]))

    def _comma_between(self, at: int, verb: int) -> bool:
        return any(_NEW_CLAUSE.search(t) for t in self.tokens[at + 1 : verb])


_NAME = "thecontactsname"


def _named(text: str, names: tuple[str, ...], words: PurposeWords) -> str:
    """The contact's name, however it is written, as one word that cannot be confused."""
    ends = "|".join(re.escape(s) for s in words.person.possessive_s)
    for name in sorted((n for n in names if n), key=len, reverse=True):
        text = re.sub(
            rf"\b{re.escape(name)}({ends})?(?!\w)", lambda m: _NAME.capitalize() + ("'s" if m.group(1) else ""), text
        )
    return text


def _apart(token: str) -> tuple[str, str]:
    """A word and what hangs on it by an apostrophe: ``she's`` → ``she``, ``'s``."""
    found = re.fullmatch(r"(\w+)([’']\w+)", token)
    return (found.group(1), found.group(2)) if found else (token, "")
