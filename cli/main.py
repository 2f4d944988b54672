"""The console script: one command in, one exit code out."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.contents import Contents
from cli.failure import EXIT_CODES

_CODES = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_CODES.items())

app = typer.Typer(
    cls=Contents,
    name="seedbed",
    help="Run innovative-partnership procurements: seed funding, testbed, refinement and award, every gate explained.",
    epilog=f"""\b
First steps:
  seedbed demo                      watch a real procedure run, refusals included
  seedbed init                      make a data folder of your own
  seedbed COMMAND --help            purpose, examples and exit codes of one command

\b
Exit codes:
{_CODES}

Settings come from the environment: SEEDBED_HOME (the data folder), SEEDBED_ACTOR, SEEDBED_ROLE, NO_COLOR.""",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        from cli.page import write

        write(f"seedbed {version('seedbed')}\n")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def seedbed(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Print the help when no command is given."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def main() -> None:
    """Run the command that was typed."""
    app()
