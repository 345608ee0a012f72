"""What a parcel costs."""

from decimal import Decimal
from enum import Enum

GRAMS_MAX = 30_000


class Zone(Enum):
    """How far a parcel travels; the value is the price of each kilogram begun."""

    NEAR = Decimal("1.50")
    COUNTRY = Decimal("2.25")
    WORLD = Decimal("9.00")


def price(grams: int, zone: Zone) -> Decimal:
    """The price of a parcel. A weight that no parcel may have is a ValueError."""
    if not 0 < grams <= GRAMS_MAX:
        raise ValueError(f"a parcel weighs 1 to {GRAMS_MAX} g, not {grams} g")
    kilograms = -(-grams // 1000)
    return zone.value * kilograms
