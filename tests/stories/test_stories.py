"""Every folder here is a story: mails as they arrive, and in `story.toml` what must be true after each.

A step that does not name stages, drafts, letters and the rest claims that they are as they were; one that does not
name mails to the owner claims that there were none. So a story says little and forbids much.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict
from stories.mailroom import Mailroom

from inbox_agent.words import Role, Stage

HERE = Path(__file__).parent
STORIES = sorted(path.parent for path in HERE.glob("*/story.toml"))


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Owner(Part):
    language: Literal["en", "sv", "de", "fr", "es"] = "en"
    role: Role = "mentee"


class After(Part):
    """What is true once this mail was handled, or once so much time has passed."""

    mail: str = ""  #: a file beside the story; "": only time passes
    at: datetime
    stages: dict[str, Stage] | None = None  #: of everybody, by name
    drafts: dict[str, str] | None = None  #: the newest draft of everybody who has one: "outreach waiting"
    letters: dict[str, int] | None = None  #: to whom, and how many in all
    unsorted: int | None = None  #: mails of people who belong to no relationship, in all
    aside: int | None = None  #: mails that could not be handled, in all
    bounced: list[str] | None = None  #: addresses from which a letter came back, and which are suspect now
    ledger: list[str] | None = None  #: all that stands in it, where a step names it: "Noa Brandt, advice by contact: …"
    told: list[str] = []  #: the kinds of the mails to the owner since the last step
    letter_says: list[str] = []  #: words of the newest letter
    letter_never: list[str] = []  #: and words that must not stand in it
    owner_reads: list[str] = []  #: words of the mails to the owner since the last step


class Story(Part):
    title: str
    owner: Owner = Owner()
    after: list[After]


#: What stays as it was until a step says otherwise.
LASTING = {"stages": {}, "drafts": {}, "letters": {}, "unsorted": 0, "aside": 0, "bounced": []}


def found(room: Mailroom) -> dict[str, Any]:
    """The same, as the records and the outbox have it."""
    with room.transaction() as tx:
        people = tx.people.all()
        drafts = {r.person.name: tx.drafts.of(r.id) for r in people}
        bounced = [e.data["addr"] for r in people for e in tx.events.of(r.id) if e.what == "bounced"]
        return {
            "stages": {r.person.name: r.stage for r in people},
            "drafts": {name: f"{of[-1].kind} {of[-1].state}" for name, of in drafts.items() if of},
            "letters": room.letters_to(),
            "unsorted": tx.events.count("unsorted", datetime.fromtimestamp(0, UTC)),
            "aside": len(tx.mail.asides()),
            "bounced": bounced,
        }


def kept(room: Mailroom) -> list[str]:
    """Every entry of the ledger that is not struck out, with what the owner did and what came of it."""
    with room.transaction() as tx:
        names = {r.id: r.person.name for r in tx.people.all()}
        return [
            f"{names[e.relationship]}, {e.what} by {e.by}: {e.gist}"
            + "".join(f" → {part}" for part in (e.done, e.outcome) if part)
            + (" (told)" if e.reported else "")
            for e in tx.ledger.all()
            if e.dropped is None
        ]


def play(story: Story, folder: Path, room: Mailroom) -> None:
    """Every step, stopping at the first that is not as it should be."""
    expected: dict[str, Any] = dict(LASTING)
    told = 0
    for number, step in enumerate(story.after, 1):
        room.turn_to(step.at)
        if step.mail:
            room.get((folder / step.mail).read_bytes())
        expected |= {name: getattr(step, name) for name in LASTING if getattr(step, name) is not None}
        fresh = room.told()[told:]
        told += len(fresh)
        wrong = _wrong(step, expected, found(room), room, [m.header("X-Inbox-Agent") for m in fresh])
        wrong += _unread(step, "\n\n".join(f"{m.subject}\n{m.text}" for m in fresh))
        if wrong:
            what = f"step {number} ({step.mail or 'time'}, {step.at:%Y-%m-%d %H:%M})"
            raise AssertionError(f"{folder.name}, {what} of “{story.title}”:\n- " + "\n- ".join(wrong))


def _wrong(step: After, expected: dict[str, Any], seen: dict[str, Any], room: Mailroom, told: list[str]) -> list[str]:
    wrong = [
        f"{name} should be {expected[name]}, found {seen[name]}" for name in LASTING if expected[name] != seen[name]
    ]
    if sorted(told) != sorted(step.told):
        wrong.append(f"the owner should be told {sorted(step.told)}, was told {sorted(told)}")
    if step.ledger is not None and step.ledger != kept(room):
        wrong.append(f"the ledger should be {step.ledger}, found {kept(room)}")
    letters = room.letters()
    text = f"{letters[-1].subject}\n{letters[-1].text}" if letters else ""
    flat = " ".join(text.split())
    wrong += [f"the newest letter should say “{words}”:\n{text}" for words in step.letter_says if words not in flat]
    return wrong + [f"the newest letter must not say “{w}”:\n{text}" for w in step.letter_never if w in flat]


def _unread(step: After, text: str) -> list[str]:
    flat = " ".join(text.split())
    return [f"the owner should read “{words}”, reads:\n{text}" for words in step.owner_reads if words not in flat]


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_the_story_is_true(folder: Path, tmp_path: Path) -> None:
    """What its title claims."""
    story = Story.model_validate(tomllib.loads((folder / "story.toml").read_text("utf-8")))
    used = {step.mail for step in story.after if step.mail}
    assert used == {path.name for path in folder.glob("*.eml")}, "a mail is not used, or missing"
    with Mailroom(tmp_path, story.after[0].at, story.owner.language, story.owner.role) as room:
        play(story, folder, room)


def test_there_are_stories() -> None:
    """A folder that is not found tells nothing."""
    assert len(STORIES) >= 12
