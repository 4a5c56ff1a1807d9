"""The indicators of a commitment: what is measured, its values, and what waits to be published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.permissions import can_coordinate
from plans.rules import NotReady, Stale

from ...forms.indicators import IndicatorForm, ValueForm
from ...models import Commitment, Indicator, IndicatorValue
from ...operations.indicators import (
    discard_indicator,
    drop_value,
    publish_indicator,
    record_value,
    save_indicator,
    withdraw_indicator,
)
from ...permissions import can_write_values
from ...record.indicators import IndicatorOnDay, facts_of, indicator_url
from ...record.restated import changes_between, said_in_words
from ...record.staff_history import INDICATOR
from ...rules_indicators import IndicatorFacts
from .withdrawing import ask_why


@dataclass
class Desk:
    """One commitment as one person has its indicators in hand; 404 where it is not theirs to know."""

    commitment: Commitment
    request: HttpRequest
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, plan: str, number: str) -> Desk:
        now = timezone.now()
        on = timezone.localdate(now)
        visible = Commitment.objects.published().visible_to(request.user, on).with_leads(on)
        found = get_object_or_404(visible.select_related("plan"), plan__slug=plan, number=number)
        return cls(found, request, now)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @property
    def can_publish(self) -> bool:
        return can_coordinate(self.request.user, self.on)

    @property
    def can_write(self) -> bool:
        return can_write_values(self.request.user, self.commitment, self.on)

    @cached_property
    def url(self) -> str:
        return reverse("workspace-indicators", args=[self.commitment.plan.slug, self.commitment.number])

    def indicator(self, slug: str) -> Indicator:
        found = get_object_or_404(self.commitment.indicators.filter(withdrawn_in=None), slug=slug)
        found.commitment = self.commitment
        return found

    def by_whom(self) -> dict:
        return {"by": self.request.user, "now": self.now}

    def page(self, *more: dict, **page) -> dict:
        """What every template about indicators reads; the crumbs lead to the page itself."""
        plan = self.commitment.plan
        trail = [
            {"url": reverse("workspace-board", args=[plan.slug]), "label": plan.short_title},
            {"url": self.url, "label": _("Indicators of commitment %s") % self.commitment.number},
            *more,
        ]
        crumbs = [*trail[:-1], trail[-1] | {"url": ""}]
        known = {"desk": self, "commitment": self.commitment, "plan": plan, "on": self.on, "crumbs": crumbs}
        return known | {"errors": [], "conflict": None, "kept_aside": None} | page


def indicators(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """All indicators of a commitment, and how many figures wait."""
    desk = Desk.of(request, plan, number)
    found = list(desk.commitment.indicators.prefetch_related("values"))
    for one in found:
        one.commitment = desk.commitment
    rows = [_as_it_will_read(one) for one in found if not one.is_withdrawn]
    page = {
        "rows": rows,
        "waiting": sum(row.waits for row in rows),
        "withdrawn": [one for one in found if one.is_withdrawn],
    }
    return render(request, "commitments/figures/indicator_list.html", desk.page(**page))


# ---- What is measured -------------------------------------------------------------------------------------


@reading_and_posting
def new(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """An indicator is begun."""
    desk = Desk.of(request, plan, number)
    return _facts(desk, None)


@reading_and_posting
def facts(request: HttpRequest, plan: str, number: str, indicator: str) -> HttpResponse:
    """What is measured is changed: freely before it is public, in public from then on."""
    desk = Desk.of(request, plan, number)
    return _facts(desk, desk.indicator(indicator))


def _facts(desk: Desk, indicator: Indicator | None) -> HttpResponse:
    if not desk.can_publish:
        raise PermissionDenied
    request, kept = desk.request, facts_of(indicator) if indicator else IndicatorFacts()
    is_public = bool(indicator and indicator.is_published)
    if gives_up(request):
        return redirect(request.path)
    if request.method == "POST":
        return _save(desk, indicator, IndicatorForm(request.POST, kept=kept, is_public=is_public))
    if words := kept_words(request):
        form = IndicatorForm(words, kept=kept, is_public=is_public)
        more = {"version": version_in(words), "kept_aside": _differences(kept, form)}
        return _show_facts(desk, indicator, form, **more)
    return _show_facts(desk, indicator, IndicatorForm(kept=kept, is_public=is_public))


def _save(desk: Desk, indicator: Indicator | None, form: IndicatorForm) -> HttpResponse:
    """A draft is saved; of what is public the change is shown first, and published with the second button."""
    posted = desk.request.POST
    said, version = form.facts, version_in(posted)
    if form.errors:
        return _show_facts(desk, indicator, form, status=422)
    if indicator and version != indicator.version and said != facts_of(indicator):
        return _show_facts(
            desk, indicator, form, conflict=_differences(facts_of(indicator), form), status=409
        )
    if indicator and indicator.is_published and posted.get("action") != "publish":
        changes = changes_between(facts_of(indicator), said, INDICATOR)
        return _show_facts(desk, indicator, form, changes=changes)
    try:
        saved = save_indicator(
            commitment=desk.commitment,
            indicator=indicator,
            version=version,
            facts=said,
            why=form.cleaned_data.get("why", ""),
            **desk.by_whom(),
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_facts(desk, indicator, form, status=422)
    except Stale:  # another came first, this very moment
        there = desk.indicator(indicator.slug)
        return _show_facts(desk, there, form, conflict=_differences(facts_of(there), form), status=409)
    forget_words(desk.request)
    saved.commitment = desk.commitment
    return redirect(indicator_url(saved))


def _differences(kept: IndicatorFacts, form: IndicatorForm) -> list[Difference]:
    said = form.facts
    return left_differently(
        (field.label, name, said_in_words(getattr(kept, name)), said_in_words(getattr(said, name)))
        for name, field in form.fields.items()
        if name in vars(said)
    )


def _show_facts(
    desk: Desk, indicator: Indicator | None, form: IndicatorForm, *, status: int = 200, changes=None, **more
) -> HttpResponse:
    trail = [{"url": indicator_url(indicator), "label": indicator.name}] if indicator else []
    here = {"url": "", "label": _("What it says") if indicator else _("New indicator")}
    page = {
        "indicator": indicator,
        "form": form,
        "url": desk.request.path,
        "version": indicator.version if indicator else 0,
        "errors": list(form.problems()) if form.is_bound else [],
        "changes": changes,
    }
    page = desk.page(*trail, here, **page | more)
    return render(desk.request, "commitments/figures/indicator_form.html", page, status=status)


@reading_and_posting
def withdraw(request: HttpRequest, plan: str, number: str, indicator: str) -> HttpResponse:
    """The commitment is measured by it no more: withdrawn in public, with the reason."""
    desk = Desk.of(request, plan, number)
    found = get_object_or_404(desk.commitment.indicators.ever_published(), slug=indicator)
    found.commitment = desk.commitment
    return ask_why(
        desk,
        found,
        withdraw=partial(withdraw_indicator, indicator=found),
        back=indicator_url(found),
        kicker=_("Indicator of commitment %s") % desk.commitment.number,
    )


# ---- Its values -------------------------------------------------------------------------------------------


@reading_and_posting
def indicator(request: HttpRequest, plan: str, number: str, indicator: str) -> HttpResponse:
    """One indicator as it will read, a value to add or to correct, and the button that publishes."""
    desk = Desk.of(request, plan, number)
    found = desk.indicator(indicator)
    if request.method != "POST":
        words = kept_words(request) if desk.can_write else None
        if words:
            form = _form(found, words, _corrected(found, words))
            return _show(desk, found, form, kept_aside=_typed(form), version=version_in(words))
        return _show(desk, found, _form(found, None, _corrected(found, request.GET)))
    if gives_up(request):
        return redirect(request.path)
    action, version = request.POST.get("action"), version_in(request.POST)
    known = {"indicator": found, "version": version, **desk.by_whom()}
    try:
        if action == "publish":
            publish_indicator(**known)
        elif action == "discard":
            discard_indicator(**known)
            return redirect(desk.url)
        elif action == "drop-value":
            if waiting := _waiting(found, request.POST.get("day", "")):
                drop_value(value=waiting, **known)
        elif action == "value":
            return _record(desk, found, version)
        else:
            raise BadRequest(_("A value can be added or taken out, and what waits can be published."))
    except NotReady as refused:
        return _show(desk, desk.indicator(indicator), refused=refused.reasons, status=409)
    except Stale:
        return _show(desk, desk.indicator(indicator), is_stale=True, status=409)
    return redirect(request.path)


def _record(desk: Desk, indicator: Indicator, version: int) -> HttpResponse:
    posted = desk.request.POST
    if not desk.can_write:
        raise PermissionDenied
    corrects = _corrected(indicator, posted)
    form = _form(indicator, posted, corrects)
    said = form.said
    if form.errors:
        return _show(desk, indicator, form, status=422)
    try:
        record_value(indicator=indicator, version=version, said=said, corrects=corrects, **desk.by_whom())
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show(desk, desk.indicator(indicator.slug), form, status=422)
    except Stale:
        return _show(desk, desk.indicator(indicator.slug), form, is_stale=True, status=409)
    forget_words(desk.request)
    return redirect(desk.request.path)


def _form(indicator: Indicator, data: QueryDict | None, corrects: IndicatorValue | None = None) -> ValueForm:
    return ValueForm(data, facts=facts_of(indicator), corrects=corrects)


def _corrected(indicator: Indicator, words) -> IndicatorValue | None:
    """The published value that is to be corrected, by its date; 404 where there is none of it."""
    day = words.get("correct", "")
    if not day:
        return None
    found = next((one for one in indicator.values.published() if str(one.as_of_on) == day), None)
    if found is None:
        raise Http404
    return found


def _waiting(indicator: Indicator, day: str) -> IndicatorValue | None:
    return next((one for one in indicator.values.waiting() if str(one.as_of_on) == day), None)


def _typed(form: ValueForm) -> list[Difference]:
    """What was typed when the session had ended, beside nothing: none of it is saved."""
    said = form.said
    return left_differently(
        (field.label, name, "", said_in_words(getattr(said, name))) for name, field in form.fields.items()
    )


@dataclass
class AsItWillRead(IndicatorOnDay):
    """An indicator with what waits among its values, as everybody would read it once it is published."""

    waiting: list[IndicatorValue]
    published: list[IndicatorValue]

    @property
    def waits(self) -> int:
        """How many things wait: the indicator itself, and values."""
        return len(self.waiting) + (not self.indicator.is_published)


def _as_it_will_read(indicator: Indicator) -> AsItWillRead:
    values = [one for one in indicator.values.all() if one.withdrawn_in_id is None]
    waiting = [one for one in values if one.published_in_id is None]
    corrected = {one.corrects_id for one in waiting}
    return AsItWillRead(
        indicator=indicator,
        facts=facts_of(indicator),
        values=[one for one in values if one.pk not in corrected],
        restated=[],
        waiting=waiting,
        published=[one for one in values if one.published_in_id],
    )


def _show(
    desk: Desk,
    indicator: Indicator,
    form: ValueForm | None = None,
    *,
    refused=(),
    is_stale: bool = False,
    status: int = 200,
    **more,
) -> HttpResponse:
    form = form or _form(indicator, None)
    page = {
        "indicator": indicator,
        "will": _as_it_will_read(indicator),
        "form": form,
        "version": indicator.version,
        "url": desk.request.path,
        "refused": list(refused),
        "is_stale": is_stale,
        "errors": list(form.problems()) if form.is_bound and not is_stale else [],
    }
    page = desk.page({"url": "", "label": indicator.name}, **page | more)
    return render(desk.request, "commitments/figures/indicator_detail.html", page, status=status)
