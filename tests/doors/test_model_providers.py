"""Every provider's client against a server that speaks its wire format, well and badly: the same failures, the same ends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from doors.model_samples import ANSWER, BRIEF, KEY, Ledger, Pen, Template
from doors.wires import TOKENS_IN, TOKENS_OUT, WIRES, Wire, quoted
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from inbox_agent.doors.loop import Loop
from inbox_agent.doors.model.circuit import LONG_REST
from inbox_agent.doors.model.clients import PROVIDERS
from inbox_agent.doors.model.failures import Failure, ModelFailed
from inbox_agent.doors.model.fallback import FallbackWriter
from inbox_agent.errors import WrongUse

GOOD = json.dumps(ANSWER)
Turn = Response | Callable[[Request], Response]


class Server:
    """One provider's server with a script: one turn a call, the last for every further call."""

    _made = 0

    def __init__(self, http: HTTPServer, wire: Wire) -> None:
        Server._made += 1
        # A path of its own: what a cancelled call left in the queue of one test must not turn up in the next.
        self.http, self.wire, self._root = http, wire, f"/{Server._made}"
        self.script: list[Turn] = [wire.good(GOOD)]
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        http.expect_request(self._root + wire.base + wire.path, method="POST").respond_with_handler(self._serve)

    @property
    def url(self) -> str:
        return self.http.url_for(self._root) + self.wire.base

    def _serve(self, request: Request) -> Response:
        self.seen.append(quoted(request))
        self.headers.append(dict(request.headers))
        turn = self.script[min(len(self.seen), len(self.script)) - 1]
        return turn if isinstance(turn, Response) else turn(request)


@pytest.fixture(scope="module")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def http() -> Iterator[HTTPServer]:
    with HTTPServer(threaded=True) as http:
        yield http


@pytest.fixture(params=WIRES)
def server(request: pytest.FixtureRequest, http: HTTPServer) -> Server:
    return Server(http, WIRES[request.param])


Make = Callable[..., Pen]


@pytest.fixture
def make(loop: Loop, server: Server) -> Iterator[Make]:
    made: list[Pen] = []

    def make(**settings: Any) -> Pen:
        given: dict[str, Any] = {"provider": server.wire.provider, "model": server.wire.model, "base_url": server.url}
        made.append(Pen(loop, Ledger(), **given | settings))
        return made[-1]

    yield make
    for writer in made:
        writer.close()


def test_a_good_answer_is_a_letter_with_its_cost_asked_for_by_schema_with_the_owner_s_key(
    make: Make, server: Server
) -> None:
    """One call, no tracing, no compression, the key where this provider wants it, tokens counted."""
    writer = make()
    letter = writer.write(BRIEF)
    assert (letter.subject, letter.text, letter.written_by) == (ANSWER["subject"], ANSWER["text"], "model")
    assert (writer.counts["tokens_in"], writer.counts["tokens_out"]) == (TOKENS_IN, TOKENS_OUT)
    assert f"{server.wire.provider}/{server.wire.model} at " in letter.source
    [asked] = server.seen
    assert server.wire.form(asked) == "json_schema"
    said = server.wire.said(asked)
    assert "nine winters" in said
    assert "You draft one letter in the name of Mira Holm" in said
    name, form = server.wire.key_header
    assert server.headers[0][name] == form.format(KEY)
    assert server.headers[0]["Accept-Encoding"] == "identity"


def slow(wire: Wire) -> Turn:
    def serve(_: Request) -> Response:
        time.sleep(2.5)
        return wire.good(GOOD)

    return serve


def dripping(wire: Wire) -> Turn:
    """A byte at a time, each well within the client's own timeout, which is for each read."""

    def serve(_: Request) -> Response:
        def drops() -> Iterator[bytes]:
            for letter in wire.good(GOOD).get_data()[:12]:
                time.sleep(0.2)
                yield bytes([letter])

        return Response(drops(), content_type="application/json")

    return serve


def body(text: str | bytes, kind: str = "application/json", **headers: str) -> Callable[[Wire], Turn]:
    return lambda _: Response(text, 200, headers, content_type=kind)


def said(content: str, ending: str = "done") -> Callable[[Wire], Turn]:
    return lambda wire: wire.good(content, ending)


def answer(**changes: Any) -> Callable[[Wire], Turn]:
    return said(json.dumps(ANSWER | changes))


def error(status: int, code: str = "", message: str = "no", **headers: str) -> Callable[[Wire], Turn]:
    return lambda wire: wire.fault(status, code, message, **headers)


