"""Between the words of Stripe and ours."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from everywhere.kernel.money import Money
from everywhere.pay.providers.outside import types as outside
from everywhere.pay.providers.outside.types import Dispute, Order, State, Told

_KEY = "everywhere"
"""Under which the metadata of whatever is made at Stripe bears the order's key."""
_REFUNDS: Mapping[str, State] = {"succeeded": "done", "pending": "waiting", "requires_action": "waiting"}


def metadata(order: Order) -> dict[str, str]:
    """What an object at Stripe is marked with."""
    return {_KEY: order.key}


def is_of(order: Order, found: Mapping[str, Any]) -> bool:
    """Whether an object at Stripe was made for this order."""
    return (found.get("metadata") or {}).get(_KEY) == order.key


def group(order: Order) -> str:
    """The transfer group: a deal's, or the order's own."""
    return order.group or order.key


def checkout(order: Order, *, back_url: str) -> dict[str, Any]:
    """A page of Stripe on which somebody pays into their wallet; its money stays with the platform until it is transferred."""
    return {
        "mode": "payment",
        "client_reference_id": order.key,
        "success_url": back_url,
        "cancel_url": back_url,
        "expires_at": int(order.expires_at.timestamp()),
        "metadata": metadata(order),
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.amount.currency.lower(),
                    "unit_amount": order.amount.minor,
                    "product_data": {"name": "Everywhere"},
                },
            }
        ],
        "payment_intent_data": {"transfer_group": group(order), "metadata": metadata(order)},
    }


def of_checkout(session: Mapping[str, Any]) -> Told:
    """What a page says; its payment, with what Stripe keeps for itself, where it was expanded."""
    ref = str(session["id"])
    if session["status"] == "expired":
        return Told("failed", ref, reason="expired")
    if session["status"] != "complete" or session["payment_status"] != "paid":
        return Told("waiting", ref, next_url=session.get("url") or "")
    charge = session["payment_intent"]["latest_charge"]
    balance = charge.get("balance_transaction") or {}
    amount = money(int(session["amount_total"]), session["currency"])
    return Told("done", ref, str(charge["id"]), amount=amount, fee_minor=balance.get("fee"))


def of_movement(found: Mapping[str, Any]) -> Told:
    """What a transfer or its reversal says: Stripe makes neither unless it is done."""
    ref = str(found["id"])
    return Told("done", ref, ref, amount=money(int(found["amount"]), found["currency"]), fee_minor=0)


def of_refund(refund: Mapping[str, Any]) -> Told:
    """What a refund says."""
    ref, state = str(refund["id"]), _REFUNDS.get(refund["status"], "failed")
    amount = money(int(refund["amount"]), refund["currency"])
    return Told(state, ref, ref, amount=amount, fee_minor=0, reason=refund.get("failure_reason") or "")


def of_dispute(found: Mapping[str, Any]) -> Dispute | None:
    """What a dispute says: the money has gone once there is a movement for it, and is back once there is one for that.

    An inquiry moves nothing. Stripe copies the mark of a payment to its charge.
    """
    key = (found["charge"].get("metadata") or {}).get(_KEY)
    if key is None:
        return None
    moved = found.get("balance_transactions") or []
    taken = [each for each in moved if each["amount"] < 0]
    return Dispute(
        ref=str(found["id"]),
        key=str(key),
        amount=money(int(found["amount"]), found["currency"]),
        fee_minor=sum(int(each["fee"]) for each in taken),
        is_taken=bool(taken),
        is_returned=any(each["amount"] > 0 for each in moved),
    )


def disputes_in(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Which dispute an event is about."""
    found = event["data"]["object"]
    return (str(found["id"]),) if found.get("object") == "dispute" else ()


def keys_in(event: Mapping[str, Any]) -> list[tuple[UUID, UUID]]:
    """Whose orders an event is about; none for what was not made here."""
    said = (event["data"]["object"].get("metadata") or {}).get(_KEY)
    try:
        return [] if said is None else [outside.named(said)]
    except ValueError:
        return []


def money(minor: int, currency: str) -> Money:
    """An amount in Stripe's words."""
    return Money(minor, currency.upper())
