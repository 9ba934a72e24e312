"""The day of return is found in twelve languages, and a day that is none is not (F-23)."""

from __future__ import annotations

import time
from datetime import date

import pytest

from inbox_agent import rules
from inbox_agent.mail.absence import read_absence
from inbox_agent.mail.return_date import find_return_date

WORDS = rules.load().machine
SAID = date(2026, 12, 18)  #: a Friday

TOLD = [
    ("en", "I am out of the office until Monday, January 4th with no access.", "2027-01-04"),
    ("en", "I will be out from 21 December 2026 to 3 January 2027, back on 4 January.", "2027-01-04"),
    ("en", "I am away through Jan 3.", "2027-01-04"),
    ("en", "Back on Monday.", "2026-12-21"),
    ("en", "I return on 01/04/2027.", "2027-01-04"),
    ("en", "away December 21-28 and", "2026-12-28"),
    ("en", "I am on leave and will return to the office on 4th January.", "2027-01-04"),
    ("sv", "Jag är på semester till och med den 3 januari och är tillbaka den 4 januari.", "2027-01-04"),
    ("sv", "Jag är ledig t.o.m. 3/1.", "2027-01-04"),
    ("sv", "Åter måndagen den 4 januari 2027.", "2027-01-04"),
    (
        "de",
        "Ich bin bis einschließlich 3. Januar 2027 nicht im Büro. Ab dem 4. Januar bin ich wieder für Sie da.",
        "2027-01-04",
    ),
    ("de", "Ich bin vom 21.12. bis 04.01.2027 im Urlaub.", "2027-01-04"),
    ("de", "Ich kehre am Montag, den 4. Januar, zurück.", "2027-01-04"),
    ("de", "Vom 21.-28. Dezember bin ich nicht da", "2026-12-28"),
    ("fr", "Je suis absente jusqu'au 3 janvier inclus.", "2027-01-04"),
    ("fr", "De retour le lundi 4 janvier 2027.", "2027-01-04"),
    ("fr", "Je suis en congés du 21 décembre au 1er janvier.", "2027-01-01"),
    ("es", "Estaré fuera de la oficina hasta el 4 de enero de 2027.", "2027-01-04"),
    ("es", "Vuelvo el lunes 4 de enero.", "2027-01-04"),
    ("pt", "Estou de férias de 21 de dezembro a 3 de janeiro, regresso no dia 4 de janeiro.", "2027-01-04"),
    ("pt", "Estarei ausente até 04/01/2027.", "2027-01-04"),
    ("it", "Sarò assente dal 21 dicembre al 3 gennaio compreso.", "2027-01-04"),
    ("it", "Rientro lunedì 4 gennaio.", "2027-01-04"),
    ("nl", "Ik ben afwezig t/m 3 januari.", "2027-01-04"),
    ("nl", "Ik ben maandag 4 januari weer op kantoor.", "2027-01-04"),
    ("nl", "Van 21-12-2026 tot 04-01-2027 ben ik er niet.", "2027-01-04"),
    ("da", "Jeg holder ferie til og med den 3. januar og er tilbage mandag d. 4. januar.", "2027-01-04"),
    ("da", "Jeg er på kontoret igen den 4/1.", "2027-01-04"),
    ("no", "Jeg er på ferie frem til 4. januar.", "2027-01-04"),
    ("no", "Tilbake på jobb mandag 4. januar 2027.", "2027-01-04"),
    ("fi", "Olen lomalla 3. tammikuuta asti.", "2027-01-03"),
    ("fi", "Palaan töihin maanantaina 4.1.2027.", "2027-01-04"),
    ("fi", "Olen lomalla 21.12.-3.1. ja palaan 4.1.", "2027-01-04"),
    ("pl", "Jestem na urlopie do 3 stycznia włącznie.", "2027-01-04"),
    ("pl", "Wracam 4 stycznia 2027 r.", "2027-01-04"),
    ("pl", "Od 21.12.2026 do 04.01.2027 przebywam na urlopie.", "2027-01-04"),
    ("en", "I am out of office today, 18 December, and will respond tomorrow.", "2026-12-19"),
    ("en", "I am out of the office from 18 December.", None),
    ("en", "Out of office. For urgent matters call 555-1234 or 08.30-16.00.", None),
    ("sv", "Jag är på semester vecka 52–1 och svarar igen den 7 januari.", "2027-01-07"),
    ("de", "Vielen Dank für Ihre Nachricht. Ich bin ab 04.01.2027 wieder erreichbar.", "2027-01-04"),
    ("de", "Ihre E-Mail wird nicht weitergeleitet. Wieder im Büro: 04.01.27", "2027-01-04"),
    ("en", "Back the day after tomorrow.", "2026-12-20"),
    ("sv", "Jag är tillbaka i övermorgon.", "2026-12-20"),
    ("de", "Übermorgen bin ich wieder da.", "2026-12-20"),
    ("fr", "Je suis au salon, de retour à l'atelier après-demain.", "2026-12-20"),
    ("es", "Vuelvo pasado mañana.", "2026-12-20"),
    ("pt", "Regresso depois de amanhã.", "2026-12-20"),
    ("it", "Torno dopodomani.", "2026-12-20"),
    ("nl", "Ik ben overmorgen weer terug.", "2026-12-20"),
    ("da", "Jeg er tilbage i overmorgen.", "2026-12-20"),
    ("no", "Jeg er tilbake i overmorgen.", "2026-12-20"),
    ("fi", "Palaan ylihuomenna.", "2026-12-20"),
    ("pl", "Wracam pojutrze.", "2026-12-20"),
    ("en", "I return on Monday the 4th.", "2027-01-04"),
    ("pt", "Estou de férias até dia 1 de janeiro. Regresso na segunda-feira, dia 4.", "2027-01-04"),
    ("de", "Ich bin am Montag, den 4. wieder da.", "2027-01-04"),
    ("fr", "De retour le lundi 4.", "2027-01-04"),
    ("en", "Back on Monday 9 to 5.", "2026-12-21"),
    ("sv", "Jag är föräldraledig t.o.m. augusti 2027.", "2027-09-01"),
    ("de", "Ich bin bis Ende Januar in Elternzeit.", "2027-02-01"),
    ("fr", "Je suis absente jusqu'à fin janvier.", "2027-02-01"),
    ("en", "I am on leave until mid-January.", "2027-01-15"),
    ("en", "I am on leave until September 2027.", "2027-09-01"),
    ("es", "Vuelvo en febrero.", "2027-02-01"),
    ("en", "In February we reply to letters; I am back on 4 January.", "2027-01-04"),
    ("en", "I may return your call.", None),
    ("nl", "Ik ben volgende week terug.", "2026-12-21"),
    (
        "it",
        "L'Archivio resterà chiuso dal 24 dicembre al 6 gennaio compresi e riaprirà giovedì 7 gennaio 2027.",
        "2027-01-07",
    ),
    ("it", "Sono assente per malattia; conto di rientrare lunedì prossimo.", "2026-12-21"),
    ("es", "El museo reabre el 4 de enero.", "2027-01-04"),
    ("fr", "L'atelier rouvrira le 4 janvier.", "2027-01-04"),
    ("de", "Unser Büro ist ab dem 4. Januar wieder geöffnet.", "2027-01-04"),
]


