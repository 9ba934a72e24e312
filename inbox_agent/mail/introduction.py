"""An introduction: A writes to the owner that they should meet B. The contact is B, and A is who referred (P-62).

Words alone do not make one ("you should talk to more people"): B has an address, among the recipients of the
mail or in its text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inbox_agent.mail.lexicon import Lexicon
from inbox_agent.mail.meant import Contact
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import same_person, shares_word
from inbox_agent.mail.people_in_text import completed, named_by, role_after, with_addresses


def introduced(
    text: str,
    subject: str,
    people: Sequence[Address],
    introducer: Address,
    owner_names: Sequence[str],
    without: Collection[str],
    words: Lexicon,
) -> tuple[Contact, str] | None:
    """The person whom a mail introduces and the words that do it. `people` are its recipients, `without` own addresses."""
    others = [one for one in people if one.addr and one.key not in without and one.key != introducer.key]
    not_meant = (*owner_names, introducer.name)
    names = [name for name in not_meant if name]
    for found in named_by(words.introductions, text, words, names):
        beside = next(
            (one for one in others if shares_word(found.name, one.name) or same_person(found.name, one.addr)), None
        )
        if beside is None and len(others) == 1 and len(with_addresses(text, words, without)) == 0:
            beside = others[0]
        contact = completed(found, text, words, {*without, introducer.key})
        if beside:
            title, organisation = role_after(text, found.end, words)
            name = beside.name or contact.name
            return Contact(name, beside.addr, contact.organisation or organisation, contact.title or title), found.name
        if contact.addr:
            return contact, found.name
    if len(others) == 1 and words.introduction_subjects.search(subject):
        return Contact(others[0].name, others[0].addr), subject
    return None
