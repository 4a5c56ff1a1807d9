"""What a person types about a period, cleaned into what the operations take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django import forms
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.choices import PeriodKind
from plans.forms import Choice, PartialDateField, PlainIds, Problem, Text, web_address, words

from ..choices import DelayReason, Stage
from ..operations.reports import ReportContent
from ..record.rounds import Line
from ..rules import TEXTS, Declared, Link, Reason
from .files import FilesForm, Sent, WithFiles, files_field

MOST_LINKS = 20
NOTHING_SENT = Sent()
SAME, ANOTHER, UNKNOWN = "same", "another", "unknown"


class LinkForm(PlainIds):
    url = web_address(label=_("Address"))
    title = Text(label=_("What it shows"), required=False, max_length=200)

    def clean(self):
        if self.cleaned_data.get("title") and not self.cleaned_data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Give the address that this title is for."))

    @property
    def link(self) -> Link | None:
        url = getattr(self, "cleaned_data", {}).get("url")
        return Link(url, self.cleaned_data.get("title", "")) if url else None


class MilestoneForm(WithFiles):
    """What is said of one milestone; used alone in a row, or among others in a report."""

    place = "evidence_files"

    stage = Choice(label=_("Stage now"), required=False, choices=Stage, widget=forms.RadioSelect)
    reason = Choice(
        label=_("What is the main reason?"), required=False, choices=DelayReason, widget=forms.RadioSelect
    )
    reason_words = words(2, label=_("What is holding it up?"))
    when = Choice(label=_("When do you now expect it?"), required=False, widget=forms.RadioSelect)
    expected_on = PartialDateField(required=False)
    completed_on = PartialDateField(label=_("When was it completed?"), required=False)
    evidence_url = web_address(label=_("Link to the evidence"))
    evidence_title = Text(label=_("What it shows"), required=False, max_length=200)
    evidence_files = files_field()
    note = words(2, label=_("What happened"))

    def __init__(self, *args, line: Line, on: date, sent: Sent = NOTHING_SENT, **kwargs):
        self.line = line
        self.kept = line.draft
        self.take(sent, self.kept.evidence if self.kept else ())
        said = line.draft or line.before or Declared(stage=None)
        self.due = line.standing.due.on if line.standing.due.on and line.standing.due.on.last >= on else None
        super().__init__(*args, prefix=f"milestone-{line.number}", initial=self._initial(said), **kwargs)
        self.fields["when"].choices = [
            *(
                [(SAME, format_lazy(_("Still {date}, the current date"), date=self.due.words))]
                if self.due
                else []
            ),
            (ANOTHER, _("Another date") if self.due else _("A date")),
            (UNKNOWN, _("Not known yet")),
        ]

    def _initial(self, said: Declared) -> dict:
        shown = next(iter(self.kept_links), Link(""))
        is_same = said.expected_on is not None and said.expected_on == self.due
        when = (
            UNKNOWN if said.expected_not_known else SAME if is_same else ANOTHER if said.expected_on else ""
        )
        return {
            "stage": said.stage,
            "note": self.kept.note if self.kept else "",
            "reason": said.reason,
            "reason_words": said.reason_words,
            "when": when,
            "expected_on": None if is_same else said.expected_on,
            "completed_on": said.completed_on,
            "evidence_url": shown.url,
            "evidence_title": shown.title,
        }

    def say(self, name: str, error: str) -> str:
        return str(format_lazy(_("Milestone {number}: {text}"), number=self.line.number, text=error))

    def anchor(self, name: str) -> str:
        """Of choices and dates the first input: that is what a link can put the cursor into."""
        name = {"evidence": "evidence_url", "expected_on": "when"}.get(name, name)
        several = name in ("stage", "reason", "when", "completed_on")
        return f"{self.add_prefix(name)}_0" if several else self.add_prefix(name)

    def clean(self):
        super().clean()
        said = self.cleaned_data
        if said.get("evidence_title") and not said.get("evidence_url") and "evidence_url" not in self.errors:
            self.add_error("evidence_url", _("Give the address that this title is for."))

    @property
    def kept_links(self) -> tuple[Link, ...]:
        return tuple(link for link in self.kept.evidence if not link.file) if self.kept else ()

    @property
    def keeps_evidence(self) -> bool:
        """Evidence beside another stage than completed is not asked for, but stays where it was given."""
        return bool(self.kept and self.kept.evidence) or bool(self.files_now)

    @property
    def said(self) -> Declared:
        """What was typed, without what belongs to a stage that was not chosen."""
        typed = self.cleaned_data
        stage = Stage(typed["stage"]) if typed.get("stage") else None
        said = Declared(stage=stage, note=typed.get("note", ""))
        if stage == Stage.DELAYS:
            said = replace(
                said,
                reason=DelayReason(typed["reason"]) if typed.get("reason") else None,
                reason_words=typed.get("reason_words", ""),
                **self._expected(),
            )
        if stage == Stage.COMPLETED:
            said = replace(said, completed_on=typed.get("completed_on"))
        if stage == Stage.COMPLETED or self.keeps_evidence:
            url = typed.get("evidence_url")
            shown = (Link(url, typed.get("evidence_title", "")),) if url else ()
            said = replace(said, evidence=shown + self.kept_links[1:] + self.files_now)
        return said

    def _expected(self) -> dict:
        """The choice decides; a date without a choice is one."""
        when, typed = self.cleaned_data.get("when"), self.cleaned_data.get("expected_on")
        if when == SAME:
            return {"expected_on": self.due}
        return {"expected_not_known": True} if when == UNKNOWN else {"expected_on": typed}


class TextsForm(PlainIds):
    doing = words(6, label=_("What have you been doing?"))
    next = words(4, label=_("What comes next?"))
    reflection = words(6, label=_("What do you make of it?"))

    def __init__(self, *args, kind: PeriodKind, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(TEXTS[PeriodKind(kind)]):
            del self.fields[name]


class ReportForm:
    """The report of one commitment for one period: its texts, its links and a form for each milestone."""

    def __init__(
        self,
        *,
        kind: PeriodKind,
        lines: list[Line],
        kept: ReportContent,
        on: date,
        data: Mapping | None = None,
        sent: Sent = NOTHING_SENT,
        room_for_links: int = 1,
    ):
        self.kept, self.data = kept, data
        self.texts = TextsForm(
            data, kind=kind, initial={"doing": kept.doing, "next": kept.next, "reflection": kept.reflection}
        )
        self.lines = lines
        self.milestones = {
            line.number: MilestoneForm(data, line=line, on=on, sent=sent)
            for line in lines
            if not line.is_finished
        }
        self.files = FilesForm(data)
        self.files.take(sent, kept.links)
        kept_links = [link for link in kept.links if not link.file]
        if data is None:
            count = len(kept_links) + room_for_links
        else:
            count = sum(name.startswith("link-") and name.endswith("-url") for name in data)
        self.links = [
            LinkForm(data, prefix=f"link-{place}", initial=link._asdict() if link else None)
            for place, link in zip(
                range(min(count, MOST_LINKS)), [*kept_links, *[None] * MOST_LINKS], strict=False
            )
        ]

    @property
    def places(self) -> dict[str, WithFiles]:
        """Where files may come in, by the name of the field that brings them."""
        return {form.files_name: form for form in [*self.milestones.values(), self.files]}

    @property
    def rows(self) -> list[tuple[Line, MilestoneForm | None]]:
        return [(line, self.milestones.get(line.number)) for line in self.lines]

    @property
    def forms(self) -> list[PlainIds]:
        return [*self.milestones.values(), self.texts, *self.links, self.files]

    @cached_property
    def problems(self) -> list[Problem]:
        """What could not be kept, in the order of the page."""
        return [problem for form in self.forms for problem in form.problems()]

    @property
    def content(self) -> ReportContent:
        """Whatever can be kept of what was typed; `problems` says what cannot."""
        for form in self.forms:
            form.full_clean()
        texts = {
            name: self.texts.cleaned_data.get(name, getattr(self.kept, name)) for name in self.texts.fields
        }
        return replace(
            self.kept,
            **texts,
            links=(*(form.link for form in self.links if form.link), *self.files.files_now),
            stages={number: form.said for number, form in self.milestones.items()},
        )

    def to_mend(self, reasons: list[Reason]) -> list[Problem]:
        """What is missing, each with the link to where it is filled in."""
        return [Problem(str(reason.text), f"#{self._anchor(reason.field)}") for reason in reasons]

    def _anchor(self, field: str) -> str:
        for form in self.milestones.values():
            if field.startswith(f"{form.prefix}-"):
                return form.anchor(field.removeprefix(f"{form.prefix}-"))
        return field


class PreviewForm(PlainIds):
    text = words(label=_("Text"))


class SendBackForm(forms.Form):
    reason = Text(
        label=_("What should be mended?"),
        max_length=5000,
        strip=True,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
