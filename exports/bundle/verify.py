#!/usr/bin/env python3
"""Checks an evidence bundle of Seedbed with nothing but Python 3.8 or newer: no package, no network, no trust.

    python verify.py BUNDLE --key FILE_OR_KEY [--witness-key FILE_OR_KEY ... --witnesses K] [--checkpoint NOTE] [--json]

BUNDLE is the ZIP file, or the folder that it was unpacked into. The keys come from you: from the authority's web site,
from a letter, from a colleague. A key that only the bundle names proves nothing, because whoever forges a bundle puts a
key of their own into it. The same holds for the copy of this file inside a bundle: use one that came to you otherwise.

The answer is the exit code: 0 all holds, 1 something was tampered with, 2 something needed is missing or no key that
you gave has signed. SPEC.md in the bundle says what every file holds; the sections below follow it.

What this program cannot see: whether what people recorded was true; who was assigned which role (only the role that
each event names); whether a second history was signed with the same keys and shown to somebody else. Against the last
one bring a checkpoint from another source (--checkpoint) and ask for witnesses (--witnesses).

How to read this file, from the top downwards:

    1  the command line, and what is printed        6  the ledger: checkpoints, proofs, heads, seal
    2  the order of the checks                      7  the events: bytes, chain, sealed values
    3  the container: ZIP or folder                 8  the replay: who did what, and might they
    4  the bag: manifests                           9  the requirements of gates
    5  strict JSON, hashes, signatures             10  money, papers and clocks: small helpers; days and hours

It shares no code with Seedbed, on purpose: it is the second opinion.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import copy
import gc
import hashlib
import json
import multiprocessing
import os
import re
import stat
import struct
import sys
import time
import zlib
from array import array
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from functools import lru_cache
from types import SimpleNamespace
from typing import IO, Any, Callable, Dict, Iterable, Iterator, List, Sequence, Tuple

VERSION = "1.0"
GOOD, TAMPERED, INCOMPLETE = 0, 1, 2

MAX_EVENT = 65_536  # bytes of one event
MAX_DEPTH = 16  # containers inside one another
MAX_INTEGER = 2**53 - 1
MAX_LINE = 2_000_000  # bytes of one line of any other file
MAX_DOCUMENT = 16_000_000  # bytes of a file that is read as a whole
MAX_FILES = 1_000_000
MAX_FINDINGS = 100  # more are counted, not listed
PIECE = 1 << 20
WORTH_A_PROCESS = 8_000_000  # bytes of events from which a second process pays

Data = Dict[str, Any]


class Fault(Exception):
    """Something is wrong; ``code`` is one word for machines, the message a sentence for people."""

    def __init__(self, code: str, says: str, n: int | None = None) -> None:
        super().__init__(says)
        self.code, self.says, self.n = code, says, n


class Withheld(Exception):
    """A value that a rule needs is withheld."""


BAD_DATA = (KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
"""What reading a value of the wrong kind raises; it becomes a fault that names the place."""


class Report:
    """What was found: faults (tampered), gaps (incomplete), notes (worth knowing), counts (what was looked at)."""

    def __init__(self) -> None:
        self.faults: list[Data] = []
        self.gaps: list[Data] = []
        self.notes: list[str] = []
        self.counts: Data = {}
        self.about: Data = {}
        self.unlisted = 0

    def fault(self, code: str, says: str, n: int | None = None) -> None:
        """Something contradicts the bundle."""
        self._add(self.faults, code, says, n)

    def gap(self, code: str, says: str, n: int | None = None) -> None:
        """Something that is needed is not there."""
        self._add(self.gaps, code, says, n)

    def _add(self, to: list[Data], code: str, says: str, n: int | None) -> None:
        if len(to) >= MAX_FINDINGS:
            self.unlisted += 1
            return
        finding = {"code": code, "event": n, "says": clean(says)}
        if finding not in to:
            to.append(finding)

    def note(self, says: str) -> None:
        """Something that changes nothing but should be known."""
        if len(self.notes) < MAX_FINDINGS:
            self.notes.append(clean(says))

    def count(self, what: str, more: int = 1) -> None:
        """So many more of them were looked at."""
        self.counts[what] = self.counts.get(what, 0) + more

    def take_over(self, other: Report) -> None:
        """Add what another process found."""
        self.faults += other.faults
        self.gaps += other.gaps
        self.notes += other.notes
        self.unlisted += other.unlisted
        for what, more in other.counts.items():
            self.count(what, more)

    @property
    def exit(self) -> int:
        """0 good, 1 tampered, 2 incomplete."""
        return TAMPERED if self.faults else INCOMPLETE if self.gaps else GOOD


def clean(text: str) -> str:
    """Text for a terminal: what came from a bundle may hold anything, control characters included."""
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:600])
    return shown + ("..." if len(text) > 600 else "")


# ======================================================================================================================
# 1  The command line, and what is printed
# ======================================================================================================================


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, print the account, and return the exit code."""
    asked = _arguments().parse_args(arguments)
    report = Report()
    began = time.time()
    try:
        keys = [key for given in asked.key for key in read_keys(given, 0x01)]
        witnesses = [key for given in asked.witness_key for key in read_keys(given, 0x04)]
        outside = [read_outside(given) for given in asked.checkpoint]
    except (Fault, OSError) as error:
        print(f"verify.py: {error}", file=sys.stderr)
        return INCOMPLETE
    show = Progress(sys.stderr.isatty() and not asked.json)
    verify(
        asked.bundle, keys=keys, witness_keys=witnesses, witnesses=asked.witnesses, outside=outside,
        report=report, show=show, processes=asked.processes,
    )  # fmt: skip
    show.end()
    seconds = round(time.time() - began, 2)
    try:
        print(as_json(report, seconds) if asked.json else as_text(report, seconds), flush=True)
    except BrokenPipeError:  # whoever read it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return report.exit


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="verify.py", description="Check an evidence bundle of Seedbed. Exit: 0 good, 1 tampered, 2 incomplete."
    )
    parser.add_argument("bundle", help="the ZIP file, or the folder that it was unpacked into")
    parser.add_argument("--key", action="append", default=[], help="the ledger's key: a file, or name+id+base64")
    parser.add_argument("--witness-key", action="append", default=[], help="a witness's key: a file, or its line")
    parser.add_argument("--witnesses", type=int, default=0, metavar="K", help="so many witnesses must have cosigned")
    parser.add_argument(
        "--checkpoint", action="append", default=[], metavar="NOTE",
        help="a checkpoint from elsewhere: a file, or SIZE/ROOT as at the foot of a notice",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--processes", type=int, default=2, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version="verify.py " + VERSION)
    return parser


class Progress:
    """One line on a terminal that says how far the check has come."""

    def __init__(self, on: bool) -> None:
        self.on, self.last = on, 0.0

    def __call__(self, what: str, done: int = 0, of: int = 0) -> None:
        """Say what is being done, at most ten times a second."""
        now = time.time()
        if not self.on or (now - self.last < 0.1 and done):
            return
        self.last = now
        part = f" {100 * done // of:>3} %" if of else ""
        sys.stderr.write(f"\r\x1b[K{what}{part}")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self.on:
            sys.stderr.write("\r\x1b[K")


WORDS = {GOOD: "GOOD", TAMPERED: "TAMPERED", INCOMPLETE: "INCOMPLETE"}


def as_json(report: Report, seconds: float) -> str:
    """The report for machines."""
    value = {
        "schema": "seedbed/bundle-verification/1",
        "verifier": VERSION,
        "result": WORDS[report.exit].lower(),
        "exit": report.exit,
        "bundle": {name.replace(" ", "_"): value for name, value in report.about.items()},
        "counts": {name.replace(" ", "_"): value for name, value in report.counts.items()},
        "faults": report.faults,
        "missing": report.gaps,
        "notes": report.notes,
        "unlisted": report.unlisted,
        "seconds": seconds,
    }
    return json.dumps(value, ensure_ascii=True, indent=1, sort_keys=True)


def as_text(report: Report, seconds: float) -> str:
    """The report for people: the first fault first."""
    lines = [f"{WORDS[report.exit]}: {_sentence(report)}", ""]
    for title, findings in (("Faults", report.faults), ("Missing", report.gaps)):
        if findings:
            lines.append(title)
            lines += [
                "  {}{}".format("" if f["event"] is None else f"event {f['event']}: ", f["says"]) for f in findings
            ]
            lines.append("")
    if report.unlisted:
        lines += [f"{report.unlisted} more are not listed.", ""]
    for name, value in report.about.items():
        lines.append(f"{name.replace('_', ' '):<22} {clean(str(value))}")
    lines += [f"{what:<22} {f'{number:,}'}" for what, number in report.counts.items()]
    lines += [f"{'seconds':<22} {seconds}", ""]
    lines += ["Note: " + note for note in report.notes]
    return "\n".join(lines).rstrip()


def _sentence(report: Report) -> str:
    findings = report.faults or report.gaps
    if not findings:
        return "everything in this bundle agrees with itself and with the keys that you gave."
    first = findings[0]
    where = "" if first["event"] is None else f"event {first['event']}: "
    return where + str(first["says"])


# ======================================================================================================================
# 2  The order of the checks
# ======================================================================================================================


def verify(
    path: str,
    *,
    keys: Sequence[Key] = (),
    witness_keys: Sequence[Key] = (),
    witnesses: int = 0,
    outside: Sequence[Checkpoint] = (),
    report: Report | None = None,
    show: Callable[..., None] | None = None,
    processes: int = 1,
) -> Report:
    """Check a bundle from the outside inwards; what cannot be read stops only the checks that need it."""
    report = Report() if report is None else report
    show = show or Progress(False)
    gc.disable()  # millions of small values come and go, and none of them in a circle
    bag: Bag | None = None
    try:
        show("opening")
        bag = open_bag(path)
        show("reading manifests")
        check_bag(bag, report, show)
        _check_content(bag, keys, witness_keys, witnesses, outside, report, show, processes)
    except Fault as fault:
        report.fault(fault.code, fault.says, fault.n)
    except (OSError, MemoryError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        report.gap("unreadable", f"the bundle cannot be read: {why}")
    except BAD_DATA as error:
        report.fault("malformed", f"the bundle cannot be understood: {type(error).__name__}: {error}")
    finally:
        if bag is not None:
            bag.close()
        gc.enable()
    return report


def _check_content(
    bag: Bag,
    keys: Sequence[Key],
    witness_keys: Sequence[Key],
    witnesses: int,
    outside: Sequence[Checkpoint],
    report: Report,
    show: Callable[..., None],
    processes: int,
) -> None:
    """Sections 5 to 10: the ledger first, because everything else hangs from its newest checkpoint."""
    show("checking signatures")
    keys = attempt(report, check_rotations, bag, keys, report) or keys
    checkpoints = check_checkpoints(bag, keys, witness_keys, witnesses, report)
    newest = checkpoints[-1]
    attempt(report, check_consistency, bag, checkpoints, report)
    attempt(report, check_outside, checkpoints, outside, keys, report)
    attempt(report, check_seal, bag, keys, newest, report)
    known = attempt(report, read_definition, bag)
    size = sum(bag.size(name) for name in event_files(bag))
    if processes > 1 and size > WORTH_A_PROCESS:
        _in_two_processes(bag, newest, known, report, show)
        return
    attempt(report, check_hashes, bag, newest, report, show)
    attempt(report, check_meaning, bag, known, report, show)


def attempt(report: Report, check: Callable[..., Any], *arguments: Any) -> Any:
    """Carry out one check; what it raises is a fault, and the next check follows."""
    try:
        return check(*arguments)
    except Fault as fault:
        report.fault(fault.code, fault.says, fault.n)
    except Withheld as value:
        report.gap("cannot", f"{value} is needed, and is not here")
    except BAD_DATA as error:
        what = check.__name__.replace("check_", "").replace("read_", "").replace("_", " ")
        report.fault("malformed", f"the {what} cannot be understood: {type(error).__name__}: {error}")
    return None


def _in_two_processes(
    bag: Bag, newest: Checkpoint, known: Known | None, report: Report, show: Callable[..., None]
) -> None:
    """The other process checks hashes, proofs and five sixths of the bytes, while this one replays."""
    try:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        other = multiprocessing.Process(target=_other_process, args=(bag.path, newest, theirs), daemon=True)
        other.start()
    except (OSError, ImportError, RuntimeError):  # no second process on this machine: one after the other
        attempt(report, check_hashes, bag, newest, report, show)
        attempt(report, check_meaning, bag, known, report, show)
        return
    theirs.close()
    mine = Report()
    attempt(mine, check_meaning, bag, known, mine, show, lambda file: file % 6 == 0)
    show("checking hashes and proofs")
    try:
        report.take_over(ours.recv())
    except (EOFError, OSError):
        report.gap("process", "the process that checked the hashes of the events ended without an answer")
    other.join()
    report.take_over(mine)


def _other_process(path: str, newest: Checkpoint, answer: Any) -> None:
    """What the second process does; its report goes back through the pipe."""
    report = Report()
    gc.disable()
    bag = open_bag(path)
    try:
        attempt(report, check_hashes, bag, newest, report, Progress(False))
        attempt(report, check_forms, bag, lambda file: file % 6 != 0)
    finally:
        bag.close()
        answer.send(report)
        answer.close()


# ======================================================================================================================
# 3  The container: ZIP or folder
# ======================================================================================================================


class Bag:
    """The files of a bundle by their names inside it, wherever they lie."""

    path: str
    base: str | None  # the one folder in the ZIP; None for a bundle that was unpacked

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, int]] = {}  # name -> size, and where it begins in the ZIP
        self.hashes: dict[str, str] = {}  # payload name -> SHA-256, from the manifest
        self.checksums: dict[str, int] = {}  # name -> CRC-32 that the ZIP says

    def names(self, prefix: str = "") -> list[str]:
        """The names that begin so, sorted."""
        return sorted(name for name in self.files if name.startswith(prefix))

    def size(self, name: str) -> int:
        """How many bytes a file has."""
        return self.files[name][0]

    def open(self, name: str) -> IO[bytes]:
        """The file, standing at its first byte; at most ``size`` bytes are its own."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what is open."""

    def pieces(self, name: str) -> Iterator[bytes]:
        """A file, piece by piece."""
        if name not in self.files:
            raise Fault("missing-file", f"{name} is not in the bundle")
        left = self.size(name)
        with self.open(name) as file:
            while left:
                piece = file.read(min(PIECE, left))
                if not piece:
                    raise Fault("truncated", f"{name} ends {left} bytes too early")
                left -= len(piece)
                yield piece

    def whole(self, name: str, most: int = MAX_DOCUMENT) -> bytes:
        """A file in one piece."""
        if name in self.files and self.size(name) > most:
            raise Fault("too-big", f"{name} has {self.size(name)} bytes; at most {most} are read")
        return b"".join(self.pieces(name))

    def lines(self, name: str, most: int = MAX_LINE) -> Iterator[bytes]:
        r"""The lines of a file without their \n, which every one of them has."""
        rest = b""
        for piece in self.pieces(name):
            found = (rest + piece).split(b"\n")
            rest = found.pop()
            for line in found:
                if len(line) > most:
                    raise Fault("too-big", f"{name} has a line of {len(line)} bytes; at most {most} are read")
                yield line
            if len(rest) > most:
                raise Fault("too-big", f"{name} has a line of more than {most} bytes")
        if rest:
            raise Fault("truncated", f"the last line of {name} does not end")


def open_bag(path: str) -> Bag:
    """Open a bundle; Fault when it is none, OSError when it cannot be read."""
    if stat.S_ISDIR(os.stat(path).st_mode):
        return Folder(path)
    return Zip(path)


class Folder(Bag):
    """A bundle that was unpacked."""

    base = None

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        inside = sorted(os.listdir(path))
        if "bagit.txt" not in inside and len(inside) == 1:
            path = os.path.join(path, inside[0])
        self.root = path
        self._walk(path, "")

    def _walk(self, folder: str, prefix: str) -> None:
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            name = prefix + entry.name
            if entry.is_symlink():
                raise Fault("link", f"{name} is a link; a bundle holds files only")
            if entry.is_dir():
                if prefix.count("/") > 8:
                    raise Fault("file-name", f"{name} lies too deep")
                self._walk(entry.path, name + "/")
                continue
            found = entry.stat()
            if not stat.S_ISREG(found.st_mode):
                raise Fault("link", f"{name} is no plain file")
            self.files[name] = (found.st_size, 0)
            if len(self.files) > MAX_FILES:
                raise Fault("too-many", f"the bundle has more than {MAX_FILES} files")

    def open(self, name: str) -> IO[bytes]:
        """Open a file of the folder."""
        return open(os.path.join(self.root, *name.split("/")), "rb")


LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_64, LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
DAY_ONE = 0x0021  # 1 January 1980
PLAIN_FILE = 0x81A40000  # a plain file that its owner may write and everybody may read
FULL_32, FULL_16 = 0xFFFFFFFF, 0xFFFF


class Zip(Bag):
    """A ZIP file; every byte of it that is not content follows from names, sizes and checksums, and is compared."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.file = open(path, "rb")
        try:
            self._read()
        except BaseException:
            self.file.close()
            raise

    def close(self) -> None:
        """Close the ZIP."""
        self.file.close()

    def open(self, name: str) -> IO[bytes]:
        """Open the ZIP anew, at the first byte of a file."""
        file = open(self.path, "rb")
        file.seek(self.files[name][1])
        return file

    def _at(self, offset: int, length: int) -> bytes:
        self.file.seek(offset)
        found = self.file.read(length)
        if len(found) != length:
            raise Fault("zip", "the ZIP ends in the middle of its directory")
        return found

    def _read(self) -> None:
        total = os.fstat(self.file.fileno()).st_size
        if total < 22 or self._at(0, 4) != LOCAL:
            raise Fault("zip", "this is no bundle: a bundle is a ZIP file, or a folder that one was unpacked into")
        end = self._at(total - 22, 22)
        if end[:4] != END:
            raise Fault("zip", "the ZIP does not end with its end record: it was cut, or something was added")
        count, size, offset = struct.unpack("<4x2x2x2xHII2x", end)
        tail = 22
        if count == FULL_16 or FULL_32 in (size, offset):
            count, size, offset = struct.unpack("<24x8xQQQ", self._at(total - 22 - 20 - 56, 56))
            tail += 20 + 56
        if count > MAX_FILES or size > 200 * MAX_FILES or offset + size + tail != total:
            raise Fault("zip", "the ZIP's end record does not fit the file: it was cut, or something was added")
        if self._at(offset + size, tail) != _end_records(count, size, offset):
            raise Fault("zip-not-canonical", "the end record of the ZIP is not as SPEC.md section 1 has it")
        self._read_directory(self._at(offset, size), count, offset)

    def _read_directory(self, directory: bytes, count: int, limit: int) -> None:
        """Compare each header, in the directory and before the content, with the only one that there can be."""
        place, content, last = 0, 0, ""
        for _ in range(count):
            header = directory[place : place + 46]
            if len(header) < 46 or header[:4] != CENTRAL:
                raise Fault("zip", f"the ZIP's directory is damaged after {last or 'its beginning'}")
            checksum, size, length = struct.unpack("<16xI4xIH16x", header)
            raw = directory[place + 46 : place + 46 + length]
            try:
                name = raw.decode("ascii")
            except UnicodeDecodeError:
                raise Fault("file-name", f"a name in the ZIP is not ASCII: {raw[:80]!r}") from None
            expected = _central(raw, checksum, size, content)
            if directory[place : place + len(expected)] != expected or size == FULL_32:
                raise Fault("zip-not-canonical", f"the directory's header of {name[:200]} is not as SPEC.md has it")
            if name <= last:
                raise Fault("zip-not-canonical", f"{name[:200]} stands twice or out of order in the ZIP")
            before = _local(raw, checksum, size)
            if content + len(before) + size > limit or self._at(content, len(before)) != before:
                raise Fault("zip-not-canonical", f"the local header of {name[:200]} is not as SPEC.md has it")
            self._take(name, size, content + len(before), checksum)
            place, content, last = place + len(expected), content + len(before) + size, name
        if place != len(directory) or content != limit:
            raise Fault("zip-not-canonical", "the ZIP holds bytes that belong to no file")

    def _take(self, name: str, size: int, offset: int, checksum: int) -> None:
        base, slash, path = name.partition("/")
        if not slash or (self.files and base != self.base):
            raise Fault("file-name", f"{name[:200]} does not lie in the one folder of the bundle")
        self.base = base
        self.files[path] = (size, offset)
        self.checksums[path] = checksum


def _local(name: bytes, checksum: int, size: int) -> bytes:
    return LOCAL + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, DAY_ONE, checksum, size, size, len(name), 0) + name


def _central(name: bytes, checksum: int, size: int, offset: int) -> bytes:
    far = offset >= FULL_32
    made, version = (0x032D, 45) if far else (0x0314, 20)
    extra = struct.pack("<HHQ", 1, 8, offset) if far else b""
    fixed = struct.pack(
        "<HHHHHHIIIHHHHHII", made, version, 0, 0, 0, DAY_ONE, checksum, size, size, len(name), len(extra), 0, 0, 0,
        PLAIN_FILE, FULL_32 if far else offset,
    )  # fmt: skip
    return CENTRAL + fixed + name + extra


def _end_records(count: int, size: int, offset: int) -> bytes:
    far = b""
    if count >= FULL_16 or size >= FULL_32 or offset >= FULL_32:
        far = END_64 + struct.pack("<QHHIIQQQQ", 44, 0x032D, 45, 0, 0, count, count, size, offset)
        far += LOCATOR_64 + struct.pack("<IQI", 0, offset + size, 1)
        count, size, offset = FULL_16, FULL_32, FULL_32
    return far + END + struct.pack("<HHHHIIH", 0, 0, count, count, size, offset, 0)


# ======================================================================================================================
# 4  The bag: manifests
# ======================================================================================================================

TAG_FILES = ("README.txt", "SPEC.md", "bag-info.txt", "bagit.txt", "manifest-sha256.txt", "verify.py")
ONE_EACH = (
    "data/calendar.json", "data/definition.yaml", "data/disclosures.jsonl", "data/hashes.txt", "data/proofs/heads.json",
    "data/proofs/consistency.jsonl", "data/proofs/inclusion.jsonl", "data/render/index.html", "data/withheld.jsonl",
)  # fmt: skip
PAYLOAD = re.compile(
    r"data/(events/[0-9]{6}\.jsonl|checkpoints/[0-9]{12}\.note|keys/[0-9a-f]{8}\.vkey|keys/rotations\.jsonl"
    r"|artefacts/[0-9a-f]{64}|definitions/[0-9a-f]{64}\.json|tsa/[0-9]{12}\.tsr)",
    re.ASCII,
)
MANIFEST_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~][ -~]*)")
INFO = (
    "Bag-Software-Agent", "Bagging-Date", "External-Identifier", "Payload-Oxum", "Seedbed-Bundle-Format",
    "Seedbed-Bundle-Id", "Seedbed-Checkpoint", "Seedbed-Events",
)  # fmt: skip


def check_bag(bag: Bag, report: Report, show: Callable[..., None]) -> None:
    """Every file is one that SPEC.md knows, is named by a manifest, and has the hash that the manifest says."""
    needed = ("seal.note", "tagmanifest-sha256.txt", *TAG_FILES, *ONE_EACH)
    for name in bag.files:
        if name not in needed and not PAYLOAD.fullmatch(name):
            raise Fault("extra-file", f"{name[:200]} is no file of a bundle")
    for name in needed:
        if name not in bag.files:
            raise Fault("missing-file", f"{name} is not in the bundle")
    info = _information(bag)
    payload = [name for name in bag.files if name.startswith("data/")]
    oxum = f"{sum(bag.size(name) for name in payload)}.{len(payload)}"
    if info["Payload-Oxum"] != oxum:
        raise Fault(
            "payload-oxum",
            "bag-info.txt promises {} bytes and files, and there are {}".format(info["Payload-Oxum"], oxum),
        )
    if bag.whole("bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        raise Fault("bagit", "bagit.txt does not say what it must")
    tags = _manifest(bag, "tagmanifest-sha256.txt", list(TAG_FILES))
    hashes = _manifest(bag, "manifest-sha256.txt", payload)
    done, total = 0, sum(size for size, _ in bag.files.values())
    wanted = {**tags, **hashes}
    for name in sorted(bag.files):
        found, checksum = hashlib.sha256(), 0
        for piece in bag.pieces(name):
            found.update(piece)
            checksum = zlib.crc32(piece, checksum)
            done += len(piece)
            show("hashing files", done, total)
        if wanted.get(name, found.hexdigest()) != found.hexdigest():
            report.fault("manifest", f"{name} was changed: its SHA-256 is not the one in the manifest")
        elif bag.checksums.get(name, checksum) != checksum:
            report.fault("checksum", f"{name} does not have the checksum that the ZIP says")
    bag.hashes = hashes
    report.counts.update(files=len(bag.files), bytes=total)
    report.about.update(
        procedure=info["External-Identifier"], bundle=info["Seedbed-Bundle-Id"], made_on=info["Bagging-Date"]
    )
    if bag.base not in (None, info["Seedbed-Bundle-Id"]):
        report.fault(
            "bag-info", "the bundle's folder is {} and not its id, {}".format(bag.base, info["Seedbed-Bundle-Id"])
        )


def _information(bag: Bag) -> dict[str, str]:
    text = bag.whole("bag-info.txt", 10_000).decode("utf-8")
    pairs = [line.partition(": ") for line in text.split("\n")[:-1]]
    if not text.endswith("\n") or tuple(label for label, _, _ in pairs) != INFO:
        raise Fault("bag-info", "bag-info.txt does not hold the lines that SPEC.md section 3 lists")
    found = {label: value for label, _, value in pairs}
    if found["Bag-Software-Agent"] != "Seedbed" or found["Seedbed-Bundle-Format"] != "1":
        raise Fault("bag-info", "this is no bundle of format 1, the only one that this verifier knows")
    base = re.sub(r"[^A-Za-z0-9._-]", "_", found["External-Identifier"]) + "-" + found["Seedbed-Checkpoint"]
    if found["Seedbed-Bundle-Id"] != base:
        raise Fault("bag-info", "the bundle's id is {} and should be {}".format(found["Seedbed-Bundle-Id"], base))
    return found


def _manifest(bag: Bag, manifest: str, covers: list[str]) -> dict[str, str]:
    """What a manifest says, which is about these files, all of them and no other."""
    found: dict[str, str] = {}
    last = ""
    for line in bag.lines(manifest, 1_000):
        match = MANIFEST_LINE.fullmatch(line)
        if match is None:
            raise Fault("manifest", f"{manifest} has a line that is none of a manifest: {line[:120]!r}")
        name = match[2].decode("ascii")
        if name <= last:
            raise Fault("manifest", f"{name[:200]} stands twice or out of order in {manifest}")
        found[name] = match[1].decode("ascii")
        last = name
    for name in sorted(set(covers) - set(found)):
        raise Fault("extra-file", f"{name} is in the bundle and in no manifest")
    for name in sorted(set(found) - set(covers)):
        raise Fault("missing-file", f"{name[:200]} is in {manifest} and not in the bundle")
    return found


# ======================================================================================================================
# 5  Strict JSON, hashes, signatures
# ======================================================================================================================


def _refuse_number(text: str) -> Any:
    raise ValueError(f"{text[:40]} is not an integer")


def _integer(text: str) -> int:
    number = int(text) if len(text) < 18 else MAX_INTEGER + 1  # unread: a million digits would take minutes
    if not -MAX_INTEGER <= number <= MAX_INTEGER:
        raise ValueError(f"{text[:20]} is beyond 2^53-1")
    return number


_decode = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_integer).raw_decode
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def _faster() -> Callable[[Any], str]:
    """The same encoder made once, not once for each value; where Python has none such, or another, the plain one."""
    try:
        once = json.encoder.c_make_encoder(  # type: ignore[attr-defined]
            None, None, json.encoder.encode_basestring, None, ":", ",", True, False, False
        )  # fmt: skip
        sample: Data = {"b": [1, -2, None, True, {}], "a": 'é\n"\\\u2028\x7f\x00'}
        if "".join(once(sample, 0)) == _encode(sample):
            return lambda value: "".join(once(value, 0))
    except (AttributeError, TypeError, ValueError):
        pass
    return _encode


_write = _faster()
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)
_known_keys: set = set()  # type: ignore[type-arg] # keys that passed the pattern, so that each is matched once


def canonical(value: Any) -> bytes:
    """The one byte form of a value."""
    return _write(value).encode("utf-8")


def strict(raw: bytes, where: str, *, any_key: bool = False) -> Any:
    """The value of canonical JSON; duplicate keys, floats, other spellings, depth and big numbers are faults.

    What is written again must come out the same: a second key of the same name, another order, white space, an escape
    that is not needed, half a surrogate pair, all of them would not.
    """
    try:
        text = raw.decode("utf-8")
        value = _decode(text)[0]
        same = _write(value) == text
    except UnicodeDecodeError as error:
        raise Fault("json", f"{where} is not UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise Fault("json", f"{where} is nested too deep") from None
    except ValueError as error:
        raise Fault("json", f"{where} is not strict JSON: {error}") from None
    if not same:
        raise Fault("not-canonical", f"{where} is JSON, but not in its canonical form")
    if not any_key and (type(value) is dict or type(value) is list):
        _allowed(value, MAX_DEPTH, where)
    return value


def loose(raw: bytes) -> Any:
    """The value of JSON whose form somebody else judges."""
    return _decode(raw.decode("utf-8"))[0]


def _allowed(value: Any, depth: int, where: str) -> None:
    """Keys are plain words, and nothing lies deeper than 16 containers; numbers were judged when they were read."""
    if depth == 0:
        raise Fault("json", f"{where} is nested deeper than {MAX_DEPTH}")
    inside = value
    if type(value) is dict:
        if not _known_keys.issuperset(value):
            _learn(value, where)
        inside = value.values()
    for child in inside:
        kind = type(child)
        if kind is dict or kind is list:
            _allowed(child, depth - 1, where)


def _learn(value: Data, where: str) -> None:
    for key in value:
        if not _KEY.fullmatch(key):
            raise Fault("json", f"{where} has the key {key[:80]!r}")
        if len(_known_keys) < 4_096:
            _known_keys.add(key)


def leaf(data: bytes) -> bytes:
    """RFC 6962: the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """RFC 6962: the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of_inclusion(index: int, size: int, hash_: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root that follows from a leaf and its audit path (RFC 9162, 2.1.3.2); None when the path cannot fit."""
    if not 0 <= index < size:
        return None
    at, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            hash_ = node(sibling, hash_)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node(hash_, sibling)
        at, last = at >> 1, last >> 1
    return hash_ if last == 0 else None


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of ``new`` leaves begins with that of ``old`` leaves (RFC 9162, 2.1.4.2)."""
    if old == new:
        return old_root == new_root and not proof
    if old == 0:
        return old_root == hashlib.sha256(b"").digest() and not proof
    if old > new:
        return False
    path = list(proof)
    if old & (old - 1) == 0:  # a whole tree: its root is the beginning of the path
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(sibling, first), node(sibling, second)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


# Ed25519 (RFC 8032), verification only, with the strict checks: S and the points in their one spelling, no point of
# small order, the equation without the cofactor.

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT_OF_MINUS_1 = pow(2, (_P - 1) // 4, _P)
Point = Tuple[int, int, int, int]
_ZERO: Point = (0, 1, 1, 0)


def _x_of(y: int, odd: int) -> int | None:
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT_OF_MINUS_1 % _P
    if (x * x - square) % _P or (x == 0 and odd):
        return None
    return _P - x if x & 1 != odd else x


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(factor: int, p: Point) -> Point:
    total = _ZERO
    while factor:
        if factor & 1:
            total = _add(total, p)
        p, factor = _add(p, p), factor >> 1
    return total


def _same(p: Point, q: Point) -> bool:
    return (p[0] * q[2] - q[0] * p[2]) % _P == 0 and (p[1] * q[2] - q[1] * p[2]) % _P == 0


def _point(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    y = number & ((1 << 255) - 1)
    x = _x_of(y, number >> 255)
    return None if x is None else (x, y, 1, x * y % _P)


def _bytes_of(p: Point) -> bytes:
    z = pow(p[2], _P - 2, _P)
    x, y = p[0] * z % _P, p[1] * z % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


@lru_cache(maxsize=64)
def _multiples(data: bytes) -> list[list[Point]] | None:
    """For each of 64 places 0 to 15 times 16^place times a point; None for no point, or one of small order."""
    p = _point(data)
    if p is None or _same(_times(8, p), _ZERO):
        return None
    table = []
    for _ in range(64):
        row = [_ZERO]
        for _ in range(15):
            row.append(_add(row[-1], p))
        table.append(row)
        p = _add(row[-1], p)
    return table


def _sum(factor: int, table: list[list[Point]], total: Point) -> Point:
    for row in table:
        if factor & 15:
            total = _add(total, row[factor & 15])
        factor >>= 4
    return total


_BASE = (4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is the key's over the message: R must be, byte for byte, S times the base less h times A."""
    if len(public) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    key, base = _multiples(public), _multiples(_BASE)
    if key is None or base is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % _L
    r = _sum(_L - h, key, _sum(s, base, _ZERO))
    return _bytes_of(r) == signature[:32] and not _same(_times(8, r), _ZERO)


