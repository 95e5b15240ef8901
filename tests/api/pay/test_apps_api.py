"""Apps of developers by HTTP: made, given keys, set up, closed; nobody else's business."""

import base64
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from everywhere.kernel import outbox
from everywhere.kernel.secrets import Secrets
from everywhere.pay.openapi.platform import rules as platform_rules
from everywhere.pay.openapi.platform import store as platform_store
from everywhere.pay.openapi.platform.actions import Platform
from everywhere.pay.openapi.wire.certificates import rules as certificates
from everywhere.people.types import PersonErased
from support.openapi import certified, developer, key_pair, public_of, request_of
from support.world import World, sign_in

pytestmark = pytest.mark.once


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


async def test_an_app_has_sixteen_digits_and_cannot_call_before_it_has_a_key(world: World):
    made = await developer(world)
    bare = await made.phone("POST", "/api/me/apps", {"name": "Second"}, expect=201)
    made.app_id = bare["app_id"]

    assert (len(bare["app_id"]), bare["app_id"].isdigit(), bare["public_key"]) == (16, True, None)
    assert (await made.call("alipay.user.info.share"))["sub_code"] == "isv.missing-signature-key"
    assert len((await made.phone("GET", "/api/me/apps", expect=200))["items"]) == 2


async def test_making_one_again_with_the_same_key_of_idempotency_makes_one(world: World):
    phone = await sign_in(world, "dev@example.org")
    key = {"Idempotency-Key": "k"}
    first, again = [await phone("POST", "/api/me/apps", {"name": "Shop"}, headers=key, expect=201) for _ in range(2)]

    assert first == again


async def test_keys_that_do_not_fit_are_refused_and_change_nothing(world: World):
    made = await developer(world)
    path = f"/api/me/apps/{made.app_id}"
    before = await made.phone("GET", path, expect=200)
    unfit = [
        "no key",
        pem(rsa.generate_private_key(65_537, 1024)),  # noqa: S505 - that it is weak is the point
        pem(ec.generate_private_key(ec.SECP256R1())),
        before["platform_public_key"],
    ]

    for text in unfit:
        answer = await made.phone("PUT", f"{path}/key", {"public_key": text}, expect=422)
        assert answer["code"] == "key_unfit"
    refused = await made.phone("PUT", f"{path}/certificate", {"request": "no request"}, expect=422)

    assert refused["code"] == "signing_request_unfit"
    assert await made.phone("GET", path, expect=200) == before
    assert (await made.phone("GET", f"{path}/certificates", expect=409))["code"] == "no_certificate"


async def test_certificates_are_as_the_sdks_want_them(world: World):
    made, files = await certified(world)
    app, platform = (certificates.loaded(files[name]) for name in ("app_certificate", "platform_certificate"))

    issuers = {each.issuer.rfc4514_string() for each in (app, platform)}
    assert issuers == {"CN=Everywhere Open Platform Root,OU=Certification Authority,O=Everywhere,C=CN"}
    assert certificates.sn_of(app) == made.extra["app_cert_sn"]
    assert files["root_certificates"].split("\n\n") == [files["root_certificates"]]
    root = certificates.loaded(files["root_certificates"])
    for each in (app, platform, root):
        each.verify_directly_issued_by(root)


async def test_going_back_to_a_key_ends_the_certificate(world: World):
    made, _ = await certified(world)
    await made.phone("PUT", f"/api/me/apps/{made.app_id}/key", {"public_key": public_of(key_pair(1))}, expect=200)

    assert (await made.call("alipay.user.info.share"))["sub_code"] == "isv.cert-sn-mismatch"
    made.extra, made.key = {}, key_pair(1)
    assert (await made.call("alipay.user.info.share"))["sub_code"] == "aop.invalid-auth-token"


