from __future__ import annotations

import pytest

from inbox_agent.mail import quoting, signature_facts
from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.lines import read
from inbox_agent.mail.signature_facts import Facts
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)
LETTER = "Dear Olle,\n\nThursday is fine."

ENDINGS = {
    "delimiter": "-- \nAda Byron\nLab of Engines",
    "delimiter without its space": "--\nAda Byron\nLab of Engines",
    "en": "Best regards,\nAda Byron",
    "sv": "Med vänlig hälsning\nAda Byron",
    "de": "Mit freundlichen Grüßen\nAda Byron",
    "fr": "Bien cordialement,\nAda Byron",
    "es": "Un saludo,\nAda",
    "pt": "Com os melhores cumprimentos,\nAda",
    "it": "Cordiali saluti\nAda",
    "nl": "Met vriendelijke groet,\nAda",
    "da": "Med venlig hilsen\nAda",
    "no": "Vennlig hilsen\nAda",
    "fi": "Ystävällisin terveisin\nAda",
    "pl": "Pozdrawiam serdecznie\nAda",
    "on one line": "Best, Ada",
    "slashes": "//Ada",
    "mixed": "Thanks & best regards,\nAda",
    "two languages": "Med vänliga hälsningar / Best regards\nAda Byron",
    "thanks": "Thank you,\nAda Byron",
    "device en": "Sent from my iPhone",
    "device sv": "Skickat från min iPhone",
    "device de": "Von meinem iPhone gesendet",
    "device fr": "Envoyé de mon iPhone",
    "device es": "Enviado desde mi iPhone",
    "device pt": "Enviado do meu iPhone",
    "device it": "Inviato da iPhone",
    "device nl": "Verstuurd vanaf mijn iPhone",
    "device da": "Sendt fra min iPhone",
    "device no": "Sendt fra min iPhone",
    "device fi": "Lähetetty iPhonesta",
    "device pl": "Wysłane z iPhone'a",
    "outlook for ios": "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "sign-off, then device": "Best,\nAda\n\nSent from my iPhone",
    "contact data": "Ada Byron\nAnalyst\n+44 20 7946 0000",
    "disclaimer": "Best,\nAda\n\nThis e-mail and any attachments are confidential. Delete it if it is\nnot for you.",
}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS.keys())
def test_an_ending_is_told_from_the_letter(ending: str) -> None:
    """Sign-offs, device lines, contact data and disclaimers of all languages are signature."""
    reply = quoting.split(f"{LETTER}\n\n{ending}", LABELS)
    assert reply.written == LETTER
    assert "".join(reply.signature.split()) == "".join(ending.split())


KEPT = {
    "best in a sentence": "Best to call me.",
    "thanks with words": "Thanks for the book, I liked chapter two.",
    "a postscript": "PS: Bring the drawings.",
    "an answer in one word": "Thursday",
    "a question": "Best regards to your father?",
    "a list": "- one\n- two",
    "a day": "Take care of the bearings, they are old.",
    "thanks above the answer": "Thanks!\n\nFriday works\n\nTen past two",
    "somebody else's card": "Write to him:\n\nPer Ek\nper.ek@verk.example\n+46 90 10 20 30",
    "sent by courier": "Sent via courier today.",
    "what is confidential": "The draft may contain confidential figures.\n\nSee you Friday.",
    "sent from a place": "Sent from Umeå it takes a day, so order soon. Are you there?",
}


@pytest.mark.parametrize("ending", KEPT.values(), ids=KEPT.keys())
def test_what_may_be_meant_stays_in_the_letter(ending: str) -> None:
    """In doubt a line is kept: a lost word is worse than a sign-off too much."""
    assert quoting.split(f"{LETTER}\n\n{ending}", LABELS).written == f"{LETTER}\n\n{ending}"


FACTS = {
    "title, place": ("Best,\nAda Byron\nAnalyst, Lab of Engines", Facts("Ada Byron", "", "Analyst", "Lab of Engines")),
    "lines": (
        "Mvh\nAda Byron\nForskningschef\nBrolab AB\nada@brolab.example",
        Facts("Ada Byron", "ada@brolab.example", "Forskningschef", "Brolab AB"),
    ),
    "bar": ("--\nAda Byron | Head of Research | Brolab AB", Facts("Ada Byron", "", "Head of Research", "Brolab AB")),
    "at": ("Best\nAda Byron\nDirector at Brolab", Facts("Ada Byron", "", "Director", "Brolab")),
    "only a place": ("-- \nAda Byron\nBrolab", Facts("Ada Byron", "", "", "Brolab")),
    "phone at once": ("Best\nAda Byron\n+46 90 10 20 30", Facts("Ada Byron")),
}


@pytest.mark.parametrize(("text", "expected"), FACTS.values(), ids=FACTS.keys())
def test_title_and_organisation_are_read(text: str, expected: Facts) -> None:
    """What stands below the name, and nothing that does not."""
    assert signature_facts.facts(read(text), WORDS, "Ada Byron") == expected
