"""The auditor reads everything and changes nothing, whatever a definition would allow."""

from __future__ import annotations

from datetime import date

import pytest

from engine import commands as c
from engine import register as r
from engine.access import AUDITOR
from engine.errors import NotAllowed
from tests.factories import Case, make_procedure
from tests.samples import COMMANDS, DIGEST

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize("kind", sorted(COMMANDS))
def test_the_auditor_is_turned_away_by_every_command(kind: str) -> None:
    """No command of the whole table does anything in this role, before any other rule is asked."""
    case = make_procedure("DRAFT")
    case.versions[DIGEST] = case.loaded  # the version to which the sample would move it
    before = case.state
    with pytest.raises(NotAllowed, match="reads everything and changes nothing"):
        case.send(c.COMMANDS.validate_python({**COMMANDS[kind], "role": AUDITOR}))
    assert case.state is before


def test_a_definition_that_gives_the_auditor_a_power_gives_nothing() -> None:
    """A definition that was pinned before the checker knew the rule cannot make an auditor act either."""
    case = make_procedure("DRAFT")
    powers = case.definition.powers.model_copy(update={"pause": (AUDITOR,), "open": (AUDITOR,)})
    allowed = case.loaded.definition.model_copy(update={"powers": powers})
    case.loaded = type(case.loaded)(
        definition=allowed, digest=case.loaded.digest, canonical=b"", lines={}, path=case.loaded.path
    )
    assert case.definition.powers.pause == (AUDITOR,)
    with pytest.raises(NotAllowed, match="changes nothing"):
        case.do("pause", role=AUDITOR)
    with pytest.raises(NotAllowed, match="changes nothing"):
        Case(case.loaded, reference="RL-2").do("open", role=AUDITOR)


def test_an_auditor_does_not_hand_the_role_on() -> None:
    """Who checks is chosen by an administrator, not by whoever checks now."""
    given = r.RoleAssigned(
        assignment="a1", person="aud", procedure="*", role=AUDITOR, from_on=date(2026, 1, 1), to_on=None
    )
    events: tuple[r.RegisterEvent, ...] = (r.PersonAdded(person="aud"), r.PersonAdded(person="ben"), given)
    register = r.Register()
    for n, event in enumerate(events):
        register = r.evolve_register(register, event, n)
    asked = r.DelegateRole(
        actor="aud", person="aud", to_person="ben", procedure="*", role=AUDITOR, from_on=TODAY, to_on=TODAY
    )
    with pytest.raises(NotAllowed, match="auditor is not handed on"):
        r.decide_register(register, asked, TODAY)
