"""Addresses of the reports and of what is made from the record: public, workspace, the panel's desk."""

from django.urls import path

from plans import converters  # noqa: F401 - place, in addresses

from .views import downloads, public, review
from .views.workspace import drafts, reports, writing
from .views.workspace import review as asking_the_panel

for_everyone = [
    path("reports/", public.reports, name="self-assessments"),
    path("reports/<slug:report>/", public.report, name="self-assessment"),
    path("reports/<slug:report>.json", public.report_data, name="self-assessment-data"),
    path("data/plan-document.schema.json", downloads.plan_schema, name="plan-schema"),
    path("data/plans/<slug:plan>.json", downloads.plan_document, name="plan-document"),
]

desk = [
    path("workspace/reports/", reports.reports, name="workspace-reports"),
    path("workspace/reports/<slug:report>/", reports.assessment, name="workspace-assessment"),
    path(
        "workspace/reports/<slug:report>/chapters/<slug:chapter>/", writing.chapter, name="workspace-chapter"
    ),
    path("workspace/reports/<slug:report>/parts/<place:position>/", writing.part, name="workspace-part"),
    path("workspace/reports/<slug:report>/drafts/<place:number>/", drafts.draft, name="workspace-draft"),
    path(
        "workspace/reports/<slug:report>/drafts/<place:number>/changes/",
        drafts.changes,
        name="workspace-draft-changes",
    ),
    path(
        "workspace/reports/<slug:report>/drafts/<place:number>/review/",
        asking_the_panel.review,
        name="workspace-review",
    ),
]

panel = [
    path("review/", review.reviews, name="reviews"),
    path("review/<slug:report>/<place:number>/", review.review, name="review"),
    path("review/<slug:report>/<place:number>/changes/", review.changes, name="review-changes"),
    path("review/<slug:report>/<place:number>/<slug:chapter>/", review.chapter, name="review-chapter"),
]

urlpatterns = for_everyone + desk + panel
