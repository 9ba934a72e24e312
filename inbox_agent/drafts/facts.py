"""The facts of a brief in the form in which a letter says them: to the contact, in the letter's language.

Everything that a template may use is a value here and comes from the brief; what nobody stated is "" or (),
and the template leaves its sentence out. Where a letter would not be worth sending without a fact, the fact's
name stands in `missing` and the owner is asked (P-22). Words in another language than the letter's are not
used, since a letter that changes language in mid-sentence is worse than a question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inbox_agent.drafts import dates
from inbox_agent.drafts.about_owner import in_first_person
from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.called import greeting_name, name_alone
from inbox_agent.drafts.form_of_address import form_of
from inbox_agent.drafts.letter_times import letter_times
from inbox_agent.drafts.purpose import Purpose, purpose, speaks
from inbox_agent.drafts.second_person import family, sentence_to_them, to_them
from inbox_agent.drafts.take_aways import TakeAways, take_aways
from inbox_agent.drafts.their_questions import their_questions
from inbox_agent.drafts.their_work import TITLE, their_work
from inbox_agent.drafts.this_thread import by_surname, in_this_thread
from inbox_agent.mail.visible import one_line
from inbox_agent.rules import Dates, PurposeWords, Rules

_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
#: A number to call; a date or a time of day has fewer digits, or no blank or sign where a number to call has one.
_PHONE = re.compile(r"(?<![\w.:/-])(?:\+|00?)[1-9][\d ()/-]{5,18}\d(?![\w:])")
_DIGITS = 8
_LONGEST = 2_000  #: characters of one fact

#: What may be asked of the owner and is answered into `Brief.facts`.
FACTS = (
    "work", "topic", "questions", "place", "referrer", "take_aways", "times", "need", "achieved", "news", "answer",
    "points", "gratitude", "introduced", "reason", "rhythm", "situation", "behaviour", "impact", "strength", "introduction",
)  # fmt: skip

#: Facts that go into the letter as the owner's own sentences.
_SENTENCES = (
    "need", "achieved", "news", "answer", "gratitude", "reason", "rhythm", "situation", "behaviour", "impact",
    "strength", "introduction",
)  # fmt: skip

#: The facts without which a letter of the kind would not be worth sending.
_NEEDED = {
    "question": ("questions",),
    "advice-answer": ("answer",),
    "agenda": ("points",),
    "progress-report": ("news",),
    "gratitude": ("gratitude",),
    "introduction-thanks": ("introduced",),
    "feedback": ("situation", "behaviour", "impact"),
    "encouragement": ("strength",),
    "introduction": ("introduction",),
}


@dataclass(frozen=True)
class Facts:
    """`values` are what a template may use; `missing` names facts to ask for; `left_out` the owner's words that were not used."""

    values: Mapping[str, Any]
    missing: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def facts(brief: Brief, language: str, rules: Rules) -> Facts:
    """Everything that the letter may say. `language` is one that the rules have."""
    return _Gathering(brief, language, rules).facts()


