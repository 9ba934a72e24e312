"""Whether a letter greets and closes as these two do: by first name or title, as casually or formally (F-43, F-44).

Where the owner has written in this thread, the next letter greets by the same part of the name and in the same register;
where they have not, their own voice and the form of address between the two tell what is too casual or too stiff. Another
wording of the same register is no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.form_of_address import formality
from inbox_agent.drafts.this_thread import by_surname, in_this_thread
from inbox_agent.drafts.voice import opening_and_close
from inbox_agent.rules import Etiquette, Rules

Register = Literal["casual", "formal", ""]
_TITLES = frozenset(["dr", "prof", "professor", "mr", "mrs", "ms", "mx", "miss", "sir", "docent"])


@dataclass(frozen=True)
class Unlike:
    """A greeting or closing that is not theirs: the name of a sentence, the line, and what they use, "" where none is known."""

    says: Literal["other_greeting", "other_close", "register"]
    line: str
    known: str = ""


def unlike(text: str, brief: Brief, rules: Rules) -> Iterator[Unlike]:
    """What of greeting and closing does not agree with what is known."""
    own = rules.etiquette[brief.language]
    name = brief.relationship.person.name
    hello, close = opening_and_close(text, name, brief.language, rules, brief.owner_name)
    greeted, closed = in_this_thread(brief, rules)
    used = (greeted or brief.voice.greeting.replace("{name}", "…"), closed or brief.voice.sign_off)
    if (
        hello
        and greeted
        and (by_surname(hello, name) != by_surname(greeted, name) or _title_differs(hello, greeted, brief, rules))
    ):
        yield Unlike("other_greeting", hello, greeted)
    else:
        yield from _register("other_greeting", hello, used[0], used, brief, rules)
    yield from _register("other_close", close or _last_line(text, own), used[1], used, brief, rules)


def _register(
    says: Literal["other_greeting", "other_close"],
    line: str,
    known: str,
    used: tuple[str, str],
    brief: Brief,
    rules: Rules,
) -> Iterator[Unlike]:
    """`used` are greeting and closing as they are known: who closes with a kiss may greet with "Hey", too."""
    own = rules.etiquette[brief.language]
    mine, theirs = _of(line, own), [_of(one, own) for one in used]
    if not mine or mine in theirs:
        return
    if known and (mine == "casual" or "casual" in theirs):
        yield Unlike(says, line, known)
        return
    address = rules.address.get(brief.language)
    kept = formality(brief, address) if address and address.formal else ""
    if (mine, kept) in (("casual", "formal"), ("formal", "informal")):
        yield Unlike("register", line)


def _of(line: str, own: Etiquette) -> Register:
    said = " ".join(re.findall(r"[\w’+]+", line.casefold().replace("'", "’")))
    casual, formal = _beginnings(own.casual), _beginnings(own.formal_frame)
    return "casual" if f"{said} ".startswith(casual) else "formal" if f"{said} ".startswith(formal) else ""


@lru_cache(maxsize=32)
def _beginnings(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{phrase} " for phrase in phrases)


def _last_line(text: str, own: Etiquette) -> str:
    """A closing that no list of closings knows."""
    line = next((one.strip() for one in reversed(text.splitlines()) if one.strip()), "")
    return line if _of(line, own) else ""


def _title_differs(hello: str, greeted: str, brief: Brief, rules: Rules) -> bool:
    address = rules.address.get(brief.language)
    words = {w for group in (address.honorifics.values() if address else ()) for w in group}
    known = _TITLES | {
        w.casefold().strip(".") for t in (*words, *(address.titles if address else ())) for w in t.split()
    }
    mine, theirs = ({w for w in re.findall(r"\w+", line.casefold()) if w in known} for line in (hello, greeted))
    return mine != theirs
