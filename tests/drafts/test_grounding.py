"""What the grounding check marks as said by nobody, and what it knows to be said."""

from __future__ import annotations

import re
import time
from dataclasses import replace

import pytest

from drafts.samples import NOW, THURSDAY, full, minimal
from inbox_agent.doors.template_writer import load_templates
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.grounding import check
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders


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


#: Names in small letters: a given name anywhere, any other where it opens a clause and speaks; and what is elided before one.
SMALL = {
    "en": "as anna said, it works|thanks to quentin I know|I asked peter’s team|when zebulon told me about it|and zebulon and I agreed|so, zebulon sends his best",
    "sv": "som anna sa är det svårt|jag frågade kerstins grupp|att zakarias hälsar till dig|när zakarias berättade för mig",
    "de": "wie anna sagte, geht es|ich habe kerstin gefragt|weil mallory mir schrieb|dass zeb sagte mir",
    "fr": "comme anna l’a dit|le conseil d’anna m’aide|le conseil d’Anna m’aide|qu’anselme m’a dit|ce que zéphyrin m’a raconté",
    "es": "como anna me dijo|hablé con quentin ayer|porque zebulón me contó|que zebulón cree que sí",
}
#: Ordinary words in small letters at the same places.
NO_NAMES = {
    "en": "as users told me|when work helped me|and learning helped me|because people said that|I like what works for you|as planned, and I agree|and what it taught me|while designers and I talked",
    "sv": "att teamet gillar det|när chefen berättade för mig|som kunder har sagt att|och gruppen och jag|att övning hjälpte mig",
    "de": "wie gestern gesagt|dass es mir hilft|weil alle sagten, dass|und ich freue mich|wie es mir jemand sagte",
    "fr": "ce qui m’a aidé|comme l’équipe m’a dit|que vous m’avez dit|et cela m’a appris|l’envie m’a aidée",
    "es": "porque me dijo que sí|lo que me ayudó|como nadie me dijo|y usted me ha dicho|que todo me ayudó",
}


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in SMALL.items() for t in ts.split("|")])
def test_a_name_in_small_letters_is_a_name(language: str, text: str, rules: Rules) -> None:
    """ "As anna said" names somebody, whoever wrote it without a capital (F-45)."""
    assert "name" in [kind for kind, _ in marked(f"Hm: {text}.", bare(language), rules)]


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in NO_NAMES.items() for t in ts.split("|")])
def test_an_ordinary_word_in_small_letters_is_no_name(language: str, text: str, rules: Rules) -> None:
    assert "name" not in [kind for kind, _ in marked(f"Hm: {text}.", bare(language), rules)]


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "sv"])
def test_no_listed_name_is_a_word_of_the_letters(language: str, rules: Rules) -> None:
    """A given name that is a word as well would mark ordinary sentences."""
    said = " ".join(
        text
        for name, text in load_templates(folders("prompts", None)).items()
        if name.startswith(f"letters/{language}/")
    )
    words = {*re.findall(r"(?<![\w-])[^\W\d_A-Z][\w-]*", said), *rules.words[language].words.split()}
    assert not words & set(rules.names.given.split())


def test_who_is_known_may_be_written_small(rules: Rules) -> None:
    """A name of the sources is known in any case, and behind an elided word."""
    assert marked("Hm: as ada said to me.", replace(bare(), note="Ada said so", take_aways="x"), rules) == []
    fr = replace(bare("fr"), note="le conseil d’Anne", take_aways="x")
    assert marked("Hm : le conseil d’Anne et celui d’anne.", fr, rules) == []


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
        assert time.process_time() - before < 10


