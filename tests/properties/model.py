"""An independent model of a procedure: plain dictionaries, filled from the YAML file and from what was accepted.

It shares no code with the engine. It knows no events, only commands and their place in the order of what was accepted
(``i``). Nothing in it is fast or clever, so that a reader can check it against the rule book.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tests.properties.days import end_of, last_of, local_day

Raw = dict[str, Any]
Command = dict[str, Any]
NEVER = -1


class Model:
    """What is true of one procedure."""

    def __init__(self, raw: Raw, now: datetime) -> None:
        """Begin before the procedure is opened."""
        self.raw = raw
        self.now = now
        self.i = NEVER
        self.steps = {step["step"]: step for stage in raw["stages"] for step in stage["steps"]}
        self.stage_of = {step["step"]: stage["stage"] for stage in raw["stages"] for step in stage["steps"]}
        self.leavers = {name for name, state in raw["partners"]["states"].items() if state.get("leaver")}
        self.opened = False
        self.step = ""
        self.ended: str | None = None
        self.due_notice: str | None = None
        self.suspended: Raw | None = None
        self.paused: Raw | None = None
        self.summaries = NEVER
        self.facts: dict[str, bool] = {}
        self.lots: dict[str, bool] = {}
        self.entries: dict[str, tuple[int, datetime]] = {}
        self.papers: dict[tuple[str, str | None], Raw] = {}
        self.decisions: dict[str, list[Raw]] = {}
        self.acted: set[tuple[str, str]] = set()
        self.partners: dict[str, Raw] = {}
        self.notices: dict[str, int] = {}
        self.publications: dict[str, list[Raw]] = {}
        self.deadlines: dict[str, Raw] = {}
        self.envelopes: dict[str, int] = {}
        self.commitments: dict[str, Raw] = {}
        self.declared: dict[tuple[str, str], Raw] = {}
        self.checks: dict[str, Raw] = {}
        self.lessons: list[Raw] = []
        self.scores: dict[tuple[Any, ...], Raw] = {}
        self.moderated: dict[tuple[Any, ...], Raw] = {}
        self.waivers: dict[tuple[str | None, str], int] = {}
        self.corrected: set[int] = set()
        self.indicators: dict[str, Raw] = {}
        self.reported: dict[str, int] = {}
        self.log: list[Raw] = []
        """Every event by its number: its type and the place of the command that made it."""

    # -- questions -----------------------------------------------------------------------------------------------------

    @property
    def stage(self) -> str:
        """The stage in which the procedure stands."""
        return str(self.stage_of[self.step])

    def entered(self, place: str) -> int:
        """When a step or stage was last entered."""
        return self.entries[place][0] if place in self.entries else NEVER

    def status(self, artefact: str, partner: str | None = None) -> str | None:
        """What the newest word on a paper says."""
        paper = self.papers.get((artefact, partner))
        return None if paper is None else paper["status"]

    def words(self, decision: str) -> list[Raw]:
        """The words that count: of this visit, and newer than the papers that they are about."""
        since = self.entered(self.step)
        for artefact in self.raw["decisions"][decision].get("about", ()):
            if (artefact, None) in self.papers:
                since = max(since, self.papers[artefact, None]["i"])
        return [word for word in self.decisions.get(decision, ()) if word["i"] > since]

    def runs(self, deadline: str) -> bool:
        """Whether a deadline was started."""
        return bool(self.deadlines.get(deadline, {}).get("started"))

    def passed(self, deadline: str) -> bool:
        """Whether a deadline is over; one that stands still is not."""
        known = self.deadlines.get(deadline, {})
        return self.runs(deadline) and "stopped" not in known and bool(self.now > known["due"])

    def cells(self, round_: str) -> list[tuple[str, str | None]]:
        """What is scored in a round."""
        criteria = self.raw["rounds"][round_]["criteria"]
        return [
            (name, sub) for name, rule in criteria.items() for sub in (list(rule.get("sub_criteria", {})) or [None])
        ]

    def fully_assessed(self, round_: str, partner: str) -> bool:
        """Whether each cell of a partner has its moderated score."""
        return all((round_, partner, *cell) in self.moderated for cell in self.cells(round_))

    def final_steps(self) -> list[str]:
        """Where final tenders are assessed."""
        steps: list[str] = self.raw["rounds"][self.raw["final_round"]]["during"]
        return steps

    def final_assessment_began(self) -> int:
        """When the assessment of final tenders last began."""
        return max(self.entered(step) for step in self.final_steps())

    def standstill(self) -> str:
        """The deadline that a requirement of kind standstill_over names; below a threshold there may be none."""
        gates = [*self.raw["moves"], *self.raw["partners"]["moves"].values()]
        rules = [rule for gate in gates for rule in gate.get("gate", ())]
        name: str = next((rule["deadline"] for rule in rules if rule["kind"] == "standstill_over"), "")
        return name

    def stands_still(self, *, lawful_while_suspended: bool = False) -> bool:
        """Whether the procedure as a whole goes nowhere."""
        court = self.suspended is not None and not lawful_while_suspended
        return self.ended is not None or court or self.paused is not None

    def starts(self, *, notice: str | None = None, step: str | None = None) -> dict[str, Raw]:
        """The deadlines that a notice or a step starts now."""
        return {
            name: rule
            for name, rule in self.raw["deadlines"].items()
            if (rule["starts"].get("notice"), rule["starts"].get("step")) == (notice, step)
            and self.facts.get(rule.get("when"), True)
            and ("period" in rule or not self.runs(name))
        }

    def starts_with(self, kind: str, name: str) -> dict[str, Raw]:
        """The deadlines that anything but a notice or a step starts: the first of its kind, or each once it was met."""
        if kind in ("notice", "step"):
            return {}
        return {
            deadline: rule
            for deadline, rule in self.raw["deadlines"].items()
            if rule["starts"].get(kind) == name
            and self.facts.get(rule.get("when"), True)
            and (not self.runs(deadline) or (rule.get("again") and "met" in self.deadlines[deadline]))
        }

    def too_short(self, deadline: str, start: Any, due: datetime) -> bool:
        """Whether a moment lies before the last day of the shortest minimum that applies."""
        rule = self.raw["deadlines"][deadline]
        rows = self.raw["tables"][rule["table"]]["rows"] if "table" in rule else rule.get("minimum", ())
        true = [row for row in rows if self.applies(row)]
        if not true or any(row.get("none") for row in true):
            return False
        period = min(true, key=lambda row: row["period"]["length"])["period"]
        return local_day(due) < last_of(start, period["length"], period)

    def applies(self, row: Raw) -> bool:
        """Whether the circumstance of a row is true."""
        wanted, unwanted = (
            [row[key]] if isinstance(row.get(key), str) else row.get(key, ()) for key in ("when", "unless")
        )
        return all(self.facts[fact] for fact in wanted) and not any(self.facts[fact] for fact in unwanted)

    def unplanned(self, start: Any, **starts: str | None) -> set[str]:
        """The deadlines that would start now and cannot."""
        found = set()
        for name, rule in self.starts(**starts).items():
            known = self.deadlines.get(name)
            if "period" in rule:
                continue
            if known is None or known["due"] <= self.now:
                found.add(f"{name}_set")
            elif self.too_short(name, start, known["due"]):
                found.add(f"{name}_minimum")
        return found

    # -- what happens --------------------------------------------------------------------------------------------------

    def enter(self, target: str) -> None:
        """Go to a step."""
        if not self.entries or self.stage_of[target] != self.stage:
            self.entries[self.stage_of[target]] = (self.i, self.now)
        self.entries[target] = (self.i, self.now)
        self.step = target

    def start(self, names: dict[str, Raw], day: Any, longer: int | None = None) -> None:
        """Start clocks on a day."""
        for name, rule in names.items():
            known = dict(self.deadlines.get(name, {}))
            if "period" in rule:
                period = rule["period"]
                length = max(period["length"], longer or 0) if rule.get("may_be_longer") else period["length"]
                last = last_of(day, length, period)
                known = {"due": end_of(last), "last": last}
            else:
                known["last"] = local_day(known["due"])
            begun = {
                "started": True,
                "start": day,
                "i": self.i,
                "changed": self.i,
                "cause": len(self.log),
                "acked": set(),
            }
            kept = {key: known[key] for key in ("due", "last")}
            self.deadlines[name] = {**kept, **begun}
