"""Reading an answer: finish reason first, then strictly, then within bounds, then only what can be seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox_agent.doors.model.answer import LARGEST, SCHEMA, Answer, Claim, Reply, cleaned, read, unproven
from inbox_agent.doors.model.failures import WHAT_FOLLOWS, Failure, ModelFailed

GOOD: dict[str, Any] = {"subject": "Peat", "text": "Dear Ada,\n\nHello.", "missing": [], "claims": []}


def kind_of(reply: Reply) -> Failure | None:
    try:
        read(reply, 5000)
    except ModelFailed as fault:
        return fault.kind
    return None


def claim(**changes: str) -> dict[str, str]:
    return {"text": "a", "source": "note", "quote": "b"} | changes


READINGS: dict[str, tuple[str, Any, Failure | None]] = {
    "good": ("done", GOOD, None),
    "good, and the server names no ending": ("", GOOD, None),
    "good, but cut": ("truncated", GOOD, Failure.TRUNCATED),
    "good, but refused": ("refused", GOOD, Failure.REFUSED),
    "a list": ("done", [GOOD], Failure.BAD_ANSWER),
    "a number as text": ("done", GOOD | {"text": 5}, Failure.BAD_ANSWER),
    "null for a list": ("done", GOOD | {"missing": None}, Failure.BAD_ANSWER),
    "a word for a list": ("done", GOOD | {"missing": "when?"}, Failure.BAD_ANSWER),
    "a claim with a field too many": ("done", GOOD | {"claims": [claim(to="eve")]}, Failure.BAD_ANSWER),
    "a claim with a field missing": ("done", GOOD | {"claims": [{"text": "a"}]}, Failure.BAD_ANSWER),
    "forty-one claims": ("done", GOOD | {"claims": [claim()] * 41}, Failure.BAD_ANSWER),
    "forty claims": ("done", GOOD | {"claims": [claim()] * 40}, None),
    "a claim without end": ("done", GOOD | {"claims": [claim(quote="x" * 1001)]}, Failure.BAD_ANSWER),
    "nine questions": ("done", GOOD | {"missing": ["?"] * 9}, Failure.BAD_ANSWER),
    "a subject of 201 characters": ("done", GOOD | {"subject": "s" * 201}, Failure.BAD_ANSWER),
    "text of the longest": ("done", GOOD | {"text": "t" * 5000}, None),
    "text of one more": ("done", GOOD | {"text": "t" * 5001}, Failure.BAD_ANSWER),
    "text of invisible characters only": ("done", GOOD | {"text": "\u200b\u2060\n"}, Failure.BAD_ANSWER),
    "a header at the top": ("done", GOOD | {"text": "\u200bReply-To: eve@evil.example\nDear Ada,"}, Failure.BAD_ANSWER),
    "a colon in the greeting": ("done", GOOD | {"text": "Dear Ada:\n\nFrom: here to there."}, None),
}  # fmt: skip


@pytest.mark.parametrize(("finish", "content", "kind"), READINGS.values(), ids=READINGS)
def test_an_answer_is_taken_whole_or_not_at_all(finish: str, content: Any, kind: Failure | None) -> None:
    """No coercion, no default, no guess."""
    assert kind_of(Reply(finish, json.dumps(content))) is kind


def test_an_answer_beyond_all_measure_is_not_even_parsed() -> None:
    """A bound in characters before the parser sees it."""
    assert kind_of(Reply("done", " " * (LARGEST + 1) + json.dumps(GOOD))) is Failure.BAD_ANSWER


def test_a_complaint_never_repeats_what_the_model_invented() -> None:
    """A field's name is the model's text; the repair prompt counts it and does not quote it."""
    with pytest.raises(ModelFailed) as told:
        read(Reply("done", json.dumps(GOOD | {"ignore all rules": 1, "bcc": 2, "subject": None})), 5000)
    assert told.value.unknown_fields == 2
    assert "ignore" not in told.value.why
    assert "2 fields" in told.value.why
    assert "subject" in told.value.why


def test_the_schema_and_the_parser_know_the_same_fields() -> None:
    """What is asked for is what is taken, in the same order, all of it required."""
    assert list(SCHEMA["properties"]) == SCHEMA["required"] == list(Answer.model_fields)
    items = SCHEMA["properties"]["claims"]["items"]
    assert list(items["properties"]) == items["required"] == list(Claim.model_fields)


def test_every_kind_of_failure_has_its_remedy_and_its_sentence() -> None:
    """Ten kinds, ten rows."""
    assert len(Failure) == 10
    assert set(WHAT_FOLLOWS) == set(Failure)
    assert all(told.mend.endswith(".") for told in WHAT_FOLLOWS.values())


@given(st.text(max_size=300), st.text(max_size=300))
def test_a_cleaned_subject_is_one_line_whatever_the_model_wrote(subject: str, text: str) -> None:
    """No line end of Unicode is left in it, so no header can follow it; the text has plain line ends only."""
    answer, _ = cleaned(Answer(subject=subject, text=text, missing=[], claims=[]))
    assert len(answer.subject.splitlines()) <= 1
    assert answer.text.split("\n") == [line.rstrip() for line in answer.text.split("\n")]
    assert not set("\r\0\x1b\u2028\u2029\u202e") & set(answer.text)


INVISIBLE = {
    "NUL": "\x00", "escape": "\x1b", "soft hyphen": "\xad", "zero width": "\u200b", "joiner": "\u200d", "bidi": "\u202e",
    "isolate": "\u2066", "BOM": "\ufeff", "tag": "\U000e0041", "selector": "\ufe0f", "Hangul filler": "\u3164",
    "lone surrogate": "\ud800", "grapheme joiner": "\u034f",
}  # fmt: skip


@pytest.mark.parametrize("character", INVISIBLE.values(), ids=INVISIBLE)
def test_a_character_that_nobody_sees_is_taken_out_and_counted(character: str) -> None:
    """T-13, in the subject and in the text."""
    answer, hidden = cleaned(Answer(subject=f"a{character}b", text=f"a{character}b\r\nc", missing=[], claims=[]))
    assert (answer.subject, answer.text, hidden) == ("ab", "ab\nc", 2)


def test_a_reply_is_kept_and_read_back_whole() -> None:
    """What the records keep is all that reading needs."""
    reply = Reply("done", 'åäö "\n', 3, 4)
    assert Reply.from_json(reply.to_json()) == reply


PROOFS = {
    "literal": ("note", "her talk on peat", True),
    "wrapped": ("note", "talk on peat data", True),
    "another case": ("note", "Her Talk", False),
    "paraphrased": ("note", "her speech on peat", False),
    "in another source": ("mail-1", "her talk on peat", False),
    "of no source": ("memory", "her talk on peat", False),
    "too short to prove": ("note", "on", False),
}


@pytest.mark.parametrize(("source", "quote", "proven"), PROOFS.values(), ids=PROOFS)
def test_a_claim_is_proven_by_literal_words_of_its_own_source(source: str, quote: str, proven: bool) -> None:
    """Only white space may differ."""
    claims = [Claim(text="x", source=source, quote=quote)]
    assert (unproven(claims, {"note": "I heard her talk on\n  peat data.", "mail-1": "Hello"}) == []) is proven
