"""A bill as the files that accounting programs of merchants read.

Independent parsers agree on the form: GBK, CRLF, four lines before the head of the table, a tab behind every number, sums
below; in a ZIP whose file names are GBK too, without the flag that says UTF-8.
"""

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from everywhere.pay.bills.types import BillMalformed, Line, NoSuchBill, Span
from everywhere.pay.trades.rules import ZONE

READY_AT = time(9)
"""A day's bill is there on the morning after."""
_DAY, _MONTH = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{4}-\d{2}")
_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,"
    "集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
_SUMS_HEAD = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,卡消费金额（元）,服务费（元）,"
    "分润（元）,实收净额（元）"
)
_NOTHING = "0.00"
_RULE = "-" * 40


def span_of(text: str, *, now: datetime) -> Span:
    """The day (`2026-11-21`) or month (`2026-11`) of a bill. Raises BillMalformed, and NoSuchBill for one that is not over."""
    try:
        if _DAY.fullmatch(text):
            first = date.fromisoformat(text)
            last = first + timedelta(days=1)
        elif _MONTH.fullmatch(text):
            first = date.fromisoformat(f"{text}-01")
            last = (first + timedelta(days=31)).replace(day=1)
        else:
            raise BillMalformed
    except (ValueError, OverflowError) as error:
        raise BillMalformed from error
    if now < datetime.combine(last, READY_AT, ZONE):
        raise NoSuchBill
    return Span(datetime.combine(first, time(), ZONE), datetime.combine(last, time(), ZONE), text.replace("-", ""))


def zipped(number: str, span: Span, lines: Sequence[Line], *, now: datetime) -> bytes:
    """The two files of a bill, details and sums, in a ZIP."""
    files = {"业务明细": details(number, span, lines, now=now), "业务明细(汇总)": sums(number, span, lines, now=now)}
    return packed(number, span, files, now=now)


def packed(number: str, span: Span, files: Mapping[str, str], *, now: datetime) -> bytes:
    """Files by name in a ZIP, as accounting programs expect it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = _GbkName(f"{number}_{span.name}_{name}.csv", now.astimezone(ZONE).timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text.encode("gb18030"))
    return out.getvalue()


def details(number: str, span: Span, lines: Sequence[Line], *, now: datetime) -> str:
    """Every payment and refund."""
    paid, given = [each for each in lines if each.minor > 0], [each for each in lines if each.minor < 0]
    return "\r\n".join(
        [
            *heading("支付宝业务明细查询", number, span),
            f"#{_RULE}业务明细列表{_RULE}",
            _HEAD,
            *(_row(each) for each in lines),
            f"#{_RULE}业务明细列表结束{_RULE}",
            f"#交易合计：{len(paid)}笔，商家实收共{yuan(_sum(paid))}元，商家优惠共0.00元",
            f"#退款合计：{len(given)}笔，商家实收退款共{yuan(_sum(given))}元，商家优惠退款共0.00元",
            exported(now),
        ]
    )


def sums(number: str, span: Span, lines: Sequence[Line], *, now: datetime) -> str:
    """Payments and refunds of each store, and of all."""
    stores = sorted({each.store_id for each in lines})
    rows = [_sum_row(store, [each for each in lines if each.store_id == store]) for store in stores]
    return "\r\n".join(
        [
            *heading("支付宝业务汇总查询", number, span),
            f"#{_RULE}业务汇总列表{_RULE}",
            _SUMS_HEAD,
            *rows,
            _sum_row("合计", lines),
            f"#{_RULE}业务汇总列表结束{_RULE}",
            exported(now),
        ]
    )


def heading(title: str, number: str, span: Span) -> list[str]:
    """The lines above every file's table: what it is, whose, of when."""
    since, until = (f"{each.astimezone(ZONE):%Y年%m月%d日 %H:%M:%S}" for each in (span.since, span.until))
    return [f"#{title}", f"#账号：[{number}0156]", f"#起始日期：[{since}]   终止日期：[{until}]"]


def exported(now: datetime) -> str:
    """The line below every file."""
    return f"#导出时间：[{now.astimezone(ZONE):%Y年%m月%d日 %H:%M:%S}]"


def _row(line: Line) -> str:
    paid, shared = yuan(line.minor), yuan(-line.shared_minor)
    kind = "交易" if line.minor > 0 else "退款"
    created, done = (f"{each.astimezone(ZONE):%Y-%m-%d %H:%M:%S}" for each in (line.created_at, line.done_at))
    return cells(
        [
            *(
                f"{line.trade_no}\t",
                f"{line.out_trade_no}\t",
                kind,
                line.subject,
                created,
                done,
                line.store_id,
                "",
                line.operator_id,
            ),
            *(line.terminal_id, line.buyer, paid, paid, *[_NOTHING] * 5, "", _NOTHING, _NOTHING),
            *(f"{line.request_no}\t" if line.request_no else "", _NOTHING, shared, ""),
        ]
    )


def _sum_row(store: str, lines: Sequence[Line]) -> str:
    paid, given = [each for each in lines if each.minor > 0], [each for each in lines if each.minor < 0]
    minor, shared = _sum(lines), sum(each.shared_minor for each in lines)
    counts = (str(len(paid)), str(len(given)))
    return cells([store, "", *counts, yuan(minor), yuan(minor), *[_NOTHING] * 4, yuan(-shared), yuan(minor - shared)])


def _sum(lines: Sequence[Line]) -> int:
    return sum(each.minor for each in lines)


def cells(said: Sequence[str]) -> str:
    """A row, harmless to spreadsheets."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([_harmless(each) for each in said])
    return out.getvalue()


def _harmless(cell: str) -> str:
    # What a spreadsheet would take for a formula is text; sums are ours and may be negative.
    is_formula = cell[:1] in "=+@" if cell[:1] else False
    return f"'{cell}" if is_formula else cell


def yuan(minor: int) -> str:
    """`-1.00`."""
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


class _GbkName(zipfile.ZipInfo):
    """A file whose name is GBK; the library knows ASCII and UTF-8 only, and asks this method."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's name
        return self.filename.encode("gbk"), self.flag_bits
