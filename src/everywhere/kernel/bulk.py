"""Many rows at once: a query whose columns have fixed widths, read as arrays of numpy through the binary form of COPY."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from everywhere.kernel.database import ReadTx

Kind = Literal["uuid", "int2", "int4", "float8", "timestamptz"]
_PARTS: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    "uuid": (("_high", ">u8"), ("_low", ">u8")),
    "int2": (("", ">i2"),),
    "int4": (("", ">i4"),),
    "float8": (("", ">f8"),),
    "timestamptz": (("_us", ">i8"),),
}
_HEADER_BYTES, _TRAILER_BYTES = 19, 2
EPOCH_S = 946_684_800
"""PostgreSQL counts microseconds from the year 2000."""


class BulkRows:
    """Reads any number of rows as one array; COPY takes no named parameters, so `sql` counts them: `$1`.

    Every column must be of the kind that is said and never NULL. A uuid becomes `name_high` and `name_low`, a time `name_us`.
    """

    def __init__(self, sql: str, **columns: Kind) -> None:
        self.sql = sql
        fields: list[tuple[str, str]] = [("columns", ">i2")]
        for name, kind in columns.items():
            fields.append((f"{name}_width", ">i4"))
            fields += [(name + part, form) for part, form in _PARTS[kind]]
        self._row = np.dtype(fields)
        self._columns = len(columns)

    async def __call__(self, tx: "ReadTx", *args: Any) -> NDArray[np.void]:
        """Every row, in the query's order. A row of another shape is a ValueError."""
        raw = bytearray()

        async def keep(part: bytes) -> None:
            raw.extend(part)

        await tx.connection.copy_from_query(self.sql, *args, output=keep, format="binary")
        found = np.frombuffer(memoryview(raw)[_HEADER_BYTES : len(raw) - _TRAILER_BYTES], self._row)
        if (found["columns"] != self._columns).any():
            raise ValueError("a row has another shape than its columns say")
        return found
