"""Drafts, people and events as the JSON objects of contracts.md: the keys are a promise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import ModelCall
from inbox_agent.mail.message import Because
from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.kept import Event, NextRow
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rules import Cadence

Local = Callable[[datetime], datetime]

#: How a draft's state is said to a person, where its own name would say little.
STATES = {"waiting": "waits for you", "blocked": "needs a fact", "snoozed": "asked later", "approved": "leaves soon"}


def moment(at: datetime | None, local: Local) -> str | None:
    return local(at).isoformat(timespec="seconds") if at else None


def reasons(because: tuple[Because, ...]) -> list[dict[str, str]]:
    return [{"rule": b.rule, "words": b.words} for b in because]


def draft(
    value: Draft, relationship: Relationship, drafted_by: str, calls: Sequence[ModelCall], local: Local
) -> dict[str, Any]:
    """One line of `queue --json`. `calls` are all that were made for it; their cost is null where no price was set."""
    costs = [call.cost for call in calls if call.cost is not None]
    return {
        "id": value.id,
        "version": value.version,
        "kind": value.kind,
        "to": list(value.to),
        "subject": value.subject,
        "text": value.text,
        "language": value.language,
        "person": relationship.person.name or next(iter(value.to), ""),
        "stage": relationship.stage,
        "due": moment(value.due, local),
        "why": reasons(value.because),
        "state": value.state,
        "drafted_by": drafted_by,
        "checks": [{"name": f.name, "ok": f.ok, "says": f.says, "words": f.words} for f in value.findings],
        "blocked": value.blocked or None,
        "created": moment(value.created, local),
        "expires": moment(value.expires, local),
        "tokens": {
            "in": sum(call.tokens_in for call in calls),
            "out": sum(call.tokens_out for call in calls),
            "cost": sum(costs) if len(costs) == len(calls) else None,
        },
    }


def found(value: Draft) -> list[str]:
    """What the checks say of a draft, one line each, with the words that it rests on."""
    return [f"  {f.name}  {f.says}{f' — “{f.words}”' if f.words else ''}" for f in value.findings if not f.ok]


def passed(value: Draft) -> str:
    """The checks that found nothing, by what they look at; "" where none was made."""
    names = [f.name.partition(".") for f in value.findings if f.ok]
    groups = {what: [name for group, _, name in names if group == what] for what in dict.fromkeys(n[0] for n in names)}
    return "; ".join(f"{what} {', '.join(each)}" for what, each in groups.items())


def person(value: Relationship, coming: NextRow, cadence: Cadence, now: datetime, local: Local) -> dict[str, Any]:
    """One line of `people --json`."""
    there = coming.due is not None
    return {
        "person": value.person.name,
        "addresses": list(value.person.addresses),
        "role": value.role,
        "kind": value.kind,
        "stage": value.stage,
        "since": moment(value.since, local),
        "language": value.person.language or None,
        "timezone": value.person.timezone or None,
        "last_inbound": moment(value.last_inbound, local),
        "last_outbound": moment(value.last_outbound, local),
        "next": {"what": coming.what, "due": moment(coming.due, local), "why": coming.why} if there else None,
        "stale": keeping.health(value, cadence, now),
    }


def event(value: Event, local: Local) -> dict[str, Any]:
    return {
        "at": moment(value.at, local),
        "what": value.what,
        "because": reasons(value.because),
        "draft": value.draft,
        "message": value.message,
        **{k: v for k, v in value.data.items() if k not in ("at", "what", "because")},
    }
