"""Meeting times in words: phrases of eleven languages, whole mails that were held out, commands, days to come back on."""

from __future__ import annotations

import tomllib
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail.times import find_day, find_times, find_when
from inbox_agent.rules import Rules, load
from tests.mail.times_table import FOLDER, MONDAY, Sample, gist, phrases, quiet, samples

LANGUAGES = ("en", "sv", "de", "fr", "es", "nl", "pt", "it", "no", "da", "fi", "pl")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
NOW = datetime.fromisoformat(MONDAY)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


PHRASES = [
    pytest.param(sample, id=f"{language}: {sample.id}") for language in LANGUAGES for sample in phrases(language)
]


@pytest.mark.parametrize("sample", PHRASES)
def test_a_phrase_gives_its_times_and_nothing_else(sample: Sample, rules: Rules) -> None:
    """Each phrase is read as a careful person would read it; what is ambiguous is a doubt, never a time."""
    assert gist(sample.read(rules)) == sample.expected


@pytest.mark.parametrize("sample", [pytest.param(s, id=s.id) for s in samples("held-out")])
def test_a_whole_mail_gives_its_times_and_nothing_else(sample: Sample, rules: Rules) -> None:
    """The mails were written before the grammar, and hold greetings, refusals, events and signatures."""
    assert set(gist(sample.read(rules))) == set(sample.expected)


@pytest.mark.parametrize(("language", "sentence"), [pytest.param(*one, id=f"{one[0]}: {one[1]}") for one in quiet()])
def test_an_ordinary_sentence_offers_no_time(language: str, sentence: str, rules: Rules) -> None:
    """Trains, opening hours, deadlines, the past and refusals are no meetings."""
    assert find_times(sentence, NOW, "Europe/Stockholm", "Europe/Stockholm", rules) == ()


def test_all_ordinary_sentences_in_one_mail_offer_no_time(rules: Rules) -> None:
    """Neighbouring sentences do not lend each other a day or a cue."""
    for language in LANGUAGES:
        mail = "\n\n".join(sentence for of, sentence in quiet() if of == language)
        assert find_times(mail, NOW, "Europe/Stockholm", "Europe/Stockholm", rules) == (), language


WHERE = {"en": "Europe/London", "sv": "Europe/Stockholm", "da": "Europe/Copenhagen", "no": "Europe/Oslo", "de": "Europe/Berlin",
         "nl": "Europe/Amsterdam", "fr": "Europe/Paris", "es": "Europe/Madrid", "pt": "Europe/Lisbon", "it": "Europe/Rome",
         "fi": "Europe/Helsinki", "pl": "Europe/Warsaw"}  # fmt: skip


@pytest.mark.parametrize("language", WHERE)
def test_single_sentences_offer_their_times_and_no_others(language: str, rules: Rules) -> None:
    """Half past and quarters in each language's way, weekdays a week on, parts of the day; trains, closings, habits."""
    zone = WHERE[language]
    said_at = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo(zone))
    told = tomllib.loads((FOLDER / "second.toml").read_text("utf-8"))["sentence"]
    for one in (one for one in told if one["language"] == language):
        found = [slot.start for slot in find_times(one["text"], said_at, zone, zone, rules) if slot.start]
        assert [start.astimezone(ZoneInfo(zone)).strftime("%m-%d %H:%M") for start in found] == one["times"], one[
            "text"
        ]


