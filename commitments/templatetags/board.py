"""What things on the board are called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from plans.models import ReportingPeriod

from ..record.rounds import Cell

register = template.Library()


@register.filter
def called(thing: Cell | ReportingPeriod) -> str:
    """ "Commitment 5, Ongoing engagement, September to November 2017"; a period by its months."""
    if isinstance(thing, ReportingPeriod):
        return thing.words
    return _("Commitment %(number)s, %(title)s, %(period)s") % {
        "number": thing.commitment.number,
        "title": thing.one.title,
        "period": thing.period.words,
    }
