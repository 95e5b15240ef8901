"""Authorisations: what a person lets an app know of them, and what a merchant lets an app do for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Kind = Literal["user", "merchant"]
"""user: who somebody is, for `alipay.user.info.share`. merchant: calls in a merchant's name, by `app_auth_token`."""
Scope = Literal["auth_base", "auth_user", "auth_score"]
"""auth_base: the number alone. auth_user: name and picture too. auth_score: standing, if the person agreed to have one."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody allowed an app; it stands until they take it back."""

    person_id: UUID
    app_id: str
    kind: Kind
    scopes: list[str]
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Code:
    """What an app gets from the person's own browser, once, to ask for tokens with."""

    app_id: str
    kind: Kind
    person_id: UUID
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class Token:
    """The two tokens of an authorisation, known here by their hashes only."""

    id: UUID
    app_id: str
    kind: Kind
    person_id: UUID
    scopes: list[str]
    started_at: datetime
    expires_at: datetime
    refresh_expires_at: datetime


@dataclass(frozen=True, slots=True)
class Issued:
    """Fresh tokens, in clear, this once."""

    token: Token
    access: str
    refresh: str
