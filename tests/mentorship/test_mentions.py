"""Advice and people in contacts' mails: each found with its own words, and nothing found where nothing was given."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.mentions import Advice, Speaker, advice_in, introduction_in, mentions_in
from inbox_agent.rules import Rules


@cache
def shipped() -> Rules:
    return rule_files.load()


ADVICE = [
    ("en", "Good to hear from you! My advice would be to ask for the budget first. See you soon.", [("to ask for the budget first", "My advice would be to ask for the budget first")]),
    ("en", "I'd suggest that you start with the customers you have.\nHave you considered writing it down?", [("start with the customers you have", "I'd suggest that you start with the customers you have"), ("writing it down", "Have you considered writing it down")]),
    ("en", "Don't rush it.", [("Don't rush it", "Don't rush it")]),
    ("en", "If I were you I would wait until the reorganisation, which everybody says\nwill come before the summer, is over.", [("wait until the reorganisation, which everybody says will come before the summer, is over", "If I were you I would wait until the reorganisation, which everybody says will come before the summer, is over")]),
    ("sv", "Kul att höras! Du borde prata med din chef före lönesamtalet.", [("prata med din chef före lönesamtalet", "Du borde prata med din chef före lönesamtalet")]),
    ("de", "An deiner Stelle würde ich warten.", [("würde ich warten", "An deiner Stelle würde ich warten")]),
    ("fr", "Tu devrais en parler à ta cheffe avant.", [("en parler à ta cheffe avant", "Tu devrais en parler à ta cheffe avant")]),
    ("es", "Deberías hablar antes con tu jefa.", [("hablar antes con tu jefa", "Deberías hablar antes con tu jefa")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"), ADVICE, ids=[f"{language}-{text[:30]}" for language, text, _ in ADVICE]
)
def test_advice_is_found_with_its_words(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Each sentence that advises is kept whole, and apart from the words that lead up to it (F-26)."""
    assert advice_in(text, language, shipped()) == tuple(Advice(*one) for one in expected)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the flowers!",
        "How did it go?",
        "You could call me on Thursday at 3, would that work?",
        "I'd love to talk.",
        "",
        "I should have told you earlier.",
    ],
    ids=range(6),
)
def test_what_is_no_advice_is_not_kept(text: str) -> None:
    """Thanks, questions, plans and what they should have done themselves advise nothing."""
    assert advice_in(text, "en", shipped()) == ()


