"""Packages: take one in, show it, take it away; and hand out its files to frames."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.kernel.secrets import Secrets
from everywhere.mini.packages import rules, store
from everywhere.mini.packages.types import PACKAGES_MAX, SOCKETS, Kept, Package, Program, Unpacked
from everywhere.pay.openapi.apps import actions as apps
from everywhere.people import actions as people
from everywhere.people.types import Person

UNHELD_LASTS = timedelta(days=1)


def key(secrets: Secrets) -> Ed25519PrivateKey:
    """The key with which this installation signs packages, the same on each of its servers."""
    return Ed25519PrivateKey.from_private_bytes(secrets.key("mini-program packages"))


def unpacked(archive: bytes) -> Unpacked:
    """The files of an uploaded ZIP. Raises PackageUnfit, PackageTooLarge."""
    return rules.unpacked(archive)


async def keep(tx: Tx, who: Person, app_id: str, found: Unpacked, secrets: Secrets, *, now: datetime) -> Kept:
    """Keep a package of the developer's app; one with the same files stays what it was. Raises NotFound, TooManyPackages."""
    await people.hold(tx, who.person_id)
    await apps.mine(tx, who, app_id)
    files = rules.hashed(found.files)
    digest = rules.digest_of(files)
    package = await store.read(tx, app_id, digest)
    if package is None:
        rules.must_have_room(await store.count(tx, app_id))
        for path, body in found.files.items():
            await store.put_file(tx, files[path], body, now=now)
        signature = rules.signature_of(app_id, digest, key(secrets))
        package = Package(app_id, who.person_id, digest, found.manifest, files, found.size_bytes, signature, now)
        await store.insert(tx, package)
    shown = await store.program(tx, app_id)
    is_shown = shown is not None and shown.digest == digest
    return Kept(digest, package.size_bytes, package.pages, package.made_at, is_shown)


async def of(tx: ReadTx, who: Person, app_id: str) -> list[Kept]:
    """The packages of a developer's app, the latest first; at most 50. Raises NotFound."""
    await apps.mine(tx, who, app_id)
    shown = await store.program(tx, app_id)
    return await store.of(tx, app_id, shown="" if shown is None else shown.digest, limit=PACKAGES_MAX)


async def drop(tx: Tx, who: Person, app_id: str, digest: str) -> None:
    """Forget a package. Raises NotFound, and ShownPackage for the one that opens."""
    await apps.mine(tx, who, app_id)
    shown = await store.lock_program(tx, app_id)
    if shown is not None and shown.digest == digest:
        raise rules.ShownPackage
    if not await store.drop(tx, app_id, digest):
        raise NotFound


async def show(
    tx: Tx,
    who: Person,
    app_id: str,
    digest: str,
    *,
    domains: Sequence[str],
    image_domains: Sequence[str],
    must_match: Callable[[int], None],
    now: datetime,
) -> Program:
    """Let this package open from now on, with the hosts that it may call and take pictures from.

    `must_match` is given the present version (0 where nothing is shown) and may refuse it. Raises NotFound, DomainUnfit.
    """
    await apps.mine(tx, who, app_id)
    shown = await store.lock_program(tx, app_id)
    must_match(0 if shown is None else shown.version)
    if await store.read(tx, app_id, digest) is None:
        raise NotFound
    wanted = Program(
        app_id,
        who.person_id,
        digest,
        rules.domains_of(domains, path="domains", before=SOCKETS),
        rules.domains_of(image_domains, path="image_domains"),
        now,
        1,
    )
    saved = await store.show(tx, wanted, now=now)
    return wanted if saved is None else saved


async def hide(tx: Tx, who: Person, app_id: str) -> None:
    """Let the app open no more. Raises NotFound."""
    await apps.mine(tx, who, app_id)
    if not await store.hide(tx, app_id):
        raise NotFound


async def program(tx: ReadTx, app_id: str) -> Program | None:
    """What an app shows; None where it shows nothing."""
    return await store.program(tx, app_id)


async def newest(tx: ReadTx, program: Program) -> Package | None:
    """The package that a program shows."""
    return await store.read(tx, program.app_id, program.digest)


async def mine(tx: ReadTx, who: Person, app_id: str) -> Program:
    """What the developer's app shows. Raises NotFound where it is another's or shows nothing."""
    await apps.mine(tx, who, app_id)
    shown = await store.program(tx, app_id)
    if shown is None:
        raise NotFound
    return shown


async def package(tx: ReadTx, app_id: str, digest: str, secrets: Secrets) -> Package | None:
    """A package whose files are those that this installation signed; None for any other."""
    found = await store.read(tx, app_id, digest)
    if found is None or not rules.is_signed(app_id, found.files, found.signature, key(secrets).public_key()):
        return None
    return found


async def file(tx: ReadTx, digest: str) -> bytes | None:
    """A file of a package by its SHA-256; None also where the bytes are not those."""
    body = await store.file(tx, digest)
    return body if body is not None and rules.hashed({"": body})[""] == digest else None


def media_type_of(path: str) -> str:
    """How a file of a package is served."""
    return rules.media_type_of(path)


async def forget_of(tx: Tx, owner_id: UUID) -> None:
    """Forget the programs of a developer who is gone."""
    await store.drop_of(tx, owner_id)


async def forget_files(tx: Tx, *, now: datetime) -> int:
    """Drop files that no package holds any more, a day after they were put; returns how many."""
    return await store.forget_files(tx, before=now - UNHELD_LASTS)
