"""Who acts for whom, as a coordinator types it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _

from plans.choices import Role
from plans.forms import MOST_LETTERS, Line, Refusable, Text, day, web_address
from plans.models import Agency, User

from ..models import Commitment
from ..record.handover import Holder
from ..words.people import with_roles
from ..words.workspace import plan_named


def asked(text, **kwargs) -> Line:
    """One line that must be filled in; `text` says so."""
    kwargs.setdefault("max_length", 150)
    return Line(error_messages={"required": text}, **kwargs)


class AgencyForm(Refusable):
    name = asked(_("Give its name."), label=_("Name"), max_length=200)
    short_name = Line(label=_("Short name"), required=False, max_length=50)
    slug = forms.SlugField(label=_("Name in addresses"), required=False, max_length=100)
    url = web_address(label=_("Website"))

    def clean(self):
        typed = self.cleaned_data
        typed["slug"] = typed.get("slug") or slugify(typed.get("name", ""))[:100]
        if typed.get("name") and not typed["slug"]:
            self.add_error("slug", _("Write a name of letters a to z, figures and hyphens."))


class NameForm(Refusable):
    """Another name from a day on."""

    name = asked(_("Give its new name."), label=_("New name"), max_length=200)
    short_name = Line(label=_("Short name"), required=False, max_length=50)
    from_on = day(label=_("From"))

    def clean_from_on(self):
        if not self.cleaned_data["from_on"]:
            raise forms.ValidationError(_("Say from which day on."))
        return self.cleaned_data["from_on"]


class WebsiteForm(Refusable):
    url = web_address(label=_("Website"))


IN_ORDER = (Role.EDITOR, Role.APPROVER, Role.PANEL, Role.COORDINATOR)  # the most common first


class RoleForm(Refusable):
    """A role for somebody who has an account."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in IN_ORDER])
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    title = asked(_("Give the title that the public reads."), label=_("Title"))
    from_on = day(label=_("From"))
    until_on = day(label=_("Until"))

    def __init__(self, *args, agencies: Iterable[Agency], today: date, **kwargs):
        kwargs.setdefault("initial", {"from_on": today})
        super().__init__(*args, **kwargs)
        self.agencies = {agency.slug: agency for agency in agencies}
        names = [(slug, agency.name) for slug, agency in self.agencies.items()]
        self.fields["agency"].choices = [("", _("None")), *names]

    def clean_from_on(self):
        return self.cleaned_data["from_on"] or self.initial["from_on"]

    @property
    def chosen(self) -> dict:
        """What the operation takes."""
        typed = self.cleaned_data
        return {
            "role": Role(typed["role"]),
            "agency": self.agencies.get(typed["agency"]),
            "title": typed["title"],
            "from_on": typed["from_on"],
        }


class InviteForm(RoleForm):
    """Somebody new: an account, a role, a mail."""

    name = asked(_("Give the name: the workspace shows it, the public never does."), label=_("Name"))
    email = forms.EmailField(
        label=_("E-mail address"), error_messages={"required": _("Give the address the invitation goes to.")}
    )
    field_order = ("name", "email", "role", "agency", "title", "from_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["until_on"]


class AgainForm(Refusable):
    """One press of the button that sends an invitation again: a double click is one."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class TitleForm(Refusable):
    title = asked(_("Give the new title."), label=_("New title"))
    from_on = day(label=_("From"))

    def clean_from_on(self):
        if not self.cleaned_data["from_on"]:
            raise forms.ValidationError(_("Say from which day on."))
        return self.cleaned_data["from_on"]


class EndForm(Refusable):
    """The last day of a role, who comes after, and what they should know."""

    until_on = day(label=_("Last day"))
    successor = forms.ChoiceField(label=_("Who takes over"), required=False)

    def __init__(self, *args, holders: Iterable[Holder], commitments: Iterable[Commitment], **kwargs):
        super().__init__(*args, **kwargs)
        named = {str(holder.user.key): holder for holder in holders}
        self.people = {key: holder.user for key, holder in named.items()}
        names = [(key, with_roles(holder)) for key, holder in named.items()]
        self.fields["successor"].choices = [("", _("Nobody yet")), *names]
        self.commitments = {f"note-{place}": one for place, one in enumerate(commitments, start=1)}
        several = len({one.plan_id for one in self.commitments.values()}) > 1
        for name, one in self.commitments.items():
            called = format_lazy(_("Commitment {number}, {title}"), number=one.number, title=one.title)
            self.fields[name] = Text(
                label=format_lazy("{}. {}", plan_named(one.plan), called) if several else called,
                required=False,
                max_length=MOST_LETTERS,
                widget=forms.Textarea({"rows": 3}),
            )

    def clean_until_on(self):
        if not self.cleaned_data["until_on"]:
            raise forms.ValidationError(_("Say which day is the last."))
        return self.cleaned_data["until_on"]

    @property
    def heir(self) -> User | None:
        """Who was chosen to take over."""
        return self.people.get(self.cleaned_data["successor"])

    @property
    def notes(self) -> dict[Commitment, str]:
        return {one: self.cleaned_data[name] for name, one in self.commitments.items()}

    @property
    def note_fields(self) -> list:
        return [self[name] for name in self.commitments]


class NoteForm(Refusable):
    agency = forms.ChoiceField(label=_("For whom"))
    text = Text(
        label=_("What should whoever comes next know?"),
        max_length=MOST_LETTERS,
        error_messages={"required": _("Write the note first.")},
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, *args, agencies: Iterable[Agency], **kwargs):
        super().__init__(*args, **kwargs)
        self.agencies = {agency.slug: agency for agency in agencies}
        self.fields["agency"].choices = [(slug, agency.name) for slug, agency in self.agencies.items()]
