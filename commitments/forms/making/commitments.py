"""A commitment with its leads and milestones, on one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.choices import GrandChallenge, OGPValue
from plans.forms import Choice, Choices, PartialDateField, PlainIds, Several, count_rows, day, short, words
from plans.models import ActionPlan, Agency

from ...choices import LeadRole, Work
from ...operations.making import CommitmentContent, LeadContent, MilestoneContent

FEWEST_LEADS, MOST_LEADS = 2, 20
FEWEST_MILESTONES, MOST_MILESTONES = 4, 60


class AboutForm(PlainIds):
    """What is promised, and everything that a plan says about it."""

    number = short(20, label=_("Number"))
    parent = Choice(label=_("Part of"), required=False)
    title = short(label=_("Title"))
    promise = words(3, label=_("What is promised"))
    agreed_starts_on = PartialDateField(label=_("Starts"), required=False)
    agreed_starts_text = short(100, label=_("Start in words"))
    agreed_due_on = PartialDateField(label=_("Due"), required=False)
    agreed_due_text = short(100, label=_("Due in words"))
    objective = words(3, label=_("Objective"))
    status_quo = words(3, label=_("How things stand"))
    ambition = words(3, label=_("What it aims for"))
    values = Choices(
        label=_("OGP values"), required=False, choices=OGPValue, widget=forms.CheckboxSelectMultiple
    )
    challenges = Choices(
        label=_("Grand challenges"),
        required=False,
        choices=GrandChallenge,
        widget=forms.CheckboxSelectMultiple,
    )
    work = Choice(label=_("New or ongoing"), required=False)
    others_involved = words(2, label=_("Others involved"))
    resources = words(2, label=_("Resources"))
    resources_public = forms.BooleanField(label=_("The public may read this"), required=False)

    def __init__(self, *args, plan: ActionPlan, parents: Iterable[str], **kwargs):
        super().__init__(*args, **kwargs)
        none = ("", pgettext_lazy("commitment", "none: a commitment of its own"))
        self.fields["parent"].choices = [none, *((number, number) for number in parents)]
        self.fields["work"].choices = [("", pgettext_lazy("work", "not said")), *Work.choices]
        self.fields["values"].choices = [(one, plan.value_label(one)) for one in OGPValue.values]
        self.fields["challenges"].choices = [
            (one, plan.challenge_label(one)) for one in GrandChallenge.values
        ]

    def anchor(self, name: str) -> str:
        return _anchor(self, name)

    def clean_values(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["values"])

    def clean_challenges(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["challenges"])


class LeadForm(PlainIds):
    """An agency that leads or supports; a row without an agency is none."""

    agency = Choice(label=_("Agency"), required=False)
    role = Choice(label=_("Role"), required=False, choices=LeadRole)
    office = short(label=_("Office within it"))
    from_on = day(label=_("From"))
    until_on = day(label=_("Until"))

    def __init__(self, *args, agencies: Iterable[Agency], **kwargs):
        super().__init__(*args, **kwargs)
        none = ("", pgettext_lazy("agency", "none"))
        self.fields["agency"].choices = [none, *((agency.slug, str(agency)) for agency in agencies)]

    @property
    def place(self) -> int:
        return int(self.prefix.removeprefix("lead-"))

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Lead {place}: {text}"), place=self.place, text=error))

    @property
    def lead(self) -> LeadContent | None:
        said = self.cleaned_data
        if not said.get("agency"):
            return None
        kept = {name: said[name] for name in ("agency", "office", "from_on", "until_on") if name in said}
        return LeadContent(**kept, role=said.get("role") or LeadRole.LEAD, row=self.place)


class MilestoneForm(PlainIds):
    """A milestone in its row; `was` is its number so far, and an empty row is none."""

    was = forms.IntegerField(required=False, min_value=0, max_value=32_000, widget=forms.HiddenInput)
    title = short(label=_("Milestone"))
    agreed_starts_on = PartialDateField(label=_("Starts"), required=False)
    agreed_due_on = PartialDateField(label=_("Due"), required=False)
    agreed_starts_text = short(100, label=_("Start in words"))
    agreed_due_text = short(100, label=_("Due in words"))
    description = words(2, label=_("More about it"))
    drop = forms.BooleanField(label=_("Take this milestone out"), required=False)

    @property
    def place(self) -> int:
        return int(self.prefix.removeprefix("milestone-"))

    def anchor(self, name: str) -> str:
        return _anchor(self, name)

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Milestone {place}: {text}"), place=self.place, text=error))

    @property
    def says_more(self) -> bool:
        """Whether the fields that are folded away hold something, or something wrong."""
        folded = ("agreed_starts_text", "agreed_due_text", "description", "drop")
        return any(self[name].value() or name in self.errors for name in folded)

    @property
    def milestone(self) -> MilestoneContent | None:
        """What was typed; None where nothing was, or where it is to be taken out."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("was", "drop")}
        if self.cleaned_data.get("drop") or not any(said.values()):
            return None
        return MilestoneContent(**said, was=self.cleaned_data.get("was") or 0, row=self.place)


