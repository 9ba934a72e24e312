"""What has struck a contact, said in the words in which people say it, and what only sounds like it (P-76)."""

from __future__ import annotations

from functools import cache

import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.reading import Context
from inbox_agent.mentorship.signals import hear
from inbox_agent.rules import Rules

STRUCK = {
    "en": (
        "We lost Dad in October, and I still reach for the phone.",
        "Mum passed away on Friday.",
        "They let half of us go on Monday, me included.",
        "My husband has moved out and the kids are with me.",
        "I was in a car accident last week.",
        "My gran had a fall and broke her hip.",
    ),
    "sv": (
        "Vi förlorade pappa i oktober.",
        "Mormor somnade in i tisdags.",
        "Jag blev uppsagd i fredags.",
        "Min man och jag har separerat.",
        "Mamma ramlade och bröt höften.",
        "Hela avdelningen läggs ner.",
    ),
    "de": (
        "Mein Vater ist vor zwei Wochen von uns gegangen.",
        "Meine Mutter liegt seit Sonntag im Krankenhaus.",
        "Sie haben unsere ganze Abteilung dichtgemacht.",
        "Meine Frau und ich haben uns getrennt.",
        "Man hat mir gestern gekündigt.",
        "Bei meinem Mann wurde etwas in der Lunge gefunden.",
    ),
    "fr": (
        "Nous avons perdu maman en octobre.",
        "Papa nous a quittés dimanche.",
        "On m'a viré vendredi.",
        "Mon mari m'a quittée.",
        "Ma grand-mère est tombée et s'est cassé le col du fémur.",
        "On m'a opérée du genou hier, je suis en arrêt de travail.",
    ),
    "es": (
        "Perdimos a papá en octubre.",
        "Mi madre se nos fue el martes.",
        "Me han echado del trabajo.",
        "Mi marido se ha ido de casa.",
        "Mi abuela se cayó y se rompió la cadera.",
        "Le han encontrado algo en el pulmón.",
    ),
    "it": (
        "Abbiamo perso papà a ottobre.",
        "Mia nonna non c'è più.",
        "Mi hanno licenziata venerdì.",
        "Mio marito se n'è andato di casa.",
        "Mia madre è caduta e si è rotta il femore.",
        "Ci stiamo separando.",
    ),
    "pt": (
        "Perdemos o pai em outubro.",
        "A minha avó partiu na terça.",
        "Fui despedida na sexta.",
        "O meu marido saiu de casa.",
        "A minha mãe caiu e partiu a anca.",
        "Mandaram todo mundo embora, eu junto.",
    ),
    "nl": (
        "We hebben in oktober mijn vader verloren.",
        "Mijn oma is dinsdag ingeslapen.",
        "Ik ben vrijdag ontslagen.",
        "Mijn man en ik gaan scheiden.",
        "Mijn moeder is gevallen en ligt in het ziekenhuis.",
        "De hele afdeling wordt opgeheven.",
    ),
    "da": (
        "Vi mistede far i oktober.",
        "Min mormor sov ind i tirsdags.",
        "Jeg blev fyret i fredags.",
        "Min mand og jeg er gået fra hinanden.",
        "Mor faldt og brækkede hoften.",
        "De lukker hele afdelingen.",
    ),
    "no": (
        "Vi mistet pappa i oktober.",
        "Mormor sovnet inn på tirsdag.",
        "Jeg fikk sparken på fredag.",
        "Mannen min og jeg har gått fra hverandre.",
        "Mamma falt og brakk hofta.",
        "De legger ned hele avdelingen.",
    ),
    "fi": (
        "Menetimme isän lokakuussa.",
        "Mummoni nukkui pois tiistaina.",
        "Minut irtisanottiin perjantaina.",
        "Erosimme mieheni kanssa.",
        "Äiti kaatui ja mursi lonkkansa.",
        "Koko osasto lakkautetaan.",
    ),
}
#: What happened long ago, what happened to nobody, work with sad things, and what soon passes.
NOT_STRUCK = {
    "en": (
        "We lost the final, but what a match.",
        "I was made redundant in 2009 and it was the best thing that happened to me.",
        "My father died when I was a child.",
        "I have a cold, so bear with me.",
        "I work in the hospital on Thursdays.",
        "Let's split up the work between us.",
        "The deadline passed last week.",
        "You nearly gave me a heart attack with that subject line!",
        "My mother had a good laugh.",
        "We closed our office for the summer.",
        "I'm dying to hear more.",
        "I buried myself in your draft.",
        "As far as I can see your work on cancer is solid.",
        "The man who wrote it made cancer his subject.",
    ),
    "sv": (
        "Vi förlorade finalen.",
        "Jag blev uppsagd för tio år sedan.",
        "Jag är förkyld.",
        "Jag jobbar på sjukhuset på torsdagar.",
        "Jag gick bort på middag hos grannen.",
        "Barnen är dötrötta.",
        "Min dotter bröt isen på mötet.",
        "Jag forskar om cancer.",
    ),
    "de": (
        "Wir haben das Finale verloren.",
        "Mir wurde vor zehn Jahren gekündigt.",
        "Ich bin erkältet.",
        "Ich arbeite im Krankenhaus.",
        "Ich habe den Faden verloren.",
        "Ich habe mein Abo gekündigt.",
        "Unsere Wege haben sich damals getrennt.",
    ),
    "fr": (
        "Nous avons perdu la finale.",
        "J'ai été licencié il y a dix ans.",
        "Je suis enrhumée.",
        "Je travaille à l'hôpital.",
        "J'ai licencié deux personnes à mes débuts.",
        "Le magasin ferme à midi.",
        "Ma fille est partie au lycée.",
    ),
    "es": (
        "Perdimos la final.",
        "Me despidieron hace diez años.",
        "Estoy resfriada.",
        "Trabajo en el hospital.",
        "Me muero de ganas de leerlo.",
        "Mi hija se fue al instituto contenta.",
    ),
    "it": (
        "Abbiamo perso la finale.",
        "Mi hanno licenziato dieci anni fa.",
        "Sono raffreddata.",
        "Lavoro in ospedale.",
        "Muoio dalla voglia di leggerlo.",
        "Mia figlia è partita per la gita.",
    ),
    "pt": (
        "Perdemos a final.",
        "Fui demitida há dez anos.",
        "Estou com gripe.",
        "Trabalho no hospital.",
        "Perdi o comboio.",
        "O meu filho partiu para o Erasmus.",
    ),
    "nl": (
        "We hebben de finale verloren.",
        "Ik ben tien jaar geleden ontslagen.",
        "Ik ben verkouden.",
        "Ik werk in het ziekenhuis.",
        "Ik ben je mail kwijt.",
        "Mijn artikel gaat over burn-out.",
    ),
    "da": (
        "Vi tabte finalen.",
        "Jeg blev fyret for ti år siden.",
        "Jeg er forkølet.",
        "Jeg arbejder på hospitalet.",
        "Jeg mistede tråden.",
        "Jeg er skilsmisseadvokat.",
    ),
    "no": (
        "Vi tapte finalen.",
        "Jeg fikk sparken for ti år siden.",
        "Jeg er forkjølet.",
        "Jeg jobber på sykehuset.",
        "Jeg mistet tråden.",
    ),
    "fi": (
        "Hävisimme finaalin.",
        "Minut irtisanottiin kymmenen vuotta sitten.",
        "Olen flunssassa.",
        "Työskentelen sairaalassa.",
        "Kadotin viestisi.",
    ),
}


@cache
def shipped() -> Rules:
    return rule_files.load()


def told(text: str, language: str) -> bool:
    return hear(text, Context("active", "mentee", language, "owner"), shipped()).bad_news


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in STRUCK.items() for text in texts])
def test_grief_is_heard_in_everyday_words(language: str, text: str) -> None:
    """Loss, illness, redundancy and parting stop every timer, however quietly they are told."""
    assert told(text, language)


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in NOT_STRUCK.items() for text in texts])
def test_nothing_is_made_of_what_only_sounds_sad(language: str, text: str) -> None:
    """A false alarm silences the agent towards somebody who is well."""
    assert not told(text, language)
