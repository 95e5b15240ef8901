"""How a payment code is made of a person's number and the time, and read back.

A code is 28 and sixteen digits: the person's number, a digit that tells ten codes apart and three zeros, put through a Feistel network over
decimal halves whose rounds are HMAC-SHA256 under the installation's key and the half minute (the construction of FF1, NIST
SP 800-38G). So a code tells nothing about whose it is, two codes of one person have nothing in common, nothing is stored to
make one, and sixteen digits of somebody's invention are a code with a chance of 2 in 10^15 for each person there is.
"""

import hmac
import re
from datetime import UTC, datetime, timedelta

STEP = timedelta(seconds=30)
"""How long a code is shown; it is taken for one step more."""
PREFIX = "28"
CODE = re.compile(r"28[0-9]{16}")
AUTH_CODE = re.compile(r"(2[5-9]|30)[0-9]{14,22}")
"""What may be a payer's code at all, ours or another wallet's."""
_NUMBER_PREFIX = "2088"
_HALF = 10**8
_ROUNDS = 10
_ZEROS = "000"


def payment_codes(key: bytes, number: str, *, now: datetime) -> list[str]:
    """The ten codes of the person of this number, as of now."""
    return [_closed(key, f"{number.removeprefix(_NUMBER_PREFIX)}{digit}{_ZEROS}", step_of(now)) for digit in range(10)]


def numbers_in(key: bytes, code: str, *, now: datetime) -> list[str]:
    """The numbers that a code may stand for now: at most one in practice, none for what is no code or no longer one."""
    if not CODE.fullmatch(code):
        return []
    found = (_opened(key, code, step) for step in (step_of(now), step_of(now) - 1))
    return [f"{_NUMBER_PREFIX}{plain[:12]}" for plain in found if plain.endswith(_ZEROS)]


def step_of(at: datetime) -> int:
    """The number of the half minute that `at` is in."""
    return int(at.timestamp()) // int(STEP.total_seconds())


def renews_at(now: datetime) -> datetime:
    """When the next code is shown."""
    return datetime.fromtimestamp((step_of(now) + 1) * STEP.total_seconds(), UTC)


def _closed(key: bytes, plain: str, step: int) -> str:
    left, right = int(plain[:8]), int(plain[8:])
    for turn in range(_ROUNDS):
        left, right = right, (left + _round(key, step, turn, right)) % _HALF
    return f"{PREFIX}{left:08d}{right:08d}"


def _opened(key: bytes, code: str, step: int) -> str:
    left, right = int(code[2:10]), int(code[10:])
    for turn in reversed(range(_ROUNDS)):
        left, right = (right - _round(key, step, turn, left)) % _HALF, left
    return f"{left:08d}{right:08d}"


def _round(key: bytes, step: int, turn: int, half: int) -> int:
    said = step.to_bytes(8, "big") + turn.to_bytes(1, "big") + half.to_bytes(4, "big")
    return int.from_bytes(hmac.digest(key, said, "sha256")[:16], "big") % _HALF


def may_be_code(text: str) -> bool:
    """Whether this may be a payer's code, of whatever wallet: 16 to 24 digits that begin with 25 to 30."""
    return AUTH_CODE.fullmatch(text) is not None
