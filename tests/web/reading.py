"""A page as an independent reader of HTML sees it, strict about the grammar."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

_H = "{http://www.w3.org/1999/xhtml}"


class Page:
    """One page; a page that breaks the grammar of HTML is not read at all."""

    def __init__(self, content: bytes) -> None:
        """Read it."""
        parser: Any = html5lib.HTMLParser(strict=True)
        self.root: Element = parser.parse(content, transport_encoding="utf-8")

    def all(self, name: str) -> list[Element]:
        """Every element of that name."""
        return list(self.root.iter(f"{_H}{name}"))

    def one(self, name: str) -> Element:
        """The one element of that name."""
        (found,) = self.all(name)
        return found

    def text(self, name: str = "body") -> str:
        """What the one element of that name says, its white space put right."""
        return words(self.one(name))

    def names(self) -> set[str]:
        """The names of all elements."""
        return {element.tag.removeprefix(_H) for element in self.root.iter()}

    def attributes(self) -> list[tuple[str, str, str]]:
        """Every attribute: of which element, its name, its value."""
        return [
            (element.tag.removeprefix(_H), name, value)
            for element in self.root.iter()
            for name, value in element.attrib.items()
        ]


def words(element: Element) -> str:
    """What an element says."""
    return " ".join("".join(element.itertext()).split())


def assert_accessible(page: Page) -> None:
    """Check what can be told of a page without eyes.

    Its language, one heading of the first level and none skipped, a name for everything that can be pressed, a place to
    skip to, and nothing that needs a script or another site.
    """
    assert page.one("html").get("lang") == "en-GB"
    assert page.text("title").endswith(" - Seedbed")
    assert len(page.all("h1")) == len(page.all("main")) == 1
    headings = [int(one.tag[-1]) for one in page.root.iter() if one.tag.removeprefix(_H) in {"h1", "h2", "h3"}]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert all(words(button) for button in page.all("button"))
    ids = [value for _, name, value in page.attributes() if name == "id"]
    assert len(ids) == len(set(ids))
    targets = [str(link.get("href")) for link in page.all("a")]
    assert "#content" in targets
    assert "content" in ids
    assert not page.names() & {"script", "style", "iframe", "object", "embed", "img", "base", "input"}
    assert not [name for _, name, _ in page.attributes() if name.startswith("on") or name == "style"]
    loads = [value for _, name, value in page.attributes() if name in {"href", "src", "action", "formaction"}]
    assert all(value.startswith(("#", "/assets/")) for value in loads), loads
