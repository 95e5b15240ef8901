"""The door at which providers call."""

from typing import Any

from litestar import Request, Response, post
from litestar.params import FromPath

from everywhere.kernel.errors import Malformed
from everywhere.kernel.http import given
from everywhere.pay.providers.hearing import actions
from everywhere.pay.providers.outside.types import NotFromProvider
from everywhere.pay.providers.transits import actions as transits
from everywhere.pay.providers.transits.http import Providers


@post("/api/pay/providers/{name:str}/events", status_code=200, include_in_schema=False)
async def hear(
    name: FromPath[str], request: Request[Any, Any, Any], db: given.Db, providers: Providers, clock: given.Clock
) -> Response[str]:
    """A provider calls: what its message is about is looked up there. The message itself is believed in nothing."""
    provider = transits.named(providers, name)
    try:
        heard = provider.hear(request.headers, await request.body())
    except NotFromProvider as error:
        raise Malformed(reason="it is not signed by the provider") from error
    now = clock()
    await db.transact(lambda tx: actions.hear(tx, provider.name, heard, now=now))
    return Response(heard.answer, media_type="text/plain")


HANDLERS: list[Any] = [hear]
