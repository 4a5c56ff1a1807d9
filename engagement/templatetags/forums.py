"""Forums in words, for templates; the words themselves are in engagement.words. And who is invited."""

from __future__ import annotations

from datetime import date

from django import template
from django.db.models import Prefetch

from .. import words
from ..models import Forum, ForumInvitation, Meeting

register = template.Library()

register.filter("paper_words", words.paper_words)
register.filter("paper_late", words.paper_late)
register.filter("term", words.term_words)
register.filter("change_title", words.change_title)
register.filter("change_rows", words.change_rows)


@register.simple_tag(takes_context=True)
def invitations_of(context, on: date) -> list[ForumInvitation]:
    """What this person is invited to through a seat that they hold today: not public yet, or still open."""
    found = ForumInvitation.objects.for_seats_of(context["request"].user, on).current(on)
    return list(found.select_related("consultation__plan", "forum").order_by("-invited_at", "pk"))


@register.simple_tag(takes_context=True)
def forums_of(context, on: date) -> list[Forum]:
    """Where this person sits today, each with the meetings ahead; two queries, one where nowhere."""
    ahead = Meeting.objects.published().filter(held_last__gte=on).order_by("held_first", "pk")
    found = Forum.objects.seating(context["request"].user, on).select_related("plan").newest_first()
    return list(found.prefetch_related(Prefetch("meetings", ahead, to_attr="ahead")))
