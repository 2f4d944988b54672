"""Files that hold a secret: for their owner alone, whole or not there at all."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from engine.errors import InvalidInput


def read_private(path: Path, most: int) -> bytes:
    """What a secret file holds, at most so many bytes and one; InvalidInput when others than its owner can read it.

    A folder or a pipe in its place is refused too, without waiting for somebody to write into it.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InvalidInput(f"{path} is not an ordinary file, so it signs nothing. Put the right one there.")
    with os.fdopen(descriptor, "rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise InvalidInput(f"{path} can be read by others than its owner, so it signs nothing: chmod 600 {path}")
        return file.read(most + 1)


def make_private(path: Path, content: bytes) -> None:
    """Give the file its name when it is whole; of two that make one at once, the first one's stays."""
    incoming = _written(path, content)
    try:
        with suppress(FileExistsError):
            os.link(incoming, path)
    finally:
        incoming.unlink()
    sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """The same over whatever is there: a power cut leaves the old file or the new one, never half of one."""
    _written(path, content).replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    incoming = path.with_name(f".{path.name}-{secrets.token_hex(6)}.part")
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        incoming.unlink()
        raise
    return incoming
