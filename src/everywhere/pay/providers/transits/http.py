"""Money in and out through providers: for people, for operators, and for the providers when they call."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from msgspec import Meta

from everywhere.kernel import ids, paging
from everywhere.kernel.database import Tx
from everywhere.kernel.http import given, wire
from everywhere.kernel.http.command import IdempotencyKey
from everywhere.kernel.paging import Page
from everywhere.pay.guard.http import Asking, WordDraft, watch_of
from everywhere.pay.providers.outside.types import Kind, Provider, ProviderName
from everywhere.pay.providers.transits import actions, rules
from everywhere.pay.providers.transits.actions import Offered
from everywhere.pay.providers.transits.asking import actions as asking
from everywhere.pay.providers.transits.asking.actions import Movement
from everywhere.pay.providers.transits.types import OutsideAccount, Stage, Transit
from everywhere.people.http import Who
from everywhere.people.passkeys.http import PasskeyOptions, site_of

Providers = NamedDependency[SkipValidation[Offered]]
Identity = Annotated[str, Meta(max_length=120, pattern=r"^[\x21-\x7b\x7d\x7e]*$")]


class OutsideAccountView(msgspec.Struct, kw_only=True):
    """Where you are paid. Go on at `next_url` where it is there: the provider wants to know who you are."""

    provider: ProviderName
    account: str
    is_ready: bool
    sends_released: bool
    next_url: str = ""

    @classmethod
    def of(cls, found: OutsideAccount, next_url: str = "") -> "OutsideAccountView":
        """From the domain's account."""
        return cls(
            provider=found.provider,
            account=found.account,
            is_ready=found.is_ready,
            sends_released=found.sends_released,
            next_url=next_url,
        )


class ProviderView(msgspec.Struct):
    """A provider, what it can do, in which currencies (null: all), and where it pays you."""

    name: ProviderName
    kinds: list[Kind]
    currencies: list[str] | None
    account: OutsideAccountView | None


class OutsideAccountDraft(WordDraft, frozen=True, kw_only=True):
    """Who you are at a provider that asks for it: at Alipay your 2088 number, or how you sign in there together with your `name`.

    `sends_released`: what deals release goes out at once. Your payment password or a passkey confirms that it is you who says so.
    """

    identity: Identity = ""
    name: wire.Note = ""
    sends_released: bool = False

    def who(self) -> str:
        """As the provider is told."""
        return f"{self.identity}|{wire.tidied(self.name)}" if self.name else self.identity


class TransitDraft(WordDraft, frozen=True, kw_only=True):
    """Put money in (`charge`), or take it out (`payout`), which your payment password or a passkey confirms; perhaps for a deal."""

    provider: Literal["stripe", "alipay", "cash"]
    kind: Literal["charge", "payout"]
    amount: wire.MoneyWire
    deal_id: UUID | None = None


class PayoutDraft(wire.Input, frozen=True):
    """How much to take out, through whom."""

    provider: Literal["stripe", "alipay", "cash"]
    amount: wire.MoneyWire


class UndoDraft(wire.Input, frozen=True):
    """How much of it to give or take back."""

    amount: wire.MoneyWire


class TransitView(msgspec.Struct, kw_only=True):
    """Money on its way in or out. While you have to pay for it, `next_url` says where."""

    id: UUID
    provider: ProviderName
    kind: Kind
    amount: wire.AmountWire
    stage: Stage
    next_url: str
    reason: str
    deal_id: UUID | None
    of_id: UUID | None
    at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, transit: Transit) -> "TransitView":
        """From the domain's transit."""
        return cls(
            id=transit.id,
            provider=transit.provider,
            kind=transit.kind,
            amount=wire.AmountWire.of(transit.amount),
            stage=transit.stage,
            next_url=transit.next_url,
            reason=transit.reason,
            deal_id=transit.group_id,
            of_id=transit.of_id,
            at=transit.created_at,
            ended_at=transit.ended_at,
        )


@get("/api/wallet/providers", tags=["wallet"])
async def list_providers(who: Who, db: given.Db, providers: Providers) -> Page[ProviderView]:
    """Through whom money can be put in and taken out here."""
    async with db.read() as tx:
        accounts = {each.provider: OutsideAccountView.of(each) for each in await actions.accounts_of(tx, who.person_id)}
    return Page([_provider(each, accounts.get(each.name)) for each in providers.values()])


