"""Where a contact's mail could be two things, the owner says which, with a number or a word (F-22, F-28).

The question stands in the notice of the answer, so it costs the owner no mail of its own. The answer is followed as
if the mail had been heard so, and is kept as an example. A newer mail, or the owner's word on the stage, makes it idle.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.reading import Reading
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import ask as asking
from inbox_agent.rounds import listen
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.words import Stage

NEITHER = "other"
#: Before a first conversation a yes, a no or a "not now" is what counts, so these can always be chosen.
BEFORE: tuple[Stage, ...] = ("prospect", "outreach", "quiet", "resting", "short-of-time", "scheduling")
ANSWERS = ("accepts", "declines", "pauses")
#: A bare yes or no says something only where it is one of the guesses.
BARE = ("accepts", "declines")


def ask(tx: Transaction, relationship: Relationship, reading: Reading, message: int, now: datetime) -> int | None:
    """The question, where this reading leaves one; those of earlier mails are idle from now on."""
    for open_ in tx.questions.open():
        if open_.kind == "meaning" and open_.relationship == relationship.id:
            tx.questions.answer(open_.id, "", now)
    guesses = [guess for guess in reading.guesses if guess != NEITHER]
    if reading.sure or reading.bad_news or reading.do_not_contact or not guesses:
        return None
    offered = dict.fromkeys((*guesses, *(ANSWERS if relationship.stage in BEFORE else ())))
    return tx.questions.ask("meaning", str(message), now, relationship.id, message=message, guesses=list(offered))


def choices(doors: Doors, asked: Question) -> tuple[tuple[str, str], ...]:
    """What it may mean, and the word to answer with in the owner's language; the last is neither."""
    own = words_for(doors)
    return tuple((guess, own[guess][0]) for guess in (*asked.data["guesses"], NEITHER) if guess in own)


def words_for(doors: Doors) -> dict[str, tuple[str, ...]]:
    """The words for each meaning in the owner's language, the one to answer with first; English where it has none."""
    words = doors.rules.answers
    return (words.get(doors.account.owner.language) or words["en"]).meanings or words["en"].meanings


def read(doors: Doors, asked: Question, words: str) -> str:
    """The intent that an answer names, "" for none. The guesses go first: "no" may be a word of several languages."""
    line = next((line for line in words.splitlines() if line.strip()), "")
    said = " ".join(line.casefold().replace("’", "'").split()).strip(" .!)")
    order: Sequence[str] = [guess for guess, _ in choices(doors, asked)]
    if said.isdigit():
        return order[int(said) - 1] if 1 <= int(said) <= len(order) else ""
    named = [
        intent
        for language in doors.rules.answers.values()
        for intent, known in language.meanings.items()
        if said in known or said == intent
    ]
    return next((g for g in order if g in named), "") or next((i for i in named if i not in BARE), "")


def answered(
    tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime, message: int | None = None
) -> str:
    """Follow what the owner says; "" or the sentence of `rules/sentences/` that tells why nothing was done."""
    intent = read(doors, asked, words)
    relationship = tx.people.get(asked.relationship, lock=True) if asked.relationship else None
    row = tx.mail.get(int(asked.data["message"]))
    if not intent or relationship is None or row is None:
        return "meaning-unclear"
    if asked.answered:
        return "meaning-used"
    tx.examples.add(
        "meaning", now, judged="/".join(asked.data["guesses"]), corrected=intent, words=row.text,
        language=row.language, relationship=relationship.id, message=row.id,
    )  # fmt: skip
    listen.as_told(tx, doors, relationship, row, intent, words, now)
    tx.questions.answer(asked.id, words, now)
    if message is not None:
        asking.receipt(tx, f"meant:{message}", now, what="meant", relationship=relationship.id, intent=intent)
    return ""
