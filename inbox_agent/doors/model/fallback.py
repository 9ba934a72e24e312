"""The model's letter, or the template's with the reason: a letter is never late or lost for want of a model (F-50).

A model that is down, slow, refusing or talking rubbish costs the letter its polish and nothing else. The reason
goes into the letter's `notice`, which only the owner reads; the contact never learns of it.
"""

from __future__ import annotations

from dataclasses import replace

from inbox_agent.drafts.brief import Brief
from inbox_agent.drafts.draft import Letter
from inbox_agent.drafts.writer import Writer
from inbox_agent.errors import InboxAgentError


class FallbackWriter:
    """Two writers as one. Whatever the template writer raises is raised: behind it stands nobody."""

    def __init__(self, model: Writer, template: Writer) -> None:
        self._model = model
        self._template = template

    def write(self, brief: Brief, findings: tuple[str, ...] = ()) -> Letter:
        try:
            return self._model.write(brief, findings)
        except InboxAgentError as fault:
            letter = self._template.write(brief, findings)
            notice = f"{letter.notice} Written from a template, without the model. {fault}"
            return replace(letter, notice=notice.strip())
