"""Writing and reading credentials: W3C Verifiable Credentials 2.0, secured by the cryptosuite eddsa-jcs-2022.

The proof's options and the credential are each put into the one form of RFC 8785 (JCS) and hashed with SHA-256; the two
hashes together are signed with Ed25519 (W3C, "Data Integrity EdDSA Cryptosuites v1.0", section 3.3). An issuer is a
did:key, which is its public key and nothing else. All numbers are whole, so that RFC 8785's rules for floats never matter.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from everywhere.standing.credentials.types import Claims, CredentialNotValid
from everywhere.standing.evidence.types import Fact

CONTEXTS = ["https://www.w3.org/ns/credentials/v2", {"@vocab": "https://everywhere.example/standing#"}]
TYPES = ["VerifiableCredential", "StandingCredential"]
LASTS = timedelta(days=30)
"""So long a credential can be brought along; what it became stays, and fades like all evidence."""
LESS = 0.25
"""What a promise counts that was kept elsewhere."""
PROMISES_MAX = 40
"""More than so many from elsewhere say nothing new."""
_ED25519 = b"\xed\x01"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PROMISES = {"kept", "kept_late", "called_off", "not_there", "left_undone"}


def did_of(public: Ed25519PublicKey) -> str:
    """The did:key of a public key."""
    return "did:key:z" + base58(_ED25519 + public.public_bytes_raw())


def key_of(did: str) -> Ed25519PublicKey:
    """The public key inside a did:key. Raises CredentialNotValid for any other did."""
    raw = unbase58(did.removeprefix("did:key:z")) if did.startswith("did:key:z") else b""
    if len(raw) != 34 or not raw.startswith(_ED25519):
        raise CredentialNotValid(reason="its issuer is no did:key of Ed25519")
    return Ed25519PublicKey.from_public_bytes(raw[2:])


def counted(facts: list[Fact]) -> tuple[int, int]:
    """How many promises were kept and broken, of those that count."""
    promises = [fact for fact in facts if fact.kind in _PROMISES]
    kept = sum(fact.value >= 0.5 for fact in promises)
    return kept, len(promises) - kept


def issued(claims: Claims, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The credential, signed."""
    did = did_of(key.public_key())
    credential: dict[str, Any] = {
        "@context": CONTEXTS,
        "id": claims.id.urn,
        "type": TYPES,
        "issuer": did,
        "validFrom": _time(claims.issued_at),
        "validUntil": _time(claims.ends_at),
        "credentialSubject": {
            "id": claims.holder_id.urn,
            "audience": claims.audience,
            "standing": {"score": claims.score, "formula": claims.formula, "kept": claims.kept, "broken": claims.broken},
        },
    }
    options = {
        "@context": CONTEXTS,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": _time(claims.issued_at),
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    signature = key.sign(_hashes(credential, options))
    return {**credential, "proof": {**options, "proofValue": "z" + base58(signature)}}


def read(credential: Mapping[str, Any], *, holder_id: UUID, audience: str, now: datetime) -> tuple[str, Claims]:
    """The issuer and what it says, once everything was checked. Raises CredentialNotValid."""
    try:
        issuer = _verified(credential)
        subject, standing = credential["credentialSubject"], credential["credentialSubject"]["standing"]
        claims = Claims(
            id=UUID(credential["id"]),
            holder_id=UUID(subject["id"]),
            audience=subject["audience"],
            score=_whole(standing["score"]),
            formula=_whole(standing["formula"]),
            kept=_whole(standing["kept"]),
            broken=_whole(standing["broken"]),
            issued_at=datetime.fromisoformat(credential["validFrom"]),
            ends_at=datetime.fromisoformat(credential["validUntil"]),
        )
        is_now = claims.issued_at - timedelta(minutes=5) <= now < claims.ends_at
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CredentialNotValid(reason="it is no credential of a standing") from error
    if "StandingCredential" not in credential["type"]:
        raise CredentialNotValid(reason="it is no credential of a standing")
    if not is_now:
        raise CredentialNotValid(reason="its time has not come or is over")
    if (claims.holder_id, claims.audience) != (holder_id, audience):
        raise CredentialNotValid(reason="it is for somebody else, or for another installation")
    return issuer, claims


def brought(claims: Claims) -> tuple[float, float]:
    """Value and weight of the one fact that a credential becomes; 0 for one that says nothing."""
    promises = claims.kept + claims.broken
    return (claims.kept / promises if promises else 0.0), LESS * min(promises, PROMISES_MAX)


def canonical(value: Any) -> bytes:
    """JSON in the one form of RFC 8785, for values without floats: keys in the order of their UTF-16 units, nothing between."""
    return _canonical(value).encode()


def base58(raw: bytes) -> str:
    """Bytes in Bitcoin's alphabet, as multibase `z` has them."""
    number, digits = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _BASE58[digit] + digits
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def unbase58(text: str) -> bytes:
    """The bytes again. Raises CredentialNotValid for another alphabet, or for more than a signature is long."""
    if len(text) > 100 or not set(text) <= set(_BASE58):
        raise CredentialNotValid(reason="it holds text that is no base58")
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _verified(credential: Mapping[str, Any]) -> str:
    proof = credential["proof"]
    issuer = str(credential["issuer"])
    wanted = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": f"{issuer}#{issuer.removeprefix('did:key:')}",
    }
    if any(proof[name] != value for name, value in wanted.items()) or proof.get("@context") != credential["@context"]:
        raise CredentialNotValid(reason="its proof is of another kind")
    signature = unbase58(proof["proofValue"].removeprefix("z"))
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    content = {name: value for name, value in credential.items() if name != "proof"}
    try:
        key_of(issuer).verify(signature, _hashes(content, options))
    except InvalidSignature as error:
        raise CredentialNotValid(reason="its signature is not its issuer's") from error
    return issuer


def _hashes(content: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(content)).digest()


def _canonical(value: Any) -> str:
    match value:
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return "{" + ",".join(f"{_canonical(name)}:{_canonical(value[name])}" for name in names) + "}"
        case list():
            return "[" + ",".join(map(_canonical, value)) + "]"
        case float():
            raise CredentialNotValid(reason="it holds a number that is not whole")
        case _:
            return json.dumps(value, ensure_ascii=False)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise ValueError("not a count")
    return value


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
