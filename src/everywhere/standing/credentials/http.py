"""Credentials over HTTP: take yours along, bring one, and for operators whom to believe."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.people.http import Operator, Who
from everywhere.standing.credentials import actions
from everywhere.standing.credentials.types import Issuer

Did = Annotated[str, Meta(min_length=10, max_length=100, pattern=r"^did:key:z[1-9A-HJ-NP-Za-km-z]+$")]
MEMBERS_MAX = 20


class CredentialWish(wire.Input, frozen=True, kw_only=True):
    """For which installation, by its did, and who you are there."""

    audience: Did
    holder_id: UUID


class Brought(wire.Input, frozen=True):
    """A credential as another installation signed it."""

    credential: Annotated[dict[str, Any], Meta(max_length=MEMBERS_MAX)]


class BroughtView(msgspec.Struct):
    """What it counts here: so much weight, of which this share speaks for you."""

    fact_id: UUID
    value: float
    weight: float


class IssuerWire(wire.Input, frozen=True):
    """An installation whose credentials are taken."""

    did: Did
    name: wire.Name


class IssuersView(msgspec.Struct):
    """Who this installation is to others, and from whom it takes credentials."""

    did: str
    items: list[IssuerWire]


@post("/api/me/standing/credential", status_code=200, tags=["standing"])
async def issue(
    data: JSONBody[CredentialWish], who: Who, db: given.Db, clock: given.Clock, secrets: given.Secrets
) -> dict[str, Any]:
    """Your standing as a W3C Verifiable Credential, signed for another installation; it can be brought there for 30 days."""
    async with db.read() as tx:
        return await actions.issue(tx, who, secrets, audience=data.audience, holder_id=data.holder_id, now=clock())


@post("/api/me/standing/brought", status_code=201, tags=["standing"])
async def bring(data: JSONBody[Brought], who: Who, command: given.Command, secrets: given.Secrets) -> Response[BroughtView]:
    """Bring a credential along: evidence with a quarter of its weight, once from each installation."""

    async def brought(tx: Tx) -> BroughtView:
        fact = await actions.bring(tx, who, secrets, data.credential, now=command.now)
        return BroughtView(fact.id, fact.value, fact.weight)

    return await command.run(who.person_id, brought, status=201)


@get("/api/standing/issuers", tags=["standing"])
async def list_issuers(db: given.Db, secrets: given.Secrets) -> IssuersView:
    """Who this installation is to others, and whose credentials it takes."""
    async with db.read() as tx:
        return IssuersView(actions.did(secrets), [IssuerWire(each.did, each.name) for each in await actions.issuers(tx)])


@put("/api/standing/issuers", tags=["standing"])
async def trust(data: JSONBody[IssuerWire], operator: Operator, command: given.Command) -> Response[IssuerWire]:
    """Operators: take credentials of another installation."""

    async def trusted(tx: Tx) -> IssuerWire:
        found = await actions.trust(tx, operator, Issuer(data.did, wire.tidied(data.name)), now=command.now)
        return IssuerWire(found.did, found.name)

    return await command.run(operator.person_id, trusted)


@delete("/api/standing/issuers/{did:str}", status_code=204, tags=["standing"])
async def distrust(did: FromPath[str], operator: Operator, db: given.Db) -> None:  # noqa: ARG001 - to ask for one is the check
    """Operators: take nothing from an installation any more."""
    await db.transact(lambda tx: actions.distrust(tx, did))


HANDLERS: list[Any] = [issue, bring, list_issuers, trust, distrust]
