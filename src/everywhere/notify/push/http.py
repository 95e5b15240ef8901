"""Where a browser asks to be told, and changes its mind."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from everywhere.kernel.http import given, wire
from everywhere.kernel.paging import Page
from everywhere.notify.push import actions, rules
from everywhere.notify.push.types import TOPICS, Subscription, Topic
from everywhere.people.http import Who
from everywhere.people.sessions.http import Visit

Base64Url = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+={0,2}$")]
Endpoint = Annotated[str, Meta(min_length=1, max_length=1000, pattern=r"^https?://[!-~]+$")]


class PushTerms(msgspec.Struct):
    """What a browser needs to subscribe: `applicationServerKey`, and what there is to be told about."""

    public_key: str
    topics: list[Topic]


class SubscriptionDraft(wire.Input, frozen=True, kw_only=True):
    """What `PushSubscription.toJSON()` gives, and which topics this browser wants."""

    endpoint: Endpoint
    p256dh: Base64Url
    auth: Base64Url
    topics: Annotated[list[Topic], Meta(min_length=1, max_length=len(TOPICS))]


class SubscriptionView(msgspec.Struct):
    """A browser of yours that is told."""

    id: UUID
    endpoint: str
    topics: list[str]
    created_at: datetime

    @classmethod
    def of(cls, subscription: Subscription) -> "SubscriptionView":
        """From the domain's subscription."""
        return cls(subscription.id, subscription.endpoint, subscription.topics, subscription.created_at)


@get("/api/push", tags=["notify"])
async def push_terms(secrets: given.Secrets) -> PushTerms:
    """What a browser needs to subscribe to web push."""
    return PushTerms(rules.public_key(rules.key_of(secrets.key(actions.KEY_PURPOSE))), list(TOPICS))


@get("/api/me/push", tags=["notify"])
async def list_subscriptions(who: Who, db: given.Db) -> Page[SubscriptionView]:
    """Your browsers that are told by web push; at most 10."""
    async with db.read() as tx:
        return Page([SubscriptionView.of(each) for each in await actions.of(tx, who.person_id)])


@put("/api/me/push", status_code=200, tags=["notify"])
async def subscribe(
    data: JSONBody[SubscriptionDraft], who: Visit, settings: given.Settings, command: given.Command
) -> Response[SubscriptionView]:
    """Be told by web push in this browser, while it is signed in; the same endpoint again changes its topics."""
    wanted = {"endpoint": data.endpoint, "p256dh": data.p256dh, "auth": data.auth, "hosts": settings.push_hosts}
    return await command.run(
        who.person_id,
        lambda tx: _viewed(actions.subscribe(tx, who, topics=data.topics, now=command.now, **wanted)),
    )


@delete("/api/me/push/{subscription_id:uuid}", status_code=204, tags=["notify"])
async def unsubscribe(subscription_id: FromPath[UUID], who: Who, db: given.Db) -> None:
    """No longer be told in that browser."""
    await db.transact(lambda tx: actions.unsubscribe(tx, who.person_id, subscription_id))


HANDLERS: list[Any] = [push_terms, list_subscriptions, subscribe, unsubscribe]


async def _viewed(saved: Awaitable[Subscription]) -> SubscriptionView:
    return SubscriptionView.of(await saved)
