"""requirements.lock is what every machine installs: exact, hashed, and free of host names."""

import re
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.project import PYPROJECT, ROOT

LINES = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
PIN = re.compile(r"([a-z0-9-]+)==([0-9][0-9a-z.+]*)(?: ; ([a-zA-Z_0-9' !=<>.()]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
REASON = re.compile(r"    # (?:via(?: .+)?|  [a-z0-9-]+(?: \(pyproject\.toml(?::dev)?\))?)")
VIA = re.compile(r"    # via [a-z0-9-]+(?: \(pyproject\.toml(?::dev)?\))?|    # via")
PINS = {match[1]: Requirement(line.removesuffix(" \\")) for line in LINES if (match := PIN.fullmatch(line))}


def test_every_line_is_a_pin_a_hash_or_a_reason() -> None:
    """Nothing else may stand there: no address, no host name, no option, no path."""
    odd = [line for line in LINES if not (PIN.fullmatch(line) or HASH.fullmatch(line) or REASON.fullmatch(line))]
    assert odd == []
    assert [line for line in LINES if line.startswith("    # via") and not VIA.fullmatch(line)] == []


def test_every_pin_has_a_hash() -> None:
    """Installing refuses a pin without one, and we refuse it earlier."""
    assert len(PINS) > 100
    bare = [line for line, after in pairwise(LINES) if PIN.fullmatch(line) and not HASH.fullmatch(after)]
    assert bare == []


@pytest.mark.parametrize("text", [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"]])
def test_the_lock_answers_what_the_project_asks(text: str) -> None:
    """A dependency that was added or raised in pyproject.toml without `make lock` is found here."""
    asked = Requirement(text)
    pinned = PINS[canonicalize_name(asked.name)]
    (specifier,) = pinned.specifier
    assert asked.specifier.contains(specifier.version), f"{pinned} does not satisfy {asked}; run `make lock`"


def test_this_environment_is_the_one_the_lock_describes() -> None:
    """A test that passes with other versions than a fresh machine gets proves nothing about it."""
    different = []
    for name, pin in PINS.items():
        if pin.marker is not None and not pin.marker.evaluate():
            continue
        try:
            installed = version(name)
        except PackageNotFoundError:
            installed = "nothing"
        if not pin.specifier.contains(installed if installed != "nothing" else "0"):
            different.append(f"{name}: installed {installed}, locked {pin.specifier}")
    assert different == [], "run `make setup`"
