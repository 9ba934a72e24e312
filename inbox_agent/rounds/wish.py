"""Draft the letter that the owner asked for: the same brief, writer, checks and question as for any other.

The owner's words become facts of the letter and are kept, so that a later version has them, too. While another
draft waits in the relationship none is begun, unless the owner says that the new one stands in its place.
"""

from __future__ import annotations

from datetime import datetime

from inbox_agent.drafts.draft import OPEN, Draft
from inbox_agent.drafts.kept import NewDraft
from inbox_agent.drafts.labelled import labels_of
from inbox_agent.drafts.wanted import WORDS, facts_in, fits
from inbox_agent.errors import NotFound, Refused, WrongUse
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import prepare, settle
from inbox_agent.rounds.briefing import brief_for
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import propose


def wanted(doors: Doors, number: int, kind: str, words: str, now: datetime, instead: bool = False) -> int:
    """Make a draft of this kind and ask the owner; its number. Raises what `begin` raises."""
    with doors.records.transaction(doors.owner) as tx:
        step, situation = begin(tx, doors, number, kind, words, now, instead)
        brief = brief_for(doors, tx, situation, step, now)
    written = prepare.write(doors, brief)  # a model may take its time: outside any transaction
    with doors.records.transaction(doors.owner) as tx:
        fresh = tx.people.situation(number, lock=True)
        if fresh is None or fresh.open_draft:
            raise Refused("Another draft was begun meanwhile.", "See inbox-agent queue.")
        draft = tx.drafts.add(NewDraft(number, kind, step.occasion, (step.because,), now, None, "mail"), now)
        if draft is None:
            raise Refused("This letter was asked for a moment ago.", "See inbox-agent queue.")
        propose(tx, doors, fresh, draft, step, brief, written.letter, written.findings, now)
    return draft


def begin(
    tx: Transaction, doors: Doors, number: int, kind: str, words: str, now: datetime, instead: bool = False
) -> tuple[Step, Situation]:
    """Keep the owner's words and say which step they ask for.

    Raises `WrongUse` for a kind that is none or does not fit, `Refused` where nothing may be written or another
    draft waits, `NotFound` for an unknown relationship.
    """
    situation = tx.people.situation(number, lock=True)
    if situation is None:
        raise NotFound("There is no such relationship.", "See inbox-agent people.")
    if kind not in WORDS:
        raise WrongUse(f"'{kind}' is no letter that can be asked for.", f"There are: {', '.join(WORDS)}.")
    role, waiting = situation.relationship.role, waits(tx, number)
    why = hinders(tx, situation, kind, instead)
    if why == "draft-role":
        raise WrongUse(f"A {kind} letter is not one that a {role} writes.", "See inbox-agent person for your role.")
    if why == "never-stopped":
        raise Refused("Nothing is ever written to this person: they asked for that, or you did.", "")
    if why and waiting:
        raise Refused(
            f"Draft {waiting.id} ({waiting.kind}) waits for you.",
            "Approve or reject it first, or say --instead to have the new letter in its place.",
        )
    because = begun(tx, doors, number, kind, words, now)
    fresh = tx.people.situation(number)
    return Step("draft", kind, now, because, f"wish:{kind}:{now:%Y-%m-%dT%H:%M:%S}"), fresh or situation


def hinders(tx: Transaction, situation: Situation, kind: str, instead: bool) -> str:
    """Why this letter cannot be begun, as the name of a sentence of `rules/sentences/`; "" where nothing hinders it."""
    if not fits(kind, situation.relationship.role):
        return "draft-role"
    if situation.relationship.do_not_contact:
        return "never-stopped"
    return "draft-waits" if waits(tx, situation.relationship.id) and not instead else ""


def waits(tx: Transaction, number: int) -> Draft | None:
    """The draft to them that the owner has not decided on."""
    return next((d for d in reversed(tx.drafts.of(number)) if d.state in OPEN), None)


def begun(tx: Transaction, doors: Doors, number: int, kind: str, words: str, now: datetime) -> Because:
    """Take back what waits, keep the owner's words as facts of the letter, and say why there is one."""
    if waits(tx, number):
        settle.withdraw(tx, number, now, "another letter")
    found = facts_in(kind, words, labels_of(doors.rules))
    if found:
        tx.people.change(number, facts=tx.people.facts(number) | found)
    because = Because("owner", words[:500])
    tx.events.add(now, "owner-draft", because, relationship=number, kind=kind)
    return because
