"""`everywhere operator grant | revoke`."""

import asyncio

import click

from everywhere.app import operators
from everywhere.kernel import catalogue
from everywhere.kernel.errors import Refusal
from everywhere.kernel.settings import Settings
from everywhere.people.types import Role


@click.group()
def operator() -> None:
    """Who runs this installation: grant, revoke."""


@operator.command()
@click.argument("handle")
def grant(handle: str) -> None:
    """Make the person with this phone number or e-mail address an operator; they must have signed in once."""
    _give_role(handle, "operator")


@operator.command()
@click.argument("handle")
def revoke(handle: str) -> None:
    """Make an operator a person like others again."""
    _give_role(handle, "person")


def _give_role(handle: str, role: Role) -> None:
    try:
        person = asyncio.run(operators.give_role(Settings(), handle, role))
    except Refusal as refusal:
        text = catalogue.errors()[refusal.code]
        raise click.ClickException(catalogue.say(text.text, "en", refusal.facts)) from refusal
    click.echo(f"{person.name} ({person.person_id}): {person.role}")
