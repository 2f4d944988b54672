"""Nothing of ours tries to reach the outside, Prefect's server and its workers included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.flows.servers import plant
from tests.network.watched import NO_IPV6, UNTIL_SEEN
from tests.packaging.project import ROOT

# With one of these set, Prefect takes the machine for a build server and keeps quiet of its own accord.
BUILD_SERVERS = ("CI", "GITHUB_ACTIONS", "GITLAB_CI", "JENKINS_URL", "BUILDKITE", "TF_BUILD", "CI_NAME", "TRAVIS")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

IN_THE_OPEN = "import socket; socket.create_connection(('192.0.2.1', 443), 1)"
IN_IPV6 = "import socket; socket.create_connection(('2001:db8:1::1', 443), 1)"
BY_NAME = "import socket; socket.getaddrinfo('telemetry.example.org', 443)"
BY_HTTP = "import httpx; httpx.get('https://telemetry.example.org/', timeout=2)"


def namespaces_allowed() -> bool:
    """Whether a process may have a network of its own here, and watch it."""
    try:
        probe = [sys.executable, "-c", "from tests.network.watched import PacketWatch; PacketWatch()"]
        made = subprocess.run(["unshare", "-rn", *probe], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        return False
    return made.returncode == 0


HOW = "namespace" if namespaces_allowed() else "proxy"


def watched(how: str, *program: str) -> dict[str, Any]:
    """What a program attempts."""
    apart = ["unshare", "-rn"] if how == "namespace" else []
    command = [*apart, sys.executable, "-m", "tests.network.watched", how, *program]
    hidden = {*BUILD_SERVERS, *PROXIES, *(name.lower() for name in PROXIES), "DO_NOT_TRACK"}
    # Whoever ran flows in this process before has silenced Prefect for its children too.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environ = {name: value for name, value in kept.items() if name not in hidden}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    seen["said"] = done.stderr
    return seen


def test_a_day_with_seedbed_attempts_nothing(tmp_path: Path, prefect_template: Path) -> None:
    """init, a move alone, a service with a move and what follows: not one packet leaves, not one name is asked for."""
    print(f"watched by: {HOW}")
    day = watched(HOW, sys.executable, "-m", "tests.network.a_day", str(tmp_path / "home"), str(prefect_template))
    assert day["code"] == 0, day["said"][-3000:]
    assert day["attempts"] == []


@pytest.mark.skipif(HOW != "namespace", reason="network namespaces are not allowed here")
@pytest.mark.parametrize(
    ("attempt", "sign"),
    [
        (IN_THE_OPEN, "tcp to 192.0.2.1 port 443"),
        (IN_IPV6, "tcp to 2001:db8:1::1 port 443"),
        (BY_NAME, "port 53"),
        (BY_HTTP, "port 53"),
    ],
)
def test_an_attempt_on_purpose_is_seen_in_a_namespace(attempt: str, sign: str) -> None:
    """The negative control: whatever a grandchild attempts is seen, so an empty list means something."""
    through_a_child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {attempt!r}])"
    seen = watched("namespace", sys.executable, "-c", through_a_child)
    if attempt == IN_IPV6 and NO_IPV6 in seen["said"]:
        pytest.skip(NO_IPV6)
    attempts = seen["attempts"]
    assert any(sign in one for one in attempts), attempts


def test_an_attempt_on_purpose_is_seen_by_the_proxy() -> None:
    """The same for the proxy that stands in where namespaces are not allowed."""
    through_a_child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BY_HTTP!r}])"
    attempts = watched("proxy", sys.executable, "-c", through_a_child)["attempts"]
    assert attempts == ["proxied CONNECT telemetry.example.org:443 HTTP/1.1"]


@pytest.mark.skipif(HOW != "namespace", reason="network namespaces are not allowed here")
def test_traffic_within_the_machine_is_no_attempt() -> None:
    """The watch is not so keen that it sees our own service as the outside."""
    inside = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    assert watched("namespace", sys.executable, "-c", inside)["attempts"] == []


@pytest.mark.skipif(HOW != "namespace", reason="network namespaces are not allowed here")
def test_prefect_left_to_itself_would_attempt_something(
    tmp_path: Path, prefect_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other negative control: the same server without our settings is caught, so they are what silences it."""
    plant(prefect_template, tmp_path)
    monkeypatch.setenv(UNTIL_SEEN, "yes")
    alone = (
        f"import os, threading; os.environ['PREFECT_HOME'] = {str(tmp_path / 'prefect')!r}; import uvicorn;"
        " from prefect.server.api.server import create_app;"
        " server = uvicorn.Server(uvicorn.Config(create_app(), port=0, log_level='error'));"
        " threading.Timer(90, lambda: setattr(server, 'should_exit', True)).start(); server.run()"
    )
    attempts = watched("namespace", sys.executable, "-c", alone)["attempts"]
    assert any("port 53" in one for one in attempts), attempts
