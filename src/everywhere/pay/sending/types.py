"""What is told of payments between people."""

from uuid import UUID

from everywhere.kernel.outbox import Event


class SellerPaid(Event, frozen=True):
    """Somebody who has a shop has paid a person from their own balance. What others pay each other is told to nobody."""

    seller_id: UUID
    payee_id: UUID
