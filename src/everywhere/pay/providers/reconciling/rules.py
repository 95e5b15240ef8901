"""Read reports, find breaks, and say what the ledger does when a day is closed."""

import csv
import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from everywhere.kernel import ids
from everywhere.kernel.money import Money
from everywhere.pay.ledger.types import Account, Shard, Transfer, posted, shard_of
from everywhere.pay.providers.outside.types import Kind, ProviderName, bank_of, clearing_of, costs_of
from everywhere.pay.providers.reconciling.types import (
    Break,
    BreaksUnexplained,
    Day,
    DayClosed,
    DayNotImported,
    DayNotOver,
    Note,
    ReportLine,
    ReportUnreadable,
)
from everywhere.pay.providers.transits.rules import ZONE
from everywhere.pay.providers.transits.types import Transit

APART = timedelta(days=3)
"""By how many days report and books may date the same movement differently."""
REPORT_BYTES_MAX = 64_000_000
REPORTED: Mapping[ProviderName, frozenset[Kind]] = {
    "stripe": frozenset({"charge", "payout", "refund", "reversal", "chargeback", "chargeback_return"}),
    "alipay": frozenset({"charge", "refund"}),
    "cash": frozenset(),
}
"""What a provider's report tells of; what it does not tell of cannot be missing in it."""
_STRIPE_KINDS: Mapping[str, Kind] = {
    "charge": "charge",
    "payment": "charge",
    "refund": "refund",
    "payment_refund": "refund",
    "transfer": "payout",
    "transfer_reversal": "reversal",
    "dispute": "chargeback",
    "dispute_reversal": "chargeback_return",
}
_WITHOUT_CENTS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"}
)
_DETAIL = "业务明细.csv"
_SUMMARY_MARK = "汇总"
_END = "业务明细列表结束"
_ALIPAY_COLUMNS = ("支付宝交易号", "业务类型", "商家实收（元）", "退款批次号/请求号", "服务费（元）")
_ALIPAY_KINDS: Mapping[str, Kind] = {"交易": "charge", "退款": "refund"}
Found = tuple[list[ReportLine], int]


def read(provider: ProviderName, day: date, report: bytes) -> Found:
    """The lines of a provider's report, and how many others it has. Raises ReportUnreadable."""
    if len(report) > REPORT_BYTES_MAX:
        raise ReportUnreadable(reason="it is larger than 64 MB")
    try:
        return _of_alipay(day, report) if provider == "alipay" else _of_stripe(day, report)
    except (KeyError, ValueError, InvalidOperation, zipfile.BadZipFile, csv.Error) as error:
        raise ReportUnreadable(reason=str(error)[:200]) from error


def breaks(day: date, lines: Sequence[ReportLine], transits: Sequence[Transit], notes: Iterable[Note]) -> list[Break]:
    """Where a day's report and books part. Both reach over the days around it, since the two may date a movement differently."""
    said = {(each.kind, each.ref): each.note for each in notes}
    known = {(each.kind, each.report_ref): each for each in transits}
    reported = {(each.kind, each.ref) for each in lines}
    found = [part for line in lines if line.day == day for part in _parts(line, known.get((line.kind, line.ref)))]
    found += [
        Break("missing", each.report_ref, each.currency, _signed(each), None, each.person_id, each.id)
        for each in transits
        if each.booked_on == day and each.kind in REPORTED[each.provider] and (each.kind, each.report_ref) not in reported
    ]
    return [_noted(each, said.get((each.kind, each.ref), "")) for each in found]


def must_be_open(found: Day | None, *, closes: bool = False, now: datetime) -> Day | None:
    """Raise DayClosed; and where it is to be closed DayNotImported, DayNotOver."""
    if found is not None and found.closed_at is not None:
        raise DayClosed(day=found.day)
    if closes and found is None:
        raise DayNotImported
    if closes and found is not None and now.astimezone(ZONE).date() <= found.day:
        raise DayNotOver(day=found.day)
    return found


def must_be_explained(found: Sequence[Break]) -> None:
    """Raise BreaksUnexplained."""
    if count := sum(1 for each in found if not each.note):
        raise BreaksUnexplained(count=count)


