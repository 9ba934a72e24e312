"""Three to five open questions for a conversation, grounded in what is known and nothing else (P-31, P-40).

The owner's own questions come first, then what this person made, advised or promised, then questions that fit anybody
in their place; none can be answered by a search. They are in the language of the conversation, because that is
where they will be asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.facts import facts
from inbox_agent.drafts.rendering import render
from inbox_agent.rules import Rules

MOST = 5
MOST_OF_LEDGER = 1  #: one thing taken up is an interest, three are a report


def open_questions(brief: Brief, sources: Mapping[str, str], rules: Rules, owner_language: str) -> tuple[str, ...]:
    """The questions, in the brief's language where it has a file, else in the owner's."""
    language = next(
        (
            code
            for code in (brief.language, owner_language, "en")
            if f"letters/{code}/open-questions.j2" in sources and code in rules.purpose
        ),
        "en",
    )
    known = facts(brief, language, rules).values
    gists = {
        what: tuple(i.gist for i in brief.ledger if i.what == what)[-MOST_OF_LEDGER:] for what in ("advice", "promise")
    }
    values = {
        "formal": known["formal"],
        "role": brief.relationship.role,
        "topic": known["topic"],
        "work": known["work"],
        "questions": known["questions"],
        "advice": gists["advice"],
        "promised": gists["promise"],
    }
    lines = render(sources, f"letters/{language}/open-questions.j2", values).splitlines()
    return tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))[:MOST]
