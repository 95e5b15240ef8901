"""What is left of a text when contact data is taken out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Masked:
    """A text for others, and whether something was taken out of it."""

    text: str
    is_masked: bool
