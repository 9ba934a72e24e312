"""What the grounding check marks as said by nobody, and what it knows to be said."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from drafts.samples import NOW, THURSDAY, full, minimal
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.grounding import check
from inbox_agent.rules import Rules, load


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def bare(language: str = "en") -> Brief:
    """A brief that holds next to nothing."""
    brief = minimal("outreach", language)
    person = replace(brief.relationship.person, timezone="Europe/London" if language == "en" else "")
    return replace(
        brief, note="", facts=None, thread=(), relationship=replace(brief.relationship, purpose="", person=person)
    )


def marked(text: str, brief: Brief, rules: Rules) -> list[tuple[str, str]]:
    findings = check(text, "", brief, rules)
    assert all(f.blocking and not f.ok for f in findings)
    return [(f.name.removeprefix("grounding."), f.words) for f in findings]


INVENTED = [
    ("en", "Hello Ada,\n\nSee https://maps.example/x for it.", ("link", "https://maps.example/x")),
    ("en", "Hello Ada,\n\nLook at fjordmaps.com today.", ("link", "fjordmaps.com")),
    ("en", "Hello Ada,\n\nWrite to per@olsson.example instead.", ("addr", "per@olsson.example")),
    ("en", "Hello Ada,\n\nCall me at +46 70 123 45 67.", ("phone", "+46 70 123 45 67")),
    ("en", "Hello Ada,\n\nI would pay €200 for it.", ("money", "€200")),
    ("en", "Hello Ada,\n\nI have 12 years of practice.", ("number", "12")),
    ("en", "Hello Ada,\n\nHow about Tuesday?", ("date", "Tuesday")),
    ("en", "Hello Ada,\n\nI leave in March.", ("date", "March")),
    ("en", "Hello Ada,\n\nShall we talk tomorrow?", ("date", "tomorrow")),
    ("en", "Hello Ada,\n\nLet us say at 16:30.", ("number", "16:30")),
    ("en", "Hello Ada,\n\nYesterday I met Per Olsson.", ("name", "Olsson")),
    ("en", "Hello Ada,\n\nI work at Google now.", ("name", "Google")),
    ("en", "Hello Ada,\n\nAs you said, it is hard.", ("said", "As you said")),
    ("en", "Hello Ada,\n\nWhen we met in spring, it rained.", ("met", "When we met")),
    ("en", "Hello Ada,\n\nThank you for your advice.", ("said", "your advice")),
    ("sv", "Hej Karin,\n\nSe https://kartor.example/x.", ("link", "https://kartor.example/x")),
    ("sv", "Hej Karin,\n\nJag betalar 500 kr för det.", ("money", "500 kr")),
    ("sv", "Hej Karin,\n\nPassar det på torsdag?", ("date", "torsdag")),
    ("sv", "Hej Karin,\n\nJag reser i mars.", ("date", "mars")),
    ("sv", "Hej Karin,\n\nSka vi höras i morgon?", ("date", "i morgon")),
    ("sv", "Hej Karin,\n\nJag har talat med Per Olsson.", ("name", "Per")),
    ("sv", "Hej Karin,\n\nSom du sa är det svårt.", ("said", "Som du sa")),
    ("sv", "Hej Karin,\n\nNär vi sågs sist regnade det.", ("met", "När vi sågs")),
]


@pytest.mark.parametrize(("language", "text", "expected"), INVENTED, ids=[i[1][12:45] for i in INVENTED])
def test_what_nobody_said_is_marked(language: str, text: str, expected: tuple[str, str], rules: Rules) -> None:
    """F-45, T-14: marked with the words, and blocking."""
    assert expected in marked(text, bare(language), rules)


SPEAKS = {
    "en": "Mallory told me|Mallory has told me|Mallory said that|Mallory’s advice|Mallory and I",
    "sv": "Mallory berättade för mig|Mallory har sagt att|Mallory och jag",
    "de": "Mallory sagte mir|Mallory hat mir davon erzählt|Mallory meint, dass|Mallory und ich",
    "fr": "Mallory m’a dit|Mallory vous recommande|Mallory pense que|Mallory et moi",
    "es": "Mallory me dijo|Mallory me ha contado|Mallory cree que|Mallory y yo",
}
NOBODY = {
    "en": "Everyone told me|It’s a pleasure|Friends said that|Yesterday’s call|You and I|Learning is a joy|That said, I",
    "sv": "Du berättade för mig|Nyligen skrev du|Alla säger att|Du och jag|Nyligen har du sagt att",
    "de": "Neulich sagte mir jemand|Das hat mir jemand gesagt|Man sagt, dass|Sie und ich|Erfahrung hat mir geholfen",
    "fr": "Vous m’avez dit|On m’a dit|Je vous recommande|Vous et moi|Cela m’a appris",
    "es": "También me dijo|Usted me ha dicho|Nadie cree que|Usted y yo|Ayer me contó",
}


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in SPEAKS.items() for t in ts.split("|")])
def test_a_stranger_who_speaks_first_in_a_sentence_is_marked(language: str, text: str, rules: Rules) -> None:
    """Every sentence begins with a capital; that its first word is a name shows by what it does (F-45)."""
    assert any(k == "name" and w.startswith("Mallory") for k, w in marked(f"{text} …", bare(language), rules))


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in NOBODY.items() for t in ts.split("|")])
def test_a_first_word_that_is_nobody_is_no_name(language: str, text: str, rules: Rules) -> None:
    assert "name" not in [kind for kind, _ in marked(f"{text} …", bare(language), rules)]


SAID = [
    (
        "en",
        "note",
        "Met her in March, see https://maps.example/x, 12 people, Per Olsson came.",
        "In Lund in March Per Olsson had 12 people: https://maps.example/x.",
    ),
    ("en", "note", "on Tue or on torsdag", "On Tuesday or Thursday."),
    ("en", "take_aways", "she recommended Slow Memos", "You recommended Slow Memos to me."),
    ("en", "original", "Ada Lindqvist, Harbour Labs, +44 20 7946 0000", "I rang +44 20 7946 0000 at Harbour Labs."),
    ("en", "owner_about", "I run Fjord Maps", "At Fjord Maps we try."),
    ("sv", "note", "Adas väninna Per Olsson, 3 mars", "Den 3 mars kom Per Olssons svar."),
]


@pytest.mark.parametrize(("language", "field", "said", "text"), SAID, ids=[s[3][:40] for s in SAID])
def test_what_somebody_said_may_be_said_again(language: str, field: str, said: str, text: str, rules: Rules) -> None:
    """Short forms, possessives and another language's weekdays count as said."""
    brief = replace(bare(language), **{field: f"{said} Lund"})  # type: ignore[arg-type]
    assert marked(text, brief, rules) == []


