"""Completion of what stands in the records: drafts by number, people by name, each with a word on what it is.

A shell asks while somebody types, so nothing may be printed and nothing may fail: where the records cannot be read there is
simply nothing to offer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from inbox_agent.errors import InboxAgentError

MOST = 50


def drafts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The drafts that wait, by number."""

    def found(tx: Any) -> list[CompletionItem]:
        names = {r.id: r.person.name for r in tx.people.all()}
        return [
            CompletionItem(str(d.id), help=f"{d.kind} to {names.get(d.relationship_id, '?')}: {d.subject}"[:80])
            for d in tx.drafts.in_hand()
            if str(d.id).startswith(incomplete)
        ]

    return _read(ctx, found)


def people(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """People by the beginning of a name or an address."""
    said = incomplete.casefold()

    def found(tx: Any) -> list[CompletionItem]:
        items = []
        for each in tx.people.all():
            words = (each.person.name, *each.person.name.split(), *each.person.addresses)
            if any(word.casefold().startswith(said) for word in words):
                addr = next(iter(each.person.addresses), "")
                items.append(CompletionItem(addr or each.person.name, help=f"{each.person.name}, {each.stage}"))
        return items

    return _read(ctx, found)


def _read(ctx: click.Context, found: Callable[[Any], list[CompletionItem]]) -> list[CompletionItem]:
    from inbox_agent.front.assemble import open_records  # noqa: PLC0415
    from inbox_agent.front.cli.options import open_desk  # noqa: PLC0415

    try:
        desk = open_desk(ctx.params.get("config"), ctx.params.get("account"), None, False)
        records = open_records(desk.settings, migrate=False)
        try:
            with records.transaction(desk.name) as tx:
                return found(tx)[:MOST]
        finally:
            records.close()
    except (InboxAgentError, OSError):
        return []
