"""What is checked on the way out: the server, its certificate, and a mail that goes out and must come back."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from inbox_agent.doors.smtp import SmtpSender
from inbox_agent.errors import Unwell
from inbox_agent.front.checkup.check import Check, Warned
from inbox_agent.front.checkup.mailbox import certificate, check_clock
from inbox_agent.rounds import stamping
from inbox_agent.rounds.ports import Doors

ROUND_TRIP_SECONDS = 90


@dataclass
class Sending:
    """`doors` opens them at the first call; `clock` is this machine's own, `now` what the command takes for the time."""

    doors: Callable[[], Doors]
    now: Callable[[], datetime]
    clock: Callable[[], datetime]

    def checks(self) -> list[Check]:
        return [Check("sending", self.server), Check("TLS for sending", self.tls, ("sending",))]

    def test(self) -> list[Check]:
        """Those that send: only where they are asked for."""
        needs = ("database", "mailbox", "login", "folders", "sending")
        return [
            Check("round trip", self.round_trip, needs),
            Check("From", self.author, (*needs, "round trip")),
            Check("clock at the server", self.server_clock, (*needs, "round trip")),
        ]

    def server(self) -> str:
        return str(self.doors().sender.check())

    def tls(self) -> str | Warned:
        sender = self.doors().sender
        ends = sender.certificate_ends() if isinstance(sender, SmtpSender) else None
        if ends is None:
            return "no certificate: what is sent does not leave this machine by this way."
        return certificate("TLS", ends, self.doors().account.outgoing.host, self.clock())

    @cached_property
    def _returned(self) -> tuple[stamping.Returned, float, datetime]:
        begun, at = time.monotonic(), self.clock()

        def wait() -> bool:
            time.sleep(1)
            return time.monotonic() - begun < ROUND_TRIP_SECONDS

        return stamping.round_trip(self.doors(), self.now, wait), time.monotonic() - begun, at

    def round_trip(self) -> str:
        returned, seconds, _ = self._returned
        word = (
            f"your server names itself {', '.join(returned.pins)}, and its word is believed."
            if returned.pins
            else "your server's word about who wrote a mail is not relied on."
        )
        return f"the test mail came back after {seconds:.1f} s; {word}"

    def author(self) -> str:
        """Some servers put the login's own address in the place of the one that was approved."""
        mine, came = self.doors().account.mailbox.address, self._returned[0].author
        if came.casefold() != mine.casefold():
            raise Unwell(
                f"The server changed From: {mine} was sent, {came or 'none'} arrived.",
                f"Let the server send as {mine} (an alias or identity there), or log in as that address.",
            )
        return f"arrived as it was written, {came}."

    def server_clock(self) -> str:
        returned, seconds, at = self._returned
        # The mail was taken at some moment between the two; the nearest one counts.
        nearest = min(max(returned.received, at), at + timedelta(seconds=seconds))
        difference = check_clock(returned.received, nearest, both=True)
        return f"differs from this machine's by {abs(difference.total_seconds()):.0f} s."
