"""What came in and what was decided, counted: people, submissions and points apart, nothing added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from commitments.models import Commitment

from ..choices import Channel, Disposition, PublishAs, QuestionKind, StakeholderType
from ..models import Consultation, Question, ReasonedResponse, Reply, Submission, SubmissionPoint, Theme

WITHOUT_A_THEME = "without-a-theme"  # where the points stand that have none
BY_CHOOSING = (QuestionKind.ONE, QuestionKind.SEVERAL)
IN_WHOLE_OR_PART = (Disposition.ADOPTED, Disposition.PARTLY)


@dataclass(kw_only=True)
class Decided:
    """How often each decision was made about points."""

    decided: Counter[str] = field(default_factory=Counter)

    @property
    def points(self) -> int:
        return sum(self.decided.values())

    @property
    def adopted(self) -> int:
        """In whole or in part."""
        return sum(self.decided[disposition] for disposition in IN_WHOLE_OR_PART)


@dataclass
class Tally(Decided):
    """How much came in to one consultation, and what was decided; of what is published.

    A submission that is answered stays counted with its points, though it was withdrawn since.
    """

    submissions: int = 0
    unseen: int = 0  # submissions whose words their senders do not want shown
    made: int = 0  # points, answered or not
    gone: int = 0  # submissions that were withdrawn since
    withdrawn: int = 0  # by their senders before the answers; counted as nothing else
    set_aside: int = 0  # since no person sent them; counted as nothing else

    @property
    def answered(self) -> int:
        """How much of what was said has been answered: of points, in whole per cent; 100 only for all."""
        return 100 * self.points // self.made if self.made else 100


def tallies_of(consultations: Iterable[Consultation]) -> dict[int, Tally]:
    """By consultation; three questions to the database however many there are, none where there are none."""
    found = {consultation.pk: Tally() for consultation in consultations}
    received = Submission.objects.filter(consultation__in=found).order_by()
    is_public = Q(published_in__isnull=False)
    is_told = Q(consultation__answered_in__isnull=False)
    counted = received.values("consultation").annotate(
        submissions=Count("pk", filter=is_public),
        unseen=Count("pk", filter=is_public & Q(publish_as=PublishAs.NOT_AT_ALL)),
        gone=Count("pk", filter=is_public & Q(withdrawn_in__isnull=False)),
        withdrawn=Count("pk", filter=is_told & Q(withdrawn_at__isnull=False, published_in=None)),
        set_aside=Count("pk", filter=is_told & Q(set_aside_at__isnull=False, withdrawn_at=None)),
    )
    for row in counted:
        tally = found[row.pop("consultation")]
        for name, number in row.items():
            setattr(tally, name, number)
    points = SubmissionPoint.objects.filter(
        submission__consultation__in=found, submission__published_in__isnull=False
    )
    for row in points.order_by().values("submission__consultation").annotate(n=Count("pk")):
        found[row["submission__consultation"]].made = row["n"]
    answers = ReasonedResponse.objects.published().order_by()
    answers = answers.filter(point__submission__consultation__in=found)
    for row in answers.values("point__submission__consultation", "disposition").annotate(n=Count("pk")):
        found[row["point__submission__consultation"]].decided[row["disposition"]] += row["n"]
    return found


@dataclass
class OnTheme(Decided):
    """The points on one theme: all of them counted, those listed that may be read."""

    theme: Theme | None  # None: a point without a theme
    submissions: int = 0
    readable: int = 0
    shown: list[SubmissionPoint] = field(default_factory=list)  # the first of those that may be read
    share: float = 0.0  # of the largest theme, in per cent
    adopted_share: float = 0.0

    @property
    def label(self) -> str:
        return self.theme.label if self.theme else _("Without a theme")

    @property
    def slug(self) -> str:
        """By which its points are asked for."""
        return self.theme.slug if self.theme else WITHOUT_A_THEME

    @property
    def anchor(self) -> str:
        return f"theme-{self.theme.slug}" if self.theme else WITHOUT_A_THEME

    @property
    def unseen(self) -> int:
        return self.points - self.readable

    @property
    def more(self) -> int:
        """How many there are to read beyond the first."""
        return self.readable - len(self.shown)


def answered_points(consultation: Consultation) -> QuerySet[SubmissionPoint]:
    """Every point whose answer is public; counted, though its submission was withdrawn since."""
    return SubmissionPoint.objects.filter(
        submission__consultation=consultation,
        submission__published_in__isnull=False,
        response__in=ReasonedResponse.objects.published(),
    )


def readable_points(consultation: Consultation) -> QuerySet[SubmissionPoint]:
    """Those of them that may be read, in the order of the submissions, with what a page says of each."""
    points = answered_points(consultation).filter(submission__in=Submission.objects.shown())
    return with_what_a_page_says(points).order_by("submission__number", "position")


def with_what_a_page_says(points: QuerySet[SubmissionPoint]) -> QuerySet[SubmissionPoint]:
    answered = points.with_subject().select_related("submission", "response__changed_commitment__plan")
    return answered.prefetch_related("submission__redactions")


def said_on(commitment: Commitment, on: date) -> QuerySet[SubmissionPoint]:
    """The points on a commitment, and those that changed it, that were answered by the end of the day."""
    answers = ReasonedResponse.objects.about(commitment).known_on(on)
    points = SubmissionPoint.objects.filter(
        response__in=answers,
        submission__published_in__isnull=False,
        submission__consultation__in=Consultation.objects.public(),
    )
    return points.order_by(
        F("submission__consultation__opens_at").desc(nulls_last=True),
        "submission__consultation__slug",
        "submission__number",
        "position",
    )


def by_theme(consultation: Consultation, *, first: int) -> list[OnTheme]:
    """How many points there are on each theme, in the order of the consultation, and the first of them;
    a theme nobody spoke of is left out."""
    points = answered_points(consultation).order_by()
    readable = Q(submission__in=Submission.objects.shown())
    counts = {
        row["theme"]: row
        for row in points.values("theme").annotate(
            submissions=Count("submission", distinct=True), readable=Count("pk", filter=readable)
        )
    }
    decided: dict[int | None, Counter[str]] = {theme: Counter() for theme in counts}
    for row in points.values("theme", "response__disposition").annotate(n=Count("pk")):
        decided[row["theme"]][row["response__disposition"]] = row["n"]
    themes: list[Theme | None] = [*consultation.themes.all(), None]
    found = {
        theme and theme.pk: OnTheme(
            theme,
            decided=decided[theme and theme.pk],
            submissions=counts[theme and theme.pk]["submissions"],
            readable=counts[theme and theme.pk]["readable"],
        )
        for theme in themes
        if (theme and theme.pk) in counts
    }
    for point in _first_of_each(consultation, first):
        found[point.theme_id].shown.append(point)
    most = max((one.points for one in found.values()), default=1)
    for one in found.values():
        one.share, one.adopted_share = 100 * one.points / most, 100 * one.adopted / most
    return list(found.values())


def _first_of_each(consultation: Consultation, first: int) -> QuerySet[SubmissionPoint]:
    """The first points on each theme that may be read."""
    points = answered_points(consultation).filter(submission__in=Submission.objects.shown())
    place = Window(RowNumber(), partition_by="theme", order_by=["submission__number", "position"])
    chosen = points.annotate(place=place).filter(place__lte=first).values_list("pk", flat=True)
    in_order = SubmissionPoint.objects.filter(pk__in=list(chosen))
    return with_what_a_page_says(in_order).order_by("submission__number", "position")


# ---- Who sent it, by what door, and what was chosen ----------------------------------------------------


@dataclass
class Counted:
    """How much came from one kind of sender or by one way; submissions and points apart."""

    label: str
    submissions: int = 0
    points: int = 0
    share: float = 0.0  # of the most submissions, in per cent


def by_sender(consultation: Consultation) -> list[Counted]:
    return _counted_by("stakeholder_type", consultation, [*StakeholderType.choices, ("", _("Not said"))])


def by_door(consultation: Consultation) -> list[Counted]:
    choices = [(code, capfirst(label)) for code, label in Channel.choices]
    return _counted_by("channel", consultation, choices)


def _counted_by(column: str, consultation: Consultation, choices) -> list[Counted]:
    found = {code: Counted(str(label)) for code, label in choices}
    submissions = consultation.submissions.filter(published_in__isnull=False).order_by()
    for row in submissions.values(column).annotate(n=Count("pk")):
        found[row[column]].submissions = row["n"]
    column = f"submission__{column}"
    for row in answered_points(consultation).order_by().values(column).annotate(n=Count("pk")):
        found[row[column]].points = row["n"]
    rows = [one for one in found.values() if one.submissions or one.points]
    _share(rows)
    return rows


@dataclass
class Chosen:
    """A question that is answered by choosing, and how many chose what."""

    question: Question
    rows: list[Counted]
    silent: int  # submissions that do not answer it


def chosen_in(consultation: Consultation) -> list[Chosen]:
    """What was chosen; the same few questions to the database however many answered."""
    published = Submission.objects.published().filter(consultation=consultation)
    replies = Reply.objects.filter(submission__in=published, commitment=None, question__kind__in=BY_CHOOSING)
    counted: dict[int, Counter[str]] = {}
    answered: Counter[int] = Counter()
    for row in replies.order_by().values("question", "chosen").annotate(n=Count("pk")):
        if row["chosen"]:
            answered[row["question"]] += row["n"]
        for text in row["chosen"]:
            counted.setdefault(row["question"], Counter())[text] += row["n"]
    if not counted:
        return []
    whole, found = published.count(), []
    for question in consultation.questions.filter(pk__in=counted):
        rows = [Counted(text, submissions=counted[question.pk][text]) for text in question.options]
        _share(rows)
        found.append(Chosen(question, rows, whole - answered[question.pk]))
    return found


def _share(rows: list[Counted]) -> None:
    most = max((row.submissions for row in rows), default=0) or 1
    for row in rows:
        row.share = 100 * row.submissions / most


@dataclass
class ThemeOnDay(Decided):
    """A theme, and what had been decided about its points by the end of a day."""

    theme: Theme
    is_counted: bool  # before the answers, and where none are held, there is no count


def decided_by_theme(themes: Iterable[Theme], on: date) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {theme.pk: Counter() for theme in themes}
    answers = ReasonedResponse.objects.published().known_on(on).filter(point__theme__in=found).order_by()
    for row in answers.values("point__theme", "disposition").annotate(n=Count("pk")):
        found[row["point__theme"]][row["disposition"]] += row["n"]
    return found


def with_answers(on: date | None = None) -> Prefetch:
    """The points of submissions, each with its answer where that is public; by a day, where one is asked."""
    answers = ReasonedResponse.objects.published().select_related("changed_commitment__plan", "published_in")
    if on:
        answers = answers.known_on(on)
    points = SubmissionPoint.objects.with_subject().prefetch_related(Prefetch("response", queryset=answers))
    return Prefetch("points", queryset=points)


def as_read(submissions: QuerySet[Submission], on: date | None = None) -> QuerySet[Submission]:
    """Submissions with all that tells what of each may be read, and with the answers."""
    return submissions.prefetch_related("redactions", with_answers(on))
