"""The codecs of the Open API: what goes in comes out, in every charset, and nothing that is sent breaks them."""

import contextlib
import json
from urllib.parse import quote_plus

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from everywhere.pay.openapi.methods import rules as methods
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.signing import rules as signing
from everywhere.pay.openapi.wire.types import Asked, Failed, refused
from everywhere.pay.openapi.wire.v2 import rules as v2
from everywhere.pay.openapi.wire.v3 import rules as v3
from support.openapi import key_pair, public_of

UNHURRIED = settings(deadline=None, max_examples=60)
"""A busy machine is no fault of the code."""
CHARSETS = ("utf-8", "GBK", "gb2312", "GB18030")
TEXT = st.text(st.characters(blacklist_categories=["Cs"], min_codepoint=1), max_size=30)
NAMES = st.text(st.characters(whitelist_categories=["Ll"], max_codepoint=127), min_size=1, max_size=8).filter(
    lambda name: name not in ("sign", "charset")
)
PARAMS = st.dictionaries(NAMES, TEXT, max_size=8)


def encoded(params: dict[str, str], codec: str) -> bytes:
    return "&".join(f"{name}={quote_plus(value.encode(codec))}" for name, value in params.items()).encode()


def counted_by_braces(raw: str, node: str) -> str:
    """What one client takes for the signed part: it counts braces without regard to strings."""
    start = raw.index("{", raw.index(node))
    balance = 0
    for at in range(start, len(raw)):
        balance += {"{": 1, "}": -1}.get(raw[at], 0)
        if balance == 0:
            return raw[start : at + 1]
    return ""


@UNHURRIED
@given(PARAMS, st.sampled_from(["utf-8", "GB18030"]))
def test_parameters_are_read_as_they_were_sent_from_query_and_body(params: dict[str, str], charset: str):
    half = dict(list(params.items())[::2])
    rest = {name: value for name, value in params.items() if name not in half}
    query = encoded({"charset": charset}, "ascii") + b"&" + encoded(half, charset)

    found = v2.read(query, "application/x-www-form-urlencoded;charset=utf-8", encoded(rest, charset))

    assert found.params == {"charset": charset, **params}
    assert found.charset.name == charset


def test_the_last_of_a_name_counts_and_the_body_comes_last():
    found = v2.read(b"charset=gbk&a=1&a=2&b=1", "application/x-www-form-urlencoded", b"b=2&charset=utf-8&c=%E8%8C%B6")

    assert found.params == {"charset": "utf-8", "a": "2", "b": "2", "c": "茶"}


@UNHURRIED
@given(st.binary(max_size=200), st.text(max_size=60), st.binary(max_size=400))
def test_nothing_that_is_sent_breaks_the_reader(query: bytes, content_type: str, body: bytes):
    found = v2.read(query, content_type, body)

    assert all(v2.signed_bytes(string, found.charset) is not None for string in v2.sign_strings(found.params))


@UNHURRIED
@given(st.binary(max_size=300))
def test_no_form_with_files_breaks_the_reader(body: bytes):
    part = b'--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'

    assert v2.read(b"", "multipart/form-data; boundary=B", part + b"--B" + body).get("b") == ""


def test_sign_strings_are_those_of_java_of_the_official_python_sdk_and_of_php():
    params = {"b": "2", "a": "@file", "empty": "", "blank": " ", "sign": "x"}

    assert v2.sign_strings(params) == ["a=@file&b=2&blank= ", "a=@file&b=2&blank= &empty=", "b=2"]


@UNHURRIED
@given(st.dictionaries(NAMES, TEXT, max_size=6), st.sampled_from(CHARSETS))
def test_an_answer_is_compact_read_back_whole_and_its_braces_are_balanced_in_every_charset(fields: dict[str, str], charset: str):
    known = v2.charset_of(charset)
    assert known is not None

    written = v2.written(fields, known)
    body = v2.enveloped("x_response", written, "AAAA", cert_sn="00").decode(charset)

    assert body.startswith('{"x_response":{')
    assert json.loads(body) == {"x_response": fields, "alipay_cert_sn": "00", "sign": "AAAA"}
    assert counted_by_braces(body, "x_response") == written.decode(charset)
    assert b"/" not in written.replace(b"\\/", b"")


def test_only_unbalanced_braces_are_escaped_and_characters_stay_as_they_are():
    written = v2.written({"a": "茶{1}/😀", "b": "un{b", "c": "}{", "d": '},"sign":"'}, v2.UTF_8)

    assert written.decode() == ('{"a":"茶{1}\\/😀","b":"un\\u007bb","c":"\\u007d\\u007b","d":"\\u007d,\\"sign\\":\\""}')


def test_what_a_charset_cannot_write_is_escaped():
    gbk = v2.charset_of("GBK")
    assert gbk is not None

    assert v2.written({"a": "茶😀"}, gbk) == '{"a":"茶\\ud83d\\ude00"}'.encode("gbk")