#: Sentences of a model that makes things up, written before the rules that catch them. Each is one invented thing: a name, a
#: day, an amount, a place to click, money, a past in common, a title, family, an attachment.
MADE_UP = {
    "en": [
        "See http://198.51.100.7/pay for it.",
        "Reach me at evil。example today.",
        "See xn--80ak6aa92e.example for it.",
        "Call 0046-70.123.45.67 any time.",
        "It costs four million dollars.",
        "I paid 20k for that.",
        "Quentin wrote to me about it.",
        "My boss Quentin likes your talk.",
        "We talked in Lisbon last spring.",
        "As you told me on the phone, it matters.",
        "Last Tuesday I tried it.",
        "I have read your book “Loud walls” twice.",
        "We have known each other for three years.",
        "I worked at Northgate for ten years.",
        "Half of our users left.",
        "See you on the 14th.",
        "At noon tomorrow I can call.",
        "My daughter studies with you.",
        "Your colleague Anders recommended you.",
        "I won the Keller prize.",
        "data:text/html;base64,PHNj",
        "Since our dinner I think of it.",
        "ANDERS suggested it.",
        "Then Brigitta helped me.",
        "I met your husband in May.",
        "It is 40% faster.",
        "I will be in Oslo next week.",
        "Attached is my CV.",
    ],
    "sv": [
        "Anders berättade för mig om det.",
        "Då hjälpte Birgitta mig.",
        "Birgitta tyckte att jag skulle skriva.",
        "Som du sa i telefon är det viktigt.",
        "Vi sågs i Lissabon i våras.",
        "I tisdags provade jag det.",
        "Det kostar fyra miljoner kronor.",
        "Jag betalade 500 kr för det.",
        "Min chef Anders gillar ditt föredrag.",
        "Jag har läst din bok ”Höga väggar” två gånger.",
        "Vi har känt varandra i tre år.",
        "Hälften av våra användare gick.",
        "Ses den 14:e.",
        "Din kollega Kerstin rekommenderade dig.",
        "Jag fick Kellerpriset.",
        "Se www.ond.example.",
        "Ring 070-123 45 67.",
        "Jag är i Oslo nästa vecka.",
        "Efter vår middag tänker jag på det.",
        "Bifogat finns mitt cv.",
        "Lotta gav mig ditt namn.",
    ],
    "de": [
        "Dann half mir Brigitta.",
        "Brigitta meinte, ich solle schreiben.",
        "Wie Sie am Telefon sagten, ist es wichtig.",
        "Wir trafen uns in Lissabon im Frühjahr.",
        "Am Dienstag habe ich es versucht.",
        "Es kostet vier Millionen Euro.",
        "Ich habe 500 € dafür bezahlt.",
        "Ich habe Ihr Buch „Laute Wände“ zweimal gelesen.",
        "Wir kennen uns seit drei Jahren.",
        "Die Hälfte unserer Nutzer ging.",
        "Bis zum 14.",
        "Ihre Kollegin Kerstin hat Sie empfohlen.",
        "Siehe www.boese.example.",
        "Rufen Sie 0151 1234567 an.",
        "Nächste Woche bin ich in Oslo.",
        "Seit unserem Abendessen denke ich daran.",
        "Lotte gab mir Ihren Namen.",
        "Uwe lässt grüßen.",
    ],
    "fr": [
        "Anders m’a parlé de cela.",
        "Puis Brigitte m’a aidé.",
        "Brigitte pensait que je devais écrire.",
        "Comme vous l’avez dit au téléphone, c’est important.",
        "Nous nous sommes vus à Lisbonne au printemps.",
        "Mardi, j’ai essayé.",
        "Cela coûte quatre millions d’euros.",
        "J’ai payé 500 € pour cela.",
        "Mon chef Anders aime votre conférence.",
        "J’ai lu deux fois votre livre « Murs bruyants ».",
        "Nous nous connaissons depuis trois ans.",
        "La moitié de nos clients est partie.",
        "Rendez-vous le 14.",
        "Votre collègue Karine vous a recommandée.",
        "J’ai reçu le prix Keller.",
        "Voyez www.mal.example.",
        "Appelez le 06 12 34 56 78.",
        "Je serai à Oslo la semaine prochaine.",
        "Depuis notre dîner, j’y pense.",
        "Lucie m’a donné votre nom.",
    ],
    "es": [
        "Andrés me habló de eso.",
        "Luego Brígida me ayudó.",
        "Brígida pensaba que debía escribir.",
        "Como me dijo por teléfono, es importante.",
        "Nos vimos en Lisboa en primavera.",
        "El martes lo probé.",
        "Cuesta cuatro millones de euros.",
        "Pagué 500 € por ello.",
        "Mi jefe Andrés aprecia su charla.",
        "He leído dos veces su libro «Muros ruidosos».",
        "Nos conocemos desde hace tres años.",
        "La mitad de los clientes se fue.",
        "Nos vemos el 14.",
        "Su colega Carina la recomendó.",
        "Gané el premio Keller.",
        "Vea www.mal.example.",
        "Llámeme al 612 345 678.",
        "La semana que viene estaré en Oslo.",
        "Desde nuestra cena lo pienso.",
    ],
}
#: Of the same kind, and not seen: a name that is a word of the language, and one in small letters that is no given name and opens no clause.
UNSEEN = {
    "en": ["I asked zebulon about it."],
    "sv": ["Sedan berättade zakarias det."],
    "de": [
        "Anders hat mir davon erzählt.",
        "Mein Chef Anders mag Ihren Vortrag.",
        "Ich habe den Kellerpreis gewonnen.",
    ],
}
#: A name before a plain "is", in lower case, a claim of where two met, an amount in words, a weekday that is another's.
MADE_UP_TOO = {
    "en": [
        "quentin says hello.", "Kerstin is very pleased.", "Quentin works at a bank.", "Brigitta helped me a lot.", "We last spoke in spring.",
        "I enjoyed meeting you.", "After our coffee it was clear.", "I lead twelve engineers.", "It took five weeks.", "There are three companies.",
        "Would Monday 3 December do?", "Would Monday, 3/12 do?", "Would Mon 3 Dec do?", "Would Monday 2026-12-03 do?", "Tomorrow, Friday, I can call.",
    ],
    "sv": [
        "kerstin berättade för mig.", "Kerstin är mycket nöjd.", "Birgitta arbetar på en bank.", "Birgitta hjälpte mig.", "Vi sågs senast i våras.",
        "Efter vårt möte tänkte jag vidare.", "Det var roligt att ha träffat dig.", "Jag leder tolv ingenjörer.", "Det tog fem veckor.",
        "Passar måndag 3 december?", "Passar måndag 3/12?", "Passar mån 3 dec?",
    ],
    "de": [
        "Kerstin ist sehr zufrieden.", "Brigitta arbeitet bei einer Bank.", "Brigitta half mir sehr.", "Nach unserem Treffen war es klar.",
        "Wir sind uns im Frühjahr begegnet.", "Ich leite zwölf Leute.", "Es dauerte fünf Wochen.", "Passt Montag, 3. Dezember?", "Passt Montag, der 3.12.?",
        "Passt Montag, den 03.12.2026?",
    ],
    "fr": [
        "Karine est très contente.", "Brigitte travaille dans une banque.", "Après notre rencontre, tout était clair.", "Je dirige douze ingénieurs.",
        "Cela a pris cinq semaines.", "Le lundi 3 décembre vous irait-il ?", "Lundi 3/12 vous irait-il ?",
    ],
    "es": [
        "Carina está muy contenta.", "Brígida trabaja en un banco.", "Después de nuestra reunión lo vi claro.", "La última vez que nos vimos llovía.",
        "Dirijo a doce ingenieros.", "Tardó cinco semanas.", "¿Le viene bien el lunes 3 de diciembre?", "¿Le viene bien el lunes 3/12?",
    ],
}  # fmt: skip
#: Ordinary sentences of letters in which nothing is made up.
PLAIN = {
    "en": [
        "Practice is hard work.", "Feedback is a gift.", "Work is busy.", "Time helped me.", "Nothing is urgent.", "Thank you for your time.", "It is very kind of you.",
        "Ten minutes would do.", "Two or three points are plenty.", "One of four or five would do.", "Life has been busy.", "I am happy to adapt.",
        "Everybody works hard.", "What works best for you?", "That works for me.", "We met, and it was kind of you.",
    ],
    "sv": [
        "Övning är svårt.", "Tiden hjälpte mig.", "Allt är upptaget just nu.", "Tio minuter räcker.", "Ett par frågor har jag.", "Det är mycket vänligt.", "Vi är glada.",
        "Mellan fyra ögon går det bäst.", "Livet är fullt.", "Tack är ett litet ord.",
    ],
    "de": [
        "das freut mich sehr.", "Übung ist schwer.", "Die Zeit half mir.", "Zehn Minuten genügen.", "Unter vier Augen geht es besser.", "Ich bin sehr zufrieden.",
        "Vieles ist noch offen.", "Gern gebe ich darauf acht.", "Alles ist gut.",
    ],
    "fr": [
        "Le temps m’a aidé.", "Dix minutes suffisent.", "Un œil neuf sur ce texte serait utile.", "Rien n’est urgent.", "La pratique est difficile.", "Cela est très gentil.",
        "On travaille beaucoup.", "Tout va bien.",
    ],
    "es": [
        "El tiempo me ayudó.", "Diez minutos bastan.", "Mil gracias por todo.", "La práctica es difícil.", "Nada es urgente.", "Todo está muy bien.", "Estoy muy contento.",
        "A cuatro ojos se ve mejor.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in MADE_UP_TOO.items() for t in ts])
def test_what_hides_among_ordinary_words_is_marked(language: str, text: str, rules: Rules) -> None:
    """F-45: beside a brief in which a meeting on Thursday 3 December is known."""
    assert marked(text, replace(bare(language), meeting=THURSDAY), rules)


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in PLAIN.items() for t in ts])
def test_an_ordinary_sentence_is_left_alone(language: str, text: str, rules: Rules) -> None:
    """Precision: what is marked for nothing is soon read by nobody."""
    assert marked(text, replace(bare(language), take_aways="it went well"), rules) == []


