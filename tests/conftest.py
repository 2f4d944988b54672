"""What every test may ask for, and what is done after each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest_plugins = ["tests.databases"]


@pytest.fixture(autouse=True, scope="session")
def heads_kept_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the newest signed heads of the tests' ledgers out of the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def nothing_left_open() -> Iterator[None]:
    """Close the houses that a test made."""
    yield
    # Imported late: pytest has to see our modules before anybody else does.
    from tests.factories import close_houses

    close_houses()
