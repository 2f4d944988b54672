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
    if people.standing_in:
        page.heading("Standing in")
        page.table(
            ("Reference", "Person", "For", "Role", "Procedure", "From", "To", "Today"),
            [
                (
                    one.reference,
                    one.person,
                    one.holder or "whoever holds it",
                    one.role,
                    "all" if one.procedure == "*" else one.procedure,
                    one.from_on.isoformat(),
                    one.to_on.isoformat() if one.to_on else "",
                    "yes" if one.active else "no",
                )
                for one in people.standing_in
            ],
        )
    wished = [(one.person, ", ".join(f"{kind}: {how}" for kind, how in one.wishes.items())) for one in people.people]
    if any(wishes for _, wishes in wished):
        page.heading("How they want to be reminded, where it is not as usual")
        page.pairs([(person, wishes) for person, wishes in wished if wishes])
    if not people.has_admin:
        page.line('Nobody administers the register today. Begin it: seedbed init --first-admin PERSON --name "NAME"')
