"""How the owner greeted the contact and closed when they last wrote in this thread, which the next letter keeps (F-44)."""

from __future__ import annotations

import re

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.called import greeting_name, shows
from inbox_agent.drafts.form_of_address import formality
from inbox_agent.drafts.voice import opening_and_close
from inbox_agent.rules import Rules


def in_this_thread(brief: Brief, rules: Rules) -> tuple[str, str]:
    """Greeting and sign-off of the owner's last letter in it; ("", "") where there is none, or the form of address has changed since."""
    name = brief.relationship.person.name
    last = next((s for s in reversed(brief.thread) if s.who == "owner"), None)
    if last is None:
        return "", ""
    own = rules.address.get(brief.language)
    shown = shows(last.text, own) if own else ""
    if own and own.formal and shown and shown != formality(brief, own):
        return "", ""
    hello, close = opening_and_close(last.text, name, brief.language, rules, brief.owner_name)
    return (hello if any(_word(n, hello) for n in _names(name)) else ""), close


def by_surname(hello: str, name: str) -> bool:
    """Whether a greeting calls somebody by more than the first name, which is another register than "Hi Ada"."""
    return any(_word(surname, hello) for surname in _surnames(name))


def _names(name: str) -> tuple[str, ...]:
    return tuple(n for n in (greeting_name(name), *_surnames(name)) if n)


def _surnames(name: str) -> tuple[str, ...]:
    """Every part of the name behind the first: of two surnames either may stand in a greeting."""
    first = greeting_name(name)
    words = [w.strip(",") for w in name.split()[1:] or name.split()]
    return tuple(w for w in words if w != first and w[:1].isupper() and not w.endswith("."))


def _word(word: str, text: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.I))
