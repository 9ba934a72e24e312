"""The owner's own words on the records become their voice, and what is beside a letter is shown (F-47, F-49)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from rounds.test_gate import FORWARD, SECOND_FORWARD, START
from rounds.test_hostile_model import forward
from stories.mailroom import MAILBOX, Mailroom

from inbox_agent.drafts.called import name_alone
from inbox_agent.drafts.draft import Draft
from inbox_agent.mail.message import Address
from inbox_agent.rounds.overheard import with_close
from inbox_agent.rounds.settle import Decision, settle
from inbox_agent.rounds.voice import voice_of

OWN = "Morning {name}!\n\nYour talk made me think, and I have one question about it. Could we speak for 15 minutes?\n\nTake good care,\nSofia"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Mailroom]:
    with Mailroom(tmp_path, START) as opened:
        opened.get(FORWARD.encode())
        opened.get(SECOND_FORWARD.encode())
        yield opened


def test_letters_that_the_owner_rewrote_and_sent_are_learnt_from(room: Mailroom) -> None:
    """Twice the same greeting, each with its receiver's name: that is how this owner greets."""
    with room.transaction() as tx:
        assert voice_of(room.doors, tx, "en").greeting == ""
        for draft in tx.drafts.open():
            person = tx.people.get(draft.relationship_id)
            assert person is not None
            text = OWN.replace("{name}", person.person.name.split()[0])
            assert settle(tx, room.doors, Decision("edit", draft.id, text=text), START).ok
            assert settle(tx, room.doors, Decision("approve", draft.id, draft.version + 1), START).ok
    room.turn_to(START + timedelta(minutes=30))
    with room.transaction() as tx:
        voice = voice_of(room.doors, tx, "en")
    assert (voice.greeting, voice.sign_off, voice.letters) == ("Morning {name}!", "Take good care,", 2)


def test_two_requests_in_one_organisation_are_shown_in_the_approval(room: Mailroom) -> None:
    """Ada and Per sign with the same organisation: the second letter says so, and can still be sent by one word."""
    with room.transaction() as tx:
        second = tx.drafts.of(2)[-1]
    assert [f.name for f in second.findings if not f.ok and f.name.startswith("portfolio")]
    assert second.blocked == ""


EDITED = (
    "Morning {name},\n\nYour talk “Owning the roadmap without owning the team” at Nordic Product Days made me think. I’m Sofia, and I’d "
    "love a quick chat about design. Do you have 15 minutes? No rush at all!\n\nTake good care,\nSofia"
)


def test_the_fourth_letter_is_written_as_the_owner_rewrote_three(tmp_path: Path) -> None:
    """F-47 from the outside: three drafts edited and sent, and the fourth greets, closes, contracts and is as short."""
    before = ""
    with Mailroom(tmp_path, START) as room:
        for n in range(4):
            room.get(forward(n))
            room.turn_to(room.clock() + timedelta(minutes=1))
            with room.transaction() as tx:
                [draft] = tx.drafts.open()
                before = before or draft.text
                if n == 3:
                    break
                text = EDITED.replace("{name}", "Nora")
                assert settle(tx, room.doors, Decision("edit", draft.id, text=text), room.clock()).ok
                done = Decision("approve-later", draft.id, draft.version + 1, room.clock())
                assert settle(tx, room.doors, done, room.clock()).ok
            room.turn_to(room.clock() + timedelta(days=1))
    fourth = draft
    assert fourth.text.startswith("Morning Nora,\n")
    assert "\n\nTake good care,\n" in fourth.text
    assert "I’m" in fourth.text or "I’d" in fourth.text
    assert len(fourth.text.split()) < len(before.split())
    assert not [f for f in fourth.findings if not f.ok and f.name.startswith(("etiquette", "grounding"))]


#: The owner's way in each language: greeting, two sentences, closing; the note with somebody new; a word of the form of address.
THEIRS = {
    "en": ("Morning {n}!", "I’m sending you the map, and I’d love to hear what you make of it. No rush at all, and thanks for thinking along!", "Take good care,", "Her talk “Quiet maps”. I want to learn about maps.", "you"),
    "sv": ("Tjena {n}!", "Jag har nåt att visa dig, kartan är klar nu. Säg gärna vad du skulle ta bort först, och tack för att du tänker med!", "Ha det fint,", "Hennes föredrag ”Tysta kartor”. Jag vill prata med henne om kartor.", "dig"),
    "de": ("Moin {n},", "ich schicke dir die Karte, von der ich dir erzählt habe. Sag mir gern, was du zuerst streichen würdest, und danke dir fürs Mitdenken!", "Liebe Grüße aus Kiel,", "Ihr Vortrag „Stille Karten“. Ich möchte mit ihr über Karten sprechen.", "dir"),
    "fr": ("Salut {n},", "j’ai fini la carte dont je t’avais parlé. Dis-moi ce que tu enlèverais en premier, et merci de réfléchir avec moi !", "À très vite,", "Sa conférence « Cartes calmes ». J’aimerais échanger avec elle sur les cartes.", "ta"),
    "es": ("Buenas, {n}:", "Te mando el mapa del que te hablé. Dime qué quitarías primero, y si los colores te sirven. ¡Y gracias por pensar conmigo!", "Un abrazo enorme,", "Su charla «Mapas tranquilos». Quiero hablar con ella sobre mapas.", "te"),
}  # fmt: skip
PEOPLE = (("Nora", "nora@lab.example"), ("Bo", "bo@far.example"), ("Cleo", "cleo@out.example"))


