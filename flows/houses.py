"""The house, found again by a flow: a run carries where it is, each process opens it once.

A run's parameters are kept by Prefect and shown on its pages, so no password is among them: a worker takes that from
its own environment (``SEEDBED_DATABASE_URL``), as long as that names the same database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from actions.house import House, open_house
from config.settings import Settings, read_settings

Address = dict[str, str]
"""Where a house is, as plain JSON: its folder, its database and its artefacts, without passwords."""

_OPEN: Final[dict[tuple[str, ...], House]] = {}
_OPENING: Final = Lock()


def address_of(settings: Settings) -> Address:
    """What a run carries."""
    return {
        "home": str(settings.home),
        "database_url": without_password(settings.database_url),
        "artefacts_url": without_password(settings.artefacts_url),
    }


def adopt(house: House) -> Address:
    """Let the flows of this process use a house that is open already; its owner closes it, after ``disown``."""
    address = address_of(house.settings)
    with _OPENING:
        _OPEN[_key(address)] = house
    return address


def disown(house: House) -> None:
    """Forget an adopted house."""
    with _OPENING:
        for key in [key for key, known in _OPEN.items() if known is house]:
            del _OPEN[key]


def house_at(address: Mapping[str, str] | None) -> House:
    """The house at an address, opened once in each process; None: the one that this process's environment names."""
    settings = read_settings() if address is None else settings_for(address)
    key = _key(address_of(settings))
    with _OPENING:
        house = _OPEN.get(key)
        if house is None:
            house = _OPEN[key] = open_house(settings)
        return house


def settings_for(address: Mapping[str, str]) -> Settings:
    """The settings of a house elsewhere: the address's, with this process's passwords where both mean the same."""
    own = read_settings()
    settings = read_settings({"SEEDBED_HOME": address["home"]})
    ours = without_password(own.database_url) == address["database_url"]
    return replace(
        settings,
        ledger_key=own.ledger_key if ours else settings.ledger_key,
        ledger_origin=own.ledger_origin if ours else settings.ledger_origin,
        last_heads=own.last_heads,
        database_url=_own_if_same(own.database_url, address["database_url"]),
        artefacts_url=_own_if_same(own.artefacts_url, address["artefacts_url"]),
    )


def without_password(url: str) -> str:
    """A URL that may be shown."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user.partition(':')[0]}@{place}"))


def _own_if_same(own: str, given: str) -> str:
    return own if without_password(own) == given else given


def _key(address: Mapping[str, str]) -> tuple[str, ...]:
    return (address["home"], address["database_url"], address["artefacts_url"])
