"""The door of the cancellation rules. They are pure, so it stands open to rules and answers of other domains alike."""

from everywhere.help.cancelling.rules import GRACE, outcome, reasons, terms, when

__all__ = ["GRACE", "outcome", "reasons", "terms", "when"]
