"""RoadLab's recorded history gives the same files for ever."""

from __future__ import annotations

from exports.process.tables.course import PARTNERS, PROCEDURE
from exports.process.tables.holdings import DEADLINES
from tests.exports.process.reading import log, rows
from tests.exports.process.recorded import DIGESTS, GOLDEN, READABLE, digests, written


def test_every_form_of_roadlab_is_what_it_was() -> None:
    """Byte for byte where a person can read it, by digest elsewhere; the golden files say what they ought to."""
    made = written()
    for name in READABLE:
        assert made[name] == (GOLDEN / name).read_bytes(), name
    assert digests(made) == DIGESTS.read_text(encoding="ascii")


def test_the_golden_files_tell_the_story() -> None:
    """Fourteen applied, the procedure went through its stages, and its standstill is over."""
    [moves] = log((GOLDEN / "moves.xes").read_bytes()).values()
    assert [moves[0]["concept:name"], moves[-1]["concept:name"]] == ["open", "enter_contract"]
    partners = rows(PARTNERS, (GOLDEN / "partners.csv").read_bytes())
    assert len(partners) == 14
    [procedure] = rows(PROCEDURE, (GOLDEN / "procedure.csv").read_bytes())
    assert procedure["step"] == moves[-1]["seedbed:target"]
    standing = {row["deadline"]: row["status"] for row in rows(DEADLINES, (GOLDEN / "deadlines.csv").read_bytes())}
    assert standing["standstill"] == "passed"
