"""Procedures and their definitions for other tools: process mining, modelling, provenance, spreadsheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands.exporting.group import app
from cli.completion import complete_from
from cli.declaring import Answered, Taker, reads, takes_out
from cli.desk import Desk
from cli.options import Force, OutFile, Ref
from exports.process.machine import Which

if TYPE_CHECKING:
    from actions.process.exporting import HandedOver, Takeout
    from actions.process.models import Form
    from exports.process.source import History

Refs = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[REF]...", help="The procedures, for example RL-1.", autocompletion=complete_from("procedures")
    ),
]
Closed = Annotated[bool, typer.Option("--closed", help="Every procedure that has come to an end (an auditor may).")]
Machine = Annotated[Which, typer.Option("--machine", help="Whose lives: the procedure's own, or each partner's.")]
Name = Annotated[
    str,
    typer.Argument(
        metavar="DEFINITION", help="A shipped definition by name, a file, or a procedure: the one it is pinned to."
    ),
]
OutPlace = Annotated[
    Path, typer.Option("--out", "-o", metavar="FOLDER|ZIP", help="Where to: a new folder, or a file that ends in .zip.")
]


def _takeout(desk: Desk, taker: Taker, *, force: bool) -> Takeout:
    from actions.process.exporting import Takeout
    from cli.taking import actor_of

    return Takeout(actor=actor_of(desk, taker), role=taker.role, request_id=taker.request_id, force=force)


def _answered(made: HandedOver) -> Answered:
    from cli.render.process import show_handed_over

    return Answered(schema="seedbed/history-export/1", value=made, show=lambda page: show_handed_over(page, made))


@takes_out(
    app,
    "xes",
    examples=(
        "seedbed export xes RL-1 -o rl-1.xes --actor audit-1",
        "seedbed export xes --closed -o closed.xes --actor audit-1",
        "seedbed export xes RL-1 --everything -o rl-1-all.xes --actor audit-1 --json",
    ),
)
def xes(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    out: OutFile,
    refs: Refs = None,
    closed: Closed = False,
    machine: Machine = Which.PROCEDURE,
    everything: Annotated[
        bool, typer.Option("--everything", help="Every event by its type, not only the moves that a net knows.")
    ] = False,
    force: Force = False,
) -> Callable[[Taker], Answered]:
    """Write an event log for process mining (XES, IEEE 1849): moves, or every event; no names and no sealed words."""

    def take(taker: Taker) -> Answered:
        from actions.process.exporting import export_histories
        from exports.process.xes import Told
        from exports.process.xes import xes as make

        told = Told.EVERYTHING if everything else Told.MOVES
        made = export_histories(
            desk.house,
            refs or (),
            out,
            form="event log (XES)",
            what="xes",
            make=lambda histories: make(histories, which=machine, told=told),
            takeout=_takeout(desk, taker, force=force),
            closed=closed,
        )
        return _answered(made)

    return take


@takes_out(
    app,
    "ocel",
    examples=(
        "seedbed export ocel RL-1 RL-2 -o partnerships.json --actor audit-1",
        "seedbed export ocel --closed -o closed.json --actor audit-1 --json",
    ),
)
def ocel(
    desk: Desk, out: OutFile, refs: Refs = None, closed: Closed = False, force: Force = False
) -> Callable[[Taker], Answered]:
    """Write an object-centric event log (OCEL 2.0, JSON): procedures, partners, stages, papers, notices, payments."""

    def take(taker: Taker) -> Answered:
        from actions.process.exporting import export_histories
        from exports.process.ocel.writing import ocel as make

        takeout = _takeout(desk, taker, force=force)
        return _answered(
            export_histories(
                desk.house,
                refs or (),
                out,
                form="object-centric event log (OCEL 2.0)",
                what="ocel",
                make=make,
                takeout=takeout,
                closed=closed,
            )
        )

    return take


@takes_out(
    app,
    "prov",
    examples=(
        "seedbed export prov RL-1 -o rl-1.prov.json --actor audit-1",
        "seedbed export prov RL-1 -o rl-1.prov.json --actor audit-1 --json",
    ),
)
def prov(desk: Desk, ref: Ref, out: OutFile, force: Force = False) -> Callable[[Taker], Answered]:
    """Write where everything came from (W3C PROV-JSON): states, papers, events, people by pseudonym, rules."""

    def take(taker: Taker) -> Answered:
        from actions.process.exporting import export_histories
        from exports.process.prov import prov as make

        def only(histories: Sequence[History]) -> bytes:
            return make(histories[0])

        takeout = _takeout(desk, taker, force=force)
        return _answered(
            export_histories(
                desk.house, (ref,), out, form="provenance (PROV-JSON)", what="prov", make=only, takeout=takeout
            )
        )

    return take


@takes_out(
    app,
    "csv",
    examples=(
        "seedbed export csv RL-1 -o rl-1-tables --actor audit-1",
        "seedbed export csv RL-1 -o rl-1.zip --words --actor audit-1 --json",
    ),
)
def csv(  # noqa: PLR0917 - the parser's signature
    desk: Desk,
    ref: Ref,
    out: OutPlace,
    words: Annotated[
        bool, typer.Option("--words", help="With reasons, names and file names, as far as they are disclosed.")
    ] = False,
    bom: Annotated[bool, typer.Option("--bom", help="A mark by which old spreadsheets know UTF-8.")] = False,
    force: Force = False,
) -> Callable[[Taker], Answered]:
    """Write the history as tables (CSV) with a data dictionary; no cell is ever taken for a formula."""

    def take(taker: Taker) -> Answered:
        from actions.process.tables import export_tables

        takeout = _takeout(desk, taker, force=force)
        return _answered(export_tables(desk.house, ref, out, takeout=takeout, words=words, bom=bom))

    return take


def _model(desk: Desk, name: str, out: Path, *, form: Form, which: Which, force: bool) -> Answered:
    from actions.process.models import export_model
    from cli.definitions import meant
    from cli.render.process import show_modelled

    definition, sha256 = meant(desk, name)
    made = export_model(definition, sha256, out, form=form, which=which, force=force)
    return Answered(schema="seedbed/definition-export/1", value=made, show=lambda page: show_modelled(page, made))


_CODES = (0, 1, 2, 4, 8)


@reads(
    app,
    "pnml",
    examples=(
        "seedbed export pnml uk_innovative_partnership -o partnership.pnml",
        "seedbed export pnml ./mine.yaml --machine partner -o mine.pnml --json",
    ),
    codes=_CODES,
)
def pnml(desk: Desk, name: Name, out: OutFile, machine: Machine = Which.PROCEDURE, force: Force = False) -> Answered:
    """Write a definition as a Petri net (PNML): every closed procedure's log (`export xes`) fits it."""
    from actions.process.models import Form

    return _model(desk, name, out, form=Form.PNML, which=machine, force=force)


