"""Files beside what a report says: sent with the form, kept from the last save, or left out again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from plans.files import ENDINGS, weight_words
from plans.forms import PlainIds
from plans.rules import Reason

from ..rules import FILE_GONE, Link

MOST_FILES = 20  # in one place


@dataclass(frozen=True)
class Sent:
    """What came in: with this form, or with one that was refused before. By key; reasons by field."""

    links: Mapping[str, Link] = field(default_factory=dict)
    refused: Mapping[str, Sequence[Reason]] = field(default_factory=dict)


def files_field(**kwargs) -> forms.Field:
    """A place for files. Beside `NAME`, which brings them, a form holds `NAME_key` for each that came in
    and is saved nowhere yet, and `NAME_drop` for each that is to be left out."""
    kwargs.setdefault("label", _("Files"))
    return forms.Field(required=False, widget=forms.FileInput, **kwargs)


class WithFiles(PlainIds):
    """A form with one place for files. What is saved there stays until it is left out by name, so that a
    form that knows nothing of files (a row of the grid, a workbook) loses none."""

    place = "files"
    endings = ENDINGS
    sent = Sent()
    kept_files: tuple[Link, ...] = ()

    def take(self, sent: Sent, kept: Sequence[Link]) -> None:
        self.sent, self.kept_files = sent, tuple(link for link in kept if link.file)

    @property
    def files_field(self) -> forms.BoundField:
        return self[self.place]

    @property
    def most(self) -> str:
        """How much one file may weigh, in words."""
        return weight_words(settings.MOST_BYTES_A_FILE)

    @property
    def files_name(self) -> str:
        return self.add_prefix(self.place)

    @property
    def keys(self) -> list[str]:
        """Of files that came in with a form that was refused, and of those that came with this one."""
        return self._posted("key")

    @property
    def dropped(self) -> set[str]:
        return set(self._posted("drop"))

    @property
    def dropped_kept(self) -> list[str]:
        """Those that were to be left out, and are saved still: the form was refused."""
        return [link.file for link in self.kept_files if link.file in self.dropped]

    def _posted(self, what: str) -> list[str]:
        read = getattr(self.data, "getlist", None)
        return read(f"{self.files_name}_{what}") if read else []

    @property
    def files_now(self) -> tuple[Link, ...]:
        """What is saved and not left out, then what is new."""
        links = {link.file: link for link in self.kept_files}
        links |= {key: self.sent.links[key] for key in self.keys if key in self.sent.links}
        return tuple(link for key, link in links.items() if key not in self.dropped)[:MOST_FILES]

    @property
    def files_new(self) -> tuple[Link, ...]:
        """Those that are saved nowhere yet."""
        return tuple(link for link in self.files_now if link not in self.kept_files)

    def clean(self):
        for reason in self.sent.refused.get(self.files_name, ()):
            self.add_error(self.place, str(reason))
        saved = {link.file for link in self.kept_files}
        if set(self.keys) - saved - self.dropped - self.sent.links.keys():
            self.add_error(self.place, str(FILE_GONE))


class FilesForm(WithFiles):
    """The files among the links of a report."""

    files = files_field()
