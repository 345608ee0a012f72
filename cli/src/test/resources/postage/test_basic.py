from decimal import Decimal

from src.rates import Zone, price

if __name__ == "__main__":
    assert price(500, Zone.NEAR) == Decimal("1.50")
    print("basic: a light parcel has its price")
