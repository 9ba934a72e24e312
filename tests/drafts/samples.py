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
SUNDAY = Meeting(3, datetime(2026, 12, 6, 9, 30, tzinfo=UTC), 20, "Europe/London", "proposed")
GONE = Meeting(4, datetime(2026, 11, 20, 9, 30, tzinfo=UTC), 20, "Europe/London", "proposed")

NOTE = {
    "en": (
        "Met Ada at Nordic Design in October. Loved her talk “Quiet interfaces” there. I'd like to ask her how she moved from "
        "engineering into product.\nHow did she know that it was time to leave engineering?\nWhat would she do differently today?"
    ),
    "sv": (
        "Träffade Karin på Kunskapsdagen i Umeå. Läste artikeln hon skrev om prissättning i Dagens Plan och vill gärna prata "
        "med henne om priser på små verktyg.\nHur visste hon att det var dags att höja priset?\nVad skulle hon ha gjort annorlunda i dag?"
    ),
    "de": (
        "Ihr Vortrag „Stille Oberflächen“ auf der Nordlichtkonferenz. Ich möchte mit ihr über den Wechsel von der Entwicklung ins "
        "Produkt sprechen.\nWoran haben Sie gemerkt, dass es Zeit für den Wechsel war?\nWas würden Sie heute anders machen?"
    ),
    "fr": (
        "Sa conférence « Interfaces calmes » aux Rencontres de Lyon. J’aimerais échanger avec elle sur le passage du code au "
        "produit.\nComment avez-vous su qu’il était temps de changer ?\nQue feriez-vous autrement aujourd’hui ?"
    ),
    "es": (
        "Su charla «Interfaces tranquilas» en las Jornadas de Bilbao. Quiero hablar con ella sobre el paso de la programación al "
        "producto.\n¿Cómo supo que era el momento de cambiar?\n¿Qué haría hoy de otra manera?"
    ),
}
SHORT_NOTE = {
    "en": "Her article “The calm roadmap”. Want her advice on roadmaps.",
    "sv": "Hennes bok ”Lugn takt”. Vill prata med henne om planering.",
    "de": "Ihr Buch „Ruhiger Takt“. Möchte mit ihr über die Planung sprechen.",
    "fr": "Son livre « Le bon rythme ». J’aimerais échanger avec elle sur la planification.",
    "es": "Su libro «Buen ritmo». Quiero hablar con ella sobre la planificación.",
}
TAKE_AWAYS = {
    "en": "loved her idea of writing the press release first; will try it with my team; she offered to read my draft",
    "sv": "gillade hennes idé att skriva pressmeddelandet först; ska testa det med mitt team; hon erbjöd sig att läsa mitt utkast",
    "de": "ich habe gelernt, die Pressemitteilung zuerst zu schreiben; ich probiere es nächste Woche mit meinem Team; danke für das Angebot, meinen Entwurf zu lesen",
    "fr": "j’ai retenu qu’il faut écrire le communiqué d’abord; je vais l’essayer avec mon équipe; merci pour la proposition de relire mon brouillon",
    "es": "aprendí que conviene escribir primero la nota de prensa; voy a probarlo con mi equipo; gracias por la idea de leer mi borrador",
}
SHORT_TAKE_AWAYS = {
    "en": "press release first\nsay no early",
    "sv": "pressmeddelandet först\nsäg nej tidigt",
    "de": "Pressemitteilung zuerst\nfrüh nein sagen",
    "fr": "le communiqué d’abord\ndire non tôt",
    "es": "la nota de prensa primero\ndecir no a tiempo",
}
FACTS = {
    "en": {
        "need": "I have come to see that I need somebody with deep experience of public health.",
        "achieved": "Since June I have been leading a product team of my own.",
        "news": "This summer I moved to the research team.",
        "answer": "I have shortened the first page as you suggested, and it reads much better.",
        "points": "How to say no to a sponsor\nWhether to apply for the lead role",
        "gratitude": "The advice to write the press release first turned our planning around; the team now asks for it.",
        "introduced": "Mira Olsen",
        "reason": "I have found an answer to my questions in the meantime.",
        "rhythm": "I suggest half a page by mail when you need it and one call a month until the summer.",
        "situation": "In the review on the new map last week there were three of us with questions.",
        "behaviour": "You answered each of them before the others had finished speaking.",
        "impact": "I noticed that Sam stopped asking, and we lost his view.",
        "strength": "The way you opened the room for the quiet ones was thoughtful.",
        "introduction": "Mira Olsen has built a design team from two people to twenty and likes to talk about it.",
    },
    "sv": {
        "need": "Det jag behöver nu är någon med lång erfarenhet av vården.",
        "achieved": "Sedan i juni leder jag ett eget produktteam.",
        "news": "I somras bytte jag till forskningsgruppen.",
        "answer": "Jag har kortat första sidan som du föreslog, och den läser mycket lättare nu.",
        "points": "Hur man säger nej till en sponsor\nOm jag ska söka tjänsten som chef",
        "gratitude": "Rådet att skriva pressmeddelandet först vände vår planering, och nu frågar teamet efter det.",
        "introduced": "Mira Olsen",
        "reason": "Jag har hittat ett svar på mina frågor under tiden.",
        "rhythm": "Jag föreslår några rader i mejl när det behövs och ett samtal i månaden fram till sommaren.",
        "situation": "På genomgången av den nya kartan förra veckan var vi tre som hade frågor.",
        "behaviour": "Du svarade på var och en innan de andra hade pratat klart.",
        "impact": "Jag såg att Sam slutade fråga, och då gick vi miste om hans syn.",
        "strength": "Det var omtänksamt hur du gav plats åt de tysta.",
        "introduction": "Mira Olsen har byggt upp en designgrupp från två till tjugo personer och pratar gärna om det.",
    },
    "de": {
        "need": "Was ich jetzt brauche, ist jemand mit langer Erfahrung im Gesundheitswesen.",
        "achieved": "Seit Juni leite ich ein eigenes Produktteam.",
        "news": "Im Sommer bin ich in die Forschungsgruppe gewechselt.",
        "answer": "Die erste Seite ist jetzt kürzer und liest sich viel leichter.",
        "points": "Wie ich einem Auftraggeber absage\nOb ich mich auf die Leitung bewerbe",
        "gratitude": "Der Rat, die Pressemitteilung zuerst zu schreiben, hat unsere Planung umgekrempelt; das Team fragt inzwischen danach.",
        "introduced": "Mira Olsen",
        "reason": "Auf meine Fragen habe ich inzwischen eine Antwort gefunden.",
        "rhythm": "Ich schlage ein Gespräch im Monat bis zum Sommer vor, und Mails, wann immer es nötig ist.",
        "situation": "In der Besprechung zur neuen Karte letzte Woche hatten drei von uns Fragen.",
        "behaviour": "Jede wurde beantwortet, bevor die anderen ausgeredet hatten.",
        "impact": "Mir fiel auf, dass Sam dann nicht mehr gefragt hat, und sein Blick hat uns gefehlt.",
        "strength": "Wie den Stilleren Raum gegeben wurde, war sehr umsichtig.",
        "introduction": "Mira Olsen hat ein Designteam von zwei auf zwanzig Leute aufgebaut und erzählt gern davon.",
    },
    "fr": {
        "need": "J’ai compris qu’il me faut l’appui de quelqu’un qui connaît à fond la santé publique.",
        "achieved": "Depuis juin, je dirige ma propre équipe produit.",
        "news": "Cet été, j’ai rejoint le groupe de recherche.",
        "answer": "La première page est plus courte à présent, et se lit bien mieux.",
        "points": "Comment dire non à un commanditaire\nPostuler ou non à la direction de l’équipe",
        "gratitude": "L’idée d’écrire le communiqué d’abord a changé notre façon de planifier ; l’équipe la réclame maintenant.",
        "introduced": "Mira Olsen",
        "reason": "J’ai trouvé entre-temps une réponse à mes questions.",
        "rhythm": "Je propose une conversation par mois jusqu’à l’été, et des mails chaque fois que c’est utile.",
        "situation": "Lors de la revue de la nouvelle carte, la semaine passée, trois d’entre nous avaient des questions.",
        "behaviour": "Chacune a reçu une réponse avant que les autres aient fini de parler.",
        "impact": "J’ai vu Sam cesser de demander, et c’est un regard qui nous a manqué.",
        "strength": "La place laissée aux plus discrets était une belle attention.",
        "introduction": "Mira Olsen a fait grandir une équipe de design de deux à vingt personnes et en parle volontiers.",
    },
    "es": {
        "need": "He comprendido que necesito a alguien con larga experiencia en sanidad pública.",
        "achieved": "Desde junio dirijo mi propio equipo de producto.",
        "news": "Este verano pasé al grupo de investigación.",
        "answer": "He acortado la primera página, y ahora se lee mucho mejor.",
        "points": "Cómo decir que no a un cliente\nSi presentarme o no a la dirección del equipo",
        "gratitude": "La idea de escribir primero la nota de prensa cambió nuestra forma de planificar; ahora el equipo la pide.",
        "introduced": "Mira Olsen",
        "reason": "Mientras tanto he encontrado respuesta a mis preguntas.",
        "rhythm": "Propongo una conversación al mes hasta el verano, y correos siempre que hagan falta.",
        "situation": "En la revisión del nuevo mapa, la semana pasada, tres personas teníamos preguntas.",
        "behaviour": "Cada una recibió respuesta antes de que las demás acabaran de hablar.",
        "impact": "Vi que Sam dejó de preguntar, y nos faltó su mirada.",
        "strength": "La forma de dar espacio a los más callados fue muy atenta.",
        "introduction": "Mira Olsen ha hecho crecer un equipo de diseño de dos a veinte personas y le gusta contarlo.",
    },
}
ACHIEVED_BY_THEM = {
    "en": {"achieved": "You are leading a product team of your own now."},
    "sv": {"achieved": "Nu leder du ett eget produktteam."},
    "de": {"achieved": "Sie leiten jetzt ein eigenes Produktteam."},
    "fr": {"achieved": "Vous dirigez maintenant votre propre équipe produit."},
    "es": {"achieved": "Ahora dirige usted su propio equipo de producto."},
}
OWNER = {"en": "Noor Haddad", "sv": "Elin Strand", "de": "Jonas Reuter", "fr": "Inès Morel", "es": "Lucía Vidal"}
ABOUT = {
    "en": "I am a backend developer at Fjord Maps in Gothenburg.",
    "sv": "Jag är produktutvecklare på Fjordkartor i Göteborg.",
    "de": "Ich bin Entwickler bei Fjordkarten in Kiel.",
    "fr": "Je suis développeuse chez Cartes du Fjord, à Nantes.",
    "es": "Soy programadora en Mapas del Fiordo, en Vigo.",
}
PERSON = {
    "en": Person(
        1, "Ada Lindqvist", ("ada@lindqvist.example",), "Harbour Labs", "Head of Product", "en", "Europe/London"
    ),
    "sv": Person(2, "Karin Öberg", ("karin@oberg.example",), "Verktygslådan", "vd", "sv", "Europe/Helsinki"),
    "de": Person(
        3,
        "Dr. Friederike Lang",
        ("lang@werkstatt.example",),
        "Werkstatt Lang",
        "Leiterin Produkt",
        "de",
        "Europe/London",
    ),
    "fr": Person(
        4, "Camille Durand", ("camille@atelier.example",), "Atelier Durand", "directrice produit", "fr", "Europe/London"
    ),
    "es": Person(
        5, "Marta Ruiz Soler", ("marta@taller.example",), "Taller Ruiz", "directora de producto", "es", "Europe/London"
    ),
}
THEIR_MAIL = {
    "en": "Yes, gladly! Does Thursday 3 December at 14:00 suit you?",
    "sv": "Ja, gärna! Passar torsdag 3 december kl. 16?",
    "de": "Ja, gern! Passt Ihnen Donnerstag, der 3. Dezember, um 14 Uhr?",
    "fr": "Oui, volontiers ! Le jeudi 3 décembre à 14 h vous convient-il ?",
    "es": "¡Sí, con gusto! ¿Le viene bien el jueves 3 de diciembre a las 14:00?",
}

