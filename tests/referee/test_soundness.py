"""Our verdict on control flow before pm4py: 500 definitions broken by chance, and every shipped one, equal in each.

Run by `make referee` only.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from exports.process.machine import Which, machine_of
from exports.process.net import net_of
from exports.process.pnml import pnml
from procedures.exploration.control_flow import Whose, places, sound
from tests.procedures.mutants import mutants
from tests.referee.environment import judge

pytestmark = pytest.mark.referee
MUTANTS = 500
BOTH = pytest.mark.parametrize(
    ("whose", "which"), [(Whose.PROCEDURE, Which.PROCEDURE), (Whose.PARTNER, Which.PARTNER)], ids=str
)


@BOTH
def test_our_verdict_is_that_of_pm4py_for_every_mutant(whose: Whose, which: Which, tmp_path: Path) -> None:
    """A move, an exit, a role, a paper taken away at random: sound for us exactly when sound for the referee."""
    ours: dict[str, bool] = {}
    for number, mutant in enumerate(mutants(MUTANTS)):
        name = f"{number}.pnml"
        net = net_of(machine_of(mutant.definition, which))
        if len(net.places) < len(places(mutant.definition, whose)) + 2:
            assert not sound(mutant.definition, whose)  # a state that no supplier comes to is not drawn
            continue
        (tmp_path / name).write_bytes(pnml(net))
        ours[name] = sound(mutant.definition, whose)
    assert whose is Whose.PARTNER or len(ours) == MUTANTS
    assert sum(ours.values()) > MUTANTS // 10
    assert whose is Whose.PARTNER or sum(not one for one in ours.values()) > MUTANTS // 20
    (tmp_path / "jobs.json").write_text(json.dumps({"sound": list(ours)}), encoding="utf-8")
    said: dict[str, Any] = judge("mining", str(tmp_path))["sound"]
    assert said == ours
