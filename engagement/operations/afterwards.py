"""After the answers are public: words that are to be read no longer, and submissions that are withdrawn.

What is public is blanked where it stands, in every earlier version of it too, and in the copies that others
keep of it: the settings name who does that. Entries of editions never hold words of submissions, nor do
letters; reports cite points by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from commitments.models import Commitment, Milestone, WordingChange
from plans.choices import PublicationKind
from plans.models import Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..drafts import chapters_of
from ..models import (
    Consultation,
    ProposedCommitment,
    ReasonedResponse,
    Redaction,
    Submission,
    SubmissionPoint,
)
from ..rules.answering import (
    NOT_ANSWERED,
    TAKEN_BACK,
)
from ..rules.passages import RunsOfWords, TheseWords, words_of
from .at_work import check_coordinator, locked
from .personal import take_back
from .proposing.content import TEXTS
from .redacting import wrong_with_redaction
from .shown import let_go_of_ideas

OF_ANSWERS = ("reason", "changed")
OF_PROPOSALS = (*TEXTS, "decision_reason")


def reasons_not_to_take_out(submission: Submission) -> list[Reason]:
    """Why nothing of it can be taken out of the public record now."""
    if submission.withdrawn_at:
        return [TAKEN_BACK]
    return [] if submission.is_published else [NOT_ANSWERED]


def reasons_not_to_redact(submission: Submission, *, text: str, ground: str) -> list[Reason]:
    """What stands in the way of taking these words out."""
    return reasons_not_to_take_out(submission) or wrong_with_redaction(submission, text=text, ground=ground)


@transaction.atomic
def redact_published(
    *, submission: Submission, version: int, text: str, ground: str, by: User, now: datetime
) -> Submission:
    """Let the public read these words no longer, neither in the submission nor in what we said ourselves.

    The original stays for those who may see it. The same words again change nothing.
    """
    submission, on = _held(submission, by, now), timezone.localdate(now)
    text, ground = text.strip(), ground.strip()
    if any(words_of(one.text) == words_of(text) for one in submission.redactions.all()):
        return submission
    if reasons := reasons_not_to_redact(submission, text=text, ground=ground):
        raise NotReady(reasons)
    save_version(submission, version=version, by=by)
    Redaction.objects.create(submission=submission, text=text, ground=ground, made_by=by, made_at=now)
    edition = edition_by(by=by, on=on)
    take_out(submission.consultation, TheseWords(text), edition)
    announce(
        edition=edition,
        kind=PublicationKind.SUBMISSION,
        address=_place_of(submission),
        after={"number": submission.number, "withheld": ground},
    )
    return submission


@transaction.atomic
def withdraw_published(*, submission: Submission, version: int, by: User, now: datetime) -> Submission:
    """Take a submission out because whoever sent it asks for that: none of its words is kept, nor who it was.

    Its number, its kind and its answered points stay counted; its page answers 410. Withdrawn already it
    stays as it is.
    """
    submission, on = _held(submission, by, now), timezone.localdate(now)
    if submission.withdrawn_in_id:
        return submission
    if reasons := reasons_not_to_take_out(submission):
        raise NotReady(reasons)
    address = _place_of(submission)
    submission.withdrawn_in = edition = edition_by(by=by, on=on)
    take_out(submission.consultation, words_of_nobody_else(submission), edition)
    let_go_of_ideas(submission.points.all(), begin=lambda: edition)
    take_back(submission, version=version, by=by, at=now)
    submission.points.update(text="")
    announce(
        edition=submission.withdrawn_in,
        kind=PublicationKind.SUBMISSION,
        address=address,
        after={"number": submission.number, "withdrawn": True},
    )
    return submission


def _place_of(submission: Submission) -> str:
    """Where the public reads it; of what may not be shown it reads only that it is counted."""
    if submission.may_be_read:
        return submission.get_absolute_url()
    return reverse("responses", args=[submission.consultation.slug])


def _held(submission: Submission, by: User, now: datetime) -> Submission:
    """The submission as it is now, its consultation held, where this person may do that."""
    check_coordinator(by, now)
    consultation = locked(submission.consultation)
    submission = Submission.objects.get(pk=submission.pk)
    submission.consultation = consultation
    return submission


# ---- What we said ourselves ----------------------------------------------------------------------------


def words_of_nobody_else(submission: Submission) -> RunsOfWords:
    """What would repeat a submission: runs of its words, but for those that may be anybody's, and those that
    another submission or the plan says too."""
    own = RunsOfWords(submission.words, *(point.text for point in submission.points.all()))
    others = submission.consultation.submissions.shown().exclude(pk=submission.pk)
    for texts in others.values_list("text", "transcript").iterator():
        own.spare("\n\n".join(texts))
    for text in _asked_and_promised(submission.consultation):
        own.spare(text)
    return own


def _asked_and_promised(consultation: Consultation) -> Iterator[str]:
    """What anybody may quote: what was asked, the draft that it was about, and what plans promise."""
    yield from (consultation.title, consultation.question, consultation.background)
    for chapter in chapters_of(consultation.draft) if consultation.draft else ():
        yield from (passage.text for passage in chapter.passages)
    for rows, columns in (
        (Commitment.objects.published(), ("title", "promise", "objective", "status_quo", "ambition")),
        (Milestone.objects.published(), ("title", "description")),
        (WordingChange.objects.published(), ("before",)),
    ):
        yield from ("\n\n".join(texts) for texts in rows.values_list(*columns))


@dataclass(frozen=True)
class Repeated:
    """Where words of ours repeat a submission: the number and place of the point that is answered; none for
    what we heard."""

    number: int | None = None
    place: int | None = None


def where_repeated(consultation: Consultation, words: TheseWords | RunsOfWords) -> list[Repeated]:
    """Every place at which an answer, or what was heard, says these words."""
    return [place for place, texts in _said(consultation) if any(map(words.said_in, texts))]


def _said(consultation: Consultation) -> Iterator[tuple[Repeated, list[str]]]:
    """All that we said ourselves, and where."""
    yield Repeated(), [consultation.what_we_heard]
    answers = ReasonedResponse.objects.filter(point__submission__consultation=consultation)
    rows = answers.order_by("point__submission__number", "point__position")
    columns = ("point__submission__number", "point__position", *OF_ANSWERS)
    for number, place, *texts in rows.values_list(*columns):
        yield Repeated(number, place), texts


@dataclass(frozen=True)
class Copy:
    """Something that has copied words of ours, and where people read it."""

    title: str
    address: str


def copies_that_say(consultation: Consultation, words: TheseWords | RunsOfWords) -> list[Copy]:
    """Everything else that would be blanked, as whoever keeps copies tells it."""
    tellers = map(import_string, settings.COPIES_THAT_SAY)
    return [copy for tell in tellers for copy in tell(consultation=consultation, words=words)]


def take_out(consultation: Consultation, words: TheseWords | RunsOfWords, edition: Edition) -> None:
    """Blank these words wherever we said them or somebody keeps a copy of that, in this edition.

    The edition is begun before: until it is done, nothing else is published, and no copy made.
    """
    blank(consultation, words)
    for take_out_of_copies in map(import_string, settings.COPIES_TAKEN_OUT_OF):
        take_out_of_copies(consultation=consultation, words=words, edition=edition)


def blank(consultation: Consultation, words: TheseWords | RunsOfWords) -> None:
    """Take these words out of the answers and of what was heard, and out of every earlier version."""
    points = SubmissionPoint.objects.filter(submission__consultation=consultation)
    answers = ReasonedResponse.objects.filter(point__in=points)
    before = ReasonedResponse.history.filter(point_id__in=points.values("pk"))
    blank_rows(answers, OF_ANSWERS, words, version=F("version") + 1)
    blank_rows(before, OF_ANSWERS, words)
    proposals = ProposedCommitment.objects.filter(consultation=consultation)
    drafts = ProposedCommitment.history.filter(consultation_id=consultation.pk)
    blank_rows(proposals, OF_PROPOSALS, words, version=F("version") + 1)
    blank_rows(drafts, OF_PROPOSALS, words)
    for proposal in proposals.exclude(shown={}):
        shown = {name: _blanked(said, words) for name, said in proposal.shown.items()}
        proposals.filter(pk=proposal.pk).update(shown=shown)
    heard = ("what_we_heard",)
    blank_rows(Consultation.objects.filter(pk=consultation.pk), heard, words)
    blank_rows(Consultation.history.filter(id=consultation.pk), heard, words)


def _blanked(said: Any, words: TheseWords | RunsOfWords) -> Any:
    """The same of what is kept as JSON."""
    if isinstance(said, list):
        return [_blanked(one, words) for one in said]
    if isinstance(said, dict):
        return {name: _blanked(one, words) for name, one in said.items()}
    return words.taken_out_of(said) if isinstance(said, str) and words.said_in(said) else said


def blank_rows(rows: QuerySet, columns: Sequence[str], words: TheseWords | RunsOfWords, **more) -> None:
    """Take words out of these columns, wherever a row says them; `more` is set in such a row besides."""
    model = rows.model
    for pk, *texts in list(rows.order_by("pk").select_for_update().values_list("pk", *columns)):
        if any(map(words.said_in, texts)):
            blanked = {
                name: words.taken_out_of(text)[: model._meta.get_field(name).max_length]
                for name, text in zip(columns, texts, strict=True)
            }
            model._base_manager.filter(pk=pk).update(**blanked, **more)
