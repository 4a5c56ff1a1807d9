"""After the answers are public: words that are to be read no longer, and submissions that are withdrawn.

What is public is blanked where it stands (`taking_out`). Entries of editions never hold words of submissions,
nor do letters; reports cite points by number.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from plans.choices import PublicationKind
from plans.models import Edition, User
from plans.operations.editions import announce, edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..models import Redaction, Submission
from ..rules.answering import (
    NOT_ANSWERED,
    TAKEN_BACK,
)
from ..rules.passages import TheseWords, words_of
from .at_work import check_coordinator, locked
from .grouping import hide_alike
from .holds import holding
from .ledger import Line
from .personal import take_back
from .redacting import wrong_with_redaction
from .shown import let_go_of_ideas
from .taking_out import take_out, words_of_nobody_else


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
    """Let the public read these words no longer, neither in the submission nor in what we said ourselves;
    nor in those that say the same and were answered with it.

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
        address=place_of(submission),
        after={"number": submission.number, "withheld": ground},
    )
    group = submission.group
    if group and group.is_published and hide_alike(group, now=now):
        announce(
            edition=edition,
            kind=PublicationKind.SUBMISSION,
            address=group.get_absolute_url(),
            after={"group": group.title, "withheld": ground},
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
    if reasons := [*reasons_not_to_take_out(submission), *holding(submission)]:
        raise NotReady(reasons)
    edition = edition_by(by=by, on=on)
    take_out_whole(submission, version=version, by=by, edition=edition, now=now)
    return submission


def take_out_whole(
    submission: Submission,
    *,
    version: int,
    by: User | None,
    edition: Edition,
    now: datetime,
    again: Line | None = None,
) -> None:
    """The same in an edition that is begun; the consultation is held."""
    address = place_of(submission)
    submission.withdrawn_in = edition
    take_out(submission.consultation, words_of_nobody_else(submission), edition)
    let_go_of_ideas(submission.points.all(), begin=lambda: edition)
    take_back(submission, version=version, by=by, at=now, edition=edition, again=again)
    announce(
        edition=submission.withdrawn_in,
        kind=PublicationKind.SUBMISSION,
        address=address,
        after={"number": submission.number, "withdrawn": True},
    )


def place_of(submission: Submission) -> str:
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
