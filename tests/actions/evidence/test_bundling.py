"""A bundle: verified by the auditor's own program, telling what it should and nothing else, written whole or not."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from actions.evidence import bundling
from actions.evidence.bundling import export_bundle
from actions.evidence.choosing import read_choices
from actions.exporting import exports_of
from actions.ledger.checkpointing import sign_history
from actions.ledger.turning import AcceptLoss, RotateKey, accept_loss, rotate_key
from actions.people import change_register
from engine import register as r
from engine.errors import InvalidInput, NotAllowed, NotFound, UnknownPerson, VerificationFailed
from tests.actions.evidence.filing import AUDITOR, FilingOffice, assert_good, filing_office, go, verified
from tests.actions.keeping.archive import carry_out, propose, redaction
from tests.actions.ledger.conftest import cut
from tests.databases import Database
from tests.engine.another_version import LONGER, another
from tests.engine.test_moving import LIMITED
from tests.factories import START, small


@pytest.fixture
def office(tmp_path: Path, database: Database) -> FilingOffice:
    """Give an office in the middle of a procedure: suppliers in, bids opened, things decided with reasons."""
    return filing_office(tmp_path, database, to="SIFT")


def export(office: FilingOffice, out: Path, *withheld: str, **more: Any) -> bundling.Bundled:
    """Export the procedure as its auditor."""
    return export_bundle(office.house, office.reference, out, actor=AUDITOR, choices=read_choices(withheld), **more)


def files_in(bundle: Path) -> dict[str, bytes]:
    """Every file of a bundle, by its path in the bag."""
    with zipfile.ZipFile(bundle) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def lines(files: dict[str, bytes], path: str) -> list[dict[str, Any]]:
    """The documents in a file of lines."""
    return [json.loads(line) for line in files[path].splitlines()]


def canaries_in(bundle: Path) -> set[str]:
    """Every canary that stands anywhere in a bundle (nothing in it is compressed)."""
    content = bundle.read_bytes()
    return {content[at : at + 11].decode() for at in _places(content, b"canary-")}


def _places(content: bytes, word: bytes) -> Iterator[int]:
    at = content.find(word)
    while at >= 0:
        yield at
        at = content.find(word, at + 1)


def test_the_auditors_verifier_finds_a_bundle_good(office: FilingOffice, tmp_path: Path) -> None:
    """On both databases, with documents, sealed texts, partners and gates."""
    out = tmp_path / "bundle.zip"
    made = export(office, out)
    assert_good(out)
    files = files_in(out)
    assert made.events == office.state.n + 1 == len(lines(files, "data/events/000000.jsonl"))
    assert (made.documents, made.withheld, made.missing) == (sum("artefacts" in name for name in files), 0, ())
    assert made.disclosed == len(lines(files, "data/disclosures.jsonl")) > 5
    assert {canary[:11] for canary in office.canaries} >= canaries_in(out)
    assert len(canaries_in(out)) > 8
    assert out.stat().st_mode & 0o077 == 0


def test_a_procedure_that_was_moved_takes_every_definition_along(tmp_path: Path, database: Database) -> None:
    """The auditor's verifier judges each part by the rules of its day; a bid is as sealed as it was."""
    office = filing_office(tmp_path, database, to="SIFT")
    new = another(LONGER, ("  bid: {", "  first_bid: {"), ("artefact: bid,", "artefact: first_bid,"))
    office.house.definitions.add(new)
    names = (("artefact", "bid", "first_bid"),)
    office.do("move_procedure", definition=new.digest, names=names, **LIMITED)
    office.loaded = new
    out = tmp_path / "bundle.zip"
    export(office, out)
    assert_good(out)
    files = files_in(out)
    assert files["data/definition.yaml"] == small().canonical
    assert [name for name in files if "definitions/" in name] == [f"data/definitions/{new.digest}.json"]


