"""The prompt for one question to a model, rendered from the files of its task: `prompts/letter/`, `prompts/hear/`.

Those files are the owner's to change, one by one (`shipped.py`): `system.j2` says how letters are written,
`user.j2` lays out the sheet, `kinds/<kind>.j2` says what this letter must do, `meta.toml` carries version,
languages and limits. They are rendered in a sandbox with nothing but a sheet of words at hand, and a name that a
template gets wrong is an error and not an empty string.

Third-party words stand between two lines with a random mark, which their writer cannot have known. That is
an extra and not a promise (T-17). The mark differs from call to call; so the *fingerprint*, by which a call is
recognised after a crash, is taken of the prompt without it.
"""

from __future__ import annotations

import hashlib
import secrets
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound
from jinja2.loaders import ChoiceLoader, FileSystemLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from inbox_agent.doors.model.answer import SCHEMA
from inbox_agent.errors import WrongUse


class Asks(Protocol):
    """What a prompt is made of: plain words, and the files that belong to it beside those of its task."""

    @property
    def language(self) -> str: ...
    @property
    def words(self) -> str:
        """Everything in it that somebody else may have written: the mark must not stand in it."""

    @property
    def beside(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Prompt:
    """The exact words of one call, and by what they are known."""

    system: str
    user: str
    fingerprint: str  #: SHA-256 of both, without the mark
    source: str  #: the files that it was rendered from, with version and SHA-256
    schema: dict[str, Any]  #: the form that an answer must have, as JSON Schema

    @property
    def kept(self) -> str:
        """As kept for `show ID --prompt`: both messages, byte for byte."""
        return f"[system]\n{self.system}\n[user]\n{self.user}"


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Limits(_Shape):
    """Bounds of what goes in and of what may come back."""

    thread: PositiveInt  #: characters of all mails together
    value: PositiveInt  #: characters of any one text
    text: PositiveInt  #: characters of the letter
    example: PositiveInt = 600  #: characters of an earlier mail of which the owner said what it meant
    tokens_out: PositiveInt  #: tokens of the answer, a model's silent thinking included


class Meta(_Shape):
    """`meta.toml` of a task."""

    version: PositiveInt
    changed: str
    inputs: list[str]
    schema_name: str
    languages: dict[str, str] = {}
    limits: Limits


class Prompts:
    """The prompt files of the task. `places` are folders `prompts`, the user's before the shipped one."""

    def __init__(
        self,
        places: Sequence[Path],
        task: str = "letter",
        schema: dict[str, Any] = SCHEMA,
        mark: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._places = tuple(places)
        self._task, self._schema = task, schema
        self._mark = mark
        self._env = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(place / task) for place in self._places]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )

    @cached_property
    def meta(self) -> Meta:
        path = next((p for place in self._places if (p := place / self._task / "meta.toml").is_file()), None)
        if path is None:
            raise WrongUse(f"There is no prompts/{self._task}/meta.toml.", "Install inbox-agent anew.")
        try:
            return Meta.model_validate(tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as fault:
            raise WrongUse(
                f"{path} has a fault: {fault}.", "Mend it, or remove your copy to use the shipped one."
            ) from fault

    def render(self, sheet: Asks) -> Prompt:
        """The prompt for a sheet. Raises `WrongUse` where a file is missing or has a fault."""
        words = sheet.words
        plain = [self._rendered(name, sheet, "") for name in ("system.j2", "user.j2")]
        mark = self._mark()
        while mark in words:
            mark = self._mark()
        system, user = (self._rendered(name, sheet, mark) for name in ("system.j2", "user.j2"))
        return Prompt(
            system,
            user,
            _sha("\0".join(plain)),
            f"prompts/{self._task} {self.meta.version} sha256:{self._sources(sheet)}",
            self._schema,
        )

    def _rendered(self, name: str, sheet: Asks, mark: str) -> str:
        language = self.meta.languages.get(sheet.language, sheet.language)
        try:
            return self._env.get_template(name).render(sheet=sheet, language=language, mark=mark).strip() + "\n"
        except TemplateNotFound as fault:
            raise WrongUse(
                f"There is no prompts/{self._task}/{fault.name}.",
                "Write that file, or install inbox-agent anew.",
            ) from fault
        except TemplateError as fault:
            raise WrongUse(
                f"A prompt in prompts/{self._task} has a fault: {fault}.",
                "Mend it, or remove your copy to use the shipped one.",
            ) from fault

    def _sources(self, sheet: Asks) -> str:
        """SHA-256 over the files as they stand, each with its name."""
        whole = hashlib.sha256()
        for name in ("meta.toml", "system.j2", "user.j2", *sheet.beside):
            path = next(p for place in self._places if (p := place / self._task / name).is_file())
            whole.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return whole.hexdigest()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
