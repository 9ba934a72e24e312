"""Templates in, words out: the one place where a letter or a mail is filled in.

Sources are given as text by name, values as plain strings, numbers and tuples. The sandbox keeps a template
(which the user may have edited) from reaching anything else, and a value is never read as a template: ``{{ }}``
in somebody's mail stays as it is, and it is printed on one line, so that it cannot look like a paragraph of the
mail that quotes it. A template that asks for a value that does not exist is told with file, line
and name, since a letter with a silent hole is worse than none (P-22).
"""

from __future__ import annotations

import difflib
import re
import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from inbox_agent.drafts.two_forms import TwoForms
from inbox_agent.drafts.vary import Vary
from inbox_agent.errors import NotFound, WrongUse

MARK_START, MARK_END = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000-\uf8ff]")
#: An empty value; a line of a template that holds nothing else is no line, so that it does not end a paragraph.
_GONE = "\ue002"
_GONE_LINE = re.compile(f"(?m)^[ \t]*(?:{_GONE}[ \t]*)+$\n?")


class Mark(str):
    """A place in rendered text where a block goes (`mail_form.py`): the one kind of value that is printed as it is."""

    __slots__ = ()


def render(sources: Mapping[str, str], name: str, values: Mapping[str, Any]) -> str:
    """Fill in the template `name`. Raises `NotFound` where there is none and `WrongUse` where it has a fault."""
    environment = _environment(tuple(sources.items()))
    try:
        return _GONE_LINE.sub("", environment.get_template(name).render(values)).replace(_GONE, "")
    except TemplateNotFound as fault:
        raise NotFound(
            f"There is no template {fault.name}.", "Put it back into prompts/, or remove what asks for it."
        ) from fault
    except TemplateSyntaxError as fault:
        where = f"{fault.filename or fault.name or name}, line {fault.lineno}"
        raise WrongUse(f"The template {where} cannot be read: {fault.message}.", _mend(name)) from fault
    except UndefinedError as fault:
        raise WrongUse(_unknown(fault, name), f"{_near(str(fault.message), values)} {_mend(name)}".strip()) from fault
    # A value used in a way that it does not bear ("x" + 1, x.keys()), or something that the sandbox forbids.
    except (TemplateError, TypeError, ValueError, ArithmeticError, AttributeError, LookupError) as fault:
        raise WrongUse(f"The template {_line(fault, name)} fails: {fault}.", _mend(name)) from fault


@lru_cache(maxsize=8)
def _environment(sources: tuple[tuple[str, str], ...]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: _source(dict(sources), name)),
        undefined=StrictUndefined,
        extensions=[Vary, TwoForms],
        finalize=_printed,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def _printed(value: Any) -> Any:
    if isinstance(value, Mark) or not isinstance(value, str):
        return value
    return " ".join(_PRIVATE.sub("", value).splitlines()) or _GONE


def _source(sources: dict[str, str], name: str) -> tuple[str, str, None] | None:
    # The name stands in for a file's, so that jinja2 writes it into tracebacks (see `_line`).
    return (sources[name], name, None) if name in sources else None


def _unknown(fault: UndefinedError, name: str) -> str:
    wanted = _variable(str(fault.message))
    return (
        f"The template {_line(fault, name)}, uses {{{{ {wanted} }}}}, which does not exist."
        if wanted
        else f"The template {_line(fault, name)}, fails: {fault.message}."
    )


def _variable(message: str) -> str:
    found, is_missing, _ = message.partition(" is undefined")
    return found.strip("'") if is_missing else ""


def _near(message: str, values: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(_variable(message), list(values), n=1)
    return f"Did you mean {near[0]}?" if near else f"It may use: {', '.join(sorted(values))}."


def _line(fault: BaseException, name: str) -> str:
    """File and line of the template: jinja2 gives its code the template's name as file name."""
    inside = [f for f in traceback.extract_tb(fault.__traceback__) if f.filename.endswith(".j2")]
    return f"{name}, line {inside[-1].lineno}" if inside else name


def _mend(name: str) -> str:
    return f"Mend prompts/{name}, or remove your copy of it to use the shipped one."
