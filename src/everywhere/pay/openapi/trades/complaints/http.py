"""Methods of complaints (`alipay.merchant.tradecomplain.…`)."""

import math

from everywhere.pay.complaints import actions as complaints
from everywhere.pay.complaints.types import Move
from everywhere.pay.openapi.methods.actions import Call, Method
from everywhere.pay.openapi.trades.complaints import rules
from everywhere.pay.openapi.trades.complaints.types import (
    ComplaintInfo,
    ComplaintList,
    Done,
    FeedbackAsked,
    Listed,
    Named,
    ReplyAsked,
    SupplementAsked,
)
from everywhere.pay.openapi.trades.words import rules as words
from everywhere.pay.trades import actions as trades

_PAGE_MAX = 100
_V3 = "/v3/alipay/merchant/tradecomplain"


async def batchquery(call: Call, asked: Listed) -> ComplaintList:
    """What buyers complain of, the newest first."""
    if asked.status not in ("", *rules.STATUS.values()):
        raise words.invalid("status", sub_code=rules.INVALID)
    since = words.time(asked.begin_time, "begin_time") if asked.begin_time else None
    until = words.time(asked.end_time, "end_time") if asked.end_time else None
    app_id, size = call.app.app_id, min(asked.page_size, _PAGE_MAX)
    async with call.db.read(newest=True) as tx:
        found = await complaints.of_seller(tx, call.seller_id, app_id=app_id, since=since, until=until, now=call.now)
        wanted = [each for each in found if asked.status in ("", rules.STATUS[each.stage])]
        page = wanted[(asked.page_num - 1) * size :][:size]
        about = await trades.read_some(tx, [(each.seller_id, each.trade_no) for each in page], now=call.now)
    return ComplaintList(
        page_num=asked.page_num,
        page_size=size,
        total_num=len(wanted),
        total_page_num=math.ceil(len(wanted) / size),
        trade_complain_infos=[rules.info(each, about[each.trade_id]) for each in page],
    )


async def query(call: Call, asked: Named) -> ComplaintInfo:
    """A complaint, with what was said."""
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await complaints.get(tx, call.seller_id, asked.complain_event_id, app_id=call.app.app_id, now=call.now)
            trade = await trades.get(tx, found.seller_id, found.trade_no, now=call.now)
            return rules.info(found, trade, await complaints.words_of(tx, found))


async def reply(call: Call, asked: ReplyAsked) -> Done:
    """Say something to the buyer."""
    return await _said(call, asked, "reply", rules.text(asked.reply_content, "reply", asked.reply_images))


async def feedback(call: Call, asked: FeedbackAsked) -> Done:
    """Answer: it is the buyer's turn to say whether they are content."""
    said = rules.text(asked.feedback_content, "feedback", asked.feedback_images)
    return await _said(call, asked, "answer", rules.feedback(asked.feedback_code, said))


async def supplement(call: Call, asked: SupplementAsked) -> Done:
    """Show something to the operator who looks at it."""
    return await _said(call, asked, "supplement", rules.text(asked.supplement_content, "supplement", asked.supplement_images))


METHODS = [
    Method("alipay.merchant.tradecomplain.batchquery", "B", Listed, ComplaintList, batchquery),
    Method("alipay.merchant.tradecomplain.query", "B", Named, ComplaintInfo, query, v3=("GET", f"{_V3}/{{complain_event_id}}")),
    Method("alipay.merchant.tradecomplain.reply.submit", "B", ReplyAsked, Done, reply, v3=("POST", f"{_V3}/reply")),
    Method(
        "alipay.merchant.tradecomplain.feedback.submit",
        "B",
        FeedbackAsked,
        Done,
        feedback,
        v3=("POST", f"{_V3}/feedback"),
        is_flat=True,
    ),
    Method(
        "alipay.merchant.tradecomplain.supplement.submit", "B", SupplementAsked, Done, supplement, v3=("POST", f"{_V3}/supplement")
    ),
]


async def _said(call: Call, asked: Named, move: Move, text: str) -> Done:
    with words.spoken(rules.WORDS):
        async with call.db.read(newest=True) as tx:
            found = await complaints.get(tx, call.seller_id, asked.complain_event_id, app_id=call.app.app_id, now=call.now)
        await call.db.transact(lambda tx: complaints.say(tx, found, "seller", move, text, now=call.now))
    return Done()
