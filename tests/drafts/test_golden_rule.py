"""P-20: nobody is asked to become a mentor, whatever the words; and whoever merely speaks of mentors is let through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drafts.samples import full
from inbox_agent.drafts.etiquette import check
from inbox_agent.rules import Rules, load

ASKS = {
    "en": """Would you be my mentor?
I wonder whether you would consider becoming my mentor.
I am looking for a mentor and thought of you.
Could you mentor me over the coming year?
I would love to have you as my mentor.
I'd be honoured to become your mentee.
Would you take me under your wing?
Are you open to mentoring somebody like me?
I hope to start a mentoring relationship with you.
Would you be a mentor to me?
I need someone to act as my career coach.
Your mentorship would mean the world to me.
Might you be willing to serve as my advisor?
I have been searching for a mentor for years.
Would you be up for mentoring me?
Could you guide me through my career?
I want to ask for your mentorship.
Would you take me on as a mentee?
Could I become your apprentice?
Please consider coaching me.""",
    "sv": """Vill du bli min mentor?
Jag skulle vilja ha dig som mentor.
Kan du tänka dig att vara mentor åt mig?
Jag söker en mentor och tänkte på dig.
Är du öppen för mentorskap?
Jag vill gärna bli din adept.
Kan du ta mig under dina vingar?
Skulle du kunna coacha mig?
Jag letar efter en mentor.
Tänk om du ville vara min mentor.
Kan du fungera som min rådgivare?
Jag önskar mig en mentor som du.
Ett mentorskap hos dig vore fantastiskt.
Skulle du vilja vara mentor för mig?
Kan du vägleda mig i mitt yrkesliv?
Får jag bli din lärling?
Kan du ta dig an mig?
Jag behöver en mentor.
Jag hoppas på ditt mentorskap.
Tar du emot adepter?""",
    "de": """Möchten Sie mein Mentor werden?
Würden Sie meine Mentorin sein?
Ich suche einen Mentor und habe an Sie gedacht.
Könnten Sie mich mentorieren?
Ich hätte Sie gern als Mentorin.
Ich würde gern Ihr Mentee werden.
Würden Sie mich unter Ihre Fittiche nehmen?
Sind Sie offen für ein Mentoring?
Ich hoffe auf eine Mentoring-Beziehung mit Ihnen.
Wären Sie ein Mentor für mich?
Ich brauche einen Coach.
Ich bitte um Ihr Mentoring.
Könnten Sie mir Mentorin sein?
Kannst du dir vorstellen, mein Mentor zu werden?
Ich bin auf der Suche nach einer Mentorin.
Nehmen Sie noch Mentees auf?
Könnten Sie mich in meiner Karriere begleiten?
Ich möchte Sie als meinen Mentor gewinnen.
Willst du meine Mentorin sein?
Eine Mentorschaft mit Ihnen wäre wunderbar.""",
    "fr": """Voudriez-vous être mon mentor ?
Accepteriez-vous de devenir ma mentore ?
Je cherche un mentor et j’ai pensé à vous.
Pourriez-vous me mentorer ?
J’aimerais vous avoir comme mentor.
Je serais fier de devenir votre protégé.
Pourriez-vous me prendre sous votre aile ?
Êtes-vous ouverte à un mentorat ?
J’espère une relation de mentorat avec vous.
Seriez-vous un mentor pour moi ?
J’ai besoin d’un coach.
Votre mentorat compterait beaucoup pour moi.
Pourriez-vous me guider dans ma carrière ?
Je suis à la recherche d’une mentore.
Acceptez-vous des mentorés ?
Pourriez-vous m’accompagner tout au long de ma carrière ?
Veux-tu être mon mentor ?
Je voudrais un mentor comme vous.
Vous êtes la personne idéale pour être mon guide.
Je rêve de vous avoir pour mentor.""",
    "es": """¿Quiere ser mi mentora?
¿Estaría dispuesto a ser mentor mío?
Busco un mentor y he pensado en usted.
¿Podría mentorizarme?
Me gustaría tenerla como mentora.
Sería un honor ser su aprendiz.
¿Me acogería bajo su ala?
¿Está abierta a una mentoría?
Espero que tengamos una relación de mentoría.
¿Sería usted una mentora para mí?
Necesito un coach.
Su mentoría significaría mucho para mí.
¿Podría guiarme en mi carrera?
Estoy en busca de una mentora.
¿Acepta aprendices?
¿Podría acompañarme en mi desarrollo?
¿Quieres ser mi mentor?
Quisiera un mentor como tú.
¿Podrías hacer de mi mentora?
Quería pedirle su mentoría.""",
}
HARMLESS = {
    "en": """I read about your work as a mentor at the library, and have a question.
