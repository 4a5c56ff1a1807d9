"""What a coordinator types to ask the public something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from commitments.forms.files import files_field
from commitments.rules import FILE_GONE
from plans.files import ENDINGS, weight_words
from plans.forms import PlainIds, Refusable, Several, count_rows, day, hour, short, web_address, words
from plans.models import PlanDraft, StoredFile
from plans.rules import Reason

from ..choices import MeetingKind, Purpose, QuestionKind, Retention
from ..models import Consultation
from ..operations.events import EventContent
from ..operations.preparing import ConsultationContent, Paper
from ..rules.asking import MOST_QUESTIONS, Asked

FEWEST_DOCUMENTS, MOST_DOCUMENTS = 3, 30
MOST_THEMES = 50
MOST_OPTIONS = 50
MOST_PEOPLE = 1_000_000  # at one event
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
    shows_ideas = forms.BooleanField(label=_("Show ideas while it is open"), required=False)
    stage = short(60, label=_("Stage"))
    follows = forms.ChoiceField(label=_("Which round does it follow?"), required=False)
    draft = forms.ChoiceField(label=_("Which draft of the plan is it about?"), required=False)
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
    kept_months = forms.TypedChoiceField(
        label=_("How long is it kept who sent something?"),
        choices=[(str(months), label) for months, label in Retention.choices],
        coerce=int,
        required=False,
        empty_value=Retention.YEAR.value,
    )

    def __init__(
        self, *args, zone: ZoneInfo, rounds: Iterable[Consultation], drafts: Iterable[PlanDraft], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.rounds = {one.slug: one for one in rounds}
        self.drafts = {str(one.number): one for one in drafts}
        self.fields["follows"].choices = [
            ("", _("None: it is the first")),
            *(
                (slug, f"{one.title}, {one.stage}" if one.stage else one.title)
                for slug, one in self.rounds.items()
            ),
        ]
        self.fields["draft"].choices = [
            ("", _("None")),
            *((number, _draft_words(one)) for number, one in self.drafts.items()),
        ]

    def clean_follows(self) -> Consultation | None:
        return self.rounds.get(self.cleaned_data["follows"])

    def clean_draft(self) -> PlanDraft | None:
        return self.drafts.get(self.cleaned_data["draft"])

    def clean_themes(self) -> tuple[str, ...]:
        labels = lines_of(self.cleaned_data["themes"])
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


def _draft_words(draft: PlanDraft) -> str:
    return _("Draft %(number)s, %(day)s") % {"number": draft.number, "day": draft.day_published.words}


def lines_of(text: str) -> tuple[str, ...]:
    """What stands one a line, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


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


class QuestionForm(PlainIds):
    """One question beside the main one."""

    label = short(300, label=_("In plain words"))
    kind = forms.ChoiceField(label=_("Answered by"), choices=QuestionKind, required=False)
    hint = short(300, label=_("Hint"))
    options = words(3, label=_("Choices"))

    def say(self, name: str, error: str) -> str:
        place = self.prefix.removeprefix("question-")
        return str(format_lazy(_("Question {place}: {text}"), place=place, text=error))

    def clean_options(self) -> tuple[str, ...]:
        options = lines_of(self.cleaned_data["options"])
        if any(len(option) > 200 for option in options):
            raise forms.ValidationError(_("A choice has at most 200 letters. Write one a line."))
        if len(options) > MOST_OPTIONS:
            raise forms.ValidationError(_("At most 50 choices."))
        return options

    @property
    def asked(self) -> Asked | None:
        """None where nothing was typed."""
        said = self.cleaned_data
        if not any(said.get(name) for name in ("label", "hint", "options")):
            return None
        kind = QuestionKind(said.get("kind") or QuestionKind.LONG)
        return Asked(said.get("label", ""), kind, said.get("hint", ""), said.get("options", ()))


class DocumentForm(PlainIds):
    """An address, or a file that came in."""

    title = short(label=_("Title"))
    url = web_address(label=_("Web address"))
    size = short(60, label=_("Type and size"))
    file = short(64, label=_("File"))

    def __init__(self, *args, named: Mapping[str, StoredFile], **kwargs):
        self.named = named
        super().__init__(*args, **kwargs)

    @property
    def stored(self) -> StoredFile | None:
        return self.named.get(self["file"].value())

    def say(self, name: str, error: str) -> str:
        place = self.prefix.removeprefix("document-")
        return str(format_lazy(_("Document {place}: {text}"), place=place, text=error))

    def clean(self):
        said = self.cleaned_data
        if said.get("file") and said["file"] not in self.named:
            self.add_error("title", str(FILE_GONE))
        elif (said.get("url") or said.get("file")) and not said.get("title"):
            self.add_error("title", _("Give the document a title."))
        has_words = said.get("title") or said.get("size")
        if has_words and not (said.get("url") or said.get("file")) and "url" not in self.errors:
            self.add_error("url", _("Give the address of the document."))

    @property
    def paper(self) -> Paper | None:
        said = self.cleaned_data
        if said.get("file"):
            return Paper(said.get("title", ""), file=said["file"])
        return Paper(said.get("title", ""), said["url"], said.get("size", "")) if said.get("url") else None


