"""Artefacts are whole, durable and what their digest says, or they are not there."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput, NotFound, VerificationFailed
from storage.artefacts import CHUNK, ArtefactStore, StoredArtefact, safe_display_name
from storage.errors import StorageFailed

ROOT = Path(__file__).parents[2]
LIMIT = 10 * CHUNK


@pytest.fixture(params=["local", "memory"])
def artefacts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ArtefactStore]:
    """Give an empty store, in a folder and behind another fsspec file system."""
    if request.param == "local":
        yield ArtefactStore(str(tmp_path / "artefacts"))
        return
    store = ArtefactStore("memory://seedbed-test")
    yield store
    store._fs.rm("/seedbed-test", recursive=True)


@pytest.fixture
def local(tmp_path: Path) -> ArtefactStore:
    """Give an empty store in a folder."""
    return ArtefactStore(f"file://{tmp_path}/artefacts")


def put(artefacts: ArtefactStore, data: bytes) -> StoredArtefact:
    """Store bytes."""
    return artefacts.put(BytesIO(data), max_bytes=LIMIT)


def path_of(tmp_path: Path, digest: str) -> Path:
    """Return where the local store keeps an artefact."""
    return tmp_path / "artefacts" / digest[:2] / digest


def damage(path: Path, data: bytes) -> None:
    """Change a stored file as a failing disk or an intruder would."""
    path.chmod(0o600)
    path.write_bytes(data)


@pytest.mark.parametrize("data", [b"", b"x", b"report" * 1000, os.urandom(2 * CHUNK + 1)], ids=["0", "1", "6k", "2M"])
def test_what_is_put_is_what_is_opened(artefacts: ArtefactStore, data: bytes) -> None:
    """Bytes come back exactly, under the SHA-256 that anybody can compute."""
    stored = put(artefacts, data)
    assert stored == StoredArtefact(sha256=sha256(data).hexdigest(), size=len(data))
    with artefacts.open(stored.sha256) as handle:
        assert handle.read() == data
    assert artefacts.verify(stored.sha256) == stored
    assert artefacts.has(stored.sha256)


def test_the_same_bytes_are_kept_once(artefacts: ArtefactStore) -> None:
    """Putting again answers the same and leaves nothing lying about."""
    assert put(artefacts, b"same") == put(artefacts, b"same")
    put(artefacts, b"other")
    assert list(artefacts.digests()) == sorted(sha256(data).hexdigest() for data in (b"same", b"other"))
    assert artefacts.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize("size", [LIMIT + 1, 3 * LIMIT])
def test_a_file_over_the_limit_is_refused_and_forgotten(artefacts: ArtefactStore, size: int) -> None:
    """The limit is on what arrives, not on what was announced; a file of exactly the limit passes."""
    with pytest.raises(InvalidInput, match="larger than the 10,485,760 bytes"):
        put(artefacts, bytes(size))
    assert put(artefacts, bytes(LIMIT)).size == LIMIT
    assert len(list(artefacts.digests())) == 1
    assert artefacts.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


class Broken:
    """An upload whose connection is lost after the first piece."""

    def __init__(self) -> None:
        self._pieces = iter([b"first piece"])

    def read(self, _size: int = -1) -> bytes:
        """Return one piece, then fail."""
        for piece in self._pieces:
            return piece
        message = "connection reset"
        raise ConnectionResetError(message)


def test_an_upload_that_breaks_off_leaves_nothing(artefacts: ArtefactStore) -> None:
    """The error is the caller's to see; no half file is kept."""
    with pytest.raises(ConnectionResetError):
        artefacts.put(Broken(), max_bytes=LIMIT)
    assert list(artefacts.digests()) == []
    assert artefacts.sweep(datetime.now(UTC) + timedelta(days=1)) == 0


@pytest.mark.parametrize("change", [b"", b"report!" * 1000, b"Report" * 1000, b"report" * 999], ids=str)
def test_changed_bytes_are_found_and_never_served(local: ArtefactStore, tmp_path: Path, change: bytes) -> None:
    """One changed, missing or added byte is found on opening and on verifying, with the digest in the message."""
    stored = put(local, b"report" * 1000)
    damage(path_of(tmp_path, stored.sha256), change)
    for look in (local.open, local.verify):
        with pytest.raises(VerificationFailed, match=stored.sha256):
            look(stored.sha256)


