"""The owner's profile by mail: a mail called "profile" brings the form, and the answer to it is kept (P-10, P-11).

The form goes to the owner's own address whoever asked for it; only an answer that carries its token changes
anything, like any other order of the owner's (T-03).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from inbox_agent.drafts.profile_lines import filled, form
from inbox_agent.mail.kept import MailRow, Taken
from inbox_agent.mail.message import Because, Message
from inbox_agent.mentorship.kept import Question
from inbox_agent.mentorship.profile import Coverage, Fit, Profile, coverage, fit, stop_words
from inbox_agent.mentorship.relationship import Relationship
from inbox_agent.rounds import ask
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rules import Rules


def wanted(doors: Doors, message: Message) -> bool:
    """Whether a mail of the owner's asks for the profile: its subject is nothing but the word."""
    subject = " ".join(message.subject.casefold().split()).rstrip(".:!")
    return any(subject in (s.casefold() for s in words.subjects) for words in doors.rules.profile.values())


def send_form(tx: Transaction, doors: Doors, row: MailRow, taken: Taken, now: datetime) -> None:
    """Mail the form back, filled in with what is known."""
    tx.mail.take(row.id, taken)
    ask.question(tx, doors, None, "profile", f"message:{row.id}", Because("P-10", taken.subject), now)


def form_of(tx: Transaction, doors: Doors) -> str:
    """The form with what is known, in the owner's language, as text to be filled in."""
    words = doors.rules.profile
    labels = words.get(doors.account.owner.language, words["en"]).labels
    return "\n\n".join(
        "\n".join((f"{heading}:", *(f"– {line}" for line in known)))
        for heading, known in form(tx.profiles.get(), labels)
    )


def answered(
    tx: Transaction, doors: Doors, asked: Question, words: str, now: datetime, message: int | None = None
) -> str:
    """Keep what the filled form says; where no part of it can be read nothing changes, and the sentence that says so is given.

    `message` is the mail that brought it, which gets a receipt; on the page the owner sees what came of it.
    """
    labels: dict[str, tuple[str, ...]] = {}
    for language in doors.rules.profile.values():
        for name, names in language.labels.items():
            labels[name] = (*labels.get(name, ()), *names)
    found = filled(words, labels, tx.profiles.get())
    if found is None:
        return "profile-unclear"
    tx.profiles.put(found, now)
    tx.questions.answer(asked.id, words, now)
    tx.events.add(now, "profile", Because("owner", words), message=message)
    if message is not None:
        ask.receipt(tx, f"profile:{message}", now, what="profile-kept", words=words[:500])
    return ""


def fits(tx: Transaction, doors: Doors) -> tuple[tuple[Relationship, Fit], ...]:
    """Every contact with what they are to the profile."""
    return fits_all(tx, tx.profiles.get(), tx.people.all(), doors.account.owner.language, doors.rules)


def fits_all(
    tx: Transaction, wanted: Profile, everybody: Iterable[Relationship], language: str, rules: Rules
) -> tuple[tuple[Relationship, Fit], ...]:
    """These contacts with what they are to the profile, in one statement however many there are."""
    known = tx.profiles.known()
    return tuple((r, fit(r, wanted, *known.get(r.id, ("", ())), _small(language, r, rules))) for r in everybody)


def fits_one(tx: Transaction, relationship: Relationship, language: str, rules: Rules) -> Fit:
    """One contact against the profile, by the small words of the owner's language, the contact's, and English."""
    known, serves = _known(tx, relationship.id), tx.profiles.serves(relationship.id)
    return fit(relationship, tx.profiles.get(), known, serves, _small(language, relationship, rules))


def _small(language: str, relationship: Relationship, rules: Rules) -> frozenset[str]:
    spoken = dict.fromkeys((language, relationship.person.language, "en"))
    return stop_words(rules.words[name].words for name in spoken if name in rules.words)


def covered(tx: Transaction, everybody: Iterable[Relationship], language: str, rules: Rules) -> Coverage:
    """Which goals somebody works at with the owner, which nobody does, and who serves none of them (P-74)."""
    wanted = tx.profiles.get()
    return coverage(wanted, () if wanted.empty else fits_all(tx, wanted, everybody, language, rules))


def _known(tx: Transaction, number: int) -> str:
    """What stands about a contact: how they appeared, what the owner noted."""
    notes = "\n".join(note.words for note in tx.notes.of(number))
    return f"{tx.people.original(number)}\n{notes}"
