"""The sender of a forwarded mail, whatever their program made of their name, and what they sign with."""

from __future__ import annotations

import pytest

from inbox_agent import rules
from inbox_agent.mail.forward import read
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

LABELS = rules.load().labels
#: How the forward prints the sender; the end of their letter; who it is; and where they are, if it says so.
SENDERS = [
    ("BYRON Ada <ada.byron@lab.example>", "Best\nAda", "Ada Byron", ""),
    ("ADA BYRON <ada@lab.example>", "Ada", "Ada Byron", ""),
    ("Byron, Ada <a.byron@lab.example>", "Best\nAda", "Ada Byron", ""),
    ('"Byron, Ada (Lab)" <a.byron@lab.example>', "Best\nAda", "Ada Byron", ""),
    ("Vries, Ada de <a.devries@lab.example>", "Ada", "Ada de Vries", ""),
    ("Byron Ada <ada.byron@lab.example>", "Best\nAda Byron", "Ada Byron", ""),
    ("ada byron <ada.byron@lab.example>", "Best\nAda Byron", "Ada Byron", ""),
    ("ada.byron@lab.example", "Best\nAda Byron\nWeaver, Lab", "Ada Byron", "Lab"),
    ("adabyron <ada@byron.example>", "Cheers\nAda Byron", "Ada Byron", ""),
    ("ada_byron84 <ada_byron84@mailbox.example>", "Ada Byron", "Ada Byron", ""),
    ("Ada <ada@byron.example>", "Kind regards\nAda Byron", "Ada Byron", ""),
    ("A. Byron <a.byron@lab.example>", "Kind regards,\nAda Byron", "Ada Byron", ""),
    ("Ada B. <ada@lab.example>", "Kind regards,\nAda Byron", "Ada Byron", ""),
    ("Prof. Dr. Ada Byron <byron@uni.example>", "Ada Byron", "Prof. Dr. Ada Byron", ""),
    ("Frau Ada Byron <byron@lab.example>", "Ada Byron", "Ada Byron", ""),
    ("Ada Byron (she/her) <ada@lab.example>", "Ada", "Ada Byron", ""),
    ("Ada Byron | Lab <ada@lab.example>", "Ada", "Ada Byron", "Lab"),
    ("Ada Byron - Lab of Engines <ada@lab.example>", "Ada", "Ada Byron", "Lab of Engines"),
    ("Ada Byron, Lab of Engines <ada@lab-engines.example>", "Ada", "Ada Byron", "Lab of Engines"),
    ("Ada Byron /Lab <byron@lab.example>", "Ada Byron", "Ada Byron", "Lab"),
    ("Ada Byron <ada@lab.example> on behalf of Lab <lab@lab.example>", "Ada", "Ada Byron", ""),
    ("robot@lab.example on behalf of Ada Byron <ada@lab.example>", "Ada", "Ada Byron", ""),
    ("Ada Byron [mailto:ada@lab.example]", "Ada", "Ada Byron", ""),
    ("Ada Byron <ada@lab.example<mailto:ada@lab.example>>", "Ada", "Ada Byron", ""),
    ("Byron Looms <ada@byronlooms.example>", "Kind regards\nAda Byron", "Ada Byron", "Byron Looms"),
    (
        "Weaving Studio Byron <hello@byron.example>",
        "Kind regards\nAda Byron\nOwner",
        "Ada Byron",
        "Weaving Studio Byron",
    ),
    ("office@byronlooms.example", "Best wishes\nAda Byron\nByron Looms", "Ada Byron", "Byron Looms"),
    ("\u200fAda Byron\u200e <ada@lab.example>", "Ada", "Ada Byron", ""),
    ("Ada\u00a0Byron <ada@lab.example>", "Ada", "Ada Byron", ""),
    ("Tobias Byron <tobias@byronmill.example>", "Cheers\nToby\nByron Mill", "Tobias Byron", "Byron Mill"),
]


@pytest.mark.parametrize(("sender", "ending", "name", "place"), SENDERS, ids=[one[0] for one in SENDERS])
def test_a_sender_is_called_as_they_are_called(sender: str, ending: str, name: str, place: str) -> None:
    """Family name first, in capitals, as an initial, a handle, a firm or a robot's client: the person is the same."""
    text = (
        "---------- Forwarded message ---------\n"
        f"From: {sender}\nDate: Mon, 2 Nov 2026 at 10:12\nSubject: Looms\nTo: Noor Lund <noor@home.example>\n\n\n"
        f"Dear Noor,\n\ncome and see the looms whenever you like.\n\n{ending}\n"
    )
    head = "From: Noor Lund <noor@home.example>\nTo: desk@agent.example\nSubject: Fwd: Looms\n"
    mail = parse(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode())
    assert isinstance(mail, Message)
    found = read(mail, LABELS, frozenset({"noor@home.example"}), frozenset({"desk@agent.example"}))
    assert found
    assert found.contact
    assert (found.contact.name, found.contact.organisation) == (name, place)
