"""The page behind a link in a real browser: drawn under its own policy, fit for a telephone, and usable by keyboard.

Chromium is no package of Python's, so these tests need one on the machine; elsewhere they are skipped and say so. What
can be asked of a page without eyes is asked everywhere, in ``test_links``.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from actions.acknowledging import link_for
from actions.house import House
from tests.flows.servers import plant
from tests.flows.site import PERSON, make_site, open_procedure
from tests.web.devtools import Browser
from tests.web.running import Serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
SHOTS = os.environ.get("SEEDBED_SCREENSHOTS")
"""A folder in which somebody wants to look at the pages; without it none are kept."""

CONTRAST = """
(() => {
  const shade = text => {
    const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const found = getComputedStyle(at).backgroundColor;
      if (!found.endsWith(', 0)')) return found;
    }
    return 'rgb(255, 255, 255)';
  };
  let least = 21;
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    const [a, b] = [shade(getComputedStyle(element).color), shade(ground(element))].sort((x, y) => y - x);
    least = Math.min(least, (a + 0.05) / (b + 0.05));
  }
  return least;
})()
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, prefect_template: Path) -> Iterator[House]:
    """Give a house to serve in which deadlines run."""
    home = tmp_path_factory.mktemp("seen")
    plant(prefect_template, home)
    made = make_site(home)
    for number in (1, 2):
        open_procedure(made, f"RL-{number}")
    yield made
    made.close()


@pytest.fixture(scope="module")
def service(house: House) -> Iterator[Serving]:
    """Give the service on it."""
    serving = Serving(house.settings.home).ready()
    yield serving
    serving.stop()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    """Give a browser."""
    with Browser(str(CHROMIUM), tmp_path / "profile") as started:
        yield started


def link(house: House, service: Serving, procedure: str) -> str:
    """The address in a message."""
    with house.store.reading() as reading:
        row = reading.procedure(procedure)
    assert row is not None
    revision = house.states.of(row).deadlines["entry_closes"].n
    return link_for(
        house,
        person=PERSON,
        procedure=procedure,
        deadline="entry_closes",
        revision=revision,
        expires_at=datetime.now(UTC) + timedelta(days=1),
        base=service.file["url"],
    )


def keep(browser: Browser, name: str) -> None:
    """Keep a picture for somebody to look at."""
    if SHOTS is not None:
        browser.shoot(Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("width", [1280, 360, 320])
def test_the_form_is_drawn_and_fits(browser: Browser, house: House, service: Serving, width: int) -> None:
    """Styled, nothing cut off, nothing to scroll sideways, targets big enough, text that can be read."""
    browser.show(link(house, service, "RL-1"), width=width)
    keep(browser, f"form-{width}")
    assert browser.ask("getComputedStyle(document.querySelector('button')).backgroundColor") == "rgb(0, 86, 63)"
    assert browser.ask("document.documentElement.scrollWidth") <= width
    assert browser.ask("document.querySelector('button').getBoundingClientRect().height") >= 44
    assert browser.ask(CONTRAST) >= 4.5
    assert browser.complaints == []
    assert {url.startswith(service.file["url"]) for url in browser.asked_for} == {True}


def test_it_is_acknowledged_by_keyboard_without_a_script(browser: Browser, house: House, service: Serving) -> None:
    """Scripts off: Tab to the button, Enter, and the page says that it is recorded; going on says already."""
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    address = link(house, service, "RL-2")
    browser.show(address)
    for _ in range(2):
        browser.press_key("Tab", 9)
    assert browser.ask("document.activeElement.tagName") == "BUTTON"
    assert browser.ask("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keep(browser, "focus")
    browser.press_key("Enter", 13)
    browser.loaded()
    assert browser.ask("document.querySelector('h1').textContent") == "Acknowledged"
    keep(browser, "acknowledged")
    browser.show(address, width=360)
    assert browser.ask("document.querySelector('h1').textContent") == "Acknowledged already"
    assert browser.complaints == []


def test_a_link_that_does_not_work_is_a_page_too(browser: Browser, service: Serving) -> None:
    """Whoever copied half an address reads what to do."""
    browser.show(f"{service.file['url']}/acknowledge/1.abc.def")
    keep(browser, "broken")
    assert browser.ask("document.querySelector('h1').textContent") == "This link does not work"
    assert browser.ask(CONTRAST) >= 4.5
