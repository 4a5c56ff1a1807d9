"""What a coordinator types about who was told that they can take part."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PartialDateField, Refusable, short, words

from ..operations.outreach import OutreachContent

MOST_PEOPLE = 2_000_000_000  # what the column holds


class OutreachForm(Refusable):
    """One time that people were told."""

    channel = short(label=_("How were people told?"))
    audience = short(label=_("Who was told?"))
    starts_on = PartialDateField(label=_("From"), required=False)
    ends_on = PartialDateField(label=_("To"), required=False)
    reach = forms.IntegerField(
        label=_("How many were reached?"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    note = words(2, label=_("Note"))

    @property
    def content(self) -> OutreachContent:
        return OutreachContent(**self.cleaned_data)
