"""What the page shows: every handler reads, and none changes anything (T-07)."""

from __future__ import annotations

from starlette.responses import Response

from inbox_agent.errors import NotFound
from inbox_agent.front import health as healths
from inbox_agent.front.web import views
from inbox_agent.front.web.app import Ask
from inbox_agent.mentorship.ledger import standing
from inbox_agent.rounds import tell, weekly

#: The tables of the configuration that hold no secret; of the model all but where its key comes from.
SHOWN = ("approval", "digest", "polling", "caps", "engine", "model", "page")


def queue(ask: Ask) -> Response:
    """The drafts that wait, and those on their way."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = views.queue(tx)
    return ask.show("queue.html", queue=found, done=ask.asked("done"), number=ask.asked("number"))


def draft(ask: Ask) -> Response:
    """One letter in full, and everything that one wants to know before saying yes."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = views.draft(tx, ask.number)
    if found is None:
        raise NotFound(ask.words("no-draft", number=ask.number), ask.words("go-back"))
    return ask.show("draft.html", found=found, draft=found.draft, done=ask.asked("done"))


def people(ask: Ask) -> Response:
    """Everybody, the most overdue first, with the funnel of stages."""
    page = ask.asked("page")
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = views.people(
            tx,
            ask.doors,
            ask.now,
            ask.asked("stage"),
            ask.asked("health"),
            ask.asked("q").strip(),
            int(page) if page.isdigit() and len(page) < 7 else 1,
        )
    return ask.show(
        "people.html",
        found=found,
        now=ask.now,
        stage=ask.asked("stage"),
        health=ask.asked("health"),
        q=ask.asked("q"),
    )


def person(ask: Ask) -> Response:
    """One person: the timeline, the stages with their because, and what comes next."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = views.person(tx, ask.doors, ask.number, ask.now)
    if found is None:
        raise NotFound(ask.words("no-person"), ask.words("go-back"))
    return ask.show("person.html", found=found, who=found.row.relationship, now=ask.now)


def ledger(ask: Ask) -> Response:
    """What was given and promised, by everybody, newest first, and what came of it."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        entries = standing(tx.ledger.all())[::-1]
        names = {r.id: views.called(r) for r in tx.people.all()}
    return ask.show("ledger.html", entries=entries[:200], more=max(0, len(entries) - 200), names=names)


def digest(ask: Ask) -> Response:
    """The weekly digest as it would be now."""
    doors = ask.doors
    with doors.records.transaction(doors.owner) as tx:
        content = weekly.gather(tx, doors, ask.now, weekly.last_told(tx, ask.now))
        text = "" if content.empty else tell.digest_preview(doors, content, ask.now)
    return ask.show("digest.html", text=text)


def aside(ask: Ask) -> Response:
    """What could not be handled."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = [(a, tx.mail.get(a.message) if a.message else None) for a in tx.mail.asides()]
    return ask.show("aside.html", found=found, done=ask.asked("done"))


def health(ask: Ask) -> Response:
    """Whether mail is being read, and since when not."""
    doors = ask.doors
    found = healths.of(doors.records, doors.owner, doors.account, doors.settings, ask.now)
    return ask.show("health.html", health=found)


def settings(ask: Ask) -> Response:
    """The configuration as it is in force, without any secret; it is changed in its file."""
    doors, hidden = ask.doors, {"password_command", "password_file", "password_env"}
    tables = {
        "owner": doors.account.owner.model_dump(),
        "mailbox": doors.account.mailbox.model_dump(exclude=hidden),
        "outgoing": doors.account.outgoing.model_dump(exclude=hidden),
    }
    for name in SHOWN:
        tables[name] = {
            k: v for k, v in getattr(doors.settings, name).model_dump().items() if not k.startswith("api_key")
        }
    return ask.show("settings.html", tables=tables)
