"""What a coordinator types beside points and answers: what is shown, redacted, noted, asked and doubted."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds, Refusable, Text, short, words
from plans.models import Agency, User

from ..choices import Disposition, StakeholderType
from ..models import AnswerTemplate, Theme
from ..operations.answers import Answer
from ..rules.taking_part import MOST_LETTERS
from .answering import one_of_the


class SubmissionsFilter(PlainIds):
    """Which submissions are listed."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All that are read")),
            ("left", _("Left to do")),
            ("uncut", _("Not cut into points")),
            ("unanswered", _("With a point without an answer")),
            ("done", _("Done")),
            ("withdrawn", _("Withdrawn")),
        ],
    )
    whose = forms.ChoiceField(
        label=_("Who has it"),
        required=False,
        choices=[("", _("Anybody")), ("mine", _("Mine")), ("nobody", _("Nobody"))],
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sent_as = forms.ChoiceField(
        label=_("Sent as"), required=False, choices=[("", _("Anything")), *StakeholderType.choices]
    )

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("Any")), *((one.slug, str(one)) for one in themes)]

    @property
    def said(self) -> dict:
        """What is asked for; what nobody could have chosen is not asked for."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


NO_THEME = "none"


class PointsFilter(PlainIds):
    """Which points are listed."""

    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Without an answer")), ("answered", _("Answered")), ("all", _("All"))],
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    sent_as = SubmissionsFilter.base_fields["sent_as"]
    says = short(label=_("Says"))

    def __init__(self, *args, themes: Iterable[Theme], **kwargs):
        super().__init__(*args, **kwargs)
        named = ((one.slug, str(one)) for one in themes)
        self.fields["theme"].choices = [("", _("Any")), *named, (NO_THEME, _("No theme"))]

    said = SubmissionsFilter.said


class TogetherForm(Refusable):
    """One answer for all that is ticked."""

    disposition = forms.ChoiceField(
        label=_("What was decided?"), choices=Disposition, required=False, widget=forms.RadioSelect
    )
    reason = words(3, label=_("Why?"))
    changed = short(300, label=_("What changed?"))
    changed_commitment = forms.ChoiceField(label=_("Changed commitment"), required=False)

    def __init__(self, *args, commitments, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_number = {commitment.number: commitment for commitment in commitments}
        self.fields["changed_commitment"].choices = one_of_the(commitments)

    @property
    def answer(self) -> Answer:
        said = self.cleaned_data
        changed = self.by_number.get(said["changed_commitment"])
        return Answer(said["disposition"], said["reason"], said["changed"], changed)


class RedactionForm(Refusable):
    text = words(3, label=_("The words"))
    ground = short(label=_("On what ground?"))


class TranscriptForm(Refusable):
    transcript = Text(
        label=_("Its words"),
        required=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 20}),
    )


class NoteForm(Refusable):
    text = words(3, label=_("Note"))


class AssignForm(Refusable):
    to = forms.ChoiceField(label=_("Who has it"), required=False)

    def __init__(self, *args, people: Iterable[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(user.key): user for user in people}
        named = ((key, str(user)) for key, user in self.by_key.items())
        self.fields["to"].choices = [("", _("Nobody in particular")), *named]

    @property
    def chosen(self) -> User | None:
        return self.by_key.get(self.cleaned_data["to"])


class AskForm(Refusable):
    agency = forms.ChoiceField(label=_("Agency"), required=False)
    question = words(3, label=_("What do you want to know?"))

    def __init__(self, *args, agencies: Iterable[Agency], **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {agency.slug: agency for agency in agencies}
        named = ((slug, str(agency)) for slug, agency in self.by_slug.items())
        self.fields["agency"].choices = [("", _("Choose one")), *named]

    @property
    def chosen(self) -> Agency | None:
        return self.by_slug.get(self.cleaned_data["agency"])


class ViewForm(Refusable):
    text = words(6, label=_("What does your agency think?"))


class WhyForm(Refusable):
    why = short(300, label=_("Why?"))


class RenameForm(Refusable):
    label = short(label=_("New name"))
    read = forms.CharField(widget=forms.HiddenInput, required=False)


class MergeForm(Refusable):
    into = forms.ChoiceField(label=_("Put its points under"), required=False)

    def __init__(self, *args, others: Iterable[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [("", _("Choose one")), *others]


class NewThemeForm(Refusable):
    """One more theme, for one of the consultations that are being read."""

    label = short(label=_("Name"))
    consultation = forms.ChoiceField(
        label=_("For"), error_messages={"required": _("Choose the consultation that it is for.")}
    )

    def __init__(self, *args, consultations, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_slug = {one.slug: one for one in consultations}
        self.fields["consultation"].choices = [(slug, str(one)) for slug, one in self.by_slug.items()]


class TemplateForm(Refusable):
    """Words to begin an answer with."""

    title = short(100, label=_("What for?"))
    disposition = forms.ChoiceField(
        label=_("What is decided"), required=False, choices=[("", _("Not said")), *Disposition.choices]
    )
    reason = words(4, label=_("Words to begin with"))

    def __init__(self, *args, kept: AnswerTemplate | None = None, **kwargs):
        names = ("title", "disposition", "reason")
        initial = {name: getattr(kept, name) for name in names} if kept else None
        super().__init__(*args, initial=initial, **kwargs)
