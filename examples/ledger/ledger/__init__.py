"""Keeps a balance from a list of bookings."""

from ledger.balance import Booking, balance

__all__ = ["Booking", "balance"]
