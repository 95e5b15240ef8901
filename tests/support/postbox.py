"""A service of apprise that keeps what it is given: EVERYWHERE_NOTIFY_URLS=postbox://box/{phone}."""

import re
from dataclasses import dataclass

from apprise.decorators import notify

LETTERS: list["Letter"] = []
"""What was sent, oldest first; a test that reads it clears it."""


@dataclass(frozen=True)
class Letter:
    """One message as the service got it."""

    url: str
    title: str
    body: str

    @property
    def code(self) -> str:
        """The six digits in it."""
        found = re.search(r"\d{6}", self.body)
        assert found is not None, self.body
        return found[0]


@notify(on="postbox")
def _keep(body: str, title: str, _notify_type: object, *_args: object, meta: dict[str, object], **_options: object) -> bool:
    LETTERS.append(Letter(str(meta["url"]), title, body))
    return "broken" not in str(meta["url"])
