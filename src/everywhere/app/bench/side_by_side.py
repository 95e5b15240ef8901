"""The parts of a benchmark that need no quiet machine, on all its cores at once."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Mapping
from typing import Any

import click


async def run(parts: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """What each part answers, by its name; says on standard error which is done.

    Each runs in a process of its own, so a part is a function of a module, or a `partial` of one. Raises what the first part to fail
    raised; the others are ended then.
    """
    loop = asyncio.get_running_loop()
    began = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(maxtasksperchild=1) as pool:

        async def answer_of(name: str, part: Callable[[], Any]) -> Any:
            coming: asyncio.Future[Any] = loop.create_future()
            pool.apply_async(
                part,
                callback=lambda answer: loop.call_soon_threadsafe(coming.set_result, answer),
                error_callback=lambda error: loop.call_soon_threadsafe(coming.set_exception, error),
            )
            answer = await coming
            click.echo(f"{name}: done after {time.monotonic() - began:.0f} s", err=True)
            return answer

        answers = await asyncio.gather(*(answer_of(name, part) for name, part in parts.items()))
        return dict(zip(parts, answers, strict=True))
