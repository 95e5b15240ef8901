"""Stripe Connect: people are charged on Stripe's page, the platform holds it, and transfers go to the accounts of those who earned it.

Separate charges and transfers: a charge and what is later paid out of it have one transfer group and nothing else in common, so
money can wait here for as long as a deal lasts.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import aiohttp

from everywhere.kernel.settings import Settings
from everywhere.pay.providers.outside.types import (
    Connected,
    Declined,
    Dispute,
    Heard,
    Kind,
    NotFromProvider,
    Order,
    ProviderName,
    Told,
    Unreachable,
)
from everywhere.pay.providers.stripe import rules

TIMEOUT_S = 20
LISTED_MAX = 100
_PAYMENT = ["payment_intent.latest_charge.balance_transaction"]
_ANSWERED = (400, 402, 404)
"""With these Stripe says that nothing was done; with others one does not know, or an operator must act first."""


class Stripe:
    """Stripe by its own library, one connection a call."""

    name: ProviderName = "stripe"
    kinds: frozenset[Kind] = frozenset({"charge", "payout", "refund", "reversal"})
    currencies: frozenset[str] | None = None

    def __init__(self, settings: Settings) -> None:
        self._key = "" if settings.stripe_key is None else settings.stripe_key.get_secret_value()
        self._secret = "" if settings.stripe_webhook_secret is None else settings.stripe_webhook_secret.get_secret_value()
        self._url = settings.stripe_url.rstrip("/")
        self._back_url = f"{settings.public_url.rstrip('/')}/wallet"

    async def begin(self, order: Order) -> Told:
        """Ask for it under the order's key. Raises Unreachable, Declined."""
        async with self._called() as client:
            options = {"idempotency_key": order.key}
            match order.kind:
                case "charge":
                    page = rules.checkout(order, back_url=self._back_url)
                    return rules.of_checkout(_plain(await client.v1.checkout.sessions.create_async(page, options)))
                case "payout":
                    asked = {
                        **_amount(order),
                        "currency": order.amount.currency.lower(),
                        "destination": order.account,
                        "transfer_group": rules.group(order),
                    }
                    return rules.of_movement(_plain(await client.v1.transfers.create_async(asked, options)))
                case "reversal":
                    made = await client.v1.transfers.reversals.create_async(order.of_ref, _amount(order), options)
                    return rules.of_movement(_plain(made))
                case "refund":
                    asked = {**_amount(order), "charge": order.of_ref}
                    return rules.of_refund(_plain(await client.v1.refunds.create_async(asked, options)))
                case "chargeback" | "chargeback_return":
                    raise Declined("only a bank does that")

    async def look(self, order: Order) -> Told:
        """What became of it; by its mark where its number was never heard. Raises Unreachable."""
        page = {"limit": LISTED_MAX}
        async with self._called() as client:
            match order.kind:
                case "charge" if order.ref:
                    found = await client.v1.checkout.sessions.retrieve_async(order.ref, {"expand": _PAYMENT})
                    return rules.of_checkout(_plain(found))
                case "payout":
                    listed = await client.v1.transfers.list_async({"transfer_group": rules.group(order), **page})
                    return _marked(order, listed, rules.of_movement)
                case "reversal":
                    return _marked(order, await client.v1.transfers.reversals.list_async(order.of_ref, page), rules.of_movement)
                case "refund" if order.ref:
                    return rules.of_refund(_plain(await client.v1.refunds.retrieve_async(order.ref)))
                case "refund":
                    return _marked(order, await client.v1.refunds.list_async({"charge": order.of_ref, **page}), rules.of_refund)
                case _:
                    return Told("unknown")  # a page whose address nobody has, so nobody can pay on it

    async def abandon(self, order: Order) -> Told:
        """Let the page end; one that was paid in time says so. Raises Unreachable."""
        if order.ref:
            with contextlib.suppress(Declined):  # it ended by itself, or was paid
                async with self._called() as client:
                    await client.v1.checkout.sessions.expire_async(order.ref)
        return await self.look(order)

    async def connect(self, person_id: UUID, identity: str, account: str) -> Connected:  # noqa: ARG002 - Stripe asks who they are itself
        """An account for somebody who is paid, and the page on which Stripe asks who they are. Raises Unreachable, Declined."""
        async with self._called() as client:
            if not account:
                asked = {"type": "express", "capabilities": {"transfers": {"requested": True}}}
                made = await client.v1.accounts.create_async(asked, {"idempotency_key": f"account-{person_id.hex}"})
                account = str(_plain(made)["id"])
            found = _plain(await client.v1.accounts.retrieve_async(account))
            if (found.get("capabilities") or {}).get("transfers") == "active":
                return Connected(account, is_ready=True)
            link = {"account": account, "type": "account_onboarding", "refresh_url": self._back_url, "return_url": self._back_url}
            return Connected(account, is_ready=False, next_url=str(_plain(await client.v1.account_links.create_async(link))["url"]))

    async def dispute(self, number: str) -> Dispute | None:
        """What a bank has done to a charge. Raises Unreachable."""
        async with self._called() as client:
            found = await client.v1.disputes.retrieve_async(number, {"expand": ["charge", "balance_transactions"]})
        return rules.of_dispute(_plain(found))

    def hear(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """Whose orders, or which disputes, a webhook is about. Raises NotFromProvider."""
        import stripe

        try:
            stripe.WebhookSignature.verify_header(body.decode(), headers.get("stripe-signature"), self._secret, tolerance=300)
            event = json.loads(body)
            return Heard(rules.keys_in(event), disputes=rules.disputes_in(event))
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotFromProvider from error

    @contextlib.asynccontextmanager
    async def _called(self) -> AsyncIterator[Any]:
        stripe = await asyncio.to_thread(_library)
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S), trust_env=False) as session:
            client = stripe.StripeClient(
                self._key,
                base_addresses={"api": self._url},
                max_network_retries=0,  # what was not answered is asked again by the transit, under the same key
                http_client=stripe.AIOHTTPClient(session=session, timeout=TIMEOUT_S),
            )
            try:
                yield client
            except (aiohttp.ClientError, TimeoutError) as error:
                raise Unreachable(type(error).__name__) from error
            except stripe.StripeError as error:
                if error.http_status in _ANSWERED and not isinstance(error, stripe.IdempotencyError):
                    raise Declined(error.code or error.user_message or "declined") from error
                raise Unreachable(f"{type(error).__name__} {error.http_status}") from error


def _library() -> Any:
    # It takes two seconds to load, so who has no key never does, and nobody waits for it on the loop.
    import stripe

    return stripe


def _plain(found: Any) -> dict[str, Any]:
    plain: dict[str, Any] = found.to_dict()
    return plain


def _amount(order: Order) -> dict[str, Any]:
    return {"amount": order.amount.minor, "metadata": rules.metadata(order)}


def _marked(order: Order, listed: Any, read: Any) -> Told:
    told: Told | None = next((read(each) for each in _plain(listed)["data"] if rules.is_of(order, each)), None)
    return told or Told("unknown")
