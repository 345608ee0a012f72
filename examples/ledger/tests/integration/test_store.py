import os
from decimal import Decimal

from ledger import Booking, balance
from ledger.store import Store


def test_what_is_written_is_read_again() -> None:
    store = Store(os.environ["DATABASE_URL"])
    try:
        before = balance(store.all(), "cash")
        store.add(Booking("cash", Decimal("12.25")))

        assert balance(store.all(), "cash") == before + Decimal("12.25")
    finally:
        store.close()
