"""Open government work outside any plan: begun, written and published, with its news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import Agency
from plans.permissions import agencies_served, can_coordinate
from plans.rules import NotReady, Stale

from ...forms.elsewhere import NewsForm, WorkForm
from ...models import WorkElsewhere, WorkUpdate
from ...operations.elsewhere import (
    add_news,
    discard_work,
    drop_news,
    publish_work,
    save_work,
    withdraw_work,
)
from ...permissions import can_write_work
from ...record.elsewhere import WorkOnDay, facts_of
from ...record.restated import changes_between, said_in_words
from ...record.staff_history import WORK, work_changed
from ...rules_elsewhere import WorkFacts
from .withdrawing import ask_why

WORKS_ON_A_PAGE = 50


@dataclass
class Desk:
    """Whose work somebody has in hand; 404 for whoever acts for no agency."""

    request: HttpRequest
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> Desk:
        desk = cls(request, timezone.now())
        if not desk.can_publish and not agencies_served(request.user, desk.on, Role.EDITOR, Role.APPROVER):
            raise Http404
        return desk

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @property
    def can_publish(self) -> bool:
        return can_coordinate(self.request.user, self.on)

    @property
    def agencies(self) -> list[Agency]:
        """For which this person may write: all for a coordinator, those they edit for else."""
        found = Agency.objects.to_choose_on(self.on)
        if not self.can_publish:
            found = found.filter(pk__in=agencies_served(self.request.user, self.on, Role.EDITOR))
        return list(found)

    @property
    def works(self):
        return WorkElsewhere.objects.visible_to(self.request.user, self.on)

    def work(self, slug: str) -> WorkElsewhere:
        return get_object_or_404(self.works.filter(withdrawn_in=None).with_agency(self.on), slug=slug)

    def can_write(self, work: WorkElsewhere) -> bool:
        return can_write_work(self.request.user, work.agency_id, self.on)

    def can_change(self, work: WorkElsewhere) -> bool:
        """What is said of public work is the coordinator's to change."""
        return self.can_publish or (self.can_write(work) and not work.is_published)

    def by_whom(self) -> dict:
        return {"by": self.request.user, "now": self.now}

    def page(self, *more: dict, **page) -> dict:
        """What every template about such work reads; the crumbs lead to the page itself."""
        trail = [{"url": reverse("workspace-works"), "label": _("Work outside the plans")}, *more]
        crumbs = [*trail[:-1], trail[-1] | {"url": ""}]
        known = {"desk": self, "on": self.on, "crumbs": crumbs}
        return known | {"errors": [], "conflict": None, "kept_aside": None} | page


def works(request: HttpRequest) -> HttpResponse:
    """All work that this person may read of, what waits first."""
    desk = Desk.of(request)
    waiting = Count("updates", filter=Q(updates__published_in=None))
    found = desk.works.with_agency(desk.on).annotate(waiting=waiting)
    page = Paginator(found.order_by("title", "slug"), WORKS_ON_A_PAGE).get_page(request.GET.get("page"))
    to_publish = found.filter(Q(published_in=None) | Q(waiting__gt=0)).count()
    more = {"page_obj": page, "to_publish": to_publish, "can_begin": bool(desk.agencies)}
    return render(request, "commitments/elsewhere/workspace_works.html", desk.page(**more))


# ---- What is done -----------------------------------------------------------------------------------------


@reading_and_posting
def new(request: HttpRequest) -> HttpResponse:
    """A piece of work is begun."""
    desk = Desk.of(request)
    if not desk.agencies:
        raise PermissionDenied
    return _facts(desk, None)


@reading_and_posting
def facts(request: HttpRequest, work: str) -> HttpResponse:
    """What is said of it is changed: freely before it is public, in public from then on."""
    desk = Desk.of(request)
    found = desk.work(work)
    if not desk.can_change(found):
        raise PermissionDenied
    return _facts(desk, found)


