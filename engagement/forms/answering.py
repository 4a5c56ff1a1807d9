"""What a coordinator types on what came in: points, answers, and what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Milestone
from plans.forms import PlainIds, Refusable, Several, count_rows, short, words

from ..choices import Disposition
from ..models import AnswerTemplate, SubmissionPoint, Theme
from ..operations.answers import Answer, Piece, answer_of

FEWEST_POINTS, MOST_POINTS = 3, 100


class SubjectForm(PlainIds):
    """What a point is about: a theme of the consultation; a commitment of its plan, or a milestone of one.

    Nothing of it has to be named. The commitments come with their milestones: see `by_value`.
    """

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    commitment = forms.ChoiceField(label=_("Commitment or milestone"), required=False)

    def __init__(self, *args, themes: list[Theme], commitments: list[Commitment], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {theme.slug: theme for theme in themes}
        self.by_value = by_value(commitments)
        named = ((value, str(one)) for value, one in self.by_value.items())
        self.fields["theme"].choices = [("", _("No theme")), *((theme.slug, str(theme)) for theme in themes)]
        self.fields["commitment"].choices = [("", _("None")), *named]

    @property
    def subject(self) -> dict:
        said = self.cleaned_data
        chosen = self.by_value.get(said.get("commitment"))
        milestone = chosen if isinstance(chosen, Milestone) else None
        return {
            "theme": self.by_slug.get(said.get("theme")),
            "commitment": milestone.commitment if milestone else chosen,
            "milestone": milestone,
        }


def by_value(commitments: Iterable[Commitment]) -> dict[str, Commitment | Milestone]:
    """What can be chosen, by what is sent: "5" for commitment 5, "5/3" for its milestone 3."""
    found: dict[str, Commitment | Milestone] = {}
    for commitment in commitments:
        found[commitment.number] = commitment
        found |= {value_of(commitment, one): one for one in commitment.milestones_offered}
    return found


def value_of(commitment: Commitment | None, milestone: Milestone | None = None) -> str | None:
    """What is sent for one of them; a milestone that is not public any more is not offered."""
    if commitment and milestone and milestone.is_published:
        return f"{commitment.number}/{milestone.number}"
    return commitment and commitment.number


def one_of_the(commitments: Iterable[Commitment]) -> list[tuple]:
    return [("", _("None")), *((commitment.number, str(commitment)) for commitment in commitments)]


class PointForm(SubjectForm):
    """One point: words of the text, and what they are about. Without words there is no point."""

    text = words(3, label=_("Its words"))
    is_withheld = forms.BooleanField(label=_("Withhold these words"), required=False)
    ground = short(label=_("On what ground?"))

    field_order = ["text", "theme", "commitment", "is_withheld", "ground"]

    def __init__(self, *args, kept: Piece | None = None, **kwargs):
        self.kept = kept
        super().__init__(*args, initial=initial_of(kept) if kept else None, **kwargs)

    @property
    def piece(self) -> Piece | None:
        said = self.cleaned_data
        if not said.get("text"):
            return None
        return Piece(
            said["text"], is_withheld=said["is_withheld"], ground=said.get("ground", ""), **self.subject
        )


def initial_of(piece: Piece) -> dict:
    return {
        "text": piece.text,
        "theme": piece.theme and piece.theme.slug,
        "commitment": value_of(piece.commitment, piece.milestone),
        "is_withheld": piece.is_withheld,
        "ground": piece.ground,
    }


class PointsForm(Several):
    """The points of one submission; `whole` is what the whole text is about, where it is one point."""

    def __init__(
        self,
        *,
        kept: list[Piece],
        themes: list[Theme],
        commitments: list[Commitment],
        about: Commitment | None,
        data: Mapping | None = None,
    ):
        choices = {"themes": themes, "commitments": commitments}
        count = max(FEWEST_POINTS, len(kept) + 1) if data is None else count_rows(data, "point", "text")
        self.whole = SubjectForm(data, prefix="whole", initial={"commitment": value_of(about)}, **choices)
        self.rows = [
            PointForm(
                data,
                prefix=f"point-{place}",
                kept=kept[place - 1] if place <= len(kept) else None,
                **choices,
            )
            for place in range(1, min(count, MOST_POINTS) + 1)
        ]

    @property
    def forms(self) -> list[PlainIds]:
        return [self.whole, *self.rows]

    @cached_property
    def filled(self) -> list[PointForm]:
        for row in self.rows:
            row.full_clean()
        return [row for row in self.rows if row.piece]

    @property
    def pieces(self) -> list[Piece]:
        return [row.piece for row in self.filled]

    def anchor(self, field: str) -> str:
        """A reason counts the points that have words; the page counts rows."""
        _point, place, name = field.split("-", 2)
        return self.filled[int(place) - 1].anchor(name) if int(place) <= len(self.filled) else field


# ---- Their answers --------------------------------------------------------------------------------------


class AnswerForm(Refusable):
    """What was decided about one point."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    disposition = forms.ChoiceField(
        label=_("What was decided?"), choices=Disposition, required=False, widget=forms.RadioSelect
    )
    reason = words(3, label=_("Why?"))
    changed = short(300, label=_("What changed?"))
    changed_commitment = forms.ChoiceField(label=_("Changed commitment"), required=False)
    template = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(
        self,
        *args,
        point: SubmissionPoint,
        commitments: list[Commitment],
        templates: list[AnswerTemplate],
        **kwargs,
    ):
        self.point = point
        response = getattr(point, "response", None)
        kept = answer_of(response)
        super().__init__(
            *args,
            prefix=f"answer-{point.position}",
            initial={
                "version": response.version if response else 0,
                "disposition": kept.disposition,
                "reason": kept.reason,
                "changed": kept.changed,
                "changed_commitment": kept.changed_commitment and kept.changed_commitment.number,
            },
            **kwargs,
        )
        self.by_number = {commitment.number: commitment for commitment in commitments}
        self.fields["changed_commitment"].choices = one_of_the(commitments)
        self.templates = {template.title: template for template in templates}
        self.fields["template"].choices = [
            ("", _("Choose words")),
            *((title, title) for title in self.templates),
        ]

    def begun(self) -> dict[str, str]:
        """The template that was chosen, in the fields that are empty; never over what somebody typed."""
        self.full_clean()
        template, said = self.templates.get(self.cleaned_data.get("template")), self.cleaned_data
        names = ("disposition", "reason")
        return {
            self.add_prefix(name): getattr(template, name)
            for name in names
            if template and name not in self.errors and not said.get(name)
        }

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Point {place}: {text}"), place=self.point.position, text=error))

    @property
    def read(self) -> int:
        return self.cleaned_data.get("version") or 0

    @property
    def answer(self) -> Answer:
        said = self.cleaned_data
        return Answer(
            said.get("disposition", ""),
            said.get("reason", ""),
            said.get("changed", ""),
            self.by_number.get(said.get("changed_commitment")),
        )


class AnswersForm(Several):
    """The answers to the points of one submission."""

    def __init__(
        self,
        *,
        points: list[SubmissionPoint],
        commitments: list[Commitment],
        templates: list[AnswerTemplate],
        data: Mapping | None = None,
    ):
        choices = {"commitments": commitments, "templates": templates}
        self.rows = [AnswerForm(data, point=point, **choices) for point in points]

    @property
    def forms(self) -> list[PlainIds]:
        return self.rows

    @property
    def answers(self) -> dict[int, tuple[int, Answer]]:
        for row in self.rows:
            row.full_clean()
        return {row.point.position: (row.read, row.answer) for row in self.rows}

    def anchor(self, field: str) -> str:
        _answer, place, name = field.split("-", 2)
        row = next((row for row in self.rows if row.point.position == int(place)), None)
        return row.anchor(name) if row else field


class HeardForm(PlainIds):
    what_we_heard = words(8, label=_("What we heard"))
