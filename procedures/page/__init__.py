"""The reference page of a definition, in Markdown: the whole procedure as a lawyer would print it."""

from __future__ import annotations

from engine.definition import Definition
from procedures.page.clocks import deadlines, reminders
from procedures.page.course import moves, opening, partners
from procedures.page.papers import assessment, notices, papers
from procedures.page.people import money, people


def page(definition: Definition) -> str:
    """The page: what the procedure is, its picture, its moves and gates, its partners, papers, clocks and money."""
    sections = (
        opening(definition),
        moves(definition),
        partners(definition),
        papers(definition),
        notices(definition),
        deadlines(definition),
        reminders(definition),
        assessment(definition),
        money(definition),
        people(definition),
    )
    return "\n".join(line for section in sections for line in (*section, ""))