PLACES = [  # the Date header's hour, the reader's zone, the words, the hour in UTC or None where it must be asked
    ("+00:00", "Europe/London", "Could you do half past two on Thursday? The workshop is in Sheffield.", "14:30"),
    ("+00:00", "Europe/London", "Tomorrow at ten works, in the lobby of the Gresham, Dublin.", "10:00"),
    ("+00:00", "Europe/Lisbon", "Pode ser na sexta às 15h? Moro em Alfama, Lisboa.", "15:00"),
    ("+01:00", "America/New_York", "Könnten Sie am Freitag um 10 Uhr nach Leipzig kommen?", "09:00"),
    ("+00:00", "Europe/London", "Could you do half past two on Thursday?", None),
    ("+00:00", "Europe/Stockholm", "Thursday at 3 pm works. I was in London all week.", None),
    ("+00:00", "Europe/London", "Thursday at 3 pm works. I am just back from New York.", None),
    ("+00:00", "Europe/London", "Thursday at 3 pm works. I am between Edinburgh and Dublin.", None),
]


@pytest.mark.parametrize(("offset", "reader", "text", "utc"), PLACES, ids=[one[2] for one in PLACES])
def test_a_place_in_the_mail_tells_its_writers_zone(
    offset: str, reader: str, text: str, utc: str | None, rules: Rules
) -> None:
    """One place, whose clocks agree with the Date header; +0000 is stamped on anybody's mail and needs the reader's too."""
    found = find_times(text, datetime.fromisoformat(f"2026-11-25T09:00:00{offset}"), "", reader, rules)
    starts = [slot.start and slot.start.astimezone(UTC).strftime("%H:%M") for slot in found]
    assert starts == [utc]


