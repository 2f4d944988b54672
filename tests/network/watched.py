"""Runs a program where every attempt to reach the outside is seen, its child processes' included.

``python -m tests.network.watched namespace|proxy PROGRAM ...`` runs it and prints one JSON line: what was attempted.

In a network namespace of its own nothing leads outside: the default routes end at a device that swallows everything,
and a packet socket sees each packet that is not for this machine, and each question to a name server even on it. Where
namespaces are not allowed, a proxy that only writes down stands in: it sees whoever respects proxy settings, as every
HTTP library here does.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Protocol

_SIOCADDRT, _SIOCGIFFLAGS, _SIOCSIFFLAGS, _SIOCSIFADDR = 0x890B, 0x8913, 0x8914, 0x8916
_IFF_UP, _RTF_UP, _ETH_P_ALL, _DNS = 0x1, 0x1, 0x0003, 53
# Nobody is asked who has an address: what is for elsewhere is sent at once, and seen.
_IFF_NOARP = 0x80
_RTM_NEWLINK, _IFLA_IFNAME, _IFLA_LINKINFO, _IFLA_INFO_KIND = 16, 3, 18, 1
_NLM_F_REQUEST, _NLM_F_ACK, _NLM_F_EXCL, _NLM_F_CREATE = 0x1, 0x4, 0x200, 0x400
_DEVICE = "outside"

UNTIL_SEEN = "WATCHED_UNTIL_SEEN"
"""Set in the environment: the first attempt ends the program."""

NO_IPV6 = "no IPv6 here, so nothing can leave that way"


class Watch(Protocol):
    """Sees attempts; ``environ`` is what the watched program needs."""

    environ: dict[str, str]

    def seen(self) -> set[str]:
        """Every attempt so far, each once."""
        ...


class PacketWatch:
    """Sees packets; to be made inside a network namespace of one's own."""

    def __init__(self) -> None:
        """Bring the loopback device up, lead everything else into a device that swallows it, and listen to both."""
        self.environ: dict[str, str] = {}
        self._seen: set[str] = set()
        _bring_up("lo")
        for device in _make_swallowing_device():
            _bring_up(device, _IFF_NOARP)
        _lead_everything_there()
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
        threading.Thread(target=self._listen, daemon=True).start()

    def seen(self) -> set[str]:
        """Every attempt so far."""
        time.sleep(0.3)
        return set(self._seen)

    def _listen(self) -> None:
        while True:
            attempt = attempt_in(self._socket.recv(65_535))
            if attempt is not None:
                self._seen.add(attempt)


def attempt_in(packet: bytes) -> str | None:
    """The attempt that a packet is part of, or None for traffic of this machine with itself."""
    if packet[0] >> 4 == 4:
        length, protocol = (packet[0] & 15) * 4, packet[9]
        source, target = ip_address(packet[12:16]), ip_address(packet[16:20])
    else:
        length, protocol = 40, packet[6]
        source, target = ip_address(packet[8:24]), ip_address(packet[24:40])
    port = struct.unpack("!H", packet[length + 2 : length + 4])[0] if protocol in {6, 17} else 0
    inside = target.is_loopback and source.is_loopback
    # Who is my neighbour, which groups am I in: the kernel asks that by itself when a device comes up.
    own_business = target.version == 6 and target.is_multicast and protocol in {0, 58}
    if own_business or (inside and port != _DNS):
        return None
    kind = {6: "tcp", 17: "udp"}.get(protocol, f"protocol {protocol}")
    return f"{kind} to {target} port {port}"


class ProxyWatch:
    """Sees whoever asks a proxy for the outside."""

    def __init__(self) -> None:
        """Listen on a port of its own."""
        self._seen: set[str] = set()
        self._socket = socket.create_server(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
        self.environ = dict.fromkeys(names, url)
        threading.Thread(target=self._listen, daemon=True).start()

    def seen(self) -> set[str]:
        """Every attempt so far."""
        time.sleep(0.3)
        return set(self._seen)

    def _listen(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                connection.settimeout(2)
                first = connection.recv(4096).split(b"\r\n")[0]
                self._seen.add(f"proxied {first.decode('latin-1')}")
                connection.sendall(b"HTTP/1.1 502 Nothing leads outside\r\nContent-Length: 0\r\n\r\n")


def _make_swallowing_device() -> list[str]:
    """Make a device that leads nowhere, of the first kind that this kernel knows; returns what is to be brought up."""
    if not _new_link("dummy"):
        return [_DEVICE]
    if error := _new_link("veth"):
        raise OSError(error, os.strerror(error))
    return ["veth0", _DEVICE]


def _new_link(kind: str) -> int:
    """Ask the kernel for a device (rtnetlink, RTM_NEWLINK); the number of its error, or 0."""

    def attribute(number: int, value: bytes) -> bytes:
        return struct.pack("HH", 4 + len(value), number) + value + bytes(-len(value) % 4)

    link = attribute(_IFLA_IFNAME, _DEVICE.encode() + b"\0")
    link += attribute(_IFLA_LINKINFO, attribute(_IFLA_INFO_KIND, kind.encode()))
    body = bytes(16) + link
    flags = _NLM_F_REQUEST | _NLM_F_ACK | _NLM_F_CREATE | _NLM_F_EXCL
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as kernel:
        kernel.send(struct.pack("IHHII", 16 + len(body), _RTM_NEWLINK, flags, 1, 0) + body)
        error: int = struct.unpack("i", kernel.recv(4096)[16:20])[0]
    return -error


def _bring_up(device: str, more: int = 0) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sh14x", device.encode(), 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, _SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh14x", device.encode(), flags | _IFF_UP | more))


def _lead_everything_there() -> None:
    """Give the device an address of each kind, and make it the way to everywhere."""
    name = ctypes.create_string_buffer(_DEVICE.encode())
    everywhere = struct.pack("HH4s8x", socket.AF_INET, 0, bytes(4))
    own = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton("198.51.100.1"))
    route = struct.pack(
        "L16s16s16sHhLPhPLLH",
        0, everywhere, everywhere, everywhere, _RTF_UP, 0, 0, 0, 0, ctypes.addressof(name), 0, 0, 0,
    )  # fmt: skip
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s16s", _DEVICE.encode(), own))
        fcntl.ioctl(control, _SIOCADDRT, route)
    try:
        _lead_ipv6_there()
    except OSError as error:
        print(f"{NO_IPV6}: {error}", file=sys.stderr)


def _lead_ipv6_there() -> None:
    index = socket.if_nametoindex(_DEVICE)
    own = socket.inet_pton(socket.AF_INET6, "2001:db8::1")
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16sIi", own, 128, index))
        route = struct.pack("16s16s16sIHHILIi", bytes(16), bytes(16), bytes(16), 0, 0, 0, 1, 0, _RTF_UP, index)
        fcntl.ioctl(control, _SIOCADDRT, route)


def main(arguments: Sequence[str]) -> int:
    """Watch a program."""
    how, *program = arguments
    watch: Watch = PacketWatch() if how == "namespace" else ProxyWatch()
    environ = {**os.environ, **watch.environ, "RES_OPTIONS": "timeout:1 attempts:1"}
    watched = subprocess.Popen(program, env=environ, stdout=sys.stderr)
    while watched.poll() is None:
        if watch.seen() and UNTIL_SEEN in os.environ:
            watched.terminate()
            watched.wait()
    print(json.dumps({"how": how, "code": watched.returncode, "attempts": sorted(watch.seen())}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
