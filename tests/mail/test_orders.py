"""The owner's answers: what sends, what never sends, and what is echoed back (T-04, F-61, F-85)."""

from __future__ import annotations

import re
import time
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent import rules as rule_files
from inbox_agent.mail import orders
from inbox_agent.mail.order_words import Vocabulary, fold, vocabulary
from inbox_agent.mail.orders import Item, Order
from inbox_agent.rules import Rules
from inbox_agent.words import Stage

SENDS = ("approve", "approve-later")


@cache
def shipped() -> Rules:
    return rule_files.load()


def read(text: str, **more: object) -> Order:
    return orders.read(text, shipped().orders, names=("Sofia Lind",), **more)  # type: ignore[arg-type]


def slug(text: object) -> str:
    return "-".join(re.findall(r"\w+", str(text))[:8]) or repr(text)


YESES = [
    "ok", "OK", "Ok.", "okay", "OK!", "OK!!!", "ok\n\n/Sofia", "Ok. Thanks!", "ok, thanks", "Yes", "yes please", "Yes, please send it.", "Sure",
    "send", "Send it!", "please send", "Go ahead", "approved", "LGTM", "Looks good to me", "Looks good, please send.\n\nSofia", "Perfect, thank you!",
    "Hi,\n\nok\n\nBest,\nSofia", "Hello!\nYes, send it now.\nThanks,\nSofia Lind", "*ok*", "ok 👍", "ok :)", "- ok", "ok\n\nKind regards\nSofia",
    "ｏｋ", "o\u200bk", "ok\u00a0", "\ufeffok", "OK\r\n\r\n/Sofia\r\n", "great, go ahead", "ok then", "Absolutely",
    "ja", "Ja tack!", "Ja, skicka", "skicka", "Kör!", "Ser bra ut, skicka.", "okej, tack", "Hej!\n\nok\n\nMvh\nSofia", "Godkänt", "det blir bra", "Perfekt, tack så mycket!",
    "Ja, bitte senden.", "passt", "Einverstanden, danke", "Ja gern", "Bitte abschicken\n\nViele Grüße\nSofia", "Sieht gut aus",
    "oui", "Oui, envoyez", "D'accord, merci", "C'est parfait", "Ça me va !", "vas-y",
    "sí", "Sí, envíalo", "vale, gracias", "De acuerdo", "adelante", "Está bien así",
]  # fmt: skip


@pytest.mark.parametrize("text", YESES, ids=slug)
def test_a_plain_yes_sends(text: str) -> None:
    """Nothing but a yes, with greetings, thanks and the owner's own name around it, approves."""
    order = read(text)
    assert (order.decision, order.refused, order.when_text) == ("approve", None, "")
    assert order.because
    assert all(re.fullmatch(r"(yes|beside)\.[a-z]{2}", b.rule) for b in order.because)


NEVER_SENDS = [
    "yes yes", "ja ja", "ja, ja.", "ok ok", "sí, sí", "oui oui", "ya vale",
    "ok?", "OK??", "ok ?", "ok？", "¿ok?", "¿vale?", "ok…", "ok...", "ok..", "ok!?", "ok but shorter", "ok, but wait", "ok if Helen agrees", "yes if you must", "Yes, unless it is too late",
    "no problem", "No problem!", "no problem, ok?", "not ok", "Not okay.", "not bad", "ok, tomorrow I will look", "ok I will read it tonight", "ok let me think", "okish", "ok-ish", "kind of ok", "almost ok", "not yet",
    "I said ok yesterday", "Is that ok", "ok, who is Helen", "It would be ok to send it next week if she answers", "yes and no", "yes no", "no yes", "ok no", "no, ok", "Yeah right", "sure, whatever", "as if", "ok, I guess", "I suppose so",
    "ok\n\nwait", "ok\n\nWait", "ok\n\nNo", "ok\nno", "ok\n\nOne more thing: who is she?", "yes\n\nchange the first line", "ok\n\nHelen", "ok\n\nP.S. drop the last line", "ok\nok?", "send\nlater", "> ok", "> ok\n\nthanks", "ok\n> Shall I send this?", "On Monday you wrote: ok",
    "don't send", "do not send it", "please don't", "don't", "never send this", "send nothing", "no", "nope", "thanks", "Thank you!", "Hi", "👍", "🤔", "ok 🤔", "ok 🙃", "", "   \n ", "k", "y", "great", "nice", "good", "1", "1 ok", "ok 2", "2", "ok 1-3",
    "оk", "οk", "ok\u202e", "\u202eko", "o\u0338k", "0k", "()k", "(ok)", "\"ok\"", "“ok”", "ok;-)", "ok/", "ok <b>", "o k", "ok http://x.example", "ok sofia@x.example", "ok @all",
    "inga problem", "inte ok", "ok men vänta", "ok, men kortare", "ja om hon vill", "nja", "ja och nej", "okej?", "skicka inte", "jag skickar imorgon", "bra", "visst", "tack",
    "kein Problem", "ja, aber", "ja?", "nicht ok", "nicht senden", "na gut, meinetwegen", "von mir aus", "jein", "danke", "gut",
    "pas de problème", "oui mais", "oui ?", "d'accord si elle veut", "n'envoyez pas", "merci", "bof", "bon",
    "sin problema", "sí, pero", "¿sí?", "no lo envíes", "vale si quieres", "bueno", "gracias",
]  # fmt: skip


