"""The gateway by HTTP: both codecs carry out one handler, and every refusal is signed."""

import base64
import json
import random
from urllib.parse import urlencode

import pytest

from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.pay.openapi.wire.cipher import rules as cipher
from everywhere.pay.openapi.wire.signing import rules as signing
from support.openapi import Developer, certified, developer, key_pair, public_of
from support.world import World

pytestmark = pytest.mark.once

DOWNLOAD = "alipay.open.app.alipaycert.download"
QUERY = "alipay.open.auth.token.app.query"
QUERY_V3 = "/v3/alipay/open/auth/token/app/query"
GARBAGE_COUNT = 60


async def test_a_method_answers_in_its_own_node_with_code_and_msg(world: World):
    made, files = await certified(world)
    sn = certificates.sn_of(certificates.loaded(files["platform_certificate"]))

    answer = await made.call(DOWNLOAD, {"alipay_cert_sn": sn})

    assert answer["code"] == "10000"
    assert base64.b64decode(answer["alipay_cert_content"]).decode() == files["platform_certificate"]


async def test_the_certificates_number_comes_to_who_asked_by_certificate_only(world: World):
    made, files = await certified(world)
    by_certificate = (await made.send(made.signed(DOWNLOAD, {}))).json()
    other = await developer(world, "other@example.org", number=1)
    by_key = (await other.send(other.signed(DOWNLOAD, {}))).json()

    assert list(by_certificate) == ["alipay_open_app_alipaycert_download_response", "alipay_cert_sn", "sign"]
    assert by_certificate["alipay_cert_sn"] == certificates.sn_of(certificates.loaded(files["platform_certificate"]))
    assert "alipay_cert_sn" not in by_key


async def test_a_wrong_signature_is_told_the_string_that_was_verified(world: World):
    made = await developer(world)
    params = {**made.signed(DOWNLOAD, {"alipay_cert_sn": "茶/1"}), "version": "2.0"}

    answer = made.verified(await made.send(params), DOWNLOAD)

    assert (answer["code"], answer["sub_code"]) == ("40002", "isv.invalid-signature")
    assert answer["sub_msg"].endswith("&version=2.0")


