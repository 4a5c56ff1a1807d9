"""A consultation's way: prepared, made public, closed earlier or later than it said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from secrets import token_urlsafe
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from commitments.operations.files import check_senders
from plans.choices import PublicationKind
from plans.models import ActionPlan, PlanDraft, StoredFile, Turn, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady, Reason

from ..choices import Purpose, QuestionKind, Standing
from ..models import Consultation, ConsultationDocument, Question, Theme
from ..permissions import can_run_consultations
from ..rules.answering import ANSWERED, BROUGHT_IN
from ..rules.asking import (
    CLOSES_FIRST,
    CLOSES_IN_THE_PAST,
    IS_PUBLIC,
    MOST_QUESTIONS,
    NO_CLOSING,
    NO_LONGER_OPEN,
    NO_PROMISE,
    NO_THEME,
    NO_TITLE,
    NOT_BEFORE,
    NOT_OF_THE_PLAN,
    NOT_PUBLIC,
    PLAN_NOT_PUBLIC,
    PROMISED_TOO_SOON,
    SLUG_TAKEN,
    TOO_MANY_QUESTIONS,
    Asked,
    missing_for_consultation,
    missing_for_questions,
)

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
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
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


def themes_for(consultation: Consultation, labels, first: int = 1, taken=()) -> list[Theme]:
    """A theme for each label, each with a slug of its own."""
    slugs, themes = set(taken), []
    for place, label in enumerate(labels, first):
        slug = slugify(label)[:90] or f"theme-{place}"
        slug = slug if slug not in slugs else f"{slug}-{place}"
        slugs.add(slug)
        themes.append(Theme(consultation=consultation, slug=slug, label=label, position=place))
    return themes


def locked(consultation: Consultation) -> Consultation:
    """The consultation as it is now, held until the transaction ends: nothing comes in meanwhile."""
    rows = Consultation.objects.select_for_update(of=("self",)).select_related(
        "plan", "published_in", "answered_in"
    )
    return rows.get(pk=consultation.pk)


def reasons_not_to_publish(consultation: Consultation, now: datetime) -> list[Reason]:
    """What is missing before the public may see it."""
    if consultation.is_published:
        return [IS_PUBLIC]
    reasons = [] if consultation.plan.is_published else [PLAN_NOT_PUBLIC]
    questions = questions_of(consultation)
    reasons += missing_for_questions(questions, has_commitments=_has_commitments(consultation, questions))
    return reasons + missing_for_consultation(
        now=now,
        background=consultation.background,
        question=consultation.question,
        opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
        closing_day=_closing_day(consultation),
        zone=consultation.zone,
        decided_by=consultation.decided_by,
        decided_how=consultation.decided_how,
        answers_due_on=consultation.answers_due_on,
        privacy=consultation.privacy,
    )


def _has_commitments(consultation: Consultation, questions: tuple[Asked, ...]) -> bool:
    """Whether there is a commitment to ask about, where one of the questions does."""
    if not any(one.kind == QuestionKind.COMMITMENTS for one in questions):
        return False
    in_draft = consultation.draft and consultation.draft.content.get("commitments")
    return bool(in_draft) or consultation.plan.commitments.published().exists()


def _closing_day(consultation: Consultation) -> date | None:
    if consultation.zone not in available_timezones() or consultation.last_day is None:
        return None
    return consultation.last_day.last


@transaction.atomic
def publish_consultation(
    *, consultation: Consultation, version: int, by: User, now: datetime
) -> Consultation:
    """Show it to everybody, and let them take part from its opening until it closes."""
    on = timezone.localdate(now)
    if not can_run_consultations(by, on):
        raise PermissionDenied
    consultation = locked(consultation)
    if reasons := reasons_not_to_publish(consultation, now):
        raise NotReady(reasons)
    consultation.published_in = edition_by(by=by, on=on)
    consultation.preview_key = ""
    save_version(consultation, version=version, by=by)
    consultation.meetings.filter(published_in=None).update(published_in=consultation.published_in)
    for moment in filter(None, (consultation.opens_at, consultation.closes_at)):
        Turn.objects.get_or_create(at=moment)
    announce(
        edition=consultation.published_in,
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        after={"opens_at": _in_its_zone(consultation, consultation.opens_at)} | _promises(consultation),
    )
    return consultation


@transaction.atomic
def make_preview(*, consultation: Consultation, by: User, now: datetime) -> Consultation:
    """A secret address at which it may be read as it will be, until it is published; one at a time."""
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
    consultation = locked(consultation)
    if consultation.is_published:
        raise NotReady([IS_PUBLIC])
    if not consultation.preview_key:
        _set_preview(consultation, token_urlsafe(32))
    return consultation


@transaction.atomic
def end_preview(*, consultation: Consultation, by: User, now: datetime) -> Consultation:
    """From now on the address shows nothing; ended twice it ended the first time."""
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
    consultation = locked(consultation)
    _set_preview(consultation, "")
    return consultation


def _set_preview(consultation: Consultation, key: str) -> None:
    """Beside the version and the history: who has the page open has not read something older for it."""
    consultation.preview_key = key
    Consultation.objects.filter(pk=consultation.pk).update(preview_key=key)


def reasons_not_to_move(consultation: Consultation, now: datetime) -> list[Reason]:
    """Why the closing cannot be moved at all now."""
    is_open = consultation.is_published and consultation.standing_at(now) == Standing.OPEN
    return [] if is_open else [NO_LONGER_OPEN]


@transaction.atomic
def change_closing(
    *,
    consultation: Consultation,
    version: int,
    closes_at: datetime | None,
    answers_due_on: date | None,
    by: User,
    now: datetime,
) -> Consultation:
    """Give people longer, or close now; the public sees before and after, the promise of answers too."""
    on = timezone.localdate(now)
    if not can_run_consultations(by, on):
        raise PermissionDenied
    consultation = locked(consultation)
    if reasons := reasons_not_to_move(consultation, now):
        raise NotReady(reasons)
    if closes_at is None or answers_due_on is None:
        raise NotReady([NO_CLOSING if closes_at is None else NO_PROMISE])
    if closes_at < now:
        raise NotReady([CLOSES_IN_THE_PAST])
    if answers_due_on < timezone.localdate(closes_at, consultation.timezone):
        raise NotReady([PROMISED_TOO_SOON])
    before = _promises(consultation)
    consultation.closes_at, consultation.answers_due_on = closes_at, answers_due_on
    after = _promises(consultation)
    if after == before:
        return consultation
    save_version(consultation, version=version, by=by)
    Turn.objects.get_or_create(at=closes_at)
    announce(
        edition=edition_by(by=by, on=on),
        kind=PublicationKind.CONSULTATION,
        address=consultation.get_absolute_url(),
        before=before,
        after=after,
    )
    return consultation


def reasons_not_to_work(consultation: Consultation) -> list[Reason]:
    """Why nobody can add a theme, cut, answer or write what was heard now."""
    if not consultation.is_published:
        return [NOT_PUBLIC]
    if consultation.was_brought_in:
        return [BROUGHT_IN]
    return [ANSWERED] if consultation.answered_in_id else []


@transaction.atomic
def add_theme(*, consultation: Consultation, label: str, by: User, now: datetime) -> Theme:
    """One theme more, found while reading; public with the answers. One that is there already stays."""
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
    consultation = locked(consultation)
    if reasons := reasons_not_to_work(consultation):
        raise NotReady(reasons)
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


def _promises(consultation: Consultation) -> dict[str, str]:
    return {
        "closes_at": _in_its_zone(consultation, consultation.closes_at),
        "answers_due_on": str(consultation.answers_due_on or ""),
    }


def _in_its_zone(consultation: Consultation, moment: datetime | None) -> str:
    return timezone.localtime(moment, consultation.timezone).isoformat() if moment else ""
