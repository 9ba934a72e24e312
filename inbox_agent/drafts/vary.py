"""A template tag for letters to one person that must not sound alike: ``{% vary %} … {% or %} … {% endvary %}``.

Each block keeps one of its ways, chosen by the letter's number in this relationship (`brief.variation`), so
the same brief always gives the same words. Blocks with three and with four ways turn at different speeds:
the same combination comes back after twelve letters only.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser


class Vary(Extension):
    """Becomes a plain chain of `if`, so a template that uses it is as safe as one that does not."""

    tags = {"vary"}  # noqa: RUF012 (jinja2 declares it so)

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        line = next(parser.stream).lineno
        ways = [parser.parse_statements(("name:or", "name:endvary"))]
        while parser.stream.current.test("name:or"):
            next(parser.stream)
            ways.append(parser.parse_statements(("name:or", "name:endvary")))
        next(parser.stream)
        return self._choice(ways, line)

    def _choice(self, ways: list[list[nodes.Node]], line: int) -> nodes.Node:
        chosen: list[nodes.Node] = ways[-1]
        for at in range(len(ways) - 2, -1, -1):
            turn = nodes.Mod(nodes.Name("variation", "load"), nodes.Const(len(ways)))
            test = nodes.Compare(turn, [nodes.Operand("eq", nodes.Const(at))])
            chosen = [nodes.If(test, ways[at], [], chosen).set_lineno(line)]
        return chosen[0] if len(chosen) == 1 else nodes.Scope(chosen)
