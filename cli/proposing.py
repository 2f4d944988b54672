"""A proposal to withhold, previewed or made: the same for a value, a subject and a class of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.declaring import Answered, Who
from cli.desk import Desk

if TYPE_CHECKING:
    from engine.keeping import Proposal


def propose(desk: Desk, command: Proposal, who: Who) -> Answered:
    """Show what would go and what has to stay; without --dry-run the proposal is put on record as well."""
    from actions.keeping.commands import change_records, preview
    from actions.keeping.shown import plan_seen
    from actions.queries.plain import plain
    from cli.carry_out import request_id_given
    from cli.render.withholding import show_proposed

    house = desk.house
    with house.store.reading() as reading:
        seen = plan_seen(house, reading, preview(house, reading, command))
    answer = change_records(house, command, request_id=request_id_given(desk, who), dry_run=who.dry_run)
    return Answered(
        schema="seedbed/withholding-proposed/1",
        value={**{name: value for name, value in answer.items() if name != "schema"}, "plan": plain(seen)},
        show=lambda page: show_proposed(page, seen, None if who.dry_run else answer),
    )
