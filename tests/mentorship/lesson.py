"""What the weights of `rules/weights.toml` are learnt from, as traits and labels (`fit.py` learns)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from inbox_agent.mentorship import signals
from inbox_agent.mentorship.traits import Traits
from inbox_agent.rules import Rules, Weights
from tests.mentorship import accuracy, foreign

ROOT = Path(__file__).parents[2]
SAMPLES = Path(__file__).parent / "samples"
ALONE = 0.4  #: what a mail counts without the letter that it answers, of the whole
OWN = 0.3  #: what a sentence of the rules' own author counts beside a mail of somebody else
SEEN = 0.1  #: what the same sentence counts with all that the rules say of it
#: What says how the rules read a mail; hidden where they were mended on it.
BY_RULES = ("rules ", "judged ", "guessed ", "explained", "doubted", "turned", "refuses")


@dataclass(frozen=True)
class Row:
    """A mail as it is learnt from."""

    id: str
    mail: foreign.Labelled | None
    traits: Traits
    labels: tuple[str, ...]
    refused: bool
    weight: float


class _Caught(Exception):
    """Brings the traits of a mail out of its reader."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits


def traits_read(read: Callable[[Rules], object], rules: Rules) -> Traits:
    """The traits that the reader itself finds in a mail; none where it needs none, as for a hard stop."""

    def catch(traits: Traits, weights: Weights) -> dict[str, float]:
        raise _Caught(traits)

    real, signals.likelihoods = signals.likelihoods, catch
    try:
        read(rules)
    except _Caught as caught:
        return caught.traits
    finally:
        signals.likelihoods = real
    return {}


def _blind(traits: Traits) -> Traits:
    return {name: value for name, value in traits.items() if not name.rpartition(": ")[2].startswith(BY_RULES)}


def rows(rules: Rules) -> tuple[list[Row], list[Row]]:
    """Those that the thresholds are chosen on, and those that are only learnt from."""
    fresh, other = [], []
    for mail in foreign.corpus():
        if mail.part not in foreign.OPEN:
            continue
        # Once with our letter before it and once without: what a mail means by itself is to be learnt too.
        by_itself = ((replace(mail, ours=""), ALONE),) if mail.ours else ()
        for each, weight in ((mail, 1.0 - ALONE if mail.ours else 1.0), *by_itself):
            traits = traits_read(each.read, rules)
            if not traits:
                continue  # a hard stop; no weight decides there
            refused = mail.is_no or mail.do_not_contact
            if mail.part in foreign.MENDED_ON:
                other.append(Row(mail.id, each, _blind(traits), mail.labels, refused, weight))
            else:
                fresh.append(Row(mail.id, each, traits, mail.labels, refused, weight))
    for own in (*accuracy.contacts(), *accuracy.contacts("contacts_2.toml"), *accuracy.others(), *accuracy.sentences()):
        traits = traits_read(own.read, rules)
        if traits:
            other.append(Row(own.id, None, _blind(traits), own.labels, False, OWN))
            other.append(Row(own.id, None, traits, own.labels, False, SEEN))
    for mail in foreign.plain():
        other.append(Row(mail.id, mail, traits_read(mail.read, rules), mail.labels, mail.is_no, OWN))
    return fresh, other


def advice_digest() -> str:
    """What the weights of single sentences depend on."""
    sources = [
        *(ROOT / "rules" / "ledger").glob("*.toml"),
        ROOT / "inbox_agent" / "mentorship" / "counsel.py",
    ]
    found = hashlib.sha256(digest().encode())
    for path in sorted(sources):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def digest() -> str:
    """What the weights depend on: the mails that they are learnt from, ideas, phrase rules, and the code that finds traits."""
    found = hashlib.sha256()
    for mail in foreign.corpus():
        if mail.part in foreign.OPEN:
            found.update(repr(mail).encode())
    sources = [
        *(path for folder in ("concepts", "signals") for path in (ROOT / "rules" / folder).glob("*.toml")),
        *(path for folder in ("heldout", "signals", "plain") for path in (SAMPLES / folder).glob("*.toml")),
        ROOT / "inbox_agent" / "mentorship" / "traits.py",
    ]
    for path in sorted(sources):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]
