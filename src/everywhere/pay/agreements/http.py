"""What I let sellers charge: look at it, say yes, end it."""

from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody

from everywhere.kernel.database import Database
from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.pay.agreements import actions
from everywhere.pay.agreements.types import Agreement, Rhythm, Stage, Unit
from everywhere.pay.codes.http import Code
from everywhere.pay.guard.http import Asking, WordDraft, watch_of
from everywhere.pay.merchants import actions as merchants
from everywhere.pay.merchants.types import Merchant
from everywhere.people.http import Who
from everywhere.people.passkeys.http import PasskeyOptions, site_of

Number = Annotated[str, msgspec.Meta(min_length=28, max_length=28, pattern="^[0-9]+$")]


class RhythmView(msgspec.Struct, kw_only=True):
    """Charged once in every `length` days or months, from `next_on` on; in all no more than `total`, and `count_max` times."""

    unit: Unit
    length: int
    next_on: date
    total: wire.AmountWire | None
    count_max: int | None

    @classmethod
    def of(cls, rhythm: Rhythm, agreement: Agreement) -> "RhythmView":
        """From the domain's."""
        limit = actions.limit_of(agreement.said)
        return cls(
            unit=rhythm.unit,
            length=rhythm.length,
            next_on=agreement.next_on or rhythm.first_on,
            total=None if limit.total is None else wire.AmountWire.of(limit.total),
            count_max=rhythm.count_max,
        )


class AgreementView(msgspec.Struct, kw_only=True):
    """What a seller asks to charge without asking you each time, or may: at most `single` at once, `month` in a calendar month."""

    number: str
    merchant: str
    logon: str
    stage: Stage
    is_yours: bool
    single: wire.AmountWire
    month: wire.AmountWire | None
    rhythm: RhythmView | None
    least_score: int | None
    """Where you may use now and pay after: the standing that it takes, 350 to 950. The seller learns only whether yours reaches it."""
    paid: wire.AmountWire
    paid_count: int
    offer_ends_at: datetime
    signed_at: datetime | None
    valid_until: datetime | None
    ended_at: datetime | None


@get("/api/me/pay/agreements/codes/{code:str}", tags=["pay"])
async def read_agreement(code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock) -> AgreementView:
    """What a seller asks you to say yes to; looking signs nothing."""
    async with db.read(newest=True) as tx:
        found = await actions.by_code(tx, code, now=clock())
    return await _view(db, found, who.person_id)


@post("/api/me/pay/agreements/codes/{code:str}/sign", status_code=200, tags=["pay"])
async def sign_agreement(
    *,
    code: FromPath[Code],
    data: JSONBody[WordDraft],
    request: Asking,
    who: Who,
    db: given.Db,
    clock: given.Clock,
    settings: given.Settings,
    secrets: given.Secrets,
) -> AgreementView:
    """Let a seller charge you within these limits, until you end it; by your payment password or a passkey."""
    now = clock()
    async with db.read(newest=True) as tx:
        found = await actions.by_code(tx, code, now=now)
    word, watch = data.word(settings, request), watch_of(settings, secrets)
    return await _view(db, await actions.confirm(db, found, who, word, watch=watch, now=now), who.person_id)


@post("/api/me/pay/agreements/codes/{code:str}/passkey", status_code=200, tags=["pay"])
async def passkey_options_signing(
    code: FromPath[Code], who: Who, db: given.Db, clock: given.Clock, settings: given.Settings
) -> PasskeyOptions:
    """Begin to say yes by a passkey: its answer is good for this agreement only."""
    return PasskeyOptions.of(await actions.ask_for_passkey(db, code, who, site=site_of(settings), now=clock()))


@get("/api/me/pay/agreements", tags=["pay"])
async def list_agreements(who: Who, db: given.Db, clock: given.Clock) -> Page[AgreementView]:
    """Who may charge you, or could once, the latest first; at most 200."""
    async with db.read() as tx:
        found = await actions.of_payer(tx, who.person_id, now=clock())
        sellers = await merchants.of_some(tx, {each.seller_id for each in found})
    return Page([_view_of(each, sellers[each.seller_id], who.person_id) for each in found if each.seller_id in sellers])


@post("/api/me/pay/agreements/{number:str}/end", status_code=200, tags=["pay"])
async def end_agreement(number: FromPath[Number], who: Who, db: given.Db, clock: given.Clock) -> AgreementView:
    """Let a seller charge you no more, from this moment on."""
    now = clock()
    async with db.read(newest=True) as tx:
        found = await actions.mine(tx, who.person_id, number, now=now)
    return await _view(db, await db.transact(lambda tx: actions.end(tx, found, by_payer=True, now=now)), who.person_id)


HANDLERS: list[Any] = [read_agreement, sign_agreement, passkey_options_signing, list_agreements, end_agreement]


async def _view(db: Database, found: Agreement, viewer_id: object) -> AgreementView:
    async with db.read() as tx:
        merchant = await merchants.of(tx, found.seller_id)
    return _view_of(found, merchant, viewer_id)


def _view_of(found: Agreement, merchant: Merchant, viewer_id: object) -> AgreementView:
    limit, terms = actions.limit_of(found.said), found.said
    return AgreementView(
        number=found.agreement_no,
        merchant=merchant.name,
        logon=terms.logon,
        stage=found.stage,
        is_yours=found.payer_id == viewer_id,
        single=wire.AmountWire.of(limit.single),
        month=None if limit.month is None else wire.AmountWire.of(limit.month),
        rhythm=None if terms.rhythm is None else RhythmView.of(terms.rhythm, found),
        least_score=terms.least_score,
        paid=wire.AmountWire(found.paid_minor, merchants.CURRENCY),
        paid_count=found.paid_count,
        offer_ends_at=found.offer_ends_at,
        signed_at=found.signed_at,
        valid_until=found.valid_until,
        ended_at=found.ended_at,
    )
