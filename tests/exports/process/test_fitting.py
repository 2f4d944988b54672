"""Closed lives fit their nets, and only lawful ones do: our own walk, beside the referee's (`make referee`)."""

from __future__ import annotations

from collections import Counter

import pytest

from exports.process.machine import Which, machine_of
from exports.process.net import SINK, SOURCE, Net, net_of
from exports.process.ocel.writing import ocel
from exports.process.source import History
from exports.process.traces import traces_of
from exports.process.xes import Told, xes
from tests.exports.process.histories import random_history, whole, whole_small
from tests.exports.process.test_logs import (
    test_an_object_centric_log_keeps_to_its_own_declarations as declarations_are_kept,
)
from tests.exports.process.test_provenance import (
    test_every_activity_has_exactly_one_agent_and_every_state_but_the_first_comes_from_another as agents_are_one,
)
from tests.exports.process.test_tables import test_what_is_read_back_is_what_was_written as tables_are_read_back

QUICK, LONG = range(24), range(5_000, 5_400)


def accepts(net: Net, names: list[str]) -> bool:
    """Whether the net can play these labels from its source to its sink."""
    here = {SOURCE}
    for name in names:
        here = {one.target for one in net.transitions if one.label == name and one.source in here}
    return (
        any(one.label is None and one.target == SINK and one.source in here for one in net.transitions) or SINK in here
    )


def assert_fits(history: History, which: Which) -> Counter[bool]:
    """Every trace of a closed procedure fits; of one that is running, no trace of the procedure's own does."""
    net = net_of(machine_of(history.definition, which))
    counted: Counter[bool] = Counter()
    for trace in traces_of(history, which):
        fits = accepts(net, [moved.name for moved in trace.moves])
        assert fits or not history.closed, (history.reference, trace)
        assert history.closed or which is Which.PARTNER or not fits
        counted[fits] += 1
    return counted


@pytest.mark.parametrize("which", list(Which), ids=str)
def test_closed_lives_fit_and_running_ones_do_not(which: Which) -> None:
    """Chance plays terminations, withdrawn awards, departures that are taken back; enough of them come to an end."""
    counted: Counter[bool] = Counter()
    for history in (whole(), whole_small(), *(random_history(seed) for seed in QUICK)):
        counted += assert_fits(history, which)
    assert counted[True] > 5
    assert which is Which.PARTNER or counted[False] > 5


@pytest.mark.parametrize("history", [whole(), whole_small()], ids=["real", "small"])
def test_one_move_less_or_two_swapped_does_not_fit(history: History) -> None:
    """Of a whole procedure, each of them."""
    net = net_of(machine_of(history.definition, Which.PROCEDURE))
    [trace] = traces_of(history, Which.PROCEDURE)
    names = [moved.name for moved in trace.moves]
    for at in range(len(names)):
        assert not accepts(net, names[:at] + names[at + 1 :])
        if at + 1 < len(names):
            assert not accepts(net, [*names[:at], names[at + 1], names[at], *names[at + 2 :]])


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_hundreds_of_random_lives_are_written_as_they_were() -> None:
    """The properties of every form, until chance has had its chance."""
    for seed in LONG:
        history = random_history(seed)
        for which in Which:
            assert_fits(history, which)
        assert xes([history], told=Told.EVERYTHING).count(b"<event>") == len(history.entries)
        assert ocel([history]) == ocel([history])
        declarations_are_kept(seed)
        agents_are_one(seed)
        tables_are_read_back(seed)
