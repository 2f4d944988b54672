"""The ZIP of a bundle: every byte laid down, readable by everybody's unzip, also beyond 32 bits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import InvalidInput
from exports.bundle.archive import Archive

SMALL = {"a/one.txt": b"one\n", "a/two": b"", "b": bytes(range(256)) * 5}


def written(files: dict[str, bytes]) -> bytes:
    """The archive of some files."""
    target = io.BytesIO()
    archive = Archive(target)
    for name, data in sorted(files.items()):
        entry = archive.add(name, [data[:2], data[2:]])
        assert entry.size == len(data)
    assert archive.finish() == len(target.getvalue())
    return target.getvalue()


def test_others_read_what_was_written() -> None:
    """Names, contents, one fixed date, nothing compressed, nothing extra."""
    with zipfile.ZipFile(io.BytesIO(written(SMALL))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == SMALL
        for info in archive.infolist():
            assert (info.date_time, info.compress_type, info.extra, info.comment, info.flag_bits) == (
                (1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, b"", b"", 0,
            )  # fmt: skip
            assert info.external_attr >> 16 == 0o100644


def test_the_bytes_are_those_of_the_specification() -> None:
    """One entry written out by hand, from SPEC.md, section 1."""
    crc = "7a7a6fed"  # of "hi\n", little-endian
    header = f"1400 0000 0000 0000 2100 {crc} 03000000 03000000 0100"
    local = bytes.fromhex(f"504b0304 {header} 0000") + b"fhi\n"
    central = bytes.fromhex(f"504b0102 1403 {header} 0000 0000 0000 0000 0000a481 00000000") + b"f"
    end = bytes.fromhex("504b0506 0000 0000 0100 0100") + len(central).to_bytes(4, "little")
    end += len(local).to_bytes(4, "little") + b"\0\0"
    assert written({"f": b"hi\n"}) == local + central + end


@pytest.mark.parametrize("names", [("b", "a"), ("a", "a"), ("é",)])
def test_names_come_in_order_once_and_in_ascii(names: tuple[str, ...]) -> None:
    """Anything else could not be read back as the same file."""
    archive = Archive(io.BytesIO())
    *before, last = names
    for name in before:
        archive.add(name, [b""])
    with pytest.raises(InvalidInput, match="cannot stand here"):
        archive.add(last, [b""])


def test_more_entries_than_sixteen_bits_can_count() -> None:
    """The larger end record stands before the small one, and others read it."""
    files = {f"{number:06}": b"" for number in range(65_535)}
    data = written(files)
    assert data.count(b"PK\6\6") == data.count(b"PK\6\7") == 1
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.namelist()) == 65_535


@pytest.mark.long
@pytest.mark.timeout(600)
def test_an_archive_beyond_four_gigabytes_is_read_by_others(tmp_path: Path) -> None:
    """The entries that begin beyond it say so in the directory."""

    def zeros(count: int) -> Iterator[bytes]:
        chunk = bytes(1 << 20)
        for _ in range(count):
            yield chunk

    path = tmp_path / "large.zip"
    with path.open("w+b") as target:
        archive = Archive(target)
        for name in ("a", "b", "c"):
            archive.add(name, zeros(1_500))
        archive.add("d", [b"the last\n"])
        archive.finish()
    with zipfile.ZipFile(path) as read:
        assert read.read("d") == b"the last\n"
        assert [info.file_size for info in read.infolist()] == [1_500 << 20] * 3 + [9]
