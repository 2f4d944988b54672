"""A history handed over as tables: a folder of files, or the same files in one ZIP."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from actions.evidence.placing import drafted
from actions.house import House
from actions.process.exporting import Asked, HandedOver, Takeout, asked_for, put_on_record
from engine.errors import InvalidInput
from exports.bundle.archive import Archive
from exports.process.tables.writing import MANIFEST, files_of


def export_tables(
    house: House, procedure: str, out: Path, *, takeout: Takeout, words: bool = False, bom: bool = False
) -> HandedOver:
    """Write the tables of a procedure to a folder, or to a ZIP where the name ends so.

    On record is the SHA-256 of the ZIP, or of the folder's manifest, which names every other file with its own.
    """
    asked = asked_for(house, (procedure,), takeout, words=words)
    files = files_of(asked.histories[0], bom=bom)
    digest = (_zip if out.suffix.lower() == ".zip" else _folder)(house, asked, files, out, takeout)
    return HandedOver(
        procedures=asked.references,
        file=str(out),
        form="tables",
        events=asked.events,
        files=len(files),
        sha256=digest[0],
        bytes=sum(len(content) for content in files.values()),
        role=asked.role,
        logged_as=digest[1],
    )


def _zip(
    house: House, asked: Asked, files: Mapping[str, bytes], out: Path, takeout: Takeout
) -> tuple[str, tuple[int, ...]]:
    with drafted(out, force=takeout.force) as draft:
        archive = Archive(draft.handle)
        for name, content in files.items():
            archive.add(name, (content,))
        archive.finish()
        digest = draft.sha256()
        return digest, put_on_record(house, asked, what="csv", sha256=digest, takeout=takeout)


def _folder(
    house: House, asked: Asked, files: Mapping[str, bytes], out: Path, takeout: Takeout
) -> tuple[str, tuple[int, ...]]:
    """Written beside its place first: the folder is whole when it appears."""
    if out.exists() and not (out.is_dir() and (takeout.force or not any(out.iterdir()))):
        raise InvalidInput(f"--out: {out} exists already; name a new folder, or say --force to replace its tables.")
    digest = sha256(files[MANIFEST]).hexdigest()
    try:
        partial = Path(tempfile.mkdtemp(prefix=f".{out.name[:100]}.", suffix=".part", dir=out.parent))
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        for name, content in files.items():
            _write(partial / name, content)
        logged = put_on_record(house, asked, what="csv", sha256=digest, takeout=takeout)
        _place(partial, out)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return digest, logged


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _place(partial: Path, out: Path) -> None:
    """In one step where there is nothing yet; else file by file, the manifest last, since it vouches for the others."""
    if not out.exists() or not any(out.iterdir()):
        partial.replace(out)
        return
    for path in sorted(partial.iterdir(), key=lambda path: path.name == MANIFEST):
        path.replace(out / path.name)


def _unwritable(out: Path, error: OSError) -> InvalidInput:
    return InvalidInput(f"--out: {out} cannot be written: {error.strerror or error}.")
