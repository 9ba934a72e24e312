"""What running words say somebody is: of another person right after the name, of the writer in the first person.

"Ada Byron, director at Brua", "… Sofia Lange. She is a curator at the Maritime Museum", "for six years I have run
the data group at Brua". Nothing is guessed here: a title must be a known word, an organisation must follow a word
that leads to one or be known by its words or its domain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.people import ADDRESS, organisation_like
from inbox_agent.mail.role import Role, apart, role_of, title_like

#: How far after a name its title and organisation may stand, and so much of a letter is searched.
BESIDE = 240
LONGEST = 6000
_SENTENCE = re.compile(r"(?:(?:(?<=[^\W\d_]{2})|(?<=[)\d]))\.|[!?])(?=\s|$)")
_CLAUSE = re.compile(r"[.!?;:()\n]\s|[.!?;:()]$|\n\s*\n| [–—-] ")
#: Capitalised words with small ones between: "Tranvías de la Bahía", "Atelier für Stadtraum", "Mast & Co".
_SMALL = r"(?:de|la|las|los|le|les|du|des|d'|del|da|do|dos|das|di|della|dei|of|the|for|für|der|die|av|af|i|för|van|het|voor|og|och|und|et|y|e|and|&)"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ][\w'’&-]*"
_RUN = re.compile(rf"{_CAPITAL}(?:\s+(?:{_SMALL}\s+){{0,2}}{_CAPITAL}){{0,7}}")
_ALONE = re.compile(rf"(?:(?:the|la|le|el|den|det|de|het|der|die|das|il|lo|o|a)\s+)?({_RUN.pattern})")
#: "a geologist" is a geologist.
_ONE = re.compile(
    r"^(?:an?|en|ett|et|eine?|een|une?|una|uno|uma?|the|la|le|el|il|lo|der|die|den|det|de|het|o)\s+(?=[^\W\d_])|^l['’](?=\w)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*\([^()]{0,80}\)")
#: Endings of Polish cases: "jest witrażystą", "jest kowalem", "poznałem introligatorkę".
_BENT = (("ą", "a"), ("ę", "a"), ("iem", ""), ("em", ""))
#: What somebody was is not what they are.
_FORMER = re.compile(
    r"\b(?:geweest|gewesen|varit|været|vært|été|sido|stat[oa]|ollut|former|formerly|früher|ehemalige[rn]?|tidigare|tidligere|voormalige?|anciens?|ancienne|antigu[oa]|antig[oa]|były|była)\b",
    re.IGNORECASE,
)
_EDGE = " ,;:–—-()\"'"


def role_after(text: str, end: int, words: Lexicon, firm: Firm) -> Role:
    """Title and organisation in what follows a name: in brackets, up to the end of the sentence, in the next
    sentence when that says what the person is, or on the next line."""
    rest = ADDRESS.sub(" ", text[end : end + BESIDE])
    rest = re.sub(r"[<\[]\s*[>\]]|\(\s*\)", " ", rest)
    rest = re.sub(r"[ \t]+(?=[.,;?!])", "", rest)  # what the address leaves behind
    if inside := re.match(r"[\s,;>]*\(([^()\n]{2,120})\)", rest):
        return role_of([inside[1]], words, firm)
    first, *others = [line for line in rest.split("\n")[:4] if line.strip(" ,;:)>?.")] or [""]
    told, *sentences = _SENTENCE.split(first)
    found = _running(told, words, firm)
    for sentence in sentences[:2]:
        if not found and words.copulas.search(sentence):
            found = _running(sentence, words, firm)
    if found or not others:
        return found
    below = _running(others[0], words, firm)
    # Below "Ada Byron accepted your invitation" only a line that says what and where is of her.
    return below if not told.strip(" ,;:)>") or (below.title and below.organisation) else found


def _running(rest: str, words: Lexicon, firm: Firm) -> Role:
    """From running words only what says so: a title first, then the place."""
    title, organisation = "", ""
    rest = _IN_BRACKETS.sub("", rest)
    for piece in filter(None, map(_without_frame(words), re.split(r"[,;|·•]| [–—-] ", rest)[:5])):
        if _FORMER.search(piece):
            continue
        told = {kind: text for text, kind in apart(piece, words, firm)}
        if "title" in told and not title:
            title, organisation = told["title"], told.get("organisation", "")
        elif title and not organisation and piece[0].isupper():
            organisation = piece
        elif not title and "organisation" in told and len(piece.split()) <= 5 and piece[0].isupper():
            organisation = told["organisation"]
    return Role(title, organisation)


def _without_frame(words: Lexicon) -> Callable[[str], str]:
    """A piece of a sentence without "she is a" before what it says and "and writes …" after it."""

    def piece(part: str) -> str:
        part = part.strip(" ,;:–—-()?>")
        if lead := words.copulas.search(part):
            part = part[lead.end() :].strip()
        for going_on in words.conjunctions.finditer(part):
            # "Mast and Co": a conjunction before a capital belongs to the name; "weaver and partner" is one title.
            following = part[going_on.end() :].strip()
            if going_on.start() and not following[:1].isupper() and not title_like(following, words):
                part = part[: going_on.start()].strip()
                break
        return _nominative(_ONE.sub("", part.strip(" ,;:")), words)

    return piece


def _nominative(part: str, words: Lexicon) -> str:
    """A first word that is a title in another case, as the title is listed."""
    first, blank, rest = part.partition(" ")
    if plain(first) in words.titles:
        return part
    forms = (first[: -len(bent)] + straight for bent, straight in _BENT if first.endswith(bent))
    return next((f"{form}{blank}{rest}" for form in forms if plain(form) in words.titles), part)


def of_writer(text: str, name: str, words: Lexicon, firm: Firm) -> Role:
    """What a letter says of its own writer: behind the name at its end, or in the first person within."""
    text = text[:LONGEST]
    tail = _behind_name(text, name, words, firm)
    if tail:
        return tail
    for clause in _clauses_after(words.leads.every(text), text):
        told = {kind: part for part, kind in apart(_led(clause, words), words, firm)}
        if "title" in told and "organisation" in told:
            return Role(told["title"], told["organisation"])
    return Role("", in_prose(text, name, words, firm) or _place_of_work(text, words, firm))


def _clauses_after(hits: Iterator[re.Match[str]], text: str) -> Iterator[str]:
    for hit in hits:
        rest = text[hit.end() : hit.end() + BESIDE].lstrip()
        end = _CLAUSE.search(rest)
        yield " ".join(rest[: end.start() if end else len(rest)].split())


def _led(clause: str, words: Lexicon) -> str:
    """What a lead leads to: up to the comma, without what the sentence goes on with."""
    return _without_frame(words)(clause.partition(",")[0])


def _behind_name(text: str, name: str, words: Lexicon, firm: Firm) -> Role:
    """ "… drop by on a Wednesday. Birgitte, Lykkegaards Væveri": the last line goes on behind the name."""
    last = text.strip().rpartition("\n")[2][-BESIDE:]
    for token in (name, *name.split()[:1]):
        at = last.rfind(token) if token else -1
        before = last[:at].rstrip(" ,*_–—-/")
        if at < 0 or (before and before[-1] not in ".!?)"):
            continue
        rest = last[at + len(token) :]
        for other in name.split():
            rest = rest.removeprefix(f" {other}")
        if rest[:1] in {",", "|", "(", "/"} or rest[:2] in {" –", " -", " |", " (", " /", " —"}:
            return role_of([rest.strip(" ,|()/–—-.")], words, firm)
    return Role()


def in_prose(text: str, name: str, words: Lexicon, firm: Firm) -> str:
    """Capitalised words that name the firm of the writer's address."""
    return next((found for run in _RUN.finditer(text) if (found := named_in(run.group(), name, firm, words))), "")


def named_in(run: str, name: str, firm: Firm, words: Lexicon) -> str:
    """The part of a run of capitalised words that names a firm; a person's name is none."""
    told = run.split()
    while told and not firm.says(told[0]) and plain(told[0]) not in words.organisations:
        told.pop(0)
    while told and not (firm.says(told[-1]) or plain(told[-1]) in words.organisations) and not told[-1][0].isupper():
        told.pop()
    found = " ".join(told).strip(_EDGE)
    alone = {word.casefold() for word in found.split()} <= {word.casefold() for word in name.split()}
    return found if found and not alone and firm.named(found) else ""


def _place_of_work(text: str, words: Lexicon, firm: Firm) -> str:
    """ "I work at Brua", "I run the data group at Brua"."""
    for whole in _clauses_after(words.works.every(text), text):
        clause = whole.partition(",")[0]
        if hit := _ALONE.match(clause):
            if organisation_like(hit[1], words) or firm.named(hit[1]):
                return hit[1].strip(_EDGE)
            continue
        for at in words.at.finditer(clause):
            if hit := _ALONE.match(clause[at.end() :].lstrip()):
                return hit[1].strip(_EDGE)
    return ""
