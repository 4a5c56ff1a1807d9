"""What came in is cut into points, and each point is answered; what was heard is written down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from commitments.models import Commitment, Milestone
from plans.models import User
from plans.operations.editions import edition_by
from plans.operations.versions import save_first, save_version
from plans.rules import NotReady, Reason, Stale

from ..choices import Disposition
from ..models import AnswerTemplate, Consultation, Idea, ReasonedResponse, Submission, SubmissionPoint, Theme
from ..rules.answering import IS_TEMPLATE, NO_DISPOSITION, NO_WHY, REPEATS_WITHHELD
from ..rules.ideas import SHOWN_AS_IDEA
from ..rules.passages import Span, folded, says
from ..rules.reading import (
    GROUND_SAYS_WORDS,
    IS_ANSWERED,
    NO_GROUND,
    NO_POINT,
    NOT_ITS_MILESTONE,
    NOT_WHOLE,
    SHOWN_ELSEWHERE,
    about_point,
    spans_of,
)
from .at_work import at_work, being_read
from .shown import telling_of_ideas

ASIDE = 1000  # where places stand while they are put in order


@dataclass(frozen=True)
class Piece:
    """One point of a submission as the coordinator cuts it: words of the text, what they are about."""

    text: str
    theme: Theme | None = None
    commitment: Commitment | None = None
    milestone: Milestone | None = None  # of the commitment
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
    return [_piece(point) for point in submission.points.with_subject()]


def answer_of(response: ReasonedResponse | None) -> Answer:
    """What is kept of an answer; nothing where there is none."""
    if response is None:
        return Answer()
    return Answer(response.disposition, response.reason, response.changed, response.changed_commitment)


# ---- Points ---------------------------------------------------------------------------------------------


@transaction.atomic
def cut_into_points(
    *, submission: Submission, version: int, pieces: Sequence[Piece], by: User, now: datetime
) -> list[SubmissionPoint]:
    """Keep the points of a submission, in the order of its text. A point whose words stay keeps its answer.

    Words that are withheld may not be shown by another point; NotReady with what is wrong, row by row.
    """
    submission = being_read(submission, by, now)
    spans = _places(submission, pieces)
    pieces = [
        replace(piece, text=submission.words[span.start : span.end], ground=_ground(piece))
        for span, piece in sorted(zip(spans, pieces, strict=True), key=lambda pair: pair[0])
    ]
    kept = list(submission.points.with_subject())
    if [_piece(point) for point in kept] == pieces:
        return kept
    with telling_of_ideas(submission, begin=lambda: edition_by(by=by, on=timezone.localdate(now))):
        save_version(submission, version=version, by=by)
        return _put_in_order(submission, kept, pieces)


def _piece(point: SubmissionPoint) -> Piece:
    about = (point.theme, point.commitment, point.milestone)
    return Piece(point.text, *about, point.is_withheld, point.withheld_ground)


def _ground(piece: Piece) -> str:
    return piece.ground.strip() if piece.is_withheld else ""


def _places(submission: Submission, pieces: Sequence[Piece]) -> list[Span]:
    """Where each piece stands; NotReady with all that stands in the way."""
    if not pieces:
        raise NotReady([NO_POINT])
    found = spans_of(submission.words, [piece.text for piece in pieces])
    reasons = [one for one in found if isinstance(one, Reason)]
    for place, piece in enumerate(pieces, 1):
        if piece.milestone and piece.milestone.commitment != piece.commitment:
            reasons.append(about_point(NOT_ITS_MILESTONE, place, "commitment"))
        if piece.is_withheld:
            wrong = _wrong_with_withholding(piece, pieces, submission)
            reasons += [about_point(reason, place, field) for reason, field in wrong]
    if reasons:
        raise NotReady(reasons)
    return [span for span in found if isinstance(span, Span)]


def _wrong_with_withholding(
    piece: Piece, pieces: Sequence[Piece], submission: Submission
) -> Iterator[tuple[Reason, str]]:
    """Why its words would not be withheld: each reason with its field."""
    hidden = [one.text for one in pieces if one.is_withheld]
    hidden += [one.text for one in submission.redactions.all()]
    if not piece.ground.strip():
        yield NO_GROUND, "ground"
    if any(says(piece.ground, words) for words in hidden):
        yield GROUND_SAYS_WORDS, "ground"
    if folded(piece.text).words and not says(submission.words, piece.text):
        yield NOT_WHOLE, "text"
    if any(says(one.text, piece.text) for one in pieces if not one.is_withheld):
        yield SHOWN_ELSEWHERE, "text"


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
    if Idea.objects.filter(point__in=left).exists():
        raise NotReady([SHOWN_AS_IDEA])
    submission.points.filter(pk__in=[point.pk for point in left]).delete()
    submission.points.update(position=F("position") + ASIDE)
    for place, (point, piece) in enumerate(zip(points, pieces, strict=True), 1):
        point.position, point.theme = place, piece.theme
        point.commitment, point.milestone = piece.commitment, piece.milestone
        point.is_withheld, point.withheld_ground = piece.is_withheld, piece.ground
        point.save()
    return points


def _has_answer(point: SubmissionPoint) -> bool:
    return ReasonedResponse.objects.filter(point=point).exists()


# ---- Answers --------------------------------------------------------------------------------------------


def openings() -> set[str]:
    """The words with which any answer may begin, as words are compared."""
    return {folded(reason).words for reason in AnswerTemplate.objects.values_list("reason", flat=True)}


def reasons_against(answer: Answer, point: SubmissionPoint, begun: Collection[str]) -> list[Reason]:
    """What an answer lacks, and what it may not say; `begun` are the words of which none is an answer."""
    reasons = [] if answer.disposition else [NO_DISPOSITION]
    if not answer.reason.strip():
        reasons.append(NO_WHY)
    elif folded(answer.reason).words in begun:
        reasons.append(IS_TEMPLATE)
    hidden = [one.text for one in point.submission.redactions.all()]
    hidden += [point.text] if point.is_withheld else []
    if any(says(said, words) for words in hidden for said in (answer.reason, answer.changed)):
        reasons.append(REPEATS_WITHHELD)
    return reasons


@transaction.atomic
def answer_point(
    *, point: SubmissionPoint, version: int, answer: Answer, by: User, now: datetime
) -> ReasonedResponse:
    """Write down what was decided about a point, and why; a draft until all answers are published.

    `version` is that of the answer that was read; 0 begins one. The same answer again changes nothing.
    """
    being_read(point.submission, by, now)
    if reasons := reasons_against(answer, point, openings()):
        raise NotReady(reasons)
    return keep_answer(point, version=version, answer=answer, by=by)


def keep_answer(point: SubmissionPoint, *, version: int, answer: Answer, by: User) -> ReasonedResponse:
    """Write an answer down that nothing is said against; inside the transaction that has looked."""
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
    being_read(point.submission, by, now)
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
    submission = being_read(submission, by, now)
    wanted = {place: given for place, given in answers.items() if given[1]}
    points = {point.position: point for point in with_what_is_hidden(submission.points.all())}
    if submission.version != version or wanted.keys() - points.keys():
        raise Stale
    begun = openings() if wanted else set()
    reasons = [
        about_answer(reason, place)
        for place, (_read, answer) in wanted.items()
        for reason in reasons_against(answer, points[place], begun)
    ]
    if reasons:
        raise NotReady(reasons)
    for place, (read, answer) in wanted.items():
        keep_answer(points[place], version=read, answer=answer, by=by)


def with_what_is_hidden(rows: QuerySet[SubmissionPoint]) -> QuerySet[SubmissionPoint]:
    """With what an answer to each must not repeat."""
    return rows.select_related("submission").prefetch_related("submission__redactions")


def about_answer(reason: Reason, place: int) -> Reason:
    """The same reason said of the answer to one of several points."""
    return Reason(reason.code, about_point(reason, place).text, f"answer-{place}-{reason.field}")


# ---- All of them ----------------------------------------------------------------------------------------


@transaction.atomic
def save_what_we_heard(
    *, consultation: Consultation, version: int, text: str, by: User, now: datetime
) -> Consultation:
    """Keep the account of what people said; it becomes public with the answers."""
    consultation = at_work(consultation, by, now)
    if consultation.what_we_heard == text:
        return consultation
    consultation.what_we_heard = text
    save_version(consultation, version=version, by=by)
    return consultation
