"""What the page shows: every handler reads, and none changes anything (T-07)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from inbox_agent.drafts.mail_form import without_styles
from inbox_agent.errors import NotFound
from inbox_agent.front import health as healths
from inbox_agent.front.web import people as everybody
from inbox_agent.front.web import person as persons
from inbox_agent.front.web import queue as queues
from inbox_agent.front.web.app import Ask
from inbox_agent.front.web.paging import leaf
from inbox_agent.mail.forward import Contact
from inbox_agent.mail.kept import Aside, MailRow
from inbox_agent.mentorship.ledger import WHATS
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import tell, weekly
from inbox_agent.rounds.ports import Transaction, sentence
from inbox_agent.rounds.profile import form_of

A_PAGE = 50  #: lines of a list on one page
LONGEST = 16_000  #: characters of a mail that are shown
#: What is asked once more before it is done.
SURE = ("merge", "stop", "no-contact")

#: The tables of the configuration that hold no secret; of the model all but where its key comes from.
SHOWN = ("approval", "digest", "polling", "caps", "engine", "model", "health", "log", "page")


def queue(ask: Ask) -> Response:
    """The drafts that wait, those on their way, and what I ask the owner."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = queues.queue(tx, ask.doors, ask.now, ask.page)
    return ask.show("queue.html", queue=found, done=ask.asked("done"), number=ask.asked("number"))


def draft(ask: Ask) -> Response:
    """One letter in full, and everything that one wants to know before saying yes."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = queues.draft(tx, ask.doors, ask.number, ask.now)
    if found is None:
        raise NotFound(ask.words("no-draft", number=ask.number), ask.words("go-back"))
    lines = says(ask, found.asked)["lines"] if found.asked else ()
    return ask.show("draft.html", found=found, draft=found.draft, lines=lines, done=ask.asked("done"))


def question(ask: Ask) -> Response:
    """A question of mine, to be answered in a few words."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = queues.question(tx, ask.number)
        form = form_of(tx, ask.doors) if found and found.question.kind == "profile" else ""
    if found is None or not found.here:
        raise NotFound(ask.words("no-question"), ask.words("go-back"))
    said = says(ask, found)
    return ask.show("question.html", found=found, form=form, lines=said["lines"], choices=said["choices"])


def says(ask: Ask, found: queues.Asked) -> dict[str, list[str]]:
    """What a question asks, in sentences, and the answers to choose from where they are known."""
    asked = found.question
    if asked.kind == "facts":
        return {"lines": list(asked.data.get("missing", ())), "choices": []}
    if asked.kind == "who":
        meant = [Contact(**one) for one in asked.data.get("candidates", ())]
        choices = [", ".join(p for p in (one.name, one.title, one.organisation, one.addr) if p) for one in meant]
        return {"lines": [ask.words("ask-who" if choices else "ask-who-else")], "choices": choices}
    bounced = [sentence(ask.doors, "bounced-to", asked.data)] if asked.kind == "address" else []
    return {"lines": [*bounced, ask.words(f"ask-{asked.kind}", person=found.person)], "choices": []}


def people(ask: Ask) -> Response:
    """Everybody, the most overdue first, with the funnel of stages."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = everybody.people(
            tx, ask.doors, ask.now, ask.asked("stage"), ask.asked("health"), ask.asked("q").strip(), ask.page
        )
    filters: dict[str, Any] = {name: ask.asked(name) for name in ("stage", "health", "q")}
    return ask.show("people.html", found=found, now=ask.now, filtered=any(filters.values()), **filters)


def person(ask: Ask) -> Response:
    """One person: the timeline, the stages with their because, what comes next, and what can be said about them."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = persons.person(tx, ask.doors, ask.number, ask.now, ask.page)
    if found is None:
        raise NotFound(ask.words("no-person"), ask.words("go-back"))
    return ask.show("person.html", found=found, who=found.row.relationship, now=ask.now, done=ask.asked("done"))


