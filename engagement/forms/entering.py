"""What a coordinator types for what came another way, on a page or in a workbook; and for groups."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.forms.workbook import FAULTS, WorkbookForm
from commitments.workbook.columns import RowRead, code_of, date_out_of_a_cell
from plans.forms import Refusable, day, short

from ..choices import Channel, PublishAs, StakeholderType
from ..models import RegisterUpload
from ..operations.entering import Entry, missing_in_entry
from ..operations.saying import Contact, Said
from ..rules.taking_part import NOT_CHOSEN, NOTHING_SAID
from ..workbook import REGISTER
from .taking_part import TakePartForm

WAYS = [(code, label) for code, label in Channel.choices if code != Channel.ONLINE]
ALLOWED = [(one, one.of_sender) for one in PublishAs]
SAYS_WHO = (PublishAs.NAME, PublishAs.ORGANISATION)  # asked of each sender by themselves
OF_ANOTHER = {  # the words of the form on which people speak for themselves
    NOTHING_SAID: _("Write what it says, or add the document that came."),
    NOT_CHOSEN: _("Choose how the sender allows it to be shown; where nobody said, “Not at all”."),
}
LIKE_THE_LAST = ("channel", "came_on", "handed_in_by", "collected_from", "publish_as")


class HowItCame(Refusable):
    """By what way and when it came, and from whom we know of its sender."""

    channel = forms.ChoiceField(
        label=_("By what way did it come?"), required=False, choices=[("", _("Choose one")), *WAYS]
    )
    came_on = day(label=_("On which day did it come?"))
    handed_in_by = short(label=_("Handed in by"))
    collected_from = short(label=_("From whom do we have this?"))
    why_not_told = short(label=_("How was the person told, or why not?"))

    def entry_of(self, said: Said, contact: Contact) -> Entry:
        """What is handed in for a member is known from whoever handed it in, unless it is said otherwise."""
        typed = self.cleaned_data
        from_whom = typed["collected_from"] or (typed["handed_in_by"] if contact else "")
        return Entry(
            said=said,
            contact=contact,
            channel=typed["channel"],
            came_on=typed["came_on"],
            collected_from=from_whom,
            why_not_told=typed["why_not_told"],
            handed_in_by=typed["handed_in_by"],
        )


class EntryForm(HowItCame, TakePartForm):
    """One submission that came by mail, on paper, at a meeting or from a wiki: what anybody may say here,
    and how it came."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What it says")
        self.fields["documents"].label = _("The document that came")
        self.fields["stakeholder_type"].label = _("What sort of sender?")
        self.fields["stakeholder_type"].choices = [("", _("Not said")), *StakeholderType.choices]
        self.fields["publish_as"].label = _("How does the sender allow it to be shown?")
        self.fields["publish_as"].choices = ALLOWED
        for name, label in (("name", _("Name")), ("organisation", _("Organisation")), ("email", _("E-mail"))):
            self.fields[name].label = label

    @property
    def entry(self) -> Entry:
        return self.entry_of(self.said, self.contact)

    @property
    def like_the_last(self) -> dict[str, str]:
        """What the next one of the same pile says too; that somebody may be named is said by each."""
        said = {name: self[name].value() for name in LIKE_THE_LAST if self[name].value()}
        if said.get("publish_as") in SAYS_WHO:
            del said["publish_as"]
        return said

    def say(self, name: str, error: str) -> str:
        return next((str(said) for reason, said in OF_ANOTHER.items() if str(reason) == error), error)


# ---- Many in a workbook ---------------------------------------------------------------------------------

WRITE_A_DAY = _("“{label}”: write the day on which it came as 2026-09-30.")
CHOSEN = ("channel", "publish_as", "stakeholder_type")


class RegisterForm(WorkbookForm):
    """The workbook, and what is said of all its rows."""

    handed_in_by = short(label=_("Handed in together by"))
    why_not_told = short(label=_("How were people without an e-mail address told, or why not?"))