#: The stage in which each letter is written.
STAGE: dict[str, Stage] = {
    "outreach": "prospect", "outreach-follow-up": "outreach", "accept-and-schedule": "scheduling", "reschedule": "scheduling",
    "thank-you": "thank-you", "check-in": "active", "short-of-time": "short-of-time", "question": "active",
    "advice-answer": "active", "mismatch-exit": "mismatch", "natural-end": "active", "decline-thanks": "declined",
    "keep-in-touch": "keep-in-touch", "agenda": "meeting", "progress-report": "active", "gratitude": "active",
    "introduction-thanks": "active", "withdrawal": "outreach", "welcome": "prospect", "agenda-request": "active",
    "feedback": "active", "encouragement": "active", "introduction": "active", "polite-no": "declined",
}  # fmt: skip
KINDS = tuple(STAGE)
LANGUAGES = ("en", "sv", "de", "fr", "es")
#: Letters that only a mentor writes.
MENTORS = ("welcome", "agenda-request", "feedback", "encouragement", "introduction", "polite-no")
ANSWERS = (
    "accept-and-schedule",
    "reschedule",
    "short-of-time",
    "decline-thanks",
    "advice-answer",
    "polite-no",
    "introduction-thanks",
)


#: Why a mentor cannot say yes.
NO = {
    "en": "I am looking after two people already and want to do that well.",
    "sv": "Jag följer redan två personer och vill göra det ordentligt.",
    "de": "Ich begleite schon zwei Menschen und möchte das gut machen.",
    "fr": "J’accompagne déjà deux personnes et je tiens à bien le faire.",
    "es": "Ya acompaño a dos personas y quiero hacerlo bien.",
}


