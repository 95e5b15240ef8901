"""What a handler of a command needs: the database, the time, and once-only."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.exceptions import InternalServerException
from litestar.params import HeaderParameter, SkipValidation

from everywhere.kernel import idempotency
from everywhere.kernel.clock import Clock
from everywhere.kernel.database import Database, Tx
from everywhere.kernel.errors import Malformed

T = TypeVar("T")
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same request returns the first answer again.",
        required=False,
    ),
]


class Command:
    """One request that changes something: run its verb, retried on deadlock, and once for an Idempotency-Key."""

    def __init__(self, db: Database, now: datetime, key: str | None, digest: tuple[bytes, ...]) -> None:
        self.db = db
        self.now = now
        self._key = key
        self._digest = digest

    async def run(self, by: UUID, work: Callable[[Tx], Awaitable[T]], *, status: int = 200) -> Response[T]:
        """Answer with what `work` returns. `by` is the person who asks, to whom the key belongs."""
        if self._key is None:
            return Response(await self.db.transact(work), status_code=status)
        key = idempotency.Key.of(by, self._key, *self._digest)
        answer = await self.db.transact(lambda tx: idempotency.once(tx, key, lambda: work(tx)))
        return Response(msgspec.Raw(answer), status_code=status)  # type: ignore[arg-type]  # the JSON of a T


async def provide_command(
    request: Request[Any, Any, Any],
    db: NamedDependency[SkipValidation[Database]],
    clock: NamedDependency[SkipValidation[Clock]],
    idempotency_key: IdempotencyKey = None,
) -> Command:
    """The dependency `command`."""
    body = await _said(request) if idempotency_key else []
    return Command(db, clock(), idempotency_key, (request.method.encode(), request.url.path.encode(), *body))


async def _said(request: Request[Any, Any, Any]) -> list[bytes]:
    # A form is compared by what its fields hold: a client that sends it again draws another boundary. A handler of forms
    # takes every body for one, whatever it calls itself, and nothing of it is left to read then.
    if request.content_type[0] != RequestEncodingType.MULTI_PART:
        try:
            return [await request.body()]
        except InternalServerException as error:
            if request.is_connected:  # not read by a form: whoever asked hung up, and half a request is none
                raise Malformed(reason="the body ended too soon") from error
    said: list[bytes] = []
    for name, value in (await request.form()).multi_items():
        said.append(name.encode())
        said.append(await _held(value))
    return said


async def _held(value: Any) -> bytes:
    if not isinstance(value, UploadFile):
        return str(value).encode()
    held = await value.read()
    await value.seek(0)
    return held