def closing(
    provider: ProviderName, day: date, lines: Sequence[ReportLine], transits: Sequence[Transit]
) -> dict[Shard, list[Transfer]]:
    """What the ledger does when a day is closed: what the provider has confirmed is in its account here, less what it kept.

    Only what both sides know moves, as the books have it: a break stays on the clearing account until somebody mends it.
    """
    known = {(each.kind, each.report_ref): each for each in transits}
    sums: dict[tuple[Shard, str], list[int]] = defaultdict(lambda: [0, 0])
    beside: dict[Shard, Transit] = {}
    for line in lines:
        transit = known.get((line.kind, line.ref))
        if transit is not None and line.day == day and line.amount_minor == _signed(transit):
            shard = shard_of(transit.person_id)
            beside.setdefault(shard, transit)
            sums[shard, line.currency][0] += line.amount_minor
            sums[shard, line.currency][1] += line.fee_minor
    moves: dict[Shard, list[Transfer]] = defaultdict(list)
    for (shard, currency), (gross_minor, fee_minor) in sorted(sums.items()):
        person_id = beside[shard].person_id
        bank, clearing = bank_of(provider, currency, beside=person_id), clearing_of(provider, currency, beside=person_id)
        costs = costs_of(provider, currency, beside=person_id)
        moves[shard] += _moved("gross", provider, day, bank, clearing, gross_minor) + _moved(
            "fee", provider, day, costs, bank, fee_minor
        )
    return moves


def digest(lines: Sequence[ReportLine], found: Sequence[Break], before: bytes) -> bytes:
    """What a closed day is sealed by: its lines, what was said of its breaks, and the seal of the day closed before it."""
    told = [f"{each.kind}|{each.ref}|{each.amount_minor}|{each.fee_minor}|{each.currency}" for each in lines]
    told += [f"{each.kind}|{each.ref}|{each.expected_minor}|{each.reported_minor}|{each.note}" for each in found]
    return hashlib.blake2b(before + "\n".join(sorted(told)).encode(), digest_size=32).digest()


def _parts(line: ReportLine, transit: Transit | None) -> list[Break]:
    if transit is None:
        return [Break("extra", line.ref, line.currency, None, line.amount_minor)]
    whose = (transit.person_id, transit.id)
    found = []
    if (line.amount_minor, line.currency) != (_signed(transit), transit.currency):
        found.append(Break("amount", line.ref, line.currency, _signed(transit), line.amount_minor, *whose))
    if transit.fee_minor is not None and transit.fee_minor != line.fee_minor:
        found.append(Break("fee", line.ref, line.currency, transit.fee_minor, line.fee_minor, *whose))
    return found


def _noted(found: Break, note: str) -> Break:
    return Break(
        found.kind, found.ref, found.currency, found.expected_minor, found.reported_minor, found.person_id, found.transit_id, note
    )


def _signed(transit: Transit) -> int:
    return transit.amount_minor if transit.comes_in else -transit.amount_minor


def _moved(leg: str, provider: str, day: date, into: Account, out_of: Account, minor: int) -> list[Transfer]:
    if minor == 0:
        return []
    debit, credit = (into, out_of) if minor > 0 else (out_of, into)
    transfer_id = ids.derived_id("close", provider, day, into.shard, into.currency, leg)
    return [posted(transfer_id, debit, credit, Money(abs(minor), into.currency), purpose=f"close_{leg}")]


def _of_stripe(day: date, report: bytes) -> Found:
    rows = list(csv.DictReader(io.StringIO(report.decode("utf-8-sig"))))
    known = [row for row in rows if row["reporting_category"] in _STRIPE_KINDS]
    lines = []
    for row in known:
        currency = row["currency"].upper()
        kind = _STRIPE_KINDS[row["reporting_category"]]
        amount_minor, fee_minor = _minor(row["gross"], currency), _minor(row["fee"], currency)
        lines.append(ReportLine("stripe", day, kind, row["source_id"], amount_minor, fee_minor, currency))
    return lines, len(rows) - len(known)


def _of_alipay(day: date, report: bytes) -> Found:
    """The details of Alipay's ZIP, whose names and lines are in GBK; each cell may end with a tab."""
    with zipfile.ZipFile(io.BytesIO(report), metadata_encoding="gbk") as bundle:
        name = next((each for each in bundle.namelist() if each.endswith(_DETAIL) and _SUMMARY_MARK not in each), None)
        if name is None:
            raise ValueError(f"there is no {_DETAIL} in it")
        with bundle.open(name) as opened:
            text = opened.read(REPORT_BYTES_MAX).decode("gb18030")
    if _END not in text:
        raise ValueError("it ends too soon")
    kept = [line for line in text[: text.find(_END)].splitlines() if line and not line.startswith("#")]
    lines, passed_over = [], 0
    for row in csv.DictReader(kept):
        number, what, got, request, fee = (row[name].strip() for name in _ALIPAY_COLUMNS)
        kind = _ALIPAY_KINDS.get(what)
        if kind is None:
            passed_over += 1
            continue
        ref = request if kind == "refund" else number
        # Alipay writes its fee as what leaves the merchant: negative of a payment.
        lines.append(ReportLine("alipay", day, kind, ref, _minor(got, "CNY"), -_minor(fee, "CNY"), "CNY"))
    return lines, passed_over


def _minor(said: str, currency: str) -> int:
    minor = Decimal(said) * (1 if currency in _WITHOUT_CENTS else 100)
    if minor != minor.to_integral_value():
        raise ValueError(f"{said} {currency} is no amount")
    return int(minor)
