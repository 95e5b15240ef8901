"""A shop whose owner has no program, and the people who pay there."""

from support.world import Phone, World, sign_in


def yuan(minor: int) -> dict[str, object]:
    """So many fen, as the API writes them."""
    return {"minor": minor, "currency": "CNY"}


def key(value: str) -> dict[str, str]:
    """The header by which a command is done once."""
    return {"Idempotency-Key": value}


async def has(phone: Phone) -> int:
    """What somebody can spend, in fen."""
    return int((await phone("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"])


async def takings(phone: Phone) -> int:
    """What a shop took and did not take out, in fen."""
    return int((await phone("GET", "/api/me/pay/merchant", expect=200))["takings"]["minor"])


async def shop_owner(world: World) -> Phone:
    """Somebody who has a tea house."""
    made = await sign_in(world, "seller@example.org")
    await made("PUT", "/api/me/pay/merchant", {"name": "Tea house"}, expect=200)
    return made