@pytest.mark.parametrize("text", NEVER_SENDS, ids=slug)
@pytest.mark.parametrize("digest", [False, True], ids=["", "digest"])
def test_anything_less_never_sends(text: str, digest: bool) -> None:
    """Questions, conditions, doubts, quotes, look-alike letters, signs and half sentences send nothing (T-04)."""
    order = read(text, digest=digest)
    if digest and text == "1 ok":
        assert order.decision == "approve"
        return
    assert order.decision not in SENDS, order
    assert not any(item.decision in SENDS for item in order.items) or order.decision == "unclear"


@pytest.mark.parametrize("hint", ["", *sorted(shipped().orders)])
def test_what_stops_in_one_language_sends_in_no_other(hint: str) -> None:
    """The lists of all languages hold at once: no entry that does not send may be somebody else's yes."""
    quiet = (
        "beside",
        "no",
        "later",
        "stop",
        "close",
        "undo",
        "met",
        "pause",
        "edit",
        "note",
        "noise",
        "moments",
        "but",
    )
    entries = {
        (lang, row) for lang, words in shipped().orders.items() for kind in quiet for row in getattr(words, kind)
    }
    sent = [e for e in sorted(entries) if read(e[1].replace("{n}", "3"), language_hint=hint).decision in SENDS]
    assert sent == []


@pytest.mark.parametrize("language", sorted(shipped().orders))
def test_every_entry_is_read_as_it_is_meant(language: str) -> None:
    """An entry that another one hides would be a promise that nobody keeps."""
    words = shipped().orders[language]
    meant = {"yes": "approve", "no": "reject", "later": "snooze", "stop": "stop", "close": "close", "undo": "undo"}
    lost = [
        (kind, row, got)
        for kind, decision in meant.items()
        for row in getattr(words, kind)
        if (got := read(row, language_hint=language).decision) != decision
    ]
    assert lost == []


@pytest.mark.parametrize(
    "after",
    [
        "but",
        "if",
        "unless",
        "later",
        "tomorrow?",
        "…",
        "not",
        "Helen",
        "3",
        "I",
        "— or?",
        "and",
        "maybe",
        "aber",
        "men",
        "mais",
        "pero",
    ],
)
@pytest.mark.parametrize("yes", ["ok", "Yes, send it", "ja", "oui", "sí"])
def test_a_yes_that_goes_on_sends_nothing(yes: str, after: str) -> None:
    """One further word that is no courtesy, on the same line or the next, makes a yes unclear."""
    for text in (f"{yes} {after}", f"{yes}, {after}", f"{yes}\n\n{after}", f"{after} {yes}", f"{after}\n{yes}"):
        assert read(text).decision not in SENDS, text


