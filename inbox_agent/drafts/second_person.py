"""An owner's words about a contact, turned into words to the contact: "her idea" becomes "your idea".

The owner writes a note about a person ("she offered to read my draft") and the letter goes to that person.
Only what is certain is turned: pronouns of the one family that the owner uses for the contact, the contact's
name, the verb that follows in English, the possessive that the noun asks for in Swedish. Where the words stay
doubtful the answer is None, and the line is shown to the owner instead of being sent (P-22).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inbox_agent.rules import Person, Pronouns, PurposeWords

_WORDS = re.compile(r"\w+(?:[’'\-]\w+)*[’']?|[^\w]+")
_WORD = re.compile(r"\w")
_NEW_CLAUSE = re.compile(r"[.!?;:,\n(–—]")


def family(texts: Iterable[str], words: PurposeWords) -> str:
    """The pronoun that the owner uses for the contact: the only one in the first of `texts` that has any. "" when unsure.

    `SHARED` where nothing but a possessive stands that fits her and him ("su", "son"). Name the surest text first:
    the note with the forward speaks of nobody but the contact.
    """
    person = words.person
    shared = _shared(person)
    for text in texts:
        said = {w.casefold() for w in re.findall(r"\w+", _personal(text, person))}
        found = [
            name
            for name, forms in person.families.items()
            if said & ({*_forms(forms), *person.possessives.get(name, {})} - set(shared))
        ]
        singular = [name for name in found if name != "they"]
        if found:
            return singular[0] if len(singular) == 1 else found[0] if len(found) == 1 else ""
        if said & set(shared):
            return SHARED
    return ""


#: The family of a possessive that does not tell her from him.
SHARED = "shared"


def _shared(person: Person) -> dict[str, str]:
    """The possessives that all families have in common."""
    tables = list(person.possessives.values())
    return {form: mine for form, mine in tables[0].items() if all(form in t for t in tables)} if len(tables) > 1 else {}


def _personal(text: str, person: Person) -> str:
    """Without pronouns that mean nobody, and without a capital "Sie", which means the reader."""
    for pattern in person.impersonal:
        text = re.sub(pattern, " ", text, flags=re.I)
    return re.sub(r"(?<=[^\W\d_][ ,])(?:Sie|Ihnen|Ihre?[nmrs]?)\b", " ", text) if person.capital_you else text


def to_them(text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> str | None:
    """`text` as said to the contact; None where a word of it could mean somebody else.

    `names` are the forms under which the owner names the contact ("Ada", "Ada Lindqvist").
    """
    shift = _Shift(text, names, family, words)
    return shift.result()


def sentence_to_them(text: str, names: tuple[str, ...], family: str, words: PurposeWords) -> str | None:
    """Like `to_them`, for a whole sentence: there "son" or "su" may as well be somebody else's, and then it is None."""
    said = {w.casefold() for w in re.findall(r"\w+", text)}
    open_ = {form for form, mine in _shared(words.person).items() if form != mine}
    return None if said & open_ else to_them(text, names, family, words)


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
        named = _owned_by_name(_named(text, names, words), words)
        self.tokens = _WORDS.findall(named)
        self.forms = self.person.families.get(family)
        self.possessives = _shared(self.person) if family == SHARED else self.person.possessives.get(family, {})
        self.nobody = self._impersonal(named)
        self.family = family
        self.subject_turned = False
        self.doubt = any(re.search(pattern, named, re.I) for pattern in self.person.doubtful)

    def result(self) -> str | None:
        for at, token in enumerate(self.tokens):
            if _WORD.match(token) and at not in self.nobody and not self._says_you(at, token):
                self._turn(at, token)
        text = "".join(self.tokens)
        return None if self.doubt or self._left(text) else text

    def _impersonal(self, text: str) -> frozenset[int]:
        """The places of tokens that belong to a pronoun which means nobody."""
        spans = [m.span() for pattern in self.person.impersonal for m in re.finditer(pattern, text, re.I)]
        starts = [0]
        for token in self.tokens:
            starts.append(starts[-1] + len(token))
        return frozenset(at for at in range(len(self.tokens)) if any(a <= starts[at] < b for a, b in spans))

    def _says_you(self, at: int, token: str) -> bool:
        if not (self.person.capital_you and token[:1].isupper()):
            return False
        following = (self._next(at) or "").casefold()
        # "Sie leiten …" opens a sentence to the reader, "Sie leitet …" one about her.
        plural = token.casefold() == "sie" and (following.endswith("en") or following in self.person.verbs.values())
        return plural or not self._begins_clause(at, hard=True)

    def _turn(self, at: int, token: str) -> None:
        low, stem, tail = token.casefold(), *_apart(token.casefold())
        if _NAME in (low, stem):
            self._turn_name(at, tail)
        elif low in self.person.whole:
            self._put(at, self.person.whole[low])
        elif low in self.possessives and self._owned(at):
            self._put(at, self.possessives[low])
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
        if self._before(at) in self.person.before_object:
            self._put(at, self.person.you.object)
            return
        if tail in ("'s", "’s"):
            following = (self._next(at) or "").casefold()
            tail = tail[0] + (
                "ve" if following.endswith(("ed", "en")) or following in ("been", "done", "had", "made") else "re"
            )
        self._put(at, self.person.you.subject + tail)
        self.subject_turned = True
        if self.person.agree_listed:
            self._agree_listed(at)
        elif self.person.third_person_s and not tail:
            self._agree(at)

    def _turn_other(self, at: int, low: str) -> None:
        assert self.forms is not None
        owned = self._owned(at)
        if low == self.forms.self:
            self._put(at, self.person.you.self)
        elif low == self.forms.possessive and (owned or low != self.forms.object):
            self._possess(at) if owned else self._put(at, self.person.you.own)
        elif low == self.forms.object:
            self._put(at, self.person.you.object)
        else:
            self._put(at, self.person.you.own)

    def _owned(self, at: int) -> bool:
        following = (self._next(at) or "").casefold()
        return (
            bool(following)
            and not self._punctuated(at)
            and following not in self.person.not_owned
            and not following.endswith("ly")
        )

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

    def _agree_listed(self, at: int) -> None:
        """The verb before the subject, behind it, or at the end of its clause; it must be one that is known."""
        before = self._word_at(at, -1)
        if before is not None and self.tokens[before].casefold() in self.person.inverted:
            self._put(before, self.person.inverted[self.tokens[before].casefold()])
            return
        verb = self._word_at(at, 1)
        while verb is not None and self.tokens[verb].casefold() in self.person.adverbs:
            verb = self._word_at(verb, 1)
        for place in (verb, self._clause_end(at)):
            turned = self._known(self.tokens[place]) if place is not None else ""
            if place is not None and turned:
                self._put(place, turned)
                return
        self.doubt = True

    def _known(self, verb: str) -> str:
        """The second person of a verb that the rules know, with the pronoun that hangs before it; "" for any other."""
        clitic, low = re.fullmatch(r"((?:[mln][’'])?)(.*)", verb.casefold(), re.S).groups()  # type: ignore[union-attr]
        if low in self.person.verbs:
            return str(clitic) + self.person.verbs[low]
        ending = next((e for e in self.person.endings if low.endswith(e) and len(low) > len(e) + 1), "")
        return f"{clitic}{low.removesuffix(ending)}{self.person.endings[ending]}" if ending else ""

    def _clause_end(self, at: int) -> int | None:
        last = at
        for place in range(at + 1, len(self.tokens)):
            if _NEW_CLAUSE.search(self.tokens[place]) and not _WORD.match(self.tokens[place]):
                break
            last = place if _WORD.match(self.tokens[place]) else last
        return last if last != at else None

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


def _owned_by_name(text: str, words: PurposeWords) -> str:
    """ "The talk of Ada" is "your talk" where the language has that form and the noun is known."""
    if not words.person.of_name:
        return text

    def turned(found: re.Match[str]) -> str:
        mine = your(found.group(1), words)
        return f"{mine} {found.group(1)}" if mine else found.group(0)

    return re.sub(words.person.of_name.replace("{name}", _NAME.capitalize()), turned, text)


def _apart(token: str) -> tuple[str, str]:
    """A word and what hangs on it by an apostrophe: ``she's`` → ``she``, ``'s``."""
    found = re.fullmatch(r"(\w+)([’']\w+)", token)
    return (found.group(1), found.group(2)) if found else (token, "")
