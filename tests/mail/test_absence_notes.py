"""Automatic replies as programs of twelve languages word them, with no header that says so, and when their writers are back."""

from __future__ import annotations

import pytest

from inbox_agent import rules
from inbox_agent.mail.machine import machine_of
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

WORDS = rules.load().machine
OWN = frozenset({"desk@agent.example"})
#: Subject, text, and the first day back; all written on Friday 18 December 2026.
NOTES = [
    ("Abwesenheitsnotiz: Looms", "Ich bin vom 21.12. bis einschließlich 6.1. im Urlaub.", "2027-01-07"),
    ("Abwesenheit", "Guten Tag,\nich bin erst am 4. Januar wieder erreichbar.", "2027-01-04"),
    ("Nicht im Büro", "Ich bin bis zum 04.01.27 nicht im Haus.", "2027-01-04"),
    ("Ich bin im Urlaub", "Ich bin bis 4. Januar im Urlaub.", "2027-01-04"),
    ("Automatische Antwort: Looms", "Ich bin derzeit außer Haus und ab Montag wieder da.", "2026-12-21"),
    ("Out of office", "I'm OOO until Jan 4.", "2027-01-04"),
    ("OOO: Looms", "Back Jan 4th.", "2027-01-04"),
    ("Away: Looms", "I am away and will be back on 4 January.", "2027-01-04"),
    ("Auto: Re: Looms", "I'm travelling with patchy email, returning Monday 4 January.", "2027-01-04"),
    ("Automatic reply: Looms", "I'm on parental leave until the end of March 2027.", "2027-04-01"),
    ("Autosvar: Vävar", "Jag är ledig t.o.m. trettonhelgen, åter 7/1.", "2027-01-07"),
    ("Frånvaro: Vävar", "Jag är på semester och åter den 4 januari.", "2027-01-04"),
    ("Frånvarande", "Jag har semester till den 4 januari.", "2027-01-04"),
    ("Semester", "Jag är på semester till 4/1.", "2027-01-04"),
    ("Inte på kontoret: Vävar", "Är tillbaka v 1, måndag 4 januari.", "2027-01-04"),
    ("Réponse automatique : Métiers", "Je suis en congé jusqu'au 3 janvier inclus.", "2027-01-04"),
    ("Absence du bureau : Métiers", "Je serai de retour le lundi 4 janvier.", "2027-01-04"),
    ("Absente", "En congés, retour le 4/01.", "2027-01-04"),
    ("Message d'absence", "Je suis absente du 21/12 au 03/01, retour le 04/01/2027.", "2027-01-04"),
    ("En congés", "Je serai absent jusqu'au 4 janvier.", "2027-01-04"),
    ("Respuesta automática: Telares", "Estoy de vacaciones hasta el 3 de enero incluido.", "2027-01-04"),
    ("Fuera de la oficina", "Vuelvo el 4 de enero.", "2027-01-04"),
    ("Ausente: Telares", "Estaré de vuelta el lunes 4 de enero.", "2027-01-04"),
    ("De vacaciones", "Estoy de vacaciones. Me reincorporo el 4 de enero.", "2027-01-04"),
    ("Resposta automática: Teares", "Estarei ausente até 3 de janeiro, inclusive.", "2027-01-04"),
    ("Ausência temporária", "Regresso a 4 de janeiro.", "2027-01-04"),
    ("Fora do escritório", "Estou de férias e volto dia 4 de janeiro.", "2027-01-04"),
    ("De férias", "Estou de férias até 4 de janeiro.", "2027-01-04"),
    ("Risposta automatica: Telai", "Sarò assente fino al 3 gennaio compreso.", "2027-01-04"),
    ("Fuori ufficio", "Rientro il 4 gennaio.", "2027-01-04"),
    ("Assente", "Sono in ferie, rientro il 4/1.", "2027-01-04"),
    ("In ferie", "Sono in ferie fino al 4 gennaio.", "2027-01-04"),
    ("Automatisch antwoord: Weven", "Ik ben met vakantie tot en met 3 januari.", "2027-01-04"),
    ("Afwezig: Weven", "Ik ben terug op 4 januari.", "2027-01-04"),
    ("Niet op kantoor", "Ik ben er vanaf 4 januari weer.", "2027-01-04"),
    ("Afwezigheidsbericht", "Ik ben afwezig tot 4 januari.", "2027-01-04"),
    ("Vakantie", "Ik ben op vakantie tot 4 januari.", "2027-01-04"),
    ("Automatisk svar: Væve", "Jeg holder ferie til og med 3. januar.", "2027-01-04"),
    ("Ikke på kontoret", "Jeg er tilbage den 4. januar.", "2027-01-04"),
    ("Ferie", "Jeg holder ferie og er tilbage mandag den 4. januar.", "2027-01-04"),
    ("Fraværende", "Jeg er fraværende indtil 4. januar.", "2027-01-04"),
    ("Automatisk svar: Vev", "Jeg har ferie til og med 3. januar.", "2027-01-04"),
    ("Fraværsmelding", "Jeg er tilbake 4. januar.", "2027-01-04"),
    ("Fravær: Vev", "Jeg er på ferie og tilbake 4. januar.", "2027-01-04"),
    ("Borte fra kontoret", "Jeg er borte til 4. januar.", "2027-01-04"),
    ("Automaattinen vastaus: Kudonta", "Olen lomalla 3.1. asti.", "2027-01-03"),
    ("Poissa", "Olen lomalla ja palaan 4.1.", "2027-01-04"),
    ("Lomalla", "Olen lomalla, palaan töihin 4.1.2027.", "2027-01-04"),
    ("Poissaoloilmoitus", "Olen poissa 4.1. saakka.", "2027-01-04"),
    ("Odpowiedź automatyczna: Krosna", "Przebywam na urlopie do 3 stycznia włącznie.", "2027-01-04"),
    ("Nieobecność", "Wracam 4 stycznia.", "2027-01-04"),
    ("Poza biurem", "Będę w biurze 4 stycznia.", "2027-01-04"),
    ("Urlop", "Jestem na urlopie do 4 stycznia.", "2027-01-04"),
    ("Jestem na urlopie", "Jestem na urlopie do 4 stycznia.", "2027-01-04"),
]


def _mail(subject: str, text: str) -> Message:
    head = "From: Ada Byron <ada@lab.example>\nTo: desk@agent.example\nDate: Fri, 18 Dec 2026 10:00:00 +0100\n"
    head += f"Message-ID: <a@lab.example>\nIn-Reply-To: <o@agent.example>\nSubject: {subject}\n"
    mail = parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode())
    assert isinstance(mail, Message)
    return mail


@pytest.mark.parametrize(("subject", "text", "day"), NOTES, ids=[f"{one[0]}, {one[1]}"[:60] for one in NOTES])
def test_a_note_of_absence_is_no_persons_answer(subject: str, text: str, day: str) -> None:
    """A subject that names an absence, in answer to a mail, above a text that tells of one and asks nothing."""
    machine = machine_of(_mail(subject, text), OWN, WORDS)
    assert machine
    assert (machine.kind, machine.intent, str(machine.return_date)) == ("auto-reply", "out-of-office", day)


@pytest.mark.parametrize("subject", dict.fromkeys(one[0] for one in NOTES if ":" not in one[0]))
def test_a_person_who_asks_below_such_a_subject_stays_a_person(subject: str) -> None:
    """People write about their absences, too: whoever asks something is no machine (F-30)."""
    assert (
        machine_of(_mail(f"Re: {subject}", "I am away until 4 January. Shall we talk after that?"), OWN, WORDS) is None
    )
