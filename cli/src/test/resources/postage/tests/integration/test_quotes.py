import os
from decimal import Decimal

import pytest

from src.quotes import Quotes


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="no database")
def test_what_is_written_is_read_again() -> None:
    quotes = Quotes(os.environ["DATABASE_URL"])
    try:
        quotes.give("P-1", Decimal("18.00"))

        assert quotes.all() == [("P-1", Decimal("18.00"))]
    finally:
        quotes.close()
