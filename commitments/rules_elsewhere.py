"""Open government work outside any plan: what it says, and what it needs before it can be kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate, StatedDate
from plans.rules import Reason

from .rules import WHY_CORRECTED, Link, ends_first


@dataclass(frozen=True)
class WorkFacts:
    """What is done, by which agency (its slug), and from when to when."""

    title: str = ""
    agency: str = ""
    what: str = ""
    starts_on: PartialDate | None = None
    ends_on: PartialDate | None = None
    links: tuple[Link, ...] = ()

    @property
    def in_data(self) -> dict:
        """As an edition keeps them: dates cut to their precision."""
        return {
            "title": self.title,
            "agency": self.agency,
            "what": self.what,
            "starts_on": self.starts_on and str(self.starts_on),
            "ends_on": self.ends_on and str(self.ends_on),
            "links": links_in_data(self.links),
        }


@dataclass(frozen=True)
class NewsSaid:
    """What happened, when, and where more of it is; of a correction, what was wrong."""

    as_of_on: PartialDate | None = None
    text: str = ""
    url: str = ""
    why: str = ""

    @property
    def in_data(self) -> dict[str, str]:
        """As an edition keeps it."""
        reason = {"why": self.why} if self.why else {}
        return {"as_of_on": str(self.as_of_on), "text": self.text, "url": self.url} | reason


def links_in_data(links: tuple[Link, ...]) -> list[dict[str, str]]:
    return [{"url": link.url, "title": link.title} for link in links]


def links_from_data(links: list[dict[str, str]]) -> tuple[Link, ...]:
    return tuple(Link(link["url"], link["title"]) for link in links)


def missing_for_work(facts: WorkFacts) -> list[Reason]:
    """What a piece of work needs before it can be kept."""
    reasons = []
    if not facts.title:
        reasons.append(Reason("title", _("Give it a title."), "title"))
    if not facts.agency:
        reasons.append(NO_SUCH_AGENCY)
    if not facts.what:
        reasons.append(Reason("what", _("Say what is done, and for whom."), "what"))
    if ends_first(StatedDate(facts.starts_on), StatedDate(facts.ends_on)):
        reasons.append(Reason("order", _("It would end before it starts."), "ends_on"))
    return reasons


def missing_for_news(said: NewsSaid, *, on: date, is_correction: bool = False) -> list[Reason]:
    """What a piece of news needs before it can wait for its publication."""
    reasons = []
    if said.as_of_on is None:
        reasons.append(Reason("as-of", _("Say when it was."), "as_of_on"))
    elif said.as_of_on.last > on:
        reasons.append(
            Reason("ahead", _("This is not over yet: give a day, month or year that is."), "as_of_on")
        )
    if not said.text:
        reasons.append(Reason("text", _("Say what happened."), "text"))
    if is_correction and not said.why:
        reasons.append(WHY_CORRECTED)
    return reasons


NO_SUCH_AGENCY = Reason("agency", _("Choose the agency that does it."), "agency")
AGENCY_STAYS = Reason("agency-stays", _("The public reads of it under this agency, so that stays."), "agency")
SAME_NEWS = Reason("same", _("This says the same as what is published."), "text")
NEWS_WAITS = Reason("waits", _("A correction of this waits already. Take that one out first."), "text")
