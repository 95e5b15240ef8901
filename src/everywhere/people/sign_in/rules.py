"""Decisions about signing in: what a phone number and an e-mail address are, and what a code is worth."""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Collection
from datetime import timedelta

from everywhere.kernel.errors import Refusal
from everywhere.kernel.limits import Rate

CODE_LASTS = timedelta(minutes=10)
CODE_TRIES_MAX = 5
DEMO_CODE = "000000"

# With 5 tries a code and 20 tries an hour, a guesser of one handle needs two thousand days for an even chance.
_PER_HANDLE = (Rate("sign_in_codes", 5, 900), Rate("sign_in_codes_day", 20, 86_400))
_TRIES_PER_HANDLE = (Rate("sign_in_tries", 20, 3600),)
_PER_ADDRESS = (Rate("sign_in_codes_address", 100, 3600),)
_TRIES_PER_ADDRESS = (Rate("sign_in_tries_address", 300, 3600),)
# A demo's whole crowd signs in from one address, again and again, by a code that everybody knows.
_DEMO_FACTOR = 1000

_SEPARATORS = re.compile(r"[\s().\-]")
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(
    r"(?=.{3,254}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.ASCII,
)
_LOCAL_PART_MAX = 64


class PhoneNotUnderstood(Refusal):
    """What stands where a phone number should is none."""


class EmailNotUnderstood(Refusal):
    """What stands where an e-mail address should is none."""


class OneHandleNeeded(Refusal):
    """Neither or both of phone and e-mail were given."""


class CodeWrong(Refusal):
    """The code is not the one that was sent, was used, was tried too often, or is too old: all look alike."""


class HandleTaken(Refusal):
    """Another account signs in by this number or address; who shows its code may know that, and no more."""


class LastHandle(Refusal):
    """Nobody gives up the only handle by which they come in."""


class HandleKindKnown(Refusal):
    """The person signs in by another number, or by another address, already: one of each kind."""


class CodesNotSent(Refusal):
    """The installation has no way to send a code to this kind of handle."""


def handle_of(*, phone: str | None, email: str | None) -> str:
    """The handle in the one form in which it is kept: `phone:+8613800000000` or `email:li@example.org`."""
    if (phone is None) == (email is None):
        raise OneHandleNeeded(path="phone")
    return f"phone:{phone_of(phone)}" if phone is not None else f"email:{email_of(email or '')}"


def phone_of(text: str) -> str:
    """A phone number in E.164; eleven digits of a Chinese mobile need no country code. Raises PhoneNotUnderstood."""
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if _CHINESE_MOBILE.fullmatch(digits):
        digits = "+86" + digits
    is_odd_chinese = digits.startswith("+86") and not _CHINESE_MOBILE.fullmatch(digits[3:])
    if not _E164.fullmatch(digits) or is_odd_chinese:
        raise PhoneNotUnderstood(path="phone")
    return digits


def email_of(text: str) -> str:
    """An e-mail address in lower case. Raises EmailNotUnderstood."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    if not _EMAIL.fullmatch(address) or len(address.partition("@")[0]) > _LOCAL_PART_MAX:
        raise EmailNotUnderstood(path="email")
    return address


def in_place_of(handle: str, mine: Collection[str], *, may_replace: bool) -> str | None:
    """Which of a person's handles this one takes the place of, if any. Raises HandleKindKnown where it may not."""
    kind = handle.partition(":")[0]
    found = next((each for each in mine if each.startswith(f"{kind}:") and each != handle), None)
    if found is not None and not may_replace:
        raise HandleKindKnown(path=kind)
    return found


def to_drop(kind: str, mine: Collection[str]) -> str | None:
    """Which handle of this kind is dropped; None where there is none. Raises LastHandle for the only one."""
    found = next((each for each in mine if each.startswith(f"{kind}:")), None)
    if found is not None and len(mine) == 1:
        raise LastHandle
    return found


def masked(handle: str) -> str:
    """The handle for a log: enough to recognise one's own."""
    kind, _, text = handle.partition(":")
    return f"{kind}:{text[:3]}…{text[-2:]}"


def new_code() -> str:
    """Six digits by chance."""
    return f"{secrets.randbelow(1_000_000):06d}"


def hash_of(handle: str, code: str) -> bytes:
    """What is kept of a code. It takes some ms to compute, so that a stolen table cannot be searched within the code's life."""
    return hashlib.scrypt(code.encode(), salt=handle.encode(), n=2**11, r=8, p=1, dklen=32)


def is_same(a: bytes, b: bytes) -> bool:
    """Whether two hashes are equal, in a time that does not say where they differ."""
    return hmac.compare_digest(a, b)


def code_rates(*, demo: bool) -> tuple[tuple[Rate, ...], tuple[Rate, ...]]:
    """How often a code may be asked for: for one handle, and from one address."""
    return _scaled(_PER_HANDLE, demo=demo), _scaled(_PER_ADDRESS, demo=demo)


def try_rates(*, demo: bool) -> tuple[tuple[Rate, ...], tuple[Rate, ...]]:
    """How often a code may be tried: for one handle, and from one address."""
    return _scaled(_TRIES_PER_HANDLE, demo=demo), _scaled(_TRIES_PER_ADDRESS, demo=demo)


def _scaled(rates: tuple[Rate, ...], *, demo: bool) -> tuple[Rate, ...]:
    return tuple(Rate(rate.name, rate.limit * _DEMO_FACTOR, rate.per_s) for rate in rates) if demo else rates
