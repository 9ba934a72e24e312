"""An introduction: A writes to the owner that they should meet B. The contact is B, and A is who referred (P-62).

Words alone do not make one ("you should talk to more people"): B has an address, among the recipients of the
mail or in its text.
"""

from __future__ import annotations

from inbox_agent.mail.case import Case
from inbox_agent.mail.firm import Firm
from inbox_agent.mail.likeness import same_person, shares_word
from inbox_agent.mail.meant import Contact
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import Found
from inbox_agent.mail.people_in_text import completed, named_by, with_addresses
from inbox_agent.mail.running_role import role_after


def introduced(case: Case) -> tuple[Contact, str] | None:
    """The person whom a forwarded mail introduces, and the words that do it; None when it introduces nobody."""
    sender, text = case.found.sender, case.parts.written
    others = [one for one in case.found.to if one.addr and not case.own.has(one) and one.key != sender.key]
    not_meant = [name for name in (*case.own.names, sender.name) if name]
    for found in named_by(case.words.introductions, text, case.words, not_meant):
        if one := _with_address(found, case, others):
            return one, found.name
    if len(others) == 1 and case.words.introduction_subjects.search(case.found.subject):
        return Contact(others[0].name, others[0].addr), case.found.subject
    return None


def _with_address(found: Found, case: Case, others: list[Address]) -> Contact | None:
    """The named person with the address that is theirs, among the other recipients or in the text."""
    text, words, without = case.parts.written, case.words, {*case.own.addresses, case.found.sender.key}
    named = completed(found, text, words, without)
    beside = next(
        (one for one in others if shares_word(found.name, one.name) or same_person(found.name, one.addr)), None
    )
    if beside is None and len(others) == 1 and not with_addresses(text, words, without):
        beside = others[0]
    if beside is None:
        return named if named.addr else None
    told = role_after(text, found.end, words, Firm.of(beside.addr, named.name))
    return Contact(
        beside.name or named.name, beside.addr, named.organisation or told.organisation, named.title or told.title
    )
