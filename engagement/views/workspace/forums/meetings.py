"""Meetings of a forum: all of them, and one with who came and its papers."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import PurePath

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import number_in, reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.models import StoredFile
from plans.operations.files import receive_file
from plans.rules import NotReady, Reason

from ....forms.forums import MeetingForm, NewMeetingForm, PaperForm
from ....models import Forum, Meeting, MeetingPaper
from ....operations.forums.holding import reasons_not_to_keep
from ....operations.forums.meetings import (
    add_meeting,
    call_off_meeting,
    content_of,
    meetings_of,
    publish_meeting,
    save_meeting,
)
from ....operations.forums.papers import PaperContent, publish_paper, save_paper, take_back_paper
from ....operations.forums.papers import content_of as paper_content_of
from ....record.forums import meetings_with_papers
from ....rules.forums import PAPER_GONE
from .keeping import crumbs, differences, forum_at, refusal, say_kept


@reading_and_posting
def meetings(request: HttpRequest, forum: str) -> HttpResponse:
    """Those that are planned, public and held, with a form for another."""
    now = timezone.now()
    found = forum_at(request, forum, now)
    if request.method != "POST":
        return _list(request, found, now, NewMeetingForm(kept_words(request)))
    if gives_up(request):
        return redirect(request.path)
    form = NewMeetingForm(request.POST)
    if not form.is_valid():
        return _list(request, found, now, form, status=422)
    try:
        made = add_meeting(forum=found, content=form.content, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _list(request, found, now, form, status=409)
    forget_words(request)
    return redirect("workspace-forum-meeting", found.slug, made.slug)


def _list(
    request: HttpRequest, found: Forum, now: datetime, form: NewMeetingForm, *, status: int = 200
) -> HttpResponse:
    rows = meetings_with_papers(meetings_of(found), timezone.localdate(now))
    page = {
        "forum": found,
        "meetings": rows,
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": reasons_not_to_keep(found),
        "crumbs": crumbs(found, _("Meetings")),
    }
    return render(request, "engagement/forums/meetings.html", page, status=status)


# ---- One meeting ----------------------------------------------------------------------------------------


@reading_and_posting
def meeting(request: HttpRequest, forum: str, meeting: str) -> HttpResponse:
    """When and where, who came, and its papers; `?paper=` opens one that waits."""
    now = timezone.now()
    found = forum_at(request, forum, now)
    rows = meetings_of(found).select_related("published_in", "source")
    met = get_object_or_404(rows, slug=meeting)
    if request.method == "POST":
        act = _act_on_paper if request.POST.get("of") == "paper" else _act
        return act(request, found, met, now)
    if words := kept_words(request):
        return _put_back(request, found, met, now, words)
    form = MeetingForm(kept=content_of(met))
    return _show(request, found, met, now, form, paper=_paper_form(request, _waiting(met, request.GET)))


def _put_back(
    request: HttpRequest, found: Forum, met: Meeting, now: datetime, words: QueryDict
) -> HttpResponse:
    """What was typed when the session had ended, in whichever of the two forms it was."""
    more = {"version": version_in(words)}
    if words.get("of") == "paper":
        chosen = _waiting(met, words)
        paper = _paper_form(request, chosen, words)
        more |= {"kept_aside": differences(paper, _paper_kept(chosen)), "paper_version": more.pop("version")}
        return _show(request, found, met, now, MeetingForm(kept=content_of(met)), paper=paper, **more)
    form = MeetingForm(words, kept=content_of(met))
    more["kept_aside"] = differences(form, content_of(met))
    return _show(request, found, met, now, form, **more)


def _act(request: HttpRequest, found: Forum, met: Meeting, now: datetime) -> HttpResponse:
    """Keep what was typed; then publish it, where that was pressed. Or it does not take place."""
    if gives_up(request):
        return redirect(request.path)
    about = {"forum": found, "meeting": met, "by": request.user, "now": now}
    form, show = MeetingForm(request.POST, kept=content_of(met)), partial(_show, request, found, met, now)
    action = request.POST.get("action")
    if action == "off":
        off = partial(call_off_meeting, **about)
        return refusal(off, form, show, lambda: content_of(met)) or redirect(
            "workspace-forum-meetings", found.slug
        )
    if not form.is_valid():
        return show(form, status=422)

    def act():
        saved = save_meeting(version=version_in(request.POST), content=form.content, **about)
        if action == "publish" and not saved.is_published:
            publish_meeting(version=saved.version, **about)

    if refused := refusal(act, form, show, lambda: content_of(met)):
        return refused
    forget_words(request)
    say_kept(request, is_public=found.is_published and (action == "publish" or met.is_published))
    return redirect(request.path)


# ---- Its papers -----------------------------------------------------------------------------------------


def _waiting(met: Meeting, words) -> MeetingPaper | None:
    position = number_in(words.get("paper", ""), digits=4)
    rows = met.papers.standing().select_related("file", "published_in")
    return rows.filter(position=position).first() if position else None


def _paper_kept(chosen: MeetingPaper | None) -> PaperContent:
    return paper_content_of(chosen) if chosen else PaperContent()


def _paper_form(request: HttpRequest, chosen: MeetingPaper | None, data=None, refused=()) -> PaperForm:
    """With the files that it may name: the one that is saved with it, and those that this person sent."""
    keys = {(data or {}).get("paper-file", ""), chosen.file.key if chosen and chosen.file else ""} - {""}
    saved = Q(meeting_papers=chosen) if chosen else Q(pk=None)
    named = StoredFile.objects.filter(Q(sent_by=request.user) | saved, key__in=keys).distinct()
    return PaperForm(data, named={one.key: one for one in named}, refused=refused, kept=_paper_kept(chosen))


def _with_file(request: HttpRequest, now: datetime) -> tuple[QueryDict, list[Reason]]:
    """What was posted, with the file that came with it; and why it may not come in."""
    posted, upload = request.POST.copy(), request.FILES.get("paper-files")
    if request.POST.get("action") == "no-file":
        posted["paper-file"] = ""
    if upload is None:
        return posted, []
    try:
        stored = receive_file(upload=upload, by=request.user, now=now)
    except NotReady as refused:
        return posted, refused.reasons
    posted["paper-file"] = stored.key
    posted["paper-title"] = posted.get("paper-title", "").strip() or PurePath(stored.name).stem
    return posted, []


def _act_on_paper(request: HttpRequest, found: Forum, met: Meeting, now: datetime) -> HttpResponse:
    """Keep it, publish it, or take it back."""
    if gives_up(request):
        return redirect(request.path)
    chosen, action = _waiting(met, request.POST), request.POST.get("action")
    about = {"forum": found, "meeting": met, "by": request.user, "now": now}
    posted, refused = (request.POST, []) if action == "take-back" else _with_file(request, now)
    form = _paper_form(request, chosen, posted, refused)

    def show(paper: PaperForm, **more) -> HttpResponse:
        return _show(
            request, found, met, now, MeetingForm(kept=content_of(met)), paper=paper, chosen=chosen, **more
        )

    def kept() -> PaperContent:
        return _paper_kept(chosen)

    if chosen is None and posted.get("paper"):
        if action != "take-back":
            form.refuse([PAPER_GONE])
            return show(form, status=409)
        return redirect(request.path)
    if action == "take-back":
        place = chosen.position if chosen else 0
        back = partial(take_back_paper, place=place, **about)
        return refusal(back, form, show, kept) or redirect(request.path)
    if not form.is_valid():
        return show(form, status=422)

    def act():
        place = chosen.position if chosen else None
        saved = save_paper(place=place, version=version_in(posted), content=form.content, **about)
        if action == "publish" and not saved.is_published:
            publish_paper(place=saved.position, version=saved.version, **about)

    if page := refusal(act, form, show, kept):
        return page
    forget_words(request)
    say_kept(request, is_public=action == "publish")
    return redirect(f"{request.path}#papers")


def _show(
    request: HttpRequest,
    found: Forum,
    met: Meeting,
    now: datetime,
    form: MeetingForm,
    *,
    paper: PaperForm | None = None,
    chosen: MeetingPaper | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    on = timezone.localdate(now)
    [shown] = meetings_with_papers(Meeting.objects.filter(pk=met.pk), on, all_papers=True)
    chosen = chosen or (_waiting(met, request.GET) if request.method != "POST" else None)
    if chosen and chosen.is_published:
        chosen = None
    paper = paper or _paper_form(request, chosen)
    errors = [*(form.problems() if form.is_bound else ()), *(paper.problems() if paper.is_bound else ())]
    page = {
        "forum": found,
        "meeting": met,
        "one": shown,
        "url": reverse("workspace-forum-meeting", args=[found.slug, met.slug]),
        "form": form,
        "version": met.version,
        "paper": paper,
        "chosen": chosen,
        "paper_version": chosen.version if chosen else met.papers.count(),
        "errors": errors,
        "not_now": reasons_not_to_keep(found),
        "conflict": None,
        "kept_aside": None,
        "crumbs": [
            *crumbs(found, "")[:-1],
            {"url": reverse("workspace-forum-meetings", args=[found.slug]), "label": _("Meetings")},
            {"url": "", "label": met.title},
        ],
    }
    return render(request, "engagement/forums/meeting.html", page | more, status=status)
