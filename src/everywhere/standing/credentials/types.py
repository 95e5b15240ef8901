"""Standing that travels: a signed credential of one installation, taken by another as evidence with less weight."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from everywhere.kernel.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a credential says: whom it is for (`holder_id` there, at `audience`), and how they kept their word here."""

    id: UUID
    holder_id: UUID
    audience: str
    score: int
    formula: int
    kept: int
    broken: int
    issued_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Issuer:
    """Another installation that is trusted to issue credentials, by its key."""

    did: str
    name: str


class CredentialNotValid(Refusal):
    """The credential is none, was changed, has ended, or is not for this person and this installation."""


class IssuerNotKnown(Refusal):
    """The credential's issuer is not one that this installation takes evidence from."""


class BroughtAlready(Refusal):
    """The person brought their standing along from there before."""
