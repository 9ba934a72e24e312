"""The times of a letter: the one that it takes, those that it gives back or offers, and what it says of the hour (P-30, P-52).

Of the times that the contact named, the one that was picked is taken, or the only one; a time that has gone by is none. Each
is told in the contact's zone with the owner's beside it.
"""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from inbox_agent.drafts import dates
from inbox_agent.drafts.brief import Brief
from inbox_agent.mentorship.relationship import Meeting
from inbox_agent.mentorship.working_time import place_in, unsocial
from inbox_agent.rules import Dates, Rules

#: Letters that may name a time that is agreed already.
_NAMES_PLANNED = ("accept-and-schedule", "agenda", "agenda-request")


def letter_times(brief: Brief, names: Dates, rules: Rules) -> dict[str, Any]:
    """The values that a template may use; `names` are those of days in the letter's language."""
    return _Times(brief, names, rules).values()


class _Times:
    """The times of one brief."""

    def __init__(self, brief: Brief, names: Dates, rules: Rules) -> None:
        self.brief, self.dates, self.rules = brief, names, rules

    def values(self) -> dict[str, Any]:
        """All that a letter says of times."""
        proposed, when = self._proposed(), self._taken()
        offers = self.brief.offers if not when else ()
        return {
            "when": self._moment(when) if when else "",
            "minutes": when.minutes if when and self._was_said(when.minutes) else 0,
            "unsocial": self._unsocial(when) if when else "",
            "others": len(proposed) - 1 if when in proposed else 0,
            "other_day": self._other_day(when, proposed) if when in proposed else "",
            "passed": len(self._named()) if not (proposed or when or offers) else 0,
            "proposed": tuple(self._moment(m) for m in proposed),
            "offers": tuple(self._moment(m) for m in offers),
            "hard_offer": any(self._unsocial(m) for m in offers),
        }

    def _unsocial(self, meeting: Meeting) -> str:
        """Whether the hour is hard on them: early, late, a weekend or a holiday, where their place is known (P-52)."""
        place = place_in(self._their_zone(meeting), self.rules.countries.by_zone)
        return unsocial(meeting.start, place, self.rules.cadence.working_hours)

    def _other_day(self, taken: Meeting | None, proposed: tuple[Meeting, ...]) -> str:
        """The weekday of the one other time that they named, as their calendar has it; "" where it does not tell the two apart."""
        if taken is None or len(proposed) != 2:
            return ""
        zone = ZoneInfo(self._their_zone(taken) or self.brief.owner_timezone)
        mine, other = (
            m.start.astimezone(zone).weekday() for m in (taken, next(m for m in proposed if m.start != taken.start))
        )
        return self.dates.weekdays[other] if other != mine else ""

    def _named(self) -> tuple[Meeting, ...]:
        """Every time that they named in their last mail and nobody has taken yet, gone by or not."""
        meeting = self.brief.meeting
        return self.brief.proposed or ((meeting,) if meeting and meeting.state == "proposed" else ())

    def _proposed(self) -> tuple[Meeting, ...]:
        """Those of them that are still to come; each once, though it may have been named twice."""
        return tuple({m.start: m for m in self._named() if m.start > self.brief.now}.values())

    def _taken(self) -> Meeting | None:
        """The time that this letter takes: the one of several that was picked, by the owner or because it suits, or the only one."""
        proposed, meeting = self._proposed(), self.brief.meeting
        noted = {meeting.start} if meeting and meeting.state == "proposed" else set()
        picked = [m for m in proposed if m.start in ({offer.start for offer in self.brief.offers} or noted)]
        if len(picked or proposed) == 1:
            return (picked or proposed)[0]
        # A planned time is what a reschedule moves away from, so only the other letters may name it.
        planned = meeting and meeting.state == "planned" and not proposed and self.brief.kind in _NAMES_PLANNED
        return meeting if planned else None

    def _was_said(self, minutes: int) -> bool:
        """A length is named only where it was: the small ask of P-21, or a number in the thread."""
        return minutes in (10, 15, 20) or any(re.search(rf"(?<!\d){minutes}(?!\d)", s.text) for s in self.brief.thread)

    def _their_zone(self, meeting: Meeting | None) -> str:
        """Their own zone; a time that they named in another zone than the owner's tells it, too."""
        known = self.brief.relationship.person.timezone
        named = meeting.timezone if meeting else ""
        return known or (named if named != self.brief.owner_timezone else "")

    def _moment(self, meeting: Meeting) -> str:
        theirs = self._their_zone(meeting)
        return dates.in_both_zones(meeting.start, theirs, self.brief.owner_timezone, self.dates)
