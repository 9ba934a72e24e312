"""What other people's mail is read as, and what an answer means beside the letter that it answers."""

from __future__ import annotations

from datetime import datetime
from functools import cache

import foreign
import pytest

from inbox_agent import rules as rule_files
from inbox_agent.mentorship.asked import Letter
from inbox_agent.mentorship.reading import YESES, Context
from inbox_agent.mentorship.understand import Understood, understand
from inbox_agent.rules import Rules

NOW = datetime.fromisoformat("2026-12-01T09:00:00+01:00")


@cache
def shipped() -> Rules:
    return rule_files.load()


def answered(text: str, ours: str, stage: str = "scheduling", language: str = "en") -> Understood:
    context = Context(stage, "mentee", language, "owner")  # type: ignore[arg-type]
    return understand(text, NOW, context, "Europe/London", "Europe/Stockholm", shipped(), Letter(ours, NOW))


@cache
def tallied(part: foreign.Set) -> foreign.Tally:
    return foreign.tally((mail for mail in foreign.corpus() if mail.part == part), shipped())


@pytest.mark.parametrize("part", foreign.OPEN)
def test_mail_that_was_learnt_from_is_read_right(part: foreign.Set) -> None:
    """On mail that rules and weights know, what is sure is right in 98 of 100, and no no is read as a yes."""
    found = tallied(part)
    assert found.precision >= 0.98
    assert found.coverage >= 0.55
    assert found.noes_as_yes == 0


@pytest.mark.parametrize("part", sorted({mail.part for mail in foreign.corpus()} - set(foreign.OPEN)))
def test_mail_that_nobody_learnt_from_is_read_no_worse_than_told(part: foreign.Set) -> None:
    """On each closed set the reading holds what docs/accuracy.md tells of it, some mails' worth of room below."""
    found = tallied(part)
    assert found.precision >= 0.90
    assert found.coverage >= 0.48
    assert found.noes_as_yes <= 1
    assert found.quiet_without_meeting >= 0.98


@pytest.mark.parametrize("text", ["Works for me", "Perfect.", "Lovely, see you then!", "👍", "Thursday's fine."])
def test_an_agreement_to_our_one_time_is_that_meeting(text: str) -> None:
    """Whoever agrees to the one time that our last letter offered has agreed to that moment."""
    found = answered(text, "Would Thursday 10 December at 13:00 UK time work?")
    assert (found.reading.intent, found.reading.sure) == ("confirms-time", True)
    assert found.meeting is not None
    assert found.meeting.start == datetime.fromisoformat("2026-12-10T13:00:00+00:00")
    assert found.stage_after == "meeting"


def test_another_day_than_the_fixed_one_moves_the_date() -> None:
    """Where our letter named the time as agreed, another one moves it; where it asked, it is a proposal."""
    text = "Could we make it Friday 11 December at 10:00 instead?"
    assert answered(text, "See you on Thursday 10 December at 13:00.").reading.intent == "reschedules"
    assert answered(text, "Would Thursday 10 December at 13:00 work?").reading.intent == "proposes-times"


def test_of_two_offered_times_the_one_named_is_taken() -> None:
    """A weekday without a clock is enough to choose between times that we named."""
    found = answered(
        "Friday works for me.", "I can offer Wednesday 9 December at 14:00 or Friday 11 December at 11:00."
    )
    assert found.meeting is None or found.meeting.start == datetime.fromisoformat("2026-12-11T11:00:00+01:00")
    assert found.reading.intent == "confirms-time"


def test_a_weekday_at_our_hour_is_the_day_that_we_named() -> None:
    """Whoever repeats weekday and hour of our letter means its date, though the same weekday comes sooner."""
    found = answered("Wednesday at two suits.", "Would Wednesday 9 December at 14:00 UK time suit you?")
    assert (found.reading.intent, found.reading.sure) == ("confirms-time", True)
    assert found.meeting is not None
    assert found.meeting.start == datetime.fromisoformat("2026-12-09T14:00:00+00:00")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My husband said 'of course you'll say yes', and he is right, I always do. So this is me, practising the other word."),
        ("en", 'My husband said "of course you will say yes, you always say yes". So this is me, practising the other word.'),
        ("de", "Ich finde Ihr Vorhaben großartig und würde Ihnen von Herzen gern zusagen. Allein, ich kenne meinen Kalender."),
        ("sv", "Jag skulle så gärna vilja säga ja. Grundproblemet är att dygnet tar slut före mig."),
        ("fr", "Votre projet est superbe et j'aurais tant voulu vous dire oui. Mes soirées appartiennent aux enfants."),
    ],
)  # fmt: skip
def test_a_wish_to_say_yes_is_no_yes(language: str, text: str) -> None:
    """Warm words, a wish and somebody else's yes leave no yes sure."""
    found = answered(text, "Could you imagine being my mentor for a year?", "outreach", language)
    assert not (found.reading.sure and found.reading.intent in YESES)


@pytest.mark.parametrize("page", ["https://cal.example/grace", "termin.kallweit.example", "cal.example/grace"])
def test_a_booking_page_offers_times(page: str) -> None:
    """Where they can be booked, times are offered, however the address of the page is written."""
    found = answered(
        f"Gladly. At {page} you can see when I am free, just pick a slot.", "May I ask you a few questions?", "outreach"
    )
    assert (found.reading.intent, found.reading.sure) == ("proposes-times", True)


PLAIN = [mail for mail in foreign.corpus() if mail.part == "first"][::9]


@pytest.mark.parametrize("change", ["upper", "quotes", "emoji", "greeting"])
@pytest.mark.parametrize("mail", PLAIN, ids=lambda mail: mail.id)
def test_form_does_not_turn_the_meaning(mail: foreign.Labelled, change: str) -> None:
    """Case, typographic marks, an emoji or a line of greeting never make a sure reading a sure other one."""
    text = {
        "upper": mail.text.upper(),
        "quotes": mail.text.replace("'", "’"),
        "emoji": mail.text.rstrip() + " 🙂",
        "greeting": "Hello!\n\n" + mail.text,
    }[change]
    before, after = mail.read(shipped()).reading, mail.saying(text).read(shipped()).reading
    assert after.intent == before.intent or not (before.sure and after.sure)
