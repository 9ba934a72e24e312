"""What the etiquette check finds in a letter and, as important, what it lets pass."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from drafts.samples import THURSDAY, full
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.etiquette import check
from inbox_agent.rules import Rules, load

KIND_OF = {"P-20": "outreach", "P-70": "mismatch-exit", "P-75": "decline-thanks"}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def found(
    text: str, brief: Brief, rules: Rules, subject: str = "A question about roadmaps"
) -> dict[str, tuple[str, bool]]:
    return {f.name.removeprefix("etiquette."): (f.words, f.blocking) for f in check(text, subject, brief, rules)}


def letter(language: str, sentence: str) -> str:
    name, close = {"en": ("Ada", "Kind regards,"), "sv": ("Karin", "Vänliga hälsningar")}[language]
    hello = {"en": "Hello", "sv": "Hej"}[language]
    return f"{hello} {name},\n\n{sentence}\n\n{close}"


BAD = [
    # P-20, in any wording
    ("en", "P-20", "Would you be my mentor?"),
    ("en", "P-20", "I wonder whether you would consider being my mentor."),
    ("en", "P-20", "I am looking for a mentor and thought of you."),
    ("en", "P-20", "Could you mentor me over the coming year?"),
    ("en", "P-20", "I would love to have you as my mentor."),
    ("en", "P-20", "I'd be honoured to become your mentee."),
    ("en", "P-20", "Would you take me under your wing?"),
    ("en", "P-20", "Are you open to mentoring somebody like me?"),
    ("en", "P-20", "I hope to start a mentoring relationship with you."),
    ("en", "P-20", "Would you be a mentor to me?"),
    ("en", "P-20", "I need someone to act as my career coach."),
    ("en", "P-20", "Your mentorship would mean the world to me."),
    ("sv", "P-20", "Vill du bli min mentor?"),
    ("sv", "P-20", "Jag skulle vilja ha dig som mentor."),
    ("sv", "P-20", "Kan du tänka dig att vara mentor åt mig?"),
    ("sv", "P-20", "Jag söker en mentor och tänkte på dig."),
    ("sv", "P-20", "Är du öppen för mentorskap?"),
    ("sv", "P-20", "Jag vill gärna bli din adept."),
    ("sv", "P-20", "Kan du ta mig under dina vingar?"),
    # P-71
    ("en", "P-71", "Just following up on my last mail."),
    ("en", "P-71", "I haven't heard back from you."),
    ("en", "P-71", "I have not received a reply yet."),
    ("en", "P-71", "You have not answered my question."),
    ("en", "P-71", "Did you get my message?"),
    ("en", "P-71", "A gentle reminder about our call."),
    ("en", "P-71", "I'm still waiting."),
    ("en", "P-71", "Please reply as soon as possible."),
    ("en", "P-71", "I must say I am disappointed."),
    ("en", "P-71", "This is my last attempt to reach you."),
    ("sv", "P-71", "Jag vill bara följa upp mitt förra mejl."),
    ("sv", "P-71", "Jag har inte hört något från dig."),
    ("sv", "P-71", "Du har fortfarande inte svarat."),
    ("sv", "P-71", "Såg du mitt mejl?"),
    ("sv", "P-71", "En liten påminnelse om vårt samtal."),
    ("sv", "P-71", "Jag väntar på ditt svar."),
    ("sv", "P-71", "Svara så snart som möjligt."),
    # P-23
    ("en", "P-23", "I am a huge fan of yours."),
    ("en", "P-23", "I hope this email finds you well."),
    ("sv", "P-23", "Jag beundrar dig enormt."),
    # P-51
    ("en", "P-51", "Let us touch base soon."),
    ("en", "P-51", "That was a home run."),
    ("sv", "P-51", "Jag håller tummarna, bollen ligger hos dig."),
    # P-22
    ("en", "P-22", "I loved your talk on [topic]."),
    ("en", "P-22", "Dear {{ first_name }}, hello."),
    ("en", "P-22", "As an AI, I cannot know that."),
    ("en", "P-22", "Here is a draft for you."),
    ("en", "P-22", "I will ___ at your office."),
    ("sv", "P-22", "Jag gillade din [titel]."),
    ("sv", "P-22", "Som språkmodell kan jag inte veta det."),
    # P-53
    ("sv", "P-53", "Jag undrar om Ni har tid."),
    # P-52
    ("en", "P-52", "Let us say Thursday at 15:00."),
    ("en", "P-52", "How about 3 pm in Stockholm?"),
    ("sv", "P-52", "Vi ses på torsdag kl. 15."),
    # P-70, P-75
    ("en", "P-70", "Unfortunately, you were not helpful."),
    ("en", "P-70", "Could we stay in touch?"),
    ("sv", "P-70", "Du kunde inte ge mig det jag behövde, och personkemin stämde inte."),
    ("en", "P-75", "Thank you. Would you know somebody else?"),
    ("sv", "P-75", "Tack. Kan du i stället rekommendera någon?"),
    # F-48
    ("en", "F-48", "It was a pleasure.\n\nBest wishes,"),
]

GOOD = [
    ("en", "outreach", "I read about your work as a mentor at the library, and have a question."),
    ("en", "outreach", "Your mentoring programme at Harbour Labs is the reason for this letter."),
    ("en", "outreach", "My mentor at school taught me to ask."),
    ("en", "check-in", "There is no hurry at all, and no answer is needed."),
    ("en", "check-in", "I heard a lovely talk yesterday and thought of you."),
    ("en", "check-in", "I am waiting for the spring."),
    ("en", "check-in", "I will remind myself to rest."),
    ("en", "accept-and-schedule", "Thursday at 14:00 in London (15:00 in Stockholm) suits me."),
    ("en", "accept-and-schedule", "Thursday at 14:00 your time, 15:00 my time, suits me."),
    ("en", "mismatch-exit", "I need deeper experience of public health, and I am grateful to you."),
    ("en", "decline-thanks", "Thank you for telling me. I wish you all the best."),
    ("en", "check-in", "I liked the chapter on lists [1] and the one on maps [2]."),
    ("sv", "outreach", "Jag läste om ditt arbete som mentor på biblioteket."),
    ("sv", "check-in", "Det är ingen brådska, och du behöver inte svara."),
    ("sv", "check-in", "Jag hoppas att allt är bra med er alla."),
    ("sv", "check-in", "Ni är många som jag tänker på i jul."),
    ("sv", "accept-and-schedule", "Torsdag kl. 16.00 i Helsinki (15.00 i Stockholm) passar bra."),
    ("sv", "mismatch-exit", "Jag behöver någon som kan vården, och jag är dig tacksam."),
    ("sv", "decline-thanks", "Tack för beskedet. Jag önskar dig allt gott."),
]


@pytest.mark.parametrize(("language", "rule", "sentence"), BAD, ids=[f"{b[1]}-{b[2][:40]}" for b in BAD])
def test_a_breach_is_found_with_its_rule_and_words(language: str, rule: str, sentence: str, rules: Rules) -> None:
    brief = replace(full(KIND_OF.get(rule, "check-in"), language), meeting=None)
    assert rule in found(letter(language, sentence), brief, rules)


@pytest.mark.parametrize(("language", "kind", "sentence"), GOOD, ids=[g[2][:45] for g in GOOD])
def test_what_only_looks_like_a_breach_passes(language: str, kind: str, sentence: str, rules: Rules) -> None:
    brief = full(kind, language)
    expected = {"P-21", "P-23"} if kind == "outreach" else set()  # one sentence is a short letter and has no ask
    assert set(found(letter(language, sentence), brief, rules)) - expected == set()


def test_asking_for_a_mentor_and_gaps_refuse_a_one_word_yes(rules: Rules) -> None:
    """P-20 and P-22 are blocking, a turn of phrase is not."""
    findings = found(letter("en", "Would you be my mentor? I'm still waiting, [name]."), full("outreach", "en"), rules)
    assert (findings["P-20"][1], findings["P-22"][1], findings["P-71"][1]) == (True, True, False)


def test_a_mentor_may_speak_of_mentoring(rules: Rules) -> None:
    """P-20 is about asking; an owner who is the mentor asks nobody."""
    text = letter("en", "What do you hope for from your mentoring with me?")
    assert "P-20" not in found(text, full("check-in", "en", role="mentor"), rules)


@pytest.mark.parametrize(
    ("subject", "empty"),
    [
        ("", True),
        ("Hi", True),
        ("Quick question", True),
        ("Re: Hello", True),
        ("Mentorship?", True),
        ("A question about roadmaps", False),
    ],
)
def test_a_subject_must_say_what_it_is_about(subject: str, empty: bool, rules: Rules) -> None:
    """P-21.1"""
    findings = check(
        letter("en", "Would you have 15 to 20 minutes for a call?"), subject, full("outreach", "en"), rules
    )
    assert any(f.name == "etiquette.P-21" and "subject" in f.says for f in findings) is empty


def test_a_second_ask_is_found(rules: Rules) -> None:
    """P-21.4: one ask; questions in a list belong to it."""
    one = "Would you have 15 minutes for a call? I would ask:\n– Could you leave earlier?\n– Would you do it again?"
    two = one + "\n\nCould you also introduce me to your publisher?"
    says = rules.etiquette["en"].says["one_ask"]

    def asks(text: str) -> list[str]:
        return [
            f.words for f in check(letter("en", text), "A question", full("outreach", "en"), rules) if f.says == says
        ]

    assert asks(one) == []
    assert "publisher" in asks(two)[0]


@pytest.mark.parametrize("ask", ["an hour", "45 minutes", "weekly calls", "ongoing support"])
def test_a_large_ask_in_a_first_message_is_found(ask: str, rules: Rules) -> None:
    assert found(letter("en", f"Would you have time for {ask}?"), full("outreach", "en"), rules)["P-20"][0] == ask


def test_a_long_letter_is_told_with_its_number_of_words(rules: Rules) -> None:
    findings = check(letter("en", "word " * 200), "A question about roadmaps", full("outreach", "en"), rules)
    assert any(
        "203 words" in f.says or ("20" in f.says and "170" in f.says) for f in findings if f.name == "etiquette.P-23"
    )


def test_a_name_above_the_signature_would_stand_there_twice(rules: Rules) -> None:
    """F-48: the name is found in the letter, and is not when it is the signature itself."""
    brief = full("check-in", "en")
    assert "F-48" in found(letter("en", "I hope that you are well.") + "\nNoor", brief, rules)
    assert "F-48" not in found(letter("en", "I hope that you are well.") + "\nNoor Haddad", brief, rules)


def test_a_greeting_for_somebody_else_is_found(rules: Rules) -> None:
    assert "P-53" in found("Hello Bob,\n\nI hope that you are well.\n\nBest,", full("check-in", "en"), rules)


def test_a_letter_in_the_wrong_language_is_found(rules: Rules) -> None:
    """F-43"""
    text = letter("sv", "Jag skulle gärna vilja höra hur det går för dig och vad du gör nu för tiden.").replace(
        "Karin", "Ada"
    )
    assert "P-53" in found(text, full("check-in", "en"), rules)


def test_idioms_pass_between_people_of_one_country_and_language(rules: Rules) -> None:
    """P-51 is about borders."""
    brief = full("check-in", "en")
    near = replace(
        brief,
        relationship=replace(
            brief.relationship, person=replace(brief.relationship.person, timezone=brief.owner_timezone)
        ),
    )
    assert "P-51" not in found(letter("en", "Let us touch base."), near, rules)


def test_a_thank_you_without_a_take_away_is_found(rules: Rules) -> None:
    """P-33"""
    assert "P-33" in found(letter("en", "Thank you so much for everything yesterday."), full("thank-you", "en"), rules)
    assert "P-33" not in found(letter("en", "I loved the press release idea."), full("thank-you", "en"), rules)


def test_one_clock_is_enough_where_the_clocks_agree(rules: Rules) -> None:
    """P-52: London and Lisbon need no second time."""
    brief = replace(full("accept-and-schedule", "en"), owner_timezone="Europe/Lisbon", meeting=THURSDAY)
    assert "P-52" not in found(letter("en", "Thursday at 14:00 London time suits me."), brief, rules)


def test_findings_speak_the_owners_language(rules: Rules) -> None:
    (finding,) = check(letter("en", "I'm still waiting."), "", full("check-in", "en"), rules, "sv")
    assert finding.says == "Det här kan uppfattas som press eller förebråelse."


def test_a_language_without_rules_is_told_and_not_passed_over(rules: Rules) -> None:
    (finding,) = check("Olá", "", replace(full("check-in", "en"), language="pt"), rules)
    assert not finding.ok


def test_a_check_takes_milliseconds_even_on_a_hostile_letter(rules: Rules) -> None:
    """Linear expressions over a text that was cut (T-23): a hundred kilobytes of the worst take less than a second."""
    brief = full("outreach", "en")
    for text in (
        "you " * 30_000,
        "would you have not " * 6_000,
        "a" * 100_000,
        "[" * 50_000,
        "my " * 40_000 + "mentor",
        "_ " * 40_000,
    ):
        before = time.process_time()
        check(text, "x", brief, rules)
        assert time.process_time() - before < 10


MORE = [
    ("en", "outreach", "no_thanks", "Would you have 15 minutes?"),
    ("sv", "outreach", "no_ease", "Har du 15 minuter?"),
    ("de", "outreach", "no_who", "Hätten Sie 15 Minuten Zeit?"),
    ("fr", "outreach", "no_opening", "Auriez-vous 15 minutes ?"),
    ("es", "outreach", "no_thanks", "¿Tendría 15 minutos?"),
    ("en", "check-in", "promise", "I will send you tickets for the opera."),
    ("sv", "check-in", "promise", "Jag lovar att ordna biljetter till operan."),
    ("de", "check-in", "promise", "Ich verspreche Ihnen Karten für die Oper."),
    ("fr", "check-in", "promise", "Je vous enverrai des places pour l’opéra."),
    ("es", "check-in", "promise", "Le enviaré entradas para la ópera."),
    ("de", "check-in", "form", "Ich hoffe, dir geht es gut."),
    ("fr", "check-in", "form", "J’espère que tu vas bien."),
    ("es", "check-in", "form", "Espero que tú estés bien."),
    ("en", "feedback", "judging", "You are always late."),
    ("sv", "feedback", "judging", "Du är alltid sen."),
    ("de", "feedback", "judging", "Sie sind immer zu spät."),
    ("fr", "feedback", "judging", "Vous êtes toujours en retard."),
    ("es", "feedback", "judging", "Usted siempre llega tarde."),
    ("en", "feedback", "sbi", "Well done."),
    ("de", "check-in", "pressure", "Ich habe noch keine Antwort von Ihnen."),
    ("fr", "check-in", "pressure", "Je me permets de vous relancer."),
    ("es", "check-in", "pressure", "Sigo a la espera de su respuesta."),
    ("de", "outreach", "flattery", "Ich bin ein großer Fan."),
    ("fr", "outreach", "flattery", "Votre incroyable parcours me parle."),
    ("es", "outreach", "flattery", "Le admiro muchísimo."),
    ("de", "check-in", "idioms", "Der Ball liegt bei Ihnen."),
    ("fr", "check-in", "idioms", "La balle est dans votre camp."),
    ("es", "check-in", "idioms", "La pelota está en su tejado."),
    ("de", "check-in", "zones", "Wie wäre es um 15:00 Uhr?"),
    ("fr", "check-in", "zones", "Disons jeudi à 15h."),
    ("es", "check-in", "zones", "Quedamos a las 15:00."),
    ("de", "check-in", "meta", "Liebe [Name], hallo."),
    ("fr", "check-in", "meta", "En tant qu’IA, je ne sais pas."),
    ("es", "check-in", "meta", "Aquí tiene el borrador."),
]


@pytest.mark.parametrize(("language", "kind", "says", "sentence"), MORE, ids=[f"{m[0]}-{m[2]}" for m in MORE])
def test_each_rule_is_seen_in_each_language(language: str, kind: str, says: str, sentence: str, rules: Rules) -> None:
    """What the table has is found, and told in the owner's own language."""
    own = rules.etiquette[language].says
    brief = full(kind, language)
    found = check(f"Hello,\n\n{sentence}", "A question about roadmaps", brief, rules, language)
    assert own[says] in {f.says for f in found}


def test_a_promise_that_the_owner_made_is_theirs(rules: Rules) -> None:
    """F-46: the same sentence is no finding once the owner's own words say it."""
    brief = full("check-in", "en")
    said = replace(brief, facts={"news": "I will send you tickets for the opera."})
    text = "Hello Ada,\n\nI will send you tickets for the opera.\n\nBest,"
    assert "etiquette.F-46" in {f.name for f in check(text, "A greeting", brief, rules)}
    assert "etiquette.F-46" not in {f.name for f in check(text, "A greeting", said, rules)}
