"""Write a mail to the owner when it leaves, with a fresh token where a reply may decide something (T-01).

The outbox says what to tell; the words are rendered from what the records hold now. A row whose matter has been
settled meanwhile is not sent. The token is issued in the same transaction that marks the row as leaving, its hash
is kept, and the token itself exists only in the bytes of the mail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from inbox_agent.drafts import owner_mails
from inbox_agent.drafts.approval import new_token, subject_tag, token_hash, token_message_id
from inbox_agent.drafts.draft import Draft
from inbox_agent.drafts.kept import OutboxRow, TokenRow
from inbox_agent.drafts.mail_form import Button
from inbox_agent.drafts.owner_mails import OwnerMail, owner_mail
from inbox_agent.mail.compose import Outgoing
from inbox_agent.mail.message import Address
from inbox_agent.mentorship.digest import week_of
from inbox_agent.rounds import clocks, confirm, contents, expiry
from inbox_agent.rounds.ports import Doors, Transaction, sentence
from inbox_agent.rounds.weekly import DigestContent


def write(tx: Transaction, doors: Doors, row: OutboxRow, now: datetime) -> Outgoing | None:
    """The mail of this row as it leaves now; None where there is nothing left to tell."""
    token = new_token(doors.random)
    number = row.draft or row.data.get("draft")
    draft = tx.drafts.get(int(number)) if number else None
    value = contents.value_of(tx, doors, row, draft, token, now)
    if value is None:
        return None
    if isinstance(value, owner_mails.Asking) and value.code:
        value = replace(value, buttons=(_code_button(doors, token, value),))
    if isinstance(value, owner_mails.AnswerNotice) and value.guesses:
        value = replace(value, buttons=_meaning_buttons(doors, token, value))
    mail = _rendered(doors, value)
    bound = _bound(tx, doors, row, draft, value, token, now)
    tx.tokens.issue(bound, row.id)
    if isinstance(value, owner_mails.Approval):
        expiry.asked(tx, doors, row, value, now)
    elif bound.about == "draft":
        tx.drafts.change(int(bound.items[0][0]), expires=bound.expires)
    owner, mailbox = doors.account.owner, doors.account.mailbox.address
    in_reply_to = _thread_of(draft)
    return Outgoing(
        sender=Address("inbox-agent", mailbox),
        to=(Address(owner.name, owner.addresses[0]),),
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        message_id=token_message_id(token, mailbox),
        date=now,
        in_reply_to=in_reply_to,
        references=(in_reply_to,) if in_reply_to else (),
        from_robot=True,
        label=row.mail,
    )


def review_preview(doors: Doors, value: owner_mails.Review) -> str:
    """The review's text as it would be now."""
    return _rendered(doors, value).text


def digest_preview(doors: Doors, content: DigestContent, now: datetime) -> OwnerMail:
    """The digest as it would be now; without buttons, since nothing of it can be answered."""
    return _rendered(doors, contents.digest_value(doors, content, week_of(now, doors.account.owner.timezone), now))


def _rendered(doors: Doors, value: owner_mails.Value) -> OwnerMail:
    owner = doors.account.owner
    return owner_mail(value, owner.language, owner.timezone, doors.templates, doors.rules)


def _bound(
    tx: Transaction,
    doors: Doors,
    row: OutboxRow,
    draft: Draft | None,
    value: owner_mails.Value,
    token: str,
    now: datetime,
) -> TokenRow:
    """What a reply to this mail may decide."""
    days = timedelta(days=doors.settings.approval.token_days)
    empty = TokenRow(token_hash(token), "notice", (), now, now + days, _relationship(tx, row, draft))
    if isinstance(value, owner_mails.Approval):
        return replace(empty, about="draft", items=(_item(tx, draft),), expires=value.expires) if draft else empty
    if isinstance(value, owner_mails.Asking) and value.deadline and value.code:
        item = (row.data["confirm"], row.data["token"], confirm.code_hash(value.code))
        return replace(empty, about="confirm", items=(item,), expires=value.deadline)
    if isinstance(value, owner_mails.Asking) or (isinstance(value, owner_mails.AnswerNotice) and value.guesses):
        return replace(empty, about="question", items=((row.data["question"],),), expires=now + 10 * days)
    if isinstance(value, owner_mails.Countdown) and value.waits_for == "take-aways":
        question = clocks.question_of(tx, int(row.data["relationship"]))
        return replace(empty, about="question", items=((question.id,),), expires=now + 10 * days) if question else empty
    if isinstance(value, owner_mails.Digest):
        drafts = [tx.drafts.get(entry.number) for entry in value.people if entry.number is not None]
        return replace(empty, about="digest", items=tuple(_item(tx, d) for d in drafts if d), expires=value.expires)
    if isinstance(value, owner_mails.Trouble) and row.data.get("draft"):
        return replace(empty, about="draft", items=(_item(tx, draft),), expires=now + 10 * days) if draft else empty
    if isinstance(value, owner_mails.Receipt) and row.data.get("items"):
        # A reply may still stop what this receipt says will leave, and nothing else: the token is issued as expired.
        drafts = [tx.drafts.get(int(i["draft"])) for i in row.data["items"] if i["ok"] and i["state"] == "approved"]
        if any(drafts):
            return replace(empty, about="digest", items=tuple(_item(tx, d) for d in drafts if d), expires=now)
    return empty


def _item(tx: Transaction, draft: Draft) -> tuple[int, int, str, int]:
    return (draft.id, draft.version, draft.digest, tx.mail.newest_in(draft.relationship_id) or 0)


def _relationship(tx: Transaction, row: OutboxRow, draft: Draft | None) -> int | None:
    """Whom a mail is about, so that a reply like "mismatch" or "note: …" finds them."""
    if row.data.get("relationship"):
        return int(row.data["relationship"])
    if row.data.get("question"):
        asked = tx.questions.get(int(row.data["question"]))
        return asked.relationship if asked else None
    if draft is None and len(row.data.get("items", ())) == 1:
        draft = tx.drafts.get(int(row.data["items"][0]["draft"]))
    return draft.relationship_id if draft else None


def _thread_of(draft: Draft | None) -> str:
    """All mails about one draft stand in one thread, under an ID that is no token (contracts)."""
    return f"<draft-{draft.id}.{draft.occasion.encode().hex()[:24]}@thread.invalid>" if draft else ""


def _code_button(doors: Doors, token: str, value: owner_mails.Asking) -> Button:
    label = sentence(doors, "button-code", {})
    subject = f"[{value.number}] {subject_tag(token)}" if value.number else subject_tag(token)
    return Button(label, owner_mails.mailto(doors.account.mailbox.address, subject, f"ok {value.code}"))


def _meaning_buttons(doors: Doors, token: str, value: owner_mails.AnswerNotice) -> tuple[Button, ...]:
    mailbox, subject = doors.account.mailbox.address, subject_tag(token)
    return tuple(Button(word, owner_mails.mailto(mailbox, subject, word)) for _, word in value.guesses)
