"""The rules that the core itself cites, by their names in each regime.

The core keeps deadlines, doors, records and four eyes for every procedure alike, and says which rule wants it. Where a
regime other than the Procurement Act 2023 has such a rule under another name, that name is cited (law.md 2, 3 and 5);
where it has none, none is cited: a refusal never names a law that does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_UNION: Final[Mapping[str, str]] = {
    "UK-AWD-1": "EU-55",
    "UK-AWD-2": "EU-55",
    "UK-AWD-3": "EU-55",
    "UK-CFP-1": "EU-IP-2",
    "UK-CFP-4": "EU-IP-5",
    "UK-CHG-1": "EU-72",
    "UK-CHG-1b": "EU-72",
    "UK-CHG-2": "EU-72",
    "UK-CLK-1": "EU-CLK-1",
    "UK-CLK-6": "EU-IP-12",
    "UK-CLK-7": "EU-CLK-1",
    "UK-COI-1": "EU-84",
    "UK-COI-2": "EU-84",
    "UK-COI-3": "EU-84",
    "UK-END-1": "EU-IP-10",
    "UK-EXC-1": "EU-57/59",
    "UK-EXC-3": "EU-57/59",
    "UK-EXC-4": "EU-57/59",
    "UK-EXC-8": "EU-57/59",
    "UK-MOD-1": "EU-47",
    "UK-MOD-2": "EU-IP-12",
    "UK-MOD-3": "EU-47",
    "UK-MOD-4": "EU-47",
    "UK-OBJ-1": "EU-84",
    "UK-OBJ-2": "EU-IP-12",
    "UK-PTN-1": "EU-84",
    "UK-REC-1": "EU-84",
    "UK-REC-2": "EU-84",
    "UK-SS-1": "EU-SS-1",
    "UK-SS-3": "EU-SS-2",
    "UK-SS-4": "EU-SS-2",
    "UK-SS-6": "EU-SS-3",
    "UK-TN-1": "EU-IP-1",
}
_LEGACY: Final[Mapping[str, str | None]] = {
    "EU-47": "EU-IP-12",
    "EU-55": "LEG-4",
    "EU-57/59": None,
    "EU-72": None,
    "EU-84": "LEG-3",
    "EU-CLK-1": "LEG-5",
    "EU-SS-1": "LEG-5",
    "EU-SS-2": "LEG-8",
    "EU-SS-3": "LEG-5",
}
_BY_REGIME: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "EU2014": _UNION,
        "PCR2015": {rule: name for rule, union in _UNION.items() if (name := _LEGACY.get(union, union)) is not None},
        "SBRI": {"UK-CFP-4": "SBRI-3", "UK-CLK-6": "SBRI-10", "UK-TN-1": "SBRI-10", "UK-CFP-1": "SBRI-7"},
        "PCP": {"UK-CFP-4": "EU-PCP-2", "UK-CLK-6": "EU-PCP-6", "UK-TN-1": "EU-PCP-6"},
    }
)


def cited(regime: str, rules: tuple[str, ...]) -> tuple[str, ...]:
    """The rules by their names in a regime, each once; those that a definition names itself are left alone."""
    names = _BY_REGIME.get(regime)
    if names is None:
        return rules
    found = (names.get(rule) if rule in _UNION else rule for rule in rules)
    return tuple(dict.fromkeys(rule for rule in found if rule is not None))
