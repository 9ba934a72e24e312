"""Whom a forwarded mail points at: mostly its sender, but not always.

In this order: of the owner's own sent mail its recipient; the person whom the owner's note names; of an
introduction the one introduced, with the introducer as referrer; of a robot's, a platform's or an organiser's
mail the person in it, never the sender; of anything else the sender. Where several people may be meant they
are candidates and the owner is asked (F-08).
"""

from __future__ import annotations

import re
from dataclasses import replace

from inbox_agent.mail import note, original, signature_facts
from inbox_agent.mail.case import Case
from inbox_agent.mail.firm import Firm
from inbox_agent.mail.introduction import introduced
from inbox_agent.mail.lexicon import Lexicon
from inbox_agent.mail.likeness import same_person, shares_word
from inbox_agent.mail.lines import read as read_lines
from inbox_agent.mail.meant import Contact, Forward
from inbox_agent.mail.message import Address
from inbox_agent.mail.original import Original
from inbox_agent.mail.own_name import SET_OFF
from inbox_agent.mail.people import Found, full_names, in_order, looks_like_name, person_and_place
from inbox_agent.mail.people_in_text import address_of, completed, named_by, via_platform, with_addresses
from inbox_agent.mail.running_role import of_writer
from inbox_agent.mail.signature import short

#: So many different names in one mail are looked up; a notification has one or two.
MOST_NAMED = 20
MOST_INITIAL = 2
#: So many lines a signature has from the name on.
MOST_SIGNED = 6
#: A word of fewer letters names no topic; a number may name the hour of a talk.
_TOPIC = re.compile(r"[^\W\d_]{4,40}|\d{2,4}")


def who(case: Case) -> Forward:
    """The mail with its contact, its candidates, or nobody; and who referred, when the note says so."""
    meant = _meant(case)
    if meant.contact is None or meant.referrer is not None:
        return meant
    contact = note.told_of(meant.contact, case.found.note, case.words)
    return replace(meant, contact=contact, referrer=note.referrer(case.found.note, contact, case.labels))


def _meant(case: Case) -> Forward:
    if case.own.has(case.found.sender):
        return _recipient(case)
    if named := _named_in_note(case):
        if case.sender == "role" and (signed := _signed(case)) and shares_word(signed.name, named[0].name):
            return case.means(signed, "forward.note-names", named[1])
        if inner := _forwarded_on(case, named[0]):
            return replace(
                case.on(inner).means(_sender(case.on(inner)), "forward.note-names", named[1]),
                referrer=case.found.sender,
            )
        meant = case.means(named[0], "forward.note-names", named[1])
        told = case.sender == "person" and _says_part_of(case.parts.written, named[0].name)
        return replace(meant, referrer=case.found.sender) if told else meant
    if case.sender != "person":
        return _in_robots_mail(case)
    if one := introduced(case):
        return replace(case.means(one[0], "forward.introduction", one[1]), referrer=case.found.sender)
    contact = _sender(case)
    if not (contact.name or contact.addr):
        people = with_addresses(case.found.text, case.words, case.own.addresses)
        return (
            case.means_one_of(people, "forward.in-text")
            if people
            else case.means_nobody("no-contact.no-sender", case.found.words)
        )
    return case.means(contact, "forward.sender", str(case.found.sender))


def _forwarded_on(case: Case, meant: Contact) -> Original | None:
    """The mail of the person who is meant, where the sender only passed it on."""
    inner = original.forwarded_on(case.found, case.labels) if case.sender == "person" else None
    return inner if inner and meant.addr and inner.sender.key == meant.addr.casefold() else None


def _recipient(case: Case) -> Forward:
    """The owner's own sent mail: whoever it went to; without a To line, whoever is quoted in it."""
    text, own = case.found.text, case.own
    others = [one for one in case.found.to if not own.has(one)]
    people = [Contact(one.name, one.addr or address_of(one.name, text, case.words, own.addresses)) for one in others]
    people = people or list(with_addresses(text, case.words, own.addresses))
    if not people:
        return case.means_nobody("no-contact.own", str(case.found.sender))
    return case.means_one_of(tuple(people), "forward.own-sent")


