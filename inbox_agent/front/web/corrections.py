"""What the owner says on the page about a person or an entry of the ledger: the same acts as by mail and command line (F-28)."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from inbox_agent.drafts.draft import OPEN
from inbox_agent.drafts.wanted import WORDS, fits
from inbox_agent.errors import NotFound, Refused, WrongUse
from inbox_agent.front.web.acts import MOST_WORDS
from inbox_agent.front.web.app import Ask
from inbox_agent.front.web.person import digest, entry_digest
from inbox_agent.mail.past import iso_moment, past_moment
from inbox_agent.mail.times import find_when
from inbox_agent.mentorship.ledger import WHATS, Mention
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.mentorship.stages import STAGES
from inbox_agent.rounds import correct, wish
from inbox_agent.rounds import ledger as ledgers
from inbox_agent.rounds.ports import Transaction, sentence
from inbox_agent.rounds.settle import relate

Act = Callable[[Ask, Transaction, Relationship], None]


def person(ask: Ask) -> Response:
    """One word about one person, as they stood on the page when the button was pressed."""
    what = ask.request.path_params["what"]
    if what == "draft":
        return _draft(ask)
    if what not in _ACTS:
        raise NotFound(ask.words("no-such-act-person"), ask.words("go-back"))
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        _ACTS[what](ask, tx, _as_shown(ask, tx))
    return RedirectResponse(f"/person/{ask.number}?done={what}", 303)


def _as_shown(ask: Ask, tx: Transaction) -> Relationship:
    """The person, locked. Raises `Refused` where another tab, a mail or time has changed what the form spoke of."""
    found = tx.people.get(ask.number, lock=True)
    if found is None:
        raise NotFound(ask.words("no-person"), ask.words("go-back"))
    if ask.form.get("digest") != digest(found):
        raise Refused(ask.words("person-changed"), ask.words("read-anew"))
    return found


def _note(ask: Ask, tx: Transaction, found: Relationship) -> None:
    correct.note(tx, ask.doors.rules, found, _words(ask), ask.now)


def _met(ask: Ask, tx: Transaction, found: Relationship) -> None:
    said = ask.form.get("when", "").strip()[:200]
    at = past_moment(said, ask.now, ask.doors.account.owner.timezone, ask.doors.rules)
    if at is None:
        raise WrongUse(ask.words("not-past", words=said[:80]), ask.words("past-like"))
    correct.met(tx, found, at, said, ask.now)


def _pause(ask: Ask, tx: Transaction, found: Relationship) -> None:
    zone, said = ask.doors.account.owner.timezone, ask.form.get("until", "").strip()[:200]
    at = iso_moment(said, zone) or find_when(said, ask.now, zone, ask.doors.rules)
    if at is None or at <= ask.now:
        raise WrongUse(ask.words("no-time", words=said[:80]), ask.words("day-like"))
    correct.pause(tx, found, at, ask.now)


def _resume(ask: Ask, tx: Transaction, found: Relationship) -> None:
    if not correct.go_on(tx, found, ask.now):
        raise Refused(ask.words("person-changed"), ask.words("read-anew"))


def _stage(ask: Ask, tx: Transaction, found: Relationship) -> None:
    to = ask.form.get("stage", "")
    if to not in STAGES or not correct.stage(tx, ask.doors, found, to, ask.now):
        raise WrongUse(ask.words("no-stage"), ask.words("go-back"))


def _stop(ask: Ask, tx: Transaction, found: Relationship) -> None:
    relate(tx, found.id, "stop", "", ask.now)


def _no_contact(ask: Ask, tx: Transaction, found: Relationship) -> None:
    correct.no_contact(tx, found, ask.now)


def _again(ask: Ask, tx: Transaction, found: Relationship) -> None:
    if correct.asked_not_to(tx, found):
        raise Refused(sentence(ask.doors, "they-asked", {"person": found.person.called}), "")
    if not correct.again(tx, found, ask.now):
        raise Refused(ask.words("person-changed"), ask.words("read-anew"))


def _merge(ask: Ask, tx: Transaction, found: Relationship) -> None:
    said = ask.form.get("other", "")
    other = tx.people.get(int(said), lock=True) if said.isascii() and said.isdecimal() and len(said) < 13 else None
    if other is None or other.id == found.id or ask.form.get("other_digest") != digest(other):
        raise Refused(ask.words("person-changed"), ask.words("read-anew"))
    try:
        correct.merge(tx, found, other, ask.now)
    except Refused:
        raise Refused(sentence(ask.doors, "leaving"), "") from None


def _split(ask: Ask, tx: Transaction, found: Relationship) -> None:
    addr = ask.form.get("addr", "")[:320]
    if addr not in found.person.addresses or len(found.person.addresses) < 2:
        raise Refused(sentence(ask.doors, "split-none", {"whom": addr, "person": found.person.name}), "")
    try:
        correct.split(tx, found, addr, ask.now)
    except Refused:
        raise Refused(sentence(ask.doors, "leaving"), "") from None


def _remember(ask: Ask, tx: Transaction, found: Relationship) -> None:
    """What was said elsewhere than in a mail, into the ledger."""
    what = next((w for w in WHATS if w == ask.form.get("kind")), None)
    if what is None:
        raise WrongUse(ask.words("no-such-act-person"), ask.words("go-back"))
    words = _words(ask)
    tx.ledger.add(found.id, Mention(what, "contact", words, words, rule="owner"), ask.now)


_ACTS: dict[str, Act] = {
    "note": _note,
    "met": _met,
    "pause": _pause,
    "resume": _resume,
    "stage": _stage,
    "stop": _stop,
    "no-contact": _no_contact,
    "again": _again,
    "merge": _merge,
    "split": _split,
    "remember": _remember,
}


def _draft(ask: Ask) -> Response:
    """A letter that nothing but the owner's wish calls for."""
    kind, instead = ask.form.get("kind", ""), ask.form.get("instead") == "yes"
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = _as_shown(ask, tx)
        waiting = any(d.state in OPEN for d in tx.drafts.of(found.id))
    if kind not in WORDS or not fits(kind, found.role):
        raise WrongUse(ask.words("no-such-act-person"), ask.words("go-back"))
    if found.do_not_contact:
        raise Refused(ask.words("do-not-contact"), "")
    if waiting and not instead:
        raise Refused(ask.words("draft-waits"), ask.words("say-instead"))
    # A model may take its time, so this is in no transaction; what changed meanwhile is looked for again within.
    made = wish.wanted(ask.doors, found.id, kind, ask.form.get("text", "").strip()[:MOST_WORDS], ask.now, instead)
    return RedirectResponse(f"/draft/{made}?done=drafted", 303)


def entry(ask: Ask) -> Response:
    """What the owner did about an entry of the ledger, what came of it, or that it is none."""
    what = ask.request.path_params["what"]
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = tx.ledger.get(ask.number)
        if found is None or found.dropped or what not in ("settle", "drop"):
            raise NotFound(ask.words("no-entry", number=ask.number), ask.words("go-back"))
        if ask.form.get("digest") != entry_digest(found):
            raise Refused(ask.words("entry-changed", number=ask.number), ask.words("read-anew"))
        if what == "drop":
            ledgers.drop(tx, found, ask.now)
        else:
            done, came = (ask.form.get(name, "").strip()[:MOST_WORDS] for name in ("done", "outcome"))
            ledgers.settle(tx, found, ask.now, done=done, outcome=came)
    return RedirectResponse("/ledger?done=dropped" if what == "drop" else f"/ledger/{ask.number}?done=settled", 303)


def _words(ask: Ask) -> str:
    words = ask.form.get("text", "").strip()[:MOST_WORDS]
    if not words:
        raise WrongUse(ask.words("empty-text"), ask.words("go-back"))
    return words
