"""All that a writer may use for one letter (T-12): what is not in the brief may not be said.

A brief is about one relationship. It holds the thread with the contact, the owner's own words, and what
this letter must do by the playbook. It holds no address of anybody, no token and nothing of another
contact (P-04); the etiquette and grounding checks hold the written letter against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox_agent.drafts.voice import UNKNOWN, Voice
from inbox_agent.mentorship.relationship import Meeting, Relationship


@dataclass(frozen=True)
class Said:
    """One mail of the thread, newly written words only (no quote, no signature)."""

    who: str  #: "owner" or "contact"
    at: datetime
    subject: str
    text: str


@dataclass(frozen=True)
class LedgerItem:
    """One thing that the contact gave, for a letter to report on and thank for (P-61, P-62).

    A letter opens with the items that have `done` or `outcome`; of the others it may thank for `gist`, but must not
    say that anything came of them.
    """

    what: str  #: advice, introduction, resource, feedback, encouragement, opportunity
    gist: str  #: what it is, without the words that lead up to it: "ask for the budget first"
    words: str  #: the contact's whole sentence
    when: datetime  #: when they said it
    about: str = ""  #: the person whom they introduced, the link that they sent
    done: str = ""  #: what the owner did, in the owner's own words; "" where nobody said
    outcome: str = ""  #: what came of it, in the owner's own words; "" where nobody said


@dataclass(frozen=True)
class Brief:
    """What the letter is for and every fact that it may rest on."""

    kind: str  #: the letter, as in contracts.md: "outreach", "thank-you" …
    language: str  #: ISO 639-1, the language to write in (F-43)
    owner_name: str
    owner_about: str  #: one sentence on who the owner is, from the settings; may be ""
    owner_timezone: str  #: IANA
    relationship: Relationship
    now: datetime
    thread: tuple[Said, ...] = ()  #: oldest first, trimmed to a budget
    note: str = ""  #: the owner's note with the forward: the purpose (F-09, P-21)
    #: What the owner answered when asked for a missing fact (P-22), by the names of `facts.FACTS`.
    facts: dict[str, str] | None = None
    #: The newest; in the state "proposed" it is a time that the contact named and nobody has taken yet.
    meeting: Meeting | None = None
    take_aways: str = ""  #: the owner's lines about the meeting (P-33)
    original: str = ""  #: the forwarded text in which the contact appeared
    variation: int = 0  #: chooses among openings and closes, so that no two letters to one person are alike
    signature: str = ""  #: added by code after the text
    heard: str = ""  #: the intent of the mail that is answered: "asks-for-times", "cancels" …; "" where none is
    proposed: tuple[Meeting, ...] = ()  #: every time that the contact named in it, where there are several
    offers: tuple[Meeting, ...] = ()  #: times that the owner can offer (P-30), given by the owner
    #: What they gave and no letter has told back yet: first what the owner answered, then what is still open.
    ledger: tuple[LedgerItem, ...] = ()
    notes: tuple[str, ...] = ()  #: what the owner noted about them, oldest first
    voice: Voice = UNKNOWN  #: how the owner writes in this language (F-47)
    wish: str = ""  #: what the owner wishes of the draft that they read (F-61); "" where a letter is written anew
    read: str = ""  #: that draft's text, without the signature
    #: What the owner has said of this letter itself: earlier wishes, and the text where it is their own. It may be used.
    said_of_it: tuple[str, ...] = ()
