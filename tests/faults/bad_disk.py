"""What the agent does while its disk fails, as a program under the shim: `python -m faults.bad_disk FOLDER SCENARIO`.

The scenario turns the fault on and off itself, by a word in the shim's control file, and prints what it saw.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from faults.letters import START, asked, forward, reply, say_ok, states
from stories.mailroom import Mailroom

from inbox_agent.errors import Unwell

MINUTES = timedelta(minutes=6)


def turn(word: str = "") -> None:
    """The disk fails in this way from now on; "" for not at all."""
    Path(os.environ["SHIM_CONTROL"]).write_text(word, "utf-8")


def trouble(act: Any) -> str:
    """The sentence that the act ends with; "" where it ends well."""
    try:
        act()
    except Unwell as fault:
        return str(fault)
    return ""


def full_while_reading(folder: Path) -> dict[str, Any]:
    with Mailroom(folder, START) as room:
        room.turn_to(START)
        turn("enospc")
        said = trouble(lambda: room.get(forward(0, START)))
        turn()
        room.turn_to(START + MINUTES)
        return {"said": said, "asked": len(room.told("approval")), "states": states(room)}


def full_at_the_yes(folder: Path) -> dict[str, Any]:
    with asked(folder) as room:
        turn("enospc")
        said = trouble(lambda: say_ok(room))
        turn()
        with room.transaction() as tx:
            half = tx.outbox.by_key("letter:1.1") is not None
        before = states(room)
        room.turn_to(START + MINUTES)
        room.turn_to(START + 2 * MINUTES)
        return {"said": said, "half": half, "before": before, "letters": room.letters_to(), "states": states(room)}


def fsync_fails(folder: Path) -> dict[str, Any]:
    with asked(folder) as room:
        say_ok(room)
        turn("eio-fsync")
        said = trouble(lambda: room.turn_to(START + MINUTES))
        turn()
        during = room.letters_to()
        room.turn_to(START + 10 * MINUTES)
        after = room.letters_to()
        questions = room.told("asking")
        room.get(reply(questions[-1], "ok", room.clock(), "go-on"))
        room.turn_to(START + 20 * MINUTES)
        return {
            "said": said,
            "during": during,
            "after": after,
            "questions": [q.text for q in questions],
            "letters": room.letters_to(),
        }


def short_writes(folder: Path) -> dict[str, Any]:
    with asked(folder) as room:
        turn("short")
        say_ok(room)
        room.turn_to(START + MINUTES)
        turn()
        return {"letters": room.letters_to(), "states": states(room)}


def read_only(folder: Path) -> dict[str, Any]:
    with asked(folder) as room:
        say_ok(room)
    turn("read-only")
    said = trouble(lambda: Mailroom(folder, START + MINUTES))
    turn()
    with Mailroom(folder, START + 2 * MINUTES) as room:
        room.turn_to(START + 3 * MINUTES)
        return {"said": said, "letters": room.letters_to()}


if __name__ == "__main__":
    scenario = {f.__name__: f for f in (full_while_reading, full_at_the_yes, fsync_fails, short_writes, read_only)}
    print(json.dumps(scenario[sys.argv[2]](Path(sys.argv[1]))))
