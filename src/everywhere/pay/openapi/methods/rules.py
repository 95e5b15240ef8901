"""What a method is asked, read leniently as the real gateway does; and every name that the Open API knows."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeVar

import msgspec

from everywhere.pay.openapi.methods.types import Planned, Verb
from everywhere.pay.openapi.wire.types import Asked, refused

A = TypeVar("A", bound=Asked)
CONTENT_CHARACTERS_MAX = 1_000_000
_HERE = " - at `$"
_V3 = "/v3/"


def content(text: str) -> dict[str, Any]:
    """The JSON object that a client sent; empty text is an empty one. Raises Failed (isv.invalid-parameter).

    Numbers stay the text that was sent, so that `1.10` and `"1.10"` are one.
    """
    if not text.strip():
        return {}
    if len(text) > CONTENT_CHARACTERS_MAX:
        raise refused("isv.invalid-parameter", reason="biz_content")
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=_no_number)
        _must_be_storable(found)
    except (ValueError, RecursionError) as error:
        raise refused("isv.invalid-parameter", reason="biz_content") from error
    if not isinstance(found, dict):
        raise refused("isv.invalid-parameter", reason="biz_content")
    return found


def asked(kind: type[A], fields: Mapping[str, Any]) -> A:
    """The fields as what the method is asked. Raises Failed (isv.invalid-parameter), which names the field."""
    try:
        return msgspec.convert({name: value for name, value in fields.items() if value is not None}, kind, strict=False)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(_HERE)
        raise refused("isv.invalid-parameter", reason=place.strip(".`") or reason) from error


@cache
def known() -> Mapping[str, tuple[Verb, str]]:
    """Every method of the V3 list with its verb and path, by its V2 name; of paths with parameters the list does not tell the name."""
    lines = resources.files(__package__).joinpath("data", "v3_endpoints.tsv").read_text("utf-8").splitlines()[1:]
    routes = (line.split("\t") for line in lines)
    return {name_of(path): (verb, path) for verb, path in routes if "{" not in path}  # type: ignore[misc]  # the list has these verbs only


@cache
def tiers() -> Mapping[str, Planned]:
    """Every method of tiers A and B by its V2 name, and what is left out of families of tier C; with the reason where it is not offered."""
    lines = resources.files(__package__).joinpath("data", "tiers.tsv").read_text("utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {name: Planned(tier, why_not) for tier, name, why_not in rows}  # type: ignore[arg-type]  # the list has these tiers only


def is_known(name: str) -> bool:
    """Whether the Open API has such a method, offered here or not: some of V2 have no address in V3."""
    return name in known() or name in tiers()


def name_of(path: str) -> str:
    """`/v3/alipay/trade/query` → `alipay.trade.query`."""
    return path.removeprefix(_V3).replace("/", ".")


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _must_be_storable(found: Any) -> None:
    """Raise ValueError where a text has half of a pair, or NUL, which PostgreSQL does not store."""
    match found:
        case str():
            if "\0" in found:
                raise ValueError("NUL")
            found.encode()
        case dict():
            for name, value in found.items():
                _must_be_storable(name)
                _must_be_storable(value)
        case list():
            for value in found:
                _must_be_storable(value)
        case _:
            return
