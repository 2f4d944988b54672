"""The register for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from actions.queries.register import People


def show_people(page: Page, people: People) -> None:
    """One row an assignment; people without any are shown too."""
    if not people.people:
        page.line('Nobody is in the register yet. Begin it: seedbed init --first-admin PERSON --name "NAME"')
        return
    rows = []
    for one in people.people:
        who = (one.person, one.name or "[withheld]", one.email or "")
        given = [
            (
                known.assignment,
                known.role,
                "all" if known.procedure == "*" else known.procedure,
                known.from_on.isoformat(),
                known.to_on.isoformat() if known.to_on else "",
                "yes" if known.active else "no",
            )
            for known in one.assignments
        ]
        rows += [(*who, *line) for line in given or [("", "no role", "", "", "", "")]]
    page.table(("Person", "Name", "E-mail", "Assignment", "Role", "Procedure", "From", "To", "Today"), rows)
    if not people.has_admin:
        page.line('Nobody administers the register today. Begin it: seedbed init --first-admin PERSON --name "NAME"')