def relationship(language: str, stage: Stage, role: Role = "mentee") -> Relationship:
    return Relationship(1, PERSON[language], role, "informal", stage, NOW - timedelta(days=40), purpose=NOTE[language])


def full(kind: str, language: str, variation: int = 0, role: Role = "mentee", stage: Stage | None = None) -> Brief:
    """A brief with every fact."""
    role = "mentor" if kind in MENTORS else role
    who = relationship(language, stage or STAGE[kind], role)
    wrote = kind in ANSWERS or kind == "thank-you"
    who = replace(who, last_inbound=NOW - timedelta(days=1) if wrote else None)
    held = replace(THURSDAY, start=NOW - timedelta(hours=20), state="took-place")
    coming = replace(THURSDAY, state="planned") if kind in ("agenda", "agenda-request") else THURSDAY
    timed = ("accept-and-schedule", "reschedule", "agenda", "agenda-request")
    meeting = held if kind == "thank-you" else coming if kind in timed else None
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
        facts=FACTS[language]
        | (ACHIEVED_BY_THEM[language] if role == "mentor" else {})
        | ({"reason": NO[language]} if kind == "polite-no" else {}),
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
        {name: words for name, words in FACTS[language].items() if name in NEEDED[kind]}
        | {"questions": NOTE[language].splitlines()[1]}
        if kind in NEEDED
        else None
    )
    take_aways = SHORT_TAKE_AWAYS[language] if kind == "thank-you" else ""
    meeting = brief.meeting if kind == "thank-you" else None
    return replace(
        brief, relationship=who, owner_about="", note=short, facts=facts, meeting=meeting, take_aways=take_aways
    )