class _Gathering:
    """One brief read for one letter."""

    def __init__(self, brief: Brief, language: str, rules: Rules) -> None:
        self.brief, self.language, self.rules = brief, language, rules
        self.form = form_of(brief, language, rules)
        spoken_so_far = language == brief.language  # a greeting of another language does not open a letter in this one
        self.hello_before, self.close_before = in_this_thread(brief, rules) if spoken_so_far else ("", "")
        self.words: PurposeWords = rules.purpose[language].spoken(self.form.formal)
        self.dates: Dates = rules.dates[language]
        self.given = {name: text for name, text in (brief.facts or {}).items() if text.strip()}
        person = brief.relationship.person
        self.first = greeting_name(person.name)
        self.names = tuple(dict.fromkeys(n for n in (person.name.strip(), self.first) if n))
        lines = self._lines()
        self.family = family((brief.note, brief.relationship.purpose, *self.given.values(), lines), self.words)
        self.left_out: list[str] = []

    def facts(self) -> Facts:
        values: dict[str, Any] = {
            **self._people(),
            **self._purpose(),
            **self._history(),
            **letter_times(self.brief, self.dates, self.rules),
            **self._conversation(),
            **self._list(),
            **{name: self._own(name) for name in _SENTENCES},
            "roomy": False,  # whether it may say more than it must, as long letters do (`voiced`)
        }
        return Facts(values, _missing(self.brief.kind, values), tuple(self.left_out))

    def _people(self) -> dict[str, Any]:
        owner = one_line(self.brief.owner_name)
        return {
            "first_name": self.first,
            "owner_name": owner,
            "owner_first": greeting_name(owner),
            "about": ""
            if self._foreign(about := one_line(self.brief.owner_about))
            else in_first_person(about, self.brief.owner_name, self.words),
            "role": self.brief.relationship.role,
            "stage": self.brief.relationship.stage,
            "variation": self.brief.variation,
            "formal": self.form.formal,
            "honorific": self.form.honorific,
            "title": self.form.title,
            "surname": self.form.surname,
            "full_name": self.form.full_name,
            "own_hello": one_line(self._own_hello()),
            "own_close": one_line(self.brief.voice.sign_off or self.close_before),
        }

    def _own_hello(self) -> str:
        """The owner's own greeting: a title or surname kept as this thread has it, else as they greet everybody, else as before.

        The habit has to fit the form of address, and the contact's name has to be known.
        """
        voice, before = self.brief.voice, self.hello_before
        if before and by_surname(before, self.brief.relationship.person.name):
            return before
        other_form = voice.form and voice.form != ("formal" if self.form.formal else "informal")
        formal_name = " ".join(w for w in (self.form.honorific, self.form.title, self.form.surname) if w)
        name = (formal_name if self.form.honorific else self.form.full_name) if self.form.formal else self.first
        return before if other_form else voice.hello(name) or before

    def _list(self) -> dict[str, Any]:
        """Points for a conversation, one a line; and the name of somebody whom the contact introduced."""
        points = [_BULLET.sub("", line) for line in self.given.get("points", "").splitlines() if line.strip()]
        turned = [phrase for line in points if (phrase := self._phrase(line))]
        kept = [item.about for item in self.brief.ledger if item.what == "introduction" and item.about]
        introduced = one_line(self.given.get("introduced", "") or (kept[-1] if kept else "")).strip(" .,!")
        introduced = name_alone(introduced)
        return {
            "points": tuple(p[:1].upper() + p[1:] for p in turned[:5]),
            "introduced": introduced if len(introduced.split()) <= 5 else "",
        }

    def _purpose(self) -> dict[str, Any]:
        found = self._from_note()
        topic, asked = self._topic(found)
        questions = [q for line in asked if (q := self._question(line))]
        return {
            "work": self._work(found),
            "topic": topic,
            "topic_form": self._topic_form(topic),
            "place": self._phrase(self.given.get("place", "") or found.place),
            "referrer": name_alone(
                one_line(self.brief.relationship.referrer or self.given.get("referrer", "") or found.referrer)
            ),
            "questions": tuple(questions[:3]),
        }

    def _work(self, found: Purpose) -> str:
        """Asked which work is meant, the owner may answer with a name or with a sentence that holds it."""
        answer = self.given.get("work", "")
        named = purpose(answer, self.names, self.words).work or answer or found.work
        return their_work(self._phrase(named, quiet=True), self.words)

    def _topic(self, found: Purpose) -> tuple[str, tuple[str, ...]]:
        """The topic and the questions; asked for the one, the owner may answer with the other."""
        answer = self.given.get("topic", "")
        said = purpose(answer, self.names, self.words)
        questions = tuple(self.given.get("questions", "").splitlines()) or said.questions or found.questions
        return self._phrase(said.topic or ("" if "?" in answer else answer) or found.topic), questions

    def _topic_form(self, topic: str) -> str:
        """How a sentence takes the topic in: a ``clause`` ("how you …"), a ``plain`` noun, or ``bare``, behind a colon only."""
        if any(topic.casefold().startswith(word + " ") for word in self.words.asking):
            return "clause"
        return "bare" if self.words.bare and re.search(self.words.bare, topic, re.I) else "plain"

    def _from_note(self) -> Purpose:
        """The purpose in the owner's note; of a note in another language only a title and a name can be used."""
        note = self.brief.note or self.brief.relationship.purpose
        language = speaks(note, self.rules) or self.language
        found = purpose(note, self.names, self.rules.purpose[language])
        if language == self.language:
            return found
        title = TITLE.search(found.work)
        return Purpose(work=title.group(0) if title else "", referrer=found.referrer)

    def _phrase(self, words: str, quiet: bool = False, whole: bool = False) -> str:
        """The owner's phrase as said to the contact, without its final stop; "" where it cannot be said."""
        words = one_line(words[:_LONGEST]).strip(" .;,!")
        if not words or self._foreign(words):
            return ""
        turn = sentence_to_them if whole else to_them
        turned = turn(words, self.names, self.family, self.words)
        if turned is None and not quiet:
            self.left_out.append(words)
        return turned or ""

    def _question(self, line: str) -> str:
        line = _BULLET.sub("", line)
        turned = self._phrase(line).lstrip("¿")
        shown = self.words.person.second_person
        if turned and shown and not re.search(shown, turned, re.I):
            self.left_out.append(turned)  # its verb may be the third person's, and nothing in it tells
            return ""
        opens = "¿" if self.language == "es" and turned else ""
        return opens + turned[:1].upper() + turned[1:].rstrip("? ") + "?" if turned else ""

    def _own(self, name: str) -> str:
        """A sentence or more of the owner's own, given for this letter; capitalised and stopped."""
        turned = self._phrase(self.given.get(name, ""), whole=True)
        turned = turned[:1].upper() + turned[1:]
        return turned if not turned or turned.endswith(("?", "…")) else turned + "."

    def _foreign(self, words: str) -> bool:
        return speaks(words, self.rules) not in ("", self.language)

    def _history(self) -> dict[str, Any]:
        relationship, meeting = self.brief.relationship, self.brief.meeting
        met = bool(relationship.take_aways or self.brief.take_aways or (meeting and meeting.state == "took-place"))
        met = met or relationship.stage in ("thank-you", "active", "keep-in-touch")
        return {
            "met": met,
            "wrote": bool(relationship.last_inbound) or any(s.who == "contact" for s in self.brief.thread),
            "heard": self.brief.heard,
            "asked": tuple(self._said_by_them(one) for one in their_questions(self.brief)),
            "phone": self._phone(),
            "reports": self._reports(),
        }

    def _reports(self) -> tuple[tuple[str, str], ...]:
        """What they advised, and what the owner did with it and what came of it: the newest one that is not told yet (P-61)."""
        for item in reversed(self.brief.ledger):
            advice = one_line(item.gist).strip(' .!“”„«»"')
            if item.what != "advice" or not advice or self._foreign(advice):
                continue
            said = [self._phrase(words, whole=True) for words in (item.done, item.outcome) if words]
            told = " ".join(f"{s[:1].upper()}{s[1:]}." for s in said if s)
            if told:
                return ((advice, told),)
        return ()

    def _phone(self) -> str:
        """The one telephone number that they gave in their last mail, as they wrote it."""
        last = next((s.text for s in reversed(self.brief.thread) if s.who == "contact"), "")
        found = [one for one in _PHONE.findall(last[:_LONGEST]) if len(re.sub(r"\D", "", one)) >= _DIGITS]
        return one_line(found[0]) if len(found) == 1 else ""

    def _said_by_them(self, words: str) -> str:
        """Their words in the quotation marks of the letter's language; a letter does not change language within a sentence."""
        left, right = self.words.quotes
        return "" if not words or self._foreign(words) else f"{left}{words}{right}"

    def _lines(self) -> str:
        return self.given.get("take_aways", "") or self.brief.take_aways or self.brief.relationship.take_aways

    def _conversation(self) -> dict[str, Any]:
        lines = self._lines() if self.brief.kind == "thank-you" else ""
        if not lines or self._foreign(lines):
            taken = TakeAways()
        else:
            taken = take_aways(lines, self.names, self.family, self.words)
            self.left_out += taken.left_out
        return {
            "lines": taken.lines,
            "sentences": taken.sentences,
            "went_well": taken.went_well,
            "met_on": self._met_on(),
        }

    def _met_on(self) -> str:
        """``today``, ``yesterday`` or "" for any earlier day, by the owner's calendar."""
        if self.brief.meeting is None:
            return ""
        start, now = self.brief.meeting.start, self.brief.now
        days = (
            dates.calendar_day(now, self.brief.owner_timezone) - dates.calendar_day(start, self.brief.owner_timezone)
        ).days
        return {0: "today", 1: "yesterday"}.get(days, "")


def _missing(kind: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts without which this letter would not be worth sending."""
    wanted = []
    if kind == "outreach":
        wanted += [] if values["work"] else ["work"]
        wanted += [] if values["topic"] or values["questions"] else ["topic"]
    if kind == "thank-you" and not values["lines"]:
        wanted.append("take_aways")
    # To answer a question takes what the owner has to say; to ask one takes the question.
    needed = ("answer",) if kind == "question" and values["asked"] else _NEEDED.get(kind, ())
    wanted += [fact for fact in needed if not values[fact]]
    if kind in ("accept-and-schedule", "reschedule") and not (values["offers"] or values["when"]):
        wanted += ["times"] if values["proposed"] or values["heard"] == "asks-for-times" else []
    return tuple(wanted)
