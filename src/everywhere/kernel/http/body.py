"""Bodies are read strictly: straight from JSON to the handler's struct, where "5" is no number and 5 no text."""

from typing import Any

import msgspec
from litestar import Request

from everywhere.kernel.errors import Malformed

_HERE = " - at `$"


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON becomes the type of the handler's `data`; the framework alone would take numbers from strings."""

    async def json(self) -> Any:
        """The body as the handler's type. Raises Malformed with the path of the first field that is wrong."""
        data = self.route_handler.parsed_fn_signature.parameters.get("data")
        if data is None:
            return await super().json()
        try:
            return msgspec.json.decode(await self.body(), type=data.annotation)
        except msgspec.DecodeError as error:  # a ValidationError too
            raise _malformed(str(error)) from error


def _malformed(said: str) -> Malformed:
    reason, _, place = said.partition(_HERE)
    return Malformed(path=place.strip(".`") or None, reason=reason)