class CommitmentForm(Several):
    """A commitment, its leads and its milestones."""

    def __init__(
        self,
        *,
        plan: ActionPlan,
        kept: CommitmentContent,
        agencies: list[Agency],
        parents: list[str],
        data: Mapping | None = None,
    ):
        self.kept = kept
        self.about = AboutForm(data, plan=plan, parents=parents, initial=vars(kept))
        leads = _how_many(data, "lead", "agency", len(kept.leads), FEWEST_LEADS, MOST_LEADS)
        self.leads = [
            LeadForm(data, prefix=f"lead-{place}", agencies=agencies, initial=_nth(kept.leads, place))
            for place in range(1, leads + 1)
        ]
        rows = _how_many(data, "milestone", "title", len(kept.milestones), FEWEST_MILESTONES, MOST_MILESTONES)
        self.milestones = [
            MilestoneForm(data, prefix=f"milestone-{place}", initial=_nth(kept.milestones, place))
            for place in range(1, rows + 1)
        ]

    @property
    def forms(self) -> list[PlainIds]:
        return [self.about, *self.leads, *self.milestones]

    @property
    def content(self) -> CommitmentContent:
        """What was typed; a milestone of which no row came back stays. `problems` says what is wrong."""
        for form in self.forms:
            form.full_clean()
        said = self.about.cleaned_data
        named = {form.cleaned_data.get("was") for form in self.milestones}
        typed = [form.milestone for form in self.milestones]
        left = [one for one in self.kept.milestones if one.was not in named]
        return CommitmentContent(
            **{name: said[name] for name in CommitmentContent.__dataclass_fields__ if name in said},
            leads=tuple(lead for form in self.leads if (lead := form.lead)),
            milestones=(*(one for one in typed if one), *left),
        )

    def content_with(self, row: int, step: int) -> CommitmentContent:
        """The same, with the milestone of one row a place further up or down."""
        content = self.content
        order = list(content.milestones)
        at = next((place for place, one in enumerate(order) if one.row == row), None)
        if at is None or not 0 <= at + step < len(order):
            return content
        order.insert(at + step, order.pop(at))
        return replace(content, milestones=tuple(order))

    def anchor(self, field: str) -> str:
        for form in self.forms:
            stem = f"{form.prefix}-" if form.prefix else ""
            name = field.removeprefix(stem)
            if field.startswith(stem) and name in form.fields:
                return form.anchor(name)
        return field


def _how_many(data: Mapping | None, stem: str, name: str, kept: int, fewest: int, most: int) -> int:
    """As many rows as came back; else one more than are kept."""
    rows = max(fewest, kept + 1) if data is None else count_rows(data, stem, name)
    return max(kept, min(rows, most)) if data is None else min(rows, most)


def _nth(kept: tuple, place: int) -> dict | None:
    return vars(kept[place - 1]) if place <= len(kept) else None


def _anchor(form: PlainIds, name: str) -> str:
    """Of several inputs the first: that is what a link can put the cursor into."""
    several = isinstance(form.fields[name], PartialDateField | forms.MultipleChoiceField)
    return f"{form.add_prefix(name)}_0" if several else PlainIds.anchor(form, name)
