"""The plan document as a download, and its schema."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from plans.http import public
from plans.models import ActionPlan

from .. import document


@public
def plan_schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of a plan document."""
    return HttpResponse(document.text(document.schema()), content_type="application/schema+json")


@public
def plan_document(request: HttpRequest, plan: str) -> HttpResponse:
    """A published plan with everything published about it, in canonical form."""
    plan = get_object_or_404(ActionPlan.objects.published(), slug=plan)
    answer = HttpResponse(document.text(document.write(plan)), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{plan.slug}.json"'
    answer["Link"] = f'<{settings.LICENCE_URL}>; rel="license"'
    return answer
