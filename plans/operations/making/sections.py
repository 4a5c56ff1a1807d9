"""The narrative parts of a plan in the making."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from ...models import ActionPlan, PlanSection, User
from ...rules import (
    NO_SECTION_TITLE,
    SECTION_ADDRESS_TAKEN,
    NotReady,
    Stale,
)
from ..versions import save_first, save_version
from .holding import to_be_made
from .ordering import moved, put_in_order, take_out


@dataclass(frozen=True)
class SectionContent:
    """A narrative part of a plan; without an address one is made of the title."""

    title: str = ""
    slug: str = ""
    text: str = ""


def section_content_of(section: PlanSection) -> SectionContent:
    return SectionContent(title=section.title, slug=section.slug, text=section.text)


@transaction.atomic
def save_section(
    *,
    plan: ActionPlan,
    section: PlanSection | None,
    version: int,
    content: SectionContent,
    by: User,
    now: datetime,
) -> PlanSection:
    """Keep a section as it was typed; without one it is begun, last of all. Twice is once."""
    plan = to_be_made(plan=plan, by=by, now=now)
    if not content.title.strip():
        raise NotReady([NO_SECTION_TITLE])
    if section is None:
        return _begin_section(plan, content, by)
    section = _still_there(plan, section)
    content = replace(content, slug=content.slug or section.slug)
    if section_content_of(section) == content:
        return section
    if plan.sections.filter(slug=content.slug).exclude(pk=section.pk).exists():
        raise NotReady([SECTION_ADDRESS_TAKEN])
    _write_section(section, content)
    save_version(section, version=version, by=by)
    return section


def _begin_section(plan: ActionPlan, content: SectionContent, by: User) -> PlanSection:
    there = {section.slug: section for section in plan.sections.all()}
    proposed = slugify(content.title)[:50].strip("-") or "section"
    typed = [content.slug] if content.slug else []
    for slug in typed or [proposed, *(f"{proposed}-{place}" for place in range(2, 100))]:
        wanted = replace(content, slug=slug)
        if slug not in there:
            position = max((one.position for one in there.values()), default=0) + 1
            section = PlanSection(plan=plan, position=position, version=_never_used(plan))
            _write_section(section, wanted)
            save_first(section, by=by)
            return section
        if section_content_of(there[slug]) == wanted:
            return there[slug]
    raise NotReady([SECTION_ADDRESS_TAKEN])


def _never_used(plan: ActionPlan) -> int:
    """A version that no section of the plan has had: under one address an old form is never a new one's."""
    highest = PlanSection.history.filter(plan=plan).aggregate(last=Max("version"))["last"]
    return (highest or 0) + 1


def _write_section(section: PlanSection, content: SectionContent) -> None:
    section.title, section.slug, section.text = content.title, content.slug, content.text


@transaction.atomic
def move_section(*, section: PlanSection, to: int, by: User, now: datetime) -> None:
    """Give a section its place, from 1 on; the others make room."""
    plan = to_be_made(plan=section.plan, by=by, now=now)
    put_in_order(moved(list(plan.sections.all()), section, to), "position", by=by)


@transaction.atomic
def remove_section(*, section: PlanSection, version: int, by: User, now: datetime) -> None:
    """Take a section out; its versions stay readable. One that is gone already stays gone."""
    plan = to_be_made(plan=section.plan, by=by, now=now)
    found = plan.sections.filter(pk=section.pk).first()
    if found is None:
        return
    if found.version != version:
        raise Stale
    take_out([found], by=by)


def _still_there(plan: ActionPlan, section: PlanSection) -> PlanSection:
    """The section as it is now; Stale where somebody has taken it out."""
    found = plan.sections.filter(pk=section.pk).first()
    if found is None:
        raise Stale
    return found
