"""`everywhere doctor`."""

import asyncio
import sys

import click

from everywhere.app import doctor as doctors
from everywhere.kernel.settings import Settings


@click.command()
def doctor() -> None:
    """Say what is wrong with this installation; exit 1 when something is."""
    sys.exit(0 if asyncio.run(doctors.run(Settings())) else 1)
