"""How the Open API writes what every method says."""

from datetime import datetime
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("Asia/Shanghai")


def stamp(at: datetime) -> str:
    """A time: in China, to the second, without a zone."""
    return at.astimezone(_ZONE).strftime("%Y-%m-%d %H:%M:%S")
