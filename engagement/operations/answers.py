"""What came in is cut into points, each point is answered, and all answers are published together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext_lazy
from simple_history.utils import bulk_update_with_history

from commitments.models import Commitment
from plans.choices import PublicationKind
from plans.models import User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import Disposition, Standing
from ..models import Consultation, ReasonedResponse, Submission, SubmissionPoint, Theme
from ..permissions import can_run_consultations
from ..rules import (
    IS_ANSWERED,
    NO_DISPOSITION,
    NO_GROUND,
    NO_POINT,
    NO_WHY,
    NOT_OPENED,
    NOTHING_HEARD,
    REPEATS_WITHHELD,
    SHOWN_ELSEWHERE,
    STILL_OPEN,
    Span,
    about_point,
    folded,
    spans_of,
    stands_in,
)
from .consultations import locked, reasons_not_to_work
from .letters import tell_answered
from .personal import set_day_of_erasure

ASIDE = 1000  # where places stand while they are put in order


@dataclass(frozen=True)
class Piece:
    """One point of a submission as the coordinator cuts it: words of the text, what they are about."""

    text: str
    theme: Theme | None = None
    commitment: Commitment | None = None
    is_withheld: bool = False
    ground: str = ""


@dataclass(frozen=True)
class Answer:
    """What was decided about a point, why, and what changed."""

    disposition: Disposition | str = ""
    reason: str = ""
    changed: str = ""
    changed_commitment: Commitment | None = None

    def __bool__(self) -> bool:
        return self != Answer()


def pieces_of(submission: Submission) -> list[Piece]:
    """The points as they are kept."""
    return [_piece(point) for point in submission.points.select_related("theme", "commitment")]


def answer_of(response: ReasonedResponse | None) -> Answer:
    """What is kept of an answer; nothing where there is none."""
    if response is None:
        return Answer()
    return Answer(response.disposition, response.reason, response.changed, response.changed_commitment)


def _at_work(consultation: Consultation, by: User, now: datetime) -> Consultation:
    """The consultation, held, where this person may work on it and it is not answered yet."""
    if not can_run_consultations(by, timezone.localdate(now)):
        raise PermissionDenied
    consultation = locked(consultation)
    if reasons := reasons_not_to_work(consultation):
        raise NotReady(reasons)
    return consultation


# ---- Points ---------------------------------------------------------------------------------------------


@transaction.atomic
def cut_into_points(
    *, submission: Submission, version: int, pieces: Sequence[Piece], by: User, now: datetime
) -> list[SubmissionPoint]:
    """Keep the points of a submission, in the order of its text. A point whose words stay keeps its answer.

    Words that are withheld may not be shown by another point; NotReady with what is wrong, row by row.
    """
    consultation = _at_work(submission.consultation, by, now)
    submission = Submission.objects.get(pk=submission.pk)
    spans = _places(submission.text, pieces)
    pieces = [
        Piece(submission.text[span.start : span.end], piece.theme, piece.commitment, *_withheld(piece))
        for span, piece in sorted(zip(spans, pieces, strict=True), key=lambda pair: pair[0])
    ]
    kept = list(submission.points.select_related("theme", "commitment"))
    if [_piece(point) for point in kept] == pieces:
        return kept
    submission.consultation = consultation
    save_version(submission, version=version, by=by)
    return _put_in_order(submission, kept, pieces)


def _piece(point: SubmissionPoint) -> Piece:
    return Piece(point.text, point.theme, point.commitment, point.is_withheld, point.withheld_ground)


def _withheld(piece: Piece) -> tuple[bool, str]:
    return piece.is_withheld, piece.ground.strip() if piece.is_withheld else ""


def _places(text: str, pieces: Sequence[Piece]) -> list[Span]:
    """Where each piece stands; NotReady with all that stands in the way."""
    if not pieces:
        raise NotReady([NO_POINT])
    found = spans_of(text, [piece.text for piece in pieces])
    reasons = [one for one in found if isinstance(one, Reason)]
    for place, piece in enumerate(pieces, 1):
        if piece.is_withheld and not piece.ground.strip():
            reasons.append(about_point(NO_GROUND, place, "ground"))
        others = [other for other in pieces if not other.is_withheld and other is not piece]
        if piece.is_withheld and any(stands_in(piece.text, one.text) for one in others):
            reasons.append(about_point(SHOWN_ELSEWHERE, place))
    if reasons:
        raise NotReady(reasons)
    return [span for span in found if isinstance(span, Span)]


def _put_in_order(
    submission: Submission, kept: list[SubmissionPoint], pieces: list[Piece]
) -> list[SubmissionPoint]:
    """Rows for the pieces; those whose words are the same stay what they are."""
    left, points = list(kept), []
    for piece in pieces:
        point = next((one for one in left if one.text == piece.text), None)
        if point:
            left.remove(point)
        points.append(point or SubmissionPoint(submission=submission, text=piece.text))
    if any(_has_answer(point) for point in left):
        raise NotReady([IS_ANSWERED])
    submission.points.filter(pk__in=[point.pk for point in left]).delete()
    submission.points.update(position=F("position") + ASIDE)
    for place, (point, piece) in enumerate(zip(points, pieces, strict=True), 1):
        point.position, point.theme, point.commitment = place, piece.theme, piece.commitment
        point.is_withheld, point.withheld_ground = piece.is_withheld, piece.ground
        point.save()
    return points


def _has_answer(point: SubmissionPoint) -> bool:
    return ReasonedResponse.objects.filter(point=point).exists()


# ---- Answers --------------------------------------------------------------------------------------------


def reasons_against(answer: Answer, point: SubmissionPoint) -> list[Reason]:
    """What an answer lacks, and what it may not say."""
    reasons = [] if answer.disposition else [NO_DISPOSITION]
    if not answer.reason.strip():
        reasons.append(NO_WHY)
    if point.is_withheld and any(stands_in(point.text, text) for text in (answer.reason, answer.changed)):
        reasons.append(REPEATS_WITHHELD)
    return reasons


@transaction.atomic
def answer_point(
    *, point: SubmissionPoint, version: int, answer: Answer, by: User, now: datetime
) -> ReasonedResponse:
    """Write down what was decided about a point, and why; a draft until all answers are published.

    `version` is that of the answer that was read; 0 begins one. The same answer again changes nothing.
    """
    _at_work(point.submission.consultation, by, now)
    if reasons := reasons_against(answer, point):
        raise NotReady(reasons)
    response = ReasonedResponse.objects.filter(point=point).select_related("changed_commitment").first()
    if response and answer_of(response) == answer:
        return response
    is_new = response is None
    response = response or ReasonedResponse(point=point)
    response.disposition, response.reason = answer.disposition, answer.reason
    response.changed, response.changed_commitment = answer.changed, answer.changed_commitment
    if not is_new:
        save_version(response, version=version, by=by)
        return response
    if version:
        raise Stale  # it was taken away meanwhile
    try:
        with transaction.atomic():
            save_first(response, by=by)
    except IntegrityError as error:
        raise Stale from error
    return response


@transaction.atomic
def take_back_answer(*, point: SubmissionPoint, version: int, by: User, now: datetime) -> None:
    """Drop the answer that was drafted for a point, so that the point can be cut differently."""
    _at_work(point.submission.consultation, by, now)
    response: Any = ReasonedResponse.objects.filter(point=point).first()
    if response is None:
        return
    if response.version != version:
        raise Stale
    response._history_user = by
    response.delete()


@transaction.atomic
def answer_points(
    *,
    submission: Submission,
    version: int,
    answers: Mapping[int, tuple[int, Answer]],
    by: User,
    now: datetime,
) -> None:
    """Keep the answers to the points of one submission together, each under its own version.

    `answers` go by the place of the point; `version` is that of the submission, so that
    no answer lands on a point that was cut differently meanwhile. Empty ones are passed over.
    """
    _at_work(submission.consultation, by, now)
    wanted = {place: given for place, given in answers.items() if given[1]}
    points = {point.position: point for point in submission.points.select_related("submission__consultation")}
    if Submission.objects.get(pk=submission.pk).version != version or wanted.keys() - points.keys():
        raise Stale
    reasons = [
        about_answer(reason, place)
        for place, (_read, answer) in wanted.items()
        for reason in reasons_against(answer, points[place])
    ]
    if reasons:
        raise NotReady(reasons)
    for place, (read, answer) in wanted.items():
        answer_point(point=points[place], version=read, answer=answer, by=by, now=now)


def about_answer(reason: Reason, place: int) -> Reason:
    """The same reason said of the answer to one of several points."""
    return Reason(reason.code, about_point(reason, place).text, f"answer-{place}-{reason.field}")


# ---- All of them ----------------------------------------------------------------------------------------


@transaction.atomic
def save_what_we_heard(
    *, consultation: Consultation, version: int, text: str, by: User, now: datetime
) -> Consultation:
    """Keep the account of what people said; it becomes public with the answers."""
    consultation = _at_work(consultation, by, now)
    if consultation.what_we_heard == text:
        return consultation
    consultation.what_we_heard = text
    save_version(consultation, version=version, by=by)
    return consultation


UNANSWERED = ngettext_lazy(
    "Submission %(number)s: %(n)s point has no answer.",
    "Submission %(number)s: %(n)s points have no answer.",
    "n",
)
UNCUT = gettext_lazy("Submission %(number)s is not cut into points.")
QUOTED = gettext_lazy(
    "Submission %(number)s: words that may not be shown stand in an answer or in what you heard."
)
COMMON_WORDS = 4  # so many in a row may be anybody's


def reasons_not_to_publish_answers(consultation: Consultation, now: datetime) -> list[Reason]:
    """What is left before everybody gets their answer; the field names the submission that it is about."""
    if reasons := reasons_not_to_work(consultation):
        return reasons
    standing = consultation.standing_at(now)
    if standing != Standing.CLOSED:
        return [STILL_OPEN if standing == Standing.OPEN else NOT_OPENED]
    reasons = []
    counted = consultation.submissions.with_work().order_by("number")
    for number, cut, left in counted.values_list("number", "cut", "unanswered"):
        field = f"submission-{number}"
        if not cut:
            reasons.append(Reason("uncut", UNCUT % {"number": number}, field))
        elif left:
            reasons.append(Reason("unanswered", UNANSWERED % {"number": number, "n": left}, field))
    for number in _quoted(consultation):
        reasons.append(Reason("quoted", QUOTED % {"number": number}, f"submission-{number}"))
    if not consultation.what_we_heard.strip():
        reasons.append(NOTHING_HEARD)
    return reasons


def _quoted(consultation: Consultation) -> list[int]:
    """The numbers of the submissions of which an answer, or what was heard, repeats what may not be shown.

    The answer to one that is not to be shown may repeat it: only its own receipt shows that answer.
    """
    points = SubmissionPoint.objects.filter(submission__consultation=consultation)
    points = points.select_related("submission", "response__changed_commitment")
    hidden: dict[int, set[str]] = {}
    answers: dict[int, list[str]] = {}
    unseen = set()
    for point in points.order_by("submission__number"):
        number, answer = point.submission.number, answer_of(getattr(point, "response", None))
        answers.setdefault(number, []).extend((answer.reason, answer.changed))
        passages = hidden.setdefault(number, set())
        if point.is_withheld:
            passages.add(folded(point.text).words)
        if not point.submission.may_be_read:
            unseen.add(number)
            whole = (folded(text).words for text in (point.submission.text, point.text))
            passages.update(words for words in whole if len(words.split()) > COMMON_WORDS)
    if not any(hidden.values()):
        return []
    said = {number: "\n".join(folded(text).words for text in texts) for number, texts in answers.items()}
    everything = "\n".join([*said.values(), folded(consultation.what_we_heard).words])
    return [
        number
        for number, passages in hidden.items()
        for own in [said[number] if number in unseen else ""]
        if any(everything.count(words) > own.count(words) for words in passages if words)
    ]


def digest_of(consultation: Consultation) -> str:
    """What the points and answers are now, as one word: it changes with every one of them."""
    rows = consultation.submissions.order_by("number", "points__position").values_list(
        "number", "version", "points__pk", "points__response__pk", "points__response__version"
    )
    return sha256(repr(list(rows)).encode()).hexdigest()


@transaction.atomic
def publish_answers(
    *, consultation: Consultation, version: int, digest: str, by: User, now: datetime
) -> Consultation:
    """Make what was said, what was decided about each point and why public, in one edition.

    What may not be shown at all is answered and counted too; nobody reads its words.
    `digest` is that of the points and answers that were read: Stale where one has changed since.
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
    consultation.submissions.update(published_in=edition)
    set_day_of_erasure(consultation, answered_on=on)
    tell_answered(consultation)
    responses = list(ReasonedResponse.objects.filter(point__submission__consultation=consultation))
    for response in responses:
        response.published_in = edition
    bulk_update_with_history(responses, ReasonedResponse, ["published_in"], batch_size=500, default_user=by)
    announce(
        edition=edition,
        kind=PublicationKind.ANSWERS,
        address=reverse("responses", args=[consultation.slug]),
        after={"submissions": consultation.submissions.count(), "points": len(responses)},
    )
    for submission in consultation.submissions.shown():
        submission.consultation = consultation
        announce(
            edition=edition,
            kind=PublicationKind.SUBMISSION,
            address=submission.get_absolute_url(),
            after={"number": submission.number},
        )
    return consultation
