"""Which checks a letter is held against, by the names under which they find something; what found nothing was passed.

A reader of a draft wants to know what was looked at as much as what was found. docs/checks.md tells each in a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Finding
from inbox_agent.drafts.etiquette import across
from inbox_agent.rules import Rules

#: Of every letter, whatever it is for.
_ETIQUETTE = ("P-22", "P-23", "P-52", "P-53", "F-43", "P-71", "F-46", "F-48")
#: Of the letters of one kind.
_OF_KIND = {
    "outreach": ("P-21",),
    "outreach-follow-up": ("P-21",),
    "thank-you": ("P-33",),
    "feedback": ("P-42",),
    "mismatch-exit": ("P-70",),
    "decline-thanks": ("P-75",),
}
GROUNDING = (
    "name", "date", "weekday", "number", "link", "addr", "phone", "money", "title", "met", "said", "stated", "unchecked",
)  # fmt: skip


def with_passed(findings: Sequence[Finding], brief: Brief, rules: Rules) -> tuple[Finding, ...]:
    """What was found, and after it each check of the letter that found nothing."""
    found = {f.name for f in findings}
    return (*findings, *(Finding(name, True) for name in made(brief, rules) if name not in found))


def made(brief: Brief, rules: Rules) -> Iterator[str]:
    """The checks of etiquette and grounding that are made of the letter of this brief; none where its language has no rules."""
    if brief.language in rules.etiquette:
        yield from (f"etiquette.{rule}" for rule in _etiquette(brief))
        if brief.language in rules.dates:
            yield from (f"grounding.{name}" for name in GROUNDING)


def _etiquette(brief: Brief) -> Iterator[str]:
    if brief.relationship.role != "mentor" or brief.kind in ("outreach", "outreach-follow-up"):
        yield "P-20"
    yield from _OF_KIND.get(brief.kind, ())
    yield from _ETIQUETTE
    if across(brief):
        yield "P-51"
    if brief.relationship.person.timezone:
        yield "P-52-hour"
