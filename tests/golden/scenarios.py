"""What is recorded: RoadLab from end to end, random lives off its way, and what only a house as a whole does."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from actions.calendars import calendar_meant
from actions.clockwork.confirm import ConfirmClock, confirm_clock
from actions.clockwork.record import write
from actions.designing import moving
from actions.designing.record import append
from actions.documents import keep_document
from actions.exporting import record_export
from actions.house import House
from actions.people import change_register
from actions.time.missed import record_missed
from engine import commands as c
from engine import register as r
from engine.clock_record import AnomalyNoticed, OutageEnded
from engine.designs import DESIGNER, DefinitionProposed, DefinitionPublished
from engine.errors import Refused, SeedbedError
from engine.reminders.plan import Kind
from engine.reminders.wishes import Mode
from engine.streams import LEDGER
from engine.time.calendar import Calendar
from procedures.loader import LoadedDefinition
from procedures.registry import shipped as all_shipped
from storage.database import create_store
from storage.records import RecordedBy
from tests.definitions.playing import good_end, shipped
from tests.engine.another_version import LONGER, another
from tests.factories import START, Office, people_of, populate, real, small, wire
from tests.golden.forms import optional_fields
from tests.golden.importing import house_of
from tests.golden.recording import HISTORIES
from tests.journeys.conftest import play_in
from tests.pilot import TWO, make, prepare, way
from tests.properties.wishes import Wishes, moments

THANKS: Final = """
calendar = "uk"
base = "2026.1"
version = "2026.1.1"
[[added]]
on = 2026-12-01
name = "A day of thanks"
reason = "proclaimed"
source = "Gazette"
recorded_on = 2026-11-23
"""


class Filing(Office):
    """An office whose documents are real: each has its own bytes in the store of documents."""

    def send(self, command: c.Command) -> tuple[str, ...]:
        """Carry out a command; what is filed is kept first."""
        if isinstance(command, c.SubmitArtefact) and command.media_type == "text/plain":
            text = f"{command.artefact} of {command.partner or 'the authority'}, {self.now.isoformat()}\n".encode()
            kept = keep_document(self.house, io.BytesIO(text), media_type="text/plain", max_bytes=len(text))
            command = command.model_copy(update={"sha256": kept.sha256, "size": len(text)})
        return super().send(command)


def _office(folder: Path, loaded: LoadedDefinition, clock_error: timedelta | None = None) -> Filing:
    from actions.clock import SimulatedClock

    folder.mkdir(parents=True)
    clock = SimulatedClock(START)
    house = wire(folder, create_store(f"sqlite:///{folder / 'seedbed.db'}", mode="demo", at=START), clock)
    if clock_error is not None:
        house.__class__ = type("DoubtfulHouse", (House,), {"clock_error": property(lambda _: clock_error)})
    populate(house, [*people_of(loaded), ("root", "admin")], START.date())
    return Filing(house=house, loaded=loaded, clock=clock)


def roadlab(folder: Path) -> House:
    """RoadLab, as the demonstration plays it."""
    return play_in(folder).stage.house


def _life(definition: Callable[[], LoadedDefinition], seed: int, wishes: int) -> Callable[[Path], House]:
    def play(folder: Path) -> House:
        office, rng = _office(folder, definition()), random.Random(seed)
        lots = rng.choice(([], [], ["north", "south"]))
        facts = {fact: rng.random() < 0.4 for fact in office.definition.facts}
        office.do("open", lots={lot: f"Lot {lot}" for lot in lots}, facts=facts)
        for kind, fields in moments(Wishes(office, rng, lots), wishes):
            if kind == "wait":
                office.wait_until(fields["until"])
                record_missed(office.house)
                continue
            try:
                office.do(kind, **fields)
            except SeedbedError:
                continue  # a refusal is beside the history, not in it
        return office.house

    return play


def _whole(name: str) -> Callable[[Path], House]:
    """A shipped definition from its opening to the end of a procedure that found what it was looking for."""

    def play(folder: Path) -> House:
        office, last = _office(folder, shipped(name)), good_end(shipped(name).definition)
        office.house.definitions.add(shipped(name))
        facts = dict.fromkeys(office.definition.facts, False)
        try:
            office.do("open", facts=facts)
        except Refused:  # the law of an earlier day: it is told again, and says so
            office.do("open", facts=facts, re_enactment="As it goes under the law of its day")
        for move in way(office.definition, office.definition.initial, last.source):
            make(office, move, partners=TWO)
        make(office, last.move or "", partners=TWO)
        return office.house

    return play


def house(folder: Path) -> House:
    """The records beside the procedures: people, roles, wishes and feeds, the clock, exports; a calendar changed."""
    office = _office(folder, small(), timedelta(seconds=2))
    _people(office)
    _clock(office)
    office.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    moves = way(small().definition, "DRAFT", "TOLD")
    for move in moves[:2]:
        make(office, move, partners=TWO)
    prepare(office, moves[2], partners=TWO)
    _ruled(office)
    for move in moves[2:]:
        make(office, move, partners=TWO)
    office.wait_until(datetime(2026, 11, 23, 9, tzinfo=UTC))
    office.do("publish_notice", notice="N6")
    calendars = office.house.settings.home / "calendars"
    calendars.mkdir()
    (calendars / "thanks.toml").write_text(THANKS, encoding="utf-8")
    newest = Calendar.from_data(calendar_meant(office.house.shelf, "uk"))
    office.do("change_calendar", calendar=newest.pin, reason="It was proclaimed.")
    record_export(
        office.house, actor="manager", role="manager", procedure="RL-1", what="bundle", sha256="ab" * 32, upto_n=3
    )
    return office.house


def clocks(folder: Path) -> House:
    """Deadlines that were shortened, taken back, counted again and missed."""
    office = _office(folder, small())
    office.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for move in way(small().definition, "DRAFT", "OPEN"):
        make(office, move, partners=TWO)
    due = office.state.deadlines["entry_closes"].due_at
    office.do("publish_notice", notice="N1", reference="2026/S 000-000002")
    nearer = due - timedelta(days=3)
    office.do("shorten_deadline", deadline="entry_closes", due_at=nearer, notice="N1", reference="2026/S 000-000002")
    for move in way(small().definition, "OPEN", "TOLD"):
        make(office, move, partners=TWO)
    office.do("publish_notice", notice="N6")
    office.do("correct", event=office.state.notices["N6"].n, effect="void", reason="The wrong text.")
    office.do("publish_notice", notice="N6", reference="2026/S 000-000003")
    known = office.state.notices["N6"]
    office.clock.advance(timedelta(days=1))
    office.do("correct", event=known.n, effect="void", on=known.on + timedelta(days=1), reason="The wrong day.")
    for move in way(small().definition, "TOLD", "SIGNED"):
        make(office, move, partners=TWO)
    office.wait_until(office.state.deadlines["details_due"].due_at + timedelta(seconds=1))
    record_missed(office.house)
    return office.house


def moved(folder: Path) -> House:
    """A definition published by two people, two procedures moved to it by one decision, one of them moved back."""
    office, line = _office(folder, small()), "  archive_by:"
    archive = next(one for one in small().path.read_text().splitlines(keepends=True) if one.startswith(line))
    period = "period: { length: 15, unit: working-days, counting: after }"
    letters = (
        f"  letters_due: {{ title: Letters due, starts: {{ notice: N6 }}, met_by: [{{ notice: N7 }}], {period} }}\n"
    )
    new = another(LONGER, (archive, letters), ("TRIAL", "PILOT"), ("trying", "piloting"))
    for office.reference in ("RL-1", "RL-2"):
        office.do("open", title="A better crossing", facts={"big": False, "hurried": False})
        for move in way(small().definition, "DRAFT", "TOLD"):
            make(office, move, partners=TWO)
        office.do("set_deadline", deadline="archive_by", due_at=office.now + timedelta(days=200))
        office.do("publish_notice", notice="N6")
    _published(office, new)
    names = (("step", "TRIAL", "PILOT"), ("partner_state", "trying", "piloting"))
    asked = {
        "reason": "The standstill is longer.", "names": names, "reconsidered": "None has to be revised.",
        "told": "By letter to each.", "admits_others": False, "changes_participants": False,
    }  # fmt: skip
    with office.house.store.reading() as reading:
        seen = moving.preview(office.house, reading, new, ("RL-1", "RL-2"), asked).procedures
    order = moving.Order(loaded=new, asked=asked, actor="manager", role="manager")
    moving.move(office.house, order, seen, request_id="all-of-them")
    moving.move_back(
        office.house, "RL-2", actor="manager", role="manager", reason="It was too early.", request_id="one-back"
    )
    office.reference, office.loaded = "RL-1", new
    for move in way(new.definition, "TOLD", "SIGNED"):
        make(office, move, partners=TWO)
    return office.house


def _published(office: Filing, new: LoadedDefinition) -> None:
    """Written by one, approved by another; that its law is a test's, no checker is asked about."""
    definition = new.definition
    said = {"definition": new.digest, "name": definition.name, "version": definition.version}
    proposed = DefinitionProposed(**said, law_pack=definition.law_pack, by="manager", accepted=[])
    approved = DefinitionPublished(**said, law_pack=definition.law_pack, author="manager", by="owner")
    for event, who in ((proposed, "manager"), (approved, "owner")):
        with office.house.store.transaction() as tx:
            by = RecordedBy(id=who, role=DESIGNER, auth="claim")
            append(office.house, tx, [event], now=office.now, by=by, cause=f"publish-{who}")


