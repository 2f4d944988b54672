"""Whatever is left out of a bundle, it still verifies, holds no byte of it, and cannot be put back changed."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from random import Random

import pytest

from actions.evidence.choosing import read_choices
from actions.evidence.gathering import case_of, gather
from actions.evidence.page import evidence_page
from actions.evidence.telling import veiled, what_to_tell
from actions.ledger.checkpointing import sign_history
from exports.bundle import verify as verifier
from exports.bundle.writing import Collected
from storage.ledger import CheckpointRow
from tests.actions.evidence.filing import AUDITOR, FilingOffice, filing_office, known_key
from tests.actions.evidence.test_bundling import files_in, lines
from tests.databases import Database
from tests.exports.verifier.writer import resealed, zipped


@pytest.fixture
def office(tmp_path: Path, sqlite: Database) -> FilingOffice:
    """Give an office in which much was said and filed."""
    made = filing_office(tmp_path, sqlite, to="TRIAL")
    for _ in range(6):
        made.do("record_lesson", stage=made.state.stage)
    return made


def write(office: FilingOffice, newest: CheckpointRow, out: Path, withheld: list[str]) -> None:
    """Write a bundle as the command does, without the log of exports: a thousand of them are not a thousand events."""
    choices = read_choices(withheld)
    with office.house.store.reading() as reading:
        case = case_of(office.house, reading, office.reference, newest)
        telling = what_to_tell(case, choices, AUDITOR)
        shown = veiled(case, telling, choices)
        evidence = gather(
            case, telling, newest, asked=(), seal=known_key().sign,
            page=lambda: evidence_page(office.house, shown, case, telling, newest),
        )  # fmt: skip
        with Collected(evidence, io.BytesIO, lambda *_: None) as collected, out.open("w+b") as target:
            collected.write(target, lambda *_: None)


def judged(bundle: Path) -> tuple[int, str]:
    """The exit code of the auditor's verifier, and its words."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = verifier.main([str(bundle), "--key", known_key().public.vkey()])
    return code, said.getvalue()


def redact_at_random(office: FilingOffice, folder: Path, rounds: int) -> None:
    """Leave something else out each time, and look at every byte of what is left."""
    newest = sign_history(office.house)
    assert newest is not None
    whole = folder / "whole.zip"
    write(office, newest, whole, [])
    files = files_in(whole)
    told = {(line["n"], line["path"]): str(line["value"]) for line in lines(files, "data/disclosures.jsonl")}
    papers = {
        n: files[f"data/artefacts/{event['data']['sha256']}"].decode()
        for n, event in enumerate(lines(files, "data/events/000000.jsonl"))
        if event["type"] == "artefact.submitted"
    }
    places = [*told, *((n, "document") for n in papers)]
    assert len(places) > 20
    for seed in range(rounds):
        chosen = Random(seed).sample(places, Random(seed).randint(1, len(places)))
        out = folder / "redacted.zip"
        write(office, newest, out, [f"{n}:{path}=FOI s.{seed % 90}" for n, path in chosen])
        code, words = judged(out)
        assert code == 0, f"seed {seed}: {words}"
        content = out.read_bytes()
        secrets = [papers[n] if path == "document" else told[n, path] for n, path in chosen]
        left = [secret for secret in secrets if secret.strip().encode() in content]
        assert left == [], f"seed {seed}: {left}"


def test_fifty_random_redactions_verify_and_leak_nothing(office: FilingOffice, tmp_path: Path) -> None:
    """Words, names of suppliers and documents, in any combination: in none of their places is one byte left."""
    redact_at_random(office, tmp_path, 50)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_a_thousand_random_redactions_verify_and_leak_nothing(office: FilingOffice, tmp_path: Path) -> None:
    """The same, a thousand times."""
    redact_at_random(office, tmp_path, 1000)


def test_what_was_withheld_cannot_be_put_back_changed(office: FilingOffice, tmp_path: Path) -> None:
    """Even with the key of the ledger: another value, another salt, or the value of another place is found at once."""
    newest = sign_history(office.house)
    assert newest is not None
    whole = tmp_path / "whole.zip"
    write(office, newest, whole, [])
    told = lines(files_in(whole), "data/disclosures.jsonl")
    one, other = told[-2:]
    out = tmp_path / "redacted.zip"
    write(office, newest, out, [f"{one['n']}:{one['path']}=FOI s.40"])
    files, base = files_in(out), f"{office.reference}-{newest.size}"
    forged = {
        "as it was": (dict(one), 0),
        "another value": ({**one, "value": f"{one['value']}!"}, 1),
        "another salt": ({**one, "salt": "00" * 32}, 1),
        "another's value": ({**one, "value": other["value"], "salt": other["salt"]}, 1),
    }
    for name, (line, expected) in forged.items():
        put_back = sorted([*lines(files, "data/disclosures.jsonl"), line], key=lambda one: (one["n"], one["path"]))
        changed = {
            **files,
            "data/disclosures.jsonl": _jsonl(put_back),
            "data/withheld.jsonl": _jsonl(
                [kept for kept in lines(files, "data/withheld.jsonl") if (kept["n"], kept["path"]) != _place(one)]
            ),
        }
        bag = resealed(changed, office.reference, newest.size, office.state.n + 1)
        out.write_bytes(zipped(bag, base))
        code, words = judged(out)
        assert code == expected, f"{name}: {words}"


def _place(line: dict[str, object]) -> tuple[object, object]:
    return line["n"], line["path"]


def _jsonl(values: list[dict[str, object]]) -> bytes:
    made = (json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for value in values)
    return "".join(f"{line}\n" for line in made).encode()
