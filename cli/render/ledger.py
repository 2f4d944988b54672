"""The ledger and its witnesses for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cli.page import Page
from cli.render.words import length, moment, plural
from cli.values import ZONE

if TYPE_CHECKING:
    from actions.ledger.showing import Key, Listed, Standing

_NONE_YET = "Nothing is signed yet: seedbed ledger checkpoint"


def show_standing(page: Page, found: Standing) -> None:
    """The newest checkpoint, what waits, and the copy outside."""
    if found.newest is None:
        page.line(f"{plural(found.events, 'event')}. {_NONE_YET}")
        return
    newest = found.newest
    page.pairs(
        [
            ("ledger", f"{newest.origin} (key {newest.key_id})"),
            ("newest checkpoint", f"{plural(newest.size, 'event')}, {moment(newest.at, ZONE)}"),
            ("root", newest.root),
            ("age", length(timedelta(seconds=round(found.age_seconds or 0)))),
            ("witnesses", ", ".join(newest.witnesses) or "none yet"),
            ("waiting", plural(found.waiting, "event") if found.waiting else "nothing"),
            ("kept outside", _outside(found)),
        ]
    )


def _outside(found: Standing) -> str:
    if found.outside_file is None:
        return "not here: time is simulated"
    if found.outside is None:
        return f"nothing yet ({found.outside_file})"
    return f"the head of {plural(found.outside, 'event')} ({found.outside_file})"


def show_list(page: Page, found: Sequence[Listed]) -> None:
    """One line a checkpoint."""
    if not found:
        page.line(_NONE_YET)
        return
    rows = [
        (f"{one.size:,}", moment(one.at, ZONE), one.root[:16], one.key_id, ", ".join(one.witnesses) or "-")
        for one in found
    ]
    page.table(("Events", "Signed", "Root begins", "Key", "Witnesses"), rows, right=("Events",))


def show_keys(page: Page, found: Sequence[Key]) -> None:
    """One line a key, as others read it, and nothing else: it is meant to be copied."""
    if not found:
        page.line("There is no key yet: it is made with the first checkpoint.")
    for one in found:
        page.line(one.vkey)


def show_decided(page: Page, answer: dict[str, Any]) -> None:
    """What was decided about the ledger."""
    if answer["dry_run"]:
        what = "the loss would be recorded" if "lost_from" in answer else "another key would sign from here on"
        page.line(f"Nothing was done; {what}.")
        return
    again = " (already)" if answer["repeated"] else ""
    if "lost_from" in answer:
        first, last = answer["lost_from"], answer["lost_to"]
        lost = f"events {first:,} to {last:,} of the old ledger" if first <= last else "no event, but its checkpoint"
        page.line(f"Recorded{again}: lost are {lost}.")
        page.line(f"The ledger goes on as {answer['origin']}. Its new key, for auditors and witnesses:")
    else:
        page.line(f"Recorded{again}: another key signs from here on. Give it to auditors and witnesses:")
    page.line(answer["new"])


def show_witness(page: Page, value: dict[str, Any]) -> None:
    """Its key, then what it has seen."""
    page.line(value["vkey"])
    for log in value["logs"]:
        seen = log["seen"]
        last = (
            "nothing seen yet"
            if seen is None
            else f"last signed at {plural(seen.size, 'event')}, root {seen.root_text}"
        )
        page.line(f"  trusts {log['vkey']}: {last}")
    if not value["logs"]:
        page.line("  trusts no log yet: seedbed witness trust VKEY")
