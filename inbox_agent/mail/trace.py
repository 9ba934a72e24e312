"""The way that a mail took, from its Received lines (RFC 5321 4.4): whether it ever left this machine.

Each server adds a line on top, so a sender may add lines below, but can remove none that a server wrote. A mail
that came over the network has at least one line with the address that it came from; one that was put into the
mailbox on this machine has no line, or only lines that name this machine.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

from inbox_agent.mail.message import Message

MOST_LINES = 20
_IN_BRACKETS = re.compile(r"\[(?:IPv6:)?([0-9a-fA-F.:]{3,45})\]|\((?:[^()\s]*[ @])?((?:\d{1,3}\.){3}\d{1,3})\)")
_ANY_ADDRESS = re.compile(r"(?<![\w.:])((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?![\w.:])")
_FROM_BY = re.compile(r"\s*from\s+([^\s()]+).*?\sby\s+([^\s();]+)", re.IGNORECASE | re.DOTALL)
_BY = re.compile(r"\s*(?:\([^()]*\)\s*)?by\s", re.IGNORECASE)
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
_HERE = ("localhost", "localhost.localdomain")


def never_left(message: Message) -> bool:
    """Whether this mail was written on the machine that holds the mailbox, as far as its trace tells.

    Only for a mailbox that lies on this machine: there every mail from elsewhere bears the line of its arrival.
    """
    lines = message.all("Received")
    if message.all("Authentication-Results") or message.all("ARC-Authentication-Results") or len(lines) > MOST_LINES:
        return False
    return all(_within(line) for line in lines)


def came_in(message: Message, is_ours: Callable[[str], bool]) -> int:
    """How many header fields stand above the trace that came with the mail, where a server that is ours names itself in it.

    That is the line of the hop before it. Lines of our servers among themselves, as behind a filter, are passed over;
    where no line is by our server all fields count.
    """
    arrived = False
    for n, field in enumerate(message.headers.fields):
        if field.key != "received":
            continue
        if arrived:
            return n
        line = field.decoded
        hop = _FROM_BY.match(line)
        arrived = hop is not None and is_ours(hop[2]) and not _among_ours(line)
    return len(message.headers.fields)


def _among_ours(line: str) -> bool:
    """Whether one hop stayed on a machine, or in a network that nobody outside has an address of (RFC 1918, RFC 4193)."""
    shown = [a or b for a, b in _IN_BRACKETS.findall(line)] + _ANY_ADDRESS.findall(line.partition(";")[0])
    return all(map(_internal, shown)) if shown else _within(line)


def _internal(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_loopback or any(address in network for network in _PRIVATE if network.version == address.version)


def _within(line: str) -> bool:
    """Whether one hop began and ended on one machine."""
    shown = [a or b for a, b in _IN_BRACKETS.findall(line)] + _ANY_ADDRESS.findall(line.partition(";")[0])
    if shown:
        return all(_loopback(text) for text in shown)
    if _BY.match(line):  # picked up from a program of this machine: nobody connected
        return True
    hop = _FROM_BY.match(line)
    return hop is not None and (hop[1].casefold() == hop[2].casefold() or hop[1].casefold() in _HERE)


def _loopback(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).is_loopback
    except ValueError:
        return False
