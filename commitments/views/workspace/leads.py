"""Who leads a commitment on which days, and the page on which one agency hands over to another."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import Agency
from plans.rules import NotReady, Stale, holds_on

from ...choices import LeadRole
from ...forms.amending import HandOverForm
from ...models import Commitment, Lead
from ...operations.leads import after, hand_over, is_done, leads_version, reasons_against
from ...record.handover import leading_without_an_editor
from ...words.amending import held_words
from .amending.desk import plan_crumbs, plan_to_amend


@reading_and_posting
def leads(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Who leads and supports; and from which day on somebody else does, shown before it is public."""
    now = timezone.now()
    commitment = _commitment(request, plan, number, now)
    if request.method == "POST":
        if gives_up(request):
            return redirect(request.path)
        return _hand_over(request, commitment, now)
    if words := kept_words(request):
        form = _form(commitment, words)
        more = {"version": version_in(words), "kept_aside": _typed(form)}
        return _show(request, commitment, form, now, **more)
    return _show(request, commitment, _form(commitment), now)


def _commitment(request: HttpRequest, plan: str, number: str, now: datetime) -> Commitment:
    found = plan_to_amend(request, plan, now)
    rows = found.commitments.published().with_leads(timezone.localdate(now))
    commitment = get_object_or_404(rows, number=number)
    commitment.plan = found
    return commitment


def _form(commitment: Commitment, data=None) -> HandOverForm:
    today = timezone.localdate()
    agencies = Agency.objects.to_choose_on(today)
    return HandOverForm(data, leads=commitment.published_leads, agencies=list(agencies), on=today)


def _hand_over(request: HttpRequest, commitment: Commitment, now: datetime) -> HttpResponse:
    """First what it makes of the leads, then, with the second button, the public record."""
    form, version = _form(commitment, request.POST), version_in(request.POST)
    if request.POST.get("action") == "change":
        return _show(request, commitment, form, now)
    handed = form.handed
    if list(form.problems()):
        return _show(request, commitment, form, now, status=422)
    if is_done(handed, commitment.published_leads):
        forget_words(request)
        return redirect(request.path)
    if version != leads_version(commitment.published_leads):
        return _show(request, commitment, form, now, is_stale=True, status=409)
    if reasons := reasons_against(handed, commitment, commitment.published_leads):
        form.refuse(reasons)
        return _show(request, commitment, form, now, status=409)
    if request.POST.get("action") != "publish":
        return _ask(request, commitment, form, now)
    try:
        hand_over(commitment=commitment, version=version, handed=handed, by=request.user, now=now)
    except (NotReady, Stale):  # another came first, this very moment
        again = _commitment(request, commitment.plan.slug, commitment.number, now)
        return _show(request, again, _form(again, request.POST), now, is_stale=True, status=409)
    forget_words(request)
    return redirect(request.path)


def _page(commitment: Commitment, now: datetime, *labels: str) -> dict:
    here = [
        {"url": "", "label": label}
        for label in (_("Leads of commitment %(number)s") % {"number": commitment.number}, *labels)
    ]
    return {
        "commitment": commitment,
        "plan": commitment.plan,
        "on": timezone.localdate(now),
        "version": leads_version(commitment.published_leads),
        "crumbs": plan_crumbs(commitment.plan, *here),
    }


def _show(
    request: HttpRequest,
    commitment: Commitment,
    form: HandOverForm,
    now: datetime,
    *,
    status: int = 200,
    is_stale: bool = False,
    **more,
) -> HttpResponse:
    page = _page(commitment, now) | {
        "form": form,
        "errors": list(form.problems()) if form.is_bound and not is_stale else [],
        "is_stale": is_stale,
        "lede": held_words(commitment.leads_on(timezone.localdate(now))),
        "leads": _in_time(commitment.published_leads),
        "vacant": leading_without_an_editor(commitment.published_leads, timezone.localdate(now)),
        "url": request.path,
        "conflict": None,
        "kept_aside": None,
    }
    return render(request, "commitments/amending/leads_form.html", page | more, status=status)


def _typed(form: HandOverForm) -> list[Difference]:
    """What was typed when the session had ended, beside nothing: none of it is saved."""
    labels = {"ends": form.fields["ends"], "agency": form.fields["agency"], "role": form.fields["role"]}
    pairs = []
    for name, field in form.fields.items():
        value = form[name].value() or ""
        choices = dict(labels[name].choices) if name in labels else {}
        pairs.append((field.label, name, "", str(choices.get(value, value)) if value else ""))
    return left_differently(pairs)


def _in_time(found: list[Lead]) -> list[Lead]:
    return sorted(
        found, key=lambda lead: (lead.from_on or date.min, lead.until_on or date.max, lead.position)
    )


def _ask(request: HttpRequest, commitment: Commitment, form: HandOverForm, now: datetime) -> HttpResponse:
    """Who leads on the day before and on the day; what was typed rides along."""
    handed = form.handed
    rows = after(handed, commitment.published_leads)
    day_before = handed.from_on - timedelta(days=1)
    sides = [
        {"day": day, "leads": [lead for lead in rows if holds_on(lead.from_on, lead.until_on, day)]}
        for day in (day_before, handed.from_on)
    ]
    page = _page(commitment, now, _("Hand over")) | {
        "form": form,
        "handed": handed,
        "sides": sides,
        "nobody_leads": not any(lead.role == LeadRole.LEAD for lead in sides[1]["leads"]),
        "lead_then": held_words(sides[1]["leads"]),
        "vacant": leading_without_an_editor(rows, timezone.localdate(now)),
    }
    return render(request, "commitments/amending/leads_confirm.html", page)
