"""The money, the roles and the questions of fact of a procedure."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Definition, Role
from procedures.page.cells import table_of


def money(definition: Definition) -> Iterator[str]:
    """Envelopes and legal bases."""
    money = definition.money
    yield "## Money"
    yield ""
    yield f"In {money.currency}. Money is committed only to partners that are {', '.join(money.payable_states)}."
    yield ""
    envelopes = money.envelopes.items()
    yield from table_of(
        ("Envelope", "Stages"), ((f"{rule.title}<br>`{name}`", ", ".join(rule.stages)) for name, rule in envelopes)
    )
    yield ""
    bases = money.legal_bases.items()
    yield from table_of(
        ("Legal base", "Caution", "Rules"),
        ((f"{base.title}<br>`{name}`", base.caution or "", ", ".join(base.rules)) for name, base in bases),
    )


def _whose(role: Role) -> str:
    return f"{role.title} (a machine's)" if role.kind == "machine" else role.title


def people(definition: Definition) -> Iterator[str]:
    """Roles and questions of fact."""
    yield "## Roles and questions of fact"
    yield ""
    yield from table_of(
        ("Role", "Short", "Name"), ((_whose(role), role.short, f"`{name}`") for name, role in definition.roles.items())
    )
    yield ""
    yield from table_of(
        ("Question", "Name", "Rules"),
        ((fact.question, f"`{name}`", ", ".join(fact.rules)) for name, fact in definition.facts.items()),
    )
    if definition.settled:
        yield ""
        yield from table_of(
            ("Settled by this design", "Name", "Answer", "Rules"),
            (
                (fact.title, f"`{name}`", "yes" if fact.answer else "no", ", ".join(fact.rules))
                for name, fact in definition.settled.items()
            ),
        )
