"""The advice on a route, for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from procedures.routes import Advice, Answers, Caution, Reason


def show_advice(page: Page, advice: Advice, questions: Mapping[str, str], answers: Answers) -> None:
    """The answers, the route and why, what was ruled out and why, cautions, and the next command."""
    page.line("Answers", style="bold")
    known = {str(name): answer for name, answer in answers.items()}
    for name, question in questions.items():
        page.line(f"  {'yes' if known[name] else 'no ':<3}  {question}")
    page.heading(f"{advice.title} ({advice.route})" if advice.definition else "No route that ships fits")
    if advice.definition is not None:
        page.line(f"  definition: {advice.definition}")
    _sentences(page, advice.because, "+")
    page.heading("Ruled out")
    for one in advice.ruled_out:
        page.line(f"  {one.title} ({one.route})")
        _sentences(page, one.against, "  -")
    if advice.cautions:
        page.heading("Have a lawyer look at")
        _sentences(page, advice.cautions, "!")
    if advice.next:
        page.heading("Next")
        for command in advice.next:
            page.line(f"  {command}")


def _sentences(page: Page, said: Iterable[Reason | Caution], mark: str) -> None:
    for one in said:
        page.line(f"  {mark} {one.text} ({', '.join(one.rules)})")
