"""Three ways through the same pages: a mouse, a finger without scripts, a keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

MOST_STEPS = 150  # of the Tab key, from the top of a page to its end


@dataclass
class Mouse:
    page: Page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def follow(self, link: Locator) -> None:
        """Follow a link, or press a button that leads to another page."""
        with self.page.expect_navigation():
            link.first.click()

    def write(self, field: Locator, text: str) -> None:
        field.fill(text)

    def choose(self, radio: Locator) -> None:
        radio.check()


class Finger(Mouse):
    """A phone on which no script runs."""

    def follow(self, link: Locator) -> None:
        with self.page.expect_navigation():
            link.first.tap()


class Keyboard(Mouse):
    """Tab, arrows, space and Enter; and where the cursor is can be seen."""

    def follow(self, link: Locator) -> None:
        self.reach(link.first)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, radio: Locator) -> None:
        """Tab goes to the group, the arrows go through it."""
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
        thing.evaluate("one => { window.wanted = one; }")
        self.tab_until("document.activeElement === window.wanted")

    def tab_until(self, reached: str) -> None:
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(reached):
                hidden = self.page.evaluate(CURSOR_IS_HIDDEN)
                assert not hidden, f"{self.page.url}: nothing shows where the cursor is: {hidden}"
                return
        raise AssertionError(f"{self.page.url}: the Tab key does not come to where {reached}")


# What has the cursor, or the label around it, is outlined; and nothing that sticks to the window covers it.
CURSOR_IS_HIDDEN = """() => {
    const at = document.activeElement, shown = at.closest('label') || at, box = shown.getBoundingClientRect();
    const outlined = one => one && getComputedStyle(one).outlineStyle !== 'none';
    const there = [0.1, 0.5, 0.9].map(part =>
        document.elementFromPoint(box.left + box.width * part, box.top + box.height / 2));
    if (!there.some(one => one && (one.contains(at) || shown.contains(one))))
        return 'below ' + there.map(one => one ? one.outerHTML.slice(0, 80) : `outside, at ${box.top}`);
    return outlined(at) || outlined(shown) || outlined(at.nextElementSibling) ? '' : 'no outline';
}"""