@reads(
    app,
    "bpmn",
    examples=(
        "seedbed export bpmn uk_innovative_partnership -o partnership.bpmn",
        "seedbed export bpmn RL-1 --machine partner -o partner.bpmn --json",
    ),
    codes=_CODES,
)
def bpmn(desk: Desk, name: Name, out: OutFile, machine: Machine = Which.PROCEDURE, force: Force = False) -> Answered:
    """Write a definition as an executable BPMN 2.0 process with its drawing; gates travel as extension elements."""
    from actions.process.models import Form

    return _model(desk, name, out, form=Form.BPMN, which=machine, force=force)


@reads(
    app,
    "mermaid",
    examples=(
        "seedbed export mermaid uk_innovative_partnership -o partnership.mmd",
        "seedbed export mermaid uk_innovative_partnership --machine partner -o partner.mmd --json",
    ),
    codes=_CODES,
)
def mermaid(desk: Desk, name: Name, out: OutFile, machine: Machine = Which.PROCEDURE, force: Force = False) -> Answered:
    """Write a definition's state diagram as Mermaid text, for pages that draw it themselves."""
    from actions.process.models import Form

    return _model(desk, name, out, form=Form.MERMAID, which=machine, force=force)


@reads(
    app,
    "svg",
    examples=(
        "seedbed export svg uk_innovative_partnership -o partnership.svg",
        "seedbed export svg uk_innovative_partnership --machine partner -o partner.svg --json",
    ),
    codes=_CODES,
)
def svg(desk: Desk, name: Name, out: OutFile, machine: Machine = Which.PROCEDURE, force: Force = False) -> Answered:
    """Draw a definition as a picture (SVG) that every browser shows and any printer prints."""
    from actions.process.models import Form

    return _model(desk, name, out, form=Form.SVG, which=machine, force=force)
