"""What is typed to make a draft commitment of ideas: the template, whom to invite, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.choices import OGPValue
from plans.forms import (
    Choice,
    Choices,
    PartialDateField,
    PlainIds,
    Refusable,
    Several,
    count_rows,
    day,
    short,
    words,
)
from plans.models import ActionPlan, Agency

from ..models import Forum, ProposedCommitment, Submission, Theme
from ..operations.proposing import MilestoneOfProposal, ProposalContent

FEWEST_MILESTONES, MOST_MILESTONES = 3, 60


def _named(agencies: Iterable[Agency]) -> list[tuple[str, str]]:
    none = ("", str(pgettext_lazy("agency", "none")))
    return [none, *((agency.slug, str(agency)) for agency in agencies)]


class TemplateForm(PlainIds):
    """OGP's template; under which theme and who decides next only for the coordinator."""

    title = short(label=_("Title"))
    theme = Choice(label=_("Theme"), required=False)
    problem = words(4, label=_("The problem"))
    done_so_far = words(3, label=_("What has been done"))
    proposed = words(4, label=_("What is proposed"))
    result = words(3, label=_("The result wanted"))
    values = Choices(
        label=_("OGP values"), required=False, choices=OGPValue, widget=forms.CheckboxSelectMultiple
    )
    lead = Choice(label=_("Lead agency"), required=False)
    decides_next = short(label=_("Who decides next?"))
    decides_next_on = day(label=_("By when?"))

    def __init__(
        self,
        *args,
        plan: ActionPlan,
        agencies: list[Agency],
        themes: Iterable[Theme],
        is_coordinator: bool,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.fields["values"].choices = [(one, plan.value_label(one)) for one in OGPValue.values]
        self.fields["lead"].choices = _named(agencies)
        self.fields["theme"].choices = [("", _("None")), *((one.slug, str(one)) for one in themes)]
        if not is_coordinator:
            for name in ("theme", "decides_next", "decides_next_on"):
                del self.fields[name]

    def anchor(self, name: str) -> str:
        return "values_0" if name == "values" else super().anchor(name)

    def clean_values(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["values"])


class MilestoneForm(PlainIds):
    """A milestone in its row; an empty row is none."""

    title = short(label=_("Milestone"))
    starts_on = PartialDateField(label=_("Starts"), required=False)
    due_on = PartialDateField(label=_("Due"), required=False)
    agency = Choice(label=_("Owner"), required=False)

    def __init__(self, *args, agencies: list[Agency], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = _named(agencies)

    @property
    def place(self) -> int:
        return int(self.prefix.removeprefix("milestone-"))

    def anchor(self, name: str) -> str:
        dated = isinstance(self.fields[name], PartialDateField)
        return f"{self.add_prefix(name)}_0" if dated else super().anchor(name)

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Milestone {place}: {text}"), place=self.place, text=error))

    @property
    def milestone(self) -> MilestoneOfProposal | None:
        said = self.cleaned_data
        return MilestoneOfProposal(**said, row=self.place) if any(said.values()) else None


class ProposalForm(Several):
    """A draft commitment with its milestones."""

    def __init__(
        self,
        *,
        proposal: ProposedCommitment,
        kept: ProposalContent,
        agencies: list[Agency],
        is_coordinator: bool,
        data: Mapping | None = None,
    ):
        self.kept = kept
        themes = proposal.consultation.themes.all()
        beside = {"agencies": agencies, "plan": proposal.plan, "themes": themes}
        self.about = TemplateForm(data, is_coordinator=is_coordinator, initial=vars(kept), **beside)
        count = max(FEWEST_MILESTONES, len(kept.milestones) + 1)
        if data is not None:
            count = count_rows(data, "milestone", "title")
        self.milestones = [
            MilestoneForm(data, prefix=f"milestone-{place}", agencies=agencies, initial=self._row(place))
            for place in range(1, min(count, MOST_MILESTONES) + 1)
        ]

    def _row(self, place: int) -> dict | None:
        return vars(self.kept.milestones[place - 1]) if place <= len(self.kept.milestones) else None

    @property
    def forms(self) -> list[PlainIds]:
        return [self.about, *self.milestones]

    @property
    def content(self) -> ProposalContent:
        """What was typed; `problems` says what cannot be kept."""
        for form in self.forms:
            form.full_clean()
        said = self.about.cleaned_data
        typed = {name: said[name] for name in ProposalContent.__dataclass_fields__ if name in said}
        milestones = (form.milestone for form in self.milestones)
        return ProposalContent(**typed, milestones=tuple(one for one in milestones if one))

    def anchor(self, field: str) -> str:
        for form in self.forms:
            stem = f"{form.prefix}-" if form.prefix else ""
            if field.startswith(stem) and field.removeprefix(stem) in form.fields:
                return form.anchor(field.removeprefix(stem))
        return field


class BeginForm(Refusable):
    """A group of ideas becomes a draft commitment, or goes into one that is there."""

    title = short(label=_("Title of the draft commitment"))
    plan = forms.ChoiceField(label=_("For the plan"), required=False)
    into = forms.ChoiceField(label=_("Draft commitment"), required=False)

    def __init__(self, *args, plans: Iterable[ActionPlan], proposals: Iterable[ProposedCommitment], **kwargs):
        super().__init__(*args, **kwargs)
        self.plans = {one.slug: one for one in plans}
        self.proposals = {one.slug: one for one in proposals}
        self.fields["plan"].choices = [(slug, one.title) for slug, one in self.plans.items()]
        drafts = ((slug, str(one)) for slug, one in self.proposals.items())
        self.fields["into"].choices = [("", _("Choose one")), *drafts]


class InviteForm(Refusable):
    """An agency, a forum, or whoever sent a submission."""

    agency = forms.ChoiceField(label=_("An agency"), required=False)
    forum = forms.ChoiceField(label=_("Those who sit in a forum"), required=False)
    submission = forms.ChoiceField(label=_("Whoever sent a submission"), required=False)

    def __init__(
        self,
        *args,
        agencies: Iterable[Agency],
        forums: Iterable[Forum],
        submissions: Iterable[Submission],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.known = {
            "agency": {one.slug: one for one in agencies},
            "forum": {one.slug: one for one in forums},
            "submission": {str(one.number): one for one in submissions},
        }
        for name, rows in self.known.items():
            chosen = ((key, self._named(one)) for key, one in rows.items())
            self.fields[name].choices = [("", _("Nobody")), *chosen]

    @staticmethod
    def _named(one: Agency | Forum | Submission) -> str:
        """Forums of several plans may have one name: "Advisory panel, 2016–18"."""
        return f"{one}, {one.plan.short_title}" if isinstance(one, Forum) else str(one)

    @property
    def chosen(self) -> list[dict]:
        """What was chosen, each by itself."""
        said = self.cleaned_data
        return [{name: rows[said[name]]} for name, rows in self.known.items() if said[name]]


class DecisionForm(Refusable):
    decided_on = day(label=_("Decided on"))
    decided_by = short(label=_("Decided by"))
    reason = words(3, label=_("Why was it declined?"))


class CommentForm(Refusable):
    text = words(3, label=_("Your comment"))
