"""Payments by the Open API: create, pay, query over HTTP, signed and verified, as a share of what RSA alone allows on the same cores."""

import asyncio
import base64
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from everywhere.app.bench import figures, pay_clients
from everywhere.app.bench.figures import Figure
from everywhere.app.bench.pay_clients import Clients, Load, Paid
from everywhere.app.bench.served import piped, served
from everywhere.kernel import ids, secrets
from everywhere.kernel.clock import system_clock
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.money import Money
from everywhere.kernel.settings import Settings
from everywhere.pay.codes import actions as codes
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.openapi.apps import actions as apps
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.wallet.types import account_of, cash_of
from everywhere.people import actions as people

CLIENTS = 64
ORDERS = 1_500
"""Of one measurement; each is three requests."""
WARM_UP = 200
BUYERS = 2_000
RSA_S = 3.0
BAR = 0.35
_SECRET = "bench-pay-bench-pay-bench-pay-bench-pay"  # noqa: S105 - of a database that goes with the benchmark
_AT_ONCE = 200


@dataclass
class Measured:
    """Round by round."""

    requests_s: list[float] = field(default_factory=list)
    rsa_s: list[float] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def shares(self) -> list[float]:
        """Of what RSA alone allows in the same round."""
        return [ours / alone for ours, alone in zip(self.requests_s, self.rsa_s, strict=True)]

    def figures(self) -> list[Figure]:
        """As the benchmark says them."""
        return [
            Figure(
                "create, pay, query by the Open API ÷ RSA alone",
                figures.median(self.shares),
                "×",
                figures.median(self.rsa_s),
                "requests/s",
                bar=BAR,
            ),
            Figure("create, pay, query by the Open API", figures.median(self.requests_s), "requests/s"),
            Figure("p50 of a request, 64 clients", self._at(0.5), "ms"),
            Figure("p99 of a request, 64 clients", self._at(0.99), "ms"),
        ]

    def _at(self, share: float) -> float:
        return sorted(self.ms)[int(len(self.ms) * share)]


async def measure(url: str, db: Database, rounds: int) -> Measured:
    """RSA alone and the product in turn, `rounds` times. Raises AssertionError for an answer that is not what it must be."""
    measured = Measured()
    async with _calling(url, db) as play:
        await play(WARM_UP)
        for _ in range(rounds):
            measured.rsa_s.append(await _rsa_alone())
            paid = await play(ORDERS)
            measured.requests_s.append(paid.requests / paid.seconds)
            measured.ms += paid.ms
            measured.refused += paid.refused
    return measured


class _Play:
    def __init__(self, writer: asyncio.StreamWriter, reader: asyncio.StreamReader) -> None:
        self._writer = writer
        self._reader = reader

    async def __call__(self, orders: int) -> Paid:
        self._writer.write(msgspec.json.encode(Load(CLIENTS, orders)) + b"\n")
        paid = msgspec.json.decode(await self._reader.readline(), type=Paid)
        if paid.wrong:
            raise AssertionError(f"{len(paid.wrong)} answers are wrong, such as {paid.wrong[0]}")
        return paid


@contextlib.asynccontextmanager
async def _calling(url: str, db: Database) -> AsyncIterator[_Play]:
    held = secrets.of(Settings(secret_key=_SECRET))  # type: ignore[arg-type]  # pydantic makes it a secret
    said = await _app(db, Platform(db, held, system_clock))
    key = base64.b64encode(held.key(codes.KEY_PURPOSE)).decode()
    numbers = await _buyers(db)
    limits = {"REQUESTS_IN_FLIGHT_MAX": "256", "GATEWAY_REQUESTS_PER_MINUTE": "10000000"}
    async with (
        served(url, "everywhere.app.cli", "serve", SECRET_KEY=_SECRET, **limits) as (port, _),
        piped(pay_clients.__name__) as (writer, reader),
    ):
        writer.write(msgspec.json.encode(Clients(port, *said, key, numbers)) + b"\n")
        yield _Play(writer, reader)


async def _app(db: Database, platform: Platform) -> tuple[str, str, str]:
    """A shop's app: its id, its private key, and the platform's key."""
    now, keys = system_clock(), await platform.keys()
    key = rsa.generate_private_key(65_537, 2048)
    owner = await db.transact(lambda tx: people.welcome(tx, "email:bench-shop@example.org", language="en", now=now))
    await db.transact(lambda tx: merchants.open_account(tx, owner.person_id, name="Bench", now=now))
    app = await db.transact(lambda tx: apps.create(tx, owner, "Bench", now=now))
    public = signing.bare(signing.public_der(key.public_key()))
    await db.transact(lambda tx: apps.set_key(tx, owner, app.app_id, public, platform_key=keys.public_key))
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return app.app_id, base64.b64encode(der).decode(), base64.b64encode(keys.public_key).decode()


async def _buyers(db: Database) -> list[str]:
    """The numbers of people with money."""
    numbers: list[str] = []
    for start in range(0, BUYERS, _AT_ONCE):
        numbers += await db.transact(lambda tx, start=start: _some_buyers(tx, start))  # type: ignore[misc]
    return numbers


async def _some_buyers(tx: Tx, start: int) -> list[str]:
    now, buyers = system_clock(), [ids.new_id() for _ in range(_AT_ONCE)]
    for place, _ in enumerate(buyers):
        person = await people.welcome(tx, f"email:bench-payer-{start + place}@example.org", language="en", now=now)
        buyers[place] = person.person_id
    await _give(tx, buyers)
    return [str(await merchants.number_of(tx, each)) for each in buyers]


async def _give(tx: Tx, buyers: list[UUID]) -> None:
    now, cash = system_clock(), cash_of("CNY", beside=buyers[0])
    wallets = [account_of(each, "CNY") for each in buyers]
    await ledger.open_accounts(tx, cash, *wallets, now=now)
    money = Money(10_000, "CNY")
    await ledger.post_units(tx, [[posted(ids.new_id(), cash, each, money, purpose="top_up")] for each in wallets], now=now)


async def _rsa_alone() -> float:
    """Requests a second that all cores together could sign and verify, both sides of each, if there were nothing else to do."""
    words = [sys.executable, "-m", pay_clients.__name__, "--rsa", str(RSA_S)]
    made = [await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE) for _ in range(os.cpu_count() or 1)]
    said = await asyncio.gather(*(each.communicate() for each in made))
    return sum(float(out) for out, _ in said)
