"""What a coordinator types about how a plan is being made."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.forms import PartialDateField, PlainIds, Several, count_rows, day, short, web_address, words
from plans.operations.timeline import TimelineContent
from plans.rules import Step

FEWEST_STEPS, MOST_STEPS = 3, 40


class AboutForm(PlainIds):
    """The whole of it."""

    development_starts_on = day(label=_("Making the plan begins on"))
    summary = words(4, label=_("In short"))


class StepForm(PlainIds):
    """One step."""

    title = short(label=_("Step"))
    starts_on = PartialDateField(label=_("From"), required=False)
    ends_on = PartialDateField(label=_("To"), required=False)
    how_to_take_part = words(2, label=_("How to take part"))
    decision = words(2, label=_("What is decided"))
    decided_by = short(label=_("Who decides"))
    link = web_address(label=_("Web address"))

    @property
    def place(self) -> int:
        return int(self.prefix.removeprefix("step-"))

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Step {place}: {text}"), place=self.place, text=error))

    def clean(self):
        said = self.cleaned_data
        starts, ends = said.get("starts_on"), said.get("ends_on")
        if starts and ends and ends.last < (starts.first or starts.last):
            self.add_error("ends_on", _("It would end before it begins."))

    @property
    def step(self) -> Step | None:
        said = {name: self.cleaned_data.get(name) or getattr(Step(), name) for name in self.fields}
        return Step(**said) if any(said.values()) else None


class TimelineForm(Several):
    """How a plan is made, step by step; after the last one stands an empty one."""

    def __init__(self, *, kept: TimelineContent, data: Mapping | None = None):
        about = {name: getattr(kept, name) for name in AboutForm.base_fields}
        self.about = AboutForm(data, initial=about)
        count = max(FEWEST_STEPS, len(kept.steps) + 1)
        if data is not None:
            count = max(count_rows(data, "step", "title"), 1)
        self.steps = [
            StepForm(
                data,
                prefix=f"step-{place}",
                initial=vars(kept.steps[place - 1]) if place <= len(kept.steps) else None,
            )
            for place in range(1, min(count, MOST_STEPS) + 1)
        ]

    @property
    def forms(self) -> list[PlainIds]:
        return [self.about, *self.steps]

    @property
    def content(self) -> TimelineContent:
        """What was typed; `problems` says what cannot be kept."""
        for form in self.forms:
            form.full_clean()
        steps = (form.step for form in self.steps)
        about = self.about.cleaned_data
        return TimelineContent(
            development_starts_on=about.get("development_starts_on"),
            summary=about.get("summary", ""),
            steps=tuple(step for step in steps if step),
        )

    def anchor(self, field: str) -> str:
        """Of a date its first input."""
        stem, _dash, name = field.rpartition("-")
        forms = {form.prefix: form for form in self.steps}
        return forms[stem].anchor(name) if stem in forms and name in forms[stem].fields else field
