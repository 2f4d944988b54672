"""The thirteen ways to attack a history, and where each can be found and where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from actions.ledger.keys import new_key
from config.settings import Settings
from engine.canonical import instant_text, parse_instant
from engine.ledger.heads import LEDGER
from tests.attacks.forging import Forged, Forger, changed, put_back, rebuilt, without_ledger
from tests.attacks.victim import TARGET, Victim

Attack = Callable[[Victim, Settings, int], None]


@dataclass(frozen=True, kw_only=True)
class Class:
    """One class of attack; True where it must be found, False where it cannot be.

    By the ``chain`` alone, the store's ``own`` checkpoints, the newest head ``kept`` on the machine, a checkpoint that
    was seen ``outside``; by the stand-alone verifier on a ``bundle`` made from the attacked store, with the ledger's
    key alone, and (``bundle_outside``) with the checkpoint seen outside.
    """

    name: str
    attack: Attack
    chain: bool
    own: bool
    kept: bool
    outside: bool
    bundle: bool
    bundle_outside: bool
    after_witnessed: bool = False

    def place(self, victim: Victim, random: Random, places: dict[int, str]) -> int:
        """An event of the bundled procedure, before or after what was seen outside."""
        first, last = (victim.witnessed_size, victim.size) if self.after_witnessed else (0, victim.witnessed_size)
        return random.choice([gseq for gseq, stream in places.items() if stream == TARGET and first <= gseq < last - 1])


def _row(what: Callable[[Forger, int], None]) -> Attack:
    def attack(victim: Victim, settings: Settings, place: int) -> None:
        forger = Forger(settings)
        what(forger, place)
        forger.close()

    return attack


def _whole(
    change: Callable[[list[Forged], int], list[Forged]], after: Callable[[Forger, Victim], None] | None = None
) -> Attack:
    def attack(victim: Victim, settings: Settings, place: int) -> None:
        forger = Forger(settings)
        forger.rewrite(lambda events: change(events, place))
        if after is not None:
            after(forger, victim)
        forger.close()
        rebuilt(settings)

    return attack


def _edit_and_drop(events: list[Forged], place: int) -> list[Forged]:
    return without_ledger(changed(events, place))


def _sign_with_stolen(forger: Forger, victim: Victim) -> None:
    forger.sign_anew(victim.key)


def _another_key(victim: Victim, settings: Settings, place: int) -> None:
    key = new_key(victim.key.public.name)

    def change(events: list[Forged]) -> list[Forged]:
        for event in changed(events, place):
            if event.body["stream"] == LEDGER and "vkey" in event.body["data"]:
                event.body["data"]["vkey"] = key.public.vkey()
        return events

    forger = Forger(settings)
    forger.rewrite(change)
    forger.sign_anew(key)
    forger.put_key(key)
    forger.close()
    rebuilt(settings)


def _cut(events: list[Forged], place: int) -> list[Forged]:
    """Cut behind a whole command: half of one would be seen at once."""
    cause = events[place].body["cause"]
    while place < len(events) and events[place].body["cause"] == cause:
        place += 1
    return events[:place]


def _truncate(victim: Victim, settings: Settings, place: int) -> None:
    forger = Forger(settings)
    forger.rewrite(lambda events: _cut(events, place))
    count = forger.session.all("SELECT count FROM head")[0][0]
    forger.session.run("DELETE FROM checkpoint WHERE size > ?", (count,))
    forger.close()
    rebuilt(settings)


def _replay_old(victim: Victim, settings: Settings, place: int) -> None:
    put_back(settings, victim.earlier)


def _back_in_time(events: list[Forged], place: int) -> list[Forged]:
    at = parse_instant(events[place - 1].body["at"])
    events[place].body["at"] = instant_text(at.replace(year=at.year - 1))
    return events


def _clock(victim: Victim, settings: Settings, place: int) -> None:
    forger = Forger(settings)
    forger.rewrite(lambda events: _back_in_time(events, place))
    forger.sign_anew(victim.key)
    forger.close()


FOUND_BY_ALL = {"chain": True, "own": True, "kept": True, "outside": True, "bundle": True, "bundle_outside": True}
OUTSIDE_ONLY = {"chain": False, "own": False, "kept": True, "outside": True, "bundle": False, "bundle_outside": True}
TOO_YOUNG = {"chain": False, "own": False, "kept": True, "outside": False, "bundle": False, "bundle_outside": False}

CLASSES = [
    Class(name="edit a row", attack=_row(Forger.edit), **FOUND_BY_ALL),
    Class(name="delete a row", attack=_row(Forger.delete), **FOUND_BY_ALL),
    Class(name="reorder two rows", attack=_row(Forger.swap), **FOUND_BY_ALL),
    Class(name="write a key twice", attack=_row(Forger.duplicate_key), **FOUND_BY_ALL),
    Class(name="edit, rechain", attack=_whole(changed), **{**FOUND_BY_ALL, "chain": False}),
    Class(
        name="edit, rechain, drop checkpoints",
        attack=_whole(_edit_and_drop, lambda forger, _: forger.drop_checkpoints()),
        **OUTSIDE_ONLY,
    ),
    Class(name="edit, rechain, sign with the stolen key", attack=_whole(changed, _sign_with_stolen), **OUTSIDE_ONLY),
    Class(name="edit, rechain, sign with another key", attack=_another_key, **{**OUTSIDE_ONLY, "bundle": True}),
    Class(name="truncate before the last witnessed", attack=_truncate, **OUTSIDE_ONLY),
    Class(name="put an old database back", attack=_replay_old, **OUTSIDE_ONLY),
    Class(name="truncate after the last witnessed", attack=_truncate, after_witnessed=True, **TOO_YOUNG),
    Class(
        name="fork after the last witnessed",
        attack=_whole(changed, _sign_with_stolen),
        after_witnessed=True,
        **TOO_YOUNG,
    ),
    Class(name="set the clock back, sign with the stolen key", attack=_clock, **FOUND_BY_ALL),
]
