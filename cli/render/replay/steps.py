"""One step of a replay as lines of text: for a pipe, a printer, a screen reader, and the panes of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cli.page import Page
from cli.render.words import moment, person, plural, said
from engine.explanation import Standing
from engine.money import format_money

if TYPE_CHECKING:
    from actions.replaying.gates import GatePassed, GateSeen
    from actions.replaying.step import StepSeen
    from engine.explanation import Finding

_MOST: Final = 12
"""So many lines of one kind are told; the rest is counted."""

MARKS: Final = {
    Standing.MET: "green",
    Standing.UNMET: "bold red",
    Standing.RULING: "bold red",
    Standing.WAIVED: "yellow",
    Standing.WARNING: "yellow",
    Standing.NOT_ASKED: "dim",
}
"""How each standing is coloured; the word is always there too."""


def show_step(page: Page, step: StepSeen, zone: str) -> None:
    """The whole step in the order of the screen: what happened, what it changed, the state, what was known before."""
    page.line(f"Event {step.n} of {step.last}, {moment(step.line.at, zone)}", style="bold")
    show_happened(page, step, zone)
    show_changed(page, step)
    show_passed(page, step)
    show_stands(page, step)
    for gate in other_gates(step):
        page.line(f"  {gate_line(gate)}")
    if step.unknown:
        page.line(f"  gates cannot be told: {step.unknown}")
    _known_before(page, step)


def show_happened(page: Page, step: StepSeen, zone: str) -> None:
    """Who did what, in which role, how known, and in which words."""
    line = step.line
    page.line(f"  {person(line.who, line.name)}, {line.role_title} ({line.auth})")
    page.line(f"  {line.what}")
    if line.words:
        page.line(f"  {said(line.words)}")
    if step.first != step.last_together:
        page.line(f"  with events {step.first} to {step.last_together}, in one command")


def show_changed(page: Page, step: StepSeen) -> None:
    """What the event changed."""
    for change in step.changes[:_MOST]:
        page.line(f"  + {change.sentence}", style="cyan")
    if len(step.changes) > _MOST:
        page.line(f"  + and {len(step.changes) - _MOST} changes more")


def in_words(passed: GatePassed) -> list[tuple[str, str]]:
    """What was required in words, and how it stood; by its id where the gate cannot be asked again."""
    asks = {} if passed.gate is None else {finding.id: finding.asks.rstrip(".") for finding in passed.gate.findings}
    return [(asks.get(known, known), standing) for known, standing in passed.recorded]


def show_passed(page: Page, step: StepSeen) -> None:
    """The gate that was passed, as it was recorded and as it comes out asked again."""
    if step.passed is None:
        return
    counts: dict[str, int] = {}
    for _, standing in step.passed.recorded:
        counts[standing] = counts.get(standing, 0) + 1
    found = ", ".join(f"{count} {standing}" for standing, count in counts.items()) or "nothing was required"
    again = {True: "; asked again it comes out the same", False: "; ASKED AGAIN IT COMES OUT OTHERWISE", None: ""}
    page.line(f"  gate as recorded: {found}{again[step.passed.agrees]}")


def show_stands(page: Page, step: StepSeen) -> None:
    """Where the procedure stood after the event."""
    over = f", {' and '.join(step.overlays)}" if step.overlays else ""
    ended = f", ended ({step.ended})" if step.ended else ""
    stage = next((one.title for one in step.stages if one.standing not in {"done", "to come"}), "")
    page.line(f'  now in "{step.step_title}" ({step.step}), {stage}{over}{ended}')


def other_gates(step: StepSeen) -> tuple[GateSeen, ...]:
    """The gates that stood before the procedure then, without the one that the event had just passed."""
    passed = step.passed.gate.move if step.passed is not None and step.passed.gate is not None else None
    return tuple(gate for gate in step.gates if gate.move != passed)


def gate_line(gate: GateSeen) -> str:
    """A gate in one line: open, or shut by how much."""
    shut = sum(1 for finding in gate.findings if finding.blocks)
    stands = "open" if gate.open else f"shut by {shut} of {plural(len(gate.findings), 'requirement')}"
    return f'"{gate.title}" to {gate.target}: {stands}'


def show_gates(page: Page, step: StepSeen) -> None:
    """Every requirement: of the gate that was passed, and of those that stood before the procedure then."""
    if step.passed is not None and step.passed.gate is not None:
        page.line(f'Passed by this event: "{step.passed.gate.title}"', style="bold green")
        show_passed(page, step)
        for finding in step.passed.gate.findings:
            show_finding(page, finding)
        page.line()
    for gate in other_gates(step):
        page.line(gate_line(gate), style="bold green" if gate.open else "bold")
        page.line(f"  by {' or '.join(gate.by)}", style="dim")
        for finding in gate.findings:
            show_finding(page, finding)
        page.line()
    if step.unknown:
        page.line(step.unknown, style="yellow")
    elif step.ended:
        page.line("The procedure had ended: no gate led on.")


def show_finding(page: Page, finding: Finding) -> None:
    """One requirement as it stood, with what it was met by."""
    severity = "" if finding.severity == "MUST" else f" [{finding.severity}]"
    rules = f"  {', '.join(finding.rules)}" if finding.rules else ""
    page.line(f"  {finding.standing:<15} {finding.asks}{severity}", style=MARKS[finding.standing])
    page.line(f"                  {finding.why}{rules}", style="dim")


def show_papers(page: Page, step: StepSeen, zone: str) -> None:
    """Papers, deadlines, money, partners and people as they were known then."""
    page.line("Papers on file", style="bold")
    for paper in step.papers:
        of = f" of {paper.partner}" if paper.partner else ""
        sealed = ", sealed" if paper.sealed_until else ""
        page.line(f'  "{paper.title}"{of}: version {paper.version}, {paper.status}{sealed}  {paper.sha256[:16]}')
    if not step.papers:
        page.line("  none yet")
    page.heading("Deadlines")
    for deadline in step.deadlines:
        page.line(f'  "{deadline.title}": {deadline.status}, ends {moment(deadline.due_at, zone)}')
    if not step.deadlines:
        page.line("  none yet")
    _purse(page, step)
    page.heading("Who held which role")
    for title, people in step.holders.items():
        page.line(f"  {title}: {', '.join(people)}")


def _purse(page: Page, step: StepSeen) -> None:
    if step.money:
        page.heading("Money")
    for one in step.money:
        sums = [format_money(sum_, one.currency) for sum_ in (one.amount_minor, one.committed_minor, one.paid_minor)]
        page.line(f'  "{one.title}": {sums[0]} set aside, {sums[1]} committed, {sums[2]} paid')
    if step.partners:
        page.heading("Partners")
        page.line(f"  {', '.join(f'{count} {title.lower()}' for title, count in step.partners.items())}")


def show_before(page: Page, step: StepSeen, zone: str) -> None:
    """What whoever asked for it had before them."""
    before = step.before
    if before.n < 0:
        page.line("Nothing: the procedure began with it.")
        return
    page.line(f'The history up to event {before.n}, in "{before.step_title}" ({before.step}).')
    page.heading("Papers on file")
    for paper in before.papers:
        of = f" of {paper.partner}" if paper.partner else ""
        sealed = ", sealed" if paper.sealed_until else ""
        page.line(f'  "{paper.title}"{of}: version {paper.version}, {paper.status}{sealed}  {paper.sha256[:16]}')
    page.heading("Deadlines")
    for deadline in before.deadlines:
        page.line(f'  "{deadline.title}": {deadline.status}, ends {moment(deadline.due_at, zone)}')
    page.heading("What they were told")
    told = (*(before.warnings or ()), *(before.notes or ()))
    for words in told:
        page.line(f"  {words}")
    if not told:
        page.line("  not kept in this copy" if before.warnings is None else "  no warning was shown")
    page.heading("Refused before")
    for one in before.refused:
        page.line(f"  {moment(one.at, zone)}, {one.who} ({one.role_title}): {one.sentence}")
    if not before.refused:
        page.line("  nothing of the kind")


def _known_before(page: Page, step: StepSeen) -> None:
    before = step.before
    if before.n < 0:
        return
    running = sum(1 for one in before.deadlines if one.status == "running")
    told = [plural(len(before.papers), "paper"), f"{plural(running, 'deadline')} running"]
    if before.refused:
        told.append(f"{plural(len(before.refused), 'refusal')} of the kind before")
    if before.warnings:
        told.append(plural(len(before.warnings), "warning"))
    page.line(f"  they had before them: the history up to event {before.n}, {', '.join(told)}")
