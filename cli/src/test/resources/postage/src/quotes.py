"""Quotes, kept in PostgreSQL."""

from decimal import Decimal
from typing import Any, List, Tuple
from urllib.parse import urlsplit

import pg8000.native


class Quotes:
    """A table of quotes behind one connection. Close it after use."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection: Any = pg8000.native.Connection(
            user=parts.username or "",
            password=parts.password,
            host=parts.hostname or "localhost",
            port=parts.port or 5432,
            database=parts.path.lstrip("/"),
        )
        self._connection.run(
            "create table if not exists quotes (parcel text primary key, price numeric not null)"
        )

    def give(self, parcel: str, price: Decimal) -> None:
        """Writes the quote of one parcel."""
        self._connection.run(
            "insert into quotes (parcel, price) values (:parcel, :price)",
            parcel=parcel,
            price=price,
        )

    def all(self) -> List[Tuple[str, Decimal]]:
        """Every quote, by parcel."""
        rows = self._connection.run("select parcel, price from quotes order by parcel")
        return [(parcel, Decimal(price)) for parcel, price in rows]

    def close(self) -> None:
        """Gives the connection back."""
        self._connection.close()
