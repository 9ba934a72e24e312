"""Ask once more, with a code, where a yes arrived that nothing proves (T-06 c).

The mail goes to the owner's own address, never to whoever wrote. Its token lies in its Message-ID and its code in its
text, so the answer shows that somebody read the mail. The answer counts once, for one day, after at most three
wrong codes; then the yes of before is carried out as if it had come now. From alone never suffices.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from inbox_agent.drafts.kept import TokenRow
from inbox_agent.mail import orders
from inbox_agent.mail.kept import MailRow
from inbox_agent.mail.message import Because
from inbox_agent.mail.orders import Order
from inbox_agent.rounds.ports import Doors, Transaction
from inbox_agent.rounds.prove import Proof

MOST_WRONG = 3
MOST_A_DAY = 10  #: mails of this kind: a forger who has a token must not fill the owner's mailbox
_CODE = re.compile(r"(?<!\d)(\d{4})[ -]?(\d{4})(?!\d)")


def new_code(random: Callable[[int], bytes]) -> str:
    """Eight digits: with three tries, one forger in thirty million guesses it, and a telephone's keyboard has them."""
    number = int.from_bytes(random(8)) % 100_000_000
    return f"{number // 10_000:04}-{number % 10_000:04}"


def code_hash(code: str) -> str:
    return hashlib.sha256("".join(c for c in code if c.isdigit()).encode("ascii")).hexdigest()


def ask(tx: Transaction, row: MailRow, token: TokenRow, proof: Proof, now: datetime) -> bool:
    """Put the question on its way; False where there were too many of them today."""
    if tx.events.count("asked-for-code", now - timedelta(days=1)) >= MOST_A_DAY:
        return False
    draft = int(token.items[0][0]) if token.about == "draft" else None
    tx.events.add(now, "asked-for-code", proof.because, message=row.id, draft=draft, relationship=token.relationship)
    data = {"confirm": row.id, "token": token.hash, "draft": draft, "why": proof.words}
    tx.outbox.add(f"confirm:{row.id}", "asking", now, now, to_owner=True, data=data)
    return True


def read(text: str, doors: Doors, language: str, names: Sequence[str]) -> tuple[str, Order]:
    """The code in an answer, and what the rest of the words orders: nothing beside a code is a yes."""
    codes = _CODE.findall(text)
    rest = _CODE.sub(" ", text)
    order = orders.read(rest, doors.rules.orders, language, False, names)
    code = "".join(codes[0]) if len(set(codes)) == 1 else ""
    if code and order.refused == "empty":
        order = Order("approve", because=(Because("T-06", "the code alone"),))
    return code, order


def wrong(tx: Transaction, row: MailRow, token: TokenRow, now: datetime) -> None:
    """One wrong code more; after the third the question is void."""
    tx.events.add(now, "wrong-code", Because("T-06", "wrong code"), message=row.id, token=token.hash)
    tries = sum(1 for _, e in tx.events.between(token.issued, now, "wrong-code") if e.data.get("token") == token.hash)
    if tries + 1 >= MOST_WRONG:
        tx.tokens.use(token.hash, now)