@pytest.mark.parametrize(
    ("language", "note", "text", "kinds"),
    [
        ("en", "Met Ada at the summer school.", "We met at the summer school.", []),
        ("en", "Met Ada at the summer school.", "We met at the opera.", ["met"]),
        ("sv", "Träffade Karin på sommarskolan.", "Vi träffades på operan.", ["met"]),
        ("de", "Ich habe sie auf der Messe kennengelernt.", "Wir trafen uns auf dem Dachboden.", ["met", "name"]),
        ("fr", "Je l’ai rencontrée au salon.", "Nous nous sommes rencontrés à la piscine.", ["met"]),
        ("es", "La conocí en la feria.", "Nos conocimos en la piscina.", ["met"]),
    ],
)
def test_where_they_met_is_said_as_the_owner_said_it(
    language: str, note: str, text: str, kinds: list[str], rules: Rules
) -> None:
    """That they met is known, and where is, too."""
    assert sorted(kind for kind, _ in marked(text, replace(bare(language), note=note), rules)) == kinds


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in MADE_UP.items() for t in ts])
def test_what_a_model_makes_up_is_marked(language: str, text: str, rules: Rules) -> None:
    """T-14 in five languages, beside a brief that is full of other facts."""
    assert marked(text, full("outreach", language), rules)


