"""All answers of a consultation become public at once, in one edition; then everybody who asked is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy

from plans.choices import PublicationKind
from plans.models import Edition, Publication, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import PublishAs, Standing
from ..models import Consultation, ReasonedResponse, Redaction, Submission, SubmissionPoint
from ..permissions import can_run_consultations
from ..rules.answering import NOT_OPENED, NOTHING_HEARD, STILL_OPEN
from ..rules.passages import COMMON_WORDS, Passages, words_of
from .at_work import locked, reasons_not_to_work
from .letters import ask_to_tell
from .personal import set_day_of_erasure

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
QUOTED = gettext_lazy(
    "Submission %(number)s: words that may not be shown stand in an answer or in what you heard."
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
    reasons = [*_doubted(consultation), *_left(consultation)]
    if not consultation.what_we_heard.strip():
        reasons.append(NOTHING_HEARD)
    return reasons or [
        Reason("quoted", QUOTED % {"number": number}, f"submission-{number}")
        for number in _quoted(consultation)
    ]


def _doubted(consultation: Consultation) -> list[Reason]:
    """Nobody's words go nowhere: what is doubted is accepted or set aside first."""
    doubted = consultation.submissions.filter(withdrawn_at=None, set_aside_at=None).exclude(doubt="").count()
    return [Reason("doubted", DOUBTED % {"n": doubted})] if doubted else []


def _left(consultation: Consultation) -> Iterator[Reason]:
    counted = consultation.submissions.standing().with_work().order_by("number")
    left = counted.filter(Q(cut=0) | Q(unanswered__gt=0)).values_list("number", "cut", "unanswered")
    for number, cut, unanswered in left:
        field = f"submission-{number}"
        if cut:
            reason = UNANSWERED % {"number": number, "n": unanswered}
            yield Reason("unanswered", reason, field)
        else:
            yield Reason("uncut", UNCUT % {"number": number}, field)


def _quoted(consultation: Consultation) -> list[int]:
    """The numbers of the submissions of which an answer, or what was heard, repeats what may not be shown.

    The answer to one that is not to be shown may repeat it: only its own receipt shows that answer.
    """
    hidden, unseen = _hidden(consultation)
    if not hidden:
        return []
    passages = Passages(hidden)
    quoted: set[int] = set()
    for number, text in _said(consultation):
        for words in passages.said_in(text):
            quoted |= {one for one in hidden[words] if one != number or one not in unseen}
    return sorted(quoted)


def _hidden(consultation: Consultation) -> tuple[dict[str, set[int]], set[int]]:
    """Passages that may not be shown, as words are compared, each with the numbers of those that say them;
    and the numbers of those of which nothing is shown."""
    hidden: dict[str, set[int]] = defaultdict(set)
    standing = consultation.submissions.standing()
    unseen = standing.filter(publish_as=PublishAs.NOT_AT_ALL)
    of_these = SubmissionPoint.objects.filter(submission__in=standing)
    withheld = of_these.filter(is_withheld=True).values_list("submission__number", "text")
    redacted = Redaction.objects.filter(submission__in=standing).values_list("submission__number", "text")
    for number, text in [*withheld, *redacted]:
        hidden[words_of(text)].add(number)
    said = of_these.filter(submission__in=unseen).values_list("submission__number", "text")
    texts = unseen.values_list("number", "text", "transcript")
    wholes = [(number, "\n\n".join(filter(None, parts))) for number, *parts in texts]
    for number, text in [*said, *wholes]:
        words = words_of(text)
        if len(words.split()) > COMMON_WORDS:
            hidden[words].add(number)
    hidden.pop("", None)
    return hidden, {number for number, _ in wholes}


def _said(consultation: Consultation) -> Iterator[tuple[int, str]]:
    """What was heard, and every answer with the number of its submission; as words are compared."""
    yield 0, words_of(consultation.what_we_heard)
    answers = ReasonedResponse.objects.filter(point__submission__in=consultation.submissions.standing())
    for number, *texts in answers.values_list("point__submission__number", "reason", "changed"):
        yield number, " ".join(map(words_of, texts))


def digest_of(consultation: Consultation) -> str:
    """What the points and answers are now, as one word: it changes with every one of them."""
    rows = consultation.submissions.standing().order_by("number", "points__position", "points__pk")
    read = rows.values_list(
        "number", "version", "points__pk", "points__response__pk", "points__response__version"
    )
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
    if not can_run_consultations(by, on):
        raise PermissionDenied
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
    _announce_each(consultation, submissions.exclude(publish_as=PublishAs.NOT_AT_ALL), edition)
    set_day_of_erasure(consultation, answered_on=on)
    ask_to_tell(consultation)
    return consultation


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
