"""Addresses of taking part: consultations, forums, and the workspace on them."""

from django.urls import path

from plans import converters  # noqa: F401 - place, in addresses

from .views import (
    consultations,
    forums,
    ideas,
    own_data,
    proposals,
    receipts,
    taking_part,
    voices,
)
from .views.workspace import (
    afterwards,
    agency_views,
    alike,
    beside,
    doubtful,
    entering,
    events,
    inviting,
    outreach,
    personal,
    points,
    reading,
    submissions,
    templates,
    themes,
    words,
)
from .views.workspace import answers as answering
from .views.workspace import consultations as asking
from .views.workspace import ideas as showing
from .views.workspace import proposals as proposing
from .views.workspace import voices as hearing
from .views.workspace.forums import decisions, facts, meetings, members

public = [
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:consultation>/", consultations.consultation, name="consultation"),
    path("preview/consultations/<slug:key>/", consultations.preview, name="consultation-preview"),
    path(
        "preview/consultations/<slug:key>/<slug:file>/",
        consultations.preview_file,
        name="consultation-preview-file",
    ),
    path("consultations/<slug:consultation>/take-part/", taking_part.take_part, name="take-part"),
    path(
        "consultations/<slug:consultation>/take-part/<slug:secret>/",
        taking_part.take_part_later,
        name="take-part-later",
    ),
    path("consultations/<slug:consultation>/receipts/<slug:secret>/", receipts.receipt, name="receipt"),
    path(
        "consultations/<slug:consultation>/receipts/<slug:secret>/files/<place:position>/",
        receipts.receipt_file,
        name="receipt-file",
    ),
    path(
        "consultations/<slug:consultation>/receipts/<slug:secret>/correct/",
        receipts.correct,
        name="receipt-correct",
    ),
    path(
        "consultations/<slug:consultation>/receipts/<slug:secret>/withdraw/",
        receipts.withdraw,
        name="receipt-withdraw",
    ),
    path(
        "consultations/<slug:consultation>/receipts/<slug:secret>/data/", own_data.data, name="receipt-data"
    ),
    *(
        path(
            f"consultations/<slug:consultation>/receipts/<slug:secret>/data.{kind}",
            own_data.data_file,
            {"kind": kind},
            name=f"receipt-data-{kind}",
        )
        for kind in ("json", "txt")
    ),
    path(
        "consultations/<slug:consultation>/receipts/<slug:secret>/erase/",
        own_data.erase,
        name="receipt-erase",
    ),
    path("consultations/<slug:consultation>/ideas/", ideas.ideas, name="ideas"),
    path("consultations/<slug:consultation>/ideas/<place:number>/", ideas.idea, name="idea"),
    path("consultations/<slug:consultation>/ideas/<place:number>/voice/", voices.give, name="idea-voice"),
    path(
        "consultations/<slug:consultation>/ideas/<place:number>/voices/<slug:secret>/",
        voices.voice,
        name="voice",
    ),
    path(
        "consultations/<slug:consultation>/ideas/themes/<slug:theme>/", ideas.ideas_theme, name="ideas-theme"
    ),
    path("consultations/<slug:consultation>/proposals/<slug:slug>/", proposals.proposal, name="proposal"),
    path("consultations/<slug:consultation>/drafting/<slug:secret>/", proposals.guest, name="proposal-guest"),
    path("consultations/<slug:consultation>/submissions/", consultations.submissions, name="submissions"),
    path(
        "consultations/<slug:consultation>/submissions/<place:number>/",
        consultations.submission,
        name="submission",
    ),
    path(
        "consultations/<slug:consultation>/groups/<place:number>/",
        consultations.group,
        name="submission-group",
    ),
    path("consultations/<slug:consultation>/responses/", consultations.responses, name="responses"),
    path(
        "consultations/<slug:consultation>/responses/<slug:theme>/",
        consultations.theme,
        name="responses-theme",
    ),
    path(
        "consultations/<slug:consultation>/responses/commitments/<number:number>/",
        consultations.about_commitment,
        name="responses-commitment",
    ),
    path("forum/", forums.forums, name="forums"),
    path("forum/<slug:forum>/", forums.forum, name="forum-one"),
]

