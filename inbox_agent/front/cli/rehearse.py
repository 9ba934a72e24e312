"""`rehearse`: what the agent would have done with an archive of your mail, sending nothing and keeping nothing."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from inbox_agent import settings as configuration
from inbox_agent.errors import WrongUse
from inbox_agent.front.cli import say, shapes
from inbox_agent.front.cli.options import Moment, config_path
from inbox_agent.front.rehearsal import archive
from inbox_agent.front.rehearsal.play import rehearse as play
from inbox_agent.front.rehearsal.report import Found, Report
from inbox_agent.settings import Account, Mailbox, Outgoing, Owner, Settings

NAME = "me"
NOBODY = "agent@rehearsal.invalid"  # the agent's address where the archive is of a mailbox without one


@click.command()
@click.argument("path", metavar="ARCHIVE", type=click.Path(path_type=Path))
@click.option("--owner", "owners", multiple=True, metavar="ADDR", help="Your address in the archive; may be repeated.")
@click.option("--mailbox", metavar="ADDR", help="The agent's address, where the archive has mail to it.")
@click.option("--config", metavar="FILE", help="The configuration to use: your addresses, zone, language and rules.")
@click.option("--account", metavar="NAME", help="Whose, where the configuration has several owners.")
@click.option("--now", type=Moment(), help="Take this for the time (simulation and tests).")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def rehearse(
    path: Path,
    owners: tuple[str, ...],
    mailbox: str | None,
    config: str | None,
    account: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Play ARCHIVE (an mbox file or a Maildir) through the agent and tell what it would have done. Sends and keeps nothing."""
    from inbox_agent.front.clock import SystemClock  # noqa: PLC0415

    settings, name, beside = _whose(owners, mailbox, config, account)
    at = now or SystemClock()()
    kept = archive.read(path, at)
    if not kept:
        click.echo(f"There is no mail in {path}.")
        return
    found = play(settings, name, beside, kept, at, _progress(len(kept)))
    zone = ZoneInfo(settings.accounts[name].owner.timezone)
    if as_json:
        say.report(_object(found, zone))
    else:
        click.echo(say.visible(_page(found, zone, settings.accounts[name])))


def _whose(
    owners: tuple[str, ...], mailbox: str | None, config: str | None, account: str | None
) -> tuple[Settings, str, Path | None]:
    """Whose archive it is: the configuration's owner, the addresses that are given, or both."""
    path = config_path(config)
    if not owners or path.exists():
        if not path.exists():
            raise WrongUse(
                f"I do not know which address in the archive is yours: there is no configuration at {path}.",
                "Name yours: inbox-agent rehearse ARCHIVE --owner you@home.example",
            )
        settings = configuration.load(path)
        name = account or next(iter(settings.accounts))
        if name not in settings.accounts:
            raise WrongUse(f"There is no owner '{name}' in {path}.", f"Known: {', '.join(settings.accounts)}.")
        if account is None and len(settings.accounts) > 1:
            raise WrongUse(f"{path} has several owners.", f"Name one with --account: {', '.join(settings.accounts)}.")
        mine = settings.accounts[name]
        owner = mine.owner.model_copy(update={"addresses": (*mine.owner.addresses, *owners)})
        box = mine.mailbox.model_copy(update={"address": mailbox}) if mailbox else mine.mailbox
        changed = Account(owner=owner, mailbox=box, outgoing=mine.outgoing)
        alone = {"owner": None, "mailbox": None, "outgoing": None, "owners": {name: changed}}
        return settings.model_copy(update=alone), name, path.parent
    first = owners[0]
    owner = Owner(name=first.partition("@")[0].replace(".", " ").title(), addresses=owners)
    box = Mailbox(address=mailbox or NOBODY, kind="maildir", path="unused")
    mine = Account(owner=owner, mailbox=box, outgoing=Outgoing(kind="folder", path="unused"))
    return Settings(owners={NAME: mine}), NAME, None


def _progress(whole: int) -> Any:
    """A line on standard error that counts along, where somebody watches."""
    watched = sys.stderr.isatty()

    def told(done: int, at: datetime) -> None:
        if watched and (done % 10 == 0 or done == whole):
            end = "\n" if done == whole else ""
            click.echo(f"\r{done} of {whole} mails, {at:%Y-%m-%d}", nl=False, err=True)
            click.echo(end, nl=False, err=True)

    return told


# For people.


def _page(report: Report, zone: ZoneInfo, account: Account) -> str:
    kinds = ", ".join(f"{count} {kind}" for kind, count in report.kinds.items())
    lines = [
        f"{_count(report.mails, 'mail')} from {_day(report.begins, zone)} to {_day(report.ends, zone)}: {kinds}.",
        f"As the owner I took {', '.join(account.owner.addresses)}. Nothing was sent, and nothing was kept.",
        "",
        _heading("People", len(report.people)),
    ]
    for found in report.people:
        lines += ["", *_of_person(found, zone)]
    if not report.people:
        lines += [
            "",
            "I found nobody to be in touch with. People come from contacts that you forward to the agent, and from letters",
            "that you wrote to them yourself; is the right address named with --owner?",
        ]
    lines += _cannot_tell(report, zone)
    drafts = sum(len(f.drafts) for f in report.people)
    lines += [
        "",
        f"In all: {_count(len(report.people), 'person', 'people')}, {_count(drafts, 'letter')} that you would have been asked about, "
        f"{_count(report.digests, 'weekly digest')}.",
        "Without your yes none of the letters would have left.",
    ]
    return "\n".join(lines)