def _from_owner(to: str, text: str, name: str) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Sofia Lind <sofia@home.example>", to, "Map"
    made["Date"], made["Message-ID"] = "Mon, 7 Sep 2026 09:00:00 +0200", f"<{name}@programs.example>"
    made.set_content(text)
    return made.as_bytes()


def _new_one(room: Mailroom, language: str, name: str, addr: str) -> Draft:
    room.get(_from_owner(MAILBOX, f"{name} Lund <{addr}>\n{THEIRS[language][3]}\n", f"note-{name}"))
    with room.transaction() as tx:
        return tx.drafts.of(tx.people.by_address(addr) or 0)[-1]


def _own(language: str, name: str) -> str:
    hello, body, close, *_ = THEIRS[language]
    return f"{hello.format(n=name)}\n\n{body}\n\n{close}\nSofia"


def _speaks_as_they(draft: Draft, language: str) -> None:
    hello, _, close, _, form = THEIRS[language]
    assert draft.language == language
    assert draft.text.startswith(hello.format(n="Dora") + "\n")
    assert f"\n\n{close}\nSofia Lind" in draft.text
    assert form in re.findall(r"\w+", draft.text)
    assert [f.name for f in draft.findings if not f.ok] == []


@pytest.mark.parametrize("language", THEIRS)
def test_letters_in_the_owners_own_hand_are_learnt_from(language: str, tmp_path: Path) -> None:
    """Three mails with the agent in Bcc, and the first letter to somebody new greets, closes and addresses as they do (F-10, F-47)."""
    with Mailroom(tmp_path, START, language) as room:
        for name, addr in PEOPLE:
            room.get(_from_owner(f"{name} Ek <{addr}>", _own(language, name) + "\n", f"own-{name}"))
        with room.transaction() as tx:
            voice = voice_of(room.doors, tx, language)
        hello, _, close, *_ = THEIRS[language]
        assert (voice.letters, voice.greeting, voice.sign_off) == (3, hello.replace("{n}", "{name}"), close)
        _speaks_as_they(_new_one(room, language, "Dora", "dora@new.example"), language)


@pytest.mark.parametrize("language", THEIRS)
def test_drafts_that_the_owner_rewrites_are_learnt_from(language: str, tmp_path: Path) -> None:
    """The same of three drafts in that language which they wrote anew and sent."""
    with Mailroom(tmp_path, START, language) as room:
        for name, addr in PEOPLE:
            draft = _new_one(room, language, name, addr)
            assert _rewritten(room, draft, _own(language, name))
            room.turn_to(room.clock() + timedelta(days=1))
        _speaks_as_they(_new_one(room, language, "Dora", "dora@new.example"), language)


def _rewritten(room: Mailroom, draft: Draft, text: str) -> bool:
    with room.transaction() as tx:
        edited = settle(tx, room.doors, Decision("edit", draft.id, text=text), room.clock())
        sent = settle(
            tx, room.doors, Decision("approve-later", draft.id, draft.version + 1, room.clock()), room.clock()
        )
    return edited.ok and sent.ok


def test_letters_of_the_agents_are_nobodys_voice(tmp_path: Path) -> None:
    """What was drafted here and sent as it stood tells nothing of how the owner writes."""
    with Mailroom(tmp_path, START) as room:
        for name, addr in PEOPLE:
            draft = _new_one(room, "en", name, addr)
            with room.transaction() as tx:
                assert settle(
                    tx, room.doors, Decision("approve-later", draft.id, draft.version, room.clock()), room.clock()
                ).ok
            room.turn_to(room.clock() + timedelta(days=1))
        assert len(room.letters()) >= 3
        with room.transaction() as tx:
            assert voice_of(room.doors, tx, "en").letters == 0


@pytest.mark.parametrize(
    ("signature", "close"),
    [
        ("Best,\nSofia", "Best,\nSofia"),
        ("Best,\nSofia Lind\nDesigner, Fjord\n+46 70 123 45 67", "Best,\nSofia Lind"),
        ("Take good care!", "Take good care!"),
        ("Sofia Lind\nDesigner", ""),
        ("", ""),
    ],
)
def test_the_closing_words_stay_and_the_block_below_goes(signature: str, close: str) -> None:
    """A telephone number below each letter is no part of it, and how the owner closes is."""
    assert with_close("Hi Ada,\n\nAll is well.", signature, "Sofia Lind") == "\n\n".join(
        part for part in ("Hi Ada,\n\nAll is well.", close) if part
    )


def test_who_recommended_is_named_without_an_address(tmp_path: Path) -> None:
    """No letter gives anybody's address away, and a topic behind "über" is nobody (T-12, P-04)."""
    with Mailroom(tmp_path, START, "de") as room:
        assert "Karten hat mich" not in _new_one(room, "de", "Dora", "dora@new.example").text
    assert str(Address("Jon Berg", "")) == "Jon Berg"
    assert name_alone("Jon Berg <jon@berg.example>") == "Jon Berg"
    assert name_alone("jon@berg.example") == ""