Your mentoring programme at Harbour Labs is the reason for this letter.
My mentor at school taught me to ask.
You wrote that every mentor learns more than the mentee.
I have a question about mentoring in small teams.
What do you tell people who ask you to be their mentor?
The talk on mentorship in hospitals stayed with me.
I do not look for more than a short conversation.
Your article on coaching young editors is the reason why I write.
Is there a book on guiding a team that you would recommend?
My coach at the swimming club says the same.
The programme matched forty mentors.""",
    "sv": """Jag läste om ditt arbete som mentor på biblioteket.
Ert mentorsprogram är skälet till att jag skriver.
Min mentor i skolan lärde mig att fråga.
Du skrev att varje mentor lär sig mer än adepten.
Jag har en fråga om mentorskap i små team.
Föredraget om handledning i vården stannade kvar hos mig.
Jag söker inte mer än ett kort samtal.
Din artikel om att coacha unga redaktörer fick mig att skriva.
Min coach i simklubben säger samma sak.
Programmet har fyrtio mentorer.
Hur väljer ni mentorer i programmet?
Jag handleder själv två praktikanter.""",
    "de": """Ich habe von Ihrer Arbeit als Mentorin an der Bücherei gelesen.
Ihr Mentoring-Programm ist der Grund, warum ich schreibe.
Mein Mentor in der Schule hat mir das Fragen beigebracht.
Sie schrieben, jede Mentorin lerne mehr als ihr Mentee.
Ich habe eine Frage zum Mentoring in kleinen Teams.
Der Vortrag über Mentoring in der Klinik ist mir geblieben.
Ich suche nicht mehr als ein kurzes Gespräch.
Mein Coach im Schwimmverein sagt dasselbe.
Das Programm hat vierzig Mentoren.
Wie wählen Sie Mentoren aus?
Ihr Artikel über das Coachen junger Redakteure ist der Anlass.
Ich begleite selbst zwei Praktikanten.""",
    "fr": """J’ai lu un article sur votre travail comme mentor à la bibliothèque.
Votre programme de mentorat est la raison de ce message.
Mon mentor à l’école m’a appris à poser des questions.
Vous écriviez que chaque mentor apprend davantage que le mentoré.
J’ai une question sur le mentorat dans les petites équipes.
La conférence sur le mentorat à l’hôpital m’est restée en tête.
Je ne cherche pas plus qu’une courte conversation.
Ma coach au club de natation dit la même chose.
Le programme compte quarante mentors.
Comment choisissez-vous les mentors ?
Votre article sur la manière de guider une rédaction m’a parlé.
J’accompagne moi-même deux stagiaires.""",
    "es": """He leído sobre su trabajo como mentora en la biblioteca.
Su programa de mentoría es el motivo de esta carta.
Mi mentor en la escuela me enseñó a preguntar.
Usted escribió que todo mentor aprende más que el alumno.
Tengo una pregunta sobre la mentoría en equipos pequeños.
La charla sobre mentoría en hospitales se me quedó grabada.
No busco más que una conversación corta.
Mi coach del club de natación dice lo mismo.
El programa reúne a cuarenta mentores.
¿Cómo eligen a los mentores?
Su artículo sobre guiar a jóvenes redactores me animó a escribir.
Yo también acompaño a dos becarios.""",
}
CASES = [(lang, line, True) for lang, lines in ASKS.items() for line in lines.splitlines()] + [
    (lang, line, False) for lang, lines in HARMLESS.items() for line in lines.splitlines()
]


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.mark.parametrize(("language", "sentence", "asks"), CASES, ids=lambda v: str(v)[:60])
def test_only_the_question_itself_is_found(language: str, sentence: str, asks: bool, rules: Rules) -> None:
    """Found, it blocks; a word about mentors in another sense does not."""
    brief = full("outreach", language)
    found = [f for f in check(f"Hello,\n\n{sentence}\n\nBye", "A question", brief, rules) if f.name == "etiquette.P-20"]
    golden = [f for f in found if f.blocking]
    assert bool(golden) == asks


def test_each_language_is_tried_on_thirty_sentences() -> None:
    for language, asks in ASKS.items():
        assert len(asks.splitlines()) + len(HARMLESS[language].splitlines()) >= 30


@pytest.mark.parametrize("language", ASKS)
def test_a_mentor_may_speak_of_mentoring(language: str, rules: Rules) -> None:
    """The rule is for whoever asks; who is asked may use the word."""
    brief = full("welcome", language)
    brief = replace(brief, relationship=replace(brief.relationship, role="mentor"))
    text = ASKS[language].splitlines()[0]
    assert not [f for f in check(text, "Hello", brief, rules) if f.blocking and f.name == "etiquette.P-20"]
