"""Entity tags, where two people may edit one thing (RFC 9110 §13)."""

from typing import Annotated

from litestar.params import HeaderParameter

from everywhere.kernel.errors import VersionMoved

IfMatch = Annotated[
    str | None, HeaderParameter(name="If-Match", max_length=40, required=False, description="The ETag that was read before.")
]


def tag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def must_match(if_match: str | None, version: int) -> None:
    """Raise VersionMoved unless `if_match` is missing, `*`, or names `version`."""
    if if_match not in (None, "*", tag(version), f"W/{tag(version)}"):
        raise VersionMoved(version=version)
