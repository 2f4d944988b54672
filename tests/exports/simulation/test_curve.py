"""The curve of a simulation: well-formed, the same when drawn twice, and it says what the figures say."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from exports.simulation import curve
from exports.simulation.curve import described
from procedures.simulation import simulate
from tests.procedures.simulation.planned import planned, uk

SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_says_in_words_what_it_draws() -> None:
    """Title and description for whoever does not see it, and the percentiles at their points."""
    found = simulate(planned(moves={"abandon_at_seed_gate": 25}), uk(), lives=200)
    assert found.award is not None
    drawn = curve(found)
    assert drawn == curve(found)
    root = ET.fromstring(drawn)  # noqa: S314 - our own picture
    assert root.findtext(f"{SVG}desc") == described(found)
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert any(text.startswith("P50: ") and str(found.award.p50.year) in text for text in texts)


def test_the_curve_rises_to_the_share_that_awards() -> None:
    """It never falls, and its last point is as high as the share of lives with an award."""
    found = simulate(planned(moves={"abandon_at_seed_gate": 25}), uk(), lives=200)
    line = ET.fromstring(curve(found)).find(f"{SVG}polyline")  # noqa: S314 - our own picture
    assert line is not None
    heights = [float(point.split(",")[1]) for point in line.attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)
    floor, ceiling = heights[0], 116.0
    assert abs((floor - heights[-1]) / (floor - ceiling) - found.awarded / 200) < 0.001


def test_without_an_award_it_says_so() -> None:
    """An empty picture would look like a fault."""
    found = simulate(planned(moves={"abandon_at_seed_gate": 100}), uk(), lives=5)
    assert "No simulated life came to an award." in curve(found)