def _of_person(found: Found, zone: ZoneInfo) -> list[str]:
    person = found.relationship.person
    where = ", ".join(p for p in (person.title, person.organisation) if p)
    addr = next(iter(person.addresses), "no address")
    lines = [f"{person.name or addr} <{addr}>{', ' + where if where else ''}"]
    told = [(e.at, f"{e.data.get('before') or 'new'} → {e.data['after']}{_because(e)}") for e in found.road]
    told += [
        (
            d.due or d.created,
            f"would ask you about: {d.kind}, “{d.subject}”"
            + (f" (it waits: {' '.join(d.blocked.split())})" if d.blocked else ""),
        )
        for d in found.drafts
    ]
    told += [(q.asked, f"would ask you: {_asked(q.kind)}") for q in found.asked if q.kind != "facts"]
    told += [(k.at, f"{k.what}: “{_short(k.words)}”") for k in found.kept]
    lines += _by_day(told, zone)
    if found.next.due and found.next.what:
        lines.append(f"  next: {found.next.what}, {_day(found.next.due, zone)} ({found.next.why})")
    return lines


def _by_day(told: list[tuple[datetime, str]], zone: ZoneInfo) -> list[str]:
    """In the order of time; what was said several times in the same words stands once, on its first day."""
    times = Counter(words for _, words in told)
    first: dict[str, datetime] = {}
    for at, words in sorted(told, key=lambda each: each[0]):
        first.setdefault(words, at)
    return [
        f"  {_day(at, zone)}  {words}" + (f" ({times[words]} times)" if times[words] > 1 else "")
        for words, at in first.items()
    ]


def _asked(kind: str) -> str:
    return {"take-aways": "what did you take away?", "meeting-time": "when do you meet?"}.get(kind, kind)


def _cannot_tell(report: Report, zone: ZoneInfo) -> list[str]:
    whole = len(report.unsure) + len(report.unsorted) + len(report.who) + len(report.aside)
    lines = ["", _heading("What I could not tell", whole)]
    if not whole:
        return [*lines, "", "Nothing: every mail found its place."]
    told = [(u.at, f"{u.person}: “{_short(u.words)}” ({' or '.join(u.guesses) or 'no guess'}?)") for u in report.unsure]
    told += [
        (q.asked, f"whom do you mean? {_count(len(q.data.get('candidates', ())), 'person', 'people')} could be meant")
        for q in report.who
    ]
    told += [
        (m.received, f"{m.from_addr or 'a mail without a sender'} belongs to nobody I know: “{_short(m.subject)}”")
        for m in report.unsorted
    ]
    lines += _by_day(told, zone)
    return [*lines, *(f"  set aside: {cause}" for cause in report.aside)]


def _heading(title: str, count: int) -> str:
    return f"{title} ({count})\n{'─' * (len(title) + len(str(count)) + 3)}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _because(event: Any) -> str:
    found = next((b for b in event.because if b.words), None)
    return f"  because “{_short(found.words)}” ({found.rule})" if found else ""


def _short(words: str, most: int = 90) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _day(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d}"


# For programs.


def _object(report: Report, zone: ZoneInfo) -> dict[str, Any]:
    def at(moment: datetime | None) -> str | None:
        return shapes.moment(moment, lambda m: m.astimezone(zone))

    return {
        "mails": report.mails,
        "from": at(report.begins),
        "until": at(report.ends),
        "kinds": report.kinds,
        "people": [
            {
                "person": f.relationship.person.name,
                "addresses": list(f.relationship.person.addresses),
                "role": f.relationship.role,
                "stage": f.relationship.stage,
                "road": [
                    {
                        "at": at(e.at),
                        "before": e.data.get("before"),
                        "after": e.data["after"],
                        "on": e.data.get("on"),
                        "because": shapes.reasons(e.because),
                    }
                    for e in f.road
                ],
                "drafts": [
                    {
                        "kind": d.kind,
                        "at": at(d.created),
                        "due": at(d.due),
                        "to": list(d.to),
                        "subject": d.subject,
                        "text": d.text,
                        "blocked": d.blocked or None,
                        "state": d.state,
                        "why": shapes.reasons(d.because),
                    }
                    for d in f.drafts
                ],
                "asked": [{"kind": q.kind, "at": at(q.asked)} for q in f.asked],
                "ledger": [{"what": k.what, "at": at(k.at), "words": k.words} for k in f.kept],
                "next": {"what": f.next.what, "due": at(f.next.due), "why": f.next.why} if f.next.what else None,
            }
            for f in report.people
        ],
        "unsure": [
            {"person": u.person, "at": at(u.at), "subject": u.subject, "words": u.words, "guesses": list(u.guesses)}
            for u in report.unsure
        ],
        "who": [{"at": at(q.asked), "candidates": q.data.get("candidates", [])} for q in report.who],
        "unsorted": [{"from": m.from_addr, "at": at(m.received), "subject": m.subject} for m in report.unsorted],
        "set_aside": list(report.aside),
        "digests": report.digests,
    }
