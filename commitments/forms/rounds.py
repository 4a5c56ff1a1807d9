"""What a coordinator types about the rounds of reports of a plan."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.choices import PeriodKind
from plans.forms import Refusable, day
from plans.operations.periods import PeriodContent

KINDS = [(kind.value, capfirst(kind.label)) for kind in PeriodKind]
DAYS_AFTER = 15  # as a rule: two weeks to write it, and a day


class PeriodForm(Refusable):
    """One round more."""

    kind = forms.ChoiceField(label=_("Kind of report"), choices=KINDS)
    starts_on = day(label=_("First day"))
    ends_on = day(label=_("Last day"))
    due_on = day(label=_("Reports are due on"))

    @property
    def content(self) -> PeriodContent:
        return PeriodContent(**self.cleaned_data)


class QuartersForm(Refusable):
    """Every quarter of the plan at once."""

    days_after = forms.IntegerField(
        label=_("Days after the last day of a quarter on which its reports are due"),
        min_value=0,
        max_value=366,
        initial=DAYS_AFTER,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


class DueDayForm(Refusable):
    """Another due day for one round."""

    due_on = day(label=_("Reports are due on"))
