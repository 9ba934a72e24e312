"""Whether a machine wrote this mail, which kind of machine, and what it says (F-07, T-30).

Headers and form decide before any word does: RFC 3834 for automatic answers, RFC 3464 for reports, RFC 2919
and 2369 for lists, calendar methods for invitations, and the names that daemons sign with. Words of a subject
count only at its beginning, words of a text never by themselves: "I am out of the office on Friday" is what
people write, too, and a person must not be taken for a machine (F-30). For the same reason weak signs, which
gateways add to people's mail (`List-Unsubscribe`, `Precedence: bulk`), count only together, and never on an
answer to a mail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from inbox_agent.mail.absence import MOST_LETTERS, AbsenceWords, first_phrase, read_absence
from inbox_agent.mail.beginnings import Beginnings
from inbox_agent.mail.bounce import BounceWords, null_sender, opening, read_bounce, subject_begins
from inbox_agent.mail.calendar import Invitation, answers, read
from inbox_agent.mail.headers import Head
from inbox_agent.mail.made_once import made_once
from inbox_agent.mail.message import Address, Because, Message

MachineKind = Literal["auto-reply", "bounce", "list", "notification", "calendar", "own"]
_NO_REPLY = re.compile(
    r"(?:.*[._+-])?(?:no|do|dont|don't|not|never|ne|nicht|svara|ikke|inte|nao|geen|ej)[._-]?(?:t[._-]?|not[._-]?)?(?:re?ply|respond|reponse|repondre|antworten|svar|svara|besvar|responda|responder|antwoord)(?:[._+-].*)?"
    r"|(?:notifications?|notify|notifier|alerts?|automated|automailer|mailer|robot|bot|autoreply|auto-reply)(?:[+-].*)?"
    r"|.*[._+-](?:notifications?|notifier|alerts?)"
)
MOST_STATEMENT_WORDS = 16
_STOP = re.compile(r"(?<=[.!])\s+")
#: Headers that only automatic answers carry, with the values that count ("" for any).
_AUTO_HEADERS = (
    ("X-Autoreply", ""), ("X-Auto-Reply", ""), ("X-Autorespond", ""), ("X-Autoresponder", ""), ("X-Autoreply-From", ""),
    ("X-Mail-Autoreply", ""), ("X-Vacation", ""), ("X-AutoReply-From", ""), ("X-Precedence", "auto_reply"),
    ("Precedence", "auto_reply"), ("Precedence", "auto-reply"), ("Preference", "auto_reply"), ("X-FC-MachineGenerated", "true"),
    ("X-POST-MessageClass", "9; Autoresponder"), ("Delivered-To", "Autoresponder"),
)  # fmt: skip
#: Headers that senders of notifications put in, by their beginning.
_NOTIFIERS = ("x-github-", "x-gitlab-", "x-jira-", "x-linkedin-", "x-facebook", "x-discourse-", "x-slack-", "x-trello-", "x-asana-", "x-meetup-", "x-zendesk", "x-notification", "x-alert")  # fmt: skip
#: Headers of mass mailings; one of them with List-Unsubscribe makes a newsletter.
_BULK = ("feedback-id", "x-campaign", "x-campaignid", "x-mailchimp-", "x-mc-user", "x-mailgun-tag", "x-sg-id", "x-csa-complaints",
         "list-unsubscribe-post", "x-mailer-lid", "x-job", "x-newsletter", "x-sfmc-", "x-hs-", "x-klaviyo", "x-rpcampaign", "x-mailjet-campaign")  # fmt: skip
#: Any other answer ("perhaps", delegated) is `other`: it must not count as a yes.
_ANSWERS = {"ACCEPTED": "calendar-accepted", "DECLINED": "calendar-declined"}
_METHODS = {"REQUEST": "calendar-request", "ADD": "calendar-request", "COUNTER": "calendar-request",
            "DECLINECOUNTER": "other", "CANCEL": "calendar-cancelled"}  # fmt: skip


class MachineWords(AbsenceWords, BounceWords, Protocol):
    """One file of `rules/machine`."""

    @property
    def auto_subjects(self) -> tuple[str, ...]: ...
    @property
    def absence_subjects(self) -> tuple[str, ...]: ...
    @property
    def auto_statements(self) -> tuple[str, ...]: ...
    @property
    def receipt_subjects(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class _Phrases:
    """What an automatic mail begins with: its subject, that of an absence, a sentence of its text."""

    auto_subjects: Beginnings
    absence_subjects: Beginnings
    auto_statements: Beginnings
    receipt_subjects: Beginnings


@made_once
def _phrases(words: Mapping[str, MachineWords]) -> _Phrases:
    return _Phrases(
        Beginnings({code: listed.auto_subjects for code, listed in words.items()}),
        Beginnings({code: listed.absence_subjects for code, listed in words.items()}),
        Beginnings({code: listed.auto_statements for code, listed in words.items()}),
        Beginnings({code: listed.receipt_subjects for code, listed in words.items()}),
    )


@dataclass(frozen=True)
class Machine:
    """What kind of machine, what it says, and why that is thought. `intent` is one of contracts.md, "" for own mail."""

    kind: MachineKind
    intent: str
    because: tuple[Because, ...]
    return_date: date | None = None  #: the first day back, or the end that the reply names
    successor: Address | None = None  #: whom to write to instead of somebody who left
    failed: tuple[str, ...] = ()  #: the addresses that a bounce is about
    reason: str = ""  #: why it did not arrive, in the server's words
    invitations: tuple[Invitation, ...] = ()


def machine_of(
    message: Message, own: frozenset[str], words: Mapping[str, MachineWords], written: str = ""
) -> Machine | None:
    """The machine that wrote this, or None for a person. `own` are the agent's addresses, case folded; `written` is
    the newly written text, where the caller knows it."""
    if message.author.key in own:
        return Machine("own", "", (Because("own", message.author.addr),))
    headers = message.headers
    return (
        _calendar(message)
        or _bounce(message, own, words)
        or _read_receipt(headers)
        or _auto_reply(message, headers, own, words, written)
        or _notification(message, headers)
        or _list(message, headers)
    )


def _calendar(message: Message) -> Machine | None:
    """Calendar traffic by its method, from one of the people in it; a forwarded invitation is its forwarder's mail."""
    invitations = tuple(i for ics in message.calendars[:10] for i in read(ics))
    concerned = {a.who.key for i in invitations for a in i.attendees} | {
        i.organizer.key for i in invitations if i.organizer
    }
    writers = {a.key for a in (*message.from_, *message.sender, *message.reply_to)}
    if not invitations or (concerned and not writers & concerned and not _is_no_reply(message)):
        return None
    first = invitations[0]
    if first.method == "REPLY":
        answer = next(answers((first,), message.author.key), "")
        intent = _ANSWERS.get(answer, "other")
        because = Because("rfc5546", f"METHOD:REPLY PARTSTAT={answer}")
    else:
        intent = "calendar-cancelled" if first.cancelled and first.method else _METHODS.get(first.method, "")
        because = Because("rfc5546", f"METHOD:{first.method}")
    return Machine("calendar", intent, (because,), invitations=invitations) if intent else None


