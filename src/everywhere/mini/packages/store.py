"""Packages and their files by what is in them, and what each program shows."""

from datetime import datetime
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import lock_row, row, rows, value, write, write_row
from everywhere.mini.packages.types import Kept, Package, Program

PUT_FILE = write(
    """
    INSERT INTO mini_file (digest, bytes, put_at) VALUES (:digest, :bytes, :now)
    ON CONFLICT (digest) DO UPDATE SET put_at = excluded.put_at"""
)

FILE = value(bytes, "SELECT bytes FROM mini_file WHERE digest = :digest")

INSERT = write(
    """
    INSERT INTO mini_package (app_id, owner_id, digest, manifest, files, size_bytes, signature, made_at)
    VALUES (:app_id, :owner_id, :digest, :manifest, :files, :size_bytes, :signature, :made_at)
    ON CONFLICT (app_id, digest) DO NOTHING"""
)

READ = row(
    Package,
    """
    SELECT app_id, owner_id, digest, manifest, files, size_bytes, signature, made_at FROM mini_package
     WHERE app_id = :app_id AND digest = :digest""",
)

COUNT = value(int, "SELECT count(*) FROM mini_package WHERE app_id = :app_id")

OF = rows(
    Kept,
    """
    SELECT digest, size_bytes, ARRAY(SELECT jsonb_array_elements_text(manifest -> 'pages')) AS pages, made_at, digest = :shown AS is_shown
      FROM mini_package WHERE app_id = :app_id ORDER BY made_at DESC, digest LIMIT :limit""",
)

DROP = write("DELETE FROM mini_package WHERE app_id = :app_id AND digest = :digest")

DROP_OF = write("DELETE FROM mini_package WHERE owner_id = :owner_id")

HIDE_OF = write("DELETE FROM mini_program WHERE owner_id = :owner_id")

PROGRAM = row(
    Program,
    "SELECT app_id, owner_id, digest, domains, image_domains, changed_at, version FROM mini_program WHERE app_id = :app_id",
)

LOCK_PROGRAM = lock_row(
    Program,
    "SELECT app_id, owner_id, digest, domains, image_domains, changed_at, version FROM mini_program WHERE app_id = :app_id FOR UPDATE",
)

SHOW = write_row(
    Program,
    """
    INSERT INTO mini_program AS p (app_id, owner_id, digest, domains, image_domains, changed_at, version)
    VALUES (:app_id, :owner_id, :digest, :domains, :image_domains, :now, 1)
    ON CONFLICT (app_id) DO UPDATE
       SET digest = excluded.digest, domains = excluded.domains, image_domains = excluded.image_domains,
           changed_at = excluded.changed_at, version = p.version + 1
    RETURNING app_id, owner_id, digest, domains, image_domains, changed_at, version""",
)

HIDE = write("DELETE FROM mini_program WHERE app_id = :app_id")

HELD = value(list[str], "SELECT array_agg(DISTINCT named.value) FROM mini_package p, jsonb_each_text(p.files) AS named")

FORGET_FILES = write("DELETE FROM mini_file WHERE put_at < :before AND digest <> ALL(:held::text[])")


async def put_file(tx: Tx, digest: str, body: bytes, *, now: datetime) -> None:
    """Keep a file once, however many packages hold it."""
    await PUT_FILE(tx, digest=digest, bytes=body, now=now)


async def file(tx: ReadTx, digest: str) -> bytes | None:
    """A file by its SHA-256."""
    return await FILE(tx, digest=digest)


async def insert(tx: Tx, package: Package) -> None:
    """Write a package; one with the same files is there once."""
    await INSERT(
        tx,
        app_id=package.app_id,
        owner_id=package.owner_id,
        digest=package.digest,
        manifest=package.manifest,
        files=package.files,
        size_bytes=package.size_bytes,
        signature=package.signature,
        made_at=package.made_at,
    )


async def read(tx: ReadTx, app_id: str, digest: str) -> Package | None:
    """One package of a program."""
    return await READ(tx, app_id=app_id, digest=digest)


async def count(tx: ReadTx, app_id: str) -> int:
    """How many packages are kept of a program."""
    return await COUNT(tx, app_id=app_id) or 0


async def of(tx: ReadTx, app_id: str, *, shown: str, limit: int) -> list[Kept]:
    """A program's packages, the latest first; `shown` is the digest of the one that opens."""
    return await OF(tx, app_id=app_id, shown=shown, limit=limit)


async def drop(tx: Tx, app_id: str, digest: str) -> bool:
    """Forget a package; False where there is none."""
    return await DROP(tx, app_id=app_id, digest=digest) == 1


async def drop_of(tx: Tx, owner_id: UUID) -> None:
    """Forget a developer's programs with their packages."""
    await HIDE_OF(tx, owner_id=owner_id)
    await DROP_OF(tx, owner_id=owner_id)


async def program(tx: ReadTx, app_id: str) -> Program | None:
    """What a program shows."""
    return await PROGRAM(tx, app_id=app_id)


async def lock_program(tx: Tx, app_id: str) -> Program | None:
    """What a program shows, held until the transaction ends."""
    return await LOCK_PROGRAM(tx, app_id=app_id)


async def show(tx: Tx, program: Program, *, now: datetime) -> Program | None:
    """Let a program show a package from now on."""
    return await SHOW(
        tx,
        app_id=program.app_id,
        owner_id=program.owner_id,
        digest=program.digest,
        domains=program.domains,
        image_domains=program.image_domains,
        now=now,
    )


async def hide(tx: Tx, app_id: str) -> bool:
    """Let a program show nothing; False where it showed nothing."""
    return await HIDE(tx, app_id=app_id) == 1


async def forget_files(tx: Tx, *, before: datetime) -> int:
    """Drop files that no package holds any more and that nobody put since; returns how many."""
    return await FORGET_FILES(tx, before=before, held=await HELD(tx) or [])
