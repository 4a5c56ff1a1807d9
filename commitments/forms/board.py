"""What is asked of the board, cleaned."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds

from ..record.rounds import Asked, Board, Part


class AskedForm(PlainIds):
    """A part of the board: one agency, one standing, one period, or what is late."""

    agency = forms.ChoiceField(label=_("Agency"), required=False)
    standing = forms.ChoiceField(label=_("How far"), required=False)
    period = forms.ChoiceField(label=_("Period"), required=False)
    late = forms.BooleanField(label=_("Late only"), required=False)

    def __init__(self, data, *, board: Board):
        super().__init__(data)
        self.board, whole = board, Part(board, Asked())
        choices = {
            "agency": [(agency.slug, str(agency)) for agency in whole.agencies],
            "standing": [(standing.value, standing.label) for standing in whole.standings],
            "period": [(period.slug, period.words) for period in board.periods],
        }
        for name, found in choices.items():
            self.fields[name].choices = [("", _("Any")), *found]

    @property
    def part(self) -> Part:
        """What is shown then; everything where nothing that exists was asked for."""
        return Part(self.board, Asked(**self.cleaned_data) if self.is_valid() else Asked())
