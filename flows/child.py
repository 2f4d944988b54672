"""Starts, watches and stops our child processes; ``python -m flows.child MODULE [ARGUMENT ...]`` runs in each."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from flows import lifeline


class Child:
    """A running child process with a log file of its own; it ends when its parent does."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str] = (),
        *,
        environ: Mapping[str, str],
        log: Path,
        folder: Path,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """Start ``module``'s ``main(arguments)`` in a session of its own, so that Ctrl-C reaches the parent alone."""
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        # What the last one said is kept for whoever asks why it ended.
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own module under our own interpreter
                [sys.executable, "-m", "flows.child", module, *arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environ),
                cwd=folder,
                pass_fds=tuple(pass_fds),
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether it is still there."""
        return self.process.poll() is None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        try:
            text = self.log.read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def stop(self, *, within_seconds: float = 10.0) -> int:
        """Ask it to stop, then make it; returns its exit code."""
        if self.running:
            self.process.terminate()
        try:
            code = self.process.wait(within_seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        return code


def _run(arguments: list[str]) -> int:
    lifeline.hold()
    module, *rest = arguments
    code: int = importlib.import_module(module).main(rest)
    return code


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:]))
