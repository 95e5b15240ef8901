"""The bare framework of `everywhere bench nearby`: Litestar on uvicorn as our server runs it, answering remembered bytes and doing nothing else."""

import os
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, Request, Response, get

_ANSWERS: dict[str, bytes] = {}


@get("/api/offers", media_type="application/json")
async def remembered(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The bytes that the product answered to the same question."""
    return Response(_ANSWERS[request.scope["query_string"].decode()], media_type="application/json")


def serve() -> None:
    """Serve the answers of the file that EVERYWHERE_BENCH_ANSWERS names, on EVERYWHERE_PORT."""
    _ANSWERS.update(msgspec.json.decode(Path(os.environ["EVERYWHERE_BENCH_ANSWERS"]).read_bytes(), type=dict[str, bytes]))
    uvicorn.run(
        Litestar([remembered], openapi_config=None, logging_config=None),
        port=int(os.environ["EVERYWHERE_PORT"]),
        http="httptools",
        loop="uvloop",
        log_config=None,
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    serve()
