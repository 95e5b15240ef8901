"""How what handlers ask for by name is found: one thing after another.

Litestar starts a task for each of those that could be found at the same time. Nearly all are there already, and the
others are one statement each: the tasks took a third of the time of a quick answer.
"""

from litestar import Litestar
from litestar.routes import HTTPRoute


def in_turn(app: Litestar) -> None:
    """Let every handler of `app` get what it asks for in turn, whatever something else is made from before it."""
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, asked in route.route_handler_map.values():
                asked.dependency_batches = [{each} for batch in asked.dependency_batches for each in batch]
