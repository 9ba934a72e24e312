"""What a model sent back, read as the words of a stranger (T-10, T-17).

The order matters. First the finish reason: a letter that broke off in the middle can still be mended into
valid JSON, and langchain's own parsers do mend it; such a letter must never be proposed. Then one strict
parse: every field there, no other field, no type bent into another. Then our own bounds, because servers
ignore those of a schema. What passes is a subject of one line and a text of visible characters; nothing in it
can become a header, since recipients and headers come from the records (T-11).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.mail.visible import one_line, visible

LARGEST = 64_000  #: characters of an answer; a letter with all its claims has a few thousand

_QUESTIONS, _QUESTION = 8, 400
_CLAIMS, _CLAIM = 40, 1000
_SUBJECT = 200

# Nothing but what every provider's dialect of JSON Schema knows: flat, every field required, no defaults and
# no bounds. The names and their order are those of `Answer`.
SCHEMA: dict[str, Any] = {
    "title": "letter",
    "description": "One letter, and where its statements come from.",
    "type": "object",
    "additionalProperties": False,
    "required": ["subject", "text", "missing", "claims"],
    "properties": {
        "subject": {"type": "string", "description": "The subject, one line, without 'Re:'."},
        "text": {
            "type": "string",
            "description": "The letter from greeting to closing words, without name or signature below.",
        },
        "missing": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Questions to the owner for facts that the letter needs and the material lacks; empty if none.",
        },
        "claims": {
            "type": "array",
            "description": "Every statement of fact in the letter with its evidence.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "source", "quote"],
                "properties": {
                    "text": {"type": "string", "description": "The statement as the letter makes it."},
                    "source": {"type": "string", "description": "The label of the material that it rests on."},
                    "quote": {"type": "string", "description": "The words of that material, copied exactly."},
                },
            },
        },
    },
}


@dataclass(frozen=True)
class Reply:
    """One answer as it came over the line: how it ended, its characters, and what it cost."""

    finish: str  #: "done", "truncated", "refused", "" where the server names no reason, or its own word
    content: str
    tokens_in: int = 0
    tokens_out: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(kept: str) -> Reply:
        return Reply(**json.loads(kept))


class Strict(BaseModel):
    """The form of an answer: every field there, no other field, no type bent into another."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Form = TypeVar("Form", bound=Strict)


class Claim(Strict):
    """A statement of the letter and the words that it rests on."""

    text: str
    source: str
    quote: str


class Answer(Strict):
    """The whole of what a model may say."""

    subject: str
    text: str
    missing: list[str]
    claims: list[Claim]


def read(reply: Reply, longest: int) -> Answer:
    """The answer in a reply. `longest` bounds the letter's text, in characters. Raises `ModelFailed`."""
    answer = parsed(reply, Answer)
    _check_bounds(answer, longest)
    return answer


def parsed(reply: Reply, form: type[Form]) -> Form:
    """The whole answer in its form: first the ending is looked at, then the words. Raises `ModelFailed`."""
    if reply.finish == "truncated":
        raise ModelFailed(
            Failure.TRUNCATED, "The answer was too long and broke off. Write a shorter letter with fewer claims."
        )
    if reply.finish == "refused":
        raise ModelFailed(Failure.REFUSED)
    if reply.finish not in {"done", ""}:
        raise _bad(f"The answer ended for a reason that is not known here: {one_line(reply.finish)[:40]}.")
    if len(reply.content) > LARGEST:
        raise _bad(f"The answer had {len(reply.content)} characters, which is far too many.")
    try:
        return form.model_validate_json(_unfenced(reply.content))
    except ValidationError as fault:
        raise _wrong_shape(fault) from fault


def cleaned(answer: Answer) -> tuple[Answer, int]:
    """The answer in visible characters only, and how many others its letter had."""
    hidden = _hidden(answer.text) + _hidden(answer.subject)
    return Answer(
        subject=one_line(answer.subject),
        text="\n".join(line.rstrip() for line in visible(answer.text).split("\n")).strip(),
        missing=[one_line(q) for q in answer.missing if one_line(q)],
        claims=[
            Claim(text=one_line(c.text), source=one_line(c.source), quote=one_line(c.quote)) for c in answer.claims
        ],
    ), hidden


def unproven(claims: list[Claim], sources: Mapping[str, str]) -> list[Claim]:
    """The claims whose quote is not literally in the source they name. White space may differ: mails are wrapped."""
    whole = {label: one_line(text) for label, text in sources.items()}
    return [c for c in claims if len(c.quote) < 3 or c.quote not in whole.get(c.source, "")]


# Models like to open with "Subject: …" or, led by a hostile mail, "Bcc: …": words to the reader of a form,
# not to the contact.
_HEADER = re.compile(
    r"\s*(subject|to|from|cc|bcc|reply-to|sender|date|message-id|in-reply-to|references)\s*:", re.IGNORECASE
)


def _check_bounds(answer: Answer, longest: int) -> None:
    text = visible(answer.text).strip()
    if not text:
        raise _bad("The letter had no text.")
    if len(text) > longest:
        raise _bad(f"The letter had {len(text)} characters; at most {longest} are allowed.")
    if _HEADER.match(text):
        raise _bad("The text opened with a mail header. It must open with the greeting.")
    if len(answer.subject) > _SUBJECT:
        raise _bad(f"The subject had {len(answer.subject)} characters; at most {_SUBJECT} are allowed.")
    if len(answer.missing) > _QUESTIONS or any(len(q) > _QUESTION for q in answer.missing):
        raise _bad(f"There were more than {_QUESTIONS} questions, or one had more than {_QUESTION} characters.")
    if len(answer.claims) > _CLAIMS or any(len(c.text) + len(c.quote) > _CLAIM for c in answer.claims):
        raise _bad(f"There were more than {_CLAIMS} claims, or one had more than {_CLAIM} characters.")


def _hidden(text: str) -> int:
    """How many characters `visible` takes out; CR LF counts as the one line end that it becomes."""
    return len(text.replace("\r\n", "\n")) - len(visible(text))


def _unfenced(content: str) -> str:
    """Without the code fence that chat models put around JSON when nothing makes them answer in it alone."""
    content = content.strip()
    if content.startswith("```") and content.endswith("```") and "\n" in content:
        return content[content.index("\n") : -3]
    return content


def _wrong_shape(fault: ValidationError) -> ModelFailed:
    faults = fault.errors(include_url=False, include_context=False, include_input=False)
    unknown = sum(1 for e in faults if e["type"] == "extra_forbidden")
    told = [f"{unknown} fields were there that nobody asked for."] if unknown else []
    # Places are named by our own field names only; what the model invented is not repeated to it.
    ours = [".".join(str(p) for p in e["loc"]) or "the whole" for e in faults if e["type"] != "extra_forbidden"]
    told += [f"Not as asked for: {', '.join(ours[:5])}."] if ours else []
    return ModelFailed(Failure.BAD_ANSWER, " ".join(told), unknown_fields=unknown)


def _bad(why: str) -> ModelFailed:
    return ModelFailed(Failure.BAD_ANSWER, why)