OTHERS = [
    ("no", "reject", "", ""), ("No, thanks", "reject", "", ""), ("nej tack", "reject", "", ""), ("nein", "reject", "", ""), ("non merci", "reject", "", ""), ("Skicka inte den här.", "reject", "", ""), ("No\n\nI called her already.", "reject", "", "I called her already."),
    ("later", "snooze", "", ""), ("Later 3w", "snooze", "3w", ""), ("hold", "snooze", "", ""), ("hold until Friday", "snooze", "until Friday", ""), ("tomorrow 9", "snooze", "tomorrow 9", ""), ("Monday", "snooze", "Monday", ""), ("remind me in two weeks", "snooze", "in two weeks", ""), ("next week", "snooze", "next week", ""),
    ("senare", "snooze", "", ""), ("i morgon kl 9", "snooze", "i morgon kl 9", ""), ("vänta till torsdag", "snooze", "till torsdag", ""), ("später", "snooze", "", ""), ("morgen um 9", "snooze", "morgen um 9", ""), ("demain à 9 h", "snooze", "demain à 9 h", ""), ("plus tard", "snooze", "", ""), ("mañana a las 9", "snooze", "mañana a las 9", ""),
    ("ok tomorrow 9", "approve-later", "tomorrow 9", ""), ("Send it on Monday at 8:30, please", "approve-later", "on Monday at 8:30", ""), ("ok i morgon kl 9", "approve-later", "i morgon kl 9", ""), ("skicka på måndag 8.30", "approve-later", "på måndag 8.30", ""), ("ok morgen um 9", "approve-later", "morgen um 9", ""), ("d'accord demain à 9 h", "approve-later", "demain à 9 h", ""), ("ok el lunes a las 9", "approve-later", "el lunes a las 9", ""), ("ok 9:30", "approve-later", "9:30", ""),
    ("shorter", "redraft", "", "shorter"), ("Warmer, please", "redraft", "", "Warmer, please"), ("drop the second paragraph", "redraft", "", "drop the second paragraph"), ("No, make it shorter", "redraft", "", "No, make it shorter"), ("ok but drop the last line", "redraft", "", "ok but drop the last line"), ("kortare", "redraft", "", "kortare"), ("stryk andra stycket", "redraft", "", "stryk andra stycket"), ("kürzer bitte", "redraft", "", "kürzer bitte"), ("plus court", "redraft", "", "plus court"), ("más corto", "redraft", "", "más corto"), ("No.\n\nMention the book instead.", "redraft", "", "Mention the book instead."),
    ("stop", "stop", "", ""), ("Stopp!", "stop", "", ""), ("stop now", "stop", "", ""), ("never write to her again", "stop", "", ""), ("nie wieder", "stop", "", ""), ("stop\nShe asked me not to.", "stop", "", "She asked me not to."),
    ("close", "close", "", ""), ("avsluta", "close", "", ""), ("undo", "undo", "", ""), ("Undo!", "undo", "", ""), ("ångra", "undo", "", ""), ("rückgängig", "undo", "", ""),
    ("stage active", "stage", "", "active"), ("stage: keep in touch", "stage", "", "keep-in-touch"), ("stage thank-you", "stage", "", "thank-you"), ("mismatch", "stage", "", "mismatch"), ("fas: aktiv", "stage", "", "active"),
    ("met", "met", "", ""), ("we met yesterday", "met", "yesterday", ""), ("met today", "met", "today", ""), ("vi träffades igår", "met", "igår", ""),
    ("note: she moved to Lund", "note", "", "she moved to Lund"), ("Anteckning: ring i maj\noch fråga om boken", "note", "", "ring i maj\noch fråga om boken"),
    ("edit: Hi Helen,\n\nThank you.\n\nSofia", "edit", "", "Hi Helen,\n\nThank you.\n\nSofia"), ("Edit:\n\nHej!\n  Två blanksteg.\n\n/Sofia", "edit", "", "Hej!\n  Två blanksteg.\n\n/Sofia"), ("ändra:\nHej Helen", "edit", "", "Hej Helen"), ("Hi,\nedit:\nok?", "edit", "", "ok?"), ("ok\nedit:\nHello", "edit", "", "Hello"), ("ändern: Hallo", "edit", "", "Hallo"), ("edit:", "edit", "", ""), ("edit：ok", "edit", "", "ok"),
    ("Who is Helen?", "unclear", "", "Who is Helen?"), ("The weather is nice.", "unclear", "", "The weather is nice."), ("no\nstop", "unclear", "", "no\nstop"), ("tomorrow 9\nMonday", "unclear", "", "tomorrow 9\nMonday"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "decision", "when", "said"), OTHERS, ids=slug)