@UNHURRIED
@given(st.binary(max_size=200))
def test_what_is_encrypted_is_decrypted(content: bytes):
    key = bytes(range(16))

    assert cipher.decrypted(key, cipher.encrypted(key, content)) == content


@UNHURRIED
@given(st.text(max_size=80))
def test_what_is_no_ciphertext_is_refused(text: str):
    with pytest.raises(ValueError, match=r".*"):
        cipher.decrypted(bytes(16), text)


@UNHURRIED
@given(st.binary(max_size=100), st.sampled_from(["RSA2", "RSA"]))
def test_a_signature_fits_its_bytes_and_no_others(message: bytes, sign_type):
    key = key_pair()
    public = signing.read_public_key(public_of(key))
    signature = signing.signed(key, message, sign_type)

    assert signing.is_signed(public, message, signature, sign_type)
    assert not signing.is_signed(public, message + b" ", signature, sign_type)
    assert not signing.is_signed(public, message, signature, "RSA" if sign_type == "RSA2" else "RSA2")
    assert not signing.is_signed(signing.read_public_key(public_of(key_pair(1))), message, signature, sign_type)


@UNHURRIED
@given(st.text(max_size=100))
def test_what_is_no_base64_is_no_signature(signature: str):
    assert not signing.is_signed(signing.read_public_key(public_of(key_pair())), b"", signature, "RSA2")


def test_keys_are_read_with_and_without_their_lines():
    pem = public_of(key_pair())
    bare = "".join(pem.splitlines()[1:-1])

    assert signing.read_public_key(pem) == signing.read_public_key(bare)
    assert signing.bare(signing.read_public_key(pem)) == bare


class Amounts(Asked, frozen=True):
    amount: str = ""
    count: int = 0
    names: tuple[str, ...] = ()


@pytest.mark.parametrize(
    "text", ['{"amount":1.10}', '{"amount":"1.10"}', '{"amount":1.10,"count":"0","more":{}}', '{"amount":"\\u0031.10"}']
)
def test_numbers_keep_the_text_that_was_sent(text: str):
    assert methods.asked(Amounts, methods.content(text)) == Amounts(amount="1.10")


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "1",
        "{",
        '{"a":NaN}',
        '{"a":"\\ud800"}',
        '{"a":"\\u0000"}',
        '{"count":"x"}',
        '{"names":"x"}',
        "[" * 100_000,
        "{" + " " * 1_000_001,
    ],
)
def test_content_that_cannot_be_used_is_refused_as_an_invalid_parameter(text: str):
    with pytest.raises(Failed) as refusal:
        methods.asked(Amounts, methods.content(text))

    assert (refusal.value.code, refusal.value.sub_code) == ("40002", "isv.invalid-parameter")


@UNHURRIED
@given(st.text(max_size=200))
def test_no_content_breaks_the_reader(text: str):
    with contextlib.suppress(Failed):
        methods.asked(Amounts, methods.content(text))


@UNHURRIED
@given(st.text(max_size=200))
def test_no_authorization_header_breaks_the_reader(header: str):
    v3.authorization(f"{v3.SCHEME} {header}")
    v3.authorization(header)


def test_an_authorization_header_is_taken_apart_with_whatever_it_says_besides():
    found = v3.authorization(f"{v3.SCHEME} app_id=1,app_cert_sn=c,nonce=n,timestamp=2,extra=x=y,sign=ab=,sign=cd==")

    assert found is not None
    assert (found.app_id, found.app_cert_sn, found.signature) == ("1", "c", "cd==")
    assert found.said == "app_id=1,app_cert_sn=c,nonce=n,timestamp=2,extra=x=y,sign=ab="


@pytest.mark.parametrize(
    ("sub_code", "code", "status"),
    [
        ("isv.invalid-signature", "invalid-signature", 401),
        ("aop.invalid-auth-token", "invalid-auth-token", 401),
        ("isv.invalid-method", "invalid-method", 400),
        ("isv.insufficient-isv-permissions", "insufficient-isv-permissions", 403),
        ("isp.unknow-error", "unknow-error", 500),
        ("isv.app-call-limited", "app-call-limited", 429),
    ],
)
def test_v3_says_the_gateways_codes_without_their_prefix(sub_code: str, code: str, status: int):
    failed = refused(sub_code, string="", reason="")

    assert (v3.refusal(failed, link="/")["code"], v3.status_of(failed)) == (code, status)


def test_v3_keeps_the_codes_of_business():
    failed = Failed("ACQ.TRADE_NOT_EXIST", "交易不存在", answer=msgspec.defstruct("A", [("refund_fee", str)])("0.00"))

    assert v3.refusal(failed, link="/l") == {
        "code": "ACQ.TRADE_NOT_EXIST",
        "message": "交易不存在",
        "links": [{"link": "/l", "desc": "解决方案"}],
        "refund_fee": "0.00",
    }
    assert v3.status_of(failed) == 400


def test_every_method_of_the_v3_list_is_known_by_its_v2_name():
    assert methods.known()["alipay.trade.query"] == ("POST", "/v3/alipay/trade/query")
    assert len(methods.known()) > 650
