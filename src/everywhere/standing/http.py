"""Everything that standing answers over HTTP."""

from typing import Any

from litestar.di import Provide

from everywhere.standing.appeals import http as appeals
from everywhere.standing.credence import http as credence
from everywhere.standing.credentials import http as credentials
from everywhere.standing.fairness import http as fairness
from everywhere.standing.gates import http as gates
from everywhere.standing.replaying import http as replaying
from everywhere.standing.returning import http as returning
from everywhere.standing.scores import actions as scores_actions
from everywhere.standing.scores import http as scores
from everywhere.standing.selling import http as selling

HANDLERS: list[Any] = [
    *scores.HANDLERS,
    *returning.HANDLERS,
    *selling.HANDLERS,
    *credence.HANDLERS,
    *gates.HANDLERS,
    *appeals.HANDLERS,
    *credentials.HANDLERS,
    *fairness.HANDLERS,
    *replaying.HANDLERS,
]


def provide_credit() -> scores_actions.ForPay:
    """The dependency `credit`: what the Open API asks of standing."""
    return scores_actions.ForPay()


DEPENDENCIES = {"credit": Provide(provide_credit, sync_to_thread=False)}
