"""The page of the Open API's methods: what is offered, where, and which public SDKs were seen to call it."""

import json
from pathlib import Path

from everywhere.pay.openapi.gateway.http import METHODS
from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.methods.actions import Method

MATRIX = Path(__file__).parents[3] / "tests" / "openapi" / "matrix.json"
_WORDS = """# Methods of the Open API

What `/gateway.do` (V2) and `/v3/…` offer, from the table in `pay/openapi/gateway/http.py`. Another method that Alipay has is answered
`40006 isv.insufficient-isv-permissions`, one that it never had `40002 isv.invalid-method`.

The columns with numbers are public SDKs, unmodified and with verification on, that called the method on a running server and believed
the answer (`tests/openapi`, part of `make test`). ✓ it works; – the client or V3 does not have it.
"""

_LEFT_OUT = """## What is left out

Methods of the same families that are not offered, and why.

| method | why not |
| --- | --- |"""


def written() -> str:
    """The page."""
    cells: dict[str, dict[str, str]] = json.loads(MATRIX.read_text("utf-8"))
    columns = list(next(iter(cells.values())))
    legend = [f"{number}. {name}" for number, name in enumerate(columns, 1)]
    numbers = " | ".join(str(number) for number in range(1, len(columns) + 1))
    head = [f"| method | tier | V3 | {numbers} |", "| " + " | ".join(["---"] * (3 + len(columns))) + " |"]
    rows = [
        _row(method, [cells.get(name, {}).get(each, "not seen") for each in columns]) for name, method in sorted(METHODS.items())
    ]
    left_out = [f"| `{name}` | {planned.why_not} |" for name, planned in methods.tiers().items() if planned.why_not]
    return "\n".join([_WORDS, *legend, "", *head, *rows, "", _LEFT_OUT, *left_out, ""])


def _row(method: Method, cells: list[str]) -> str:
    where = f"{method.kind}, V2 only" if method.route is None else f"`{' '.join(method.route)}`"
    return f"| `{method.name}` | {method.tier} | {where} | {' | '.join(cells)} |"
