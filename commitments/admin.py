"""Look-up screens for operators; nothing is changed here."""

from django.contrib import admin

from plans.admin import LookUp

from .models import (
    Commitment,
    DateChange,
    Indicator,
    IndicatorValue,
    Lead,
    Milestone,
    ProgressReport,
    StageUpdate,
    WordingChange,
    WorkElsewhere,
    WorkUpdate,
)


@admin.register(Commitment)
class CommitmentAdmin(LookUp):
    list_display = ["plan", "number", "title", "published_in"]
    list_filter = ["plan"]


@admin.register(Lead)
class LeadAdmin(LookUp):
    list_display = ["commitment", "agency", "role", "from_on", "until_on"]


@admin.register(Milestone)
class MilestoneAdmin(LookUp):
    list_display = ["commitment", "number", "title", "published_in"]
    list_select_related = ["commitment"]


@admin.register(DateChange)
class DateChangeAdmin(LookUp):
    list_display = ["commitment", "milestone", "kind", "amendment", "published_in"]


@admin.register(WordingChange)
class WordingChangeAdmin(LookUp):
    list_display = ["commitment", "milestone", "field", "amendment", "published_in"]


@admin.register(ProgressReport)
class ProgressReportAdmin(LookUp):
    list_display = ["commitment", "period", "state", "version", "published_in"]
    list_filter = ["state"]


@admin.register(StageUpdate)
class StageUpdateAdmin(LookUp):
    list_display = ["milestone", "entry", "stage", "as_of_last", "published_in", "withdrawn_in"]
    list_filter = ["stage"]


@admin.register(Indicator)
class IndicatorAdmin(LookUp):
    list_display = ["commitment", "slug", "name", "unit", "published_in", "withdrawn_in"]
    list_select_related = ["commitment"]


@admin.register(IndicatorValue)
class IndicatorValueAdmin(LookUp):
    list_display = ["indicator", "as_of_last", "value", "source", "published_in", "withdrawn_in"]


@admin.register(WorkElsewhere)
class WorkElsewhereAdmin(LookUp):
    list_display = ["slug", "title", "agency", "published_in", "withdrawn_in"]


@admin.register(WorkUpdate)
class WorkUpdateAdmin(LookUp):
    list_display = ["work", "as_of_last", "published_in", "withdrawn_in"]
