"""How long it takes to understand one mail, beside what the standard library takes for less (B-05).

Run as `python bench/reading.py`. The mails are made here, about 13 kB each, with the trace and signature headers of
six servers: a letter of some 150 words above the mail that it answers, as plain text with a long thread, as plain
text with HTML beside it, and as HTML with Outlook's style sheet. Every figure is CPU time. The ratio is the median
of pairs: each time to what `email.message_from_bytes` (compat32) takes for the same mails just before and just after,
since a machine that others use as well is twice as fast at one moment as at another.
"""

from __future__ import annotations

import email
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

from inbox_agent import rules
from inbox_agent.mail.identify import Arrival, Selves, identify
from inbox_agent.mail.message import Message
from inbox_agent.mail.parse import parse
from inbox_agent.mail.times import find_times
from inbox_agent.mentorship.reading import Context
from inbox_agent.mentorship.understand import understand

MAILS = 120
ROUNDS = 7
RULES = rules.load()
SELVES = Selves(frozenset({"olle@marklund.example"}), frozenset({"desk@agent.example"}))
CONTEXT = Context(stage="outreach", role="mentee", language="en", last_writer="owner", days_since_ours=3)
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROSE = (
    "Thank you for your kind words about the talk in Uppsala.",
    "I have thought about your question on the bus home and I believe there are two answers to it.",
    "The short one is that nobody plans a career in this field; one follows the interesting problems.",
    "The longer one would take a walk around the lake, and I would be glad to take it with you.",
    "My own first years at the institute were spent measuring the wrong quantity with great care.",
    "What helped me was a colleague who asked every Friday what I had learned rather than what I had done.",
    "You could try the same with somebody in your group, even if they are not older than you.",
    "I would also read the two papers by Lindqvist before you decide whether to change the method.",
    "Send me a page about what you want to find out, not about what you want to build.",
    "It is easier to comment on a page than on a plan, and you will notice yourself where it is thin.",
    "My daughter laughs at me for saying so, but I still write the first page by hand.",
    "We are moving to another building this winter, so my answers may be slow for a while.",
    "Shall we talk on Thursday 3 December at 15:00 for half an hour?",
    "If that is too late in the day for you, any morning in the week after works as well.",
    "Do bring the drawings; I remember them as better than you described them.",
    "And please greet the whole group from me, the younger ones above all.",
)


def _mails() -> list[bytes]:
    chance = random.Random(5)  # noqa: S311 - the same mails each time
    return [_mail(n, chance) for n in range(MAILS)]


def _mail(n: int, chance: random.Random) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    _trace(mail, n)
    mail["From"], mail["To"] = f"Åsa Öberg <asa{n}@x.example>", "Olle Marklund <desk@agent.example>"
    mail["Subject"], mail["Date"] = f"Re: Frågor om samtal {n}", "Wed, 18 Nov 2026 12:31:00 +0100"
    mail["Message-ID"], mail["In-Reply-To"] = f"<{n}@x.example>", "<a@agent.example>"
    mail["References"] = "<a@agent.example> <b@x.example>"
    letter = [" ".join(chance.sample(PROSE, 3)) for _ in range(3)]
    older = [" ".join(chance.sample(PROSE, 2)) for _ in range(26 if n % 3 == 0 else 11)]
    ending = ["Best regards,", "Åsa Öberg", "Head of Research, Northern Institute", "+46 70 000 00 00"]
    plain, rich = _plain(letter, ending, older), _rich(n, letter, ending, older)
    if n % 3 == 0:
        mail.set_content(plain)
    elif n % 3 == 1:
        mail.set_content(plain)
        mail.add_alternative(rich, subtype="html")
    else:
        mail.set_content(_sheet() + rich, subtype="html")
    return mail.as_bytes()


def _trace(mail: EmailMessage, n: int) -> None:
    for hop in range(6):
        mail["Received"] = (
            f"from mx{hop}.example (mx{hop}.example [192.0.2.{hop}]) by mx{hop + 1}.example (Postfix) with ESMTPS id q{n}x{hop}"
            f" for <desk@agent.example>; Wed, 18 Nov 2026 12:31:0{hop} +0100 (CET)"
        )
    for i in (1, 2):
        mail["ARC-Seal"] = f"i={i}; a=rsa-sha256; t=1795000000; cv=none; d=x.example; s=s1; b={'C' * 340}"
        mail["ARC-Message-Signature"] = (
            f"i={i}; a=rsa-sha256; c=relaxed/relaxed; d=x.example; bh={'A' * 44}; b={'D' * 340}"
        )
        mail["ARC-Authentication-Results"] = f"i={i}; mx.example; dkim=pass header.i=@x.example; spf=pass; dmarc=pass"
    mail["DKIM-Signature"] = (
        f"v=1; a=rsa-sha256; c=relaxed/relaxed; d=x.example; s=s1; h=from:to:subject:date; bh={'A' * 44}; b={'B' * 340}"
    )
    mail["Authentication-Results"] = "mx.agent.example; dkim=pass header.d=x.example; spf=pass; dmarc=pass (p=reject)"
    mail["X-MS-Exchange-Organization-SCL"], mail["X-Originating-IP"] = "1", "[192.0.2.77]"
    mail["Thread-Topic"], mail["Accept-Language"] = "Samtal", "sv-SE, en-US"


