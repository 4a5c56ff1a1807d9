"""What somebody types to take part: one page, no account."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from plans.forms import Refusable, Text, short

from ..choices import PublishAs, StakeholderType
from ..operations.submissions import Contact, Said
from ..rules import MOST_LETTERS

EXPLAINED = {
    PublishAs.NAME: _("Your words and your name stand on this portal."),
    PublishAs.ORGANISATION: _("Your words and the name of your organisation; your own name stays with us."),
    PublishAs.ANONYMOUS: _("Your words, without saying who sent them."),
    PublishAs.NOT_AT_ALL: _(
        "Only the team reads it. It is counted and answered; only your receipt shows the answer."
    ),
}


class TakePartForm(Refusable):
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)
    text = Text(
        label=_("What do you want to say?"),
        required=False,
        strip=False,
        # Twice what is taken: a little too long is said in words, and what no form holds cannot be typed.
        widget=forms.Textarea({"rows": 9, "maxlength": 2 * MOST_LETTERS}),
    )
    about = forms.ChoiceField(label=_("Is it about one commitment?"), required=False)
    stakeholder_type = forms.ChoiceField(
        label=_("Who are you?"),
        required=False,
        choices=[("", _("Rather not say")), *StakeholderType.choices],
    )
    publish_as = forms.ChoiceField(
        label=_("How may we publish this?"), required=False, choices=PublishAs, widget=forms.RadioSelect
    )
    name = short(label=_("Your name"), widget=forms.TextInput({"autocomplete": "name"}))
    organisation = short(
        label=_("Your organisation"), widget=forms.TextInput({"autocomplete": "organization"})
    )
    email = forms.EmailField(
        label=_("Your e-mail"), required=False, widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, data=None, *, commitments: list[Commitment], key: str = ""):
        self.commitments = {commitment.number: commitment for commitment in commitments}
        super().__init__(data, initial={"key": key or str(uuid.uuid4())})
        self.fields["about"].choices = [
            ("", _("No, or about several")),
            *((number, f"{number}  {one.title}") for number, one in self.commitments.items()),
        ]
        if not commitments:
            del self.fields["about"]

    def clean_key(self) -> str:
        """The key that came with the form, always written alike."""
        try:
            return str(uuid.UUID(self.cleaned_data["key"]))
        except ValueError as error:
            raise forms.ValidationError(_("This page was not loaded whole. Send it again.")) from error

    def anchor(self, name: str) -> str:
        return super().anchor("text" if name == "key" else name)

    @property
    def ways(self) -> list[tuple]:
        """The four ways to be published, each explained."""
        return [(radio, EXPLAINED[PublishAs(radio.data["value"])]) for radio in self["publish_as"]]

    @property
    def said(self) -> Said:
        typed = self.cleaned_data
        chosen, kind = typed["publish_as"], typed["stakeholder_type"]
        return Said(
            text=typed["text"].strip(),
            publish_as=PublishAs(chosen) if chosen else None,
            stakeholder_type=StakeholderType(kind) if kind else None,
            about=self.commitments.get(typed.get("about", "")),
        )

    @property
    def contact(self) -> Contact:
        typed = self.cleaned_data
        return Contact(name=typed["name"], email=typed["email"], organisation=typed["organisation"])

    def again(self, key: str = "") -> TakePartForm:
        """The same words under another key: a form of its own."""
        data = self.data.copy()
        data["key"] = key or str(uuid.uuid4())
        return TakePartForm(data, commitments=list(self.commitments.values()))
