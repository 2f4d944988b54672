"""``seedbed demo``: RoadLab re-enacted from problem statement to award, through real flows, on a simulated clock."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.declaring import Answered, reads
from cli.desk import Desk

if TYPE_CHECKING:
    from actions.roadlab.outcome import Outcome
    from actions.roadlab.shown import Shown
    from cli.render.reenactment import Screen

app = typer.Typer(rich_markup_mode=None)

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="FOLDER",
        help="The demonstration's own folder. Default: the folder `demo` inside the data folder. A previous"
        " demonstration there is made anew; a folder with anything else in it is refused.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option(
        "--until",
        metavar="STEP",
        help="Stop when the procedure has come to this step, in a folder (`rehearsal` inside the data folder) where you"
        " go on by typing commands on its own clock; `seedbed rehearse step` moves that on.",
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="NUMBER", min=0, help="The same number gives the same history, hash by hash.")
]


@reads(
    app,
    "demo",
    examples=(
        "seedbed demo --home ./demo",
        "seedbed demo --until ROUND1_ASSESSED --home ./rehearsal",
    ),
    codes=(0, 1, 2, 3, 4, 75),
)
def demo(desk: Desk, home: Home = None, seed: Seed = 2018, until: Until = None) -> Answered:
    """Watch a real procedure run, refusals included; with --until go on from one of its steps yourself."""
    from actions.roadlab.folder import demo_folder, empty_folder
    from cli.render.reenacted import report
    from cli.render.reenactment import screen_for

    if until is not None:
        _require_step(until)
    folder, options = demo_folder(home, rehearsal=until is not None), desk.options
    with empty_folder(folder) as again, screen_for(as_json=options.as_json, quiet=options.quiet) as screen:
        screen.begin(again=again, home=folder)
        performed = _perform(folder, seed, screen, until)
        screen.finish()
    if until is not None:
        return _rehearsal(desk, performed)
    return Answered(
        schema="seedbed/demo/1", value=performed.to_data(), show=lambda _: report(performed, quiet=options.quiet)
    )


@dataclass(kw_only=True)
class Performed:
    """A demonstration that has come to its end: what was seen on the way, and what came of it."""

    home: Path
    seed: int
    seconds: float = 0.0
    consequences: int = 0
    seen: list[Shown] = field(default_factory=list)
    outcome: Outcome

    def to_data(self) -> dict[str, Any]:
        """The one document of ``--json``."""
        from actions.queries.plain import plain
        from actions.roadlab import case
        from actions.roadlab.shown import Cautioned, GatePassed, RefusalShown, Told

        def of(kind: type[Any]) -> Any:
            return [plain(shown) for shown in self.seen if isinstance(shown, kind)]

        return {
            "re_enactment": case.RE_ENACTMENT,
            "home": str(self.home),
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            "moves": of(GatePassed),
            "told": of(Told),
            "refusals": of(RefusalShown),
            "cautions": of(Cautioned),
            "consequences": self.consequences,
            "outcome": plain(self.outcome),
            "sources": [plain(known) for known in case.KNOWN],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Rehearsed:
    """A demonstration that was stopped at a step, for somebody to go on."""

    home: str
    seed: int
    procedure: str
    step: str
    step_title: str
    now: datetime
    re_enactment: str
    next: tuple[str, ...]


def _require_step(step: str) -> None:
    """A step that the story never comes to is told before a folder is made."""
    from actions.roadlab.prepare import PROCEDURE_FILE
    from actions.roadlab.story import story_until
    from procedures import registry

    story_until(registry.load(PROCEDURE_FILE).definition, step)


def _rehearsal(desk: Desk, performed: Performed) -> Answered:
    from actions.queries.moment import moment_of
    from actions.roadlab import case
    from cli.render.rehearsed import show_rehearsal

    desk.at_home(performed.home)
    with desk.reading() as reading:
        moment = moment_of(desk.house, reading, case.PROCEDURE)
    value = Rehearsed(
        home=str(performed.home),
        seed=performed.seed,
        procedure=case.PROCEDURE,
        step=moment.state.step,
        step_title=moment.definition.steps[moment.state.step].title,
        now=moment.now,
        re_enactment=case.RE_ENACTMENT,
        next=(
            f"export SEEDBED_HOME={shlex.quote(str(performed.home))}",
            f"seedbed explain {case.PROCEDURE}",
            "seedbed people list",
            "seedbed rehearse step --to-next-deadline",
            "seedbed rehearse step --until MOMENT",
        ),
    )
    return Answered(schema="seedbed/rehearsal/1", value=value, show=lambda page: show_rehearsal(page, value))


def _perform(folder: Path, seed: int, screen: Screen, until: str | None) -> Performed:
    from actions.roadlab.folder import leave_to_go_on
    from actions.roadlab.outcome import outcome_of
    from actions.roadlab.play import StoryBroken, play
    from actions.roadlab.prepare import admit_auditor, prepare
    from actions.roadlab.story import story, story_until
    from flows.alone import Embedded

    begun, consequences = time.monotonic(), 0
    seen: list[Shown] = []
    stage = prepare(folder, seed)

    def watch(shown: Shown) -> None:
        seen.append(shown)
        screen.show(shown)

    def follow_up() -> int:
        nonlocal consequences
        swept = flows.drain()
        if swept.failed or swept.dead:
            lost = swept.failed + swept.dead
            raise StoryBroken(f"{lost} consequence{'' if lost == 1 else 's'} could not be carried out; see {folder}.")
        consequences += swept.done
        return swept.done

    try:
        with Embedded(stage.house, say=screen.say) as flows:
            stage.watch, stage.advance, stage.follow_up = watch, flows.advance, follow_up
            play(stage, story() if until is None else story_until(stage.definition, until))
            admit_auditor(stage)
            screen.say("Replaying the whole history ...")
            outcome = outcome_of(stage.house, stage.definition)
        if until is not None:
            leave_to_go_on(folder, stage.clock.now())
    finally:
        stage.house.close()
    return Performed(
        home=folder,
        seed=seed,
        seconds=time.monotonic() - begun,
        consequences=consequences,
        seen=seen,
        outcome=outcome,
    )
