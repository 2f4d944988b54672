"""Publication by two people, and bulk moves: decided on record, each by itself, gone on with after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from actions.designing import moving, publishing
from actions.designing.moving import Order, move, preview, resume, running
from actions.designing.publishing import publish, published, require_published
from actions.designing.record import designs_of
from actions.designing.versions import version_meant
from actions.house import House
from actions.people import change_register
from actions.perform import perform
from engine import register as r
from engine.errors import DefinitionInvalid, InvalidInput, NotAllowed, Refused
from procedures.loader import LoadedDefinition
from procedures.proof import Placed, Proof, prove
from tests.actions.rooms import assert_rebuilt, assert_true
from tests.databases import Database
from tests.engine.another_version import LONGER, another
from tests.factories import Office, make_office

ASKED = {"reason": "The rules were improved."}


@pytest.fixture
def office(tmp_path: Path, database: Database) -> Iterator[Office]:
    """Give an office with three procedures that are only open, and two designers."""
    made = make_office(tmp_path, database)
    for reference in ("RL-1", "RL-2", "RL-3"):
        made.reference = reference
        made.do("open", title="A better crossing", facts={"big": False, "hurried": False})
    for person in ("ann", "bob"):
        change_register(made.house, r.AddPerson(actor="founder", person=person, name=person), request_id=f"a-{person}")
        given = r.AssignRole(actor="founder", person=person, procedure="*", role="designer", from_on=date(2026, 1, 1))
        change_register(made.house, given, request_id=f"r-{person}")
    yield made
    assert_true(made.house)
    assert_rebuilt(made.house)
    made.house.close()


@pytest.fixture(autouse=True)
def sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small procedure is of no real law: what its checkers find is left out, as the tests here are not about it."""

    def without(house: House, loaded: LoadedDefinition) -> Proof:
        return replace(prove(loaded), placed=())

    monkeypatch.setattr(publishing, "proved", without)


def test_an_author_proposes_and_somebody_else_approves(office: Office) -> None:
    """The author's own approval is refused; the very bytes are approved, not the name."""
    house, mine = office.house, another(LONGER)
    with pytest.raises(Refused, match="nobody has proposed"):
        publish(house, mine, actor="bob", request_id="1", approve=True)
    proposed = publish(house, mine, actor="ann", request_id="2", approve=False)
    assert (proposed.status, proposed.author) == ("proposed", "ann")
    with pytest.raises(Refused, match="somebody else"):
        publish(house, mine, actor="ann", request_id="3", approve=True)
    done = publish(house, mine, actor="bob", request_id="4", approve=True)
    assert (done.status, done.author, done.approved_by) == ("published", "ann", "bob")
    assert publish(house, mine, actor="bob", request_id="4", approve=True) == replace(done, repeated=True)
    with house.store.reading() as reading:
        listed = {(one.name, one.status) for one in published(house, reading)}
        assert ("small_procedure", "published") in listed
        assert version_meant(reading, "small_procedure@2.0.0").digest == mine.digest
        assert version_meant(reading, mine.digest[:12]).digest == mine.digest
    with pytest.raises(Refused, match="another content"):
        publish(house, another(), actor="ann", request_id="5", approve=False)


def test_nobody_publishes_who_is_no_designer(office: Office) -> None:
    """Whatever else they may do."""
    with pytest.raises(NotAllowed):
        publish(office.house, another(LONGER), actor="manager", request_id="1", approve=False)


