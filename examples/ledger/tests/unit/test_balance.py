from decimal import Decimal

from ledger import Booking, balance


def test_an_account_without_bookings_is_empty() -> None:
    assert balance([], "cash") == 0


def test_only_the_account_itself_counts() -> None:
    bookings = [
        Booking("cash", Decimal("10.50")),
        Booking("bank", Decimal("99")),
        Booking("cash", Decimal("-0.50")),
    ]

    assert balance(bookings, "cash") == Decimal("10.00")
