"""The template writer: files of the user's before ours, and where each letter came from."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from drafts.samples import full

from inbox_agent.doors.template_writer import TemplateWriter, load_templates
from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.rules import Rules, load
from inbox_agent.shipped import folders, shipped


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


def own(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / "prompts" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def test_a_letter_names_its_template_and_the_words_of_it(rules: Rules) -> None:
    """The SHA-256 is that of the file as it stands."""
    letter = TemplateWriter(folders("prompts", None), rules).write(full("check-in", "en"))
    file = (shipped("prompts") / "letters/en/check-in.txt.j2").read_bytes()
    assert letter.source == f"letters/en/check-in.txt.j2 sha256:{hashlib.sha256(file).hexdigest()}"
    assert letter.written_by == "template"


def test_the_users_own_file_stands_before_ours_and_the_others_stay(tmp_path: Path, rules: Rules) -> None:
    place = own(tmp_path, "letters/en/check-in.txt.j2", "Subject: Mine\n\nDear {{ first_name }},")
    writer = TemplateWriter(folders("prompts", place), rules)
    assert writer.write(full("check-in", "en")).text == "Dear Ada,"
    assert "15 to 20 minutes" in writer.write(full("outreach", "en")).text


def test_a_faulty_own_template_is_told_and_the_other_letters_go_on(tmp_path: Path, rules: Rules) -> None:
    place = own(tmp_path, "letters/en/check-in.txt.j2", "Subject: Mine\n\nDear {{ frist_name }},")
    writer = TemplateWriter(folders("prompts", place), rules)
    with pytest.raises(WrongUse, match=r"letters/en/check-in\.txt\.j2, line 3.*frist_name"):
        writer.write(full("check-in", "en"))
    assert writer.write(full("outreach", "en")).text


def test_a_template_without_a_subject_is_told(tmp_path: Path, rules: Rules) -> None:
    place = own(tmp_path, "letters/en/check-in.txt.j2", "Dear Ada,")
    with pytest.raises(WrongUse, match="does not begin with a line 'Subject:"):
        TemplateWriter(folders("prompts", place), rules).write(full("check-in", "en"))


def test_a_file_that_is_not_text_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be read"):
        load_templates(folders("prompts", own(tmp_path, "letters/en/check-in.txt.j2", b"\xff\xfe")))


def test_a_letter_that_has_no_template_yet_is_told(rules: Rules) -> None:
    with pytest.raises(NotFound, match="'limerick'"):
        TemplateWriter(folders("prompts", None), rules).write(
            full("check-in", "en").__class__(**{**full("check-in", "en").__dict__, "kind": "limerick"})
        )


def test_both_languages_have_the_same_letters_and_mails() -> None:
    names = set(load_templates(folders("prompts", None)))
    assert {n.replace("/en/", "/sv/") for n in names if "/en/" in n} == {n for n in names if "/sv/" in n}
