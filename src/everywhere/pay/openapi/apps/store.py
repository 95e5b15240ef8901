"""Apps by id and by owner, and the certificates that were given to them."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, value, write
from everywhere.pay.openapi.apps.types import App, AppId

ONE = row(
    App,
    """
    SELECT app_id, owner_id, name, sign_type, mode, public_key, cert_sn, aes_key, notify_url, callback_url, outflow_needs_certificate,
           created_at, version
      FROM open_app WHERE app_id = :app_id AND closed_at IS NULL""",
)

LOCK = lock_row(
    App,
    """
    SELECT app_id, owner_id, name, sign_type, mode, public_key, cert_sn, aes_key, notify_url, callback_url, outflow_needs_certificate,
           created_at, version
      FROM open_app WHERE app_id = :app_id AND owner_id = :owner_id AND closed_at IS NULL
       FOR UPDATE""",
)

OF = rows(
    App,
    """
    SELECT app_id, owner_id, name, sign_type, mode, public_key, cert_sn, aes_key, notify_url, callback_url, outflow_needs_certificate,
           created_at, version
      FROM open_app WHERE owner_id = :owner_id AND closed_at IS NULL
     ORDER BY created_at, app_id LIMIT :limit""",
)

FIRST_OF = value(
    str, "SELECT app_id FROM open_app WHERE owner_id = :owner_id AND closed_at IS NULL ORDER BY created_at, app_id LIMIT 1"
)

INSERT = write(
    """
    INSERT INTO open_app (app_id, owner_id, name, sign_type, mode, cert_sn, notify_url, callback_url, outflow_needs_certificate,
                          created_at, version)
    VALUES (:app_id, :owner_id, :name, :sign_type, :mode, :cert_sn, :notify_url, :callback_url, :outflow_needs_certificate,
            :created_at, :version)
    ON CONFLICT (app_id) DO NOTHING"""
)

SAVE = write(
    """
    UPDATE open_app
       SET name = :name, sign_type = :sign_type, mode = :mode, public_key = :public_key, cert_sn = :cert_sn, aes_key = :aes_key,
           notify_url = :notify_url, callback_url = :callback_url, outflow_needs_certificate = :outflow_needs_certificate, version = :version + 1
     WHERE app_id = :app_id"""
)

CLOSE = write("UPDATE open_app SET closed_at = :now, public_key = NULL, aes_key = NULL WHERE app_id = :app_id")

CLOSE_OF = write(
    """
    UPDATE open_app SET closed_at = :now, public_key = NULL, aes_key = NULL, name = '', notify_url = '', callback_url = ''
     WHERE owner_id = :owner_id AND closed_at IS NULL"""
)

KEEP_CERTIFICATE = write("INSERT INTO open_certificate (sn, app_id, pem, created_at) VALUES (:sn, :app_id, :pem, :now)")

CERTIFICATE = value(str, "SELECT pem FROM open_certificate WHERE sn = :sn")


async def read(tx: ReadTx, app_id: str) -> App | None:
    """An app that may call."""
    return await ONE(tx, app_id=app_id)


async def lock(tx: Tx, owner_id: UUID, app_id: str) -> App | None:
    """An app of this owner, held until the transaction ends."""
    return await LOCK(tx, owner_id=owner_id, app_id=app_id)


async def of(tx: ReadTx, owner_id: UUID, *, limit: int) -> list[App]:
    """A developer's apps, oldest first."""
    return await OF(tx, owner_id=owner_id, limit=limit)


async def first_of(tx: ReadTx, owner_id: UUID) -> str | None:
    """The id of a developer's oldest app."""
    return await FIRST_OF(tx, owner_id=owner_id)


async def insert(tx: Tx, app: App) -> bool:
    """Write a new app; False where its id is taken."""
    written = await INSERT(
        tx,
        app_id=app.app_id,
        owner_id=app.owner_id,
        name=app.name,
        sign_type=app.sign_type,
        mode=app.mode,
        cert_sn=app.cert_sn,
        notify_url=app.notify_url,
        callback_url=app.callback_url,
        outflow_needs_certificate=app.outflow_needs_certificate,
        created_at=app.created_at,
        version=app.version,
    )
    return written == 1


async def save(tx: Tx, app: App) -> None:
    """Write what changed of an app that is held; its version moves on."""
    await SAVE(
        tx,
        app_id=app.app_id,
        name=app.name,
        sign_type=app.sign_type,
        mode=app.mode,
        public_key=app.public_key,
        cert_sn=app.cert_sn,
        aes_key=app.aes_key,
        notify_url=app.notify_url,
        callback_url=app.callback_url,
        outflow_needs_certificate=app.outflow_needs_certificate,
        version=app.version,
    )


async def close(tx: Tx, app_id: AppId, *, now: datetime) -> None:
    """Let an app call no more."""
    await CLOSE(tx, app_id=app_id, now=now)


async def close_of(tx: Tx, owner_id: UUID, *, now: datetime) -> int:
    """Let none of a developer's apps call any more, and forget what they were called; returns how many."""
    return await CLOSE_OF(tx, owner_id=owner_id, now=now)


async def keep_certificate(tx: Tx, sn: str, app_id: AppId, pem: str, *, now: datetime) -> None:
    """Write a certificate that was given to an app."""
    await KEEP_CERTIFICATE(tx, sn=sn, app_id=app_id, pem=pem, now=now)


async def certificate(tx: ReadTx, sn: str) -> str | None:
    """A certificate that was given to some app, in PEM."""
    return await CERTIFICATE(tx, sn=sn)
