"""Taking one's standing along: sign it here, or take what another installation signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from everywhere.kernel import ids
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.secrets import Secrets
from everywhere.people.types import Person
from everywhere.standing.credentials import rules, store
from everywhere.standing.credentials.types import BroughtAlready, Claims, CredentialNotValid, Issuer, IssuerNotKnown
from everywhere.standing.evidence import actions as evidence
from everywhere.standing.evidence.types import Fact
from everywhere.standing.scores import actions as scores
from everywhere.standing.scores.types import NotScored

ISSUERS_MAX = 1000


def key(secrets: Secrets) -> Ed25519PrivateKey:
    """The key with which this installation signs, the same on each of its servers."""
    return Ed25519PrivateKey.from_private_bytes(secrets.key("standing credentials"))


def did(secrets: Secrets) -> str:
    """Who this installation is to others."""
    return rules.did_of(key(secrets).public_key())


async def issue(tx: ReadTx, who: Person, secrets: Secrets, *, audience: str, holder_id: UUID, now: datetime) -> dict[str, Any]:
    """A person's standing, signed for who they are at another installation. Raises NotScored."""
    standing = await scores.of(tx, who.person_id)
    if standing is None:
        raise NotScored
    kept, broken = rules.counted(await evidence.of(tx, who.person_id))
    claims = Claims(
        id=ids.new_id(),
        holder_id=holder_id,
        audience=audience,
        score=standing.score,
        formula=standing.formula,
        kept=kept,
        broken=broken,
        issued_at=now,
        ends_at=now + rules.LASTS,
    )
    return rules.issued(claims, key(secrets))


async def bring(tx: Tx, who: Person, secrets: Secrets, credential: Mapping[str, Any], *, now: datetime) -> Fact:
    """Take what a known issuer signed for this person as evidence with less weight, once from each issuer.

    Raises NotScored, CredentialNotValid, IssuerNotKnown and BroughtAlready.
    """
    if not await evidence.is_scored(tx, who.person_id):
        raise NotScored
    issuer, claims = rules.read(credential, holder_id=who.person_id, audience=did(secrets), now=now)
    if await store.read(tx, issuer) is None:
        raise IssuerNotKnown(issuer=issuer)
    value, weight = rules.brought(claims)
    if not weight:
        raise CredentialNotValid(reason="it says nothing yet")
    fact = Fact(
        person_id=who.person_id,
        id=evidence.fact_id(who.person_id, "elsewhere", issuer),
        kind="elsewhere",
        role="helper",
        category="",
        value=value,
        weight=weight,
        by_id=None,
        receipt_kind="credential",
        receipt_id=claims.id,
        at=claims.issued_at,
    )
    if await evidence.has(tx, fact):
        raise BroughtAlready
    await evidence.hear(tx, [fact], now=now)
    return fact


async def trust(tx: Tx, operator: Person, issuer: Issuer, *, now: datetime) -> Issuer:
    """Take evidence from an issuer from now on; the caller has made sure that it is an operator. Raises CredentialNotValid."""
    rules.key_of(issuer.did)
    await store.put(tx, issuer, by_id=operator.person_id, now=now)
    return issuer


async def distrust(tx: Tx, issuer_did: str) -> None:
    """Take nothing from an issuer any more; what was brought stays. Raises NotFound."""
    if not await store.drop(tx, issuer_did):
        raise NotFound


async def issuers(tx: ReadTx) -> list[Issuer]:
    """From whom this installation takes evidence."""
    return await store.everybody(tx, limit=ISSUERS_MAX)
