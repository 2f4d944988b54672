"""Requirements about money."""

from __future__ import annotations

from engine.definition.requirements import BudgetCovers
from engine.evaluation.context import Context, Reply, listed
from engine.explanation import Evidence
from engine.money import format_money

_COMMITTED = "--legal-base BASE --instalment ID=AMOUNT --answers NAME=yes|no,..."
"""What the command wants beside the envelope; its help names the twelve questions."""


def budget_covers(asks: BudgetCovers, context: Context) -> Reply:
    """The envelope is set and covers its commitments; each has a known legal base; each partner in question has one."""
    rule = context.definition.money.envelopes[asks.envelope]
    known = context.state.envelopes.get(asks.envelope)
    if known is None:
        return Reply(
            met=False,
            why=f'no money is set aside in the envelope "{rule.title}"',
            who=context.titles(context.definition.money.set_envelope_by),
            next=context.type_group("money", f"envelope {asks.envelope} AMOUNT"),
        )
    mine = {ref: c for ref, c in context.state.commitments.items() if c.envelope == asks.envelope}
    committed = sum(c.amount_minor for c in mine.values())
    if committed > known.amount_minor:
        over = format_money(committed - known.amount_minor, known.currency)
        return Reply(met=False, why=f'commitments exceed the envelope "{rule.title}" by {over}')
    baseless = [ref for ref, c in mine.items() if c.legal_base not in context.definition.money.legal_bases]
    if baseless:
        return Reply(met=False, why=f"no known legal base is recorded for {listed(baseless)}")
    covered = {c.partner for c in mine.values()}
    without = [ref for ref, _ in context.partners_in(asks.states) if ref not in covered] if asks.states else []
    if without:
        return Reply(
            met=False,
            why=f'no money of "{rule.title}" is committed to {listed(without)}',
            who=context.titles(context.definition.money.commit_by),
            next=context.type_group("money", f"commit {without[0]} --envelope {asks.envelope} {_COMMITTED}"),
        )
    left = format_money(known.amount_minor - committed, known.currency)
    return Reply(
        met=True,
        why=f'"{rule.title}" covers its commitments, {left} are left',
        evidence=tuple(
            Evidence(
                event=c.n, text=f"{ref}: {format_money(c.amount_minor, c.currency)} to {c.partner}, {c.legal_base}"
            )
            for ref, c in mine.items()
        ),
    )
