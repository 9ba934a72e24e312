"""`explain`: what the agent would understand from a mail; it sends and stores nothing and needs no configuration.

The reading is the agent's own (`mail/identify`, `mentorship/understand`), and the clock is the mail's own date. Without
--owner and --mailbox a forward or a command is judged by its form alone.
"""

from __future__ import annotations

import mailbox as mbox_files
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import click

from inbox_agent import rules as rule_files
from inbox_agent.drafts.approval import tokens_in
from inbox_agent.errors import InboxAgentError, NotFound, WrongUse
from inbox_agent.front.cli import say, shapes
from inbox_agent.mail.forward import Forward
from inbox_agent.mail.identify import Arrival, Selves, identify
from inbox_agent.mail.machine import Machine
from inbox_agent.mail.message import Address, Message, Unreadable
from inbox_agent.mail.orders import Order
from inbox_agent.mail.parse import parse
from inbox_agent.mail.times import find_when
from inbox_agent.mentorship.asked import Letter
from inbox_agent.mentorship.mentions import advice_in, introduction_in
from inbox_agent.mentorship.reading import Context
from inbox_agent.mentorship.understand import understand
from inbox_agent.rules import Rules
from inbox_agent.words import Role, Stage


@dataclass(frozen=True)
class Frame:
    """Whose mail it is and what went before."""

    selves: Selves
    role: Role
    stage: Stage | None
    earlier: tuple[Message, ...]
    rules: Rules


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For programs: one object a line.")
@click.option("--owner", metavar="ADDR", multiple=True, help="An address of the owner's; may be given several times.")
@click.option("--mailbox", metavar="ADDR", multiple=True, help="The address of the agent's mailbox.")
@click.option(
    "--role", type=click.Choice(get_args(Role)), default="mentee", show_default=True, help="What the owner is in it."
)
@click.option("--context", "stage", type=click.Choice(get_args(Stage)), help="The stage before this mail.")
@click.option("--history", metavar="MBOX", type=click.Path(path_type=Path), help="Earlier mails of the relationship.")
@click.option("--config", metavar="FILE", hidden=True)
def explain(
    files: tuple[Path, ...],
    as_json: bool,
    owner: tuple[str, ...],
    mailbox: tuple[str, ...],
    role: Role,
    stage: Stage | None,
    history: Path | None,
    config: str | None,
) -> None:
    """Tell what would be understood from each mail, and by which rule and words."""
    selves = Selves(_addresses("--owner", owner), _addresses("--mailbox", mailbox))
    rules = rule_files.load(Path(config).parent if config else None)
    frame = Frame(selves, role, stage, _read_history(history), rules)
    faults: list[InboxAgentError] = []
    for path in files:
        try:
            value = explained(_read(path), frame)
        except InboxAgentError as fault:  # the other files are still told
            faults.append(fault)
            continue
        if as_json:
            say.objects([value])
        else:
            click.echo(click.style(str(path), bold=True))
            click.echo(say.visible(_page(value)) + "\n")
    for other in faults[1:]:
        click.echo(f"inbox-agent: {other}", err=True)
    if faults:
        raise faults[0]


def _addresses(option: str, given: tuple[str, ...]) -> frozenset[str]:
    for one in given:
        if "@" not in one.strip("@") or len(one.split()) != 1:
            raise WrongUse(f"{one!r} is no mail address.", f"Give {option} as in ada@lab.example.")
    return frozenset(one.casefold() for one in given)