def test_every_other_order(text: str, decision: str, when: str, said: str) -> None:
    """No, later, a time, a wish, stop, close, undo, a stage, a meeting, a note and a new text, in five languages."""
    order = read(text)
    assert (order.decision, order.when_text, order.text) == (decision, when, said)
    assert order.because or decision == "unclear"


DIGESTS = [
    ("1 ok, 2 later 3w; 3 close", [(1, "approve", None), (2, "snooze", "3w"), (3, "close", None)]),
    ("1 ok\n2 no\n\n/Sofia", [(1, "approve", None), (2, "reject", None)]),
    ("1-3 ok", [(1, "approve", None), (2, "approve", None), (3, "approve", None)]),
    ("1, 3 ok; 2 no", [(1, "approve", None), (3, "approve", None), (2, "reject", None)]),
    ("1 and 2 ok", [(1, "approve", None), (2, "approve", None)]),
    ("1) ok\n2) tomorrow 9", [(1, "approve", None), (2, "snooze", "tomorrow 9")]),
    ("#2: ok tomorrow 9", [(2, "approve-later", "tomorrow 9")]),
    ("Hi!\n\n1. ok\n2. stop\n\nThanks,\nSofia", [(1, "approve", None), (2, "stop", None)]),
    ("1 ja, 2 senare 2v, 3 nej", [(1, "approve", None), (2, "snooze", "2v"), (3, "reject", None)]),
    ("1 och 2 skicka\n3 mismatch", [(1, "approve", None), (2, "approve", None), (3, "stage", "mismatch")]),
    ("1 ja; 2 bis 4 nein", [(1, "approve", None), (2, "reject", None), (3, "reject", None), (4, "reject", None)]),
    ("1 oui, 2 plus tard", [(1, "approve", None), (2, "snooze", None)]),
    ("1 sí, 2 no", [(1, "approve", None), (2, "reject", None)]),
    ("1 ok, 2 shorter", [(1, "approve", None), (2, "redraft", "shorter")]),
    ("1 ok\n3: mention the book", [(1, "approve", None), (3, "redraft", "mention the book")]),
    ("1 senare 2v, 2 nämn boken", [(1, "snooze", "2v"), (2, "redraft", "nämn boken")]),
    ("1 nein, 2 kürzer", [(1, "reject", None), (2, "redraft", "kürzer")]),
    ("1 oui, 2 plus chaleureux", [(1, "approve", None), (2, "redraft", "plus chaleureux")]),
    ("1 sí, 2 quita el segundo párrafo", [(1, "approve", None), (2, "redraft", "quita el segundo párrafo")]),
]


@pytest.mark.parametrize(("text", "items"), DIGESTS, ids=[slug(text) for text, _ in DIGESTS])
def test_one_reply_settles_a_digest(text: str, items: list[tuple[int, str, str | None]]) -> None:
    """Numbers, lists and ranges, on lines or between commas, each with its order (F-85)."""
    order = read(text, digest=True)
    assert order.items == tuple(Item(*item) for item in items)
    assert (order.decision, order.refused) == (items[0][1], None)


UNREAD = [
    "1 ok, 2 hmm",
    "1 ok\n2",
    "1 ok 2 no",
    "1 ok, 1 no",
    "1-2 ok; 2 no",
    "1 ok, but 2 no",
    "1 ok?\n2 ok",
    "ok",
    "all ok",
    "1 ok\nand the others later",
    "1 ok, 2 ok…",
    "0 ok",
    "1-900 ok",
    "1 ok, 2 met",
    "1 ok, 2 shorter?",
    "1 ok, 2 perhaps",
    "1 ok, 2 ok but shorter",
    "1 ja, 2 ja, kortare",
    "2 later friday, 9:00 ok",
    "1 ok\n\nWhat about Helen?",
    "1 ok\n> 2 ok",
    "one ok",
    "1 ok 2",
    "1 2 ok",
]


@pytest.mark.parametrize("text", UNREAD, ids=slug)
def test_a_digest_with_one_unread_item_does_nothing(text: str) -> None:
    """If one item cannot be read nothing is approved, and what was read is told so that it can be sent back."""
    order = read(text, digest=True)
    assert order.decision == "unclear"
    assert order.refused
    if text.startswith("1 ok, 2 hmm"):
        assert order.items == (Item(1, "approve"), Item(2, "unclear"))
        assert order.text == "hmm"


