"""What is typed about an indicator, and about one of its values."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PartialDateField, short, web_address, words

from ..models import IndicatorValue
from ..rules_indicators import IndicatorFacts, ValueSaid, plain
from .amending import Dated


def figure(**kwargs) -> forms.DecimalField:
    """A number as the columns hold it: fourteen places before the point, four behind it."""
    return forms.DecimalField(
        required=False,
        max_digits=18,
        decimal_places=4,
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={"invalid": _("Write this as a number in figures: 61 or 61.5.")},
        **kwargs,
    )


def why_changed() -> forms.CharField:
    """Beside every change of what is public."""
    return words(2, label=_("Why does it change?"))


class IndicatorForm(Dated):
    name = short(label=_("What is measured?"))
    unit = short(60, label=_("Unit"))
    baseline = figure(label=_("Where it began"))
    baseline_on = PartialDateField(label=_("When was that?"), required=False)
    target = figure(label=_("Where it should come to"))
    target_on = PartialDateField(label=_("By when?"), required=False)
    source = short(300, label=_("Where are the figures reported?"))
    source_url = web_address(label=_("Address of the source"))

    def __init__(self, data=None, *, kept: IndicatorFacts, is_public: bool = False):
        numbers = {name: plain(getattr(kept, name)) for name in ("baseline", "target")}
        super().__init__(data, initial=vars(kept) | numbers)
        if is_public:
            self.fields["why"] = why_changed()

    @property
    def facts(self) -> IndicatorFacts:
        """What was typed; `problems` says what cannot be kept."""
        said = read_of(self)
        said.pop("why", None)
        return IndicatorFacts(**said)


class ValueForm(Dated):
    as_of_on = PartialDateField(label=_("For when is it?"), required=False)
    value = figure(label=_("Value"))
    source = short(300, label=_("Where is this figure reported?"))
    source_url = web_address(label=_("Address of the source"))
    note = short(300, label=_("Note"))

    def __init__(self, data=None, *, facts: IndicatorFacts, corrects: IndicatorValue | None = None):
        self.corrects = corrects
        initial = {"source": facts.source, "source_url": facts.source_url}
        if corrects:
            initial = {"source": corrects.source, "source_url": corrects.source_url}
            initial["value"] = plain(corrects.value)
        super().__init__(data, initial=initial)
        if corrects:
            del self.fields["as_of_on"]  # a correction takes the day of what it corrects
            self.fields["note"].label = _("What was wrong?")

    @property
    def said(self) -> ValueSaid:
        """What was typed; `problems` says what cannot be kept."""
        day = {"as_of_on": self.corrects.as_of_on} if self.corrects else {}
        return ValueSaid(**read_of(self), **day)


def read_of(form: forms.Form) -> dict:
    """Whatever could be read of what was typed, by field."""
    form.full_clean()
    return {
        name: form.cleaned_data.get(name, getattr(field, "empty_value", None))
        for name, field in form.fields.items()
    }
