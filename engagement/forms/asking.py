"""What a coordinator types to ask the public something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds, Refusable, Several, count_rows, day, hour, short, web_address, words

from ..choices import Purpose
from ..operations.consultations import ConsultationContent, Paper

FEWEST_DOCUMENTS, MOST_DOCUMENTS = 3, 30
MOST_THEMES = 50
PRIVACY = _(
    "You need no account, and you choose how we may publish what you send. Your name, e-mail address and "
    "organisation are kept apart from it, are shown only as you choose, and are never part of open data. "
    "Everybody who sends something gets an answer, whatever they choose."
)


class AboutForm(PlainIds):
    """Everything of a consultation but its papers; hours are those of its zone."""

    title = short(label=_("Title"))
    slug = forms.SlugField(label=_("Address"), required=False, max_length=100)
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=Purpose)
    stage = short(60, label=_("Stage"))
    background = words(6, label=_("Background"))
    question = words(3, label=_("What do you ask?"))
    opens_on = day(label=_("Opens on"))
    opens_time = hour(label=_("at"))
    closes_on = day(label=_("Closes on"))
    closes_time = hour(label=_("at"))
    decided_by = short(label=_("Who decides?"))
    decided_how = words(2, label=_("How and when is it decided?"))
    answers_due_on = day(label=_("Answers promised by"))
    themes = words(4, label=_("Themes"))
    privacy = words(4, label=_("What happens to what people send"))

    def __init__(self, *args, zone: ZoneInfo, **kwargs):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def clean_themes(self) -> tuple[str, ...]:
        labels = tuple(dict.fromkeys(line.strip() for line in self.cleaned_data["themes"].split("\n")))
        labels = tuple(label for label in labels if label)
        if any(len(label) > 200 for label in labels):
            raise forms.ValidationError(_("A theme has at most 200 letters. Write one a line."))
        if len(labels) > MOST_THEMES:
            raise forms.ValidationError(_("At most 50 themes."))
        return labels

    def clean(self):
        check_hours(self, self.zone, "opens", "closes")
        opens, closes = self.moment("opens"), self.moment("closes")
        if opens and closes and closes < opens:
            self.add_error("closes_on", _("It would close before it opens."))

    def moment(self, stem: str) -> datetime | None:
        return moment_of(self, stem, self.zone)


def check_hours(form: forms.Form, zone: ZoneInfo, *stems: str) -> None:
    """A day without an hour is not a moment yet; nor is an hour over which the clocks jump."""
    for stem in stems:
        day_given, hour_field = form.cleaned_data.get(f"{stem}_on"), f"{stem}_time"
        if day_given and form.cleaned_data.get(hour_field) is None and hour_field not in form.errors:
            form.add_error(hour_field, _("Give the hour too."))
        moment = moment_of(form, stem, zone)
        if moment and moment.astimezone(UTC).astimezone(zone) != moment:
            form.add_error(hour_field, _("The clocks go forward over this hour. Choose another."))


def moment_of(form: forms.Form, stem: str, zone: ZoneInfo) -> datetime | None:
    on: date | None = form.cleaned_data.get(f"{stem}_on")
    at: time | None = form.cleaned_data.get(f"{stem}_time")
    return datetime.combine(on, at, zone) if on and at is not None else None


def day_and_hour(stem: str, moment: datetime | None, zone: ZoneInfo) -> dict:
    local = moment and timezone.localtime(moment, zone)
    return {f"{stem}_on": local and local.date(), f"{stem}_time": local and local.time()}


class DocumentForm(PlainIds):
    title = short(label=_("Title"))
    url = web_address(label=_("Web address"))
    size = short(60, label=_("Type and size"))

    def say(self, name: str, error: str) -> str:
        place = self.prefix.removeprefix("document-")
        return str(format_lazy(_("Document {place}: {text}"), place=place, text=error))

    def clean(self):
        said = self.cleaned_data
        if said.get("url") and not said.get("title"):
            self.add_error("title", _("Give the document a title."))
        if (said.get("title") or said.get("size")) and not said.get("url") and "url" not in self.errors:
            self.add_error("url", _("Give the address of the document."))

    @property
    def paper(self) -> Paper | None:
        said = self.cleaned_data
        return Paper(said.get("title", ""), said["url"], said.get("size", "")) if said.get("url") else None


class ConsultationForm(Several):
    """A consultation that is being prepared, with its papers."""

    def __init__(self, *, kept: ConsultationContent, zone: ZoneInfo, data: Mapping | None = None):
        initial = {name: getattr(kept, name) for name in AboutForm.base_fields if hasattr(kept, name)}
        initial |= day_and_hour("opens", kept.opens_at, zone) | day_and_hour("closes", kept.closes_at, zone)
        self.about = AboutForm(data, zone=zone, initial=initial | {"themes": "\n".join(kept.themes)})
        count = max(FEWEST_DOCUMENTS, len(kept.documents) + 1)
        if data is not None:
            count = count_rows(data, "document", "url")
        self.documents = [
            DocumentForm(
                data,
                prefix=f"document-{place}",
                initial=vars(kept.documents[place - 1]) if place <= len(kept.documents) else None,
            )
            for place in range(1, min(count, MOST_DOCUMENTS) + 1)
        ]

    @property
    def forms(self) -> list[PlainIds]:
        return [self.about, *self.documents]

    @property
    def content(self) -> ConsultationContent:
        """What was typed; `problems` says what cannot be kept."""
        for form in self.forms:
            form.full_clean()
        said = self.about.cleaned_data
        names = (name for name in ConsultationContent.__dataclass_fields__ if name in said)
        papers = (form.paper for form in self.documents)
        return ConsultationContent(
            **{name: said[name] for name in names},
            opens_at=self.about.moment("opens"),
            closes_at=self.about.moment("closes"),
            documents=tuple(paper for paper in papers if paper),
        )


class ClosingForm(Refusable):
    """Another closing for one that is open."""

    closes_on = day(label=_("Closes on"))
    closes_time = hour(label=_("at"))
    answers_due_on = day(label=_("Answers promised by"))

    def __init__(self, *args, zone: ZoneInfo, **kwargs):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def clean(self):
        check_hours(self, self.zone, "closes")

    @property
    def closes_at(self) -> datetime | None:
        return moment_of(self, "closes", self.zone)


class ThemeForm(Refusable):
    """A theme that was found while reading."""

    label = short(label=_("Another theme"))
