"""What every test may ask for, and what is done after each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.databases"]


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Close the houses that a test made."""
    yield
    # Imported late: pytest has to see our modules before anybody else does.
    from tests.factories import close_houses

    close_houses()
