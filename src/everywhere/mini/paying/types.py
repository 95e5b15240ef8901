"""What a program hands over to be paid, and what it may know of its person's phone."""

from dataclasses import dataclass
from typing import Literal

OrderKind = Literal["trade", "reservation"]
"""Money to pay, or money to hold back."""
ORDER_CHARACTERS_MAX = 8_000
"""Of an order as a signed string."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a program asks its person to agree to, by the code under which they read and pay it."""

    kind: OrderKind
    code: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What only the program's own server can read: AES in base64, and our signature over it with its quotation marks."""

    response: str
    sign: str
