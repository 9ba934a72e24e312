"""A letter from a brief and a template: pure, so the same brief gives the same words.

A template is written the way a letter is: a `Subject:` line, then paragraphs. Its lines may end where a sentence
ends; lines of one paragraph become one long line, since wrapping belongs to the mail (RFC 3676). Lines that begin
with a dash or a number stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.drafts.facts import Facts, facts
from inbox_agent.drafts.rendering import render
from inbox_agent.drafts.their_questions import their_questions
from inbox_agent.drafts.voiced import as_long, has_room, voiced
from inbox_agent.errors import NotFound, WrongUse
from inbox_agent.rules import Rules

_ITEM = re.compile(r"^\s*(?:–|\d{1,2}\.)\s")
_SUBJECT = "Subject:"


def template_name(kind: str, language: str) -> str:
    return f"letters/{language}/{kind}.txt.j2"


def write(brief: Brief, sources: Mapping[str, str], rules: Rules, owner_language: str) -> tuple[Letter, str]:
    """The letter that `brief` asks for, and the language that it is in. Raises `NotFound` for a kind without a template, `WrongUse` for a faulty one.

    `Letter.missing` is put to the owner in `owner_language`; `Letter.source` is left to whoever knows the files.
    """
    language = brief.language if _speaks(brief.language, sources, rules) else "en"
    name = template_name(brief.kind, language)
    if name not in sources:
        kinds = sorted(n.split("/")[2].removesuffix(".txt.j2") for n in sources if n.startswith(f"letters/{language}/"))
        raise NotFound(f"There is no letter '{brief.kind}' in {language}.", f"There are: {', '.join(kinds)}.")
    known = facts(brief, language, rules)

    def said(roomy: bool) -> tuple[str, str]:
        subject, text = _parts(render(sources, name, {**known.values, "roomy": roomy}), name)
        return _spaced(subject, language), _spaced(text, language)

    subject, text = said(False)
    if language == brief.language and has_room(text, brief.voice):
        text = as_long(text, said(True)[1], subject, brief, rules)
    missing = _questions(known, brief, sources, owner_language)
    notice = _notice(known, brief, language, sources, owner_language)
    letter = Letter(subject, text, missing=missing, asks=known.missing, notice=notice)
    return voiced(letter, brief, rules, language, known.values), language


def _speaks(language: str, sources: Mapping[str, str], rules: Rules) -> bool:
    return (
        language in rules.purpose
        and language in rules.dates
        and any(n.startswith(f"letters/{language}/") for n in sources)
    )


def _parts(rendered: str, name: str) -> tuple[str, str]:
    head, _, body = rendered.strip().partition("\n")
    if not head.startswith(_SUBJECT):
        raise WrongUse(f"The template {name} does not begin with a line '{_SUBJECT} …'.", f"Mend prompts/{name}.")
    return " ".join(head.removeprefix(_SUBJECT).split()), _begun(paragraphs(body))


def _begun(text: str) -> str:
    """Below the first paragraph every other begins with a capital: German goes on in lower case after the greeting only."""
    greeting, *body = text.split("\n\n")
    if len(body) < 3:
        return text
    first, *others, close = body
    return "\n\n".join([greeting, first, *(p[:1].upper() + p[1:] for p in others), close])


_FRENCH_MARK = re.compile(r"(?<=[\w»)”’…])[ \u00a0\u202f]?([?!;:])(?=\s|$)")


def _spaced(text: str, language: str) -> str:
    """French sets a space before ? ! ; : and within « », and no line may break there."""
    if language != "fr":
        return text
    inside = re.sub(r"«[ \u00a0\u202f]*", "«\u00a0", re.sub(r"[ \u00a0\u202f]*»", "\u00a0»", text))
    return _FRENCH_MARK.sub("\u00a0\\1", inside)


def paragraphs(text: str) -> str:
    """Lines of one paragraph as one line with single spaces; items of a list stay on their own; one blank line between."""
    whole: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines: list[str] = []
        for raw in block.splitlines():
            line = " ".join(raw.split())
            if line and lines and not _ITEM.match(line) and not _ITEM.match(lines[-1]):
                lines[-1] += " " + line
            elif line:
                lines.append(line)
        if lines:
            whole.append("\n".join(lines))
    return "\n\n".join(whole)


def _questions(known: Facts, brief: Brief, sources: Mapping[str, str], language: str) -> tuple[str, ...]:
    """Each missing fact as a question to the owner."""
    return tuple(question(fact, brief, sources, language) for fact in known.missing)


def question(fact: str, brief: Brief, sources: Mapping[str, str], language: str) -> str:
    """How the owner is asked for one fact (`facts.FACTS`), in the owner's language."""
    other = brief.language if brief.language != language else ""
    values = {
        "fact": fact,
        "person": brief.relationship.person.name or "?",
        "kind": brief.kind,
        "asked": " ".join(their_questions(brief)),
        "other_language": other,
    }
    return " ".join(render(sources, f"mails/{language}/question.j2", values).split())


def _notice(known: Facts, brief: Brief, language: str, sources: Mapping[str, str], owner_language: str) -> str:
    """What the owner should know of how the letter came to be: words that were not used, a language that is not there."""
    values = {
        "left_out": known.left_out,
        "language_missing": brief.language if language != brief.language else "",
        "need_missing": brief.kind == "mismatch-exit" and not known.values["need"],
    }
    return " ".join(render(sources, f"mails/{owner_language}/notice.j2", values).split())
