"""What providers tell by themselves."""

from datetime import datetime

from everywhere.kernel.outbox import Event
from everywhere.pay.providers.outside.types import ProviderName


class DisputeHeard(Event, frozen=True):
    """A provider has called about a dispute, or did not answer about it for the `number`th time: it is to be asked."""

    provider: ProviderName
    dispute: str
    number: int
    at: datetime
