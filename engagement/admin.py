"""Look-up screens for operators; nothing is changed here, and nobody who took part is named."""

from django.contrib import admin

from plans.admin import LookUp

from .models import Consultation, ConsultationDocument, Meeting, Question


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
