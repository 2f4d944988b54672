"""The papers, decisions and notices of a procedure, and how tenders are assessed."""

from __future__ import annotations

from collections.abc import Iterator

from engine.definition import Definition
from procedures.page.cells import Cells, lines_of, roles_of, table_of
from procedures.show import sentence


def papers(definition: Definition) -> Iterator[str]:
    """Papers and decisions."""
    yield "## Papers"
    yield ""
    yield from table_of(
        ("Paper", "Supplied by", "Accepted by", "Steps", "Contains"),
        (
            (
                f"{rule.title}{' (each partner)' if rule.per_partner else ''}<br>`{name}`",
                roles_of(definition, rule.supplied_by),
                roles_of(definition, rule.reviewed_by),
                ", ".join(rule.during) or "any",
                lines_of((*rule.contains, *([f"Sealed until {rule.sealed_until}"] if rule.sealed_until else []))),
            )
            for name, rule in definition.artefacts.items()
        ),
    )
    yield ""
    yield "## Decisions"
    yield ""
    yield from table_of(
        ("Decision", "Taken by", "Confirmed by", "Steps", "About", "Rules"),
        (
            (
                f"{rule.title}<br>`{name}`",
                roles_of(definition, (rule.by,)),
                roles_of(definition, (rule.confirmed_by,)) if rule.confirmed_by else "",
                ", ".join(rule.during),
                ", ".join(rule.about),
                ", ".join(rule.rules),
            )
            for name, rule in definition.decisions.items()
        ),
    )


def notices(definition: Definition) -> Iterator[str]:
    """Notices."""
    yield "## Notices"
    yield ""
    yield from table_of(
        ("Notice", "Steps", "What must hold before", "Contains"),
        (
            (
                f"{name} {rule.title}",
                ", ".join(rule.during),
                lines_of(sentence(asks) for asks in rule.gate),
                lines_of(rule.contains),
            )
            for name, rule in sorted(definition.notices.items(), key=lambda item: (len(item[0]), item[0]))
        ),
    )


def assessment(definition: Definition) -> Iterator[str]:
    """The rounds and their criteria."""
    yield "## Assessment"
    for name, rule in definition.rounds.items():
        yield ""
        final = ", whose tenders are the assessed tenders" if name == definition.final_round else ""
        yield f"**{rule.title}** (`{name}`{final})"
        yield ""
        yield f"Scored from {rule.scale_min} to {rule.scale_max} by at least {rule.evaluators} evaluators."
        yield rule.tie_break
        yield ""
        rows: list[Cells] = []
        for criterion, known in rule.criteria.items():
            least = "" if known.minimum is None else str(known.minimum)
            rows.append((f"{known.title}<br>`{criterion}`", f"{known.weight} %", least))
            rows += [
                (f"— {part.title}<br>`{criterion}/{sub}`", f"{part.weight} % of it", "")
                for sub, part in known.sub_criteria.items()
            ]
        yield from table_of(("Criterion", "Weight", "Least score"), rows)