async def test_parameters_come_by_get_by_post_and_by_both(world: World):
    made = await developer(world)
    params = made.signed(DOWNLOAD, {"alipay_cert_sn": "x"})
    half = dict(list(params.items())[:4])
    rest = {name: value for name, value in params.items() if name not in half}
    form = {"Content-Type": "multipart/form-data; boundary=B"}
    parts = "".join(f'--B\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in rest.items())

    responses = [
        await made.client.get("/gateway.do", params=params),
        await made.client.post("/gateway.do", params=params),
        await made.client.post("/gateway.do", params=half, data=rest),
        await made.client.post("/gateway.do", params=half, content=f"{parts}--B--\r\n".encode(), headers=form),
    ]

    assert [made.verified(each, DOWNLOAD)["sub_code"] for each in responses] == ["CERT_NOT_EXIST"] * 4


@pytest.mark.parametrize("charset", ["utf-8", "GBK"])
async def test_answers_come_in_the_charset_of_the_request(world: World, charset: str):
    made = await developer(world)
    params = made.signed(DOWNLOAD, json.dumps({"alipay_cert_sn": "茶"}, ensure_ascii=False), charset=charset)

    response = await made.send(params, charset=charset)

    assert response.headers["content-type"] == f"text/html;charset={charset}"
    assert "证书不存在".encode(charset) in response.content
    assert made.verified(response, DOWNLOAD)["sub_code"] == "CERT_NOT_EXIST"
    assert response.headers["trace_id"]


@pytest.mark.parametrize(
    ("change", "sub_code"),
    [
        ({"app_id": ""}, "isv.missing-app-id"),
        ({"app_id": "2021000000000000"}, "isv.invalid-app-id"),
        ({"app_id": "\0"}, "isv.invalid-app-id"),
        ({"sign_type": ""}, "isv.missing-signature-type"),
        ({"sign_type": "RSA"}, "isv.invalid-signature-type"),
        ({"sign_type": "none"}, "isv.invalid-signature-type"),
        ({"sign": ""}, "isv.missing-signature"),
        ({"sign": "AAAA"}, "isv.invalid-signature"),
        ({"app_cert_sn": "x"}, "isv.cert-sn-mismatch"),
    ],
)
async def test_an_envelope_that_is_not_sound_is_refused_by_a_signed_answer(world: World, change: dict[str, str], sub_code: str):
    made = await developer(world)

    params = {**made.signed(DOWNLOAD, {}), **change}
    made.sign_type = "RSA" if params["sign_type"] == "RSA" else "RSA2"

    assert made.verified(await made.send(params), DOWNLOAD)["sub_code"] == sub_code


@pytest.mark.parametrize(
    ("change", "sub_code"),
    [
        ({"timestamp": ""}, "isv.missing-timestamp"),
        ({"timestamp": "yesterday"}, "isv.invalid-timestamp"),
        ({"version": ""}, "isv.missing-version"),
        ({"format": "xml"}, "isv.invalid-format"),
        ({"notify_url": "http://10.0.0.1/"}, "isv.invalid-parameter"),
        ({"biz_content": "[1]"}, "isv.invalid-parameter"),
        ({"app_auth_token": "x"}, "aop.invalid-app-auth-token"),
        ({"encrypt_type": "DES"}, "isv.invalid-encrypt-type"),
        ({"encrypt_type": "AES"}, "isv.decryption-error-unknown"),
    ],
)
async def test_a_signed_envelope_that_lacks_something_is_refused(world: World, change: dict[str, str], sub_code: str):
    made = await developer(world)

    assert (await made.call(DOWNLOAD, None, **change))["sub_code"] == sub_code


async def test_methods_that_are_not_here(world: World):
    made = await developer(world)
    known, unknown = "alipay.boss.fnc.invoice.apply", "alipay.boss.fnc.invoice.apply.twice"

    for method in (known, "alipay.user.agreement.agent.sign"):  # the second has no address in V3
        assert (await made.call(method, {}))["sub_code"] == "isv.insufficient-isv-permissions"
    for method, sub_code in ((unknown, "isv.invalid-method"), ("", "isv.missing-method")):
        answer = made.verified(await made.send(made.signed(method, {})), node="error_response")
        assert answer["sub_code"] == sub_code
    assert (await made.call_v3("POST", "/v3/alipay/boss/fnc/invoice/apply", {}, expect=403))[
        "code"
    ] == "insufficient-isv-permissions"
    assert (await made.call_v3("POST", "/v3/alipay/boss/fnc/nothing", {}, expect=400))["code"] == "invalid-method"


async def test_an_unknown_charset_is_refused(world: World):
    made = await developer(world)

    answer = made.verified(await made.send({**made.signed(DOWNLOAD, {}), "charset": "klingon"}), DOWNLOAD)

    assert answer["sub_code"] == "isv.invalid-charset"


async def test_sha1_is_taken_only_from_an_app_that_allows_it(world: World):
    made = await developer(world)
    made.sign_type = "RSA"
    refused = await made.call(DOWNLOAD, {})
    await made.phone("PATCH", f"/api/me/apps/{made.app_id}", {"sign_type": "RSA"}, expect=200)
    by_sha1 = await made.call(DOWNLOAD, {})
    made.sign_type = "RSA2"
    by_sha256 = await made.call(DOWNLOAD, {})

    assert refused["sub_code"] == "isv.invalid-signature-type"
    assert by_sha1["sub_code"] == by_sha256["sub_code"] == "CERT_NOT_EXIST"


async def test_an_old_key_is_refused_once_there_is_a_new_one(world: World):
    made = await developer(world)
    await made.phone("PUT", f"/api/me/apps/{made.app_id}/key", {"public_key": public_of(key_pair(1))}, expect=200)
    old = await made.call(DOWNLOAD, {})
    made.key = key_pair(1)

    assert old["sub_code"] == "isv.invalid-signature"
    assert (await made.call(DOWNLOAD, {}))["sub_code"] == "CERT_NOT_EXIST"


async def test_encrypted_content_is_answered_encrypted_and_signed_with_its_quotes(world: World):
    made = await developer(world)
    key = base64.b64decode((await made.phone("POST", f"/api/me/apps/{made.app_id}/aes-key", expect=201))["aes_key"])
    content = cipher.encrypted(key, b'{"app_auth_token":"x"}')

    answer = made.verified(await made.send(made.signed(QUERY, content, encrypt_type="AES")), QUERY)
    forgotten = await made.call(QUERY, content)
    wrong = await made.call(QUERY, cipher.encrypted(bytes(16), b"{}"), encrypt_type="AES")
    by_v3 = {"content-type": "text/plain", "alipay-encrypt-type": "AES"}
    refused = await made.call_v3("POST", "/v3/alipay/open/auth/token/app", content, expect=400, **by_v3)

    assert json.loads(cipher.decrypted(key, str(answer)))["sub_code"] == "aop.invalid-app-auth-token"
    assert forgotten["sub_code"] == "isv.decryption-error-missing-encrypt-type"
    assert wrong["sub_code"] == "isv.decryption-error-unknown"
    assert refused["code"] == "grant-type-invalid"


async def test_v3_answers_bare_and_signed_with_refusals_by_status(world: World):
    made, files = await certified(world)
    answer = await made.call_v3("GET", QUERY_V3, query={"app_auth_token": "a b/茶"}, expect=401)
    response = await made.client.get(QUERY_V3, headers={"authorization": "Bearer x"})
    said = f"app_id={made.app_id},app_cert_sn={made.extra['app_cert_sn']},nonce=1,timestamp=2"
    signature = signing.signed(made.key, f"{said}\nPOST\n{QUERY_V3}\n\n".encode(), "RSA2")
    header = {"authorization": f"ALIPAY-SHA256withRSA {said},sign={signature}"}
    other_bytes = await made.client.get(QUERY_V3, headers=header)

    assert answer["code"] == "invalid-app-auth-token"
    assert (response.status_code, response.json()["code"]) == (401, "missing-signature")
    assert (other_bytes.status_code, other_bytes.json()["code"]) == (401, "invalid-signature")
    assert other_bytes.headers["alipay-sn"] == certificates.sn_of(certificates.loaded(files["platform_certificate"]))


async def test_v3_signs_the_data_of_a_form_with_files(world: World):
    made = await developer(world)
    path, data = "/v3/alipay/open/auth/token/app", '{"grant_type":"authorization_code","code":"茶"}'
    said = f"app_id={made.app_id},nonce=1,timestamp=2"
    signature = signing.signed(made.key, f"{said}\nPOST\n{path}\n{data}\n".encode(), "RSA2")
    headers = {"authorization": f"ALIPAY-SHA256withRSA {said},sign={signature}"}
    files = {"data": (None, data, "application/json"), "picture": ("a.png", b"\x89PNG", "image/png")}

    response = await made.client.post(path, files=files, headers=headers)

    assert (response.status_code, response.json()["code"]) == (400, "code-invalid")


async def test_whatever_is_sent_the_answer_is_signed_and_200(world: World):
    made = await developer(world)
    chance = random.Random(5)
    params = made.signed(DOWNLOAD, {"alipay_cert_sn": "x"})
    for _ in range(GARBAGE_COUNT):
        spoilt = dict(params)
        for name in chance.sample(sorted(params), chance.randint(1, 3)):
            spoilt[name] = chance.choice(["", "\0", "é" * 50, "%", "{" * 2000, "2021000000000000", "RSA", "GBK", "😀", "AES"])
        raw = urlencode(spoilt).encode() + chance.randbytes(chance.randint(0, 20))
        response = await made.client.post("/gateway.do", content=raw, headers={"Content-Type": "application/x-www-form-urlencoded"})
        assert await signed(made, response.content), response.content


async def signed(made: Developer, raw: bytes) -> bool:
    content, _, rest = raw.partition(b":")[2].rpartition(b',"sign":"')
    signature = rest.removesuffix(b'"}').decode()
    content = content.partition(b',"alipay_cert_sn":')[0]
    return any(signing.is_signed(made.platform_key, content, signature, kind) for kind in ("RSA2", "RSA"))