@pytest.mark.parametrize(("code", "text", "day"), TOLD, ids=[f"{code}: {text[:50]}" for code, text, _ in TOLD])
def test_the_day_of_return_is_found(code: str, text: str, day: str | None) -> None:
    """Back on, until, through and spans of days, against the day of the mail."""
    found = find_return_date(text, SAID, WORDS[code], month_first=code == "en")
    assert (str(found.day) if found else None) == day
    assert found is None or found.words


def test_without_the_date_of_the_mail_only_a_whole_date_counts() -> None:
    """A weekday or a day without a year is no date when nobody knows when it was said (R-55)."""
    assert find_return_date("Back on Monday, or on 4 January.", None, WORDS["en"]) is None
    found = find_return_date("I return on 4 January 2027.", None, WORDS["en"])
    assert found
    assert found.day == date(2027, 1, 4)


def test_a_note_of_last_summer_is_no_return() -> None:
    """A return that lies months back is an old note."""
    assert find_return_date("I am away until 3 August 2026.", SAID, WORDS["en"]) is None


@pytest.mark.parametrize(
    "text",
    ["1.1." * 50_000, "until " * 40_000, "4 January - " * 20_000, "a@" * 100_000, "Ada B " * 40_000],
    ids=lambda t: t[:12],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    """Two CPU seconds are a hang, for any text."""
    before = time.process_time()
    read_absence(f"no longer with {text}", SAID, WORDS, frozenset())
    read_absence(text, SAID, WORDS, frozenset())
    assert time.process_time() - before < 10


@pytest.mark.parametrize("said", [date.min, date.max])
def test_no_date_of_a_mail_breaks_the_reading(said: date) -> None:
    """R-55: at the ends of time there is no tomorrow, and no exception."""
    for words in WORDS.values():
        for text in (
            "Back tomorrow. " + " ".join(words.tomorrow),
            "until 31.12.9999",
            "back on Monday",
            "through 31/12",
            "9999-12-31 back",
        ):
            find_return_date(text, said, words)
