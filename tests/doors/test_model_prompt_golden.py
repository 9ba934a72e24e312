"""The prompts of letters as a model gets them, word by word: a changed word is seen by whoever changes it."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from drafts.samples import KINDS, as_mentor_asked, full, minimal

from inbox_agent.doors.model.prompt import Prompt, Prompts
from inbox_agent.doors.model.sheet import sheet
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.drafts.rendering import render
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders
from inbox_agent.words import Role

GOLDEN = Path(__file__).parent / "golden-prompts"
CASES: dict[str, Brief] = (
    {"en/question.asked-as-mentor": as_mentor_asked("en", 0)}
    | {f"en/{kind}.{name}": make(kind, "en") for kind in KINDS for name, make in (("full", full), ("minimal", minimal))}
    | {f"{language}/thank-you.full": full("thank-you", language) for language in ("sv", "de", "fr", "es")}
)
#: What the contact writes, and the form of address that the prompt must then name.
WRITTEN = {
    "de, du": ("de", "Hast du am Donnerstag Zeit? Ich freue mich auf dich.", "du"),
    "de, Sie": ("de", "Haben Sie am Donnerstag Zeit? Ich freue mich auf Ihren Anruf.", "Sie"),
    "fr, tu": ("fr", "Est-ce que tu es libre jeudi ? Ton message m’a fait plaisir.", "tu"),
    "fr, vous": ("fr", "Êtes-vous libre jeudi ? Votre message m’a fait plaisir.", "vous"),
    "es, tú": ("es", "¿Tienes tiempo el jueves? Tu mensaje me alegró mucho.", "tú"),
    "es, usted": ("es", "¿Tiene usted tiempo el jueves? Su mensaje me alegró mucho.", "usted"),
    "de, nobody wrote": ("de", "", "Sie"),
    "fr, nobody wrote": ("fr", "", "vous"),
    "es, nobody wrote": ("es", "", "usted"),
}


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


@pytest.fixture(scope="module")
def prompts() -> Prompts:
    return Prompts(folders("prompts", None), mark=lambda: "0a1b2c3d4e5f6071")


def rendered(brief: Brief, prompts: Prompts, rules: Rules) -> Prompt:
    limits = prompts.meta.limits
    return prompts.render(sheet(brief, (), limits.thread, limits.value, rules))


def hold(path: Path, words: str) -> None:
    """`GOLDEN=write` takes the new words over."""
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, "utf-8")
    assert words == path.read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_each_prompt_reads_as_in_its_golden_file(case: str, prompts: Prompts, rules: Rules) -> None:
    """What is asked, word for word; how letters are written is one text for all letters in a language."""
    prompt = rendered(CASES[case], prompts, rules)
    hold(GOLDEN / f"{case}.txt", prompt.user)
    hold(GOLDEN / case.split("/", maxsplit=1)[0] / "system.txt", prompt.system)


def test_no_golden_file_is_left_over() -> None:
    wanted = set(CASES) | {f"{case.split('/')[0]}/system" for case in CASES}
    assert {p.relative_to(GOLDEN).as_posix().removesuffix(".txt") for p in GOLDEN.rglob("*.txt")} == wanted


@pytest.mark.parametrize("case", WRITTEN)
def test_the_prompt_names_the_form_of_address_of_the_thread(case: str, prompts: Prompts, rules: Rules) -> None:
    """P-53: the form that the checks will hold the letter to is the one that was asked for."""
    language, text, form = WRITTEN[case]
    brief = full("question", language)
    thread = (Said("contact", brief.now, "Re: hello", text),) if text else ()
    asked = rendered(replace(brief, thread=thread), prompts, rules)
    assert f"Form of address: {form}," in asked.system


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_language_with_one_form_of_address_names_none(language: str, prompts: Prompts, rules: Rules) -> None:
    assert "Form of address" not in rendered(full("question", language), prompts, rules).system


@pytest.mark.parametrize("role", ["mentee", "mentor"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_a_letter_must_do_stands_in_four_to_ten_lines(kind: str, role: Role) -> None:
    """Parts in order, what to leave out, and what to ask the owner: a careful brief and no essay."""
    source = (folders("prompts", None)[-1] / "letter" / "kinds" / f"{kind}.j2").read_text("utf-8")
    text = render({kind: source}, kind, {"sheet": sheet(full(kind, "en", role=role), (), 100, 100)})
    assert 4 <= len(text.strip().splitlines()) <= 10
    assert "words" in text
    assert "missing" in text
    assert "eave out" in text or "asks for nothing" in text
