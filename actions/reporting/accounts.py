"""Deadlines, money, suppliers and lessons: what a report gives in tables."""

from __future__ import annotations

from actions.queries.deadlines import DeadlineSeen, deadlines_at
from actions.queries.funds import CommitmentSeen, money_at
from actions.queries.funnel import Left, PartnerSeen
from actions.reporting.subject import Subject, by_progress, who, words_in
from engine.money import format_money
from exports.report.document import Column, Section, Table

_NEVER_CAME = ("not asked", "not set", "not started")


def deadlines(subject: Subject) -> Section:
    """Every deadline that was set or started, and what became of it."""
    seen = [one for one in deadlines_at(subject.moment).deadlines if one.status not in _NEVER_CAME]
    table = Table(
        caption="Deadlines, soonest first",
        columns=(Column("Deadline"), Column("Began"), Column("Ended or ends"), Column("Outcome"), Column("Rules")),
        rows=tuple(_deadline(subject, one) for one in seen),
        empty="No deadline has been set yet.",
    )
    return Section(id="deadlines", title="Deadlines", blocks=(table,))


def money(subject: Subject) -> Section:
    """What was set aside, bound and paid, by envelope and by commitment."""
    seen = money_at(subject.moment)

    # A pinned definition has its parts in the order of their names; people know them in the order of events.
    order = {name: place for place, name in enumerate(subject.moment.state.envelopes)}

    def shown(minor: int) -> str:
        return format_money(minor, seen.currency)

    envelopes = Table(
        caption="Envelopes",
        columns=(
            Column("Envelope"),
            *(Column(title, numeric=True) for title in ("Set aside", "Committed", "Paid", "Left")),
        ),
        rows=tuple(
            (
                one.title,
                shown(one.amount_minor),
                shown(one.committed_minor),
                shown(one.paid_minor),
                shown(one.left_minor),
            )
            for one in sorted(seen.envelopes, key=lambda one: order.get(one.envelope, 0))
            if one.set
        ),
        empty="No money has been set aside yet.",
    )
    names = {one.partner: one.name or one.partner for one in subject.funnel.partners}
    commitments = Table(
        caption="Commitments",
        columns=(
            Column("Commitment"), Column("Supplier"), Column("Amount", numeric=True), Column("Paid", numeric=True),
            Column("Instalments"), Column("Legal base"), Column("Event", numeric=True),
        ),
        rows=tuple(
            (
                one.commitment, names.get(one.partner, one.partner), shown(one.amount_minor), shown(one.paid_minor),
                _instalments(one), one.legal_base_title, str(one.n),
            )
            for one in seen.commitments
        ),
        empty="No money has been committed yet.",
    )  # fmt: skip
    return Section(id="money", title="Money", blocks=(envelopes, commitments))


def suppliers(subject: Subject) -> Section:
    """The funnel: how far suppliers came, who left and why, and where each one is."""
    funnel = subject.funnel
    names = {one.partner: one.name or one.partner for one in funnel.partners}
    reached = Table(
        caption="How many reached each state",
        columns=(Column("State"), Column("Ever reached it", numeric=True), Column("In it now", numeric=True)),
        rows=tuple(
            (one.title, str(one.ever), str(one.now)) for one in by_progress(subject, funnel.reached) if one.ever
        ),
        empty="No supplier has come in yet.",
    )
    left = Table(
        caption="Who left, and why",
        columns=(
            Column("Supplier"),
            Column("Left from"),
            Column("Into"),
            Column("Day"),
            Column("By"),
            Column("Reason"),
        ),
        rows=tuple(_left(subject, one, names) for one in funnel.left),
        empty="No supplier has left.",
    )
    everyone = Table(
        caption="Every supplier",
        columns=(
            Column("Supplier"), Column("Reference"), Column("Lot"), Column("State"), Column("Received"), Column("SME"),
        ),
        rows=tuple(_partner(subject, one) for one in funnel.partners),
        empty="No supplier has come in yet.",
    )  # fmt: skip
    blocks = (reached, left, everyone) if funnel.partners else (reached,)
    return Section(id="suppliers", title="Suppliers", blocks=blocks)


def lessons(subject: Subject) -> Section:
    """What worked and what did not, each tied to what it is about."""
    stages = {stage.stage: stage.title for stage in subject.moment.definition.stages}
    table = Table(
        caption="What worked, and what did not",
        columns=(Column("Stage"), Column("Outcome"), Column("Lesson"), Column("About"), Column("Who")),
        rows=tuple(
            (
                stages.get(str(line.data["stage"]), str(line.data["stage"])),
                "Worked" if line.data["worked"] else "Did not work",
                words_in(line.words),
                str(line.data["about"]).replace(":", ": ").replace("_", " "),
                who(line.who, line.name, line.role_title),
            )
            for line in subject.lines
            if line.type == "lesson.recorded"
        ),
        empty="No lesson has been recorded yet.",
    )
    return Section(id="lessons", title="Lessons", blocks=(table,))


def _deadline(subject: Subject, one: DeadlineSeen) -> tuple[str, ...]:
    began = "" if one.starts_on is None else subject.day(one.starts_on)
    ends = "" if one.due_at is None else subject.when(one.due_at)
    outcome = one.status[:1].upper() + one.status[1:]
    if one.met_n is not None:
        outcome += f" (event {one.met_n})"
    moved = [f"extended {one.extended} time{'s' if one.extended > 1 else ''}"] if one.extended else []
    moved += [f"shortened {one.shortened} time{'s' if one.shortened > 1 else ''}"] if one.shortened else []
    return one.title, began, ends, "; ".join((outcome, *moved)), ", ".join(one.rules)


def _instalments(one: CommitmentSeen) -> str:
    paid = sum(part.paid for part in one.instalments)
    return f"{paid} of {len(one.instalments)} paid"


def _left(subject: Subject, one: Left, names: dict[str, str]) -> tuple[str, ...]:
    by = one.name or one.who
    return (
        names.get(one.partner, one.partner),
        one.source_title or "",
        one.state_title,
        subject.day(one.at),
        by,
        words_in(one.why),
    )


def _partner(subject: Subject, one: PartnerSeen) -> tuple[str, ...]:
    received = subject.when(one.received_at) + ("" if one.on_time else " (late)")
    return one.name or one.partner, one.partner, one.lot or "", one.state_title, received, "yes" if one.sme else "no"
