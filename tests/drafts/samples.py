"""Two invented owners and what they know of two invented people: the briefs that letters are tried on.

`full` holds every fact that a letter can use; `minimal` what is there when the owner has written next to nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.mentorship.relationship import Meeting, Person, Relationship
from inbox_agent.words import Role, Stage

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THURSDAY = Meeting(1, datetime(2026, 12, 3, 14, 0, tzinfo=UTC), 20, "Europe/London", "proposed")
FRIDAY = Meeting(2, datetime(2026, 12, 4, 9, 30, tzinfo=UTC), 20, "Europe/London", "proposed")

NOTE = {
    "en": (
        "Met Ada at Nordic Design in October. Loved her talk “Quiet interfaces” there. I'd like to ask her how she moved from "
        "engineering into product.\nHow did she know that it was time to leave engineering?\nWhat would she do differently today?"
    ),
    "sv": (
        "Träffade Karin på Kunskapsdagen i Umeå. Läste artikeln hon skrev om prissättning i Dagens Plan och vill gärna prata "
        "med henne om priser på små verktyg.\nHur visste hon att det var dags att höja priset?\nVad skulle hon ha gjort annorlunda i dag?"
    ),
}
SHORT_NOTE = {
    "en": "Her article “The calm roadmap”. Want her advice on roadmaps.",
    "sv": "Hennes bok ”Lugn takt”. Vill prata med henne om planering.",
}
TAKE_AWAYS = {
    "en": "loved her idea of writing the press release first; will try it with my team; she offered to read my draft",
    "sv": "gillade hennes idé att skriva pressmeddelandet först; ska testa det med mitt team; hon erbjöd sig att läsa mitt utkast",
}
SHORT_TAKE_AWAYS = {"en": "press release first\nsay no early", "sv": "pressmeddelandet först\nsäg nej tidigt"}
FACTS = {
    "en": {
        "need": "I have come to see that I need somebody with deep experience of public health.",
        "achieved": "Since June I have been leading a product team of my own.",
        "news": "This summer I moved to the research team.",
        "answer": "I have shortened the first page as you suggested, and it reads much better.",
    },
    "sv": {
        "need": "Det jag behöver nu är någon med lång erfarenhet av vården.",
        "achieved": "Sedan i juni leder jag ett eget produktteam.",
        "news": "I somras bytte jag till forskningsgruppen.",
        "answer": "Jag har kortat första sidan som du föreslog, och den läser mycket lättare nu.",
    },
}
ACHIEVED_BY_THEM = {
    "en": {"achieved": "You are leading a product team of your own now."},
    "sv": {"achieved": "Nu leder du ett eget produktteam."},
}
OWNER = {"en": "Noor Haddad", "sv": "Elin Strand"}
ABOUT = {
    "en": "I am a backend developer at Fjord Maps in Gothenburg.",
    "sv": "Jag är produktutvecklare på Fjordkartor i Göteborg.",
}
PERSON = {
    "en": Person(
        1, "Ada Lindqvist", ("ada@lindqvist.example",), "Harbour Labs", "Head of Product", "en", "Europe/London"
    ),
    "sv": Person(2, "Karin Öberg", ("karin@oberg.example",), "Verktygslådan", "vd", "sv", "Europe/Helsinki"),
}
THEIR_MAIL = {
    "en": "Yes, gladly! Does Thursday 3 December at 14:00 suit you?",
    "sv": "Ja, gärna! Passar torsdag 3 december kl. 16?",
}

#: The stage in which each letter is written.
STAGE: dict[str, Stage] = {
    "outreach": "prospect", "outreach-follow-up": "outreach", "accept-and-schedule": "scheduling", "reschedule": "scheduling",
    "thank-you": "thank-you", "check-in": "active", "short-of-time": "short-of-time", "question": "active",
    "advice-answer": "active", "mismatch-exit": "mismatch", "natural-end": "active", "decline-thanks": "declined",
    "keep-in-touch": "keep-in-touch", "welcome": "prospect", "agenda-request": "active",
}  # fmt: skip
KINDS = tuple(STAGE)
LANGUAGES = ("en", "sv")
ANSWERS = ("accept-and-schedule", "reschedule", "short-of-time", "decline-thanks", "advice-answer")


def relationship(language: str, stage: Stage, role: Role = "mentee") -> Relationship:
    return Relationship(1, PERSON[language], role, "informal", stage, NOW - timedelta(days=40), purpose=NOTE[language])


def full(kind: str, language: str, variation: int = 0, role: Role = "mentee", stage: Stage | None = None) -> Brief:
    """A brief with every fact."""
    who = relationship(language, stage or STAGE[kind], role)
    wrote = kind in ANSWERS or kind == "thank-you"
    who = replace(who, last_inbound=NOW - timedelta(days=1) if wrote else None)
    held = replace(THURSDAY, start=NOW - timedelta(hours=20), state="took-place")
    meeting = held if kind == "thank-you" else THURSDAY if kind in ("accept-and-schedule", "reschedule") else None
    return Brief(
        kind=kind,
        language=language,
        owner_name=OWNER[language],
        owner_about=ABOUT[language],
        owner_timezone="Europe/Stockholm",
        relationship=who,
        now=NOW,
        thread=(Said("contact", NOW - timedelta(days=1), "Re: hello", THEIR_MAIL[language]),) if wrote else (),
        note=NOTE[language],
        facts=FACTS[language] | (ACHIEVED_BY_THEM[language] if role == "mentor" else {}),
        meeting=meeting,
        take_aways=TAKE_AWAYS[language] if kind == "thank-you" else "",
        variation=variation,
        signature=OWNER[language],
    )


def minimal(kind: str, language: str, variation: int = 0, role: Role = "mentee") -> Brief:
    """A brief in which the owner has written next to nothing; enough for a letter all the same."""
    brief = full(kind, language, variation, role)
    short = SHORT_NOTE[language]
    who = replace(
        brief.relationship,
        purpose=short,
        person=Person(1, brief.relationship.person.name, brief.relationship.person.addresses),
    )
    facts = (
        {"answer": FACTS[language]["answer"], "questions": NOTE[language].splitlines()[1]}
        if kind in ("advice-answer", "question")
        else None
    )
    take_aways = SHORT_TAKE_AWAYS[language] if kind == "thank-you" else ""
    meeting = brief.meeting if kind == "thank-you" else None
    return replace(
        brief, relationship=who, owner_about="", note=short, facts=facts, meeting=meeting, take_aways=take_aways
    )


def after_an_answer(kind: str, language: str, variation: int) -> Brief:
    brief = full(kind, language, variation)
    return replace(brief, relationship=replace(brief.relationship, last_inbound=NOW - timedelta(days=9)))


#: What becomes golden files, by name.
CASES: dict[str, Brief] = {
    f"{language}/{kind}.{name}.{variation}": make(kind, language, variation)
    for language in LANGUAGES
    for kind in KINDS
    for name, make in (("full", full), ("minimal", minimal))
    for variation in (0, 1)
}
CASES |= {
    f"{language}/{kind}.as-{role}.{variation}": full(kind, language, variation, role)
    for language in LANGUAGES
    for kind, role in (("check-in", "mentor"), ("check-in", "peer"), ("natural-end", "mentor"), ("natural-end", "peer"))
    for variation in (0, 1)
}
CASES |= {
    f"{language}/{name}.{variation}": brief(language, variation)
    for language in LANGUAGES
    for variation in (0, 1)
    for name, brief in (
        ("check-in.no-date-found", lambda lang, n: full("check-in", lang, n, stage="scheduling")),
        (
            "accept-and-schedule.offers",
            lambda lang, n: replace(full("accept-and-schedule", lang, n), meeting=None, offers=(THURSDAY, FRIDAY)),
        ),
        ("reschedule.asks", lambda lang, n: replace(full("reschedule", lang, n), meeting=None)),
        ("mismatch-exit.after-an-answer", lambda lang, n: after_an_answer("mismatch-exit", lang, n)),
        (
            "mismatch-exit.after-talks",
            lambda lang, n: replace(full("mismatch-exit", lang, n), take_aways=TAKE_AWAYS[lang]),
        ),
    )
}
