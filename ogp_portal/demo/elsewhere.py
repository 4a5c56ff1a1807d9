"""What an agency of the example does outside the plan: written and published the way people do it."""

from __future__ import annotations

from datetime import datetime

from commitments.operations.elsewhere import add_news, publish_work, save_work
from commitments.rules import Link
from commitments.rules_elsewhere import NewsSaid, WorkFacts
from plans.dates import PartialDate
from plans.models import User


def work_elsewhere(entry: dict, *, editor: User, ana: User, now: datetime) -> None:
    """Work outside the plan: its agency writes it with its news, Ana publishes."""
    facts = WorkFacts(
        title=entry["title"],
        agency=entry["agency"],
        what=entry["what"],
        starts_on=PartialDate.parse(entry["starts_on"]),
        links=tuple(Link(link["url"], link["title"]) for link in entry["links"]),
    )
    work = save_work(work=None, version=0, facts=facts, by=editor, now=now)
    for news in entry["news"]:
        said = NewsSaid(PartialDate.parse(news["as_of_on"]), news["text"], news.get("url", ""))
        add_news(work=work, version=work.version, said=said, by=editor, now=now)
    publish_work(work=work, version=work.version, by=ana, now=now)