def test_both_databases_give_the_same_bytes(tmp_path: Path, database: Database, sqlite: Database) -> None:
    """The bytes follow from the history and the key alone, not from where they are kept."""
    made = []
    for number, kind in enumerate((database, sqlite)):
        folder = tmp_path / str(number)
        folder.mkdir()
        out = folder / "bundle.zip"
        export(filing_office(folder, kind, to="SIFT"), out)
        made.append(out.read_bytes())
    assert made[0] == made[1]


def test_an_export_is_on_record_before_it_has_its_name(
    office: FilingOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log names the very bytes; when it cannot be written there is no file, not even half of one."""
    out = tmp_path / "out" / "bundle.zip"
    out.parent.mkdir()
    made = export(office, out)
    with office.house.store.reading() as reading:
        [(_, event)] = exports_of(reading, office.reference)
    assert (event.sha256, event.what, event.by, event.upto_n) == (made.sha256, "bundle", AUDITOR, office.state.n)

    def broken(*_: object, **__: object) -> None:
        raise NotAllowed("The log is closed.")

    monkeypatch.setattr(bundling, "record_export", broken)
    with pytest.raises(NotAllowed):
        export(office, out.with_name("second.zip"))
    assert [path.name for path in out.parent.iterdir()] == ["bundle.zip"]


def test_only_who_may_takes_a_copy_out(office: FilingOffice, tmp_path: Path) -> None:
    """Nothing is written for anybody else."""
    out = tmp_path / "bundle.zip"
    with pytest.raises(NotAllowed, match="may not take"):
        export_bundle(office.house, office.reference, out, actor="supplier")
    with pytest.raises(UnknownPerson):
        export_bundle(office.house, office.reference, out, actor="stranger")
    with pytest.raises(NotFound):
        export_bundle(office.house, "RL-9", out, actor=AUDITOR)
    assert not out.exists()


def test_a_file_is_never_written_over_unless_told_to(office: FilingOffice, tmp_path: Path) -> None:
    """The first copy stays as it is; --force replaces it in one step; a folder is never replaced."""
    out = tmp_path / "bundle.zip"
    out.write_text("mine")
    with pytest.raises(InvalidInput, match="--force"):
        export(office, out)
    assert out.read_text() == "mine"
    export(office, out, force=True)
    assert_good(out)
    with pytest.raises(InvalidInput, match="is a folder"):
        export(office, tmp_path, force=True)
    with pytest.raises(InvalidInput, match="cannot be written"):
        export(office, tmp_path / "nowhere" / "bundle.zip")


def test_what_is_sealed_until_a_deadline_is_not_inside_before_it(tmp_path: Path, sqlite: Database) -> None:
    """Neither the bid nor the name of its file, whoever asks; both are listed, and both come later."""
    office = filing_office(tmp_path, sqlite, to="OPEN")
    office.do("register_partner", partner="acme")
    office.do("submit_artefact", artefact="bid", partner="acme")
    bid = office.state.artefacts["bid@acme"]
    sealed = [canary[:11] for canary in list(office.canaries)[-2:]]
    before, after = tmp_path / "before.zip", tmp_path / "after.zip"
    export(office, before)
    assert_good(before)
    files = files_in(before)
    assert f"data/artefacts/{bid.sha256}" not in files
    assert not canaries_in(before) & set(sealed)
    kept = [line for line in lines(files, "data/withheld.jsonl") if line["n"] == bid.submitted_n]
    assert [line["path"] for line in kept] == ["data.name", "document"]
    assert all("has passed" in line["ground"] and line["decided_by"] == "" for line in kept)
    go(office, "SIFT")
    export(office, after)
    assert_good(after)
    assert canaries_in(after) >= set(sealed)


def test_what_somebody_withholds_is_listed_with_ground_and_nowhere_else(office: FilingOffice, tmp_path: Path) -> None:
    """By path, by event, by class, by supplier, by document, and the names of people."""
    out = tmp_path / "bundle.zip"
    first = next(n for n, type_ in _types(office) if type_ == "decision.recorded")
    paper = next(n for n, type_ in _types(office) if type_ == "artefact.submitted")
    made = export(
        office, out, f"{first}:data.reason=FOI s.36", f"{paper}:document=FOI s.43", "class:personal=FOI s.40",
        "about:acme=FOI s.43", "names=FOI s.40",
    )  # fmt: skip
    assert_good(out)
    files = files_in(out)
    kept = lines(files, "data/withheld.jsonl")
    assert {"n": first, "path": "data.reason", "ground": "FOI s.36", "decided_by": AUDITOR} in kept
    assert {"n": paper, "path": "document", "ground": "FOI s.43", "decided_by": AUDITOR} in kept
    assert made.withheld == len(kept)
    told = lines(files, "data/disclosures.jsonl")
    assert not [line for line in told if line["class"] == "personal" or line["subject"] == "acme"]
    said = "".join(str(line["value"]) for line in told) + "".join(
        content.decode() for name, content in files.items() if "/artefacts/" in name
    )
    assert canaries_in(out) == {said[at : at + 11] for at in _text_places(said)}
    assert b"Name of " not in out.read_bytes()


def _types(office: FilingOffice) -> list[tuple[int, str]]:
    with office.house.store.reading() as reading:
        return [(line.n, line.body()["type"]) for line in reading.events(office.reference)]


def _text_places(text: str) -> Iterator[int]:
    return _places(text.encode(), b"canary-")


def test_what_was_withheld_for_good_is_listed_with_the_decision(office: FilingOffice, tmp_path: Path) -> None:
    """A reason and a document that two people withheld: on their ground, by them, and with nothing left of either."""
    types = dict(reversed([(type_, n) for n, type_ in _types(office)]))
    reason, paper = types["decision.recorded"], types["artefact.submitted"]
    with office.house.store.reading() as reading:
        lines_ = list(reading.events(office.reference))
        word = reading.disclosures(office.reference)[(lines_[reason].hash, "data.reason")]
    for n, path in ((reason, "data.reason"), (paper, "document")):
        carry_out(office.house, propose(office.house, redaction(n, path)))
    out = tmp_path / "bundle.zip"
    made = export(office, out)
    assert_good(out)
    kept = lines(files_in(out), "data/withheld.jsonl")
    expected = {"ground": "personal_data", "decided_by": "rita, rob"}
    assert kept == [
        {**expected, "n": n, "path": path} for n, path in sorted([(reason, "data.reason"), (paper, "document")])
    ]
    assert made.missing == ()
    assert str(word)[:11] not in canaries_in(out)
    assert b"Said otherwise." in out.read_bytes()


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("data.reason", "says no ground"),
        ("data.reason=", "ground"),
        ("data.reason=two\nlines", "ground"),
        ("reason=FOI", "names nothing that is known"),
        ("data.nothing=FOI", "about nothing"),
        ("999:data.reason=FOI", "about nothing"),
        ("class:secret=FOI", "about nothing"),
        ("about:nobody=FOI", "about nothing"),
        ("document:poem=FOI", "about nothing"),
        ("3:class:personal=FOI", "one of them"),
        (f"data.reason={'x' * 201}", "ground"),
    ],
)
def test_a_choice_that_means_nothing_is_refused(tmp_path: Path, sqlite: Database, choice: str, words: str) -> None:
    """What was mistyped would go out: nothing is written."""
    office = filing_office(tmp_path, sqlite)
    out = tmp_path / "bundle.zip"
    with pytest.raises(InvalidInput, match=words):
        export(office, out, choice)
    assert not out.exists()


def test_a_document_that_is_gone_is_listed_and_one_that_was_changed_stops_everything(
    office: FilingOffice, tmp_path: Path
) -> None:
    """What is missing is said; bytes that are not what was filed never leave the house as if they were."""
    digests = sorted(office.house.artefacts.digests())
    gone = tmp_path / "artefacts" / digests[0][:2] / digests[0]
    content = gone.read_bytes()
    gone.unlink()
    out = tmp_path / "bundle.zip"
    made = export(office, out)
    assert [digest for _, digest in made.missing] == [digests[0]]
    assert_good(out)
    gone.write_bytes(content[:-1] + b"!")
    with pytest.raises(VerificationFailed, match="has changed on disk"):
        export(office, tmp_path / "second.zip")
    assert not (tmp_path / "second.zip").exists()


def test_what_is_recorded_while_a_bundle_is_made_is_not_in_it(
    office: FilingOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends where its checkpoint ends, and still proves that nothing is missing there."""
    n = office.state.n

    def signed_and_gone_on(house: Any) -> Any:
        row = sign_history(house)
        office.do("record_lesson", stage=office.state.stage)
        sign_history(house)
        return row

    monkeypatch.setattr(bundling, "sign_history", signed_and_gone_on)
    out = tmp_path / "bundle.zip"
    made = export(office, out)
    assert made.events == n + 1
    assert office.state.n == n + 1
    assert_good(out)
    assert f'id="event-{n}"' in files_in(out)["data/render/index.html"].decode()
    assert f'id="event-{n + 1}"' not in files_in(out)["data/render/index.html"].decode()


def test_checkpoints_that_were_asked_for_are_inside(office: FilingOffice, tmp_path: Path) -> None:
    """An older one, which somebody holds, can be compared; one that never was is not found."""
    with office.house.store.reading() as reading:
        size = next(reading.checkpoints()).size
    out = tmp_path / "bundle.zip"
    export(office, out, checkpoints=[size])
    files = files_in(out)
    note = tmp_path / "kept.note"
    note.write_bytes(files[f"data/checkpoints/{size:012}.note"])
    assert_good(out, "--checkpoint", str(note))
    with pytest.raises(NotFound, match="no checkpoint of 7"):
        export(office, tmp_path / "second.zip", checkpoints=[7])


def appoint_root(office: FilingOffice) -> None:
    """Give the house an administrator, who may change the key."""
    added = r.AddPerson(actor="founder", person="root", name="Ruth Oot")
    role = r.AssignRole(actor="founder", person="root", procedure="*", role="admin", from_on=START.date())
    for request_id, command in (("add-root", added), ("assign-root", role)):
        change_register(office.house, command, request_id=request_id)


def test_after_an_accepted_loss_a_bundle_is_good_and_says_so(tmp_path: Path, sqlite: Database) -> None:
    """Its older checkpoints bear the older name: tied to the newest by proofs, and no sign of a forgery."""
    office = filing_office(tmp_path, sqlite, to="SIFT")
    office.house.store.info = replace(office.house.store.info, mode="live")
    appoint_root(office)
    old = sign_history(office.house)
    assert old is not None
    office.do("open", procedure="RL-2")
    sign_history(office.house)
    cut(sqlite, old.size)
    loss = AcceptLoss(actor="root", reason="The disk broke.")
    new = accept_loss(office.house, loss, request_id="r-1")["new"]
    export(office, tmp_path / "after.zip")
    ran = verified(tmp_path / "after.zip", "--key", new)
    assert ran.returncode == 0, ran.stdout
    assert "was gone on with as test.example/log/again-2" in ran.stdout
    assert verified(tmp_path / "after.zip").returncode == 2


def test_whoever_holds_only_the_first_key_follows_its_changes(office: FilingOffice, tmp_path: Path) -> None:
    """Two changes, each signed by the old key and the new; the verifier says which key it came to trust."""
    export(office, tmp_path / "before.zip")
    assert "data/keys/rotations.jsonl" not in files_in(tmp_path / "before.zip")
    appoint_root(office)
    for at in ("r-1", "r-2"):
        rotate_key(office.house, RotateKey(actor="root", reason="Once a year."), request_id=at)
    export(office, tmp_path / "after.zip")
    ran = verified(tmp_path / "after.zip")
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("that one is trusted too") == 2
    assert len(lines(files_in(tmp_path / "after.zip"), "data/keys/rotations.jsonl")) == 2
