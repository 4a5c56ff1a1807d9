"""What a coordinator types to have somebody forgotten, or not to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds, Refusable, short


class EraseForm(Refusable, PlainIds):
    """Why, in words that stay."""

    reason = short(label=_("Why?"))


class HoldForm(Refusable, PlainIds):
    """On what ground nothing may be erased."""

    ground = short(label=_("On what legal ground?"))


class FileForm(Refusable, PlainIds):
    """What goes into the file of a consultation besides."""

    with_contacts = forms.BooleanField(label=_("With names, addresses and organisations"), required=False)
