"""The letter of a reminder as a coordinator words it, and the days on which somebody is away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import Refusable, day, short, words

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]


class LetterForm(Refusable):
    """Its subject, its words and the hour at which it leaves."""

    hour = forms.TypedChoiceField(label=_("Hour"), choices=HOURS, coerce=int)
    subject = short(label=_("Subject"))
    body = words(14, label=_("Words"))


class LeaveForm(Refusable):
    """From when to when."""

    ids = "away-%s"  # it stands beside roles, which have days too

    from_on = day(label=_("First day away"))
    until_on = day(label=_("Last day away"))
