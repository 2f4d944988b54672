"""What people wrote, made safe to show: nothing invisible, nothing that turns the reading direction around."""

from __future__ import annotations

import re
from typing import Final

# Controls, halves of surrogate pairs, and direction marks, by which one name or sum could be made to look like another.
_HIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+"
)


def shown(text: str) -> str:
    """The text as it may be shown; lines stay lines, everything that cannot be seen becomes a space."""
    return _HIDDEN.sub(" ", text.replace("\r\n", "\n"))
