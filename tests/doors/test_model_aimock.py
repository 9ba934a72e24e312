"""Every provider's client against a third party's stand-in for that provider (see `servers/aimock.py`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doors.model_samples import ANSWER, BRIEF, KEY, Ledger, Pen, Template
from doors.wires import WIRES, Wire
from servers.aimock import Aimock, start

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.failures import Failure
from inbox_agent.doors.model.fallback import FallbackWriter

GOOD = json.dumps(ANSWER)


def error(status: int, kind: str, message: str = "no", **more: Any) -> dict[str, Any]:
    return {"response": {"error": {"message": message, "type": kind, "code": kind}, "status": status, **more}}


#: name → (what the server is told to do, kind of failure, calls that the letter costs)
CASES: dict[str, tuple[dict[str, Any], Failure | None, int]] = {
    "good": ({"response": {"content": GOOD}}, None, 1),
    "wrong key": (error(401, "authentication_error", f"bad key {KEY}"), Failure.CONFIG, 1),
    "unknown model": (error(404, "not_found_error"), Failure.CONFIG, 1),
    "rate limited": (error(429, "rate_limit_error", retryAfter=0), Failure.RATE_LIMITED, 2),
    "rate limited for an hour": (error(429, "rate_limit_error", retryAfter=3600), Failure.RATE_LIMITED, 1),
    "purse empty": (error(429, "insufficient_quota", "Please check your plan and billing"), Failure.QUOTA, 1),
    "out of order": (error(500, "api_error"), Failure.UNAVAILABLE, 2),
    "overloaded": (error(529, "overloaded_error"), Failure.UNAVAILABLE, 2),
    "too long": (error(400, "invalid_request_error", "prompt is too long"), Failure.TOO_LONG, 1),
    "broke off": ({"response": {"content": GOOD[:60], "finishReason": "length"}}, Failure.TRUNCATED, 2),
    "prose": ({"response": {"content": "Dear Ada, here is your letter."}}, Failure.BAD_ANSWER, 2),
    "a field too many": ({"response": {"content": json.dumps(ANSWER | {"bcc": "x"})}}, Failure.BAD_ANSWER, 2),
    "rubbish on the line": ({"response": {"content": GOOD}, "chaos": {"malformedRate": 1}}, Failure.UNAVAILABLE, 2),
    "cut off": ({"response": {"content": GOOD}, "chaos": {"disconnectRate": 1}}, Failure.UNAVAILABLE, 2),
    "too slow": ({"response": {"content": GOOD}, "chaos": {"latencyMs": 4000}}, Failure.TIMEOUT, 1),
}  # fmt: skip


def note(name: str) -> str:
    """What makes a prompt this case's: the owner's note stands in it."""
    return f"aimock plays: {name}."


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    folder: Path = tmp_path_factory.mktemp("aimock")
    yield from start([{"match": {"userMessage": note(name)}, **told} for name, (told, _, _) in CASES.items()], folder)


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.mark.parametrize("wire", WIRES.values(), ids=WIRES)
@pytest.mark.parametrize("name", CASES)
def test_a_third_party_s_server_gets_the_same_end(aimock: Aimock, loop: Loop, wire: Wire, name: str) -> None:
    """A letter where it answers well; the template with a reason, at the same cost, where it does not."""
    _, kind, calls = CASES[name]
    if (wire.provider, name) == ("ollama", "broke off"):
        kind = Failure.BAD_ANSWER  # this stand-in always ends with "stop"; that Ollama says "length" is in our own wire
    writer = Pen(
        loop,
        Ledger(),
        aimock.url + wire.base,
        provider=wire.provider,
        model=wire.model,
        timeout_seconds=0.8 if kind is Failure.TIMEOUT else 20,
    )
    writer.check()
    before = len(aimock.asked())
    try:
        letter = FallbackWriter(writer, Template()).write(
            replace(BRIEF, note=note(name), relationship=replace(BRIEF.relationship, purpose=""))
        )
    finally:
        writer.close()
    assert {k for k in Failure if writer.counts[k]} == ({kind} if kind else set())
    assert letter.written_by == ("template" if kind else "model")
    assert letter.text == (ANSWER["text"] if not kind else letter.text)
    assert KEY not in letter.notice
    if kind is not Failure.TIMEOUT:  # what was cancelled may never have been journalled
        assert len(aimock.asked()) - before == calls
