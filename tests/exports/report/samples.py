"""A report with one of everything, hostile words included."""

from __future__ import annotations

from exports.report.document import (
    Column,
    Entries,
    Entry,
    Fact,
    Facts,
    Figure,
    Figures,
    Milestone,
    Report,
    Said,
    Section,
    Table,
    Text,
    Way,
)

HOSTILE = '<script>alert(1)</script> & "quotes" #strong[typst] $x$ \\ \u202egnp.exe\u202c \x00 *stars* @ref'


def entries(count: int = 3) -> tuple[Entry, ...]:
    """Some things that were done: with words, with withheld words, marked, with rules."""
    return tuple(
        Entry(
            n=n,
            day="26 November 2026",
            time="12:00:05",
            instant="2026-11-26T12:00:05.000000Z",
            who="Jane Doe (jd-1), Commercial lead",
            what='decided "Route of the procurement": pass.',
            said=(Said("Reason", f"Because. {HOSTILE}"), Said("Details", None, "withheld: personal data")),
            rules=("UK-REC-1", "UK-CLK-6"),
            rests_on=(1, 2),
            mark="waiver" if n == 1 else "",
        )
        for n in range(count)
    )


def report(count: int = 3) -> Report:
    """The report."""
    summary = Section(
        id="summary",
        title="Summary",
        blocks=(
            Text(text=f"It ended. {HOSTILE}"),
            Figures(figures=(Figure("820", "events", "nothing withheld"), Figure("1", "waiver"))),
            Way(
                stages=(
                    Milestone("Problem statement", "done", "from 18 May 2026"),
                    Milestone("Testbed", "current", "from 1 March 2027"),
                    Milestone("Award", "to come", ""),
                )
            ),
            Facts(facts=(Fact("Ledger", "1012/GverQrifTbKfr1tK"), Fact("Lots", HOSTILE))),
        ),
    )
    table = Table(
        caption="Commitments",
        columns=(Column("Supplier"), Column("Amount", numeric=True), Column("Why")),
        rows=(("Immense", "£20,000.00", HOSTILE), ("RSK", "£1.00", "two\nlines")),
        empty="None.",
    )
    nothing = Table(caption="Nothing", columns=(Column("What"),), rows=(), empty="Nothing was waived.")
    return Report(
        reference="RL-1",
        title=f"London RoadLab {HOSTILE}",
        kind="Report",
        as_at="19 January 2028, 10:00 (London)",
        made_at="2028-01-19T10:00:00.000000Z",
        banner="Re-enactment.",
        sections=(
            summary,
            Section(id="decisions", title="Who decided what", blocks=(Entries(items=entries(count), empty="None."),)),
            Section(id="money", title="Money", blocks=(table, nothing)),
            Section(id="none", title="Nothing", blocks=(Entries(items=(), empty="Nothing was decided."),)),
        ),
        footer=("Ledger 1012/GverQrifTbKfr1tK; check with seedbed verify.", f"Verifier's SHA-256: {'ab' * 32}."),
    )
