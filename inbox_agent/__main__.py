"""The command `inbox-agent`: every error of ours becomes a sentence on standard error and an exit code, here only."""

from __future__ import annotations

import sys

from inbox_agent.errors import InboxAgentError


def main() -> None:
    """Run the command line; never returns."""
    import click  # noqa: PLC0415 (importing this module must cost nothing)

    from inbox_agent.front.cli import cli  # noqa: PLC0415

    try:
        code = cli.main(prog_name="inbox-agent", standalone_mode=False)
    except InboxAgentError as fault:
        click.echo(f"inbox-agent: {fault}", err=True)
        sys.exit(fault.exit_code)
    except click.ClickException as fault:
        fault.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("inbox-agent: stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (`head`, a pager) has gone: what it wanted it has.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
