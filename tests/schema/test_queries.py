"""The query contract: every SQL constant is one that the database accepts, and its columns are the fields of its row type."""

import dataclasses
import importlib
import pkgutil
import re
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

import everywhere
from everywhere.kernel.query import REGISTRY

for module in pkgutil.walk_packages(everywhere.__path__, "everywhere."):
    importlib.import_module(module.name)

PYTHON_OF = {
    "text": str, "varchar": str, "name": str, "bpchar": str,
    "int2": int, "int4": int, "int8": int, "bool": bool, "float8": float, "float4": float, "numeric": Decimal,
    "uuid": UUID, "timestamptz": datetime, "date": date, "bytea": bytes,
}  # fmt: skip
WRITES = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\w+\s+(AS\s+\w+\s+|\w+\s+)?SET|DELETE\s+FROM|FOR\s+(NO\s+KEY\s+)?UPDATE|TRUNCATE)\b", re.IGNORECASE
)


def plain(kind: object) -> set[object]:
    """The plain Python types that a field's annotation admits: NewTypes, Literals, Optionals and lists unfolded."""
    if isinstance(kind, typing.NewType):
        return plain(kind.__supertype__)
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return set().union(*(plain(part) for part in typing.get_args(kind))) - {types.NoneType}
    if origin is typing.Literal:
        return {type(value) for value in typing.get_args(kind)}
    if origin in (list, tuple):
        return {("list", *plain(typing.get_args(kind)[0]))}
    if origin is typing.Annotated:
        return plain(typing.get_args(kind)[0])
    return {origin or kind}


def column_kind(attribute: asyncpg.Attribute) -> object:
    name = attribute.type.name
    if name.endswith("[]") or name.startswith("_"):
        return ("list", PYTHON_OF[name.removesuffix("[]").removeprefix("_")])
    return PYTHON_OF.get(name, typing.Any)


def test_only_writing_constants_write():
    reading = [statement for statement in REGISTRY if not statement.writes]

    assert [statement.sql for statement in reading if WRITES.search(statement.sql)] == []


def test_row_types_are_frozen_dataclasses():
    assert [s.row_type for s in REGISTRY if s.row_type and not s.row_type.__dataclass_params__.frozen] == []


async def test_every_query_prepares_and_fits_its_row_type(database_url: str):
    connection = await asyncpg.connect(database_url)
    problems = []
    for statement in REGISTRY:
        try:
            prepared = await connection.prepare(statement.sql)
        except asyncpg.PostgresError as error:
            problems.append(f"{error}: {statement.sql}")
            continue
        if statement.row_type is not None:
            problems += misfits(statement.row_type, {a.name: column_kind(a) for a in prepared.get_attributes()})
    await connection.close()

    assert len(REGISTRY) > 50
    assert problems == []


def misfits(row_type: type, columns: dict[str, object]) -> list[str]:
    hints = typing.get_type_hints(row_type, include_extras=True)
    fields = {field.name: plain(hints[field.name]) for field in dataclasses.fields(row_type)}
    required = {
        field.name
        for field in dataclasses.fields(row_type)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    if not required <= columns.keys() <= fields.keys():
        return [f"{row_type.__name__}: the query answers {sorted(columns)}, the fields are {sorted(fields)}"]
    return [
        f"{row_type.__name__}.{name} is {fields[name]}, its column is {kind}"
        for name, kind in columns.items()
        if kind is not typing.Any and typing.Any not in fields[name] and kind not in fields[name]
    ]


def test_a_statement_numbers_its_parameters_once_each():
    from everywhere.kernel.query import value

    statement = value(int, "SELECT :b::int + :a::int + :b::int").statement
    REGISTRY.remove(statement)

    assert (statement.sql, statement.names) == ("SELECT $1::int + $2::int + $1::int", ("b", "a"))
    with pytest.raises(TypeError):
        statement.values({"a": 1})
