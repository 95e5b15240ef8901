"""Grants by person; codes and tokens by hash."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write, write_row
from everywhere.pay.openapi.authorisations.types import Code, Grant, Kind, Token

SAVE_GRANT = write(
    """
    INSERT INTO open_grant (person_id, app_id, kind, scopes, given_at) VALUES (:person_id, :app_id, :kind, :scopes::text[], :given_at)
    ON CONFLICT (person_id, app_id, kind) DO UPDATE SET scopes = excluded.scopes, given_at = excluded.given_at"""
)

GRANTS = rows(
    Grant,
    """
    SELECT person_id, app_id, kind, scopes, given_at FROM open_grant
     WHERE person_id = :person_id ORDER BY given_at DESC, app_id, kind LIMIT :limit""",
)

DROP_GRANT = write("DELETE FROM open_grant WHERE person_id = :person_id AND app_id = :app_id AND kind = :kind")

DROP_GRANTS = write("DELETE FROM open_grant WHERE person_id = :person_id")

PUT_CODE = write(
    """
    INSERT INTO open_code (hash, app_id, kind, person_id, scopes, expires_at)
    VALUES (:hash, :app_id, :kind, :person_id, :scopes::text[], :expires_at)"""
)

TAKE_CODE = write_row(
    Code,
    """
    DELETE FROM open_code WHERE hash = :hash AND app_id = :app_id AND kind = :kind AND expires_at > :now
    RETURNING app_id, kind, person_id, scopes""",
)

PUT_TOKEN = write(
    """
    INSERT INTO open_token (id, hash, refresh_hash, app_id, kind, person_id, scopes, started_at, expires_at, refresh_expires_at)
    VALUES (:id, :hash, :refresh_hash, :app_id, :kind, :person_id, :scopes::text[], :started_at, :expires_at, :refresh_expires_at)"""
)

LIVE = row(
    Token,
    """
    SELECT id, app_id, kind, person_id, scopes, started_at, expires_at, refresh_expires_at
      FROM open_token WHERE hash = :hash AND app_id = :app_id AND kind = :kind""",
)

TAKE_TOKEN = write_row(
    Token,
    """
    DELETE FROM open_token WHERE refresh_hash = :hash AND app_id = :app_id AND kind = :kind AND refresh_expires_at > :now
    RETURNING id, app_id, kind, person_id, scopes, started_at, expires_at, refresh_expires_at""",
)

DROP_TOKENS = write("DELETE FROM open_token WHERE person_id = :person_id AND app_id = :app_id AND kind = :kind")

DROP_TOKENS_OF = write("DELETE FROM open_token WHERE person_id = :person_id")

FORGET_CODES = write("DELETE FROM open_code WHERE expires_at <= :now")

FORGET_TOKENS = write("DELETE FROM open_token WHERE refresh_expires_at <= :now")


async def save_grant(tx: Tx, grant: Grant) -> None:
    """Write what somebody allows from now on."""
    await SAVE_GRANT(
        tx,
        person_id=grant.person_id,
        app_id=grant.app_id,
        kind=grant.kind,
        scopes=grant.scopes,
        given_at=grant.given_at,
    )


async def grants(tx: ReadTx, person_id: UUID, *, limit: int) -> list[Grant]:
    """What somebody allows, the latest first."""
    return await GRANTS(tx, person_id=person_id, limit=limit)


async def drop_grant(tx: Tx, person_id: UUID, app_id: str, kind: Kind) -> bool:
    """Take a grant back, with its tokens; False where there was none."""
    await DROP_TOKENS(tx, person_id=person_id, app_id=app_id, kind=kind)
    return await DROP_GRANT(tx, person_id=person_id, app_id=app_id, kind=kind) == 1


async def drop_all(tx: Tx, person_id: UUID) -> None:
    """Take everything back that somebody allowed."""
    await DROP_TOKENS_OF(tx, person_id=person_id)
    await DROP_GRANTS(tx, person_id=person_id)


async def put_code(tx: Tx, code_hash: bytes, grant: Grant, *, expires_at: datetime) -> None:
    """Write a code for a grant."""
    await PUT_CODE(
        tx,
        hash=code_hash,
        app_id=grant.app_id,
        kind=grant.kind,
        person_id=grant.person_id,
        scopes=grant.scopes,
        expires_at=expires_at,
    )


async def take_code(tx: Tx, code_hash: bytes, app_id: str, kind: Kind, *, now: datetime) -> Code | None:
    """Take a code away; None where it was taken, has ended, or is another app's."""
    return await TAKE_CODE(tx, hash=code_hash, app_id=app_id, kind=kind, now=now)


async def put_token(tx: Tx, token: Token, *, access_hash: bytes, refresh_hash: bytes) -> None:
    """Write the hashes of two tokens."""
    await PUT_TOKEN(
        tx,
        id=token.id,
        hash=access_hash,
        refresh_hash=refresh_hash,
        app_id=token.app_id,
        kind=token.kind,
        person_id=token.person_id,
        scopes=token.scopes,
        started_at=token.started_at,
        expires_at=token.expires_at,
        refresh_expires_at=token.refresh_expires_at,
    )


async def read_token(tx: ReadTx, access_hash: bytes, app_id: str, kind: Kind) -> Token | None:
    """The authorisation behind an access token, also one that has ended."""
    return await LIVE(tx, hash=access_hash, app_id=app_id, kind=kind)


async def take_token(tx: Tx, refresh_hash: bytes, app_id: str, kind: Kind, *, now: datetime) -> Token | None:
    """Take an authorisation away to renew it; None where it cannot be renewed."""
    return await TAKE_TOKEN(tx, hash=refresh_hash, app_id=app_id, kind=kind, now=now)


async def forget(tx: Tx, *, now: datetime) -> None:
    """Drop what has ended."""
    await FORGET_CODES(tx, now=now)
    await FORGET_TOKENS(tx, now=now)