class Key:
    """The public half of a key: 0x01 signs notes, 0x04 cosigns them as a witness; ``until`` is where it was retired."""

    def __init__(self, name: str, public: bytes, kind: int, until: int | None = None) -> None:
        self.name, self.public, self.kind, self.until = name, public, kind, until
        self.id = hashlib.sha256(name.encode("utf-8") + b"\n" + bytes([kind]) + public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}"

    def in_use(self, size: int) -> bool:
        """Whether it may sign a ledger of so many events."""
        return self.until is None or size <= self.until


def read_keys(given: str, kind: int) -> list[Key]:
    """Keys from a file or from the line itself; a key that names another kind is refused."""
    text = given
    if os.path.exists(given):
        with open(given, "rb") as file:
            text = file.read(1_000_000).decode("utf-8", "replace")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise Fault("key", f"{given} holds no key")
    return [_key(line, kind) for line in lines]


def _key(line: str, kind: int) -> Key:
    parts = line.split("+", 2)
    data = plain_base64(parts[2]) if len(parts) == 3 else None
    if data is None or len(data) != 33:
        raise Fault(
            "key", f"{clean(line[:200])} is no key: a key is name+8 hexadecimal digits+base64, or a file with that"
        )
    if data[0] != kind:
        what = {0x01: "a ledger's key", 0x04: "a witness's key"}
        raise Fault(
            "key",
            "{} is {}, where {} is expected".format(parts[0], what.get(data[0], "another kind of key"), what[kind]),
        )
    key = Key(parts[0], data[1:], kind)
    if key.id.hex() != parts[1]:
        raise Fault("key", f"the key {parts[0]} was mistyped: its id is {key.id.hex()}, not {parts[1]}")
    return key


def plain_base64(text: str) -> bytes | None:
    """The bytes of base64 in its one spelling; None for anything else."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64.b64encode(data).decode("ascii") == text else None


Signature = Tuple[str, bytes, bytes]  # name, key id, signature


def read_note(raw: bytes, where: str) -> tuple[str, list[Signature]]:
    """A signed note (C2SP signed-note): its text, and the lines under it."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("note", f"{where} is not UTF-8") from None
    body, blank, under = text.rpartition("\n\n")
    if not blank or not under.endswith("\n") or any(c < " " and c != "\n" for c in text):
        raise Fault("note", f"{where} is no signed note: a text, an empty line, and a line for each signature")
    signatures: list[Signature] = []
    for line in under[:-1].split("\n"):
        parts = line.split(" ")
        data = plain_base64(parts[2]) if len(parts) == 3 and parts[0] == "\u2014" else None
        if data is None or len(data) < 5 or len(signatures) >= 100:
            raise Fault("note", f"{where} has a line that is no signature: {line[:120]}")
        signatures.append((parts[1], data[:4], data[4:]))
    return body + "\n", signatures


def signed(text: str, signatures: Iterable[Signature], key: Key) -> bool | None:
    """True: the key signed the text; False: a line says so and is false; None: no line says so."""
    found: bool | None = None
    for name, id_, bare in signatures:
        if (name, id_) != (key.name, key.id):
            continue
        message, signature = text.encode("utf-8"), bare
        if key.kind == 0x04:  # a witness signs the time as well
            if len(signature) != 72:
                return False
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(signature[:8], "big") + message
            signature = signature[8:]
        if not ed25519(key.public, message, signature):
            return False
        found = True
    return found


# ======================================================================================================================
# 6  The ledger: checkpoints, proofs, heads, seal
# ======================================================================================================================


class Checkpoint:
    """What the ledger says of itself at one size, and who signed it."""

    def __init__(self, origin: str, size: int, root: bytes) -> None:
        self.origin, self.size, self.root = origin, size, root
        self.text = f"{origin}\n{size}\n{base64.b64encode(root).decode('ascii')}\n"
        self.short = ""  # of a checkpoint that only the foot of a notice says: the first 16 characters of the root
        self.signatures: list[Signature] = []


def read_checkpoint(raw: bytes, where: str) -> Checkpoint:
    """A checkpoint from its note (C2SP tlog-checkpoint, three lines and no more)."""
    text, signatures = read_note(raw, where)
    lines = text.split("\n")
    root = plain_base64(lines[2]) if len(lines) == 4 else None
    if root is None or len(root) != 32 or not re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1], re.ASCII) or not lines[0]:
        raise Fault("note", f"{where} is no checkpoint: origin, size and root are its three lines")
    found = Checkpoint(lines[0], int(lines[1]), root)
    found.signatures = signatures
    return found


def read_outside(given: str) -> Checkpoint:
    """A checkpoint that the auditor brought: a note's file, or SIZE/ROOT from the foot of a notice."""
    foot = re.fullmatch(r"([0-9]{1,16})/([A-Za-z0-9+/]{16})", given, re.ASCII)
    if foot:
        found = Checkpoint("", int(foot[1]), b"")
        found.short = foot[2]
        return found
    with open(given, "rb") as file:
        return read_checkpoint(file.read(1_000_000), given)


def check_checkpoints(
    bag: Bag, keys: Sequence[Key], witness_keys: Sequence[Key], witnesses: int, report: Report
) -> list[Checkpoint]:
    """Every checkpoint is one, in its place; what a given key is said to have signed, it did; so the newest."""
    found: list[Checkpoint] = []
    unknown = 0
    for name in bag.names("data/checkpoints/"):
        one = read_checkpoint(bag.whole(name, 1_000_000), name)
        if name != f"data/checkpoints/{one.size:012}.note":
            raise Fault("checkpoint", f"{name} holds a checkpoint of the size {one.size}")
        if found and not continues(found[-1].origin, one.origin):
            raise Fault("checkpoint", f"{name} is of another ledger, {clean(one.origin)}")
        if found and found[-1].origin != one.origin:
            report.note(
                f"between {found[-1].size} and {one.size} events the ledger {found[-1].origin} was gone on with as"
                f" {one.origin}: what had been signed was lost. Ask for the event ledger.restored, which says what."
            )
        says = [signed(one.text, one.signatures, key) for key in keys]
        cosigned = [signed(one.text, one.signatures, key) for key in witness_keys]
        if False in says or False in cosigned:
            report.fault(
                "signature", f"the checkpoint of the size {one.size} bears a false signature of a key that you gave"
            )
        for key, good in zip(keys, says):
            if good and not key.in_use(one.size):
                report.fault(
                    "retired-key", f"the checkpoint of the size {one.size} is signed by {key}, retired at {key.until}"
                )
        unknown += True not in says
        found.append(one)
    if not found:
        raise Fault("missing-file", "the bundle holds no checkpoint")
    newest = found[-1]
    report.count("checkpoints", len(found))
    report.about.update(ledger=newest.origin, size=newest.size, root=base64.b64encode(newest.root).decode("ascii"))
    _newest_is_signed(newest, keys, witness_keys, witnesses, report)
    if unknown and keys:
        report.note(
            f"{unknown} of {len(found)} checkpoints bear no signature of a key of yours; proofs tie them to the newest."
        )
    files = [name for name in bag.names("data/keys/") if name.endswith(".vkey")]
    hints = [bag.whole(name, 10_000).decode("utf-8", "replace").strip() for name in files]
    given = [key.name + "+" + key.id.hex() for key in keys]
    untrusted = [hint for hint in hints if "+".join(hint.split("+", 2)[:2]) not in given]
    if untrusted:
        report.note("keys that only the bundle names, not trusted: {}".format(", ".join(untrusted)))
    return found


def continues(before: str, after: str) -> bool:
    """Whether a ledger of this name can follow one of that: the same, or gone on with after a loss."""
    (base, number), (other, later) = _beginning(before), _beginning(after)
    return base == other and number <= later


def _beginning(origin: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+)/again-([0-9]{1,6})", origin, re.ASCII)
    return (match[1], int(match[2])) if match else (origin, 1)


def _newest_is_signed(
    newest: Checkpoint, keys: Sequence[Key], witness_keys: Sequence[Key], witnesses: int, report: Report
) -> None:
    good = [key for key in keys if key.in_use(newest.size) and signed(newest.text, newest.signatures, key)]
    if not keys:
        report.gap("no-key", "no key was given (--key), so nobody is known to have signed this")
    elif not good:
        report.gap(
            "unknown-key",
            f"none of the keys that you gave signed the newest checkpoint; it was signed by {_signers(newest)}",
        )
    report.about["signed by"] = ", ".join(map(str, good)) or "nobody whose key you gave"
    seen = {key.public: str(key) for key in witness_keys if signed(newest.text, newest.signatures, key)}
    if seen or witnesses:
        report.about["witnessed by"] = ", ".join(seen.values()) or "nobody whose key you gave"
    if len(seen) < witnesses:
        report.gap(
            "witnesses",
            f"{len(seen)} witnesses that you know cosigned the newest checkpoint; you asked for {witnesses}",
        )


def _signers(note: Checkpoint) -> str:
    return ", ".join(f"{name}+{id_.hex()}" for name, id_, _ in note.signatures[:5])


ROTATIONS = "data/keys/rotations.jsonl"
MAX_ROTATIONS = 1_000


def check_rotations(bag: Bag, keys: Sequence[Key], report: Report) -> list[Key]:
    """The keys that were given, and those to which they handed the ledger over: each change signed by old and new."""
    known = {(key.name, key.public): key for key in keys}
    names = bag.names("data/checkpoints/")
    if ROTATIONS not in bag.files or not names:
        return list(keys)
    newest, before = read_checkpoint(bag.whole(names[-1], 1_000_000), names[-1]), -1
    for count, line in enumerate(bag.lines(ROTATIONS), 1):
        if count > MAX_ROTATIONS:
            raise Fault("rotation", f"{ROTATIONS} has more than {MAX_ROTATIONS} lines")
        gseq, old, new, lost = _rotation(strict(line, ROTATIONS), newest)
        if gseq <= before:
            raise Fault("rotation", f"the change of the key at {gseq} stands after that at {before}")
        before = gseq
        report.count("changes of the key")
        giver, taker = known.get((old.name, old.public)), known.get((new.name, new.public))
        if giver is None:
            continue
        if giver.until is not None:
            raise Fault("rotation", f"the key {old} hands over at {gseq}, and did so before, at {giver.until}")
        known[giver.name, giver.public] = Key(giver.name, giver.public, giver.kind, gseq)
        if lost:
            report.note(f"the key {old} was said to be lost at {gseq}: nothing but a word ties {new} to it")
        elif taker is None:
            known[new.name, new.public] = new
            report.note(f"the key {old}, which you trust, handed over to {new} at {gseq}: that one is trusted too")
    return list(known.values())


def _rotation(said: Any, newest: Checkpoint) -> tuple[int, Key, Key, bool]:
    """One change: an event of this ledger, whose note both keys signed (the new one alone when the old was lost)."""
    where = ROTATIONS
    said = exactly(said, ("canon", "gseq", "hash", "inclusion", "prev", "size"), where)
    canon, gseq = said["canon"].encode("utf-8"), said["gseq"]
    hash_ = hex_of(said["hash"], where)
    if event_hash(hex_of(said["prev"], where), canon) != hash_:
        raise Fault("rotation", f"the change of the key at {gseq} does not have the hash that is said")
    proof = [hex_of(one, where) for one in said["inclusion"]]
    fits = type(gseq) is int and said["size"] == newest.size and 0 <= gseq < newest.size
    if not fits or root_of_inclusion(gseq, newest.size, leaf(hash_), proof) != newest.root:
        raise Fault("rotation", f"the change of the key at {gseq} is not in the ledger")
    event = strict(canon, where)
    data = event["data"]
    if (event["stream"], event["type"], event["gseq"]) != ("ledger", "ledger.key_rotated", gseq):
        raise Fault("rotation", f"the event {gseq} is no change of the key")
    old, new = _key(data["old"], 0x01), _key(data["new"], 0x01)
    text, signatures = read_note(data["note"].encode("utf-8"), where)
    if text != "ipe-key-rotation-v1\n{}\n{}\n{}\n".format(gseq, data["old"], data["new"]) or old.name != new.name:
        raise Fault("rotation", f"the note of the change of the key at {gseq} is about another change")
    needed = [new] if data["lost"] is True else [old, new]
    if not all(signed(text, signatures, key) for key in needed):
        raise Fault("rotation", f"the change of the key at {gseq} is not signed by the key that hands over and the new")
    return gseq, old, new, data["lost"] is True


HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


def hex_of(value: Any, where: str) -> bytes:
    """32 bytes from hexadecimal digits in lower case."""
    if not isinstance(value, str) or not HEX.fullmatch(value):
        raise Fault("shape", f"{where} holds no hash where one belongs")
    return bytes.fromhex(value)


def exactly(value: Any, keys: Iterable[str], where: str) -> Data:
    """An object that has these keys and no other."""
    if not isinstance(value, dict) or value.keys() != set(keys):
        raise Fault("shape", f"{where} has not the keys that SPEC.md lists")
    return value


def check_consistency(bag: Bag, checkpoints: Sequence[Checkpoint], report: Report) -> None:
    """Each checkpoint's tree begins with the tree of the one before it."""
    lines = list(bag.lines("data/proofs/consistency.jsonl"))
    if len(lines) != len(checkpoints) - 1:
        raise Fault("consistency", f"there are {len(checkpoints)} checkpoints and {len(lines)} proofs between them")
    for old, new, line in zip(checkpoints, checkpoints[1:], lines):
        where = f"the proof from size {old.size} to {new.size}"
        said = exactly(strict(line, where), ("new", "old", "proof"), where)
        proof = [hex_of(one, where) for one in said["proof"]]
        fits = (said["old"], said["new"]) == (old.size, new.size)
        if not fits or not consistent(old.size, new.size, old.root, new.root, proof):
            raise Fault("consistency", f"{where} does not hold: the ledger was rewritten between them")
    report.count("consistency proofs", len(lines))


def check_outside(
    checkpoints: Sequence[Checkpoint], outside: Sequence[Checkpoint], keys: Sequence[Key], report: Report
) -> None:
    """What was seen elsewhere is what the bundle says: this finds a history that was written anew and signed again."""
    here = {one.size: one for one in checkpoints}
    for one in outside:
        if not one.short and not continues(one.origin, checkpoints[-1].origin):
            raise Fault("outside", f"the checkpoint that you brought is of another ledger: {clean(one.origin)}")
        if any(signed(one.text, one.signatures, key) is False for key in keys):
            raise Fault("outside", f"the checkpoint of size {one.size} that you brought bears a false signature")
        mine = here.get(one.size)
        if mine is not None:
            root = base64.b64encode(mine.root).decode("ascii")
            if mine.root != one.root if not one.short else not root.startswith(one.short):
                raise Fault(
                    "outside",
                    f"the ledger had another root at size {one.size} when you were told of it: it was rewritten",
                )
            report.count("outside checkpoints")
        elif one.size > checkpoints[-1].size:
            report.gap(
                "outside",
                f"your checkpoint is of size {one.size}, the bundle ends at {checkpoints[-1].size}: ask for a newer",
            )
        else:
            report.gap(
                "outside",
                f"the bundle holds no checkpoint of size {one.size} to compare yours with: ask for a bundle that does",
            )


def check_seal(bag: Bag, keys: Sequence[Key], newest: Checkpoint, report: Report) -> None:
    """A known key says of exactly these files that they are the bundle."""
    text, signatures = read_note(bag.whole("seal.note", 100_000), "seal.note")
    digest = hashlib.sha256(bag.whole("tagmanifest-sha256.txt")).digest()
    sealed = base64.b64encode(digest).decode("ascii")
    if text != f"ipe-bundle-v1\n{report.about['bundle']}\n{sealed}\n{newest.size}\n":
        raise Fault("seal", "the seal is not about these files: they were changed after it was made")
    says = [signed(text, signatures, key) for key in keys if key.in_use(newest.size)]
    if False in says:
        raise Fault("seal", "the seal bears a false signature of a key that you gave")
    if keys and True not in says:
        report.gap("seal", "none of the keys that you gave signed the seal")
    stamps = len(bag.names("data/tsa/"))
    if stamps:
        report.note(
            f"{stamps} time stamps (RFC 3161) are in the bundle; this verifier does not read them; openssl ts does."
        )


# ======================================================================================================================
# 7  The events: bytes, chain, sealed values
# ======================================================================================================================

EVENT_KEYS = frozenset(("at", "cause", "data", "def", "gseq", "id", "n", "recorded_by", "stream", "type", "v"))
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
NAMES = re.compile(  # id (a UUID of version 7), definition, type
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12} [0-9a-f]{64}"
    r" [a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*",
    re.ASCII,
)
SEVEN_TEXTS = [str] * 7
PATH = re.compile(r"data(\.[a-z][a-z0-9_]{0,63}|\.\d{1,4})+", re.ASCII)
HASH_LINE = re.compile(rb"(0|[1-9][0-9]{0,15}) (0|[1-9][0-9]{0,15}) ([0-9a-f]{64})")
QUOTED_HASH = re.compile(rb'"[0-9a-f]{64}"')
EVENTS_A_FILE = 10_000


def _number(digits: bytes) -> int:
    """A short number, or one that is too large for everything."""
    return int(digits) if 0 < len(digits) < 4 and digits.isdigit() else MAX_INTEGER


def event_files(bag: Bag) -> list[str]:
    """The files of events, numbered without a gap."""
    names = bag.names("data/events/")
    if names != [f"data/events/{number:06}.jsonl" for number in range(len(names))]:
        raise Fault("event-files", "the files of events are not numbered 000000, 000001 and so on")
    return names


def event_lines(bag: Bag, wanted: Callable[[int], bool] = lambda _: True) -> Iterator[tuple[int, bytes]]:
    """The number of the file and the bytes of every event, in order; of the files that are wanted."""
    names = event_files(bag)
    for number, name in enumerate(names):
        if not wanted(number):
            continue
        count = 0
        for line in bag.lines(name, MAX_EVENT):
            count += 1
            yield number, line
        if count > EVENTS_A_FILE or (count < EVENTS_A_FILE and name != names[-1]) or not count:
            raise Fault("event-files", f"{name} holds {count} events; every file but the last holds {EVENTS_A_FILE}")


def event_hash(previous: bytes, line: bytes) -> bytes:
    """The hash of an event, which holds that of the event before it."""
    return hashlib.sha256(b"ipe-event-v1\n" + previous + struct.pack(">Q", len(line)) + line).digest()


def first_previous(stream: str) -> bytes:
    """What stands before a stream's first event."""
    name = stream.encode("utf-8")
    return hashlib.sha256(b"ipe-stream-v1\n" + struct.pack(">I", len(name)) + name).digest()


def check_hashes(bag: Bag, newest: Checkpoint, report: Report, show: Callable[..., None]) -> None:
    """Every event has its hash, which holds the one before it, and is in the newest checkpoint; none is missing."""
    info = _information(bag)
    stream = info["External-Identifier"]
    hashes, proofs = bag.lines("data/hashes.txt", 200), bag.lines("data/proofs/inclusion.jsonl", 6_000)
    chain = first_previous(stream)
    path = Path(newest)
    n = -1
    total, done = sum(bag.size(name) for name in event_files(bag)), 0
    for n, (_, line) in enumerate(event_lines(bag)):
        chain = event_hash(chain, line)
        said = HASH_LINE.fullmatch(next(hashes, b""))
        if said is None or int(said[1]) != n or said[3] != chain.hex().encode("ascii"):
            raise Fault("hash", "its hash is not the one in hashes.txt: it, or an event before it, was changed", n)
        path.take(next(proofs, b""), n, int(said[2]), chain)
        done += len(line) + 1
        if not n & 1023:
            show("checking hashes and proofs", done, total)
    if n < 0:
        raise Fault("no-events", "the bundle holds no event")
    if next(hashes, None) is not None or next(proofs, None) is not None:
        raise Fault("hash", "there are more hashes or proofs than events: events at the end were taken away", n)
    if info["Seedbed-Events"] != str(n + 1):
        report.fault("bag-info", f"bag-info.txt promises {info['Seedbed-Events']} events, and there are {n + 1}")
    report.count("events", n + 1)
    report.count("inclusion proofs", n + 1)
    _check_heads(bag, stream, n, chain, newest)


