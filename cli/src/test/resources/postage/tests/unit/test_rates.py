from decimal import Decimal

import pytest

from src.rates import Zone, price


@pytest.mark.parametrize(
    ("grams", "zone", "expected"),
    [(1, Zone.NEAR, "1.50"), (1000, Zone.COUNTRY, "2.25"), (1001, Zone.WORLD, "18.00")],
)
def test_every_kilogram_begun_is_paid(grams: int, zone: Zone, expected: str) -> None:
    assert price(grams, zone) == Decimal(expected)


@pytest.mark.parametrize("grams", [0, -5, 30_001])
def test_what_is_no_parcel_has_no_price(grams: int) -> None:
    with pytest.raises(ValueError):
        price(grams, Zone.NEAR)
