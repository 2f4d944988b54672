"""Exactly one winner each round, no gap, and every loser is told who was first and with what (design invariant 3)."""

from __future__ import annotations

import multiprocessing
from collections import defaultdict
from pathlib import Path

import pytest

from tests.actions.rooms import assert_true
from tests.contention import rival
from tests.contention.rival import PATIENCE_S, Outcome
from tests.databases import Database
from tests.factories import Office, make_office
from tests.kill.house_of_cards import forks

ROLES = ("owner", "manager", "lawyer", "owner_2", "manager_2", "lawyer_2", "everybody", "owner")


def rounds_of(office: Office, folder: Path, database: Database, *, processes: int, rounds: int) -> list[Outcome]:
    """Let so many managers want each next event of one procedure; everything that they were told."""
    context, first = forks(), office.state.n
    context.set_forkserver_preload(["tests.contention.rival"])
    running = []
    for number, person in enumerate(ROLES[:processes]):
        ours, theirs = multiprocessing.Pipe()
        role = person.partition("_")[0].replace("everybody", "owner")
        body = office.command("declare_conflicts", role=role, actor=person).model_dump(mode="json")
        args = ((database.url, str(folder)), f"rival-{number}", body, range(first, first + rounds), theirs)
        process = context.Process(target=rival.compete, args=args, daemon=True)
        process.start()
        theirs.close()
        running.append((process, ours))
    outcomes = [outcome for _, pipe in running for outcome in pipe.recv()]
    for process, pipe in running:
        process.join(PATIENCE_S)
        assert process.exitcode == 0
        process.close()
        pipe.close()
    return outcomes


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("processes", "rounds"), [(2, 1_600), (8, 400), pytest.param(4, 20_000, marks=pytest.mark.long)]
)
def test_one_wins_each_round_and_all_others_are_told_who(
    tmp_path: Path, database: Database, processes: int, rounds: int
) -> None:
    """Managers in processes of their own, each knowing the newest event, want the next one, round after round."""
    office = make_office(tmp_path, database)
    office.do("open")
    first = office.state.n
    by_round: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in rounds_of(office, tmp_path, database, processes=processes, rounds=rounds):
        by_round[outcome.known].append(outcome)
    assert sorted(by_round) == list(range(first, first + rounds))
    with office.house.store.reading() as reading:
        recorded = [event.body() for event in reading.events("RL-1")]
    for known, outcomes in by_round.items():
        (winner,) = [outcome for outcome in outcomes if outcome.won is not None]
        assert winner.won == known + 1
        who = recorded[known + 1]
        assert who["cause"] == f"{winner.rival}-{known}"
        named = f"event {known + 1} {who['type']} by {who['recorded_by']['id']} ({who['recorded_by']['role']})"
        assert len(outcomes) == processes
        assert all(named in outcome.told for outcome in outcomes if outcome is not winner)
    assert office.state.n == first + rounds
    assert_true(office.house)
