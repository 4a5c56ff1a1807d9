"""Addresses of plans, agencies, commitments and reports, and of the workspace on them."""

from django.urls import path

from plans import converters  # noqa: F401 - number, in addresses

from .views import agencies, commitments, plans
from .views.workspace import board, home, review, writing

public = [
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan>/", plans.plan, name="plan"),
    path("plans/<slug:plan>/changes/", plans.changes, name="plan-changes"),
    path("plans/<slug:plan>/commitments/<number:number>/", commitments.commitment, name="commitment"),
    path("plans/<slug:plan>/commitments/<number:number>/<slug:period>/", commitments.report, name="report"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:agency>/", agencies.agency, name="agency"),
]

staff = [
    path("workspace/", home.home, name="workspace"),
    path("workspace/outbox/", home.outbox, name="workspace-outbox"),
    path("workspace/plans/<slug:plan>/", board.board, name="workspace-board"),
    path("workspace/plans/<slug:plan>/periods/<slug:period>/", board.period, name="workspace-period"),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/",
        writing.report,
        name="workspace-report",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/nothing/",
        writing.nothing,
        name="workspace-report-nothing",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/review/",
        review.review,
        name="workspace-report-review",
    ),
]

urlpatterns = public + staff
