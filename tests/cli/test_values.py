"""What people type is read exactly, or refused with the option's name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.values import amount, answers, local_day, local_moment, moment, named
from engine.errors import InvalidInput
from engine.money import format_money


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("20000", 2_000_000),
        ("20,000.00", 2_000_000),
        ("£20,000", 2_000_000),
        ("GBP 20000.01", 2_000_001),
        ("0.01", 1),
        ("999999999999999.99", 99_999_999_999_999_999),
    ],
)
def test_a_sum_of_money_is_read_to_the_penny(typed: str, minor: int) -> None:
    """With or without separators, pence and sign."""
    assert amount(typed, "GBP", "AMOUNT") == minor


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "20.5",
        "20,00",
        "1,2345",
        "-5",
        "€5",
        "5e3",
        "١٢",
        "1.234",
        "20.000,00",
        "£",
        "nan",
        "9" * 40,
        "1_000",
        "5 GBP",
    ],
)
def test_a_sum_that_could_mean_two_things_is_refused(typed: str) -> None:
    """Nothing is guessed about money."""
    with pytest.raises(InvalidInput, match="AMOUNT: expected a sum such as"):
        amount(typed, "GBP", "AMOUNT")


@given(st.integers(min_value=0, max_value=10**15))
def test_a_sum_that_we_print_is_a_sum_that_we_read(minor: int) -> None:
    """Printing and reading are each other's inverse."""
    assert amount(format_money(minor, "GBP"), "GBP", "AMOUNT") == minor


@given(st.text(max_size=20))
def test_any_text_is_a_sum_or_an_error_of_ours(typed: str) -> None:
    """No input gets through half understood, or breaks the program."""
    try:
        found = amount(typed, "GBP", "AMOUNT")
    except InvalidInput:
        return
    assert found >= 0


def test_a_local_time_is_londons() -> None:
    """In summer an hour before UTC's."""
    assert local_moment("2026-11-26T12:00", "--due") == datetime(2026, 11, 26, 12, tzinfo=UTC)
    assert local_moment("2026-07-01 12:00:30", "--due") == datetime(2026, 7, 1, 11, 0, 30, tzinfo=UTC)
    assert local_moment("2026-07-01T12:00:00+02:00", "--due") == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_a_date_to_look_back_to_means_its_end() -> None:
    """Everything that happened on that day in London is in the picture."""
    assert moment("2026-07-01") == datetime(2026, 7, 1, 22, 59, 59, 999999, tzinfo=UTC)
    assert moment(None) is None


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2026-03-29T01:30", "--due: .* does not exist in Europe/London"),
        ("2026-10-25T01:30", "--due: .* happens twice in Europe/London"),
        ("2026-02-30T09:00", "--due: expected a London time"),
        ("tomorrow", "--due: expected a London time"),
        ("2026-11-26T24:00", "--due: expected a London time"),
        ("٢٠٢٦-11-26T12:00", "--due: expected a London time"),
        ("2026-11-26T12:00+99:99", "--due: "),
        ("", "--due: expected a London time"),
    ],
)
def test_a_time_that_is_not_one_moment_is_refused(typed: str, told: str) -> None:
    """What the clocks skip or show twice is never guessed."""
    with pytest.raises(InvalidInput, match=told):
        local_moment(typed, "--due")


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2})?", fullmatch=True))
def test_any_text_is_a_moment_or_an_error_of_ours(typed: str) -> None:
    """No input breaks the program, month 13 and year 0 included."""
    try:
        found = moment(typed)
    except InvalidInput:
        return
    assert found is not None
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "26-11-2026", "2026-1-1", "2026-11-26T12:00", "", "\uff12\uff10\uff12\uff16-11-26"]
)
def test_a_date_that_is_none_is_refused(typed: str) -> None:
    """The option is named and the form shown."""
    with pytest.raises(InvalidInput, match="--on: expected a date such as"):
        local_day(typed, "--on")


def test_answers_may_come_one_by_one_or_with_commas() -> None:
    """Both spellings of the same."""
    assert answers(["a=yes,b=no", "c=yes"], "--fact") == {"a": True, "b": False, "c": True}


@pytest.mark.parametrize("given_", [["a=maybe"], ["a"], ["=yes"], ["a=yes", "a=no"], ["a=YES"]])
def test_an_answer_is_yes_or_no_and_given_once(given_: list[str]) -> None:
    """Nothing else, and never the last one of two."""
    with pytest.raises(InvalidInput, match="--fact"):
        answers(given_, "--fact")


def test_a_value_may_hold_an_equals_sign() -> None:
    """Only the first one separates."""
    assert named(["a=x=y"], "--lot", "a=A") == {"a": "x=y"}
