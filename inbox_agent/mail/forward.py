"""What the owner sent in: whom they want to reach, and why (F-08, F-09).

A forward shows a mail of somebody; who is meant is mostly its sender, but not always. In this order: the
owner's own sent mail means its recipient; a person whom the owner's note names means that person; an
introduction means the one introduced, with the introducer as referrer; a robot's, a platform's or an
organiser's mail means the person in it, never the sender; anything else means the sender. Several possible
people become candidates, and the owner is asked. Without a forwarded mail there may be a contact card or a
plain note. What shows no person at all is said to be no contact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from inbox_agent.mail import card, note, original, quoting, signature
from inbox_agent.mail.introduction import introduced
from inbox_agent.mail.lexicon import Lexicon, lexicon
from inbox_agent.mail.lines import read as read_lines
from inbox_agent.mail.meant import Contact as Contact
from inbox_agent.mail.meant import Forward as Forward
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.original import Original
from inbox_agent.mail.people import Found, full_names, same_person, shares_word
from inbox_agent.mail.people_in_text import address_of, completed, named_by, via_platform, with_addresses
from inbox_agent.mail.robots import sort_of
from inbox_agent.rules import Labels


#: So many different names in one mail are looked up; a notification has one or two.
MOST_NAMED = 20


@dataclass(frozen=True)
class _Selves:
    """Whose mail it is: no address of these is ever a contact."""

    addresses: frozenset[str]
    names: tuple[str, ...]

    def is_one(self, person: Address) -> bool:
        return (
            person.key in self.addresses
            if person.addr
            else any(person.name.casefold() == n.casefold() for n in self.names)
        )


def read(
    message: Message, labels: Mapping[str, Labels], owner: frozenset[str], mailbox: frozenset[str]
) -> Forward | None:
    """What this mail of the owner's sends in; None when it is neither forward, card nor note.

    `owner` and `mailbox` are addresses, case folded; both may be empty, then the form alone decides.
    """
    words = lexicon(labels)
    selves = _Selves(
        owner | mailbox | ({message.author.key} if message.author.addr else set()),
        tuple(filter(None, (message.author.name,))),
    )
    found = original.find(message, labels)
    if found:
        meant = _of_original(found, labels, words, selves)
        return _with_card(meant, (*message.cards, *found.cards))
    written = quoting.split(message.text, labels, names=selves.names).written
    if message.cards and (meant_by_card := _of_cards(message.cards, written)):
        return meant_by_card
    return note.read(written, labels, selves.addresses, message.subject, selves.names)


def _of_original(found: Original, labels: Mapping[str, Labels], words: Lexicon, selves: _Selves) -> Forward:
    base = Forward(
        original_subject=found.subject,
        original_date=found.date,
        original_text=found.text,
        owner_note=found.note,
        because=((found.rule, found.words),),
    )
    parts = quoting.split(found.text, labels, names=tuple(filter(None, (found.sender.name,))))
    if refused := _no_contact(found, parts.signature, words):
        return replace(base, kind="not-a-contact", because=(*base.because, refused))
    return _who(base, found, parts, labels, words, selves)


def _who(
    base: Forward, found: Original, parts: quoting.Reply, labels: Mapping[str, Labels], words: Lexicon, selves: _Selves
) -> Forward:
    if selves.is_one(found.sender):
        return _recipient(base, found, words, selves)
    if named := _named_in_note(found, labels, words, selves):
        return _settled(base, named[0], "forward.note-names", named[1])
    sort = sort_of(found.sender, words, parts.signature)
    if sort == "person" and (
        one := introduced(parts.written, found.subject, found.to, found.sender, selves.names, selves.addresses, words)
    ):
        return replace(_settled(base, one[0], "forward.introduction", one[1]), referrer=found.sender)
    if sort != "person":
        return _in_robots_mail(base, found, words, selves)
    return _settled(base, _sender(found, parts, words, selves), "forward.sender", str(found.sender))


def _settled(base: Forward, contact: Contact, rule: str, words: str) -> Forward:
    return replace(base, contact=contact, because=(*base.because, (rule, words)))


def _no_contact(found: Original, signed: str, words: Lexicon) -> tuple[str, str] | None:
    """What speaks against a contact: the owner's own doubt; or bills and tricks, unless the owner says why to write."""
    if doubt := words.doubts.search(found.note):
        return "no-contact.doubt", doubt.group()
    if note.is_test(found.note, words) or (not found.note and note.is_test(found.text.strip(), words)):
        return "no-contact.test", found.note or found.text.strip()
    shown = f"{found.subject}\n{found.text[:4000]}"
    tricks = words.phishing.search(shown)
    person = sort_of(found.sender, words, signed) == "person"
    if tricks and not (person and found.note):
        return "no-contact.phishing", tricks.group()
    bill = words.invoices.search(found.subject if person else shown)
    if bill and not found.note:
        return "no-contact.invoice", bill.group()
    return None


def _recipient(base: Forward, found: Original, words: Lexicon, selves: _Selves) -> Forward:
    """The owner's own sent mail: whoever it went to; without a To line, whoever is quoted in it."""
    people = [
        Contact(one.name, one.addr or address_of(one.name, found.text, words, selves.addresses))
        for one in found.to
        if not selves.is_one(one)
    ]
    if not people:
        people = list(with_addresses(found.text, words, selves.addresses))
    if not people:
        return replace(base, kind="not-a-contact", because=(*base.because, ("no-contact.own", str(found.sender))))
    return _one_or_ask(base, tuple(people), "forward.own-sent")


