"""What a coordinator types about the rounds of reports of a plan."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plans.choices import PeriodKind, PeriodLength
from plans.forms import Choice, Refusable, day
from plans.operations.periods import PeriodContent, SeriesContent

KINDS = [(kind.value, capfirst(kind.label)) for kind in PeriodKind]


class PeriodForm(Refusable):
    """One round more."""

    kind = Choice(label=_("Kind of report"), choices=KINDS)
    starts_on = day(label=_("First day"))
    ends_on = day(label=_("Last day"))
    due_on = day(label=_("Reports are due on"))

    @property
    def content(self) -> PeriodContent:
        return PeriodContent(**self.cleaned_data)


class SeriesForm(Refusable):
    """Rounds over the whole plan at once."""

    length = Choice(label=_("How long each is"), choices=PeriodLength, initial=PeriodLength.QUARTER)
    of_kind = Choice(label=_("Kind of each report"), choices=KINDS, initial=PeriodKind.PROGRESS)
    days_after = forms.IntegerField(
        label=_("Days after the last day of each on which its reports are due"),
        min_value=0,
        max_value=366,
        initial=SeriesContent.days_after,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )

    @property
    def content(self) -> SeriesContent:
        """What was typed; as a rule quarters, where nothing was or something is wrong."""
        if not self.is_valid():
            return SeriesContent()
        said = self.cleaned_data
        return SeriesContent(kind=said["of_kind"], length=said["length"], days_after=said["days_after"])


class DueDayForm(Refusable):
    """Another due day for one round."""

    due_on = day(label=_("Reports are due on"))
