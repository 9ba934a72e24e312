"""Checks the DKIM signature of a mail against the key that its author's domain publishes in the DNS (RFC 6376).

`dkimpy` does the cryptography. Which signatures are worth checking is decided before (`mail/signatures.py`), and what
`dkimpy` lets pass in a key is refused here: a domain that is only testing (`t=y`), an `i=` below the domain where the
key forbids it (`t=s`), a hash that the key does not name, more than one record. A name server that does not answer
proves nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from inbox_agent.mail.signatures import Signature, tags_of

log = logging.getLogger(__name__)

SHORTEST_KEY = 1024  #: bits; RFC 8301 lets nobody trust a shorter one
DNS_SECONDS = 5.0

#: The TXT records at a name: each a record, its strings put together. Empty where there are none.
Lookup = Callable[[str, float], list[bytes]]


class DkimKeys:
    """The signatures of mails, checked with the keys that `lookup` finds."""

    def __init__(self, lookup: Lookup | None = None) -> None:
        self._lookup = lookup or txt_records

    def proves(self, raw: bytes, signature: Signature) -> bool:
        """Whether this signature is right. Wrong, without a key and without an answer of the DNS are all no."""
        import dkim  # noqa: PLC0415  (only the few mails that need it pay for the library)

        def key(name: bytes, timeout: float = DNS_SECONDS) -> bytes | None:
            return self._key(name.decode("ascii", "replace").rstrip("."), signature)

        try:
            checker = dkim.DKIM(raw, minkey=SHORTEST_KEY, logger=log, timeout=int(DNS_SECONDS))
            return bool(checker.verify(idx=signature.place, dnsfunc=key))
        except dkim.DKIMException as fault:
            log.info("the signature of %s does not hold: %s", signature.domain, type(fault).__name__)
            return False

    def _key(self, name: str, signature: Signature) -> bytes | None:
        records = [r for r in self._lookup(name, DNS_SECONDS) if b"p=" in r]
        tags = tags_of(records[0].decode("ascii", "replace")) if len(records) == 1 else None
        if tags is None:
            return None
        flags = tags.get("t", "").split(":")
        hashes = tags.get("h", "sha256").split(":")
        below = signature.identity != signature.domain
        return None if "y" in flags or ("s" in flags and below) or "sha256" not in hashes else records[0]


def txt_records(name: str, seconds: float) -> list[bytes]:
    """What the DNS says; nothing where it does not answer in time."""
    import dns.exception  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=seconds, search=False)
    except dns.exception.DNSException as fault:
        log.info("no key at %s: %s", name, type(fault).__name__)
        return []
    return [b"".join(record.strings) for record in answer]
