"""Who may decide to withhold what: two people, never about oneself, once."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from engine import keeping as k
from engine.errors import InvalidInput, NotAllowed, NotFound, Refused


def redact(actor: str = "rita", **more: Any) -> k.ProposeRedaction:
    """A proposal to withhold one value."""
    given = {"procedure": "RL-1", "event": 3, "path": "data.reason", "ground": "personal_data", "reason": "A name."}
    return k.ProposeRedaction(actor=actor, **{**given, **more})


def after(*events: k.KeepingEvent) -> k.Records:
    """The records after these events."""
    numbered = enumerate(events)
    return reduce(lambda records, one: k.evolve_records(records, one[1], one[0]), numbered, k.Records())


def confirmed(decision: str = "w1") -> k.WithholdingConfirmed:
    """A confirmation by rob."""
    return k.WithholdingConfirmed(
        decision=decision, by="rob", values=1, documents=0, stays=0, streams=["RL-1"], persons=[], partners=[], files=[]
    )


def test_what_one_proposes_another_confirms() -> None:
    """Never the same person, whatever roles they hold."""
    records = after(k.propose(k.Records(), redact()))
    with pytest.raises(Refused, match="somebody else who holds the role records_officer"):
        k.to_confirm(records, k.Confirm(actor="rita", decision="w1"))
    assert k.to_confirm(records, k.Confirm(actor="rob", decision="w1")).status is k.Status.PROPOSED


@pytest.mark.parametrize("actor", ["ben"])
def test_nobody_decides_about_themselves(actor: str) -> None:
    """Neither as the first person nor as the second."""
    about = k.ProposeErasure(actor=actor, subject="ben", reason="Please.")
    with pytest.raises(NotAllowed, match="what is kept about ben"):
        k.propose(k.Records(), about)
    records = after(k.propose(k.Records(), about.model_copy(update={"actor": "rita"})))
    with pytest.raises(NotAllowed):
        k.to_confirm(records, k.Confirm(actor=actor, decision="w1"))


def test_a_proposal_is_decided_once() -> None:
    """Confirmed or withdrawn, it cannot be confirmed; what is proposed already is not proposed again."""
    proposed = k.propose(k.Records(), redact())
    with pytest.raises(InvalidInput, match="proposed already, as w1 by rita"):
        k.propose(after(proposed), redact("rob"))
    for ending in (confirmed(), k.WithholdingWithdrawn(decision="w1", by="rob")):
        ended = after(proposed, ending)
        with pytest.raises(InvalidInput, match="already, by rob"):
            k.to_confirm(ended, k.Confirm(actor="rob", decision="w1"))
        with pytest.raises(InvalidInput, match="nothing is left to decide"):
            k.withdraw(ended, k.Withdraw(actor="rob", decision="w1", reason="No."))
        assert k.propose(ended, redact()).decision == "w2"
    with pytest.raises(NotFound, match="erasure list"):
        k.to_confirm(after(), k.Confirm(actor="rob", decision="w9"))


def test_every_status_is_reached_in_its_order() -> None:
    """Proposed, confirmed, done; the persons erased are known from then on."""
    proposed = k.propose(k.Records(), k.ProposeErasure(actor="rita", subject="ben", reason="Please."))
    done = k.WithholdingDone(decision="w1", by="clock", files=0, database="scrubbed")
    seen = [after(*events).decisions["w1"].status for events in ((proposed,), (proposed, confirmed()))]
    assert seen == [k.Status.PROPOSED, k.Status.CONFIRMED]
    records = after(proposed, confirmed(), done)
    assert (records.decisions["w1"].status, records.decisions["w1"].done_n) == (k.Status.DONE, 2)
    assert not after(proposed).erased()
    assert records.erased() == {"ben"}


def test_a_hold_stands_until_it_is_lifted_once() -> None:
    """Two holds on one procedure are two; lifting one leaves the other."""
    place = k.PlaceHold(actor="rita", about="RL-1", reason="A claim.")
    first = k.place_hold(k.Records(), place)
    records = after(first, k.place_hold(after(first), place))
    assert [hold.ref for hold in records.held("RL-1", "ben")] == ["h1", "h2"]
    lift = k.LiftHold(actor="rob", hold="h1", reason="Settled.")
    lifted = k.evolve_records(records, k.lift_hold(records, lift), 2)
    assert [hold.ref for hold in lifted.held("RL-1")] == ["h2"]
    assert lifted.held("RL-2") == ()
    with pytest.raises(InvalidInput, match="lifted already, by rob"):
        k.lift_hold(lifted, lift)
    with pytest.raises(NotFound, match="hold list"):
        k.lift_hold(lifted, lift.model_copy(update={"hold": "h7"}))


@pytest.mark.parametrize("path", ["data", "reason", "data.Reason", "data..x", "documents", "data.reason\n"])
def test_a_path_is_one_that_can_have_been_sealed(path: str) -> None:
    """Anything else is bad input, before anybody looks for it."""
    with pytest.raises(ValueError, match="path"):
        redact(path=path)


def test_a_ground_that_is_found_out_is_not_said() -> None:
    """That a period is over is never a claim of the proposer."""
    with pytest.raises(ValueError, match="ground"):
        redact(ground="retention_over")
    purge = k.ProposePurge(actor="rita", procedure="RL-1", record_class="communication", reason="Over.")
    assert k.propose(k.Records(), purge).ground == k.Ground.RETENTION_OVER


def test_no_event_about_records_holds_a_value() -> None:
    """Reasons and what stands instead are sealed; everything else is references, codes and counts."""
    from engine.events import sealed_fields

    sealed = {name: sealed_fields(cls) for name, cls in k.KEEPING_EVENT_TYPES.items()}
    assert {name: fields for name, fields in sealed.items() if fields} == {
        "withholding.proposed": ("reason", "instead"),
        "withholding.withdrawn": ("reason",),
        "hold.placed": ("reason",),
        "hold.lifted": ("reason",),
    }