def _named_in_note(case: Case) -> tuple[Contact, str] | None:
    """Somebody other than the sender whom the note names: with an address in it, or whom the mail shows, too."""
    found, words, own = case.found, case.words, case.own
    if not found.note:
        return None
    told = note.read(found.note, case.labels, own.addresses, names=own.names)
    if told and told.contact and told.contact.addr and told.contact.addr.casefold() != found.sender.key:
        return _named_in_mail(told.contact, case), told.contact.name or told.contact.addr
    referrers = [one.name for one in named_by(words.referrals, found.note, words)]
    for one in _names_in_note(case):
        if shares_word(one.name, found.sender.name) or one.name in referrers:
            continue
        if received := next(
            (to for to in found.to if to.addr and not own.has(to) and shares_word(one.name, to.name)), None
        ):
            return _received(received, one, case), one.name
        shown = completed(one, found.text, words, own.addresses)
        in_text = shown.name in found.text and (shown.addr or " " in shown.name)
        if in_text and (case.sender != "person" or shown.addr):
            return shown, one.name
    return None


def _received(person: Address, named: Found, case: Case) -> Contact:
    """Somebody who received the mail as well, with what it says of them by their full or their short name."""
    said = [
        completed(one, case.parts.written, case.words, case.own.addresses) for one in (Found(person.name, 0, 0), named)
    ]
    organisation, title = (
        next(filter(None, facts), "") for facts in zip(*((s.organisation, s.title) for s in said), strict=True)
    )
    return Contact(person.name, person.addr, organisation, title)


def _names_in_note(case: Case) -> list[Found]:
    """Where a note says whom it means; above a person's own mail a name in passing is not enough."""
    found, words = case.found, case.words
    asked = [*named_by(words.note_openers, found.note, words, case.own.names)]
    if case.sender == "person" and _says_part_of(found.note, found.sender.name):
        return asked
    names = full_names(found.note, words)
    return asked + [one for one in names if case.sender != "person" or one.start == 0]


def _named_in_mail(contact: Contact, case: Case) -> Contact:
    """A person of whom the note has only the address, with the name that the mail shows and what stands beside it."""
    text = f"{case.found.subject}\n\n{case.found.text}"
    if contact.name:
        return contact
    one = next((one for one in full_names(text, case.words) if same_person(one.name, contact.addr)), None)
    return replace(completed(one, text, case.words), addr=contact.addr) if one else contact


def _says_part_of(text: str, name: str) -> bool:
    """Whether a text says a word of a name, with a capital as names have."""
    said = " ".join(word.strip(",.;:!?()\"'’") for word in text.split() if word.lstrip("(\"'’")[:1].isupper())
    return bool(name) and shares_word(said, name)


def _in_robots_mail(case: Case) -> Forward:
    """The person whom a platform, a list or an organiser writes about."""
    found, words, own = case.found, case.words, case.own
    if name := via_platform(found.sender.name, words):
        return case.means(_behind_platform(name, case), "forward.platform", found.sender.name)
    if people := _notified_about(case):
        return case.means_one_of(people, "forward.platform")
    if (form := note.labelled(found.text, words)) and form.addr.casefold() not in own.addresses:
        return case.means(form, "forward.form", form.name)
    if people := with_addresses(found.text, words, own.addresses):
        pointed = tuple(one for one in people if _says_part_of(found.note, one.name)) or _spoken_of(case, people)
        return case.means_one_of(pointed or people, "forward.in-text")
    if case.sender == "role" and (signed := _signed(case)):
        return case.means(signed, "forward.signed", signed.name)
    if named := next(named_by(words.note_openers, found.note, words, own.names), None):
        return case.means(Contact(named.name, ""), "forward.note-names", named.name)
    why = words.newsletters.search(found.text)
    return case.means_nobody(
        *(("no-contact.newsletter", why.group()) if why else ("no-contact.robot", str(found.sender)))
    )


def _spoken_of(case: Case, people: tuple[Contact, ...]) -> tuple[Contact, ...]:
    """Of the people of a programme the one whose line shares a word with the note that no other line has: "the repair talk"."""
    said = set(_TOPIC.findall(case.found.note.casefold()))
    lines = {one: said & set(_TOPIC.findall(_line_of(one, case.found.text).casefold())) for one in people}
    only = {
        one: shared - set().union(*(other for who, other in lines.items() if who is not one))
        for one, shared in lines.items()
    }
    pointed = tuple(one for one, shared in only.items() if shared)
    return pointed if len(pointed) == 1 else ()


def _line_of(one: Contact, text: str) -> str:
    return next((line for line in text.split("\n") if (one.name and one.name in line) or one.addr in line), "")


def _behind_platform(name: str, case: Case) -> Contact:
    """A person for whom a list or platform sends: their own address is in Reply-To or in the text, if anywhere."""
    person = completed(Found(name, 0, 0), case.found.text, case.words, case.own.addresses)
    theirs = (one.addr for one in case.found.reply_to if shares_word(one.name, name) or same_person(name, one.addr))
    return replace(person, addr=next(theirs, person.addr))


