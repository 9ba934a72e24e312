"""How long it takes to read one mail, beside what the standard library takes for less (B-05).

Run as `python bench/reading.py`. The mails are made here: plain text with a quote, the same as HTML beside it,
HTML alone, each with the trace headers of six servers, about 13 kB. Every figure is the CPU time of the best of
several rounds, given as a ratio to `email.message_from_bytes` (compat32) on the same mails in the same round.
"""

from __future__ import annotations

import email
import random
import time
from collections.abc import Callable
from email import policy
from email.message import EmailMessage

from inbox_agent import rules
from inbox_agent.mail.language import language_of
from inbox_agent.mail.machine import machine_of
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse

MAILS = 120
ROUNDS = 7
RULES = rules.load()


def _mails() -> list[bytes]:
    chance = random.Random(5)  # noqa: S311 - the same mails each time
    words = RULES.words["en"].words.split()

    def sentence(length: int) -> str:
        return " ".join(chance.choice(words) for _ in range(length)).capitalize() + "."

    return [_mail(n, sentence) for n in range(MAILS)]


def _mail(n: int, sentence: Callable[[int], str]) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    for hop in range(6):
        mail["Received"] = (
            f"from mx{hop}.example (mx{hop}.example [192.0.2.{hop}]) by mx{hop + 1}.example with ESMTPS id q{n}x{hop}; Wed, 18 Nov 2026 12:31:0{hop} +0100"
        )
    mail["DKIM-Signature"] = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=s1; h=from:to:subject:date; bh={'A' * 44}; b={'B' * 340}"
    )
    mail["From"], mail["To"] = f"Åsa Öberg <asa{n}@x.example>", "Olle Marklund <desk@agent.example>"
    mail["Subject"], mail["Date"] = f"Frågor om samtal {n}", "Wed, 18 Nov 2026 12:31:00 +0100"
    mail["Message-ID"], mail["References"] = f"<{n}@x.example>", "<a@agent.example> <b@x.example>"
    paragraphs, quoted = [sentence(70) for _ in range(6)], [sentence(12) for _ in range(25)]
    plain = "\n\n".join(paragraphs) + "\n\nOn Monday Olle wrote:\n" + "".join(f"> {line}\n" for line in quoted)
    rich = "".join(
        f'<p class="MsoNormal" style="margin:0cm">{p} <a href="https://x.example/{n}">more</a><o:p></o:p></p>'
        for p in paragraphs
    )
    rich += "<blockquote type='cite'>" + "".join(f"<div>{line}<br></div>" for line in quoted) + "</blockquote>"
    if n % 3 == 0:
        mail.set_content(plain * 2)
    elif n % 3 == 1:
        mail.set_content(plain)
        mail.add_alternative(rich, subtype="html")
    else:
        mail.set_content(rich * 2, subtype="html")
    return mail.as_bytes()


def _read(raw: bytes) -> Message:
    message = parse(raw)
    assert isinstance(message, Message)
    return message


def _with_machine(raw: bytes) -> None:
    machine_of(_read(raw), frozenset({"desk@agent.example"}), RULES.machine)


def _with_language(raw: bytes) -> None:
    message = _read(raw)
    machine_of(message, frozenset({"desk@agent.example"}), RULES.machine)
    language_of(message.text, RULES.words)


def _library_with_fields(raw: bytes) -> None:
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    assert body is not None
    for said in (message["from"], message["subject"], body.get_content()):
        assert said


READERS: dict[str, Callable[[bytes], object]] = {
    "compat32, parse only": email.message_from_bytes,
    "policy.default, fields and text": _library_with_fields,
    "parse": _read,
    "parse, machine": _with_machine,
    "parse, machine, language": _with_language,
}


def main() -> None:
    """Print the table."""
    mails = _mails()
    best = dict.fromkeys(READERS, float("inf"))
    for _ in range(ROUNDS):
        for name, reader in READERS.items():
            before = time.process_time()
            for raw in mails:
                reader(raw)
            best[name] = min(best[name], time.process_time() - before)
    print(f"{MAILS} mails of {sum(map(len, mails)) / MAILS / 1000:.1f} kB on average")
    for name, seconds in best.items():
        print(f"{name:34} {seconds / MAILS * 1000:6.2f} ms  {seconds / best['compat32, parse only']:5.2f} x")


if __name__ == "__main__":
    main()
