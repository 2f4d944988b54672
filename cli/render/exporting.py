"""What was written for people outside, for whoever wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.page import Page

if TYPE_CHECKING:
    from actions.evidence.bundling import Bundled
    from actions.reporting.making import Reported


def show_bundle(page: Page, made: Bundled) -> None:
    """The file, what it holds, and how the person who gets it checks it."""
    page.line(made.sentence, style="green")
    for n, digest in made.missing:
        page.line(
            f"Missing: the document of event {n} ({digest}) is not on file, and the bundle says so.",
            style="bold red",
        )
    page.line(f"Checkpoint {made.checkpoint}; SHA-256 of the file {made.sha256}")
    page.line(f"On record: seedbed audit exports {made.procedure}")
    page.line("Whoever gets it checks it with a verifier and a key from somewhere else, never with those inside:")
    page.line(f"  python verify.py {made.file} --key KEY.vkey")
    page.line(f"  The verifier's SHA-256 is {made.verifier_sha256}")


def show_report(page: Page, made: Reported) -> None:
    """The file, and what a reader compares."""
    page.line(made.sentence, style="green" if made.unbroken else "")
    if not made.unbroken:
        page.line("Its events do not form an unbroken chain, and it says so: seedbed verify", style="bold red")
    page.line(f"SHA-256 of the file {made.sha256}")
    page.line(f"On record: seedbed audit exports {made.procedure}")
