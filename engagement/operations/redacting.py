"""Words that the public does not read are redacted while a submission is read; the original stays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from plans.models import User
from plans.operations.editions import edition_by
from plans.operations.versions import save_version
from plans.rules import NotReady, Reason

from ..models import Redaction, Submission
from ..rules.desk import GROUND_REPEATS, NOT_IN_TEXT, NOTHING_CHOSEN, ON_WHAT_GROUND
from ..rules.passages import TheseWords, says, words_of
from .at_work import being_read
from .proposing.working import tell_of_proposal
from .shown import telling_of_ideas
from .taking_out import put_out_without


def wrong_with_redaction(submission: Submission, *, text: str, ground: str) -> list[Reason]:
    """What is missing, or would tell the words; before the answers and after them."""
    reasons = []
    if not words_of(text):
        reasons.append(NOTHING_CHOSEN)
    elif not says(submission.words, text):
        reasons.append(NOT_IN_TEXT)
    if not ground.strip():
        reasons.append(ON_WHAT_GROUND)
    elif any(says(ground, words) for words in (text, *submission.hidden)):
        reasons.append(GROUND_REPEATS)
    return reasons


@transaction.atomic
def redact(
    *, submission: Submission, version: int, text: str, ground: str, by: User, now: datetime
) -> Redaction:
    """Hide these words from the public wherever they stand in the submission, and in what was put out of
    draft commitments made of its ideas. The same twice is once."""
    submission = being_read(submission, by, now)
    text, ground = text.strip(), ground.strip()
    there = {words_of(one.text): one for one in submission.redactions.all()}
    if made := there.get(words_of(text)):
        return made
    if reasons := wrong_with_redaction(submission, text=text, ground=ground):
        raise NotReady(reasons)
    with telling_of_ideas(submission, begin=lambda: edition_by(by=by, on=timezone.localdate(now))):
        save_version(submission, version=version, by=by)
        made = submission.redactions.create(text=text, ground=ground, made_by=by, made_at=now)
    for proposal in put_out_without(submission, TheseWords(text)):
        tell_of_proposal(proposal, edition_by(by=by, on=timezone.localdate(now)), {"withheld": True})
    return made


@transaction.atomic
def take_back_redaction(*, submission: Submission, version: int, place: int, by: User, now: datetime) -> None:
    """Show the words again; `place` counts the redactions of the version that was read, from 1."""
    submission = being_read(submission, by, now)
    with telling_of_ideas(submission, begin=lambda: edition_by(by=by, on=timezone.localdate(now))):
        save_version(submission, version=version, by=by)
        for redaction in submission.redactions.all()[place - 1 : place]:
            redaction.delete()
