"""The resources of taking part: what was asked, sent, shown, decided, and who met; never who somebody is."""

from plans.rest import resource

from .consultations import ConsultationViewSet, SubmissionViewSet, ThemeViewSet
from .forums import ForumViewSet, MeetingViewSet, OutreachViewSet
from .ideas import IdeaViewSet, ProposalViewSet

urlpatterns = [
    *resource("consultations", ConsultationViewSet, "<slug:consultation>/"),
    *resource("submissions", SubmissionViewSet, "<slug:consultation>/<place:number>/"),
    *resource("themes", ThemeViewSet, "<slug:consultation>/<slug:theme>/"),
    *resource("ideas", IdeaViewSet, "<slug:consultation>/<place:number>/"),
    *resource("proposals", ProposalViewSet, "<slug:consultation>/<slug:proposal>/"),
    *resource("forums", ForumViewSet, "<slug:forum>/"),
    *resource("meetings", MeetingViewSet, "<slug:plan>/<slug:meeting>/"),
    *resource("outreach", OutreachViewSet, "<slug:plan>/<slug:outreach>/"),
]