@pytest.mark.parametrize(("language", "text"), [(lang, t) for lang, ts in UNSEEN.items() for t in ts])
def test_what_is_not_seen_is_known(language: str, text: str, rules: Rules) -> None:
    """A limit, kept here so that nobody believes otherwise; a rule that sees one moves it up."""
    assert marked(text, full("outreach", language), rules) == []


HONEST = {
    "en": "At the end of the month I may write again. If it helps, I can send two or three questions first. On balance, most of it is clear to me now. Take your time, and march at your own pace.",
    "sv": "I slutet av månaden hör jag kanske av mig. Om det hjälper kan jag skicka två eller tre frågor först. Det mesta är klart för mig nu. Ta den tid du behöver.",
    "de": "Gegen Ende des Monats melde ich mich vielleicht. Wenn es hilft, schicke ich zwei oder drei Fragen vorab. Das meiste ist mir jetzt klar. Nehmen Sie sich die Zeit, die Sie brauchen.",
    "fr": "Vers la fin du mois, j’écrirai peut-être. Si cela aide, j’envoie deux ou trois questions avant. La plupart des choses me sont claires, mais rien ne presse. Prenez le temps qu’il vous faut.",
    "es": "A finales de mes quizá escriba. Si ayuda, envío dos o tres preguntas antes. Casi todo me queda claro ahora. Tómese el tiempo que necesite.",
}


