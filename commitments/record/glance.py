"""A plan at a glance: what its own page and the front page say of it alike."""

from __future__ import annotations

from datetime import date

from plans.models import ActionPlan

from ..words import months_over
from .counts import Asked, stage_counts, timeliness_counts
from .day import PlanOnDay, recorded_from
from .news import due_next, news_since, overdue, period_before, since_day

ENOUGH_DUE_NEXT = 5
NEWS_SHOWN = 5


def with_neighbours():
    """Published plans, with what their pages name: the source, the plan before and the one after."""
    return ActionPlan.objects.published().select_related("published_in", "source", "follows", "successor")


def at_a_glance(record: PlanOnDay, *, today: date, asked: Asked) -> dict:
    """What the shared parts of the templates read."""
    plan, on = record.plan, record.on
    day = None if on == today else on  # addresses name a day only where it was asked for
    since = since_day(period_before(plan, on))
    news = news_since(record, since)
    begins = recorded_from(plan)
    return {
        "plan": plan,
        "record": record,
        "on": on,
        "today": today,
        "is_today": on == today,
        "day": day,
        "is_over": plan.is_over_on(on),
        "successor": successor_of(plan),
        "recorded_from": begins,
        "is_before_the_record": begins is None or on < begins,
        "stage_counts": stage_counts(record, asked, day),
        "timeliness_counts": timeliness_counts(record, asked, day),
        "since": since,
        "news": news[:NEWS_SHOWN],
        "more_news": news[NEWS_SHOWN:],
        "overdue": overdue(record),
        "months_over": months_over(plan.starts_on, plan.ends_on, on),
        "due_next": due_next(record, ENOUGH_DUE_NEXT),
    }


def newest_plan(on: date) -> ActionPlan | None:
    """What the front page shows: the newest plan in force, else the newest that is over, else the newest."""
    published = with_neighbours().newest_first()
    return published.in_force_on(on).first() or published.over_on(on).first() or published.first()


def successor_of(plan: ActionPlan) -> ActionPlan | None:
    """The published plan that follows this one."""
    after = getattr(plan, "successor", None)
    return after if after and after.is_published else None
