"""--json: each command prints one document with a schema, and nothing else on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procedures.loader import canonical_form
from tests.cli.conftest import SMALL, FolderAt
from tests.cli.test_calendars import official
from tests.cli.test_help import ALL
from tests.defaults import ANSWERS
from tests.procedures.simulation.planned import planned

REHEARSED = {("rehearse", name) for name in ("begin", "step", "list", "discard")}
LEDGERS = {
    *(("ledger", name) for name in ("submit", "cosign", "accept-loss")),
    *(("witness", name) for name in ("init", "show", "trust", "sign", "serve")),
}
NOW_ELSEWHERE = {
    *LEDGERS,
    *(("serve",), ("worker",), ("demo",), ("clock", "move"), ("clock", "confirm"), *REHEARSED),
    *(("calendar", "apply"), ("deadline", "rule")),
    ("design", "lint"),
    ("design", "publish"),
    *(("ocds", "check"), ("ocds", "import"), ("replay",), ("audit", "watch")),
}
"""They run until they are stopped, or for a minute, or need another clock, calendar or file, or print a document a
line; their own tests read them."""

BY = {
    "assessor": ("--actor", "assessor"),
    "chair": ("--actor", "chair"),
    "lawyer": ("--actor", "lawyer"),
    "manager": ("--actor", "manager"),
    "owner": ("--actor", "owner"),
    "root": ("--actor", "root"),
    "treasurer": ("--actor", "treasurer"),
}
WHY = ("--reason", "For good reasons.")
ANSWERED = ",".join(f"{name}=no" for name in ANSWERS)
OPEN = ("--unpublished", "--definition", str(SMALL), "--title", "T", "--fact", "big=no", "--fact", "hurried=no")

CASES: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {
    ("init",): ("DRAFT", ()),
    ("doctor",): ("DRAFT", ()),
    ("people", "add"): ("DRAFT", ("kim", "--name", "Kim", *BY["root"])),
    ("people", "assign"): (
        "DRAFT",
        ("owner", "--role", "reader", "--procedure", "RL-1", "--from", "2026-01-01", *BY["root"]),
    ),
    ("people", "end"): ("DRAFT", ("a1", "--to", "2026-12-31", *BY["root"])),
    ("people", "list"): ("DRAFT", ()),
    ("people", "delegate"): (
        "DRAFT",
        (
            "manager",
            "--to-person",
            "lawyer",
            "--role",
            "manager",
            "--procedure",
            "all",
            "--from",
            "2026-03-02",
            "--to",
            "2036-12-31",
            *BY["root"],
        ),
    ),
    ("people", "deputise"): (
        "DRAFT",
        ("lawyer", "--role", "manager", "--procedure", "all", "--from", "2026-01-01", *BY["root"]),
    ),
    ("people", "preferences"): ("DRAFT", ("lawyer", "--mode", "overdue=digest", *BY["root"])),
    ("reminders", "due"): ("SIGNED", ()),
    ("reminders", "sent"): ("SIGNED", ()),
    ("reminders", "why"): ("SIGNED", ("manager", "RL-1", "details_due")),
    ("calendar", "list"): ("DRAFT", ()),
    ("calendar", "show"): ("DRAFT", ("uk-scotland", "--year", "2026")),
    ("calendar", "check"): ("DRAFT", ("OFFICIAL",)),
    ("calendar", "diff"): ("DRAFT", ("uk-2026.1", "OFFICIAL")),
    ("calendar", "what-if"): ("STANDSTILL", ("uk",)),
    ("channels", "list"): ("DRAFT", ()),
    ("channels", "test"): ("DRAFT", ("folder", "--yes")),
    ("outbox", "list"): ("STANDSTILL", ()),
    ("outbox", "retry"): ("STANDSTILL", ("--all",)),
    ("feed", "renew"): ("DRAFT", BY["manager"]),
    ("feed", "show"): ("DRAFT", BY["manager"]),
    ("feed", "revoke"): ("DRAFT", BY["manager"]),
    ("law", "list"): ("DRAFT", ("--pack", "evaluation-2026.1")),
    ("law", "show"): ("DRAFT", ("UK-SS-1",)),
    ("law", "coverage"): ("DRAFT", ("--pack", "pa23-2026.4")),
    ("procedures", "list"): ("DRAFT", ()),
    ("procedures", "show"): ("DRAFT", ("uk_innovative_partnership",)),
    ("procedures", "check"): ("DRAFT", ("uk_innovative_partnership",)),
    ("design", "new"): ("DRAFT", ("OUT", "--from", str(SMALL), "--name", "mine", "--title", "Mine")),
    ("design", "route"): ("DRAFT", ("--answer", "european_union=no,scottish=yes")),
    ("design", "simulate"): ("DRAFT", ("PLANNED", "--lives", "3")),
    ("design", "diff"): ("DRAFT", (str(SMALL), "uk_innovative_partnership")),
    ("design", "published"): ("DRAFT", ()),
    ("design", "move"): ("DRAFT", ("--to", "uk_innovative_partnership", "RL-1", "--dry-run", *WHY, *BY["manager"])),
    ("design", "burden"): ("DRAFT", ("uk_innovative_partnership",)),
    ("design", "dates"): ("DRAFT", ("uk_innovative_partnership",)),
    ("design", "diagram"): ("DRAFT", (str(SMALL), "-o", "OUT.svg")),
    ("open",): ("DRAFT", ("RL-2", *OPEN, *BY["manager"])),
    ("list",): ("DRAFT", ()),
    ("show",): ("STANDSTILL", ("RL-1",)),
    ("explain",): ("STANDSTILL", ("RL-1",)),
    ("history",): ("STANDSTILL", ("RL-1", "--attempts")),
    ("decisions",): ("STANDSTILL", ("RL-1",)),
    ("attach",): ("DRAFT", ("RL-1", "paper", "FILE", *BY["manager"])),
    ("fetch",): ("DRAFT", ("RL-1", "paper", "-o", "OUT")),
    ("accept",): ("DRAFT", ("RL-1", "paper", *BY["lawyer"])),
    ("reject",): ("DRAFT", ("RL-1", "paper", *WHY, *BY["lawyer"])),
    ("decide",): ("SIFT", ("RL-1", "nothing", *WHY, *BY["owner"])),
    ("notice", "publish"): ("DRAFT", ("RL-1", "N0", "--reference", "R-1", *BY["manager"])),
    ("notice", "list"): ("STANDSTILL", ("RL-1",)),
    ("deadline", "list"): ("STANDSTILL", ("RL-1",)),
    ("deadline", "set"): ("DRAFT", ("RL-1", "trial_ends", "--due", "2099-01-31T12:00", *BY["manager"])),
    ("deadline", "extend"): ("TRIAL", ("RL-1", "trial_ends", "--due", "2099-01-31T12:00", *WHY, *BY["manager"])),
    ("deadlines",): ("STANDSTILL", ("--mine", *BY["manager"])),
    ("deadline", "shorten"): (
        "OPEN",
        (
            "RL-1",
            "entry_closes",
            "--due",
            "2026-03-20T12:00",
            "--notice",
            "N1",
            "--reference",
            "R-2",
            *WHY,
            *BY["manager"],
        ),
    ),
    ("deadline", "acknowledge"): ("SIGNED", ("RL-1", "details_due", *BY["manager"])),
    ("deadline", "explain"): ("STANDSTILL", ("RL-1", "standstill")),
    ("deadline", "compute"): ("DRAFT", ("--from", "2026-12-23", "--working-days", "8", "--counting", "after")),
    ("partner", "register"): ("OPEN", ("RL-1", "cog", "--name", "Cog Ltd", *BY["manager"])),
    ("partner", "move"): ("SIFT", ("RL-1", "acme", "leave", *WHY, *BY["manager"])),
    ("partner", "check"): (
        "SIFT",
        ("RL-1", "acme", "--outcome", "clear", "--debarment-list", "--subcontractors", *BY["lawyer"]),
    ),
    ("partner", "score"): ("ASSESS", ("RL-1", "acme", "final", "worth", "3", *WHY, *BY["assessor"])),
    ("partner", "moderate"): ("ASSESS", ("RL-1", "acme", "final", "worth", "3", *WHY, *BY["chair"])),
    ("partner", "list"): ("STANDSTILL", ("RL-1",)),
    ("partner", "report"): ("lawful:SIFT", ("RL-1", "acme", "--reference", "EX-1", *BY["manager"])),
    ("refine",): (
        "lawful:TRIAL",
        (
            *("RL-1", "final", "--title", "worth=Worth in use", "--weight", "worth=70", "--weight", "way=30"),
            *(*WHY, *BY["manager"]),
        ),
    ),
    ("modify",): (
        "lawful:TRIAL",
        (
            *("RL-1", "--of", "documents", "--admits-others", "no", "--changes-participants", "no", "--told", "acme"),
            *("--told", "bolt", "--deadlines-considered", *WHY, *BY["manager"]),
        ),
    ),
    ("claim",): ("lawful:STANDSTILL", ("RL-1", "hc-1", "--notified-at", "2026-03-02T10:00", *WHY, *BY["lawyer"])),
    ("contract", "indicators"): (
        "lawful:STANDSTILL",
        ("RL-1", "acme", "--material", "a=A", "--material", "b=B", "--material", "c=C", *BY["manager"]),
    ),
    ("contract", "change"): (
        "lawful:SIGNED",
        (
            *("RL-1", "acme", "--ground", "not_substantial", "--value", "100", "100", "--term", "100", "105"),
            *(*WHY, *BY["manager"]),
        ),
    ),
    ("notices", "due"): ("SIGNED", ("--due", "90d")),
    ("money", "envelope"): ("SIFT", ("RL-1", "trials", "£20,000", *BY["treasurer"])),
    ("money", "commit"): (
        "TRIAL",
        (
            *("RL-1", "acme", "--envelope", "trials", "--legal-base", "payment", "--instalment", "a=0.01"),
            *("--answers", ANSWERED, *BY["treasurer"]),
        ),
    ),
    ("money", "pay"): ("TRIAL", ("RL-1", "trials-acme", "i1", "0.01", *BY["treasurer"])),
    ("money", "show"): ("TRIAL", ("RL-1",)),
    ("declare",): ("DRAFT", ("RL-1", "--position", "none", *BY["owner"])),
    ("lesson",): ("DRAFT", ("RL-1", "--stage", "plan", "--about", "artefact:paper", "--worked", "It.", *BY["owner"])),
    ("communicate",): (
        "TOLD",
        ("RL-1", "--direction", "sent", "--about", "When.", "--partner", "acme", *BY["manager"]),
    ),
    ("summaries", "send"): ("DECIDED", ("RL-1", "acme", "bolt", *BY["manager"])),
    ("lot", "cease"): ("LOTS", ("RL-3", "a", *WHY, *BY["owner"])),
    ("clock", "show"): ("DRAFT", ()),
    ("outage-report",): ("DRAFT", ()),
    ("advance",): ("DRAFT+", ("RL-1", "--to", "READY", *BY["manager"], "--dry-run")),
    ("waive",): ("SIFT", ("RL-1", "start_trial", "each_lot", *WHY, *BY["owner"])),
    ("pause",): ("DRAFT", ("RL-1", *WHY, *BY["owner"])),
    ("unpause",): ("DRAFT", ("RL-1", *WHY, *BY["owner"])),
    ("suspend",): (
        "SIFT",
        ("RL-1", "--basis", "court_order", "--notified-at", "2026-03-02T09:00", *WHY, *BY["lawyer"]),
    ),
    ("resume",): ("SIFT", ("RL-1", "--basis", "disposal", *WHY, *BY["lawyer"])),
    ("terminate",): ("DRAFT", ("RL-1", *WHY, "--yes", *BY["owner"])),
    ("correct",): ("READY", ("RL-1", "3", *WHY, *BY["lawyer"])),
    ("redact",): (
        "DRAFT",
        ("RL-1", "1", "data.details", "--ground", "personal_data", "--instead", "Said.", *WHY, *BY["lawyer"]),
    ),
    ("erase",): ("DRAFT", ("kim", *WHY, *BY["lawyer"])),
    ("erasure", "list"): ("DRAFT", ()),
    ("erasure", "show"): ("DRAFT", ("w1",)),
    ("erasure", "confirm"): ("DRAFT", ("w1", "--yes", *BY["chair"])),
    ("erasure", "withdraw"): ("DRAFT", ("w1", *WHY, *BY["chair"])),
    ("erasure", "finish"): ("DRAFT", ()),
    ("retention", "list"): ("STANDSTILL", ()),
    ("retention", "show"): ("STANDSTILL", ("RL-1",)),
    ("retention", "due"): ("STANDSTILL", ()),
    ("retention", "purge"): ("DRAFT", ("RL-1", "lesson", *WHY, *BY["lawyer"])),
    ("hold", "place"): ("DRAFT", ("RL-1", *WHY, *BY["lawyer"])),
    ("hold", "lift"): ("DRAFT", ("h1", *WHY, *BY["chair"])),
    ("hold", "list"): ("DRAFT", ()),
    ("ledger", "show"): ("DRAFT", ()),
    ("ledger", "list"): ("DRAFT", ()),
    ("ledger", "keys"): ("DRAFT", ()),
    ("ledger", "checkpoint"): ("DRAFT", ()),
    ("ledger", "prove"): ("DRAFT", ("RL-1", "0")),
    ("ledger", "rotate"): ("DRAFT", (*WHY, *BY["root"])),
    ("receipt",): ("SIFT", ("RL-1", "13")),
    ("audit", "exports"): ("DRAFT", ()),
    ("why",): ("SIFT", ("RL-1", "5")),
    ("report",): ("SIFT", ("RL-1", "--html", "-o", "OUT", *BY["manager"])),
    ("export", "bundle"): ("SIFT", ("RL-1", "-o", "OUT", *BY["manager"])),
    ("export", "ocds"): ("SIFT", ("RL-1", "--profile", "uk", "-o", "OUT", *BY["manager"])),
    ("verify",): ("DRAFT", ()),
    ("rebuild",): ("DRAFT", ()),
    **{("export", name): ("SIFT", ("RL-1", "-o", "OUT", *BY["manager"])) for name in ("xes", "ocel", "prov", "csv")},
    **{("export", name): ("DRAFT", ("RL-1", "-o", "OUT")) for name in ("pnml", "bpmn", "mermaid", "svg")},
}

OFFICER = ("--role", "records_officer", "--procedure", "all", "--from", "2026-01-01", *BY["root"])
OFFICERS = (("people", "assign", "lawyer", *OFFICER), ("people", "assign", "chair", *OFFICER))
KNOWN = (*OFFICERS, ("people", "add", "kim", "--name", "Kim", "--email", "kim@city.example", *BY["root"]))
PROPOSED = (*KNOWN, ("erase", "kim", *WHY, *BY["lawyer"]))

BEFORE: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {
    ("fetch",): (("attach", "RL-1", "paper", "FILE", *BY["manager"]),),
    ("accept",): (("attach", "RL-1", "paper", "FILE", *BY["manager"]),),
    ("reject",): (("attach", "RL-1", "paper", "FILE", *BY["manager"]),),
    ("ledger", "rotate"): (("ledger", "checkpoint"),),
    ("ledger", "prove"): (("ledger", "checkpoint"),),
    ("feed", "show"): (("feed", "renew", *BY["manager"]),),
    ("feed", "revoke"): (("feed", "renew", *BY["manager"]),),
    ("deadline", "shorten"): (("notice", "publish", "RL-1", "N1", "--reference", "R-2", *BY["manager"]),),
    ("unpause",): (("pause", "RL-1", *WHY, *BY["owner"]),),
    ("resume",): (
        ("suspend", "RL-1", "--basis", "court_order", "--notified-at", "2026-03-02T09:00", *WHY, *BY["lawyer"]),
        ("attach", "RL-1", "end_of_case", "FILE", *BY["lawyer"]),
        ("accept", "RL-1", "end_of_case", *BY["owner"]),
    ),
    ("partner", "report"): (
        (
            *("partner", "check", "RL-1", "acme", "--outcome", "excluded", "--debarment-list", "--subcontractors"),
            *("--list-on", "2026-03-02", "--list-source", "The platform", "--heard", *WHY, *BY["lawyer"]),
        ),
        ("partner", "move", "RL-1", "acme", "exclude", "--heard", *WHY, *BY["lawyer"]),
    ),
    ("partner", "score"): (("declare", "RL-1", "--position", "none", *BY["assessor"]),),
    ("partner", "moderate"): tuple(
        command
        for person in ("assessor", "assessor_2")
        for command in (
            ("declare", "RL-1", "--position", "none", "--actor", person),
            ("partner", "score", "RL-1", "acme", "final", "worth", "3", *WHY, "--actor", person),
        )
    ),
    ("redact",): (*OFFICERS, ("declare", "RL-1", "--position", "mitigated", "--details", "An aunt.", *BY["owner"])),
    ("erase",): KNOWN,
    ("erasure", "show"): PROPOSED,
    ("erasure", "confirm"): PROPOSED,
    ("erasure", "withdraw"): PROPOSED,
    ("retention", "purge"): (
        *OFFICERS,
        ("lesson", "RL-1", "--stage", "plan", "--about", "artefact:paper", "--worked", "It.", *BY["owner"]),
    ),
    ("hold", "place"): OFFICERS,
    ("hold", "lift"): (*OFFICERS, ("hold", "place", "RL-1", *WHY, *BY["lawyer"])),
    ("lot", "cease"): (("open", "RL-3", *OPEN, "--lot", "a=A", "--lot", "b=B", *BY["manager"]),),
}
"""What has to be done first."""


def test_every_command_has_a_case() -> None:
    """A new command is tried here as well."""
    assert set(CASES) == set(ALL) - NOW_ELSEWHERE


def _planned(folder: Path) -> str:
    """A definition that says how long everything takes."""
    file = folder / "planned.yaml"
    file.write_bytes(canonical_form(planned(takes=5)))
    return str(file)


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in CASES])
def test_a_command_prints_one_document_with_a_schema(
    words: tuple[str, ...], folder_at: FolderAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It parses, names its schema, has no colour, and nothing stands beside it on standard output."""
    step, typed = CASES[words]
    line = folder_at("DRAFT" if step == "LOTS" else step)
    (tmp_path / "paper.txt").write_text("A need.", encoding="utf-8")
    files = {
        "FILE": str(tmp_path / "paper.txt"),
        "OUT": str(tmp_path / "out.txt"),
        "OUT.svg": str(tmp_path / "out.svg"),
        "PLANNED": _planned(tmp_path) if "PLANNED" in typed else "",
        "OFFICIAL": official(tmp_path) if "OFFICIAL" in typed else "",
    }
    monkeypatch.setenv("SEEDBED_HOME", str(line.home))
    for command in BEFORE.get(words, ()):
        line.ok(*(files.get(word, word) for word in command))
    ran = line.ok(*words, *(files.get(word, word) for word in typed), "--json")
    assert ran.data["schema"].startswith("seedbed/")
    assert "\x1b" not in ran.out
    assert ran.out == json.dumps(ran.data, indent=2, ensure_ascii=False) + "\n"