def _plain(letter: Sequence[str], ending: Sequence[str], older: Sequence[str]) -> str:
    quoted = "".join(f"> {line}\n>\n" for line in older)
    return (
        "\n\n".join(letter)
        + "\n\n"
        + "\n".join(ending)
        + f"\n\nOn Mon, 16 Nov 2026 at 09:12, Olle Marklund wrote:\n\n{quoted}"
    )


def _rich(n: int, letter: Sequence[str], ending: Sequence[str], older: Sequence[str]) -> str:
    paragraphs = "".join(
        f'<p class="MsoNormal" style="margin:0cm;font-size:11pt;font-family:Calibri,sans-serif">{p}<o:p></o:p></p>'
        for p in letter
    )
    signed = "<br>".join(ending)
    quoted = "".join(f'<div style="font-family:Arial,sans-serif">{line}<br></div>' for line in older)
    return (
        f'<div dir="ltr">{paragraphs}<p>{signed} <a href="https://x.example/{n}">x.example</a></p></div><br>'
        f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, 16 Nov 2026 at 09:12, Olle Marklund wrote:<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204)">{quoted}</blockquote></div>'
    )


def _sheet() -> str:
    fonts = "".join(f"@font-face {{font-family:F{n}; panose-1:2 15 5 2 2 2 4 3 2 4;}} " for n in range(8))
    levels = "".join(
        f"@list l0:level{n} {{mso-level-number-format:bullet; mso-level-tab-stop:none; text-indent:-18.0pt;}} "
        for n in range(24)
    )
    return f"<style><!-- {fonts} p.MsoNormal {{margin:0cm; font-size:11.0pt;}} {levels} --></style>"


def _read(raw: bytes) -> Message:
    message = parse(raw)
    assert isinstance(message, Message)
    return message


def _identified(raw: bytes) -> Arrival:
    return identify(_read(raw), SELVES, RULES, answers_us=False)


def _with_times(raw: bytes) -> None:
    find_times(_identified(raw).reply.written, NOW, "Europe/Stockholm", "Europe/Stockholm", RULES)


def _with_signals(raw: bytes) -> None:
    understand(_identified(raw).reply.written, NOW, CONTEXT, "Europe/Stockholm", "Europe/Stockholm", RULES)


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
    "parse, reply, machine, language": _identified,
    "the same and meeting times": _with_times,
    "the same, times and signals": _with_signals,
}


def _seconds(reader: Callable[[bytes], object], mails: Sequence[bytes]) -> float:
    before = time.process_time()
    for raw in mails:
        reader(raw)
    return time.process_time() - before


def _measured(mails: Sequence[bytes]) -> dict[str, tuple[float, float]]:
    """Of each reader the ms a mail at best, and its median ratio to the library's parse just before and just after it."""
    found: dict[str, tuple[float, float]] = {}
    for name, reader in READERS.items():
        pairs = []
        for _ in range(ROUNDS):
            before, ours, after = (
                _seconds(r, mails) for r in (email.message_from_bytes, reader, email.message_from_bytes)
            )
            pairs.append((ours, 2 * ours / (before + after)))
        best = min(seconds for seconds, _ in pairs)
        found[name] = best / len(mails) * 1000, statistics.median(ratio for _, ratio in pairs)
    return found


def main() -> None:
    """Print the table: all mails, and each of the three forms by itself."""
    mails = _mails()
    forms = {"all": mails, "plain": mails[0::3], "both": mails[1::3], "HTML": mails[2::3]}
    measured = {form: _measured(of) for form, of in forms.items()}
    print(f"{MAILS} mails of {sum(map(len, mails)) / MAILS / 1000:.1f} kB on average; ms a mail, and times compat32")
    print(f"{'':34}" + "".join(f"{form:>16}" for form in forms))
    for name in READERS:
        cells = [f"{ms:7.2f} {ratio:6.2f} x" for ms, ratio in (of[name] for of in measured.values())]
        print(f"{name:34}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()
