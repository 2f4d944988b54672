"""A text as a page: paragraphs, lists and links, nothing that is fetched from elsewhere and nothing that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby


@dataclass(frozen=True, kw_only=True, slots=True)
class Anchor:
    """A link as the page shows it."""

    label: str
    url: str


def html_of(title: str, text: str, anchors: Iterable[Anchor] = ()) -> str:
    """The page: an empty line ends a paragraph, lines that begin with "- " are a list; everything is escaped.

    A link that leads anywhere but to the web is shown and not made clickable.
    """
    paragraphs = [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]
    parts = [_block(block) for block in paragraphs] + [_anchor(anchor) for anchor in anchors]
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        f"<title>{escape(' '.join(title.split()))}</title></head>\n"
        '<body style="font-family: sans-serif; line-height: 1.5; max-width: 40em">\n'
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def _block(block: str) -> str:
    made = []
    for is_list, lines in groupby(block.strip("\n").split("\n"), key=lambda line: line.startswith("- ")):
        if is_list:
            made.append("<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            made.append("<p>" + "<br>\n".join(escape(line) for line in lines) + "</p>")
    return "\n".join(made)


def _anchor(anchor: Anchor) -> str:
    label, url = escape(anchor.label), escape(anchor.url)
    if not anchor.url.startswith(("https://", "http://")):
        return f"<p>{label}: {url}</p>"
    return f'<p><a href="{url}">{label}</a></p>'