class RowForm(HowItCame):
    """One row of the workbook: no questions, no documents, and nothing against robots."""

    text = TakePartForm.base_fields["text"]
    publish_as = TakePartForm.base_fields["publish_as"]
    stakeholder_type = TakePartForm.base_fields["stakeholder_type"]
    name = TakePartForm.base_fields["name"]
    organisation = TakePartForm.base_fields["organisation"]
    email = TakePartForm.base_fields["email"]

    @property
    def entry(self) -> Entry:
        typed = self.cleaned_data
        chosen, kind = typed["publish_as"], typed["stakeholder_type"]
        said = Said(
            text=typed["text"].strip(),
            publish_as=PublishAs(chosen) if chosen else None,
            stakeholder_type=StakeholderType(kind) if kind else None,
        )
        return self.entry_of(said, Contact(typed["name"], typed["email"], typed["organisation"]))


@dataclass
class EntryRead:
    """One row of a workbook: what would be entered, or why it cannot be."""

    place: int
    key: str
    entry: Entry | None = None
    refused: list[str] = field(default_factory=list)


class RegisterRun:
    """All rows of a workbook, each as the form of the page takes it. Nothing is written."""

    def __init__(self, *, upload: RegisterUpload, rows: Sequence[RowRead], now: datetime):
        self.upload = upload
        self.today = timezone.localdate(now, upload.consultation.timezone)
        self.read = [self._read(row) for row in rows]

    @cached_property
    def taken(self) -> list[EntryRead]:
        return [one for one in self.read if one.entry and not one.refused]

    @cached_property
    def refused(self) -> list[EntryRead]:
        return [one for one in self.read if one.refused]

    @property
    def entries(self) -> list[tuple[str, Entry]]:
        return [(one.key, one.entry) for one in self.taken if one.entry]

    def _read(self, row: RowRead) -> EntryRead:
        # Of the upload and the row: the same row entered twice is one.
        found = EntryRead(row.place, str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.upload.key} {row.place}")))
        found.refused = [
            str(format_lazy(FAULTS[fault], cell=cell, label=REGISTER.column(name).label))
            for name, (cell, fault) in row.faults.items()
        ]
        came_on, is_date = _day_in(row.cells.get("came_on", ""))
        if not is_date:
            found.refused.append(str(format_lazy(WRITE_A_DAY, label=REGISTER.column("came_on").label)))
        if found.refused:
            return found
        form = RowForm(self._as_posted(row, came_on))
        if not form.is_valid():
            found.refused = [
                _of(name, _one_of(form, name) or str(error))
                for name, errors in form.errors.items()
                for error in errors
            ]
            return found
        found.entry = form.entry
        missing = missing_in_entry(form.entry, self.today)
        found.refused = [_of(reason.field, str(reason)) for reason in missing]
        return found

    def _as_posted(self, row: RowRead, came_on: date | None) -> dict[str, str]:
        """A row as a page would post it."""
        said = {column.name: row.cells.get(column.name, "").strip() for column in REGISTER.columns}
        for name in CHOSEN:
            choices = REGISTER.column(name).choices
            said[name] = code_of(choices, said[name]) if choices and said[name] else ""
        said["why_not_told"] = said["why_not_told"] or self.upload.why_not_told
        said["channel"] = "" if said["channel"] == Channel.ONLINE else said["channel"]
        said["handed_in_by"] = self.upload.handed_in_by
        return said | {"came_on": came_on.isoformat() if came_on else ""}


def _day_in(text: str) -> tuple[date | None, bool]:
    """The day that a cell says; and whether it says none or one, and nothing less precise."""
    try:
        found = date_out_of_a_cell(text)
    except ValueError:
        return None, False
    if found is None:
        return None, True
    return found.last, found.precision == "day"


def _one_of(form: RowForm, name: str) -> str:
    """Of a choice all that can be chosen: the list of the workbook may have been written over."""
    labels = [str(label) for code, label in form.fields[name].choices if code] if name in CHOSEN else []
    return _now("write one of these: %(labels)s.") % {"labels": "; ".join(labels)} if labels else ""


def _of(name: str, words: str) -> str:
    """What is said against a row, with the column that it is said of."""
    names = {column.name: column.label for column in REGISTER.columns}
    return f"“{names[name]}”: {words}" if name in names else words


def digest_of_rows(rows: Sequence[RowRead]) -> str:
    """What a workbook says, as one word."""
    said = [sorted(row.cells.items()) for row in rows]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
