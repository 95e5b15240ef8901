"""Calling push services, after the commit and outside every transaction."""

import asyncio
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
import structlog

from everywhere.kernel import secrets
from everywhere.kernel.database import Database, ReadTx
from everywhere.kernel.jobs import Doer
from everywhere.kernel.settings import Settings
from everywhere.notify import store as inbox
from everywhere.notify.push import actions, rules, store
from everywhere.notify.push.types import Push, SendPush, Subscription
from everywhere.people import actions as people
from everywhere.people.sessions import actions as sessions

log = structlog.get_logger(__name__)

TIMEOUT_S = 20
_TTL_S = {"asked": 900}
_TTL_USUAL_S = 86_400
_AT_ONCE = frozenset({"asked", "messages"})


class PushNotTaken(Exception):
    """The push service was away, or too busy: the job is tried again, ever more slowly."""


def sender(settings: Settings) -> Doer:
    """Who tells devices, signed with this installation's key."""

    async def send(db: Database, job: SendPush, now: datetime) -> None:
        async with db.read(newest=True) as tx:
            found = await _due(tx, job, now)
        if found is None:
            return
        subscription, push = found
        status = await _posted(subscription, push, settings)
        if rules.is_gone(status):
            await db.transact(lambda tx: store.delete(tx, job.person_id, [job.subscription_id]))
        elif not rules.is_over(status):
            raise PushNotTaken(status)
        log.info("push_sent", status=status, service=urlsplit(subscription.endpoint).hostname)

    return send


async def _due(tx: ReadTx, job: SendPush, now: datetime) -> tuple[Subscription, Push] | None:
    """What is to be sent; None where it was read, withdrawn or folded meanwhile, or nobody is signed in there any more."""
    subscription = await store.read(tx, job.person_id, job.subscription_id)
    notice = await inbox.read_unread(tx, job.person_id, job.notice_id)
    if subscription is None or notice is None:
        return None
    if subscription.session_id not in {each.id for each in await sessions.live_of(tx, job.person_id, now=now)}:
        return None
    person = await people.face(tx, job.person_id)
    return subscription, rules.pushed(notice, job.person_id, person.language)


async def _posted(subscription: Subscription, push: Push, settings: Settings) -> int:
    """The status that the push service answered. Raises aiohttp.ClientError and TimeoutError."""
    import aiohttp  # here: a process that calls nobody need not load it

    rules.must_be_reachable(subscription.endpoint, settings.push_hosts)  # the operator may have changed whom we call
    body, signature = await asyncio.to_thread(_sealed, subscription, push, settings)
    headers = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}
    headers |= _urgency(push.tag.partition(":")[0]) | signature
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S)) as session,
        session.post(subscription.endpoint, data=body, headers=headers, allow_redirects=False) as response,
    ):
        return response.status


def _urgency(topic: str) -> dict[str, str]:
    return {"TTL": str(_TTL_S.get(topic, _TTL_USUAL_S)), "Urgency": "high" if topic in _AT_ONCE else "normal"}


def _sealed(subscription: Subscription, push: Push, settings: Settings) -> tuple[bytes, dict[str, str]]:
    """What only the device can read, and who says it."""
    # Half a second to load, beside the loop and not before there is something to push.
    from pywebpush import WebPusher

    known = {"endpoint": subscription.endpoint, "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth}}
    body: bytes = WebPusher(known).encode(msgspec.json.encode(push))["body"]
    return body, _signature(subscription.endpoint, settings)


def _signature(endpoint: str, settings: Settings) -> dict[str, str]:
    from py_vapid import Vapid02  # here: see `_sealed`

    # RFC 8292: who sends, to which service, and how the service can reach them when something is wrong.
    parts = urlsplit(endpoint)
    contact = settings.public_url if settings.is_tls else f"mailto:operator@{settings.public_host}"
    key = rules.key_of(secrets.of(settings).key(actions.KEY_PURPOSE))
    signed: dict[str, str] = Vapid02(key).sign({"sub": contact, "aud": f"{parts.scheme}://{parts.netloc}"})
    return signed
