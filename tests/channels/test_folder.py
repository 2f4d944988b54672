"""The outgoing folder."""

from __future__ import annotations

import stat
from pathlib import Path
from threading import Thread

import pytest

from channels.console import ConsoleChannel
from channels.folder import FolderChannel
from channels.mail import unsent
from tests.channels.test_message import ID, make_message


def test_a_message_becomes_a_file_named_by_its_identity(tmp_path: Path) -> None:
    """The file is the message, byte for byte, in a folder that is made for it."""
    where = FolderChannel(tmp_path / "outgoing").deliver(make_message())
    assert where == f"{ID}.eml"
    assert (tmp_path / "outgoing" / where).read_bytes() == unsent(make_message())


def test_delivering_twice_is_delivering_once(tmp_path: Path) -> None:
    """A repetition finds its file and leaves it alone."""
    channel = FolderChannel(tmp_path)
    channel.deliver(make_message())
    before = (tmp_path / f"{ID}.eml").stat()
    channel.deliver(make_message())
    assert (tmp_path / f"{ID}.eml").stat() == before
    assert [file.name for file in tmp_path.iterdir()] == [f"{ID}.eml"]


def test_a_damaged_file_is_written_again(tmp_path: Path) -> None:
    """What a crash of the machine left half is made whole by the repetition."""
    (tmp_path / f"{ID}.eml").write_bytes(b"half")
    FolderChannel(tmp_path).deliver(make_message())
    assert (tmp_path / f"{ID}.eml").read_bytes() == unsent(make_message())


def test_messages_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    """Letters name firms: they are nobody else's business."""
    FolderChannel(tmp_path / "outgoing").deliver(make_message())
    assert stat.S_IMODE((tmp_path / "outgoing").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "outgoing" / f"{ID}.eml").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    """A failure is raised for the follow-up to note, and no half file stays."""
    place = tmp_path / f"{ID}.eml"
    place.mkdir()
    with pytest.raises(OSError, match="directory"):
        FolderChannel(tmp_path).deliver(make_message())
    assert list(tmp_path.iterdir()) == [place]


def test_many_at_once_write_one_file(tmp_path: Path) -> None:
    """Two workers that both have a message, because one lost its lease, leave one whole file."""
    threads = [Thread(target=FolderChannel(tmp_path).deliver, args=(make_message(),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [unsent(make_message())]


def test_the_console_shows_whom_what_and_which(capsys: pytest.CaptureFixture[str]) -> None:
    """The console prints the message beside the answer, never into it."""
    where = ConsoleChannel().deliver(make_message())
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Firm One Ltd (firm1)" in shown.err
    assert where == f"<{ID}@seedbed.local>"
    assert where in shown.err
