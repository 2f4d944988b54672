"""Keeps artefacts' bytes under their SHA-256: on a local folder by default, on any fsspec URL otherwise.

A file appears under its digest whole and durable, or not at all: bytes go to ``incoming/`` first, are hashed and
flushed there, and are moved when complete. Only then may an event name them. Bytes that no longer match their name are
never served.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, Protocol

from engine.errors import InvalidInput, NotFound, VerificationFailed
from storage.errors import StorageFailed

CHUNK: Final = 1024 * 1024
MAX_NAME_BYTES: Final = 200

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_INCOMING: Final = "incoming"
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


class Readable(Protocol):
    """Anything bytes can be read from, piece by piece."""

    def read(self, size: int = ..., /) -> bytes:
        """Return up to ``size`` bytes, none at the end."""
        ...


@dataclass(frozen=True, kw_only=True)
class StoredArtefact:
    """What was put: its digest names it, its size is in bytes."""

    sha256: str
    size: int


class ArtefactStore:
    """A folder of artefacts, addressed by content."""

    def __init__(self, root_url: str) -> None:
        """Open a store at a path or an fsspec URL; a local folder is made when it is missing."""
        from fsspec.core import url_to_fs  # noqa: PLC0415 - slow to import, and commands without files do not need it
        from fsspec.implementations.local import LocalFileSystem  # noqa: PLC0415 - as above

        try:
            self._fs, self._root = url_to_fs(root_url)
            self._local = isinstance(self._fs, LocalFileSystem)
            self._fs.makedirs(f"{self._root}/{_INCOMING}", exist_ok=True)
        except (OSError, ValueError, ImportError) as error:
            raise InvalidInput(f"The artefact store {root_url!r} cannot be opened: {error}.") from error

    def put(self, stream: Readable, *, max_bytes: int) -> StoredArtefact:
        """Store bytes durably and return their digest; beyond ``max_bytes`` InvalidInput, and nothing is kept."""
        incoming = f"{self._root}/{_INCOMING}/{secrets.token_hex(16)}"
        try:
            stored = self._receive(stream, incoming, max_bytes)
            self._settle(incoming, stored)
        except OSError as error:
            self._forget(incoming)
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS):
                raise StorageFailed(
                    f"The artefact could not be kept ({error}). Nothing was; make room and try again."
                ) from error
            raise
        except BaseException:
            self._forget(incoming)
            raise
        return stored

    def open(self, digest: str) -> IO[bytes]:
        """Return an artefact's bytes, every one of them checked; VerificationFailed when they are not what was put."""
        handle = self._open(digest)
        try:
            _check(handle, digest)
            handle.seek(0)
        except BaseException:
            handle.close()
            raise
        return handle

    def verify(self, digest: str) -> StoredArtefact:
        """Re-hash an artefact; NotFound when it is missing, VerificationFailed when its bytes have changed."""
        with self._open(digest) as handle:
            return StoredArtefact(sha256=digest, size=_check(handle, digest))

    def has(self, digest: str) -> bool:
        """Return whether bytes lie under this digest (not whether they are good)."""
        found: bool = self._fs.isfile(self._place(digest))
        return found

    def remove(self, digest: str) -> bool:
        """Remove bytes for good, and whether they were there; on a local disk they are overwritten first.

        Only what was withheld by a decision is ever removed (``actions.keeping``).
        """
        place = self._place(digest)
        if not self.has(digest):
            return False
        if self._local:
            overwrite(Path(place))
            _flush_folder(Path(place).parent)
        else:
            self._fs.rm_file(place)
        return True

    def digests(self) -> Iterator[str]:
        """Yield the digest of everything stored, sorted; for scrubbing."""
        found = self._fs.find(self._root)
        yield from sorted(name for path in found if _DIGEST.fullmatch(name := path.rsplit("/", 1)[-1]))

    def sweep(self, before: datetime) -> int:
        """Delete what killed uploads left behind before an instant, and return how many; never a finished artefact."""
        left = [
            path for path in self._fs.ls(f"{self._root}/{_INCOMING}", detail=False) if self._fs.modified(path) < before
        ]
        for path in left:
            self._forget(path)
        return len(left)

    def _receive(self, stream: Readable, incoming: str, max_bytes: int) -> StoredArtefact:
        size, digest = 0, sha256()
        with self._fs.open(incoming, "wb") as handle:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > max_bytes:
                    raise InvalidInput(f"The file is larger than the {max_bytes:,} bytes accepted here.")
                digest.update(chunk)
                handle.write(chunk)
            if self._local:
                handle.flush()
                os.fsync(handle.fileno())
        return StoredArtefact(sha256=digest.hexdigest(), size=size)

    def _settle(self, incoming: str, stored: StoredArtefact) -> None:
        """Move complete bytes to their name; a second copy is dropped, a damaged first one replaced."""
        place = self._place(stored.sha256)
        if self._good(stored):
            self._forget(incoming)
            return
        self._fs.makedirs(place.rsplit("/", 1)[0], exist_ok=True)
        if not self._local:
            self._fs.mv(incoming, place)
            return
        Path(incoming).chmod(0o440)
        Path(incoming).replace(place)
        for folder in (Path(place).parent, Path(place).parent.parent, Path(self._root)):
            _flush_folder(folder)

    def _good(self, stored: StoredArtefact) -> bool:
        if not self.has(stored.sha256):
            return False
        try:
            self.verify(stored.sha256)
        except VerificationFailed:
            return False
        return True

    def _open(self, digest: str) -> IO[bytes]:
        try:
            handle: IO[bytes] = self._fs.open(self._place(digest), "rb")
        except FileNotFoundError:
            raise NotFound(f"No artefact with the digest {digest} is stored here.") from None
        return handle

    def _place(self, digest: str) -> str:
        if not _DIGEST.fullmatch(digest):
            raise InvalidInput("An artefact's digest is 64 lower-case hexadecimal digits.")
        return f"{self._root}/{digest[:2]}/{digest}"

    def _forget(self, incoming: str) -> None:
        try:
            self._fs.rm_file(incoming)
        except FileNotFoundError:
            return


