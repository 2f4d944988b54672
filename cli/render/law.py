"""Law packs for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.page import Page
from procedures.law.models import Where

if TYPE_CHECKING:
    from procedures.law.coverage import Coverage, Covered


def show_packs(page: Page, found: Sequence[Coverage]) -> None:
    """The rules of each pack, one line each."""
    for pack in found:
        _heading(page, pack)
        for rule in pack.rules:
            page.line(f"  {rule.rule:<14} {_weight(rule):<7} {rule.title} ({rule.provision}){_days(rule)}")
        if not pack.rules:
            page.line("  No rule of it is in force on that day.")


def _heading(page: Page, pack: Coverage) -> None:
    until = f" to {pack.end.isoformat()}" if pack.end is not None else ""
    page.line(f"{pack.pack}: {pack.title} (from {pack.start.isoformat()}{until}, {pack.digest[:12]})", style="bold")


def _weight(rule: Covered) -> str:
    return rule.effect


def _days(rule: Covered) -> str:
    until = f" to {rule.end.isoformat()}" if rule.end is not None else ""
    return f", until{until.removeprefix(' to')}" if until else ""


def show_rule(page: Page, pack: str, rule: Covered) -> None:
    """One rule with everything that is known of it."""
    page.line(f"{rule.rule}: {rule.title}", style="bold")
    page.line(f"  {rule.says}")
    page.line(f"  Provision: {rule.provision} (confidence {rule.confidence}).")
    until = f" to {rule.end.isoformat()}" if rule.end is not None else ""
    page.line(
        f"  In force from {rule.start.isoformat()}{until}; pack {pack}; routes: {', '.join(rule.routes) or 'all'}."
    )
    page.line(f"  {_effect(rule)}")
    if rule.unchecked is not None:
        page.line(f"  Not checkable: {rule.unchecked}")
        return
    page.line(f"  Satisfied by: {rule.satisfied_by}")
    if rule.predicates:
        page.line(f"  Checked on the definition by {', '.join(dict.fromkeys(rule.predicates))}.")
    for by in rule.instance:
        page.line(f"  At run time: {by}.")


def _effect(rule: Covered) -> str:
    return {
        "MUST": "It binds (MUST): a definition that breaks it is refused, and nobody can waive it.",
        "SHOULD": "It should be followed: who does not accepts it by name with a reason.",
        "WARN": f"{rule.severity}, but nobody has verified it: it only warns.",
        "INFO": "It is good to know, and nobody is stopped by it.",
    }[rule.effect]


def show_coverage(page: Page, found: Sequence[Coverage]) -> None:
    """How many rules are checked where, and the others with the reason."""
    for pack in found:
        _heading(page, pack)
        page.line(
            f"  {len(pack.rules)} rules: {pack.checked} checked ({pack.count(Where.DEFINITION)} on the definition,"
            f" {pack.count(Where.INSTANCE)} at run time, {pack.count(Where.BOTH)} on both),"
            f" {pack.count(Where.NOT)} not checkable"
        )
        for rule in pack.rules:
            if rule.unchecked is not None:
                page.line(f"  {rule.rule:<14} not checkable: {rule.unchecked}")
