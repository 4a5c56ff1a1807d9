"""Frozen drafts at the coordinator's desk: one whole, and two of them side by side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans.http import number_in

from ...account import account_of
from ...assembly import assemble
from ...comparing import changes_between
from ...models import Draft, SelfAssessment
from .desk import assessment_at_hand, crumbs_of, for_the_coordinator


@for_the_coordinator
@require_safe
def draft(request: HttpRequest, report: str, number: int) -> HttpResponse:
    """A frozen draft, whole, as it will be read."""
    found = assessment_at_hand(report)
    one = _draft(found, number)
    page = {
        "assessment": found,
        "draft": one,
        "account": account_of(one),
        "crumbs": crumbs_of(found, _("Draft %(number)s") % {"number": number}),
    }
    return render(request, "reporting/workspace_draft.html", page)


@for_the_coordinator
@require_safe
def changes(request: HttpRequest, report: str, number: int) -> HttpResponse:
    """What differs between a draft and the one before it, or `?with=` another; or, without a number there,
    what was written and what moved in the record since it was frozen."""
    found = assessment_at_hand(report)
    one = _draft(found, number)
    others = [other.number for other in found.drafts.all() if other.number != number]
    chosen = number_in(request.GET.get("with", "")) if "with" in request.GET else number - 1
    if chosen in others:
        first, last = sorted((one, _draft(found, chosen)), key=lambda draft: draft.number)
        content = last.content
    else:
        first, last = one, None
        content = assemble(found, edition=one.edition_id or 0)
    whole = reverse("workspace-draft", args=[found.slug, (last or first).number])
    page = {
        "assessment": found,
        "draft": one,
        "others": sorted(others),
        "chosen": chosen,
        "first": first,
        "last": last,
        "changes": changes_between(first.content, content, lambda chapter: f"{whole}#{chapter}"),
        "crumbs": crumbs_of(found, _("Draft %(number)s, what changed") % {"number": number}),
    }
    return render(request, "reporting/workspace_draft_changes.html", page)


def _draft(found: SelfAssessment, number: int) -> Draft:
    return get_object_or_404(Draft.objects.select_related("frozen_by"), assessment=found, number=number)
