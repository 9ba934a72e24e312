"""What makes two copies of a mail the same mail (F-05, R-32…R-34).

A mail lies in two folders, is delivered twice, or comes back with a new UID. The Message-ID alone does not
tell (some are missing, some are used twice for different text), and the whole bytes do not either, since
every delivery adds trace headers. So: who, when, what about, and the body.
"""

from __future__ import annotations

import hashlib
import re

_LINE_END = re.compile(rb"\r\n?")
_FOLD = re.compile(rb"\n[ \t]+")
_NAMED = (b"message-id", b"from", b"date", b"subject")


def fingerprint(raw: bytes) -> str:
    """SHA-256 in hex over Message-ID, From, Date, Subject and the body, without line-end differences."""
    plain = _LINE_END.sub(b"\n", raw)
    head, _, body = plain.partition(b"\n\n")
    named: dict[bytes, bytes] = {}
    for line in _FOLD.sub(b" ", head[:262144]).split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() in _NAMED:
            named.setdefault(name.strip().lower(), value.strip())
    if not named:
        # Rubbish without such headers, and often without a body: only its own bytes tell it from other rubbish.
        return hashlib.sha256(plain.rstrip()).hexdigest()
    told = b"\n".join(named.get(n, b"") for n in _NAMED)
    return hashlib.sha256(told + b"\n\n" + body.rstrip()).hexdigest()
