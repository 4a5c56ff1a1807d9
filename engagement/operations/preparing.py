"""A consultation is prepared: what a coordinator types is kept, complete or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from commitments.operations.files import check_senders
from plans.models import ActionPlan, PlanDraft, StoredFile, User
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady

from ..choices import Purpose, QuestionKind, Retention
from ..models import Consultation, ConsultationDocument, Question, Theme
from ..rules.asking import (
    CLOSES_FIRST,
    IS_PUBLIC,
    MOST_QUESTIONS,
    NO_TITLE,
    NOT_BEFORE,
    NOT_OF_THE_PLAN,
    PLAN_NOT_PUBLIC,
    SLUG_TAKEN,
    TOO_MANY_QUESTIONS,
    Asked,
)
from .at_work import check_coordinator, locked
from .themes import themes_for

RESERVED = "new"  # an address of the workspace itself


@dataclass(frozen=True)
class Paper:
    """Something to read before taking part: an address, or a file by its key."""

    title: str
    url: str = ""
    size: str = ""
    file: str = ""


@dataclass(frozen=True)
class ConsultationContent:
    """What a coordinator fills in before it is public; without a slug one is made of the title."""

    title: str = ""
    slug: str = ""
    purpose: str = Purpose.IDEAS
    shows_ideas: bool = False
    stage: str = ""
    follows: Consultation | None = None
    draft: PlanDraft | None = None
    background: str = ""
    question: str = ""
    questions: tuple[Asked, ...] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    decided_by: str = ""
    decided_how: str = ""
    answers_due_on: date | None = None
    privacy: str = ""
    kept_months: int = Retention.YEAR
    documents: tuple[Paper, ...] = ()
    themes: tuple[str, ...] = ()


LISTS = ("questions", "documents", "themes")
COLUMNS = tuple(name for name in ConsultationContent.__dataclass_fields__ if name not in LISTS)


def content_of(consultation: Consultation) -> ConsultationContent:
    """What is kept of a consultation that is being prepared."""
    return ConsultationContent(
        **{name: getattr(consultation, name) for name in COLUMNS},
        questions=questions_of(consultation),
        documents=tuple(
            Paper(one.title, one.url, one.size, one.file.key if one.file else "")
            for one in consultation.documents.select_related("file")
        ),
        themes=tuple(theme.label for theme in consultation.themes.all()),
    )


def questions_of(consultation: Consultation) -> tuple[Asked, ...]:
    if consultation.pk is None:
        return ()
    return tuple(
        Asked(one.label, QuestionKind(one.kind), one.hint, tuple(one.options))
        for one in consultation.questions.all()
    )


@transaction.atomic
def save_consultation(
    *,
    plan: ActionPlan,
    consultation: Consultation | None,
    version: int,
    content: ConsultationContent,
    by: User,
    now: datetime,
) -> Consultation:
    """Keep what was typed, complete or not; without a consultation it is begun. Stale as everywhere.

    Saving what is kept already changes nothing, so that the same form sent twice begins one.
    """
    check_coordinator(by, now)
    if not content.title.strip():
        raise NotReady([NO_TITLE])
    if content.opens_at and content.closes_at and content.closes_at < content.opens_at:
        raise NotReady([CLOSES_FIRST])
    if len(content.questions) > MOST_QUESTIONS:
        raise NotReady([TOO_MANY_QUESTIONS])
    if content.draft and not (content.draft.plan_id == plan.pk and content.draft.is_published):
        raise NotReady([NOT_OF_THE_PLAN])
    if content.follows and not content.follows.is_published:
        raise NotReady([NOT_BEFORE])
    if consultation is None:
        return _begin(plan, content, by)
    consultation = locked(consultation)
    if consultation.is_published:
        raise NotReady([IS_PUBLIC])
    content = replace(content, slug=content.slug or slugify(content.title)[:100])
    if content_of(consultation) == content:
        return consultation
    if not _is_free(content.slug, but=consultation):
        raise NotReady([SLUG_TAKEN])
    kept = set(consultation.documents.exclude(file=None).values_list("file__key", flat=True))
    check_senders({one.file for one in content.documents if one.file} - kept, by)
    _write(consultation, content)
    save_version(consultation, version=version, by=by)
    _write_lists(consultation, content)
    return consultation


def _begin(plan: ActionPlan, content: ConsultationContent, by: User) -> Consultation:
    """A new one, under an address that nothing has; the same content again is the one begun before."""
    check_senders({one.file for one in content.documents if one.file}, by)
    # Of two presses the second waits here, and finds what the first has begun.
    plan = ActionPlan.objects.select_for_update().get(pk=plan.pk)
    if not plan.is_published:
        raise NotReady([PLAN_NOT_PUBLIC])
    for slug in _addresses(content):
        wanted = replace(content, slug=slug)
        if begun := _begun_before(plan, wanted):
            return begun
        if not _is_free(slug):
            continue
        consultation = Consultation(plan=plan, zone=settings.TIME_ZONE)
        _write(consultation, wanted)
        try:
            with transaction.atomic():
                save_first(consultation, by=by)
        except IntegrityError:  # under another plan somebody took the address at this very moment
            continue
        _write_lists(consultation, wanted)
        return consultation
    raise NotReady([SLUG_TAKEN])


def _begun_before(plan: ActionPlan, content: ConsultationContent) -> Consultation | None:
    """The one that the same form has begun, where a button was pressed twice."""
    begun = Consultation.objects.filter(plan=plan, slug=content.slug, published_in=None).first()
    return begun if begun and content_of(begun) == content else None


def _addresses(content: ConsultationContent):
    """The slug that was typed and no other; else those that can be made of the title, the plain one first."""
    if content.slug:
        return [content.slug]
    proposed = slugify(content.title)[:90] or str(content.purpose)
    return [proposed, *(f"{proposed}-{place}" for place in range(2, 100))]


def _is_free(slug: str, but: Consultation | None = None) -> bool:
    others = Consultation.objects.filter(slug=slug)
    if but:
        others = others.exclude(pk=but.pk)
    return bool(slug) and slug != RESERVED and not others.exists()


def _write(consultation: Consultation, content: ConsultationContent) -> None:
    for name in COLUMNS:
        setattr(consultation, name, getattr(content, name))


def _write_lists(consultation: Consultation, content: ConsultationContent) -> None:
    """Questions, papers and themes as they were typed: nothing hangs on them before it is public."""
    consultation.questions.all().delete()
    Question.objects.bulk_create(
        Question(
            consultation=consultation,
            position=place,
            kind=one.kind,
            label=one.label,
            hint=one.hint,
            options=list(one.options),
        )
        for place, one in enumerate(content.questions, 1)
    )
    consultation.documents.all().delete()
    files = {
        file.key: file for file in StoredFile.objects.filter(key__in=[one.file for one in content.documents])
    }
    ConsultationDocument.objects.bulk_create(
        ConsultationDocument(
            consultation=consultation,
            position=place,
            title=one.title,
            url=one.url,
            size=one.size,
            file=files[one.file] if one.file else None,
        )
        for place, one in enumerate(content.documents, 1)
    )
    consultation.themes.all().delete()
    Theme.objects.bulk_create(themes_for(consultation, content.themes))
