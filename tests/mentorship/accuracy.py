"""How often the readers of signals and orders are right where they are sure, and how much they cover.

Run by `python -m tests.mentorship.accuracy [first|second|third|fourth|fifth|own] [--misses]`; without a name all are printed.
The sets are reported apart: the numbered ones were written and labelled by people who had not seen the rules (`foreign.py`); of the
rules' `own` sets, `contacts.toml` and `owner.toml` were written before the rules by their author, `contacts_2.toml` after them, and
`others.toml` labels mails that other people wrote.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inbox_agent import rules as rule_files
from inbox_agent.mail import orders
from inbox_agent.mentorship.reading import NOES, YESES, Context, Reading
from inbox_agent.mentorship.signals import hear
from inbox_agent.rules import Rules
from tests.mentorship import foreign

HELDOUT = Path(__file__).parent / "samples" / "heldout"
ELSEWHERE = Path(__file__).parent.parent / "mail" / "samples"


@dataclass(frozen=True)
class Mail:
    id: str
    language: str
    text: str
    labels: tuple[str, ...]
    context: Context
    slots: bool

    def read(self, rules: Rules) -> Reading:
        return hear(self.text, self.context, rules, self.slots)


def contacts(name: str = "contacts.toml") -> Iterator[Mail]:
    """Every mail of `contacts.toml` or of another file of its shape."""
    for language, mails in tomllib.loads((HELDOUT / name).read_text("utf-8")).items():
        for n, mail in enumerate(mails):
            yield _mail(f"{language}-{n}", language, mail["says"], (mail["is"],), mail, mail.get("slots", False))


def others() -> Iterator[Mail]:
    """Every mail of other people's tables that `others.toml` labels."""
    for group in tomllib.loads((HELDOUT / "others.toml").read_text("utf-8"))["group"]:
        source = tomllib.loads((ELSEWHERE / group["source"]).read_text("utf-8"))
        if "by_id" in group:
            known = {mail["id"]: mail for mail in source["mail"]}
            for name, label in group["by_id"].items():
                exact = any(slot != "?" for slot in known[name]["slots"])
                yield _mail(name, name[:2], known[name]["text"], tuple(label["is"]), label, exact)
        else:
            for language in group["languages"]:
                for n, (text, label) in enumerate(zip(source[language], group["labels"], strict=True)):
                    yield _mail(
                        f"{group['source'][9:-5]}-{language}-{n}", language, text, tuple(label["is"]), label, False
                    )


def sentences() -> Iterator[Mail]:
    """Every sentence of the tables that the rules were written with (`samples/signals/`)."""
    for path in sorted((HELDOUT.parent / "signals").glob("*.toml")):
        for stage, intents in tomllib.loads(path.read_text("utf-8")).items():
            if stage == "never-yes":
                continue
            slots = intents.get("slots", {})
            plain = {name: says for name, says in intents.items() if name != "slots"}
            for has_slots, says in ((False, plain), (True, slots)):
                for intent, texts in says.items():
                    role = "mentor" if intent == "reports-progress" else "mentee"
                    for n, text in enumerate(texts):
                        label = {"stage": stage, "role": role}
                        yield _mail(f"{path.stem}-{stage}-{intent}-{n}", path.stem, text, (intent,), label, has_slots)


def _mail(name: str, language: str, text: str, labels: tuple[str, ...], label: dict[str, str], slots: bool) -> Mail:
    role = "mentor" if label.get("role") == "mentor" else "mentee"
    return Mail(name, language, text, labels, Context(label["stage"], role, language, "owner", 5), slots)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Score:
    """Of `total` mails the reader was sure about `sure` and right about `right` of those."""

    total: int
    sure: int
    right: int
    noes_as_yes: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.sure if self.sure else 1.0

    @property
    def coverage(self) -> float:
        return self.sure / self.total if self.total else 0.0

    def __str__(self) -> str:
        return f"{self.total:4} mails  sure {self.coverage:4.0%}  right where sure {self.precision:5.1%}  a no read as yes: {len(self.noes_as_yes)}"


def score(mails: Iterable[Mail], rules: Rules) -> Score:
    """Read every mail and count; `other` is right when the reader is not sure, and then counts as not covered."""
    total = sure = right = 0
    flipped: list[str] = []
    for mail in mails:
        found = mail.read(rules)
        total += 1
        sure += found.sure
        right += found.sure and found.intent in mail.labels
        if found.sure and found.intent in YESES and set(mail.labels) <= set(NOES) - {"reschedules"}:
            flipped.append(mail.id)
    return Score(total, sure, right, tuple(flipped))


def answers(rules: Rules) -> Iterator[tuple[str, str, str]]:
    """The text, the label and the reading of every owner's answer."""
    for answer in tomllib.loads((HELDOUT / "owner.toml").read_text("utf-8"))["answers"]:
        order = orders.read(answer["says"], rules.orders, digest=answer.get("digest", False), names=("Sofia Lind",))
        yield answer["says"], answer["is"], order.decision


def main() -> None:
    rules = rule_files.load()
    names = {*foreign.SETS, "own"}
    wanted = set(sys.argv[1:]) & names or names
    for part in foreign.SETS:
        mails = tuple(mail for mail in foreign.corpus() if mail.part == part)
        if part in wanted and mails:
            print(f"-- other people's mail, {part} set")
            print(*foreign.report(mails, rules), sep="\n")
            if part in foreign.OPEN and "--misses" in sys.argv:
                print(*foreign.misses(mails, rules), sep="\n")
    if "own" in wanted:
        _own(rules)


def _own(rules: Rules) -> None:
    sets = (
        ("contacts.toml", list(contacts())),
        ("contacts_2", list(contacts("contacts_2.toml"))),
        ("others.toml", list(others())),
    )
    for name, mails in sets:
        print(f"{name:14} all {score(mails, rules)}")
        for language in dict.fromkeys(mail.language for mail in mails):
            print(f"{'':15}{language} {score((m for m in mails if m.language == language), rules)}")
        if "--misses" in sys.argv:
            _misses(mails, rules)
    read = list(answers(rules))
    print(f"owner.toml     {sum(is_ == found for _, is_, found in read)} of {len(read)} as labelled; sent though not a yes: "
          f"{sum(found in ('approve', 'approve-later') and is_ not in ('approve', 'approve-later') for _, is_, found in read)}")  # fmt: skip
    if "--misses" in sys.argv:
        for text, label, found in read:
            if label != found:
                print(f"    {label} read as {found}: {text!r}")


def _misses(mails: list[Mail], rules: Rules) -> None:
    for mail in mails:
        found = mail.read(rules)
        if found.intent not in mail.labels or not found.sure:
            mark = "WRONG" if found.sure else "asks "
            words = "; ".join(f"{b.rule} {b.words!r}" for b in found.because)
            print(
                f"    {mark} {mail.id}: {'|'.join(mail.labels)} read as {found.intent} {found.guesses} [{words}] {mail.text[:80]!r}"
            )


if __name__ == "__main__":
    main()