FAILURES: dict[str, tuple[Callable[[Wire], Turn], Failure, int]] = {
    # name: (what the server does, kind, calls that the letter costs)
    "401 wrong key": (error(401, "invalid_api_key", f"Incorrect API key provided: {KEY}"), Failure.CONFIG, 1),
    "403 not for you": (error(403, "permission_error"), Failure.CONFIG, 1),
    "404 unknown model": (error(404, "not_found_error"), Failure.CONFIG, 1),
    "307 to another host": (lambda _: Response("", 307, {"Location": "http://127.0.0.1:9/v1/x"}), Failure.CONFIG, 1),
    "429 now": (error(429, "rate_limit_error"), Failure.RATE_LIMITED, 2),
    "429 in an hour": (error(429, "rate_limit_error", **{"Retry-After": "3600"}), Failure.RATE_LIMITED, 1),
    "429 quota": (error(429, "insufficient_quota", "You exceeded your current quota"), Failure.QUOTA, 1),
    "402": (error(402), Failure.QUOTA, 1),
    "500": (error(500), Failure.UNAVAILABLE, 2),
    "503": (error(503), Failure.UNAVAILABLE, 2),
    "529 overloaded": (error(529, "overloaded_error"), Failure.UNAVAILABLE, 2),
    "too slow": (slow, Failure.TIMEOUT, 1),
    "dripping": (dripping, Failure.TIMEOUT, 1),
    "413 too large": (error(413, "request_too_large"), Failure.TOO_LONG, 1),
    "context length": (error(400, "context_length_exceeded", "maximum context length is 8192 tokens"), Failure.TOO_LONG, 1),
    "half a letter": (said(GOOD[:60], "truncated"), Failure.TRUNCATED, 2),
    "whole JSON, yet cut by length": (said(GOOD, "truncated"), Failure.TRUNCATED, 2),
    "half a letter, called done": (said(GOOD[:60]), Failure.BAD_ANSWER, 2),
    "prose": (said("Here is your letter: Dear Ada,"), Failure.BAD_ANSWER, 2),
    "prose around JSON": (said(f"Sure! {GOOD}"), Failure.BAD_ANSWER, 2),
    "empty": (said(""), Failure.BAD_ANSWER, 2),
    "a field too many": (answer(to=["eve@evil.example"]), Failure.BAD_ANSWER, 2),
    "a field missing": (said(json.dumps({"subject": "x", "text": "y"})), Failure.BAD_ANSWER, 2),
    "a wrong type": (answer(subject=7), Failure.BAD_ANSWER, 2),
    "deep JSON": (said("[" * 50_000), Failure.BAD_ANSWER, 2),
    "deep JSON in a field": (said('{"subject": ' + "[" * 20_000 + "]" * 20_000 + "}"), Failure.BAD_ANSWER, 2),
    "300 kB of quotes": (said('{"a":' + '"' * 300_000), Failure.BAD_ANSWER, 2),
    "5 MB body": (said("x" * 5_000_000), Failure.BAD_ANSWER, 2),
    "a letter of 6,000 characters": (answer(text="y" * 6000), Failure.BAD_ANSWER, 2),
    "no text": (answer(text=" \n"), Failure.BAD_ANSWER, 2),
    "HTML instead of JSON": (body("<html>login</html>", "text/html"), Failure.UNAVAILABLE, 2),
    "deep JSON as body": (body("[" * 90_000), Failure.UNAVAILABLE, 2),
    "an empty body": (body(""), Failure.UNAVAILABLE, 2),
    "gzip": (body(b"\x1f\x8b", **{"Content-Encoding": "gzip"}), Failure.UNAVAILABLE, 2),
}  # fmt: skip


#: Google's client reads JSON in an answer before it hands it on, and takes a body of nothing for an answer of nothing.
GOOGLE_S = {
    "deep JSON": Failure.UNAVAILABLE,
    "deep JSON in a field": Failure.UNAVAILABLE,
    "an empty body": Failure.BAD_ANSWER,
}


def fails(make: Make, server: Server, turn: Turn, kind: Failure, calls: int) -> None:
    server.script = [turn]
    writer = make(timeout_seconds=0.8) if kind is Failure.TIMEOUT else make()
    writer.check()
    started = time.monotonic()
    letter = FallbackWriter(writer, Template()).write(BRIEF)
    assert (letter.subject, letter.written_by) == ("From a template", "template")
    assert letter.notice.startswith("Written from a template, without the model. ")
    assert KEY not in letter.notice
    assert len(letter.notice) < 300
    assert {k for k in Failure if writer.counts[k]} == {kind}
    assert len(server.seen) == calls
    assert time.monotonic() - started < 60  # nothing of it waits for long; a busy machine may take its time


