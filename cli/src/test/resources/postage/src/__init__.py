"""Prices of parcels, and the quotes that were given."""

from .rates import Zone, price

__all__ = ["Zone", "price"]
