"""Names and addresses of people in running text and in the header lines that mail programs print.

A forward shows people the way a program printed them: ``Ada Byron <ada@lab.example>``, ``"Byron, Ada"
[mailto:ada@lab.example]``, ``Ada (ada@lab.example)``, or only ``Byron, Ada``. A name in running text is a run of
capitalised words; particles such as *von* and *de la* may stand inside it, never at an end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from inbox_agent.mail.lexicon import Lexicon, plain
from inbox_agent.mail.likeness import same_person
from inbox_agent.mail.message import Address

# Each part excludes the character that ends it, so that the pattern is linear on any text.
ADDRESS = re.compile(r"(?<![\w.+%'-])[\w+%'-][\w.+%'-]{0,63}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}(?![\w@])")
_LINK = re.compile(r"[<\[(]?\s?mailto:[^\s>\])]{1,300}[>\])]?", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_SIDES = re.compile(r"\s+[–—|/·•-]\s+|\||\s/(?=[^\W\d_])")
#: What is said to somebody and is no part of a name, as "Dr." is.
_COURTESY = frozenset(["frau", "herr", "herrn", "mr", "mrs", "ms", "miss", "mx", "mme", "mlle", "madame", "monsieur", "hr", "fru", "pan", "pani", "sr", "sra", "señor", "señora", "signor", "signora", "sig", "dhr", "mevr", "mevrouw", "meneer"])  # fmt: skip
#: "dr. A.M. (Ada) Byron": as offices in the Netherlands print a name.
_INITIALS_AND_NAME = re.compile(
    r"(?:[^\W\d_]{1,6}\.\s+){0,4}(?:[^\W\d_]\.\s?){1,5}\((?P<given>[^\W\d_][^()\d]{1,30})\)\s+(?P<family>\D{2,60})"
)
_INITIAL = re.compile(r"(?:[^\W\d_]\.){1,3}-?(?:[^\W\d_]\.)?")
_NAME_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’‘.\-](?=[^\W\d_]))*")
_SUFFIX = re.compile(
    r"(?:ph\.?d|m\.?d|msc|mba|jr|sr|esq|ii|iii|iv|dr|prof|inc|ltd|llc|ab|gmbh|ag|ba|bsc|cpa|frs)\.?", re.IGNORECASE
)
# fmt: off
_PARTICLES = frozenset([
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le", "los", "las", "el", "al",
    "bin", "ibn", "ben", "af", "av", "zu", "zur", "zum", "ter", "ten", "te", "y", "e", "op", "vom", "dal", "dalla", "ap", "’t", "'t",
])
# fmt: on
MOST_NAME_WORDS = 6


@dataclass(frozen=True)
class Found:
    """A name in a text and where it stands."""

    name: str
    start: int
    end: int


def addresses(text: str) -> tuple[str, ...]:
    """Every address in a text once, in order, its domain in lower case."""
    return tuple(
        {_lower_domain(m.group()).casefold(): _lower_domain(m.group()) for m in ADDRESS.finditer(text)}.values()
    )


def _lower_domain(addr: str) -> str:
    local, _, domain = addr.lstrip("'").rpartition("@")
    return f"{local}@{domain.lower()}"


def mailboxes(value: str, words: Lexicon) -> tuple[Address, ...]:
    """The people of a printed header value, in order; one without an address has addr ""."""
    value = _after_on_behalf(_without_links(value), words)
    found: list[Address] = []
    at = 0
    for hit in ADDRESS.finditer(value):
        addr = _lower_domain(hit.group())
        before, at = value[at : hit.start()], hit.end()
        *alone, name = _entries(before)
        found += [Address(one, "") for one in map(clean_name, alone) if one]
        name = clean_name(_place_apart(name, words))
        if found and found[-1].key == addr.casefold():
            continue
        found.append(Address("" if name.casefold() == addr.casefold() else in_order(name, addr), addr))
    found += [Address(one, "") for one in map(clean_name, _entries(value[at:])) if one]
    return tuple(found)


def _without_links(value: str) -> str:
    """Without the `mailto:` targets that programs print beside an address; where only the target is, it stays."""
    if "mailto:" not in value.lower():
        return value
    without = _LINK.sub(" ", value)
    return without if "@" in without else re.sub(r"mailto:", "", value, flags=re.IGNORECASE)


def _after_on_behalf(value: str, words: Lexicon) -> str:
    """Exchange prints "robot@x on behalf of Ada <ada@y>": the person is the latter, with or without an address."""
    hit = words.on_behalf.search(value)
    if not hit or "@" not in value[: hit.start()] or not value[hit.end() :].strip():
        return value
    before, after = value[: hit.start()], value[hit.end() :]
    # "Ada <ada@y> on behalf of the Lab": whoever wrote for a firm is the person.
    firm = organisation_like(clean_name(ADDRESS.sub("", after)), words)
    return before if firm and looks_like_name(clean_name(ADDRESS.sub("", before)), words) else after


def _place_apart(name: str, words: Lexicon) -> str:
    """ "Ada Byron, Lab of Engines" as a name and a place: turned round, as "Byron, Ada" is, it would be neither."""
    person, comma, place = name.strip(" \t\"'").partition(", ")
    apart = comma and organisation_like(place, words) and looks_like_name(person, words)
    return f"{person} | {place}" if apart else name


def _entries(between: str) -> list[str]:
    """What stands between two addresses: the entries that end there, and the name of the next address."""
    return re.split(r";|(?<=>),", between)


def in_order(name: str, addr: str) -> str:
    """The family name in capitals, as offices print it ("BYRON-KING Ada"), as a name is written: Ada Byron-King."""
    tokens = name.split()
    if len(tokens) > 1 and name.isupper():
        return " ".join("-".join(part.capitalize() for part in token.split("-")) for token in tokens)
    family = [token for token in tokens if len(token) > 2 and token.isupper() and token[-1] != "."]
    given = [token for token in tokens if token not in family]
    ends = family and given and (tokens[: len(family)] == family or tokens[-len(family) :] == family)
    return " ".join([*given, *(token.title() for token in family)]) if ends and same_person(name, addr) else name


def person_and_place(name: str, addr: str, words: Lexicon) -> tuple[str, str]:
    """ "Bakery Byron – Ada Byron" as the person and the place: of two names the one that the address is made of."""
    parts = [part.strip() for part in _SIDES.split(name) if part.strip()]
    if len(parts) != 2:
        return name, ""
    people = [part for part in parts if looks_like_name(part, words)]
    if len(people) == 2:
        shared = set(parts[0].split()) & set(parts[1].split())
        people = [part for part in parts if same_person(" ".join(w for w in part.split() if w not in shared), addr)]
    if len(people) != 1:
        return name, ""
    return people[0], parts[1 - parts.index(people[0])]


def clean_name(name: str) -> str:
    """A display name as a person would write it: no quotes, brackets or decoration; "Byron, Ada" the right way round."""
    if hit := _INITIALS_AND_NAME.match(name.strip(" \t\"'")):
        name = f"{hit['given']} {hit['family']}"
    name = re.sub(r"\([^()]{0,100}\)|\[[^\[\]]{0,100}\]", " ", name)
    name = " ".join(name.strip(" \t\"'“”„«»‘’<>[](),;:*_|").replace('"', "").split())
    name = re.sub(r"[\s,;]*[<(\[]+$", "", name).strip(" '\"")
    if not any(c.isalpha() for c in name):
        return ""
    courtesy, _, rest = name.partition(" ")
    if courtesy.rstrip(".").casefold() in _COURTESY and " " in rest:
        name = rest
    last, comma, first = name.partition(", ")
    turned = comma and first and "," not in first and len(name.split()) <= MOST_NAME_WORDS
    return f"{first.strip()} {last.strip()}" if turned and not _SUFFIX.fullmatch(first.strip()) else name


def looks_like_name(name: str, words: Lexicon) -> bool:
    """Whether these words could be a person's full name: all capitalised, two or more, no organisation."""
    found = name_at(name, 0, words)
    if found is None or found.end < len(name.rstrip()):
        return False
    return " " in found.name and not organisation_like(name, words)


