"""What a helper did so far, as the events that change it see them."""

from typing import Protocol
from uuid import UUID


class OfHelper(Protocol):
    """An event in which somebody helps; the domains that emit it stand beside this one, so only its shape is known here."""

    @property
    def helper_id(self) -> UUID:
        """Who helps."""
        ...
