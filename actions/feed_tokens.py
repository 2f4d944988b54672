"""Calendar feeds: the token in each address is made from the folder's key, and kept nowhere but as a hash."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256

from actions.house import House
from actions.link_key import link_key, signature, url_text
from engine.register import Feed

_PURPOSE = "seedbed/feed/1"


def new_feed(house: House, person: str, request_id: str) -> Feed:
    """What a new address is to be recorded as; the same request gives the same address, as a repetition must."""
    salt = sha256(request_id.encode()).hexdigest()
    return Feed(salt=salt, token_sha256=_digest(_token(house, person, salt)))


def feed_path(house: House, person: str, feed: Feed) -> str | None:
    """The path of a person's feed, its token of 256 bits included; None when it was made with another key."""
    token = _token(house, person, feed.salt)
    return f"/feeds/{token}.ics" if hmac.compare_digest(_digest(token), feed.token_sha256) else None


def whose_feed(feeds: Mapping[str, Feed], token: str) -> str | None:
    """The person whose feed a token opens, or None; every feed is compared, and no comparison stops early."""
    shown, found = _digest(token), None
    for person, feed in feeds.items():
        if hmac.compare_digest(shown, feed.token_sha256):
            found = person
    return found


def _token(house: House, person: str, salt: str) -> str:
    parts = (house.store.info.origin.encode(), person.encode(), salt.encode())
    return url_text(signature(link_key(house.settings), _PURPOSE, *parts))


def _digest(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
