"""What came in and what was decided, counted: people, submissions and points apart, nothing added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.db.models import Count, F, Prefetch
from django.utils.translation import gettext as _

from commitments.models import Commitment
from plans.dates import end_of
from plans.rules import overlaps

from .choices import Dimension, Disposition, PublishAs, Standing
from .models import (
    Consultation,
    CountedTotal,
    Outreach,
    ReasonedResponse,
    Submission,
    SubmissionPoint,
    Theme,
)

IN_WHOLE_OR_PART = (Disposition.ADOPTED, Disposition.PARTLY)


@dataclass
class AtMoment:
    """A consultation at a moment: how it stands, and how much came in."""

    consultation: Consultation  # `with_wholes`
    now: datetime
    tally: Tally

    @property
    def standing(self) -> Standing:
        return self.consultation.standing_at(self.now)

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def wholes(self) -> list[CountedTotal]:
        return self.consultation.wholes


def at_moment(consultations: Iterable[Consultation], now: datetime) -> list[AtMoment]:
    consultations = list(consultations)
    tallies = tallies_of(consultations)
    return [AtMoment(one, now, tallies[one.pk]) for one in consultations]


def end_or_now(on: date, *, now: datetime) -> datetime:
    """The moment that stands for a day: its end, or this moment while it lasts."""
    return min(end_of(on), now)


def outreach_beside(consultation: Consultation, told: Iterable[Outreach]) -> list[Outreach]:
    """Who was told while it ran, or some day of the same month where only that is known."""
    first, last = consultation.first_day, consultation.last_day
    if first is None or last is None:
        return []
    return [
        one
        for one in told
        if one.starts_on
        and overlaps(one.starts_first, one.ends_last or one.starts_last, first.first or first.last, last.last)
    ]


# ---- Counts known only as totals -----------------------------------------------------------------


@dataclass
class Row:
    """One line of a table of totals; None is *not counted*."""

    label: str
    number: int | None
    is_missing: bool = False  # what the table leaves out of the whole

    share: float = 0.0  # of the largest, in per cent

    @property
    def drawn(self) -> float:
        """How much of its bar is filled: what is not in the table stays an outline."""
        return 0.0 if self.is_missing else self.share


@dataclass
class TotalsTable:
    """Totals of one unit, broken down as their source does."""

    dimension: Dimension
    unit: str
    heading: str
    rows: list[Row]
    whole: int | None  # of the same unit, where the source states one
    sources: list[CountedTotal]

    @property
    def counted(self) -> int:
        return sum(row.number or 0 for row in self.rows if not row.is_missing)

    @property
    def printed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_missing]

    @property
    def not_in_the_table(self) -> int | None:
        """What it leaves out of the whole; None where that cannot be told."""
        if self.whole is None or self.has_uncounted or self.whole < self.counted:
            return None
        return self.whole - self.counted

    @property
    def has_uncounted(self) -> bool:
        return any(row.number is None for row in self.rows)


def wholes_of(totals: Iterable[CountedTotal]) -> list[CountedTotal]:
    return [total for total in totals if total.dimension == Dimension.WHOLE]


def tables_of(totals: Iterable[CountedTotal]) -> list[TotalsTable]:
    """The tables as printed, each with a row for what it leaves out of the whole of its unit."""
    totals = list(totals)
    wholes: dict[str, list[int | None]] = {}
    for total in wholes_of(totals):
        wholes.setdefault(total.unit, []).append(total.number)
    tables = []
    parts = [total for total in totals if total.dimension != Dimension.WHOLE]
    for (dimension, unit, heading), group in groupby(
        parts, key=lambda total: (total.dimension, total.unit, total.heading)
    ):
        found = list(group)
        [whole] = wholes.get(unit, []) if len(wholes.get(unit, [])) == 1 else [None]
        rows = [Row(total.label, total.number) for total in found]
        table = TotalsTable(Dimension(dimension), unit, heading, rows, whole, found)
        if missing := table.not_in_the_table:
            rows.append(Row("", missing, is_missing=True))
        _measure(rows)
        tables.append(table)
    return tables


def _measure(rows: list[Row]) -> None:
    most = max((row.number or 0 for row in rows), default=0) or 1
    for row in rows:
        row.share = 100 * (row.number or 0) / most


# ---- Submissions, points and answers ---------------------------------------------------------------


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
    """How much came in to one consultation, and what was decided; of what is published."""

    submissions: int = 0
    unseen: int = 0  # submissions whose words their senders do not want shown


def tallies_of(consultations: Iterable[Consultation]) -> dict[int, Tally]:
    """By consultation; two questions to the database however many there are, none where there are none."""
    found = {consultation.pk: Tally() for consultation in consultations}
    received = Submission.objects.published().filter(consultation__in=found).order_by()
    for row in received.values("consultation", "publish_as").annotate(n=Count("pk")):
        tally = found[row["consultation"]]
        tally.submissions += row["n"]
        tally.unseen += row["n"] if row["publish_as"] == PublishAs.NOT_AT_ALL else 0
    answers = ReasonedResponse.objects.published().order_by()
    answers = answers.filter(point__submission__consultation__in=found)
    for row in answers.values("point__submission__consultation", "disposition").annotate(n=Count("pk")):
        found[row["point__submission__consultation"]].decided[row["disposition"]] += row["n"]
    return found


@dataclass
class OnTheme(Decided):
    """The points on one theme: all of them counted, those listed that may be read."""

    theme: Theme | None  # None: a point without a theme
    shown: list[SubmissionPoint] = field(default_factory=list)
    share: float = 0.0  # of the largest theme, in per cent
    adopted_share: float = 0.0

    @property
    def label(self) -> str:
        return self.theme.label if self.theme else _("Without a theme")

    @property
    def anchor(self) -> str:
        return f"theme-{self.theme.slug}" if self.theme else "without-a-theme"

    @property
    def unseen(self) -> int:
        return self.points - len(self.shown)


def points_of(consultation: Consultation) -> list[SubmissionPoint]:
    """Every answered point whose answer is public, with what a page says of it."""
    points = SubmissionPoint.objects.filter(
        submission__consultation=consultation,
        submission__in=Submission.objects.published(),
        response__in=ReasonedResponse.objects.published(),
    )
    return list(
        points.select_related(
            "submission", "theme", "commitment__plan", "response__changed_commitment__plan"
        ).order_by("submission__number", "position")
    )


def said_on(commitment: Commitment, on: date) -> list[SubmissionPoint]:
    """The points on a commitment, and those that changed it, that were answered by the end of the day."""
    answers = ReasonedResponse.objects.about(commitment).known_on(on)
    points = SubmissionPoint.objects.filter(
        response__in=answers,
        submission__in=Submission.objects.published(),
        submission__consultation__in=Consultation.objects.public(),
    )
    found = points.select_related(
        "submission__consultation", "commitment__plan", "response__changed_commitment__plan"
    )
    return list(
        found.order_by(
            F("submission__consultation__opens_at").desc(nulls_last=True),
            "submission__consultation__slug",
            "submission__number",
            "position",
        )
    )


def by_theme(themes: Iterable[Theme], points: Iterable[SubmissionPoint]) -> list[OnTheme]:
    """Points under their themes, in the order of the consultation; a theme nobody spoke of is left out."""
    found = {theme.pk: OnTheme(theme) for theme in themes} | {None: OnTheme(None)}
    for point in points:
        one = found[point.theme_id]
        one.decided[point.response.disposition] += 1
        if point.submission.may_be_read:
            one.shown.append(point)
    spoken_of = [one for one in found.values() if one.points]
    most = max((one.points for one in spoken_of), default=1)
    for one in spoken_of:
        one.share, one.adopted_share = 100 * one.points / most, 100 * one.adopted / most
    return spoken_of


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
    points = SubmissionPoint.objects.select_related("theme", "commitment__plan").prefetch_related(
        Prefetch("response", queryset=answers)
    )
    return Prefetch("points", queryset=points)