def organisation_like(name: str, words: Lexicon) -> bool:
    return any(plain(word) in words.organisations for word in name.split())


def name_at(text: str, start: int, words: Lexicon) -> Found | None:
    """The name that begins at `start` (blanks, quotes and honorifics may come first), None where none does."""
    kept: list[str] = []
    begin = end = -1
    for hit in _WORD.finditer(text, start, start + 200):
        # A line break ends a name, except in running text where a name of one word may go on.
        if kept and "\n" in text[end : hit.start()] and (len(kept) > 1 or "\n\n" in text[end : hit.start()]):
            break
        if not kept and hit.group() in {"-", "–", ":", "*", "•"}:
            continue
        word, closed = _name_word(hit.group(), first=not kept)
        if not kept and word and plain(word) in words.honorifics:
            continue
        if not word or not _belongs(word, kept, words) or (not kept and _month_of_day(text, hit.start(), word, words)):
            break
        kept.append(word)
        if word[0].isupper():
            begin, end = (hit.start() if begin < 0 else begin), hit.end()
        if closed or len(kept) == MOST_NAME_WORDS:
            break
    while kept and not kept[-1][0].isupper():
        kept.pop()
    return Found(" ".join(kept), begin, end) if kept else None


def _name_word(token: str, first: bool) -> tuple[str, bool]:
    """The word in a token, and whether punctuation after it closes the name."""
    token = token.lstrip("\"'“„«(*_[" if first else "*_\"'“")
    if _INITIAL.fullmatch(token):
        return token, False
    hit = _NAME_WORD.match(token)
    if not hit:
        return "", True
    rest = token[hit.end() :]
    word = hit.group()
    if rest == "." and len(word) <= 4 and first:
        return word, False
    if rest.startswith(("’s", "'s")):
        rest = rest[2:] or "."
    if word.endswith(("’s", "'s")):
        return word[:-2], True
    return word, bool(rest.strip("*_"))


