"""XML as these exports write it: only characters that XML knows, indented, the same bytes on every machine."""

from __future__ import annotations

import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

_UNKNOWN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write, not even as a reference."""


def clean(text: str) -> str:
    """The text with a replacement character for whatever XML cannot hold."""
    return _UNKNOWN.sub("\ufffd", text)


def root(tag: str, **attributes: str) -> Element:
    """The outermost element; a key of an attribute with a colon is given in a mapping to ``child``."""
    return Element(tag, {name: clean(value) for name, value in attributes.items()})


def child(parent: Element, tag: str, attributes: dict[str, str] | None = None, text: str | None = None) -> Element:
    """One element more within another."""
    made = SubElement(parent, tag, {name: clean(value) for name, value in (attributes or {}).items()})
    if text is not None:
        made.text = clean(text)
    return made


def to_bytes(top: Element) -> bytes:
    """The document in UTF-8 with its declaration."""
    indent(top)
    body = tostring(top, encoding="unicode", short_empty_elements=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
