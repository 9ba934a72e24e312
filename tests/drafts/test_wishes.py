"""What an owner wishes of a draft, as far as a rule can do it, in five languages: done to the letter, or not at all."""

from __future__ import annotations

import itertools
import re

import pytest

from drafts.samples import KINDS, LANGUAGES, full
from inbox_agent import rules as rule_files
from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import etiquette
from inbox_agent.drafts.parts import apart, sentences
from inbox_agent.drafts.shorter import Keeps, keeps, shortened
from inbox_agent.drafts.wishes import by_rule
from inbox_agent.shipped import folders

WHOLE_RULES = rule_files.load()
RULES = WHOLE_RULES.wishes
WRITER = TemplateWriter(folders("prompts", None), WHOLE_RULES)

LETTER = """Dear Ada,

Your talk on peat in Delft has stayed with me. I took notes for an hour.

My name is Mira Holm, and I build soil sensors in Uppsala. I have done so for four years. They stand in bogs.

Would you have 20 minutes for a call? I have two questions.

Thank you for considering it.

Kind regards,
Mira Holm"""
PARAGRAPHS = LETTER.split("\n\n")


def without(*numbers: int) -> str:
    """The letter without these paragraphs of the body."""
    return "\n\n".join(p for n, p in enumerate(PARAGRAPHS) if n not in numbers)


def cut(*words: str) -> str:
    text = LETTER
    for each in words:
        assert each in text
        text = text.replace(each, "")
    return text


SECOND_GONE = without(2)
DONE: dict[str, str] = {
    # English
    "drop the second paragraph": SECOND_GONE,
    "Please remove paragraph 2.": SECOND_GONE,
    "Could you delete the 2nd paragraph, please": SECOND_GONE,
    "without the last paragraph": without(4),
    "drop the first paragraph and the third paragraph": without(1, 3),
    "drop the last sentence": cut("\n\nThank you for considering it."),
    "drop the second sentence of the first paragraph": cut(" I took notes for an hour."),
    "remove the sentence about bogs": cut(" They stand in bogs."),
    "leave out the paragraph that mentions Delft": without(1),
    'replace "20 minutes" with "a quarter of an hour"': LETTER.replace("20 minutes", "a quarter of an hour"),
    "change “two questions” to “three questions”": LETTER.replace("two questions", "three questions"),
    'use "Hello Ada" instead of "Dear Ada"': LETTER.replace("Dear Ada", "Hello Ada"),
    'remove "in Uppsala"': cut(" in Uppsala"),
    # Swedish
    "stryk andra stycket": SECOND_GONE,
    "Ta bort stycke 2, tack": SECOND_GONE,
    "hoppa över sista meningen": cut("\n\nThank you for considering it."),
    "ta bort meningen om bogs": cut(" They stand in bogs."),
    "byt ut ”20 minutes” mot ”en kvart”": LETTER.replace("20 minutes", "en kvart"),
    # German
    "Streiche den zweiten Absatz": SECOND_GONE,
    "bitte Absatz 2 weglassen": SECOND_GONE,
    "lass den letzten Satz weg": cut("\n\nThank you for considering it."),
    "ersetze „20 minutes“ durch „eine Viertelstunde“": LETTER.replace("20 minutes", "eine Viertelstunde"),
    # French
    "supprime le deuxième paragraphe": SECOND_GONE,
    "enlevez le paragraphe 2, s'il vous plaît": SECOND_GONE,
    "retire la dernière phrase": cut("\n\nThank you for considering it."),
    "remplace « 20 minutes » par « un quart d’heure »": LETTER.replace("20 minutes", "un quart d’heure"),
    # Spanish
    "quita el segundo párrafo": SECOND_GONE,
    "elimina el párrafo 2, por favor": SECOND_GONE,
    "borra la última frase": cut("\n\nThank you for considering it."),
    "cambia «20 minutes» por «un cuarto de hora»": LETTER.replace("20 minutes", "un cuarto de hora"),
}  # fmt: skip


@pytest.mark.parametrize(("wish", "text"), DONE.items(), ids=DONE)
def test_a_plain_wish_is_done_to_the_letter(wish: str, text: str) -> None:
    """One change and no other; greeting and closing words are no paragraphs."""
    assert by_rule(wish, LETTER, RULES, shorten=True) == text


LEFT = [
    "warmer", "more formal", "mention the book", "drop the ninth paragraph", "drop", "", "ok", "drop the second paragraph and mention the book",
    "shorter and warmer", "drop the second paragraph?", "drop the paragraph about Rome", "drop the sentence about I", 'replace "Rome" with "Paris"',
    "drop the first and remove the third paragraph", 'say "Hello Ada" instead of "Dear Ada"', "do not drop the second paragraph", "don't remove paragraph 2",
    "drop the second paragraph if it is too long", "x" * 600, "varmare", "nämn boken", "wärmer", "plus chaleureux", "más cálido", "förmlicher",
    "stryk inte andra stycket", "streiche nicht den zweiten Absatz", "ne supprime pas le deuxième paragraphe", "no quites el segundo párrafo",
    "drop paragraph 1 and drop paragraph 2 and drop paragraph 3 and drop paragraph 4",
]  # fmt: skip


