"""What is left to do after a confirmation, done at once where that can be done."""

from __future__ import annotations

from cli.desk import Desk
from engine.errors import Busy


def finish_here(desk: Desk) -> None:
    """Scrub the disk now; while somebody else reads, the service's clock does it within seconds, or a person later."""
    from actions.keeping.scrub import finish

    try:
        finish(desk.house)
    except Busy as error:
        desk.say(f"The values are deleted; their traces on the disk wait: {error} `seedbed erasure finish` does it.")
