from __future__ import annotations

import pytest

from inbox_agent.mail import forward_blocks
from inbox_agent.mail.forward_blocks import Block
from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.lines import read
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)
SENDER = "Ada Byron <ada@lab.example>"


def blocks(text: str, subject: str = "") -> list[Block]:
    return forward_blocks.find(read(text), WORDS, subject)


# Marker, then the labels of sender, date, recipient and subject, in the order in which the program prints them.
LAYOUTS = {
    "gmail en": "---------- Forwarded message ---------|From|Date|Subject|To",
    "gmail sv": "---------- Forwarded message ---------|Från|Date|Subject|To",
    "outlook en": "________________________________|From|Sent|To|Subject",
    "outlook sv": "|Från|Skickat|Till|Ämne",
    "outlook de": "|Von|Gesendet|An|Betreff",
    "outlook fr": "|De|Envoyé|À|Objet",
    "outlook es": "|De|Enviado el|Para|Asunto",
    "outlook pt": "|De|Enviada em|Para|Assunto",
    "outlook it": "|Da|Inviato|A|Oggetto",
    "outlook nl": "|Van|Verzonden|Aan|Onderwerp",
    "outlook da": "|Fra|Sendt|Til|Emne",
    "outlook no": "|Fra|Sendt|Til|Emne",
    "outlook fi": "|Lähettäjä|Lähetetty|Vastaanottaja|Aihe",
    "outlook pl": "|Od|Wysłano|Do|Temat",
    "outlook mac": "|From|Date|To|Subject",
    "original en": "-----Original Message-----|From|Sent|To|Subject",
    "original de": "-----Ursprüngliche Nachricht-----|Von|Gesendet|An|Betreff",
    "original sv": "-----Ursprungligt meddelande-----|Från|Skickat|Till|Ämne",
    "original fr": "-----Message d'origine-----|De|Envoyé|À|Objet",
    "original es": "-----Mensaje original-----|De|Enviado el|Para|Asunto",
    "original pt": "-----Mensagem original-----|De|Enviada|Para|Assunto",
    "original it": "-----Messaggio originale-----|Da|Inviato|A|Oggetto",
    "original nl": "-----Oorspronkelijk bericht-----|Van|Verzonden|Aan|Onderwerp",
    "original da": "-----Oprindelig meddelelse-----|Fra|Sendt|Til|Emne",
    "original no": "-----Opprinnelig melding-----|Fra|Sendt|Til|Emne",
    "original fi": "-----Alkuperäinen viesti-----|Lähettäjä|Lähetetty|Vastaanottaja|Aihe",
    "original pl": "-----Wiadomość oryginalna-----|Od|Wysłano|Do|Temat",
    "apple en": "Begin forwarded message:|From|Subject|Date|To",
    "apple sv": "Vidarebefordrat brev:|Från|Ämne|Datum|Till",
    "apple de": "Anfang der weitergeleiteten Nachricht:|Von|Betreff|Datum|An",
    "apple fr": "Début du message réexpédié :|De|Objet|Date|À",
    "apple es": "Inicio del mensaje reenviado:|De|Asunto|Fecha|Para",
    "apple pt": "Início da mensagem reencaminhada:|De|Assunto|Data|Para",
    "apple it": "Inizio messaggio inoltrato:|Da|Oggetto|Data|A",
    "apple nl": "Begin doorgestuurd bericht:|Van|Onderwerp|Datum|Aan",
    "apple da": "Start på videresendt besked:|Fra|Emne|Dato|Til",
    "apple no": "Start på videresendt melding:|Fra|Emne|Dato|Til",
    "apple fi": "Välitetty viesti alkaa:|Lähettäjä|Aihe|Päivämäärä|Vastaanottaja",
    "apple pl": "Początek przekazywanej wiadomości:|Od|Temat|Data|Do",
    "thunderbird en": "-------- Forwarded Message --------|Subject|Date|From|To",
    "thunderbird sv": "-------- Vidarebefordrat meddelande --------|Ämne|Datum|Från|Till",
    "thunderbird de": "-------- Weitergeleitete Nachricht --------|Betreff|Datum|Von|An",
    "thunderbird fr": "-------- Message transféré --------|Sujet |Date |De |Pour ",
    "thunderbird es": "-------- Mensaje reenviado --------|Asunto|Fecha|De|Para",
    "thunderbird pt": "-------- Mensagem encaminhada --------|Assunto|Data|De|Para",
    "thunderbird it": "-------- Messaggio Inoltrato --------|Oggetto|Data|Mittente|A",
    "thunderbird nl": "-------- Doorgestuurd bericht --------|Onderwerp|Datum|Van|Aan",
    "thunderbird da": "-------- Videresendt besked --------|Emne|Dato|Fra|Til",
    "thunderbird no": "-------- Videresendt melding --------|Emne|Dato|Fra|Til",
    "thunderbird fi": "-------- Edelleenlähetetty viesti --------|Aihe|Päivä|Lähettäjä|Vastaanottaja",
    "thunderbird pl": "-------- Treść przekazanej wiadomości --------|Temat|Data|Nadawca|Adresat",
    "yahoo en": "----- Forwarded Message -----|From|To|Sent|Subject",
    "samsung en": "-------- Original message --------|From|Date|To|Subject",
    "gmx de": "|Gesendet|Von|An|Betreff",
    "zoho en": "============ Forwarded message ============|From |To |Date |Subject ",
}  # fmt: skip
VALUES = {
    "from": SENDER,
    "to": "Olle <olle@marklund.example>",
    "date": "Mon, 2 Nov 2026 10:12:33 +0100",
    "subject": "Looms",
}


