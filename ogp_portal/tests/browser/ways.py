"""Three ways through the same pages: a mouse, a finger without scripts, a keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from playwright.sync_api import Locator, Page

MOST_STEPS = 150  # of the Tab key, from the top of a page to its end


@dataclass
class Mouse:
    page: Page
    axe: Callable[[Page], None] | None = None

    def open(self, address: str) -> None:
        self.page.goto(address)

    def look(self) -> None:
        """Close enough to see every rule that the page breaks, where somebody looks so closely."""
        if self.axe:
            self.axe(self.page)

    def follow(self, link: Locator) -> None:
        """Follow a link, or press a button that leads to another page."""
        with self.page.expect_navigation():
            link.first.click()

    def press_twice(self, button: Locator) -> None:
        """As an impatient finger does, before the first answer is there."""
        button.dblclick()

    def press(self, thing: Locator) -> None:
        """What stays on the page: a fold, a download."""
        thing.click()

    def download(self, link: Locator) -> dict:
        """What a link to a data file brings."""
        with self.page.expect_download() as waiting:
            self.press(link)
        return json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))

    def mark(self, text: Locator, words: str) -> None:
        """Words in a text, as whoever drags over them, or holds the shift key."""
        text.evaluate(MARK, words)

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def write_day(self, field: Locator, day: date) -> None:
        field.fill(day.isoformat())

    def write_hour(self, field: Locator, hour: time) -> None:
        field.fill(f"{hour:%H:%M}")

    def choose(self, radio: Locator) -> None:
        radio.check()

    def pick(self, field: Locator, label: str) -> None:
        """Out of a list that folds down."""
        field.select_option(label=label)


class Finger(Mouse):
    """A phone on which no script runs."""

    def follow(self, link: Locator) -> None:
        with self.page.expect_navigation():
            link.first.tap()

    def press_twice(self, button: Locator) -> None:
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        for _ in range(2):
            self.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


class Keyboard(Mouse):
    """Tab, arrows, space and Enter; and where the cursor is can be seen. Days and hours are typed as the
    browser's language, American English, has them."""

    def follow(self, link: Locator) -> None:
        self.reach(link.first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press_twice(self, button: Locator) -> None:
        self.reach(button)
        for _ in range(2):
            self.page.keyboard.press("Enter")

    def press(self, thing: Locator) -> None:
        self.reach(thing)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def write_day(self, field: Locator, day: date) -> None:
        self.reach(field)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def write_hour(self, field: Locator, hour: time) -> None:
        self.reach(field)
        self.page.keyboard.type(f"{hour:%I%M%p}")

    def pick(self, field: Locator, label: str) -> None:
        """The arrows go through a list without folding it down."""
        self.reach(field)
        chosen = "one => one.selectedOptions[0].label"
        for _ in range(field.locator("option").count()):
            if field.evaluate(chosen) == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {label}")

    def choose(self, radio: Locator) -> None:
        """Tab goes to the group, the arrows go through it; to a box that is ticked, Tab goes itself."""
        if radio.get_attribute("type") == "checkbox":
            self.reach(radio)
            if not radio.is_checked():
                self.page.keyboard.press("Space")
            return
        name = radio.get_attribute("name")
        self.tab_until(f"document.activeElement.name === '{name}'")
        if radio.evaluate("one => one === document.activeElement && !one.checked"):
            self.page.keyboard.press("Space")
        for _ in range(9):
            if radio.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {radio}")

    def reach(self, thing: Locator) -> None:
        """Tab by Tab; only near to it is looked each time whether it is reached."""
        for _ in range(min(thing.evaluate(STOPS_BEFORE), MOST_STEPS)):
            self.page.keyboard.press("Tab")
        self.tab_until("document.activeElement === window.wanted")

    def tab_until(self, reached: str) -> None:
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(reached):
                hidden = self.page.evaluate(CURSOR_IS_HIDDEN)
                assert not hidden, f"{self.page.url}: nothing shows where the cursor is: {hidden}"
                return
        raise AssertionError(f"{self.page.url}: the Tab key does not come to where {reached}")


MARK = """(text, words) => {
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const at = walk.currentNode.data.indexOf(words);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + words.length);
        return;
    }
    throw new Error(`nobody can mark ${words}`);
}"""

# How many stops of the Tab key lie between the cursor and what is wanted, at the least: of radio buttons only
# some are stops, a day is several, and where a link led into the page nobody knows from where Tab goes on.
STOPS_BEFORE = """one => {
    window.wanted = one;
    if (document.activeElement === document.body && location.hash) return 0;
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
        stop => stop.tabIndex >= 0 && !stop.disabled && stop.type !== 'radio' && stop.checkVisibility());
    const before = at => stops.filter(
        stop => stop.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING).length;
    const from = document.activeElement === document.body ? 0 : before(document.activeElement) + 1;
    return Math.max(before(one) - from - 1, 0);
}"""

# What has the cursor, or the label around it, is outlined; and nothing that sticks to the window covers it.
CURSOR_IS_HIDDEN = """() => {
    const at = document.activeElement, shown = at.closest('label') || at, box = shown.getBoundingClientRect();
    const outlined = one => one && getComputedStyle(one).outlineStyle !== 'none';
    const line = box.top + Math.min(box.height / 2, 20);  // of a tall box the first, where one writes
    const there = [0.1, 0.5, 0.9].map(part =>
        document.elementFromPoint(box.left + box.width * part, line));
    if (!there.some(one => one && (one.contains(at) || shown.contains(one))))
        return 'below ' + there.map(one => one ? one.outerHTML.slice(0, 80) : `outside, at ${box.top}`);
    return outlined(at) || outlined(shown) || outlined(at.nextElementSibling) ? '' : 'no outline';
}"""
