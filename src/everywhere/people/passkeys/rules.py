"""Decisions about passkeys: what a browser is asked for, and whether its answer is sound.

The library is loaded by the first who comes with a passkey: it takes a quarter of a second, and few processes ever need it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from everywhere.kernel.errors import Refusal
from everywhere.people.passkeys.types import CHALLENGE_LASTS, Challenge, Passkey, Site
from everywhere.people.types import Person

T = TypeVar("T")
_NAME = "Everywhere"
_TIMEOUT_MS = int(CHALLENGE_LASTS.total_seconds() * 1000)
_ID_BYTES = 16


class PasskeyRefused(Refusal):
    """The answer does not prove possession of a passkey of this site: all reasons look alike."""


class PasskeyKnown(Refusal):
    """The person has this passkey already."""


class TooManyPasskeys(Refusal):
    """The person has as many passkeys as one may."""


class NoPasskey(Refusal):
    """The person has no passkey to confirm anything by."""


def registration_options(who: Person, known: list[Passkey], challenge: Challenge, *, site: Site) -> dict[str, Any]:
    """What `navigator.credentials.create` is given: a discoverable key, on a device that holds none of the person's yet."""
    import webauthn
    from webauthn.helpers import structs

    return webauthn.helpers.options_to_json_dict(
        webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=_NAME,
            user_id=who.person_id.bytes,
            user_name=who.name,
            user_display_name=who.name,
            challenge=challenge.challenge,
            timeout=_TIMEOUT_MS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.REQUIRED,
                user_verification=structs.UserVerificationRequirement.PREFERRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
        )
    )


def sign_in_options(challenge: Challenge, *, site: Site) -> dict[str, Any]:
    """What `navigator.credentials.get` is given: any key of this site, so that nobody says first who they are."""
    import webauthn

    return webauthn.helpers.options_to_json_dict(
        webauthn.generate_authentication_options(rp_id=site.host, challenge=challenge.challenge, timeout=_TIMEOUT_MS)
    )


def confirmation_options(known: list[Passkey], challenge: Challenge, *, site: Site) -> dict[str, Any]:
    """What `navigator.credentials.get` is given to confirm something: one of the person's keys, and the device looks who it is."""
    import webauthn
    from webauthn.helpers import structs

    return webauthn.helpers.options_to_json_dict(
        webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=challenge.challenge,
            timeout=_TIMEOUT_MS,
            allow_credentials=[structs.PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in known],
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
    )


def registered(credential: dict[str, Any], challenge: Challenge, *, name: str, site: Site, now: datetime) -> Passkey:
    """The passkey in a browser's answer. Raises PasskeyRefused."""
    import webauthn

    proof = _sound(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
        )
    )
    return Passkey(proof.credential_id, proof.credential_public_key, proof.sign_count, name, now, None)


def claimed(credential: dict[str, Any]) -> tuple[UUID, bytes]:
    """Whom an answer claims to come from, and by which passkey; nothing is proved yet. Raises PasskeyRefused."""
    from webauthn.helpers import base64url_to_bytes

    person_id, credential_id = _sound(
        lambda: (base64url_to_bytes(credential["response"]["userHandle"]), base64url_to_bytes(credential["rawId"]))
    )
    if len(person_id) != _ID_BYTES:
        raise PasskeyRefused(path="credential")
    return UUID(bytes=person_id), credential_id


def shown(credential: dict[str, Any]) -> bytes:
    """Which passkey an answer claims to come from; nothing is proved yet. Raises PasskeyRefused."""
    from webauthn.helpers import base64url_to_bytes

    return _sound(lambda: base64url_to_bytes(credential["rawId"]))


def used(
    passkey: Passkey,
    credential: dict[str, Any],
    challenge: Challenge,
    *,
    site: Site,
    is_person_verified: bool = False,
    now: datetime,
) -> Passkey:
    """The passkey with its counter moved on. Raises PasskeyRefused, also for a counter that went back, as a copied key's does.

    With `is_person_verified` the device must have seen who it is, by finger, face or PIN.
    """
    import webauthn

    proof = _sound(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge.challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=is_person_verified,
        )
    )
    return replace(passkey, sign_count=proof.new_sign_count, used_at=now)


def _sound(look: Callable[[], T]) -> T:
    try:
        return look()
    except Exception as fault:  # whatever the parsers of JSON, CBOR and keys trip over, it is no proof
        raise PasskeyRefused(path="credential") from fault
