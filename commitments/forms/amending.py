"""What a coordinator types to amend an adopted plan, or to hand a lead over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.dates import PartialDate, StatedDate
from plans.forms import PartialDateField, Refusable, Several, count_rows, day, readable, short, words
from plans.models import Agency

from ..choices import LeadRole
from ..models import Lead
from ..operations.amending import MOST_PARTS
from ..operations.amendments import Facts
from ..operations.leads import HandOver
from ..record.amending import Terms
from ..rules import Reason

FEWEST_PARTS = 2


class Dated(Refusable):
    """With dates as precise as they are known; a link to one puts the cursor into its first input."""

    def anchor(self, name: str) -> str:
        is_date = isinstance(self.fields[name], PartialDateField)
        return f"{self.add_prefix(name)}_0" if is_date else super().anchor(name)


class BeginForm(Refusable):
    title = short(label=_("Title"))


class FactsForm(Dated):
    """What stands above the changes of an amendment."""

    title = short(label=_("Title"))
    number = forms.IntegerField(
        label=_("Number"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    reason = words(4, label=_("Why is the plan changed?"))
    decided_on = PartialDateField(label=_("When was it decided?"), required=False)
    decided_by = short(label=_("Who decided it?"))

    def __init__(self, data=None, *, kept: Facts):
        super().__init__(data, initial=vars(kept))

    @property
    def facts(self) -> Facts:
        """What was typed; `problems` says what cannot be kept."""
        self.full_clean()
        return Facts(**{name: self.cleaned_data.get(name, self.initial[name]) for name in self.fields})


class TermsForm(Dated):
    """The words and dates of a commitment or a milestone as they should stand; of its words, those it has."""

    title = short(label=_("Title"))
    promise = words(3, label=_("Promise"))
    description = words(3, label=_("Description"))
    objective = words(3, label=_("Objective"))
    status_quo = words(3, label=_("How things stood"))
    ambition = words(3, label=_("What it aims for"))
    others_involved = words(2, label=_("Others involved"))
    resources = words(2, label=_("Resources"))
    starts_on = PartialDateField(label=_("Start"), required=False)
    starts_text = short(100, label=_("Or in words"))
    due_on = PartialDateField(label=_("Due date"), required=False)
    due_text = short(100, label=_("Or in words"))

    WORDS = (
        "title",
        "promise",
        "description",
        "objective",
        "status_quo",
        "ambition",
        "others_involved",
        "resources",
    )

    def __init__(self, data=None, *, kept: Terms, live: Terms | None = None, prefix: str | None = None):
        self.kept, self.live = kept, live or kept
        initial = dict(kept.words) | {
            "starts_on": kept.starts.on,
            "starts_text": kept.starts.text,
            "due_on": kept.due.on,
            "due_text": kept.due.text,
        }
        super().__init__(data, initial=initial, prefix=prefix)
        for name in set(self.WORDS) - set(kept.words):
            del self.fields[name]

    def say(self, name: str, error: str) -> str:
        if not self.prefix:
            return error
        place = self.prefix.removeprefix("part-")
        return str(format_lazy(_("Milestone {place}: {text}"), place=place, text=error))

    @property
    def terms(self) -> Terms:
        """What was typed; what is as it stands is left to the letter as it stands."""
        self.full_clean()
        said = {name: self.cleaned_data.get(name, self.initial[name]) for name in self.fields}
        texts = {
            name: next((one for one in self._known(name) if readable(one).strip() == said[name]), said[name])
            for name in self.kept.words
        }
        return Terms(texts, self._date("starts", said), self._date("due", said))

    def _known(self, name: str) -> Iterable[str]:
        return (self.kept.words[name], self.live.words.get(name, ""))

    def _date(self, name: str, said: Mapping) -> StatedDate:
        typed = StatedDate(said[f"{name}_on"], said[f"{name}_text"])
        for known in (self.kept, self.live):
            date: StatedDate = getattr(known, name)
            if typed == StatedDate(_as_typed(date.on), date.text):
                return date
        return typed


def _as_typed(on: PartialDate | None) -> PartialDate | None:
    """As day, month and year say it: *on or before* a day cannot be typed, and is kept where it stands."""
    return PartialDate.of(on.last) if on and on.first is None else on


NOTHING = Terms({"title": "", "description": ""}, StatedDate(), StatedDate())


class SplitForm(Several):
    """What takes the place of one milestone: a form for each."""

    def __init__(self, data: Mapping | None = None, *, kept: list[Terms]):
        count = max(FEWEST_PARTS, len(kept)) if data is None else count_rows(data, "part", "title")
        count = min(max(count, FEWEST_PARTS), MOST_PARTS)
        self.rows = [
            TermsForm(data, kept=kept[place] if place < len(kept) else NOTHING, prefix=f"part-{place + 1}")
            for place in range(count)
        ]
        self.forms = list(self.rows)

    @property
    def parts(self) -> list[Terms]:
        """Those in which something was typed, in their order."""
        typed = [form.terms for form in self.rows]
        return [terms for terms in typed if terms != NOTHING]

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Say why not, each beside its field; the rows left empty are not counted."""
        filled = [form for form in self.rows if form.terms != NOTHING]
        for reason in reasons:
            place, _dash, field = reason.field.removeprefix("part-").partition("-")
            at = int(place) - 1 if place.isdigit() else 0
            form = filled[at] if at < len(filled) else self.rows[0]
            form.refuse([Reason(reason.code, reason.text, field)])


class HandOverForm(Refusable):
    """Who ends, who begins, on which day and why."""

    ends = forms.ChoiceField(label=_("Who ends?"), required=False)
    agency = forms.ChoiceField(label=_("Who begins?"), required=False)
    role = forms.ChoiceField(label=_("In what role?"), choices=LeadRole)
    office = short(label=_("Office"))
    from_on = day(label=_("From which day on?"))
    reason = words(3, label=_("Why?"))

    def __init__(self, data=None, *, leads: list[Lead], agencies: list[Agency], on: date):
        super().__init__(data)
        self.leads = {str(lead.position): lead for lead in leads}
        self.agencies = {agency.slug: agency for agency in agencies}
        nobody = [("", _("Nobody"))]
        self.fields["ends"].choices = nobody + [
            (place, self._held(lead))
            for place, lead in self.leads.items()
            if lead.until_on is None or lead.until_on >= on or self["ends"].value() == place
        ]
        self.fields["agency"].choices = nobody + [(slug, str(one)) for slug, one in self.agencies.items()]

    @staticmethod
    def _held(lead: Lead) -> str:
        return f"{lead.agency} ({lead.get_role_display()})"

    @property
    def handed(self) -> HandOver:
        """What was typed; `problems` says what cannot be read."""
        self.full_clean()
        said = self.cleaned_data
        return HandOver(
            ends=self.leads.get(said.get("ends", "")),
            agency=self.agencies.get(said.get("agency", "")),
            role=LeadRole(said.get("role") or LeadRole.LEAD),
            office=said.get("office", ""),
            from_on=said.get("from_on"),
            reason=said.get("reason", ""),
        )
