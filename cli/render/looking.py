"""The list of procedures, and the explanation of moves, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page, printable
from cli.render.words import due, people, title_line
from engine.explanation import Standing

if TYPE_CHECKING:
    from rich.tree import Tree

    from actions.queries.explaining import Explained, ExplainedMove
    from actions.queries.listing import Listed, Listing, Need
    from engine.explanation import Finding

_STANDINGS = {
    Standing.MET: ("met", "green"),
    Standing.UNMET: ("NOT MET", "bold red"),
    Standing.RULING: ("UNCLEAR", "bold red"),
    Standing.WAIVED: ("waived", "yellow"),
    Standing.WARNING: ("warning", "yellow"),
    Standing.NOT_ASKED: ("not asked", "dim"),
}


def show_list(page: Page, listing: Listing) -> None:
    """One row a procedure; what needs the asking person is marked."""
    if not listing.procedures:
        page.line(_nothing(listing))
        return
    rows = [_row(one, listing.mine is not None) for one in listing.procedures]
    page.table(("Procedure", "Title", "Where it stands", "Next deadline", "Left", "What it needs next"), rows)
    for words in dict.fromkeys(one.re_enactment for one in listing.procedures if one.re_enactment):
        refs = ", ".join(one.procedure for one in listing.procedures if one.re_enactment == words)
        page.line(f"{refs}: {words}", style="italic")
    hidden = listing.total - len(listing.procedures)
    if hidden > 0:
        page.line(f"... and {hidden} more: --limit 0 shows all of them.")
    if any(need.mine for one in listing.procedures for need in one.needs) and listing.mine is None:
        page.line('"you:" marks what needs you.')


def _nothing(listing: Listing) -> str:
    if listing.mine is not None:
        return f"Nothing needs {listing.mine} now. `seedbed list` shows every procedure."
    if listing.ended:
        those = "one" if listing.ended == 1 else str(listing.ended)
        return f"No procedure is running. `seedbed list --all` shows the {those} that ended."
    return "There is no procedure yet. Open one with `seedbed open`, or watch one with `seedbed demo`."


def _row(one: Listed, mine: bool) -> tuple[str, ...]:
    overlay = f", {one.overlay}" if one.overlay else ""
    stands = f"ended: {one.step_title}" if one.ended else f"{one.stage_title}: {one.step_title}{overlay}"
    title = f"{one.title} [re-enactment]" if one.re_enactment else one.title
    needs = [need for need in one.needs if need.mine] if mine else list(one.needs)
    left = one.days_left.removesuffix(" left") if one.days_left else ""
    deadline = f"{one.next_deadline_title}, {due(one.next_deadline_at)}" if one.next_deadline_title else ""
    return (one.procedure, title, stands, deadline, left, _needs(needs))


def _needs(needs: list[Need]) -> str:
    if not needs:
        return ""
    first = next((need for need in needs if need.mine), needs[0])
    whose = "you: " if first.mine else f"{' or '.join(first.who)}: " if first.who else ""
    more = f" (and {len(needs) - 1} more)" if len(needs) > 1 else ""
    return f"{whose}{first.why}{more}"


def show_explained(page: Page, explained: Explained) -> None:
    """Each move as a tree: requirement, standing, evidence, who, next command, rules."""
    title_line(page, explained.procedure, explained.title, explained.re_enactment)
    page.line(f'It is in "{explained.step_title}" ({explained.step}), event {explained.n}.')
    if explained.ended:
        page.line(f"The procedure has ended ({explained.ended}); no move leads on.")
        if explained.owed is not None:
            who = people(explained.owed.who, explained.holders, explained.machines)
            page.line(f"Still owed: {explained.owed.why}, by {who}.")
            page.line(f"  next: {explained.owed.next}", style="bold")
            page.line(f"  rules: {', '.join(explained.owed.rules)}", style="dim")
        return
    for move in explained.moves:
        page.line()
        page.tree(_tree(move, explained))


def _tree(move: ExplainedMove, explained: Explained) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    sentence = move.explanation.sentence
    who = people(move.by, explained.holders, explained.machines)
    tree = Tree(Text(printable(f'"{move.title}" to "{move.target_title}" ({move.target}), by {who}'), style="bold"))
    tree.add(Text(printable(sentence), style="green" if move.explanation.open else "red"))
    for finding in move.explanation.findings:
        _branch(tree, finding, explained)
    if move.explanation.open:
        tree.add(Text(printable(f"next: {move.next}"), style="bold"))
    return tree


def _branch(tree: Tree, finding: Finding, explained: Explained) -> None:
    from rich.text import Text

    standing, colour = _STANDINGS[finding.standing]
    label = Text()
    label.append(f"{standing:<11}", style=colour)
    severity = "" if finding.severity == "MUST" else f" [{finding.severity}]"
    label.append(printable(f"{finding.asks}{severity}"))
    branch = tree.add(label)
    branch.add(Text(printable(finding.why)))
    for item in finding.evidence:
        where = "" if item.event is None else f"event {item.event}: "
        branch.add(Text(printable(f"evidence: {where}{item.text}"), style="dim"))
    if finding.blocks and finding.who:
        branch.add(Text(printable(f"who: {people(finding.who, explained.holders, explained.machines)}")))
    if finding.blocks and finding.next:
        branch.add(Text(printable(f"next: {finding.next}"), style="bold"))
    if finding.rules:
        branch.add(Text(printable(f"rules: {', '.join(finding.rules)}"), style="dim"))
