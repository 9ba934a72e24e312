"""What the owner is told about what was done, or not done, with their words: the values of receipts and troubles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox_agent.drafts import owner_mails
from inbox_agent.drafts.owner_mails import Settling
from inbox_agent.mentorship.ledger import Entry
from inbox_agent.rounds import meaning
from inbox_agent.rounds.ports import Doors, Transaction, sentence

#: What a `settle.Settled.state` is called in a receipt, for decisions that were carried out.
_DONE: dict[str, Settling] = {
    "approved": "queued", "rejected": "rejected", "snoozed": "snoozed", "undone": "undone", "edited": "edited",
    "redrafting": "redrafted", "redrafted": "redrafted", "stop": "stopped", "close": "closed", "stage": "stage",
}  # fmt: skip
#: The owner's word on a relationship, and what it is called once it is done.
_RELATED: dict[str, Settling] = {
    "stop": "stopped", "close": "closed", "note": "noted", "stage": "stage", "met": "stage", "pause": "paused",
    "no-contact": "no-contact", "again": "again", "merge": "merged", "split": "split",
}  # fmt: skip
#: And for those that came too late or could not be.
_NOT_DONE: dict[str, Settling] = {
    "sent": "sent-already", "approved": "queued", "sending": "too-late", "rejected": "rejected", "overtaken": "overtaken",
    "changed": "overtaken", "failed": "failed", "doubt": "doubt",
}  # fmt: skip


def receipt(tx: Transaction, doors: Doors, data: dict[str, Any]) -> owner_mails.Receipt | None:
    """The receipt for one row of the outbox."""
    what = data.get("what")
    undo = doors.settings.approval.undo_minutes
    if what == "sent":
        return owner_mails.Receipt((_letter(tx, data, "sent"),), undo_minutes=undo)
    if what == "settled":
        items = tuple(_settled(tx, item) for item in data["items"])
        blocked = next((item["detail"] for item in data["items"] if item["state"] == "blocked"), "")
        if blocked:
            return owner_mails.Receipt(refused=blocked, their_words=data.get("words", ""), undo_minutes=undo)
        wished = next((item for item in data["items"] if item["state"] == "needs-text"), None)
        if wished:
            key = "wish-failed" if wished["detail"] else "needs-text"
            words = sentence(doors, key, {"number": wished["draft"], "why": wished["detail"]})
            return owner_mails.Receipt(refused=words, their_words=data.get("words", ""), undo_minutes=undo)
        untold = next((i for i in data["items"] if not i["ok"] and not _told(i)), None)
        if untold:
            cannot = sentence(doors, "cannot", {"number": untold["draft"], "state": untold["state"]})
            return owner_mails.Receipt(refused=cannot, their_words=data.get("words", ""), undo_minutes=undo)
        return owner_mails.Receipt(items, their_words=data.get("words", ""), undo_minutes=undo)
    if what == "ledger":
        entries = (entry for n in data["entries"] if (entry := tx.ledger.get(int(n))))
        return owner_mails.Receipt(tuple(_entry(tx, doors, entry) for entry in entries))
    if what == "profile-kept":
        parts = doors.rules.profile.get(doors.account.owner.language) or doors.rules.profile["en"]
        done = owner_mails.Settled("noted", parts.subjects[0].capitalize(), note=sentence(doors, what, {}))
        return owner_mails.Receipt((done,))
    if what == "meant":
        note = sentence(doors, "meaning-kept", {"meaning": meaning.words_for(doors)[data["intent"]][0]})
        return owner_mails.Receipt((owner_mails.Settled("noted", _person(tx, data["relationship"]), note=note),))
    if what == "related":
        person = _person(tx, data["relationship"])
        at = datetime.fromisoformat(data["at"]) if data.get("at") else None
        related = owner_mails.Settled(_RELATED[data["order"]], person, note=data.get("text", ""), at=at)
        return owner_mails.Receipt((related,))
    said = sentence(doors, str(data.get("why") or what), data | {"person": _person(tx, data.get("relationship"))})
    return owner_mails.Receipt(refused=said, their_words=data.get("words", ""), undo_minutes=undo)


def _told(item: dict[str, Any]) -> bool:
    """Whether a receipt has words of its own for why this was not done."""
    return item["state"] in (("sent", "sending") if item["wanted"] == "undo" else _NOT_DONE)


def trouble(tx: Transaction, doors: Doors, data: dict[str, Any]) -> owner_mails.Trouble | None:
    """The trouble of one row of the outbox."""
    draft = tx.drafts.get(int(data["draft"])) if data.get("draft") else None
    person = _person(tx, draft.relationship_id if draft else data.get("relationship"))
    values = data | {"person": person, "number": draft.id if draft else ""}
    if data.get("cause"):
        values |= {"cause": sentence(doors, f"changed-{str(data['cause']).replace(' ', '-')}", {"person": person})}
    what = str(data["what"])
    if data.get("healed"):
        return owner_mails.Trouble(sentence(doors, f"trouble-{what}", values), healed=True)
    since = datetime.fromisoformat(data["since"]) if data.get("since") else None
    words, mend = (sentence(doors, f"{kind}-{what}", values) for kind in ("trouble", "mend"))
    return owner_mails.Trouble(words, mend, since)


def _settled(tx: Transaction, item: dict[str, Any]) -> owner_mails.Settled:
    outcome = (_DONE if item["ok"] else _NOT_DONE).get(item["state"], "too-late")
    value = _letter(tx, item, outcome)
    if item["wanted"] == "stage":
        return owner_mails.Settled("stage", value.person, value.number, note=item["detail"])
    return value


def _letter(tx: Transaction, data: dict[str, Any], outcome: Settling) -> owner_mails.Settled:
    draft = tx.drafts.get(int(data["draft"]))
    at = datetime.fromisoformat(data["at"]) if data.get("at") else None
    if draft is None:
        return owner_mails.Settled(outcome, at=at)
    text = draft.text if outcome in ("sent", "queued") else ""
    return owner_mails.Settled(outcome, _person(tx, draft.relationship_id), draft.id, draft.to, draft.subject, text, at)


def _entry(tx: Transaction, doors: Doors, entry: Entry) -> owner_mails.Settled:
    """What now stands in the ledger about one thing."""
    words = (
        sentence(doors, "ledger-none", {}) if entry.dropped else "; ".join(p for p in (entry.done, entry.outcome) if p)
    )
    return owner_mails.Settled("noted", _person(tx, entry.relationship), note=f"L{entry.id} {entry.gist}: {words}")


def _person(tx: Transaction, relationship: Any) -> str:
    found = tx.people.get(int(relationship)) if relationship else None
    return (found.person.name or next(iter(found.person.addresses), "")) if found else ""
