"""What a procedure costs as it stands: set aside, bound, paid and left, by envelope, and where that leads."""

from __future__ import annotations

from typing import Any

from actions.consequences.case import Case
from actions.consequences.markdown import plain, table
from engine.money import format_money


def cost_projection(case: Case) -> dict[str, Any]:
    """Money by envelope in integer minor units.

    ``projected`` is what will have been paid once every commitment is carried out: paid already, plus instalments to
    come. Nothing is guessed about commitments that do not exist yet.
    """
    state, rules = case.state, case.definition.money
    envelopes = []
    for name, rule in rules.envelopes.items():
        known = state.envelopes.get(name)
        amount, committed, paid = (
            (known.amount_minor, known.committed_minor, known.paid_minor) if known is not None else (0, 0, 0)
        )
        envelopes.append(
            {
                "envelope": name,
                "title": rule.title,
                "amount_minor": amount,
                "committed_minor": committed,
                "paid_minor": paid,
                "to_pay_minor": committed - paid,
                "left_minor": amount - committed,
            }
        )
    return {
        "schema": "seedbed/cost-projection/1",
        "procedure": case.procedure,
        "event": case.n,
        "re_enactment": state.re_enactment,
        "step": state.step,
        "currency": rules.currency,
        "envelopes": envelopes,
        "amount_minor": _total(envelopes, "amount_minor"),
        "paid_minor": _total(envelopes, "paid_minor"),
        "to_pay_minor": _total(envelopes, "to_pay_minor"),
        "projected_minor": _total(envelopes, "committed_minor"),
        "left_minor": _total(envelopes, "left_minor"),
        "by_category_minor": _by_category(case),
    }


def cost_markdown(case: Case, projection: dict[str, Any]) -> str:
    """The same for people."""
    currency = projection["currency"]

    def row(title: str, line: dict[str, Any], committed: str) -> list[str]:
        names = ("amount_minor", committed, "paid_minor", "to_pay_minor", "left_minor")
        return [title, *(format_money(line[name], currency) for name in names)]

    rows = [row(line["title"], line, "committed_minor") for line in projection["envelopes"]]
    rows.append(row("Together", projection, "projected_minor"))
    heading = f"# Cost of {plain(case.procedure)} as of event {case.n}, {case.said(case.at)}"
    parts = [heading, table(("Envelope", "Set aside", "Committed", "Paid", "To pay", "Left"), rows)]
    if case.banner is not None:
        parts.insert(1, f"**{plain(case.banner)}**")
    return "\n\n".join(parts) + "\n"


def _total(envelopes: list[dict[str, Any]], name: str) -> int:
    return sum(line[name] for line in envelopes)


def _by_category(case: Case) -> dict[str, int]:
    """Committed money by innovation category (law.md 6)."""
    found: dict[str, int] = {}
    for commitment in case.state.commitments.values():
        found[commitment.category] = found.get(commitment.category, 0) + commitment.amount_minor
    return dict(sorted(found.items()))
