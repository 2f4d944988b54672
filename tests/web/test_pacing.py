"""Not more than so many requests in so long, on a clock that the test turns."""

from __future__ import annotations

from web.pacing import Pace


class Watch:
    """A monotonic clock that stands until it is turned."""

    now = 1_000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


def test_a_burst_passes_and_then_one_in_so_long() -> None:
    """Three at once, then one every ten seconds; whoever has waited may burst again."""
    watch = Watch()
    pace = Pace(burst=3, every_seconds=10.0, monotonic=watch)
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 11]
    watch.now += 10.0
    assert [pace.wait("a"), pace.wait("a")] == [0, 11]
    watch.now += 100.0
    assert [pace.wait("a") for _ in range(4)] == [0, 0, 0, 11]


def test_one_key_does_not_slow_another() -> None:
    """Each key has its own pace."""
    pace = Pace(burst=1, every_seconds=10.0, monotonic=Watch())
    assert [pace.wait(key) for key in ("a", "b", "a", "b")] == [0, 0, 11, 11]


def test_what_is_remembered_is_bounded() -> None:
    """Many keys do not fill the memory."""
    pace = Pace(burst=1, every_seconds=10.0, monotonic=Watch())
    for number in range(10_000):
        assert pace.wait(number) == 0
    assert len(pace._free_at) <= 4096


def test_the_wait_that_is_told_is_enough() -> None:
    """Whoever waits as long as they were told is let through."""
    watch = Watch()
    pace = Pace(burst=2, every_seconds=7.0, monotonic=watch)
    for _ in range(50):
        wait = pace.wait("a")
        if wait:
            watch.now += wait
            assert pace.wait("a") == 0
