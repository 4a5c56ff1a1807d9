"""What a coordinator types about a plan, about a section of it, and about who may read it privately."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.forms import PartialDateField, Refusable, day, short, words
from plans.models import ActionPlan
from plans.operations.making import PlanFacts, SectionContent


class Making(Refusable):
    """A form whose dates in three parts are linked to by their first."""

    def anchor(self, name: str) -> str:
        several = isinstance(self.fields[name], PartialDateField)
        return f"{self.add_prefix(name)}_0" if several else super().anchor(name)


class PlanForm(Making):
    """The facts of a plan; `before` are the plans that it may follow."""

    title = short(label=_("Title"))
    short_title = short(60, label=_("Short title"))
    slug = forms.SlugField(label=_("Address"), required=False, max_length=60)
    country = short(2, label=_("Country"))
    language = short(10, label=_("Language"))
    starts_on = PartialDateField(label=_("Starts"), required=False)
    ends_on = PartialDateField(label=_("Ends"), required=False)
    summary = words(3, label=_("What it is about"))
    follows = forms.ChoiceField(label=_("The plan before it"), required=False)
    is_invented = forms.BooleanField(label=_("It is an invented example"), required=False)
    publish_on_sign_off = forms.BooleanField(
        label=_("What an approver signs is published at once"), required=False
    )

    def __init__(self, *args, facts: PlanFacts, before: Iterable[ActionPlan], **kwargs):
        super().__init__(*args, initial=vars(facts), **kwargs)
        none = ("", pgettext_lazy("plan", "none"))
        self.fields["follows"].choices = [none, *((plan.slug, plan.title) for plan in before)]

    def clean_country(self) -> str:
        return self.cleaned_data["country"].upper()

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "en"

    @property
    def facts(self) -> PlanFacts:
        said = self.cleaned_data
        return PlanFacts(**{name: said[name] for name in PlanFacts.__dataclass_fields__ if name in said})


class PublishingForm(Refusable):
    publish_on_sign_off = forms.BooleanField(
        label=_("What an approver signs is published at once"), required=False
    )


class SectionForm(Refusable):
    title = short(label=_("Title"))
    slug = forms.SlugField(label=_("Address"), required=False, max_length=60)
    text = words(14, label=_("Text"))

    @property
    def content(self) -> SectionContent:
        said = self.cleaned_data
        return SectionContent(**{name: said[name] for name in self.fields if name in said})


class PreviewForm(Refusable):
    """Until when a private link may be read."""

    until_on = day(label=_("Until"))
