"""Whether words name the organisation that a mail address belongs to: "Lab of Engines" and `ada@lab-engines.example`.

A domain is no name, so nothing is made up from it; it only corroborates words that the mail itself prints. It is
compared letter by letter, since domains drop blanks, accents and small words, and spell umlauts out or away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox_agent.mail.likeness import spellings

#: So much of a label the words must explain; its rest is "-online", "-gruppe" or a place.
_ENOUGH = 0.6
_SHORTEST_LABEL = 3
_SHORTEST_WORD = 3
_SHORTEST_BEGINNING = 4
_GENERIC = frozenset(["www", "mail", "mx", "post", "email", "web", "students", "student", "alumni", "staff", "office", "co", "ac", "com", "org", "net", "gov", "edu"])  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Firm:
    """The labels of a domain that may be an organisation's, and the words of its writer's name, which prove nothing."""

    labels: tuple[str, ...] = ()
    person: frozenset[str] = frozenset()

    @classmethod
    def of(cls, addr: str, name: str) -> Firm:
        labels = addr.rpartition("@")[2].casefold().split(".")[:-1]
        kept = tuple(one.replace("-", "") for one in labels if one not in _GENERIC and len(one) >= _SHORTEST_LABEL)
        return cls(kept, frozenset(form for word in _WORD.findall(name) for form in spellings(word)))

    def named(self, words: str) -> bool:
        """Whether these words name it: they cover most letters of a label, and not by the person's name alone."""
        spelled = [spellings(word) for word in _WORD.findall(words)]
        return any(self._covered(label, spelled) for label in self.labels) or self._initials(words)

    def says(self, word: str) -> bool:
        """Whether this single word takes part in its name."""
        return any(_part_of(label, spellings(word)) for label in self.labels)

    def _covered(self, label: str, spelled: list[tuple[str, ...]]) -> bool:
        left, other = label, False
        for forms in sorted(spelled, key=lambda forms: -len(forms[0])):
            part = _part_of(left, forms)
            if part:
                left = left.replace(part, " ", 1)
                other = other or not (set(forms) & self.person)
        rest = sum(not c.isspace() for c in left)
        return other and len(label) - rest >= max(_SHORTEST_LABEL, _ENOUGH * len(label))

    def _initials(self, words: str) -> bool:
        initials = "".join(word[0] for word in _WORD.findall(words) if word[0].isupper()).casefold()
        return len(initials) >= _SHORTEST_LABEL and initials in self.labels


def _part_of(label: str, forms: tuple[str, ...]) -> str:
    """The word, or its beginning, as it stands in the label."""
    for form in forms:
        if len(form) >= _SHORTEST_WORD and form in label:
            return form
    for form in forms:
        for size in range(len(form) - 1, _SHORTEST_BEGINNING - 1, -1):
            if form[:size] in label:
                return form[:size]
    return ""
