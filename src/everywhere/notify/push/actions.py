"""Web push: take a subscription, give it up, and call the devices that want to know."""

from datetime import datetime, timedelta
from uuid import UUID

from everywhere.kernel import ids, jobs
from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.errors import NotFound
from everywhere.notify.push import rules, store
from everywhere.notify.push.types import SendPush, Subscription, Topic
from everywhere.notify.types import Notice
from everywhere.people import actions as people
from everywhere.people.sessions.types import SignedIn

SUBSCRIPTIONS_MAX = 10
"""So many devices of one person are told; the oldest give way."""
GRACE = timedelta(seconds=4)
"""Who has the app before them sees it live and has read it by then."""
KEY_PURPOSE = "web push"


async def subscribe(
    tx: Tx, who: SignedIn, *, endpoint: str, p256dh: str, auth: str, topics: list[Topic], hosts: str, now: datetime
) -> Subscription:
    """Tell a browser of the person's about these topics from now on; the same browser again changes what it wants.

    It ends with the session by which it was asked for. Raises PushServiceUnknown, PushKeysUnfit.
    """
    rules.must_be_reachable(endpoint, hosts)
    rules.must_fit(p256dh, auth)
    await people.hold(tx, who.person_id)
    fresh = Subscription(who.person_id, ids.new_id(), who.session_id, endpoint, p256dh, auth, list(dict.fromkeys(topics)), now)
    await store.save(tx, fresh)
    mine = await store.of(tx, who.person_id)
    await store.delete(tx, who.person_id, [each.id for each in mine[SUBSCRIPTIONS_MAX:]])
    return next(each for each in mine if each.endpoint == endpoint)


async def of(tx: ReadTx, person_id: UUID) -> list[Subscription]:
    """A person's subscriptions, newest first."""
    return await store.of(tx, person_id)


async def unsubscribe(tx: Tx, person_id: UUID, subscription_id: UUID) -> None:
    """Tell a device nothing any more. Raises NotFound for one that is not this person's."""
    if not await store.delete(tx, person_id, [subscription_id]):
        raise NotFound


async def call(tx: Tx, told: list[tuple[UUID, Notice]]) -> None:
    """Have each device told that wants to know of these notices; only hearers of events may come here."""
    wanting = await store.wanting(tx, list({person_id for person_id, _ in told}))
    for person_id, notice in told:
        for each in wanting:
            if each.person_id == person_id and rules.topic_of(notice.kind) in each.topics:
                job = SendPush(person_id, each.id, notice.id)
                await jobs.after(tx, job, GRACE, once=f"push:{each.id}:{notice.id}")


async def forget_person(tx: Tx, person_id: UUID) -> None:
    """Drop a person's subscriptions."""
    await store.forget_of(tx, person_id)
