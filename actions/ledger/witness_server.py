"""Serves one witness over HTTP: ``POST /add-checkpoint`` as C2SP tlog-witness has it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from actions.ledger.witness import AskedFrom, SawAnother, Witness
from engine.errors import InvalidInput, SeedbedError
from engine.ledger.checkpoints import parse_checkpoint
from engine.ledger.notes import MAX_NOTE_BYTES
from engine.ledger.proofs import WitnessRequest, parse_witness_request

SECONDS: Final = 20
PLAIN: Final = "text/plain; charset=utf-8"


class WitnessServer(ThreadingHTTPServer):
    """A witness on an address; it answers whoever asks, for a request proves itself by the log's signature."""

    daemon_threads = True

    def __init__(
        self, witness: Witness, host: str, port: int, *, now: Callable[[], datetime], say: Callable[[str], None]
    ) -> None:
        """Listen; nothing is answered before ``serve_forever``."""
        self.witness = witness
        self.now = now
        self.say = say
        super().__init__((host, port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    timeout = SECONDS
    server_version = "seedbed-witness"
    sys_version = ""

    def do_POST(self) -> None:
        """Sign, or say why not."""
        if self.path.rstrip("/") != "/add-checkpoint":
            self._answer(HTTPStatus.NOT_FOUND, "Only /add-checkpoint is served here.\n")
            return
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit() and int(length) <= MAX_NOTE_BYTES):
            self.close_connection = True
            self._answer(HTTPStatus.BAD_REQUEST, "How long the request is was not said, or it is too long.\n")
            return
        self._answer(*self._asked(self.rfile.read(int(length))))

    def _asked(self, body: bytes) -> tuple[int, str, str]:
        try:
            request = parse_witness_request(body)
        except InvalidInput as error:
            return HTTPStatus.BAD_REQUEST, f"{error}\n", PLAIN
        try:
            return HTTPStatus.OK, self.server.witness.cosign(request, self.server.now()), PLAIN
        except SeedbedError as error:
            return self._refused(request, error)
        except OSError as error:
            self.server.say(f"What was seen could not be kept, so nothing was signed: {error}")
            return HTTPStatus.INTERNAL_SERVER_ERROR, "The witness cannot keep what it has seen.\n", PLAIN

    def _refused(self, request: WitnessRequest, error: SeedbedError) -> tuple[int, str, str]:
        if isinstance(error, AskedFrom):
            return HTTPStatus.CONFLICT, f"{error.seen}\n", "text/x.tlog.size"
        status = getattr(error, "status", HTTPStatus.BAD_REQUEST)
        if isinstance(error, SawAnother):
            self.server.say(f"REFUSED: {error}")
            if request.old == parse_checkpoint(request.note.text).size:  # another root of the same size
                status = HTTPStatus.CONFLICT
        return status, f"{error}\n", PLAIN

    def _answer(self, status: int, text: str, kind: str = PLAIN) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing of ordinary requests."""
