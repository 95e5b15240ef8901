"""Reserve a payer's money, pay from it in parts, give it free; each step once, by the app's number."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.kernel import outbox
from everywhere.kernel.database import Database, ReadTx, Tx
from everywhere.kernel.money import Money
from everywhere.pay.codes import actions as codes
from everywhere.pay.codes.types import CodeUnknown
from everywhere.pay.guard import actions as guard
from everywhere.pay.guard.types import Watch, Word
from everywhere.pay.ledger import actions as ledger
from everywhere.pay.ledger.types import posted
from everywhere.pay.reservations import rules, store
from everywhere.pay.reservations.types import (
    Reservation,
    ReservationAwaitsPayer,
    ReservationDiffers,
    ReservationHappened,
    ReservationUnknown,
    Step,
    StepKind,
)
from everywhere.pay.trades import actions as trades
from everywhere.pay.trades import rules as trade_rules
from everywhere.pay.trades.paying.actions import transfer_of
from everywhere.pay.trades.paying.types import CodeNotPayable
from everywhere.pay.trades.types import Draft, Trade, TradeWasPaid
from everywhere.pay.wallet.types import account_of as wallet_of
from everywhere.people.passkeys import actions as passkeys
from everywhere.people.passkeys.types import Asked, Site
from everywhere.people.types import Person

WAITS_FOR = timedelta(days=15)
SWEPT_MAX = 500
STEPS_SHOWN = 200
_NO_KIND, _OPERATION_KIND = "10102", "10202"


async def ask(
    tx: Tx,
    *,
    seller_id: UUID,
    app_id: str,
    out_order_no: str,
    out_request_no: str,
    amount: Money,
    terms: dict[str, Any],
    waits_for: timedelta | None,
    now: datetime,
) -> Reservation:
    """Ask for a reservation; the same again is the same. Raises ReservationDiffers."""
    digest = trade_rules.digest(amount, out_request_no)
    found = await store.read_by_order(tx, seller_id, app_id, out_order_no)
    if found is None:
        code = await codes.show(tx, "reservation", seller_id=seller_id, app_id=app_id, out_no=out_order_no, now=now)
        made = Reservation(
            seller_id=seller_id,
            auth_no=trades.new_number(now, kind=_NO_KIND),
            app_id=app_id,
            out_order_no=out_order_no,
            out_request_no=out_request_no,
            code=code,
            amount_minor=amount.minor,
            currency=amount.currency,
            digest=digest,
            terms=terms,
            created_at=now,
            expires_at=now + (waits_for or WAITS_FOR),
        )
        if await store.insert(tx, made):
            return made
        found = await store.read_by_order(tx, seller_id, app_id, out_order_no)
    if found is None or found.digest != digest:
        raise ReservationDiffers
    return rules.as_of(found, now)


async def agree(tx: Tx, found: Reservation, payer_id: UUID, *, is_guarded: bool, code: str = "", now: datetime) -> Reservation:
    """Hold the money back in the payer's balance; who agreed before has agreed.

    Raises ReservationOver, ReservationOfAnother, BuyerIsSeller, CodeNotPayable, InsufficientFunds, and what the guard raises.
    """
    guard.must_be_two(payer_id, found.seller_id)
    await _use(tx, found, code, now=now)
    spendings = await guard.hold_spending(tx, [payer_id])
    before = await lock(tx, found, now=now)
    if before.stage == "authorized" and before.payer_id == payer_id:
        return before
    after = rules.agreed(before, payer_id)
    amount = after.money(after.amount_minor)
    if is_guarded:
        await guard.save_spending(tx, [guard.spent(spendings[payer_id], amount, is_new_payee=False, now=now)])
    await _keep(tx, after, "reserve", after.out_request_no, amount, "", now=now)
    await ledger.open_accounts(tx, wallet_of(payer_id, after.currency), rules.account_of(after), now=now)
    await ledger.post(tx, [rules.held(after)], now=now)
    return after


async def confirm(db: Database, found: Reservation, payer: Person, word: Word, *, watch: Watch, now: datetime) -> Reservation:
    """`agree` by the payer's word, which binds code and amount. Raises as `agree` and `guard.confirm` do."""
    amount = found.money(found.amount_minor)
    await guard.confirm(db, payer, "reserve", amount, word, guard.about(found.code, amount), watch=watch, now=now)
    payer_id = payer.person_id

    async def agreed() -> Reservation:
        return await db.transact(lambda tx: agree(tx, found, payer_id, is_guarded=watch.is_on, now=now))

    return await guard.as_known_now(db, payer, agreed)


