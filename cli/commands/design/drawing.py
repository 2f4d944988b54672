"""Draw a definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from cli.commands.design.group import app
from cli.declaring import Answered, reads
from cli.desk import Desk
from cli.options import Force
from engine.errors import InvalidInput
from exports.process.machine import Which

_FORMS: Final = (".svg", ".mmd", ".bpmn", ".pnml")


@reads(
    app,
    "diagram",
    examples=(
        "seedbed design diagram ./mine.yaml -o mine.svg",
        "seedbed design diagram uk_innovative_partnership --machine partner -o suppliers.mmd --json",
    ),
    codes=(0, 1, 2, 4, 8),
)
def diagram(
    desk: Desk,
    name: Annotated[str, typer.Argument(metavar="DEFINITION", help="A file, a shipped definition, or a procedure's.")],
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FILE", help="Where to; its end says as what: .svg, .mmd, .bpmn or .pnml."),
    ],
    machine: Annotated[
        Which, typer.Option("--machine", help="Whose steps: the procedure's, or each partner's.")
    ] = Which.PROCEDURE,
    force: Force = False,
) -> Answered:
    """Draw the steps and moves of a definition, as a picture or for a tool that draws models."""
    from actions.process.models import Form, export_model
    from cli.definitions import meant
    from cli.render.process import show_modelled

    forms = dict(zip(_FORMS, (Form.SVG, Form.MERMAID, Form.BPMN, Form.PNML), strict=True))
    form = forms.get(out.suffix.lower())
    if form is None:
        raise InvalidInput(f"--out: {out} is to end in one of {', '.join(_FORMS)}, which says as what it is drawn.")
    definition, sha256 = meant(desk, name)
    made = export_model(definition, sha256, out, form=form, which=machine, force=force)
    return Answered(schema="seedbed/definition-export/1", value=made, show=lambda page: show_modelled(page, made))
