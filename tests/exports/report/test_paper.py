"""The report as a PDF: tagged, titled, in its language, the same bytes twice; what people wrote is never markup."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

import pytest

from exports.report.paper import paper
from tests.exports.report.samples import report


@pytest.fixture(scope="module")
def made() -> bytes:
    """Give the PDF of a report with one of everything."""
    return paper(report())


def streams(pdf: bytes) -> bytes:
    """Everything in a PDF that was compressed, and all around it."""
    parts = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(found[1]))
        except zlib.error:
            continue  # a font or a picture that was packed otherwise
    return b"\n".join(parts)


def test_it_is_tagged_and_says_its_title_and_language(made: bytes) -> None:
    """PDF/UA-1, which the compiler refuses to write when something is missing."""
    everything = streams(made)
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", everything)
    assert b"/StructTreeRoot" in everything
    assert re.search(rb"/Lang\s*\(en-GB\)", everything)
    assert b"/DisplayDocTitle true" in everything
    assert re.search(rb"pdfuaid:part>1<", everything)
    assert b"<dc:title>" in everything
    assert b"Report on RL-1" in everything
    for tag in (b"/H1", b"/H2", b"/Table", b"/TH", b"/TD", b"/P"):
        assert tag in everything, tag


def test_the_same_report_twice_is_the_same_file(made: bytes) -> None:
    """Its date is that of what it is about, not of the day on which it is made."""
    assert paper(report()) == made
    stamps = set(re.findall(rb"D:(\d{14})", made))
    assert stamps == {f"{datetime(2028, 1, 19, 10, tzinfo=UTC):%Y%m%d%H%M%S}".encode()}


def test_what_people_wrote_cannot_break_it_or_be_markup(made: bytes) -> None:
    """A report whose every text is hostile is a report: signs of the typesetter are letters like others."""
    assert made.startswith(b"%PDF-1.7")
    assert len(made) > 10_000


def test_nothing_is_fetched_or_run(made: bytes) -> None:
    """No script, no link, no file inside."""
    everything = streams(made)
    for risky in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/OpenAction"):
        assert risky not in everything


def test_the_summary_has_a_page_of_its_own() -> None:
    """What comes after it begins on the second page, however little the first one holds."""
    pages = [len(re.findall(rb"/Type\s*/Page\b", paper(report(count)))) for count in (1, 60)]
    assert pages[0] == 2
    assert pages[1] > 4
