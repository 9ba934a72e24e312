"""How long the checks of one letter take: etiquette and grounding over every letter of the tests, in every language.

    python bench/letters.py [ROUNDS]

Each letter is checked as the tests have it, and once more with as long a thread behind it as a brief may hold. Goal: under 5 ms a letter, in the median and in the worst. The worst of a letter is its fastest of the rounds, in processor
time: what else the machine does is not the check's.
"""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from drafts.samples import CASES

from inbox_agent.doors.template_writer import TemplateWriter
from inbox_agent.drafts import etiquette, grounding
from inbox_agent.drafts.brief import Brief, Said
from inbox_agent.rounds.briefing import THREAD_MAILS
from inbox_agent.rules import load
from inbox_agent.shipped import folders


def main(rounds: int) -> None:
    rules = load()
    writer = TemplateWriter(folders("prompts", None), rules)
    letters = {name: writer.write(brief) for name, brief in CASES.items()}
    of = {
        language: [i.text for n, i in letters.items() if n.startswith(language)]
        for language in ("de", "en", "es", "fr", "sv")
    }
    cases = dict(CASES) | {f"{name}, full thread": _after(brief, of[name[:2]]) for name, brief in CASES.items()}
    took: dict[str, float] = {}
    parts: dict[str, list[float]] = {"etiquette": [], "grounding": []}
    for name, brief in cases.items():
        letter, best = letters[name.partition(",")[0]], dict.fromkeys(parts, 1.0)
        for _ in range(rounds):
            for part, check in (("etiquette", etiquette.check), ("grounding", grounding.check)):
                begun = time.thread_time()
                check(letter.text, letter.subject, brief, rules)
                best[part] = min(best[part], time.thread_time() - begun)
        for part, seconds in best.items():
            parts[part].append(seconds)
        took[name] = sum(best.values())
    worst = max(took, key=lambda name: took[name])
    print(f"{len(took)} letters, best of {rounds} rounds each")
    print(f"median {statistics.median(took.values()) * 1000:.2f} ms, worst {took[worst] * 1000:.2f} ms ({worst})")
    for part, seconds in parts.items():
        print(f"  {part}: median {statistics.median(seconds) * 1000:.2f} ms, worst {max(seconds) * 1000:.2f} ms")


def _after(brief: Brief, texts: list[str]) -> Brief:
    """The brief at the end of a thread that is as long as it may be."""
    said = tuple(
        Said("contact" if n % 2 else "owner", brief.now - timedelta(days=20 - n), "Re: A question", text[:1000])
        for n, text in enumerate(texts[:THREAD_MAILS])
    )
    return replace(brief, thread=(*said, *brief.thread)[-THREAD_MAILS:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
