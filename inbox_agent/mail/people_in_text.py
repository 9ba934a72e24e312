"""The people whom a text names: in a programme or a page, in a platform's notification, in an introduction.

A name counts with what stands beside it: an address on its line, the phrases with which platforms and
introducers name people (`rules/labels`), or the owner's note that says the same name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.likeness import same_person, shares_word, uninflected
from inbox_agent.mail.meant import Contact
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import (
    ADDRESS,
    Found,
    addresses,
    full_names,
    looks_like_name,
    name_at,
    name_before,
    organisation_like,
    person_beside,
)
from inbox_agent.mail.phrases import Phrases
from inbox_agent.mail.robots import sort_of
from inbox_agent.mail.role import Role
from inbox_agent.mail.running_role import BESIDE, role_after

#: No more of a text is searched for people.
LONGEST = 20_000
_IN_BRACKETS = re.compile(r"\s*[(<\[][^()<>\[\]]{0,120}[)>\]]\s*$")
MOST_SMALL_NAMES = 3
_SMALL_WORDS = re.compile(r"\s+(?:[^\W\d_A-Z]\w*\s+){1,3}")


def with_addresses(text: str, words: Lexicon, without: Collection[str]) -> tuple[Contact, ...]:
    """The people whose address stands in the text, in order; robots and the addresses in `without` are none."""
    text = text[:LONGEST]
    found: dict[str, Contact] = {}
    for hit in ADDRESS.finditer(text):
        addr = addresses(hit.group())[0]
        name = person_beside(text, hit.start(), hit.end(), words)
        # "Pia Sund, Bridges, pia@…": what stands nearest to an address is not always its person.
        if not name or organisation_like(name, words) or (" " not in name and not same_person(name, addr)):
            name = _person_above(text, hit.start(), addr, words) or name
        if (
            addr.casefold() in without
            or addr.casefold() in found
            or sort_of(Address(name, addr), words, name) != "person"
        ):
            continue
        name = _typed_small(text, hit.start(), addr) or name
        role = _role_beside(text, name, hit.start(), words, Firm.of(addr, name))
        found[addr.casefold()] = Contact(uninflected(name, addr), addr, role.organisation, role.title)
    return tuple(found.values())


def _typed_small(text: str, start: int, addr: str) -> str:
    """A name without capitals, as phones leave them, that fills the line before an address made of it: "ada byron, ada@…"."""
    line = text[text.rfind("\n", 0, start) + 1 : start].strip(" ,;:<(-–")
    told = line.split()
    if not 2 <= len(told) <= MOST_SMALL_NAMES or line != line.lower() or not same_person(told[0], addr):
        return ""
    if not all(part.isalpha() for word in told for part in word.split("-")):
        return ""
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in told)


def _person_above(text: str, start: int, addr: str, words: Lexicon) -> str:
    """The name before an address that has the most words of it, the last of equals: not "Ropewalk Byron" beside Ada's."""
    above = [one.name for one in full_names(text[max(0, start - BESIDE) : start], words) if same_person(one.name, addr)]
    people = [name for name in reversed(above) if not organisation_like(name, words)]
    return max(people, key=lambda name: sum(same_person(word, addr) for word in name.split()), default="")


def _role_beside(text: str, name: str, near: int, words: Lexicon, firm: Firm) -> Role:
    """What stands behind the name nearest to its address, or behind the other places where it stands."""
    nearest = text.rfind(name, max(0, near - BESIDE), near + BESIDE) if name else -1
    if nearest < 0:
        return Role()
    places = [nearest, *(hit.start() for hit in re.finditer(re.escape(name), text) if hit.start() != nearest)]
    return next((role for at in places[:8] if (role := role_after(text, at + len(name), words, firm))), Role())


def named_by(
    phrases: tuple[Phrases, Phrases], text: str, words: Lexicon, not_these: Iterable[str] = ()
) -> Iterator[Found]:
    """The names that stand where these phrases put one; `not_these` (the owner's own) are passed over."""
    text = text[:LONGEST]
    others = tuple(not_these)
    before, after = phrases
    for hit in before.every(text):
        found = name_at(text, hit.end(), words) or _after_small_words(text, hit.end(), words)
        if found and any(shares_word(found.name, other) for other in others):
            # "introduce Olle to Sofia": the owner first, then one small word, then the person.
            small = re.match(r"[\s,]*\w{1,4}\s", text[found.end : found.end + 8])
            found = name_at(text, found.end + small.end(), words) if small else None
        if found and not any(shares_word(found.name, other) for other in others):
            yield found
    for hit in after.finditer(text):
        # "Ada Byron (ada@lab.example) says I should …": the address may stand between.
        end = len(_IN_BRACKETS.sub("", text[max(0, hit.start() - BESIDE) : hit.start()])) + max(0, hit.start() - BESIDE)
        found = name_before(text, end, words)
        if found and not any(shares_word(found.name, other) for other in others):
            yield found


def _after_small_words(text: str, start: int, words: Lexicon) -> Found | None:
    """ "introduce you to my friend Grace Oduya": a full name after a few small words; after a title one name will do."""
    small = _SMALL_WORDS.match(text[start : start + 40])
    found = name_at(text, start + small.end(), words) if small else None
    titled = small is not None and plain(small.group().split()[-1]) in words.honorifics
    return found if found and (titled or looks_like_name(found.name, words)) else None


def completed(found: Found, text: str, words: Lexicon, without: Collection[str] = ()) -> Contact:
    """A named person with what the text holds of them: the full name, address, title and organisation."""
    text = text[:LONGEST]
    name = found.name
    if len(name.split()) == 1:
        full = [one.name for one in full_names(text, words) if name in one.name.split()]
        # A first name before a family name: "Ada" is Ada Byron, and not Paul Ada.
        name = next((one for one in full if one.split()[0] == name), next(iter(full), name))
    places = [hit.end() for hit in re.finditer(re.escape(name), text)][:8]
    addr = address_of(name, text, words, without)
    firm = Firm.of(addr, name)
    role = next((told for end in places if (told := role_after(text, end, words, firm))), Role())
    return Contact(name, addr, role.organisation, role.title)


def address_of(name: str, text: str, words: Lexicon, without: Collection[str] = ()) -> str:
    """The address in a text that is this person's: beside the name, or made of it; "" where none is."""
    text = text[:LONGEST]
    near = [
        addr
        for hit in ADDRESS.finditer(text)
        if (addr := addresses(hit.group())[0]).casefold() not in without
        and (person_beside(text, hit.start(), hit.end(), words) == name or same_person(name, addr))
        and sort_of(Address(name, addr), words, name) == "person"
    ]
    return near[0] if near else ""


def via_platform(display_name: str, words: Lexicon) -> str:
    """The person in a display name such as "Ada Byron via LinkedIn" or "Ada Byron (MentorCruise)"; "" where none is."""
    found = name_at(display_name, 0, words)
    rest = display_name[found.end :].strip() if found else ""
    return found.name if found and rest and looks_like_name(found.name, words) else ""
