"""`show`: one draft in full. The text, why it was written, what the checks say, what it rests on, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import click

from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import ModelCall, VersionNotes
from inbox_agent.errors import NotFound
from inbox_agent.front.assemble import open_records
from inbox_agent.front.cli import complete, lookup, say, shapes
from inbox_agent.front.cli.options import Desk, desk
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds.keeping import Transaction


@dataclass(frozen=True)
class _Shown:
    """A draft with all that is known of how it came to be."""

    draft: Draft
    relationship: Relationship
    notes: VersionNotes
    calls: list[ModelCall]  #: that were made for it, oldest first
    unanswered: list[tuple[str, str]]  #: provider and prompt


@click.command()
@click.argument("number", metavar="ID", shell_complete=complete.drafts)
@click.option(
    "--prompt", is_flag=True, help="Print exactly what was sent to the model for this text, and nothing else."
)
@desk()
def show(desk: Desk, number: str, prompt: bool) -> None:
    """Show one draft in full: its text, why it was written, what the checks say, what it rests on and what it cost."""
    with open_records(desk.settings).transaction(desk.name) as tx:
        draft, _ = lookup.draft(tx, number)
        shown = _gather(tx, draft)
        if not prompt:
            tx.drafts.change(draft.id, shown_version=draft.version)
        drafted_by = tx.drafts.drafted_by(draft.id)
    if prompt:
        _prompts(shown, desk)
        return
    value = shapes.draft(draft, shown.relationship, drafted_by, shown.calls, desk.local)
    if desk.as_json:
        claims = [{"text": c.text, "source": c.source, "quote": c.quote} for c in _claims(shown)]
        say.report({**value, "source": shown.notes.source, "notice": shown.notes.notice or None, "claims": claims})
        return
    click.echo(_page(shown, value["tokens"]))


def _gather(tx: Transaction, draft: Draft) -> _Shown:
    relationship = tx.people.get(draft.relationship_id)
    notes = tx.drafts.notes(draft.id) or VersionNotes("", "", None)
    assert relationship is not None
    calls = tx.model_calls.all_of(notes.model_call) if notes.model_call else []
    return _Shown(draft, relationship, notes, calls, tx.model_calls.unanswered(relationship.id, draft.created))


def _prompts(shown: _Shown, desk: Desk) -> None:
    """What left this machine (T-43): of the call that gave this text, or of those that gave none."""
    asked = [(c.provider, c.prompt) for c in shown.calls if c.id == shown.notes.model_call] or shown.unanswered
    if not asked:
        raise NotFound(
            f"Nothing was sent to a model for draft {shown.draft.id}.{shown.draft.version}.",
            f"See how it was written with: inbox-agent show {shown.draft.id}",
        )
    if desk.as_json:
        say.objects([{"provider": provider, "prompt": prompt} for provider, prompt in asked])
        return
    for _, prompt in asked:
        click.echo(prompt.encode(), nl=False)  # bytes: no character is replaced for the sake of a terminal


def _claims(shown: _Shown) -> list[Any]:
    """What the model says its statements rest on; with `redact` in the placeholders that it saw."""
    from inbox_agent.doors.model.answer import LARGEST, Reply, cleaned, read  # noqa: PLC0415 - only where a model wrote
    from inbox_agent.doors.model.failures import ModelFailed  # noqa: PLC0415

    last = next((c for c in shown.calls if c.id == shown.notes.model_call), None)
    if last is None:
        return []
    try:
        return cleaned(read(Reply.from_json(last.answer), LARGEST))[0].claims
    except ModelFailed:
        return []


def _page(shown: _Shown, tokens: dict[str, Any]) -> str:
    """The draft as one reads a letter, and below it what one wants to know before saying yes."""
    draft = shown.draft
    head = [
        f"Draft {draft.id}.{draft.version} · {draft.kind} · {shapes.STATES.get(draft.state, draft.state)}",
        f"To:      {shown.relationship.person.name} <{', '.join(draft.to) or 'no address yet'}>",
        f"Subject: {draft.subject or '(no subject)'}",
    ]
    why = [f"  {b.rule}  {' '.join(b.words.split())}" for b in draft.because]
    checks = shapes.found(draft) or ["  nothing to mark"]
    passed = shapes.passed(draft)
    checks += [f"  passed  {passed} (docs/checks.md)"] if passed else []
    tail = ["", "Why now:", *why, "", "Checks:", *checks]
    claims = [f"  {c.text} — {c.source}: “{c.quote}”" for c in _claims(shown)]
    tail += ["", "It rests on:", *claims] if claims else []
    tail += ["", f"Written {_by(shown)}{_cost(shown, tokens)}"]
    if shown.notes.notice:
        tail += ["", shown.notes.notice]
    if draft.blocked:
        tail += ["", f"It cannot leave yet: {draft.blocked}"]
    elif draft.state in ("waiting", "expired", "snoozed"):
        tail += ["", f"Let it go with: inbox-agent approve {draft.id}.{draft.version}"]
    return say.visible("\n".join([*head, "", draft.text.rstrip(), *tail]))


def _by(shown: _Shown) -> str:
    if shown.draft.written_by == "owner":
        return "by you."
    return f"by {'a model' if shown.draft.written_by == 'model' else 'template'}: {shown.notes.source or '?'}."


def _cost(shown: _Shown, tokens: dict[str, Any]) -> str:
    if not shown.calls:
        return "\n  No model was asked, so it cost nothing."
    times = "one call" if len(shown.calls) == 1 else f"{len(shown.calls)} calls"
    price = f", {tokens['cost']:.4f} at your price" if tokens["cost"] is not None else ""
    return f"\n  {times}: {tokens['in']} tokens in, {tokens['out']} out{price}. What was sent: inbox-agent show {shown.draft.id} --prompt"
