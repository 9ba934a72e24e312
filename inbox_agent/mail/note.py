"""A plain note in which the owner names somebody to reach: "Please reach out to Ada Byron <ada@lab.example> …".

The owner types it on a phone, in any language, with as much as they know: labelled lines, a sentence, or only
a name. Somebody is meant when an address stands there, or a name right where a phrase such as "write to" puts
one. Of a person without an address the contact has addr "" and the owner is asked (P-22).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import Lexicon, lexicon, plain
from inbox_agent.mail.likeness import folded, same_person, shares_word, uninflected
from inbox_agent.mail.lines import read as read_lines
from inbox_agent.mail.meant import Contact, Forward
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import clean_name, looks_like_name
from inbox_agent.mail.people_in_text import completed, named_by, with_addresses
from inbox_agent.mail.running_role import in_prose, role_after
from inbox_agent.rules import Labels

MOST_PLACES = 8
#: A shorter family name begins too many other words.
SHORTEST_BENT = 6
#: A longer text is a letter or a page and no note.
LONGEST = 6_000


def read(
    text: str,
    labels: Mapping[str, Labels],
    own: Collection[str] = frozenset(),
    subject: str = "",
    names: Collection[str] = (),
) -> Forward | None:
    """Who is meant by a note; None when it names nobody. `text` is newly written, without signature.

    `own` are the owner's and the mailbox's addresses, case folded, and `names` the owner's own names.
    """
    words = lexicon(labels)
    text = text.strip()[:LONGEST]
    if is_test(text, words) and (not subject or is_test(subject, words) or len(text.split()) > 1):
        return Forward(owner_note=text, kind="not-a-contact", because=(("note.test", text[:80]),))
    if told := labelled(text, words):
        return Forward(told, owner_note=text, kind="note-contact", because=(("note.labels", told.name or told.addr),))
    people = with_addresses(text, words, own)
    contact = _contact(text, people, subject, words, own=own, names=names)
    if contact:
        contact = told_of(contact, text, words)
        because = (("note.names", contact.name or contact.addr),)
        told_by = referrer(text, contact, labels)
        return Forward(contact, referrer=told_by, owner_note=text, kind="note-contact", because=because)
    if len(people) > 1:
        because = (("note.several", ", ".join(one.name or one.addr for one in people)),)
        return Forward(candidates=people, owner_note=text, kind="note-contact", because=because)
    return None


def _contact(
    text: str,
    people: tuple[Contact, ...],
    subject: str,
    words: Lexicon,
    *,
    own: Collection[str],
    names: Collection[str],
) -> Contact | None:
    """The person with the address, or else the one whom a phrase, or the subject, names in full."""
    named = next(named_by(words.note_openers, text, words, names), None)
    if contact := _chosen(people, named.name if named else "", words):
        titled = clean_name(subject)
        return contact if contact.name or not same_person(titled, contact.addr) else replace(contact, name=titled)
    if people:
        return None
    if named and " " in named.name:
        return completed(named, text, words, own)
    return Contact(clean_name(subject), "") if text and looks_like_name(clean_name(subject), words) else None


def told_of(contact: Contact, text: str, words: Lexicon) -> Contact:
    """The contact with what the owner's words say of them: title and organisation behind the name, behind the family name
    alone ("Mme Abgrall, la directrice de …"), or capitalised words of which their address is made."""
    if contact.title and contact.organisation:
        return contact
    firm = Firm.of(contact.addr, contact.name)
    ends = [hit.end() for form in _forms(contact.name) for hit in re.finditer(form, text)][:MOST_PLACES]
    told = [role for end in ends if (role := role_after(text, end, words, firm))]
    # A mentor is what the owner wishes for, and not what the person is.
    title = contact.title or next(
        (role.title for role in told if role.title and "mentor" not in role.title.lower()), ""
    )
    organisation = contact.organisation or next((role.organisation for role in told if role.organisation), "")
    if not organisation:
        named = in_prose(text, contact.name, words, firm)
        # A single word may be the town in the address: it must be the whole of it.
        organisation = named if " " in named or folded(named) in firm.labels else ""
    return replace(contact, title=title, organisation=organisation)


def _forms(name: str) -> list[str]:
    """The name, its family name, and that with the ending of a case, as patterns."""
    family = name.rsplit(maxsplit=1)[-1] if name else ""
    bent = [rf"\b{re.escape(family[:-1])}\w{{1,4}}\b"] if len(family) >= SHORTEST_BENT else []
    return [*(rf"\b{re.escape(form)}\b" for form in (name, family) if form), *bent]


def is_test(text: str, words: Lexicon) -> bool:
    """Whether the owner only tries whether this works."""
    clauses = [plain(clause) for clause in re.split(r"[,.!?\n]+", text[:200]) if clause.strip()]
    return bool(clauses) and all(clause in words.tests for clause in clauses)


def _chosen(people: tuple[Contact, ...], named: str, words: Lexicon) -> Contact | None:
    """The one address, or of several the one whom the phrase names; the name in the phrase fills a missing one."""
    if named:
        matching = [one for one in people if one.name and shares_word(one.name, named)]
        if matching:
            return matching[0]
    if len(people) != 1:
        return None
    return people[0] if people[0].name or not named else replace(people[0], name=uninflected(named, people[0].addr))


def labelled(text: str, words: Lexicon) -> Contact | None:
    """`Name: …`, `E-mail: …`, one under the other, as people type them and contact forms send them."""
    told: dict[str, str] = {}
    for line in read_lines(text)[:40]:
        head, colon, value = line.bare.partition(":")
        fact = words.card_labels.get(plain(head)) if colon and len(head) < 40 else None
        if fact and value.strip():
            told.setdefault(fact, value.strip())
    if len(told) < 2 or "name" not in told:
        return None
    people = with_addresses(told.get("addr", ""), words, ())
    return Contact(
        clean_name(told["name"]), people[0].addr if people else "", told.get("organisation", ""), told.get("title", "")
    )


def referrer(text: str, contact: Contact, labels: Mapping[str, Labels]) -> Address | None:
    """Who recommended the person, when the note says so ("Recommended by Jon Berg")."""
    words = lexicon(labels)
    people = with_addresses(text, words, ())
    found = next(named_by(words.referrals, text, words, [contact.name] if contact.name else []), None)
    if found is None:
        return None
    known = next((one for one in people if one.name and shares_word(one.name, found.name)), None)
    return Address(known.name, known.addr) if known else Address(found.name, "")