def _facts(desk: Desk, work: WorkElsewhere | None) -> HttpResponse:
    request = desk.request
    if gives_up(request):
        return redirect(request.path)
    if request.method == "POST":
        return _save(desk, work, _form(desk, work, request.POST))
    if words := kept_words(request):
        form = _form(desk, work, words)
        more = {"version": version_in(words), "kept_aside": _differences(work, form)}
        return _show_facts(desk, work, form, **more)
    return _show_facts(desk, work, _form(desk, work))


def _form(desk: Desk, work: WorkElsewhere | None, data=None) -> WorkForm:
    kept, is_public = facts_of(work) if work else WorkFacts(), bool(work and work.is_published)
    return WorkForm(data, kept=kept, agencies=desk.agencies, is_public=is_public)


def _save(desk: Desk, work: WorkElsewhere | None, form: WorkForm) -> HttpResponse:
    """A draft is saved; of what is public the change is shown first, and published with the second button."""
    posted = desk.request.POST
    said, version = form.facts, version_in(posted)
    if form.problems:
        return _show_facts(desk, work, form, status=422)
    if work and version != work.version and said != facts_of(work):
        return _show_facts(desk, work, form, conflict=_differences(work, form), status=409)
    if work and work.is_published and posted.get("action") != "publish":
        return _show_facts(desk, work, form, changes=changes_between(facts_of(work), said, WORK))
    try:
        why = form.what.cleaned_data.get("why", "")
        saved = save_work(work=work, version=version, facts=said, why=why, **desk.by_whom())
    except NotReady as refused:
        form.refuse(refused.reasons)
        del form.problems
        return _show_facts(desk, work, form, status=422)
    except Stale:  # another came first, this very moment
        there = desk.work(work.slug) if work else None
        return _show_facts(desk, there, form, conflict=_differences(there, form), status=409)
    forget_words(desk.request)
    return redirect("workspace-work", saved.slug)


def _differences(work: WorkElsewhere | None, form: WorkForm) -> list[Difference]:
    kept, said = facts_of(work) if work else WorkFacts(), form.facts
    anchors = {"links": "link-1-url"}
    return left_differently(
        (
            label,
            anchors.get(name, name),
            said_in_words(getattr(kept, name)),
            said_in_words(getattr(said, name)),
        )
        for name, label in WORK.items()
    )


def _show_facts(
    desk: Desk, work: WorkElsewhere | None, form: WorkForm, *, status: int = 200, changes=None, **more
) -> HttpResponse:
    trail = [{"url": reverse("workspace-work", args=[work.slug]), "label": work.title}] if work else []
    here = {"url": "", "label": _("What it says") if work else _("New")}
    page = {
        "work": work,
        "form": form,
        "url": desk.request.path,
        "version": work.version if work else 0,
        "errors": form.problems if form.what.is_bound else [],
        "changes": changes,
    }
    page = desk.page(*trail, here, **page | more)
    return render(desk.request, "commitments/elsewhere/work_form.html", page, status=status)


@reading_and_posting
def withdraw(request: HttpRequest, work: str) -> HttpResponse:
    """It is withdrawn in public, with the reason."""
    desk = Desk.of(request)
    found = get_object_or_404(desk.works.ever_published(), slug=work)
    return ask_why(
        desk,
        found,
        withdraw=partial(withdraw_work, work=found),
        back=reverse("workspace-work", args=[found.slug]),
        kicker=_("Work outside the plans"),
    )


# ---- Its news ---------------------------------------------------------------------------------------------


