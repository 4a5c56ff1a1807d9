"""People who use the portal all the time, and remember what it told them."""

from __future__ import annotations

import re
import threading
import time
import uuid
from dataclasses import dataclass
from itertools import cycle

import requests

from ogp_portal.demo.loading import PASSWORD

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TAKE_PART = "/consultations/example-next/take-part/"
SIGN_IN = "/accounts/login/"
REPORTS = "/workspace/reports/"
REPORT = "/workspace/plans/example/commitments/1/quarter-4/"
PAGES = (
    "/",
    "/plans/example/",
    "/plans/nz-2016-18/",
    "/consultations/example-next/",
    "/api/v1/commitments/",
)
SEEN, MOVED, CHANGED, REFUSED = 200, 302, 409, 503


class Enough(Exception):
    """The drill is over in the middle of something; what was not acknowledged is owed to nobody."""


@dataclass(frozen=True)
class Answer:
    """What came back, when it was asked for, and how long that took."""

    address: str
    at: float
    seconds: float
    status: int
    again_after: str

    @property
    def is_polite(self) -> bool:
        """It was answered, or refused with a word on when to come again."""
        return self.status in (SEEN, MOVED, CHANGED) or (
            self.status == REFUSED and self.again_after.isdigit()
        )


class Visitor(threading.Thread):
    """Somebody who goes on until it is enough. An answer that is not HTTP at all ends it with an error."""

    def __init__(self, portal: str, enough: threading.Event):
        super().__init__(daemon=True)
        self.portal, self.enough = portal, enough
        self.browser = requests.Session()
        self.answers: list[Answer] = []
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            while not self.enough.wait(0.05):
                self.go()
        except Enough:
            pass
        except Exception as error:
            self.error = error

    def go(self) -> None:
        raise NotImplementedError

    def ask(self, address: str, typed: dict | None = None) -> requests.Response:
        begun = time.monotonic()
        answer = self.browser.request(
            "POST" if typed else "GET", self.portal + address, data=typed, timeout=30, allow_redirects=False
        )
        said = answer.status_code, answer.headers.get("Retry-After", "")
        self.answers.append(Answer(address, begun, time.monotonic() - begun, *said))
        return answer

    def insist(self, address: str, typed: dict | None = None) -> requests.Response:
        """Ask the same again for as long as it is refused."""
        while (answer := self.ask(address, typed)).status_code == REFUSED:
            if self.enough.wait(0.1):
                raise Enough
        return answer

    def form(self, address: str) -> dict[str, str]:
        """What a form sends along that nobody sees."""
        return dict(HIDDEN.findall(self.insist(address).text))

    def sign_in(self, email: str) -> None:
        self.insist(SIGN_IN, self.form(SIGN_IN) | {"login": email, "password": PASSWORD})

    def since(self, at: float) -> list[Answer]:
        return [answer for answer in self.answers if answer.at >= at]

    def refused(self, since: float) -> bool:
        return any(answer.status == REFUSED for answer in self.since(since))

    def served(self, since: float) -> bool:
        return any(answer.status in (SEEN, MOVED) for answer in self.since(since))


class Reader(Visitor):
    def __init__(self, *args):
        super().__init__(*args)
        self.pages = cycle(PAGES)

    def go(self) -> None:
        self.ask(next(self.pages))


class Participant(Visitor):
    """Takes part again and again, and knows what a receipt was shown for."""

    def __init__(self, *args):
        super().__init__(*args)
        self.acknowledged: list[str] = []

    def go(self) -> None:
        words = f"{uuid.uuid4()}"
        said = {"text": words, "publish_as": "anonymous", "email": f"{words}@people.example"}
        sent = self.insist(TAKE_PART, self.form(TAKE_PART) | said)
        receipt = self.insist(sent.headers["Location"])
        assert words in receipt.text
        self.acknowledged.append(words)


class Writer(Visitor):
    """Ben saves his report again and again, and knows what was said to be saved."""

    def __init__(self, *args):
        super().__init__(*args)
        self.tried: list[str] = []
        self.acknowledged: list[str] = []

    def go(self) -> None:
        if "sessionid" not in self.browser.cookies:
            self.sign_in("ben@demo.example")
        form = self.form(REPORT)
        self.tried.append(f"{uuid.uuid4()}")
        saved = self.insist(REPORT, form | {"action": "save", "doing": self.tried[-1]})
        if saved.status_code == MOVED:  # else its own words were saved, and only the answer was lost
            self.acknowledged.append(self.tried[-1])

    @property
    def may_stand(self) -> list[str]:
        """The last words that were said to be saved, and whatever was tried after."""
        return self.tried[self.tried.index(self.acknowledged[-1]) :]
