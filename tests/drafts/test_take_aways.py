"""An owner's words about a contact, said to the contact; and what is left out since it is not certain."""

from __future__ import annotations

import pytest

from inbox_agent.drafts.second_person import family, to_them
from inbox_agent.drafts.take_aways import take_aways
from inbox_agent.rules import Rules, load

ADA = ("Ada Lind", "Ada")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load()


TURNED = [
    (
        "en",
        "she",
        "loved her idea of writing the press release first",
        "loved your idea of writing the press release first",
    ),
    ("en", "she", "she offered to read my draft", "you offered to read my draft"),
    (
        "en",
        "she",
        "She thinks I should stop waiting, and said I can come back",
        "You think I should stop waiting, and said I can come back",
    ),
    ("en", "she", "Ada's idea of pairing; told Ada about mine", "Your idea of pairing; told you about mine"),
    ("en", "she", "I told her about my plan and she's been there", "I told you about my plan and you've been there"),
    ("en", "she", "she introduced me to Per, he runs growth", "you introduced me to Per, he runs growth"),
    ("en", "she", "How does she decide what to leave out?", "How do you decide what to leave out?"),
    ("en", "she", "What would Ada do differently?", "What would you do differently?"),
    (
        "en",
        "he",
        "his point that it's his job, not mine; thanked him",
        "your point that it's your job, not mine; thanked you",
    ),
    ("en", "she", "she always carries a notebook", "you always carry a notebook"),
    ("en", "they", "loved their idea of small steps", "loved your idea of small steps"),
    ("en", "", "writing it down helps", "writing it down helps"),
    ("en", "she", "that was hers", "that was yours"),
    ("en", "she", "she taught herself", "you taught yourself"),
    ("sv", "she", "gillade hennes idé att skriva först", "gillade din idé att skriva först"),
    ("sv", "she", "hon erbjöd sig att läsa mitt utkast", "du erbjöd dig att läsa mitt utkast"),
    ("sv", "she", "Adas råd att vänta", "Ditt råd att vänta"),
    ("sv", "she", "Hon delade med sig av sina misstag", "Du delade med dig av dina misstag"),
    ("sv", "she", "hennes tydliga sätt att förklara", "ditt tydliga sätt att förklara"),
    ("sv", "he", "Hur visste han när det var dags?", "Hur visste du när det var dags?"),
    ("sv", "he", "hans frågor hjälpte, tackade honom", "dina frågor hjälpte, tackade dig"),
]

UNSURE = [
    ("en", "", "she said so"),
    ("en", "she", "she reads everything and answers late"),
    ("en", "they", "will try it with my team; they will like it"),
    ("sv", "", "hon sa det"),
    ("sv", "she", "hennes gurka"),
    ("sv", "she", "hen sa det"),
]


@pytest.mark.parametrize(("language", "who", "words", "said"), TURNED, ids=[t[2][:45] for t in TURNED])
def test_words_about_somebody_are_said_to_them(language: str, who: str, words: str, said: str, rules: Rules) -> None:
    assert to_them(words, ADA, who, rules.purpose[language]) == said


@pytest.mark.parametrize(("language", "who", "words"), UNSURE, ids=[u[2][:45] for u in UNSURE])
def test_words_that_could_mean_somebody_else_are_not_said(language: str, who: str, words: str, rules: Rules) -> None:
    """A wrong "you" is worse than a sentence less."""
    assert to_them(words, ADA, who, rules.purpose[language]) is None


@pytest.mark.parametrize(
    ("texts", "who"),
    [
        (("she said",), "she"),
        (("he told her", "she said"), ""),
        (("", "his talk"), "he"),
        (("their talk",), "they"),
        (("she met them",), "she"),
        (("nothing",), ""),
    ],
)
def test_the_pronoun_of_the_contact_is_the_only_one_in_the_surest_text(
    texts: tuple[str, ...], who: str, rules: Rules
) -> None:
    assert family(texts, rules.purpose["en"]) == who


def test_fragments_become_sentences(rules: Rules) -> None:
    """The owner leaves out "I"; what was offered is thanked for."""
    taken = take_aways(
        "loved her idea of writing first; will try it with my team; she offered to read my draft",
        ADA,
        "she",
        rules.purpose["en"],
    )
    assert taken.sentences
    assert taken.lines == (
        "I loved your idea of writing first.",
        "I will try it with my team.",
        "You offered to read my draft, and I am grateful for that.",
    )


def test_swedish_fragments_become_sentences(rules: Rules) -> None:
    taken = take_aways(
        "gillade hennes idé att skriva först\nska testa det\nhon erbjöd sig att läsa mitt utkast",
        ADA,
        "she",
        rules.purpose["sv"],
    )
    assert taken.lines == (
        "Jag gillade din idé att skriva först.",
        "Jag ska testa det.",
        "Du erbjöd dig att läsa mitt utkast, och det är jag tacksam för.",
    )


def test_notes_that_are_no_sentences_stay_notes(rules: Rules) -> None:
    taken = take_aways("- press release first\n- say no early", ADA, "", rules.purpose["en"])
    assert (taken.lines, taken.sentences) == (("Press release first", "Say no early"), False)


def test_a_spoken_ramble_is_taken_as_it_is(rules: Rules) -> None:
    words = "She told me that I should stop waiting and just write the memo, also to read Slow Memos. I'm going to try both."
    taken = take_aways(words, ADA, "she", rules.purpose["en"])
    assert taken.lines == (
        "You told me that I should stop waiting and just write the memo, also to read Slow Memos.",
        "I'm going to try both.",
    )


def test_what_is_not_for_their_eyes_is_left_out_and_named(rules: Rules) -> None:
    """A line like "we didn't click" does not get into the thank-you, and no further meeting is suggested."""
    taken = take_aways("we didn't click\nloved her honesty", ADA, "she", rules.purpose["en"])
    assert (taken.lines, taken.went_well, taken.left_out) == (("I loved your honesty.",), False, ("we didn't click",))


def test_at_most_five_are_told_and_the_rest_is_named(rules: Rules) -> None:
    """P-33 speaks of one or two; a list of ten is not read."""
    taken = take_aways("\n".join(f"point {n}" for n in "abcdefg"), ADA, "", rules.purpose["en"])
    assert (len(taken.lines), taken.left_out) == (5, ("point f", "point g"))


def test_private_things_are_no_take_aways_and_spoil_nothing(rules: Rules) -> None:
    taken = take_aways("learned: ask first\nher husband runs a bakery", ADA, "she", rules.purpose["en"])
    assert (taken.lines, taken.went_well, taken.left_out) == (("Ask first",), True, ("her husband runs a bakery",))


@pytest.mark.parametrize(
    ("language", "spoken", "line"),
    [
        ("en", "ok so it went really well, i want to try it", "It went really well, I want to try it."),
        ("en", "Great chat! I will try it.", "I will try it."),
        ("en", "really liked your calm", "I really liked your calm."),
        ("sv", "jättebra, jag ska prova det i morgon", "Jag ska prova det i morgon."),
    ],
)
def test_what_is_said_while_thinking_is_left_away(language: str, spoken: str, line: str, rules: Rules) -> None:
    assert take_aways(spoken, ADA, "", rules.purpose[language]).lines == (line,)