def test_attaching_again_mends_a_damaged_copy(local: ArtefactStore, tmp_path: Path) -> None:
    """Deduplication trusts no bytes that it has not read: a good copy replaces a damaged one."""
    stored = put(local, b"report")
    damage(path_of(tmp_path, stored.sha256), b"rotten")
    assert put(local, b"report") == stored
    assert local.verify(stored.sha256) == stored


def test_what_was_never_put_is_not_found(artefacts: ArtefactStore) -> None:
    """An unknown digest is an answer, not an accident."""
    assert not artefacts.has("a" * 64)
    for look in (artefacts.open, artefacts.verify):
        with pytest.raises(NotFound, match="a" * 64):
            look("a" * 64)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "é" * 64])
def test_a_digest_is_no_path(artefacts: ArtefactStore, digest: str) -> None:
    """Only 64 hexadecimal digits reach the file system."""
    for look in (artefacts.open, artefacts.verify, artefacts.has):
        with pytest.raises(InvalidInput, match="64 lower-case"):
            look(digest)


def test_stored_files_cannot_be_written_by_mistake(local: ArtefactStore, tmp_path: Path) -> None:
    """A finished artefact is read-only, and closed to other accounts."""
    stored = put(local, b"report")
    assert path_of(tmp_path, stored.sha256).stat().st_mode & 0o777 == 0o440


def test_a_store_that_cannot_be_opened_is_explained(tmp_path: Path) -> None:
    """A file in the way and an unknown kind of address are named."""
    (tmp_path / "file").write_text("in the way")
    for url in (str(tmp_path / "file" / "artefacts"), "nosuch://bucket"):
        with pytest.raises(InvalidInput, match="cannot be opened"):
            ArtefactStore(url)


def test_a_full_disk_keeps_no_half_file(local: ArtefactStore) -> None:
    """A file that the disk cannot hold is refused in words; when there is room it is accepted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK, hard))
    try:
        with pytest.raises(StorageFailed, match="make room"):
            put(local, bytes(2 * CHUNK))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(local.digests()) == []
    assert local.sweep(datetime.now(UTC) + timedelta(days=1)) == 0
    assert put(local, bytes(2 * CHUNK)).size == 2 * CHUNK


def killed_upload(root: Path, how: str, lines: int) -> list[str]:
    """Start a process that puts artefacts, kill it with -9 after some lines, and return those lines."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.storage.slow_upload", str(root), how], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().split()
    assert process.returncode == -signal.SIGKILL
    return said


def test_a_killed_upload_leaves_no_visible_half(local: ArtefactStore, tmp_path: Path) -> None:
    """After kill -9 in the middle no artefact exists; the rest is out of sight until a sweep takes it in its time."""
    killed_upload(tmp_path / "artefacts", "half", 1)
    assert list(local.digests()) == []
    assert local.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert local.sweep(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert local.sweep(datetime.now(UTC) + timedelta(hours=1)) == 0


@pytest.mark.parametrize("kills", [5, pytest.param(100, marks=pytest.mark.long)])
def test_killed_uploads_are_whole_or_absent(tmp_path: Path, kills: int) -> None:
    """Wherever kill -9 falls, every acknowledged artefact is there and every artefact there is good."""
    local = ArtefactStore(str(tmp_path / "artefacts"))
    for number in range(kills):
        acknowledged = killed_upload(tmp_path / "artefacts", "many", 3 + number % 7)
        assert set(acknowledged) <= set(local.digests())
    for digest in local.digests():
        local.verify(digest)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\report.pdf", "report.pdf"),
        ("a/b/", "b"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\u2066b\u2069c\u200b.txt", "abc.txt"),
        ("line\nbreak\r\t.txt", "line break.txt"),
        ("nul\0byte.txt", "nulbyte.txt"),
        ("para\u2029graph.txt", "para graph.txt"),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ("  spaced   out .txt ", "spaced out.txt"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("/", "unnamed"),
        ("\ud800.txt", "txt"),
        (".hidden", "hidden"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
        ("文書.docx", "文書.docx"),
    ],
)
def test_a_display_name_is_safe_to_show_and_save(name: str, shown: str) -> None:
    """No folders, no invisible or direction characters, no line breaks, and not too long."""
    assert safe_display_name(name) == shown


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_name_becomes_a_safe_one(name: str) -> None:
    """Whatever is sent, the name has no path, no control character, at most 200 bytes, and does not change again."""
    shown = safe_display_name(name)
    assert shown
    assert len(shown.encode()) <= 200
    assert not any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or char in "/\\" for char in shown)
    assert unicodedata.is_normalized("NFC", shown)
    assert safe_display_name(shown) == shown
