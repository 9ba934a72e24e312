"""Finding what the user means: a draft by its number, a person by name, address or number."""

from __future__ import annotations

import difflib
import re

from inbox_agent.drafts.draft import Draft
from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.front.cli import say
from inbox_agent.mentorship.relationship import Relationship, called
from inbox_agent.rounds.keeping import Transaction


def draft(tx: Transaction, given: str) -> tuple[Draft, int | None]:
    """The draft of `12` or `12.3`, with the version that was named."""
    found = re.fullmatch(r"(\d{1,12})(?:\.(\d{1,6}))?", given)
    if not found:
        raise WrongUse(f"'{given}' is not the number of a draft.", "Write it like 12, or 12.3 for its third version.")
    value = tx.drafts.get(int(found.group(1)))
    if value is None:
        raise NotFound(f"There is no draft {found.group(1)}.", "See inbox-agent queue.")
    return value, int(found.group(2)) if found.group(2) else None


def person(tx: Transaction, given: str) -> Relationship:
    """The one relationship with this number, or whose person has this address, or this in the name."""
    everybody = tx.people.all()
    numbered = re.fullmatch(r"#?(\d{1,12})", given.strip())
    if numbered and (by_id := next((r for r in everybody if r.id == int(numbered[1])), None)):
        return by_id
    said = given.strip().casefold()
    found = called(everybody, said) or [r for r in everybody if said and said in r.person.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(_called(r) for r in found)
        raise WrongUse(f"'{given}' could be {names}.", "Name one by the address.")
    by_word = {word: r for r in everybody for word in (r.person.name.casefold(), *r.person.name.casefold().split())}
    near = difflib.get_close_matches(said, by_word, n=1)
    meant = _called(by_word[near[0]]) if near else ""
    raise NotFound(
        f"There is nobody called '{given}'.", f"Did you mean {meant}?" if meant else "See inbox-agent people."
    )


def _called(relationship: Relationship) -> str:
    return say.visible(f"{relationship.person.name} <{next(iter(relationship.person.addresses), 'no address')}>")
