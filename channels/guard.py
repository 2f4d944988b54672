"""Which addresses a webhook may be sent to: public ones, and those that the site has allowed by name.

Whoever can set a webhook's address, or answer for its name in the DNS, must not reach what only this machine can
reach: its own services, the office network, the data service of a cloud provider.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from channels.failure import PermanentFailure, TemporaryFailure

IpAddress = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]

_NAT64: Final = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE: Final = IPv6Network("::/96")
_UNICAST: Final = IPv6Network("2000::/3")
# Public by their numbers, at least to some Pythons: a cloud provider's inside, and what is set aside for protocols.
_NEVER: Final = tuple(
    map(ip_network, ("168.63.129.16/32", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20"))
)


def resolve(host: str, port: int) -> list[str]:
    """Every address that a name has now, in the resolver's order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def safe_address(host: str, port: int, allow: Iterable[Network] = (), *, ask: Resolve = resolve) -> str:
    """Resolve a name once and return the address to connect to; one forbidden address among several refuses all.

    ``PermanentFailure`` for a forbidden address, ``TemporaryFailure`` while the name cannot be resolved.
    """
    try:
        found = ask(host, port)
    except (OSError, UnicodeError) as error:
        raise TemporaryFailure(f"the name {host} cannot be resolved: {error}", everybody=True) from None
    if not found:
        raise TemporaryFailure(f"the name {host} has no address", everybody=True)
    allowed = tuple(allow)
    for text in found:
        if not may_be_spoken_to(ip_address(text), allowed):
            raise PermanentFailure(f"{host} leads to {text}, which is not public; `allow` in channels.toml can name it")
    return found[0]


def may_be_spoken_to(address: IpAddress, allow: Iterable[Network] = ()) -> bool:
    """Whether an address, and each IPv4 address that is wrapped in it, is public or allowed."""
    allowed = tuple(allow)
    return all(_public(one) or _among(one, allowed) for one in _wrapped(address))


def _public(address: IpAddress) -> bool:
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False  # beyond what is given out for the public Internet stand only mappings and reserves
    odd = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not odd and not _among(address, _NEVER)


def _among(address: IpAddress, networks: Iterable[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def _wrapped(address: IpAddress) -> Iterator[IpAddress]:
    """The addresses that a packet to this one may reach: IPv4 hides in six forms of IPv6."""
    if isinstance(address, IPv4Address):
        yield address
        return
    last = IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    elif any(address in network for network in _NAT64) or (address in _COMPATIBLE and int(address) > 1):
        yield last
    elif address.sixtofour is not None:
        yield address.sixtofour
    elif address.teredo is not None:
        yield from address.teredo
    else:
        yield address
