"""Keeps bookings in PostgreSQL."""

import ssl
from decimal import Decimal
from typing import Any, List
from urllib.parse import urlsplit

import pg8000.native

from ledger.balance import Booking


class Store:
    """A table of bookings behind one connection. Close it after use."""

    def __init__(self, url: str, tls: "ssl.SSLContext | None" = None) -> None:
        parts = urlsplit(url)
        self._connection: Any = pg8000.native.Connection(
            user=parts.username or "",
            password=parts.password,
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            database=parts.path.lstrip("/"),
            ssl_context=tls,
        )
        self._connection.run(
            "create table if not exists bookings (account text not null, amount numeric not null)"
        )

    def add(self, booking: Booking) -> None:
        """Writes one booking."""
        self._connection.run(
            "insert into bookings (account, amount) values (:account, :amount)",
            account=booking.account,
            amount=booking.amount,
        )

    def all(self) -> List[Booking]:
        """Every booking, in no particular order."""
        rows = self._connection.run("select account, amount from bookings")
        return [Booking(account, Decimal(amount)) for account, amount in rows]

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()
