"""Lines under a label in the owner's words: ``Topic: pricing``, and ``Questions:`` with lines under it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from inbox_agent.rules import Rules

_LIST = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_NUMBERED = re.compile(r"^\s*\(?(\d{1,2})[.):]\s*(.+)$")


def labelled(text: str, labels: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], str]:
    """What stands under each label, by the label's name, and the text that stands under none.

    A label's lines go on until a blank line or the next label.
    """
    by_word = {word.casefold(): name for name, words in labels.items() for word in words}
    said: dict[str, list[str]] = {}
    rest: list[str] = []
    under = ""
    for line in text.splitlines():
        head, colon, tail = _LIST.sub("", line).partition(":")
        name = by_word.get(head.strip().casefold(), "") if colon else ""
        if name:
            under = name
            said.setdefault(name, []).append(tail.strip())
        elif under and line.strip():
            said[under].append(line.strip())
        else:
            under = "" if not line.strip() else under
            rest.append(line)
    return {name: "\n".join(line for line in lines if line) for name, lines in said.items() if any(lines)}, "\n".join(
        rest
    )


def read_answers(text: str, asked: Sequence[str], labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The owner's answers to questions that were asked in this order, by the name of the fact.

    Read by label, by number, or line by line where there are as many lines as questions; one question takes the
    whole answer. What cannot be told apart is left out, and so will be asked again.
    """
    text = text.strip()
    said, rest = labelled(text, labels)
    found = {name: words for name, words in said.items() if name in asked}
    open_ = [name for name in asked if name not in found]
    rest = rest.strip()
    if not open_ or not rest:
        return found
    numbered = [m for line in rest.splitlines() if (m := _NUMBERED.match(line))]
    if numbered and len(open_) == len(asked):
        return found | {
            asked[int(m.group(1)) - 1]: m.group(2).strip() for m in numbered if 0 < int(m.group(1)) <= len(asked)
        }
    if len(open_) == 1:
        return found | {open_[0]: rest}
    for split in (r"\n\s*\n", r"\n"):
        parts = [p.strip() for p in re.split(split, rest) if p.strip()]
        if len(parts) == len(open_):
            return found | dict(zip(open_, parts, strict=True))
    return found


def labels_of(rules: Rules) -> dict[str, tuple[str, ...]]:
    """The labels of facts in every language: an owner may answer in any."""
    found: dict[str, tuple[str, ...]] = {}
    for words in rules.purpose.values():
        for name, labels in words.labels.items():
            found[name] = (*found.get(name, ()), *labels)
    return found