async def ask_for_passkey(db: Database, code: str, who: Person, *, site: Site, now: datetime) -> Asked:
    """What the payer's browser needs to agree by a passkey. Raises NoPasskey, CodeUnknown."""
    async with db.read(newest=True) as tx:
        found = await by_code(tx, code, now=now)
    about = guard.about(code, found.money(found.amount_minor))
    return await db.transact(lambda tx: passkeys.ask_to_confirm(tx, who, about, site=site, now=now))


async def await_payer(tx: Tx, found: Reservation, payer_id: UUID, *, code: str, now: datetime) -> Reservation:
    """Let it wait for this payer, who must agree in their app. Raises as `agree` does."""
    guard.must_be_two(payer_id, found.seller_id)
    await _use(tx, found, code, now=now)
    before = await lock(tx, found, now=now)
    rules.agreed(before, payer_id)
    after = replace(before, payer_id=payer_id)
    await store.save(tx, after)
    await outbox.emit(tx, ReservationAwaitsPayer(after.seller_id, after.auth_no))
    return after


async def give_back(
    tx: Tx, found: Reservation, amount: Money, *, out_request_no: str, remark: str, now: datetime
) -> tuple[Reservation, Step]:
    """Let this much of it go. Raises ReservationTooSmall, ReservationOver, ReservationNotAgreed, ReservationDiffers."""
    before = await lock(tx, found, now=now)
    if (done := await _done_before(tx, before, "give_back", out_request_no, amount)) is not None:
        return before, done
    after = rules.lessened(before, amount, is_payment=False, is_last=False, now=now)
    step = await _keep(tx, after, "give_back", out_request_no, amount, remark, now=now)
    await ledger.post(tx, rules.given_free(before, after), now=now)
    if after.stage == "finished":
        await ledger.close_if_zero(tx, rules.account_of(after), now=now)
    return after, step


async def pay(tx: Tx, found: Reservation, draft: Draft, *, is_last: bool, now: datetime) -> Trade:
    """Pay an order from it; with `is_last` the rest is let go.

    Raises what `trades.begin` raises, ReservationTooSmall, ReservationOver, ReservationNotAgreed.
    """
    before = await lock(tx, found, now=now)
    rules.must_be_open(before)
    trade = await trades.begin(tx, draft, now=now)
    paid = trade_rules.paid(trade, rules.payer_of(before), now=now)
    after = rules.lessened(before, trade.amount, is_payment=True, is_last=is_last, now=now)
    await _keep(tx, after, "pay", trade.out_trade_no, trade.amount, "", now=now)
    await trades.save(tx, [paid], TradeWasPaid(paid.seller_id, paid.trade_no, paid.version))
    into, direct = transfer_of(paid, rules.payer_of(before))
    onward = posted(direct.id, rules.account_of(before), into, trade.amount, purpose="trade", ref=trade.id)
    await ledger.open_accounts(tx, into, now=now)
    await ledger.post(tx, rules.taken(before, after, trade.amount, onward), now=now)
    if after.stage == "finished":
        await ledger.close_if_zero(tx, rules.account_of(after), now=now)
    return paid


