"""Look-up screens for operators. Only people and their roles are changed here."""

from django.contrib import admin
from django.db import models

from .models import (
    ActionPlan,
    Agency,
    Amendment,
    Edition,
    Membership,
    OutboxItem,
    Publication,
    ReportingPeriod,
    SourceDocument,
    User,
)


class LookUp(admin.ModelAdmin):
    """Shows everything, changes nothing: what happens in the domain goes through its operations."""

    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_active", "is_staff", "last_login"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser"]
    inlines = [MembershipInline]

    def has_delete_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return False  # people are invited


@admin.register(ActionPlan)
class ActionPlanAdmin(LookUp):
    list_display = ["slug", "title", "state", "published_in"]


@admin.register(Agency)
class AgencyAdmin(LookUp):
    list_display = ["slug", "url", "published_in"]


@admin.register(Amendment)
class AmendmentAdmin(LookUp):
    list_display = ["plan", "slug", "number", "title", "published_in"]


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(LookUp):
    list_display = ["plan", "slug", "kind", "starts_on", "ends_on", "due_on", "closed_at"]


@admin.register(SourceDocument)
class SourceDocumentAdmin(LookUp):
    list_display = ["slug", "title", "publisher"]


@admin.register(Edition)
class EditionAdmin(LookUp):
    list_display = ["number", "at", "by", "by_words", "document"]


@admin.register(Publication)
class PublicationAdmin(LookUp):
    list_display = ["edition", "kind", "address"]
    list_filter = ["kind"]


@admin.register(OutboxItem)
class OutboxItemAdmin(LookUp):
    list_display = ["created_at", "kind", "key", "state", "attempts", "due_at", "error"]
    list_filter = ["state", "kind"]
    exclude = ["payload"]  # to whom, and in what words
