"""The themes of a plan: one that several consultations have is renamed and merged in all of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy, slugify

from plans.choices import PublicationKind
from plans.models import ActionPlan, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import delete_by, save_first, sign
from plans.rules import NotReady, Reason, Stale

from ..models import Consultation, Theme
from ..rules.asking import NO_THEME
from ..rules.desk import INTO_ITSELF, LABEL_TAKEN, THEME_ANSWERED, THEME_BROUGHT_IN
from ..rules.passages import folded
from .at_work import at_work, check_coordinator


def themes_for(consultation: Consultation, labels, first: int = 1, taken=()) -> list[Theme]:
    """A theme for each label, each with a slug of its own."""
    slugs, themes = set(taken), []
    for place, label in enumerate(labels, first):
        slug = slugify(label)[:90] or f"theme-{place}"
        slug = slug if slug not in slugs else f"{slug}-{place}"
        slugs.add(slug)
        themes.append(Theme(consultation=consultation, slug=slug, label=label, position=place))
    return themes


@transaction.atomic
def add_theme(*, consultation: Consultation, label: str, by: User, now: datetime) -> Theme:
    """One theme more, found while reading; public with the answers. One that is there already stays."""
    consultation = at_work(consultation, by, now)
    label = label.strip()
    if not label:
        raise NotReady([NO_THEME])
    themes = list(consultation.themes.all())
    if there := next((theme for theme in themes if theme.label == label), None):
        return there
    last = max((theme.position for theme in themes), default=0)
    taken = [theme.slug for theme in themes]
    [theme] = themes_for(consultation, [label], last + 1, taken=taken)
    known = Theme.objects.filter(consultation__plan=consultation.plan, label=label).exclude(slug__in=taken)
    if same := known.first():  # a theme of the plan already, whatever it was called first
        theme.slug = same.slug
    save_first(theme, by=by)
    return theme


@transaction.atomic
def rename_theme(*, plan: ActionPlan, slug: str, read: str, label: str, by: User, now: datetime) -> None:
    """Call a theme something else, wherever the plan has it; `read` is what it was called when that was read.

    Where the answers are public, the public reads the new name in an edition that says so.
    """
    check_coordinator(by, now)
    rows, label = _held(plan, slug), label.strip()
    if not label:
        raise NotReady([NO_THEME])
    if all(row.label == label for row in rows):
        return
    if read not in {row.label for row in rows}:
        raise Stale
    others = Theme.objects.filter(consultation__plan=plan).exclude(slug=slug).values_list("label", flat=True)
    if folded(label).words in {folded(other).words for other in others}:
        raise NotReady([LABEL_TAKEN])
    if reasons := _brought_in(rows):
        raise NotReady(reasons)
    edition = None
    for row in rows:
        before, row.label = row.label, label
        say_why(row, before)
        sign(row, by)
        row.save()
        if row.consultation.answered_in_id:
            edition = edition or edition_by(by=by, on=timezone.localdate(now))
            announce(
                edition=edition,
                kind=PublicationKind.ANSWERS,
                address=reverse("responses", args=[row.consultation.slug]),
                before={"theme": before},
                after={"theme": label},
            )


@transaction.atomic
def merge_themes(*, plan: ActionPlan, slug: str, into: str, by: User, now: datetime) -> int:
    """Put the points of one theme under another, in every consultation that has it; how many moved.

    Not where the answers are public with it: what people read there stays.
    """
    check_coordinator(by, now)
    rows = _held(plan, slug)
    target = Theme.objects.filter(consultation__plan=plan, slug=into).first()
    if target is None or into == slug:
        raise NotReady([INTO_ITSELF])
    if reasons := [*_brought_in(rows), *_answered(rows)]:
        raise NotReady(reasons)
    moved = 0
    for row in rows:
        moved += row.points.update(theme=_theme_of(row.consultation, target, row.position, by))
        say_why(row, into)
        delete_by(row, by=by)
    return moved


def say_why(row: Any, words: str) -> None:
    """In its readable history: what a theme was called before, or into which it went."""
    row._change_reason = words[:100]


def _theme_of(consultation: Consultation, target: Theme, place: int, by: User) -> Theme:
    """The theme as this consultation has it; one that it did not have comes last."""
    if there := consultation.themes.filter(slug=target.slug).first():
        return there
    last = consultation.themes.last()
    place = (last.position if last else place) + 1
    theme = Theme(consultation=consultation, slug=target.slug, label=target.label, position=place)
    save_first(theme, by=by)
    return theme


def _held(plan: ActionPlan, slug: str) -> list[Theme]:
    """A theme as each consultation has it; held, so that nothing is put under it meanwhile. Stale where it is
    gone."""
    having = Theme.objects.filter(consultation__plan=plan, slug=slug)
    held = Consultation.objects.select_for_update(of=("self",)).filter(pk__in=having.values("consultation"))
    consultations = {one.pk: one for one in held.order_by("pk")}
    rows = list(having.order_by("consultation"))
    for row in rows:
        row.consultation = consultations[row.consultation_id]
    if not rows:
        raise Stale
    return rows


def _brought_in(rows: Iterable[Theme]) -> list[Reason]:
    return [_said(THEME_BROUGHT_IN, row) for row in rows if row.consultation.was_brought_in]


def _answered(rows: Iterable[Theme]) -> list[Reason]:
    return [_said(THEME_ANSWERED, row) for row in rows if row.consultation.answered_in_id]


def _said(words, row: Theme) -> Reason:
    return Reason("theme-stays", format_lazy(words, title=row.consultation.title), "into")
