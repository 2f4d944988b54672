"""A file that appears under its name whole and durable, for its owner alone, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from config.data_folder import is_own
from engine.errors import InvalidInput

_CHUNK: Final = 1024 * 1024
_NEVER_REPLACED: Final = {
    b"SQLite format 3\0": "a database",
    b"PRIVATE+KEY+": "a key",
    b'{"schema":"seedbed/audit-': "what an auditor remembers",
}
_ENOUGH: Final = max(map(len, _NEVER_REPLACED))


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A file in the making, beside the place where it will be."""

    handle: IO[bytes]
    path: Path

    def sha256(self) -> str:
        """The hash of what has been written, once it is on the disk."""
        self.handle.flush()
        os.fsync(self.handle.fileno())
        self.handle.seek(0)
        digest = sha256()
        while chunk := self.handle.read(_CHUNK):
            digest.update(chunk)
        return digest.hexdigest()


@contextmanager
def drafted(out: Path, *, force: bool) -> Iterator[Draft]:
    """Give a file to write; at the end of the block it gets its name, after an exception it is gone.

    ``InvalidInput`` when the name is taken (``force`` replaces an ordinary file) or the folder cannot be written.
    """
    _require_free(out, force=force)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{out.name[:100]}.", suffix=".part", dir=out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as handle:
            yield Draft(handle=handle, path=out)
            handle.flush()
            os.fsync(handle.fileno())
        _name(partial, out, force=force)
        _flush_folder(out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def room_beside(out: Path) -> IO[bytes]:
    """A file without a name on the disk where the result will be; its bytes are gone when it is closed."""
    try:
        return tempfile.TemporaryFile(dir=out.parent)
    except OSError as error:
        raise _unwritable(out, error) from error


def _require_free(out: Path, *, force: bool) -> None:
    if out.is_dir():
        raise InvalidInput(f"--out: {out} is a folder; name a file in it.")
    if is_own(out):
        raise InvalidInput(f"--out: {out} is one of Seedbed's own files in a data folder; choose another name.")
    if (out.exists() or out.is_symlink()) and not force:
        raise InvalidInput(f"--out: {out} exists already; choose another name, or say --force to replace it.")
    if out.exists() and not out.is_symlink():  # of a link, the link is replaced, and never what it leads to
        _require_replaceable(out)


def _require_replaceable(out: Path) -> None:
    """Replace neither a device nor anything that nobody could make again, wherever it lies."""
    if not out.is_file():
        raise InvalidInput(f"--out: {out} is not an ordinary file.")
    try:
        with out.open("rb") as file:
            begins = file.read(_ENOUGH)
    except OSError as error:
        raise _unwritable(out, error) from error
    for first, what in _NEVER_REPLACED.items():
        if begins.startswith(first):
            raise InvalidInput(f"--out: {out} is {what}; it is not replaced.")


def _name(partial: Path, out: Path, *, force: bool) -> None:
    """Give the file its name in one step; where links exist, one never takes a name that somebody took meanwhile."""
    if not force:
        try:
            os.link(partial, out)
        except FileExistsError:
            _require_free(out, force=False)
        except OSError:  # a file system without links
            _require_free(out, force=False)
        else:
            return
    partial.replace(out)


def _flush_folder(folder: Path) -> None:
    """Make the name durable too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(out: Path, error: OSError) -> InvalidInput:
    return InvalidInput(f"--out: {out} cannot be written: {error.strerror or error}.")
