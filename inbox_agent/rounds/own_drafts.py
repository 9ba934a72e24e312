"""A letter may also be sent by the owner's own hand: it lies in their Drafts folder, and what they send is recognised (F-63).

The draft goes out of the owner's account, so it bears their own address; Reply-To and a Bcc bring answers and a copy to
the agent's mailbox; where a program has left the Bcc out, the letter is found in the account's own Sent. It is recognised
by its Message-ID, or by reader and words, since many programs give what they send a new Message-ID. Then the letter counts as sent, once: an ok that comes later is answered "sent already", and
what the owner changed is kept as their own version, to learn from. Approved or dropped elsewhere, it is taken away.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.drafts.approval import digest
from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.edited import same_letter, unlike
from inbox_agent.drafts.kept import NewVersion
from inbox_agent.mail import quoting
from inbox_agent.mail.compose import compose
from inbox_agent.mail.fingerprint import fingerprint
from inbox_agent.mail.identify import Arrival
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Address, Because, Message
from inbox_agent.mail.parse import parse
from inbox_agent.rounds.ports import Doors, OwnDrafts, Transaction
from inbox_agent.rounds.propose import as_outgoing
from inbox_agent.rounds.send_out import arrived

TWO_MONTHS = timedelta(days=60)
LIES_THERE = ("waiting", "expired", "snoozed")  #: states in which the owner may send it themself


def sync(doors: Doors, now: datetime) -> None:
    """Lay what waits into the owner's Drafts, and take away what is settled. The same look twice does nothing twice."""
    if doors.own_drafts is None:
        return
    with doors.records.transaction(doors.owner) as tx:
        laid = _laid(tx, now)
        gone = [(number, ids) for number, ids in laid.items() if ids and ids - _wanted(tx.drafts.get(number))]
        new = [d for d in tx.drafts.open() if _wanted(d) - laid.get(d.id, set())]
        mails = [(d, _as_their_own(doors, d, now)) for d in new]
    for number, ids in gone:
        draft = _draft(doors, number)
        for message_id in ids - _wanted(draft):
            doors.own_drafts.remove(message_id)
            _note(doors, number, "own-draft-removed", message_id, now)
    for draft, raw in mails:
        doors.own_drafts.put(draft.message_id, raw)
        _note(doors, draft.id, "own-draft-placed", draft.message_id, now)
    _look_in_sent(doors, doors.own_drafts, now)


def _look_in_sent(doors: Doors, place: OwnDrafts, now: datetime) -> None:
    """What the owner has sent from the folder is taken in like the copy that the Bcc brings, once, whichever comes first.

    Nothing else of their Sent is kept: a mail there that is no letter of ours is not ours to read.
    """
    with doors.records.transaction(doors.owner) as tx:
        laid = _laid(tx, now)
        drafts = [d for d in tx.drafts.in_hand() if d.id in laid and d.state in (*LIES_THERE, "approved")]
    if not drafts:
        return
    lying = {message_id: d.to for d in drafts for message_id in laid[d.id]}
    for raw in place.sent(lying, min(d.created for d in drafts)):
        message = parse(raw)
        if not isinstance(message, Message) or message.author.key not in _own_addresses(doors):
            continue
        written = quoting.split(message.text, doors.rules.labels, (), (message.author.name,)).written
        if _which(drafts, laid, message, written) is None:
            continue
        with doors.records.transaction(doors.owner) as tx:
            identity = fingerprint(raw)
            if tx.mail.by_identity(identity) is None:
                tx.mail.store(identity, raw, now, False)


def _own_addresses(doors: Doors) -> frozenset[str]:
    return frozenset(a.casefold() for a in doors.account.owner.addresses)


def _draft(doors: Doors, number: int) -> Draft | None:
    with doors.records.transaction(doors.owner) as tx:
        return tx.drafts.get(number)


def _note(doors: Doors, number: int, what: str, message_id: str, now: datetime) -> None:
    with doors.records.transaction(doors.owner) as tx:
        draft = tx.drafts.get(number)
        relationship = draft.relationship_id if draft else None
        tx.events.add(now, what, Because("F-63"), relationship=relationship, draft=number, message_id=message_id)


