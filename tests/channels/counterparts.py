"""Real counterparts on loopback: mail servers, and a web server that answers as it is told and keeps what it got."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "seedbed", "canary-of-the-mail-server"


@dataclass(frozen=True, kw_only=True)
class Authority:
    """A certificate authority of one test's own: what servers show, and the file that clients trust."""

    server: ssl.SSLContext
    file: Path


def authority(folder: Path) -> Authority:
    """Make one, with a certificate for this machine."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return Authority(server=context, file=folder / "ca.pem")


@dataclass
class Mailbox:
    """What a mail server was given, and what it is to say to some of its senders."""

    envelopes: list[Envelope] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    says: dict[str, str] = field(default_factory=dict)
    says_to_data: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - the server's own name for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse one as told."""
        if address in self.says:
            return self.says[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep a message, or refuse it as told."""
        self.connections.add(session.peer)
        if self.says_to_data:
            return self.says_to_data.pop(0)
        self.envelopes.append(envelope)
        return f"250 2.0.0 OK queued as {len(self.envelopes):04d}"


@contextmanager
def mail_server(mailbox: Mailbox, *, port: int = 0, tls: ssl.SSLContext | None = None, **more: Any) -> Iterator[int]:
    """Run a mail server on this machine; yields its port. With ``tls`` it offers STARTTLS, or insists on it."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        good = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=good, handled=False)

    if tls is not None and "ssl_context" not in more:
        more = {"tls_context": tls, "require_starttls": True, "authenticator": authenticate, **more}
    controller = Controller(mailbox, hostname="127.0.0.1", port=port or _free_port(), **more)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request that a web server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Answer:
    """What a web server is to say."""

    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    dawdle: Callable[[Any], None] | None = None


class WebServer:
    """A web server on this machine that keeps what it got and answers by a function."""

    def __init__(self, answer: Callable[[Asked], Answer], tls: ssl.SSLContext | None = None) -> None:
        """Start it."""
        self.asked: list[Asked] = []
        self._answer = answer
        keeper = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                keeper.handle(self)

            def do_POST(self) -> None:
                keeper.handle(self)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """Keep a request and answer it."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(method=handler.command, path=handler.path, headers=headers, body=body)
        self.asked.append(asked)
        answer = self._answer(asked)
        if answer.dawdle is not None:
            answer.dawdle(handler)
            return
        content = b"" if answer.data is None else json.dumps(answer.data).encode()
        handler.send_response(answer.status)
        for name, value in {"Content-Length": str(len(content)), "Content-Type": "application/json"}.items():
            handler.send_header(name, value)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    def stop(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def web_server(answer: Callable[[Asked], Answer], tls: ssl.SSLContext | None = None) -> Iterator[WebServer]:
    """Run a web server for a while."""
    server = WebServer(answer, tls)
    try:
        yield server
    finally:
        server.stop()
