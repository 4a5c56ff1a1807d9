"""The foot of a public page: what it shows is from which edition and day, and where it stands."""

from django import template
from django.template.context import RequestContext

from ..models import Edition

register = template.Library()


@register.inclusion_tag("parts/_foot.html", takes_context=True)
def foot(context: RequestContext, on=None) -> dict:
    """Takes the day that was asked about, where a page answers for one; one query."""
    return {
        "edition": Edition.objects.last(),
        "on": on,
        "address": context["request"].build_absolute_uri(),
    }
