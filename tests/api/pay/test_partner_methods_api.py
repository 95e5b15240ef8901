"""Who may be given shares: named beforehand, by number or by name, and nobody else."""

from dataclasses import dataclass

import pytest

from support.openapi import Developer, developer
from support.world import Phone, World, sign_in

RELATION = "alipay.trade.royalty.relation."


@dataclass
class Scene:
    """A developer who sells, and a cook who is to have a share."""

    world: World
    shop: Developer
    cook: Phone
    number: str

    async def call(self, method: str, receivers: list[dict[str, str]], expect: str = "10000") -> dict:
        answer = await self.shop.call(RELATION + method, {"out_request_no": "r", "receiver_list": receivers})
        assert answer.get("sub_code", answer["code"]) == expect, answer
        return answer

    async def bound(self, **page: int) -> dict:
        return await self.shop.call(RELATION + "batchquery", {"out_request_no": "q", **page})

    @property
    def by_number(self) -> dict[str, str]:
        return {"type": "userId", "account": self.number, "memo": "cook"}


@pytest.fixture
async def scene(world: World) -> Scene:
    shop, cook = await developer(world), await sign_in(world, "cook@example.org")
    await cook("PATCH", "/api/me", {"name": "Wang"}, expect=200)
    return Scene(world, shop, cook, (await cook("GET", "/api/me/pay", expect=200))["number"])


async def test_partners_are_bound_once_listed_and_unbound(scene: Scene):
    by_logon = {"type": "loginName", "account": "cook@example.org", "name": "Wang"}
    for receivers in ([scene.by_number], [by_logon], [scene.by_number, by_logon]):
        assert (await scene.call("bind", receivers))["result_code"] == "SUCCESS"

    told = await scene.bound()
    assert (told["total_record_num"], [each["account"] for each in told["receiver_list"]]) == (1, [scene.number])
    await scene.call("unbind", [by_logon])
    await scene.call("unbind", [by_logon])

    assert (await scene.bound())["total_record_num"] == 0


@pytest.mark.once
async def test_who_is_no_partner_cannot_be_bound_and_nothing_changes(scene: Scene):
    seller = (await scene.shop.phone("PUT", "/api/me/pay/merchant", {"name": "Tea"}, expect=200))["number"]
    wrong = {
        "RECEIVER_LIST_EMPTY": [],
        "RECEIVER_LIST_OVERLOAD": [scene.by_number] * 21,
        "USER_NOT_EXIST": [scene.by_number, {**scene.by_number, "account": "2088000000000000"}],
        "INVALID_RECEIVER_TYPE": [scene.by_number, {"type": "cardAliasNo", "account": scene.number}],
        "USERNAME_NOT_MATCH": [scene.by_number, {"type": "loginName", "account": "cook@example.org", "name": "Li"}],
        "INVALID_PARAMETER": [scene.by_number, {**scene.by_number, "account": seller}],
    }
    for code, receivers in wrong.items():
        await scene.call("bind", receivers, expect=code)

    assert (await scene.bound())["total_record_num"] == 0


@pytest.mark.once
async def test_another_seller_has_partners_of_their_own(scene: Scene):
    await scene.call("bind", [scene.by_number])
    thief = await developer(scene.world, "thief@example.org", number=1)
    content = {"out_request_no": "r", "receiver_list": [scene.by_number]}

    assert (await thief.call(RELATION + "batchquery", {"out_request_no": "q"}))["total_record_num"] == 0
    assert (await thief.call(RELATION + "unbind", content))["code"] == "10000"
    assert (await scene.bound(page_num=1, page_size=1))["total_record_num"] == 1


async def test_nobody_who_is_not_bound_is_given_a_share(scene: Scene):
    buyer = await sign_in(scene.world, "buyer@example.org")
    await buyer("POST", "/api/wallet/top-ups", {"amount": {"minor": 5_000, "currency": "CNY"}}, expect=201)
    code = (await buyer("GET", "/api/me/pay/code", expect=200))["code"]
    order = {"out_trade_no": "p", "total_amount": "10.00", "subject": "tea", "scene": "bar_code", "auth_code": code}
    paid = await scene.shop.call("alipay.trade.pay", order)
    share = {"trans_in": "cook@example.org", "trans_in_type": "loginName", "trans_in_name": "Wang", "amount": "2.00"}
    asked = {"trade_no": paid["trade_no"], "out_request_no": "s", "royalty_parameters": [share]}

    refused = await scene.shop.call("alipay.trade.order.settle", asked)
    assert refused["sub_code"] == "ACQ.ROYALTY_RECEIVER_INVALID"
    assert (await scene.cook("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"] == 0
    await scene.call("bind", [scene.by_number])
    first = await scene.shop.call("alipay.trade.order.settle", asked)
    await scene.call("unbind", [scene.by_number])
    again = await scene.shop.call("alipay.trade.order.settle", asked)  # a repeat is answered though they are bound no more

    assert (first["code"], again["settle_no"]) == ("10000", first["settle_no"])
    assert (await scene.cook("GET", "/api/wallet", expect=200))["balances"][0]["available"]["minor"] == 200
