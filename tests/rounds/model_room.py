"""A mailroom whose agent has a model: a server that speaks the chat-completions protocol, plays what the test tells it, and keeps what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from doors.wires import as_json, completion
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

#: What the model says to one request: a value that is put into a completion, or a whole response.
Turn = dict[str, Any] | str | Response | Callable[[dict[str, Any]], "dict[str, Any] | str | Response"]


@dataclass
class Oracle:
    """The model's server. `letters` and `readings` are played one a call, the last for every further call."""

    server: HTTPServer
    letters: list[Turn] = field(default_factory=list)
    readings: list[Turn] = field(default_factory=list)
    asked_letters: list[str] = field(default_factory=list)  #: all words of each request for a letter
    asked_readings: list[str] = field(default_factory=list)

    _made = 0

    def __post_init__(self) -> None:
        Oracle._made += 1
        self.path = f"/{Oracle._made}/v1"
        self.server.expect_request(f"{self.path}/chat/completions").respond_with_handler(self._serve)

    @property
    def config(self) -> str:
        url = self.server.url_for(self.path)
        return f'\n[model]\nprovider = "openai"\nmodel = "pen-1"\nbase_url = "{url}"\ntimeout_seconds = 15\n'

    @property
    def prompts(self) -> str:
        """Everything that ever reached the model, as one text."""
        return "\n".join([*self.asked_letters, *self.asked_readings])

    def _serve(self, request: Request) -> Response:
        asked: dict[str, Any] = request.get_json()
        said = "\n".join(m["content"] for m in asked["messages"])
        reads = "You read one mail" in said
        kept, script = (self.asked_readings, self.readings) if reads else (self.asked_letters, self.letters)
        kept.append(said)
        assert script, "the model was asked for something that this test does not play"
        turn = script[min(len(kept), len(script)) - 1]
        if callable(turn) and not isinstance(turn, Response):
            turn = turn(asked)
        if isinstance(turn, Response):
            return turn
        return as_json(completion(turn if isinstance(turn, str) else json.dumps(turn)))


def letter(text: str, subject: str = "A question", **more: Any) -> dict[str, Any]:
    return {"subject": subject, "text": text, "missing": [], "claims": []} | more


def serving() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as http:
        yield http