LAYOUTS = {
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "non-breaking spaces": lambda text: text.replace(" ", "\u00a0"),
    "typographic quotes": lambda text: text.replace("'", "\u2019"),
    "decomposed accents": lambda text: unicodedata.normalize("NFD", text),
    "capitals of the first line": lambda text: text[:1].upper() + text[1:],
    "a greeting and a name": lambda text: f"Noor,\n\n{text}\n\nAda",
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_the_layout_of_a_mail_does_not_change_its_times(layout: str, rules: Rules) -> None:
    """The same words in another dress give the same times."""
    for sample in samples("held-out"):
        dressed = Sample(
            sample.id, LAYOUTS[layout](sample.text), sample.said_at, sample.writer, sample.reader, sample.expected
        )
        assert set(gist(dressed.read(rules))) == set(sample.expected), (layout, sample.id)


COMMANDS = {
    "tomorrow 9": "2026-11-24 09:00",
    "tomorrow at 9:30": "2026-11-24 09:30",
    "3w": "2026-12-14 08:00",
    "later 3w": "2026-12-14 08:00",
    "2d": "2026-11-25 08:00",
    "1m": "2026-12-23 08:00",
    "2h": "2026-11-23 12:00",
    "in 30 minutes": "2026-11-23 10:30",
    "snooze 3 days": "2026-11-26 08:00",
    "i morgon 9": "2026-11-24 09:00",
    "fredag": "2026-11-27 08:00",
    "fri 9": "2026-11-27 09:00",
    "Fri": "2026-11-27 08:00",
    "2026-12-03 09:00": "2026-12-03 09:00",
    "2026-12-03": "2026-12-03 08:00",
    "later 15 december 14:00": "2026-12-15 14:00",
    "in two weeks": "2026-12-07 08:00",
    "next monday": "2026-11-30 08:00",
    "monday": "2026-11-30 08:00",
    "next week": "2026-11-30 08:00",
    "next month": "2026-12-01 08:00",
    "in January": "2027-01-01 08:00",
    "until friday": "2026-11-27 08:00",
    "friday afternoon": "2026-11-27 13:00",
    "tomorrow morning": "2026-11-24 08:00",
    "tonight": "2026-11-23 18:00",
    "14:00": "2026-11-23 14:00",
    "9:00": "2026-11-24 09:00",
    "tomorrow 15:00 GMT": "2026-11-24 16:00",
    "Montag 8 Uhr": "2026-11-30 08:00",
    "übermorgen": "2026-11-25 08:00",
    "nächsten Freitag um 10": "2026-11-27 10:00",
    "nästa vecka onsdag": "2026-12-02 08:00",
    "senare 2 veckor": "2026-12-07 08:00",
    "demain 9h": "2026-11-24 09:00",
    "dans 2 semaines": "2026-12-07 08:00",
    "mañana a las 9": "2026-11-24 09:00",
    "morgen om 9": "2026-11-24 09:00",
    "amanhã às 9h": "2026-11-24 09:00",
    "domani alle 9": "2026-11-24 09:00",
    "i overmorgen kl 9": "2026-11-25 09:00",
    "huomenna klo 9": "2026-11-24 09:00",
}


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_a_command_names_its_moment(command: str, rules: Rules) -> None:
    """A bare day is eight in the morning of the owner's zone."""
    expected = datetime.fromisoformat(COMMANDS[command]).replace(tzinfo=STOCKHOLM)
    assert find_when(command, NOW, "Europe/Stockholm", rules) == expected


NO_COMMANDS = ["", "ok", "later", "9", "3", "shorter, please", "drop the second paragraph", "call her tomorrow", "today 8",
               "31 February", "2026-11-03 09:00", "tomorrow 9 IST", "2 weeks 3 days ago", "tomorrow or friday", "9" * 300,
               "ok tomorrow 9", "not tomorrow", "never"]  # fmt: skip


@pytest.mark.parametrize("command", NO_COMMANDS, ids=lambda c: c[:30] or "nothing")
def test_a_command_that_is_not_wholly_understood_names_no_moment(command: str, rules: Rules) -> None:
    """One word that says nothing of time, a moment past, or two days: the owner is asked."""
    assert find_when(command, NOW, "Europe/Stockholm", rules) is None


def test_a_command_counts_in_the_owners_zone(rules: Rules) -> None:
    """Late in the evening in Stockholm it is still the day before in New York."""
    late = datetime(2026, 11, 24, 1, tzinfo=STOCKHOLM)
    assert find_when("tomorrow 9", late, "America/New_York", rules) == datetime(
        2026, 11, 24, 9, tzinfo=ZoneInfo("America/New_York")
    )


DAYS = {
    "Try me in September.": date(2027, 9, 1),
    "I am back on 4 January.": date(2027, 1, 4),
    "I am away from 21 December to 3 January.": date(2027, 1, 3),
    "I am on leave from 21 December and back on Monday, 11 January 2027.": date(2027, 1, 11),
    "Out of office until Monday, 30 November 2026. Our fair is on 14 January.": date(2026, 11, 30),
    "In two weeks things will be calmer.": date(2026, 12, 7),
    "Mid-March would be better.": date(2027, 3, 15),
    "Ask me again next month.": date(2026, 12, 1),
    "Back on Monday.": date(2026, 11, 30),
    "Back in May.": date(2027, 5, 1),
    "Ich bin ab dem 4. Januar wieder erreichbar.": date(2027, 1, 4),
    "Mitte März bin ich wieder da.": date(2027, 3, 15),
    "Jag är tillbaka den 4 januari.": date(2027, 1, 4),
    "Hör gärna av dig i september.": date(2027, 9, 1),
    "Je serai de retour le lundi 4 janvier.": date(2027, 1, 4),
    "Recontactez-moi fin janvier.": date(2027, 1, 28),
    "Vuelvo el 4 de enero.": date(2027, 1, 4),
    "Terug op 4 januari.": date(2027, 1, 4),
    "Volto a 4 de janeiro.": date(2027, 1, 4),
    "Torno il 4 gennaio 2027.": date(2027, 1, 4),
    "Jeg er tilbake 4. januar.": date(2027, 1, 4),
    "Jeg er tilbage den 4. januar.": date(2027, 1, 4),
    "Palaan 4.1. töihin.": date(2027, 1, 4),
    "Ota yhteyttä syyskuussa.": date(2027, 9, 1),
    "Let us talk after the summer.": None,
    "I may be late. Talk to you in the new year.": None,
    "Try me again in a few weeks.": None,
    "I was away until 20 November.": None,
    "Back on 1/4.": None,
    "Thanks a lot, that helps.": None,
}


@pytest.mark.parametrize("text", DAYS, ids=str)
def test_a_mail_names_the_day_to_come_back_on(text: str, rules: Rules) -> None:
    """The day after which to write again; none where it is vague, past or ambiguous."""
    assert find_day(text, NOW, rules) == DAYS[text]


ANY_TEXT = st.text(max_size=300)
TIME_WORDS = st.lists(
    st.sampled_from(
        [
            "thursday",
            "next",
            "last",
            "in",
            "two",
            "weeks",
            "at",
            "3",
            "15:00",
            "14–15",
            "pm",
            "half",
            "past",
            "to",
            "or",
            "and",
            "3",
            "december",
            "3/4",
            "2026-12-03",
            "CET",
            "UTC+2",
            "31.",
            "february",
            "on",
            "not",
            "but",
            "works",
            "?",
            ".",
            ",",
            "(",
            ")",
            "-",
            "99",
            "2026",
            "kl",
            "halv",
            "tre",
            "vecka",
            "54",
            "Uhr",
            "um",
            "à",
            "15h30",
            "demie",
            "a",
            "las",
            "y",
            "cuarto",
            "time",
            "your",
            "Stockholm",
            "+25:00",
            "between",
            "from",
            "until",
            "minutes",
            "meet",
            "00:60",
            "24:00",
            "12",
            "am",
            "\n",
        ]
    ),
    max_size=40,
).map(" ".join)
MOMENTS = st.datetimes(
    datetime(1, 1, 3),
    datetime(9999, 12, 30),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5)), STOCKHOLM]),
)
ZONES = st.sampled_from(
    ["", "Europe/Stockholm", "America/New_York", "Asia/Kathmandu", "Nowhere/At_All", "../etc", "Europe", "Zürich"]
)


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT | TIME_WORDS, said_at=MOMENTS, writer=ZONES, reader=ZONES)
def test_no_text_makes_it_fail_and_every_slot_is_whole(text: str, said_at: datetime, writer: str, reader: str) -> None:
    """Whatever the words, zones and dates: a slot has a start in an IANA zone, not before it was said, or a doubt."""
    for slot in find_times(text, said_at, writer, reader, load_once()):
        assert (slot.start is None) == bool(slot.doubt)
        assert slot.words
        if slot.start:
            assert slot.start >= said_at
            assert slot.start.tzinfo == ZoneInfo(slot.timezone)
        assert slot.minutes is None or 0 < slot.minutes <= 240


