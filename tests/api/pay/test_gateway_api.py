"""The gateway by HTTP: both codecs carry out one handler, and every refusal is signed."""

import base64

from everywhere.pay.openapi.wire.certificates import rules as certificates
from support.openapi import certified, developer
from support.world import World

DOWNLOAD = "alipay.open.app.alipaycert.download"


async def test_a_method_answers_in_its_own_node_with_code_and_msg(world: World):
    made, files = await certified(world)
    sn = certificates.sn_of(certificates.loaded(files["platform_certificate"]))

    answer = await made.call(DOWNLOAD, {"alipay_cert_sn": sn})

    assert answer["code"] == "10000"
    assert base64.b64decode(answer["alipay_cert_content"]).decode() == files["platform_certificate"]


async def test_a_wrong_signature_is_told_the_string_that_was_verified(world: World):
    made = await developer(world)
    params = {**made.signed(DOWNLOAD, {"alipay_cert_sn": "茶/1"}), "version": "2.0"}

    answer = made.verified(await made.send(params), DOWNLOAD)

    assert (answer["code"], answer["sub_code"]) == ("40002", "isv.invalid-signature")
    assert answer["sub_msg"].endswith("&version=2.0")
