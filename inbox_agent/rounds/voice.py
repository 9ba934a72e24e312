"""The owner's voice in one language: learnt from the records, with the owner's own page over it (F-47)."""

from __future__ import annotations

from inbox_agent.drafts.voice import Sample, Voice, learn
from inbox_agent.drafts.voice_page import edited
from inbox_agent.rounds.ports import Doors, Transaction

MOST = 40  #: letters that are looked at, the newest: people change their ways


def voice_of(doors: Doors, tx: Transaction, language: str) -> Voice:
    """How the owner writes in this language, as far as their own letters and their page tell."""
    return edited(learnt(doors, tx, language), doors.voice_page(language), doors.rules.voice)


def learnt(doors: Doors, tx: Transaction, language: str) -> Voice:
    """What the owner's own letters show, without the page."""
    owner = doors.account.owner
    rewritten = tx.drafts.own_words(language, MOST)
    seen = tx.mail.own(language, [a.casefold() for a in owner.addresses], MOST)
    samples = [Sample(text, _name(tx, number), draft) for number, text, draft in rewritten]
    samples += [Sample(text, _name(tx, number)) for number, text in seen]
    return learn(samples[:MOST], language, doors.rules, owner.name)


def _name(tx: Transaction, number: int | None) -> str:
    found = tx.people.get(number) if number else None
    return found.person.name if found else ""
