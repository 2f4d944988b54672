"""What is looked at before anything goes on from a store: whether it is the one that was signed last."""

from __future__ import annotations

from actions.house import House
from actions.ledger.last_head import require_not_gone_back
from actions.ledger.turning import present_name
from storage.reading import Reading


def require_newest(house: House) -> None:
    """Refuse to begin on a store that is older or another than the head kept outside (``StoreGoneBack``)."""
    with house.store.reading() as reading:
        require_newest_in(house, reading)


def require_newest_in(house: House, reading: Reading) -> None:
    """The same within a reading that has begun; a ledger without a name has signed nothing yet."""
    name = present_name(house.settings, reading)
    if name is not None:
        require_not_gone_back(house.store, reading, house.settings, name)
