"""A net in the Petri Net Markup Language (ISO/IEC 15909-2), as a place/transition net."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from exports.process.net import SINK, SOURCE, Net
from exports.process.xml_writing import child, root, to_bytes

GRAMMAR: Final = "http://www.pnml.org/version-2009/grammar/pnml"
PT_NET: Final = "http://www.pnml.org/version-2009/grammar/ptnet"
_ACROSS, _DOWN = 160, 80


def pnml(net: Net) -> bytes:
    """The net, its initial marking on the source and its final marking on the sink.

    The standard has neither final markings nor transitions that happen unseen: both are said as process mining tools
    say them.
    """
    top = root("pnml", xmlns=GRAMMAR)
    whole = child(top, "net", {"id": net.name, "type": PT_NET})
    _name(whole, net.title)
    page = child(whole, "page", {"id": "page"})
    rows = {name: number for number, (name, _) in enumerate(net.places)}
    for name, title in net.places:
        place = child(page, "place", {"id": f"p-{name}"})
        _name(place, title)
        _position(place, _ACROSS, _DOWN * (rows[name] + 1))
        if name == SOURCE:
            child(child(place, "initialMarking"), "text", text="1")
    _transitions(page, net, rows)
    finals = child(child(whole, "finalmarkings"), "marking")
    child(child(finals, "place", {"idref": f"p-{SINK}"}), "text", text="1")
    return to_bytes(top)


def _transitions(page: Element, net: Net, rows: dict[str, int]) -> None:
    for number, transition in enumerate(net.transitions):
        made = child(page, "transition", {"id": transition.name})
        _name(made, transition.label or "")
        between = (rows[transition.source] + rows[transition.target] + 2) * _DOWN // 2
        _position(made, _ACROSS * (2 + number % 4), between)
        if transition.label is None:
            unseen = {"tool": "ProM", "version": "6.4", "activity": "$invisible$", "localNodeID": transition.name}
            child(made, "toolspecific", unseen)
    for transition in net.transitions:
        _arc(page, f"{transition.name}-in", f"p-{transition.source}", transition.name)
        _arc(page, f"{transition.name}-out", transition.name, f"p-{transition.target}")


def _arc(page: Element, name: str, source: str, target: str) -> None:
    made = child(page, "arc", {"id": name, "source": source, "target": target})
    child(child(made, "inscription"), "text", text="1")


def _name(parent: Element, text: str) -> None:
    child(child(parent, "name"), "text", text=text)


def _position(parent: Element, x: int, y: int) -> None:
    child(child(parent, "graphics"), "position", {"x": str(x), "y": str(y)})