staff = [
    path("workspace/consultations/", asking.consultations, name="workspace-consultations"),
    path("workspace/consultations/new/<slug:plan>/", asking.new, name="workspace-consultation-new"),
    path("workspace/consultations/<slug:consultation>/", asking.consultation, name="workspace-consultation"),
    path("workspace/consultations/<slug:consultation>/events/", events.events, name="workspace-events"),
    path(
        "workspace/consultations/<slug:consultation>/invitations/",
        inviting.invitations,
        name="workspace-invitations",
    ),
    path("workspace/invited/<slug:consultation>/", inviting.invited, name="invited"),
    path("workspace/invited/<slug:consultation>/<slug:file>/", inviting.invited_file, name="invited-file"),
    path("workspace/forums/", facts.forums, name="workspace-forums"),
    path("workspace/forums/new/<slug:plan>/", facts.new, name="workspace-forum-new"),
    path("workspace/forums/<slug:forum>/", facts.forum, name="workspace-forum"),
    path("workspace/forums/<slug:forum>/seats/", members.members, name="workspace-forum-seats"),
    path("workspace/forums/<slug:forum>/meetings/", meetings.meetings, name="workspace-forum-meetings"),
    path(
        "workspace/forums/<slug:forum>/meetings/<slug:meeting>/",
        meetings.meeting,
        name="workspace-forum-meeting",
    ),
    path("workspace/forums/<slug:forum>/decisions/", decisions.decisions, name="workspace-forum-decisions"),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/",
        reading.submission,
        name="workspace-submission",
    ),
    path(
        "workspace/consultations/<slug:consultation>/submissions/",
        submissions.submissions,
        name="workspace-submissions",
    ),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/words/",
        words.words,
        name="workspace-submission-words",
    ),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/document/",
        words.transcript,
        name="workspace-submission-transcript",
    ),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/beside/",
        beside.beside,
        name="workspace-submission-beside",
    ),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/sender/",
        personal.sender,
        name="workspace-sender",
    ),
    path(
        "workspace/consultations/<slug:consultation>/personal/",
        personal.personal,
        name="workspace-personal",
    ),
    path(
        "workspace/views/<slug:consultation>/<place:number>/<slug:agency>/",
        agency_views.agency_view,
        name="workspace-agency-view",
    ),
    path(
        "workspace/consultations/<slug:consultation>/doubtful/", doubtful.doubtful, name="workspace-doubtful"
    ),
    path("workspace/consultations/<slug:consultation>/enter/", entering.entering, name="workspace-entering"),
    path(
        "workspace/consultations/<slug:consultation>/register/", entering.register, name="workspace-register"
    ),
    path(
        "workspace/consultations/<slug:consultation>/register/workbook/",
        entering.register_download,
        name="workspace-register-download",
    ),
    path(
        "workspace/consultations/<slug:consultation>/register/<slug:key>/",
        entering.register_check,
        name="workspace-register-check",
    ),
    path("workspace/consultations/<slug:consultation>/alike/", alike.alike, name="workspace-alike"),
    path(
        "workspace/consultations/<slug:consultation>/alike/<place:number>/",
        alike.group,
        name="workspace-group",
    ),
    path("workspace/consultations/<slug:consultation>/ideas/", showing.ideas, name="workspace-ideas"),
    path("workspace/consultations/<slug:consultation>/voices/", hearing.voices, name="workspace-voices"),
    path("workspace/proposals/", proposing.proposals, name="workspace-proposals"),
    path(
        "workspace/proposals/<slug:consultation>/<slug:slug>/", proposing.proposal, name="workspace-proposal"
    ),
    path(
        "workspace/proposals/<slug:consultation>/<slug:slug>/deciding/",
        proposing.deciding,
        name="workspace-proposal-deciding",
    ),
    path("workspace/consultations/<slug:consultation>/points/", points.points, name="workspace-points"),
    path("workspace/themes/<slug:plan>/", themes.themes, name="workspace-themes"),
    path("workspace/outreach/<slug:plan>/", outreach.outreach, name="workspace-outreach"),
    path("workspace/answer-templates/", templates.templates, name="workspace-answer-templates"),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/after/",
        afterwards.afterwards,
        name="workspace-submission-after",
    ),
    path("workspace/consultations/<slug:consultation>/answers/", answering.answers, name="workspace-answers"),
]

urlpatterns = public + staff
