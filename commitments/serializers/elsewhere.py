"""Work outside any plan as data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from plans.serializers import (
    AskedSerializer,
    InventedSerializer,
    PublishedSerializer,
    ResourceSerializer,
    date_field,
    number_field,
    words_field,
)

from .parts import RestatedSerializer, WithdrawnSerializer


class NewsSerializer(serializers.Serializer):
    """What happened in work outside the plans."""

    as_of = date_field(_("When it was."), source="as_of_on")
    text = words_field(_("What happened. Markdown."))
    url = words_field(_("Where more of it is."))
    corrects = words_field(
        _("What it said before it was corrected."), source="corrects.text", allow_null=True
    )
    why_corrected = words_field(_("What was wrong with what it corrects."))
    published_on = date_field(_("When it was published."), source="day_published")
    edition = number_field(_("The edition in which it became public."), source="published_in_id")


class WorkLinkSerializer(serializers.Serializer):
    """A link to it."""

    url = serializers.URLField(read_only=True)
    title = words_field(_("What it shows."))


class WorkElsewhereSerializer(
    WithdrawnSerializer, AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer
):
    """Open government work outside any plan, as it was stated on the day. It is no commitment."""

    slug = words_field(_("Its identifier."), source="work.slug")
    title = words_field(_("Its title."), source="facts.title")
    agency = words_field(_("The slug of the agency that does it."), source="facts.agency")
    agency_name = words_field(_("The agency's name on the day."), source="work.agency.name")
    what = words_field(_("What is done, and for whom. Markdown."), source="facts.what")
    starts_on = date_field(_("When it started."), source="facts.starts_on")
    ends_on = date_field(_("When it ends."), source="facts.ends_on")
    links = WorkLinkSerializer(many=True, read_only=True, source="facts.links", help_text=_("Links to it."))
    updates = NewsSerializer(many=True, read_only=True, help_text=_("Its news by the day, newest first."))
    changes = RestatedSerializer(
        many=True,
        read_only=True,
        source="restated",
        help_text=_("How what is said of it had changed by the day, newest first."),
    )
    source = not_stated = None  # it is written here, never brought in from a document

    def record(self, row):
        return row.work

    def plan_of(self, record):
        return record  # in no plan: its agency says whether it is invented

    def address(self, record):
        return self.link("work-elsewhere", record.slug)
