"""Filling in a category's form as people do: what is required, and of the rest sometimes something."""

import random
from collections.abc import Callable
from typing import Any

OPTIONAL_SHARE = 0.4
WORDS = ("看情况", "随意", "any", "as usual", "小区东门", "ring twice")
Field = dict[str, Any]


def filled(form: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Answers that fit a JSON Schema of an object with plain fields; what is optional and unknown here is left out."""
    required = set(form.get("required", ()))
    answers = {}
    for name, field in form.get("properties", {}).items():
        if name in required or rng.random() < OPTIONAL_SHARE:
            said = _said(field, rng)
            if said is not None:
                answers[name] = said
    return answers


def _said(field: Field, rng: random.Random) -> Any:
    if "enum" in field:
        return rng.choice(field["enum"])
    say = _SAYERS.get(field.get("type", ""))
    return None if say is None else say(field, rng)


def _whole(field: Field, rng: random.Random) -> int:
    low = int(field.get("minimum", 1))
    return rng.randint(low, min(int(field.get("maximum", low + 4)), low + 9))


def _number(field: Field, rng: random.Random) -> float:
    low = float(field.get("minimum", 1))
    return round(rng.uniform(low, min(float(field.get("maximum", low + 4)), low + 9)), 1)


def _text(field: Field, rng: random.Random) -> str | None:
    if "pattern" in field or "format" in field:
        return None
    text = rng.choice(WORDS)
    text += "。" * max(0, int(field.get("minLength", 0)) - len(text))
    return text[: int(field.get("maxLength", 100))]


def _several(field: Field, rng: random.Random) -> list[Any] | None:
    choices = field.get("items", {}).get("enum")
    wanted = max(1, int(field.get("minItems", 1)))
    return rng.sample(choices, min(wanted, len(choices))) if choices else None


_SAYERS: dict[str, Callable[[Field, random.Random], Any]] = {
    "boolean": lambda _, rng: rng.random() < 0.5,
    "integer": _whole,
    "number": _number,
    "string": _text,
    "array": _several,
}
