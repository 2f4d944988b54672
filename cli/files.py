"""Files on their way in and out: looked at before they are believed, written whole or not at all."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

from engine.errors import InvalidInput, NotFound

LARGEST: Final = 2_000_000_000
"""No definition accepts more; a file beyond it is not even read."""
_CHUNK: Final = 1024 * 1024

# A table of our own: what a machine's own table says of a name differs from machine to machine.
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".csv": "text/csv",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".txt": "text/plain",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""What a file is, by the end of its name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """A file that is to be filed: its fields in the command, and where its bytes are until then."""

    path: Path
    sha256: str
    size: int
    media_type: str
    name: str

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the command says of it."""
        return {"sha256": self.sha256, "size": self.size, "media_type": self.media_type, "name": self.name}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A document that was copied out."""

    procedure: str
    artefact: str
    partner: str | None
    version: int
    status: str
    sha256: str
    size: int
    file: str

    @property
    def sentence(self) -> str:
        """What was done."""
        return (
            f"{self.file}: {self.artefact}, version {self.version} ({self.status}), {self.size:,} bytes, {self.sha256}"
        )


def hand_in(path: Path, media_type: str | None) -> Document:
    """Look at a file and hash it; a folder, a device, an empty or an unreadable file is refused by name."""
    from storage.artefacts import safe_display_name

    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"FILE: {path} cannot be read: {_told(error)}.") from error
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not an ordinary file"
        raise InvalidInput(f"FILE: {path} is {what}.")
    if found.st_size == 0:
        raise InvalidInput(f"FILE: {path} is empty.")
    if found.st_size > LARGEST:
        raise InvalidInput(f"FILE: {path} has {found.st_size:,} bytes; no definition accepts more than {LARGEST:,}.")
    digest, size = sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except OSError as error:
        raise InvalidInput(f"FILE: {path} cannot be read: {_told(error)}.") from error
    return Document(
        path=path,
        sha256=digest.hexdigest(),
        size=size,
        media_type=media_type or _media_type(path),
        name=safe_display_name(path.name),
    )


def readable(path: Path) -> int:
    """How many bytes an ordinary file has; NotFound and InvalidInput say why it cannot be read."""
    try:
        found = path.stat()
        with path.open("rb"):
            pass
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"There is no file {path}.") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"FILE: {path} cannot be read: {_told(error)}.") from error
    if not stat.S_ISREG(found.st_mode):
        raise InvalidInput(f"FILE: {path} is not an ordinary file.")
    return found.st_size


def _media_type(path: Path) -> str:
    known = MEDIA_TYPES.get(path.suffix.lower())
    if known is None:
        raise InvalidInput(f"--media-type: what {path.name!r} is cannot be told from its name; say --media-type TYPE.")
    return known


def hand_out(stream: IO[bytes], path: Path) -> None:
    """Write a file whole and durable, or not at all; one that exists is never written over."""
    if path.exists() or path.is_symlink():
        raise InvalidInput(f"--out: {path} exists already; choose another name.")
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("xb") as target:
            while chunk := stream.read(_CHUNK):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        _name(partial, path)
    except FileExistsError:
        raise InvalidInput(f"--out: {path} exists already; choose another name.") from None
    except OSError as error:
        raise InvalidInput(f"--out: {path} cannot be written: {_told(error)}.") from error
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _name(partial: Path, path: Path) -> None:
    """Give the file its name in one step; a link never replaces, where links exist."""
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:
        partial.rename(path)


def _told(error: Exception) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
