"""What the example measures, and what an agency does besides: written and published the way people do it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from commitments.models import Indicator
from commitments.operations.elsewhere import add_news, publish_work, save_work
from commitments.operations.indicators import publish_indicator, record_value, save_indicator
from commitments.rules import Link
from commitments.rules_elsewhere import NewsSaid, WorkFacts
from commitments.rules_indicators import IndicatorFacts, ValueSaid
from plans.dates import PartialDate
from plans.models import ActionPlan, User


def measure(entry: dict, *, plan: ActionPlan, ana: User, now: datetime) -> None:
    """One indicator with its values; one of them was wrong at first, and has been corrected."""
    facts = IndicatorFacts(
        name=entry["name"],
        unit=entry["unit"],
        baseline=Decimal(entry["baseline"]),
        baseline_on=PartialDate.parse(entry["baseline_on"]),
        target=Decimal(entry["target"]),
        target_on=PartialDate.parse(entry["target_on"]),
        source=entry["source"],
        source_url=entry["source_url"],
    )
    commitment = plan.commitments.get(number=entry["commitment"])
    known = {"by": ana, "now": now}
    indicator = save_indicator(commitment=commitment, indicator=None, version=0, facts=facts, **known)
    for value in entry["values"]:
        _record(indicator, value, value.get("wrong", value["value"]), **known)
    publish_indicator(indicator=indicator, version=indicator.version, **known)
    for value in entry["values"]:
        if "wrong" in value:
            day = PartialDate.parse(value["as_of_on"])
            wrong = indicator.values.published().get(as_of_first=day.first, as_of_last=day.last)
            _record(indicator, value, value["value"], corrects=wrong, **known)
    publish_indicator(indicator=indicator, version=indicator.version, **known)


def _record(indicator: Indicator, entry: dict, figure: str, *, corrects=None, **known) -> None:
    is_of_the_correction = "wrong" in entry and corrects is None
    said = ValueSaid(
        as_of_on=PartialDate.parse(entry["as_of_on"]),
        value=Decimal(figure),
        source=indicator.source,
        source_url=indicator.source_url,
        note="" if is_of_the_correction else entry.get("note", ""),
    )
    record_value(indicator=indicator, version=indicator.version, said=said, corrects=corrects, **known)


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
