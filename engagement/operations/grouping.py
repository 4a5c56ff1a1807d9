"""What says the same is put together, so that it is read once and answered once, for all who said it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Count, F, Max, QuerySet, When

from plans.models import User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady

from ..choices import GroupKind, PublishAs
from ..models import Consultation, Redaction, Submission, SubmissionGroup, SubmissionPoint
from ..rules.entering import IN_A_GROUP, IS_DISSOLVED, IS_LEAD, NO_TITLE, NOT_THERE, TWO_AT_LEAST
from ..rules.passages import Span, words_of
from ..rules.reading import spans_of
from .at_work import at_work

AT_ONCE = 500  # that are held in memory together


@transaction.atomic
def put_together(
    *,
    consultation: Consultation,
    numbers: Collection[int],
    kind: GroupKind,
    title: str,
    by: User,
    now: datetime,
) -> SubmissionGroup:
    """Those that say the same, as one group. One whose words may be read is answered for all: the one with
    the most points, else the first. What was cut of the others already keeps its points, and is answered
    beside."""
    consultation = at_work(consultation, by, now)
    rows = _chosen(consultation, numbers)
    if len(rows) < 2:
        raise NotReady([TWO_AT_LEAST])
    if not title.strip():
        raise NotReady([NO_TITLE])
    lead = _fit_to_lead(rows)[0]
    last = consultation.groups.aggregate(last=Max("number"))["last"] or 0
    group = SubmissionGroup(
        consultation=consultation, number=last + 1, kind=kind, title=title.strip(), lead=lead
    )
    save_first(group, by=by)
    _join(rows, group)
    return group


@transaction.atomic
def add_to_group(*, group: SubmissionGroup, numbers: Collection[int], by: User, now: datetime) -> int:
    """Others that say the same join it; how many."""
    group = _held(group, by, now)
    return _join(_chosen(group.consultation, numbers), group)


@transaction.atomic
def take_out(*, group: SubmissionGroup, numbers: Collection[int], by: User, now: datetime) -> int:
    """Those that say something else after all are answered for themselves; how many."""
    group = _held(group, by, now)
    leaving = group.members.filter(number__in=numbers)
    if leaving.filter(pk=group.lead_id).exists():
        raise NotReady([IS_LEAD])
    return leaving.update(group=None, version=F("version") + 1)


@transaction.atomic
def rename_group(
    *, group: SubmissionGroup, version: int, title: str, kind: GroupKind, by: User, now: datetime
) -> SubmissionGroup:
    """It is called otherwise. Stale as everywhere."""
    group = _held(group, by, now)
    if not title.strip():
        raise NotReady([NO_TITLE])
    if (group.title, group.kind) == (title.strip(), kind):
        return group
    group.title, group.kind = title.strip(), kind
    save_version(group, version=version, by=by)
    return group


@transaction.atomic
def dissolve_group(*, group: SubmissionGroup, by: User, now: datetime) -> None:
    """Each is answered for itself again; done already, it stays done."""
    consultation = at_work(group.consultation, by, now)
    found = consultation.groups.filter(pk=group.pk).first()
    if found:
        _dissolve(found, by)


def leave_group(submission: Submission) -> None:
    """It is about to say something else, or nothing: it is of no group any more. Where it was the one
    answered for all, the next is, with the points and answers that its own words carry; where none is left
    beside that, there is no group. Inside the transaction of whoever changes it, the consultation held;
    after the answers nothing is regrouped."""
    group = submission.group
    if group is None or group.is_published:
        return
    hide_in_all(group, submission.redactions.all())  # what it hid, nobody reads in those that stay
    was_lead = group.lead_id == submission.pk
    Submission.objects.filter(pk=submission.pk).update(group=None)
    submission.group = None
    left = _fit_to_lead(group.members.standing())[:2]
    if left and was_lead:
        group.lead = left[0]
        save_version(group, version=group.version, by=None)
        _hand_on(submission, group.lead)
    if len(left) < 2:
        _dissolve(group, None)


def hide_alike(group: SubmissionGroup, *, now: datetime) -> int:
    """What the public does not read of one of them it reads of none that says it: only one of thousands was
    read. In how many more it is hidden now."""
    withheld = SubmissionPoint.objects.filter(submission__group=group, is_withheld=True)
    hidden = [
        *Redaction.objects.filter(submission__group=group),
        *(Redaction(text=one.text, ground=one.withheld_ground, made_at=now) for one in withheld),
    ]
    return hide_in_all(group, hidden)


def hide_in_all(group: SubmissionGroup, hidden: Iterable[Redaction]) -> int:
    """Redact these words on their ground in all of a group that say them and do not hide them yet."""
    passages = {words_of(one.text): one for one in hidden}
    if not passages:
        return 0
    found = []
    members = group.members.standing().prefetch_related("redactions", "points").order_by("number")
    for member in members.iterator(AT_ONCE):
        said, there = f" {words_of(member.words)} ", {*map(words_of, member.hidden)}
        found += [
            Redaction(
                submission=member,
                text=one.text,
                ground=one.ground,
                made_by_id=one.made_by_id,
                made_at=one.made_at,
            )
            for words, one in passages.items()
            if words and f" {words} " in said and words not in there
        ]
    Redaction.objects.bulk_create(found, batch_size=AT_ONCE)
    return len(found)


def _hand_on(old: Submission, new: Submission) -> None:
    """The points whose words the next one says too, with their answers; unless it has points of its own."""
    if new.points.exists():
        return
    points = list(old.points.filter(idea=None))  # an idea stays whose it is
    spans = spans_of(new.words, [point.text for point in points])
    told = [(span, point) for span, point in zip(spans, points, strict=True) if isinstance(span, Span)]
    for place, (span, point) in enumerate(sorted(told, key=lambda pair: pair[0]), 1):
        point.submission, point.position = new, place
        point.text = new.words[span.start : span.end]
        point.save()


def _fit_to_lead(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those first that the public may read; of these the one with the most points, and the first."""
    is_silent = Case(When(publish_as=PublishAs.NOT_AT_ALL, then=1), default=0)
    return rows.annotate(cut=Count("points"), is_silent=is_silent).order_by("is_silent", "-cut", "number")


def _dissolve(group: SubmissionGroup, by: User | None) -> None:
    group.members.update(group=None, version=F("version") + 1)
    delete_by(group, by=by)


def _held(group: SubmissionGroup, by: User, now: datetime) -> SubmissionGroup:
    """The group as it is now, its consultation held, where this person may work on it."""
    consultation = at_work(group.consultation, by, now)
    found = consultation.groups.filter(pk=group.pk).first()
    if found is None:
        raise NotReady([IS_DISSOLVED])
    found.consultation = consultation
    return found


def _chosen(consultation: Consultation, numbers: Collection[int]) -> QuerySet[Submission]:
    """Those that are named, as long as each is there to be read and is of no group."""
    rows = consultation.submissions.standing().filter(number__in=numbers)
    found = list(rows.values_list("group", flat=True))
    if not found or len(found) < len(set(numbers)):
        raise NotReady([NOT_THERE])
    if any(found):
        raise NotReady([IN_A_GROUP])
    return rows


def _join(rows: QuerySet[Submission], group: SubmissionGroup) -> int:
    """Each of another version: answers that are about to be published are looked at once more."""
    return rows.update(group=group, version=F("version") + 1)
