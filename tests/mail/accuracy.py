"""How well foreign mail is read: mails written by somebody who had not seen the readers, with their own answers.

Run as `python -m tests.mail.accuracy` for both shares, `--share development --show` for what went wrong in the one
that may be looked at. The share is fixed by the number in a mail's name: those that three divides are the test share,
whose mails and answers nobody who changes the readers has opened. The mails go through `explain`'s own reading.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from inbox_agent import rules
from inbox_agent.front.cli.explain import Frame, explained
from inbox_agent.mail.identify import Selves
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.times import find_times
from tests.mail.sample_mails import SAMPLES, flat

RULES = rules.load()
#: What the agent knows from its settings, so that "your time" means something.
OWNERS_ZONES = {"home.example": "Europe/Stockholm", "posteingang.example": "Europe/Berlin", "courriel.example": "Europe/Paris",
                "carvalho.example": "Europe/Lisbon", "skrzynka.example": "Europe/Warsaw", "korhonen.example": "Europe/Helsinki",
                "whitaker.example": "Europe/London", "forsgren.example": "Europe/Stockholm", "vogt-heim.example": "Europe/Berlin",
                "morvan.example": "Europe/Paris", "correo.example": "Europe/Madrid", "posta.example": "Europe/Rome",
                "dalgaard.example": "Europe/Copenhagen", "lehtinen.example": "Europe/Helsinki", "poczta.example": "Europe/Warsaw",
                "oosterhuis.example": "Europe/Amsterdam", "fonseca.example": "Europe/Lisbon", "kimfamily.example": "America/New_York",
                "whitcombe.example": "Europe/London", "kamp.example": "Europe/Berlin", "benavente.example": "Europe/Madrid",
                "guivarch.example": "Europe/Paris", "haanstra.example": "Europe/Amsterdam", "brae.example": "Europe/London",
                "sandell.example": "Europe/Stockholm", "sartori.example": "Europe/Rome", "falcao.example": "Europe/Lisbon",
                "vestergaard.example": "Europe/Copenhagen", "rinne.example": "Europe/Helsinki", "lokken.example": "Europe/Oslo",
                "walczak.example": "Europe/Warsaw", "reuter-privat.example": "Europe/Berlin", "fontanel.example": "Europe/Paris",
                "ekstrom.example": "Europe/Stockholm", "ferrandi.example": "Europe/Rome", "zielonka.example": "Europe/Warsaw",
                "kuipers.example": "Europe/Amsterdam", "kjaergaard.example": "Europe/Copenhagen", "rautio.example": "Europe/Helsinki",
                "nogueira.example": "Europe/Lisbon", "salvatierra.example": "Europe/Madrid", "solheim.example": "Europe/Oslo"}  # fmt: skip
#: Intents that a writer of answers named otherwise than the surfaces that are promised.
INTENTS = {"acknowledgement": "notification", "calendar-counter": "calendar-request"}
MACHINES = frozenset({"auto-reply", "bounce", "list", "notification", "calendar"})
PERSONS = frozenset({"correspondence", "forward-contact", "note-contact", "vcard"})


@dataclass(frozen=True)
class Verdict:
    """One answer of one mail: what was asked, what should be said, what was said."""

    mail: str
    question: str
    right: bool
    wanted: object = None
    said: object = None


def share_of(path: Path) -> str:
    return "test" if int(path.stem.split("-")[0]) % 3 == 0 else "development"


def verdicts(folder: str, share: str) -> list[Verdict]:
    """Every answer for the mails of a share, in order."""
    found: list[Verdict] = []
    for path in sorted((SAMPLES / folder).glob("*.toml")):
        if share_of(path) == share:
            answer = tomllib.loads(path.read_text("utf-8"))
            found += judged(path.stem, path.with_suffix(".eml").read_bytes(), answer)
    return found


def judged(name: str, raw: bytes, answer: dict[str, Any]) -> Iterator[Verdict]:
    selves = Selves(frozenset({answer["owner"].casefold()}), frozenset({answer["mailbox"].casefold()}))
    said = explained(raw, Frame(selves, "mentee", None, (), RULES))

    def verdict(question: str, wanted: object, got: object, right: bool | None = None) -> Verdict:
        return Verdict(name, question, wanted == got if right is None else right, wanted, got)

    kind = answer["kind"]
    yield verdict("kind", kind, said["kind"])
    yield verdict("language", answer["language"], said["language"])
    if kind in PERSONS:
        yield verdict("no person taken for a machine", kind, said["kind"], said["kind"] not in MACHINES)
    if "forward" in answer:
        yield from _of_contact(verdict, answer["forward"], said["forward"] or {})
    if "reply_text" in answer:
        yield verdict("reply", answer["reply_text"], said["reply_text"], _written(answer, said["reply_text"]))
        yield from _of_times(verdict, raw, answer, said)
    if "machine" in answer:
        yield from _of_machine(verdict, kind, answer["machine"], said)


def _of_contact(verdict: Any, wanted: dict[str, Any], said: dict[str, Any]) -> Iterator[Verdict]:
    contact = said.get("contact") or {}
    if "candidates" in wanted:
        asked = [] if contact else [one["addr"] or one["name"] for one in said.get("candidates", [])]
        addresses = sorted(one["addr"] if isinstance(one, dict) else one[-1] for one in wanted["candidates"])
        yield verdict("contact: asked who is meant", addresses, sorted(asked))
        return
    yield verdict("contact: address", wanted.get("addr", "").casefold(), (contact.get("addr") or "").casefold())
    for key, question in (("name", "name"), ("organisation", "organisation"), ("title", "title")):
        if wanted.get(key):
            yield verdict(f"contact: {question}", wanted[key], contact.get(key))
    for key in ("organisation", "title"):
        if contact.get(key):
            yield verdict(f"contact: {key} said is right", wanted.get(key), contact[key])
    if "referrer" in wanted:
        yield verdict("contact: referrer", wanted["referrer"][-1], (said.get("referrer") or {}).get("addr"))
    if "original_subject" in wanted:
        yield verdict("forward: subject", flat(wanted["original_subject"]), flat(said.get("original_subject") or ""))
    if "original_date" in wanted:
        date = said.get("original_date")
        right = bool(date) and _same_time(wanted["original_date"], date, bool(wanted.get("date_zone_stated")))
        yield verdict("forward: date", wanted["original_date"], date, right)
    if "owner_note" in wanted:
        note = flat(said.get("owner_note") or "")
        yield verdict("forward: note", wanted["owner_note"], note, note in _with_ending(wanted, wanted["owner_note"]))


def _same_time(wanted: str, said: str, zone_stated: bool) -> bool:
    one, other = datetime.fromisoformat(wanted), datetime.fromisoformat(said)
    # Programs print the minute; without a zone only the clock on the wall can be known.
    return (
        abs((one - other).total_seconds()) < 60 if zone_stated else one.strftime("%c")[:16] == other.strftime("%c")[:16]
    )


def _with_ending(answer: dict[str, Any], text: str) -> set[str]:
    """The text, and the same with the name or sign-off below it, which is neither lost nor old where it is kept."""
    endings = [answer.get(key, "") for key in ("owner_signoff", "signoff")]
    return {flat(text), *(flat(f"{text}\n{ending}") for ending in endings if ending)}


def _written(answer: dict[str, Any], said: str) -> bool:
    text, ending = flat(answer["reply_text"]), flat(answer.get("signoff", ""))
    bare = text.removesuffix(ending).strip() if ending else text
    return flat(said) in {text, bare, *_with_ending(answer, answer["reply_text"])}


def _of_times(verdict: Any, raw: bytes, answer: dict[str, Any], said: dict[str, Any]) -> Iterator[Verdict]:
    message = parse(raw)
    assert isinstance(message, Message)
    zone = OWNERS_ZONES.get(answer["owner"].rpartition("@")[2], "")
    slots = find_times(said["reply_text"], message.date, "", zone, RULES) if message.date else ()
    found = {slot.start.timestamp(): slot.words for slot in slots if slot.start}
    wanted = {datetime.fromisoformat(one["start"]).timestamp(): one["start"] for one in answer.get("times", [])}
    for moment, start in wanted.items():
        yield verdict("times: stated ones found", start, [s.words for s in slots], moment in found)
    for moment, words in found.items():
        yield verdict("times: found ones are stated", sorted(wanted.values()), words, moment in wanted)


def _of_machine(verdict: Any, kind: str, wanted: dict[str, Any], said: dict[str, Any]) -> Iterator[Verdict]:
    yield verdict(f"machine: {kind}", kind, said["kind"])
    if kind != "list":
        yield verdict("machine: intent", INTENTS.get(wanted["intent"], wanted["intent"]), said["intent"])
    if "bounced" in wanted:
        bounced = wanted["bounced"] if isinstance(wanted["bounced"], list) else [wanted["bounced"]]
        yield verdict("machine: bounced address", bounced, (said["machine"]["bounce"] or {}).get("recipients"))
    if kind == "auto-reply" and wanted["intent"] == "out-of-office":
        right = [wanted.get("return_date"), *wanted.get("return_date_alternatives", [])]
        yield verdict("machine: return date", right[0], said["return_date"], said["return_date"] in right)


def table(shares: dict[str, list[Verdict]]) -> str:
    """The scores by question as a Markdown table."""
    questions = list(dict.fromkeys(v.question for found in shares.values() for v in found))
    rows = [f"| question | {' | '.join(f'{share} share' for share in shares)} |", "|---|" + "---|" * len(shares)]
    for question in sorted(questions, key=lambda q: (q.split(":")[0], q)):
        cells = [_cell([v.right for v in found if v.question == question]) for found in shares.values()]
        rows.append(f"| {question} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _cell(right: list[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({100 * sum(right) / len(right):.1f} %)" if right else "–"


def main() -> None:
    """Print the table; with --show, the wrong answers of the development share."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--folder", default="foreign")
    arguments.add_argument("--share", choices=("development", "test"))
    arguments.add_argument("--show", action="store_true")
    given = arguments.parse_args()
    wanted = (given.share,) if given.share else ("development", "test")
    shares = {share: verdicts(given.folder, share) for share in wanted}
    print(table(shares))
    for v in shares.get("development", []) if given.show else []:
        if not v.right:
            print(f"\n{v.mail}  {v.question}\n  wanted {v.wanted!r}\n  said   {v.said!r}")


if __name__ == "__main__":
    main()
