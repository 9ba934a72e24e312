"""Which senders are no person: robots that nobody reads, platforms, and addresses of a role or an organisation.

The address decides, not the text. A role address ("hello@…") may still be a person's only one; then the
letter is signed with the name that stands beside it.
"""

from __future__ import annotations

import re
from typing import Literal

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.likeness import same_person, shares_word
from inbox_agent.mail.message import Address
from inbox_agent.mail.people import looks_like_name, organisation_like, person_and_place

Sort = Literal["person", "role", "robot"]
_SEPARATORS = re.compile(r"[._+\-=\d]+")


def sort_of(sender: Address, words: Lexicon, signed: str = "") -> Sort:
    """What kind of sender this is. `signed` is the signature of the letter."""
    if platform(sender.addr, words) or words.via.search(sender.name):
        return "robot"
    tokens = [token for token in _SEPARATORS.split(sender.addr.partition("@")[0].casefold()) if token]
    if _robot_name(tokens, words) and not _named_beside(tokens, sender, words):
        return "robot"
    sender = Address(person_and_place(sender.name, sender.addr, words)[0], sender.addr)
    by_role = bool(tokens) and all(token in words.roles for token in tokens)
    if by_role or organisation_like(sender.name, words) or _named_like_domain(sender):
        first = sender.name.split()[0] if sender.name.split() else ""
        # A firm that bears its owner's name signs with a part of its own.
        theirs = sender.name if _named_like_domain(sender) else first
        personal = bool(first) and theirs in signed and looks_like_name(sender.name, words)
        return "person" if personal and not _by_another(sender, signed, words) else "role"
    return "person"


def _by_another(sender: Address, signed: str, words: Lexicon) -> bool:
    """Whether the first full name of a signature is somebody else's: of "Ada Byron / Brua Looms" Brua Looms is no person."""
    rows = (row.strip(" *_,/–—-") for row in signed.split("\n"))
    name = next((row for row in rows if looks_like_name(row, words) and plain(row) not in words.sign_offs), "")
    return bool(name) and not shares_word(name, sender.name)


def _named_like_domain(sender: Address) -> bool:
    """ "Bridge Portal <hej@bridgeportal.example>" is a firm; "Ada Byron <ada@adabyron.example>" is Ada."""
    labels = sender.addr.rpartition("@")[2].split(".")
    together = "".join(c for c in sender.name.casefold() if c.isalnum())
    return bool(together) and together in labels and not same_person(sender.name, sender.addr)


def platform(addr: str, words: Lexicon) -> bool:
    """Whether an address is a mentoring platform's or a social network's, at its domain or one below it."""
    domain = addr.rpartition("@")[2].casefold()
    labels = domain.split(".")
    return any(".".join(labels[n:]) in words.platforms for n in range(len(labels)))


def _robot_name(tokens: list[str], words: Lexicon) -> bool:
    together = "".join(tokens)
    return (
        together in words.robots
        or any(token in words.robots for token in tokens)
        or "noreply" in together
        or "donotreply" in together
    )


def _named_beside(tokens: list[str], sender: Address, words: Lexicon) -> bool:
    """ "Anna News <anna.news@…>": the rest of the local part is in the display name."""
    rest = [token for token in tokens if token not in words.robots]
    return bool(rest) and same_person(sender.name, "".join(rest) + "@") and "noreply" not in "".join(tokens)
