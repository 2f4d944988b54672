"""Notes, keys and checkpoints are spelled as published, and nothing that is spelled otherwise is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InvalidInput
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint, read_checkpoint
from engine.ledger.merkle import tree_root
from engine.ledger.notes import (
    KeyKind,
    Note,
    NoteKey,
    Signed,
    cosign_note,
    cosigned_at,
    parse_note,
    parse_signature_line,
    parse_vkey,
    sign_note,
    signed_by,
)
from tests.engine.ledger.keys import key_of, verify
from tests.engine.test_canonical import HASHES

ORIGIN = "test.example/log"
CHECKPOINT = Checkpoint(origin=ORIGIN, size=4, root=tree_root(map(bytes.fromhex, HASHES)))
TEXT = "test.example/log\n4\nPB0MXoOKCybzH+GX9kBXfY9GLQONlq0SEoU7XDGnOmk=\n"
LINE = (
    "— test.example/log hKS1gi4bZsghFGIbkF6CoWC4IZa+WNdbxMDOOXEQ/l4mMpWZZOGcAeXUJ+CeOpUt1yoCZOP3750ReRWTDno6soeA3ww=\n"
)
KEY, SIGN = key_of(ORIGIN)
WITNESS, COSIGN = key_of("witness.example/w1", b"w" * 32, KeyKind.COSIGNATURE)
NOTE = Note(text=TEXT, signatures=(sign_note(TEXT, KEY, SIGN),))


def test_the_published_checkpoint_and_signature() -> None:
    """Text and signature line of the published vector, letter for letter, out and in again."""
    assert CHECKPOINT.to_text() == TEXT
    assert sign_note(TEXT, KEY, SIGN).to_text() == LINE
    assert NOTE.to_text() == f"{TEXT}\n{LINE}"
    found, note = read_checkpoint(f"{TEXT}\n{LINE}".encode())
    assert (found, note) == (CHECKPOINT, NOTE)
    assert signed_by(note, KEY, verify) is Signed.GOOD
    assert CHECKPOINT.short == "4/PB0MXoOKCybzH+GX"


def test_a_verifier_key_of_a_public_log_is_read() -> None:
    """The key of the public log of Go modules has the id that it says: our key ids are the world's."""
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = parse_vkey(text + "\n")
    assert (key.name, key.kind, key.vkey()) == ("sum.golang.org", KeyKind.NOTE, text)


def test_a_key_is_written_and_read_again() -> None:
    """Both kinds of keys survive their one line; the kind is part of the id."""
    for key in (KEY, WITNESS):
        assert parse_vkey(key.vkey()) == key
    assert NoteKey(name=WITNESS.name, public=WITNESS.public).key_id != WITNESS.key_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000+AAAA",
        KEY.vkey().replace("+", " "),
        KEY.vkey()[:-1],
        KEY.vkey().replace(ORIGIN, "test.example/lag"),
        f"{ORIGIN}+{KEY.key_id.hex().upper()}x+{KEY.vkey().rsplit('+', 1)[1]}",
        NoteKey(name="a", public=b"\0" * 32).vkey().replace("+AQ", "+Ag"),
    ],
)
def test_a_mistyped_key_is_refused(text: str) -> None:
    """Another name, id, kind or length than the key's own is InvalidInput."""
    with pytest.raises(InvalidInput):
        parse_vkey(text)


def test_a_cosignature_bears_its_time() -> None:
    """A witness's line is the time in 8 bytes and a signature over header, time and text; another time does not fit."""
    line = cosign_note(TEXT, WITNESS, COSIGN, at=1_679_315_147)
    note = NOTE.with_signatures([line])
    assert cosigned_at(line) == 1_679_315_147
    assert len(line.signature) == 72
    assert verify(WITNESS.public, f"cosignature/v1\ntime 1679315147\n{TEXT}".encode(), line.signature[8:])
    assert signed_by(note, WITNESS, verify) is Signed.GOOD
    later = Note(text=TEXT, signatures=(parse_signature_line(line.to_text()[:-1]),))
    assert signed_by(later, WITNESS, verify) is Signed.GOOD
    forged = line.signature[:7] + bytes([line.signature[7] ^ 1]) + line.signature[8:]
    changed = Note(text=TEXT, signatures=(type(line)(name=line.name, key_id=line.key_id, signature=forged),))
    assert signed_by(changed, WITNESS, verify) is Signed.BAD
    assert signed_by(NOTE, WITNESS, verify) is Signed.MISSING