def test_a_name_signs_only_where_it_is_the_owners() -> None:
    """Below a yes the owner's own name is a signature; any other word might be the real message."""
    assert read("ok\n\nSofia").decision == "approve"
    assert orders.read("ok\n\nSofia", shipped().orders).decision == "unclear"
    assert read("ok\n\nHelen").decision == "unclear"


@pytest.mark.parametrize("stage", get_args(Stage))
def test_every_stage_can_be_named(stage: str) -> None:
    """`stage NAME` works for each stage of the playbook."""
    order = read(f"stage {stage}")
    assert (order.decision, order.text) == ("stage", stage)


def test_no_word_that_sends_means_something_else_in_another_language() -> None:
    """Owners may answer in any language, so an entry that sends must have one meaning in all of them."""
    meanings: dict[tuple[str, ...], set[str]] = {}
    for words in shipped().orders.values():
        for kind in ("yes", "no", "later", "stop", "close", "undo", "met", "moments", "glue", "but", "noise", "beside"):
            for phrase in getattr(words, kind):
                meanings.setdefault(tuple(fold(word) for word in phrase.split()), set()).add(kind)
    torn = {" ".join(row): kinds for row, kinds in meanings.items() if "yes" in kinds and len(kinds) > 1}
    assert not torn


def test_no_entry_that_sends_holds_a_number() -> None:
    """A yes is words; "1" or "9" is never one."""
    assert not [
        phrase
        for words in shipped().orders.values()
        for phrase in words.yes
        if "{n}" in phrase or any(c.isdigit() for c in phrase)
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.booleans())
def test_any_text_is_read(text: str, digest: bool) -> None:
    """No text raises, and what sends consists of listed words only."""
    order = read(text, digest=digest)
    if order.decision in SENDS:
        assert not digest or order.items
        assert "?" not in text


WORDS = [
    "ok",
    "yes",
    "no",
    "but",
    "later",
    "tomorrow",
    "9",
    "9:30",
    "Monday",
    "thanks",
    "send",
    "it",
    "?",
    "…",
    "\n",
    ",",
    "not",
    "stop",
    "1",
    "2",
    "-",
    "ja",
    "inte",
    "skicka",
    "nicht",
    "oui",
    "pas",
    "sí",
    "no",
    "if",
    "Helen",
    "shorter",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=7), st.booleans())
def test_whatever_sends_holds_a_yes_and_no_contrary_word(parts: list[str], digest: bool) -> None:
    """Any mix of the usual words sends only with a yes in it and without a single word against it."""
    text = " ".join(parts)
    order = read(text, digest=digest)
    if order.decision in SENDS and not digest:
        assert {"ok", "yes", "send", "ja", "skicka", "oui", "sí"} & set(parts)
        assert not {
            "no",
            "but",
            "later",
            "?",
            "…",
            "not",
            "stop",
            "inte",
            "nicht",
            "pas",
            "if",
            "Helen",
            "shorter",
        } & set(parts)


NASTY = [
    "ok " * 40_000,
    "ok\n" * 40_000,
    "1" * 100_000,
    "1," * 50_000,
    "1-2-" * 25_000,
    "." * 100_000,
    "\u200b" * 100_000,
    "ok" + " " * 99_000 + "ok",
    "-" * 100_000,
    "1 ok;" * 20_000,
    "no problem " * 9_000,
    "\u0301" * 90_000,
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("digest", [False, True], ids=["", "digest"])
def test_hostile_length_takes_little_time(text: str, digest: bool) -> None:
    """No answer, however long or repetitive, holds the reader up for a second, and none of these sends."""
    read("warm up")
    begun = time.process_time()
    order = read(text, digest=digest)
    assert time.process_time() - begun < 10
    assert order.decision not in SENDS or (len(text) > 99_000 and text.split() == ["ok", "ok"])


def test_the_vocabulary_is_built_once() -> None:
    """Reading costs a look into a table, not a walk through the rule files."""
    assert vocabulary(shipped().orders) is vocabulary(shipped().orders)
    assert isinstance(vocabulary(shipped().orders), Vocabulary)
