"""The platform: sign in its name, vouch for apps, keep their secrets."""

import asyncio

from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.secrets import Secrets
from everywhere.pay.openapi.platform import rules, store
from everywhere.pay.openapi.platform.types import Kept, Keys
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import SignType

_PURPOSE = "open platform keys"


class Platform:
    """One for a process; its keys are made at their first need, once for all processes, and held open in memory from then on."""

    def __init__(self, db: Database, secrets: Secrets, clock: Clock) -> None:
        self._db = db
        self._key = secrets.key(_PURPOSE)
        self._clock = clock
        self._keys: Keys | None = None
        self._opening = asyncio.Lock()

    async def keys(self) -> Keys:
        """The keys. Raises `rules.Unreadable` where the installation's secret has changed."""
        if self._keys is None:
            async with self._opening:
                if self._keys is None:
                    self._keys = rules.opened(self._key, await self._kept())
        return self._keys

    async def sign(self, message: bytes, sign_type: SignType) -> str:
        """The platform's signature, base64.

        In a thread: it is the dearest part of an answer, and OpenSSL lets others go on meanwhile.
        """
        return await asyncio.to_thread(signing.signed, (await self.keys()).signing, message, sign_type)

    async def vouch(self, request_pem: str, app_id: str) -> tuple[str, str, bytes]:
        """A certificate for an app's signing request: PEM, serial number, public key. Raises ValueError for a request that is not sound."""
        key = certificates.requested(request_pem)
        certificate = certificates.issued(
            certificates.name("Application", app_id),
            key,
            issuer=rules.ROOT_NAME,
            by=(await self.keys()).root,
            is_authority=False,
            lasts=rules.CERTIFICATE_LASTS,
            now=self._clock(),
        )
        return certificates.pem_of(certificate), certificates.sn_of(certificate), signing.public_der(key)

    def seal(self, content: bytes, subject: str) -> bytes:
        """What only this installation can read, and only as what it belongs to."""
        return rules.sealed(self._key, content, subject)

    def unseal(self, content: bytes, subject: str) -> bytes:
        """What `seal` was given. Raises `rules.Unreadable`."""
        return rules.unsealed(self._key, content, subject)

    async def _kept(self) -> list[Kept]:
        async with self._db.read(newest=True) as tx:
            found = await store.kept(tx)
        if found:
            return found
        made = await asyncio.to_thread(rules.made, self._key, now=self._clock())
        return await self._db.transact(lambda tx: _first(tx, made))


async def _first(tx: Tx, made: list[Kept]) -> list[Kept]:
    # All in one order: of two processes that begin together one waits for the other, and takes what it made.
    for each in made:
        await store.insert(tx, each)
    return await store.kept(tx)
