"""Say a statement in words: as lines of CSV that a spreadsheet opens, and as what stands on a page."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from everywhere.kernel.catalogue import Language
from everywhere.pay.statements.types import Entry, SpanBackwards, Statement
from everywhere.pay.trades.receipts.types import Receipt

ZONE = ZoneInfo("Asia/Shanghai")
LINES_MAX = 5_000
PRINTED_MAX = 400
"""Lines of a PDF: each takes its twenty-five thousandths of a second to set."""
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "VND", "CLP", "XAF", "XOF", "XPF"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would compute instead of show."""
_WORDS: dict[str, tuple[str, str]] = {
    "statement_of_wallet": ("Statement of your balance", "余额对账单"),
    "statement_of_takings": ("Statement of your takings", "商家收款对账单"),
    "receipt": ("Receipt", "付款凭证"),
    "owner": ("Account of", "户名"),
    "span": ("From, to", "起止日期"),
    "currency": ("Currency", "币种"),
    "opening": ("Balance at the beginning", "期初余额"),
    "closing": ("Balance at the end", "期末余额"),
    "printed": ("Printed", "打印时间"),
    "at": ("Time", "时间"),
    "what": ("What", "类型"),
    "other": ("Other side", "对方"),
    "note": ("Note", "附言"),
    "amount": ("Amount", "金额"),
    "balance": ("Balance", "余额"),
    "number": ("Number", "流水号"),
    "merchant": ("Paid to", "收款方"),
    "subject": ("For", "商品"),
    "refunded": ("Of which given back", "其中已退款"),
    "trade_no": ("Trade number", "交易号"),
    "top_up": ("Put in", "充值"),
    "withdrawal": ("Taken out", "提现"),
    "top_up_refund": ("Given back to where it came from", "充值退回"),
    "withdrawal_reversal": ("Withdrawal taken back", "提现撤回"),
    "payment": ("Payment", "转账"),
    "hold": ("Held for a deal", "订单托管"),
    "deposit": ("Deposit held for a deal", "订单押金托管"),
    "deposit_back": ("Deposit returned", "押金退还"),
    "deposit_taken": ("Deposit of a deal, by its dispute", "争议划付押金"),
    "release": ("Paid by a deal", "订单放款"),
    "refund": ("Back from a deal", "订单退款"),
    "tip": ("Tip", "小费"),
    "return": ("Came back", "退回"),
    "trade": ("Paid to a merchant", "商家付款"),
    "trade_refund": ("Refund of a merchant", "商家退款"),
    "trade_settle": ("Share of a trade", "分账"),
    "remit": ("Remittance of a merchant", "商家转账"),
    "takings": ("Takings", "商家收款"),
}
_COLUMNS = ("at", "what", "other", "note", "amount", "balance", "number")
Facts = list[tuple[str, str]]


def must_go_forward(since: date, until: date) -> None:
    """Raise SpanBackwards."""
    if until < since:
        raise SpanBackwards(path="until")


def begins_at(day: date) -> datetime:
    """The first moment of a day."""
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


def ends_at(day: date) -> datetime:
    """The first moment after a day."""
    return begins_at(day + timedelta(days=1))


def said(word: str, language: Language) -> str:
    """A word of a statement in a language; a purpose that nobody has put into words as it is."""
    english, chinese = _WORDS.get(word, (word, word))
    return chinese if language == "zh-CN" else english


def amount(minor: int, currency: str) -> str:
    """`-12.34`."""
    if currency in _WITHOUT_CENTS:
        return str(minor)
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def columns(language: Language) -> list[str]:
    """The heads of the columns."""
    return [said(each, language) for each in _COLUMNS]


def cells(entry: Entry, currency: str, language: Language) -> list[str]:
    """A movement, column by column."""
    return [
        f"{entry.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}",
        said(entry.purpose, language),
        entry.other,
        entry.note,
        amount(entry.minor, currency),
        amount(entry.balance_minor, currency),
        entry.number,
    ]


def head(statement: Statement, language: Language, *, now: datetime) -> Facts:
    """What stands above the movements."""
    return [
        (said("owner", language), statement.owner),
        (said("span", language), f"{statement.since} – {statement.until}"),
        (said("currency", language), statement.currency),
        (said("opening", language), amount(statement.opening_minor, statement.currency)),
        (said("closing", language), amount(statement.closing_minor, statement.currency)),
        (said("printed", language), f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}"),
    ]


def of_receipt(receipt: Receipt, language: Language) -> Facts:
    """What stands on a receipt."""
    return [
        (said("merchant", language), receipt.merchant_name),
        (said("subject", language), receipt.subject),
        (said("amount", language), f"{amount(receipt.amount_minor, receipt.currency)} {receipt.currency}"),
        (said("refunded", language), f"{amount(receipt.refunded_minor, receipt.currency)} {receipt.currency}"),
        (said("at", language), f"{receipt.at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"),
        (said("trade_no", language), receipt.trade_no),
    ]


def as_csv(statement: Statement, language: Language, *, now: datetime) -> bytes:
    """UTF-8 with its mark, so that spreadsheets see the characters; texts of people never become formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([name, harmless(value)] for name, value in head(statement, language, now=now))
    writer.writerow([])
    writer.writerow(columns(language))
    for entry in statement.entries:
        at, what, other, note, moved, balance, number = cells(entry, statement.currency, language)
        writer.writerow([at, what, harmless(other), harmless(note), moved, balance, number])
    return out.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """A text that a spreadsheet shows and does not compute."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def widths(parts: Sequence[int], whole: float) -> list[float]:
    """The whole width shared out by parts."""
    return [whole * part / sum(parts) for part in parts]