def _one_or_ask(base: Forward, people: tuple[Contact, ...], rule: str) -> Forward:
    told = ", ".join(one.name or one.addr for one in people)
    if len(people) == 1:
        return _settled(base, people[0], rule, told)
    return replace(base, candidates=people, because=(*base.because, ("forward.several", told)))


def _named_in_note(
    found: Original, labels: Mapping[str, Labels], words: Lexicon, selves: _Selves
) -> tuple[Contact, str] | None:
    """Somebody other than the sender whom the owner's note names, and whom the mail shows too or the note gives an address of."""
    if not found.note:
        return None
    told = note.read(found.note, labels, selves.addresses, names=selves.names)
    if told and told.contact and told.contact.addr and told.contact.addr.casefold() != found.sender.key:
        return told.contact, told.contact.name
    sender = sort_of(found.sender, words)
    if (
        sender == "person"
        and found.sender.name
        and shares_word(" ".join(one.strip(",.;:!?") for one in found.note.split()), found.sender.name)
    ):
        return None
    named = [*named_by(words.note_openers, found.note, words, selves.names), *full_names(found.note, words)]
    for one in named:
        shown = completed(one, found.text, words, selves.addresses)
        in_text = shown.name in found.text and (len(shown.name.split()) > 1 or shown.addr)
        if in_text and not shares_word(one.name, found.sender.name) and (sender != "person" or shown.addr):
            return shown, one.name
    return None


def _in_robots_mail(base: Forward, found: Original, words: Lexicon, selves: _Selves) -> Forward:
    """The person whom a platform, a list or an organiser writes about."""
    text = f"{found.subject}\n\n{found.text}"
    if name := via_platform(found.sender.name, words):
        return _settled(base, _behind_platform(name, found, words, selves), "forward.platform", found.sender.name)
    about = {one.name: one for one in named_by(words.notifications, text, words, selves.names)}
    distinct = _distinct([completed(one, found.text, words, selves.addresses) for one in [*about.values()][:MOST_NAMED]])
    if distinct:
        return _one_or_ask(base, distinct, "forward.platform")
    people = with_addresses(found.text, words, selves.addresses)
    if people:
        return _one_or_ask(base, _pointed_at(people, found.note) or people, "forward.in-text")
    if opener := next(named_by(words.note_openers, found.note, words, selves.names), None):
        return _settled(base, Contact(opener.name, ""), "forward.note-names", opener.name)
    why = words.newsletters.search(text)
    told = ("no-contact.newsletter", why.group()) if why else ("no-contact.robot", str(found.sender))
    return replace(base, kind="not-a-contact", because=(*base.because, told))


def _behind_platform(name: str, found: Original, words: Lexicon, selves: _Selves) -> Contact:
    """A person for whom a list or platform sends: their own address is in Reply-To or in the text, if anywhere."""
    person = completed(Found(name, 0, 0), found.text, words, selves.addresses)
    theirs = (one.addr for one in found.reply_to if shares_word(one.name, name) or same_person(name, one.addr))
    return replace(person, addr=next(theirs, person.addr))


def _pointed_at(people: tuple[Contact, ...], note_words: str) -> tuple[Contact, ...]:
    """Those of whom the owner's note says a part of the name."""
    said = " ".join(word.strip(",.;:!?()\"'’") for word in note_words.split() if word[:1].isupper())
    return tuple(one for one in people if one.name and shares_word(one.name, said))


def _distinct(people: list[Contact]) -> tuple[Contact, ...]:
    """Each person once; a full name stands for its first name."""
    full = [one for one in people if len(one.name.split()) > 1] or people
    return tuple({one.name.casefold(): one for one in full}.values())


def _sender(found: Original, parts: quoting.Reply, words: Lexicon, selves: _Selves) -> Contact:
    """The sender with what their signature tells: a missing name or address, title, organisation."""
    facts = signature.facts(read_lines(parts.signature), words, found.sender.name)
    name = found.sender.name or facts.name
    addr = found.sender.addr
    if not addr:
        own = facts.addr if facts.addr.casefold() not in selves.addresses else ""
        reply_to = found.reply_to[0].addr if found.reply_to else ""
        addr = reply_to or own or address_of(name, found.text, words, selves.addresses)
    return Contact(name, addr, facts.organisation, facts.title)


def _of_cards(raw: tuple[bytes, ...], written: str) -> Forward | None:
    cards = [one for content in raw for one in card.read(content)]
    people = tuple(
        Contact(one.name, one.addresses[0] if one.addresses else "", one.organisation, one.title, one.language)
        for one in cards
    )
    if not people:
        return None
    base = Forward(owner_note=written, kind="vcard")
    named = [one for one in people if len(people) > 1 and one.name and one.name.casefold() in written.casefold()]
    return _one_or_ask(base, tuple(named) if len(named) == 1 else people, "vcard")


def _with_card(meant: Forward, raw: tuple[bytes, ...]) -> Forward:
    """A card beside a forward adds what the mail did not say of the same person."""
    contact = meant.contact
    if contact is None or not raw:
        return meant
    for one in (one for content in raw for one in card.read(content)):
        if contact.addr.casefold() in {a.casefold() for a in one.addresses} or (
            one.name and one.name.casefold() == contact.name.casefold()
        ):
            addr = contact.addr or (one.addresses[0] if one.addresses else "")
            filled = Contact(
                contact.name or one.name,
                addr,
                contact.organisation or one.organisation,
                contact.title or one.title,
                one.language,
            )
            return replace(meant, contact=filled, because=(*meant.because, ("vcard", one.name)))
    return meant
