"""What somebody is and where, title and organisation, in words beside or below a name (F-08).

Words of titles and of organisations, and the domain of the person's address, say which is which. A wrong
organisation in a letter is worse than none, so what none of them knows counts only where nothing else can stand:
on a line of its own below the name. "At" leads to an organisation; "of" does so only to one that is known by its
words or its domain, since "Head of Data" is a title to its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.lines import Line
from inbox_agent.mail.people import ADDRESS, organisation_like
from inbox_agent.mail.phrases import Phrases
from inbox_agent.mail.signature import LINK, PHONE, device_line, short

_PIECES = re.compile(r"\s+[|·•–—/]\s+|\s*[|·•]\s*|[,;]\s+|\s+-\s+|\s{3,}|(?<=[^\W\d_]{2})\.\s+(?=[^\W\d_a-z])")
#: "verkmästare sedan 1988": since when is not what somebody is.
_SINCE = re.compile(r"\s+[(]?\b[^\W\d_]{2,7}\s+(?:(?:19|20)\d\d|['’]\d\d)[)]?$")
#: What stands between two bars or dots is a row of its own.
_BARS = re.compile(r"\s*[|·•]\s*")
_ARTICLE = re.compile(
    r"^(?:the|an?|la|le|les|el|los|las|den|det|de|het|der|die|das|dem|il|lo|gli|o|os|as)\s+(?=[^\W\d_a-z]|[^\W\d_]{4,}\s+[^\W\d_a-zß-öø-ÿ])"
)
#: A small noun says what kind of house bears the name: "saline Les Œillets".
_HOUSE = re.compile(
    r"(?!(?:und|and|och|og|et|y|e|en|ja|i|of|for|für|pour|para|per|voor|til|till)\b)[^\W\d_A-ZÀ-ÖØ-Þ][^\W\d_]{3,}\s+[^\W\d_a-zß-öø-ÿ]"
)
#: "dell'archivio": what is elided leads to what follows it.
_ELIDED = re.compile(r"(?<!\w)((?:d|l|dell|all|nell|dall|sull)['’])(?=\w)", re.IGNORECASE)
_ELIDED_APART = re.compile(r"(?<!\w)((?:d|l|dell|all|nell|dall|sull)['’])\s", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,60}\)")
MOST_ROWS = 5
LONGEST_LEAD = 8  #: "For and " before "on behalf of"
MOST_TITLE_WORDS = 8
MOST_GUESSED_WORDS = 5
MOST_ORGANISATION_WORDS = 9


@dataclass(frozen=True)
class Role:
    """What is said of somebody; "" where nothing is."""

    title: str = ""
    organisation: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.organisation)


@dataclass(frozen=True)
class _Piece:
    """A part of a row with what it seems to be: "title", "organisation" or "" for what nothing tells."""

    text: str
    kind: str
    row: int
    first: bool  #: the first of its row
    whole: str = ""  #: of a title that "of" was cut from: the two together


def role_of(rows: Sequence[str], words: Lexicon, firm: Firm = Firm(), above: str = "") -> Role:  # noqa: B008
    """Title and organisation from the lines below (or the words after) a name; `above` is an organisation that the
    line over the name is known to be."""
    rows = [part for row in rows for part in _BARS.split(row)]
    pieces = list(_sorted_pieces(rows, words, firm))
    if above and not any(one.kind == "organisation" for one in pieces):
        pieces.append(_Piece(above, "organisation", len(rows), first=True))
    organisation = next((one for one in pieces if one.kind == "organisation" and firm.named(one.text)), None)
    organisation = organisation or next((one for one in pieces if one.kind == "organisation"), None)
    title = next((one for one in pieces if one.kind == "title"), None)
    below = [one for one in pieces if title and one.row > title.row and one.kind == "organisation"]
    if title and title.whole and below and organisation:
        # "Head physician of the Clinic for Surgery" above the hospital: the clinic is part of the title.
        title = replace(title, text=title.whole)
        organisation = below[0] if organisation.row == title.row else organisation
    elif title and below and organisation and organisation.row == title.row and not firm.named(organisation.text):
        # "Deputy Director, Parks Projects" above the city: the department is part of the title.
        title, organisation = replace(title, text=_bare(rows[title.row])), below[0]
    unsure = [one for one in pieces if not one.kind and not any(c.isdigit() for c in one.text)]
    before = organisation is None or bool(unsure and pieces.index(unsure[0]) < pieces.index(organisation))
    if not title and before and unsure and _may_be_title(unsure[0], organisation, unsure):
        title = unsure.pop(0)
    # Who has an address of their own work is not at a place that it does not name, unless two lines say what and where.
    if not organisation and (title or not firm.labels):
        organisation = next((one for one in unsure if _may_be_place(one, title)), None)
    told = _whole_row(title, organisation, pieces, rows) if title else ""
    return Role(told, organisation.text if organisation else "")


def _may_be_title(one: _Piece, organisation: _Piece | None, unsure: Sequence[_Piece]) -> bool:
    """What stands above the organisation, or on the first of two lines, or a few small words that name no place."""
    if len(one.text.split()) > MOST_GUESSED_WORDS:
        return False
    small = one.text[:1].islower() and len(one.text.split()) <= 3 and len(one.text) > 3
    return organisation is not None or small or len(unsure) > 1


def _may_be_place(one: _Piece, title: _Piece | None) -> bool:
    """A line of its own, or what follows a title on its row."""
    beside = title is not None and one.row == title.row
    return one.text[:1].isupper() and (one.first or beside) and len(one.text.split()) <= MOST_GUESSED_WORDS


def _whole_row(title: _Piece, organisation: _Piece | None, pieces: Sequence[_Piece], rows: Sequence[str]) -> str:
    """ "Architect, partner" above the firm is one title, as is "forester / adviser"; on one row with the firm only the
    first part is."""
    row = [one for one in pieces if one.row == title.row]
    whole = _bare(rows[title.row])
    alone = len(row) > 1 and row[0] is title and (organisation is None or organisation.row != title.row)
    above = organisation is not None and organisation.row > title.row
    fits = all(one.kind == "title" or (above and not one.kind) for one in row)
    if not alone and len(row) > 1:
        # "Weaver, founder of Brua": the titles before the firm are one.
        leading = [one.text for one in takewhile(lambda one: one.kind == "title", row)]
        return ", ".join(leading) if row[0] is title and leading else title.text
    return whole if alone and fits and _letters(whole) == _letters("".join(one.text for one in row)) else title.text


def _bare(row: str) -> str:
    return _SINCE.sub("", row.strip(" ,;")).strip(" ,;")


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _sorted_pieces(rows: Sequence[str], words: Lexicon, firm: Firm) -> Iterator[_Piece]:
    for n, row in enumerate(rows[:MOST_ROWS]):
        if not row:
            continue
        line = Line(row, row)
        if not short(line) or device_line(line, words) or words.disclaimers.search(row):
            return
        parts = list(_parts(row, words))
        street = any(any(c.isdigit() for c in part) for part in parts)
        for k, part in enumerate(parts):
            told = apart(part, words, firm)
            for text, kind in told:
                if kind or not street:
                    yield _Piece(text, kind, n, k == 0, part if len(told) > 1 else "")


def _parts(row: str, words: Lexicon) -> Iterator[str]:
    """The pieces of a row without contact data; a legal form belongs to the words before it ("Brolab, S.A.", "& Co. KG")."""
    kept, end = "", 0
    for start, stop in _spans(row):
        part = _SINCE.sub("", _BRACKETS.sub(" ", row[start:stop]).strip(" ,;:*_()")).strip(" ,;")
        if _is_legal_form(part, words):
            kept = f"{kept}{row[end:start]}{part}" if kept else ""
        elif part and not (PHONE.search(part) or ADDRESS.search(part) or LINK.search(part) or _is_name_suffix(part)):
            if kept:
                yield kept
            kept = _behalf(part, words)
        end = stop
    if kept:
        yield kept


def _spans(row: str) -> Iterator[tuple[int, int]]:
    start = 0
    for hit in _PIECES.finditer(row):
        yield start, hit.start()
        start = hit.end()
    yield start, len(row)


def _behalf(part: str, words: Lexicon) -> str:
    """ "For and on behalf of Brua LLP" is Brua LLP."""
    hit = words.on_behalf.search(part)
    rest = part[hit.end() :].strip() if hit and hit.start() <= LONGEST_LEAD else ""
    return rest if rest[:1].isupper() else part


def _is_legal_form(part: str, words: Lexicon) -> bool:
    return bool(part) and all(_without_stops(word) in words.legal_forms for word in part.split())


def _without_stops(word: str) -> str:
    return plain(word).replace(".", "")


def _is_name_suffix(part: str) -> bool:
    """Letters behind a name: "PE", "PhD", "M.D.", "MSc"."""
    letters = part.replace(".", "")
    return " " not in part and len(letters) <= 4 and sum(c.isupper() for c in letters) >= 2


def apart(piece: str, words: Lexicon, firm: Firm) -> list[tuple[str, str]]:
    """ "Director at Brua" or "chair Brua Society" as its parts, each with what it is."""
    for left, right, leads in _splits(piece, words):
        if leads == "in" and firm.named(left) and not title_like(left, words) and right[:1].isupper():
            return [(left, "organisation")]  # "Bogkælderen i Svendborg": the address names the house, and not the town
        place = (
            right[:1].isupper() or (right.islower() and firm.named(right)) or (leads == "of" and _HOUSE.match(right))
        )
        if not place or len(right.split()) > MOST_ORGANISATION_WORDS:
            continue
        titled = title_like(left, words)
        known = firm.named(right) or _begins_as_organisation(right, words)
        if (titled and (known or leads == "at")) or (known and leads == "at"):
            return [(left, "title"), (_without_town(right, words, firm), "organisation")]
        if titled and leads == "of" and _HOUSE.match(right):
            return [
                (left, "title"),
                (_without_town(right, words, firm), "organisation"),
            ]  # "head of the saltworks Blue Door"
        if titled and leads == "in":
            return [(left, "title")]  # "goldsmith in Ribe": most likely a place
    if firm.named(piece):
        split = _behind_title(piece, words, firm)
        return [(split[0], "title"), (split[1], "organisation")] if split else [(piece, "organisation")]
    if title_like(piece, words) and len(piece.split()) <= MOST_TITLE_WORDS:
        return [(piece, "title")]
    return [(piece, "organisation" if organisation_like(piece, words) and piece[:1].isupper() else "")]


def _without_town(right: str, words: Lexicon, firm: Firm) -> str:
    """ "Fjällstugan i Vålådalen" is Fjällstugan, where the address says so or a small noun says what house it is."""
    for hit in words.within.finditer(right):
        left, town = right[: hit.start()].strip(), right[hit.end() :].strip()
        if left and town[:1].isupper() and (firm.named(left) or _HOUSE.match(left)):
            return left
    return right


def _splits(piece: str, words: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Every way to divide a piece at a word that leads to an organisation, those at "at" first."""
    ways: tuple[tuple[str, Phrases], ...] = (("at", words.at), ("of", words.of), ("in", words.within))
    spaced = _ELIDED.sub(r"\1 ", piece)
    for leads, phrases in ways:
        for hit in phrases.finditer(spaced):
            left, right = (_joined(part) for part in (spaced[: hit.start()], spaced[hit.end() :]))
            if left and right:
                yield left, _ARTICLE.sub("", right), leads


