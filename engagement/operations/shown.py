"""What becomes of ideas with the submissions that they are from: in an edition, whoever does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from plans.choices import PublicationKind
from plans.models import Edition
from plans.operations.editions import announce, next_edition

from ..models import Idea, Submission, SubmissionPoint


def tell_of(idea: Idea, edition: Edition, *, before=None, after=None) -> None:
    """Its number, and never its words: those are read where they stand, as they may be read then."""
    after = {"number": idea.number} | (after or {})
    announce(
        edition=edition,
        kind=PublicationKind.IDEA,
        address=idea.get_absolute_url(),
        before=before,
        after=after,
    )


def edition_of_sender() -> Edition:
    """Somebody without an account changes what is public of theirs."""
    return next_edition(by=None, by_words=_("Whoever said it"))


def let_go_of_ideas(points: QuerySet[SubmissionPoint], *, begin: Callable[[], Edition]) -> None:
    """Show the ideas that these points are no longer, before the points go; the numbers stay theirs.

    What others said to them is kept, and nobody reads it.
    """
    ideas = list(Idea.objects.filter(point__in=points).select_related("consultation"))
    if not ideas:
        return
    edition = begin()
    Idea.objects.filter(pk__in=[idea.pk for idea in ideas]).update(point=None, withdrawn_in=edition)
    for idea in ideas:
        tell_of(idea, edition, after={"withdrawn": True})


@contextmanager
def telling_of_ideas(submission: Submission, *, begin: Callable[[], Edition]) -> Iterator[None]:
    """Enter in the list of an edition what of its ideas reads otherwise for what is done inside."""
    before = _as_read(submission)
    yield
    if not before:
        return
    after = _as_read(submission)
    shown = Idea.objects.published().filter(pk__in=[idea.pk for idea in before])
    if changed := [idea for idea in shown if after.get(idea) != before[idea]]:
        edition = begin()
        for idea in changed:
            idea.consultation = submission.consultation
            tell_of(idea, edition, after={"changed": True})


def _as_read(submission: Submission) -> dict[Idea, tuple]:
    ideas: Iterable[Idea] = Idea.objects.public().filter(point__submission=submission).with_words()
    return {idea: (idea.public_text, idea.theme) for idea in ideas}
