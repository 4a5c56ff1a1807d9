"""The indicators of a commitment as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from plans.serializers import date_field, number_field, words_field

from .parts import FigureField, RestatedSerializer, WithdrawnSerializer


class IndicatorValueSerializer(serializers.Serializer):
    """What an indicator stood at on a day."""

    as_of = date_field(_("The day, month or year that it is for."), source="as_of_on")
    value = FigureField(_("The figure, in the indicator's unit."))
    source = words_field(_("Where it is reported, in words."))
    source_url = words_field(_("The address of the source."))
    note = words_field(_("What is said beside it; of a correction, what was wrong."))
    corrects = FigureField(_("What it said before it was corrected."), source="corrects.value")
    published_on = date_field(_("When it was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")


class IndicatorSerializer(serializers.Serializer):
    """A figure by which a commitment is measured, as it was stated on the day, with its values by then."""

    slug = words_field(_("Its identifier within the commitment."), source="indicator.slug")
    name = words_field(_("What is measured."), source="facts.name")
    unit = words_field(_("In what it is measured."), source="facts.unit")
    baseline = FigureField(_("Where it began."), source="facts.baseline")
    baseline_on = date_field(_("When that was."), source="facts.baseline_on")
    target = FigureField(_("Where it should come to."), source="facts.target")
    target_on = date_field(_("By when."), source="facts.target_on")
    source = words_field(_("Where the figures are reported, in words."), source="facts.source")
    source_url = words_field(_("The address of the source."), source="facts.source_url")
    values = IndicatorValueSerializer(many=True, read_only=True, help_text=_("Its values, oldest first."))
    changes = RestatedSerializer(
        many=True,
        read_only=True,
        source="restated",
        help_text=_("How what it says had changed by the day, newest first."),
    )
    published_on = date_field(_("When it was published."), source="indicator.day_published")
    edition = number_field(_("The edition in which it became public."), source="indicator.published_in_id")


class WithdrawnIndicatorSerializer(WithdrawnSerializer, IndicatorSerializer):
    """A figure by which a commitment is measured no more, with what it said."""

    def record(self, row):
        return row.indicator