@pytest.mark.parametrize("url", ["http://127.0.0.1/x", "http://10.0.0.8/", "http://db.internal/", "ftp://shop.example.org/"])
async def test_an_address_that_may_not_be_called_is_refused(world: World, url: str):
    made = await developer(world)
    path = f"/api/me/apps/{made.app_id}"

    answer = await made.phone("PATCH", path, {"name": "New", "notify_url": url}, expect=422)

    assert (answer["code"], answer["path"]) == ("address_unfit", "notify_url")
    assert (await made.phone("GET", path, expect=200))["name"] == "Tea shop"


async def test_nobody_else_sees_or_changes_an_app(world: World):
    made = await developer(world)
    other = await sign_in(world, "other@example.org")
    path = f"/api/me/apps/{made.app_id}"
    tries = [
        ("GET", path, None),
        ("PATCH", path, {"name": "Mine"}),
        ("PUT", f"{path}/key", {"public_key": public_of(key_pair(1))}),
        ("PUT", f"{path}/certificate", {"request": request_of(key_pair(1))}),
        ("GET", f"{path}/certificates", None),
        ("POST", f"{path}/aes-key", None),
        ("DELETE", f"{path}/aes-key", None),
        ("DELETE", path, None),
    ]

    assert [(await other(verb, where, body)).status_code for verb, where, body in tries] == [404] * len(tries)
    assert (await made.call("alipay.user.info.share"))["sub_code"] == "aop.invalid-auth-token"


async def test_a_change_that_was_made_on_an_older_version_is_refused(world: World):
    made = await developer(world)
    path = f"/api/me/apps/{made.app_id}"
    tag = (await made.phone("GET", path)).headers["etag"]
    await made.phone("PATCH", path, {"name": "One"}, headers={"If-Match": tag}, expect=200)

    assert (await made.phone("PATCH", path, {"name": "Two"}, headers={"If-Match": tag})).status_code in (409, 412)
    assert (await made.phone("GET", path, expect=200))["name"] == "One"


async def test_a_closed_app_calls_no_more_and_twenty_are_enough(world: World):
    made = await developer(world)
    for number in range(19):
        await made.phone("POST", "/api/me/apps", {"name": f"App {number}"}, expect=201)
    assert (await made.phone("POST", "/api/me/apps", {"name": "More"}, expect=409))["code"] == "too_many_apps"

    await made.phone("DELETE", f"/api/me/apps/{made.app_id}", expect=204)

    assert (await made.call("alipay.user.info.share"))["sub_code"] == "isv.invalid-app-id"
    await made.phone("POST", "/api/me/apps", {"name": "More"}, expect=201)


async def test_the_apps_of_somebody_who_is_erased_call_no_more(world: World):
    made = await developer(world)
    gone = PersonErased(UUID(made.phone.person_id))
    await world.db.transact(lambda tx: outbox.emit(tx, gone))
    await world.settle()

    assert (await made.call("alipay.user.info.share"))["sub_code"] == "isv.invalid-app-id"


async def test_private_keys_lie_sealed_and_another_secret_does_not_open_them(world: World):
    await developer(world)
    async with world.db.read() as tx:
        kept = await platform_store.kept(tx)
    held = (await world.app.state.platform.keys()).signing
    der = held.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    assert all(der[40:72] not in each.sealed and b"PRIVATE" not in each.pem.encode() for each in kept)
    with pytest.raises(platform_rules.Unreadable):
        await Platform(world.db, Secrets(bytes(32)), world.clock).keys()
    same = await Platform(world.db, world.app.state.secrets, world.clock).keys()
    assert same.sn == (await world.app.state.platform.keys()).sn


async def test_an_aes_key_lies_sealed(world: World):
    made = await developer(world)
    key = (await made.phone("POST", f"/api/me/apps/{made.app_id}/aes-key", expect=201))["aes_key"]
    kept = await world.db.pool.fetchval("SELECT aes_key FROM open_app WHERE app_id = $1", made.app_id)

    assert len(base64.b64decode(key)) == 16
    assert base64.b64decode(key) not in kept
    await made.phone("DELETE", f"/api/me/apps/{made.app_id}/aes-key", expect=204)
    assert (await made.phone("GET", f"/api/me/apps/{made.app_id}", expect=200))["has_aes_key"] is False