#: language, text, what it is taken for, and about whom or what.
KINDS = [
    ("en", "I'll send you the template on Monday.", "promise", ""),
    ("en", "Let me ask our librarian about it.", "promise", ""),
    ("en", "Could you send me the draft before then?", "ask", ""),
    ("en", "Keep me posted on how the interview goes.", "ask", ""),
    ("en", "Have you read Quiet by Susan Cain?", "resource", ""),
    ("en", "Here is the article: https://press.example/craft.", "resource", "https://press.example/craft"),
    ("en", "You should talk to Marcus Hale at Northwind.", "introduction", "Marcus Hale"),
    ("en", "We are hiring a second designer in May.", "opportunity", ""),
    ("en", "I recommended you for the panel in June.", "opportunity", ""),
    ("en", "I read your draft on the train.", "feedback", ""),
    ("en", "The opening is strong, the middle sags.", "feedback", ""),
    ("en", "Well done, I'm proud of you.", "encouragement", ""),
    ("en", "You might want to ask for the money before the title.", "advice", ""),
    ("en", "Write the talk before you draw a single slide.", "advice", ""),
    ("sv", "Jag skickar mallen på måndag.", "promise", ""),
    ("sv", "Kan du skicka utkastet till dess?", "ask", ""),
    ("sv", "Har du läst Kerstin Ekmans essäer?", "resource", ""),
    ("sv", "Prata med Anders Ek på Vattenlabbet.", "introduction", "Anders Ek"),
    ("sv", "Vi söker en formgivare till hösten.", "opportunity", ""),
    ("sv", "Jag skulle vänta med titeln.", "advice", ""),
    ("sv", "Skriv föredraget innan du ritar en enda bild.", "advice", ""),
    ("sv", "Grattis, starkt jobbat!", "encouragement", ""),
    ("de", "Ich schicke dir die Vorlage am Montag.", "promise", ""),
    ("de", "Könnten Sie mir den Entwurf schicken?", "ask", ""),
    ("de", "Sprich mit Jonas Weber aus der Redaktion.", "introduction", "Jonas Weber"),
    ("de", "Ich würde zuerst mit der Leitung reden.", "advice", ""),
    ("de", "Schreib den Vortrag, bevor du Folien baust.", "advice", ""),
    ("de", "Schreiben Sie den Vortrag, bevor Sie Folien bauen.", "advice", ""),
    ("de", "Bei uns gibt es gerade eine Stelle im Archiv.", "opportunity", ""),
    ("fr", "Je t'enverrai le modèle lundi.", "promise", ""),
    ("fr", "Pourriez-vous m'envoyer le brouillon ?", "ask", ""),
    ("fr", "À ta place, je commencerais par le budget.", "advice", ""),
    ("fr", "Écris l'exposé avant de dessiner la moindre image.", "advice", ""),
    ("fr", "Parle à Claire Fontaine, elle connaît tout le monde.", "introduction", "Claire Fontaine"),
    ("fr", "Nous recrutons une graphiste en mai.", "opportunity", ""),
    ("es", "Te enviaré la plantilla el lunes.", "promise", ""),
    ("es", "¿Podrías enviarme el borrador?", "ask", ""),
    ("es", "Yo que tú empezaría por el presupuesto.", "advice", ""),
    ("es", "Escribe la charla antes de dibujar nada.", "advice", ""),
    ("es", "Habla con Marta Ruiz, del archivo.", "introduction", "Marta Ruiz"),
    ("pt", "No teu lugar, começava pelo orçamento.", "advice", ""),
    ("pt", "Escreve a palestra antes de desenhar um slide.", "advice", ""),
    ("pt", "Podes enviar o rascunho até lá?", "ask", ""),
    ("it", "Al tuo posto comincerei dal bilancio.", "advice", ""),
    ("it", "Scrivi il discorso prima di disegnare una sola slide.", "advice", ""),
    ("it", "Ti manderò il modello lunedì.", "promise", ""),
    ("nl", "Ik zou eerst met de leiding praten.", "advice", ""),
    ("nl", "Schrijf de lezing voordat je een plaatje tekent.", "advice", ""),
    ("nl", "Kun je het concept sturen?", "ask", ""),
    ("da", "Du burde tale med ledelsen først.", "advice", ""),
    ("da", "Skriv foredraget, før du tegner et eneste billede.", "advice", ""),
    ("no", "Du burde snakke med ledelsen først.", "advice", ""),
    ("no", "Skriv foredraget før du tegner et eneste bilde.", "advice", ""),
    ("fi", "Sinun kannattaisi puhua ensin johdon kanssa.", "advice", ""),
    ("fi", "Kirjoita puhe ennen kuin piirrät yhtään kuvaa.", "advice", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "what", "about"),
    KINDS,
    ids=[f"{language}-{what}-{text[:24]}" for language, text, what, _ in KINDS],
)
def test_a_sentence_is_kept_as_what_it_is(language: str, text: str, what: str, about: str) -> None:
    """One sentence is one entry, of one kind, with the person or the link that it is about (F-26)."""
    found = mentions_in(text, language, Speaker(), shipped())
    assert [one.what for one in found] == [what]
    assert found[0].about.startswith(about) if about else not found[0].about


