"""What is checked in the database: its soundness, what is held or set aside, and what proves the owner's yes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox_agent.doors.records.database import Records
from inbox_agent.errors import Unwell
from inbox_agent.front.checkup.check import Check
from inbox_agent.rounds import prove, stamping
from inbox_agent.rounds.ports import Doors

STAMPS = "Authentication-Results"


@dataclass(frozen=True)
class Kept:
    """`records` and `doors` open what they give at the first call."""

    records: Callable[[], Records]
    doors: Callable[[], Doors]
    now: Callable[[], datetime]
    local: Callable[[datetime], datetime]

    def first(self) -> list[Check]:
        return [
            Check("database", self.database),
            Check("sending held", self.held, ("database",)),
            Check("set aside", self.aside, ("database",)),
        ]

    def last(self) -> list[Check]:
        return [Check(STAMPS, self.stamps, ("database",)), Check("approval", self.approval, ("database",))]

    def database(self) -> str:
        records = self.records()
        records.check()
        url, kind = records.engine.url.render_as_string(hide_password=True), records.engine.dialect.name
        with records.engine.connect() as connection:
            mode = connection.exec_driver_sql(
                "PRAGMA journal_mode" if kind == "sqlite" else "SHOW server_version"
            ).scalar()
        if kind == "sqlite" and mode not in ("wal", "memory"):
            raise Unwell(
                f"{url} cannot be written ahead (journal mode {mode}), so readers and writers stop each other.",
                "Put the file on a disk of this machine: network folders lack what WAL needs.",
            )
        told = f"journal mode {mode}" if kind == "sqlite" else f"PostgreSQL {mode}"
        return f"{url} is sound, revision {records.revision()}, {told}."

    def held(self) -> str:
        with self.records().transaction(self.doors().owner) as tx:
            row = tx.owners.get(self.now())
        if row.held:
            raise Unwell(
                f"No letter leaves since {self.local(row.held):%Y-%m-%d %H:%M} ({row.held_why}).",
                "Look at inbox-agent queue, then: inbox-agent resume",
            )
        return "nothing holds letters back."

    def aside(self) -> str:
        with self.records().transaction(self.doors().owner) as tx:
            aside, asked = tx.mail.asides(), tx.questions.open()
        if aside:
            last = aside[-1]
            raise Unwell(
                f"{'1 thing was' if len(aside) == 1 else f'{len(aside)} things were'} set aside, the last on {self.local(last.at):%Y-%m-%d %H:%M}: {last.cause}",
                "Read them, and try them again: inbox-agent set-aside",
            )
        return f"nothing was set aside, {len(asked)} question(s) wait for your answer."

    def stamps(self) -> str:
        doors, now = self.doors(), self.now()
        pins = prove.pins(doors, now)
        if not pins:
            return f"stand on {stamping.share(doors, now)}; whose they are, doctor --send-test learns."
        measured = stamping.measure(doors, pins, now)
        if not measured.enough:
            raise Unwell(
                f"Your server ({', '.join(pins)}) stamped only {measured}, so a forged stamp could stand on one that it left out.",
                "Empty authserv_ids in [mailbox]: then a signature or a code proves your yes.",
            )
        return f"your server ({', '.join(pins)}) stamped {measured}."

    def approval(self) -> str:
        """What proves a yes by mail today (docs/approval.md)."""
        doors, now = self.doors(), self.now()
        with doors.records.transaction(doors.owner) as tx:
            unreachable = tx.events.count("owner-unreachable", now - timedelta(days=7))
            tx.owners.get(now)
        if unreachable:
            raise Unwell(
                f"Of the mails to you in the last week {unreachable} came back, so you have not seen all.",
                f"Check that {doors.account.owner.addresses[0]} takes mail from {doors.account.mailbox.address}; inbox-agent queue shows what waits.",
            )
        pins = prove.pins(doors, now)
        here = doors.account.on_this_machine and doors.settings.approval.trust_this_machine
        ways = ["that it was written on this machine and never left it"] if here else []
        ways += [f"the word of your server ({', '.join(pins)})"] if pins else []
        ways += ["your domain's own signature", "a code that you are asked for"]
        learn = "" if pins or here else " Run doctor --send-test to learn whether your server can vouch for you."
        alone = stamping.by_spf_alone(doors, pins, now) if pins else None
        if alone and alone.stamped:
            # True of many small domains, and nothing that the agent can mend; so it is said, and no fault.
            learn += (
                f" Of your own {alone.counted} mails {alone.stamped} are proven by SPF alone, which holds for everybody who may"
                " send through the same mail host: have your provider sign your mail (DKIM)."
            )
        return f"a yes by mail needs its token, your address, and one of: {'; '.join(ways)}. A no needs no more than the first two.{learn}"
