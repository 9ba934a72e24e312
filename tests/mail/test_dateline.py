from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from inbox_agent.mail import dateline
from inbox_agent.mail.lexicon import lexicon
from tests.mail.sample_mails import LABELS

WORDS = lexicon(LABELS)
CET = timezone(timedelta(hours=1))
CARRIED = datetime(2026, 11, 3, 9, 30, tzinfo=CET)

LINES = {
    "Mon, Nov 2, 2026 at 10:12 AM": "2026-11-02T10:12:00+01:00",
    "Mon, Nov 2, 2026 at 12:05 AM": "2026-11-02T00:05:00+01:00",
    "Monday, November 2, 2026 10:12 PM": "2026-11-02T22:12:00+01:00",
    "On Monday, November 2nd, 2026 at 10:12 AM": "2026-11-02T10:12:00+01:00",
    "Monday, November 2, 2026 at 10:12:33 AM GMT+1": "2026-11-02T10:12:33+01:00",
    "November 2, 2026 at 10:12:33 AM PST": "2026-11-02T10:12:33-08:00",
    "Mon, 02 Nov 2026 10:12:33 +0530": "2026-11-02T10:12:33+05:30",
    "02/11/2026 10:12 (GMT+01:00)": "2026-11-02T10:12:00+01:00",
    "31.10.26 14:09 (GMT+01:00)": "2026-10-31T14:09:00+01:00",
    "2026-11-02 10:12": "2026-11-02T10:12:00+01:00",
    "November 2, 2026": "2026-11-02T00:00:00+01:00",
    "den 2 november 2026 10:12": "2026-11-02T10:12:00+01:00",
    "mån 2 nov. 2026 kl 10:12": "2026-11-02T10:12:00+01:00",
    "Mo., 2. Nov. 2026 um 10:12 Uhr": "2026-11-02T10:12:00+01:00",
    "Montag, 2. November 2026 um 10:12:33 MEZ": "2026-11-02T10:12:33+01:00",
    "2. März 2026 um 10:12:33 MEZ": "2026-03-02T10:12:33+01:00",
    "lun. 2 nov. 2026 à 10:12": "2026-11-02T10:12:00+01:00",
    "jeudi 29 octobre 2026 11h03": "2026-10-29T11:03:00+01:00",
    "mardi 24 février 2026 à 10:12:33 UTC+1": "2026-02-24T10:12:33+01:00",
    "28 de octubre de 2026, 19:45:10 CET": "2026-10-28T19:45:10+01:00",
    "segunda, 2/11/2026 à(s) 15:30": "2026-11-02T15:30:00+01:00",
    "2 de março de 2026 10:12": "2026-03-02T10:12:00+01:00",
    "lun 2 nov 2026 alle ore 10:12": "2026-11-02T10:12:00+01:00",
    "maandag 2 november 2026 10:12": "2026-11-02T10:12:00+01:00",
    "mandag 2. november 2026 kl. 10.12": "2026-11-02T10:12:00+01:00",
    "perjantai 30. lokakuuta 2026 9.14": "2026-10-30T09:14:00+01:00",
    "pon., 2 lis 2026 o 10:12": "2026-11-02T10:12:00+01:00",
    "piątek, 30 października 2026 12:00": "2026-10-30T12:00:00+01:00",
    "10/9/2026 10:12": "2026-10-09T10:12:00+01:00",  # not 10 September: the mail is from November, and October is nearer
    "13/10/2026 10:12": "2026-10-13T10:12:00+01:00",
    "10/13/2026 10:12": "2026-10-13T10:12:00+01:00",
}


@pytest.mark.parametrize(("line", "moment"), LINES.items(), ids=LINES.keys())
def test_date_lines_of_all_clients_are_read(line: str, moment: str) -> None:
    """Day, month, year and clock as the program printed them, in the zone of the line or of the mail."""
    found = dateline.read(line, WORDS, CARRIED)
    assert found is not None
    assert found.isoformat() == moment


@pytest.mark.parametrize(
    "line",
    [
        "",
        "yesterday",
        "2 November",
        "10:12",
        "Monday 10:12",
        "31 February 2026",
        "2026",
        "99/99/2026",
        "2 Foovember 2026 10:12",
    ],
)
def test_what_is_not_a_whole_date_is_none(line: str) -> None:
    """A day is never guessed (F-27)."""
    assert dateline.read(line, WORDS, CARRIED) is None


def test_two_possible_days_are_none_without_the_mail_that_carries_them() -> None:
    """Only the date of the mail settles the order of day and month."""
    assert dateline.read("10/9/2026 10:12", WORDS) is None
    assert dateline.read("9/9/2026 10:12", WORDS) == datetime(2026, 9, 9, 10, 12, tzinfo=UTC)


def test_a_weekday_settles_the_order_of_day_and_month() -> None:
    """A weekday beside the numbers fits one of the two days."""
    assert dateline.read("Friday, 10/9/2026 10:12", WORDS) == datetime(2026, 10, 9, 10, 12, tzinfo=UTC)
