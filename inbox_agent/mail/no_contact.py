"""What speaks against a contact: the owner's own doubt, a test, a letter from the family, a trick, a bill."""

from __future__ import annotations

from inbox_agent.mail import note
from inbox_agent.mail.case import Case
from inbox_agent.mail.lexicon import plain

#: A note of more words says more than that something is spam or a bill.
BRIEF = 12
#: So much of a forwarded mail is looked at.
SHOWN = 4000


def _relative(case: Case) -> str:
    """What the sender is to the owner, where the name or the last word of the letter says it: "Love, Mum"."""
    letter = "\n".join(part for part in (case.parts.written, case.parts.signature) if part)
    last = letter.rpartition("\n")[2].replace(",", " ").split()[-1:]
    told = (case.found.sender.name, *last)
    return next((word for word in told if plain(word) in case.words.kin), "")


def objection(case: Case) -> tuple[str, str] | None:
    """The rule and the words by which this mail is no contact; None where nothing speaks against one.

    What the owner writes above a bill or a trick says why to reach its sender, unless that, too, is of bills.
    """
    found, words = case.found, case.words
    brief = len(found.note.split()) <= BRIEF
    said = f"{found.note}?" if len(found.note.split()) <= 2 else found.note
    if brief and (doubt := words.doubts.search(said)):
        return "no-contact.doubt", doubt.group()
    if note.is_test(found.note, words) or (not found.note and note.is_test(found.text.strip(), words)):
        return "no-contact.test", found.note or found.text.strip()
    if not found.note and (relative := _relative(case)):
        return "no-contact.family", relative
    shown = f"{found.subject}\n{found.text[:SHOWN]}"
    person = case.sender == "person"
    tricks = [trick.group() for trick in words.phishing.finditer(shown)]
    # A person may write of one such thing; a trick is made of several.
    if len(tricks) > (1 if person else 0) and not (person and found.note):
        return "no-contact.phishing", tricks[0]
    bill = words.invoices.search(found.subject if person else shown)
    if bill and (not found.note or (brief and words.invoices.search(found.note))):
        return "no-contact.invoice", bill.group()
    return None
