"""Run the quick tests on every other supported Python that this machine has, and say plainly which were not run."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def find(version: str) -> str | None:
    """Return the path of a Python of this version that can make environments, or None."""
    script = ["/bin/sh", str(ROOT / "tools" / "find_python.sh"), version]
    # PYTHON names the interpreter of .venv; here we look for the others.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"}
    answer = subprocess.run(script, capture_output=True, text=True, check=False, env=environment)
    return answer.stdout.strip() if answer.returncode == 0 else None


def run(version: str, interpreter: str) -> tuple[bool, str]:
    """Set up an environment of its own for this Python, run the quick tests, and return pytest's closing line."""
    environment = f".venv-{version}"
    script = [interpreter, "-I", str(ROOT / "tools" / "set_up.py"), "--environment", environment]
    if subprocess.run(script, check=False).returncode:
        return False, "set-up failed"
    python = str(ROOT / environment / "bin" / "python")
    tests = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    last = "pytest said nothing"
    with subprocess.Popen(tests, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            last = line.strip() or last
    return process.returncode == 0, last


def main(versions: list[str]) -> int:
    """Try each version in turn; the exit code is 1 when tests failed on any Python that was found."""
    current = f"{sys.version_info[0]}.{sys.version_info[1]}"
    results, failed = [], False
    for version in versions:
        if version == current:
            results.append(f"Python {version}: the one in .venv; `make test` runs on it")
        elif (interpreter := find(version)) is None:
            results.append(f"Python {version}: NOT RUN, no such Python found on this machine")
        else:
            print(f"\n== Python {version}: {interpreter}", flush=True)
            passed, line = run(version, interpreter)
            failed = failed or not passed
            results.append(f"Python {version}: {'passed' if passed else 'FAILED'}: {line}")
    print("\n" + "\n".join(results))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