def _joined(part: str) -> str:
    return _ELIDED_APART.sub(r"\1", part.strip(" ,"))


def _begins_as_organisation(right: str, words: Lexicon) -> bool:
    told = right.split()
    return plain(told[0]) in words.organisations or _is_legal_form(told[-1], words) or _compound(told[0], words)


def _compound(word: str, words: Lexicon) -> bool:
    """ "Länsmuseet", "Regionalverband": a word that ends with one for organisations."""
    return plain(word).endswith(words.organisation_endings)


def _behind_title(piece: str, words: Lexicon, firm: Firm) -> tuple[str, str] | None:
    """A title and, with nothing between, the organisation: "chair Brua Society"."""
    told = piece.split()
    for n in range(1, len(told)):
        left, right = " ".join(told[:n]), " ".join(told[n:])
        if told[n][0].isupper() and title_like(left, words) and not firm.says(told[n - 1]) and firm.named(right):
            return left, right
    return None


def title_like(piece: str, words: Lexicon) -> bool:
    """Whether a word of it is a title, or ends with one as compounds do ("Forschungsleiterin", "kehityspäällikkö")."""
    told = [plain(word) for word in re.split(r"[\s/\-]+", piece)]
    return (
        any(word in words.titles or word.endswith(words.title_endings) for word in told) or plain(piece) in words.titles
    )
