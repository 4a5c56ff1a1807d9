"""All answers of a consultation become public at once, in one edition; then everybody who asked is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from plans.choices import PublicationKind
from plans.models import Edition, Publication, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import PublishAs, Standing
from ..models import Consultation, ReasonedResponse, Submission
from ..rules.answering import NOT_OPENED, NOTHING_HEARD, STILL_OPEN
from ..rules.passages import says
from .at_work import check_coordinator, locked, reasons_not_to_work
from .grouping import hide_alike
from .letters import ask_to_tell
from .personal import set_day_of_erasure
from .repeating import submissions_repeated

AT_ONCE = 1000  # rows that are held in memory together

UNANSWERED = ngettext_lazy(
    "Submission %(number)s: %(n)s point has no answer.",
    "Submission %(number)s: %(n)s points have no answer.",
    "n",
)
UNCUT = gettext_lazy("Submission %(number)s is not cut into points.")
DOUBTED = ngettext_lazy(
    "Of %(n)s submission somebody has to say whether a person sent it.",
    "Of %(n)s submissions somebody has to say whether a person sent them.",
    "n",
)
REDACTED_IN_VAIN = gettext_lazy(
    "Submission %(number)s was corrected: words that you redacted do not stand in it any more. Look again."
)
QUOTED = gettext_lazy(
    "Submission %(number)s: what may not be shown stands in an answer, a theme, a ground, or what you heard."
)


def reasons_not_to_publish_answers(consultation: Consultation, now: datetime) -> list[Reason]:
    """What is left before everybody gets their answer; the field names the submission that it is about.

    Whether words are repeated that may not be shown is asked last, when nothing else is left: to tell it,
    every answer is read.
    """
    if reasons := reasons_not_to_work(consultation):
        return reasons
    standing = consultation.standing_at(now)
    if standing != Standing.CLOSED:
        return [STILL_OPEN if standing == Standing.OPEN else NOT_OPENED]
    reasons = [*_doubted(consultation), *_left(consultation), *_redacted_in_vain(consultation)]
    if not consultation.what_we_heard.strip():
        reasons.append(NOTHING_HEARD)
    return reasons or [
        Reason("quoted", QUOTED % {"number": number}, f"submission-{number}")
        for number in submissions_repeated(consultation)
    ]


def _doubted(consultation: Consultation) -> list[Reason]:
    """Nobody's words go nowhere: what is doubted is accepted or set aside first."""
    doubted = consultation.submissions.filter(withdrawn_at=None, set_aside_at=None).exclude(doubt="").count()
    return [Reason("doubted", DOUBTED % {"n": doubted})] if doubted else []


def _left(consultation: Consultation) -> Iterator[Reason]:
    counted = consultation.submissions.left_to_do().with_work().order_by("number")
    left = counted.values_list("number", "cut", "unanswered")
    for number, cut, unanswered in left:
        field = f"submission-{number}"
        if cut:
            reason = UNANSWERED % {"number": number, "n": unanswered}
            yield Reason("unanswered", reason, field)
        else:
            yield Reason("uncut", UNCUT % {"number": number}, field)


def _redacted_in_vain(consultation: Consultation) -> Iterator[Reason]:
    """What was redacted stands otherwise now: its sender corrected it, and somebody looks again."""
    corrected = consultation.submissions.standing().exclude(corrected_at=None).exclude(redactions=None)
    for submission in corrected.prefetch_related("redactions").order_by("number").iterator(AT_ONCE):
        if not all(says(submission.words, one.text) for one in submission.redactions.all()):
            number = submission.number
            yield Reason("redacted-in-vain", REDACTED_IN_VAIN % {"number": number}, f"submission-{number}")


def digest_of(consultation: Consultation) -> str:
    """What the points and answers are now, as one word: it changes with every one of them."""
    rows = consultation.submissions.standing().order_by("number", "points__position", "points__pk")
    point = ("points__pk", "points__response__pk", "points__response__version")
    read = rows.values_list("number", "version", "group", "group__lead", *point)
    digest = sha256()
    for row in read.iterator(AT_ONCE):
        digest.update(repr(row).encode())
    return digest.hexdigest()


@transaction.atomic
def publish_answers(
    *, consultation: Consultation, version: int, digest: str, by: User, now: datetime
) -> Consultation:
    """Make what was said, what was decided about each point and why public, in one edition.

    What may not be shown at all is answered and counted too; nobody reads its words. What was withdrawn,
    is doubted or was set aside is no part of it. `digest` is that of the points and answers that were read:
    Stale where one has changed since. However much came in, all is public at once, by a few updates of sets;
    the letters are written afterwards, a part at a time.
    """
    on = timezone.localdate(now)
    check_coordinator(by, now)
    consultation = locked(consultation)
    if reasons := reasons_not_to_publish_answers(consultation, now):
        raise NotReady(reasons)
    if digest != digest_of(consultation):
        raise Stale
    edition = edition_by(by=by, on=on)
    consultation.answered_in = edition
    save_version(consultation, version=version, by=by)
    submissions = consultation.submissions.standing()
    # What each answer says is in its history already; that it is public now is said by its edition.
    answers = ReasonedResponse.objects.filter(point__submission__in=submissions)
    answered = answers.update(published_in=edition)
    counted = {"submissions": submissions.update(published_in=edition), "points": answered}
    address = reverse("responses", args=[consultation.slug])
    announce(edition=edition, kind=PublicationKind.ANSWERS, address=address, after=counted)
    _publish_groups(consultation, edition, now)
    _announce_each(consultation, submissions.exclude(publish_as=PublishAs.NOT_AT_ALL), edition)
    set_day_of_erasure(consultation, answered_on=on)
    ask_to_tell(consultation)
    return consultation


def _publish_groups(consultation: Consultation, edition: Edition, now: datetime) -> None:
    """What many said alike becomes public as one, each group with how many they were; what is hidden in one
    of them is in all."""
    for group in list(consultation.groups.in_order()):
        hide_alike(group, now=now)
        group.published_in, group.consultation = edition, consultation
        group.save()
        announce(
            edition=edition,
            kind=PublicationKind.SUBMISSION,
            address=group.get_absolute_url(),
            after={"group": group.title, "submissions": group.size},
        )


def _announce_each(consultation: Consultation, shown: QuerySet[Submission], edition: Edition) -> None:
    """Each submission that can be read now, in the edition's list; their words are no part of it."""
    entries = []
    for number in shown.order_by("number").values_list("number", flat=True).iterator(AT_ONCE):
        address = reverse("submission", args=[consultation.slug, number])
        entries.append(
            Publication(
                edition=edition,
                kind=PublicationKind.SUBMISSION,
                address=address,
                after={"number": number},
            )
        )
    Publication.objects.bulk_create(entries, batch_size=AT_ONCE)
