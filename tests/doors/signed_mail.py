"""Mails that are really signed: keys made here, a DNS that is a dictionary, dkimpy as the signer."""

from __future__ import annotations

import base64
from functools import cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

SELECTOR, DOMAIN = "k1", "home.example"
SIGNED = ("from", "subject", "date", "to", "in-reply-to", "message-id", "mime-version")


@cache
def key(bits: int = 2048, number: int = 0) -> tuple[bytes, bytes]:
    """A private key in PEM, and the record that publishes it."""
    private = rsa.generate_private_key(65537, bits)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


class Dns:
    """Answers from a table, and remembers what it was asked."""

    def __init__(self, records: dict[str, list[bytes]] | None = None) -> None:
        default = {f"{SELECTOR}._domainkey.{DOMAIN}": [key()[1]]}
        self.records = default if records is None else records
        self.asked: list[str] = []

    def __call__(self, name: str, seconds: float) -> list[bytes]:
        self.asked.append(name)
        return self.records.get(name, [])


def sign(raw: bytes, *, domain: str = DOMAIN, headers: tuple[str, ...] = SIGNED, **more: object) -> bytes:
    """The mail with a signature on top. `pem` is another private key, `length` signs only the body so far."""
    pem = more.pop("pem", None) or key()[0]
    signature = dkim.sign(
        raw, SELECTOR.encode(), domain.encode(), pem, include_headers=[h.encode() for h in headers], **more
    )
    return bytes(signature) + raw