def _bounce(message: Message, own: frozenset[str], words: Mapping[str, MachineWords]) -> Machine | None:
    bounce = read_bounce(message, own, words)
    if not bounce:
        return None
    kind: MachineKind = "notification" if bounce.intent == "notification" else "bounce"
    return Machine(kind, bounce.intent, bounce.because, failed=bounce.failed, reason=bounce.reason)


def _read_receipt(headers: Head) -> Machine | None:
    """A note that a mail was shown (RFC 8098), or a complaint about one (RFC 5965)."""
    kind = headers.decoded("content-type").casefold()
    if "disposition-notification" in kind or "feedback-report" in kind:
        return Machine("notification", "notification", (Because("rfc8098", kind[:120]),))
    return None


def _auto_reply(
    message: Message, headers: Head, own: frozenset[str], words: Mapping[str, MachineWords], written: str
) -> Machine | None:
    sign = _auto_sign(headers)
    statement = _statement(written, words)
    subject = _auto_subject(message, headers, words) or _receipt(message, words) or statement
    absent = _absence_subject(message, words)
    because = sign or subject or absent
    if not because:
        return None
    said = message.date.date() if message.date else None
    not_meant = own | {message.author.key} | {a.key for a in message.to}
    absence = read_absence(f"{message.subject}\n\n{message.text}", said, words, not_meant)
    told = bool(absence.because)
    answers = bool(message.in_reply_to)
    if subject and subject == statement and not told:
        return None if sign else Machine("notification", "notification", (statement,))
    if subject or (sign and "auto-generated" not in sign.words.casefold()):
        sure = True
    elif sign:
        # Exchange calls its absence notes generated, as others do with any notification. "We have received your
        # request" answers a mail even where a ticket system leaves out which.
        sure = told and (answers or absent is not None or absence.intent == "notification")
    else:
        # A subject that only names an absence is a person's, unless the mail answers one and asks nothing.
        sure = told and answers and "?" not in message.text
    if not sure:
        return None
    return Machine("auto-reply", absence.intent, (because, *absence.because), absence.return_date, absence.successor)


def _receipt(message: Message, words: Mapping[str, MachineWords]) -> Because | None:
    """An answer with a subject of its own that says "we have received your message", as do its words, which ask nothing."""
    subject = subject_begins(message.subject, _phrases(words).receipt_subjects, "receipt-subjects")
    if not subject or not message.in_reply_to or "?" in message.text:
        return None
    spoken = " ".join(message.text[:MOST_LETTERS].casefold().split())
    return subject if first_phrase(spoken, {c: listed.receipts for c, listed in words.items()}, "receipts") else None