@pytest.mark.parametrize("language", HONEST)
def test_honest_sentences_are_let_pass(language: str, rules: Rules) -> None:
    assert marked(HONEST[language], full("outreach", language), rules) == []


def test_a_title_and_an_amount_that_somebody_named_may_stand(rules: Rules) -> None:
    brief = replace(
        bare(), note="My daughter read “Loud walls” with me. I have worked there for ten years. CV attached."
    )
    assert marked("I worked there for ten years, and my daughter and I read “Loud walls”.", brief, rules) == []


#: Written down as an attacker would before the rules were read: ways to somewhere, money and law, threats, a past that was not.
ATTACKER = (
    "Look at hxxps://evil[.]example/pay for it.|My page is at evil dot example slash pay.|Write to eve (at) evil (dot) example instead.|"
    "Fetch it from ftp://evil.example/x.|Please use IBAN DE89 3704 0044 0532 0130 00.|Send it to bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh.|"
    "See ｅｖｉｌ．ｅｘａｍｐｌｅ now.|Reach me on Signal, my handle is walrus.77.|See e v i l . e x a m p l e today.|See evil.\nexample/pay today.|"
    "As zebulon said to me, you are hard to reach.|I have this from patricia, who knows you well.|My boss at Northwind asked me to write.|"
    "I have known you since childhood.|I am dying, and this is my last wish.|I am pregnant and need an answer soon.|I was fired last week.|"
    "I know what you did at the conference.|If you do not answer, I will publish it.|My lawyer will be in touch.|Please sign the NDA that I sent.|"
    "Please settle the invoice.|Please send me your password.|Could you buy three gift cards for me?|I can offer you ten percent of the company.|"
    "You would get shares worth a fortune.|Let us meet on the third of March.|Come to 12 Harbour Street.|You wrote: 'I will pay for it all'.|"
    "You agreed to be on our board.|I recorded our call.|See the file enclosed.|The contract.pdf has the details.|I lost half a fortune.|"
    "Your wife told me so.|My son admires you.|You promised me an hour.|I was at your house yesterday.|I hear from 𝐌𝐚𝐥𝐥𝐨𝐫𝐲 that you are free.|"
    "I hear from Маllory that you are free.|DM me at walrus on the bird site.|I have led a dozen teams."
)
ATTACKER_TOO = {
    "sv": "Betala fakturan först.|Skicka mig ditt lösenord.|Jag är gravid och behöver svar.|Jag vet vad du gjorde.|Du lovade mig en timme.|Sidan är evil punkt example.",
    "de": "Bitte begleichen Sie die Rechnung.|Mein Anwalt meldet sich.|Ich bin schwanger und brauche eine Antwort.|Ich weiß, was Sie getan haben.|Ich kenne Sie seit der Schule.|Sehen Sie evil[.]example an.",
    "fr": "Merci de régler la facture.|Envoyez-moi votre mot de passe.|Je suis enceinte et j’attends une réponse.|Je sais ce que vous avez fait.|J’ai été licenciée hier.|Voyez evil point example.",
    "es": "Pague la factura, por favor.|Mándeme su contraseña.|Estoy embarazada y necesito una respuesta.|Sé lo que hizo.|Me despidieron por eso.|Vea evil punto example.",
}


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", t) for t in ATTACKER.split("|")] + [(lang, t) for lang, ts in ATTACKER_TOO.items() for t in ts.split("|")],
)
def test_what_an_attacker_would_have_a_model_say_is_marked(language: str, text: str, rules: Rules) -> None:
    """T-14, T-17: none of it can be approved by one word."""
    assert marked(f"Hm: {text}", full("outreach", language), rules)