def _belongs(word: str, kept: list[str], words: Lexicon) -> bool:
    if not word[0].isupper():
        return bool(kept) and word in _PARTICLES
    # "De Vries" and "Van Dam" are often written with a capital, but begin no name here.
    return plain(word) not in words.not_names or (bool(kept) and word.lower() in _PARTICLES)


def _month_of_day(text: str, start: int, word: str, words: Lexicon) -> bool:
    """ "12 Nov Leila …": the month belongs to the day before it. Many months are first names, too."""
    return plain(word) in words.months and text[max(0, start - 3) : start].rstrip(" .")[-1:].isdigit()


def name_before(text: str, end: int, words: Lexicon) -> Found | None:
    """The name that ends right before `end`: the longest run of name words there."""
    start = max(0, end - 120)
    tokens = list(_WORD.finditer(text, start, end))
    kept: list[re.Match[str]] = []
    for hit in reversed(tokens):
        if kept and "\n" in text[hit.end() : kept[0].start()]:
            break
        word, closed = _name_word(hit.group(), first=True)
        if not word or (closed and kept) or not (word[0].isupper() or word in _PARTICLES):
            break
        if plain(word) in words.not_names and word.lower() not in _PARTICLES:
            break
        kept.insert(0, hit)
        if len(kept) == MOST_NAME_WORDS:
            break
    while kept and not _name_word(kept[0].group(), first=True)[0][:1].isupper():
        kept.pop(0)
    return name_at(text[:end], kept[0].start(), words) if kept else None


def person_beside(text: str, start: int, end: int, words: Lexicon) -> str:
    """The name that stands beside the address at `start`…`end`: before it, or in brackets after it."""
    line_start = text.rfind("\n", 0, start) + 1
    before = re.sub(r"[\s,;:<(\[–—-]+$", "", text[line_start:start])
    labelled = text[line_start + len(before) : start].strip().startswith(":")
    # "Ada Byron (Director, Brua), ada@…": facts in brackets may stand between the two.
    before = re.sub(r"\s*\([^()]{0,100}\)$", "", before)
    words = _as_the_address_says(before, text[start:end], words)
    found = name_before(before, len(before), words)
    if found and not (labelled and (plain(found.name) in words.card_labels or plain(found.name) in words.fields)):
        return found.name
    if not before.strip("•*· ") and (above := _name_alone_above(text, line_start, words)):
        return above
    after = re.match(r"[>\])]{0,2}\s*[(–—,-]\s*", text[end : end + 20])
    if after and (found := name_at(text, end + after.end(), words)):
        return found.name
    return ""


def _as_the_address_says(before: str, addr: str, words: Lexicon) -> Lexicon:
    """With the words that are no names elsewhere, but of which this address is made: "Dag Holm <dag.holm@…>", "Will <will@…>"."""
    tokens = {plain(word) for word in before.split()[-MOST_NAME_WORDS:]} & words.not_names
    theirs = {word for word in tokens if same_person(word, addr)}
    return replace(words, not_names=words.not_names - theirs) if theirs else words


def _name_alone_above(text: str, line_start: int, words: Lexicon) -> str:
    """A full name that fills the line above."""
    above = text[text.rfind("\n", 0, max(0, line_start - 1)) + 1 : max(0, line_start - 1)].strip(" ,;:")
    return above if len(above) <= 80 and looks_like_name(above, words) else ""


def full_names(text: str, words: Lexicon) -> list[Found]:
    """Every name of two words or more in a text, in order."""
    found: list[Found] = []
    for hit in _CAPITAL.finditer(text):
        if found and hit.start() < found[-1].end:
            continue
        one = name_at(text, hit.start(), words)
        if one and len(one.name.split()) >= 2:
            found.append(one)
    return found


_CAPITAL = re.compile(r"(?<![\w@.])[^\W\d_a-zß-öø-ÿ]")
