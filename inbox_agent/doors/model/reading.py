"""What a model says that a mail means, read as the words of a stranger; and the sheet that it is asked with (T-10, T-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from inbox_agent.doors.model.answer import Reply, Strict, parsed
from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.mail.visible import one_line, visible
from inbox_agent.mentorship.reading import INTENTS
from inbox_agent.mentorship.second_opinion import Advice, Opinion, Told, Unclear

_MOST = 12  #: of anything in one answer

SCHEMA: dict[str, Any] = {
    "title": "reading",
    "description": "What one mail means, and the words that say so.",
    "type": "object",
    "additionalProperties": False,
    "required": ["intent", "also", "quotes", "advice", "return_date", "return_quote"],
    "properties": {
        "intent": {"type": "string", "enum": list(INTENTS), "description": "What the mail mainly does."},
        "also": {
            "type": "array",
            "items": {"type": "string", "enum": list(INTENTS)},
            "description": "What else it does; empty if nothing.",
        },
        "quotes": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The words of the mail that the intent rests on, copied exactly.",
        },
        "advice": {
            "type": "array",
            "description": "Each piece of advice in the mail; empty if none.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["what", "quote"],
                "properties": {
                    "what": {"type": "string", "description": "The advice in a few words."},
                    "quote": {"type": "string", "description": "The words of the mail, copied exactly."},
                },
            },
        },
        "return_date": {"type": "string", "description": "YYYY-MM-DD, or empty."},
        "return_quote": {"type": "string", "description": "The words that name the day, copied exactly, or empty."},
    },
}


class _Advice(Strict):
    what: str
    quote: str


class Answer(Strict):
    """The whole of what a model may say of a mail."""

    intent: str
    also: list[str]
    quotes: list[str]
    advice: list[_Advice]
    return_date: str
    return_quote: str


@dataclass(frozen=True)
class Page:
    """Everything that the templates in `prompts/hear/` are given."""

    owner_name: str
    role: str
    stage: str
    language: str
    written: str
    last_writer: str
    guesses: tuple[str, ...]
    text: str
    before: str
    told: tuple[Told, ...] = ()  #: of earlier mails of the same person

    @property
    def words(self) -> str:
        return "\n".join((self.text, self.before, *(each.words for each in self.told)))

    @property
    def beside(self) -> tuple[str, ...]:
        return ()

    def through(self, change: Callable[[str], str]) -> Page:
        told = tuple(replace(each, words=change(each.words)) for each in self.told)
        return replace(
            self, owner_name=change(self.owner_name), text=change(self.text), before=change(self.before), told=told
        )


def page(mail: Unclear, thread: int, value: int, example: int) -> Page:
    """What of a mail goes into the prompt: visible words only (T-13), no address, no id, no name but the owner's."""
    return Page(
        owner_name=one_line(mail.owner_name)[:200],
        role=mail.context.role,
        stage=mail.context.stage,
        language=mail.language,
        written=f"{mail.written:%A %d %B %Y}",
        last_writer=mail.context.last_writer,
        guesses=mail.guesses,
        text=visible(mail.text[: 2 * value]).strip()[:value],
        before=visible(mail.before[: 2 * thread]).strip()[:thread],
        told=tuple(replace(each, words=visible(each.words[: 2 * example]).strip()[:example]) for each in mail.told),
    )


def read(reply: Reply, longest: int, show: Callable[[str], str]) -> Opinion:
    """The opinion in a reply; `show` puts hidden words back. Raises `ModelFailed`."""
    answer = parsed(reply, Answer)
    lists = (answer.also, answer.quotes, answer.advice)
    if any(len(found) > _MOST for found in lists):
        raise ModelFailed(Failure.BAD_ANSWER, f"There were more than {_MOST} of something.")
    if answer.intent not in INTENTS:
        raise ModelFailed(Failure.BAD_ANSWER, "The intent was none of those that there are.")
    shown = [show(one_line(quote)) for quote in answer.quotes if len(quote) <= longest]
    return Opinion(
        answer.intent,
        tuple(a for a in answer.also if a in INTENTS),
        tuple(shown),
        tuple(
            Advice(show(one_line(a.what))[:200], show(one_line(a.quote)))
            for a in answer.advice
            if len(a.quote) <= longest
        ),
        _day(answer.return_date),
        show(one_line(answer.return_quote))[:longest],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