async def cancel(tx: Tx, found: Reservation, *, remark: str, now: datetime) -> tuple[Reservation, str]:
    """Undo it: `close` before anybody agreed, `unfreeze` afterwards; empty where it is over. What was paid stays paid."""
    before = await lock(tx, found, now=now)
    match before.stage:
        case "init":
            after = rules.closed(before, now=now)
            await store.save(tx, after)
            return after, "close"
        case "authorized":
            rest = before.money(before.rest_minor)
            after, _ = await give_back(tx, before, rest, out_request_no=f"cancel-{before.auth_no}", remark=remark, now=now)
            return after, "unfreeze"
        case _:
            return before, ""


async def find(tx: ReadTx, seller_id: UUID, app_id: str, *, auth_no: str, out_order_no: str, now: datetime) -> Reservation:
    """A reservation of this app by either number; ours counts. Raises ReservationUnknown."""
    if auth_no:
        found = await store.read(tx, seller_id, auth_no)
    else:
        found = await store.read_by_order(tx, seller_id, app_id, out_order_no)
    if found is None or found.app_id != app_id:
        raise ReservationUnknown
    return rules.as_of(found, now)


async def by_code(tx: ReadTx, code: str, *, now: datetime) -> Reservation:
    """What a code asks to reserve. Raises CodeUnknown."""
    shown = await codes.meaning_of(tx, code)
    found = await store.read_by_order(tx, shown.seller_id, shown.app_id, shown.out_no) if shown.kind == "reservation" else None
    if found is None:
        raise CodeUnknown
    return rules.as_of(found, now)


async def get(tx: ReadTx, seller_id: UUID, auth_no: str, *, now: datetime) -> Reservation:
    """A reservation by our number. Raises ReservationUnknown."""
    found = await store.read(tx, seller_id, auth_no)
    if found is None:
        raise ReservationUnknown
    return rules.as_of(found, now)


async def lock(tx: Tx, found: Reservation, *, now: datetime) -> Reservation:
    """The reservation, for this transaction alone, as it stands now. Raises ReservationUnknown."""
    locked = await store.lock(tx, found.seller_id, found.auth_no)
    if locked is None:
        raise ReservationUnknown
    return rules.as_of(locked, now)


async def steps_of(tx: ReadTx, reservation: Reservation) -> list[Step]:
    """What was done to it, oldest first; at most 200."""
    return await store.steps(tx, reservation.seller_id, reservation.auth_no, limit=STEPS_SHOWN)


async def step_of(tx: ReadTx, reservation: Reservation, kind: StepKind, out_request_no: str) -> Step | None:
    """What was done under a number."""
    return await store.step(tx, reservation.seller_id, reservation.auth_no, kind, out_request_no)


async def expired(tx: ReadTx, *, now: datetime) -> list[Reservation]:
    """Some to which nobody agreed in time."""
    return await store.expired(tx, now=now, limit=SWEPT_MAX)


async def write_expired(tx: Tx, found: Reservation, *, now: datetime) -> None:
    """Write that its time is over, if nobody did."""
    before = await store.lock(tx, found.seller_id, found.auth_no)
    if before is not None and before.stage == "init" and before.expires_at <= now:
        await store.save(tx, rules.as_of(before, now))


async def _use(tx: Tx, found: Reservation, code: str, *, now: datetime) -> None:
    if code and (await codes.spend(tx, {code: found.id}, now=now))[code] != found.id:
        raise CodeNotPayable


async def _done_before(tx: ReadTx, found: Reservation, kind: StepKind, number: str, amount: Money) -> Step | None:
    done = await store.step(tx, found.seller_id, found.auth_no, kind, number)
    if done is not None and done.amount_minor != amount.minor:
        raise ReservationDiffers
    return done


async def _keep(tx: Tx, after: Reservation, kind: StepKind, number: str, amount: Money, remark: str, *, now: datetime) -> Step:
    operation_id = trades.new_number(now, kind=_OPERATION_KIND)
    step = Step(after.seller_id, after.auth_no, number, kind, operation_id, amount.minor, remark, now)
    await store.save(tx, after)
    await store.add_step(tx, step)
    await outbox.emit(tx, ReservationHappened(after.seller_id, after.auth_no, kind, number))
    return step
