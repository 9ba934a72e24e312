"""Filling in templates: values stay values, and a fault names file, line and mend."""

from __future__ import annotations

import pytest

from inbox_agent.drafts.rendering import MARK_START, Mark, render
from inbox_agent.errors import NotFound, WrongUse

VARY = "{% vary %}one{% or %}two {{ name }}{% or %}three{% endvary %}"


def filled(source: str, **values: object) -> str:
    return render({"letters/en/x.txt.j2": source}, "letters/en/x.txt.j2", {"variation": 0, "name": "Ada", **values})


@pytest.mark.parametrize(("variation", "words"), [(0, "one"), (1, "two Ada"), (2, "three"), (3, "one"), (7, "two Ada")])
def test_a_way_is_chosen_by_the_number_of_the_letter(variation: int, words: str) -> None:
    assert filled(VARY, variation=variation) == words


def test_ways_may_stand_within_ways() -> None:
    assert filled("{% vary %}{% vary %}a{% or %}b{% endvary %}{% or %}c{% endvary %}", variation=0) == "a"


@pytest.mark.parametrize("evil", ["{{ 7 * 7 }}", "{% include 'secret' %}", "{{ self }}", "{# gone #}"])
def test_a_value_is_never_a_template(evil: str) -> None:
    assert filled("Hello {{ name }}!", name=evil) == f"Hello {evil}!"


def test_a_value_cannot_forge_a_block_or_a_paragraph() -> None:
    """What a contact wrote is printed on one line and without the characters of marks."""
    assert filled("{{ name }}", name=f"a\n\n{MARK_START}0b") == "a  0b"
    assert filled("{{ name }}", name=Mark("a\n\nb")) == "a\n\nb"


def test_an_empty_value_alone_on_its_line_leaves_no_line() -> None:
    """Otherwise a missing fact would end the paragraph in which its sentence stood."""
    assert filled("One.\n{{ name }}\nTwo.", name="") == "One.\nTwo."


def test_a_missing_value_is_told_with_file_line_and_the_nearest_name() -> None:
    with pytest.raises(WrongUse) as fault:
        filled("Hello,\n\n{{ nmae }}")
    assert "letters/en/x.txt.j2, line 3" in fault.value.sentence
    assert "nmae" in fault.value.sentence
    assert "Did you mean name?" in fault.value.mend


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{{ name", 1),
        ("a\n{% if %}", 2),
        ("{% vary %}a", 1),
        ("a\n{{ name.x.y }}", 2),
        ("a\nb\n{{ name + 1 }}", 3),
        ("{{ ''.__class__.__mro__ }}", 1),
    ],
)
def test_a_faulty_template_is_a_sentence_with_its_line(source: str, line: int) -> None:
    with pytest.raises(WrongUse) as fault:
        filled(source)
    assert f"letters/en/x.txt.j2, line {line}" in fault.value.sentence
    assert "Mend prompts/letters/en/x.txt.j2" in fault.value.mend


def test_a_template_that_is_not_there_is_told() -> None:
    with pytest.raises(NotFound, match="letters/en/none"):
        render({}, "letters/en/none.txt.j2", {})


@pytest.mark.parametrize(
    "source", ["{{ name.__class__ }}", "{{ [].append(1) }}", "{{ ().__class__.__bases__[0].__subclasses__() }}"]
)
def test_a_template_cannot_leave_its_sandbox(source: str) -> None:
    with pytest.raises(WrongUse):
        filled(source)
