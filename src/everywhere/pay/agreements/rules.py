"""What may be charged by an agreement, and when.

offered → normal → ended
↓
ended (nobody said yes in time)
"""

import calendar
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from everywhere.kernel.money import Money
from everywhere.pay.agreements.types import (
    Agreement,
    AgreementMalformed,
    AgreementNotNormal,
    AgreementOfAnother,
    AgreementSigned,
    ChargedTooEarly,
    ChargedTooMuch,
    ChargedTooOften,
    ChargeTooLarge,
    Rhythm,
    Terms,
)
from everywhere.pay.trades.rules import ZONE

OFFERED_FOR = timedelta(hours=2)
SINGLE_MAX_MINOR = 100_000
"""The most of one charge where the app says no less: an agreement is no blank cheque."""
MONTH_MAX_MINOR = 500_000
"""The most in a calendar month of an agreement without a rhythm."""
DAYS_MIN = 7
"""No rhythm is faster than a week, as Alipay has it; within a month, no day after the 28th, which February has too."""
LENGTH_MAX = 366
FIRST_DAY_OF_MONTH_MAX = 28
COUNT_MAX = 1_000
TOTAL_MAX_MINOR = 100_000_000
_MONTHS = 12


def must_be_sound(terms: Terms, *, now: datetime) -> None:
    """Raise AgreementMalformed for limits that no agreement has."""
    if not 1 <= terms.single_max_minor <= SINGLE_MAX_MINOR:
        raise AgreementMalformed(path="period_rule_params.single_amount")
    if terms.rhythm is not None:
        _must_be_a_rhythm(terms.rhythm, today=today(now))


def _must_be_a_rhythm(rhythm: Rhythm, *, today: date) -> None:
    is_monthly = rhythm.unit == "month"
    if not (1 if is_monthly else DAYS_MIN) <= rhythm.length <= LENGTH_MAX:
        raise AgreementMalformed(path="period_rule_params.period")
    if rhythm.first_on < today or (is_monthly and rhythm.first_on.day > FIRST_DAY_OF_MONTH_MAX):
        raise AgreementMalformed(path="period_rule_params.execute_time")
    if rhythm.total_max_minor is not None and not 1 <= rhythm.total_max_minor <= TOTAL_MAX_MINOR:
        raise AgreementMalformed(path="period_rule_params.total_amount")
    if rhythm.count_max is not None and not 1 <= rhythm.count_max <= COUNT_MAX:
        raise AgreementMalformed(path="period_rule_params.total_payments")


def as_of(agreement: Agreement, now: datetime) -> Agreement:
    """The agreement as it stands at this moment, whether or not anybody has come round to write that its time is over."""
    until = agreement.offer_ends_at if agreement.stage == "offered" else agreement.valid_until
    if agreement.stage != "ended" and until is not None and now >= until:
        return stepped(agreement, stage="ended", ended_at=until)
    return agreement


def payer_of(agreement: Agreement) -> UUID:
    """Who said yes. Raises AgreementNotNormal where nobody did."""
    if agreement.payer_id is None:
        raise AgreementNotNormal(stage=agreement.stage)
    return agreement.payer_id


def signed(agreement: Agreement, payer_id: UUID, *, now: datetime) -> Agreement:
    """With the payer's yes. Raises AgreementOfAnother, AgreementSigned, AgreementNotNormal."""
    if agreement.payer_id not in (None, payer_id):
        raise AgreementOfAnother
    if agreement.stage == "normal":
        raise AgreementSigned
    if agreement.stage != "offered":
        raise AgreementNotNormal(stage=agreement.stage)
    rhythm = agreement.said.rhythm
    return stepped(
        agreement,
        stage="normal",
        payer_id=payer_id,
        signed_at=now,
        valid_until=_valid_until(agreement.said, now=now),
        next_on=None if rhythm is None else rhythm.first_on,
    )


def ended(agreement: Agreement, *, now: datetime) -> Agreement:
    """Over by either side's word. Raises AgreementNotNormal."""
    if agreement.stage != "normal":
        raise AgreementNotNormal(stage=agreement.stage)
    return stepped(agreement, stage="ended", ended_at=now)


def charged(agreement: Agreement, amount: Money, *, now: datetime) -> Agreement:
    """With this much charged now.

    Raises AgreementNotNormal, ChargeTooLarge, ChargedTooEarly, ChargedTooOften, ChargedTooMuch.
    """
    terms, day = agreement.said, today(now)
    if agreement.stage != "normal":
        raise AgreementNotNormal(stage=agreement.stage)
    if amount.minor > terms.single_max_minor:
        raise ChargeTooLarge(path="total_amount", limit_minor=terms.single_max_minor)
    month = day.year * 100 + day.month
    after = stepped(
        agreement,
        paid_minor=agreement.paid_minor + amount.minor,
        paid_count=agreement.paid_count + 1,
        month=month,
        month_minor=amount.minor + (agreement.month_minor if agreement.month == month else 0),
        paid_at=now,
    )
    if terms.month_max_minor is not None and after.month_minor > terms.month_max_minor:
        raise ChargedTooMuch(path="total_amount", limit_minor=terms.month_max_minor)
    return after if terms.rhythm is None else _in_rhythm(after, terms.rhythm, day)


def _in_rhythm(after: Agreement, rhythm: Rhythm, day: date) -> Agreement:
    if after.next_on is None or day < after.next_on:
        raise ChargedTooEarly(next_on=after.next_on)
    if rhythm.count_max is not None and after.paid_count > rhythm.count_max:
        raise ChargedTooOften(count_max=rhythm.count_max)
    if rhythm.total_max_minor is not None and after.paid_minor > rhythm.total_max_minor:
        raise ChargedTooMuch(path="total_amount", limit_minor=rhythm.total_max_minor)
    following = after.next_on
    while following <= day:  # what was not charged in its time is not charged later in a heap
        following = _later(following, rhythm)
    return replace(after, next_on=following)


def put_off(agreement: Agreement, day: date) -> Agreement:
    """With its next charge later, within one period. Raises AgreementNotNormal, AgreementMalformed."""
    rhythm, planned = agreement.said.rhythm, agreement.next_on
    if agreement.stage != "normal":
        raise AgreementNotNormal(stage=agreement.stage)
    if rhythm is None or planned is None or not planned <= day <= _later(planned, rhythm):
        raise AgreementMalformed(path="deduct_time")
    return stepped(agreement, next_on=day)


def stepped(agreement: Agreement, **changes: Any) -> Agreement:
    """The agreement's next version."""
    return replace(agreement, version=agreement.version + 1, **changes)


def today(now: datetime) -> date:
    """The day in Shanghai."""
    return now.astimezone(ZONE).date()


def _later(day: date, rhythm: Rhythm) -> date:
    return day + timedelta(days=rhythm.length) if rhythm.unit == "day" else _months_later(day, rhythm.length)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _MONTHS)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def _valid_until(terms: Terms, *, now: datetime) -> datetime | None:
    if terms.lasts_days is not None:
        return now + timedelta(days=terms.lasts_days)
    if terms.lasts_months is None:
        return None
    local = now.astimezone(ZONE)
    return datetime.combine(_months_later(local.date(), terms.lasts_months), local.timetz())
