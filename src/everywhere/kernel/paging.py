"""Lists in pages: an opaque cursor that holds the sort key of the last item."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from everywhere.kernel.errors import Malformed

T = TypeVar("T")
LIMIT_MAX = 100
LIMIT_DEFAULT = 20
CURSOR_MAX = 500


class Page(msgspec.Struct, Generic[T]):
    """Some items, and the cursor of the next ones where there are more."""

    items: list[T]
    next: str | None = None


def cut(found: Sequence[T], limit: int, key: Callable[[T], Sequence[Any]]) -> tuple[list[T], str | None]:
    """Split `limit + 1` fetched rows into a page and the cursor after it; `key` reads the sort key of a row."""
    if len(found) <= limit:
        return list(found), None
    page = list(found[:limit])
    return page, encode(*key(page[-1]))


def encode(*key: Any) -> str:
    """The cursor for a sort key."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode(cursor: str | None, key_type: type[T]) -> T | None:
    """The sort key inside a cursor, as `key_type` (a tuple type). Raises Malformed for what is no cursor of this list."""
    if cursor is None:
        return None
    if len(cursor) > CURSOR_MAX:
        raise Malformed(path="cursor", reason="this is longer than any cursor")
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=key_type)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise Malformed(path="cursor", reason="this is not a cursor of this list") from error
