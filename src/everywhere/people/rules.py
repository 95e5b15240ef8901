"""Decisions about people: what a newcomer is called, and what an operator is."""

from uuid import UUID

from everywhere.kernel.catalogue import Language
from everywhere.kernel.errors import NotAllowed, Refusal
from everywhere.people.types import Person

ERASED_NAME = "erased"
_NEWCOMER: dict[Language, str] = {"zh-CN": "邻居", "en": "Neighbour"}


class CannotBlockYourself(Refusal):
    """The person to block is the one who asks."""


def default_name(language: Language, person_id: UUID) -> str:
    """What a newcomer is called until they say otherwise: `Neighbour 4821`, the digits from the id's random end."""
    return f"{_NEWCOMER[language]} {person_id.int % 10_000:04d}"


def must_be_operator(who: Person) -> None:
    """Raise NotAllowed unless `who` runs this installation."""
    if who.role != "operator":
        raise NotAllowed
