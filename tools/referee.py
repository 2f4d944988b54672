"""Bring our files before referees of others: tools under licences that ours must not be mixed with.

Each referee is a file of requirements, a judge that runs in the referees' own environment and imports nothing of ours,
and a test that makes the files and reads the judgement: ``tests/referee/{requirements,judges,test_*}``. Only this runs
them. What is given on the command line goes to pytest, for example ``-k ocds``.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv-referee"
REQUIREMENTS = ROOT / "tests" / "referee" / "requirements"
STAMP = ENVIRONMENT / "referees-ready"


def wanted() -> list[Path]:
    """Return the requirements of every referee."""
    return sorted(REQUIREMENTS.glob("*.txt"))


def fingerprint() -> str:
    """Name what the environment depends on: the Python and the requirements."""
    digest = hashlib.sha256(str(sys.version_info[:2]).encode())
    for path in wanted():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def set_up() -> None:
    """Make the environment once, and again when a referee is added or another version of one is wanted."""
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return
    print(f"Installing the referees in {ENVIRONMENT.name} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
    files = [word for path in wanted() for word in ("--requirement", str(path))]
    python = str(ENVIRONMENT / "bin" / "python")
    flags = ["--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-I", "-m", "pip", "install", *flags, *files], check=True)
    STAMP.write_text(fingerprint(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Install what is missing and let every referee judge."""
    set_up()
    tests = [sys.executable, "-m", "pytest", "-m", "referee", "tests/referee", *arguments]
    return subprocess.run(tests, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
