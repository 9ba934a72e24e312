"""A disk that can be told to fail, and whose power can be cut: the compiled shim, and what it noted, read again.

After a cut a file holds what was synced, and of what was written since then any part: whole writes and single
sectors of 512 bytes may have reached the disk or not, in any order. So says the contract of a disk, and so it is
thrown here.
"""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from servers.machine import lacking

SOURCE = Path(__file__).with_name("shim.c")
SECTOR = 512


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, compiled for this machine."""
    compiler = shutil.which("cc") or lacking("cc is not on this machine: install the Debian package gcc")
    library = tmp_path_factory.mktemp("shim") / "shim.so"
    command = [str(compiler), "-shared", "-fPIC", "-O1", "-w", "-o", str(library), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True, capture_output=True)
    return library


def preloaded(shim: Path, root: Path, log: Path | None = None, control: Path | None = None) -> dict[str, str]:
    """The environment in which a program's files below `root` go through the shim."""
    found = {**os.environ, "LD_PRELOAD": str(shim), "SHIM_ROOT": str(root)}
    if log:
        found["SHIM_LOG"] = str(log)
    if control:
        found["SHIM_CONTROL"] = str(control)
    return found


@dataclass(frozen=True)
class Op:
    """One thing that was done to a file: `w` written, `s` synced, `t` truncated to `offset`, `u` unlinked."""

    kind: str
    path: str
    offset: int
    data: bytes


def operations(log: Path) -> Iterator[Op]:
    """What the shim noted, in order."""
    raw, at = log.read_bytes(), 0
    while at < len(raw):
        kind, length, offset, size = struct.unpack_from("=cIQI", raw, at)
        at += 17
        path = raw[at : at + length].decode()
        at += length
        yield Op(kind.decode(), path, offset, raw[at : at + size])
        at += size


@dataclass
class File:
    """A file as the disk has it for sure, and what was done to it since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)

    def do(self, op: Op) -> None:
        if op.kind == "s":
            for each in self.pending:
                _apply(self.durable, each, None)
            self.pending.clear()
        else:
            self.pending.append(op)

    def after_a_cut(self, chance: random.Random) -> bytes:
        found = bytearray(self.durable)
        for op in self.pending:
            if op.kind == "w" or chance.random() < 0.5:
                _apply(found, op, chance)
        return bytes(found)


def _apply(content: bytearray, op: Op, chance: random.Random | None) -> None:
    """Do it; with a chance only some of the sectors that were written."""
    if op.kind in "tu":
        size = op.offset if op.kind == "t" else 0
        del content[size:]
        content.extend(bytes(size - len(content)))
        return
    luck = chance.choice((0.0, 0.5, 1.0)) if chance else 1.0
    at = op.offset
    while at < op.offset + len(op.data):
        end = min((at // SECTOR + 1) * SECTOR, op.offset + len(op.data))
        if chance is None or chance.random() < luck:
            if len(content) < end:
                content.extend(bytes(end - len(content)))
            content[at:end] = op.data[at - op.offset : end - op.offset]
        at = end
