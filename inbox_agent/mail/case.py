"""A forwarded mail with all that its reading needs: the mail, its parts, the words, and whose mailbox it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from inbox_agent.mail import quoting
from inbox_agent.mail.lexicon import Lexicon, lexicon
from inbox_agent.mail.likeness import same_person
from inbox_agent.mail.meant import Contact, Forward
from inbox_agent.mail.message import Address, Message
from inbox_agent.mail.original import Original
from inbox_agent.mail.own_name import SET_OFF
from inbox_agent.mail.people import looks_like_name
from inbox_agent.mail.quoting import Reply
from inbox_agent.mail.robots import Sort, sort_of
from inbox_agent.rules import Labels

#: A signature ends a mail within so many lines.
MOST_ENDING_LINES = 20


@dataclass(frozen=True)
class Own:
    """Whose mail it is: no address of these is ever a contact."""

    addresses: frozenset[str]  #: case folded
    names: tuple[str, ...]

    @classmethod
    def of(cls, message: Message, addresses: frozenset[str]) -> Own:
        """The known addresses and whoever sent this mail in."""
        author = message.author
        return cls(addresses | ({author.key} if author.addr else set()), (author.name,) if author.name else ())

    def has(self, person: Address) -> bool:
        """By address; or by the full name, for the owner's older addresses are not all known."""
        if person.addr and person.key in self.addresses:
            return True
        named = person.name.casefold() in {name.casefold() for name in self.names}
        return named and (not person.addr or " " in person.name)


@dataclass(frozen=True)
class Case:
    """One forwarded mail to decide on."""

    found: Original
    labels: Mapping[str, Labels]
    own: Own

    @cached_property
    def words(self) -> Lexicon:
        return lexicon(self.labels)

    @cached_property
    def parts(self) -> Reply:
        """The forwarded mail's own words, signature and quotes."""
        name = ("" if self.is_handle else self.found.sender.name) or self._signed_name() or self.found.sender.name
        return quoting.split(self.found.text, self.labels, names=(name,) if name else ())

    @property
    def is_handle(self) -> bool:
        """Whether the sender's display name is none: one word in small letters ("adabyron", "ada_byron84")."""
        name = self.found.sender.name
        return " " not in name and name == name.lower()

    def _signed_name(self) -> str:
        """Of a sender without a display name: the last line of the mail that is a name of which the address is made."""
        rows = reversed(self.found.text.strip().split("\n")[-MOST_ENDING_LINES:])
        names = (SET_OFF.split(row.strip(" *_,/–—-"))[0] for row in rows)
        addr = self.found.sender.addr
        return next((one for one in names if addr and same_person(one, addr) and looks_like_name(one, self.words)), "")

    @cached_property
    def sender(self) -> Sort:
        return sort_of(self.found.sender, self.words, self.parts.signature)

    @cached_property
    def undecided(self) -> Forward:
        """All that stands in the mail, before it is said who is meant."""
        one = self.found
        return Forward(
            original_subject=one.subject,
            original_date=one.date,
            original_text=one.text,
            owner_note=one.note,
            because=((one.rule, one.words),),
        )

    def on(self, found: Original) -> Case:
        """The same case about another mail: the one that the forwarded mail forwards itself."""
        return Case(found, self.labels, self.own)

    def means(self, contact: Contact, rule: str, words: str) -> Forward:
        return settled(self.undecided, contact, rule, words)

    def means_one_of(self, people: tuple[Contact, ...], rule: str) -> Forward:
        return one_or_ask(self.undecided, people, rule)

    def means_nobody(self, rule: str, words: str) -> Forward:
        return replace(self.undecided, kind="not-a-contact", because=(*self.undecided.because, (rule, words)))


def settled(base: Forward, contact: Contact, rule: str, words: str) -> Forward:
    """With this contact, and why."""
    return replace(base, contact=contact, because=(*base.because, (rule, words)))


def one_or_ask(base: Forward, people: tuple[Contact, ...], rule: str) -> Forward:
    """With the only one of these people, or with all of them as candidates."""
    told = ", ".join(one.name or one.addr for one in people)
    if len(people) == 1:
        return settled(base, people[0], rule, told)
    return replace(base, candidates=people, because=(*base.because, ("forward.several", told)))
