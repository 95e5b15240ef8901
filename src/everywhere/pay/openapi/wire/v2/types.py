"""The V2 envelope: what came to `gateway.do`, decoded."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charset:
    """A charset by the name that the client used, the codec that reads it, and the codec that writes it.

    GBK is read as its superset GB18030, since clients send what lies between; it is written narrowly, so that they can read it.
    """

    name: str
    reads: str
    writes: str


UTF_8 = Charset("utf-8", "utf-8", "utf-8")


@dataclass(frozen=True, slots=True)
class Request:
    """The parameters of query and body together, the last of a name counting, and the files of a multipart body."""

    params: Mapping[str, str]
    files: Mapping[str, bytes]
    charset: Charset
    is_charset_known: bool = True

    def get(self, name: str) -> str:
        """A parameter; empty where it is not there."""
        return self.params.get(name, "")
