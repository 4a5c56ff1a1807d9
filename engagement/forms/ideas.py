"""What is typed to speak to an idea, and what the coordinator ticks and types beside ideas."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds, Refusable, Text, short

from ..choices import IdeaOrder, VoiceKind
from ..models import Theme
from ..rules.ideas import MOST_LETTERS_OF_A_REASON
from .desk import NO_THEME, SubmissionsFilter
from .without_account import WithoutAccount

EXPLAINED = {
    VoiceKind.SUPPORT: _("You want it too. Saying why is up to you."),
    VoiceKind.ADDITION: _("Something is missing. Say what."),
    VoiceKind.OBJECTION: _("You are against it, or against a part. Say why."),
}


class VoiceForm(WithoutAccount):
    kind = forms.ChoiceField(
        label=_("What do you say to it?"), required=False, choices=VoiceKind, widget=forms.RadioSelect
    )
    reason = Text(
        label=_("Why, or what?"),
        required=False,
        # Twice what is taken: a little too long is said in words.
        widget=forms.Textarea({"rows": 5, "maxlength": 2 * MOST_LETTERS_OF_A_REASON}),
    )

    def anchor(self, name: str) -> str:
        return super().anchor("kind" if name in ("key", "begun", "homepage") else name)

    @property
    def ways(self) -> list[tuple]:
        """The three kinds, each explained."""
        return [(radio, EXPLAINED[VoiceKind(radio.data["value"])]) for radio in self["kind"]]

    @property
    def seconds_to_write(self) -> int:
        """Words take a while; a tick takes none."""
        return settings.SECONDS_TO_WRITE if self.cleaned_data.get("reason") else 0


class IdeasFilter(PlainIds):
    """Which ideas are listed, and in what order."""

    ids = "asked-%s"  # it stands above those that are grouped by theme

    order = forms.ChoiceField(label=_("Order"), required=False, choices=IdeaOrder)
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    says = short(label=_("Says"))

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        self.auto_id = "asked-%s"  # beside a form that has a theme of its own
        named = ((one.slug, str(one)) for one in themes)
        self.fields["theme"].choices = [("", _("Any")), *named, (NO_THEME, _("No theme"))]

    said = SubmissionsFilter.said


class GroupForm(Refusable):
    """Under which theme ideas stand."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        named = ((one.slug, str(one)) for one in themes)
        self.fields["theme"].choices = [("", _("No theme")), *named]