@pytest.mark.parametrize("wish", LEFT, ids=lambda w: w[:60])
def test_what_no_rule_can_do_is_left_whole(wish: str) -> None:
    """Half a wish is not the wish, a no before it is its opposite, and a letter of nothing is none."""
    assert by_rule(wish, LETTER, RULES, shorten=True) is None


SHORTER = ["shorter", "make it shorter", "please shorten it", "too long", "a bit shorter, please", "kortare", "kortare, tack", "gör den kortare",
           "kürzer", "bitte etwas kürzer", "zu lang", "plus court", "un peu plus court, merci", "más corto", "más corto, por favor"]  # fmt: skip


@pytest.mark.parametrize("wish", SHORTER)
def test_shorter_leaves_out_what_neither_opens_nor_asks_nor_names_a_number(wish: str) -> None:
    """At most three quarters where that can be; the ask, the opening and the courtesies stay. A model does it better and is left it."""
    short = by_rule(wish, LETTER, RULES, shorten=True)
    assert short
    assert len(short.split()) <= 0.85 * len(LETTER.split())
    for words in (
        "Dear Ada,",
        "Your talk on peat in Delft has stayed with me.",
        "20 minutes for a call?",
        "Kind regards,",
    ):
        assert words in short
    assert by_rule(wish, LETTER, RULES, shorten=False) is None


def test_shorter_and_a_drop_are_both_done() -> None:
    """A row of clauses is one wish."""
    short = by_rule("shorter, drop the second paragraph", LETTER, RULES, shorten=True)
    assert short
    assert "soil sensors" not in short
    assert "notes for an hour" not in short


def test_a_letter_that_cannot_be_shortened_is_left() -> None:
    """Three short sentences hold nothing to spare."""
    assert (
        by_rule("shorter", "Hi Bo,\n\nThank you. Would you have 20 minutes?\n\nBest,\nMira", RULES, shorten=True)
        is None
    )


@pytest.mark.parametrize(
    ("paragraph", "count"),
    [("One. Two! Three?", 3), ("Dr. Berg spoke. It was kl. 15 then.", 2), ("At 3 p.m. we met, i.e. Bo and I.", 1), ("No full stop", 1)],
    ids=["three ends", "abbreviations", "points within words", "none"],
)  # fmt: skip
def test_sentences_are_parted_where_one_ends_and_another_begins(paragraph: str, count: int) -> None:
    """An abbreviation ends no sentence."""
    assert len(sentences(paragraph)) == count


def test_every_language_of_letters_has_its_wishes() -> None:
    """T-04, F-61: en, sv, de, fr, es."""
    assert set(RULES) == {"en", "sv", "de", "fr", "es"}


#: What a sentence points back to, and whether the shorter letter therefore keeps it.
LEANING = {
    "en": "Hello Ada,\n\nThank you for the call. The thing that stayed with me longest of all is how you plan. I would bring two questions on just that.\n\nBest,",
    "sv": "Hej Ada,\n\nTack för samtalet. Det som har stannat kvar hos mig längst av allt är hur du planerar. Jag har ett par frågor om just det.\n\nHälsningar",
    "de": "Hallo Ada,\n\ndanke für das Gespräch. Was mir von allem am längsten nachgegangen ist: wie du planst. Ich hätte zwei Fragen genau dazu.\n\nViele Grüße",
    "fr": "Bonjour Ada,\n\nMerci pour cet échange. Ce qui m’est resté le plus longtemps, c’est la façon dont tu planifies. J’aurais deux questions sur ce sujet précisément.\n\nAmicalement,",
    "es": "Hola, Ada:\n\nGracias por la charla. Lo que más tiempo me ha rondado por la cabeza es cómo planificas. Llevaría dos preguntas justo sobre ese tema.\n\nUn saludo,",
}


@pytest.mark.parametrize("language", LEANING)
def test_shorter_keeps_what_a_later_sentence_points_back_to(language: str) -> None:
    """ "On just that" without the sentence that says what is nonsense: the last goes first, and the middle only after it."""
    letter = LEANING[language]
    stays = Keeps(re.compile("|".join(RULES[language].points_back), re.I))
    middle, last = sentences(letter.split("\n\n")[1])[1:]
    short = shortened(letter, 14, stays)
    assert last not in short
    assert middle not in short or middle in shortened(letter, 20, stays)
    assert all(middle in shortened(letter, most, stays) for most in range(40) if last in shortened(letter, most, stays))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_shorter_letter_still_says_what_it_is_for(kind: str, language: str) -> None:
    """By rule, of every letter in every variation: no fact goes, no check finds what it did not find before, nothing dangles."""
    for variation in range(4):
        brief = full(kind, language, variation)
        letter = WRITER.write(brief)
        stays = keeps(brief, letter.text, letter.subject, WHOLE_RULES)
        short = shortened(letter.text, len(letter.text.split()) // 2, stays)
        assert etiquette.check(short, letter.subject, brief, WHOLE_RULES) == ()
        assert [v for v in stays.values if v in letter.text and v not in short] == []
        every = [s for paragraph in apart(letter.text).body for s in paragraph]
        left = [s for paragraph in apart(short).body for s in paragraph]
        for before, after in itertools.pairwise(every):
            assert before in left or after not in left or not stays.leans(after), after
        assert len(apart(short).body) == len(apart(letter.text).body)
