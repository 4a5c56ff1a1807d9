"""What somebody takes along of a period."""

from __future__ import annotations

from django import forms
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from plans.forms import Refusable
from plans.models import ReportingPeriod

from ..models import Lead

WHOLE, WORD, TEXT = "plan", "docx", "txt"


class ExtractForm(Refusable):
    """A period, what of the plan, and as what kind of file."""

    period = forms.ChoiceField(label=_("Period"))
    of = forms.ChoiceField(label=_("What"))
    kind = forms.ChoiceField(
        label=_("As"), choices=[(WORD, _("Word document")), (TEXT, _("Plain text, for a mail"))]
    )

    def __init__(self, *args, periods, commitments, agencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.periods = {period.slug: period for period in periods}
        self.commitments = commitments
        self.agencies = {f"agency-{agency.slug}": agency for agency in agencies}
        self.fields["period"].choices = [(slug, period.words) for slug, period in self.periods.items()]
        self.fields["of"].choices = [
            (WHOLE, _("The whole plan")),
            *((name, agency.name) for name, agency in self.agencies.items()),
            *((f"commitment-{one.number}", str(one)) for one in commitments),
        ]

    @property
    def period_chosen(self) -> ReportingPeriod:
        return self.periods[self.cleaned_data["period"]]

    @property
    def chosen(self):
        """The commitments that were asked for: of an agency those it leads or supports in the period."""
        of = self.cleaned_data["of"]
        if of == WHOLE:
            return self.commitments
        if of in self.agencies:
            period = self.period_chosen
            leads = Lead.objects.published().overlapping(period.starts_on, period.ends_on)
            theirs = leads.filter(commitment=OuterRef("pk"), agency=self.agencies[of])
            return self.commitments.filter(Exists(theirs))
        return self.commitments.filter(number=of.removeprefix("commitment-"))
