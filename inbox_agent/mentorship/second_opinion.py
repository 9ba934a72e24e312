"""What a model says of a mail on which the rules abstain, and how far it is believed (F-22, T-15).

It is believed only where it can quote the mail's own words, and never with what cannot be undone: a no for good and a
wish not to be written to are heard by rule or told by the owner. Where the rules saw a no and it sees a yes, the no is
safer, and nobody's word is taken: the owner is asked, with both guesses. It judges *what a mail says*; that the mail is
kept and shown to the owner is not its to decide.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from inbox_agent.mail.message import Because
from inbox_agent.mail.visible import one_line
from inbox_agent.mentorship.ledger import Mention
from inbox_agent.mentorship.reading import INTENTS, NOES, YESES, Context, Reading
from inbox_agent.mentorship.relationship import TERMINAL
from inbox_agent.mentorship.stages import move

FARTHEST = timedelta(days=400)  #: a day to come back on that lies farther off is a slip of the pen
LIKELY = 0.5  #: a guess without a rule that is as likely as this counts as evidence
SHORTEST = 3  #: characters of a quote that is evidence


@dataclass(frozen=True)
class Told:
    """A mail of the same person that was not clear, and what the owner said of it."""

    words: str
    meant: str  #: an intent, or a stage; of an entry of the ledger "none"
    about: str  #: meaning, stage or ledger


@dataclass(frozen=True)
class Unclear:
    """A mail that the rules could not read, with all that may help to read it. Of one relationship, and no address in it."""

    message: int  #: its id in the records
    relationship: int
    text: str  #: the newly written words
    written: date
    language: str
    owner_name: str
    contact_name: str
    context: Context
    guesses: tuple[str, ...]
    before: str = ""  #: our last letter, newly written words
    told: tuple[Told, ...] = ()  #: what the owner said of earlier mails of this person, the newest last (F-28)


@dataclass(frozen=True)
class Advice:
    what: str
    quote: str


@dataclass(frozen=True)
class Opinion:
    """What the model said, as it said it."""

    intent: str
    also: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    advice: tuple[Advice, ...] = ()
    return_date: date | None = None
    return_quote: str = ""
    source: str = ""  #: the prompt's version and the model


class Hearer(Protocol):
    """Reads one mail that the rules could not. Called outside every transaction."""

    def hear(self, mail: Unclear, now: datetime) -> Opinion:
        """One opinion. Raises `errors.InboxAgentError` where there is none to be had."""


def weigh(rules: Reading, told: Opinion | None, text: str, context: Context) -> Reading:
    """The reading of the rules, or the opinion where they abstain and it can be believed."""
    if told is None or rules.sure or rules.do_not_contact or rules.bad_news or told.intent not in INTENTS:
        return rules
    proven = tuple(quote for quote in told.quotes if literal(quote, text))
    if told.intent == "other" or not proven:
        return rules
    also = tuple(dict.fromkeys(a for a in told.also if a in INTENTS and a not in ("other", told.intent)))
    found = move(context.stage, f"heard:{told.intent}")
    # Where no rule spoke, the guesses are what mails at this place tend to be, and no evidence of a no.
    heard = (rules.intent, *rules.guesses) if rules.because or rules.confidence >= LIKELY else ()
    a_no = next((guess for guess in heard if guess in NOES), "")
    # A no beside its yes is a no for the one who must live with a mistake: the owner decides.
    beside = next((a for a in also if a in NOES), "") if told.intent in YESES else ""
    if found and found.to in TERMINAL:  # no timer leads back from there, and no model's word leads there (T-15)
        return _asked(rules, (told.intent, *rules.guesses), proven)
    if told.intent in YESES and (a_no or beside):
        return _asked(rules, (a_no or beside, told.intent), proven)
    also = tuple(a for a in also if a not in ("declines", "ends"))
    because = tuple(Because(f"model {told.source}".strip(), quote) for quote in proven[:3])
    return Reading(told.intent, also, 0.7, because, True)


def _asked(rules: Reading, guesses: tuple[str, ...], proven: tuple[str, ...]) -> Reading:
    two = tuple(dict.fromkeys(g for g in guesses if g and g != "other"))[:2]
    because = (*rules.because, *(Because("model", quote) for quote in proven[:2]))
    return replace(rules, intent=two[0] if two else rules.intent, guesses=two, because=because, sure=False)


def literal(quote: str, text: str) -> bool:
    """Whether these words stand in the text, white space aside: mails are wrapped."""
    words = one_line(quote)
    return len(words) >= SHORTEST and words in one_line(text)


def advice_in(told: Opinion | None, text: str) -> tuple[Mention, ...]:
    """The advice that it can quote, as the ledger keeps it (F-26)."""
    found = told.advice if told else ()
    return tuple(
        Mention("advice", "contact", one_line(a.what), one_line(a.quote), rule="advice.model")
        for a in found
        if literal(a.quote, text) and one_line(a.what)
    )


def back_on(told: Opinion | None, text: str, written: date) -> date | None:
    """The day to come back on, where the mail's own words say so and it lies ahead within reason."""
    if told is None or told.return_date is None or not literal(told.return_quote, text):
        return None
    return told.return_date if written < told.return_date <= written + FARTHEST else None
