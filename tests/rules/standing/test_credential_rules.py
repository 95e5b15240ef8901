"""Credentials: one form, a signature that holds, and nothing that was changed, late or for somebody else."""

import copy
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from everywhere.standing.credentials import rules
from everywhere.standing.credentials.types import Claims, CredentialNotValid
from support.standing import NOW, SOMEBODY, a_fact

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THERE = rules.did_of(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())
CLAIMS = Claims(
    id=UUID(int=1),
    holder_id=SOMEBODY,
    audience=THERE,
    score=702,
    formula=1,
    kept=30,
    broken=2,
    issued_at=NOW,
    ends_at=NOW + timedelta(days=30),
)


def taken(credential, **changes):
    return rules.read(credential, **{"holder_id": SOMEBODY, "audience": THERE, "now": NOW, **changes})


def test_what_was_signed_here_is_read_there():
    assert taken(rules.issued(CLAIMS, KEY)) == (rules.did_of(KEY.public_key()), CLAIMS)


def test_the_one_form_is_that_of_rfc_8785():
    value = {
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": [True, None, 7],
        "\U0001f600": "face",
        "\u0080": "c",
        "\u00f6": "o",
    }

    assert rules.canonical(value).decode() == (
        '{"\\r":"CR","1":[true,null,7],"\u0080":"c","\u00f6":"o","\u20ac":"Euro","\U0001f600":"face","\ufb33":"Dalet"}'
    )


def test_a_did_is_that_of_the_did_key_method():
    did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
    raw = bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")

    assert rules.did_of(Ed25519PublicKey.from_public_bytes(raw)) == did == THERE
    assert rules.key_of(did).public_bytes_raw() == raw


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["credentialSubject"]["standing"].update(kept=31),
        lambda c: c["credentialSubject"].update(id=UUID(int=78).urn),
        lambda c: c.update(validUntil="2999-01-01T00:00:00Z"),
        lambda c: c.update(issuer=THERE),
        lambda c: c["proof"].update(created="2020-01-01T00:00:00Z"),
        lambda c: c["proof"].update(cryptosuite="none"),
        lambda c: c["proof"].update(proofValue="z" + "1" * 20),
        lambda c: c["proof"].update(proofValue="z" + "l0"),
        lambda c: c["proof"].pop("proofValue"),
        lambda c: c.pop("proof"),
        lambda c: c.update(extra=1.5),
        lambda c: c.update(credentialSubject=[]),
        lambda c: c.update(type=["VerifiableCredential"]),
    ],
)
def test_what_was_changed_is_not_taken(change):
    credential = copy.deepcopy(rules.issued(CLAIMS, KEY))
    change(credential)

    with pytest.raises(CredentialNotValid):
        taken(credential)


@pytest.mark.parametrize(
    "changes",
    [
        {"holder_id": UUID(int=5)},
        {"audience": "did:key:z6Mkother"},
        {"now": NOW + timedelta(days=30)},
        {"now": NOW - timedelta(days=1)},
    ],
)
def test_it_is_for_one_person_one_installation_and_a_while(changes):
    with pytest.raises(CredentialNotValid):
        taken(rules.issued(CLAIMS, KEY), **changes)


def test_promises_from_elsewhere_count_a_quarter_and_only_so_many():
    kept, broken = rules.counted([a_fact(), a_fact(kind="called_off", value=0.0), a_fact(kind="review", value=0.2)])

    assert (kept, broken) == (1, 1)
    assert rules.brought(CLAIMS) == (30 / 32, 8.0)
    assert rules.brought(Claims(**{**{n: getattr(CLAIMS, n) for n in Claims.__slots__}, "kept": 10_000}))[1] == 10.0
