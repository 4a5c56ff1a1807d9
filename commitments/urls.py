"""Addresses of plans, agencies, commitments and reports, and of the workspace on them."""

from django.urls import path

from plans import converters  # noqa: F401 - number, in addresses

from .views import agencies, calendar, commitments, elsewhere, files, plans
from .views import making as made_in_public
from .views.workspace import (
    adoption,
    board,
    bulk,
    corrections,
    extracts,
    grid,
    history,
    home,
    indicators,
    leads,
    outbox,
    people,
    reminders,
    review,
    rounds,
    timeline,
    together,
    workbook,
    workbook_plan,
    writing,
    you,
)
from .views.workspace import agencies as workspace_agencies
from .views.workspace import elsewhere as workspace_elsewhere
from .views.workspace.amending import amendments, things
from .views.workspace.making import commitments as making_commitments
from .views.workspace.making import plan as making_plan
from .views.workspace.making import preview, sections, versions

public = [
    path("preview/<slug:key>/", preview.preview, name="plan-preview"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan>/", plans.plan, name="plan"),
    path("plans/<slug:plan>/changes/", plans.changes, name="plan-changes"),
    path("plans/<slug:plan>/timeline/", made_in_public.timeline, name="plan-timeline"),
    path("plans/<slug:plan>/drafts/<place:number>/", made_in_public.draft, name="plan-draft"),
    path("plans/<slug:plan>/commitments/<number:number>/", commitments.commitment, name="commitment"),
    path("plans/<slug:plan>/commitments/<number:number>/<slug:period>/", commitments.report, name="report"),
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:agency>/", agencies.agency, name="agency"),
    path("work-elsewhere/", elsewhere.works, name="works-elsewhere"),
    path("work-elsewhere/<slug:work>/", elsewhere.work, name="work-elsewhere"),
    path("calendar/<slug:key>.ics", calendar.feed, name="calendar-feed"),
    path("files/<slug:key>/<str:name>", files.file, name="file"),
]

staff = [
    path("workspace/", home.home, name="workspace"),
    path("workspace/outbox/", outbox.outbox, name="workspace-outbox"),
    path("workspace/making/", making_plan.plans, name="workspace-making"),
    path("workspace/making/new/", making_plan.begin, name="workspace-plan-new"),
    path("workspace/making/<slug:plan>/", making_plan.plan, name="workspace-plan"),
    path("workspace/making/<slug:plan>/facts/", making_plan.facts, name="workspace-plan-facts"),
    path(
        "workspace/making/<slug:plan>/publishing/", making_plan.publishing, name="workspace-plan-publishing"
    ),
    path("workspace/making/<slug:plan>/new-section/", sections.new, name="workspace-section-new"),
    path("workspace/making/<slug:plan>/sections/<slug:section>/", sections.section, name="workspace-section"),
    path(
        "workspace/making/<slug:plan>/new-commitment/",
        making_commitments.new,
        name="workspace-commitment-new",
    ),
    path(
        "workspace/making/<slug:plan>/commitments/<number:number>/",
        making_commitments.commitment,
        name="workspace-commitment",
    ),
    path("workspace/making/<slug:plan>/workbook/", workbook_plan.workbook, name="workspace-plan-workbook"),
    path(
        "workspace/making/<slug:plan>/workbook/plan.xlsx",
        workbook_plan.download,
        name="workspace-plan-workbook-download",
    ),
    path(
        "workspace/making/<slug:plan>/workbook/<slug:key>/",
        workbook_plan.check,
        name="workspace-plan-workbook-check",
    ),
    path("workspace/making/<slug:plan>/timeline/", timeline.timeline, name="workspace-timeline"),
    path("workspace/making/<slug:plan>/draft/", adoption.draft, name="workspace-plan-draft"),
    path("workspace/making/<slug:plan>/adopt/", adoption.adopt, name="workspace-plan-adopt"),
    path("workspace/making/<slug:plan>/periods/", rounds.periods, name="workspace-periods"),
    path("workspace/making/<slug:plan>/versions/", versions.versions, name="workspace-plan-versions"),
    path("workspace/making/<slug:plan>/previews/", preview.links, name="workspace-plan-previews"),
    path("workspace/reminders/", reminders.reminders, name="workspace-reminders"),
    path("workspace/reminders/letter/", reminders.letter, name="workspace-reminder-letter"),
    path("workspace/you/", you.you, name="workspace-you"),
    path("workspace/plans/<slug:plan>/", board.board, name="workspace-board"),
    path("workspace/plans/<slug:plan>/amendments/", amendments.amendments, name="workspace-amendments"),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/",
        amendments.amendment,
        name="workspace-amendment",
    ),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/publish/",
        amendments.publish,
        name="workspace-amendment-publish",
    ),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/commitments/<number:number>/",
        things.commitment,
        name="workspace-amendment-commitment",
    ),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/commitments/<number:number>/new/",
        things.new,
        name="workspace-amendment-new",
    ),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/commitments/<number:number>/<place:milestone>/",
        things.milestone,
        name="workspace-amendment-milestone",
    ),
    path(
        "workspace/plans/<slug:plan>/amendments/<slug:amendment>/commitments/<number:number>/"
        "<place:milestone>/split/",
        things.split,
        name="workspace-amendment-split",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/leads/",
        leads.leads,
        name="workspace-leads",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/indicators/",
        indicators.indicators,
        name="workspace-indicators",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/indicators/new/",
        indicators.new,
        name="workspace-indicator-new",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/indicators/<slug:indicator>/",
        indicators.indicator,
        name="workspace-indicator",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/indicators/<slug:indicator>/facts/",
        indicators.facts,
        name="workspace-indicator-facts",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/indicators/<slug:indicator>/withdraw/",
        indicators.withdraw,
        name="workspace-indicator-withdraw",
    ),
    path("workspace/elsewhere/", workspace_elsewhere.works, name="workspace-works"),
    path("workspace/elsewhere/new/", workspace_elsewhere.new, name="workspace-work-new"),
    path("workspace/elsewhere/<slug:work>/", workspace_elsewhere.work, name="workspace-work"),
    path("workspace/elsewhere/<slug:work>/facts/", workspace_elsewhere.facts, name="workspace-work-facts"),
    path(
        "workspace/elsewhere/<slug:work>/withdraw/",
        workspace_elsewhere.withdraw,
        name="workspace-work-withdraw",
    ),
    path("workspace/plans/<slug:plan>/extract/", extracts.extracts, name="workspace-extract"),
    path("workspace/people/", people.people, name="workspace-people"),
    path("workspace/people/<uuid:person>/", people.person, name="workspace-person"),
    path("workspace/people/<uuid:person>/roles/<place:role>/", people.role, name="workspace-role"),
    path("workspace/agencies/", workspace_agencies.agencies, name="workspace-agencies"),
    path("workspace/agencies/<slug:agency>/", workspace_agencies.agency, name="workspace-agency"),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/history/",
        history.history,
        name="workspace-history",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/notes/",
        history.notes,
        name="workspace-notes",
    ),
    path("workspace/plans/<slug:plan>/several/", bulk.several, name="workspace-several"),
    path("workspace/plans/<slug:plan>/periods/<slug:period>/", board.period, name="workspace-period"),
    path("workspace/plans/<slug:plan>/periods/<slug:period>/grid/", grid.grid, name="workspace-grid"),
    path(
        "workspace/plans/<slug:plan>/periods/<slug:period>/workbook/",
        workbook.workbook,
        name="workspace-workbook",
    ),
    path(
        "workspace/plans/<slug:plan>/periods/<slug:period>/workbook/rows.xlsx",
        workbook.download,
        name="workspace-workbook-download",
    ),
    path(
        "workspace/plans/<slug:plan>/periods/<slug:period>/workbook/<slug:key>/",
        workbook.check,
        name="workspace-workbook-check",
    ),
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
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/presence/",
        together.presence,
        name="workspace-report-presence",
    ),
    path("workspace/preview/", together.preview, name="workspace-preview"),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/correct/",
        corrections.corrections,
        name="workspace-corrections",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/correct/<slug:what>/",
        corrections.correction,
        name="workspace-correction",
    ),
    path(
        "workspace/plans/<slug:plan>/commitments/<number:number>/<slug:period>/review/",
        review.review,
        name="workspace-report-review",
    ),
]

urlpatterns = public + staff
