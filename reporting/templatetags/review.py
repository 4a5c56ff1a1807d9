"""What a review puts on the pages of the workspace below it."""

from datetime import date

from django import template

from ..choices import Position
from ..models import ReviewRound

register = template.Library()


@register.filter
def position_words(position: str) -> str:
    return str(Position(position).label)


@register.simple_tag(takes_context=True)
def reviews_to_do(context, on: date) -> list[ReviewRound]:
    """The open reviews that this person was asked for, with the position they have taken."""
    user = context["request"].user
    rounds = ReviewRound.objects.open().visible_to(user, on).with_position_of(user)
    return list(rounds.select_related("draft__assessment").order_by("due_on", "pk"))


@register.simple_tag
def reviews_to_answer() -> list[ReviewRound]:
    """The open reviews, with how many comments wait for the coordinator's answer."""
    rounds = ReviewRound.objects.of_published_plans().open().with_counts().select_related("draft__assessment")
    return list(rounds.order_by("due_on", "pk"))