def older(folder: Path) -> House:
    """The same and a random life, as a Seedbed wrote them that did not know the later fields yet."""
    return house_of(
        HISTORIES / "small_procedure-1.0.0" / "clocks", folder, f"sqlite:///{folder / 'seedbed.db'}", body=without_later
    )


def without_later(body: dict[str, Any]) -> dict[str, Any] | None:
    """An event in the form that it had before its optional fields came; of the ledger nothing was recorded then."""
    if body["stream"] == LEDGER:
        return None
    later = optional_fields(body["type"])
    return {**body, "data": {name: value for name, value in body["data"].items() if name not in later}}


def _ruled(office: Filing) -> None:
    """Something comes so close to the end that the clock cannot tell, and a person rules."""
    due = office.state.deadlines["entry_closes"].due_at
    office.wait_until(due + timedelta(minutes=5))
    office.do("rule_on_time", deadline="entry_closes", about="crow", received_at=due, role="manager")


def _people(office: Filing) -> None:
    day, founder = START.date(), "root"
    commands: tuple[r.RegisterCommand, ...] = (
        r.AddPerson(actor=founder, person="stan", name="Stan Dinin", email="stan@example.org"),
        r.AssignRole(actor=founder, person="stan", procedure="*", role="reader", from_on=day),
        r.DelegateRole(
            actor="owner", person="owner", to_person="stan", procedure="*", role="owner", from_on=day, to_on=day
        ),
        r.NameDeputy(actor=founder, person="stan", procedure="*", role="manager", from_on=day),
        r.SetPreferences(
            actor="stan", person="stan", modes={Kind.OVERDUE: Mode.SINGLE}, quiet_from=time(19), quiet_to=time(7, 30)
        ),
        r.RenewFeed(actor="stan"),
        r.RevokeFeed(actor="stan", person="stan"),
        r.EndAssignment(actor=founder, assignment="d1", to_on=day),
    )
    for number, command in enumerate(commands):
        change_register(office.house, command, request_id=f"people-{number}")


