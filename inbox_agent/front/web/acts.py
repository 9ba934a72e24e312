"""What the buttons of the page do: one `Decision` each, through `rounds/settle.py` like a reply by mail."""

from __future__ import annotations

from typing import get_args

from starlette.responses import RedirectResponse, Response

from inbox_agent.errors import NotFound, Refused, WrongUse
from inbox_agent.front.web import visits
from inbox_agent.front.web.app import Ask
from inbox_agent.mail.message import Because
from inbox_agent.mail.times import find_when
from inbox_agent.rounds import answers, hold, set_aside
from inbox_agent.rounds.ports import sentence
from inbox_agent.rounds.settle import Decision, Settled, What, settle

#: The decisions about a draft; what concerns a whole relationship is done in `corrections.py`.
BUTTONS: tuple[What, ...] = ("approve", "approve-later", "reject", "snooze", "edit", "redraft", "undo")
MOST_WORDS = 4_000  #: of an answer or a note


def decide(ask: Ask) -> Response:
    """One decision about one draft, as it stood on the page when the button was pressed."""
    what = next((w for w in get_args(What) if w in BUTTONS and w == ask.request.path_params["what"]), None)
    if what is None:
        raise NotFound(ask.words("no-such-act"), ask.words("go-back"))
    doors, form = ask.doors, ask.form
    when = None
    if what in ("snooze", "approve-later"):
        when = find_when(form.get("when", "")[:200], ask.now, doors.account.owner.timezone, doors.rules)
        if when is None or when <= ask.now:
            raise WrongUse(ask.words("no-time", words=form.get("when", "")[:80]), ask.words("time-like"))
    with doors.records.transaction(doors.owner) as tx:
        draft = tx.drafts.get(ask.number, lock=True)
        if draft is None:
            raise NotFound(ask.words("no-draft", number=ask.number), ask.words("go-back"))
        if form.get("digest") != draft.digest:  # another tab, a reply by mail or new mail of theirs came first
            return _changed(ask)
        newest = int(form["newest"]) if form.get("newest", "").isdigit() else None
        decision = Decision(what, draft.id, draft.version, when, form.get("text", ""), "page", newest)
        settled = settle(tx, doors, decision, ask.now)
    if not settled.ok:
        return _changed(ask) if settled.state in ("changed", "overtaken") else _refused(ask, settled)
    goes = f"/draft/{ask.number}" if what not in ("reject", "snooze") else "/"
    return RedirectResponse(f"{goes}?done={settled.state}&number={ask.number}", 303)


def _changed(ask: Ask) -> Response:
    return ask.show(
        "fault.html",
        409,
        sentence=ask.words("changed", number=ask.number),
        mend=ask.words("read-anew"),
        draft=ask.number,
    )


def _refused(ask: Ask, settled: Settled) -> Response:
    if settled.state == "sent":
        at = ask.words.at(settled.at)
        raise Refused(ask.words("sent-already", number=ask.number, at=at), "")
    if settled.state == "blocked":
        raise Refused(ask.words("blocked", number=ask.number, why=settled.detail), ask.words("blocked-mend"))
    if settled.state == "needs-text":
        raise Refused(ask.words("wish-not-known"), ask.words("wish-mend"))
    if settled.state == "empty":
        raise WrongUse(ask.words("empty-text"), ask.words("go-back"))
    state = ask.words(f"state-{settled.state}")
    raise Refused(ask.words("too-late", number=ask.number, state=state), ask.words("go-back"))


def answer(ask: Ask) -> Response:
    """The owner's answer to a question, as by mail."""
    words = ask.form.get("text", "").strip()
    if not words:
        raise WrongUse(ask.words("empty-text"), ask.words("go-back"))
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        asked = tx.questions.get(ask.number)
        if asked is None or asked.kind not in answers.BY_WORD:
            raise NotFound(ask.words("no-question"), ask.words("go-back"))
        if asked.answered:
            raise Refused(ask.words("answered-already"), ask.words("go-back"))
        who = tx.people.get(asked.relationship) if asked.relationship else None
        misread = answers.by_word(tx, ask.doors, asked, words[:MOST_WORDS], ask.now)
    if misread:
        raise WrongUse(sentence(ask.doors, misread, {"person": who.person.called if who else ""}), ask.words("go-back"))
    return RedirectResponse(f"/person/{asked.relationship}?done=answered" if asked.relationship else "/", 303)


def go_on(ask: Ask) -> Response:
    """Letters leave again after something odd had stopped them."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        went_on = hold.go_on(tx, ask.now, Because("owner", "page"))
    return RedirectResponse("/?done=went-on" if went_on else "/", 303)


def retry(ask: Ask) -> Response:
    """Try again what was set aside."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        if not set_aside.retry(tx, ask.number, ask.now):
            raise NotFound(ask.words("no-aside", number=ask.number), ask.words("go-back"))
    return RedirectResponse("/aside?done=retried", 303)


def tick_off(ask: Ask) -> Response:
    """The owner has dealt with it."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        if not set_aside.done(tx, ask.number, ask.now):
            raise NotFound(ask.words("no-aside", number=ask.number), ask.words("go-back"))
    return RedirectResponse("/aside?done=ticked-off", 303)


def leave(ask: Ask) -> Response:
    """Sign out."""
    visits.leave(ask.visit, ask.now)
    response = RedirectResponse("/enter", 303)
    response.delete_cookie(visits.COOKIE, path="/")
    return response
