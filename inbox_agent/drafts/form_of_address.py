"""How a person is addressed: du or Sie, tu or vous, tú or usted, and the name that a greeting may use (P-53, F-43).

The owner's word decides, then what the contact wrote last, then what the owner wrote, then the habit of the
language with somebody new. A "Frau" or "Monsieur" is written only where somebody said it, or where the owner
spoke of "her" or "him": a guess from a first name offends the very people whom it hits. Otherwise the greeting
has the whole name, which is polite in each of the languages and fits everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.called import shows
from inbox_agent.drafts.second_person import SHARED, family
from inbox_agent.mail.visible import one_line
from inbox_agent.rules import Address, Rules

_SIGNED_WITHIN = 6  #: lines at the end of a mail, a signature among them
_LONGEST = 20_000  #: characters of one side's mails


@dataclass(frozen=True)
class Form:
    """The form of address and the parts of a greeting; "" is what nobody said."""

    formal: bool
    honorific: str = ""  #: ``Frau``, ``Monsieur``
    title: str = ""  #: ``Dr.``
    surname: str = ""
    full_name: str = ""  #: without titles, first name first


def form_of(brief: Brief, language: str, rules: Rules) -> Form:
    """The form in which this letter addresses its receiver."""
    own = rules.address.get(language)
    name = brief.relationship.person.name
    full = _plain(name)
    if own is None:
        return Form(False, full_name=full)
    first, _, surname = full.rpartition(" ")
    return Form(
        formal=formality(brief, own) == "formal",
        honorific=_honorific(brief, surname if first else "", own, rules),
        title=_title(brief, own),
        surname=surname if first else "",
        full_name=full,
    )


def formality(brief: Brief, own: Address) -> str:
    """ "formal" or "informal", by the surest evidence that there is."""
    ordered = (brief.facts or {}).get("address", "").casefold().strip(" .!")
    if ordered:
        for form, words in (("informal", own.says_informal), ("formal", own.says_formal)):
            if ordered in (w.casefold() for w in words):
                return form
    for who in ("contact", "owner"):
        for said in (s.text for s in reversed(brief.thread) if s.who == who):
            shown = shows(said, own)
            if shown:
                return shown
    # What they wrote to the owner before there was a thread, if it is theirs and not a platform's.
    if _signed_by(brief.relationship.person.first_name, brief.original) and (shown := shows(brief.original, own)):
        return shown
    return brief.voice.form or own.default


def _signed_by(first_name: str, text: str) -> bool:
    """Whether a mail ends with this person's name."""
    end = [line for line in text[:_LONGEST].splitlines() if line.strip()][-_SIGNED_WITHIN:]
    return bool(first_name) and any(re.search(rf"(?<!\w){re.escape(first_name)}(?!\w)", line) for line in end)


def _honorific(brief: Brief, surname: str, own: Address, rules: Rules) -> str:
    """By "Frau Lind" in anybody's words, else by the pronoun that the owner used."""
    person = brief.relationship.person
    said = "\n".join((brief.note, brief.relationship.purpose, person.title, brief.original[:_LONGEST]))
    for gender, words in own.honorifics.items():
        if surname and any(
            re.search(rf"(?<!\w){re.escape(w)} (?:[^\n]{{0,20}} )?{re.escape(surname)}", said) for w in words
        ):
            return own.honorifics[gender][0]
    spoken = _family(brief, rules)
    return own.honorifics[spoken][0] if spoken in own.honorifics else ""


def _family(brief: Brief, rules: Rules) -> str:
    """The owner's pronoun for the contact in any of the languages; "" where they disagree."""
    note = f"{brief.note}\n{brief.relationship.purpose}"
    found = {
        spoken
        for words in rules.purpose.values()
        if (spoken := family((_without_mine(note),), words)) and spoken not in ("they", SHARED)
    }
    return found.pop() if len(found) == 1 else ""


def _without_mine(text: str) -> str:
    # Swedish "han" and Danish words do not collide with ours; an English "he" and a Spanish "he" (I have) do.
    return re.sub(r"(?i)(?<!\w)(?:lo|la|le|les)? ?he(?= \w+(?:ado|ido|to|cho)\b)", " ", text)


def _title(brief: Brief, own: Address) -> str:
    name = brief.relationship.person.name
    held = [t for t in own.titles if re.search(rf"(?<!\w){re.escape(t)}(?!\w)", name)]
    return held[0] if held else ""


def _plain(name: str) -> str:
    """The name without titles, "Lind, Ada" as "Ada Lind"; "" for what is no name."""
    last, comma, first = one_line(name).partition(",")
    turned = f"{first.strip()} {last.strip()}" if comma and first.strip() and " " not in first.strip() else last
    words = [
        w
        for w in turned.split()
        if not re.fullmatch(
            r"(?i)(?:dr|prof|professor|mr|mrs|ms|mx|ing|mag|dipl|phd|msc|frau|herr|mme|m|sra?|d|dña)\.?(?:-ing\.?)?", w
        )
    ]
    plain = " ".join(words)
    return plain if words and all(re.fullmatch(r"[^\W\d_][\w’'.\-]*", w) for w in words) else ""
