"""One owner, any number of contacts, and the three mails of the main line: a forward, the owner's yes, an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from stories.mailroom import MAILBOX, OWNER, Mailroom

from inbox_agent.front.demo import post
from inbox_agent.front.demo.post import Party, Received
from inbox_agent.mail.message import Message

START = datetime(2026, 9, 7, 7, 0, tzinfo=UTC)
NOTE = 'She gave the talk "Systems that people love" at the autumn meeting.\nI want to ask her about getting developers to care.\nWhat was the first thing that worked?'
SOFIA = Party("Sofia Lind", OWNER)
NAMES = ("Ines", "Bo", "Cleo", "Dora", "Eva", "Finn", "Gro", "Hal", "Ida", "Jon", "Kim", "Liv")


@dataclass(frozen=True)
class Place:
    """Whose mailbox it is."""

    owner: Party = SOFIA
    mailbox: str = MAILBOX


HERE = Place()


def contact(n: int) -> Party:
    """The n-th person to reach: no two share a name or an address."""
    return Party(
        f"{NAMES[n % len(NAMES)]} Duarte{chr(97 + n // 26 % 26)}{chr(97 + n % 26)}", f"contact{n}@lagoa.example"
    )


def forward(n: int, at: datetime, place: Place = HERE) -> bytes:
    """The owner forwards a mail of the n-th contact with all that the first letter needs."""
    sent = at - timedelta(hours=3)
    words = f"Glad that you liked it.\n\n{contact(n).name.split()[0]}"
    unique = f"<f.{n}.{place.owner.addr}>"
    return post.forward(place.owner, f"<{place.mailbox}>", contact(n), "Panel", sent, words, NOTE, at, unique)


def reply(message: Message, words: str, at: datetime, unique: str, who: Party = SOFIA) -> bytes:
    """An answer to a mail of the agent's."""
    got = Received(
        message.message_id, " ".join(message.references), str(message.author), message.subject, message.text, at
    )
    return post.reply(who, got, words, at, f"<{unique}@programs.example>")


@contextmanager
def asked(folder: Path, count: int = 1, at: datetime = START) -> Iterator[Mailroom]:
    """A room in which so many first letters wait for the owner's yes."""
    with Mailroom(folder, at) as room:
        for n in range(count):
            room.get(forward(n, room.clock()))
        assert len(room.told("approval")) == count, [m.subject for m in room.told()]
        yield room


def say_ok(room: Mailroom) -> None:
    """The owner answers ok to every request that stands open."""
    for n, mail in enumerate(room.told("approval")):
        room.get(reply(mail, "ok", room.clock(), f"ok.{n}.{room.clock():%H%M%S}"))


def states(room: Mailroom) -> list[str]:
    """The states of all drafts, in the order of their making."""
    with room.transaction() as tx:
        return [d.state for r in tx.people.all() for d in tx.drafts.of(r.id)]