def test_what_blocks_or_wants_a_reason_is_not_published(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A MUST never, a SHOULD only once somebody accepted it in the definition."""
    from procedures.checker.finding import Finding, Severity

    should = Finding(where="title", message="It could be better.", rule="UK-X-1", severity=Severity.SHOULD)
    found = [should]

    def proved(house: House, loaded: LoadedDefinition) -> Proof:
        placed = tuple(Placed(checker="law", line=1, finding=one) for one in found)
        return replace(prove(loaded), placed=placed)

    monkeypatch.setattr(publishing, "proved", proved)
    with pytest.raises(DefinitionInvalid, match="UK-X-1"):
        publish(office.house, another(LONGER), actor="ann", request_id="1", approve=False)
    found[0] = replace(should, accepted="ann: nobody is harmed")
    assert publish(office.house, another(LONGER), actor="ann", request_id="1", approve=False).accepted == ("UK-X-1",)


def test_in_a_live_folder_only_what_is_published_is_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial needs a folder of trials."""
    house, mine = office.house, another(LONGER)
    monkeypatch.setattr(house.store, "info", replace(house.store.info, mode="live"))
    with house.store.reading() as reading:
        with pytest.raises(Refused, match="not published"):
            require_published(house, reading, mine)
        require_published(house, reading, mine, unpublished=True)
    publish(house, office.loaded, actor="ann", request_id="1", approve=False)
    publish(house, office.loaded, actor="bob", request_id="2", approve=True)
    with house.store.reading() as reading:
        require_published(house, reading, office.loaded)
        with pytest.raises(Refused, match="real procedure"):
            require_published(house, reading, mine, unpublished=True)


def order_of(office: Office, loaded: LoadedDefinition) -> Order:
    """What the manager asks of every procedure."""
    office.house.definitions.add(loaded)
    return Order(loaded=loaded, asked=ASKED, actor="manager", role="manager")


def previewed(office: Office, loaded: LoadedDefinition) -> moving.Preview:
    """What would be done to every running procedure."""
    with office.house.store.reading() as reading:
        return preview(office.house, reading, loaded, running(reading, "small_procedure"), ASKED)


def versions(office: Office) -> dict[str, str]:
    """The version that each procedure runs under."""
    with office.house.store.reading() as reading:
        rows = [reading.procedure(known[0]) for known in reading.procedures()]
        return {row.stream: row.definition for row in rows if row is not None}


def test_all_are_moved_by_a_decision_on_record(office: Office) -> None:
    """Each by a command of its own, as it was previewed; who was changed meanwhile stays and is told."""
    new = another(LONGER)
    seen = previewed(office, new).procedures
    office.reference = "RL-2"
    office.do("pause")
    told: list[tuple[str, int, int]] = []
    done = move(office.house, order_of(office, new), seen, request_id="all", progress=lambda *one: told.append(one))
    assert [answer.procedure for answer in done.answers] == ["RL-1", "RL-3"]
    assert [left.procedure for left in done.not_moved] == ["RL-2"]
    assert "Somebody was first" in done.not_moved[0].why
    assert [one[1:] for one in told] == [(1, 3), (2, 3), (3, 3)]
    with office.house.store.reading() as reading:
        designs = designs_of(reading)
        assert designs.decisions["all"].procedures == ["RL-1", "RL-2", "RL-3"]
        assert designs.finished["all"].refused == ["RL-2"]
    assert versions(office)["RL-1"] == new.digest


def test_a_bulk_move_that_was_cut_off_is_gone_on_with(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes after the first; whoever decided goes on, and nobody is moved twice."""
    new = another(LONGER)
    done: list[object] = []

    def one_and_no_more(house: House, request: object) -> object:
        if done:
            raise KeyboardInterrupt
        done.append(request)
        return perform(house, request)  # type: ignore[arg-type]

    seen, order = previewed(office, new).procedures, order_of(office, new)
    monkeypatch.setattr(moving, "perform", one_and_no_more)
    with pytest.raises(KeyboardInterrupt):
        move(office.house, order, seen, request_id="all")
    monkeypatch.setattr(moving, "perform", perform)
    (went_on,) = resume(office.house, actor="manager", role=None)
    assert [answer.procedure for answer in went_on.answers] == ["RL-1", "RL-2", "RL-3"]
    assert [answer.repeated for answer in went_on.answers] == [True, False, False]
    assert set(versions(office).values()) == {new.digest}
    assert resume(office.house, actor="manager", role=None) == ()


def test_the_preview_is_what_is_done(office: Office) -> None:
    """The events say word for word what was shown, and the preview changes nothing."""
    new = another(LONGER)
    before = versions(office)
    (first, *_) = previewed(office, new).procedures
    assert versions(office) == before
    move(office.house, order_of(office, new), [first], request_id="one")
    office.reference = first.procedure
    assert office.state.moved is not None
    assert [one.deadline for one in first.deadlines] == []


def test_an_unknown_request_is_not_taken_for_another(office: Office) -> None:
    """The same id for another definition is refused."""
    publish(office.house, another(LONGER), actor="ann", request_id="1", approve=False)
    with pytest.raises(InvalidInput, match="another command"):
        publish(office.house, another(), actor="ann", request_id="1", approve=False)
