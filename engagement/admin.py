"""Look-up screens for operators; nothing is changed here, and nobody who took part is named."""

from django.contrib import admin

from plans.admin import LookUp

from .models import (
    Consultation,
    ConsultationDocument,
    ContactSeen,
    ErasureRecord,
    Meeting,
    Question,
)


@admin.register(Consultation)
class ConsultationAdmin(LookUp):
    list_display = ["plan", "title", "purpose", "opens_at", "closes_at", "published_in"]
    list_filter = ["plan", "purpose"]
    exclude = ["preview_key"]


@admin.register(Question)
class QuestionAdmin(LookUp):
    list_display = ["consultation", "position", "kind", "label"]
    list_select_related = ["consultation"]


@admin.register(ConsultationDocument)
class ConsultationDocumentAdmin(LookUp):
    list_display = ["consultation", "position", "title"]
    list_select_related = ["consultation"]


@admin.register(Meeting)
class MeetingAdmin(LookUp):
    list_display = ["plan", "consultation", "title", "held_last", "published_in", "withdrawn_in"]
    list_filter = ["kind"]
    list_select_related = ["consultation"]


@admin.register(ContactSeen)
class ContactSeenAdmin(LookUp):
    """Who looked, and when; at whom is told by a number alone."""

    list_display = ["place", "at", "user", "consultation", "number", "seen_in"]
    list_filter = ["seen_in", "consultation"]
    list_select_related = ["user"]


@admin.register(ErasureRecord)
class ErasureRecordAdmin(LookUp):
    list_display = ["at", "consultation", "number", "why", "asked_by"]
    list_filter = ["why", "consultation"]
