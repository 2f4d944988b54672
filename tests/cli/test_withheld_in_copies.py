"""Copies that are taken out after a withholding: they verify, say ground and deciders, and hold no byte of it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.cli.conftest import FolderAt
from tests.packaging.project import ROOT

MARK = "Kanarienvogel"
OFFICER = ("--role", "records_officer", "--procedure", "all", "--from", "2026-01-01", "--actor", "root")
WHY = ("--reason", "It names somebody.")


def test_a_bundle_and_a_report_hold_nothing_of_what_was_withheld(folder_at: FolderAt, tmp_path: Path) -> None:
    """A text and a document go; the auditor's own program finds the bundle good and counts what is withheld."""
    line = folder_at("DRAFT")
    for person in ("lawyer", "chair"):
        line.ok("people", "assign", person, *OFFICER)
    paper = tmp_path / "paper.pdf"
    paper.write_text(f"{MARK} in a document")
    line.ok("declare", "RL-1", "--position", "mitigated", "--details", f"{MARK} in words", "--actor", "owner")
    line.ok("attach", "RL-1", "paper", str(paper), "--actor", "manager")
    for number, (event, path) in enumerate((("1", "data.details"), ("2", "document")), 1):
        place = ("RL-1", event, path, "--ground", "personal_data", "--instead", "Said otherwise.")
        line.ok("redact", *place, *WHY, "--actor", "lawyer")
        line.ok("erasure", "confirm", f"w{number}", "--yes", "--actor", "chair")
    bundle, report = tmp_path / "bundle.zip", tmp_path / "report.html"
    line.ok("export", "bundle", "RL-1", "-o", str(bundle), "--actor", "manager")
    line.ok("report", "RL-1", "--html", "-o", str(report), "--actor", "manager")
    assert MARK.encode() not in report.read_bytes()
    with zipfile.ZipFile(bundle) as opened:
        assert not [name for name in opened.namelist() if MARK.encode() in opened.read(name)]
        (withheld,) = (name for name in opened.namelist() if name.endswith("data/withheld.jsonl"))
        told = [json.loads(text) for text in opened.read(withheld).splitlines()]
        (key,) = (name for name in opened.namelist() if name.endswith(".vkey"))
        (tmp_path / "key").write_bytes(opened.read(key))
    assert [(one["n"], one["path"], one["ground"], one["decided_by"]) for one in told] == [
        (1, "data.details", "personal_data", "lawyer, chair"),
        (2, "document", "personal_data", "lawyer, chair"),
    ]
    verifier = ROOT / "exports" / "bundle" / "verify.py"
    judged = subprocess.run(
        [sys.executable, verifier, bundle, "--key", tmp_path / "key"], capture_output=True, text=True, check=False
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "withheld               2" in judged.stdout
