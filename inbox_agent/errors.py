"""What can go wrong for a person: a sentence, what they can do about it, and the exit code.

Three kinds of trouble exist and only one of them is here. Wrong *data* (a mail that cannot be read, a
rule that does not parse) is a value with its source and message, collected where it is found. An
*unwell world* (a server that is down) is retried in its door and then told as `Unwell`. A thing that
*cannot be done* is one of the classes below. Anything else is a bug and may surface.

Every class carries `sentence` (what is wrong) and `mend` (what the reader can do), printed together on
standard error by the command line, which then ends with `exit_code` (contracts: 2 wrong use or
configuration, 3 the world is unwell, 4 refused for safety, 5 not found).
"""

from __future__ import annotations


class InboxAgentError(Exception):
    """Something that cannot be done, told in one sentence that names the mend."""

    exit_code = 1

    def __init__(self, sentence: str, mend: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.sentence} {self.mend}".strip()


class WrongUse(InboxAgentError):
    """The command or the configuration is not what it should be."""

    exit_code = 2


class Unwell(InboxAgentError):
    """A server, the disk, the database or the model does not answer as it should."""

    exit_code = 3


class Refused(InboxAgentError):
    """It could be done, but it would not be safe."""

    exit_code = 4


class NotFound(InboxAgentError):
    """No such draft, person, relationship or file."""

    exit_code = 5