def _statement(written: str, words: Mapping[str, MachineWords]) -> Because | None:
    """A first or last sentence that does nothing but say that a machine wrote it: "This is an automated reply."

    People write of automatic replies, too, but not so, and not in a mail without a word beside it.
    """
    rows = [row.strip() for row in written[:MOST_LETTERS].split("\n") if row.strip()]
    beginnings = _phrases(words).auto_statements
    for row in (*rows[:2], *rows[-3:]):
        for sentence in (part.strip(" ()[]*_#-–—\"'") for part in _STOP.split(row)):
            told = sentence.casefold().replace("’", "'")
            found = next(beginnings.of(told), None)
            if found and len(told.split()) <= MOST_STATEMENT_WORDS:
                code, n, _ = found
                return Because(f"machine.{code}.auto-statements.{n}", sentence)
    return None


def _auto_sign(headers: Head) -> Because | None:
    submitted = headers.decoded("auto-submitted").strip()
    if submitted and not submitted.casefold().startswith(("no", "auto-notified")):
        return Because("rfc3834", f"Auto-Submitted: {submitted}")
    for name, wanted in _AUTO_HEADERS:
        if name.lower() not in headers.by_name:
            continue
        value = headers.decoded(name.lower())
        said = value.strip().casefold()
        if said == wanted.casefold() if wanted else said not in {"no", "false"}:
            return Because("auto-header", f"{name}: {value}"[:200])
    return None


def _auto_subject(message: Message, headers: Head, words: Mapping[str, MachineWords]) -> Because | None:
    """A subject that says "automatic reply", or names an absence and comes from the null sender or from Exchange."""
    if because := _subject_alone(message, _phrases(words).auto_subjects, "auto-subjects"):
        return because
    if null_sender(message) or headers.decoded("x-auto-response-suppress").strip().casefold() == "all":
        return _absence_subject(message, words, alone=False)
    return None


def _absence_subject(message: Message, words: Mapping[str, MachineWords], alone: bool = True) -> Because | None:
    phrases = _phrases(words).absence_subjects
    if alone:
        return _subject_alone(message, phrases, "absence-subjects")
    return subject_begins(message.subject, phrases, "absence-subjects")


def _subject_alone(message: Message, phrases: Beginnings, topic: str) -> Because | None:
    """The phrase that a subject begins with, where it goes on as an automatic one does: not at all, or after a colon."""
    because = subject_begins(message.subject, phrases, topic)
    if not because:
        return None
    _, code, _, number = because.rule.split(".")
    told = opening(message.subject)
    phrase = next(phrase for of, n, phrase in phrases.of(told) if (of, str(n)) == (code, number))
    rest = told[len(phrase) :].strip(" ])*\"'")
    return because if not rest or rest.startswith((":", "re:", "–", "-")) else None


def _notification(message: Message, headers: Head) -> Machine | None:
    """A robot that informs: it says so, it has no ear, or it is one of the platforms that mark their mail."""
    submitted = headers.decoded("auto-submitted").strip().casefold()
    if submitted.startswith(("auto-generated", "auto-notified")):
        return Machine("notification", "notification", (Because("rfc3834", f"Auto-Submitted: {submitted}"),))
    platform = next((name for name in headers.by_name if name.startswith(_NOTIFIERS)), "")
    if platform:
        return Machine(
            "notification", "notification", (Because("platform", f"{platform}: {headers.decoded(platform)}"[:200]),)
        )
    # Who answers a mail from such an address, and says by no header that a machine does, is a secretary (F-30).
    if _is_no_reply(message) and not message.in_reply_to and not _newsletter_sign(headers):
        return Machine("notification", "notification", (Because("no-reply", message.author.addr),))
    return None


def _is_no_reply(message: Message) -> bool:
    return bool(_NO_REPLY.fullmatch(message.author.key.partition("@")[0][:100]))


def _list(message: Message, headers: Head) -> Machine | None:
    sign = handed_on(headers)
    # A program that sends for a person (a newsletter tool, a ticket desk) marks an answer, too; a list names itself.
    answered = bool(message.in_reply_to) and not _is_no_reply(message)
    if sign is None or (answered and sign.rule != "rfc2919"):
        return None
    return Machine("list", "newsletter", (sign,))


def handed_on(headers: Head) -> Because | None:
    """The sign that a list or a mass mailing handed a mail on, or None."""
    if "list-id" in headers.by_name:
        return Because("rfc2919", f"List-Id: {headers.decoded('list-id')}"[:200])
    return _newsletter_sign(headers)


def _newsletter_sign(headers: Head) -> Because | None:
    """`Precedence` names itself; a way to unsubscribe counts only beside another sign of a mass mailing."""
    precedence = headers.decoded("precedence").strip().casefold()
    if precedence in {"bulk", "list", "junk"}:
        return Because("precedence", f"Precedence: {precedence}")
    bulk = next((name for name in headers.by_name if name.startswith(_BULK)), "")
    return (
        Because("mass-mailing", f"List-Unsubscribe, {bulk}") if bulk and "list-unsubscribe" in headers.by_name else None
    )
