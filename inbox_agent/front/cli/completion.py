"""`completion`: what a shell needs to complete commands, options, drafts and people."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from inbox_agent.errors import WrongUse

WHERE = {
    "bash": 'Put this into ~/.bashrc:  eval "$(inbox-agent completion bash)"',
    "zsh": 'Put this into ~/.zshrc:  eval "$(inbox-agent completion zsh)"',
    "fish": "Save it:  inbox-agent completion fish > ~/.config/fish/completions/inbox-agent.fish",
}


@click.command()
@click.argument("shell", type=click.Choice(tuple(WHERE)), required=False)
def completion(shell: str | None) -> None:
    """Print the completion for bash, zsh or fish; without a shell, how to turn it on."""
    if shell is None:
        for line in WHERE.values():
            click.echo(line)
        return
    kind = get_completion_class(shell)
    if kind is None:
        raise WrongUse(f"There is no completion for {shell}.", "Use bash, zsh or fish.")
    from inbox_agent.front.cli import cli  # noqa: PLC0415

    click.echo(kind(cli, {}, "inbox-agent", "_INBOX_AGENT_COMPLETE").source())
