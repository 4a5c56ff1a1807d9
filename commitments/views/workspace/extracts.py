"""What was published for a period, to take along: one commitment, one agency or the whole plan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import papers
from plans.models import ActionPlan, Agency
from plans.permissions import is_staff_of_the_portal

from ...forms.extracts import WORD, ExtractForm
from ...models import Lead
from ...record.extract import extract

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@require_safe
def extracts(request: HttpRequest, plan: str) -> HttpResponse:
    """What to take along and how; with that chosen, the paper itself."""
    on = timezone.localdate()
    if not is_staff_of_the_portal(request.user, on):
        raise Http404
    found = get_object_or_404(ActionPlan.objects.published(), slug=plan)
    commitments = found.commitments.published()
    periods = found.periods.filter(starts_on__lte=on).order_by("-ends_on", "-starts_on")
    leads = Lead.objects.published().filter(commitment__in=commitments)
    agencies = Agency.objects.named_on(on).filter(pk__in=leads.values("agency")).order_by("name")
    form = ExtractForm(
        request.GET if "period" in request.GET else None,
        periods=periods,
        commitments=commitments,
        agencies=agencies,
    )
    if form.is_valid():
        return _paper(found, form, on)
    page = {"plan": found, "form": form, "errors": list(form.problems()), "crumbs": _crumbs(found)}
    return render(request, "commitments/extracts/extract_form.html", page)


def _paper(plan: ActionPlan, form: ExtractForm, on) -> HttpResponse:
    period, kind = form.period_chosen, form.cleaned_data["kind"]
    blocks = list(extract(form.chosen, plan, period, on))
    if kind == WORD:
        content: bytes | str = papers.as_word(blocks, title=plan.title, language=plan.language)
    else:
        content = papers.as_text(blocks)
    name = f"{plan.slug}-{period.slug}-{form.cleaned_data['of']}.{kind}"
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer


def _crumbs(plan: ActionPlan) -> list[dict]:
    return [
        {"url": reverse("workspace"), "label": _("Reports")},
        {"url": reverse("workspace-board", args=[plan.slug]), "label": plan.short_title},
        {"url": "", "label": _("Extract")},
    ]
