"""Words are taken out of what we said ourselves, of every earlier version of it, and of the copies that
others keep: the settings name who does that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from commitments.models import Commitment, Milestone, WordingChange
from plans.choices import PublicationKind
from plans.models import Edition, Publication
from plans.operations.editions import announce

from ..drafts import chapters_of
from ..models import (
    Consultation,
    ProposalComment,
    ProposedCommitment,
    ReasonedResponse,
    Submission,
    SubmissionGroup,
    SubmissionPoint,
)
from ..rules.passages import RunsOfWords
from .proposing.content import TEXTS

OF_ANSWERS = ("reason", "changed")
OF_PROPOSALS = (*TEXTS, "decides_next", "decided_by", "decision_reason")


class Words(Protocol):
    """Words that are looked for in texts, and taken out of them."""

    @property
    def may_be_anybodys(self) -> bool: ...

    def said_in(self, text: str) -> bool: ...

    def taken_out_of(self, text: str) -> str: ...

    def but_older(self, text: str, at: datetime) -> Words: ...


def words_of_nobody_else(submission: Submission) -> RunsOfWords:
    """What would repeat a submission: runs of its words, but for those that may be anybody's, and those that
    another submission or the plan says too."""
    points = (point.text for point in submission.points.all())
    own = RunsOfWords(submission.words, *points, since=submission.told_at)
    others = submission.consultation.submissions.shown().exclude(pk=submission.pk)
    for texts in others.values_list("text", "transcript").iterator():
        own.spare("\n\n".join(texts))
    for text in asked_and_promised(submission.consultation):
        own.spare(text)
    return own


def asked_and_promised(consultation: Consultation) -> Iterator[str]:
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


def where_repeated(consultation: Consultation, words: Words) -> list[Repeated]:
    """Every place at which an answer, or what was heard, says these words."""
    return [place for place, texts in said_by_us(consultation) if any(map(words.said_in, texts))]


def said_by_us(consultation: Consultation) -> Iterator[tuple[Repeated, list[str]]]:
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


def copies_that_say(consultation: Consultation, words: Words) -> list[Copy]:
    """Everything else that would be blanked, as whoever keeps copies tells it."""
    tellers = map(import_string, settings.COPIES_THAT_SAY)
    return [copy for tell in tellers for copy in tell(consultation=consultation, words=words)]


def take_out(consultation: Consultation, words: Words, edition: Edition) -> None:
    """Blank these words wherever we said them or somebody keeps a copy of that, in this edition.

    The edition is begun before: until it is done, nothing else is published, and no copy made.
    """
    for address in blank(consultation, words):
        announce(edition=edition, kind=PublicationKind.PROPOSAL, address=address, after={"withheld": True})
    take_out_of_copies(consultation, words, edition)


def take_out_of_copies(consultation: Consultation, words: Words, edition: Edition) -> None:
    """Blank these words in every copy, as whoever keeps copies does it."""
    for take_out_there in map(import_string, settings.COPIES_TAKEN_OUT_OF):
        take_out_there(consultation=consultation, words=words, edition=edition)


def blank(consultation: Consultation, words: Words) -> list[str]:
    """Take these words out of the answers and of what was heard, and out of every earlier version; out of
    what groups are called, and out of draft commitments. Where everybody reads less of one."""
    points = SubmissionPoint.objects.filter(submission__consultation=consultation)
    answers = ReasonedResponse.objects.filter(point__in=points)
    before = ReasonedResponse.history.filter(point_id__in=points.values("pk"))
    blank_rows(answers, OF_ANSWERS, words, version=F("version") + 1)
    blank_rows(before, OF_ANSWERS, words)
    _blank_groups(consultation, words)
    heard = ("what_we_heard",)
    blank_rows(Consultation.objects.filter(pk=consultation.pk), heard, words)
    blank_rows(Consultation.history.filter(id=consultation.pk), heard, words)
    return _blank_proposals(consultation, words)


def _blank_groups(consultation: Consultation, words: Words) -> None:
    for group in SubmissionGroup.objects.filter(consultation=consultation):
        rows = SubmissionGroup.objects.filter(pk=group.pk)
        left = blank_with_history(rows, ("title",), words, version=F("version") + 1)
        _blank_entries(group.get_absolute_url(), left)


def _blank_proposals(consultation: Consultation, words: Words) -> list[str]:
    """The same out of draft commitments made of ideas, of what of them is put out, what editions say of them
    and what was said beside them."""
    changed = []
    proposals = ProposedCommitment.objects.filter(consultation=consultation).order_by("pk")
    for proposal in proposals.select_related("consultation", "published_in"):
        rows, here = proposals.filter(pk=proposal.pk), words
        if proposal.published_in:  # what was put out before they came; of milestones there is no history
            for step in proposal.shown.get("milestones", ()):
                here = here.but_older(step["title"], proposal.published_in.at)
        left = blank_with_history(rows, OF_PROPOSALS, here, version=F("version") + 1)
        blank_rows(proposal.milestones.all(), ("title",), left)
        shown = _blanked(proposal.shown, left)
        rows.update(shown=shown)
        is_less = _blank_entries(proposal.get_absolute_url(), left)
        if is_less or (proposal.is_published and shown != proposal.shown):
            changed.append(proposal.get_absolute_url())
    for comment in ProposalComment.objects.filter(proposal__consultation=consultation):
        beside = ProposalComment.objects.filter(pk=comment.pk)
        blank_rows(beside, ("text",), words.but_older(comment.text, comment.written_at))
    return changed


def put_out_without(submission: Submission, words: Words) -> list[ProposedCommitment]:
    """Blank these words in what everybody reads of draft commitments made of ideas of a submission; in which.
    The working text is for those who work on it: it is not put out again while it repeats them."""
    found = []
    made = ProposedCommitment.objects.filter(ideas__point__submission=submission).distinct()
    for proposal in made.select_related("consultation").order_by("pk"):
        shown = _blanked(proposal.shown, words)
        is_less = _blank_entries(proposal.get_absolute_url(), words)
        if is_less or shown != proposal.shown:
            ProposedCommitment.objects.filter(pk=proposal.pk).update(shown=shown)
            found.append(proposal)
    return found


def _blank_entries(address: str, words: Words) -> bool:
    """The same out of what editions say of what stands there; whether one said it."""
    found = False
    for entry in Publication.objects.filter(address=address):
        said = {name: _blanked(getattr(entry, name), words) for name in ("before", "after")}
        if said != {"before": entry.before, "after": entry.after}:
            found = bool(Publication.objects.filter(pk=entry.pk).update(**said))
    return found


def blank_with_history(rows: QuerySet, columns: Sequence[str], words: Words, **more) -> Words:
    """Take words out of a row, and of every earlier version of it; but none that it said before they came to
    us. Which were taken out."""
    history = rows.model.history.filter(**{f"{rows.model._meta.pk.name}__in": rows.values("pk")})
    for at, *texts in history.order_by("history_date").values_list("history_date", *columns):
        for text in texts:
            words = words.but_older(text, at)
    blank_rows(rows, columns, words, **more)
    blank_rows(history, columns, words)
    return words


def _blanked(said: Any, words: Words) -> Any:
    """The same of what is kept as JSON."""
    if isinstance(said, list):
        return [_blanked(one, words) for one in said]
    if isinstance(said, dict):
        return {name: _blanked(one, words) for name, one in said.items()}
    return words.taken_out_of(said) if isinstance(said, str) and words.said_in(said) else said


def blank_rows(rows: QuerySet, columns: Sequence[str], words: Words, **more) -> None:
    """Take words out of these columns, wherever a row says them; `more` is set in such a row besides."""
    model = rows.model
    for pk, *texts in list(rows.order_by("pk").select_for_update().values_list("pk", *columns)):
        if any(map(words.said_in, texts)):
            blanked = {
                name: words.taken_out_of(text)[: model._meta.get_field(name).max_length]
                for name, text in zip(columns, texts, strict=True)
            }
            model._base_manager.filter(pk=pk).update(**blanked, **more)
