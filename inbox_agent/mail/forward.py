"""What the owner sent in: whom they want to reach, and why (F-08, F-09).

A forwarded mail comes first (`original` finds it, `pointed_at` says who is meant by it); without one a contact
card, beside the text or in it; else a plain note. What shows no person is said to be no contact, and a mail
that is none of these is None: a command, or a word to somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from inbox_agent.mail import card, no_contact, note, original, pointed_at, quoting
from inbox_agent.mail.card import Card
from inbox_agent.mail.case import Case, Own, one_or_ask
from inbox_agent.mail.meant import Contact, Forward
from inbox_agent.mail.message import Message
from inbox_agent.rules import Labels

__all__ = ["Contact", "Forward", "read"]

#: A card in the text itself.
_CARD_BEGINS = re.compile(r"^BEGIN:VCARD$", re.MULTILINE | re.IGNORECASE)
_CARD_ENDS = re.compile(r"^END:VCARD$", re.MULTILINE | re.IGNORECASE)


def read(
    message: Message, labels: Mapping[str, Labels], owner: frozenset[str], mailbox: frozenset[str]
) -> Forward | None:
    """What this mail of the owner's sends in; None when it is neither forward, card nor note.

    `owner` and `mailbox` are addresses, case folded; both may be empty, then the form alone decides.
    """
    own = Own.of(message, owner | mailbox)
    if found := original.find(message, labels):
        case = Case(found, labels, own)
        against = no_contact.objection(case)
        meant = case.means_nobody(*against) if against else pointed_at.who(case)
        return _with_card(meant, _cards((*message.cards, *found.cards)))
    text, pasted = _without_card(message.text)
    written = quoting.split(text, labels, names=own.names).written
    cards = _cards((*message.cards, *([pasted.encode()] if pasted else [])))
    if cards:
        return _of_cards(cards, written)
    return note.read(written, labels, own.addresses, message.subject, own.names)


def _without_card(text: str) -> tuple[str, str]:
    """A text without the first whole card that was pasted into it, and the card; "" where it has none."""
    begin = _CARD_BEGINS.search(text)
    end = _CARD_ENDS.search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return text, ""
    return text[: begin.start()] + text[end.end() :], text[begin.start() : end.end()]


def _cards(raw: Iterable[bytes]) -> list[Card]:
    return [one for content in raw for one in card.read(content)]


def _of_cards(cards: list[Card], written: str) -> Forward:
    """The card's person; of several the one whom the owner's words name."""
    people = tuple(_contact(one) for one in cards)
    named = tuple(one for one in people if one.name and one.name.casefold() in written.casefold())
    return one_or_ask(Forward(owner_note=written, kind="vcard"), named if len(named) == 1 else people, "vcard")


def _contact(one: Card) -> Contact:
    return Contact(one.name, one.addresses[0] if one.addresses else "", one.organisation, one.title, one.language)


def _with_card(meant: Forward, cards: list[Card]) -> Forward:
    """A card beside a forward adds what the mail did not say of the same person."""
    contact = meant.contact
    for one in cards if contact else []:
        if contact and _is_of(one, contact):
            told = _contact(one)
            filled = Contact(
                contact.name or told.name,
                contact.addr or told.addr,
                contact.organisation or told.organisation,
                contact.title or told.title,
                told.language,
            )
            return replace(meant, contact=filled, because=(*meant.because, ("vcard", told.name)))
    return meant


def _is_of(one: Card, contact: Contact) -> bool:
    by_address = contact.addr.casefold() in {addr.casefold() for addr in one.addresses}
    return by_address or (bool(one.name) and one.name.casefold() == contact.name.casefold())