def _clock(office: Filing) -> None:
    now = office.now
    noticed = AnomalyNoticed(
        how="watched", wall_at=now, expected_at=now - timedelta(minutes=2), ahead_ms=120_000, window_ms=5_000,
        known_at=now, host="desk-1", watch="w1",
    )  # fmt: skip
    with office.house.store.transaction() as tx:
        write(office.house, tx, noticed, now)
        write(office.house, tx, OutageEnded(from_at=now - timedelta(hours=3), until_at=now), now)
    office.clock.advance(timedelta(minutes=1))
    command = ConfirmClock(actor="root", reason="Looked at another clock.")
    confirm_clock(office.house, command, request_id="clock-1")


class Scenario(NamedTuple):
    """A history that can be recorded: what it tells, and what plays it in a new folder."""

    title: str
    make: Callable[[Path], House]


SCENARIOS: Final[dict[str, Scenario]] = {
    "roadlab": Scenario("London RoadLab from the problem statement to the contract details notice", roadlab),
    "house": Scenario("What stands beside the procedures: people, clock, exports; a calendar changed, a ruling", house),
    "clocks": Scenario("Deadlines shortened, taken back, counted again and missed", clocks),
    "moved": Scenario("A definition published, procedures moved to it by one decision, one moved back", moved),
    "older-forms": Scenario("The same, in the form that events had before their later fields came", older),
    **{
        f"life-{seed}": Scenario(f"A random life of the small procedure, seed {seed}", _life(small, seed, 500))
        for seed in (36, 140)
    },
    **{
        f"uk-life-{seed}": Scenario(f"A random life of the innovative partnership, seed {seed}", _life(real, seed, 500))
        for seed in (21,)
    },
    **{
        f"whole-{one.name}": Scenario(f"From its opening to its end: {one.title}", _whole(one.name))
        for one in all_shipped()
        if one.name != "uk_innovative_partnership"
    },
}
"""What can be recorded, by the name of the history."""
