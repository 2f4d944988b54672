"""Precision and recall of the wording check on sentences that were labelled by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procedures.strict_yaml import read
from procedures.wording import Kind, faults_in

CORPUS = Path(__file__).with_name("corpus.yaml")
VALUE: Any = read(CORPUS.read_bytes(), CORPUS.name).value


def measured(part: str) -> tuple[float, float]:
    """Precision and recall: whether a sentence is found fault with at all."""
    told = [(bool(faults_in(one["text"])), bool(one["bad"])) for one in VALUE[part]]
    right = sum(found and bad for found, bad in told)
    return right / sum(found for found, _ in told), right / sum(bad for _, bad in told)


def test_the_corpus_is_large_enough_and_half_of_it_is_good() -> None:
    """A hundred sentences, of every kind of fault, and as many without."""
    labels = [one["bad"] for part in VALUE.values() for one in part]
    assert len(labels) >= 100
    assert 40 <= sum(not bad for bad in labels) <= 60
    assert {kind for bad in labels for kind in bad} == {kind.value for kind in Kind}


@pytest.mark.parametrize(("part", "precision", "recall"), [("tuned", 1.0, 1.0), ("held_out", 0.95, 0.95)])
def test_precision_and_recall_are_what_the_documentation_says(part: str, precision: float, recall: float) -> None:
    """The sentences on which the patterns were corrected are all told apart; of the others nineteen in twenty."""
    found = measured(part)
    assert found[0] >= precision
    assert found[1] >= recall


def test_the_kind_of_fault_is_the_one_on_the_label() -> None:
    """Of the sentences that were not looked at, nine in ten labels are found, and nine in ten found are labels."""
    right = wrong = missed = 0
    for one in VALUE["held_out"]:
        found, bad = {fault.kind.value for fault in faults_in(one["text"])}, set(one["bad"])
        right, wrong, missed = right + len(found & bad), wrong + len(found - bad), missed + len(bad - found)
    assert right / (right + wrong) >= 0.9
    assert right / (right + missed) >= 0.9


def test_a_fault_quotes_the_words_of_the_sentence() -> None:
    """The words stand in the sentence where the fault says."""
    for part in VALUE.values():
        for one in part:
            for fault in faults_in(one["text"]):
                assert one["text"][fault.at :].startswith(fault.words)
