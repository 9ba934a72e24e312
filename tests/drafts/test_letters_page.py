"""`docs/letters.md` shows one real rendering of each kind of letter in each language, and no other words than those."""

from __future__ import annotations

import os
from pathlib import Path

from drafts.samples import KINDS, LANGUAGES, MENTORS

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[2] / "docs" / "letters.md"
NAMES = {"en": "English", "sv": "Svenska", "de": "Deutsch", "fr": "Français", "es": "Español"}
#: What is shown beside the letters of each kind.
ALSO = {"question": "asked-as-mentor.0"}
HEAD = """\
# The letters

Every letter that the agent writes without a model, once in each language, as it is rendered from the invented facts of
`tests/drafts/samples.py`. The people do not exist. `GOLDEN=write pytest tests/drafts/test_letters.py
tests/drafts/test_letters_page.py` makes this page anew; the test suite fails when a letter and its picture here differ.

**Where they come from.** `prompts/letters/<language>/<kind>.txt.j2`, one file a letter, written by hand in each language.
A file of the same name in `prompts/letters/<language>/` beside your configuration takes its place. `{% vary %} … {% or %}
… {% endvary %}` holds several wordings, of which each letter to one person takes the next; `{Sie|du}` holds the formal
and the informal way. What nobody stated is left out, or asked: a template that would need it has no sentence for it.

**How people are addressed.** As the two write to each other (du or Sie, tu or vous, tú or usted), else formally; your word
decides, as a line `Form of address: du` in an answer. "Frau", "Madame" or "Estimada" stand only where somebody said so,
or where your note speaks of her or him; otherwise the greeting has the whole name. Nothing said of you or of them
depends on a gender that nobody stated.

**Your own way.** Greeting and sign-off are yours as soon as the agent has learnt them: `inbox-agent voice`. Who writes short
gets fewer courtesies, who writes long a sentence more (`{% if roomy %}`), both within what a letter of its kind may have. Letters that no
event calls for are written on your wish: `inbox-agent draft Ada gratitude "Your tip on lists has saved my week."`

**What is checked** in each letter before you see it, whoever wrote it: the rules of `docs/playbook.md` as far as words
show them (`rules/etiquette/`), that everything stated was said by somebody (`drafts/grounding.py`), and what the letter
looks like beside the others that you send (`drafts/portfolio.py`).
"""


def page() -> str:
    """The page from the golden files."""
    parts = [HEAD]
    for kind in KINDS:
        role = " (as mentor)" if kind in MENTORS else ""
        parts.append(f"## {kind}{role}\n")
        for language in LANGUAGES:
            text = (GOLDEN / language / f"{kind}.full.0.txt").read_text("utf-8").strip()
            parts.append(f"### {NAMES[language]}\n\n```text\n{text}\n```\n")
    for kind, name in ALSO.items():
        parts.append(f"## {kind} (as mentor, when a mentee has asked)\n")
        for language in LANGUAGES:
            text = (GOLDEN / language / f"{kind}.{name}.txt").read_text("utf-8").strip()
            parts.append(f"### {NAMES[language]}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)


def test_the_page_shows_the_letters_as_they_are() -> None:
    """`GOLDEN=write` takes changed letters over into the page."""
    if os.environ.get("GOLDEN") == "write":
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()