@reading_and_posting
def work(request: HttpRequest, work: str) -> HttpResponse:
    """One piece of work as it will read, news to add, and the button that publishes."""
    desk = Desk.of(request)
    found = desk.work(work)
    if request.method != "POST":
        words = kept_words(request) if desk.can_write(found) else None
        if words:
            form = NewsForm(words, corrects=_corrected(found, words))
            return _show(desk, found, form, kept_aside=_typed(form), version=version_in(words))
        return _show(desk, found, NewsForm(corrects=_corrected(found, request.GET)))
    if gives_up(request):
        return redirect(request.path)
    action, version = request.POST.get("action"), version_in(request.POST)
    known = {"work": found, "version": version, **desk.by_whom()}
    try:
        if action == "publish":
            publish_work(**known)
        elif action == "discard":
            discard_work(**known)
            return redirect("workspace-works")
        elif action == "drop-news":
            if update := _waiting(found, request.POST.get("place", "")):
                drop_news(update=update, **known)
        elif action == "news":
            return _add(desk, found, version)
        else:
            raise BadRequest(_("News can be added or taken out, and what waits can be published."))
    except NotReady as refused:
        return _show(desk, desk.work(work), refused=refused.reasons, status=409)
    except Stale:
        return _show(desk, desk.work(work), is_stale=True, status=409)
    return redirect(request.path)


def _waiting(work: WorkElsewhere, place: str):
    """News that waits, by its place among what does; the version says that it is still the same."""
    found = list(work.updates.waiting())
    is_there = place.isascii() and place.isdigit() and 0 < int(place[:4]) <= len(found)
    return found[int(place[:4]) - 1] if is_there else None


def _corrected(work: WorkElsewhere, words) -> WorkUpdate | None:
    """The public news that is to be corrected, by its number; 404 where there is none of it."""
    number = words.get("correct", "")
    if not number:
        return None
    found = next((one for one in _numbered(work) if str(one.number) == number and one.is_published), None)
    if found is None:
        raise Http404
    return found


def _numbered(work: WorkElsewhere) -> list[WorkUpdate]:
    """All news that was ever public, each with the number that it keeps."""
    found = list(work.updates.ever_published().select_related("published_in", "corrects"))
    for number, update in enumerate(found, start=1):
        update.number = number
    return found


def _add(desk: Desk, work: WorkElsewhere, version: int) -> HttpResponse:
    if not desk.can_write(work):
        raise PermissionDenied
    corrects = _corrected(work, desk.request.POST)
    form = NewsForm(desk.request.POST, corrects=corrects)
    said = form.said
    if form.errors:
        return _show(desk, work, form, status=422)
    try:
        add_news(work=work, version=version, said=said, corrects=corrects, **desk.by_whom())
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(desk, desk.work(work.slug), form, status=422)
    except Stale:
        return _show(desk, desk.work(work.slug), form, is_stale=True, status=409)
    forget_words(desk.request)
    return redirect(desk.request.path)


def _typed(form: NewsForm) -> list[Difference]:
    """What was typed when the session had ended, beside nothing: none of it is saved."""
    said = form.said
    return left_differently(
        (field.label, name, "", said_in_words(getattr(said, name))) for name, field in form.fields.items()
    )


def _show(
    desk: Desk,
    work: WorkElsewhere,
    form: NewsForm | None = None,
    *,
    refused=(),
    is_stale: bool = False,
    status: int = 200,
    **more,
) -> HttpResponse:
    form = form or NewsForm()
    waiting = list(work.updates.waiting().select_related("corrects"))
    published = [one for one in _numbered(work) if one.is_published]
    published.sort(key=lambda one: (one.as_of_last, one.pk), reverse=True)
    page = {
        "work": work,
        "one": WorkOnDay(work, facts_of(work), published, restated=[]),
        "waiting": waiting,
        "can_write": desk.can_write(work),
        "can_change": desk.can_change(work),
        "form": form,
        "version": work.version,
        "url": desk.request.path,
        "refused": list(refused),
        "is_stale": is_stale,
        "errors": list(form.problems()) if form.is_bound and not is_stale else [],
        "entries": work_changed(work, desk.on),
    }
    page = desk.page({"url": "", "label": work.title}, **page | more)
    return render(desk.request, "commitments/elsewhere/workspace_work.html", page, status=status)
