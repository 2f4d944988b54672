"""The outgoing folder: each message is a file named by its identity, so a repetition is the same file."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from channels.mail import unsent
from channels.message import Message


class FolderChannel:
    """Writes messages as unsent e-mails (.eml); a file appears whole and durable, or not at all."""

    def __init__(self, folder: Path, *, name: str = "folder") -> None:
        """Use a folder, which is made when the first message comes."""
        self.name = name
        self._folder = folder

    def deliver(self, message: Message) -> str:
        """Write the message unless the same bytes lie there already; returns the file's name."""
        name, content = f"{message.id}.eml", unsent(message)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self._folder / name
        if not (place.is_file() and place.read_bytes() == content):
            self._write(place, content)
        return name

    def place_of(self, message_id: str) -> Path:
        """Where the message of this identity lies, or would lie: for whoever has to remove it."""
        return self._folder / f"{message_id}.eml"

    def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, place: Path, content: bytes) -> None:
        incoming = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            incoming.replace(place)
        except BaseException:
            incoming.unlink(missing_ok=True)
            raise
        self._settle()

    def _settle(self) -> None:
        """Make the rename durable: the folder's own entry has to reach the disk too."""
        descriptor = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