@settings(max_examples=200, deadline=None)
@given(text=ANY_TEXT | TIME_WORDS, now=MOMENTS, zone=ZONES)
def test_no_command_makes_it_fail(text: str, now: datetime, zone: str) -> None:
    """A moment that is found lies after now; a day to come back on lies after today."""
    when, day = find_when(text, now, zone, load_once()), find_day(text, now, load_once())
    assert when is None or when > now
    assert day is None or day > now.date()


LOADED: list[Rules] = []


def load_once() -> Rules:
    """The rules for property tests, which take no fixtures of a function's scope."""
    if not LOADED:
        LOADED.append(load())
    return LOADED[0]


@pytest.mark.parametrize(
    "unit",
    [
        "thursday or ",
        "15:00 ",
        "half past ",
        "at 3 or ",
        "(",
        "monday to ",
        "1.",
        "next week tuesday at 10 works ",
        "\n- ",
    ],
)
def test_a_huge_text_takes_time_linear_in_its_length(unit: str, rules: Rules) -> None:
    """300 kB of the worst repetition stay far under the limit of two CPU seconds (a hang limit)."""
    begun = process_time()
    find_times(unit * (300_000 // len(unit)), NOW, "Europe/London", "Europe/London", rules)
    find_day(unit * (300_000 // len(unit)), NOW, rules)
    assert process_time() - begun < 10
