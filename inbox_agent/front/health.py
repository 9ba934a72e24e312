"""How the agent of one owner is: the age of its last good poll, and what waits, failed or was set aside (F-93)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.rounds.keeping import Records
from inbox_agent.settings import Account, Settings

#: Polls that may be missed before the agent counts as unwell; at least so long, since a poll may itself take minutes.
MISSED, AT_LEAST = 5, timedelta(minutes=10)


@dataclass(frozen=True)
class Health:
    """`age_seconds` is None before the first good poll; `limit` is the age beyond which it is unwell."""

    owner: str
    mailbox: str
    polled: datetime | None
    age_seconds: int | None
    limit: timedelta
    fault: str  #: what went wrong with the last poll, "" where nothing did
    waiting: int  #: drafts that wait for the owner's yes, or for what they lack
    blocked: int  #: how many of those no yes can let leave as they are
    failed: int  #: letters with a yes that did not leave; all else to these people waits for the owner's word
    asides: int
    unsure: int  #: letters of which nobody knows whether they left
    sent_day: int  #: letters that left within 24 hours

    @property
    def well(self) -> bool:
        return self.age_seconds is not None and timedelta(seconds=self.age_seconds) <= self.limit


def of(records: Records, owner: str, account: Account, settings: Settings, now: datetime) -> Health:
    """Read from the rows alone, so that any process can tell how the running agent is."""
    with records.transaction(owner) as tx:
        state = tx.owners.get(now)
        in_hand = tx.drafts.in_hand()
        asides = len(tx.mail.asides())
        sent = tx.events.count("letter-sent", now - timedelta(days=1))
    age = max(0, round((now - state.polled).total_seconds())) if state.polled else None
    return Health(
        owner=owner,
        mailbox=account.mailbox.address,
        polled=state.polled,
        age_seconds=age,
        limit=max(AT_LEAST, MISSED * timedelta(seconds=settings.polling.seconds)),
        fault=state.fault,
        waiting=sum(d.state in ("waiting", "blocked", "expired") for d in in_hand),
        blocked=sum(d.state == "blocked" for d in in_hand),
        failed=sum(d.state == "failed" for d in in_hand),
        asides=asides,
        unsure=sum(d.state == "doubt" for d in in_hand),
        sent_day=sent,
    )


def left(waiting: int, blocked: int, failed: int, set_aside: int) -> str:
    """What there is for the owner to do, in a line or two; what there is none of is not mentioned."""
    lacking = f", {blocked} of them cannot leave as {'it is' if blocked == 1 else 'they are'}" if blocked else ""
    said = [f"{waiting} draft{' waits' if waiting == 1 else 's wait'} for you{lacking}."]
    said += [f"{failed} letter{'' if failed == 1 else 's'} did not leave: see inbox-agent queue."] if failed else []
    said += (
        [f"{set_aside} thing{'' if set_aside == 1 else 's'} set aside: see inbox-agent set-aside."] if set_aside else []
    )
    return " ".join(said)


def metrics(found: list[Health]) -> str:
    """The text format of Prometheus 0.0.4. Owners are told by their name in the configuration and by no address.

    Written here and not by `prometheus-client`: these are read from rows when asked for, and nothing is counted in memory.
    """
    gauges: dict[str, tuple[str, Callable[[Health], int | None]]] = {
        "inbox_agent_up": ("Whether mail was read lately enough.", lambda h: int(h.well)),
        "inbox_agent_last_good_poll_age_seconds": ("Seconds since the last good poll.", lambda h: h.age_seconds),
        "inbox_agent_drafts_waiting": ("Drafts that wait for the owner.", lambda h: h.waiting),
        "inbox_agent_drafts_blocked": ("Of those, drafts that cannot leave as they are.", lambda h: h.blocked),
        "inbox_agent_letters_failed": ("Letters with a yes that did not leave.", lambda h: h.failed),
        "inbox_agent_set_aside": ("Things that could not be handled.", lambda h: h.asides),
        "inbox_agent_letters_in_doubt": ("Letters of which nobody knows whether they left.", lambda h: h.unsure),
        "inbox_agent_letters_sent_day": ("Letters that left within 24 hours.", lambda h: h.sent_day),
    }
    lines = []
    for name, (says, value) in gauges.items():
        lines += [f"# HELP {name} {says}", f"# TYPE {name} gauge"]
        for h in found:
            number = value(h)
            if number is not None:
                lines.append(f'{name}{{owner="{_label(h.owner)}"}} {number}')
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