def check_forms(bag: Bag, wanted: Callable[[int], bool]) -> None:
    """The events of some files are strict, canonical JSON."""
    n, file = -1, -1
    for number, line in event_lines(bag, wanted):
        n = number * EVENTS_A_FILE if number != file else n + 1
        file = number
        in_place(strict, n, line, "it")


def in_place(read: Callable[..., Any], n: int, *arguments: Any) -> Any:
    """What reading gives; a fault in it is one of this event."""
    try:
        return read(*arguments)
    except Fault as fault:
        raise Fault(fault.code, fault.says, n) from None
    except BAD_DATA as error:
        raise Fault("event-shape", f"it cannot be read: {type(error).__name__}: {error}", n) from None


def _shape(event: Any, stream: str, n: int, gseq: int, at: str) -> None:
    """The keys that every event has, and its place after the event before it."""
    if type(event) is not dict or not EVENT_KEYS.issubset(event):
        raise Fault("event-shape", "it lacks keys that every event has", n)
    if event["n"] != n or type(event["n"]) is not int:
        raise Fault(
            "sequence",
            "it says that its number is {}: an event is missing, or they were reordered".format(event["n"]),
            n,
        )
    if event["stream"] != stream:
        raise Fault("stream", "it belongs to {} and not to {}".format(event["stream"], stream), n)
    if type(event["gseq"]) is not int or event["gseq"] <= gseq:
        raise Fault("sequence", "its place in the ledger does not come after that of the event before it", n)
    if event["v"] != 1 or type(event["v"]) is not int:
        raise Fault("event-shape", "it is of version {}; only 1 is known".format(event["v"]), n)
    by, said = event["recorded_by"], event["at"]
    if type(by) is not dict or type(event["data"]) is not dict or type(said) is not str:
        raise Fault("event-shape", "a value in it is of the wrong kind", n)
    words = event["id"], event["def"], event["type"], event["cause"], by.get("auth"), by.get("id"), by.get("role")
    if [type(word) for word in words] != SEVEN_TEXTS:
        raise Fault("event-shape", "a value in it is of the wrong kind, or it does not say who recorded it", n)
    if not INSTANT.fullmatch(said) or not _is_day(said[:10]):
        raise Fault("time", f"{said} is no time", n)
    if said < at:  # one form, 27 characters: their order is that of the instants
        raise Fault("time", f"it is dated {said}, before the event before it ({at})", n)
    if not NAMES.fullmatch(" ".join(words[:3])):
        raise Fault("event-shape", "its id, its type or its definition is misspelt", n)
    if "sealed" in event:
        _sealed_shape(event["sealed"], n)


def _sealed_shape(sealed: Any, n: int) -> None:
    last = ""
    listed: list[Any] = sealed if type(sealed) is list and sealed else [0]
    for one in listed:
        good = type(one) is dict and set(one) == {"commitment", "path"} and type(one["path"]) is str
        if not good or not PATH.fullmatch(one["path"]) or one["path"] <= last:
            raise Fault("event-shape", "its sealed values are not listed as they must be", n)
        hex_of(one["commitment"], f"event {n}")
        last = one["path"]


@lru_cache(maxsize=4096)
def _is_day(text: str) -> bool:
    try:
        return bool(date(int(text[:4]), int(text[5:7]), int(text[8:10])))
    except ValueError:
        return False


class Path:
    """The audit path of the event before: neighbours share the upper part, which is then proved already.

    ``places`` and ``nodes`` hold, for each step up, where in the tree it stands (its index, and the last index of that
    level) and the hash there.
    """

    def __init__(self, newest: Checkpoint) -> None:
        self.size, self.root = newest.size, newest.root
        self.proof: list[bytes] = []
        self.places: list[tuple[int, int]] = []
        self.nodes: list[bytes] = []

    @staticmethod
    def _hashes(text: bytes, beginning: bytes) -> list[bytes] | None:
        """The hashes in quotes, with commas between them, after this beginning."""
        if not text.startswith(beginning):
            return None
        found = []
        if len(text) > len(beginning):
            for quoted in text[len(beginning) :].split(b","):
                if not QUOTED_HASH.fullmatch(quoted):
                    return None
                found.append(bytes.fromhex(quoted[1:65].decode("ascii")))
        return found

    def take(self, line: bytes, n: int, gseq: int, hash_: bytes) -> None:
        """Prove that the event is leaf ``gseq`` of the newest checkpoint's tree."""
        head, _, tail = line.partition(b'],"same":')
        own, same = self._hashes(head, b'{"gseq":%d,"n":%d,"proof":[' % (gseq, n)), _number(tail.partition(b",")[0])
        before = len(self.proof)
        if own is None or same > before or tail != b'%d,"size":%d}' % (same, self.size) or gseq >= self.size:
            raise Fault("inclusion", "its proof is missing, about something else, or not written as SPEC.md has it", n)
        proof = own + self.proof[before - same :]
        at, last, current = gseq, self.size - 1, leaf(hash_)
        places, nodes = [(at, last)], [current]
        for step, sibling in enumerate(proof):
            if step == len(own) and self.places[before - same] == (at, last) and self.nodes[before - same] == current:
                places += self.places[before - same + 1 :]  # from here on it is the path that was proved before
                nodes += self.nodes[before - same + 1 :]
                last = 0
                current = self.root
                break
            if last == 0:
                break
            if at & 1 or at == last:
                current = node(sibling, current)
                while at and not at & 1:
                    at, last = at >> 1, last >> 1
            else:
                current = node(current, sibling)
            at, last = at >> 1, last >> 1
            places.append((at, last))
            nodes.append(current)
        if last or current != self.root or len(places) != len(proof) + 1:
            raise Fault("inclusion", "it is not in the newest checkpoint: it was changed, or added afterwards", n)
        self.proof, self.places, self.nodes = proof, places, nodes


def _check_heads(bag: Bag, stream: str, n: int, hash_: bytes, newest: Checkpoint) -> None:
    """The ledger itself says that the bundle's last event was the stream's last one."""
    where = "heads.json"
    raw = bag.whole("data/proofs/heads.json", 1_000_000)
    keys = ("canon", "count", "gseq", "hash", "inclusion", "index", "prev", "proof", "size")
    said = exactly(strict(raw[:-1] if raw.endswith(b"\n") else b"", where), keys, where)
    line = said["canon"].encode("utf-8")
    event = strict(line, "the ledger's own event") if len(line) <= MAX_EVENT else {}
    data = exactly(event["data"], ("count", "root"), where)
    if (event["stream"], event["type"], event["gseq"]) != ("ledger", "ledger.heads", said["gseq"]):
        raise Fault("heads", "heads.json does not hold the ledger's event about the ends of all streams")
    if said["size"] != newest.size or said["gseq"] != newest.size - 1 or said["count"] != data["count"]:
        raise Fault("heads", "heads.json is about another checkpoint than the newest one")
    if event_hash(hex_of(said["prev"], where), line) != hex_of(said["hash"], where):
        raise Fault("heads", "the event in heads.json has another hash")
    inclusion = [hex_of(one, where) for one in said["inclusion"]]
    if root_of_inclusion(said["gseq"], newest.size, leaf(hex_of(said["hash"], where)), inclusion) != newest.root:
        raise Fault("heads", "the event in heads.json is not in the newest checkpoint")
    proof = [hex_of(one, where) for one in said["proof"]]
    last = leaf(canonical([stream, n, hash_.hex()]))
    if root_of_inclusion(said["index"], data["count"], last, proof) != hex_of(data["root"], where):
        raise Fault("heads", f"the ledger knows another last event of {stream}: newer ones are kept back", n)
    if event["at"][:10] != _information(bag)["Bagging-Date"]:
        raise Fault("bag-info", "bag-info.txt has another day than the newest checkpoint")


def commitment(event_id: str, salt: bytes, path: str, value: Any) -> str:
    """What an event holds in the place of a sealed value."""
    held = bytes.fromhex(event_id.replace("-", "")) + salt + canonical([path, value])
    return hashlib.sha256(b"ipe-field-v1\x00" + held).hexdigest()


class Sidecar:
    """A file of lines sorted by event and path (disclosures, withheld), read alongside the events."""

    def __init__(self, bag: Bag, name: str, keys: Iterable[str]) -> None:
        self.name, self.keys = name, frozenset(keys)
        self.lines = bag.lines(name)
        self.place: tuple[int, str] = (-1, "")
        self.ahead: Data | None = None
        self.n: int | float = -1  # the event that the line ahead is about; beyond all events when there is none
        self._next()

    def _next(self) -> None:
        line = next(self.lines, None)
        if line is None:
            self.ahead, self.n = None, float("inf")
            return
        found = exactly(strict(line, self.name), self.keys, self.name)
        n, path = found["n"], found["path"]
        if type(n) is not int or type(path) is not str or (n, path) <= self.place:
            raise Fault("order", f"{self.name} is not sorted by event and path")
        self.place, self.ahead, self.n = (n, path), found, n

    def of(self, n: int) -> dict[str, Data]:
        """The lines about an event, by path."""
        found: dict[str, Data] = {}
        while self.ahead is not None and self.ahead["n"] <= n:
            if self.ahead["n"] < n:
                raise Fault("order", f"{self.name} tells of something that event {self.ahead['n']} has not")
            found[self.ahead["path"]] = self.ahead
            self._next()
        return found

    def end(self) -> None:
        """Nothing may be left."""
        if self.ahead is not None:
            raise Fault("order", f"{self.name} tells of event {self.ahead['n']}, which is not in the bundle")


class Event:
    """An event as the replay sees it: with what was disclosed in its place, and the names of what was not."""

    __slots__ = ("actor", "at", "auth", "cause", "data", "digest", "n", "role", "sealed", "type", "withheld")

    def __init__(self, raw: Data) -> None:
        self.n, self.at, self.type, self.cause = raw["n"], raw["at"], raw["type"], raw["cause"]
        by = raw["recorded_by"]
        self.actor, self.role, self.auth = by["id"], by["role"], by["auth"]
        self.data: Data = raw["data"]
        self.digest: str = raw["def"]
        self.sealed: frozenset = frozenset()  # type: ignore[type-arg]
        self.withheld: frozenset = frozenset()  # type: ignore[type-arg]

    def __getitem__(self, name: str) -> Any:
        """A value that the event must have."""
        if name in self.data:
            return self.data[name]
        if "data." + name in self.withheld:
            raise Withheld(name)
        raise Fault("event-shape", f"it lacks the value {name}", self.n)

    def get(self, name: str, otherwise: Any = None) -> Any:
        """A value that the event may have."""
        if name not in self.data and "data." + name in self.withheld:
            raise Withheld(name)
        return self.data.get(name, otherwise)


def check_meaning(
    bag: Bag,
    known: Known | None,
    report: Report,
    show: Callable[..., None],
    judged: Callable[[int], bool] = lambda _: True,
) -> None:
    """Each event says what an event says, in its place; what was sealed is what is told; then the rules are asked.

    ``judged`` names the files whose bytes are checked here; the others are, meanwhile, by the other process.
    """
    stream = _information(bag)["External-Identifier"]
    hashes = bag.lines("data/hashes.txt", 200)
    disclosures = Sidecar(bag, "data/disclosures.jsonl", ("class", "n", "path", "salt", "subject", "value"))
    withheld = Sidecar(bag, "data/withheld.jsonl", ("decided_by", "ground", "n", "path"))
    papers = Papers(bag, report)
    replay = Replay(known, report) if known is not None else None
    total, done = sum(bag.size(name) for name in event_files(bag)), 0
    gseq, at = -1, ""
    for n, (file, line) in enumerate(event_lines(bag)):
        raw = in_place(strict, n, line, "it") if judged(file) else in_place(loose, n, line)
        _shape(raw, stream, n, gseq, at)
        gseq, at = raw["gseq"], raw["at"]
        if not next(hashes, b"").startswith(b"%d %d " % (n, gseq)):
            raise Fault("sequence", "hashes.txt has it at another place in the ledger than it says", n)
        event = Event(raw)
        hidden = withheld.of(n) if withheld.n <= n else {}
        if "sealed" in raw or hidden or disclosures.n <= n:
            _open_seals(event, raw, disclosures.of(n), hidden, report)
        if event.type == "artefact.submitted":
            try:
                papers.take(event, hidden.get("document"))
            except Withheld as value:
                report.gap("withheld-needed", f"its document cannot be found, because {value} is withheld", n)
        if replay is not None:
            replay.take(event)
        done += len(line) + 1
        if not n & 1023:
            show("replaying", done, total)
    disclosures.end()
    withheld.end()
    papers.end()
    if replay is not None:
        replay.end()


def _open_seals(event: Event, raw: Data, told: dict[str, Data], hidden: dict[str, Data], report: Report) -> None:
    """Each commitment is disclosed and fits, or is withheld and listed; nothing else is told or listed."""
    sealed = {one["path"]: one["commitment"] for one in raw.get("sealed", ())}
    for path in told:
        if path not in sealed:
            raise Fault("disclosure", f"{path} is disclosed, and the event committed to no such value", event.n)
    for path, line in hidden.items():
        if path in told:
            raise Fault("withheld", f"{path} is said to be withheld, and is disclosed", event.n)
        if path not in sealed and not (path == "document" and event.type == "artefact.submitted"):
            raise Fault("withheld", f"{path} is said to be withheld, and the event has no such value", event.n)
        if type(line["ground"]) is not str or type(line["decided_by"]) is not str:
            raise Fault("withheld", f"no ground is stated for withholding {path}", event.n)
        report.count("withheld")
        if not line["ground"]:
            report.count("withheld without a ground")
    missing = set()
    for path, held in sealed.items():
        line = told.get(path, {})
        if not line:
            if path not in hidden:
                raise Fault("withheld", f"{path} is neither disclosed nor listed as withheld", event.n)
            missing.add(path)
            continue
        if commitment(raw["id"], hex_of(line["salt"], "disclosures.jsonl"), path, line["value"]) != held:
            raise Fault("disclosure", f"{path} is not what was committed to: it was changed", event.n)
        report.count("disclosures")
        parts = path.split(".")
        if len(parts) == 2 and parts[1] not in event.data:
            event.data = {**event.data, parts[1]: line["value"]}
    event.sealed, event.withheld = frozenset(sealed), frozenset(missing)


class Papers:
    """The documents: each that an event names is there with that hash and size, or is withheld everywhere."""

    def __init__(self, bag: Bag, report: Report) -> None:
        self.bag, self.report = bag, report
        self.here = {name.rpartition("/")[2] for name in bag.names("data/artefacts/")}
        self.named: set = set()  # type: ignore[type-arg]
        for digest in sorted(self.here):
            name = "data/artefacts/" + digest
            if bag.hashes.get(name) != digest:
                report.fault("artefact", f"the document {digest} has another hash than its name")

    def take(self, event: Event, hidden: Data | None) -> None:
        """One event that names a document."""
        digest, size = event["sha256"], event["size"]
        if digest in self.here:
            if hidden is not None:
                raise Fault("withheld", "its document is said to be withheld, and is there", event.n)
            if digest not in self.named:
                self.named.add(digest)
                self.report.count("documents")
            if self.bag.size("data/artefacts/" + digest) != size:
                raise Fault("artefact", f"its document has not the {size} bytes that the event says", event.n)
        elif hidden is None:
            raise Fault("artefact", "its document is neither in the bundle nor listed as withheld", event.n)

    def end(self) -> None:
        """No document is there that no event names."""
        for digest in sorted(self.here - self.named):
            raise Fault("artefact", f"the document {digest} is in the bundle, and no event names it")


# ======================================================================================================================
# 8  The replay: who did what, and might they
# ======================================================================================================================
#
# Events of one command share their ``cause``. The first says what somebody did; the others follow from it. So each
# command is judged as a whole, by what was true before it: might this be done, by this role, now? And are the events
# that followed exactly those that the definition makes follow? Only then is what happened taken over into the notes.


class Known:
    """A definition that events were recorded under, and the calendars that they name; ``all``: by digest."""

    def __init__(self, raw: bytes, calendars: dict[str, Calendar]) -> None:
        d = strict(raw, "definition.yaml", any_key=True)
        self.rules: Data = d
        self.digest = hashlib.sha256(raw).hexdigest()
        self.calendars = calendars
        self.all: dict[str, Known] = {self.digest: self}
        self.zone = Zone(d["zone"])
        self.stages = [stage["stage"] for stage in d["stages"]]
        self.stage_of = {step["step"]: stage["stage"] for stage in d["stages"] for step in stage["steps"]}
        self.ends = {step["step"] for stage in d["stages"] for step in stage["steps"] if step["ends"]}
        self.moves = {move["move"]: move for move in d["moves"]}
        self.leavers = {name for name, state in d["partners"]["states"].items() if state["leaver"]}
        self.gates: dict[str, Data] = {**self.moves, **d["notices"]}
        self.started_by: dict[tuple[str, str, str], list[str]] = {}
        self.met_by: dict[tuple[str, str, str], list[str]] = {}
        for name, rule in d["deadlines"].items():
            self.started_by.setdefault(_named_event(rule["starts"]), []).append(name)
            for event in rule["met_by"]:
                self.met_by.setdefault(_named_event(event), []).append(name)
        gates = [move["gate"] for move in d["moves"]] + [move["gate"] for move in d["partners"]["moves"].values()]
        asked = [one["deadline"] for gate in gates for one in gate if one["kind"] == "standstill_over"]
        self.standstill: str | None = asked[0] if asked else None
        self.award_states = {
            s for move in d["moves"] for r in move["gate"] if r["kind"] == "lots_settled" for s in r["states"]
        }
        if d["seedbed"] != 1:
            raise Fault("definition", "the definition is of a format that this verifier does not know")


def _named_event(named: Data) -> tuple[str, str, str]:
    """What a definition calls an event by: its kind, its name, and of a decision the outcome."""
    for kind in ("notice", "step", "partner_move", "decision", "submitted", "accepted", "happened"):
        if named.get(kind) is not None:
            return kind, named[kind], named["outcome"] if kind == "decision" else ""
    raise Fault("definition", "a deadline of the definition starts with nothing")


def read_definition(bag: Bag) -> Known:
    """The definition and the calendars; whether events name exactly these is asked when they are replayed."""
    raw = bag.whole("data/calendar.json")
    value = exactly(strict(raw[:-1] if raw.endswith(b"\n") else b"", "calendar.json"), ("calendars",), "calendar.json")
    calendars: dict[str, Calendar] = {}
    for one in value["calendars"]:
        found = Calendar(one)
        calendars[found.pin] = found
    if list(calendars) != sorted(calendars, key=lambda pin: (calendars[pin].name, calendars[pin].version)):
        raise Fault("calendar", "calendar.json is not sorted")
    known = Known(bag.whole("data/definition.yaml"), calendars)
    for name in sorted(bag.names("data/definitions/")):
        later = Known(bag.whole(name), calendars)
        if name != f"data/definitions/{later.digest}.json" or later.digest in known.all:
            raise Fault("definition", f"{name} is not the definition that its name says")
        known.all[later.digest] = later
    for one in known.all.values():
        one.all = known.all
    return known


class Thing(SimpleNamespace):
    """One thing that the notes know: a paper, a partner, a clock."""


Follow = Tuple[str, Data]  # an event that must follow: its type and what it says


