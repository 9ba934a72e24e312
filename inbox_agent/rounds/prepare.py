"""Do what is due in one relationship: draft a letter, ask or tell the owner, or let time move the stage.

New mail and timers both end here. What is due is decided by `mentorship/next_step.py` alone; this round only
carries it out, and then stores what comes next as a row. Looking twice does nothing twice: a draft and a
question have an occasion that is unique, and a step that is not due only refreshes the row.

The writer may take a minute (a model) and is called between transactions, never inside one. If the world
changed meanwhile, the occasion or the version is taken and the second result is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Finding, Letter
from inbox_agent.drafts.kept import NewDraft
from inbox_agent.mentorship.next_step import next_step
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.stages import move
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import ask, offered_times, places, revise, settle
from inbox_agent.rounds.briefing import brief_for
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import propose, review
from inbox_agent.rounds.walk import walk

ROUNDS_AT_ONCE = 8  # steps that one look may take; the next look goes on (a move may make the next step due)


def prepare(doors: Doors, relationship: int, now: datetime) -> None:
    """Everything that is due now in this relationship."""
    for _ in range(ROUNDS_AT_ONCE):
        if not _one_step(doors, relationship, now):
            return


def _one_step(doors: Doors, relationship: int, now: datetime) -> bool:
    """Do the next step if it is due; whether there may be another one."""
    with doors.records.transaction(doors.owner) as tx:
        situation = tx.people.situation(relationship, lock=True)
        step = due_next(doors, situation, now) if situation else None
        if situation is None or step is None or step.due > now:
            store_next(tx, relationship, step)
            return False
        if step.act == "move":
            change_stage(tx, situation, step, now)
            return True
        if step.act == "ask":
            ask.question(tx, doors, situation, step.what, step.occasion, step.because, now)
            return True
        if step.act == "tell":
            ask.remind(tx, situation, step, now)
            return True
        if step.act == "ask-again":
            ask.again(tx, situation, now)
            return True
        if offered_times.take(tx, doors, situation, step, now):
            situation = tx.people.situation(relationship) or situation
        brief = brief_for(doors, tx, situation, step, now)
    return _draft(doors, situation, step, brief, now)


def due_next(doors: Doors, situation: Situation, now: datetime) -> Step | None:
    """What is due next, by the rules and at the place of this relationship."""
    place = places.of_either(doors, situation.relationship)
    return next_step(situation, doors.rules.cadence, place, now)


def _draft(doors: Doors, situation: Situation, step: Step, brief: Brief, now: datetime) -> bool:
    written = _fulfil(doors, brief) if brief.wish else write(doors, brief)
    with doors.records.transaction(doors.owner) as tx:
        fresh = tx.people.situation(situation.relationship.id, lock=True)
        if fresh is None or due_next(doors, fresh, now) != step:
            return True  # something came in while the letter was being written: look anew
        if isinstance(written, str):
            revise.in_vain(tx, fresh, written, now)
            return True
        if step.act == "redraft" and fresh.open_draft:
            number: int | None = fresh.open_draft.id
        else:
            new = NewDraft(
                fresh.relationship.id, step.what, step.occasion, (step.because,), step.due, step.answers, step.ask_by
            )
            number = tx.drafts.add(new, now)
        if number is not None:
            propose(tx, doors, fresh, number, step, brief, written.letter, written.findings, now)
    return True


@dataclass(frozen=True)
class Written:
    letter: Letter
    findings: tuple[Finding, ...]


def write(doors: Doors, brief: Brief) -> Written:
    """Write and check; a model may mend once what the checks found, and is not believed a second time (T-16)."""
    letter = doors.writer.write(brief)
    findings = review(doors, brief, letter)
    blocking = revise.faults(findings)
    if blocking and letter.written_by == "model":
        letter = doors.writer.write(brief, blocking)
        findings = review(doors, brief, letter)
        blocking = revise.faults(findings)
    if blocking and letter.written_by == "model":
        plain = doors.by_template.write(brief)
        notice = f"{plain.notice} Written from a template. The model's letter did not pass the checks: {'; '.join(blocking)}."
        letter = replace(plain, notice=notice.strip(), model_call=letter.model_call)
        findings = review(doors, brief, letter)
    return Written(letter, findings)


def _fulfil(doors: Doors, brief: Brief) -> Written | str:
    """The version that the owner wishes, or why there is none."""
    done = revise.fulfil(doors, brief)
    return Written(done.letter, done.findings) if done.letter else done.why_not


def change_stage(tx: Transaction, situation: Situation, step: Step, now: datetime) -> None:
    """A move that time brings about, with its cause."""
    relationship = situation.relationship
    found = move(relationship.stage, step.what)
    if found is None:
        store_next(tx, relationship.id, None)
        return
    if step.what == "meeting:over" and situation.meeting:
        tx.people.meeting_is(situation.meeting.id, "took-place")
        settle.withdraw(tx, relationship.id, now, "it took place")  # an agenda is asked for before it
    walk(tx, relationship, found, (step.because,), now)


def store_next(tx: Transaction, relationship: int, step: Step | None) -> None:
    """Write down what comes next; a relationship in which nothing is due has no date."""
    if step is None:
        tx.people.store_next(relationship, None, None, "")
    else:
        tx.people.store_next(
            relationship, step.what, step.due, f"{step.because.rule}: {step.because.words}".strip(": ")
        )
