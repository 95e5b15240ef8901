"""Numbers that say nothing about whose they are or how many there are."""

from secrets import SystemRandom

from everywhere.pay.merchants.types import Number

_PREFIX = "2088"
_DIGITS = 12


def number(chance: SystemRandom) -> Number:
    """A new number; that nobody has it is for the database to say."""
    return Number(f"{_PREFIX}{chance.randrange(10**_DIGITS):0{_DIGITS}d}")


def masked(handle: str) -> str:
    """A handle as others may see it: `phone:+8613812345678` → `138****5678`, `email:lin@example.org` → `lin***@example.org`."""
    kind, _, value = handle.partition(":")
    if kind == "email":
        name, _, host = value.partition("@")
        return f"{name[:3]}***@{host}"
    local = value.removeprefix("+86").removeprefix("+")
    return f"{local[:3]}****{local[-4:]}"
