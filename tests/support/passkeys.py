"""Devices with passkeys: what a browser would say in their name."""

import base64
import hashlib
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from soft_webauthn import SoftWebauthnDevice

from support.world import Phone

_SEEN = 0x04


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def as_json(credential: dict[str, Any]) -> dict[str, Any]:
    """What a browser's PublicKeyCredential.toJSON() would give."""
    response = {name: b64(value) for name, value in credential["response"].items()}
    return {"id": b64(credential["rawId"]), "rawId": b64(credential["rawId"]), "type": credential["type"], "response": response}


async def made_by(device: SoftWebauthnDevice, phone: Phone, *, origin: str) -> dict[str, Any]:
    """The body that registers a passkey which `device` made just now."""
    asked = await phone("POST", "/api/me/passkeys/options", expect=200)
    options = asked["options"]
    options["challenge"] = unb64(options["challenge"])
    options["user"]["id"] = unb64(options["user"]["id"])
    credential = device.create({"publicKey": options}, origin)
    return {"challenge_id": asked["challenge_id"], "name": "My phone", "credential": as_json(credential)}


async def registered(phone: Phone, origin: str) -> SoftWebauthnDevice:
    """A device that holds a passkey of somebody's."""
    device = SoftWebauthnDevice()
    await phone("POST", "/api/me/passkeys", await made_by(device, phone, origin=origin), expect=201)
    return device


def shown_for(device: SoftWebauthnDevice, asked: dict[str, Any], origin: str, *, is_seen: bool = True) -> dict[str, Any]:
    """The answer to options: signed by `device`, which looked who it was unless `is_seen` is false."""
    options = {**asked["options"], "challenge": unb64(asked["options"]["challenge"])}
    credential = device.get({"publicKey": options}, origin)
    if is_seen:
        said = credential["response"]
        data = bytearray(said["authenticatorData"])
        data[32] |= _SEEN
        signed = bytes(data) + hashlib.sha256(said["clientDataJSON"]).digest()
        said["authenticatorData"] = bytes(data)
        said["signature"] = device.private_key.sign(signed, ec.ECDSA(hashes.SHA256()))
    return {"challenge_id": asked["challenge_id"], "credential": as_json(credential)}