FALSE_FRIENDS = [
    ("en", "My boss always says you should ask for more."),
    ("en", "She told me to wait."),
    ("en", "Should I ask for more?"),
    ("en", "You should have seen his face!"),
    ("en", "You should be proud."),
    ("en", "Call me on Thursday at three."),
    ("en", "Don't worry about it."),
    ("en", "Have a lovely weekend."),
    ("en", "Sure, act as if nothing had happened."),
    ("en", "I would love to."),
    ("en", "I should write more often."),
    ("en", "You can reach me on my mobile."),
    ("en", "Say hi to the team."),
    ("sv", "Min chef säger att du borde fråga."),
    ("sv", "Jag borde skriva oftare."),
    ("sv", "Ring mig på torsdag klockan tre."),
    ("sv", "Ha en trevlig helg!"),
    ("sv", "Jag skulle gärna vilja ses."),
    ("sv", "Borde jag fråga?"),
    ("de", "Meine Chefin sagt, du solltest fragen."),
    ("de", "Ruf mich am Donnerstag um drei an."),
    ("de", "Ich sollte öfter schreiben."),
    ("de", "Ich würde mich freuen."),
    ("de", "Sollte ich fragen?"),
    ("fr", "Mon chef dit que tu devrais demander."),
    ("fr", "Appelle-moi jeudi à trois heures."),
    ("fr", "Je devrais écrire plus souvent."),
    ("fr", "Passe un bon week-end !"),
    ("es", "Mi jefa dice que deberías preguntar."),
    ("es", "Llámame el jueves a las tres."),
    ("es", "Me encantaría."),
    ("es", "Deberías haber visto su cara."),
    ("pt", "O meu chefe diz que devias perguntar."),
    ("it", "Il mio capo dice che dovresti chiedere."),
    ("nl", "Mijn baas zegt dat je zou moeten vragen."),
    ("da", "Min chef siger, at du burde spørge."),
    ("no", "Min sjef sier at du burde spørre."),
    ("fi", "Pomoni sanoi että sinun kannattaisi kysyä."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text"), FALSE_FRIENDS, ids=[f"{lang}-{text[:30]}" for lang, text in FALSE_FRIENDS]
)
def test_what_only_sounds_like_it_is_not_kept(language: str, text: str) -> None:
    """Questions, third persons, irony, plans and courtesies are nobody's advice: precision comes first."""
    assert mentions_in(text, language, Speaker(), shipped()) == ()


def test_a_mentees_words_are_no_advice_and_the_mentors_own_are() -> None:
    """Of the owner as mentor what the owner advised is kept, and what the mentee tells them to do is not."""
    text = "You should write the talk first. I'll send you the template."
    assert [m.what for m in mentions_in(text, "en", Speaker(role="mentor"), shipped())] == ["promise"]
    assert [m.what for m in mentions_in(text, "en", Speaker("owner", "mentor"), shipped())] == ["advice", "promise"]
    assert [m.what for m in mentions_in(text, "en", Speaker("owner", "mentee"), shipped())] == ["promise"]


def test_before_they_have_talked_one_imperative_arranges_and_several_advise() -> None:
    """ "Use the side entrance" is how to reach them; a list of what to do is advice at any stage."""
    one, several = "Use the side entrance.", "Write the lease down. Open an account of your own."
    assert mentions_in(one, "en", Speaker(stage="scheduling"), shipped()) == ()
    assert [m.what for m in mentions_in(several, "en", Speaker(stage="scheduling"), shipped())] == ["advice", "advice"]


def test_an_introduction_rests_on_the_sentence_with_the_address() -> None:
    """The person and the address are what it is about, and the contact's own are not (F-25)."""
    text = "I'm not the right one for this.\nTry my colleague Priya Raman <priya@north.example>, she knows more."
    found = mentions_in(text, "en", Speaker(without=("Helen Ash", "helen@ash.example")), shipped())
    assert [(m.what, m.about) for m in found] == [("introduction", "Priya Raman <priya@north.example>")]
    assert found[0].words.startswith("Try my colleague")


PEOPLE = [
    ("en", "I'm not the right person. Try my colleague Priya Raman <priya@north.example>, she knows more.", "Priya Raman", "priya@north.example"),
    ("en", "You should talk to Marcus Hale, marcus@hale.example. I mentioned you to him.", "Marcus Hale", "marcus@hale.example"),
    ("sv", "Prata hellre med Anders Ek, anders.ek@vattenlab.example.", "Anders Ek", "anders.ek@vattenlab.example"),
    ("de", "Wenden Sie sich bitte an meine Kollegin Eva Kern, kern@labor.example.", "Eva Kern", "kern@labor.example"),
    ("fr", "Je vous conseille d'écrire à ma collègue Anne Morel : anne.morel@labo.example", "Anne Morel", "anne.morel@labo.example"),
    ("es", "Te recomiendo que hables con Luis Prado (luis@prado.example).", "Luis Prado", "luis@prado.example"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "name", "addr"), PEOPLE, ids=[addr for *_, addr in PEOPLE])
def test_the_person_whom_they_name_is_found(language: str, text: str, name: str, addr: str) -> None:
    """ "Write to my colleague X" gives X with the address that stands in the mail (F-25)."""
    found = introduction_in(text, language, shipped())
    assert found is not None
    assert (found.name, found.addr) == (name, addr)


@pytest.mark.parametrize(
    "text",
    [
        "Write to me at helen@home.example, I'm leaving the old address.",
        "You should talk to more people.",
        "Ask Tom, he is next door.",
        "",
    ],
    ids=["own-address", "nobody", "no-address", "empty"],
)
def test_no_person_is_made_up(text: str) -> None:
    """An address without a referral, and a referral without an address, name nobody."""
    assert introduction_in(text, "en", shipped()) is None


def test_known_addresses_are_no_introduction() -> None:
    """The contact's own address and the owner's are not people to meet."""
    text = "Talk to my colleague Priya Raman <priya@north.example>."
    assert introduction_in(text, "en", shipped(), without=("Priya@north.example",)) is None
