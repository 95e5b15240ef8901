"""`everywhere pay …`."""

from pathlib import Path

import click

from everywhere.app.commands.reconcile import reconcile
from everywhere.app.emulator.serving import Wishes, emulate


@click.group()
def pay() -> None:
    """The Open API for those who build on it, and the books of providers."""


pay.add_command(reconcile)


@pay.command("emulate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on; 0.0.0.0 in a container.")
@click.option("--port", default=80, show_default=True, type=click.IntRange(1, 65535), help="The official Python SDK knows only 80.")
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), help="Keep everything here; without it, it goes at the end."
)
@click.option("--keys", type=click.Path(dir_okay=False, path_type=Path), help="Write the keys here as JSON, for its owner only.")
@click.option(
    "--intercept",
    type=click.Path(file_okay=False, path_type=Path),
    help="Serve the real host names by TLS; write here what clients need.",
)
@click.option("--tls-port", default=443, show_default=True, type=click.IntRange(1, 65535), help="Where TLS is served.")
@click.option("--public-url", default="", help="How browsers reach it, where that is not host and port.")
@click.option(
    "--speed",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.01, 100_000),
    help="How many times faster notifications are repeated.",
)
def emulate_(**wishes: object) -> None:
    """Run an emulator of Alipay's Open API for integrators. Never for real money."""
    emulate(Wishes(**wishes))  # type: ignore[arg-type]
