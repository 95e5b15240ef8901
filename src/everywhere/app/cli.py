"""The command `everywhere`: a table of commands, each loaded only when it is called."""

import importlib

import click

from everywhere import __version__
from everywhere.kernel import log
from everywhere.kernel.settings import Settings

_HERE = "everywhere.app."
COMMANDS = {
    "serve": "commands.serve:serve",
    "worker": "commands.serve:worker",
    "seed": "demo.command:seed",
    "simulate": "simulator.command:simulate",
    "bench": "commands.bench:bench",
    "db": "commands.db:db",
    "doctor": "commands.doctor:doctor",
    "backup": "commands.backup:backup",
    "restore": "commands.backup:restore",
    "pay": "commands.pay:pay",
    "mini": "programs.command:mini",
    "operator": "commands.operator:operator",
    "standing": "commands.standing:standing",
}
"""Name → module and attribute, below `everywhere.app`."""


class LazyGroup(click.Group):
    """Loads a command's module when the command is called, so that `--version` does not load the whole product."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(_HERE + module), name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Everywhere: help between people who are near each other."""
    log.configure(Settings())


if __name__ == "__main__":
    main()
