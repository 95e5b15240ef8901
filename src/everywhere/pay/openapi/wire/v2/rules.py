"""The V2 codec: parameters out of a request, what of them is signed, and answers that every client can verify byte for byte."""

import codecs
import io
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote_to_bytes

import msgspec
import multipart

from everywhere.pay.openapi.wire.types import MSG, Answer, Code, Failed
from everywhere.pay.openapi.wire.v2.types import UTF_8, Charset, Request

FIELDS_MAX = 200
_CODECS = {
    "utf-8": ("utf-8", "utf-8"),
    "utf8": ("utf-8", "utf-8"),
    "gbk": ("gb18030", "gbk"),
    "gb2312": ("gb18030", "gb2312"),
    "gb18030": ("gb18030", "gb18030"),
}
_FORM = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_NO_BRACE = re.compile(r"[^{}]")


def read(query: bytes, content_type: str, body: bytes) -> Request:
    """The request in query and body; never fails: what cannot be decoded has U+FFFD in its place, and no signature fits that."""
    fields = list(_pairs(query))
    kind, options = multipart.parse_options_header(content_type)
    files: dict[str, bytes] = {}
    if kind.lower() == _MULTIPART:
        fields += _parts(options.get("boundary", ""), body, files)
    elif kind.lower() in (_FORM, ""):
        fields += _pairs(body)
    said = dict(fields).get(b"charset", b"").decode("ascii", "replace") or UTF_8.name
    charset = charset_of(said)
    reads = (charset or UTF_8).reads
    params = {_decoded(name, reads): _decoded(value, reads) for name, value in fields}
    return Request(params, files, charset or UTF_8, is_charset_known=charset is not None)


def charset_of(name: str) -> Charset | None:
    """A charset that clients may use; None for others."""
    found = _CODECS.get(name.lower())
    return None if found is None else Charset(name, *found)


def sign_strings(params: Mapping[str, str]) -> list[str]:
    """What the client may have signed, the likeliest first: all but `sign`, sorted, decoded.

    Java and Node leave empty values out, the official Python SDK keeps them, PHP leaves out blank ones and those that begin with @.
    """
    pairs = sorted((name, value) for name, value in params.items() if name != "sign")
    candidates = (
        [(name, value) for name, value in pairs if value],
        pairs,
        [(name, value) for name, value in pairs if value.strip() and not value.startswith("@")],
    )
    return list(dict.fromkeys("&".join(f"{name}={value}" for name, value in each) for each in candidates))


def signed_bytes(string: str, charset: Charset) -> bytes:
    """A sign string as the client's bytes."""
    return string.encode(charset.reads, "replace")


def node_of(method: str) -> str:
    """Under which name a method's answer stands."""
    return f"{method.replace('.', '_')}_response"


def content(answer: msgspec.Struct, *, is_bare: bool = False) -> dict[str, object]:
    """The fields of a success; `is_bare` without code and msg, as `alipay.system.oauth.token` has always answered."""
    code: Code = answer.code if isinstance(answer, Answer) else "10000"
    return {**({} if is_bare else {"code": code, "msg": MSG[code]}), **msgspec.to_builtins(answer)}


def refusal(failed: Failed) -> dict[str, object]:
    """The fields of a refusal."""
    head = {"code": failed.code, "msg": MSG[failed.code], "sub_code": failed.sub_code, "sub_msg": failed.sub_msg}
    return {**head, **({} if failed.answer is None else msgspec.to_builtins(failed.answer))}


def written(fields: Mapping[str, object], charset: Charset) -> bytes:
    r"""The fields as the JSON that goes between the braces and is signed as it stands.

    Compact, raw characters, `/` as `\/`. One client counts braces without regard to strings, another writes the JSON anew
    before it verifies: so braces are escaped, but only in a text where they are not balanced.
    """
    text = msgspec.json.encode(fields).decode().replace("/", "\\/")
    return _JSON_TEXT.sub(_with_safe_braces, text).encode(charset.writes, "everywhere.json")


def enveloped(node: str, content_bytes: bytes, signature: str, *, cert_sn: str = "") -> bytes:
    """The whole body: the node first, the certificate's number for who asked by certificate, the signature last."""
    sn = f',"alipay_cert_sn":"{cert_sn}"' if cert_sn else ""
    return b'{"%s":%s%s,"sign":"%s"}' % (node.encode(), content_bytes, sn.encode(), signature.encode())


def _decoded(raw: bytes, codec: str) -> str:
    # NUL too is nothing that anybody signs, and PostgreSQL does not take it.
    return raw.decode(codec, "replace").replace("\0", "\ufffd")


def _pairs(encoded: bytes) -> Iterator[tuple[bytes, bytes]]:
    for pair in encoded.split(b"&")[:FIELDS_MAX]:
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        if name:
            yield unquote_to_bytes(name), unquote_to_bytes(value)


def _parts(boundary: str, body: bytes, files: dict[str, bytes]) -> list[tuple[bytes, bytes]]:
    fields: list[tuple[bytes, bytes]] = []
    try:
        for part in multipart.MultipartParser(io.BytesIO(body), boundary, charset="latin-1", part_limit=FIELDS_MAX):
            if part.filename is None:
                fields.append((part.name.encode("latin-1"), part.raw))
            else:
                files[part.name.encode("latin-1").decode("utf-8", "replace")] = part.raw
    except (multipart.MultipartError, ValueError):
        return fields  # what came so far; the signature says whether it is all
    return fields


def _with_safe_braces(text: re.Match[str]) -> str:
    value = text[0]
    if "{" not in value and "}" not in value:
        return value
    depth = 0
    for brace in _NO_BRACE.sub("", value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            break
    return value if depth == 0 else value.replace("{", "\\u007b").replace("}", "\\u007d")


def _as_json(error: UnicodeError) -> tuple[str, int]:
    # What a charset has no bytes for is still JSON when it is escaped.
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2)), error.end


codecs.register_error("everywhere.json", _as_json)
