"""Addresses of what is made from the record."""

from django.urls import path

from . import views

urlpatterns = [
    path("data/plan-document.schema.json", views.plan_schema, name="plan-schema"),
    path("data/plans/<slug:plan>.json", views.plan_document, name="plan-document"),
]