def sure(ask: Ask) -> Response:
    """What cannot be taken back by a word is said once more in full before its button stands there."""
    what = ask.request.path_params["what"]
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = tx.people.get(ask.number)
        if found is None or what not in SURE:
            raise NotFound(ask.words("no-person"), ask.words("go-back"))
        wanted = ask.asked("with").strip()
        others = persons.others(tx, found, wanted) if what == "merge" else ()
    other = others[0] if len(others) == 1 else None
    return ask.show(
        "sure.html",
        digest=persons.digest(found),
        who=found,
        what=what,
        wanted=wanted,
        others=others,
        other=other,
        other_digest=persons.digest(other) if other else "",
    )


def mail(ask: Ask) -> Response:
    """One mail of the correspondence in full."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = tx.mail.get(ask.number)
        who = tx.people.get(found.relationship) if found and found.relationship else None
    if found is None or who is None:
        raise NotFound(ask.words("no-mail"), ask.words("go-back"))
    return ask.show("mail.html", mail=found, who=who, text=found.text[:LONGEST], cut=len(found.text) > LONGEST)


def ledger(ask: Ask) -> Response:
    """What was given and promised, by everybody, newest first, and what came of it."""
    only = ask.asked("only") if ask.asked("only") in ("open", *WHATS) else ""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        total = tx.ledger.count(only)
        this = leaf(ask.page, total, A_PAGE)
        shown = tx.ledger.page(only, this.first, this.size)
        names = {n: r.person.called for n, r in tx.people.some({e.relationship for e in shown}).items()}
    return ask.show(
        "ledger.html",
        entries=shown,
        any=bool(total or only),
        names=names,
        only=only,
        whats=WHATS,
        page=this.page,
        pages=this.pages,
        done=ask.asked("done"),
    )


def entry(ask: Ask) -> Response:
    """One entry of the ledger: in which words it was said, what was done, and what came of it."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = tx.ledger.get(ask.number)
        who = tx.people.get(found.relationship) if found else None
        said = tx.mail.get(found.message) if found and found.message else None
    if found is None or who is None or found.dropped:
        raise NotFound(ask.words("no-entry", number=ask.number), ask.words("go-back"))
    return ask.show(
        "entry.html", entry=found, who=who, said=said, digest=persons.entry_digest(found), done=ask.asked("done")
    )


def digest(ask: Ask) -> Response:
    """The weekly digest as it would be now."""
    doors = ask.doors
    with doors.records.transaction(doors.owner) as tx:
        content = weekly.gather(tx, doors, ask.now, weekly.last_told(tx, ask.now))
        inside = "" if content.empty else without_styles(tell.digest_preview(doors, content, ask.now).html)
    return ask.show("digest.html", inside=Markup(inside))  # noqa: S704 (ours, and escaped)


def aside(ask: Ask) -> Response:
    """What could not be handled."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        found = [_aside(tx, each) for each in tx.mail.asides()[-A_PAGE:]]
    return ask.show("aside.html", found=found, done=ask.asked("done"))


def aside_one(ask: Ask) -> Response:
    """One thing that was set aside: its cause, and the mail as it came."""
    with ask.doors.records.transaction(ask.doors.owner) as tx:
        one = tx.mail.aside(ask.number)
        if one is None:
            raise NotFound(ask.words("no-aside", number=ask.number), ask.words("go-back"))
        found, row, who = _aside(tx, one)
    raw = row.raw if row else b""
    text = raw[:LONGEST].decode("utf-8", "replace").replace("\r\n", "\n")
    shown = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    return ask.show("aside_one.html", a=found, mail=row, who=who, raw=shown, size=len(raw), cut=len(raw) > LONGEST)


def _aside(tx: Transaction, found: Aside) -> tuple[Aside, MailRow | None, Relationship | None]:
    return (
        found,
        tx.mail.get(found.message) if found.message else None,
        tx.people.get(found.relationship) if found.relationship else None,
    )


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
        values = getattr(doors.settings, name).model_dump().items()
        tables[name] = {k: v for k, v in values if not k.startswith("api_key") and k != "ping_url"}
    return ask.show("settings.html", tables=tables)
