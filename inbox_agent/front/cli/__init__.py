"""The command line: one lazy group, so that `--help` imports nothing but click (performance B-09).

A command lives in the module named beside it in the table and is imported when it is called. The short help stands here,
because showing it must not import the module either.
"""

from __future__ import annotations

import difflib
import importlib
import keyword

import click
from click.shell_completion import CompletionItem

#: command: (module, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "See the whole job on an invented mailbox: no account, server or key."),
    "init": ("init", "Set up your own mailbox: finds its servers, asks what is left, tries them."),
    "login": ("login", "Sign in once at a provider that takes no password."),
    "run": ("run", "Run the agent; --once does what is due and ends."),
    "doctor": ("doctor", "Check configuration, mailbox, sending, database and model, with the mend for each fault."),
    "queue": ("queue", "List the drafts that wait for you."),
    "show": ("show", "Show one draft in full: text, why, checks, sources, cost."),
    "redraft": ("redraft", "Have another version of a draft, as you wish it."),
    "approve": ("decide", "Let drafts be sent, exactly as shown."),
    "reject": ("decide", "Drop a draft."),
    "later": ("decide", "Be asked about a draft again at another time."),
    "undo": ("decide", "Take an approval back before the letter leaves."),
    "edit": ("decide", "Write a draft's text yourself; it then waits for a new yes."),
    "draft": ("draft", "Have a letter written that nothing but your wish calls for."),
    "voice": ("voice", "Show how you write, as learnt from your letters, and change it."),
    "resume": ("resume", "Let letters leave again after something odd had stopped them."),
    "people": ("people", "List your relationships."),
    "person": ("person", "Show one person: where you stand and what comes next."),
    "ledger": ("ledger", "What people gave, promised and asked, and what came of it."),
    "note": ("correct", "Remember something about a person."),
    "met": ("correct", "Say that you met; the thank-you clock starts."),
    "stage": ("correct", "Correct where a relationship stands."),
    "means": ("means", "Say what a mail of theirs means that was not clear."),
    "pause": ("correct", "Let a relationship rest until a day."),
    "again": ("correct", "Take back that somebody is never written to, or is no contact."),
    "merge": ("correct", "Make one person of two."),
    "split": ("correct", "Make a person of their own of one address."),
    "add": ("add", "Name somebody to reach, as if you had mailed it."),
    "profile": ("profile", "Show or set your goals and the mentor you look for."),
    "why": ("people", "Tell why a relationship stands where it stands, word for word."),
    "set-aside": ("set_aside", "What could not be handled: list it, read it, try it again."),
    "digest": ("digest", "Show or send the weekly digest."),
    "serve": ("serve", "Serve the page in a browser on this machine; --link lets you in."),
    "health": ("health", "Say how long ago the mailbox was last read well."),
    "rehearse": ("rehearse", "Play an archive of mail and tell what would have been done; sends and keeps nothing."),
    "import": ("bring", "Bring people along from vCard, CSV or CardDAV; nobody is written to by this."),
    "export": ("export", "Everything that is kept about one person, or about all."),
    "forget": ("forget", "Forget a person: every mail, letter, note and prompt of theirs."),
    "service": ("service", "Print a systemd unit or a compose file."),
    "migrate": ("migrate", "Bring the database to this version by hand."),
    "completion": ("completion", "Completion for bash, zsh or fish."),
    "explain": ("explain", "Tell what would be understood from a mail; sends and stores nothing."),
}


def _name(command: str) -> str:
    """The function behind a command; one that is a word of the language itself has a stroke behind it (PEP 8)."""
    name = command.replace("-", "_")
    return f"{name}_" if keyword.iskeyword(name) else name


class LazyGroup(click.Group):
    """Loads a command's module when the command is called, and says which command was probably meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"inbox_agent.front.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, _name(cmd_name))
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else " See inbox-agent --help."
            raise click.UsageError(f"There is no command '{args[0]}'.{hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """From the table, so that a tab in the shell imports no command either."""
        return [CompletionItem(n, help=says) for n, (_, says) in COMMANDS.items() if n.startswith(incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="inbox-agent", prog_name="inbox-agent")
def cli() -> None:
    """An email-native assistant for mentorship: forward a contact, approve drafted letters, read a weekly digest."""
