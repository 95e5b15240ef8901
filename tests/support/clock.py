"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class TestClock:
    """Tells a time that only `advance` changes; it starts at the machine's time, so that the database's now() agrees."""

    __test__ = False

    def __init__(self) -> None:
        self.ahead = timedelta(0)
        self._start = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self._start + self.ahead

    def advance(self, **span: float) -> None:
        """Move forward by a timedelta's words: hours=48."""
        self.ahead += timedelta(**span)
