"""Half a request is none: whoever hangs up while it is read has asked for nothing."""

from typing import Any

import pytest

from support import posts
from support.world import Phone, World, sign_in

pytestmark = pytest.mark.once


async def hang_up(world: World, phone: Phone, path: str, key: str) -> None:
    """Send the head of a request and go away before its body has come."""
    headers = {
        "Authorization": f"Bearer {phone.token}",
        "Content-Type": "application/json",
        "Content-Length": "2",
        "Idempotency-Key": key,
    }
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8000),
    }

    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return

    await world.app(scope, receive, send)  # type: ignore[arg-type]


async def test_a_command_whose_sender_hung_up_changes_nothing_and_can_be_sent_again(world: World) -> None:
    helper = await sign_in(world, "helper@example.org")
    offer = await helper("POST", "/api/offers", posts.offer_draft(), expect=201)
    path = f"/api/offers/{offer['id']}/pause"

    await hang_up(world, helper, path, "pause-it")

    assert (await helper("GET", f"/api/offers/{offer['id']}", expect=200))["stage"] == "open"
    again = await helper("POST", path, {}, headers={"Idempotency-Key": "pause-it"}, expect=200)
    assert again["stage"] == "paused"
