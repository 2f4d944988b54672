"""A document whose bytes have changed is never served, is named by ``verify``, and is mended by attaching it again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from actions.documents import keep_document, open_document
from actions.verification import verify
from engine.errors import NotFound, VerificationFailed
from tests.databases import Database, on_sqlite
from tests.factories import Office, make_office

DOCUMENT = b"What the seed money is for, page by page. " * 400


def damage(file: Path, chance: Random) -> str:
    """Harm a file as disks and people do, and say how."""
    file.chmod(0o600)
    data = bytearray(file.read_bytes())
    place = chance.randrange(len(data))
    how = chance.choice(("a bit", "cut", "longer", "empty", "gone", "zeros"))
    match how:
        case "a bit":
            data[place] ^= 1 << chance.randrange(8)
        case "cut":
            del data[place:]
        case "longer":
            data += bytes([chance.randrange(256)])
        case "zeros":
            data[place : place + 512] = bytes(len(data[place : place + 512]))
        case _:
            data.clear()
    file.write_bytes(data)
    if how == "gone":
        file.unlink()
    return how


@on_sqlite
@pytest.mark.parametrize("times", [200, pytest.param(2_000, marks=pytest.mark.long)])
def test_a_harmed_document_is_found_named_and_mended(tmp_path: Path, database: Database, times: int) -> None:
    """However its file is harmed: refused when opened, named by ``verify``, good again after the same bytes came."""
    office = make_office(tmp_path, database)
    office.do("open")
    digest = attach(office)
    file = next(path for path in (tmp_path / "artefacts").rglob(digest))
    chance = Random(times)
    for _ in range(times):
        how = damage(file, chance)
        with pytest.raises(NotFound if how == "gone" else VerificationFailed, match=digest):
            open_document(office.house, digest)
        report = verify(office.house)
        assert not report.good, how
        assert digest in report.sentence
        attach(office)
        with open_document(office.house, digest) as mended:
            assert mended.read() == DOCUMENT
    assert verify(office.house).good


def attach(office: Office) -> str:
    """Put the document on file, and return the digest of its bytes."""
    kept = keep_document(office.house, BytesIO(DOCUMENT), media_type="application/pdf", max_bytes=1_000_000)
    office.do("submit_artefact", artefact="report", sha256=kept.sha256, size=kept.size, media_type="application/pdf")
    return kept.sha256
