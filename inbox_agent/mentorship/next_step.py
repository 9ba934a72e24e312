"""What is due next in a relationship, and when, and why: the one place that knows.

There is never more than one next step. It is computed from the situation and the clock alone, so computing it
twice changes nothing, and it is stored as a row (what, due, why) that the agent looks at each minute; a month of
downtime makes it late, never lost. A step is one of four acts: *draft* a letter (which then waits for the owner's
yes), *ask* the owner something, *tell* them what a clock of theirs says (`reminders.py`), or *move* to another
stage because time has passed.

The ladder of nudges ends by itself (P-24, P-71, P-72): each rung is an occasion that can be used once, the
last rung moves the relationship to `resting`, and `resting` has no step. While a draft waits for the owner
no other is due: what they have not decided is not decided over their head. A nudge is due when it is kind: in
the contact's working hours, not on their holidays, and not while they are away (`working_time.py`, F-23).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox_agent.mentorship import cadence as keeping
from inbox_agent.mentorship.relationship import Because, Meeting
from inbox_agent.mentorship.reminders import reminders
from inbox_agent.mentorship.situation import Heard, Sent, Situation
from inbox_agent.mentorship.stages import NURTURED, open_to_letters
from inbox_agent.mentorship.step import Step
from inbox_agent.mentorship.working_time import Place, kindly
from inbox_agent.rules import Cadence
from inbox_agent.words import Stage

#: Mails of theirs that a letter with a time answers, and those that a letter about another time does.
TIMES = ("accepts", "asks-for-times", "proposes-times", "confirms-time", "accepts-short-of-time", "calendar-request")
MOVED = ("reschedules", "cancels", "calendar-declined", "calendar-cancelled")

#: Where a pause leads back to: to what was before it, a date of yesterday aside.
RESUMES: dict[Stage, str] = {
    "prospect": "time:back-to-prospect",
    "outreach": "time:back-to-outreach",
    "scheduling": "time:back-to-scheduling",
    "meeting": "time:back-to-scheduling",
    "quiet": "time:back-to-quiet",
    "resting": "time:back-to-resting",
    "short-of-time": "time:back-to-short-of-time",
    "keep-in-touch": "time:back-to-keep-in-touch",
}
#: Causes of a pause's end after which no first conversation is open: "try me in September" means the next one.
LATER_STAGES: tuple[Stage, ...] = ("active", "thank-you", "keep-in-touch")


#: A draft that the owner may still decide on (`drafts.draft.OPEN`; this floor does not see that one).
OPEN_TO_WISHES = ("waiting", "blocked", "snoozed", "expired")


def next_step(situation: Situation, cadence: Cadence, place: Place, now: datetime) -> Step | None:
    """The step that comes next, its due time perhaps long past or far ahead; None where nothing ever is due.

    `place` is where the contact lives, else the owner. What had its time and missed it (a brief for a conversation
    that is over) is no step any more.
    """
    if situation.relationship.do_not_contact:
        return None
    found = [_ladder(situation, cadence, place), *reminders(situation, cadence)]
    return min((s for s in found if s and (s.until is None or now <= s.until)), key=lambda s: s.due, default=None)


def _ladder(situation: Situation, cadence: Cadence, place: Place) -> Step | None:
    relationship = situation.relationship
    if situation.open_draft:
        waits = (_over(situation, cadence), _while_a_draft_waits(situation))
        return min((s for s in waits if s), key=lambda s: s.due, default=None)
    if wanted := situation.wanted:
        kind = wanted.occasion.split(":")[1]
        return Step("draft", kind, wanted.answered or wanted.asked, Because("owner", wanted.answer), wanted.occasion)
    if relationship.stage == "paused":
        return _pause(situation, cadence)
    if not open_to_letters(relationship.stage) and relationship.stage != "declined":
        return None
    steps = _Steps(situation, cadence, place).of_stage()
    return next((s for s in steps if s and (s.act != "draft" or s.occasion not in situation.occasions)), None)


def _while_a_draft_waits(situation: Situation) -> Step | None:
    draft = situation.open_draft
    assert draft is not None
    if situation.wish and situation.wish.answered and draft.state in OPEN_TO_WISHES:
        because = Because("F-61", situation.wish.answer)
        return Step("redraft", draft.kind, situation.wish.answered, because, draft.occasion)
    answered = [
        a for a in situation.asked if a.kind in ("facts", "meeting-time") and a.answered and a.answered > draft.created
    ]
    if answered and answered[-1].answered and not draft.by_owner:
        return Step("redraft", draft.kind, answered[-1].answered, Because("P-22", answered[-1].answer), draft.occasion)
    if draft.state == "snoozed" and draft.wake:
        return Step("ask-again", draft.kind, draft.wake, Because("owner", "later"), draft.occasion)
    return None


def _pause(situation: Situation, cadence: Cadence) -> Step:
    """A pause always ends: on its day, or after a decent while where nobody named one (P-76, F-23)."""
    relationship = situation.relationship
    until = relationship.pause_until or relationship.since + timedelta(days=cadence.pause_days)
    heard = situation.unanswered_by_us
    before = relationship.paused_from or "active"
    if heard and heard.intent == "pauses" and before not in LATER_STAGES:
        return Step("move", "time:try-again", until, Because("F-23", heard.words or f"paused until {until:%Y-%m-%d}"))
    return Step(
        "move", RESUMES.get(before, "time:pause-over"), until, Because("P-76", f"paused until {until:%Y-%m-%d}")
    )


def _over(situation: Situation, cadence: Cadence) -> Step | None:
    """A conversation has taken place a while after its end; where it is to come, what is due at it."""
    meeting = situation.meeting
    nurtured = situation.relationship.stage in ("meeting", *NURTURED)
    if meeting is None or meeting.state != "planned" or not nurtured:
        return None
    over = meeting.end + timedelta(minutes=cadence.meeting_over_minutes)
    return Step("move", "meeting:over", over, Because("P-33", f"the conversation ended at {over:%Y-%m-%d %H:%M} UTC"))


class _Steps:
    """What may be due in one stage, in the order of what is due first; what the owner decided before is passed over."""

    def __init__(self, situation: Situation, cadence: Cadence, place: Place) -> None:
        self.situation, self.cadence, self.place = situation, cadence, place
        self.relationship = situation.relationship

    def of_stage(self) -> list[Step | None]:
        return {
            "prospect": self.prospect,
            "outreach": self.outreach,
            "scheduling": self.scheduling,
            "meeting": self.meeting,
            "thank-you": self.thank_you,
            "active": self.active,
            "keep-in-touch": self.keep_in_touch,
            "quiet": self.quiet,
            "short-of-time": self.short_of_time,
            "mismatch": self.mismatch,
            "declined": self.declined,
        }[self.relationship.stage]()

    # The moments of nudges.

    def _kindly(self, due: datetime) -> datetime:
        """A nudge waits until they are back, and for their working morning (F-23, F-68)."""
        return kindly(self._back(due), self.place, self.cadence.working_hours)

    def _back(self, moment: datetime) -> datetime:
        """Not before they are back: neither counts a silence while they are away, nor is anything brought up."""
        away = self.relationship.away_until
        return max(moment, away) if away else moment

    def _rest(self, since: datetime, days: int) -> Step:
        why = Because("P-72", f"still no answer after {days} days")
        return Step("move", "time:silence", self._back(since) + timedelta(days=days), why)

    # The stages.

    def prospect(self) -> list[Step | None]:
        relationship = self.relationship
        if relationship.role == "mentor":
            why = Because("P-44", relationship.purpose or "a mentoring begins")
            return [Step("draft", "welcome", relationship.since, why, "welcome")]
        return [Step("draft", "outreach", relationship.since, Because("P-21", relationship.purpose), "outreach")]

    def outreach(self) -> list[Step | None]:
        if self.situation.unanswered_by_us:
            return []  # they wrote something that is neither yes nor no: the owner was told, and the ladder stops
        letter = self.situation.last_sent("outreach", "outreach-follow-up")
        return [self._withdrawal(), *self._unanswered(letter)]

    def _withdrawal(self) -> Step | None:
        """Another has said yes to what this one was asked for, too: the owner may take the request back (F-86)."""
        overlap = next((a for a in reversed(self.situation.asked) if a.kind == "overlap"), None)
        last = self.situation.last_sent()
        if overlap is None or last is None or last.at > overlap.asked:
            return None  # what was written since then says that the owner wants both
        why = Because("F-86", overlap.answer)
        return Step("draft", "withdrawal", overlap.asked, why, f"withdrawal:{overlap.id}")

    def _unanswered(self, letter: Sent | None) -> list[Step | None]:
        since = letter.at if letter else self.relationship.since
        wait, rest = self.cadence.outreach_follow_up, self.cadence.outreach_rest
        if letter and letter.kind != "outreach":
            return [self._rest(since, rest)]
        due = self._kindly(since + timedelta(days=wait))
        why = Because("P-24", f"no answer in {wait} days")
        follow_up = Step("draft", "outreach-follow-up", due, why, "outreach-follow-up")
        return [follow_up, self._rest(since, wait + rest)]

    def scheduling(self) -> list[Step | None]:
        waiting = self.situation.unanswered_by_us
        return [*self._answer(waiting), self._their_question(), self._check_in_when_silent()]

    def _answer(self, waiting: Heard | None) -> list[Step | None]:
        """The letter, or the question to the owner, that their last mail wants from us."""
        if waiting is None:
            return []
        occasion = f"answer:{waiting.id}"
        moved = waiting.intent in MOVED
        # Where the owner's own word brought them here after a mail that could not be judged, that mail was a yes.
        corrected = self.relationship.stage == "scheduling" and self.relationship.since >= waiting.at
        if waiting.intent == "pauses":
            why = Because("F-23", waiting.words)
            return [Step("draft", "check-in", self._kindly(self.relationship.since), why, occasion)]
        # They agreed to a time that could not be read (F-27), or invited to one without a zone.
        if waiting.intent == "confirms-time" or (
            waiting.intent == "calendar-request" and self.situation.meeting is None
        ):
            why = Because("F-27", "they confirmed a time that I could not read")
            asked = any(a.kind == "meeting-time" and a.occasion == str(waiting.id) for a in self.situation.asked)
            return [None if asked else Step("ask", "meeting-time", waiting.at, why, str(waiting.id))]
        # In the middle of finding a time even a mail that could not be judged is about that; elsewhere it is not.
        finding = self.relationship.stage == "scheduling" and waiting.intent == "other"
        if "bad-news" in waiting.also or not (moved or corrected or finding or waiting.intent in TIMES):
            return []
        kind = "reschedule" if moved else "accept-and-schedule"
        why = Because("P-30", f"they wrote: {waiting.intent}")
        return [Step("draft", kind, waiting.at, why, occasion, answers=waiting.id)]

    def _their_question(self) -> Step | None:
        """As mentor: what a mentee asks is answered with what the owner has to say, and a question back (P-40, P-41)."""
        waiting = self.situation.unanswered_by_us
        if self.relationship.role != "mentor" or waiting is None or waiting.intent != "asks-question":
            return None
        if "bad-news" in waiting.also:
            return None
        why = Because("P-40", waiting.words or "they asked you something")
        return Step("draft", "question", waiting.at, why, f"answer:{waiting.id}", answers=waiting.id)

    def _check_in_when_silent(self) -> Step | None:
        """A conversation that stopped in the middle: one mild check-in for this silence (P-71)."""
        last = keeping.last_contact(self.relationship)
        due = self._back(last + timedelta(days=self.cadence.check_in_silence))  # the digest is its moment
        why = Because("P-71", f"silent for {self.cadence.check_in_silence} days")
        return Step("draft", "check-in", due, why, f"check-in:{last:%Y-%m-%d}", ask_by="digest")

    def meeting(self) -> list[Step | None]:
        meeting = self.situation.meeting
        if meeting is None:  # the owner says that there is a date, and has not said which
            occasion = f"{self.relationship.id}:{self.relationship.since:%Y-%m-%d}"
            asked = any(a.kind == "meeting-time" and a.occasion == occasion for a in self.situation.asked)
            why = Because("P-30", "a conversation has a date that I do not know")
            return [None if asked else Step("ask", "meeting-time", self.relationship.since, why, occasion)]
        return [self._their_question(), *self._before(meeting)]

    def _before(self, meeting: Meeting) -> list[Step | None]:
        """What is due until a planned conversation is over: the mentor's request for an agenda, and its end (P-46)."""
        if meeting.state != "planned":
            return []
        steps: list[Step | None] = []
        if self.relationship.role == "mentor":
            ahead = timedelta(hours=self.cadence.agenda_hours + self.cadence.agenda_draft_hours)
            late = meeting.start - timedelta(hours=self.cadence.agenda_hours / 4)
            why = Because("P-46", f"the conversation begins at {meeting.start:%Y-%m-%d %H:%M} UTC")
            occasion = f"agenda:{meeting.id}"
            steps.append(Step("draft", "agenda-request", meeting.start - ahead, why, occasion, until=late))
        return [*steps, _over(self.situation, self.cadence)]

    def thank_you(self) -> list[Step | None]:
        """First the owner's lines, then the letter, both within 24 hours of the end (P-33); then life goes on (P-34)."""
        relationship, held = self.relationship, self.situation.held
        occasion = f"meeting:{held.id}" if held else f"since:{relationship.since:%Y-%m-%d}"
        name = f"{relationship.id}:{occasion}"
        days = self.cadence.thank_you_lapse
        lapse = Step(
            "move",
            "time:thank-you-over",
            relationship.since + timedelta(days=days),
            Because("P-34", f"{days} days after the conversation"),
        )
        asked = next((a for a in self.situation.asked if a.kind == "take-aways" and a.occasion == name), None)
        if asked is None:
            why = Because("P-33", "what did you take away?")
            return [Step("ask", "take-aways", relationship.since, why, name)]
        if asked.answered:
            why = Because("P-33", asked.answer)
            return [Step("draft", "thank-you", asked.answered, why, f"thank-you:{occasion}"), lapse]
        return [lapse]

    def active(self) -> list[Step | None]:
        """Past its cadence it is stale, and the digest brings a ready letter (P-63)."""
        return self._nurtured("check-in", "P-63")

    def keep_in_touch(self) -> list[Step | None]:
        return self._nurtured("keep-in-touch", "P-74")

    def _nurtured(self, kind: str, rule: str) -> list[Step | None]:
        planned = self.situation.meeting
        if planned and planned.state == "planned":
            return [self._their_question(), *self._before(planned)]
        last = keeping.last_contact(self.relationship)
        amber, _ = keeping.limits(self.relationship, self.cadence)
        why = Because(rule, f"no contact for {amber.days} days")
        greeting = Step("draft", kind, self._back(last + amber), why, f"{kind}:{last:%Y-%m-%d}", ask_by="digest")
        waiting = self.situation.unanswered_by_us
        # Between people who know each other a yes may be one to anything; only words about a time want a time.
        about_a_time = waiting and waiting.intent not in ("accepts", "accepts-short-of-time", "confirms-time")
        if waiting and waiting.intent == "makes-introduction" and self.relationship.role != "mentor":
            thanks = Because("P-62", waiting.words or "they introduced you to somebody")
            letter = Step(
                "draft", "introduction-thanks", waiting.at, thanks, f"answer:{waiting.id}", answers=waiting.id
            )
            return [letter, greeting]
        return [*self._answer(waiting if about_a_time else None), self._their_question(), greeting]

    def quiet(self) -> list[Step | None]:
        if self.situation.unanswered_by_us:
            return []  # they wrote after all: the owner was told
        letter = self.situation.last_sent()
        return [self._rest(letter.at if letter else self.relationship.since, self.cadence.check_in_rest)]

    def short_of_time(self) -> list[Step | None]:
        waiting = self.situation.unanswered_by_us
        if waiting and waiting.intent == "accepts-short-of-time":
            why = Because("P-73", "they are short of time")
            occasion = f"answer:{waiting.id}"
            return [Step("draft", "short-of-time", waiting.at, why, occasion, answers=waiting.id)]
        return [self._check_in_when_silent()]

    def mismatch(self) -> list[Step | None]:
        since = self.relationship.since
        return [
            Step("draft", "mismatch-exit", since, Because("P-70", "the owner's own wish"), f"mismatch:{since:%Y-%m-%d}")
        ]

    def declined(self) -> list[Step | None]:
        heard = self.situation.unanswered_by_us
        if heard is None or heard.intent != "declines":
            return []
        why = Because("P-75", "they said no")
        return [Step("draft", "decline-thanks", heard.at, why, "decline-thanks", answers=heard.id)]
