"""Mail that arrives on an IMAP server (RFC 3501): every mail once, whatever servers, lines and other clients do.

What was seen is decided by the ledger of UIDs and by nothing else. Other ways lose mail (T-22): UNSEEN when
another client reads it first, a highest UID when a mail comes back under a lower one. The ledger has its price,
a list of all UIDs in the folder, so cheaper signs say when that look is worth having. EXAMINE, one round trip
on the kept line, tells UIDVALIDITY, UIDNEXT and the number of mails: where all three are as they were when all
mail had been given, nothing has come. (NOOP is shorter still, but Dovecot goes on saying that all is well in a
folder which was deleted and made anew.) A number of mails that is what the new ones explain saves the list as
well. The full look is repeated from time to time in any case, since signs are only signs.

Folders are opened for reading only and mails read with BODY.PEEK, so nothing is ever marked (F-04). A mail that
breaks the answer it stands in — a literal that lies, a server that stumbles over it — is read alone, then in
part, and at last named as trouble after all other mail has been given: it is neither lost nor in the way.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from inbox_agent.doors.excerpt import WHOLE
from inbox_agent.doors.imap_server import TIMEOUT, ImapServer
from inbox_agent.doors.imap_session import BadAnswer, Dropped, Folder, Renumbered, Session
from inbox_agent.doors.line import Logins, Security
from inbox_agent.doors.structure import fetched_excerpt
from inbox_agent.mail.arrival import Arrived, Old, Spot
from inbox_agent.mail.compose import usable_id

log = logging.getLogger(__name__)

#: Mails in one FETCH, and the bytes that it may bring. Over a slow line batches of 100 cost 2.5 times a bare
#: socket and single mails 104 times.
BATCH = 100
BATCH_BYTES = 4_000_000
#: UIDs in one SEARCH, and sizes in one FETCH: an answer with 150,000 is longer than the library reads.
MANY = 5_000
FACTS = 500
#: Seconds between two full looks at a folder, and between two tries of a mail that cannot be read.
FULL_LOOK = 15 * 60
#: Mails that may break one after the other before the server itself counts as broken.
MOST_BROKEN = 3


@dataclass(frozen=True)
class _Fact:
    """What is known of a mail before it is read."""

    uid: int
    received: datetime | None
    size: int


class ImapMailbox:
    """Mail in some folders of one account. Used by one thread at a time; the line is kept between calls.

    `host` to `ca_file` and `logins` are those of `ImapServer`. `sent` is the folder that `holds` looks in beside
    `folders`; "" takes the one that the server marks ``\\Sent`` (RFC 6154). Mails over `whole_up_to` bytes come
    `cut`. `clock` counts seconds and never goes back.
    """

    def __init__(
        self,
        host: str,
        port: int,
        security: Security,
        *,
        user: str,
        password: Callable[[], str],
        folders: tuple[str, ...] = ("INBOX",),
        timeout: float = TIMEOUT,
        ca_file: Path | None = None,
        logins: Logins | None = None,
        sent: str = "",
        whole_up_to: int = WHOLE,
        full_look: float = FULL_LOOK,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = Session(
            ImapServer(host, port, security, user, password, timeout, ca_file, logins or Logins(clock))
        )
        self._folders = folders
        self._sent = sent
        self._whole_up_to = whole_up_to
        self._full_look = full_look
        self._clock = clock
        self._known: dict[str, Folder] = {}  #: as it was when all of its mail had been given
        self._looked: dict[str, float] = {}  #: when all UIDs of a folder were last listed
        self._broken: dict[Spot, float] = {}  #: mails that cannot be read, and when that was last tried
        self._failures = 0  #: of mails read alone, one after the other

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Arrived | Old]:
        """As `rounds.ports.Mailbox`. A first visit always begins with an `Old`, empty where there is no history.

        Raises `Unwell` when the server is out of reach; and for a folder or a mail that cannot be read, but only
        after everything else was given.
        """
        troubles: list[BadAnswer] = []
        for name in self._folders:
            try:
                yield from self._visit(name, seen, since)
            except BadAnswer as fault:
                troubles.append(fault)
            except Renumbered:
                log.info("folder %s was renumbered while it was read; the next poll reads it anew", name)
        if troubles:
            raise troubles[0]

    def holds(self, message_id: str) -> bool:
        """As `rounds.ports.Mailbox`. Raises `Unwell` rather than say no when a folder could not be searched."""
        if not usable_id(message_id):
            return False
        sent = self._sent or self._marked_sent()
        return any(self._finds(name, message_id) for name in dict.fromkeys((*self._folders, sent)) if name)

    def check(self) -> str:
        folders = [self._session.examine(name) for name in self._folders]
        found = ", ".join(f"{f.exists} mails in {f.name}" for f in folders)
        idle = self._session.ask(lambda client: client.has_capability("IDLE"))
        version = self._session.ask(
            lambda client: getattr(client.wire.sock, "version", lambda: "plain text on loopback")()
        )
        server = self._session.server
        return (
            f"{server.host}:{server.port}: {version}, logged in as {server.user}; {found}; "
            f"{'IDLE' if idle else 'no IDLE, so mail is seen at the next poll'}; "
            f"sent mail in {self._sent or self._marked_sent() or 'no folder marked as such'}."
        )

    def close(self) -> None:
        self._session.close()

    def _visit(
        self, name: str, seen: Callable[[str, int], Set[int] | None], since: datetime
    ) -> Iterator[Arrived | Old]:
        folder = self._session.examine(name)
        if folder == self._known.get(name) and not self._look_is_due(name):
            return
        ledger = seen(name, folder.uidvalidity)
        if ledger is None:
            old = self._history(folder, since)
            yield Old(name, folder.uidvalidity, tuple(old))
            ledger = frozenset(old)
        uids = self._uids(folder)
        self._forget_gone(folder, uids)
        uids = [uid for uid in uids if uid not in ledger and self._is_due(Spot(name, folder.uidvalidity, uid))]
        for facts in _chunks(uids, FACTS):
            for group in self._groups(self._facts(folder, facts)):
                yield from self._group(folder, group)
        self._note(folder)

    def _look_is_due(self, name: str) -> bool:
        return self._clock() - self._looked[name] >= self._full_look

    def _note(self, folder: Folder) -> None:
        """Remember that all was given, unless some could not be read."""
        troubled = [
            spot for spot in self._broken if (spot.folder, spot.uidvalidity) == (folder.name, folder.uidvalidity)
        ]
        if troubled:
            self._known.pop(folder.name, None)
            uids = ", ".join(str(spot.uid) for spot in troubled)
            raise BadAnswer(
                f"Mail in the folder {folder.name} cannot be read from the server: UID {uids}.",
                "Open it in another mail program, and move or delete it there; all other mail was read.",
            )
        if folder.uidnext:
            self._known[folder.name] = folder

    def _uids(self, folder: Folder) -> list[int]:
        """All UIDs of the folder, ascending; only those since the last look where their number explains the difference."""
        known = self._known.get(folder.name)
        same = known is not None and known.uidvalidity == folder.uidvalidity and known.uidnext <= folder.uidnext
        if known and same and not self._look_is_due(folder.name):
            between = ["UID", f"{known.uidnext}:{folder.uidnext}"]
            new = self._search(folder, between) if known.uidnext < folder.uidnext else []
            if known.exists + len(new) == folder.exists:
                return new
        # Forgotten until the look is complete, so that a cut in the middle of it is not taken for one.
        self._known.pop(folder.name, None)
        uids = self._ranges(folder, [])
        self._looked[folder.name] = self._clock()
        return uids

    def _history(self, folder: Folder, since: datetime) -> list[int]:
        """UIDs of mail received before `since`.

        SEARCH compares dates without zone and hour (RFC 3501 6.4.4), so the days around it are looked at mail by mail.
        """
        day = timedelta(days=1)
        first, last = since.date() - day, since.date() + 2 * day
        old = self._ranges(folder, ["BEFORE", first])
        near = self._ranges(folder, ["SINCE", first, "BEFORE", last])
        for some in _chunks(near, FACTS):
            old += [f.uid for f in self._facts(folder, some) if f.received is not None and f.received < since]
        return sorted(old)

    def _ranges(self, folder: Folder, criteria: list[Any]) -> list[int]:
        """Search the whole folder, a range of mails after the other."""
        starts = range(1, folder.exists + 1, MANY)
        found = [self._search(folder, [f"{n}:{min(n + MANY - 1, folder.exists)}", *criteria]) for n in starts]
        return sorted({uid for some in found for uid in some})

    def _search(self, folder: Folder, criteria: list[Any]) -> list[int]:
        return sorted(self._session.ask(lambda client: client.search(criteria), folder))

    def _facts(self, folder: Folder, uids: Sequence[int]) -> list[_Fact]:
        """Size and time of some mails; those that have gone meanwhile are left out."""
        got = self._session.ask(lambda client: client.fetch(uids, ["INTERNALDATE", "RFC822.SIZE"]), folder)
        return [
            _Fact(uid, got[uid].get(b"INTERNALDATE"), got[uid].get(b"RFC822.SIZE") or 0) for uid in uids if uid in got
        ]

    def _groups(self, facts: list[_Fact]) -> Iterator[list[_Fact]]:
        """Mails that are fetched together; a large one comes alone."""
        group: list[_Fact] = []
        for fact in facts:
            if group and (len(group) == BATCH or sum(f.size for f in group) + fact.size > BATCH_BYTES):
                yield group
                group = []
            group.append(fact)
        if group:
            yield group

    def _group(self, folder: Folder, group: list[_Fact]) -> Iterator[Arrived]:
        bodies: Mapping[int, bytes] = {}
        try:
            bodies = self._bodies(folder, [f for f in group if f.size <= self._whole_up_to])
        except (Dropped, BadAnswer) as fault:
            log.warning("%d mails in %s are read one by one: %s", len(group), folder.name, fault.sentence)
            # A server that is gone altogether is found out here and not mail by mail.
            self._session.examine(folder.name)
        for fact in group:
            spot = Spot(folder.name, folder.uidvalidity, fact.uid)
            arrived = (
                Arrived(spot, bodies[fact.uid], fact.received)
                if fact.uid in bodies
                else self._alone(folder, spot, fact)
            )
            if arrived:
                self._failures = 0
                self._broken.pop(spot, None)
                yield arrived

    def _bodies(self, folder: Folder, group: Sequence[_Fact]) -> dict[int, bytes]:
        """Whole mails by UID, those that the server gives."""
        # Some servers announce less than they send; twice that and a million is more than any of them.
        budget = 2 * sum(f.size for f in group) + 1_000_000
        got = self._session.ask(lambda client: client.fetch([f.uid for f in group], ["BODY.PEEK[]"]), folder, budget)
        return {uid: items[b"BODY[]"] for uid, items in got.items() if isinstance(items.get(b"BODY[]"), bytes)}

    def _alone(self, folder: Folder, spot: Spot, fact: _Fact) -> Arrived | None:
        """One mail, whole or else in part. None when it has gone, or is there and cannot be read, which is remembered."""
        for read in (self._whole, self._cut):
            try:
                if arrived := read(folder, spot, fact):
                    return arrived
            except (Dropped, BadAnswer) as fault:
                log.warning("mail %s cannot be read: %s", spot, fault.sentence)
        if self._search(folder, ["UID", str(fact.uid)]):
            self._broken[spot] = self._clock()
            self._failures += 1
        if self._failures == MOST_BROKEN:
            self._failures = 0
            raise Dropped(f"The mail server {self._session.server.host} gives no mail.", "The next poll tries again.")
        return None

    def _whole(self, folder: Folder, spot: Spot, fact: _Fact) -> Arrived | None:
        if fact.size > self._whole_up_to:
            return None
        raw = self._bodies(folder, [fact]).get(fact.uid)
        return None if raw is None else Arrived(spot, raw, fact.received)

    def _cut(self, folder: Folder, spot: Spot, fact: _Fact) -> Arrived:
        def fetch(items: list[str]) -> Mapping[bytes, Any]:
            got: Mapping[int, Mapping[bytes, Any]]
            got = self._session.ask(
                lambda client: client.fetch([fact.uid], items), folder, self._whole_up_to + BATCH_BYTES
            )
            return got.get(fact.uid, {})

        try:
            return Arrived(spot, fetched_excerpt(fetch), fact.received, cut=True)
        except ValueError as fault:
            raise BadAnswer(f"The mail {spot.uid} in {spot.folder} cannot be taken apart: {fault}.") from None

    def _is_due(self, spot: Spot) -> bool:
        tried = self._broken.get(spot)
        return tried is None or self._clock() - tried >= self._full_look

    def _forget_gone(self, folder: Folder, uids: Sequence[int]) -> None:
        """Broken mails that somebody has removed trouble nobody any more."""
        gone = [
            s
            for s in self._broken
            if s.folder == folder.name and (s.uidvalidity != folder.uidvalidity or s.uid not in uids)
        ]
        for spot in gone:
            del self._broken[spot]

    def _marked_sent(self) -> str:
        """The folder that the server marks as the one for sent mail (RFC 6154), "" where none is marked."""
        folders = self._session.ask(lambda client: client.list_folders())
        return next((name for flags, _, name in folders if b"\\sent" in {f.lower() for f in flags}), "")

    def _finds(self, name: str, message_id: str) -> bool:
        folder = self._session.examine(name)
        return bool(self._search(folder, ["HEADER", "Message-ID", message_id]))


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (uids[at : at + size] for at in range(0, len(uids), size))