@pytest.mark.parametrize("gap", [": ", ":\t", ":\u00a0"], ids=["space", "tab", "nbsp"])
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_every_layout_is_read(layout: str, gap: str) -> None:
    """The labels of each program and language give sender, date, recipient and subject."""
    marker, *labels = layout.split("|")
    fields = [WORDS.fields[label.strip().casefold()] for label in labels]
    text = "\n".join(
        [
            *([marker] if marker else []),
            *(f"{label}{gap}{VALUES[field]}" for label, field in zip(labels, fields, strict=True)),
            "",
            "Dear Olle",
        ]
    )
    (block,) = blocks("My note.\n\n" + text)
    assert dict(block.values) == VALUES
    assert block.first == 2


PROSE = {
    "letter": "From: what I see, it is late.\nTo: be honest, I am.\nDate: none",
    "journey": "From: Stockholm\nTo: Umeå\nDate: 12 November 2026",
    "one label": "Subject: matters",
    "dialogue": "To: you\nDe: moi",
    "agenda": "Date: 3 November\nSubject: the plan\nTo: decide",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE.keys())
def test_prose_with_colons_is_no_block(text: str) -> None:
    """Without a marker there is a sender that reads like one, and a date or an address."""
    assert blocks("Hello\n\n" + text + "\n\nBye") == []


def test_a_subject_goes_on_as_far_as_the_outer_subject_says() -> None:
    """The subject of the mail settles where a wrapped one ends."""
    text = f"From: {SENDER}\nSent: 2 November 2026 10:12\nTo: x\nSubject: Looms and\ncards\nDear Olle"
    (block,) = blocks(text, subject="Looms and cards")
    assert block.value("subject") == "Looms and cards"
    assert block.end == 5


def test_a_value_below_its_label_belongs_to_it() -> None:
    """HTML tables leave the label alone on its line."""
    (block,) = blocks(f"From:\n{SENDER}\nDate:\n2 November 2026 10:12\nSubject:\nLooms\n\nDear Olle")
    assert (block.value("from"), block.value("subject")) == (SENDER, "Looms")


def test_headers_printed_as_they_are_belong_to_the_block() -> None:
    """mutt prints "User-Agent:" below the others; it is no text of the letter."""
    (block,) = blocks(
        f"----- Forwarded message from {SENDER} -----\n\nDate: 2 November 2026\nFrom: {SENDER}\nSubject: Looms\nUser-Agent: Mutt\n\nhi"
    )
    assert (block.end, block.marker, block.value("from")) == (6, "forward", SENDER)


def test_a_block_in_a_quote_keeps_its_depth() -> None:
    """A quoted block is told apart from one that stands open."""
    (block,) = blocks(f"> From: {SENDER}\n> Date: 2 November 2026 10:12\n> Subject: Looms\n>\n> Dear Olle")
    assert block.depth == 1


def test_blocks_of_a_nested_forward_come_in_order() -> None:
    """The outermost mail is the first."""
    one = "---------- Forwarded message ---------\nFrom: A <a@x.example>\nDate: Mon, 2 Nov 2026 10:12\nSubject: Fwd: x\n\n"
    two = "---------- Forwarded message ---------\nFrom: B <b@x.example>\nDate: Sun, 1 Nov 2026 10:12\nSubject: x\n\nhi"
    assert [block.value("from") for block in blocks(one + two)] == ["A <a@x.example>", "B <b@x.example>"]