class Replay:
    """The notes of somebody who reads the history from the beginning and asks of everything whether it was allowed."""

    def __init__(self, known: Known, report: Report) -> None:
        self.known, self.report, self.rules = known, report, known.rules
        self.group: list[Event] = []
        self.moved: Thing | None = None  # what the last move to another definition replaced
        self.kinds = array("B")  # the type of every event, by its number in KINDS, for corrections
        self.blind = (
            False  # a value that a rule needed was withheld: what is unmet from then on may be so because of it
        )
        self.now = ""
        self.n = -1
        self.commands = 0
        self.opened = False
        self.step = self.stage = self.calendar = ""
        self.ended: str | None = None
        self.notice_due: str | None = None
        self.suspended: Thing | None = None
        self.paused: int | None = None
        self.summaries: int | None = None
        self.facts: dict[str, bool] = {}
        self.lots: dict[str, bool] = {}  # lot -> whether it has ceased
        self.visits: dict[str, tuple[int, str]] = {}  # step or stage -> by which event it was entered last, and when
        self.papers: dict[tuple[str, str | None], Thing] = {}
        self.decisions: dict[str, Thing] = {}
        self.actors: dict[str, list[str]] = {}  # role -> who decided something in it
        self.partners: dict[str, Thing] = {}
        self.notices: dict[str, Thing] = {}
        self.clocks: dict[str, Thing] = {}
        self.envelopes: dict[str, Thing] = {}
        self.commitments: dict[str, Thing] = {}
        self.interests: dict[tuple[str, str], Thing] = {}
        self.checks: dict[str, Thing] = {}
        self.lessons: dict[str, array] = {}  # type: ignore[type-arg]
        self.scores: dict[tuple[str, ...], dict[str, Thing]] = {}
        self.moderated: dict[tuple[str, ...], Thing] = {}
        self.waivers: dict[tuple[str, str], int] = {}
        self.corrected: dict[int, int] = {}
        self.refined: dict[str, Thing] = {}  # round -> its criteria since the latest refinement
        self.modified: dict[str, int] = {}  # open or limited -> the latest modification
        self.contract_changes: dict[str, list[Thing]] = {}
        self.reported: dict[str, int] = {}  # partner -> when its exclusion was reported
        self.indicators: dict[str, Thing] = {}
        self.claims: dict[str, Thing] = {}

    # ------------------------------------------------------------------------------------------------------------------
    # One command at a time
    # ------------------------------------------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """One more event; when it begins another command, the one before it is judged."""
        if self.group and event.cause != self.group[0].cause:
            self._judge()
        if event.digest != self.known.digest:
            raise Fault("definition", "it was recorded under other rules than those in the bundle", event.n)
        self.group.append(event)
        if len(self.group) > 100_000:
            raise Fault("consequences", "one command has more than 100,000 events", event.n)

    def end(self) -> None:
        """The last command is judged too."""
        if self.group:
            self._judge()
        self.report.count("commands", self.commands)
        self.report.about["stands at"] = f"{self.step} ({self.stage})"
        if self.blind:
            self.report.note("What rests on a withheld value, or on an event of an unknown kind, could not be judged.")

    def need(self, holds: Any, code: str, says: str) -> bool:
        """Note a fault unless something holds."""
        if not holds:
            if self.blind:
                self.report.gap(code, says + " (it may rest on what is withheld or unknown)", self.n)
            else:
                self.report.fault(code, says, self.n)
        return bool(holds)

    def _judge(self) -> None:
        group, self.group = self.group, []
        first = group[0]
        self.now, self.n = first.at, first.n
        check = CHECKS.get(first.type)
        self.commands += 1
        try:
            if first.type not in APPLIES:
                self.blind = True
                self.report.gap(
                    "unknown-type", f"it is of a kind ({first.type}) that this verifier does not know", first.n
                )
            elif check is None:
                raise Fault(
                    "consequences",
                    f"{first.type} only ever follows from something else, and here from nothing",
                    first.n,
                )
            else:
                if not self.opened and first.type != "procedure.opened":
                    raise Fault("opened", "the history does not begin with the opening of the procedure", first.n)
                expected = check(self, first, group[1:])
                if first.type in STARTS_CLOCKS:
                    expected = [*expected, *self._follow(first, expected)]
                self._compare(group, expected)
        except Withheld as value:
            self._cannot(first, value)
        except Fault as fault:
            self.need(False, fault.code, fault.says)
        except BAD_DATA as error:
            self.report.fault("event-shape", f"it cannot be understood: {type(error).__name__}: {error}", first.n)
        for event in group:
            self._apply(event)

    def _cannot(self, event: Event, value: Withheld) -> None:
        self.report.gap(
            "withheld-needed", f"whether it was allowed depends on data.{value}, which is withheld", event.n
        )
        self.blind = True

    def _apply(self, event: Event) -> None:
        self.kinds.append(KINDS.get(event.type, len(KINDS)))
        apply = APPLIES.get(event.type)
        self.n = event.n
        # Nothing rests on the move by what belongs to it, nor by what is not done under its rules.
        if self.moved is not None and self.moved.until == event.n - 1:
            part = event.cause == self.moved.cause
            self.moved.until += part or event.type in RESTS_ON_NOTHING
        if apply is None:
            return
        try:
            apply(self, event)
        except Withheld as value:
            self._cannot(event, value)
        except BAD_DATA as error:
            raise Fault("event-shape", f"it cannot be understood: {type(error).__name__}: {error}", event.n) from None

    def _compare(self, group: list[Event], expected: list[Follow]) -> None:
        """What followed is what had to follow, whatever its order."""
        if len(group) == 1 and not expected:
            return
        left = list(group[1:])
        by = group[0].at, group[0].actor, group[0].role
        for event in left:
            self.n = event.n
            one = (event.at, event.actor, event.role) == by
            self.need(one, "consequences", f"it and event {group[0].n} are one command, and differ in time or person")
        self.n = group[0].n
        for type_, data in expected:
            match = next((event for event in left if event.type == type_ and _says(event, data)), None)
            if match is not None:
                left.remove(match)
                continue
            other = next((event for event in left if event.type == type_ and _same_thing(event, data)), None)
            if other is None:
                self.need(False, "consequences", f"{type_} should have followed ({_brief(data)}), and did not")
            else:
                left.remove(other)
                wrong = [key for key in data if not _agrees(other, key, data[key])]
                words = ", ".join(f"{key} is {other.data.get(key)} and should be {data[key]}" for key in sorted(wrong))
                self.n = other.n
                self.need(False, "consequences", f"{type_} is not what follows from the rules: {words}")
                self.n = group[0].n
        for event in left:
            self.n = event.n
            self.need(
                False,
                "consequences",
                f"{event.type} does not follow from {group[0].type} of event {group[0].n}",
            )
        self.n = group[0].n

    # ------------------------------------------------------------------------------------------------------------------
    # What the notes say
    # ------------------------------------------------------------------------------------------------------------------

    def role(self, event: Event, allowed: Iterable[str], doing: str) -> None:
        """The definition names the roles that may do it."""
        self.need(
            event.role in allowed, "role", f"{event.actor} acted as {event.role}, and may not {doing} in that role"
        )

    def one_of(self, event: Event, name: str, words: str) -> None:
        """A value is one of a few words."""
        self.need(event[name] in words.split(), "word", f"its {name} is {event[name]}, and can be: {words}")

    def own(self, event: Event, name: str = "by") -> None:
        """Whoever is named as having done it is whoever recorded it."""
        self.need(event[name] == event.actor, "actor", f"it names {event[name]}, and {event.actor} recorded it")

    def known_in(self, names: Iterable[str], name: str, what: str) -> Any:
        """The thing of this name; without one there is nothing to judge by."""
        if name not in names:
            raise Fault("unknown-name", f"there is no {what} {name}", self.n)
        return names[name] if isinstance(names, dict) else None

    def entered(self, place: str) -> int:
        """The event by which a step or stage was entered last, or -1."""
        return self.visits.get(place, (-1, ""))[0]

    def today(self, at: str | None = None) -> date:
        """The local day of an instant, or of now."""
        return self.known.zone.day(instant(self.now if at is None else at))

    def days(self) -> Calendar:
        """The calendar that the procedure counts on."""
        return self.calendar_of(self.calendar)

    def calendar_of(self, pin: str) -> Calendar:
        """A calendar that an event names."""
        found = self.known.calendars.get(pin)
        if found is None:
            raise Fault("calendar", f"the calendar {pin} is not in the bundle", self.n)
        found.guesses = self.rules["beyond_calendar"] == "provisional"
        return found

    def passed(self, clock: Thing | None, at: str | None = None) -> bool:
        """Whether a deadline is over; one that stands still is not."""
        return clock is not None and clock.started and clock.stopped is None and (at or self.now) > clock.due

    def ruling(self, clock: Thing, about: str, at: str | None = None) -> Thing | None:
        """What a person ruled about something that came too close to this very end for the clock to tell."""
        for one in reversed(clock.rulings):
            if one.about == about and one.due == clock.due and at in (None, one.at):
                return one  # type: ignore[no-any-return]
        return None

    def late(self, clock: Thing | None, about: str, at: str | None = None, used: int = -1) -> bool:
        """Whether something came after a deadline: a ruling about it counts, then the microsecond."""
        if clock is None or not clock.started or clock.stopped is not None:
            return False
        ruled = self.ruling(clock, about, at)
        if ruled is not None and ruled.n > used:
            return not ruled.in_time
        return (at or self.now) > clock.due  # type: ignore[no-any-return]

    def running(self, *, lawful_while_suspended: bool = False) -> None:
        """Nothing stops the procedure: it has not ended, no court suspends it, nobody paused it."""
        self.need(self.ended is None, "ended", f"the procedure had ended ({self.ended})")
        if not lawful_while_suspended:
            self.need(self.suspended is None, "suspended", "a court suspended the procedure")
        self.need(self.paused is None, "paused", "the procedure was paused")

    def not_ended(self) -> None:
        """It has not ended."""
        self.need(self.ended is None, "ended", f"the procedure had ended ({self.ended})")

    def gate(
        self, gate: Sequence[Data], what: str, name: str | None, partner: str | None = None
    ) -> list[tuple[str, str]]:
        """Every requirement of a gate holds, by what happened before; returns how each stands."""
        found = []
        for asks in gate:
            standing, why = self.stands(asks, name, partner)
            self.report.count("requirements")
            said = "{} was allowed, although {!r} is not met: {}".format(what, asks["id"], why)
            self.need(standing != "unmet", "gate", said)
            found.append((asks["id"], standing))
        return found

    def stands(self, asks: Data, gate: str | None, partner: str | None) -> tuple[str, str]:
        """How one requirement stands: met, not asked, waived, warning or unmet; and why."""
        if asks["when"] is not None and self.facts.get(asks["when"]) is False:
            return "not asked", ""
        kind = asks["kind"]
        if kind not in REQUIREMENTS:
            raise Fault("definition", f"the definition asks for {kind}, which this verifier does not know", self.n)
        why = REQUIREMENTS[kind](self, asks, gate, partner)
        if not why:
            return "met", ""
        if asks["severity"] == "WARN":
            return "warning", why
        waived = self.waivers.get((gate or "", asks["id"]), -1)
        if asks["severity"] == "SHOULD" and waived > self.entered(self.step):
            return "waived", why
        return "unmet", why

    def in_question(self, states: Iterable[str], partner: str | None) -> list[str]:
        """The partners in some states; in the gate of a partner's own move that partner alone."""
        if partner is not None:
            return [partner]
        return [ref for ref, one in self.partners.items() if one.state in states]

    # ------------------------------------------------------------------------------------------------------------------
    # What follows for the clocks
    # ------------------------------------------------------------------------------------------------------------------

    def _follow(self, first: Event, produced: list[Follow]) -> list[Follow]:
        """Deadlines that the events of a command start, meet, or start standing still."""
        events = [(first.type, first.data), *produced]
        keys = [(i, type_, data, key) for i, (type_, data) in enumerate(events) for key in self._keys(type_, data)]
        begun: list[Follow] = []
        for _, _, _, key in keys:
            if key[0] not in ("notice", "step"):
                for name in self.starting(key):
                    clock, again = self.clocks.get(name), self.rules["deadlines"][name].get("again", False)
                    if clock is None or not clock.started or (again and clock.met is not None):
                        self.planned(name, self.today())
                        begun.append(self.begins(name, self.today()))
        new = {data["deadline"] for type_, data in [*produced, *begun] if type_ == "deadline.started"}
        met: list[Follow] = []
        for i, type_, data, key in keys:
            for name in self.known.met_by.get(key, ()):
                clock = self.clocks.get(name)
                if clock is None or not clock.started or clock.met is not None or name in new:
                    continue
                new.add(name)
                if type_ == "notice.published":
                    in_time = clock.stopped is not None or data["on"] <= str(self.today(clock.due))
                else:
                    in_time = not self.passed(clock)
                met.append(
                    (
                        "deadline.met",
                        {"deadline": name, "by": " ".join(key).strip(), "event": first.n + i, "in_time": in_time},
                    )
                )
        return [*begun, *met, *self._born_still([*events, *begun])]

    def _born_still(self, events: list[Follow]) -> list[Follow]:
        lies = {"suspended": self.suspended is not None, "paused": self.paused is not None}
        if not any(lies.values()) or any(type_ == "procedure.terminated" for type_, _ in events):
            return []
        started = [data for type_, data in events if type_ == "deadline.started"]
        still = [d for d in started if any(lies[o] for o in self.rules["deadlines"][d["deadline"]]["stands_still"])]
        return [self.stop(data["deadline"], data["due_at"]) for data in still]

    def _keys(self, type_: str, data: Data) -> list[tuple[str, str, str]]:
        """What a definition may call an event by."""
        if type_ == "notice.published":
            return [("notice", data["notice"], "")]
        if type_ == "procedure.terminated" or (type_ == "step.entered" and data["source"] != data["target"]):
            return [("step", data["target"], "")]
        if type_ == "partner.moved":
            return [("partner_move", data["move"], "")]
        if type_ in ("artefact.submitted", "artefact.accepted"):
            return [(type_[9:], data["artefact"], "")]
        if type_ == "decision.recorded" and self._stands(data):
            return [("decision", data["decision"], data["outcome"])]
        return [("happened", name, "") for name in self._happenings(type_, data)]

    def _happenings(self, type_: str, data: Data) -> list[str]:
        """What has no name of its own in a definition."""
        if type_ == "modification.recorded":
            return ["modified", "modified_before_closing"] if data["phase"] == "open" else ["modified"]
        if type_ == "contract.changed":
            large = data["notice"] is not None
            return ["contract_changed", "contract_changed_by_notice"] if large else ["contract_changed"]
        if type_ == "exclusion.reported":
            return [] if self.unreported(data["partner"]) else ["exclusions_reported"]
        return {"claim.notified": ["claim_notified"], "criteria.refined": ["criteria_refined"]}.get(type_, [])

    def unreported(self, but: str) -> bool:
        """Whether anybody else was excluded and the authority was not told of it."""
        states = (self.rules.get("exclusions") or {}).get("reported", [])
        return any(
            one.state in states and self.reported.get(ref, -1) <= one.n
            for ref, one in self.partners.items()
            if ref != but
        )

    def _stands(self, data: Data) -> bool:
        """A decision that two people take stands with the second one's word, if it is the first one's."""
        if self.rules["decisions"][data["decision"]]["confirmed_by"] is None:
            return True
        decided, _ = self.words(data["decision"])
        return bool(data["confirms"]) and decided is not None and decided.outcome == data["outcome"]

    def starting(self, key: tuple[str, str, str]) -> list[str]:
        """The deadlines that start with an event; what a person set starts once."""
        found = []
        for name in self.known.started_by.get(key, ()):
            rule, clock = self.rules["deadlines"][name], self.clocks.get(name)
            if rule["when"] is not None and not self.facts.get(rule["when"], False):
                continue
            if rule["period"] is not None or clock is None or not clock.started:
                found.append(name)
        return found

    def planned(self, name: str, on: date) -> str | None:
        """A deadline that a person sets is set, ahead, with the least time; "warning" if only just."""
        rule, clock = self.rules["deadlines"][name], self.clocks.get(name)
        if rule["period"] is not None:
            return None
        ahead = clock is not None and clock.due > self.now
        self.need(ahead, "deadline", f"{name} started without being set, or in the past")
        return None if clock is None or not ahead else self.least_time(name, on, clock.due)

    def least_time(self, name: str, starts_on: date, due: str) -> str | None:
        """A moment that a person chose is not before the end of the law's least period; "warning" on its last day."""
        row = self.row(name)
        if row is None or row["period"] is None:
            return None
        last = last_day(row["period"], starts_on, self.days())
        given = self.today(due)
        self.need(given >= last, "least-time", f"{name} ends on {given}, and the law's least time ends on {last}")
        return "warning" if given == last else None

    def row(self, name: str) -> Data | None:
        """Of the rows of least time that apply the one with the shortest; no time at all is the shortest."""
        rule = self.rules["deadlines"][name]
        rows = rule["minimum"] if rule["table"] is None else self.rules["tables"][rule["table"]]["rows"]
        apply = [row for row in rows if all(self.facts.get(f, False) for f in _names(row["when"]))]
        apply = [row for row in apply if not any(self.facts.get(f, False) for f in _names(row["unless"]))]
        return min(apply, key=lambda row: 0 if row["period"] is None else row["period"]["length"], default=None)

    def choice(self, name: str) -> Data:
        """What an event says about the row that was chosen."""
        table, row = self.rules["deadlines"][name]["table"], self.row(name)
        if table is None or row is None:
            return {"table": None, "row": None, "facts": {}}
        asked = {f for one in self.rules["tables"][table]["rows"] for f in _names(one["when"]) + _names(one["unless"])}
        return {"table": table, "row": row["row"], "facts": {fact: self.facts.get(fact, False) for fact in asked}}

    def begins(self, name: str, on: date, length: int | None = None, now: str | None = None) -> Follow:
        """The start of a deadline on a day: its last day, its end, and what it was counted by."""
        rule, clock = self.rules["deadlines"][name], self.clocks.get(name)
        said: Data = {"deadline": name, "starts_on": str(on), "cause": self.n}
        if rule["period"] is None:
            if clock is None:
                return "deadline.started", said
            said.update(last_on=str(self.today(clock.due)), due_at=clock.due, calendar=None, **self.choice(name))
            said.update(length=None, starts_at=None, provisional=False)
            return "deadline.started", said
        period = dict(rule["period"])
        if length is not None and rule["may_be_longer"] and length > period["length"]:
            period["length"] = length
        now = now or self.now
        hours = period["unit"] in ("hours", "business-hours")
        starts_at = now if on == self.today(now) else written(self.known.zone.start_of(on))
        last_on, due, asked = end_of_period(period, on, starts_at, self.days(), self.known.zone)
        said.update(
            last_on=str(last_on), due_at=due, calendar=self.calendar if asked else None, length=period["length"],
            starts_at=starts_at if hours else None, provisional=asked and last_on > self.days().last,
            table=None, row=None, facts={},
        )  # fmt: skip
        return "deadline.started", said

    def stop(self, name: str, due: str) -> Follow:
        """A deadline stands still from now on: what is left of it."""
        period = self.rules["deadlines"][name]["period"]
        if period is None or period["unit"] in ("hours", "business-hours"):
            left = instant(due) - instant(self.now)
            return "deadline.stopped", {
                "deadline": name,
                "due_at": due,
                "days": None,
                "microseconds": left // MICROSECOND,
            }
        zone, today = self.known.zone, self.today()
        counts = self.counted(period)
        days = sum(1 for i in range(1, (self.today(due) - today).days + 1) if counts(today + i * ONE_DAY))
        rest = zone.rest_of_day(instant(self.now)) // MICROSECOND if counts(today) else 0
        return "deadline.stopped", {"deadline": name, "due_at": due, "days": days, "microseconds": rest}

    def counted(self, period: Data) -> Callable[[date], bool]:
        """Which days count: working days only, or every day."""
        return self.days().works if period["unit"] == "working-days" else lambda _: True

    def go_on(self, name: str, clock: Thing) -> Follow:
        """A deadline that stood still goes on: never earlier by a part of a day, and at its own hour."""
        zone, period = self.known.zone, self.rules["deadlines"][name]["period"]
        days, microseconds = clock.left
        if days is None:
            due = written(instant(self.now) + microseconds * MICROSECOND)
        else:
            last_on = last_day_of_rest(instant(self.now), days, microseconds, zone, self.counted(period))
            if period["rolling"] != "none":
                while not self.days().works(last_on):
                    last_on += ONE_DAY
            due = written(zone.same_hour(instant(clock.due), last_on - self.today(clock.due)))
        said = {"deadline": name, "due_at": due, "last_on": str(self.today(due)), "was_due_at": clock.due}
        return "deadline.resumed", said

    def stopping(self, overlay: str) -> list[Follow]:
        """What stops when a court suspends or the authority pauses the procedure."""
        still = [n for n, rule in self.rules["deadlines"].items() if overlay in rule["stands_still"]]
        ticking = [(n, c) for n, c in self.clocks.items() if c.started and c.met is None and c.stopped is None]
        return [self.stop(n, c.due) for n, c in ticking if n in still and not self.passed(c)]

    def going_on(self, overlay: str) -> list[Follow]:
        """What goes on, unless something else still holds it up."""
        lies = {"suspended": self.suspended is not None, "paused": self.paused is not None}
        found = []
        for name, clock in self.clocks.items():
            still = self.rules["deadlines"][name]["stands_still"]
            if clock.left is not None and overlay in still and not any(lies[o] for o in still if o != overlay):
                found.append(self.go_on(name, clock))
        return found

    def words(self, decision: str) -> tuple[Thing | None, list[Thing]]:
        """The decider's last word and the confirming ones: said in this visit of the step, about accepted papers."""
        since = self.entered(self.step)
        for artefact in self.rules["decisions"][decision]["about"]:
            paper = self.papers.get((artefact, None))
            if paper is not None:
                since = max(since, paper.n)
        said = self.decisions.get(decision)
        if said is None:
            return None, []
        decided = said.decided if said.decided is not None and said.decided.n > since else None
        return decided, sorted((word for word in said.confirms.values() if word.n > since), key=lambda word: word.n)


def _names(facts: Any) -> list[str]:
    return [] if facts is None else [facts] if isinstance(facts, str) else list(facts)


def _agrees(event: Event, key: str, value: Any) -> bool:
    """Whether an event says this; what it does not say at all, is nothing."""
    return event.data[key] == value if key in event.data else not value


def _says(event: Event, data: Data) -> bool:
    return all(_agrees(event, key, value) for key, value in data.items())


def _same_thing(event: Event, data: Data) -> bool:
    return all(event.data.get(key) == data.get(key) for key in ("deadline", "partner") if key in data)


def _brief(data: Data) -> str:
    return ", ".join(f"{key} {data[key]}" for key in sorted(data) if isinstance(data[key], (str, int)))[:200]


# ----------------------------------------------------------------------------------------------------------------------
# The course: opened, gates, waivers, lots, suspension, pause, early end
# ----------------------------------------------------------------------------------------------------------------------


