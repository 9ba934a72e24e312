from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox_agent.mail import forward
from inbox_agent.mail.forward import Forward
from inbox_agent.mail.message import Address, Message
from tests.mail.sample_mails import LABELS, MAILBOX, OWNER

HEAD = "From: {sender}\nDate: Mon, Nov 2, 2026 at 10:12 AM\nSubject: {subject}\nTo: {to}\n"
CARL = "Carl Ek <carl@ek.example>"


def forwarded(
    sender: str, text: str, note: str = "", to: str = "Olle Marklund <olle@marklund.example>", subject: str = "Hello"
) -> Forward:
    body = (
        f"{note}\n\n---------- Forwarded message ---------\n"
        + HEAD.format(sender=sender, subject=subject, to=to)
        + "\n\n"
        + text
    )
    author = Address("Olle Marklund", "olle@marklund.example")
    message = Message("<1@x.example>", datetime(2026, 11, 3, tzinfo=UTC), f"Fwd: {subject}", (author,), text=body)
    found = forward.read(message, LABELS, OWNER, MAILBOX)
    assert found is not None
    return found


def addr(found: Forward) -> str:
    assert found.contact is not None
    return found.contact.addr


PROGRAMME = "Keynote: Akira Mori, akira@kozo.example\nPanel: Ingrid Thorsen, ingrid@brua.example\nWorkshop: Paolo Neri, paolo@cavi.example"


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("I mean Ingrid Thorsen.", "ingrid@brua.example"),
        ("Ingrid is the one.", "ingrid@brua.example"),
        ("Ingrid Thorsen, for the maintenance goal", "ingrid@brua.example"),
        ("Thorsen bitte", "ingrid@brua.example"),
        ("please reach paolo@cavi.example", "paolo@cavi.example"),
    ],
)
@pytest.mark.parametrize(
    "sender", ["Bridge Days <info@bridgedays.example>", "Bridge Days <no-reply@bridgedays.example>"]
)
def test_of_a_programme_the_person_in_the_note_is_meant(note: str, expected: str, sender: str) -> None:
    """A full name, a first or last name, or an address tells which."""
    assert addr(forwarded(sender, PROGRAMME, note)) == expected


def test_of_a_programme_without_a_word_all_are_candidates() -> None:
    """Nobody is guessed: the owner is asked."""
    found = forwarded("Bridge Days <info@bridgedays.example>", PROGRAMME, "Somebody of these?")
    assert found.contact is None
    assert [one.name for one in found.candidates] == ["Akira Mori", "Ingrid Thorsen", "Paolo Neri"]


def test_a_programme_sent_on_by_a_friend_means_who_the_note_names() -> None:
    """The friend only passed it on."""
    assert addr(forwarded(CARL, PROGRAMME, "The person is Paolo Neri.")) == "paolo@cavi.example"
    assert addr(forwarded(CARL, PROGRAMME, "Carl is who I want to talk to, about the programme.")) == "carl@ek.example"


@pytest.mark.parametrize(
    "note", ["Recommended by Ingrid Thorsen.", "She worked with Akira Mori once.", "Tip from Paolo Neri"]
)
def test_a_name_said_in_passing_does_not_replace_the_sender(note: str) -> None:
    """Who recommended is the referrer, and a colleague's name is only a name."""
    found = forwarded(CARL, PROGRAMME, note)
    assert addr(found) == "carl@ek.example"
    if "Thorsen" in note:
        assert found.referrer is not None
        assert found.referrer.name == "Ingrid Thorsen"


INTRODUCTIONS = {
    "en": "Olle, I'd like to introduce you to Sofia Lange, who runs the lab.",
    "en meet": "Hi both!\n\nOlle, meet Sofia. Sofia, meet Olle.",
    "en both": "I would like to introduce Olle to Sofia Lange.",
    "en friend": "Let me introduce my good friend Sofia Lange.",
    "sv": "Jag vill presentera dig för Sofia Lange som leder labbet.",
    "de": "Lieber Olle, darf ich dir Sofia Lange vorstellen?",
    "fr": "Olle, je te présente Sofia Lange.",
    "es": "Hola Olle: te presento a Sofia Lange.",
    "pt": "Olá Olle, apresento-te a Sofia Lange.",
    "it": "Caro Olle, ti presento Sofia Lange.",
    "nl": "Beste Olle, ik stel je graag voor: dit is Sofia.\nMaak kennis met Sofia Lange.",
    "da": "Kære Olle, jeg vil gerne introducere Sofia Lange.",
    "no": "Hei Olle, la meg presentere Sofia Lange.",
    "fi": "Hei Olle, haluan esitellä sinulle Sofia Lange.",
    "pl": "Cześć Olle, przedstawiam Ci Sofia Lange.",
}


@pytest.mark.parametrize("text", INTRODUCTIONS.values(), ids=INTRODUCTIONS.keys())
def test_an_introduction_means_the_one_introduced(text: str) -> None:
    """A introduces B: the contact is B, the referrer A (P-62)."""
    found = forwarded(
        CARL, text + "\n\nCarl", to="Olle Marklund <olle@marklund.example>, Sofia Lange <sofia@lange.example>"
    )
    assert (addr(found), found.contact and found.contact.name) == ("sofia@lange.example", "Sofia Lange")
    assert found.referrer == Address("Carl Ek", "carl@ek.example")