class UploadForm(PlainIds):
    """Where files come in; each is a document from then on."""

    endings = ENDINGS
    files = files_field()

    def __init__(self, *args, refused: Sequence[Reason] = (), **kwargs):
        self.refused = refused
        super().__init__(*args, **kwargs)

    @property
    def most(self) -> str:
        """How much one file may weigh, in words."""
        return weight_words(settings.MOST_BYTES_A_FILE)

    def clean(self):
        for reason in self.refused:
            self.add_error("files", str(reason))


class ConsultationForm(Several):
    """A consultation that is being prepared, with its questions and papers.

    `files` are those that may be named, by key; `refused` says of those that came in now why they may not.
    """

    def __init__(
        self,
        *,
        kept: ConsultationContent,
        zone: ZoneInfo,
        rounds: Iterable[Consultation],
        drafts: Iterable[PlanDraft],
        files: Mapping[str, StoredFile],
        refused: Sequence[Reason] = (),
        data: Mapping | None = None,
    ):
        initial = {name: getattr(kept, name) for name in AboutForm.base_fields if hasattr(kept, name)}
        initial |= day_and_hour("opens", kept.opens_at, zone) | day_and_hour("closes", kept.closes_at, zone)
        initial |= {"themes": "\n".join(kept.themes), "kept_months": str(kept.kept_months)}
        initial["follows"] = kept.follows and kept.follows.slug
        initial["draft"] = kept.draft and str(kept.draft.number)
        self.about = AboutForm(data, zone=zone, rounds=rounds, drafts=drafts, initial=initial)
        asked = [vars(one) | {"options": "\n".join(one.options)} for one in kept.questions]
        count = len(asked) + 1 if data is None else max(count_rows(data, "question", "label"), 1)
        self.questions = [
            QuestionForm(data, prefix=f"question-{place}", initial=_row(asked, place))
            for place in range(1, min(count, MOST_QUESTIONS) + 1)
        ]
        papers = [vars(one) for one in kept.documents]
        count = max(FEWEST_DOCUMENTS, len(papers) + 1)
        if data is not None:
            count = count_rows(data, "document", "title")
        self.documents = [
            DocumentForm(data, prefix=f"document-{place}", initial=_row(papers, place), named=files)
            for place in range(1, min(count, MOST_DOCUMENTS) + 1)
        ]
        self.upload = UploadForm(data, refused=refused)

    @property
    def forms(self) -> list[PlainIds]:
        return [self.about, *self.questions, *self.documents, self.upload]

    @property
    def content(self) -> ConsultationContent:
        """What was typed; `problems` says what cannot be kept."""
        for form in self.forms:
            form.full_clean()
        said = self.about.cleaned_data
        names = (name for name in ConsultationContent.__dataclass_fields__ if name in said)
        questions = (form.asked for form in self.questions)
        papers = (form.paper for form in self.documents)
        return ConsultationContent(
            **{name: said[name] for name in names},
            opens_at=self.about.moment("opens"),
            closes_at=self.about.moment("closes"),
            questions=tuple(one for one in questions if one),
            documents=tuple(paper for paper in papers if paper),
        )


def _row(rows: list[dict], place: int) -> dict | None:
    return rows[place - 1] if place <= len(rows) else None


class EventForm(Refusable):
    """An event beside a consultation."""

    title = short(label=_("What is it?"))
    kind = forms.ChoiceField(label=_("What sort of event?"), choices=MeetingKind, initial=MeetingKind.PUBLIC)
    held_on = day(label=_("On which day?"))
    place = short(label=_("Where?"))
    account = words(3, label=_("How to come"))

    @property
    def content(self) -> EventContent:
        return EventContent(**self.cleaned_data)


class HeldForm(EventForm):
    """The same event as it takes place now; and once it was held, what came of it."""

    attended = forms.IntegerField(
        label=_("How many people came?"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    notes_url = web_address(label=_("Address of the notes"))


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
