"""A witness signs a ledger that only grew, and refuses one that went back or forked, over files and over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from actions.ledger.checkpointing import sign_history
from actions.ledger.ed25519 import verify
from actions.ledger.http import FarAway
from actions.ledger.keys import read_key
from actions.ledger.proving import prove_event, signed_checkpoint, witness_request
from actions.ledger.submitting import WitnessRefused, keep_cosignature, submit
from actions.ledger.turning import RotateKey, rotate_key
from actions.ledger.witness import AskedFrom, NotTheLogs, SawAnother, UnknownLog, WentBack, Witness, make_witness
from actions.ledger.witness_server import WitnessServer
from engine.errors import InvalidInput, NotFound, VerificationFailed
from engine.ledger.checkpoints import Checkpoint, parse_checkpoint
from engine.ledger.merkle import Tree, tree_root, verify_inclusion
from engine.ledger.notes import KeyKind, Note, NoteKey, Signed, cosigned_at, parse_signature_line, sign_note, signed_by
from engine.ledger.proofs import WitnessRequest, parse_event_proof, parse_witness_request
from tests.actions.ledger.conftest import ADMIN, newest, read
from tests.engine.ledger.keys import key_of
from tests.hands import Office

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ORIGIN = "log.example/one"
KEY, SIGN = key_of(ORIGIN, b"l" * 32)
LEAVES = [bytes([number]) * 32 for number in range(20)]
FORGED = [*LEAVES[:3], b"forged" * 5 + b"!!", *LEAVES[4:]]


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    """Give a witness that trusts one log."""
    made = make_witness(tmp_path / "witness", "witness.example/w1")
    made.trust(KEY)
    return made


def request(old: int, new: int, leaves: list[bytes] = LEAVES, key: NoteKey = KEY) -> WitnessRequest:
    """What the log asks of a witness, over some history."""
    text = Checkpoint(origin=ORIGIN, size=new, root=tree_root(leaves[:new])).to_text()
    proof = Tree(leaves[:new]).consistency_proof(old) if old <= new else ()
    return WitnessRequest(old=old, proof=tuple(proof), note=Note(text=text, signatures=(sign_note(text, key, SIGN),)))


def test_a_ledger_that_grows_is_cosigned(witness: Witness) -> None:
    """From nothing to something, on to more, and the same again: each line bears the time and fits."""
    for old, new in ((0, 5), (5, 5), (5, 12), (12, 20)):
        asked = parse_witness_request(request(old, new).to_text())
        line = parse_signature_line(witness.cosign(asked, NOW).removesuffix("\n"))
        assert signed_by(asked.note.with_signatures([line]), witness.key, verify) is Signed.GOOD
        assert cosigned_at(line) == int(NOW.timestamp())
        seen = witness.seen(ORIGIN)
        assert seen is not None
        assert seen.stated.size == new
        assert Witness(witness.folder).seen(ORIGIN) == seen, "it is remembered on disk"


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (request(5, 12, FORGED), SawAnother),
        (request(5, 5, FORGED), SawAnother),
        (request(4, 12), AskedFrom),
        (request(0, 12), AskedFrom),
        (request(5, 4), InvalidInput),
        (request(4, 4), WentBack),
        (request(0, 3, FORGED), WentBack),
        (WitnessRequest(old=5, proof=(), note=request(5, 12).note), SawAnother),
        (WitnessRequest(old=5, proof=(*request(5, 12).proof, bytes(32)), note=request(5, 12).note), SawAnother),
    ],
)
def test_forks_and_rollbacks_are_refused(witness: Witness, asked: WitnessRequest, refusal: type[Exception]) -> None:
    """Another past, fewer events, another beginning of the proof: nothing is signed, nothing is forgotten."""
    witness.cosign(request(0, 5), NOW)
    with pytest.raises(refusal):
        witness.cosign(asked, NOW)
    seen = witness.seen(ORIGIN)
    assert seen is not None
    assert seen.stated == parse_checkpoint(request(0, 5).note.text)
    kept = list(witness.folder.glob("*.refused-*"))
    assert len(kept) == (refusal is SawAnother), "what the log signed is evidence"
    witness.cosign(request(5, 12), NOW)


def test_strangers_are_refused(witness: Witness) -> None:
    """A log that nobody vouched for, a signature of another key, one that does not fit: nothing is signed."""
    other, sign = key_of("log.example/two", b"x" * 32)
    text = Checkpoint(origin="log.example/two", size=1, root=tree_root(LEAVES[:1])).to_text()
    with pytest.raises(UnknownLog):
        witness.cosign(
            WitnessRequest(old=0, proof=(), note=Note(text=text, signatures=(sign_note(text, other, sign),))), NOW
        )
    impostor, _ = key_of(ORIGIN, b"i" * 32)
    with pytest.raises(NotTheLogs):
        witness.cosign(request(0, 5, key=impostor), NOW)
    good = request(0, 5)
    wrong = Note(text=request(0, 6).note.text, signatures=good.note.signatures)
    with pytest.raises(NotTheLogs):
        witness.cosign(WitnessRequest(old=0, proof=(), note=wrong), NOW)
    assert witness.seen(ORIGIN) is None


def test_a_witness_is_made_once(tmp_path: Path) -> None:
    """Asked again it is the same; another name is refused; a folder without one says how to make one."""
    made = make_witness(tmp_path / "w", "witness.example/w1")
    assert make_witness(tmp_path / "w", "witness.example/w1").key == made.key
    assert made.key.kind is KeyKind.COSIGNATURE
    with pytest.raises(InvalidInput, match=r"witness\.example/w1"):
        make_witness(tmp_path / "w", "witness.example/w2")
    with pytest.raises(NotFound, match="witness init"):
        Witness(tmp_path / "nowhere")
    assert made.trust(KEY)
    assert not made.trust(KEY)
    with pytest.raises(InvalidInput, match="key of a witness"):
        made.trust(made.key)


@pytest.fixture
def served(witness: Witness) -> Iterator[tuple[Witness, str]]:
    """Give a witness that is served on a port of its own."""
    said: list[str] = []
    server = WitnessServer(witness, "127.0.0.1", 0, now=lambda: NOW, say=said.append)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield witness, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def post(url: str, body: str, path: str = "/add-checkpoint") -> tuple[int, str, str]:
    """The status, type and text of an answer."""
    connection = HTTPConnection(url.removeprefix("http://"), timeout=20)
    connection.request("POST", path, body.encode())
    answer = connection.getresponse()
    found = answer.status, answer.headers["Content-Type"], answer.read().decode()
    connection.close()
    return found


def test_the_protocol_is_spoken_as_published(served: tuple[Witness, str]) -> None:
    """200 with a line, 409 with the size, 422, 403, 404 and 400: each as C2SP tlog-witness has it."""
    _, url = served
    status, _, line = post(url, request(0, 5).to_text())
    assert status == 200
    assert line.startswith("— witness.example/w1 ")
    assert post(url, request(0, 12).to_text())[:3] == (409, "text/x.tlog.size", "5\n")
    assert post(url, request(5, 12, FORGED).to_text())[0] == 422
    assert post(url, request(5, 5, FORGED).to_text())[0] == 409
    assert post(url, request(5, 12, key=key_of(ORIGIN, b"i" * 32)[0]).to_text())[0] == 403
    assert post(url, request(5, 12).to_text().replace(ORIGIN, "log.example/two"))[0] == 404
    assert post(url, "old 5\nnothing\n")[0] == 400
    assert post(url, request(6, 5).to_text())[0] == 400
    assert post(url, "", "/elsewhere")[0] == 404


def test_a_house_has_its_ledger_cosigned(office: Office, served: tuple[Witness, str]) -> None:
    """Submitted again and again, after a rotation too: what the witness signed is kept, shown, and fits."""
    witness, url = served
    house = office.house
    sign_history(house)
    witness.trust(read_key(house.settings.ledger_key_file).public)
    first = submit(house, url, witness.key)
    assert submit(house, url, witness.key) == first, "a checkpoint is cosigned once"
    office.do("open", procedure="RL-2")
    rotate_key(house, RotateKey(actor=ADMIN, reason="Once a year."), request_id="r-1")
    with pytest.raises(WitnessRefused, match="trusts"):
        submit(house, url, witness.key)
    witness.trust(read_key(house.settings.ledger_key_file).public)
    row = submit(house, url, witness.key)
    with house.store.reading() as reading:
        assert reading.cosigned_sizes() == [first.size, row.size]
        signed = signed_checkpoint(reading)
        assert signed.witnesses == (row.witness,)
        assert signed_by(signed.note, witness.key, verify) is Signed.GOOD


def test_a_store_that_went_back_is_found_by_its_witness(
    office: Office, served: tuple[Witness, str], database: object, tmp_path: Path
) -> None:
    """The witness has seen more than there is: the house is told so, in words that say what to do."""
    witness, url = served
    house = office.house
    sign_history(house)
    witness.trust(read_key(house.settings.ledger_key_file).public)
    with house.store.reading() as reading:
        size = newest(house).size
        older = witness_request(reading, 0)
    office.do("open", procedure="RL-2")
    sign_history(house)
    submit(house, url, witness.key)
    with pytest.raises(WentBack, match="older database"):
        witness.cosign(older, NOW)
    seen = witness.seen(read(newest(house))[0].origin)
    assert seen is not None
    assert seen.stated.size > size


def test_a_line_that_does_not_fit_is_not_kept(office: Office, witness: Witness) -> None:
    """Another's line, another checkpoint's line, no line: nothing is kept under a checkpoint that is not so signed."""
    house = office.house
    sign_history(house)
    witness.trust(read_key(house.settings.ledger_key_file).public)
    with house.store.reading() as reading:
        asked = witness_request(reading, 0)
    line = witness.cosign(asked, NOW)
    office.do("open", procedure="RL-2")
    row = sign_history(house)
    assert row is not None
    with pytest.raises(VerificationFailed, match="does not fit"):
        keep_cosignature(house, row.size, line, witness.key)
    with pytest.raises(InvalidInput, match="No line"):
        keep_cosignature(house, row.size, line, KEY)
    with pytest.raises(FarAway):
        submit(house, "http://127.0.0.1:9", witness.key)
    with pytest.raises(InvalidInput, match="http"):
        submit(house, "file:///etc/passwd", witness.key)


def test_an_event_is_proved_by_a_file(office: Office) -> None:
    """Index, path and signed checkpoint in one text: enough to check one event without the rest."""
    house = office.house
    row = sign_history(house)
    assert row is not None
    with house.store.reading() as reading:
        for line in list(reading.all_events())[:: row.size // 7]:
            proof, event = prove_event(reading, line.stream, line.n)
            again = parse_event_proof(proof.to_text())
            assert again == proof
            stated = parse_checkpoint(again.note.text)
            assert verify_inclusion(stated.root, event.hash, again.index, stated.size, again.proof)
        with pytest.raises(NotFound, match="no event 99"):
            prove_event(reading, "RL-1", 99)


def test_what_is_no_request_is_refused() -> None:
    """Lines that are no sizes and no hashes, too many of them, or no note: InvalidInput."""
    good = request(5, 12).to_text()
    for wrong in (
        good.replace("old 5", "old 05"),
        good.replace("old 5", "new 5"),
        good.replace("old 5\n", ""),
        good.replace("old 5", "old 5\nold 5"),
        good.replace("\n\n", "\nshort\n\n", 1),
        good.replace("old 5\n", "old 5\n" + "A" * 43 + "=\n" * 64),
        "old 5\n\n",
        "",
    ):
        with pytest.raises(InvalidInput):
            parse_witness_request(wrong)
