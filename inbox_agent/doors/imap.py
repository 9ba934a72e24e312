"""Mail that arrives on an IMAP server (RFC 3501): every mail once, whatever servers, lines and other clients do.

What was seen is decided by the ledger of UIDs and by nothing else. Other ways lose mail (T-22): UNSEEN when
another client reads it first, a highest UID when a mail comes back under a lower one. The ledger has its price,
a list of all UIDs in the folder, so cheaper signs say when that look is worth having. A NOOP on the kept line
costs half a millisecond where opening a folder of 10,000 mails anew costs Dovecot 750. Where it tells of a
change, EXAMINE gives UIDVALIDITY, UIDNEXT and the number of mails, and a number that the new ones explain saves
the list as well. Signs are only signs: Dovecot says that all is well in a folder which was deleted and made
anew. So the full look is repeated every quarter of an hour.

Folders are opened for reading only and mails read with BODY.PEEK, so nothing is ever marked (F-04).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from inbox_agent.doors.excerpt import WHOLE
from inbox_agent.doors.imap_reader import Reader
from inbox_agent.doors.imap_server import TIMEOUT, ImapServer
from inbox_agent.doors.imap_session import BadAnswer, Folder, Renumbered, Session
from inbox_agent.doors.line import Logins, Security
from inbox_agent.mail.arrival import Item, Old, Restarted
from inbox_agent.mail.compose import usable_id

log = logging.getLogger(__name__)

#: Mails in one SEARCH: an answer with 150,000 is longer than the library reads.
MANY = 5_000
#: Seconds between two full looks at a folder, and between two tries of a mail that cannot be read.
FULL_LOOK = 15 * 60


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
        server = ImapServer(host, port, security, user, password, timeout, ca_file, logins or Logins(clock))
        self._session = Session(server)
        self._reader = Reader(self._session, whole_up_to, full_look, clock)
        self._folders = folders
        self._sent = sent
        self._full_look = full_look
        self._clock = clock
        self._known: dict[str, Folder] = {}  #: as it was when all of its mail had been given
        self._looked: dict[str, float] = {}  #: when all UIDs of a folder were last listed

    def fetch(self, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
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

    def keep_sent(self, message_id: str, raw: bytes) -> bool:
        """As `rounds.ports.Mailbox`."""
        folder = self._sent or self._marked_sent()
        # Gmail files everything that goes through its SMTP server, and drops what is appended as a duplicate.
        if not folder or self._session.ask(lambda client: client.has_capability("X-GM-EXT-1")):
            return False
        if self._finds(folder, message_id):
            return False
        # One try: when the line drops here nobody knows, and the caller looks again before the next.
        self._session.ask_once(lambda client: client.append(folder, raw, (b"\\Seen",)))
        return True

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

    def _visit(self, name: str, seen: Callable[[str, int], Set[int] | None], since: datetime) -> Iterator[Item]:
        known = self._known.get(name)
        recent = known is not None and not self._look_is_due(name)
        if known and recent and self._session.quiet(known):
            return
        folder = self._session.examine(name)
        if recent and folder == known:
            return
        ledger = seen(name, folder.uidvalidity)
        if ledger is None:
            old = self._history(folder, since)
            yield Old(name, folder.uidvalidity, tuple(old))
            ledger = frozenset(old)
        elif folder.uidnext and max(ledger, default=0) >= folder.uidnext:
            yield Restarted(name, folder.uidvalidity, folder.uidnext)
            ledger = seen(name, folder.uidvalidity) or frozenset()
        uids = self._uids(folder)
        yield from self._reader.read(folder, [uid for uid in uids if uid not in ledger])
        self._note(folder, uids)

    def _look_is_due(self, name: str) -> bool:
        return self._clock() - self._looked[name] >= self._full_look

    def _note(self, folder: Folder, listed: Sequence[int]) -> None:
        """Remember that all was given, unless some could not be read."""
        if broken := self._reader.broken(folder, listed):
            self._known.pop(folder.name, None)
            raise BadAnswer(
                f"Mail in the folder {folder.name} cannot be read from the server: UID {', '.join(map(str, broken))}.",
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
            new = self._session.search(folder, between) if known.uidnext < folder.uidnext else []
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
        old += [f.uid for f in self._reader.facts(folder, near) if f.received is not None and f.received < since]
        return sorted(old)

    def _ranges(self, folder: Folder, criteria: list[Any]) -> list[int]:
        """Search the whole folder, a range of mails after the other."""
        starts = range(1, folder.exists + 1, MANY)
        found = [self._session.search(folder, [f"{n}:{min(n + MANY - 1, folder.exists)}", *criteria]) for n in starts]
        return sorted({uid for some in found for uid in some})

    def _marked_sent(self) -> str:
        """The folder that the server marks as the one for sent mail (RFC 6154), "" where none is marked."""
        folders = self._session.ask(lambda client: client.list_folders())
        return next((name for flags, _, name in folders if b"\\sent" in {f.lower() for f in flags}), "")

    def _finds(self, name: str, message_id: str) -> bool:
        folder = self._session.examine(name)
        return bool(self._session.search(folder, ["HEADER", "Message-ID", message_id]))
