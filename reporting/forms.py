"""What is typed about a report: a draft asked for, its chapters and parts; and in its review."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.choices import PeriodKind
from plans.forms import PlainIds, Refusable, Text, words
from plans.models import ActionPlan, User

from .chapters import ROWS
from .choices import Completion, Outcome, Position
from .models import CommitmentAssessment, ReviewComment

MOST_LETTERS = 100_000  # of a chapter: far above any; a pasted book is refused in words
MOST_OF_A_ROW = 20_000

# The size in lines of the rows of OGP's template; the others have one.
LINES = {
    "objective": 3,
    "description": 4,
    "relevance": 3,
    "ambition": 3,
    "results": 6,
    "next_steps": 3,
    "additional": 3,
}


class AskForm(Refusable):
    """Ask for a draft now."""

    plan = forms.ModelChoiceField(
        label=_("Plan"), queryset=ActionPlan.objects.none(), to_field_name="slug", empty_label=None
    )
    kind = forms.ChoiceField(
        label=_("Kind of report"),
        choices=[(kind, capfirst(label)) for kind, label in PeriodKind.choices],
        initial=PeriodKind.MID_TERM,
    )
    ends_on = forms.DateField(
        label=_("The last day it speaks of"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the last day that the report speaks of.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = ActionPlan.objects.published().newest_first()
        self.fields["plan"].label_from_instance = lambda plan: plan.title


class ChapterForm(PlainIds):
    text = Text(
        label=_("Text of this chapter"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 18}),
    )


class PartForm(Refusable):
    """One assessed part: the rows of OGP's template, and the completion with its reason."""

    completion = forms.ChoiceField(
        label=_("How far it is"), required=False, choices=Completion, widget=forms.RadioSelect
    )
    reason = Text(
        label=_("Why, where it differs from what the stages propose"),
        required=False,
        max_length=MOST_OF_A_ROW,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ROWS:
            self.fields[name] = _row(name)
        self.order_fields([*ROWS, "completion", "reason"])

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in ROWS]

    @property
    def typed_rows(self) -> dict[str, str]:
        """What can be kept of the rows."""
        return {name: self.cleaned_data[name] for name in ROWS if name in self.cleaned_data}


def _row(name: str) -> Text:
    most = CommitmentAssessment._meta.get_field(name).max_length or MOST_OF_A_ROW
    widget = forms.Textarea({"rows": LINES[name]}) if name in LINES else forms.TextInput
    return Text(label=ROWS[name], required=name == "name", max_length=most, widget=widget)


# ---- In a review ----------------------------------------------------------------------------------


class RoundForm(Refusable):
    members = forms.MultipleChoiceField(
        label=_("Whom do you ask?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose whom you ask.")},
    )
    asked = words(4, label=_("What should they look at?"))
    due_on = forms.DateField(
        label=_("By when?"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the day until which they have time.")},
    )

    def __init__(self, *args, panel: Mapping[User, str], **kwargs):
        self.people = {user.email: user for user in panel}
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(user.email, f"{user}, {panel[user]}") for user in panel]
        self.initial.setdefault("members", list(self.people))

    @property
    def chosen(self) -> list[User]:
        return [self.people[email] for email in self.cleaned_data["members"]]


class CommentForm(Refusable):
    key = forms.UUIDField(widget=forms.HiddenInput)
    text = words(5, label=_("Your comment"))


class PositionForm(Refusable):
    position = forms.ChoiceField(
        label=_("Your position"), required=False, choices=Position, widget=forms.RadioSelect
    )
    reason = words(3, label=_("In a sentence, why"))


class AnswerForm(Refusable):
    """The answer to one comment; the page has one for each."""

    outcome = forms.ChoiceField(
        label=_("What becomes of it"), required=False, choices=Outcome, widget=forms.RadioSelect
    )
    answer = words(3, label=_("Your answer"))

    def __init__(self, data: Mapping | None = None, *, comment: ReviewComment):
        self.comment, self.version = comment, comment.version
        initial = {"outcome": comment.outcome, "answer": comment.answer}
        super().__init__(data, prefix=f"comment-{comment.number}", initial=initial)
