"""SQL of subscriptions."""

from collections.abc import Sequence
from uuid import UUID

from everywhere.kernel.database import ReadTx, Tx
from everywhere.kernel.query import row, rows, write
from everywhere.notify.push.types import Subscription, Wanting

SAVE = write(
    """
    INSERT INTO push_subscription (person_id, id, session_id, endpoint, p256dh, auth, topics, created_at)
    VALUES (:person_id, :id, :session_id, :endpoint, :p256dh, :auth, :topics, :created_at)
    ON CONFLICT (person_id, endpoint) DO UPDATE
       SET session_id = excluded.session_id, p256dh = excluded.p256dh, auth = excluded.auth, topics = excluded.topics"""
)

OF = rows(
    Subscription,
    """
    SELECT person_id, id, session_id, endpoint, p256dh, auth, topics, created_at
      FROM push_subscription
     WHERE person_id = :person_id
     ORDER BY id DESC""",
)

READ = row(
    Subscription,
    """
    SELECT person_id, id, session_id, endpoint, p256dh, auth, topics, created_at
      FROM push_subscription
     WHERE person_id = :person_id AND id = :id""",
)

WANTING = rows(Wanting, "SELECT person_id, id, topics FROM push_subscription WHERE person_id = ANY(:person_ids::uuid[])")

DELETE = write("DELETE FROM push_subscription WHERE person_id = :person_id AND id = ANY(:ids::uuid[])")

FORGET_OF = write("DELETE FROM push_subscription WHERE person_id = :person_id")


async def save(tx: Tx, subscription: Subscription) -> None:
    """Write a subscription; one of the same endpoint is replaced and keeps its id."""
    await SAVE(
        tx,
        person_id=subscription.person_id,
        id=subscription.id,
        session_id=subscription.session_id,
        endpoint=subscription.endpoint,
        p256dh=subscription.p256dh,
        auth=subscription.auth,
        topics=subscription.topics,
        created_at=subscription.created_at,
    )


async def of(tx: ReadTx, person_id: UUID) -> list[Subscription]:
    """A person's subscriptions, newest first."""
    return await OF(tx, person_id=person_id)


async def read(tx: ReadTx, person_id: UUID, subscription_id: UUID) -> Subscription | None:
    """One of a person's subscriptions."""
    return await READ(tx, person_id=person_id, id=subscription_id)


async def wanting(tx: ReadTx, person_ids: Sequence[UUID]) -> list[Wanting]:
    """The subscriptions of these people, with their topics."""
    return await WANTING(tx, person_ids=person_ids)


async def delete(tx: Tx, person_id: UUID, ids: Sequence[UUID]) -> int:
    """Drop some of a person's subscriptions; returns how many."""
    return await DELETE(tx, person_id=person_id, ids=ids)


async def forget_of(tx: Tx, person_id: UUID) -> None:
    """Drop all subscriptions of a person."""
    await FORGET_OF(tx, person_id=person_id)
