"""The one place that reads the time."""

from datetime import UTC, datetime
from typing import Protocol, runtime_checkable


@runtime_checkable  # the web framework checks what it hands to a handler
class Clock(Protocol):
    """Tells the present instant, aware and in UTC."""

    def __call__(self) -> datetime:
        """The time now."""
        ...


def system_clock() -> datetime:
    """The machine's time in UTC."""
    return datetime.now(UTC)