def _read(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except FileNotFoundError as fault:
        raise NotFound(f"There is no file {path}.", "Check the path.") from fault
    except IsADirectoryError as fault:
        raise WrongUse(f"{path} is a folder.", "Give the mails in it, or read it whole with `rehearse`.") from fault
    except OSError as fault:
        raise WrongUse(f"{path} cannot be read: {fault.strerror}.", "Check the path and its rights.") from fault


def _read_history(path: Path | None) -> tuple[Message, ...]:
    if path is None:
        return ()
    if not path.is_file():
        raise NotFound(f"There is no mbox {path}.", "Check the path.")
    try:
        mails = [parse(raw.get_bytes(key)) for raw in [mbox_files.mbox(path, create=False)] for key in raw.keys()]  # noqa: SIM118 - iterating a mailbox yields mails
    except OSError as fault:
        raise WrongUse(f"{path} cannot be read: {fault.strerror}.", "Check the path and its rights.") from fault
    if not mails and path.stat().st_size:
        raise WrongUse(f"{path} holds no mail that can be told apart.", "An mbox has a line 'From …' above each mail.")
    return tuple(m for m in mails if isinstance(m, Message))


def explained(raw: bytes, frame: Frame) -> dict[str, Any]:
    """One mail as the object of contracts.md."""
    message = parse(raw)
    if isinstance(message, Unreadable):
        return _nothing(message.cause)
    arrival = identify(message, frame.selves, frame.rules, answers_us=bool(tokens_in(message)), known=_ours(frame))
    value = _frame_of(message, arrival)
    if arrival.kind == "correspondence":
        value |= _understood(message, arrival, frame)
    if arrival.machine:
        value |= _machine(arrival)
    if arrival.forward:
        value["forward"] = _forward(arrival.forward)
    if arrival.order and arrival.kind == "command":
        value["command"] = _command(message, arrival.order, frame)
    return value


def _nothing(cause: str) -> dict[str, Any]:
    empty = Message("", None, "", ())
    value = dict.fromkeys(_frame_of(empty, None))
    return value | {
        "kind": "unreadable", "because": [{"rule": "unreadable", "words": cause}], "also": [], "advice": [],
        "machine": {"auto": False, "bounce": None, "list": None},
    }  # fmt: skip


def _frame_of(message: Message, arrival: Arrival | None) -> dict[str, Any]:
    reply = arrival.reply if arrival else None
    return {
        "kind": arrival.kind if arrival else "",
        "because": shapes.reasons(arrival.because) if arrival else [],
        "from": _address(message.author),
        "message_id": message.message_id or None,
        "date": message.date.isoformat(timespec="seconds") if message.date else None,
        "subject": message.subject,
        "language": ((arrival.spoken or arrival.language).code or None) if arrival else None,
        "reply_text": reply.written if reply else "",
        "quoted": bool(reply and reply.quoted),
        "signature": (reply.signature or None) if reply else None,
        "intent": None,
        "also": [],
        "confidence": None,
        "decided_by": "rules" if arrival and arrival.kind != "correspondence" else None,
        "stage_before": None,
        "stage_after": None,
        "meeting": None,
        "advice": [],
        "introduces": None,
        "return_date": None,
        "forward": None,
        "command": None,
        "machine": {"auto": False, "bounce": None, "list": None},
    }


def _understood(message: Message, arrival: Arrival, frame: Frame) -> dict[str, Any]:
    last = frame.earlier[-1] if frame.earlier else None
    at = message.date or datetime.now(UTC)
    ours = next(
        (
            m.date
            for m in reversed(frame.earlier)
            if m.date and m.author.key in frame.selves.mailbox | frame.selves.owner
        ),
        None,
    )
    context = Context(
        stage=frame.stage or "outreach",
        role=frame.role,
        language=arrival.language.code,
        last_writer=""
        if last is None
        else "owner"
        if last.author.key in frame.selves.mailbox | frame.selves.owner
        else "contact",
        days_since_ours=max(0, (at - ours).days) if ours else None,
    )
    letter = Letter(last.text, last.date or at) if last and context.last_writer == "owner" else None
    found = understand(arrival.reply.written, at, context, "", "", frame.rules, letter)
    reading, slot, written = found.reading, found.meeting, arrival.reply.written
    named = introduction_in(written, arrival.language.code, frame.rules)
    return {
        "because": shapes.reasons(reading.because) or shapes.reasons(arrival.because),
        "intent": reading.intent if reading.sure else "other",
        "also": list(reading.also or reading.guesses),
        "confidence": round(reading.confidence, 2),
        "decided_by": "rules" if reading.sure else "owner",
        "stage_before": frame.stage,
        "stage_after": found.stage_after if frame.stage else (found.stage_after if found.move else None),
        "meeting": {"start": slot.start.isoformat(timespec="seconds"), "tz": slot.timezone, "minutes": slot.minutes}
        if slot and slot.start
        else None,
        "advice": [
            {"what": a.what, "words": a.words}
            for a in advice_in(written, arrival.language.code, frame.rules, frame.stage or "active", reading.counsel)
        ],
        "introduces": _address(named) if named else None,
        "return_date": found.back_on.isoformat() if found.back_on else None,
    }


def _machine(arrival: Arrival) -> dict[str, Any]:
    machine = arrival.machine
    if machine is None:
        return {}
    return {
        "intent": machine.intent or None,
        "return_date": machine.return_date.isoformat() if machine.return_date else None,
        "introduces": _address(machine.successor) if machine.successor else None,
        "meeting": _invited(machine),
        "machine": {
            "auto": machine.kind in ("auto-reply", "bounce"),
            "bounce": {"recipients": list(machine.failed), "reason": machine.reason or None}
            if machine.kind == "bounce"
            else None,
            "list": next((b.words for b in machine.because), None) if machine.kind == "list" else None,
        },
    }


def _invited(machine: Machine) -> dict[str, Any] | None:
    """The time of the only event that is asked for, answered or taken back."""
    sure = [one for one in machine.invitations if one.start]
    if len(sure) != 1 or not sure[0].start:
        return None
    return {
        "start": sure[0].start.isoformat(timespec="seconds"),
        "tz": sure[0].timezone or None,
        "minutes": sure[0].minutes,
    }


def _forward(found: Forward) -> dict[str, Any]:
    people = [
        {"name": c.name, "addr": c.addr or None, "organisation": c.organisation or None, "title": c.title or None}
        for c in ((found.contact, *found.candidates) if found.contact else found.candidates)
    ]
    return {
        "contact": people[0] if found.contact else None,
        "candidates": people[1:] if found.contact else people,
        "referrer": _address(found.referrer) if found.referrer else None,
        "original_subject": found.original_subject or None,
        "original_date": found.original_date.isoformat(timespec="seconds") if found.original_date else None,
        "original_text": found.original_text or None,
        "owner_note": found.owner_note or None,
        "why_reach": found.owner_note or None,
    }


def _command(message: Message, order: Order, frame: Frame) -> dict[str, Any]:
    at = message.date or datetime.now(UTC)

    def when(words: str | None) -> str | None:
        # Without a configuration the owner's zone is that of the mail's own Date.
        found = find_when(words, at, "UTC", frame.rules) if words else None
        return found.astimezone(at.tzinfo).isoformat(timespec="seconds") if found else None

    return {
        "to_what": "digest" if order.items else "letter" if order.decision == "draft" else "approval",
        "decision": order.decision,
        "when": when(order.when_text),
        "items": [{"n": i.n, "decision": i.decision, "arg": i.arg or None} for i in order.items],
        "text": order.text or None,
        "refused": order.refused or None,
    }


def _ours(frame: Frame) -> tuple[str, ...]:
    return tuple(m.text for m in frame.earlier if m.author.key in frame.selves.mailbox | frame.selves.owner)[-3:]


def _address(address: Address) -> dict[str, str | None]:
    return {"name": address.name, "addr": address.addr}


def _page(value: dict[str, Any]) -> str:
    """What a person wants to know first."""
    lines = [f"  {value['kind']}" + (f": {value['intent']}" if value["intent"] else "")]
    if value["stage_after"]:
        lines.append(f"  stage    {value['stage_before'] or '?'} → {value['stage_after']}")
    if value["forward"]:
        contact = value["forward"]["contact"]
        lines.append(
            f"  contact  {contact['name']} <{contact['addr'] or 'no address'}>"
            if contact
            else "  contact  not clear; you would be asked"
        )
        facts = [contact["title"], contact["organisation"]] if contact else []
        if any(facts):
            lines.append(f"  who is   {', '.join(filter(None, facts))}")
        if referrer := value["forward"]["referrer"]:
            lines.append(f"  through  {referrer['name']} <{referrer['addr'] or 'no address'}>")
        for candidate in value["forward"]["candidates"]:
            lines.append(f"  perhaps  {candidate['name']} <{candidate['addr'] or 'no address'}>")
        if value["forward"]["owner_note"]:
            lines.append(f"  purpose  {' '.join(value['forward']['owner_note'].split())}")
    if value["command"]:
        lines.append(f"  decision {value['command']['decision']}")
    if value["return_date"]:
        lines.append(f"  back on  {value['return_date']}")
    if value["meeting"]:
        lines.append(f"  meeting  {value['meeting']['start']} ({value['meeting']['tz']})")
    lines += [f"  because  {b['rule']}: {' '.join((b['words'] or '').split())[:100]}" for b in value["because"]]
    return "\n".join(lines)
