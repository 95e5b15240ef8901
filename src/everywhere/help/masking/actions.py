"""The door of masking. It is pure, so it stands open to rules and answers of other domains alike."""

from everywhere.help.masking.rules import MASK, masked

__all__ = ["MASK", "masked"]
