"""What a program may call: hosts of its own list, by https, outside private networks; and which headers travel."""

from collections.abc import Iterable, Mapping
from urllib.parse import urljoin, urlsplit

from everywhere.kernel import internet
from everywhere.kernel.errors import Refusal
from everywhere.mini.gateway.types import CALLS_MAX, CALLS_TOGETHER_MAX, REDIRECTS_MAX, Verb, Wish
from everywhere.mini.packages.types import SOCKETS

_SEE_OTHER = 303
_MOVED = (301, 302)
_LED_ON = (*_MOVED, _SEE_OTHER, 307, 308)
# What says who is asking, from where, or how the connection is made, is ours to say (RFC 9110 §7.6.1 and the Fetch standard's list).
_OURS = {
    "accept-charset", "access-control-request-headers", "access-control-request-method", "connection", "content-length", "cookie",
    "cookie2", "date", "dnt", "expect", "forwarded", "host", "keep-alive", "origin", "referer", "te", "trailer", "transfer-encoding",
    "upgrade", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip",
}  # fmt: skip
_OURS_BEGIN = ("proxy-", "sec-")
_BY_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-encoding",
    "content-length",
    "upgrade",
    "set-cookie",
    "trailer",
}


class DomainNotListed(Refusal):
    """The program called a host that is not among those it said it calls."""


class AddressNotCallable(Refusal):
    """The address is none that programs may call: not https, or in a private network."""


class TooManyRedirects(Refusal):
    """The call was led on and on."""


class AnswerTooLarge(Refusal):
    """What came back is larger than programs may get."""


class TooManyCalls(Refusal):
    """As many calls of programs are on their way as may be."""

    retry_after_s = 1


class NotReached(Refusal):
    """The host could not be reached, or did not answer in time."""


def must_have_room(own: int, together: int) -> None:
    """Raise TooManyCalls where a program waits for as many answers as it may, or all programs of this process do."""
    if own >= CALLS_MAX or together >= CALLS_TOGETHER_MAX:
        raise TooManyCalls(calls_max=CALLS_MAX)


def must_be_allowed(url: str, domains: Iterable[str], *, private_allowed: bool) -> None:
    """Raise AddressNotCallable or DomainNotListed. A name is looked up when it is called; what it leads to is checked then."""
    try:
        internet.must_be_callable(url, private_allowed=private_allowed)
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressNotCallable(path="url", reason=str(error)) from error
    if parts.scheme != "https" and not private_allowed:
        raise AddressNotCallable(path="url", reason="only https is called")
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = (parts.hostname or "").lower()
    if (host if port in (None, usual) else f"{host}:{port}") not in set(domains):
        raise DomainNotListed(path="url", domain=parts.netloc[:100])


def must_be_socket(url: str, domains: Iterable[str], *, private_allowed: bool) -> None:
    """The same of a socket: by wss, to a host that is listed with `wss://` before it. Raises AddressNotCallable, DomainNotListed."""
    scheme, _, rest = url.partition("://")
    calls = {"wss": "https", "ws": "http"}.get(scheme.lower())
    if calls is None or (calls == "http" and not private_allowed):
        raise AddressNotCallable(path="url", reason="a socket is opened by wss only")
    listed = [domain.removeprefix(SOCKETS) for domain in domains if domain.startswith(SOCKETS)]
    must_be_allowed(f"{calls}://{rest}", listed, private_allowed=private_allowed)


def sent_headers(given: Mapping[str, str], *, referer: str) -> dict[str, str]:
    """The headers that go out: those that a program may set, and who asks."""
    kept = {name: value for name, value in given.items() if not _is_ours(name.lower())}
    return {**kept, "Referer": referer, "User-Agent": "Everywhere-Mini-Program"}


def answered_headers(given: Mapping[str, str]) -> dict[str, str]:
    """The headers that a program sees, in small letters."""
    return {name.lower(): value for name, value in given.items() if name.lower() not in _BY_HOP}


def led_on(wish: Wish, status: int, location: str | None, *, hops: int) -> Wish | None:
    """The next call where an answer leads elsewhere; None where it is the last (RFC 9110 §15.4). Raises TooManyRedirects."""
    if status not in _LED_ON or not location:
        return None
    if hops >= REDIRECTS_MAX:
        raise TooManyRedirects(redirects_max=REDIRECTS_MAX)
    url = urljoin(wish.url, location)
    becomes_get = status == _SEE_OTHER or (status in _MOVED and wish.method == "POST")
    method: Verb = "GET" if becomes_get and wish.method != "HEAD" else wish.method
    leaves = urlsplit(url)[:2] != urlsplit(wish.url)[:2]
    dropped = ({"content-type"} if becomes_get else set()) | ({"authorization"} if leaves else set())
    headers = {name: value for name, value in wish.headers.items() if name.lower() not in dropped}
    return Wish(url, method, headers, b"" if becomes_get else wish.body, wish.timeout_s)


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith(_OURS_BEGIN)
