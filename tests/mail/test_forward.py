from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox_agent.mail import forward
from inbox_agent.mail.forward import Forward
from inbox_agent.mail.message import Address, Message
from tests.mail.sample_mails import LABELS, MAILBOX, OWNER, Sample, flat, samples

SAMPLES = samples("forwards", "notes", "cards", "heldout", key="kind")
INLINE = [
    one
    for one in SAMPLES
    if one.answer["kind"] == "forward-contact" and not one.message.attached and "name" in one.answer
]


def read(message: Message) -> Forward | None:
    return forward.read(message, LABELS, OWNER, MAILBOX)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.name)
def test_who_is_meant_is_found_in_every_sample(sample: Sample) -> None:
    """Kind, person, subject and the owner's note are as the answer beside the mail says (F-08, F-09)."""
    found, answer = read(sample.message), sample.answer
    assert found is not None
    assert found.kind == answer["kind"]
    assert found.original_subject == answer["subject"]
    assert flat(found.owner_note) == flat(answer["note"])
    assert found.because
    if "name" in answer:
        assert found.contact is not None
        assert (found.contact.name, found.contact.addr) == (answer["name"], answer["addr"])
        for fact in ("organisation", "title"):
            assert getattr(found.contact, fact) == answer.get(fact, getattr(found.contact, fact))
    else:
        assert found.contact is None
    assert [one.addr for one in found.candidates] == answer.get("candidates", [])
    assert (found.referrer.addr if found.referrer else "") == answer.get("referrer", "")
    if "when" in answer:
        assert found.original_date is not None
        assert found.original_date.isoformat() == answer["when"]


def who(message: Message) -> tuple[object, ...]:
    found = read(message)
    assert found is not None
    contact = found.contact
    return (
        found.kind,
        contact and contact.name,
        contact and contact.addr,
        flat(found.original_subject),
        flat(found.owner_note),
    )


def with_nbsp(message: Message) -> Message:
    return replace(message, text=message.text.replace(" :", "\u00a0:").replace("  ", " \u00a0"))


def with_crlf(message: Message) -> Message:
    return replace(message, text=message.text.replace("\n", "\r\n"))


def with_blank_lines_above(message: Message) -> Message:
    return replace(message, text="\n\n\n" + message.text + "\n\n\n\n")


@pytest.mark.parametrize("change", [with_nbsp, with_crlf, with_blank_lines_above], ids=lambda one: one.__name__)
@pytest.mark.parametrize("sample", INLINE, ids=lambda one: one.name)
def test_spacing_changes_no_answer(sample: Sample, change: object) -> None:
    """Line ends, no-break spaces and blank lines do not change who is meant."""
    assert callable(change)
    assert who(change(sample.message)) == who(sample.message)


@pytest.mark.parametrize(
    "sample", [one for one in INLINE if one.answer["name"] and one.answer["addr"]], ids=lambda one: one.name
)
def test_the_same_mail_of_somebody_else_means_somebody_else(sample: Sample) -> None:
    """Nothing in the readers knows the people of the samples."""
    name, addr = sample.answer["name"], sample.answer["addr"]
    text = re.sub(re.escape(addr), "xenia.quastberg@neuwerk.example", sample.message.text, flags=re.IGNORECASE)
    for old, new in zip([name, *name.split()], ["Xenia Quastberg", "Xenia", *["Quastberg"] * 5], strict=False):
        text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
    found = read(replace(sample.message, text=text.replace("Quastberg Quastberg", "Quastberg"), reply_to=()))
    assert found is not None
    assert found.contact is not None
    assert found.contact.addr == "xenia.quastberg@neuwerk.example"
    assert "Xenia" in found.contact.name or "Quastberg" in found.contact.name


BLOCK = re.compile(
    r"^(?:> ?)?\*?(?:From|Från|Von|De|Van|Da|Od|Fra|Lähettäjä|Mittente|Nadawca)\*?\s?:.*?(?:\n(?:> ?)?\s*\n|\n(?=Hallo|Hej))",
    re.MULTILINE | re.DOTALL,
)


def change_block(message: Message, pattern: str, by: str) -> Message:
    """Change label lines inside the first block only."""
    block = BLOCK.search(message.text)
    assert block, message.text
    changed = re.sub(pattern, by, block.group(), flags=re.MULTILINE)
    return replace(message, text=message.text[: block.start()] + changed + message.text[block.end() :])


BLOCKS = [
    one
    for one in INLINE
    if BLOCK.search(one.message.text)
    and "*" not in one.message.text
    and "one_line" not in one.name
    and "From: what" not in one.message.text
    and "programme" not in one.name
]


@pytest.mark.parametrize("sample", BLOCKS, ids=lambda one: one.name)
def test_bold_labels_change_no_answer(sample: Sample) -> None:
    """`*From:* Ada` is read as `From: Ada`."""
    assert who(change_block(sample.message, r"^((?:> ?)?)([^\s:>][^:\n]{0,22}:)", r"\1*\2*")) == who(sample.message)


