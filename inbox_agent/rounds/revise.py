"""A wish for a draft (F-61): done by rule at once, by the model in the next look, or handed back to the owner.

What a rule can do to the letter ("drop the second paragraph") it does, with or without a model. For everything else
the wish is kept as a row, and the model writes the new version between two transactions, as it writes every letter.
Where it cannot, or its version does not pass the checks after one repair, the draft stays as it was and the owner is
asked for the text: a wish is never answered with another letter than the one that was wished for.

Each new version needs a yes of its own; the mail that asked about the old one can no longer send (F-64).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from inbox_agent.drafts import wishes
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Draft, Finding, Letter
from inbox_agent.drafts.shorter import keeps
from inbox_agent.errors import InboxAgentError
from inbox_agent.mail.message import Because
from inbox_agent.mentorship.situation import Situation
from inbox_agent.mentorship.step import Step
from inbox_agent.rounds import ask, briefing
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.propose import address, review, still_invites


def by_rule(tx: Transaction, doors: Doors, draft: Draft, wish: str, now: datetime) -> int | None:
    """Make the version that the wish wants, if a rule can, and ask about it; its number."""
    text = briefing.body(doors, draft.text)
    signature = draft.text.rstrip()[len(text) :]
    shorten = not doors.settings.model.provider
    situation = tx.people.situation(draft.relationship_id)
    if situation is None:
        return None
    brief = _brief(doors, tx, draft, situation, now)
    stays = keeps(brief, text, draft.subject, doors.rules)
    changed = wishes.by_rule(wish, text, doors.rules.wishes, shorten=shorten, keeps=stays)
    if changed is None:
        return None
    whole = changed.rstrip() + signature + "\n"
    version = address(
        tx,
        doors,
        draft.relationship_id,
        draft.to,
        draft.version + 1,
        draft.subject,
        whole,
        invitation=still_invites(doors, draft, whole, now),
    )
    findings = _judged(doors, brief, draft, changed, wish)
    notes = tx.drafts.notes(draft.id)
    kept = replace(
        version,
        language=draft.language,
        findings=findings,
        blocked=_still_blocked(draft, findings),
        written_by=draft.written_by,
        source=notes.source if notes else "",
        model_call=notes.model_call if notes else None,
    )
    tx.drafts.add_version(draft.id, kept, now)
    ask.approval(tx, draft.id, version.number, now)
    return version.number


def _brief(doors: Doors, tx: Transaction, draft: Draft, situation: Situation, now: datetime) -> Brief:
    step = Step("redraft", draft.kind, now, draft.because[0] if draft.because else Because("owner"), draft.occasion)
    return briefing.brief_for(doors, tx, situation, step, now)


def _judged(doors: Doors, brief: Brief, draft: Draft, text: str, wish: str) -> tuple[Finding, ...]:
    """What the checks say. Etiquette blocks nothing that the owner asked for; their own text needs no source."""
    found = review(doors, replace(brief, wish=wish), Letter(draft.subject, text))
    own = draft.written_by == "owner"
    kept = [f for f in found if not (own and f.name.startswith("grounding"))]
    return tuple(f if f.name.startswith("grounding") else replace(f, blocking=False) for f in kept)


def _still_blocked(draft: Draft, findings: tuple[Finding, ...]) -> str:
    blocking = [f"{f.says} ({f.words})" if f.words else f.says for f in findings if not f.ok and f.blocking]
    if blocking:
        return "; ".join(blocking)
    for_a_fact = draft.blocked and not any(not f.ok and f.blocking for f in draft.findings)
    return draft.blocked if for_a_fact else ""


def keep(tx: Transaction, draft: Draft, wish: str, now: datetime) -> None:
    """Keep the wish until the model has been asked; it is due at once."""
    words = hashlib.sha256(wish.encode()).hexdigest()[:16]
    occasion = f"{draft.id}.{draft.version}:{words}"
    number = tx.questions.ask("wish", occasion, now, draft.relationship_id, draft=draft.id)
    if number is not None:
        tx.questions.answer(number, wish, now)
    tx.people.change(draft.relationship_id, next_due=now)


@dataclass(frozen=True)
class Fulfilled:
    """The model's version of a draft, or why there is none."""

    letter: Letter | None
    findings: tuple[Finding, ...] = ()
    why_not: str = ""


def fulfil(doors: Doors, brief: Brief) -> Fulfilled:
    """Ask the model for the wished version, and once more where the checks block it. Called outside every transaction."""
    if doors.reviser is None:
        return Fulfilled(None, why_not="no model is set up")
    blocking: tuple[str, ...] = ()
    try:
        for _ in range(2):
            letter = doors.reviser.write(brief, blocking)
            findings = review(doors, brief, letter)
            blocking = faults(findings)
            if not blocking:
                return Fulfilled(letter, findings)
    except InboxAgentError as fault:
        return Fulfilled(None, why_not=str(fault))
    return Fulfilled(None, why_not="; ".join(blocking))


def faults(findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """What stands in the way of a yes, as the writer is told it."""
    return tuple(f"{f.name}: {f.says} ({f.words})" for f in findings if not f.ok and f.blocking)


def in_vain(tx: Transaction, situation: Situation, why: str, now: datetime) -> None:
    """The draft stays as it was; the owner is told why, and is asked about it anew, since their answer used up the mail."""
    wished, waiting = situation.wish, situation.open_draft
    if wished is None or waiting is None:
        return
    tx.questions.ask("wish-tried", wished.occasion, now, situation.relationship.id)
    tx.events.add(
        now,
        "wish-not-done",
        Because("F-61", why),
        relationship=situation.relationship.id,
        draft=waiting.id,
        wish=wished.answer,
    )
    told = {"n": None, "draft": waiting.id, "wanted": "redraft", "ok": False, "state": "needs-text", "at": None}
    ask.receipt(
        tx, f"wish:{wished.occasion}", now, what="settled", items=[told | {"detail": why}], words=wished.answer[:500]
    )
    ask.approval(tx, waiting.id, waiting.version, now, again=True)
