"""A merchant's account as the files that accounting programs read (`signcustomer`): the form is that of the bill of trades."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from everywhere.pay.bills import rules as bills
from everywhere.pay.bills.account.types import Entry
from everywhere.pay.bills.types import Span
from everywhere.pay.trades.rules import ZONE

_HEAD = "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注"
_SUMS_HEAD = "业务类型,收入笔数,收入金额（+元）,支出笔数,支出金额（-元）,净额（元）"
_RULE = "-" * 40
_CHANNEL = "支付宝"
_OTHER = "其它"
_KINDS: Mapping[str, str] = {
    "trade": "交易付款",
    "trade_refund": "交易退款",
    "trade_settle": "交易分账",
    "remit": "转账",
    "takings": "提现",
}


def zipped(number: str, span: Span, entries: Sequence[Entry], *, now: datetime) -> bytes:
    """The two files, details and sums, in a ZIP."""
    files = {"账务明细": details(number, span, entries, now=now), "账务明细(汇总)": sums(number, span, entries, now=now)}
    return bills.packed(number, span, files, now=now)


def details(number: str, span: Span, entries: Sequence[Entry], *, now: datetime) -> str:
    """Every movement."""
    came, went = _parts(entries)
    return "\r\n".join(
        [
            *bills.heading("支付宝账务明细查询", number, span),
            f"#{_RULE}账务明细列表{_RULE}",
            _HEAD,
            *(_row(each) for each in entries),
            f"#{_RULE}账务明细列表结束{_RULE}",
            f"#支出合计：{len(went)}笔，共{bills.yuan(_sum(went))}元",
            f"#收入合计：{len(came)}笔，共{bills.yuan(_sum(came))}元",
            bills.exported(now),
        ]
    )


def sums(number: str, span: Span, entries: Sequence[Entry], *, now: datetime) -> str:
    """What came and went by each kind of business, and in all."""
    kinds = sorted({_kind(each) for each in entries})
    return "\r\n".join(
        [
            *bills.heading("支付宝账务汇总查询", number, span),
            f"#{_RULE}账务汇总列表{_RULE}",
            _SUMS_HEAD,
            *(_sum_row(kind, [each for each in entries if _kind(each) == kind]) for kind in kinds),
            _sum_row("合计", entries),
            f"#{_RULE}账务汇总列表结束{_RULE}",
            bills.exported(now),
        ]
    )


def _row(entry: Entry) -> str:
    came, went = max(entry.minor, 0), min(entry.minor, 0)
    return bills.cells(
        [
            *(f"{entry.number}\t", f"{entry.trade_no}\t", f"{entry.out_trade_no}\t"),
            *(entry.subject, f"{entry.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}", entry.other),
            *(bills.yuan(came), bills.yuan(went), bills.yuan(entry.balance_minor), _CHANNEL, _kind(entry), ""),
        ]
    )


def _sum_row(kind: str, entries: Sequence[Entry]) -> str:
    came, went = _parts(entries)
    counted = (str(len(came)), bills.yuan(_sum(came)), str(len(went)), bills.yuan(_sum(went)))
    return bills.cells([kind, *counted, bills.yuan(_sum(entries))])


def _parts(entries: Sequence[Entry]) -> tuple[list[Entry], list[Entry]]:
    return [each for each in entries if each.minor > 0], [each for each in entries if each.minor < 0]


def _kind(entry: Entry) -> str:
    return _KINDS.get(entry.purpose, _OTHER)


def _sum(entries: Sequence[Entry]) -> int:
    return sum(each.minor for each in entries)
