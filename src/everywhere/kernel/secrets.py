"""The installation's own secret: one key, from which a key for each purpose is derived."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from everywhere.kernel.settings import Settings

_FILE = "secret.key"
_BYTES = 32


class Secrets:
    """Keys that only this installation knows; every server of it must have the same."""

    def __init__(self, root: bytes) -> None:
        if len(root) < _BYTES:
            raise ValueError(f"the installation's secret has {len(root)} bytes and needs {_BYTES}: set EVERYWHERE_SECRET_KEY anew")
        self._root = root

    def key(self, purpose: str) -> bytes:
        """32 bytes for this purpose alone: HKDF-SHA256 (RFC 5869), the same for ever."""
        return HKDF(SHA256(), _BYTES, salt=None, info=purpose.encode()).derive(self._root)


def of(settings: Settings) -> Secrets:
    """From the environment; without it, from a file in the data folder that only its owner reads, made when it is not there.

    Raises ValueError for a secret that is too short.
    """
    if settings.secret_key is not None:
        return Secrets(settings.secret_key.get_secret_value().encode())
    return Secrets(_from_file(settings.data / _FILE))


def _from_file(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and linked into place, so that a second process meets all of it or nothing; the first one's stays.
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(secrets.token_bytes(_BYTES))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()