@pytest.mark.parametrize(
    "text",
    [
        "We will meet Anna Berg (anna@berg.example) on Friday.",
        "You should talk to more people.",
        "I was copying the drawings all day.",
        "Let me introduce myself: I build cranes.",
    ],
)
def test_words_of_introduction_without_one_mean_the_sender(text: str) -> None:
    """There is nobody with an address who is introduced."""
    assert addr(forwarded(CARL, text)) == "carl@ek.example"


NOTIFICATIONS = {
    "accepted": ("Ada Byron accepted your invitation", ""),
    "message": ("New message", "You have a new message from Ada Byron."),
    "session": ("Confirmed", "Your session with Ada Byron is on Friday."),
    "match": ("It's a match!", "You have been matched with Ada Byron."),
    "mentor": ("Your application", "Your new mentor is Ada Byron."),
    "host": ("Event", "Timber night\nHosted by Ada Byron\nFriday"),
    "sv": ("Ada Byron har accepterat din inbjudan", ""),
    "de": ("Neue Nachricht von Ada Byron", ""),
    "fr": ("Ada Byron a accepté votre invitation", ""),
    "es": ("Ada Byron ha aceptado tu invitación", ""),
    "pt": ("Ada Byron aceitou o seu convite", ""),
    "it": ("Ada Byron ha accettato il tuo invito", ""),
    "nl": ("Ada Byron heeft je uitnodiging geaccepteerd", ""),
    "da": ("Ada Byron har accepteret din invitation", ""),
    "no": ("Ada Byron har godtatt invitasjonen", ""),
    "fi": ("Ada Byron hyväksyi kutsusi", ""),
    "pl": ("Ada Byron zaakceptowała zaproszenie", ""),
}


@pytest.mark.parametrize(("subject", "text"), NOTIFICATIONS.values(), ids=NOTIFICATIONS.keys())
@pytest.mark.parametrize(
    "sender", ["LinkedIn <invitations-noreply@linkedin.com>", "MentorMatch <notifications@mentormatch.example>"]
)
def test_a_platforms_mail_means_the_person_in_it(sender: str, subject: str, text: str) -> None:
    """Never the robot, never the platform's address."""
    found = forwarded(sender, text or "See more on our site.", subject=subject)
    assert found.contact is not None
    assert (found.contact.name, found.contact.addr) == ("Ada Byron", "")


NO_CONTACTS = {
    "invoice": ("Billing <billing@x.example>", "Your invoice is due.", ""),
    "parcel": ("Post <tracking@x.example>", "Your parcel arrives tomorrow.", ""),
    "newsletter": ("Weekly <newsletter@x.example>", "Ten tips.\n\nUnsubscribe", ""),
    "password": ("Portal <support@x.example>", "Reset your password here.", ""),
    "phishing": ("Bank <security@x.example>", "Verify your account now.", "spam?"),
    "doubt": (CARL, "Send me money.", "Is this a scam?"),
    "test": (CARL, "Hello", "just testing"),
    "human invoice": (CARL, "The invoice is attached.", "Invoice, please pay"),
}


@pytest.mark.parametrize(("sender", "text", "note"), NO_CONTACTS.values(), ids=NO_CONTACTS.keys())
def test_what_is_no_contact_is_said_to_be_none(sender: str, text: str, note: str) -> None:
    """With the rule and the words that say so."""
    found = forwarded(sender, text, note, subject="Invoice 7" if "nvoice" in text else "News")
    assert (found.kind, found.contact, found.candidates) == ("not-a-contact", None, ())
    assert found.because[-1][0].startswith("no-contact.")
    assert found.because[-1][1]


def test_the_owners_other_address_is_not_the_contact() -> None:
    """Sent from an address that no setting names, by the same full name: the recipient is meant."""
    found = forwarded("Olle Marklund <olle@old-job.example>", "Dear Ada", to="Ada Byron <ada@lab.example>")
    assert addr(found) == "ada@lab.example"


def test_words_below_an_end_marker_are_the_owners() -> None:
    """mutt says where the forwarded mail ends."""
    text = "Hello Olle\n\n----- End forwarded message -----\n\nCould you write to him?\n\n-- \nOlle"
    found = forwarded(CARL, text)
    assert (found.owner_note, found.original_text) == ("Could you write to him?", "Hello Olle")


def test_a_forwarded_conversation_is_read_from_its_first_mail() -> None:
    """Gmail prints the subject once, a rule, then each mail."""
    text = "Forwarded Conversation\nSubject: Looms\n------------------------\n\nFrom: Ada Byron <ada@lab.example>\nDate: Mon, Nov 2, 2026 at 10:12 AM\nTo: Olle Marklund <olle@marklund.example>\n\n\nHello"
    author = Address("Olle Marklund", "olle@marklund.example")
    found = forward.read(Message("<1@x.example>", None, "Fwd: Looms", (author,), text=text), LABELS, OWNER, MAILBOX)
    assert found is not None
    assert (addr(found), found.original_subject, found.owner_note, found.original_text) == (
        "ada@lab.example",
        "Looms",
        "",
        "Hello",
    )


def test_a_quoted_forward_in_a_reply_is_not_forwarded_again() -> None:
    """The owner answers a question about an earlier forward."""
    quoted = "".join(
        f"> {line}\n"
        for line in (
            "---------- Forwarded message ---------\n" + HEAD.format(sender=CARL, subject="x", to="Olle")
        ).splitlines()
    )
    message = Message(
        "<1@x.example>",
        None,
        "Re: Fwd: x",
        (Address("Olle Marklund", "olle@marklund.example"),),
        text="the first one\n\n" + quoted,
    )
    assert forward.read(message, LABELS, OWNER, MAILBOX) is None
