"""Make a virtual environment inside the clone and install exactly what requirements.lock says.

Runs on the standard library alone, with any Python that Seedbed supports. Interrupt it when you like: the stamp that
says "ready" is written last, so the next run goes on with what is there, and pip has a cache of what it downloaded.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
STAMP = "seedbed-ready"
# Settings that would send pip's packages somewhere else than into the environment.
MISLEADING = ("PIP_PREFIX", "PIP_TARGET", "PIP_USER", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")


def fingerprint() -> str:
    """Name everything the environment depends on: the Python, the lock, the project, its place, and this script."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    # The editable install maps each top-level package by name, so a new one needs a new install.
    digest.update(" ".join(sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))).encode())
    return digest.hexdigest()


def is_ready(environment: Path) -> bool:
    """Tell whether this environment was finished for exactly this lock, project and folder."""
    stamp = environment / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint()


def python_of(environment: Path) -> Path:
    """Return the environment's interpreter."""
    return environment / "bin" / "python"


def works(environment: Path) -> bool:
    """Tell whether the environment has an interpreter of the running version, and pip."""
    question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [python_of(environment), "-I", "-c", question], capture_output=True, text=True, check=False, timeout=60
        )
    except OSError:
        return False
    return answer.stdout.strip() == f"{sys.version_info[0]}.{sys.version_info[1]}"


def pip(environment: Path, *arguments: str, total: int = 0) -> None:
    """Run pip, telling how many of `total` packages it has reached, and stop with its own words when it fails."""
    python = str(python_of(environment))
    command = [python, "-I", "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    clean = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    reached, lines = 0, list[str]()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=clean,
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting ", "Processing ", "Requirement already satisfied: ")):
                reached += 1
                if total and reached % 20 == 0:
                    print(f"      {reached} of {total} looked up", flush=True)
            elif total and line.startswith("Installing collected packages"):
                print("      all downloaded; unpacking", flush=True)
            elif "Retrying" in line:  # a slow network should not look like a hang
                print(f"      {line.strip()}", flush=True)
    if process.returncode:
        # A mirror that lacks a package is pip's everyday noise; the reason comes after it.
        print("".join([line for line in lines if " is ignored: " not in line][-15:]), file=sys.stderr)
        print(
            "\nSet-up stopped: pip's reason stands above. Once that is mended (often it is the network), type the same "
            "command again.",
            file=sys.stderr,
        )
        raise SystemExit(1)


def set_up(environment: Path) -> None:
    """Bring the environment to what the lock says, in plain steps, and stamp it at the end."""
    started = time.monotonic()
    version = ".".join(map(str, sys.version_info[:3]))
    total = sum(1 for line in LOCK.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    print(f"Setting up {environment.name} in this folder (once; the next run skips this).", flush=True)
    (environment / STAMP).unlink(missing_ok=True)
    if works(environment):
        print(f"[1/3] The virtual environment with Python {version} is there.", flush=True)
    else:
        print(f"[1/3] Making a virtual environment with Python {version}.", flush=True)
        if environment.exists():
            shutil.rmtree(environment)
        subprocess.run([sys.executable, "-I", "-m", "venv", environment], check=True)
    print(
        f"[2/3] Installing {total} pinned packages, each checked by its hash (250 MB to fetch; some minutes).",
        flush=True,
    )
    pip(environment, "--require-hashes", "--requirement", str(LOCK), total=total)
    print("[3/3] Installing Seedbed itself.", flush=True)
    pip(environment, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    (environment / STAMP).write_text(fingerprint(), encoding="utf-8")
    print(f"Ready after {time.monotonic() - started:.0f} s.\n", flush=True)


def main() -> int:
    """Set up, or with --ready only tell by the exit code whether nothing is left to do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", default=".venv", help="folder of the virtual environment, inside the clone")
    parser.add_argument("--ready", action="store_true", help="change nothing; exit 0 when the environment is ready")
    options = parser.parse_args()
    environment = ROOT / options.environment
    if is_ready(environment) and python_of(environment).exists():
        return 0
    if options.ready:
        return 1
    try:
        set_up(environment)
    except KeyboardInterrupt:
        print("\nInterrupted. Type the same command again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
