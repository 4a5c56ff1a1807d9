"""What the coordinator's pages about one forum have in common; 404 for everybody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.dates import PartialDate
from plans.forms import Refusable
from plans.kept import Difference, left_differently
from plans.rules import NotReady, Stale

from ....models import Forum


def forum_at(request: HttpRequest, slug: str, now: datetime) -> Forum:
    visible = Forum.objects.visible_to(request.user, timezone.localdate(now))
    rows = visible.select_related("plan__published_in", "agency", "source", "published_in", "withdrawn_in")
    return get_object_or_404(rows, slug=slug)


def crumbs(forum: Forum | None = None, *more: str) -> list[dict]:
    trail = [{"url": reverse("workspace-forums"), "label": _("Forums")}]
    if forum:
        trail.append({"url": reverse("workspace-forum", args=[forum.slug]), "label": forum.name})
    trail += [{"url": "", "label": label} for label in more]
    return [*trail[:-1], trail[-1] | {"url": ""}]


def say_kept(request: HttpRequest, *, is_public: bool) -> None:
    """What was pressed has happened; and whether everybody reads it now."""
    words = _("Saved, and public.") if is_public else _("Saved. It is not public yet.")
    messages.success(request, words)


def refusal(
    act: Callable[[], object],
    form: Refusable,
    show: Callable[..., HttpResponse],
    kept: Callable[[], object],
) -> HttpResponse | None:
    """Do it; else the page that says why not, or what somebody else has saved since beside what was typed."""
    try:
        act()
    except NotReady as refused:
        form.refuse(refused.reasons)
        return show(form, status=409)
    except Stale:
        return show(form, conflict=differences(form, kept()), status=409)
    return None


def differences(form: Refusable, kept: object) -> list[Difference]:
    """Where what is saved and what was typed differ, each in words."""
    form.full_clean()
    yours = form.content if form.is_valid() else None
    names = [name for name in form.fields if hasattr(kept, name)]
    pairs = []
    for name in names:
        typed = getattr(yours, name) if yours else form.cleaned_data.get(name)
        field = form.fields[name]
        pairs.append(
            (field.label, form.add_prefix(name), _words(field, getattr(kept, name)), _words(field, typed))
        )
    return left_differently(pairs)


def _words(field: forms.Field, said: object) -> str:
    """As a person reads it."""
    if said is None or said == "":
        return ""
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if isinstance(said, date):
        return date_format(said, "j F Y")
    if isinstance(said, PartialDate):
        return said.words
    if not isinstance(said, Model) and isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(said, said))
    return str(said)