def check_opened(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A procedure is opened once, under this definition, with every question of fact answered."""
    rules = r.rules
    r.need(e.n == 0 and not r.opened, "opened", "the procedure was opened a second time")
    r.role(e, rules["powers"]["open"], "open a procedure")
    r.need(
        e["definition"] == r.known.digest,
        "definition",
        "it was opened under another definition than the one in the bundle",
    )
    pinned = (e["version"], e["law_pack"], e["initial"], e["stage"])
    expected = (rules["version"], rules["law_pack"], rules["initial"], r.known.stage_of[rules["initial"]])
    r.need(pinned == expected, "opened", f"it was opened at {pinned}, and the definition says {expected}")
    facts = e["facts"]
    r.need(
        set(facts) == set(rules["facts"]) | set(rules["settled"]),
        "facts",
        "the questions of fact were not all answered, or others were",
    )
    for name, settled in rules["settled"].items():
        r.need(facts.get(name) is settled["answer"], "facts", f"{name} is settled by the definition otherwise")
    for name, fact in rules["facts"].items():
        for other in fact["contradicts"]:
            r.need(not (facts.get(name) and facts.get(other)), "facts", f"{name} and {other} cannot both be")
    r.need(
        r.calendar_of(e["calendar"]).name == rules["calendar"],
        "calendar",
        "it counts on another calendar than the definition says",
    )
    return []


def apply_opened(r: Replay, e: Event) -> None:
    """Where it begins."""
    r.opened, r.step, r.stage, r.calendar = True, e["initial"], e["stage"], e["calendar"]
    r.facts = dict(e["facts"])
    r.lots = {lot: False for lot, _ in e["lots"]}
    r.visits[r.step] = r.visits[r.stage] = (e.n, e.at)


def check_gate(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """A move of the definition, from where the procedure stood, with its whole gate satisfied before it."""
    move = r.known_in(r.known.moves, e["move"], "move")
    here = move["from"] == r.step and (e["source"], e["target"]) == (move["from"], move["to"])
    said = "the move {} leads from {} to {}; the procedure stood at {}".format(
        e["move"], move["from"], move["to"], r.step
    )
    r.need(here, "move", said)
    r.role(e, move["by"], "make the move " + e["move"])
    r.running(lawful_while_suspended=move["while_suspended"])
    stood = r.gate(move["gate"], "the move " + e["move"], e["move"])
    r.report.count("gates")
    follow: list[Follow] = [
        ("step.entered", {
            "move": e["move"], "source": move["from"], "target": move["to"], "stage": r.known.stage_of[move["to"]],
            "ends": move["to"] in r.known.ends, "notice": move["owes"],
        })
    ]  # fmt: skip
    follow += _award_withdrawn(r, e, move)
    if move["from"] != move["to"]:
        for name in r.starting(("step", move["to"], "")):
            if r.planned(name, r.today()) == "warning":
                stood.append((name + "_full_days", "warning"))
            follow.append(r.begins(name, r.today()))
    _results(r, e, stood)
    return follow


def _results(r: Replay, e: Event, stood: list[tuple[str, str]]) -> None:
    """What the event says about each requirement is how it stood, on events before this one."""
    said = [(one["id"], one["standing"]) for one in e["results"]]
    if said != stood:
        wrong = [pair for pair in said if pair not in stood] or [pair for pair in stood if pair not in said] or said
        r.need(
            False,
            "gate-record",
            "it says that {} stood {!r}, and it did not".format(*tuple(wrong[0] if wrong else ("its gate", "so"))),
        )
    for one in e["results"]:
        for n in one["events"]:
            before = type(n) is int and 0 <= n < e.n
            r.need(before, "gate-before", "{} rests on event {}, which is not before the gate".format(one["id"], n))


def _award_withdrawn(r: Replay, e: Event, move: Data) -> list[Follow]:
    if not move["withdraws_award"]:
        return []
    follow: list[Follow] = [("award.withdrawn", {"source": move["from"]})]
    assessed = r.rules["rounds"][r.rules["final_round"]]["during"]
    if move["to"] not in assessed:
        return follow
    since = max(r.entered(step) for step in assessed)
    undone = {one["to"] for one in r.rules["partners"]["moves"].values() if one["part_of_award"]}
    for ref, one in r.partners.items():
        if one.state in undone and one.n > since and one.previous is not None:
            moved = {
                "partner": ref,
                "move": move["move"],
                "source": one.state,
                "target": one.previous,
                "heard": False,
                "by": e.actor,
            }
            follow.append(("partner.moved", moved))
    return follow


def apply_entered(r: Replay, e: Event) -> None:
    """Another step, and perhaps another stage."""
    if e["stage"] != r.stage:
        r.visits[e["stage"]] = (e.n, e.at)
    r.visits[e["target"]] = (e.n, e.at)
    r.step, r.stage = e["target"], e["stage"]
    if e["ends"]:
        r.ended = e["target"]
    if e.get("notice") is not None:
        r.notice_due = e["notice"]
    r.report.count("moves")


def apply_award_withdrawn(r: Replay, _: Event) -> None:
    """The summaries are to be sent anew."""
    r.summaries = None


def check_waived(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Good practice is waived by the role that may, where it is asked; law never is."""
    r.own(e)
    r.role(e, r.rules["powers"]["waive"], "waive a requirement")
    gate = r.known_in(r.known.gates, e["move"], "move or notice")
    asks = next((one for one in gate["gate"] if one["id"] == e["requirement"]), None)
    if asks is None:
        raise Fault("unknown-name", "{} asks for no {}".format(e["move"], e["requirement"]), e.n)
    r.need(
        asks["severity"] == "SHOULD", "waiver", "{} is a {} and cannot be waived".format(asks["id"], asks["severity"])
    )
    steps = [gate["from"]] if "from" in gate else gate["during"]
    r.need(r.step in steps, "waiver", "{} is not asked in {}".format(asks["id"], r.step))
    r.report.count("waivers")
    return []


def apply_waived(r: Replay, e: Event) -> None:
    """It counts for this visit of the step."""
    r.waivers[(e["move"], e["requirement"])] = e.n


def check_lot_ceased(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A lot can cease while another goes on and nobody is chosen for it."""
    lot = e["lot"]
    r.known_in(r.lots, lot, "lot")
    r.role(e, r.rules["powers"]["cease_lot"], "abandon a lot")
    r.not_ended()
    r.need(not r.lots[lot], "lot", f"the lot {lot} had ceased already")
    chosen = [ref for ref, one in r.partners.items() if one.lot == lot and one.state in r.known.award_states]
    r.need(not chosen, "lot", "{} was chosen for the lot {}".format(", ".join(chosen), lot))
    r.need(any(not ceased for other, ceased in r.lots.items() if other != lot), "lot", f"{lot} was the last open lot")
    return []


def apply_lot_ceased(r: Replay, e: Event) -> None:
    """It is over."""
    r.lots[e["lot"]] = True


def _standstill(r: Replay) -> Thing | None:
    return r.clocks.get(r.known.standstill) if r.known.standstill else None


def check_suspended(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Suspended by itself only when the claim was notified in the standstill, otherwise by order."""
    r.role(e, r.rules["powers"]["suspend"], "suspend the procedure")
    r.one_of(e, "basis", "automatic court_order")
    r.not_ended()
    r.need(r.suspended is None, "suspended", "it was suspended already")
    r.need(e["notified_at"] <= e.at, "suspended", "the claim was notified later than this")
    if e["basis"] == "automatic":
        clock = _standstill(r)
        begun = clock is not None and clock.started and clock.starts_on <= str(r.today(e["notified_at"]))
        r.need(
            begun and clock is not None and e["notified_at"] <= clock.due,
            "suspended",
            "the claim was not notified in the standstill",
        )
    return r.stopping("suspended")


def apply_suspended(r: Replay, e: Event) -> None:
    """A court stops it."""
    r.suspended = Thing(n=e.n, basis=e["basis"])


def check_resumed(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A suspension is lifted on paper, and an automatic one not before the standstill is over."""
    r.role(e, r.rules["powers"]["suspend"], "resume the procedure")
    r.one_of(e, "basis", "court_order disposal settlement")
    if r.need(r.suspended is not None, "suspended", "it was not suspended"):
        clock = _standstill(r)
        if clock is not None and clock.started and r.suspended is not None and r.suspended.basis == "automatic":
            r.need(e.at > clock.due, "standstill", "the standstill was not over")
    ending = r.rules["termination"]
    _on_paper(
        r, ending["court_order"] if e["basis"] == "court_order" else ending["end_of_case"] or ending["court_order"]
    )
    return r.going_on("suspended")


def _on_paper(r: Replay, artefact: str) -> None:
    if r.suspended is None:
        return
    paper = r.papers.get((artefact, None))
    good = paper is not None and paper.filed > r.suspended.n and paper.status == "accepted"
    r.need(good, "court", f"{artefact} was not filed since the suspension and accepted")


def apply_resumed(r: Replay, _: Event) -> None:
    """No court stops it any more."""
    r.suspended = None


def check_paused(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """The authority pauses, before the award notice only."""
    r.role(e, r.rules["powers"]["pause"], "pause the procedure")
    r.not_ended()
    r.need(r.paused is None, "paused", "it was paused already")
    clock = _standstill(r)
    r.need(clock is None or not clock.started, "paused", "the award notice was out")
    return r.stopping("paused")


def apply_paused(r: Replay, e: Event) -> None:
    """The authority stops."""
    r.paused = e.n


def check_unpaused(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """And goes on."""
    r.role(e, r.rules["powers"]["pause"], "unpause the procedure")
    r.need(r.paused is not None, "paused", "it was not paused")
    return r.going_on("paused")


def apply_unpaused(r: Replay, _: Event) -> None:
    """It goes on."""
    r.paused = None


def check_terminated(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Ended early, from where the definition allows it, to where it says, with nobody past that."""
    ending = r.rules["termination"]
    r.role(e, ending["by"], "terminate the procedure")
    r.not_ended()
    phase = next(
        (
            p
            for p in ending["phases"]
            if r.step in p["from"] and (p["published"] is None or p["published"] in r.notices)
        ),
        None,
    )
    if phase is None:
        raise Fault("move", f"the definition foresees no early end in {r.step}", e.n)
    expected = (r.step, phase["to"], r.known.stage_of[phase["to"]], phase["notice"])
    said = (e["source"], e["target"], e["stage"], e["notice"])
    r.need(said == expected, "move", f"it was ended as {said}, and the definition says {expected}")
    beyond = [ref for ref, one in r.partners.items() if one.state in phase["unless"]]
    r.need(not beyond, "terminated", "a contract was entered into with {}".format(", ".join(beyond)))
    _on_paper(r, ending["court_order"])
    starting = [
        name for name in r.starting(("step", phase["to"], "")) if r.rules["deadlines"][name]["period"] is not None
    ]
    return [r.begins(name, r.today()) for name in starting]


def apply_terminated(r: Replay, e: Event) -> None:
    """The end."""
    r.visits[e["target"]] = (e.n, e.at)
    r.step, r.stage, r.ended, r.notice_due = e["target"], e["stage"], "terminated", e["notice"]
    r.suspended = r.paused = None


# ----------------------------------------------------------------------------------------------------------------------
# Papers, decisions, notices
# ----------------------------------------------------------------------------------------------------------------------


def check_submitted(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Filed by who supplies it, in its steps, in an accepted form and size, and before its deadline."""
    rule = r.known_in(r.rules["artefacts"], e["artefact"], "artefact")
    r.own(e)
    r.role(e, rule["supplied_by"], "submit " + e["artefact"])
    r.not_ended()
    ref = e["partner"]
    r.need(
        (ref is not None) == rule["per_partner"],
        "artefact",
        "{} is not filed for the right party".format(e["artefact"]),
    )
    if ref is not None:
        state = r.known_in(r.partners, ref, "partner").state
        r.need(state not in r.known.leavers, "leaver", f"{ref} had left ({state}) and still handed something in")
    r.need(
        not rule["during"] or r.step in rule["during"], "step", "{} is not filed in {}".format(e["artefact"], r.step)
    )
    r.need(e["media_type"] in rule["media_types"], "artefact", "{} is no accepted form".format(e["media_type"]))
    r.need(0 <= e["size"] <= rule["max_bytes"], "artefact", "{} bytes are more than is accepted".format(e["size"]))
    known = r.papers.get((e["artefact"], ref))
    r.need(e["version"] == (1 if known is None else known.version + 1), "artefact", "its version is not the next one")
    if rule["sealed_until"] is not None:
        late = r.late(
            r.clocks.get(rule["sealed_until"]), ref or e["artefact"], used=-1 if known is None else known.filed
        )
        r.need(not late, "late", "it came after {} and was taken as if in time".format(rule["sealed_until"]))
    return []


def apply_submitted(r: Replay, e: Event) -> None:
    """It is the newest version and waits for its review."""
    r.papers[(e["artefact"], e["partner"])] = Thing(
        version=e["version"], by=e["by"], status="submitted", reviewer=None, n=e.n, filed=e.n
    )


def check_reviewed(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Reviewed by a role that may, never by the submitter, and a sealed one not before its deadline."""
    rule = r.known_in(r.rules["artefacts"], e["artefact"], "artefact")
    r.own(e)
    r.role(e, rule["reviewed_by"], "review " + e["artefact"])
    paper = r.papers.get((e["artefact"], e["partner"]))
    if paper is None:
        raise Fault("artefact", "{} was reviewed, and nothing was on file".format(e["artefact"]), e.n)
    r.need(
        paper.status == "submitted" and paper.version == e["version"],
        "artefact",
        "no newest version waited for a review",
    )
    r.need(paper.by != e.actor, "approver", f"{e.actor} submitted it and reviewed it too")
    if rule["sealed_until"] is not None:
        clock = r.clocks.get(rule["sealed_until"])
        r.need(r.passed(clock), "opened-early", "it was opened before {} had passed".format(rule["sealed_until"]))
    return []


def apply_reviewed(r: Replay, e: Event) -> None:
    """The reviewer's word."""
    paper = r.papers[(e["artefact"], e["partner"])]
    paper.status, paper.reviewer, paper.n = e.type[9:], e["by"], e.n


def check_decided(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Taken in its step, on accepted papers, not by who submitted them; confirmed by another person."""
    rule = r.known_in(r.rules["decisions"], e["decision"], "decision")
    r.own(e)
    r.one_of(e, "outcome", "pass hold stop")
    r.need(e["role"] == e.role, "actor", "it names another role than it was recorded in")
    r.role(e, [role for role in (rule["by"], rule["confirmed_by"]) if role], "decide " + e["decision"])
    r.need(r.step in rule["during"], "step", "{} is not decided in {}".format(e["decision"], r.step))
    for artefact in rule["about"]:
        paper = r.papers.get((artefact, None))
        r.need(paper is not None and paper.status == "accepted", "decision", f"{artefact} was not accepted before")
        if paper is not None and rule["roles_apart"]:
            r.need(paper.by != e.actor, "approver", f"{e.actor} submitted {artefact} and decided on it")
    r.need(
        bool(e["confirms"]) == _confirms(r, e, rule),
        "four-eyes",
        f"it is taken for {'a confirmation' if e['confirms'] else 'a decision'}",
    )
    return []


def _confirms(r: Replay, e: Event, rule: Data) -> bool:
    """Whether a word confirms another's; if it does, that one is another person's."""
    by, second = rule["by"], rule["confirmed_by"]
    if second is None or (e.role == by and e.role != second):
        return False
    decided, _ = r.words(e["decision"])
    if by == second and (decided is None or decided.by == e.actor):
        return False
    r.need(decided is not None, "four-eyes", "there was nothing to confirm")
    r.need(decided is None or decided.by != e.actor, "four-eyes", f"{e.actor} took the decision and confirmed it too")
    return True


def apply_decided(r: Replay, e: Event) -> None:
    """A word; of the decider only the last one counts, and of each who confirms."""
    said = r.decisions.setdefault(e["decision"], Thing(decided=None, confirms={}))
    word = Thing(outcome=e["outcome"], by=e["by"], n=e.n, at=e.at)
    if e["confirms"]:
        said.confirms[word.by] = word
    else:
        said.decided = word
    people = r.actors.setdefault(e["role"], [])
    if word.by not in people:
        people.append(word.by)


def check_published(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """Published in its step or when due, on a day that fits, once if once, under its gate; its clocks start."""
    name = e["notice"]
    rule = r.known_in(r.rules["notices"], name, "notice")
    r.role(e, rule["by"], "publish " + name)
    due = r.notice_due == name
    r.need(due or r.step in rule["during"], "step", f"{name} is not published in {r.step}")
    starting = r.starting(("notice", name, ""))
    on, today = day(e["on"]), r.today()
    earliest = r.today(r.visits[r.step][1])
    r.need(earliest <= on <= today, "day", f"{on} is no day between the last step and the day of recording")
    if starting:
        r.need(
            on >= _working_day_before(r, today),
            "day",
            "a clock runs from it, and it was recorded later than the next working day",
        )
        r.running()
    r.need(not (rule["once"] and name in r.notices), "notice", f"{name} is published once")
    _ceased_lots_named(r, e, name)
    r.gate(rule["gate"], "the notice " + name, name)
    for deadline, clock_rule in r.rules["deadlines"].items():
        if clock_rule["starts"].get("notice") == name and clock_rule["set_by"]:
            r.need(not r.passed(r.clocks.get(deadline)), "late", f"{deadline} had passed")
    follow: list[Follow] = []
    for deadline in starting:
        if not due:
            r.planned(deadline, on)
        said = next((one for one in followed if one.type == "deadline.started" and one["deadline"] == deadline), None)
        follow.append(r.begins(deadline, on, None if said is None else said.get("length")))
        _never_earlier(r, deadline, follow[-1][1])
    return [*_stated(r, rule, name, on, follow, followed), *follow]


STATED = frozenset(
    [
        "award_decided_on",
        "summaries_sent_on",
        "standstill_ends_on",
        "tenders_received",
        "tenders_assessed",
        "tenders_assessed_sme",
        "unsuccessful_suppliers",
        "contract_entered_on",
        "indicators",
    ]
)


def _stated(r: Replay, rule: Data, name: str, on: date, started: list[Follow], followed: list[Event]) -> list[Follow]:
    """What the notice confirms and states as data is what the history says."""
    told = next((one for one in followed if one.type == "notice.stated"), None)
    content: Data = {} if told is None else told["content"]
    asked = any(one["kind"] == "conflicts_confirmed" for one in rule["gate"])
    confirmed = told is not None and told["conflicts_confirmed"] is True
    r.need(confirmed or not asked, "stated", f"{name} does not confirm that the conflicts assessment was revised")
    r.need(set(content) <= STATED, "stated", f"{name} states what no notice can")
    missing = [one for one in rule.get("states", ()) if one not in content]
    r.need(not missing, "stated", "{} does not state {}".format(name, ", ".join(missing)))
    expected = _known_by_the_record(r, started)
    for key, value in content.items():
        same = sorted(value) == expected.get(key) if isinstance(value, list) else value == expected.get(key, value)
        r.need(same, "stated", f"{name} states another {key} than the history says")
    first = r.today(r.visits[r.rules["initial"]][1]) if r.rules["initial"] in r.visits else on
    for key in ("award_decided_on", "summaries_sent_on", "contract_entered_on"):
        r.need(key not in content or first <= day(content[key]) <= on, "stated", f"{key} is no day before {on}")
    enough = content.get("tenders_received", 0) >= content.get("tenders_assessed", 0)
    r.need(enough or "tenders_received" not in content, "stated", "fewer tenders were received than assessed")
    if not confirmed and not content:
        return []
    return [("notice.stated", {"notice": name, "conflicts_confirmed": confirmed, "content": content})]


def _known_by_the_record(r: Replay, started: list[Follow]) -> Data:
    final = r.rules["final_round"]
    wanted = cells(round_now(r, final))
    there = [ref for ref in r.partners if all((final, ref, *cell) in r.moderated for cell in wanted)]
    moves = r.rules["partners"]["moves"].values()
    best = {one["to"] for one in moves if one["part_of_award"] and any(a["kind"] == "ranks_first" for a in one["gate"])}
    best &= {one["to"] for one in moves if one["part_of_award"]}
    found: Data = {
        "tenders_assessed": len(there),
        "tenders_assessed_sme": sum(r.partners[ref].sme for ref in there),
        "unsuccessful_suppliers": sorted(ref for ref in there if r.partners[ref].state not in best),
        "indicators": sorted({name for one in r.indicators.values() for name in one.material}),
    }
    for _, said in started:
        if said["deadline"] == r.known.standstill and "last_on" in said:
            found["standstill_ends_on"] = said["last_on"]
    return found


def _working_day_before(r: Replay, today: date) -> date:
    try:
        return working_day(r.days(), today - ONE_DAY, -1)
    except BeyondCalendar:
        return today


def _ceased_lots_named(r: Replay, e: Event, name: str) -> None:
    ceased = {lot for lot, over in r.lots.items() if over}
    named = set(e["ceased_lots"])
    r.need(named <= ceased, "lot", "it names lots that have not ceased")
    standstill = r.rules["deadlines"].get(r.known.standstill or "")
    if standstill is not None and standstill["starts"].get("notice") == name:
        r.need(ceased <= named, "lot", "it does not name every lot that has ceased")


def _never_earlier(r: Replay, deadline: str, said: Data) -> None:
    clock = r.clocks.get(deadline)
    if clock is not None and clock.started and clock.n > r.entered(r.step) and "due_at" in said:
        r.need(said["due_at"] >= clock.due, "shortened", f"{deadline} was published to end later")


def apply_published(r: Replay, e: Event) -> None:
    """The latest publication; those before it are remembered, in case it is taken back."""
    was = r.notices.get(e["notice"])
    earlier = [] if was is None else [*was.earlier, was][-50:]
    r.notices[e["notice"]] = Thing(on=e["on"], reference=e["reference"], n=e.n, earlier=earlier)
    if e["notice"] == r.notice_due:
        r.notice_due = None


# ----------------------------------------------------------------------------------------------------------------------
# Partners, checks, interests, lessons, scores
# ----------------------------------------------------------------------------------------------------------------------


def check_registered(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A supplier comes in once, while the door is open; what came late is recorded as late."""
    entry = r.rules["partners"]["entry"]
    ref, at = e["partner"], e["received_at"]
    r.role(e, entry["by"], "register a partner")
    r.need(ref not in r.partners, "partner", f"{ref} was registered already, and nobody comes back")
    clock = r.clocks.get(entry["until"])
    started = clock is not None and clock.started
    late_door = started and clock is not None and at > clock.due
    r.need(started and (r.step in entry["during"] or late_door), "step", f"the door is not open in {r.step}")
    r.need(at <= e.at, "time", "it was received after it was recorded")
    if clock is not None and started:
        r.need(str(r.today(at)) >= clock.starts_on, "day", "it came before suppliers were invited")
        r.need(e["due_at"] == clock.due, "late", "it names another deadline than the one that ran")
    lot = e["lot"]
    r.need((lot in r.lots and not r.lots[lot]) if r.lots else lot is None, "lot", "it is not for an open lot")
    r.running()
    in_time = not r.late(clock, ref, at)
    r.need(
        e["on_time"] is in_time,
        "late",
        "it is recorded as {}, and it came {}".format(
            "in time" if e["on_time"] else "late", "in time" if in_time else "late"
        ),
    )
    r.need(
        e["state"] == (entry["state"] if in_time else entry["late_state"]),
        "partner",
        "it came in as {}".format(e["state"]),
    )
    return []


def apply_registered(r: Replay, e: Event) -> None:
    """They are in, or kept outside as late."""
    r.partners[e["partner"]] = Thing(
        state=e["state"], lot=e["lot"], n=e.n, previous=None, mover=None, on_time=e["on_time"], sme=e["sme"]
    )


def check_moved(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A move of the definition, from where the partner stood, in its time, through its gate; no leaver moves."""
    ref = e["partner"]
    one = r.known_in(r.partners, ref, "partner")
    rule = r.known_in(r.rules["partners"]["moves"], e["move"], "partner move")
    if e.get("by"):
        r.own(e)
    r.role(e, rule["by"], "move a partner by " + e["move"])
    r.need(one.state not in r.known.leavers, "leaver", f"{ref} had left ({one.state}) and came back")
    fits = one.state in rule["from"] and (e["source"], e["target"]) == (one.state, rule["to"])
    r.need(
        fits,
        "move",
        "{} leads from {} to {}; {} was {}".format(e["move"], " or ".join(rule["from"]), rule["to"], ref, one.state),
    )
    r.need(r.step in rule["during"], "step", "{} is not made in {}".format(e["move"], r.step))
    if rule["until"] is not None:
        r.need(
            not r.late(r.clocks.get(rule["until"]), ref), "late", "{} came after {}".format(e["move"], rule["until"])
        )
    r.need(not rule["needs_reason"] or "data.reason" in e.sealed, "reason", "{} needs a reason".format(e["move"]))
    r.need(not rule["needs_hearing"] or e["heard"] is True, "hearing", "the supplier was not heard")
    if not rule["while_stopped"]:
        r.running()
    if rule["to"] not in r.known.leavers:
        r.need(not r.lots.get(one.lot or "", False), "lot", f"the lot {one.lot} had ceased")
    r.gate(rule["gate"], "the move {} of {}".format(e["move"], ref), None, ref)
    return []


def apply_moved(r: Replay, e: Event) -> None:
    """Where they are now."""
    one = r.partners[e["partner"]]
    one.state, one.previous, one.mover, one.n = e["target"], e["source"], e.get("by", ""), e.n
    r.report.count("partner moves")


def check_exclusion(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """Checked by who may, against list and subcontractors; an adverse outcome, and its end, has a reason."""
    one = r.known_in(r.partners, e["partner"], "partner")
    r.role(e, r.rules["powers"]["check_exclusions"], "record an exclusion check")
    r.need(
        e["debarment_list_checked"] is True and e["subcontractors_checked"] is True,
        "exclusion",
        "list or subcontractors were not checked",
    )
    r.one_of(e, "outcome", "clear excludable_admitted excluded")
    before = r.checks.get(e["partner"])
    adverse = e["outcome"] != "clear" or (before is not None and before.outcome == "excluded")
    r.need(not adverse or "data.reason" in e.sealed, "reason", "an adverse outcome, and its end, needs a reason")
    r.need(one.state not in r.known.leavers, "leaver", "{} had left".format(e["partner"]))
    rules = r.rules.get("exclusions") or {}
    told = next((one for one in followed if one.type == "debarment_list.consulted"), None)
    on = None if told is None else told["list_on"]
    r.need(on is None or day(on) <= r.today(), "exclusion", "the debarment list is of a day to come")
    recorded = on is not None and told is not None and told["list_source"] is not None
    r.need(recorded or not rules.get("list_recorded"), "exclusion", "it is not on record which list was looked at")
    heard = told is not None and told["heard"] is True
    fair = heard or e["outcome"] == "clear" or not rules.get("right_of_reply")
    r.need(fair, "hearing", "the supplier was not heard")
    if told is None:
        return []
    said = {"partner": e["partner"], "list_on": on, "list_source": told["list_source"], "heard": told["heard"]}
    return [("debarment_list.consulted", said)]


def apply_exclusion(r: Replay, e: Event) -> None:
    """The latest check."""
    r.checks[e["partner"]] = Thing(outcome=e["outcome"], n=e.n, list_on=None)


def apply_consulted(r: Replay, e: Event) -> None:
    """Which list it was."""
    check = r.checks.get(e["partner"])
    if check is not None:
        check.list_on = e["list_on"]


def check_exclusion_reported(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """The authority was told of somebody who was excluded, once."""
    one = r.known_in(r.partners, e["partner"], "partner")
    rules = r.rules.get("exclusions") or {}
    r.role(e, rules.get("report_by", ()), "report an exclusion")
    r.need(one.state in rules.get("reported", ()), "exclusion", "{} was not excluded".format(e["partner"]))
    r.need(r.reported.get(e["partner"], -1) <= one.n, "exclusion", "it was reported already")
    r.need(day(e["on"]) <= r.today(), "day", "it was reported on a day to come")
    return []


def apply_exclusion_reported(r: Replay, e: Event) -> None:
    """The authority knows."""
    r.reported[e["partner"]] = e.n


def check_indicators(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Enough indicators, the most material marked; or none, and why."""
    one = r.known_in(r.partners, e["partner"], "partner")
    rules = r.rules.get("indicators") or {"by": (), "states": (), "least": 0, "material": 0}
    r.own(e)
    r.role(e, rules["by"], "set key performance indicators")
    r.not_ended()
    r.need(one.state in rules["states"], "indicators", "{} has no contract to come".format(e["partner"]))
    names = [name for name, _, _ in e["indicators"]]
    if names:
        r.need(len(names) >= rules["least"], "indicators", f"{len(names)} indicators are too few")
        r.need(len(set(names)) == len(names), "indicators", "two indicators have the same name")
        marked = sum(material is True for _, _, material in e["indicators"])
        r.need(marked == min(rules["material"], len(names)), "indicators", "the most material are not marked")
    else:
        r.need("data.reason" in e.sealed, "reason", "no indicators need a reason")
    published = e["published_on"]
    r.need(published is None or day(published) <= r.today(), "day", "they were published on a day to come")
    return []


def apply_indicators(r: Replay, e: Event) -> None:
    """The latest ones."""
    names = [name for name, _, _ in e["indicators"]]
    material = [name for name, _, marked in e["indicators"] if marked]
    r.indicators[e["partner"]] = Thing(names=names, material=material, published_on=e["published_on"], n=e.n)


def check_refined(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """As foreseen, before final tenders are invited and anybody is scored, and nobody who is out was wronged."""
    name = e["round"]
    r.known_in(r.rules["rounds"], name, "round")
    before, after = round_now(r, name)["criteria"], _criteria(e["criteria"])
    foreseen = r.rules["rounds"][name].get("refinement")
    if not foreseen:
        raise Fault("refined", f"nothing foresees that the criteria of {name} are refined", e.n)
    r.own(e)
    r.role(e, foreseen["by"], "refine criteria")
    r.running()
    r.need(r.entered(foreseen["before"]) < 0, "refined", "final tenders were invited")
    r.need(r.step in foreseen["during"], "step", f"criteria are not refined in {r.step}")
    scored = [key for key in [*r.scores, *r.moderated] if key[0] == name]
    r.need(not scored, "refined", f"{name} was being assessed")
    if set(after) != set(before):
        raise Fault("refined", "the refined criteria are others than the round has", e.n)
    changed = [one for one in after if _substance(after[one]) != _substance(before[one])]
    weighed = [one for one in after if weight(after[one]["weight"]) != weight(before[one]["weight"])]
    r.need(set(changed) <= set(foreseen["criteria"]), "refined", "a criterion was refined that was not foreseen")
    r.need(changed or not weighed, "refined", "only weights were changed")
    r.need(changed or weighed, "refined", "nothing was refined")
    rule = r.rules["rounds"][name]
    _add_up(r, after, "the weights of the criteria")
    for one in after.values():
        if one["sub_criteria"]:
            _add_up(r, one["sub_criteria"], "the weights of sub-criteria")
        fits = one["minimum"] is None or rule["scale_min"] < one["minimum"] <= rule["scale_max"]
        r.need(fits, "refined", "a minimum lies not on the scale")
    expected = []
    for ref, one in r.partners.items():
        if one.state in foreseen["eliminated"]:
            last = _last_round(r, ref)
            expected.append([last or "", ref])
            wronged = last is None or _would_go_on(r, last, ref, name, after)
            r.need(not wronged, "wronged", f"{ref} was eliminated, and would have gone on under the refined criteria")
    r.need(e["rerun"] == expected, "refined", "the earlier rounds were not run again for everybody who is out")
    return []


def _criteria(said: Any) -> Data:
    """The refined criteria in the form of the definition's own."""
    return {
        name: {
            "title": title, "weight": share, "minimum": minimum,
            "sub_criteria": {sub: {"title": words, "weight": part} for sub, words, part in parts},
        }
        for name, title, share, minimum, parts in said
    }  # fmt: skip


def _add_up(r: Replay, parts: Data, what: str) -> None:
    r.need(sum(weight(one["weight"]) for one in parts.values()) == 100, "refined", f"{what} do not add to 100")


def _substance(one: Data) -> Any:
    subs = [(sub, part["title"], weight(part["weight"])) for sub, part in one["sub_criteria"].items()]
    return one["title"], one["minimum"], sorted(subs)


def _assessed_n(r: Replay, name: str, ref: str) -> int | None:
    """The newest moderated score of a round that has all of them."""
    have = [r.moderated.get((name, ref, *cell)) for cell in cells(round_now(r, name))]
    return max(one.n for one in have if one is not None) if all(one is not None for one in have) else None


def _last_round(r: Replay, ref: str) -> str | None:
    found = [(n, name) for name in r.rules["rounds"] for n in [_assessed_n(r, name, ref)] if n is not None]
    return max(found)[1] if found else None


def _would_go_on(r: Replay, last: str, ref: str, name: str, after: Data) -> bool:
    """Whether an eliminated supplier reaches every minimum only now, or does better now against one that went on."""
    then = _measure(r, last)
    now = _measure(r, last)
    published, rule = r.rules["rounds"][name], r.rules["rounds"][last]
    for one in now:
        if one in after:
            was, new = published["criteria"][one], after[one]
            now[one].weight *= weight(new["weight"]) / weight(was["weight"])
            now[one].parts = _shifted(now[one].parts, _parts(was), _parts(new))
            if new["minimum"] is not None and new["minimum"] != was["minimum"]:
                now[one].minimum = Fraction(new["minimum"] * rule["scale_max"], published["scale_max"])
    if not _is_enough(r, now, last, ref):
        return False
    if not _is_enough(r, then, last, ref):
        return True
    own = r.partners[ref]
    for rival, known in r.partners.items():
        if rival == ref or known.lot != own.lot or _assessed_n(r, last, rival) is None or known.state == own.previous:
            continue
        if known.state in r.known.leavers and known.previous == own.previous and _last_round(r, rival) == last:
            continue
        after_, before = _compared(r, now, last, ref, rival), _compared(r, then, last, ref, rival)
        if after_ > before and after_ >= 0:
            return True
    return False


def _parts(one: Data) -> dict[str, Fraction]:
    return {sub: weight(part["weight"]) for sub, part in one["sub_criteria"].items()} or {"": Fraction(100)}


def _measure(r: Replay, name: str) -> dict[str, Thing]:
    criteria = round_now(r, name)["criteria"]
    return {
        one: Thing(weight=weight(known["weight"]), parts=_parts(known), minimum=known["minimum"])
        for one, known in criteria.items()
    }


def _shifted(parts: dict[str, Fraction], was: dict[str, Fraction], now: dict[str, Fraction]) -> dict[str, Fraction]:
    found = {}
    for sub, part in parts.items():
        if sub in now:
            found[sub] = part * now[sub] / was[sub] if sub in was else now[sub]
        else:
            found[sub] = Fraction(0) if sub in was else part
    return found if any(found.values()) else parts


def _mark(r: Replay, one: Thing, last: str, ref: str, criterion: str) -> Fraction:
    """What was earned of a criterion, on the scale of the round."""
    earned = sum((p * r.moderated[(last, ref, criterion, sub)].score for sub, p in one.parts.items() if p), Fraction(0))
    return Fraction(earned, sum(one.parts.values()))


def _is_enough(r: Replay, measure: dict[str, Thing], last: str, ref: str) -> bool:
    return all(one.minimum is None or _mark(r, one, last, ref, name) >= one.minimum for name, one in measure.items())


def _compared(r: Replay, measure: dict[str, Thing], last: str, ref: str, rival: str) -> int:
    """1 better, 0 equal, -1 worse; whoever stays below a minimum is worse than anybody who does not."""
    if not _is_enough(r, measure, last, rival):
        return 1
    own, other = (
        sum((one.weight * _mark(r, one, last, who, name) for name, one in measure.items()), Fraction(0))
        for who in (ref, rival)
    )
    return (own > other) - (own < other)


def apply_refined(r: Replay, e: Event) -> None:
    """These criteria count from now on."""
    r.refined[e["round"]] = Thing(criteria=_criteria(e["criteria"]), n=e.n)


def check_modified(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Free while applications are open; after it not substantial, and told to everybody who takes part."""
    rules = r.rules.get("modifications")
    if not rules:
        raise Fault("modified", "the definition foresees no modification", e.n)
    r.own(e)
    r.role(e, rules["by"], "modify what was published")
    r.one_of(e, "of", "notice documents")
    r.running()
    r.need(rules["notice"] in r.notices, "modified", "{} was not published".format(rules["notice"]))
    r.need(not r.passed(r.clocks.get(rules["until"])), "late", "{} had passed".format(rules["until"]))
    phase = "limited" if r.passed(r.clocks.get(rules["free_until"])) else "open"
    r.need(e["phase"] == phase, "modified", f"it was recorded as {e['phase']}, and it was {phase}")
    r.need(e["deadlines_considered"] is True, "modified", "deadlines were not considered")
    for ref in e["told"]:
        if ref not in r.partners:
            raise Fault("unknown-name", f"there is no partner {ref}", e.n)
    if phase == "limited":
        light = rules["light_touch"] is not None and r.facts.get(rules["light_touch"], False)
        small = e["admits_others"] is False and e["changes_participants"] is False
        r.need(light or small, "modified", "it was substantial, or the test was not answered")
        silent = [ref for ref, one in r.partners.items() if one.state in rules["told"] and ref not in e["told"]]
        r.need(not silent, "modified", "{} takes part and was not told".format(", ".join(silent)))
    return []


def apply_modified(r: Replay, e: Event) -> None:
    """The latest of its phase."""
    r.modified[e["phase"]] = e.n


def _beyond(before: int, after: int, percent: int) -> bool:
    return abs(after - before) * 100 > before * percent


def check_contract_changed(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """On a ground that permits it, not split, going on from the change before it, and after its notice."""
    rules = r.rules.get("contract_changes")
    one = r.known_in(r.partners, e["partner"], "partner")
    if not rules:
        raise Fault("contract", "the definition foresees no change of a contract", e.n)
    r.own(e)
    r.role(e, rules["by"], "change a contract")
    r.running()
    r.need(one.state in rules["states"], "contract", "there is no contract with {}".format(e["partner"]))
    r.need(r.step in rules["during"], "step", f"contracts are not changed in {r.step}")
    known = r.contract_changes.get(e["partner"], [])
    before, after, term, ground = e["value_before_minor"], e["value_after_minor"], e["term_after_days"], e["ground"]
    r.need(before > 0 and after >= 0 and e["term_before_days"] > 0 and term > 0, "contract", "its numbers are none")
    r.need(not known or known[-1].after == before, "contract", "it does not go on from the latest change")
    r.need(e["split"] is False, "contract", "it was split")
    percent = rules["works_percent"] if e["works"] else rules["percent"]
    longer = _beyond(e["term_before_days"], term, rules["term_percent"])
    r.one_of(e, "ground", "not_substantial below_threshold provided_for unforeseeable known_risk")
    if ground in ("not_substantial", "below_threshold"):
        r.need(e["material"] is False, "contract", "it was material")
    else:
        r.need(e["overall_nature"] is False, "contract", "it changed the nature of the contract")
    if ground == "not_substantial":
        r.need(not longer, "contract", "the term changed too much")
    if ground == "below_threshold":
        moved = abs(after - before) + sum(abs(o.after - o.before) for o in known if o.ground == ground)
        first = known[0].before if known else before
        r.need(moved * 100 <= first * percent, "contract", "the value changed too much")
        r.need(e["aggregate_below_threshold"] is True, "contract", "together they are not below the threshold")
    if ground in ("provided_for", "known_risk"):
        r.need(e["published_before"] in r.notices, "contract", "nothing published provided for it")
    if ground in ("unforeseeable", "known_risk"):
        r.need((after - before) * 100 <= before * rules["most_percent"], "contract", "the value rose too much")
    notice = rules["notice"] if longer or _beyond(before, after, percent) else None
    r.need(e["notice"] == notice, "contract", f"it names {e['notice']} as its notice, and needs {notice}")
    if notice is not None:
        latest = max((o.n for ones in r.contract_changes.values() for o in ones), default=-1)
        out = notice in r.notices and r.notices[notice].n > latest
        r.need(out, "contract", f"{notice} was not published for it")
        clock = r.clocks.get(rules["standstill"] or "")
        r.need(clock is None or not clock.started or r.passed(clock), "contract", "its standstill was not over")
    return []


def apply_contract_changed(r: Replay, e: Event) -> None:
    """One more."""
    change = Thing(ground=e["ground"], before=e["value_before_minor"], after=e["value_after_minor"], n=e.n)
    r.contract_changes.setdefault(e["partner"], []).append(change)


def check_claim(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """A claim that was issued and notified in the standstill suspends by itself; no other does."""
    r.role(e, r.rules["powers"]["suspend"], "record a claim")
    r.need(e["claim"] not in r.claims, "claim", "{} is on record already".format(e["claim"]))
    if e["partner"] is not None:
        r.known_in(r.partners, e["partner"], "partner")
    issued = e["issued_at"]
    r.need(e["notified_at"] <= e.at and (issued is None or issued <= e.at), "time", "it lies ahead")
    both = issued is not None and _in_standstill(r, e, e["notified_at"]) and _in_standstill(r, e, issued)
    automatic = both and r.suspended is None and r.ended is None
    r.need(e["automatic"] is automatic, "claim", "whether it suspends by itself is recorded wrongly")
    if not automatic:
        return []
    stops = ("procedure.suspended", {"basis": "automatic", "notified_at": e["notified_at"]})
    return [stops, *r.stopping("suspended")]


def _in_standstill(r: Replay, e: Event, at: str) -> bool:
    clock = _standstill(r)
    if clock is None or not clock.started or str(r.today(at)) < clock.starts_on:
        return False
    return not r.late(clock, e["claim"], at)


def apply_claim(r: Replay, e: Event) -> None:
    """It is known."""
    r.claims[e["claim"]] = Thing(n=e.n, automatic=e["automatic"])


def check_interests(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Everybody declares for themselves; a conflict, and its end, is described."""
    r.own(e, "person")
    r.one_of(e, "position", "none mitigated unresolved")
    r.need(e["role"] == e.role, "actor", "it names another role than it was recorded in")
    r.role(e, r.rules["powers"]["declare_conflicts"], "declare interests")
    before = r.interests.get((e["role"], e["person"]))
    described = e["position"] == "none" and (before is None or before.position == "none")
    r.need(described or "data.details" in e.sealed, "reason", "a conflict, and its end, needs its details")
    return []


def apply_interests(r: Replay, e: Event) -> None:
    """The latest declaration."""
    r.interests[(e["role"], e["person"])] = Thing(position=e["position"], n=e.n)


def check_lesson(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A lesson is about a stage that was entered."""
    r.role(e, r.rules["powers"]["record_lessons"], "record a lesson")
    r.need(
        e["stage"] in r.visits and e["stage"] in r.known.stages, "step", "{} had not been entered".format(e["stage"])
    )
    return []


def apply_lesson(r: Replay, e: Event) -> None:
    """One more."""
    r.lessons.setdefault(e["stage"], array("q")).append(e.n)


def check_communication(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """It is with partners that there are."""
    r.role(e, r.rules["powers"]["communicate"], "record a communication")
    for ref in e["partners"]:
        if ref not in r.partners:
            raise Fault("unknown-name", f"there is no partner {ref}", e.n)
    return []


def apply_nothing(_: Replay, __: Event) -> None:
    """It changes nothing that a rule asks for."""


def _cell(r: Replay, e: Event) -> tuple[Data, tuple[str, ...]]:
    """The round and the cell that a score is for; on its scale, in its step, of a partner that is still in."""
    r.known_in(r.rules["rounds"], e["round"], "round")
    rule = round_now(r, e["round"])
    one = r.known_in(r.partners, e["partner"], "partner")
    subs = r.known_in(rule["criteria"], e["criterion"], "criterion")["sub_criteria"]
    sub = e["sub_criterion"]
    r.need(sub in subs if sub is not None else not subs, "score", "{} is not scored so".format(e["criterion"]))
    r.need(rule["scale_min"] <= e["score"] <= rule["scale_max"], "score", "{} is not on the scale".format(e["score"]))
    r.need(r.step in rule["during"], "step", "{} is not assessed in {}".format(e["round"], r.step))
    r.need(one.state not in r.known.leavers, "leaver", "{} had left".format(e["partner"]))
    cell = (e["round"], e["partner"], e["criterion"], sub or "")
    locked = cell in r.moderated and r.moderated[cell].n > r.entered(r.step)
    r.need(not locked, "score", "the cell was moderated already")
    return rule, cell


def check_scored(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """An evaluator scores after declaring interests, and before moderation."""
    rule = _cell(r, e)[0]
    r.own(e, "evaluator")
    r.role(e, [rule["scored_by"]], "score")
    declared = r.interests.get((e.role, e.actor))
    free = declared is not None and declared.position != "unresolved"
    r.need(free, "interests", f"{e.actor} had not declared interests, or a conflict was unresolved")
    return []


def apply_scored(r: Replay, e: Event) -> None:
    """An evaluator's own score."""
    cell = (e["round"], e["partner"], e["criterion"], e["sub_criterion"] or "")
    r.scores.setdefault(cell, {})[e["evaluator"]] = Thing(score=e["score"], by=e["evaluator"], n=e.n)


def check_moderated(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """The panel's score comes once enough independent scores are in."""
    rule, cell = _cell(r, e)
    r.own(e, "moderator")
    r.role(e, [rule["moderated_by"]], "moderate")
    have = len(r.scores.get(cell, ()))
    r.need(have >= rule["evaluators"], "score", f"{have} of {rule['evaluators']} independent scores were in")
    return []


def apply_moderated(r: Replay, e: Event) -> None:
    """The score that counts."""
    cell = (e["round"], e["partner"], e["criterion"], e["sub_criterion"] or "")
    r.moderated[cell] = Thing(score=e["score"], by=e["moderator"], n=e.n)


def check_summaries(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """To every supplier with an assessed tender and to no other, once, when the award is decided."""
    r.role(e, r.rules["powers"]["send_summaries"], "send the assessment summaries")
    name = r.rules["final_round"]
    rule = round_now(r, name)
    assessed = {ref for ref in r.partners if all((name, ref, *cell) in r.moderated for cell in cells(rule))}
    r.need(
        set(e["partners"]) == assessed, "summaries", "they did not go to exactly the suppliers with an assessed tender"
    )
    since = max(r.entered(step) for step in rule["during"])
    r.need(since >= 0 and r.step not in rule["during"], "step", "the award was not decided")
    r.need(r.summaries is None or r.summaries <= since, "summaries", "they were sent already")
    r.not_ended()
    return []


def apply_summaries(r: Replay, e: Event) -> None:
    """They are out."""
    r.summaries = e.n


# ----------------------------------------------------------------------------------------------------------------------
# Money
# ----------------------------------------------------------------------------------------------------------------------


def check_envelope(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A sum is set aside, and never less than is bound."""
    money = r.rules["money"]
    r.known_in(money["envelopes"], e["envelope"], "envelope")
    r.role(e, money["set_envelope_by"], "set money aside")
    r.need(e["currency"] == money["currency"], "money", "{} is not the currency".format(e["currency"]))
    known = r.envelopes.get(e["envelope"])
    bound = 0 if known is None else known.bound
    r.need(e["amount_minor"] >= bound, "money", "{} is less than is bound already".format(e["amount_minor"]))
    r.not_ended()
    return []


def apply_envelope(r: Replay, e: Event) -> None:
    """What is in it now."""
    known = r.envelopes.setdefault(e["envelope"], Thing(amount=0, bound=0, paid=0))
    known.amount = e["amount_minor"]


def check_committed(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Bound within the envelope, in its stage, to a partner that can be paid, on a legal base."""
    money = r.rules["money"]
    r.known_in(money["envelopes"], e["envelope"], "envelope")
    r.known_in(money["legal_bases"], e["legal_base"], "legal base")
    state = r.known_in(r.partners, e["partner"], "partner").state
    r.role(e, money["commit_by"], "commit money")
    amounts = [amount for _, amount in e["instalments"]]
    names = [name for name, _ in e["instalments"]]
    whole = sum(amounts) == e["amount_minor"] and all(type(a) is int and a > 0 for a in amounts)
    r.need(whole, "money", "its instalments do not add up to its amount")
    r.need(len(set(names)) == len(names), "money", "an instalment is named twice")
    r.need(e["currency"] == money["currency"], "money", "{} is not the currency".format(e["currency"]))
    r.need(e["commitment"] not in r.commitments, "money", "{} exists already".format(e["commitment"]))
    r.need(state in money["payable_states"], "money", "{} is {} and cannot be paid".format(e["partner"], state))
    stages = money["envelopes"][e["envelope"]]["stages"]
    following = r.known.stages[r.known.stages.index(r.stage) + 1 :][:1]
    r.need(r.stage in stages or any(s in stages for s in following), "money", "the envelope is not for this stage")
    known = r.envelopes.get(e["envelope"])
    left = 0 if known is None else known.amount - known.bound
    r.need(
        known is not None and e["amount_minor"] <= left,
        "money",
        "{} is more than is left in the envelope ({})".format(e["amount_minor"], left),
    )
    r.need(
        e["category"] == category(e["answers"]),
        "money",
        "the answers lead to another category than {}".format(e["category"]),
    )
    r.running()
    return []


def apply_committed(r: Replay, e: Event) -> None:
    """It is bound."""
    r.commitments[e["commitment"]] = Thing(
        envelope=e["envelope"], partner=e["partner"], amount=e["amount_minor"], base=e["legal_base"], n=e.n,
        instalments=dict(e["instalments"]), paid=set(), currency=e["currency"],
    )  # fmt: skip
    r.envelopes.setdefault(e["envelope"], Thing(amount=0, bound=0, paid=0)).bound += e["amount_minor"]


def check_paid(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """An instalment is paid once, exactly, within the envelope, and after the gate that asked for the money."""
    known = r.known_in(r.commitments, e["commitment"], "commitment")
    agreed = r.known_in(known.instalments, e["instalment"], "instalment")
    r.role(e, r.rules["money"]["pay_by"], "pay")
    same = (e["envelope"], e["partner"], e["currency"]) == (known.envelope, known.partner, known.currency)
    r.need(same, "money", "it was not paid to whom, from what or in what it was bound")
    r.need(e["amount_minor"] == agreed, "money", "{} were paid, and {} agreed".format(e["amount_minor"], agreed))
    r.need(e["instalment"] not in known.paid, "money", "{} was paid already".format(e["instalment"]))
    ahead = [
        m
        for m in r.known.moves.values()
        if m["from"] == r.step
        for a in m["gate"]
        if a["kind"] == "budget_covers" and a["envelope"] == known.envelope
    ]
    r.need(not (ahead and known.n > r.entered(r.step)), "money", "the gate that it was bound for had not been passed")
    envelope = r.envelopes[known.envelope]
    r.need(envelope.paid + e["amount_minor"] <= envelope.amount, "money", "more was paid than the envelope holds")
    return []


def apply_paid(r: Replay, e: Event) -> None:
    """It is paid."""
    known = r.commitments[e["commitment"]]
    known.paid.add(e["instalment"])
    r.envelopes[known.envelope].paid += e["amount_minor"]
    r.report.count("payments")


def category(answers: Data) -> str:
    """What a line of spending is, by its answers."""
    yes = {name for name, answer in answers.items() if answer}
    if "quantity_production" in yes:
        return "COMMERCIAL_ROLLOUT"
    if "first_operational_use" in yes:
        return "ADOPTION_FIRST"
    if "pays_for_taking_part" in yes:
        return "PARTICIPANT_PAYMENT"
    if not {"novel", "creative", "uncertain", "systematic", "transferable"} <= yes:
        return "INNOVATION_NON_RD" if "novel" in yes else "PROCEDURE_COST"
    if "field_test" in yes:
        return "TESTBED_PILOT"
    if "prototype_or_method" in yes:
        return "RD_EXPERIMENTAL"
    return "RD_APPLIED" if "specific_aim" in yes else "RD_BASIC"


# ----------------------------------------------------------------------------------------------------------------------
# Deadlines
# ----------------------------------------------------------------------------------------------------------------------


def check_set(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Set by who may, before it starts, ahead, and with the law's least time from its planned start."""
    rule = r.known_in(r.rules["deadlines"], e["deadline"], "deadline")
    r.role(e, rule["set_by"], "set " + e["deadline"])
    clock = r.clocks.get(e["deadline"])
    r.need(clock is None or not clock.started, "deadline", "it ran already")
    r.need(day(e["starts_on"]) >= r.today() and e["due_at"] > e.at, "deadline", "it was set into the past")
    r.not_ended()
    r.least_time(e["deadline"], day(e["starts_on"]), e["due_at"])
    for key, value in r.choice(e["deadline"]).items():
        r.need(_agrees(e, key, value), "least-time", "it relies on another row of the law than the facts choose")
    return []


def apply_set(r: Replay, e: Event) -> None:
    """It is planned."""
    r.clocks[e["deadline"]] = _clock(e, started=False)


def _clock(e: Event, *, started: bool) -> Thing:
    return Thing(
        due=e["due_at"], starts_on=e["starts_on"], last_on=e.get("last_on"), started=started, n=e.n,
        cause=e.get("cause"), met=None, missed=None, stopped=None, left=None, rulings=[], known_by=set(),
        length=e.get("length"),
        starts_at=e.get("starts_at"), provisional=e.get("provisional", False), calendar=e.get("calendar"),
    )  # fmt: skip


def apply_started(r: Replay, e: Event) -> None:
    """It runs."""
    r.clocks[e["deadline"]] = _clock(e, started=True)


def _ticking(r: Replay, e: Event, doing: str) -> Thing:
    rule = r.known_in(r.rules["deadlines"], e["deadline"], "deadline")
    r.role(e, rule["set_by"], "{} {}".format(doing, e["deadline"]))
    clock = r.clocks.get(e["deadline"])
    if clock is None or not clock.started:
        raise Fault("deadline", "{} did not run".format(e["deadline"]), e.n)
    r.need(clock.stopped is None and clock.met is None, "deadline", "{} stood still or was met".format(e["deadline"]))
    r.need(e.at <= clock.due, "late", "{} had ended".format(e["deadline"]))
    r.need(e["was_due_at"] == clock.due, "deadline", "it did not end when the event says")
    r.need(e["last_on"] == str(r.today(e["due_at"])), "deadline", "its last day is not the day of its end")
    r.not_ended()
    return clock


def check_extended(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Only later, only while it runs."""
    clock = _ticking(r, e, "extend")
    r.need(e["due_at"] > clock.due, "shortened", "{} was called an extension and ends earlier".format(e["deadline"]))
    return []


def check_shortened(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Earlier only by a newer notice that says so, and never below the law's least time."""
    clock = _ticking(r, e, "shorten")
    r.need(e.at < e["due_at"] < clock.due, "deadline", "it was not brought forward to a moment ahead")
    notice = r.notices.get(e["notice"])
    told = notice is not None and notice.reference == e["reference"] and notice.n > clock.n
    r.need(told, "shortened", "no notice since its last change says so")
    r.least_time(e["deadline"], day(clock.starts_on), e["due_at"])
    return []


def apply_new_end(r: Replay, e: Event) -> None:
    """It ends at another moment."""
    clock = r.clocks[e["deadline"]]
    clock.due, clock.last_on, clock.n, clock.known_by = e["due_at"], e["last_on"], e.n, set()
    if e.type in {"deadline.moved", "deadline.recounted"}:
        clock.calendar, clock.provisional = e["calendar"], e["provisional"]
    if e.type == "deadline.recounted":
        clock.length = e["length"]
    if e.type == "deadline.resumed":
        clock.stopped = clock.left = None


def apply_stopped(r: Replay, e: Event) -> None:
    """It stands still."""
    clock = r.clocks[e["deadline"]]
    clock.stopped, clock.left, clock.n = e.at, (e["days"], e["microseconds"]), e.n


def apply_met(r: Replay, e: Event) -> None:
    """It is met."""
    clock = r.clocks[e["deadline"]]
    clock.met, clock.n = e["event"], e.n


def check_missed(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """The clock alone says that a duty was not met in time."""
    rule = r.known_in(r.rules["deadlines"], e["deadline"], "deadline")
    r.need((e.actor, e.role) == ("clock", "clock"), "role", "only the clock records that a deadline was missed")
    clock = r.clocks.get(e["deadline"])
    if clock is None or not rule["met_by"]:
        raise Fault("deadline", "nobody could miss {}".format(e["deadline"]), e.n)
    r.need(r.passed(clock) and e["due_at"] == clock.due, "deadline", "{} had not passed".format(e["deadline"]))
    r.need(clock.met is None and clock.missed is None, "deadline", "it was met, or recorded as missed, before")
    r.need(r.ended is None or clock.n >= r.entered(r.step), "ended", "it ended with the procedure")
    return []


def apply_missed(r: Replay, e: Event) -> None:
    """It was missed."""
    r.clocks[e["deadline"]].missed = e.n


def check_acknowledged(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Who is reminded of it says once that they know."""
    rule = r.known_in(r.rules["deadlines"], e["deadline"], "deadline")
    r.own(e)
    r.need(e["role"] == e.role, "actor", "it names another role than it was recorded in")
    notices = [one["notice"] for one in [*rule["met_by"], rule["starts"]] if one.get("notice")]
    publishers = [role for name in notices for role in r.rules["notices"][name]["by"]]
    owner = rule["owner"] or (rule["set_by"] + publishers + r.rules["powers"]["open"])[0]
    roles = [owner, rule["deputy"], rule["senior"] or r.rules["powers"]["waive"][0], *rule["set_by"]]
    r.role(e, roles, "acknowledge " + e["deadline"])
    clock = r.clocks.get(e["deadline"])
    once = clock is not None and clock.met is None and e.actor not in clock.known_by
    r.need(once, "deadline", "there was nothing to acknowledge")
    return []


def apply_acknowledged(r: Replay, e: Event) -> None:
    """They know."""
    r.clocks[e["deadline"]].known_by.add(e["by"])


def check_ruled(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A ruling is about a receipt so close to the end that the clock, as wrong as it may be, cannot tell."""
    rule = r.known_in(r.rules["deadlines"], e["deadline"], "deadline")
    r.own(e)
    r.need(e["role"] == e.role, "actor", "it names another role than it was recorded in")
    r.role(e, [*rule["set_by"], *r.rules["powers"]["suspend"]], "rule on " + e["deadline"])
    r.not_ended()
    clock = r.clocks.get(e["deadline"])
    if clock is None or not clock.started or clock.stopped is not None:
        raise Fault("deadline", "{} did not run".format(e["deadline"]), e.n)
    near = abs(instant(e["received_at"]) - instant(clock.due)) <= e["error_us"] * MICROSECOND
    r.need(near and e["due_at"] == clock.due, "ruling", "it is further from the end than the clock can be wrong")
    r.need(e["received_at"] <= e.at, "time", "it was received after the ruling")
    r.need(0 <= e["error_us"] <= 3_600_000_000, "ruling", "no clock is an hour wrong")
    r.need(r.ruling(clock, e["subject"], e["received_at"]) is None, "ruling", "it was ruled before")
    return []


def apply_ruled(r: Replay, e: Event) -> None:
    """A person's word on it."""
    word = Thing(
        about=e["subject"], at=e["received_at"], due=e["due_at"], in_time=e["in_time"], error=e["error_us"], n=e.n
    )
    r.clocks[e["deadline"]].rulings.append(word)


def check_calendar(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Another version of the law's calendar; every open deadline that ends elsewhere on it moves."""
    powers = r.rules["powers"]
    r.own(e)
    r.role(e, powers["change_calendar"] or powers["pause"], "change the calendar")
    r.not_ended()
    other = r.calendar_of(e["calendar"])
    r.need(e["was"] == r.calendar and e["calendar"] != r.calendar, "calendar", "it was on another calendar before")
    r.need(other.name == r.rules["calendar"], "calendar", "which days count is not chosen case by case")
    return [said for name, clock in r.clocks.items() for said in _moved_clock(r, name, clock, other)]


def _moved_clock(r: Replay, name: str, clock: Thing, other: Calendar) -> list[Follow]:
    period = r.rules["deadlines"][name]["period"]
    over = clock.met is not None or clock.stopped is not None or clock.due < r.now
    if over or not clock.started or period is None or not asks_calendar(period):
        return []
    own = dict(period) if clock.length is None else dict(period, length=clock.length)
    zone, start = r.known.zone, day(clock.starts_on)
    _, before, _ = end_of_period(own, start, clock.starts_at or "", r.days(), zone)
    if before == clock.due or period["unit"] != "working-days" or clock.last_on is None:
        last_on, due, _ = end_of_period(own, start, clock.starts_at or "", other, zone)
    else:  # it once stood still: what is left of it is counted
        today = r.today()
        days = sum(1 for i in range(1, (day(clock.last_on) - today).days + 1) if r.days().works(today + i * ONE_DAY))
        rest = zone.rest_of_day(instant(r.now)) // MICROSECOND if r.days().works(today) else 0
        last_on = last_day_of_rest(instant(r.now), days, rest, zone, other.works)
        due = moment_of_end(own, last_on, zone)
    provisional = last_on > other.last
    if due <= r.now or (due == clock.due and provisional == bool(clock.provisional)):
        return []
    said = {
        "deadline": name,
        "last_on": str(last_on),
        "due_at": due,
        "was_due_at": clock.due,
        "calendar": other.pin,
        "provisional": provisional,
    }
    return [("deadline.moved", said)]


def apply_calendar(r: Replay, e: Event) -> None:
    """It counts on that one now."""
    r.calendar = e["calendar"]


# ----------------------------------------------------------------------------------------------------------------------
# Moves to another version of the definition
# ----------------------------------------------------------------------------------------------------------------------

ONE_TO_ONE = ("artefact", "decision", "deadline", "envelope", "round")
INTERNAL = frozenset(
    (
        "version", "title", "text", "summary", "means", "question", "missed", "short", "ladder", "ladders", "owner",
        "deputy", "senior", "landmarks", "plan", "accepted", "succeeds", "description", "caution",
    )
)  # fmt: skip
NAMED = frozenset(
    (
        "roles", "facts", "settled", "artefacts", "decisions", "notices", "tables", "deadlines", "rounds", "criteria",
        "sub_criteria", "states", "moves", "envelopes", "legal_bases",
    )
)  # fmt: skip


def terms(value: Any, *, names: bool = False) -> Any:
    """What of a definition a supplier could rely on; what lies under a name of the definition's own is all in."""
    if isinstance(value, dict):
        return {
            key: terms(item, names=not names and key in NAMED)
            for key, item in value.items()
            if names or (key not in INTERNAL and item is not None)
        }
    return [terms(item) for item in value] if isinstance(value, list) else value


def _landmark(rules: Data, *path: str) -> Any:
    found: Any = rules.get("landmarks") or {}
    for name in path:
        found = found.get(name) or {} if isinstance(found, dict) else {}
    return found or None


def modification(r: Replay, new: Known) -> str:
    """What the change of rules is in the eyes of the law (UK-MOD-1, UK-MOD-2)."""
    if terms(r.rules) == terms(new.rules):
        return "internal"
    foreseen = r.rules.get("modifications") or {}
    called = foreseen.get("notice") or _landmark(r.rules, "notices", "tender")
    if not ({called} if called else set(r.rules["notices"])) & set(r.notices):
        return "before_notice"
    tendering = _landmark(r.rules, "deadlines", "tendering") or []
    final = foreseen.get("until") or (tendering[-1] if tendering else None)
    if final and r.passed(r.clocks.get(final)):
        return "closed"
    first = tendering[0] if tendering else r.rules["partners"]["entry"]["until"]
    door = foreseen.get("free_until") or _landmark(r.rules, "deadlines", "participation") or first
    return "limited" if r.passed(r.clocks.get(door)) else "revised"


def check_to_another(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """Everything on record has a place in the other definition, nothing promised is shortened, the law allows it."""
    powers, code = r.rules["powers"], "another-version"
    r.own(e)
    r.role(e, powers.get("move") or powers["open"], "move the procedure to another version")
    r.not_ended()
    r.need(r.suspended is None, "suspended", "a court suspended the procedure")
    new = r.known.all.get(e["definition"])
    if new is None:
        raise Fault("definition", "it was moved to a definition that is not in the bundle", e.n)
    r.need(e["was"] == r.known.digest != new.digest, code, "it did not run under the definition that the event says")
    r.need(e["was_version"] == r.rules["version"], code, "it did not run under the version that the event says")
    said = (e["version"], e["law_pack"], e["stage"])
    expected = (new.rules["version"], new.rules["law_pack"], new.stage_of.get(e["step"]))
    r.need(said == expected, code, f"it was moved to {said}, and the definition says {expected}")
    r.need(new.rules["zone"] == r.rules["zone"], code, "its dates would lie in another zone")
    was, now = r.calendar_of(r.calendar), r.calendar_of(e["calendar"])
    r.need(now.name == new.rules["calendar"], "calendar", "it counts on another calendar than the definition says")
    same = now.pin == was.pin or now.name != was.name
    r.need(same, "calendar", "a move puts nothing on another version of a calendar")
    names = {(kind, old): to for kind, old, to in e["names"]}
    _places(r, new, names, e)
    _facts(r, new, e)
    gone = {f"{gate}/{id_}" for gate, id_ in r.waivers if _asked(r.known, gate, id_) != _asked(new, gate, id_)}
    r.need(set(e["waivers"]) == gone, code, f"the waivers that no longer count are {sorted(gone)}")
    kind = modification(r, new)
    r.need(e["modification"] == kind != "closed", "modification", f"the change of rules is {kind}")
    if kind in {"revised", "limited"}:
        r.need("data.reconsidered" in e.sealed, "modification", "it is not said how deadlines were reconsidered")
    if kind == "revised":
        called = (r.rules.get("modifications") or {}).get("notice") or _landmark(r.rules, "notices", "tender")
        known = [r.notices[called]] if called in r.notices else sorted(r.notices.values(), key=lambda one: one.n)
        first = known[0]
        anew = first.earlier and (r.moved is None or first.n > r.moved.n)
        r.need(anew and first.reference == e["revised"], "modification", "the notice was not published again for it")
    if kind == "limited":
        answers = (e.get("admits_others"), e.get("changes_participants"))
        r.need(answers == (False, False), "modification", "it is not said that the change is not substantial")
        r.need("data.told" in e.sealed, "modification", "it is not said how participating suppliers were notified")
    return _reckoned(r, new, names, e)


def _asked(known: Known, gate: str, id_: str) -> Any:
    """A requirement of a gate, as the definition has it; nothing where it is not asked."""
    found = known.gates.get(gate)
    return next((one for one in found["gate"] if one["id"] == id_), None) if found else None


def _defined(known: Known) -> dict[str, Any]:
    rules = known.rules
    return {
        "step": known.stage_of, "stage": known.stages, "partner_state": rules["partners"]["states"],
        "artefact": rules["artefacts"], "decision": rules["decisions"], "deadline": rules["deadlines"],
        "envelope": rules["money"]["envelopes"], "round": rules["rounds"], "notice": rules["notices"],
        "role": rules["roles"], "legal_base": rules["money"]["legal_bases"],
    }  # fmt: skip


def _places(r: Replay, new: Known, names: dict[tuple[str, str], str], e: Event) -> None:
    """What is on record under a name has a place under that name, or under the one that it gets."""
    code, here, there = "another-version", _defined(r.known), _defined(new)
    for (kind, old), to in names.items():
        r.need(old in here[kind] and to in there[kind], code, f"{kind} {old} cannot become {to}")
    held: dict[str, set[str]] = {
        "step": {r.step},
        "stage": set(r.lessons),
        "partner_state": {one.state for one in r.partners.values()},
        "artefact": {name for name, _ in r.papers},
        "decision": {name for name, one in r.decisions.items() if one.decided is not None or one.confirms},
        "envelope": set(r.envelopes),
        "round": {*r.refined, *(cell[0] for cell in (*r.scores, *r.moderated))},
        "notice": {*r.notices, *([r.notice_due] if r.notice_due else [])},
        "role": {*r.actors, *(role for role, _ in r.interests)},
        "legal_base": {one.base for one in r.commitments.values()},
        "deadline": set(r.clocks),
    }
    for kind, found in held.items():
        now = [names.get((kind, name), name) for name in found]
        if kind in ONE_TO_ONE:
            r.need(len(set(now)) == len(now), code, f"two things of the kind {kind} would have one name")
        for name in now if kind != "deadline" else ():
            r.need(name in there[kind], code, f"{kind} {name} is on record, and has no place")
    r.need(e["step"] == names.get(("step", r.step), r.step), code, "it stood in another step")
    for name in held["round"]:
        was, now_ = here["round"][name], there["round"].get(names.get(("round", name), name), {})
        same = all(terms(was[key]) == terms(now_.get(key)) for key in ("criteria", "scale_min", "scale_max"))
        r.need(same, code, f"tenders are scored in {name}, on other criteria or another scale")
    for name in held["artefact"]:
        paper = there["artefact"].get(names.get(("artefact", name), name), {})
        r.need(paper.get("per_partner") == here["artefact"][name]["per_partner"], code, f"{name} is filed otherwise")
    money = new.rules["money"]["currency"] == r.rules["money"]["currency"]
    r.need(money or not (r.envelopes or r.commitments), code, "money is on record in another currency")


def _facts(r: Replay, new: Known, e: Event) -> None:
    facts, rules = e["facts"], new.rules
    both = set(rules["facts"]) | set(rules["settled"])
    r.need(set(facts) == both, "facts", "the questions of fact were not all answered, or others were")
    for name, settled in rules["settled"].items():
        r.need(facts.get(name) is settled["answer"], "facts", f"{name} is settled by the definition otherwise")
    for name, fact in rules["facts"].items():
        stays = name not in r.facts or name in rules["settled"] or facts.get(name) == r.facts[name]
        r.need(stays, "facts", f"{name} was answered before, and otherwise")
        for other in fact["contradicts"]:
            r.need(not (facts.get(name) and facts.get(other)), "facts", f"{name} and {other} cannot both be")


def _reckoned(r: Replay, new: Known, names: dict[tuple[str, str], str], e: Event) -> list[Follow]:
    """Each open deadline is kept, counted anew and later, or dropped; what is new begins on its real day."""
    code, found = "deadline", []
    outcomes = {name: outcome for name, outcome, _ in e["reckoned"]}
    after = _after(r, new, names, e)
    for old, clock in r.clocks.items():
        name = names.get(("deadline", old), old)
        rule, was = new.rules["deadlines"].get(name), r.rules["deadlines"][old]
        over, outcome = clock.met is not None or r.passed(clock), outcomes.pop(name, None)
        if rule is None or (not over and not clock.started and rule["period"] is not None):
            r.need(outcome == "dropped" and (over or not clock.started), code, f"{name} ran, and was dropped")
            found.append(("deadline.dropped", {"deadline": name, "was_due_at": clock.due}))
        elif over:
            r.need(outcome is None, code, f"{name} was over, and was reckoned")
        elif clock.stopped is not None:
            r.need(outcome == "kept" and _can_go_on(r, clock, was, rule), code, f"{name} could never go on")
        elif clock.started and rule["period"] is not None and outcome == "recomputed":
            said = _counted(r, after, name, clock, was["period"], rule["period"])
            r.need(said["due_at"] > clock.due, "shortened", f"{name} was counted anew and ends no later")
            found.append(("deadline.recounted", said))
        else:
            r.need(outcome == "kept", code, f"{name} runs, and nothing is said of it")
    for name, rule in new.rules["deadlines"].items():
        if outcomes.pop(name, None) == "begun":
            found += _begun(r, after, name, rule)
    r.need(not outcomes, code, f"{sorted(outcomes)} were reckoned, and are no open deadlines")
    return found


def _after(r: Replay, new: Known, names: dict[tuple[str, str], str], e: Event) -> Replay:
    """The same notes under the other definition, for counting: what is on record there is not to be changed."""
    after = copy.copy(r)
    after.known, after.rules, after.calendar, after.facts = new, new.rules, e["calendar"], dict(e["facts"])
    after.visits = {**r.visits, **{to: r.visits[old] for (_, old), to in names.items() if old in r.visits}}
    after.decisions = {names.get(("decision", name), name): one for name, one in r.decisions.items()}
    return after


def _can_go_on(r: Replay, clock: Thing, was: Data, rule: Data) -> bool:
    lies = {"suspended": r.suspended is not None, "paused": r.paused is not None}
    units = [None if one["period"] is None else one["period"]["unit"] for one in (was, rule)]
    same = clock.left is None or clock.left[0] is None or units[0] == units[1]
    return same and any(lies[overlay] for overlay in rule["stands_still"])


def _counted(r: Replay, after: Replay, name: str, clock: Thing, was: Data | None, rule: Data) -> Data:
    """Where a running deadline ends by the rule of the other definition, from the same start."""
    period, zone, start = dict(rule), after.known.zone, day(clock.starts_on)
    length = clock.length if was is None or clock.length is not None else was["length"]
    if was is not None and clock.length is not None and clock.length > was["length"] and was["unit"] == rule["unit"]:
        period["length"] = max(clock.length, rule["length"])
    starts_at = clock.starts_at or written(zone.start_of(start))
    last_on, due, asked = end_of_period(period, start, starts_at, after.days(), zone)
    if was is not None:
        own = dict(was, length=length)
        _, plain, _ = end_of_period(own, start, clock.starts_at or "", r.days(), zone)
        if plain != clock.due and due > plain:
            last_on, due = day(clock.last_on), clock.due
            if was["unit"] == period["unit"] and period["unit"] in {"working-days", "calendar-days"}:
                begin, more = last_on, period["length"] - own["length"]
                while more > 0:
                    last_on += ONE_DAY
                    more -= period["unit"] == "calendar-days" or after.days().works(last_on)
                due = written(zone.same_hour(instant(clock.due), last_on - begin))
    return {
        "deadline": name, "last_on": str(last_on), "due_at": due, "was_due_at": clock.due,
        "calendar": after.calendar if asked else None, "length": period["length"],
        "provisional": asked and last_on > after.days().last,
    }  # fmt: skip


def _begun(r: Replay, after: Replay, name: str, rule: Data) -> list[Follow]:
    """A deadline that is new begins on the day on which what starts it happened."""
    kind, of, outcome = _named_event(rule["starts"])
    on: str | None = None
    at = ""
    if kind == "notice" and of in r.notices:
        on = r.notices[of].on
        at = written(after.known.zone.start_of(day(on)))
    elif kind == "step" and of in after.visits:
        at = after.visits[of][1]
        on = str(after.today(at))
    elif kind == "decision" and of in after.decisions:
        word = after.decisions[of]
        words = [one for one in (word.decided, *word.confirms.values()) if one is not None and one.outcome == outcome]
        if words:
            at = max(words, key=lambda one: one.n).at
            on = str(after.today(at))
    known = on is not None and rule["period"] is not None
    if not r.need(known, "deadline", f"{name} began, and nothing had started it"):
        return []
    begins = after.begins(name, day(str(on)))[1]
    hours = rule["period"]["unit"] in ("hours", "business-hours")
    if hours:
        last_on, due, _ = end_of_period(rule["period"], day(str(on)), at, after.days(), after.known.zone)
        begins.update(last_on=str(last_on), due_at=due, starts_at=at)
    begins["cause"] = r.n
    started: list[Follow] = [("deadline.started", begins)]
    lies = r.paused is not None and "paused" in rule["stands_still"] and begins["due_at"] > r.now
    return [*started, after.stop(name, begins["due_at"])] if lies else started


def apply_to_another(r: Replay, e: Event) -> None:
    """Another definition is in force, and what is on record is called as it calls it."""
    new = r.known.all.get(e["definition"])
    if new is None:
        raise Fault("definition", "it was moved to a definition that is not in the bundle", e.n)
    kept = (
        "known", "rules", "calendar", "step", "stage", "facts", "visits", "papers", "decisions", "partners", "clocks",
        "envelopes", "commitments", "lessons", "scores", "moderated", "refined", "waivers",
    )  # fmt: skip
    shared = {"known", "rules"}
    before = {name: getattr(r, name) if name in shared else copy.deepcopy(getattr(r, name)) for name in kept}
    r.moved = Thing(n=e.n, until=e.n, cause=e.cause, before=before, was=e["was"])
    names = {(kind, old): to for kind, old, to in e["names"]}
    visits = {**r.visits}
    for (kind, old), to in names.items():
        if kind in {"step", "stage"} and old in r.visits:
            visits[to] = max(visits.get(to, (-1, "")), r.visits[old])
    here = r.visits.get(r.stage)
    if e["stage"] not in visits and here is not None:
        visits[e["stage"]] = here
    r.visits = visits
    r.papers = {(names.get(("artefact", one), one), ref): paper for (one, ref), paper in r.papers.items()}
    r.decisions = {names.get(("decision", one), one): said for one, said in r.decisions.items()}
    r.clocks = {names.get(("deadline", one), one): clock for one, clock in r.clocks.items()}
    r.envelopes = {names.get(("envelope", one), one): sums for one, sums in r.envelopes.items()}
    r.lessons = {names.get(("stage", one), one): known for one, known in r.lessons.items()}
    r.scores = {(names.get(("round", cell[0]), cell[0]), *cell[1:]): one for cell, one in r.scores.items()}
    r.moderated = {(names.get(("round", cell[0]), cell[0]), *cell[1:]): one for cell, one in r.moderated.items()}
    r.refined = {names.get(("round", name), name): one for name, one in r.refined.items()}
    for one in r.commitments.values():
        one.envelope = names.get(("envelope", one.envelope), one.envelope)
    for one in r.partners.values():
        one.state = names.get(("partner_state", one.state), one.state)
        one.previous = names.get(("partner_state", one.previous), one.previous)
    for name in e["waivers"]:
        gate, _, id_ = name.partition("/")
        r.waivers.pop((gate, id_), None)
    r.known, r.rules, r.calendar = new, new.rules, e["calendar"]
    r.step, r.stage, r.facts = e["step"], e["stage"], dict(e["facts"])
    r.report.count("versions")


def apply_dropped(r: Replay, e: Event) -> None:
    """There is no such deadline any more."""
    r.clocks.pop(e["deadline"], None)


def check_back(r: Replay, e: Event, _: list[Event]) -> list[Follow]:
    """A move is taken back as long as nothing was done under its rules."""
    powers = r.rules["powers"]
    r.own(e)
    r.role(e, powers.get("move") or powers["open"], "take a move back")
    r.not_ended()
    was = r.moved
    if was is None:
        raise Fault("another-version", "there was no move to take back", e.n)
    before = was.before["known"]
    said = (e["definition"], e["version"], e["was"], e["was_version"], e["move"])
    expected = (before.digest, before.rules["version"], r.known.digest, r.rules["version"], was.n)
    r.need(said == expected, "another-version", "it was moved back to another version than it came from")
    r.need(was.until == e.n - 1, "another-version", "something was done under the rules that it was moved to")
    return []


def apply_back(r: Replay, e: Event) -> None:
    """Everything that the move changed is as it was before it."""
    if r.moved is not None:
        for name, value in r.moved.before.items():
            setattr(r, name, value)
    r.moved = None


# ----------------------------------------------------------------------------------------------------------------------
# Corrections
# ----------------------------------------------------------------------------------------------------------------------

VOIDABLE = frozenset(
    [
        "artefact.accepted",
        "artefact.rejected",
        "decision.recorded",
        "conflicts.declared",
        "exclusion.checked",
        "lesson.recorded",
        "assessment.recorded",
        "assessment.moderated",
        "requirement.waived",
        "partner.moved",
        "notice.published",
    ]
)


def check_corrected(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """An earlier event is declared wrong, once; some effects can be taken back, while nobody relied on them."""
    wrong = e["event"]
    r.role(e, r.rules["powers"]["correct"], "correct the record")
    if not r.need(type(wrong) is int and 0 <= wrong < e.n, "correction", "it corrects an event that was not there"):
        return []
    r.need(wrong not in r.corrected, "correction", f"event {wrong} was corrected before")
    type_ = [*KINDS, "an unknown one"][r.kinds[wrong]]
    r.need(e["type"] == type_, "correction", f"event {wrong} is of another type than it says")
    r.one_of(e, "effect", "note void")
    if e["effect"] != "void":
        return []
    r.need(type_ in VOIDABLE, "correction", f"{type_} cannot be taken back")
    for (_, person), declared in r.interests.items():
        own = declared.n == wrong and declared.position != "none"
        r.need(not own, "correction", f"only {person} can declare anew")
    held = [(key[0], one) for key, ones in r.scores.items() for one in ones.values()]
    held += [(key[0], one) for key, one in r.moderated.items()]
    for round_, one in held:
        if one.n == wrong:
            r.need(r.step in r.rules["rounds"][round_]["during"], "correction", "its round was no longer assessed")
    if type_ == "partner.moved":
        gone = next((p for p in r.partners.values() if p.n == wrong), None)
        left = gone is not None and gone.state in r.known.leavers and gone.previous is not None
        r.need(left, "leaver", "only a partner's latest departure can be taken back")
        r.need(gone is None or gone.mover != e.actor, "four-eyes", f"{e.actor} moved the partner and took it back")
        r.need(wrong > r.entered(r.step), "leaver", "the procedure had gone on since")
    return _clocks_corrected(r, e, followed, wrong, type_)


def _clocks_corrected(r: Replay, e: Event, followed: list[Event], wrong: int, type_: str) -> list[Follow]:
    notice = next((name for name, known in r.notices.items() if known.n == wrong), None)
    told = next((one for one in followed if one.type == "notice.published"), None)
    clocks = [(name, c) for name, c in r.clocks.items() if c.started and wrong in (c.cause, c.met)]
    for name, clock in clocks:
        if clock.cause == wrong:
            r.need(not _relied_on(r, name, clock), "correction", f"somebody had relied on the end of {name}")
    on: date | None = None
    follow: list[Follow] = []
    if type_ == "notice.published":
        r.need(notice is not None, "correction", "only the latest publication of a notice can be taken back")
        if told is None:
            r.need(r.entered(r.step) <= wrong, "correction", "a step was entered since, and may rest on it")
    if told is not None and notice is not None:
        on = day(told["on"])
        known = r.notices[notice]
        before = [r.today(at) for n, at in r.visits.values() if n < wrong]
        r.need(
            max(before, default=r.today()) <= on <= r.today() and str(on) != known.on,
            "day",
            f"it could not have been published on {on}",
        )
        follow.append(
            ("notice.published", {"notice": notice, "on": str(on), "reference": known.reference, "ceased_lots": []})
        )
    for name, clock in clocks:
        rule = r.rules["deadlines"][name]
        if clock.cause == wrong and on is None:
            follow.append(("deadline.cancelled", {"deadline": name, "event": wrong, "was_due_at": clock.due}))
        elif clock.cause == wrong and on is not None:
            r.need(clock.stopped is None, "correction", f"{name} stood still")
            if rule["period"] is None:
                r.least_time(name, on, clock.due)
            follow.append(_recomputed(r, name, clock, wrong, on))
        elif on is None:
            said = {
                "deadline": name,
                "event": wrong,
                "starts_on": clock.starts_on,
                "last_on": clock.last_on or clock.starts_on,
            }
            said.update(due_at=clock.due, was_due_at=clock.due, calendar=clock.calendar, cause=None)
            follow.append(("deadline.recomputed", said))
    return follow


def _recomputed(r: Replay, name: str, clock: Thing, wrong: int, on: date) -> Follow:
    rule = r.rules["deadlines"][name]
    due, last_on, calendar = clock.due, clock.last_on, clock.calendar
    if rule["period"] is not None:
        begun = r.begins(name, on, clock.length, now=written(r.known.zone.start_of(on + ONE_DAY)))[1]
        due, last_on, calendar = begun["due_at"], begun["last_on"], begun["calendar"]
        if rule["may_be_longer"] and clock.due > due:
            due, last_on = clock.due, clock.last_on
    return "deadline.recomputed", {
        "deadline": name, "event": wrong, "starts_on": str(on), "last_on": last_on or str(r.today(due)), "due_at": due,
        "was_due_at": clock.due, "calendar": calendar, "cause": r.n + 1,
    }  # fmt: skip


def _relied_on(r: Replay, name: str, clock: Thing) -> bool:
    """Whether something that only this end allows was done after it."""
    if not r.passed(clock):
        return False
    stepped = any(at > clock.due for _, at in r.visits.values())
    late = r.rules["partners"]["entry"]["until"] == name and any(not one.on_time for one in r.partners.values())
    opened = any(
        r.rules["artefacts"][a]["sealed_until"] == name and p.reviewer is not None for (a, _), p in r.papers.items()
    )
    signed_ = r.known.standstill == name and any(one.n > clock.n for one in r.partners.values())
    return stepped or late or opened or signed_


def apply_corrected(r: Replay, e: Event) -> None:
    """What was taken back counts no more; a later word on the same thing is left alone."""
    r.corrected[e["event"]] = e.n
    if e["effect"] == "void":
        _void(r, e["event"], e["type"], e.n)


def _void(r: Replay, wrong: int, type_: str, n: int) -> None:
    for paper in r.papers.values() if type_ in ("artefact.accepted", "artefact.rejected") else ():
        if paper.n == wrong:
            paper.status, paper.reviewer, paper.n = "submitted", None, n
    for said in r.decisions.values() if type_ == "decision.recorded" else ():
        if said.decided is not None and said.decided.n == wrong:
            said.decided = None
        elif any(word.n == wrong for word in said.confirms.values()):
            said.confirms = {by: word for by, word in said.confirms.items() if word.n > wrong}
    for one in r.partners.values() if type_ == "partner.moved" else ():
        if one.n == wrong and one.previous is not None:
            one.state, one.previous, one.mover, one.n = one.previous, None, None, n
    for stage in r.lessons.values() if type_ == "lesson.recorded" else ():
        if wrong in stage:
            stage.remove(wrong)
    for key in [key for key, waived in r.waivers.items() if waived == wrong and type_ == "requirement.waived"]:
        del r.waivers[key]
    if type_ in ("conflicts.declared", "exclusion.checked", "assessment.recorded", "assessment.moderated"):
        kept: list[dict[Any, Thing]] = [r.interests, r.checks, r.moderated, *r.scores.values()]
        for records in kept:
            for name in [name for name, one in records.items() if one.n == wrong]:
                del records[name]
    for name, known in list(r.notices.items()) if type_ == "notice.published" else ():
        if known.n == wrong:
            del r.notices[name]
            if known.earlier:
                r.notices[name] = known.earlier[-1]


def check_values_withheld(r: Replay, e: Event, followed: list[Event]) -> list[Follow]:
    """Values were deleted by two people, on a ground; a long list of places comes in several events."""
    r.own(e)
    same = {"decision": e["decision"], "ground": e["ground"], "proposed_by": e["proposed_by"], "by": e["by"]}
    r.need(e["proposed_by"] != e["by"], "four-eyes", f"{e.actor} proposed it and confirmed it too")
    r.need(e["ground"], "withheld", "no ground is stated")
    for one in [e, *followed]:
        for n, path in one["places"]:
            there = type(n) is int and 0 <= n < e.n and (path == "document" or PATH.fullmatch(path))
            r.need(there, "withheld", f"it names a place that is not there: {path} of event {n}")
    return [(e.type, same) for one in followed if one.type == e.type]


def apply_cancelled(r: Replay, e: Event) -> None:
    """It never started."""
    del r.clocks[e["deadline"]]


def apply_recomputed(r: Replay, e: Event) -> None:
    """It started on another day, or is owed again."""
    clock = r.clocks[e["deadline"]]
    clock.cause = clock.cause if e.get("cause") is None else e["cause"]
    clock.due, clock.starts_on, clock.last_on, clock.calendar = e["due_at"], e["starts_on"], e["last_on"], e["calendar"]
    clock.met = clock.missed = None
    clock.known_by, clock.n = set(), e.n


Check = Callable[[Replay, Event, List[Event]], List[Follow]]
Apply = Callable[[Replay, Event], None]

RULES: dict[str, tuple[Check | None, Apply]] = {
    "procedure.opened": (check_opened, apply_opened),
    "gate.decided": (check_gate, apply_nothing),
    "step.entered": (None, apply_entered),
    "award.withdrawn": (None, apply_award_withdrawn),
    "requirement.waived": (check_waived, apply_waived),
    "lot.ceased": (check_lot_ceased, apply_lot_ceased),
    "procedure.suspended": (check_suspended, apply_suspended),
    "procedure.resumed": (check_resumed, apply_resumed),
    "procedure.paused": (check_paused, apply_paused),
    "procedure.unpaused": (check_unpaused, apply_unpaused),
    "procedure.terminated": (check_terminated, apply_terminated),
    "artefact.submitted": (check_submitted, apply_submitted),
    "artefact.accepted": (check_reviewed, apply_reviewed),
    "artefact.rejected": (check_reviewed, apply_reviewed),
    "decision.recorded": (check_decided, apply_decided),
    "notice.published": (check_published, apply_published),
    "partner.registered": (check_registered, apply_registered),
    "partner.moved": (check_moved, apply_moved),
    "exclusion.checked": (check_exclusion, apply_exclusion),
    "conflicts.declared": (check_interests, apply_interests),
    "lesson.recorded": (check_lesson, apply_lesson),
    "communication.recorded": (check_communication, apply_nothing),
    "assessment.recorded": (check_scored, apply_scored),
    "assessment.moderated": (check_moderated, apply_moderated),
    "summaries.sent": (check_summaries, apply_summaries),
    "envelope.set": (check_envelope, apply_envelope),
    "money.committed": (check_committed, apply_committed),
    "instalment.paid": (check_paid, apply_paid),
    "deadline.set": (check_set, apply_set),
    "deadline.started": (None, apply_started),
    "deadline.extended": (check_extended, apply_new_end),
    "deadline.shortened": (check_shortened, apply_new_end),
    "deadline.moved": (None, apply_new_end),
    "deadline.stopped": (None, apply_stopped),
    "deadline.resumed": (None, apply_new_end),
    "deadline.met": (None, apply_met),
    "deadline.missed": (check_missed, apply_missed),
    "deadline.acknowledged": (check_acknowledged, apply_acknowledged),
    "deadline.ruled": (check_ruled, apply_ruled),
    "deadline.cancelled": (None, apply_cancelled),
    "deadline.recomputed": (None, apply_recomputed),
    "calendar.changed": (check_calendar, apply_calendar),
    "procedure.moved": (check_to_another, apply_to_another),
    "procedure.moved_back": (check_back, apply_back),
    "deadline.recounted": (None, apply_new_end),
    "deadline.dropped": (None, apply_dropped),
    "correction.recorded": (check_corrected, apply_corrected),
    "values.withheld": (check_values_withheld, apply_nothing),
    "criteria.refined": (check_refined, apply_refined),
    "modification.recorded": (check_modified, apply_modified),
    "contract.changed": (check_contract_changed, apply_contract_changed),
    "exclusion.reported": (check_exclusion_reported, apply_exclusion_reported),
    "indicators.set": (check_indicators, apply_indicators),
    "claim.notified": (check_claim, apply_claim),
    "notice.stated": (None, apply_nothing),
    "debarment_list.consulted": (None, apply_consulted),
}
"""For each type of event: what must hold when it begins a command (None: it only ever follows), and what it changes."""

RESTS_ON_NOTHING = ("deadline.acknowledged", "communication.recorded", "values.withheld")
"""Types of events that leave the way back from a move open."""

KINDS = {type_: number for number, type_ in enumerate(RULES)}
CHECKS = {type_: check for type_, (check, _) in RULES.items() if check is not None}
APPLIES = {type_: apply for type_, (_, apply) in RULES.items()}
STARTS_CLOCKS = ("notice.published", "gate.decided", "procedure.terminated", "partner.moved", "artefact.submitted",
                 "artefact.accepted", "decision.recorded", "correction.recorded", "claim.notified",
                 "criteria.refined", "modification.recorded", "contract.changed", "exclusion.reported")  # fmt: skip
"""The types with which a deadline can start or be met, themselves or by what follows from them."""


# ======================================================================================================================
# 9  The requirements of gates
# ======================================================================================================================
#
# Each says why it is not met, and nothing when it is. ``partner`` is given in the gate of a partner's own move.


def cells(rule: Data) -> list[tuple[str, str]]:
    """What is scored in a round: each criterion, or each of its parts."""
    return [(name, sub) for name, one in rule["criteria"].items() for sub in (list(one["sub_criteria"]) or [""])]


def round_now(r: Replay, name: str) -> Data:
    """A round with its criteria as they are since the latest refinement."""
    rule: Data = r.rules["rounds"][name]
    return {**rule, "criteria": r.refined[name].criteria} if name in r.refined else rule


def _of_each(r: Replay, asks: Data, partner: str | None, why: Callable[[str | None], str]) -> str:
    refs: list[str | None] = [*r.in_question(asks["partners"], partner)] if asks["partners"] else [None]
    return next((said for said in map(why, refs) if said), "")


def _label(asks: Data, ref: str | None) -> str:
    return asks["artefact"] if ref is None else "{} of {}".format(asks["artefact"], ref)


def artefact_accepted(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """The newest version of the paper is accepted."""
    since = r.entered(asks["since"]) if asks["since"] is not None else -1

    def why(ref: str | None) -> str:
        paper = r.papers.get((asks["artefact"], ref))
        if paper is None:
            return f"{_label(asks, ref)} is missing"
        if paper.filed <= since:
            return f"{_label(asks, ref)} is from before"
        return "" if paper.status == "accepted" else f"{_label(asks, ref)} is {paper.status}"

    return _of_each(r, asks, partner, why)


def artefact_filed(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """The paper is on file."""

    def why(ref: str | None) -> str:
        return "" if (asks["artefact"], ref) in r.papers else f"{_label(asks, ref)} is missing"

    return _of_each(r, asks, partner, why)


def artefact_reviewed(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """What was filed was answered; who filed nothing before the deadline counts as answered."""
    until = r.rules["artefacts"][asks["artefact"]]["sealed_until"]

    def why(ref: str | None) -> str:
        paper = r.papers.get((asks["artefact"], ref))
        if paper is None:
            return "" if until and r.passed(r.clocks.get(until)) else f"{_label(asks, ref)} is missing"
        return f"{_label(asks, ref)} waits for its reviewer" if paper.status == "submitted" else ""

    return _of_each(r, asks, partner, why)


def decision_taken(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """Taken with "pass" since the step was entered, and confirmed by another person where four eyes are asked."""
    name = asks["decision"]
    decided, confirming = r.words(name)
    if decided is None:
        return f"{name} was not taken"
    if decided.outcome != "pass":
        return f"{name} was answered {decided.outcome}"
    if r.rules["decisions"][name]["confirmed_by"] is None:
        return ""
    second = [word for word in confirming if word.n > decided.n and word.by != decided.by]
    if not second:
        return f"{name} was not confirmed by a second person"
    return "" if second[-1].outcome == "pass" else f"{name} was not confirmed"


def _close(r: Replay, clock: Thing, about: str | None) -> Thing | None:
    """A ruling that decides because the end was too close for the clock."""
    ruled = r.ruling(clock, about) if about else None
    if ruled is None or clock.stopped is not None:
        return None
    near = abs(instant(r.now) - instant(clock.due)) <= ruled.error * MICROSECOND
    return ruled if near else None


def deadline_passed(r: Replay, asks: Data, gate: str | None, partner: str | None) -> str:
    """It has started and is over."""
    name = asks["deadline"]
    clock = r.clocks.get(name)
    if clock is None or not clock.started:
        return f"{name} had not started"
    ruled = _close(r, clock, partner or gate)
    over = not ruled.in_time if ruled is not None else r.passed(clock)
    return "" if over else f"{name} had not passed"


def deadline_not_passed(r: Replay, asks: Data, gate: str | None, partner: str | None) -> str:
    """It has started and still runs, or a ruling says that this came in time."""
    name = asks["deadline"]
    clock = r.clocks.get(name)
    if clock is None or not clock.started:
        return f"{name} had not started"
    about = partner or gate
    ruled = r.ruling(clock, about) if about else None
    if ruled is None:
        return f"{name} had passed" if r.passed(clock) else ""
    return "" if ruled.in_time and ruled.n > r.entered(r.step) else f"{name} had passed"


def partners_in_state(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """Between min and max of them, over all lots or in each that goes on."""
    there = r.in_question(asks["states"], partner)
    groups = {"": there}
    if asks["each_lot"] and r.lots:
        groups = {lot: [ref for ref in there if r.partners[ref].lot == lot] for lot, over in r.lots.items() if not over}
    for lot, refs in groups.items():
        if len(refs) < asks["min"] or (asks["max"] is not None and len(refs) > asks["max"]):
            return f"{len(refs)} partners were {' or '.join(asks['states'])}{' in lot ' + lot if lot else ''}"
    return ""


def every_partner_assessed(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """Each has a moderated score for everything that is scored in the round."""
    wanted = cells(round_now(r, asks["round"]))
    for ref in r.in_question(asks["states"], partner):
        if not all((asks["round"], ref, *cell) in r.moderated for cell in wanted):
            return f"{ref} lacked moderated scores"
    return ""


def budget_covers(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """The envelope covers what is bound, on legal bases, and each partner in question has some."""
    envelope = r.envelopes.get(asks["envelope"])
    if envelope is None:
        return "nothing was in {}".format(asks["envelope"])
    mine = [one for one in r.commitments.values() if one.envelope == asks["envelope"]]
    if sum(one.amount for one in mine) > envelope.amount:
        return "more was bound than {} holds".format(asks["envelope"])
    if any(one.base not in r.rules["money"]["legal_bases"] for one in mine):
        return "money was bound without a legal base"
    refs = r.in_question(asks["states"], partner) if asks["states"] else []
    without = set(refs) - {one.partner for one in mine}
    return "no money was bound for {}".format(", ".join(sorted(without))) if without else ""


def notice_published(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """It is out; with ``since``, after the latest entry into that step."""
    notice = r.notices.get(asks["notice"])
    since = r.entered(asks["since"]) if asks["since"] is not None else -1
    return "" if notice is not None and notice.n > since else "{} was not published".format(asks["notice"])


def conflicts_declared(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """Somebody declared in each role, everybody who acted in it did, and nothing is unresolved."""
    since = r.entered(asks["since"]) if asks["since"] is not None else -1
    current = {key: one for key, one in r.interests.items() if one.n > since}
    for (_role, person), one in current.items():
        if one.position == "unresolved":
            return f"a conflict of {person} was unresolved"
    spoken = {role for role, _ in current}
    for role in asks["roles"]:
        people = [*r.actors.get(role, ()), *_panel(r, role, since)]
        for person in people:
            if (role, person) not in current:
                return f"{person} ({role}) had not declared interests"
        if role not in spoken:
            return f"nobody declared interests as {role}"
    return ""


def _panel(r: Replay, role: str, since: int) -> list[str]:
    rounds = r.rules["rounds"]
    found = [
        one.by
        for key, ones in r.scores.items()
        if rounds[key[0]]["scored_by"] == role
        for one in ones.values()
        if one.n > since
    ]
    return found + [
        one.by for key, one in r.moderated.items() if rounds[key[0]]["moderated_by"] == role and one.n > since
    ]


def exclusions_checked(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """Each was checked since the step was entered, and none stays excluded."""
    for ref in r.in_question(asks["states"], partner):
        check = r.checks.get(ref)
        if check is None or check.n <= r.entered(r.step):
            return f"{ref} was not checked"
        if check.outcome == "excluded":
            return f"{ref} was to be excluded"
        if _stale(r, check):
            return f"the debarment list looked at for {ref} was too old, or not on record"
    return ""


def _stale(r: Replay, check: Thing) -> bool:
    age = (r.rules.get("exclusions") or {}).get("list_age_days")
    return age is not None and (check.list_on is None or (r.today() - day(check.list_on)).days > age)


def standstill_over(r: Replay, asks: Data, gate: str | None, partner: str | None) -> str:
    """Its last day is over."""
    clock = r.clocks.get(asks["deadline"])
    if clock is None or not clock.started or clock.last_on is None:
        return "the standstill had not started"
    ruled = _close(r, clock, partner or gate)
    over = not ruled.in_time if ruled is not None else r.passed(clock)
    return "" if over else "the standstill was not over"


def lessons_recorded(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """What was learnt in the stage is written down."""
    have = len(r.lessons.get(asks["stage"], ()))
    return "" if have >= asks["min"] else f"{have} of {asks['min']} lessons were recorded"


def summaries_sent(r: Replay, _: Data, __: str | None, ___: str | None) -> str:
    """Since the final round was assessed."""
    since = max(r.entered(step) for step in r.rules["rounds"][r.rules["final_round"]]["during"])
    return "" if r.summaries is not None and r.summaries > since else "the summaries were not sent"


def ranks_first(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """It reaches every minimum, and no rival in its lot that does has a better total."""
    if partner is None:
        return "it is asked of one partner"
    lot = r.partners[partner].lot
    rivals = [
        ref for ref, one in r.partners.items() if ref != partner and one.lot == lot and one.state in asks["rivals"]
    ]
    totals: dict[str, Fraction] = {}
    for ref in [partner, *rivals]:
        total = _total(r, asks["round"], ref)
        if total is None:
            return f"{ref} lacked moderated scores"
        totals[ref] = total
    if not _reaches(r, asks["round"], partner):
        return f"{partner} stays below a published minimum"
    better = [ref for ref in rivals if totals[ref] > totals[partner] and _reaches(r, asks["round"], ref)]
    return f"{better[0]} had a better total than {partner}" if better else ""


def _share(r: Replay, round_: str, ref: str, name: str) -> Fraction | None:
    """How much of a criterion was earned, from 0 to 1."""
    rule = round_now(r, round_)
    subs = rule["criteria"][name]["sub_criteria"]
    parts = [(sub, weight(one["weight"])) for sub, one in subs.items()] or [("", Fraction(100))]
    earned = Fraction(0)
    for sub, part in parts:
        score = r.moderated.get((round_, ref, name, sub))
        if score is None:
            return None
        earned += part * score.score
    return earned / Fraction(100 * rule["scale_max"])


def _total(r: Replay, round_: str, ref: str) -> Fraction | None:
    total = Fraction(0)
    for name, one in round_now(r, round_)["criteria"].items():
        share = _share(r, round_, ref, name)
        if share is None:
            return None
        total += weight(one["weight"]) * share
    return total


def _reaches(r: Replay, round_: str, ref: str) -> bool:
    rule = round_now(r, round_)
    for name, one in rule["criteria"].items():
        share = _share(r, round_, ref, name)
        if one["minimum"] is not None and share is not None and share * rule["scale_max"] < one["minimum"]:
            return False
    return True


def weight(text: Any) -> Fraction:
    """A weight, which is written as a decimal."""
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,20})?", str(text), re.ASCII):
        raise Fault("definition", f"{str(text)[:40]} is no weight")
    return Fraction(str(text))


def lots_settled(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """Each lot has a partner in one of the states, or has ceased."""
    taken = {one.lot for one in r.partners.values() if one.state in asks["states"]}
    if not r.lots:
        return "" if taken else "no partner was chosen"
    open_ = [lot for lot, over in r.lots.items() if not over and lot not in taken]
    return "lot {} was not settled".format(", ".join(open_)) if open_ else ""


def conflicts_confirmed(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """The conflicts assessment is accepted, in a version from after the latest notice that confirms it."""
    since = max([r.notices[name].n for name in asks["notices"] if name in r.notices], default=-1)
    paper = r.papers.get((asks["artefact"], None))
    if paper is None or paper.status != "accepted":
        return "{} is not accepted".format(asks["artefact"])
    return "" if paper.filed > since else "{} was not revised since the latest notice".format(asks["artefact"])


def exclusions_reported(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """The authority was told of everybody in the states."""
    for ref in r.in_question(asks["states"], partner):
        one = r.partners[ref]
        if one.state in asks["states"] and r.reported.get(ref, -1) <= one.n:
            return f"the exclusion of {ref} was not reported"
    return ""


def changes_provided(r: Replay, asks: Data, _: str | None, __: str | None) -> str:
    """After each refinement and each open modification the notice is out again; of a refinement, or its documents."""
    notice = r.notices.get(asks["notice"])
    published = -1 if notice is None else notice.n
    paper = r.papers.get((asks["artefact"], None)) if asks["artefact"] is not None else None
    provided = paper.filed if paper is not None and paper.status == "accepted" else -1
    if any(one.n > max(published, provided) for one in r.refined.values()):
        return "the refined criteria were not provided again"
    return "the modified notice was not published again" if r.modified.get("open", -1) > published else ""


def indicators_set(r: Replay, asks: Data, _: str | None, partner: str | None) -> str:
    """Enough indicators of each, published; or none, with the reason."""
    for ref in r.in_question(asks["states"], partner):
        one = r.indicators.get(ref)
        if one is None or 0 < len(one.names) < asks["min"]:
            return f"too few key performance indicators were set for {ref}"
        if one.names and asks["published"] and one.published_on is None:
            return f"the key performance indicators of {ref} were not published"
    return ""


REQUIREMENTS: dict[str, Callable[[Replay, Data, str | None, str | None], str]] = {
    one.__name__: one
    for one in (
        artefact_accepted, artefact_filed, artefact_reviewed, decision_taken, deadline_passed, deadline_not_passed,
        partners_in_state, every_partner_assessed, budget_covers, notice_published, conflicts_declared,
        exclusions_checked, standstill_over, lessons_recorded, summaries_sent, ranks_first, lots_settled,
        conflicts_confirmed, exclusions_reported, changes_provided, indicators_set,
    )
}  # fmt: skip


# ======================================================================================================================
# 10  Days and hours
# ======================================================================================================================
#
# Instants are text of one form in the history and, here, datetimes in UTC without a zone; days are dates of the
# procedure's zone. A day-counted period ends with the last microsecond of its last day.

ONE_DAY, HOUR, MICROSECOND = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)


PARTS = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19), (20, 26))


class BeyondCalendar(Fault):
    """A day is asked about that the calendar does not know."""


@lru_cache(maxsize=4096)
def instant(text: Any) -> datetime:
    """The instant that a text of 27 characters says."""
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        raise ValueError(f"{str(text)[:40]} is no instant")
    year, month, on, hour, minute, second, micro = (int(text[i:j]) for i, j in PARTS)
    return datetime(year, month, on, hour, minute, second, micro)


def written(at: datetime) -> str:
    """The text of an instant."""
    return at.isoformat(timespec="microseconds") + "Z"


def day(text: Any) -> date:
    """The day that a text says."""
    if not isinstance(text, str) or not DAY.fullmatch(text):
        raise ValueError(f"{str(text)[:40]} is no day")
    return date(int(text[:4]), int(text[5:7]), int(text[8:10]))


BASE_HOURS = {
    "UTC": 0, "Etc/UTC": 0, "Europe/London": 0, "Europe/Dublin": 0, "Europe/Belfast": 0, "Europe/Lisbon": 0,
    "Europe/Amsterdam": 1, "Europe/Berlin": 1, "Europe/Bratislava": 1, "Europe/Brussels": 1, "Europe/Budapest": 1,
    "Europe/Copenhagen": 1, "Europe/Ljubljana": 1, "Europe/Luxembourg": 1, "Europe/Madrid": 1, "Europe/Malta": 1,
    "Europe/Oslo": 1, "Europe/Paris": 1, "Europe/Prague": 1, "Europe/Rome": 1, "Europe/Stockholm": 1,
    "Europe/Vienna": 1, "Europe/Warsaw": 1, "Europe/Zagreb": 1, "Europe/Zurich": 1, "Europe/Athens": 2,
    "Europe/Bucharest": 2, "Europe/Helsinki": 2, "Europe/Riga": 2, "Europe/Sofia": 2, "Europe/Tallinn": 2,
    "Europe/Vilnius": 2, "Asia/Nicosia": 2,
}  # fmt: skip
"""Hours ahead of UTC in winter. All but UTC put their clocks forward on the last Sunday of March and back on the last
of October, at 01:00 UTC, since 1996. Other zones are asked of Python 3.9 or newer, and of the machine's own tables."""


@lru_cache(maxsize=64)
def _last_sunday(year: int, month: int) -> datetime:
    last = date(year, month, 31)
    return datetime(year, month, 31 - (last.weekday() + 1) % 7, 1)


class Zone:
    """Local time of one place."""

    def __init__(self, name: str) -> None:
        self.base = BASE_HOURS.get(name)
        self.changes = name not in ("UTC", "Etc/UTC")
        self.info: Any = None
        if self.base is None:
            try:
                from zoneinfo import ZoneInfo  # noqa: PLC0415 - not there before Python 3.9

                self.info = ZoneInfo(name)
            except (ImportError, LookupError, ValueError, OSError):
                raise Withheld(f"the local time of {name}") from None

    def offset(self, at: datetime) -> timedelta:
        """How far local time is ahead of UTC at an instant."""
        if self.base is None:
            found: timedelta = at.replace(tzinfo=timezone.utc).astimezone(self.info).utcoffset() or timedelta()
            return found
        summer = self.changes and _last_sunday(at.year, 3) <= at < _last_sunday(at.year, 10)
        return timedelta(hours=self.base + summer)

    def wall(self, at: datetime) -> datetime:
        """What the clock on the wall shows."""
        return at + self.offset(at)

    def day(self, at: datetime) -> date:
        """The local day."""
        return self.wall(at).date()

    def instant_of(self, wall: datetime) -> datetime:
        """The instant of a local time; of two, the first; of none, the jump over it."""
        before, after = self.offset(wall - ONE_DAY), self.offset(wall + ONE_DAY)
        found = [wall - off for off in (before, after) if self.offset(wall - off) == off]
        return min(found) if found else wall - before

    def start_of(self, on: date) -> datetime:
        """When a local day begins."""
        return self.instant_of(datetime(on.year, on.month, on.day))

    def rest_of_day(self, at: datetime) -> timedelta:
        """What is left of a day by the clock on the wall, where midnight is always 24 hours ahead."""
        wall = self.wall(at)
        return ONE_DAY - (wall - datetime(wall.year, wall.month, wall.day))

    def same_hour(self, at: datetime, days: timedelta) -> datetime:
        """So many local days later, at the same hour."""
        return self.instant_of(self.wall(at) + days)


class Calendar:
    """Which days are working days, between the first and the last that it knows."""

    def __init__(self, said: Data) -> None:
        keys = ("first_on", "holidays", "last_on", "name", "sha256", "source", "version")
        exactly(said, keys, "calendar.json")
        content = {key: said[key] for key in keys if key not in ("sha256", "source")}
        if hashlib.sha256(canonical(content)).hexdigest() != said["sha256"]:
            raise Fault(
                "calendar", "the calendar {}-{} was changed: its hash is another".format(said["name"], said["version"])
            )
        self.name, self.version = said["name"], said["version"]
        self.pin = "{}-{}-{}".format(said["name"], said["version"], said["sha256"])
        self.first, self.last = day(said["first_on"]), day(said["last_on"])
        self.holidays = {day(one["on"]) for one in said["holidays"]}
        self.guesses = False  # whether weekdays beyond its end are taken for working days

    def works(self, on: date) -> bool:
        """Whether a day is a working day."""
        if on < self.first or (on > self.last and not self.guesses):
            raise BeyondCalendar(
                "calendar", f"whether {on} is a working day, the calendar {self.name}-{self.version} does not say"
            )
        return on.weekday() < 5 and on not in self.holidays


def working_day(calendar: Calendar, on: date, step: int) -> date:
    """This day or the nearest working day after it (1) or before it (-1)."""
    while not calendar.works(on):
        on += step * ONE_DAY
    return on


MONTHS = {"months": 1, "quarters": 3, "half-years": 6, "years": 12}


def asks_calendar(period: Data) -> bool:
    """Whether working days matter to a period."""
    unit = period["unit"]
    return unit != "hours" and (unit in ("working-days", "business-hours") or period["rolling"] != "none")


def add_months(on: date, months: int) -> date:
    """The same date so many months on, or the last day of a month that has no such date."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    last = (following - ONE_DAY).day
    return date(year, month + 1, min(on.day, last))


def last_day(period: Data, start: date, calendar: Calendar) -> date:
    """The last day of a period in days or months, counted beginning with or after its start."""
    if period["runs_from"] == "quarter-end":
        start = add_months(date(start.year, 3 * ((start.month - 1) // 3) + 1, 1), 3) - ONE_DAY
    elif period["runs_from"] == "half-year-end":  # 31 March and 30 September
        start = add_months(start.replace(day=1), 6 - (start.month - 4) % 6) - ONE_DAY
    length, beginning = period["length"], period["counting"] == "beginning-with"
    if type(length) is not int or not 0 < length <= 40_000:
        raise Fault("definition", f"{length} is no length of a period")
    if period["unit"] in MONTHS:
        found = add_months(start, length * MONTHS[period["unit"]])
        if beginning and found.day == start.day:
            found -= ONE_DAY
    elif period["unit"] == "calendar-days":
        found = start + (length - beginning) * ONE_DAY
    elif period["unit"] == "working-days":
        found = working_day(calendar, start if beginning else start + ONE_DAY, 1)
        for _ in range(length - 1):
            found = working_day(calendar, found + ONE_DAY, 1)
    else:
        raise Fault("definition", "a period in {} runs from a moment".format(period["unit"]))
    return _rolled(period, start, found, calendar)


def _rolled(period: Data, start: date, found: date, calendar: Calendar) -> date:
    """Where the law moves the end: to a working day, and until the period holds two of them (Regulation 1182/71)."""
    if period["rolling"] == "none":
        return found
    found = working_day(calendar, found, 1)
    one_day = period["length"] == 1 and period["unit"] in ("calendar-days", "working-days")
    if period["rolling"] == "eu" and not one_day:
        at = start if period["counting"] == "beginning-with" else start + ONE_DAY
        within = 0
        while within < 2 and at <= found:
            within += calendar.works(at)
            at += ONE_DAY
        while within < 2:
            found += ONE_DAY
            within += calendar.works(found)
    return found


def moment_of_end(period: Data, last_on: date, zone: Zone) -> str:
    """The last microsecond of the last day, or the hour that the period names."""
    if period["ends_at"] is not None:
        return written(zone.instant_of(_at(last_on, period["ends_at"])))
    return written(zone.start_of(last_on + ONE_DAY) - MICROSECOND)


def _at(on: date, hour: str) -> datetime:
    return datetime(on.year, on.month, on.day, int(hour[:2]), int(hour[3:5]))


def end_of_period(period: Data, start: date, starts_at: str, calendar: Calendar, zone: Zone) -> tuple[date, str, bool]:
    """A period's last day, its end, and whether working days mattered."""
    if period["unit"] in ("hours", "business-hours"):
        due = _hours(period, instant(starts_at), calendar, zone)
        return zone.day(due), written(due), asks_calendar(period)
    last_on = last_day(period, start, calendar)
    return last_on, moment_of_end(period, last_on, zone), asks_calendar(period)


def _hours(period: Data, at: datetime, calendar: Calendar, zone: Zone) -> datetime:
    """The end of a number of hours; in Union law the hour of the event does not count; business is open some hours."""
    left: timedelta = period["length"] * HOUR
    if period["rolling"] == "eu":
        wall = zone.wall(at)
        at += HOUR - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond)
    if period["unit"] == "hours":
        return at + left
    on = zone.day(at)
    while True:
        if calendar.works(on):
            opens = max(at, zone.instant_of(_at(on, period["opening"]["opens"])))
            closes = zone.instant_of(_at(on, period["opening"]["closes"]))
            if closes - opens >= left:
                return opens + left
            left -= max(timedelta(), closes - opens)
        on += ONE_DAY


def last_day_of_rest(at: datetime, days: int, microseconds: int, zone: Zone, counts: Callable[[date], bool]) -> date:
    """The first day by whose end all has been given that was left: whole days, and the part of a day beside them."""
    on = zone.day(at)
    given = zone.rest_of_day(at) if counts(on) else timedelta()
    owed = days * ONE_DAY + microseconds * MICROSECOND
    more = -((given - owed) // ONE_DAY)
    while more > 0:
        on += ONE_DAY
        more -= counts(on)
    return on


if __name__ == "__main__":
    sys.exit(main())
