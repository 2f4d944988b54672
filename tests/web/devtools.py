"""A headless Chromium, spoken to over its own protocol: enough to open a page, look at it and press what is on it."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import urlopen

from websockets.sync.client import ClientConnection, connect

from tests.web.running import until


class Browser:
    """One browser with one tab; whatever it complains of, and whatever it asks for, is kept."""

    def __init__(self, program: str, profile: Path) -> None:
        """Start it on a profile of its own, without a network beyond this machine."""
        self._port_file = profile / "DevToolsActivePort"
        arguments = (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank",
        )  # fmt: skip
        self._process = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wire: ClientConnection | None = None
        self._number = 0
        self.complaints: list[str] = []
        self.asked_for: list[str] = []

    def __enter__(self) -> Self:
        """Connect to its tab."""
        until(self._port_file.exists, "the browser to start")
        port = self._port_file.read_text().split()[0]
        with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            tab = next(target for target in json.load(answer) if target["type"] == "page")
        self._wire = connect(tab["webSocketDebuggerUrl"], max_size=50_000_000)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave."""
        if self._wire is not None:
            self._wire.close()
        self._process.terminate()
        self._process.wait(20)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One call of the protocol; what is told meanwhile is noted."""
        assert self._wire is not None
        self._number += 1
        self._wire.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            told = json.loads(self._wire.recv(timeout=30))
            if told.get("id") == self._number:
                assert "error" not in told, told
                result: dict[str, Any] = told["result"]
                return result
            self._note(told)

    def _note(self, told: dict[str, Any]) -> None:
        match told.get("method"):
            case "Log.entryAdded":
                self.complaints.append(f"{told['params']['entry']['level']}: {told['params']['entry']['text']}")
            case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled":
                self.complaints.append(json.dumps(told["params"])[:500])
            case "Network.requestWillBeSent":
                self.asked_for.append(told["params"]["request"]["url"])
            case _:  # what else is told is of no interest
                pass

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def show(self, url: str, *, width: int = 1280, height: int = 900) -> None:
        """Open a page at a width in pixels."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.call("Page.navigate", url=url)
        self.loaded()

    def loaded(self) -> None:
        """Wait until the page is there."""
        time.sleep(0.2)  # a page that is left is complete too
        until(lambda: self.ask("document.readyState") == "complete", "the page")

    def press_key(self, key: str, code: int) -> None:
        """Press a key and let it go."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **text)

    def shoot(self, file: Path) -> None:
        """Keep a picture of the whole page."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(shot["data"]))
