"""Records in words, for templates; the words themselves are in commitments.words."""

from datetime import date

from django import template

from .. import words
from ..models.milestones import Standing

register = template.Library()


@register.filter
def address(standing: Standing, day: date | None) -> str:
    """Where a milestone stands, on the day that was asked about; today without one."""
    if day is None:
        return standing.milestone.get_absolute_url()
    page, _hash, place = standing.milestone.get_absolute_url().partition("#")
    return f"{page}?on={day.isoformat()}#{place}"


register.filter("number_words", words.number_words)
register.filter("when", words.when)
register.filter("lede", words.lede)
register.filter("stage_words", words.stage_words)
register.filter("timeliness_words", words.timeliness_words)
register.filter("agreed_words", words.agreed_words)
register.filter("expected_words", words.expected_words)
register.filter("no_reason_words", words.no_reason_words)
register.filter("explanations", words.explanations)
register.filter("leads_words", words.leads_words)
register.filter("part_words", words.part_words)
register.filter("stages_words", words.stages_words)
register.filter("news", words.news)
register.filter("published_words", words.published_words)
register.filter("reported_words", words.reported_words)
register.filter("acts_on_report", words.acts_on_report)
register.filter("corrected_label", words.corrected_label)
register.filter("corrected_words", words.corrected_words)
register.filter("corrected_by_words", words.corrected_by_words)
register.filter("from_to_words", words.from_to_words)
