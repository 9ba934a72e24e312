"""A configured model writes the letter on the whole road: from a forward to a draft that waits, and back to the template."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from inbox_agent.doors import maildir
from inbox_agent.doors.records.database import Records, open_engine
from inbox_agent.front.assemble import assemble
from inbox_agent.front.clock import HandClock
from inbox_agent.front.demo import cast as people
from inbox_agent.front.demo import post, stage
from inbox_agent.front.demo.post import Party
from inbox_agent.settings import load

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
TEXT = (
    "Dear Ines,\n\nYour panel “Systems that people love” at Nordic Design Week has stayed with me.\n\n"
    "My name is Sofia Lind, and I have just begun to lead a small team. I would like to understand how one gets "
    "developers to care about a design system.\n\nWould you have 15 to 20 minutes for a call in the coming weeks? "
    "What was the first thing that worked?\n\nAny day and hour that suits you is fine with me, and if this is not a good "
    "moment, I understand completely. Thank you for considering it.\n\nWarm regards,"
)


def completion(text: str) -> dict[str, Any]:
    content = json.dumps({"subject": "Getting developers to care", "text": text, "missing": [], "claims": []})
    message = {"role": "assistant", "content": content}
    return {
        "id": "c-1",
        "object": "chat.completion",
        "created": 1,
        "model": "pen-1",
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 150, "total_tokens": 1050},
    }


@pytest.mark.parametrize(
    ("answer", "by", "calls"),
    [
        pytest.param(Response(json.dumps(completion(TEXT)), 200, content_type="application/json"), "model", 1, id="it writes"),
        pytest.param(Response("no", 401), "template", 1, id="it refuses the key"),
        pytest.param(
            Response(json.dumps(completion(TEXT.replace("for a call", "for a call on 12 October at Acme"))), 200, content_type="application/json"),
            "template",
            2,
            id="it invents a date and a firm",
        ),
    ],
)  # fmt: skip
def test_a_forward_becomes_a_draft_by_the_model_or_by_the_template(
    tmp_path: Path, httpserver: HTTPServer, answer: Response, by: str, calls: int
) -> None:
    """Settings to draft: the model's words where it gives good ones, the template's with the reason where it does not (F-41, F-50)."""
    asked: list[str] = []

    def serve(request: Request) -> Response:
        asked.append(request.get_data(as_text=True))
        return answer

    httpserver.expect_request("/v1/chat/completions").respond_with_handler(serve)
    cast = people.load()
    config = stage.prepare(tmp_path / "stage", cast)
    url = httpserver.url_for("/v1")
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[model]\nprovider = "openai"\nmodel = "pen-1"\nbase_url = "{url}"\ntimeout_seconds = 20\n')
    ines = next(m for m in cast.person if m.key == "ines")
    owner = Party(cast.owner.name, cast.owner.addr)
    raw = post.forward(
        owner,
        cast.owner.mailbox,
        ines.party,
        ines.subject,
        NOW,
        ines.text.strip(),
        ines.note.strip(),
        NOW,
        "<f@home.example>",
    )
    maildir.deliver(tmp_path / "stage" / "inbox", raw)
    settings = load(config)
    agent = assemble(settings, config.parent, HandClock(NOW))
    try:
        with agent.runtime:
            agent.runtime.run_due()
    finally:
        agent.close()
    records = Records(open_engine(settings.database.url))
    with records.transaction("me") as tx:
        [draft] = tx.drafts.open()
        notes = tx.drafts.notes(draft.id)
        kept = tx.model_calls.get(notes.model_call) if notes and notes.model_call else None
    records.close()
    assert draft.written_by == by
    assert len(asked) == calls
    assert "ines.duarte@lagoa.example" not in "".join(asked)
    assert notes
    assert draft.state == "waiting"
    if by == "model":
        assert kept
        assert (kept.tokens_in, kept.tokens_out) == (900, 150)
    elif calls == 1:
        assert "without the model" in notes.notice
    else:
        # What is in no source was told to the model once; it insisted, and is not believed (T-14, T-16).
        assert "did not pass the checks" in notes.notice
        assert "Acme" in notes.notice
        assert "Acme" not in draft.text
