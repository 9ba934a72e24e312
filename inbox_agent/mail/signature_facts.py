"""What a signature tells of its writer: name, address, title and organisation (F-08).

The lines stand below each other, or beside each other with commas and bars. Words of titles and legal forms
say which is which (`rules/labels`); of two that tell neither, the first is the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.lines import Line
from inbox_agent.mail.people import ADDRESS, addresses, organisation_like
from inbox_agent.mail.signature import DELIMITER, LINK, PHONE, name_like, short, sign_off

_PIECES = re.compile(r"\s+[|·•–—/]\s+|\s*[|·•]\s*|,\s+|\s+-\s+|\s{3,}")


@dataclass(frozen=True)
class Facts:
    """What a signature states of its writer."""

    name: str = ""
    addr: str = ""
    title: str = ""
    organisation: str = ""


def facts(lines: Sequence[Line], words: Lexicon, name: str = "") -> Facts:
    """What these signature lines state. `name` is the writer's as far as known from the header."""
    written = [line.bare.strip("*_ \t") for line in lines if line.bare and not DELIMITER.fullmatch(line.bare)]
    addr = next(iter(addresses("\n".join(written))), "")
    at = _line_of_name(written, name, words)
    if at is None:
        return Facts(addr=addr)
    told, rest = _name_and_rest(written[at])
    title, organisation = role_of([rest, *written[at + 1 : at + 5]], words)
    return Facts(told, addr, title, organisation)


def _line_of_name(written: Sequence[str], name: str, words: Lexicon) -> int | None:
    tokens = {plain(token.strip(",")) for token in name.split()}
    for n, row in enumerate(written[:6]):
        if (
            tokens
            and tokens & {plain(token.strip(",")) for token in row.split()}
            and len(row.split()) <= 14
            and not ADDRESS.search(row)
        ):
            return n
    if name:
        return None
    after = next((n + 1 for n, row in enumerate(written) if sign_off(Line(row, row), words)), 0)
    return after if after < len(written) and name_like(Line(written[after], written[after])) else None


def _name_and_rest(row: str) -> tuple[str, str]:
    hit = _PIECES.search(row)
    return (row[: hit.start()].strip(" ,"), row[hit.end() :]) if hit else (row.strip(" ,"), "")


def role_of(rows: Sequence[str], words: Lexicon) -> tuple[str, str]:
    """Title and organisation from the lines below (or the words after) a name. Words of titles and legal forms decide; of two lines that tell neither, the first is the title."""
    title, organisation, unsure = "", "", []
    for row in rows:
        if not row or PHONE.search(row) or ADDRESS.search(row) or LINK.search(row) or not short(Line(row, row)):
            if row:
                break
            continue
        for piece in split_role(row, words):
            if not title and title_like(piece, words):
                title = piece
            elif not organisation and organisation_like(piece, words):
                organisation = piece
            elif not any(c.isdigit() for c in piece):
                unsure.append(piece)
    if unsure and not title and (organisation or len(unsure) > 1):
        title = unsure.pop(0)
    if unsure and not organisation:
        organisation = unsure.pop(0)
    return title, organisation


def split_role(row: str, words: Lexicon) -> list[str]:
    """ "Head of Data, Fjordsense AS" or "Director at Brua" as its pieces."""
    pieces: list[str] = []
    for part in filter(None, (piece.strip(" ,;") for piece in _PIECES.split(row))):
        pieces += _at_organisation(part, words)
    return pieces


def _at_organisation(part: str, words: Lexicon) -> list[str]:
    """Split at the last "at" before a capital, when a title stands before it ("Head of Data" stays whole)."""
    for hit in reversed(list(words.at.finditer(part))):
        left, right = part[: hit.start()].strip(), part[hit.end() :].strip()
        if right[:1].isupper() and title_like(left, words) and hit.group().casefold() != "of":
            return [left, right]
    return [part]


def title_like(piece: str, words: Lexicon) -> bool:
    """Whether a word of it is a title, or ends with one as compounds do ("Forschungsleiterin", "kehityspäällikkö")."""
    told = [plain(word) for word in re.split(r"[\s/\-]+", piece)]
    return (
        any(word in words.titles or word.endswith(words.title_endings) for word in told) or plain(piece) in words.titles
    )
