"""The table of contents of the command line: each command by name, and the file that it stands in.

A file is imported when its command is asked for, so that ``seedbed list`` does not wait for what it does not need.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import partial
from importlib import import_module
from typing import Any, Final

from typer.core import TyperGroup
from typer.main import get_group

from cli.failure import leave

SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Begin": {
        "init": "folder",
        "demo": "demo",
        "rehearse": "rehearsing",
        "clock": "clock",
        "doctor": "doctor",
        "people": "people",
        "procedures": "procedures",
        "law": "law",
        "design": "design",
        "open": "opening",
    },
    "Look": {
        "list": "looking",
        "show": "looking",
        "explain": "looking",
        "deadlines": "all_deadlines",
        "history": "past",
        "replay": "replaying",
        "why": "past",
        "decisions": "past",
        "audit": "auditing",
        "receipt": "receipts",
    },
    "Work": {
        "attach": "papers",
        "fetch": "papers",
        "accept": "papers",
        "reject": "papers",
        "decide": "papers",
        "notice": "notices",
        "notices": "notice_calendar",
        "deadline": "deadlines",
        "calendar": "calendars",
        "reminders": "reminders",
        "feed": "feed",
        "partner": "partners",
        "money": "money",
        "contract": "contracts",
        "declare": "records",
        "lesson": "records",
        "communicate": "records",
        "summaries": "summaries",
        "lot": "lots",
        "export": "exporting",
        "report": "reporting",
        "ocds": "open_data",
    },
    "Go on": {
        "advance": "moving",
        "waive": "moving",
        "refine": "changing",
        "modify": "changing",
        "claim": "changing",
        "pause": "overlays",
        "unpause": "overlays",
        "suspend": "overlays",
        "resume": "overlays",
        "terminate": "overlays",
        "correct": "overlays",
    },
    "Keep": {
        "retention": "retention",
        "hold": "holds",
        "redact": "withholding",
        "erase": "withholding",
        "erasure": "erasure",
    },
    "Run": {
        "serve": "serving",
        "worker": "serving",
        "outage-report": "outages",
        "channels": "channels",
        "outbox": "outbox",
        "ledger": "ledger",
        "witness": "witness",
        "verify": "keeping",
        "rebuild": "keeping",
    },
}
"""Each command by its name, and its file in ``cli.commands``."""

GROUPS: Final = frozenset(
    {
        "audit",
        "channels",
        "clock",
        "contract",
        "deadline",
        "design",
        "calendar",
        "erasure",
        "export",
        "feed",
        "hold",
        "law",
        "ledger",
        "lot",
        "money",
        "notice",
        "notices",
        "ocds",
        "outbox",
        "partner",
        "people",
        "reminders",
        "procedures",
        "rehearse",
        "retention",
        "summaries",
        "witness",
    }
)
"""The names that are groups of commands: their whole file is theirs."""

FILES: Final[Mapping[str, str]] = {name: file for section in SECTIONS.values() for name, file in section.items()}


class Lazily(MutableMapping[str, Any]):
    """Commands by name, each built from its file when it is first asked for."""

    def __init__(self) -> None:
        """Begin with nothing built."""
        self._built: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The command of that name."""
        if name not in self._built:
            self._built[name] = _build(name)
        return self._built[name]

    def __contains__(self, name: object) -> bool:
        """Whether there is such a command, without building it."""
        return name in FILES

    def __iter__(self) -> Iterator[str]:
        """The names in the order of the contents."""
        return iter(FILES)

    def __len__(self) -> int:
        """How many there are."""
        return len(FILES)

    def __setitem__(self, name: str, command: Any) -> None:
        """Put a command in the place of one that was built."""
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        """Forget what was built."""
        del self._built[name]


class Contents(TyperGroup):
    """The program: a group whose commands are built when they are asked for, listed by section."""

    def __init__(self, **attributes: Any) -> None:
        """Take what Typer gives, but not its commands."""
        super().__init__(**{**attributes, "commands": {}})
        self.commands = Lazily()

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the parser's signature
        """Name every command without building any."""
        return list(FILES)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the parser's signature
        """List the commands by section, each with its purpose."""
        for section, names in SECTIONS.items():
            rows = [(name, self.commands[name].get_short_help_str(limit=200)) for name in names]
            with formatter.section(section):
                formatter.write_dl(rows)

    def main(self, *args: Any, **more: Any) -> Any:
        """Run one command and leave with its exit code, whatever happens on the way."""
        given = args[0] if args else more.pop("args", None)
        typed: Sequence[str] = sys.argv[1:] if given is None else given
        more.update(prog_name="seedbed", standalone_mode=False)
        leave(partial(super().main, typed, **more), as_json="--json" in typed)


def _build(name: str) -> Any:
    """Build one command from its file."""
    group = get_group(import_module(f"cli.commands.{FILES[name]}").app)
    return group if name in GROUPS else group.commands[name]
