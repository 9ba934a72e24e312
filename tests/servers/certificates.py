"""Certificates of an authority that exists for one test run: a good one for localhost, and one for another name."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme


@dataclass(frozen=True)
class Certificates:
    """PEM files. `ca` is the only authority that trusts them."""

    ca: Path
    certificate: Path
    key: Path
    other_certificate: Path  #: valid, but for elsewhere.example
    other_key: Path


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    place = tmp_path_factory.mktemp("certificates")
    authority = trustme.CA()
    good = authority.issue_cert("localhost", "127.0.0.1")
    other = authority.issue_cert("elsewhere.example")
    made = Certificates(*(place / name for name in ("ca.pem", "cert.pem", "key.pem", "other.pem", "other-key.pem")))
    authority.cert_pem.write_to_path(str(made.ca))
    for issued, certificate, key in (
        (good, made.certificate, made.key),
        (other, made.other_certificate, made.other_key),
    ):
        issued.cert_chain_pems[0].write_to_path(str(certificate))
        issued.private_key_pem.write_to_path(str(key))
    return made


@contextlib.contextmanager
def other_name(certificates: Certificates) -> Iterator[int]:
    """A port that speaks TLS from the first byte, with a certificate of the right authority for another name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.other_certificate, certificates.other_key)

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with contextlib.suppress(OSError), line:
                context.wrap_socket(line, server_side=True).close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])
