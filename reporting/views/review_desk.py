"""What every page of a review has in hand: the frozen draft, who was asked, what was said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from plans.models import User

from ..account import Account, account_of
from ..models import Draft, ReviewComment, ReviewInvitation, ReviewPosition, ReviewRound
from ..words import comments_words, days_left, review_lede, taken_words


@dataclass(frozen=True)
class Said:
    """A chapter of the frozen draft, with what was said about it."""

    number: int
    frozen: dict
    comments: list[ReviewComment]

    @property
    def slug(self) -> str:
        return self.frozen["slug"]

    @property
    def title(self) -> str:
        return self.frozen["title"]

    @property
    def words(self) -> str:
        return comments_words(len(self.comments), sum(one.is_answered for one in self.comments))


@dataclass
class ReviewDesk:
    """One round of review as one person has it in hand on a day."""

    round: ReviewRound
    user: User
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, slug: str, number: int) -> ReviewDesk:
        """A member's; 404 for whoever was not asked, or sits no longer."""
        now = timezone.now()
        rounds = ReviewRound.objects.visible_to(request.user, timezone.localdate(now))
        return cls(with_everything(rounds, slug, number), request.user, now)

    def read_again(self) -> None:
        """Take up what is saved by now."""
        self.round = with_everything(ReviewRound.objects.all(), self.draft.assessment.slug, self.draft.number)
        for read in ("comments", "positions", "chapters"):
            self.__dict__.pop(read, None)

    @property
    def on(self) -> date:
        return timezone.localdate(self.now)

    @property
    def draft(self) -> Draft:
        return self.round.draft

    @cached_property
    def draft_before(self) -> Draft | None:
        """The newest of the earlier drafts that they were asked about too."""
        rounds = ReviewRound.objects.visible_to(self.user, self.on).filter(
            draft__assessment=self.draft.assessment_id, draft__number__lt=self.draft.number
        )
        return Draft.objects.filter(rounds__in=rounds).order_by("-number").first()

    @cached_property
    def account(self) -> Account:
        """What the draft says; nothing live is asked."""
        return account_of(self.draft)

    # -- what was said

    @cached_property
    def comments(self) -> list[ReviewComment]:
        return list(self.round.comments.numbered().select_related("by"))

    @cached_property
    def chapters(self) -> list[Said]:
        return [
            Said(number, frozen, [one for one in self.comments if one.chapter == frozen["slug"]])
            for number, frozen in enumerate(self.account.chapters, 1)
        ]

    @cached_property
    def positions(self) -> dict[int | None, ReviewPosition]:
        """By the id of whoever took it."""
        return {one.by_id: one for one in self.round.positions.all()}

    @property
    def members(self) -> Iterable[tuple[ReviewInvitation, ReviewPosition | None]]:
        """Everybody who was asked, with the position they have taken."""
        return [(one, self.positions.get(one.user_id)) for one in self.round.invitations.all()]

    @property
    def position(self) -> ReviewPosition | None:
        """Your own."""
        return self.positions.get(self.user.pk)

    # -- in words

    @property
    def lede(self) -> str:
        return review_lede(
            self.round,
            taken=self.taken,
            comments=len(self.comments),
            unanswered=sum(not one.is_answered for one in self.comments),
            on=self.on,
        )

    @property
    def taken(self) -> str:
        invited = [one.user_id for one in self.round.invitations.all()]
        return taken_words(len(self.positions), len(invited), is_you=self.user.pk in invited)

    @property
    def days_left(self) -> str:
        return days_left(self.round, self.on)


def with_everything(rounds: QuerySet[ReviewRound], slug: str, number: int) -> ReviewRound:
    """The round of a draft with its members at hand; 404 where there is none."""
    rounds = rounds.select_related("draft__assessment").prefetch_related("invitations__user")
    return get_object_or_404(rounds, draft__assessment__slug=slug, draft__number=number)