def test_the_thread_is_a_source(rules: Rules) -> None:
    brief = replace(
        bare(), thread=(Said("contact", NOW, "Hello", "Try Monday at 9:30, says Bo Ek. See www.ek.example"),)
    )
    assert (
        marked(
            "Hello Ada,\n\nThank you for your reply. On Monday at 9:30 with Bo Ek, and www.ek.example is good.",
            brief,
            rules,
        )
        == []
    )


def test_a_known_meeting_may_be_named_in_every_zone_it_has(rules: Rules) -> None:
    """14:00 in London is 15:00 in Stockholm; both, the day and the month are grounded, another hour is not."""
    brief = replace(bare(), meeting=THURSDAY)
    assert (
        marked("Hello Ada,\n\nThursday 3 December at 14:00 in London (15:00 in Stockholm) it is.", brief, rules) == []
    )
    assert ("number", "16:00") in marked("Hello Ada,\n\nThursday 3 December at 16:00 then.", brief, rules)


def test_a_date_on_the_wrong_weekday_is_marked(rules: Rules) -> None:
    brief = replace(bare(), note="Friday 3 December, torsdag 3 december")
    assert ("weekday", "Friday 3 December") in marked("Hello Ada,\n\nSo Friday 3 December.", brief, rules)
    assert marked("Hello Ada,\n\nSo Thursday 3 December.", brief, rules) == []


@pytest.mark.parametrize("text", ["May I ask you something?", "March on, as they say.", "I may be late."])
def test_a_month_that_is_a_word_is_none(text: str, rules: Rules) -> None:
    assert marked(f"Hello Ada,\n\n{text}", bare(), rules) == []


@pytest.mark.parametrize("text", ["15 to 20 minutes", "15–20 minutes", "10 minutes"])
def test_the_small_ask_of_the_playbook_needs_no_source(text: str, rules: Rules) -> None:
    """P-21 and P-73 name these lengths; 15 of anything else is not said."""
    assert marked(f"Hello Ada,\n\nWould you have {text}?", bare(), rules) == []
    assert marked("Hello Ada,\n\nI have 15 cats.", bare(), rules) == [("number", "15")]


def test_all_that_is_invented_in_one_letter_is_told_at_once(rules: Rules) -> None:
    names = {
        name
        for name, _ in marked(
            "Hello Ada,\n\nPer Olsson (per@o.example) owes 5 kr since May 4, see x.com. As you said.", bare(), rules
        )
    }
    assert names == {"name", "addr", "money", "date", "number", "link", "said"}


def test_a_check_takes_milliseconds_even_on_a_hostile_letter(rules: Rules) -> None:
    brief = full("outreach", "en")
    for text in (
        "A " * 50_000,
        "1 " * 50_000,
        "a." * 50_000,
        "+1 " * 30_000,
        "@" * 100_000,
        "Monday " * 14_000,
        "http://" * 14_000,
    ):
        before = time.process_time()
        check(text, "x", brief, rules)
        assert time.process_time() - before < 1.5