def _notified_about(case: Case) -> tuple[Contact, ...]:
    """The people named as platforms name them ("… accepted your invitation"), each once, by the full name if it is there."""
    found, words, own = case.found, case.words, case.own
    about = {
        one.name: one for one in named_by(words.notifications, f"{found.subject}\n\n{found.text}", words, own.names)
    }
    people = [completed(one, found.text, words, own.addresses) for one in [*about.values()][:MOST_NAMED]]
    full = [one for one in people if " " in one.name] or people
    return tuple({one.name.casefold(): one for one in full}.values())


def _sender(case: Case) -> Contact:
    """The sender with what their signature tells: a missing name or address, title, organisation."""
    sender, words = case.found.sender, case.words
    shown, place = person_and_place(sender.name, sender.addr, words)
    # "ada.byron" as a display name is an address without its domain.
    known = "" if case.is_handle else shown
    facts = signature_facts.facts(read_lines(case.parts.signature), words, known, sender.addr)
    name = (
        _fuller(shown, in_order(facts.name, sender.addr or facts.addr), words)
        if known and not shown.islower()
        else facts.name or shown
    )
    name = name or _last_line(case.parts.written, sender.addr)
    addr = sender.addr or _missing_address(case, name, facts.addr)
    title, organisation = facts.title, facts.organisation or place or case.found.organisation
    if not (title and organisation):
        told = of_writer(case.parts.written, name, words, Firm.of(addr, name))
        # Of two organisations that of the signature counts, and a title from elsewhere belongs to another one.
        title = title or ("" if organisation and told.organisation != organisation else told.title)
        organisation = organisation or told.organisation
    return Contact(name, addr, organisation, title)


def _fuller(shown: str, signed: str, words: Lexicon) -> str:
    """The name as it is signed, where the display name has only a part of it or an initial ("Ada", "A. Byron", "Ada B."),
    or has its words the other way round."""
    told, full = shown.split(), signed.split()
    if not looks_like_name(signed, words) or any(len(word.rstrip(".")) < MOST_INITIAL for word in full):
        return shown
    turned = len(told) > 1 and sorted(map(str.casefold, told)) == sorted(map(str.casefold, full))
    parts = [word for word in told if len(word.rstrip(".")) >= MOST_INITIAL]
    short = len(told) == 1 or len(parts) < len(told)
    initials = all(any(word.startswith(part.rstrip(".")) for word in full) for part in told)
    return signed if turned or (short and bool(parts) and set(parts) <= set(full) and initials) else shown


def _signed(case: Case) -> Contact | None:
    """The person who signs a letter from an address of a firm: a full name above a few short lines at its end.

    A circular is signed as well, so the letter must speak to the owner by name, or the owner's note of its writer.
    """
    last = case.parts.written.strip().rpartition("\n\n")[2]
    lines = [line for line in read_lines(f"{last}\n{case.parts.signature}") if line.bare]
    heads = [SET_OFF.split(line.bare)[0].strip(" ,") for line in lines]
    at = next((n for n, head in enumerate(heads) if looks_like_name(head, case.words)), None)
    if at is None or len(lines) - at > MOST_SIGNED or not all(short(line) for line in lines[at:]):
        return None
    greeting = case.parts.written.strip().partition("\n")[0]
    spoken_to = any(_says_part_of(greeting, name) for name in case.own.names)
    if not (spoken_to or _says_part_of(case.found.note, heads[at])):
        return None
    sender = case.found.sender
    told = signature_facts.facts(lines[at:], case.words, heads[at], sender.addr)
    return Contact(heads[at], sender.addr, told.organisation or sender.name, told.title)


def _missing_address(case: Case, name: str, signed: str) -> str:
    """Outlook prints internal senders without an address: it stands in Reply-To, in the signature or in the thread."""
    reply_to = case.found.reply_to[0].addr if case.found.reply_to else ""
    own = signed if signed.casefold() not in case.own.addresses else ""
    return reply_to or own or address_of(name, case.found.text, case.words, case.own.addresses)


def _last_line(written: str, addr: str) -> str:
    """The last line of a letter when it is the name that the address is made of."""
    line = written.strip().rpartition("\n")[2].strip(" ,/–-")
    return line if addr and len(line.split()) <= 3 and line[:1].isupper() and same_person(line, addr) else ""
