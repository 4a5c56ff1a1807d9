"""Addresses of plans, agencies, commitments and reports, and of the workspace on them."""

from django.urls import path

from .views import commitments, plans, workspace

public = [
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan>/", plans.plan, name="plan"),
    path("plans/<slug:plan>/changes/", plans.changes, name="plan-changes"),
    path("plans/<slug:plan>/commitments/<str:number>/", commitments.commitment, name="commitment"),
    path("plans/<slug:plan>/commitments/<str:number>/<slug:period>/", commitments.report, name="report"),
    path("agencies/", plans.agencies, name="agencies"),
    path("agencies/<slug:agency>/", plans.agency, name="agency"),
]

staff = [
    path("workspace/", workspace.home, name="workspace"),
    path("workspace/outbox/", workspace.outbox, name="workspace-outbox"),
    path("workspace/plans/<slug:plan>/", workspace.board, name="workspace-board"),
    path("workspace/plans/<slug:plan>/periods/<slug:period>/", workspace.period, name="workspace-period"),
    path(
        "workspace/plans/<slug:plan>/commitments/<str:number>/<slug:period>/",
        workspace.report_form,
        name="workspace-report",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<str:number>/<slug:period>/nothing/",
        workspace.report_nothing,
        name="workspace-report-nothing",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<str:number>/<slug:period>/review/",
        workspace.report_review,
        name="workspace-report-review",
    ),
]

urlpatterns = public + staff
