"""Each benchmark runs, does the work that it claims, and prints its figure in the agreed form; none is timed here."""

from __future__ import annotations

import json

import pytest

from benchmarks import __main__ as program
from benchmarks.measure import Samples, compared, percentile
from benchmarks.workload import COMMANDS_OF_W, FIRST_MOVE, benchmark_house, carry_out, forty, opening

ALWAYS = {"name", "what", "unit", "p50", "p99", "n", "machine"}
BARS = {
    "w1_command": {"w1_command"},
    "w1_command_postgresql": set(),
    "w3_replay": {"w3_replay_40"},
    "w3_live_state": {f"w3_live_state_{n}_{how}" for n in (40, 60) for how in ("decoded", "cached")},
    "w3_portfolio": {"w3_portfolio"},
    "w4_list": {"w4_list"},
    "w5_claim": {"w5_claim"},
    "w5_claim_postgresql": {"w5_claim_postgresql"},
    "w7_checkpoint": {"w7_checkpoint", "w7_checkpoint_cold"},
    "w8_bundle": {"w8_bundle_memory", "w8_verify_memory"},
    "w9_long": set(),
    "check_definition": {"check_definition"},
    "verify_history": {"verify_history", "verify_history_two_cores"},
    "verify_history_postgresql": set(),
    "send_reminders": set(),
    "advance_in_service": {"advance_in_service"},
    "cold_start_list": {"cold_start_list"},
}
TAKES_LONG = {"advance_in_service", "w9_long"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in TAKES_LONG else ()) for name in BARS]
)
def test_a_benchmark_runs_and_prints_json_lines(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line for each figure; a figure with a bar says whether it meets it, and a ratio names its floor."""
    assert program.main([name, "--tiny"]) in {0, 1}
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    for line in lines:
        assert line.keys() >= ALWAYS
        assert line["p50"] > 0
        assert ("bar" in line) == ("met" in line)
        assert ("ratio" in line) == ("floor" in line) == ("against" in line)
    assert {line["name"] for line in lines if "bar" in line} == BARS[name]


def test_every_benchmark_is_tried_here() -> None:
    """A new benchmark is not forgotten."""
    assert BARS.keys() == program.BENCHMARKS.keys()


def test_an_unknown_name_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, as for any bad usage."""
    with pytest.raises(SystemExit, match="2"):
        program.main(["w9"])
    assert "w1_command" in capsys.readouterr().err


def test_the_workload_is_forty_commands_and_ends_the_procedure() -> None:
    """Five stages of eight commands, every one accepted, and nothing left to do."""
    with benchmark_house() as house:
        commands = forty("W-1")
        assert len(commands) == COMMANDS_OF_W
        kinds = [json.loads(command)["kind"] for command in commands]
        assert kinds[:8] == [
            "submit_artefact",
            "accept_artefact",
            "submit_artefact",
            "accept_artefact",
            "set_deadline",
            "record_decision",
            "record_decision",
            "advance",
        ]
        assert kinds == kinds[:8] * 5
        assert kinds[FIRST_MOVE] == "advance"
        for command in (opening("W-1"), *commands):
            carry_out(house, command)
        with house.store.reading() as reading:
            row = reading.procedure("W-1")
            assert row is not None
            assert (row.step, row.ended) == ("CLOSED", "CLOSED")


def test_a_ratio_is_the_median_of_the_quieter_rounds_own_ratios() -> None:
    """A round in which the floor was slow does not count: there both waited for somebody else."""
    samples = Samples(subject=[[2_000], [3_000, 5_000], [9_000], [9_000]], floor=[[1_000], [1_000], [8_000], [9_000]])
    line = compared(samples, name="x", what="x", against="y", at_most=2.0)
    assert (line.ratio, line.met, line.n) == (3.0, False, 3)
    assert (line.p50, line.floor) == (3.0, 1.0)
    assert line.more["ratio_of_all_rounds"] == 1.562


@pytest.mark.parametrize(("share", "expected"), [(50, 2), (99, 4), (1, 1), (75, 3)])
def test_a_percentile_is_a_sample(share: int, expected: int) -> None:
    """The smallest sample that so many in a hundred do not exceed."""
    assert percentile([4, 1, 3, 2], share) == expected