#: Letters that cannot be written without these.
NEEDED = {
    "advice-answer": ("answer",), "question": (), "agenda": ("points",), "progress-report": ("news",), "gratitude": ("gratitude",),
    "introduction-thanks": ("introduced",), "feedback": ("situation", "behaviour", "impact"),
    "encouragement": ("strength",), "introduction": ("introduction",),
}  # fmt: skip


#: What a mentee asks, and what the owner has to say to it.
ASKED = {
    "en": ("The new role sounds good. Should I apply for it before the summer?", "I once waited for a year until I felt ready, and regretted it."),
    "sv": ("Den nya tjänsten låter bra. Ska jag söka den redan före sommaren?", "Jag väntade en gång ett helt år tills jag kände mig redo, och det ångrar jag."),
    "de": ("Die neue Stelle klingt gut. Soll ich mich schon vor dem Sommer darauf bewerben?", "Ich habe einmal ein Jahr gewartet, bis ich mich bereit fühlte, und habe es bereut."),
    "fr": ("Le nouveau poste me tente. Est-ce que je devrais postuler avant l’été ?", "J’ai attendu une année entière de me sentir prête, et c’était une erreur."),
    "es": ("El nuevo puesto suena bien. ¿Debería presentarme antes del verano?", "Una vez esperé un año entero hasta sentirme preparada, y me arrepentí."),
}  # fmt: skip


def as_mentor_asked(language: str, variation: int) -> Brief:
    """A mentee has asked one question, and the owner has said what to answer."""
    brief = full("question", language, variation, "mentor")
    asked, answer = ASKED[language]
    who = replace(brief.relationship, last_inbound=NOW - timedelta(hours=3))
    said = (Said("contact", NOW - timedelta(hours=3), "The new role", asked),)
    return replace(brief, relationship=who, heard="asks-question", thread=said, facts={"answer": answer})


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
    for kind, role in (
        ("check-in", "mentor"),
        ("check-in", "peer"),
        ("natural-end", "mentor"),
        ("natural-end", "peer"),
        ("accept-and-schedule", "mentor"),
    )
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
        (
            "accept-and-schedule.one-of-two",
            lambda lang, n: replace(full("accept-and-schedule", lang, n), proposed=(THURSDAY, FRIDAY)),
        ),
        (
            "reschedule.one-of-three",
            lambda lang, n: replace(full("reschedule", lang, n), meeting=FRIDAY, proposed=(THURSDAY, FRIDAY, SUNDAY)),
        ),
        (
            "accept-and-schedule.gone-by",
            lambda lang, n: replace(full("accept-and-schedule", lang, n), meeting=None, proposed=(GONE,)),
        ),
        (
            "accept-and-schedule.hard-hours",
            lambda lang, n: replace(full("accept-and-schedule", lang, n), meeting=None, offers=(THURSDAY, SUNDAY)),
        ),
        ("reschedule.asks", lambda lang, n: replace(full("reschedule", lang, n), meeting=None)),
        ("question.asked-as-mentor", as_mentor_asked),
        ("mismatch-exit.after-an-answer", lambda lang, n: after_an_answer("mismatch-exit", lang, n)),
        (
            "mismatch-exit.after-talks",
            lambda lang, n: replace(full("mismatch-exit", lang, n), take_aways=TAKE_AWAYS[lang]),
        ),
    )
}
