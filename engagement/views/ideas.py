"""Public pages of ideas: all of them, those on a theme, and one with what others say to it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from plans.http import public_now

from ..forms.desk import NO_THEME
from ..forms.ideas import IdeasFilter
from ..models import Consultation, Idea, ReasonedResponse
from ..operations.voices import reasons_not_to_speak
from ..record import (
    at_moment,
    count_ideas,
    fates_of,
    fates_on,
    ideas_by_theme,
    ideas_of,
    in_order,
    proposals_told,
)
from ..words import ideas_sentence, voices_sentence

ON_A_PAGE = 50
GONE = gettext_lazy("This idea is not shown any more. Whoever sent it has taken it back, or we have.")


@public_now
def ideas(request: HttpRequest, consultation: str) -> HttpResponse:
    """All of them, by theme, by voices or the newest first; and how voices are counted."""
    one = gathering(consultation)
    themes = ideas_by_theme(one)
    asked = IdeasFilter(request.GET, themes=[row.theme for row in themes if row.theme])
    rows = _asked_for(one, asked.said)
    counted = count_ideas(one)
    page = _page(one) | {
        "asked": asked,
        "is_asked": bool(asked.said.keys() - {"order"}),
        "counted": counted,
        "opening": ideas_sentence(counted),
        "themes": themes,
        "proposals": proposals_told(one),
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "engagement/ideas/idea_list.html", page)


def _asked_for(one: Consultation, said: dict):
    rows = ideas_of(one).with_words().with_voices()
    if said.get("theme") == NO_THEME:
        rows = rows.filter(point__theme=None)
    elif "theme" in said:
        rows = rows.filter(point__theme__slug=said["theme"], point__theme__consultation=one)
    rows = in_order(rows, said.get("order", ""))
    if "says" not in said:
        return rows
    # Only in what is read: what is redacted is not found either.
    return [row for row in rows if said["says"].casefold() in (row.public_text or "").casefold()]


@public_now
def ideas_theme(request: HttpRequest, consultation: str, theme: str) -> HttpResponse:
    """The ideas on one theme, and what became of them."""
    one = gathering(consultation)
    counted = next((row for row in ideas_by_theme(one) if row.slug == theme), None)
    if counted is None:
        raise Http404
    rows = in_order(ideas_of(one).filter(point__theme=counted.theme).with_words().with_voices(), "")
    page = _page(one) | {
        "counted": counted,
        "fates": fates_on(one, point__theme=counted.theme),
        "opening": ideas_sentence(counted),
        "page_obj": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "engagement/ideas/idea_theme.html", page)


@public_now
def idea(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """One idea: its words, what others say to it, where it went; 410 once it is shown no longer."""
    one = gathering(consultation)
    if one.ideas.gone().filter(number=number).exists():
        return render(request, "410.html", {"reason": GONE}, status=410)
    found = idea_at(one, number)
    answer = ReasonedResponse.objects.published().filter(point=found.point)
    page = _page(one) | {
        "idea": found,
        "opening": voices_sentence(found),
        "reasons": found.voices.with_reasons(),
        "answer": answer.select_related("changed_commitment__plan").first(),
        "fates": fates_of([found])[found.pk],
        "title": str(found),
    }
    return render(request, "engagement/ideas/idea_detail.html", page)


def gathering(slug: str) -> Consultation:
    """A consultation that shows ideas; of another there is no such page."""
    asking = Consultation.objects.gathering().with_wholes()
    asking = asking.select_related("plan__source", "plan__published_in", "answered_in")
    return get_object_or_404(asking, slug=slug)


def idea_at(one: Consultation, number: int) -> Idea:
    """One that may be read, with its voices counted."""
    found = get_object_or_404(ideas_of(one).with_words().with_voices(), number=number)
    found.consultation = one
    return found


def _page(one: Consultation) -> dict:
    now = timezone.now()
    [moment] = at_moment([one], now)
    return {
        "consultation": one,
        "plan": one.plan,
        "moment": moment,
        "can_speak": not reasons_not_to_speak(one, now),
        "errors": [],
    }