@put("/api/wallet/providers/{name:str}", tags=["wallet"])
async def connect(
    *,
    name: FromPath[str],
    data: JSONBody[OutsideAccountDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    providers: Providers,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
) -> OutsideAccountView:
    """Say where you want to be paid, or have an account made; ask again to see whether the provider has said yes."""
    provider, watch = actions.named(providers, name), watch_of(settings, secrets)
    found, connected = await asking.connect(
        db,
        provider,
        who,
        data.word(settings, request),
        identity=data.who(),
        sends_released=data.sends_released,
        watch=watch,
        now=clock(),
    )
    return OutsideAccountView.of(found, connected.next_url)


@post("/api/wallet/providers/{name:str}/passkey", status_code=200, tags=["wallet"])
async def passkey_options_connecting(
    *,
    name: FromPath[str],
    data: JSONBody[OutsideAccountDraft],
    who: Who,
    db: given.Db,
    providers: Providers,
    clock: given.Clock,
    settings: given.Settings,
) -> PasskeyOptions:
    """Begin to confirm by a passkey where you want to be paid."""
    provider, site = actions.named(providers, name), site_of(settings)
    return PasskeyOptions.of(await asking.ask_for_passkey_connecting(db, provider, who, data.who(), site=site, now=clock()))


@post("/api/wallet/transits", status_code=201, tags=["wallet"])
async def begin(
    *,
    data: JSONBody[TransitDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    providers: Providers,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
    idempotency_key: IdempotencyKey = None,
) -> TransitView:
    """Put money in or take it out. The provider is asked at once; where it does not answer, it is asked again until it does."""
    provider, watch = actions.named(providers, data.provider), watch_of(settings, secrets)
    transit_id = rules.transit_id(who.person_id, idempotency_key)
    asked = Movement(who=who, kind=data.kind, amount=data.amount.money(), transit_id=transit_id, group_id=data.deal_id)
    return TransitView.of(await asking.begin(db, provider, asked, data.word(settings, request), watch=watch, now=clock()))


@post("/api/wallet/transits/passkey", status_code=200, tags=["wallet"])
async def passkey_options_paying_out(
    data: JSONBody[PayoutDraft], who: Who, db: given.Db, providers: Providers, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to confirm by a passkey that money goes out: its answer is good for this amount, and to where you are paid now."""
    provider, amount, site = actions.named(providers, data.provider), data.amount.money(), site_of(settings)
    return PasskeyOptions.of(await asking.ask_for_passkey_paying_out(db, provider, who, amount, site=site, now=clock()))


@get("/api/wallet/transits", tags=["wallet"])
async def list_transits(
    who: Who, db: given.Db, limit: FromQuery[wire.Limit] = paging.LIMIT_DEFAULT, cursor: FromQuery[wire.Cursor | None] = None
) -> Page[TransitView]:
    """What you put in and took out, newest first."""
    before = paging.decode(cursor, tuple[datetime, UUID])
    async with db.read() as tx:
        found = await actions.of_person(tx, who.person_id, before=before, limit=limit)
    page, following = paging.cut(found, limit, lambda transit: [transit.created_at, transit.id])
    return Page([TransitView.of(each) for each in page], following)


@get("/api/wallet/transits/{transit_id:uuid}", tags=["wallet"])
async def read_transit(transit_id: FromPath[UUID], who: Who, db: given.Db) -> TransitView:
    """What became of it."""
    async with db.read() as tx:
        return TransitView.of(await actions.get(tx, who.person_id, transit_id))


@post("/api/wallet/transits/{transit_id:uuid}/refund", status_code=201, tags=["wallet"])
async def give_back(
    *,
    transit_id: FromPath[UUID],
    data: JSONBody[UndoDraft],
    who: Who,
    db: given.Db,
    providers: Providers,
    clock: given.Clock,
    idempotency_key: IdempotencyKey = None,
) -> TransitView:
    """Have what you put in, or a part of it, go back to where it came from."""
    return await undone(db, providers, who.person_id, transit_id, "refund", data, idempotency_key, now=clock())


HANDLERS: list[Any] = [
    list_providers,
    connect,
    begin,
    passkey_options_paying_out,
    passkey_options_connecting,
    list_transits,
    read_transit,
    give_back,
]


async def undone(
    db: given.Db,
    providers: Offered,
    person_id: UUID,
    of_id: UUID,
    kind: Kind,
    data: UndoDraft,
    key: str | None,
    *,
    now: datetime,
) -> TransitView:
    """Write that a transit is to be undone, and ask the provider."""
    transit_id = ids.new_id() if key is None else ids.derived_id("undo", person_id, of_id, key)
    async with db.read(newest=True) as tx:
        provider = actions.named(providers, (await actions.get(tx, person_id, of_id)).provider)

    async def undo(tx: Tx) -> Transit:
        return await actions.undo(tx, provider, person_id, of_id, kind, data.amount.money(), transit_id=transit_id, now=now)

    made = await db.transact(undo)
    return TransitView.of(await actions.carry(db, provider, person_id, made.id, now=now))


def _provider(provider: Provider, account: OutsideAccountView | None) -> ProviderView:
    currencies = None if provider.currencies is None else sorted(provider.currencies)
    return ProviderView(provider.name, sorted(provider.kinds), currencies, account)
