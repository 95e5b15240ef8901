"""`everywhere mini …`: the developer's tool of mini-programs."""

import os
import subprocess
import sys

import click

from everywhere.app.programs import tool


@click.command(
    "mini",
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
    short_help="Write, check, run, test and pack mini-programs.",
)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def mini(words: tuple[str, ...]) -> None:
    """Write, check, run, test and pack mini-programs; `everywhere mini help` says how."""
    try:
        command = [*tool.words(), *words]
    except tool.ToolMissing as missing:
        raise click.ClickException(str(missing)) from missing
    environment = {**os.environ, "EVERYWHERE_MINI_NAME": "everywhere mini"}
    try:
        sys.exit(subprocess.run(command, check=False, env=environment).returncode)  # noqa: S603 - our own tool
    except KeyboardInterrupt:
        sys.exit(130)
