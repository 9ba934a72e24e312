"""What a signature tells of its writer: name, address, title and organisation (F-08).

The lines stand below each other, or beside each other with commas and bars, and often the name stands twice: once
as a sign-off, once at the head of a card. The fuller of these lines is the one that the rest belongs to; the
organisation may also stand right above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.likeness import same_person
from inbox_agent.mail.lines import Line
from inbox_agent.mail.own_name import SET_OFF, are_initials, name_like
from inbox_agent.mail.people import ADDRESS, addresses, organisation_like
from inbox_agent.mail.role import role_of
from inbox_agent.mail.signature import DELIMITER, LINK, PHONE, sign_off

MOST_LINES = 8
LONGEST_LINE = 14  #: words of a line that a name may begin


@dataclass(frozen=True)
class Facts:
    """What a signature states of its writer."""

    name: str = ""
    addr: str = ""
    title: str = ""
    organisation: str = ""


def facts(lines: Sequence[Line], words: Lexicon, name: str = "", addr: str = "") -> Facts:
    """What these signature lines state. `name` and `addr` are the writer's as far as known from the header."""
    written = [line.bare.strip("*_ \t—–-/~") for line in lines if line.bare and not DELIMITER.fullmatch(line.bare)]
    written = [row for row in written if row]
    stated = next(iter(addresses("\n".join(written))), "")
    at = _line_of_name(written, name, addr, words, Firm.of(addr or stated, name))
    if at is None:
        return Facts(addr=stated)
    told, rest = _name_and_rest(written[at])
    firm = Firm.of(addr or stated, name or told)
    below = (rest, *written[at + 1 : at + 6])
    above = written[at - 1] if at and _is_place(written[at - 1], words, firm) else ""
    role = role_of([row for row in below if not _says_only(row, told)], words, firm, above)
    return Facts(told, stated, role.title, role.organisation)


def _line_of_name(written: Sequence[str], name: str, addr: str, words: Lexicon, firm: Firm) -> int | None:
    """The line with the most words of the name, the last of equals; without a name, one after a sign-off."""
    tokens = {plain(token.strip(",")) for token in name.split()}
    best, place = 0, None
    for n, row in enumerate(written[:MOST_LINES]):
        head = SET_OFF.split(row)[0]
        shared = len(tokens & {plain(token.strip(",")) for token in head.split()})
        if shared and len(head.split()) <= LONGEST_LINE and not ADDRESS.search(head) and shared >= best:
            # "Jansson Konsult AB" holds the family name, too, but is not headed by the person; nor is "Byron Looms"
            # that the address names.
            if place is not None and _is_abbreviation(head.split()[0], words):
                continue  # "Inh. Ada Byron", below her own line
            firms = firm.named(head) and (place is not None or shared < len(tokens))
            if firms or (place is not None and organisation_like(head, words)):
                continue
            best, place = shared, n
    if place is not None:
        return place
    after = next((n + 1 for n, row in enumerate(written) if sign_off(Line(row, row), words)), 0)
    signed = after if 0 < after < len(written) and name_like(Line(written[after], written[after])) else None
    if name:
        initials = next((n for n, row in enumerate(written[:MOST_LINES]) if are_initials(row, name)), None)
        # Toby, of Tobias; or the name in other letters than the display name's.
        return signed if initials is None and signed is not None and not firm.named(written[signed]) else initials
    heads = [SET_OFF.split(row)[0] for row in written[:MOST_LINES]]
    fits = (n for n, head in enumerate(heads) if name_like(Line(head, head)) and same_person(head, addr))
    if addr and (place := next(fits, None)) is not None:
        return place
    return signed if signed is not None or not (written and name_like(Line(written[0], written[0]))) else 0


def _is_abbreviation(word: str, words: Lexicon) -> bool:
    """ "Inh.", "Propr.", but no initial and no "Dr."."""
    return word.endswith(".") and len(word) > 3 and plain(word) not in words.honorifics


def _says_only(row: str, name: str) -> bool:
    """A line that only repeats the name."""
    return bool(row) and {plain(word) for word in row.split()} <= {plain(word) for word in name.split()}


def _is_place(row: str, words: Lexicon, firm: Firm) -> bool:
    """A line that names an organisation by its words or by the domain, and is nothing else."""
    if not row[:1].isupper() or any(pattern.search(row) for pattern in (PHONE, ADDRESS, LINK)) or len(row.split()) > 8:
        return False
    return not sign_off(Line(row, row), words) and (firm.named(row) or organisation_like(row, words))


def _name_and_rest(row: str) -> tuple[str, str]:
    hit = SET_OFF.search(row)
    return (row[: hit.start()].strip(" ,"), row[hit.end() :].strip("() ")) if hit else (row.strip(" ,"), "")
