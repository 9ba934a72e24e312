"""Placeholders instead of addresses, phones, links and names in what leaves, and the way back (T-43).

A redactor is made for one letter. It numbers what it hides in the order of appearance, so the same brief
always gives the same prompt, and puts the words back into the answer. It errs on the side of hiding: a long
number that is no phone comes back unharmed. Dates and times stay, since a letter needs them.
"""

from __future__ import annotations

import re

# Bounded on every side, so that a mail of one long word costs no more than any other (T-23).
_LINK = r"\b(?:https?://|www\.)[^\s<>\"'⟦⟧]{1,2000}"
_ADDRESS = r"(?<![^\s<>(),;:\"'\[\]])[^\s<>(),;:\"'@\[\]⟦⟧]{1,64}@[^\s<>(),;:\"'@\[\]⟦⟧]{1,255}"
_PHONE = r"(?<![\w-])(?:\+|\()?\d(?:[ ()./-]{0,2}\d){6,17}(?!\w)"
_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{4}|\d{2}))(?!\d)")
_PLACE = re.compile(r"⟦[a-z]+-\d+⟧")


class Redactor:
    """Hides and shows again. `names` are whole names; their parts of three letters or more are hidden too."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._shown: dict[str, str] = {}  # placeholder → words
        self._hidden: dict[tuple[str, str], str] = {}
        whole = [n for n in dict.fromkeys(" ".join(name.split()) for name in names) if n]
        parts = [p for n in whole for p in n.split() if len(p) >= 3]
        # The longest first, so that "Ada Lovelace" is one name and not two.
        wanted = sorted(dict.fromkeys([*whole, *parts]), key=len, reverse=True)
        spelt = "|".join(r"\s+".join(re.escape(p) for p in n.split()) for n in wanted)
        # One pass for all, so that nothing is ever looked for inside a placeholder.
        sorts = {"link": _LINK, "address": _ADDRESS, "phone": _PHONE} | (
            {"name": rf"(?<!\w)(?:{spelt})(?!\w)"} if spelt else {}
        )
        self._pattern = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in sorts.items()), re.IGNORECASE)

    def hide(self, text: str) -> str:
        # Brackets of ours that stand in a mail would be turned into somebody's words on the way back.
        return self._pattern.sub(self._place, text.replace("⟦", "[").replace("⟧", "]"))

    def show(self, text: str) -> str:
        """The text with the hidden words put back; a placeholder that was never given stays, see `strange`."""
        return _PLACE.sub(lambda m: self._shown.get(m[0], m[0]), text)

    def strange(self, text: str) -> bool:
        """Whether the text holds a placeholder, or a piece of one, that this redactor never gave."""
        rest = _PLACE.sub(lambda m: "" if m[0] in self._shown else m[0], text)
        return "⟦" in rest or "⟧" in rest

    def _place(self, found: re.Match[str]) -> str:
        sort, words = found.lastgroup or "", found[0]
        if sort == "phone" and _DATE.match(words):
            return words
        if (sort, words) not in self._hidden:
            number = 1 + sum(1 for known, _ in self._hidden if known == sort)
            self._hidden[sort, words] = f"⟦{sort}-{number}⟧"
            self._shown[self._hidden[sort, words]] = words
        return self._hidden[sort, words]
