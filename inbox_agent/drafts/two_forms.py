"""A short way to write both forms of address in a template: ``Könnten {Sie|du} mir …``, ``{votre|ton} temps``.

The first way is the formal one. It becomes a plain choice by the value `formal` before jinja2 reads the template,
so that a letter stays readable as a letter; a whole sentence that differs is written with ``{% if formal %}``.
"""

from __future__ import annotations

import json
import re

from jinja2.ext import Extension

# Jinja's own braces are double or hold a percent sign, so a single pair with one bar is nobody else's.
_PAIR = re.compile(r"(?<!\{)\{([^{}|%#\n]*)\|([^{}|%#\n]*)\}(?!\})")


class TwoForms(Extension):
    """Turns each pair into an expression."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _PAIR.sub(_choice, source)


def _choice(found: re.Match[str]) -> str:
    formal, informal = (json.dumps(way, ensure_ascii=False) for way in found.groups())
    return f"{{{{ {formal} if formal else {informal} }}}}"
