"""People from a table with a heading (CSV), as address books and spreadsheets write it: which column is what (F-96).

Columns are known by their heading, in whatever order; the rest is left. Both comma and semicolon separate, since
spreadsheets of half of Europe write the latter.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from inbox_agent.mail.charset import to_text
from inbox_agent.mail.people import ADDRESS

MOST_ROWS = 20_000
LONGEST = 2_000  #: characters of a cell that are kept

#: Headings in lower case without blanks, dashes and digits ("E-mail 1 - Value" → "emailvalue").
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("name", "fullname", "displayname", "contact", "person", "namn", "nom", "nombre"),
    "given": ("givenname", "firstname", "vorname", "förnamn", "prénom", "prenom"),
    "family": ("familyname", "lastname", "surname", "nachname", "efternamn", "apellido", "apellidos"),
    "addr": ("address", "email", "emailaddress", "mail", "emailvalue", "primaryemail", "epost", "emailadresse", "correo"),
    "organisation": ("organisation", "organization", "company", "organizationname", "firma", "företag", "entreprise", "empresa"),
    "title": ("title", "jobtitle", "organizationtitle", "position", "titel", "poste", "cargo"),
    "note": ("note", "notes", "purpose", "why", "notizen", "anteckningar"),
    "language": ("language", "lang", "sprache", "språk", "langue", "idioma"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One person; facts that the table does not hold are ""."""

    line: int  #: in the file, for telling of a fault
    name: str = ""
    addr: str = ""
    organisation: str = ""
    title: str = ""
    note: str = ""
    language: str = ""


@dataclass(frozen=True)
class Table:
    """`known` are the columns that were understood; a table without a name and without an address has none."""

    rows: tuple[Row, ...]
    known: tuple[str, ...]
    faults: tuple[str, ...] = ()


def read(raw: bytes) -> Table:
    """Read a table. Never raises; what cannot be a person is a fault with its line."""
    text = to_text(raw, "utf-8-sig").lstrip("\ufeff")
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        heading = [_plain(cell) for cell in next(lines, [])]
        places = {
            field: heading.index(found)
            for field, names in HEADINGS.items()
            if (found := next((h for h in heading if h in names), None))
        }
        rows: list[Row] = []
        faults: list[str] = []
        for number, cells in enumerate(lines, 2):
            if number > MOST_ROWS:
                faults.append(f"Only the first {MOST_ROWS} lines were read.")
                break
            if not any(cell.strip() for cell in cells):
                continue
            _take(rows, faults, number, {f: cells[n] for f, n in places.items() if n < len(cells)})
    except csv.Error as fault:
        return Table((), (), (f"It is no table of values: {fault}.",))
    return Table(tuple(rows), tuple(places), tuple(faults))


def _take(rows: list[Row], faults: list[str], number: int, cells: dict[str, str]) -> None:
    said = {field: " ".join(cell.split())[:LONGEST].lstrip("'") for field, cell in cells.items()}
    name = said.get("name") or " ".join(p for p in (said.get("given"), said.get("family")) if p)
    found = ADDRESS.search(said.get("addr", ""))
    if not name and not found:
        faults.append(f"Line {number} has neither a name nor an address.")
        return
    if said.get("addr") and not found:
        faults.append(f"Line {number}: '{said['addr'][:60]}' is no mail address; the person is taken without one.")
    facts = {field: said.get(field, "") for field in ("organisation", "title", "note")}
    language = said.get("language", "")[:2].lower()
    rows.append(Row(number, name, found.group(0) if found else "", **facts, language=language))


def _plain(heading: str) -> str:
    return "".join(c for c in heading.casefold() if c.isalpha())