def overwrite(file: Path) -> None:
    """Write zeros over a local file, see them to the disk, and remove it; a file that is gone already is gone.

    A disk that writes elsewhere than it says, as solid-state disks do, may keep the old blocks for a while.
    """
    try:
        file.chmod(0o600)
        with file.open("r+b") as handle:
            left = file.stat().st_size
            while left > 0:
                left -= handle.write(bytes(min(CHUNK, left)))
            handle.flush()
            os.fsync(handle.fileno())
        file.unlink()
    except FileNotFoundError:
        return


def safe_display_name(name: str) -> str:
    """Return a name as it may be shown and saved: NFC, no folders, no control or direction marks, 200 bytes at most."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    text = text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    # Cc and Cf are invisible: among them the marks that make "gpj.exe" look like "exe.jpg". Zl and Zp break lines, and
    # are white space to split().
    text = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in _HIDDEN)
    text = " ".join(text.split()).strip(". ")
    stem, dot, suffix = text.rpartition(".")
    if not dot or len(suffix.encode()) > 16:
        stem, dot, suffix = text, "", ""
    room = MAX_NAME_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip() + dot + suffix or "unnamed"


def _check(handle: IO[bytes], digest: str) -> int:
    """Read to the end and return the size; VerificationFailed unless the bytes are those that the digest names."""
    size, found = 0, sha256()
    while chunk := handle.read(CHUNK):
        size += len(chunk)
        found.update(chunk)
    if found.hexdigest() != digest:
        raise VerificationFailed(
            f"Artefact {digest} has changed on disk: its {size:,} bytes hash to {found.hexdigest()}. It is not served;"
            " restore the file from a backup, or attach the same document again."
        )
    return size


def _flush_folder(folder: Path) -> None:
    """Make a rename durable: the folder's own entry has to reach the disk too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
