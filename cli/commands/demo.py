"""``seedbed demo``: RoadLab re-enacted from problem statement to award, through real flows, on a simulated clock."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
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
Seed = Annotated[
    int, typer.Option("--seed", metavar="NUMBER", min=0, help="The same number gives the same history, hash by hash.")
]


@reads(
    app,
    "demo",
    examples=("seedbed demo", "seedbed demo --home /tmp/demo --json"),
    codes=(0, 1, 2, 75),
)
def demo(desk: Desk, home: Home = None, seed: Seed = 2018) -> Answered:
    """Watch a real procedure run: London RoadLab, re-enacted under the Procurement Act 2023, refusals included."""
    from actions.roadlab.folder import demo_folder, empty_folder
    from cli.render.reenacted import report
    from cli.render.reenactment import screen_for

    folder, options = demo_folder(home), desk.options
    with empty_folder(folder) as again, screen_for(as_json=options.as_json, quiet=options.quiet) as screen:
        screen.begin(again=again, home=folder)
        performed = _perform(folder, seed, screen)
        screen.finish()
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


def _perform(folder: Path, seed: int, screen: Screen) -> Performed:
    from actions.roadlab.outcome import outcome_of
    from actions.roadlab.play import StoryBroken, play
    from actions.roadlab.prepare import prepare
    from actions.roadlab.story import story
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
            play(stage, story())
            screen.say("Replaying the whole history ...")
            outcome = outcome_of(stage.house, stage.definition)
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