def _laid(tx: Transaction, now: datetime) -> dict[int, set[str]]:
    """What lies in the folder by our own account: draft → Message-IDs."""
    found: dict[int, set[str]] = {}
    for _, event in tx.events.between(
        now - TWO_MONTHS, now + timedelta(seconds=1), "own-draft-placed", "own-draft-removed"
    ):
        if event.what == "own-draft-placed" and event.draft:
            found.setdefault(event.draft, set()).add(str(event.data["message_id"]))
        elif event.draft:
            found.get(event.draft, set()).discard(str(event.data["message_id"]))
    return found


def _wanted(draft: Draft | None) -> set[str]:
    return {draft.message_id} if draft and draft.state in LIES_THERE and not draft.blocked else set()


def _as_their_own(doors: Doors, draft: Draft, now: datetime) -> bytes:
    owner, mailbox = doors.account.owner, doors.account.mailbox.address
    letter = replace(as_outgoing(doors, draft, now), sender=Address(owner.name, owner.addresses[0]))
    return f"Reply-To: <{mailbox}>\r\nBcc: <{mailbox}>\r\n".encode() + compose(letter)


def was_sent(
    tx: Transaction, doors: Doors, row: MailRow, message: Message, arrival: Arrival, taken: Taken, now: datetime
) -> bool:
    """Whether a mail of the owner to somebody is a letter that lay in their Drafts; then it is settled as sent."""
    if doors.own_drafts is None:
        return False
    laid = _laid(tx, now)
    drafts = [d for d in map(tx.drafts.get, laid) if d and d.state not in ("sent", "rejected")]
    draft = _which(drafts, laid, message, arrival.reply.written)
    if draft is None:
        return False
    text = "\n\n".join(p for p in (arrival.reply.written, arrival.reply.signature) if p).strip()
    if unlike(text, draft.text):
        tx.drafts.add_version(draft.id, _theirs(doors, draft, message, text, now), now)
        draft = tx.drafts.get(draft.id) or draft
    tx.mail.take(row.id, replace(taken, kind="own", relationship=None))
    _settle(tx, doors, draft, row, now)
    return True


def _which(drafts: list[Draft], laid: dict[int, set[str]], message: Message, written: str) -> Draft | None:
    by_id = [d for d in drafts if message.message_id in laid[d.id]]
    if by_id:
        return by_id[0]
    readers = {a.key for a in (*message.to, *message.cc)}
    alike = [d for d in drafts if readers & {to.casefold() for to in d.to} and same_letter(written, d.text)]
    return alike[0] if len(alike) == 1 else None


def _theirs(doors: Doors, draft: Draft, message: Message, text: str, now: datetime) -> NewVersion:
    """The letter as the owner changed and sent it."""
    version = NewVersion(
        number=draft.version + 1, to=draft.to, subject=message.subject or draft.subject, text=text,
        language=draft.language, message_id=message.message_id or draft.message_id, digest="",
        in_reply_to=draft.in_reply_to, references=draft.references, findings=(), blocked="", written_by="owner",
    )  # fmt: skip
    changed = replace(draft, version=version.number, subject=version.subject, text=text, message_id=version.message_id)
    return replace(version, digest=digest(as_outgoing(doors, changed, None), draft.to))


def _settle(tx: Transaction, doors: Doors, draft: Draft, row: MailRow, now: datetime) -> None:
    """It has left by the owner's own hand: nothing of it leaves by ours."""
    key = f"letter:{draft.id}.{draft.version}"
    for version in range(1, draft.version + 1):
        waiting = tx.outbox.by_key(f"letter:{draft.id}.{version}")
        if waiting and waiting.state == "queued":
            tx.outbox.change(waiting.id, state="cancelled")
    known = tx.outbox.by_key(key)
    number = (
        known.id
        if known
        else tx.outbox.add(
            key,
            "letter",
            now,
            now,
            to_owner=False,
            draft_id=draft.id,
            version=draft.version,
            message_id=draft.message_id,
        )
    )
    sent = tx.outbox.get(number) if number else None
    because = Because("F-63", "sent from the owner's own program")
    tx.events.add(now, "own-draft-sent", because, relationship=draft.relationship_id, draft=draft.id, message=row.id)
    if sent:
        arrived(tx, doors, sent, now)
        tx.outbox.change(sent.id, file_at=None)  # their own program has filed it
