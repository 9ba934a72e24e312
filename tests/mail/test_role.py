from __future__ import annotations

import pytest

from inbox_agent.mail.firm import Firm
from inbox_agent.mail.lexicon import lexicon
from inbox_agent.mail.role import Role, role_of
from inbox_agent.mail.running_role import of_writer
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)

NAMED = {
    "words run together": ("ada@deadreckoning.example", "Dead Reckoning Trust"),
    "dashes": ("ada@lykkegaards-vaeveri.example", "Lykkegaards Væveri"),
    "umlauts written out": ("ada@lehmbau-koehler.example", "Lehmbau Köhler"),
    "accents dropped": ("ada@terres-partagees.example", "Terres Partagées"),
    "a shortened word": ("ada@uni-musterstadt.example", "Universität Musterstadt"),
    "initials": ("ada@hids.example", "Humber Institute of Data Science"),
    "small words left out": ("ada@tranviasbahia.example", "Tranvías de la Bahía, S.A."),
}


@pytest.mark.parametrize(("addr", "words"), NAMED.values(), ids=NAMED.keys())
def test_a_domain_corroborates_a_name(addr: str, words: str) -> None:
    """A domain has the letters of its organisation's name, without blanks, accents and small words."""
    assert Firm.of(addr, "Ada Byron").named(words)


NOT_NAMED = {
    "a family name": ("ada@byron.example", "Ada Byron"),
    "other words": ("ada@brua.example", "Head of Data"),
    "one short word of many": ("ada@northernseaferries.example", "Sea Watch"),
}


@pytest.mark.parametrize(("addr", "words"), NOT_NAMED.values(), ids=NOT_NAMED.keys())
def test_a_domain_names_nobody_else(addr: str, words: str) -> None:
    """A person's own domain, or a chance likeness, makes no organisation."""
    assert not Firm.of(addr, "Ada Byron").named(words)


ROLES = {
    "bars": ("Chef Nätplanering | Norrkraft Elnät AB | 070-174 06 61", Role("Chef Nätplanering", "Norrkraft Elnät AB")),
    "a dot": ("Leiterin Entwicklung · Firma GmbH", Role("Leiterin Entwicklung", "Firma GmbH")),
    "comma and legal form": ("Mestre azulejador na Azulejos Quintela, Lda.", Role("Mestre azulejador", "Azulejos Quintela, Lda.")),
    "at sign": ("co-founder @ Peatworks", Role("co-founder", "Peatworks")),
    "of a field": ("Director of Training, Dead Reckoning Trust", Role("Director of Training", "Dead Reckoning Trust")),
    "a place is none": ("guldsmed i Ribe", Role("guldsmed", "")),
    "since when": ("verkmästare sedan 1988", Role("verkmästare", "")),
    "letters behind a name": ("PE, SE\nDirector of Review\nSummit Bridge Trust", Role("Director of Review", "Summit Bridge Trust")),
    "a street": ("Directeur\nRue du Port 4, Brest", Role("Directeur", "")),
    "a device line": ("Skickat från min iPhone", Role()),
    "clinic above the hospital": (
        "Chefarzt der Klinik für Chirurgie\nKlinikum Erlental gGmbH",
        Role("Chefarzt der Klinik für Chirurgie", "Klinikum Erlental gGmbH"),
    ),
    "two titles above the firm": ("Arkitekt, osakas\nArkkitehtitoimisto Puukaari Oy", Role("Arkitekt, osakas", "Arkkitehtitoimisto Puukaari Oy")),
    "an elided word": ("Directrice de l'innovation", Role("Directrice de l'innovation", "")),
    "one small word": ("photographe", Role("photographe", "")),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), ROLES.values(), ids=ROLES.keys())
def test_title_and_organisation_are_told_apart(rows: str, expected: Role) -> None:
    """By words of titles and organisations and by what leads from one to the other, in all twelve languages alike."""
    assert role_of(rows.split("\n"), WORDS) == expected


OWN_WORDS = {
    "behind the name": ("Come by on a Wednesday. Birgitte, Lykkegaards Væveri", Role("", "Lykkegaards Væveri")),
    "fr": ("Dix ans de vaches puis, comme directrice de Lykkegaards Vaeveri, beaucoup de réunions.", Role("directrice", "Lykkegaards Vaeveri")),
    "sv": ("Jag arbetar som chef på Väveriet och har ont om tid.", Role("chef", "Väveriet")),
    "en": ("For six years I've been busy: I run the data group at Brua now.", Role("", "Brua")),
    "es": ("Desde 2022 dirijo el equipo de Lykkegaards Vaeveri. Somos cinco.", Role("", "Lykkegaards Vaeveri")),
    "nothing is guessed": ("I would be glad to act as a mentor. See you at the Spring Fair in Leeds.", Role()),
    "a reader of Brua": ("I am a reader of the Brua letters, nothing more.", Role()),
    "no longer": ("I no longer work at Brua.", Role()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), OWN_WORDS.values(), ids=OWN_WORDS.keys())
def test_a_letter_says_where_its_writer_works(text: str, expected: Role) -> None:
    """In the first person, or behind the name at its end; an invitation or a wish says nothing of it."""
    firm = Firm.of("b@lykkegaards-vaeveri.example", "Birgitte Lykkegaard")
    assert of_writer(text, "Birgitte Lykkegaard", WORDS, firm) == expected