@pytest.mark.parametrize("name", FAILURES)
def test_each_failure_is_of_one_kind_costs_at_most_two_answers_and_ends_in_the_template(
    make: Make, server: Server, name: str
) -> None:
    """R-56, R-57: the same kind at every provider: never a second try too many, an error to the contact, or a key in a sentence."""
    turn, kind, calls = FAILURES[name]
    kind = GOOGLE_S.get(name, kind) if server.wire.provider == "google" else kind
    fails(make, server, turn(server.wire), kind, calls)


OWN_WAYS: dict[str, dict[str, tuple[Callable[[Wire], Turn], Failure, int]]] = {
    "openai": {
        "refusal": (lambda _: WIRES["openai"].fault(400, "content_policy_violation"), Failure.REJECTED_REQUEST, 4),
        "content filter": (said("", "refused"), Failure.REFUSED, 1),
        "an unknown ending": (said(GOOD, "odd"), Failure.BAD_ANSWER, 2),
        "JSON that is no completion": (body('{"hello": 1}'), Failure.UNAVAILABLE, 2),
        "no choices": (body('{"choices": []}'), Failure.UNAVAILABLE, 2),
    },
    "anthropic": {
        "refusal": (said("", "refused"), Failure.REFUSED, 1),
        "an unknown ending": (said(GOOD, "odd"), Failure.BAD_ANSWER, 2),
        "credit too low": (error(400, "invalid_request_error", "Your credit balance is too low"), Failure.QUOTA, 1),
        "prompt too long": (error(400, "invalid_request_error", "prompt is too long: 3 tokens > 2 maximum"), Failure.TOO_LONG, 1),
        "400 for any form": (error(400, "invalid_request_error", "nope"), Failure.REJECTED_REQUEST, 3),
        "JSON that is no message": (body('{"hello": 1}'), Failure.UNAVAILABLE, 2),
    },
    "ollama": {
        "an unknown ending": (said(GOOD, "odd"), Failure.BAD_ANSWER, 2),
        "an error in mid-stream": (
            body('{"message": {"role": "assistant", "content": "{"}, "done": false}\n{"error": "CUDA error: out of memory"}\n'),
            Failure.UNAVAILABLE,
            2,
        ),
        "400 for any form": (error(400, "", "nope"), Failure.REJECTED_REQUEST, 4),
        "JSON that is no answer": (body('{"hello": 1}'), Failure.UNAVAILABLE, 2),
    },
    "google": {
        "blocked by safety": (said("", "refused"), Failure.REFUSED, 1),
        "a prompt that is blocked": (
            body('{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "usageMetadata": {"promptTokenCount": 9}}'),
            Failure.REFUSED,
            1,
        ),
        "a wrong key": (error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."), Failure.CONFIG, 1),
        "a minute's limit": (
            error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota: GenerateRequestsPerMinutePerProject"),
            Failure.RATE_LIMITED,
            2,
        ),
        "a day's limit": (
            error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota: GenerateRequestsPerDayPerProject"),
            Failure.QUOTA,
            1,
        ),
        "too many tokens": (
            error(400, "INVALID_ARGUMENT", "The input token count (9) exceeds the maximum number of tokens allowed (8)."),
            Failure.TOO_LONG,
            1,
        ),
        "400 for any form": (error(400, "INVALID_ARGUMENT", "nope"), Failure.REJECTED_REQUEST, 3),
        "JSON that is no answer": (body('{"hello": 1}'), Failure.BAD_ANSWER, 2),
    },
}  # fmt: skip


@pytest.mark.parametrize("server", WIRES, indirect=True)
def test_what_only_this_provider_does_is_known_too(make: Make, server: Server) -> None:
    """Each provider's own words for a refusal, an empty purse, a key that is none, a prompt that is too long."""
    for turn, kind, calls in OWN_WAYS[server.wire.provider].values():
        server.seen.clear()
        fails(make, server, turn(server.wire), kind, calls)


REPAIRED: dict[str, tuple[Callable[[Wire], Turn], str]] = {
    "429, then good": (error(429, "rate_limit_error"), ""),
    "500, then good": (error(500), ""),
    "half, then good": (said(GOOD[:60], "truncated"), "broke off"),
    "a field too many, then good": (answer(bcc="x", headers={}), "2 fields were there that nobody asked for"),
}


@pytest.mark.parametrize(("first", "told"), REPAIRED.values(), ids=REPAIRED)
def test_a_fault_that_can_be_mended_is_mended_by_the_second_call(
    make: Make, server: Server, first: Callable[[Wire], Turn], told: str
) -> None:
    """Retry once says the same again, repair once says what was wrong."""
    server.script = [first(server.wire), server.wire.good(GOOD)]
    assert make().write(BRIEF).text == ANSWER["text"]
    assert len(server.seen) == 2
    assert told in server.wire.said(server.seen[1])


def only(wire: Wire, form: str, good: Response) -> Turn:
    def serve(request: Request) -> Response:
        asked = wire.form(quoted(request))
        return good if asked == form else wire.fault(400, "", f"no {asked}")

    return serve


def test_a_server_that_does_not_know_the_schema_is_asked_in_a_humbler_way_and_it_is_remembered(
    make: Make, server: Server
) -> None:
    """Every step of every provider, down to plain text; the next letter starts where this one ended."""
    wire = server.wire
    for calls, method in enumerate(PROVIDERS[wire.provider].methods, 1):
        good = wire.tool(ANSWER, wire.endings["done"]) if method == "function_calling" else wire.good(GOOD)
        server.script = [only(wire, method, good)]
        server.seen.clear()
        writer = make()
        assert writer.write(BRIEF).text == ANSWER["text"], method
        assert len(server.seen) == calls
        writer.write(replace(BRIEF, variation=1))
        assert len(server.seen) == calls + 1


def test_a_function_call_is_read_as_strictly_as_text(make: Make, server: Server) -> None:
    """A field too many in the arguments of a call is refused, and one that ended by length is truncated."""
    wire = server.wire
    for given, ending, kind in (
        (ANSWER | {"to": "x"}, "done", Failure.BAD_ANSWER),
        (ANSWER, "truncated", Failure.TRUNCATED),
    ):
        server.script = [only(wire, "function_calling", wire.tool(given, wire.endings[ending]))]
        with pytest.raises(ModelFailed) as told:
            make().write(BRIEF)
        assert told.value.kind is kind


def test_a_refused_key_rests_the_model_and_a_new_one_is_taken_without_a_restart(make: Make, server: Server) -> None:
    """The client is closed and made anew, also where the library keeps one client for the whole process."""
    keys = iter(["old", "new"])
    now = [0.0]
    writer = make(api_key=lambda: next(keys), clock=lambda: now[0])
    server.script = [server.wire.fault(401, "x"), server.wire.good(GOOD)]
    with pytest.raises(ModelFailed):
        writer.write(BRIEF)
    now[0] = LONG_REST + 1
    assert writer.write(BRIEF).written_by == "model"
    name, form = server.wire.key_header
    assert [h[name] for h in server.headers] == [form.format("old"), form.format("new")]


ENVIRONMENT = {
    "OPENAI_API_KEY": "sk-of-the-shell", "OPENAI_BASE_URL": "http://127.0.0.1:9/", "OPENAI_ORG_ID": "org-of-the-shell",
    "ANTHROPIC_API_KEY": "sk-of-the-shell", "ANTHROPIC_BASE_URL": "http://127.0.0.1:9/", "ANTHROPIC_AUTH_TOKEN": "sk-of-the-shell",
    "OLLAMA_API_KEY": "sk-of-the-shell", "OLLAMA_HOST": "http://127.0.0.1:9/",
    "GOOGLE_API_KEY": "sk-of-the-shell", "GEMINI_API_KEY": "sk-of-the-shell", "GOOGLE_GENAI_USE_VERTEXAI": "true",
    "GOOGLE_GEMINI_BASE_URL": "http://127.0.0.1:9/", "LANGSMITH_GATEWAY": "true", "LANGSMITH_TRACING": "true",
}  # fmt: skip


def test_nothing_of_an_inherited_environment_changes_where_mail_goes_or_which_key_is_shown(
    make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a key in the settings none of the shell's is shown, and the address stays the owner's."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    make(api_key=lambda: "").write(BRIEF)
    assert "sk-of-the-shell" not in json.dumps(server.headers)
    assert len(server.seen) == 1


def test_no_provider_is_imported_before_the_first_letter() -> None:
    """Building a writer for any provider costs no import of langchain or of a client (B: --help stays quick)."""
    code = (
        "import sys\n"
        "from inbox_agent.doors.model.transport import Transport\n"
        "for p in ('openai', 'anthropic', 'ollama', 'google'): Transport(p, 'm', lambda: '')\n"
        "print([m for m in sys.modules if m.split('.')[0] in ('langchain', 'langchain_core', 'openai', 'anthropic', 'ollama', 'google')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_unknown_provider_is_told_with_those_that_are_known(make: Make, server: Server) -> None:
    """One sentence, one mend."""
    with pytest.raises(WrongUse, match="no model provider 'opnai'") as told:
        make(provider="opnai")
    assert "openai, anthropic, ollama, google" in str(told.value.mend)


def test_an_extra_that_is_not_installed_is_told_with_the_extra_of_this_provider(
    make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F-90: the mend is the one line to run."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(WrongUse) as told:
        make().check()
    assert told.value.mend == f"Run: pip install 'inbox-agent[{server.wire.provider}]'"
