"""SQL as typed constants: named parameters, one row type, and a registry for the contract test.

    OPEN = rows(NeedCard, "SELECT id, title FROM need WHERE region = :region")
    cards = await OPEN(tx, region=region)

Named parameters become `$n` once, when the constant is made. Rows become dataclasses whose fields are named like
the columns. `row`, `rows` and `value` only read and take a `ReadTx`; `lock_*` and `write_*` need a `Tx`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from everywhere.kernel.database import ReadTx, Tx

T = TypeVar("T")
_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class Statement:
    """SQL as the database gets it (`sql`, with `$n`), and the names of its parameters in that order (`names`)."""

    def __init__(self, sql: str, row_type: type | None, *, writes: bool) -> None:
        names: list[str] = []

        def number(match: re.Match[str]) -> str:
            if match[1] not in names:
                names.append(match[1])
            return f"${names.index(match[1]) + 1}"

        self.sql = _NAMED.sub(number, sql)
        self.names = tuple(names)
        self.row_type = row_type
        self.writes = writes
        REGISTRY.append(self)

    def values(self, params: dict[str, Any]) -> list[Any]:
        """The parameters in the order of `$1…`. A missing or unknown name is a TypeError."""
        if len(params) != len(self.names):
            raise TypeError(f"expected parameters {sorted(self.names)}, got {sorted(params)}")
        try:
            return [params[name] for name in self.names]
        except KeyError as missing:
            raise TypeError(f"expected parameters {sorted(self.names)}, got {sorted(params)}") from missing


REGISTRY: list[Statement] = []
"""Every query constant of every module that was imported."""


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """Reads any number of rows."""

    statement: Statement
    row_type: type[T]

    async def __call__(self, tx: "ReadTx", **params: Any) -> list[T]:
        """Every row as `row_type`, in the query's order."""
        found = await tx.connection.fetch(self.statement.sql, *self.statement.values(params))
        if not found:
            return []
        make = maker(self.row_type, tuple(found[0].keys()))  # type: ignore[arg-type]  # types can be keys
        return [make(record) for record in found]


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """Reads at most one row."""

    statement: Statement
    row_type: type[T]

    async def __call__(self, tx: "ReadTx", **params: Any) -> T | None:
        """The row as `row_type`, or None."""
        record = await tx.connection.fetchrow(self.statement.sql, *self.statement.values(params))
        return None if record is None else self.row_type(**record)


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """Reads the first column of the first row."""

    statement: Statement
    row_type: type[T]

    async def __call__(self, tx: "ReadTx", **params: Any) -> T | None:
        """The value, or None where there is no row."""
        found: T | None = await tx.connection.fetchval(self.statement.sql, *self.statement.values(params))
        return found


class LockRows(Rows[T]):
    """`Rows` that locks or changes what it returns."""

    async def __call__(self, tx: "Tx", **params: Any) -> list[T]:  # type: ignore[override]  # a writer's verb cannot be handed a reader
        """Every row as `row_type`, locked or changed."""
        return await Rows.__call__(self, tx, **params)


class LockRow(Row[T]):
    """`Row` that locks or changes what it returns."""

    async def __call__(self, tx: "Tx", **params: Any) -> T | None:  # type: ignore[override]  # see LockRows
        """The row as `row_type`, locked or changed, or None."""
        return await Row.__call__(self, tx, **params)


class WriteValue(Value[T]):
    """`Value` that changes what it returns."""

    async def __call__(self, tx: "Tx", **params: Any) -> T | None:  # type: ignore[override]  # see LockRows
        """The value after the change, or None where no row was changed."""
        return await Value.__call__(self, tx, **params)


@dataclass(frozen=True, slots=True)
class Write:
    """Changes rows and says how many."""

    statement: Statement

    async def __call__(self, tx: "Tx", **params: Any) -> int:
        """The number of rows that were changed."""
        status: str = await tx.connection.execute(self.statement.sql, *self.statement.values(params))
        return int(status.rsplit(" ", 1)[-1])

    async def many(self, tx: "Tx", params: list[dict[str, Any]]) -> None:
        """Run once for each set of parameters, in one round trip."""
        await tx.connection.executemany(self.statement.sql, [self.statement.values(each) for each in params])


@cache
def maker(row_type: type[T], columns: tuple[str, ...]) -> Callable[[Any], T]:
    """What makes a row of `row_type` of a record with these columns.

    A frozen dataclass with slots is filled slot by slot: what it would do itself takes four times as long.
    """
    fields = getattr(row_type, "__dataclass_fields__", {})
    if set(fields) != set(columns) or set(getattr(row_type, "__slots__", ())) != set(columns) or hasattr(row_type, "__post_init__"):
        return lambda record: row_type(**record)
    fill = [getattr(row_type, name).__set__ for name in columns]

    def make(record: Any) -> T:
        made = object.__new__(row_type)
        for put, value in zip(fill, record, strict=True):
            put(made, value)
        return made

    return make


def rows(row_type: type[T], sql: str) -> Rows[T]:
    """A constant that reads rows of `row_type`."""
    return Rows(Statement(sql, row_type, writes=False), row_type)


def row(row_type: type[T], sql: str) -> Row[T]:
    """A constant that reads at most one row of `row_type`."""
    return Row(Statement(sql, row_type, writes=False), row_type)


def value(value_type: type[T], sql: str) -> Value[T]:
    """A constant that reads one value."""
    return Value(Statement(sql, None, writes=False), value_type)


def lock_rows(row_type: type[T], sql: str) -> LockRows[T]:
    """A constant that locks rows (`FOR UPDATE`) and reads them."""
    return LockRows(Statement(sql, row_type, writes=True), row_type)


def lock_row(row_type: type[T], sql: str) -> LockRow[T]:
    """A constant that locks at most one row (`FOR UPDATE`) and reads it."""
    return LockRow(Statement(sql, row_type, writes=True), row_type)


write_rows = lock_rows
write_row = lock_row


def write_value(value_type: type[T], sql: str) -> WriteValue[T]:
    """A constant that changes rows and returns one value of them."""
    return WriteValue(Statement(sql, None, writes=True), value_type)


def write(sql: str) -> Write:
    """A constant that changes rows."""
    return Write(Statement(sql, None, writes=True))