@pytest.mark.parametrize("sample", BLOCKS, ids=lambda one: one.name)
def test_addresses_on_a_line_of_their_own_change_no_answer(sample: Sample) -> None:
    """A program that wraps before the address leaves the same sender."""
    assert who(change_block(sample.message, r"^((?:> ?)?)(.*\S) (<[^<>\s]+@[^<>\s]+>)$", r"\1\2\n\1\3")) == who(
        sample.message
    )


@pytest.mark.parametrize("sample", BLOCKS, ids=lambda one: one.name)
def test_labels_alone_on_their_line_change_no_answer(sample: Sample) -> None:
    """HTML tables leave the label on one line and the value on the next."""
    changed = change_block(sample.message, r"^((?:> ?)?)([^\s:>][^:\n]{0,22}:)[ \t]+(?=\S)", r"\1\2\n\1")
    assert who(changed)[:3] == who(sample.message)[:3]


@pytest.mark.parametrize("sample", [one for one in INLINE if "own_sent" not in one.name], ids=lambda one: one.name)
def test_forwarded_once_more_the_forwarder_is_meant(sample: Sample) -> None:
    """Of a forward of a forward the outermost sender is the contact, whatever lies inside."""
    outer = "My note.\n\n---------- Forwarded message ---------\nFrom: Petra Hall <petra@hall.example>\nDate: Tue, Nov 3, 2026 at 9:31 AM\nSubject: "
    outer += f"{sample.message.subject}\nTo: Olle Marklund <olle@marklund.example>\n\n\n"
    found = read(replace(sample.message, text=outer + sample.message.text, subject="Fwd: " + sample.message.subject))
    assert found is not None
    if found.kind == "forward-contact" and found.contact and found.contact.addr != "petra@hall.example":
        assert found.referrer == Address("Petra Hall", "petra@hall.example")  # an introduction further in
    assert found.owner_note == "My note."


def mail(text: str, subject: str = "Fwd: x", **more: object) -> Message:
    known = {"message_id": "<1@x.example>", "date": None, "from_": (Address("Olle Marklund", "olle@marklund.example"),)}
    return Message(**{**known, "subject": subject, "text": text, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("subject", ["Re: x", "SV: x", "AW: x", "RE: Fwd: x"])
def test_a_reply_from_outlook_is_no_forward(subject: str) -> None:
    """The same block stands below a reply; its subject says that it is one."""
    text = "Thursday works.\n\nFrom: Desk <desk@agent.example>\nSent: Monday, November 2, 2026 10:12 AM\nTo: Ada\nSubject: x\n\nDear Ada"
    assert read(mail(text, subject, in_reply_to=("<a@agent.example>",))) is None


@pytest.mark.parametrize("text", ["", "ok", "1 ok, 2 later", "Thanks!", "Please write to the others as well.", "\n\n"])
def test_what_names_nobody_is_no_contact_mail(text: str) -> None:
    """Commands and small words are neither forward nor note."""
    assert read(mail(text, "Re: Draft 12")) is None


def test_own_addresses_are_never_the_contact() -> None:
    """A mail of the mailbox forwarded back shows no contact."""
    text = "---------- Forwarded message ---------\nFrom: Desk <desk@agent.example>\nDate: Mon, Nov 2, 2026 at 10:12 AM\nSubject: x\nTo: Olle Marklund <olle@marklund.example>\n\nYour digest"
    found = read(mail(text))
    assert found is not None
    assert (found.kind, found.contact) == ("not-a-contact", None)


def test_without_owner_and_mailbox_the_form_decides() -> None:
    """`explain` without --owner still finds the sender of a forward."""
    sample = next(one for one in SAMPLES if one.name == "heldout/forward_gmail_en")
    found = forward.read(sample.message, LABELS, frozenset(), frozenset())
    assert found is not None
    assert found.contact is not None
    assert found.contact.addr == "marit.solvang@fjordsense.example"


# fmt: off
MARKS = st.sampled_from([
    "From:", "Från:", "Subject:", "Date:", "> ", "\n", "\n\n", "a@b.example", "<", ">", "wrote:", "On ", "2 Nov 2026 10:12",
    "---------- Forwarded message ---------", "-- ", "Best,", "Ada Byron", "BEGIN:VCARD", "contact ", "introduce you to ", "(", ")",
    ",", ":", "*", "\u00a0", "\u202e", "İ", "ß", "\x00", "=E5", "mailto:", "no-reply@x.example", "Name: ", "END:VCARD", " is a ", " and ",
])
# fmt: on


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(MARKS, st.text(max_size=12)), max_size=60).map("".join), st.text(max_size=30))
def test_no_text_raises(text: str, subject: str) -> None:
    """Whatever stands in a mail, the answer is a value (T-23)."""
    for head in (subject, "Fwd: " + subject):
        found = read(mail(text, head, cards=(text.encode("utf-8", "replace"),)))
        assert found is None or (found.contact is not None) + bool(found.candidates) <= 1
        assert found is None or found.contact is None or found.contact.name or found.contact.addr