def test_a_signature_of_one_kind_is_none_of_the_other() -> None:
    """The same secret under both kinds: neither line passes for the other, for their ids differ."""
    as_note, sign = key_of(WITNESS.name, b"w" * 32)
    note = Note(text=TEXT, signatures=(cosign_note(TEXT, WITNESS, COSIGN, at=1),))
    assert signed_by(note, as_note, verify) is Signed.MISSING
    relabelled = sign_note(TEXT, as_note, sign)
    line = type(relabelled)(name=WITNESS.name, key_id=WITNESS.key_id, signature=relabelled.signature)
    assert signed_by(Note(text=TEXT, signatures=(line,)), WITNESS, verify) is Signed.BAD


def test_one_bad_line_of_a_known_key_spoils_the_note() -> None:
    """A good line does not make up for a bad one that names the same key; lines of strangers do not matter."""
    good = NOTE.signatures[0]
    bad = type(good)(name=good.name, key_id=good.key_id, signature=b"\0" * 64)
    stranger = type(good)(name="other.example", key_id=b"abcd", signature=b"\0" * 64)
    assert signed_by(NOTE.with_signatures([bad]), KEY, verify) is Signed.BAD
    assert signed_by(NOTE.with_signatures([stranger]), KEY, verify) is Signed.GOOD
    assert NOTE.with_signatures([good]) == NOTE


@given(at=st.integers(0, len(NOTE.to_text().encode()) - 1), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_no_altered_note_is_good(at: int, bit: int) -> None:
    """Any one bit changed anywhere in a signed checkpoint: not a note, not ours, or not good."""
    data = bytearray(NOTE.to_text().encode())
    data[at] ^= 1 << bit
    try:
        _, note = read_checkpoint(bytes(data))
    except InvalidInput:
        return
    assert signed_by(note, KEY, verify) is not Signed.GOOD


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n4\n", "\n04\n"),
        lambda text: text.replace("\n4\n", "\n-4\n"),
        lambda text: text.replace("\n4\n", "\n4 \n"),
        lambda text: text.replace("\n4\n", "\n\N{ARABIC-INDIC DIGIT FOUR}\n"),
        lambda text: text.replace("test.example/log", ""),
        lambda text: text.replace("test.example/log", "test example"),
        lambda text: text.replace("Omk=", "Omm="),
        lambda text: text.replace("Omk=", "Omk"),
        lambda text: text.replace("Omk=", "Om="),
        lambda text: text + "an extension\n",
        lambda text: text[:-1],
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_another_spelling_of_a_checkpoint_is_refused(change: Callable[[str], str]) -> None:
    """One state of a log has one text: leading zeros, other digits, loose base64 and further lines are refused."""
    with pytest.raises(InvalidInput):
        parse_checkpoint(change(TEXT))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        f"{TEXT}\n{LINE}"[:-1].encode(),
        f"{TEXT}\n{LINE}".encode().replace(b"\n4\n", b"\n4\t\n"),
        f"{TEXT}\n{LINE}".encode().replace(b"log\n4", b"\xff\n4"),
        f"{TEXT}\n{LINE}".replace("— ", "- ").encode(),
        f"{TEXT}\n— {ORIGIN} AAAA\n".encode(),
        f"{TEXT}\n— {ORIGIN}  AAAAAAAA\n".encode(),
        f"{TEXT}\n— a+b AAAAAAAA\n".encode(),
        f"{TEXT}\n".encode() + LINE.encode() * 101,
        b"x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(data: bytes) -> None:
    """No signature, control characters, broken lines, other bytes than UTF-8 and floods are InvalidInput."""
    with pytest.raises(InvalidInput):
        parse_note(data)


def test_a_text_may_hold_empty_lines() -> None:
    """Text and signatures are parted by the last empty line."""
    text = "a\n\nb\n"
    note = parse_note(Note(text=text, signatures=(sign_note(text, KEY, SIGN),)).to_text())
    assert (note.text, signed_by(note, KEY, verify)) == (text, Signed.GOOD)
