"""Learns which sentences are advice (`rules/advice.toml`) from the pieces that the writers of the open mails marked.

    pip install -e '.[fit]'
    python -m tests.mentorship.fit_advice            # how well, out of fold
    python -m tests.mentorship.fit_advice --write    # learn from all of it, and write the file; after `fit --write`

How likely a mail advises is told by weights that had not seen it, and how likely a sentence is advice too: both are learnt in
parts, each read by what was learnt from the others.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from inbox_agent import rules as rule_files
from inbox_agent.mail.language import language_of
from inbox_agent.mentorship import signals
from inbox_agent.mentorship.counsel import ALWAYS, LEAST, likely
from inbox_agent.mentorship.mentions import Speaker, weighed_in
from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import AdviceWeights, Rules
from tests.mentorship import foreign
from tests.mentorship.fit import PARTS, as_rules, by_number, fitted
from tests.mentorship.lesson import ROOT, advice_digest, rows, traits_read

FILE = ROOT / "rules" / "advice.toml"
STRENGTH = 0.3  #: C of the logistic regression
SELDOM = 8  #: a trait of fewer sentences is not learnt
SMALL = 0.03  #: a weight below this is not written
STEPS = [n / 100 for n in range(30, 71)]
AIM = 0.74  #: of what is kept as advice, how much was marked as such, out of fold


@dataclass(frozen=True)
class Weighed:
    """A mail, each of its sentences with its traits, and whether it is in a piece that was marked."""

    mail: foreign.Labelled
    part: str
    sentences: tuple[tuple[str, Traits, bool], ...]


def weighed(rules: Rules) -> list[Weighed]:
    """Every open mail, as weights that had not seen it read it as a whole."""
    fresh, other = rows(rules)
    every = [*fresh, *other]
    open_ids = {mail.id for mail in foreign.corpus()}
    apart = {
        part: as_rules(fitted([r for r in every if r.id not in open_ids or by_number(r.id) != part]))
        for part in map(str, range(PARTS))
    }
    found = []
    for mail in foreign.corpus():
        if mail.part not in foreign.OPEN:
            continue
        part = by_number(mail.id)
        traits = traits_read(mail.read, rules)
        counsel = signals.likelihoods(traits, apart[part])["gives-advice"] if traits else 0.0
        sentences: tuple[tuple[str, Traits], ...] = ()
        if counsel >= LEAST:
            language = language_of(mail.text, rules.words, mail.language).code
            sentences = weighed_in(mail.text, language, Speaker(stage=mail.stage, counsel=counsel), rules)
        marked = [foreign.words_of(one) for one in mail.advice]
        found.append(
            Weighed(
                mail,
                part,
                tuple(
                    (text, own, any(foreign.overlap(foreign.words_of(text), one) for one in marked))
                    for text, own in sentences
                ),
            )
        )
    return found


def learnt(mails: Sequence[Weighed]) -> dict[str, float]:
    each = [(traits, is_advice) for mail in mails for _, traits, is_advice in mail.sentences]
    known = Counter(name for traits, _ in each for name in traits)
    names = DictVectorizer()
    found = names.fit_transform([{n: v for n, v in traits.items() if known[n] >= SELDOM} for traits, _ in each])
    model = LogisticRegression(C=STRENGTH, max_iter=500)
    model.fit(found, [is_advice for _, is_advice in each])
    weights = dict(zip(map(str, names.get_feature_names_out()), map(float, model.coef_[0]), strict=True))
    return {ALWAYS: float(model.intercept_[0]), **weights}


def counted(mails: Sequence[Weighed], of: dict[str, AdviceWeights], sure: float) -> tuple[int, int, int, int]:
    """Pieces marked, of these found; sentences kept, of these right."""
    marked = found = kept = right = 0
    for one in mails:
        chosen = [foreign.words_of(text) for text, traits, _ in one.sentences if likely(traits, of[one.part]) >= sure]
        pieces = [foreign.words_of(piece) for piece in one.mail.advice]
        marked += len(pieces)
        found += sum(any(foreign.overlap(piece, each) for each in chosen) for piece in pieces)
        kept += len(chosen)
        right += sum(any(foreign.overlap(each, piece) for piece in pieces) for each in chosen)
    return marked, found, kept, right


def written(weights: dict[str, float], sure: float) -> str:
    lines = [
        "# What each trait of a sentence adds to its being advice: learnt by `python -m tests.mentorship.fit_advice --write`, not written",
        "# by hand. Traits are told in inbox_agent/mentorship/counsel.py. A weight of 1 makes advice 2.7 times as likely.",
        "",
        f'fitted_on = "{advice_digest()}"',
        "# How likely a sentence must be advice to be kept as such.",
        f"sure = {sure:.2f}",
        "",
        "[traits]",
        *(f'"{name}" = {weight:.2f}' for name, weight in sorted(weights.items(), key=lambda one: -one[1]) if abs(weight) >= SMALL),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def main() -> None:
    rules = rule_files.load()
    mails = weighed(rules)
    parts = {
        part: AdviceWeights(fitted_on="", sure=0.5, traits=learnt([one for one in mails if one.part != part]))
        for part in sorted({one.part for one in mails})
    }
    best = STEPS[-1]
    for sure in reversed(STEPS):
        marked, found, kept, right = counted(mails, parts, sure)
        if round(sure * 100) % 5 == 0:
            print(f"from {sure:.2f}: {found} of {marked} pieces found ({found / marked:.0%}), {right} of {kept} right ({right / max(1, kept):.0%})")  # fmt: skip
        if kept and right / kept >= AIM:
            best = sure
    for name in foreign.OPEN:
        marked, found, kept, right = counted([one for one in mails if one.mail.part == name], parts, best)
        print(f"{name} set, from {best:.2f}: {found} of {marked} pieces found, {right} of {kept} right")
    if "--write" in sys.argv:
        FILE.write_text(written(learnt(mails), best), "utf-8")


if __name__ == "__main__":
    main()
