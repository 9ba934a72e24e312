"""The players: the owner and the contacts, each with a mail program, who answer what reaches them.

They see only mail, as people do. What each writes is in the cast; when, follows from the mail that they answer.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from inbox_agent.front.demo import post
from inbox_agent.front.demo.cast import Cast, Member
from inbox_agent.front.demo.post import Party, Received
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

ZONE = ZoneInfo("Europe/Stockholm")
READING = timedelta(hours=2)  # until the owner answers a mail of the agent


@dataclass(frozen=True)
class Posted:
    """A mail that the agent sent: to whom, and its bytes."""

    recipients: tuple[str, ...]
    raw: bytes


class PostOffice(Protocol):
    """How mail reaches the agent, and how what it sent reaches people."""

    def deliver(self, raw: bytes, at: datetime) -> None:
        """Put a mail into the agent's mailbox."""

    def collect(self) -> list[Posted]:
        """What the agent has sent since the last time."""


@dataclass(order=True)
class _Due:
    at: datetime
    order: int
    raw: bytes = field(compare=False)


class Players:
    """Everybody but the agent. `start` is the owner's first morning."""

    def __init__(self, cast: Cast, start: datetime, until: datetime) -> None:
        self._cast = cast
        self._owner = Party(cast.owner.name, cast.owner.addr, "en", "gmail")
        self._members = {m.addr: m for m in cast.person}
        self._by_name = {m.name: m for m in cast.person}
        self._letters: dict[str, list[str]] = {}  # the kinds of letters that reached each address
        self._asked: dict[str, int] = {}  # how many questions about each the owner got
        self._agenda: list[_Due] = []
        self._count = 0
        for member in cast.person:
            at = _at(start if member.day >= 0 else until, member.day, member.at)
            if start <= at <= until:
                self._plan(at, self._forward(member, at))

    def next_time(self) -> datetime | None:
        """When somebody writes next."""
        return self._agenda[0].at if self._agenda else None

    def write(self, now: datetime) -> Iterator[bytes]:
        """What is written until now, in order."""
        while self._agenda and self._agenda[0].at <= now:
            yield heapq.heappop(self._agenda).raw

    def receive(self, mail: Posted, now: datetime) -> None:
        """Somebody got a mail of the agent's, and will answer it or not."""
        message = parse(mail.raw)
        if not isinstance(message, Message):
            raise TypeError("the agent sent a mail that cannot be read")
        if self._cast.owner.addr in mail.recipients:
            self._owner_got(message, now)
        for addr in mail.recipients:
            if addr in self._members:
                self._contact_got(self._members[addr], message, now)

    # The owner.

    def _forward(self, member: Member, at: datetime) -> bytes:
        to = f"<{self._cast.owner.mailbox}>"
        # The owner's forward is laid out by the program and language that this person's thread is in.
        owner = Party(
            self._owner.name, self._owner.addr, member.language, "outlook" if member.forward == "outlook" else "gmail"
        )
        note = member.note.strip()
        if member.forward == "note":
            return post.mail(owner, to, "A contact", note + "\n", at, self._id("owner")).as_bytes()
        sent = at - timedelta(days=1, hours=3)
        return post.forward(
            owner, to, member.party, member.subject, sent, member.text.strip(), note, at, self._id("owner")
        )

    def _owner_got(self, message: Message, now: datetime) -> None:
        member = next((m for m in self._cast.person if m.name in message.subject or m.name in message.text), None)
        kind = message.header("X-Inbox-Agent")
        text = self._owner_says(kind, member, message, now)
        if text:
            at = now + READING
            if kind == "receipt" and member and member.owner.receipt:
                at = now + timedelta(hours=member.owner.receipt.hours)
            self._plan(at, post.reply(self._owner, _got(message, now), text, at, self._id("owner")))

    def _owner_says(self, kind: str, member: Member | None, message: Message, now: datetime) -> str:
        if kind == "digest":
            numbers = re.findall(r"^\s*(\d)[.)]?\s", message.text, re.M)
            return "; ".join(f"{n} ok" if n == "1" else f"{n} later 3w" for n in dict.fromkeys(numbers))
        if member is None:
            return ""
        if kind == "approval":
            return "ok" if member.owner.approval == "ok" else ""
        if kind == "asking":
            return self._answer(member, now)
        word = member.owner.receipt
        if kind == "receipt" and word and self._letters.get(member.addr, [])[-1:] == [word.after]:
            return word.text
        return ""

    def _answer(self, member: Member, now: datetime) -> str:
        """The owner's answer to the next question about this person."""
        asked = self._asked[member.addr] = self._asked.get(member.addr, 0) + 1
        if asked > len(member.owner.answers):
            return ""
        day = (now + timedelta(days=4)).astimezone(ZONE)
        return member.owner.answers[asked - 1].strip().format(day=f"{day:%Y-%m-%d}")

    # The contacts.

    def _contact_got(self, member: Member, message: Message, now: datetime) -> None:
        kinds = self._letters.setdefault(member.addr, [])
        kinds.append(self._kind(member, len(kinds)))
        for answer in member.answer:
            if answer.to != kinds[-1]:
                continue
            at = now + timedelta(hours=answer.hours)
            meeting = (at + timedelta(days=answer.meeting)).astimezone(ZONE)
            day = post.day(meeting, member.language)
            text = answer.text.strip().format(day=day[:1].upper() + day[1:], clock=answer.clock)
            self._plan(at, post.reply(member.party, _got(message, now), text, at, self._id(member.key)))

    def _kind(self, member: Member, number: int) -> str:
        """A person knows a first letter from a thank-you; here the cast says which is which."""
        return member.letters[number] if number < len(member.letters) else ""

    # The agenda.

    def _plan(self, at: datetime, raw: bytes) -> None:
        self._count += 1
        heapq.heappush(self._agenda, _Due(at, self._count, raw))

    def _id(self, who: str) -> str:
        self._count += 1
        return f"<{who}.{self._count}@programs.example>"


def _got(message: Message, now: datetime) -> Received:
    return Received(
        message.message_id,
        " ".join(message.references),
        str(message.author),
        message.subject,
        message.text,
        now.astimezone(ZONE),
    )


def _at(start: datetime, day: int, clock: str) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    local = start.astimezone(ZONE) + timedelta(days=day)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)
