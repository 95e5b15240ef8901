from everywhere.help.prices import rules
from everywhere.help.prices.types import PriceBand, Quartiles
from everywhere.kernel.money import Money


def test_a_band_needs_eight_deals():
    assert rules.band(Quartiles(1000.0, 2000.0, 3000.0, 7), "CNY", of="city") is None
    assert rules.band(Quartiles(None, None, None, 0), "CNY", of="city") is None
    assert rules.band(Quartiles(1000.4, 2000.5, 3000.6, 8), "CNY", of="nearby") == PriceBand(
        Money(1000, "CNY"), Money(2000, "CNY"), Money(3001, "CNY"), 8, "nearby"
    )


def test_pay_by_the_hour_counts_the_way_there_and_back():
    assert rules.hourly_pay(Money(6000, "CNY"), minutes=60, distance_m=0) == Money(6000, "CNY")
    assert rules.hourly_pay(Money(6000, "CNY"), minutes=60, distance_m=3000) == Money(4000, "CNY")
    assert rules.hourly_pay(Money(5000, "CNY"), minutes=30, distance_m=100) == Money(9677, "CNY")
