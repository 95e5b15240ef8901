"""What becomes of a tab: it ends once, is never paid twice, and what it says of its payer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from everywhere.kernel.errors import Refusal
from everywhere.kernel.money import Money
from everywhere.pay.agreements.types import Agreement, AgreementNotNormal, Terms
from everywhere.pay.tabs import rules
from everywhere.pay.tabs.types import (
    IN_TIME,
    NotACreditAgreement,
    OwesAlready,
    PayerNotScored,
    StandingNotReached,
    Tab,
    TabTooLarge,
    TooManyTabs,
)
from everywhere.pay.trades.types import Trade
from everywhere.standing.owing import rules as owing

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SELLER, PAYER = UUID(int=1), UUID(int=2)
OVER = ("paid", "unpaid", "closed")


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def tab(**said: Any) -> Tab:
    made = Tab(
        seller_id=SELLER,
        tab_no="ZMCB" + "1" * 28,
        app_id="a",
        out_order_no="o1",
        agreement_no="2" * 28,
        payer_id=PAYER,
        subject="power bank",
        limit_minor=500,
        digest=b"",
        opened_at=NOW,
        expires_at=NOW + rules.OPEN_FOR,
    )
    return replace(made, **said)


def agreement(stage: Any = "normal", least: int | None = 650) -> Agreement:
    terms = Terms(product="CREDIT_PAY_AFTER_USE", single_max_minor=1_000, least_score=least)
    return Agreement(
        seller_id=SELLER,
        agreement_no="2" * 28,
        app_id="a",
        external_no="e",
        code="c",
        stage=stage,
        payer_id=PAYER,
        terms={name: getattr(terms, name) for name in terms.__struct_fields__},
        digest=b"",
        created_at=NOW,
        offer_ends_at=NOW,
    )


def trade(stage: Any, *, paid_at: datetime | None = None, ended_at: datetime | None = None) -> Trade:
    return Trade(
        seller_id=SELLER,
        trade_no="3" * 28,
        app_id="a",
        out_trade_no="t1",
        amount_minor=400,
        currency="CNY",
        digest=b"",
        terms={"subject": "power bank"},
        stage=stage,
        buyer_id=PAYER,
        created_at=NOW,
        expires_at=NOW + timedelta(days=15),
        paid_at=paid_at,
        ended_at=ended_at,
    )


@pytest.mark.parametrize(
    ("said", "score", "going", "due", "why"),
    [
        (agreement(least=None), 900, 0, 0, NotACreditAgreement),
        (agreement("ended"), 900, 0, 0, AgreementNotNormal),
        (agreement(), None, 0, 0, PayerNotScored),
        (agreement(), 649, 0, 0, StandingNotReached),
        (agreement(), 900, 1, 1, OwesAlready),
        (agreement(), 900, rules.OPEN_MAX, 0, TooManyTabs),
    ],
)
def test_a_tab_takes_all_of_it(said: Agreement, score: int | None, going: int, due: int, why: type[Refusal]):
    with pytest.raises(why):
        rules.must_open(said, score=score, going=going, due=due)
    rules.must_open(agreement(), score=650, going=rules.OPEN_MAX - 1, due=0)


def test_a_tab_comes_to_no_more_than_the_agreement_lets_be_charged():
    assert [rules.limit_of(agreement(), amount) for amount in (None, yuan(999))] == [1_000, 999]
    with pytest.raises(TabTooLarge):
        rules.limit_of(agreement(), yuan(1_001))


def test_what_was_never_asked_for_ends_by_itself_and_says_nothing():
    assert rules.as_of(tab(), NOW + rules.OPEN_FOR - timedelta(seconds=1)).stage == "open"
    ended = rules.as_of(tab(), NOW + rules.OPEN_FOR)
    assert (ended.stage, owing.fact_of(ended)) == ("closed", None)


def test_what_is_due_becomes_what_its_trade_became():
    due = rules.due(tab(), "3" * 28, now=NOW)
    late = NOW + timedelta(days=15)
    soon, later = NOW + IN_TIME, NOW + IN_TIME + timedelta(seconds=1)
    stages = {
        "waits": trade("waiting"),
        "soon": trade("paid", paid_at=soon),
        "later": trade("paid", paid_at=later),
        "never": trade("closed", ended_at=late),
        "let go": trade("closed", ended_at=NOW),
    }
    after = {name: rules.by_trade(due, each) for name, each in stages.items()}
    facts = {name: (fact.kind, fact.weight) for name, each in after.items() if (fact := owing.fact_of(each))}

    assert [each.stage for each in after.values()] == ["due", "paid", "paid", "unpaid", "closed"]
    assert facts == {"soon": ("kept", 0.1), "later": ("kept_late", 0.1), "never": ("left_undone", 0.5)}


def test_its_payer_sees_what_waits_and_until_when_and_no_more_once_it_is_over():
    due = rules.due(tab(), "3" * 28, now=NOW)
    waits = rules.used(due, trade("waiting"))
    paid = rules.used(due, trade("paid", paid_at=NOW + timedelta(hours=1)))

    assert [waits.tab.stage, paid.tab.stage] == ["due", "paid"]
    assert waits.receipt_id == paid.receipt_id == trade("waiting").id
    assert (waits.late_from, waits.unpaid_from) == (NOW + IN_TIME, NOW + timedelta(days=15))
    fresh, never = rules.used(tab(), None), rules.used(due, trade("closed", ended_at=NOW + timedelta(days=15)))
    assert (fresh.receipt_id, fresh.late_from, fresh.unpaid_from) == (None, None, None)
    assert (never.tab.stage, never.receipt_id) == ("unpaid", None)


class Moves(RuleBasedStateMachine):
    """Seller, payer and time move one tab in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.tab, self.taken_minor = NOW, tab(), 0

    @rule(minor=st.integers(1, 700), has_enough=st.booleans())
    def ask(self, *, minor: int, has_enough: bool) -> None:
        before = self.tab
        amount = yuan(400 if before.stage == "due" else minor)
        try:
            rules.must_be_chargeable(before, amount, out_trade_no="t1", asked_before=None)
        except Refusal:
            return
        move = rules.paid if has_enough else rules.due
        self.tab = move(before, "3" * 28, now=self.now)
        self.taken_minor += amount.minor if has_enough else 0

    @precondition(lambda self: self.tab.stage == "due")
    @rule(is_paid=st.booleans(), waited=st.booleans())
    def the_trade_ends(self, *, is_paid: bool, waited: bool) -> None:
        ended_at = NOW + timedelta(days=15) if waited else NOW
        found = trade("paid", paid_at=self.now) if is_paid else trade("closed", ended_at=ended_at)
        self.tab = rules.by_trade(self.tab, found)
        self.taken_minor += found.amount_minor if is_paid else 0

    @rule(is_fulfilled=st.booleans())
    def let_go(self, *, is_fulfilled: bool) -> None:
        try:
            self.tab = rules.let_go(self.tab, is_fulfilled=is_fulfilled, now=self.now)
        except Refusal:
            return

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.tab = rules.as_of(self.tab, self.now)

    @invariant()
    def it_is_paid_once_and_within_its_limit(self) -> None:
        assert (self.taken_minor > 0) == (self.tab.stage == "paid")
        assert self.taken_minor <= self.tab.limit_minor
        assert (self.tab.stage in OVER) == (self.tab.ended_at is not None)
        assert (self.tab.next_try_at is not None) == (self.tab.stage == "due")
        fact = owing.fact_of(self.tab)
        assert (fact is not None) == (self.tab.stage in ("paid", "unpaid"))


Moves.TestCase.settings = settings(max_examples=50, stateful_step_count=12, deadline=None)
TestMoves = Moves.TestCase
