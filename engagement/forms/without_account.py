"""What every form has that anybody may send: a key that makes it one, and traps for robots."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from plans.forms import Refusable

from ..choices import Doubt
from ..rules.taking_part import doubt_about

SALT = "engagement.begun"


class WithoutAccount(Refusable):
    key = forms.CharField(max_length=36, widget=forms.HiddenInput)
    begun = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(label=_("Leave this empty"), required=False)  # seen by robots only

    def __init__(self, data: Mapping | None = None, *, now: datetime, initial: dict | None = None):
        fresh = {"key": str(uuid.uuid4()), "begun": signing.dumps(int(now.timestamp()), salt=SALT)}
        super().__init__(data, initial=fresh | (initial or {}))

    def clean_key(self) -> str:
        """The key that came with the form, always written alike."""
        try:
            return str(uuid.UUID(self.cleaned_data["key"]))
        except ValueError as error:
            raise forms.ValidationError(_("This page was not loaded whole. Send it again.")) from error

    @property
    def seconds_to_write(self) -> int:
        """In less than that nobody fills it in."""
        return settings.SECONDS_TO_WRITE

    def doubt(self, now: datetime) -> Doubt | None:
        """Why somebody should look whether a person has filled it in."""
        try:
            begun = signing.loads(self.cleaned_data["begun"], salt=SALT)
        except (signing.BadSignature, KeyError):
            begun = None
        return doubt_about(
            is_trapped=bool(self.cleaned_data["homepage"]),
            took=None if begun is None else now - datetime.fromtimestamp(begun, now.tzinfo),
            least=timedelta(seconds=self.seconds_to_write),
        )
