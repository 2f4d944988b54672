"""The documents do not lie: what they say to type works, what they show is printed, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from actions.roadlab.story import story
from cli.contents import GROUPS, Lazily
from tests.docs.offices import copy_of
from tests.docs.sessions import complaint, run, shell_environment, typed_in
from tests.packaging.project import ROOT
from tools.draw_pictures import drawn

DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
SESSIONS = [path for path in DOCUMENTS if "```console\n" in path.read_text(encoding="utf-8")]
_OFFICE = re.compile(r"<!-- The session below runs in (?P<what>an empty folder|the demo)\.")
_LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)\s]+)\)")


def named(path: Path) -> str:
    """A document as it is called in the repository."""
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SESSIONS, ids=named)
def test_the_sessions_of_a_document_run_as_they_stand(path: Path, tmp_path: Path, demo_home: Path) -> None:
    """Typed into a shell, from the first command to the last."""
    document = path.read_text(encoding="utf-8")
    found = _OFFICE.search(document)
    office = tmp_path / "office"
    more = {}
    if found is not None and found["what"] == "the demo":
        copy_of(demo_home, office)
        more = {"SEEDBED_HOME": str(office)}
    commands = list(typed_in(document))
    printed = run(commands, tmp_path, shell_environment(tmp_path, **more))
    assert len(printed) == len(commands), printed[-1].text if printed else "the shell ended at once"
    wrong = [said for one, answer in zip(commands, printed, strict=True) if (said := complaint(one, answer))]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    """Links inside the repository name a file that is there, and a heading that is in it."""
    for link in _LINK.finditer(path.read_text(encoding="utf-8")):
        target, _, heading = link["to"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (path.parent / target).resolve() if target else path
        assert place.exists(), f"{link['to']} in {named(path)}"
        if heading:
            assert heading in _headings(place), f"{link['to']} in {named(path)}"


def _headings(path: Path) -> set[str]:
    lines = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


@pytest.mark.parametrize(("path", "picture"), list(drawn()), ids=lambda value: getattr(value, "name", ""))
def test_the_pictures_are_what_the_product_draws(path: Path, picture: str) -> None:
    """`python -m tools.draw_pictures` would change nothing."""
    assert path.read_text(encoding="utf-8") == picture


def test_the_first_screen_of_the_readme_has_what_a_stranger_needs() -> None:
    """A sentence of purpose, the picture, ten lines that end at a gate, the command to try, four kinds of documents."""
    screen = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## ")[0]
    purpose = screen.split("\n\n")[1]
    assert purpose.count(".") == 1
    assert "docs/images/stages.svg" in screen
    session = list(typed_in(screen))
    assert 1 <= sum(one.command.count("\n") + 1 for one in session) <= 10
    assert session[-1].shown.startswith("Refused:")
    assert "make demo" in screen
    for kind in ("tutorial", "how-to", "reference", "explanation"):
        assert f"(docs/{kind}/" in screen or f"(docs/index.md#{kind}" in screen, kind


def test_every_document_is_reached_from_the_index() -> None:
    """What nobody links to, nobody reads; decision records are reached through their folder."""
    index = ROOT / "docs" / "index.md"
    linked = {
        (index.parent / link["to"].partition("#")[0]).resolve() for link in _LINK.finditer(index.read_text("utf-8"))
    }
    missing = [path for path in DOCUMENTS if path != index and path.resolve() not in linked]
    assert not [named(path) for path in missing if "decisions" not in path.parts and path.name != "README.md"]


def test_every_refusal_of_the_demo_stands_in_its_explanation() -> None:
    """As many rows as refusals, with their rules, in their order."""
    document = (ROOT / "docs" / "explanation" / "roadlab.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| .+ \| (UK-[A-Z]+-\d+) \|$", document, re.MULTILINE)
    assert rows == [act.must_fail.rule for act in story() if act.must_fail is not None]


def _shown_commands() -> list[tuple[str, str]]:
    """Every command of ours that a document shows without running it, continued lines joined; references are made."""
    found = []
    for path in DOCUMENTS:
        if path.parent.name == "reference":
            continue
        for block in re.findall(r"^```sh\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            lines = block.replace("\\\n", " ").splitlines()
            found += [(named(path), line.split(" #")[0].strip()) for line in lines if line.startswith("seedbed ")]
    return found


@pytest.mark.parametrize(("document", "command"), _shown_commands())
def test_every_command_that_a_document_shows_exists_with_its_options(document: str, command: str) -> None:
    """Parsed by the program itself, up to the point where it would begin to work."""
    name, *words = shlex.split(command)[1:]
    parsed = Lazily()[name]
    if name in GROUPS:
        parsed, words = parsed.commands[words[0]], words[1:]
    assert parsed.make_context(name, words).params
