"""Bookings and their balance."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Iterable


@dataclass(frozen=True)
class Booking:
    """One movement of money; a negative amount leaves the account."""

    account: str
    amount: Decimal


def balance(bookings: Iterable[Booking], account: str) -> Decimal:
    """The sum of all bookings of one account; zero where there are none."""
    amounts = (booking.amount for booking in bookings if booking.account == account)
    return sum(amounts, Decimal(0))
