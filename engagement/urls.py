"""Addresses of taking part: consultations, forums, and the workspace on them."""

from django.urls import path

from plans import converters  # noqa: F401 - place, in addresses

from .views import consultations, forums, taking_part
from .views.workspace import answers as answering
from .views.workspace import consultations as asking
from .views.workspace import reading

public = [
    path("consultations/", consultations.consultations, name="consultations"),
    path("consultations/<slug:consultation>/", consultations.consultation, name="consultation"),
    path("consultations/<slug:consultation>/take-part/", taking_part.take_part, name="take-part"),
    path("consultations/<slug:consultation>/receipts/<slug:secret>/", taking_part.receipt, name="receipt"),
    path("consultations/<slug:consultation>/submissions/", consultations.submissions, name="submissions"),
    path(
        "consultations/<slug:consultation>/submissions/<place:number>/",
        consultations.submission,
        name="submission",
    ),
    path("consultations/<slug:consultation>/responses/", consultations.responses, name="responses"),
    path("forum/", forums.forums, name="forums"),
    path("forum/<slug:forum>/", forums.forum, name="forum-one"),
]

staff = [
    path("workspace/consultations/", asking.consultations, name="workspace-consultations"),
    path("workspace/consultations/new/<slug:plan>/", asking.new, name="workspace-consultation-new"),
    path("workspace/consultations/<slug:consultation>/", asking.consultation, name="workspace-consultation"),
    path(
        "workspace/consultations/<slug:consultation>/submissions/<place:number>/",
        reading.submission,
        name="workspace-submission",
    ),
    path("workspace/consultations/<slug:consultation>/answers/", answering.answers, name="workspace-answers"),
]

urlpatterns = public + staff
