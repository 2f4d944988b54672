"""The table of the reference is what the releases do, and the page is what the code says."""

from __future__ import annotations

from itertools import groupby

from engine import events as e
from exports.ocds.checking.findings import Kind
from exports.ocds.mapping import MAPPING, NOTICES
from exports.ocds.profiles import Profile
from exports.ocds.reference import page
from exports.ocds.releasing.notices import BY_REGIME
from exports.ocds.releasing.releases import releases_of
from tests.exports.ocds.lives import Life, lived, random_life
from tests.hands import real, small
from tests.packaging.project import ROOT

ENGAGED = ("contract_over_5m", "market_engagement_held")


def public_events(life: Life) -> dict[int, list[type[e.Event]]]:
    """The public events of each command, by the number of its first event."""
    found = {}
    for _, command in groupby(life.told().history, key=lambda told: told.cause):
        events = list(command)
        found[events[0].n] = [type(told.event) for told in events if type(told.event) in MAPPING]
    return found


def test_every_release_comes_from_a_public_event_and_has_tags_of_the_table() -> None:
    """Whole lives and random ones: no release without a public event, no tag that the table does not name."""
    lives = [random_life(small(), seed, 160) for seed in range(40, 60)] + [lived(real(), "CLOSED", facts=ENGAGED)]
    for life in lives:
        events = public_events(life)
        for release in releases_of(life.told(), Profile.UK):
            said = events[int(release["id"].rpartition("-")[2])]
            assert said, release["id"]
            assert set(release["tag"]) <= {tag for cls in said for tag in MAPPING[cls].tags}, (said, release["tag"])


def test_the_page_is_what_the_code_says() -> None:
    """`python -m exports.ocds.reference > docs/reference/ocds.md` would change nothing."""
    assert (ROOT / "docs" / "reference" / "ocds.md").read_text(encoding="utf-8") == page()


def test_every_kind_of_notice_and_finding_is_in_the_page() -> None:
    """All seventeen notices of the Act."""
    said = page()
    assert set(BY_REGIME["PA23"]) == {f"UK{number}" for number in range(1, 18)}
    assert all(sort in NOTICES for sort in BY_REGIME["PA23"].values())
    assert all(f"| `{kind.value}` |" in said for kind in Kind)
    assert all(f"`{name}`" in said for name in e.EVENT_TYPES)
