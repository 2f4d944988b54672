"""The report as a web page: strict in its grammar, complete in itself, fit to be heard, judged by axe in a browser."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from exports.report.document import Entries, Entry, Report, Section
from exports.report.web_page import web_page
from tests.exports.report.samples import entries, report
from tests.web.devtools import Browser
from tests.web.reading import Page, words

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SHOTS = os.environ.get("SEEDBED_SCREENSHOTS")
"""A folder in which somebody wants to look at the pages; without it none are kept."""


def drawn(made: Report) -> bytes:
    """The page of a report."""
    return "".join(web_page(made)).encode()


def test_the_page_is_strict_html_that_needs_nothing_else() -> None:
    """One language, one first heading, landmarks, a place to skip to; no script, nothing from elsewhere."""
    page = Page(drawn(report()))
    assert page.one("html").get("lang") == "en-GB"
    assert page.text("title").startswith("Report: RL-1, London RoadLab")
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("style")) == 1
    ids = [value for _, name, value in page.attributes() if name == "id"]
    assert len(ids) == len(set(ids))
    targets = [value for _, name, value in page.attributes() if name == "href"]
    assert targets[0] == "#content"
    assert {target.removeprefix("#") for target in targets} <= set(ids)
    labels = [value for _, name, value in page.attributes() if name == "aria-labelledby"]
    assert set(labels) <= set(ids)
    assert page.names().isdisjoint({"script", "img", "link", "iframe", "object", "form"})
    assert {"header", "nav", "main", "footer"} <= page.names()
    for element, name, value in page.attributes():
        assert name not in ("src", "style", "onclick"), (element, value)
        assert name != "href" or value.startswith("#")
    policy = next(value for _, name, value in page.attributes() if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_every_table_says_what_it_is_and_what_its_headers_are() -> None:
    """A caption, headers with a scope, a name for each row; an empty table is a sentence."""
    page = Page(drawn(report()))
    for table in page.all("table"):
        parts = {element.tag.rpartition("}")[2] for element in table.iter()}
        assert {"caption", "thead", "tbody"} <= parts
        heads = [element for element in table.iter() if element.tag.endswith("}th")]
        assert {element.get("scope") for element in heads} == {"col", "row"}
    text = page.text()
    assert "Nothing was waived." in text
    assert "Nothing was decided." in text


def test_standings_are_said_in_words_not_by_colour_alone() -> None:
    """The current stage is marked for those who cannot see it, and everybody reads the word."""
    page = Page(drawn(report()))
    [here] = [element for element in page.all("li") if element.get("aria-current") == "step"]
    assert words(here) == "Testbedcurrentfrom 1 March 2027"
    assert "[withheld: personal data]" in page.text()


def test_what_people_wrote_is_never_markup() -> None:
    """Hostile words are shown as words; what cannot be seen is not there."""
    page = Page(drawn(report()))
    assert '<script>alert(1)</script> & "quotes" #strong[typst]' in page.text()
    assert "\u202e" not in page.text()
    assert "\x00" not in page.text()


def test_a_long_history_is_written_piece_by_piece() -> None:
    """Nothing waits for the end: the first pieces come before the last event was read."""
    read = 0

    def many() -> Iterator[Entry]:
        nonlocal read
        for one in entries(5_000):
            read += 1
            yield one

    made = report()
    section = Section(id="history", title="History", blocks=(Entries(items=many(), empty="", anchors=True),))
    pieces = web_page(_with(made, section))
    first = next(piece for piece in pieces if 'id="event-0"' in piece)
    assert first
    assert read < 3
    assert 'id="event-4999"' in "".join(pieces)


def _with(made: Report, section: Section) -> Report:
    return replace(made, sections=(*made.sections, section))


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
def test_axe_finds_nothing_wide_narrow_or_printed(tmp_path: Path) -> None:
    """WCAG A and AA and best practice, at two widths and as print; and axe does see what is wrong."""
    assert CHROMIUM is not None
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_bytes(drawn(report()))
    # The policy of the page would keep the judge out too: what is judged is the page without it.
    unlocked = good.read_text(encoding="utf-8").replace('http-equiv="Content-Security-Policy"', 'name="policy"')
    bad.write_text(unlocked.replace('lang="en-GB"', "").replace("--soft: #4b5a68", "--soft: #c0c8d0"), encoding="utf-8")
    judged = tmp_path / "judged.html"
    judged.write_text(unlocked, encoding="utf-8")
    axe = files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    with Browser(CHROMIUM, tmp_path / "profile") as browser:
        for width in (1280, 360):
            for media in ("screen", "print"):
                assert violations(browser, axe, judged, width, media) == []
        assert {"html-has-lang", "color-contrast"} <= set(violations(browser, axe, bad, 1280, "screen"))
        browser.show(good.as_uri())
        assert [url for url in browser.asked_for if not url.startswith("file:")] == []
        assert [told for told in browser.complaints if "error" in told.lower()] == []


def violations(browser: Browser, axe: str, page: Path, width: int, media: str) -> list[str]:
    """What axe has against a page."""
    browser.call("Emulation.setEmulatedMedia", media=media)
    browser.show(page.as_uri(), width=width)
    browser.ask(axe + "; true")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    asked = f"axe.run({{runOnly: {json.dumps(rules)}}}).then(found => JSON.stringify(found.violations.map(v => v.id)))"
    answer = browser.call("Runtime.evaluate", expression=asked, returnByValue=True, awaitPromise=True)
    found: list[str] = json.loads(answer["result"]["value"])
    if SHOTS:
        browser.shoot(Path(SHOTS) / f"report-{page.stem}-{width}-{media}.png")
    return found
