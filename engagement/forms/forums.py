"""What a coordinator types of a forum, its seats, meetings, papers and decisions."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commitments.forms.files import files_field
from commitments.rules import FILE_GONE
from plans.files import ENDINGS, weight_words
from plans.forms import PartialDateField, Refusable, day, short, web_address, words
from plans.models import Agency, StoredFile, User
from plans.rules import Reason

from ..choices import ForumKind, MeetingKind, PaperKind, Sector
from ..models import Meeting
from ..operations.forums.decisions import DecisionContent
from ..operations.forums.facts import ForumContent
from ..operations.forums.meetings import MeetingContent
from ..operations.forums.members import MemberContent
from ..operations.forums.papers import PaperContent
from .asking import MOST_PEOPLE

NOT_SAID = ("", _("not said"))
YES_NO = (NOT_SAID, ("yes", pgettext_lazy("answer", "yes")), ("no", pgettext_lazy("answer", "no")))
SAID = {"yes": True, "no": False, "": None}
IN_WORDS = {answer: text for text, answer in SAID.items()}


def partial(label: str) -> PartialDateField:
    return PartialDateField(label=label, required=False)


class ForumForm(Refusable):
    """What a forum is for, whose it is, since when, and under which rules."""

    name = short(label=_("Name"))
    slug = forms.SlugField(label=_("Address"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("What sort of forum?"), choices=ForumKind)
    agency = forms.ChoiceField(label=_("Whose group is it?"), required=False)
    remit = words(5, label=_("What is it for?"))
    rules = words(6, label=_("How does it work?"))
    rules_url = web_address(label=_("Address of the rules"))
    rules_published_on = partial(_("When were the rules published?"))
    starts_on = partial(_("Since when does it meet?"))
    ends_on = partial(_("Until when?"))

    def __init__(self, *args, agencies: Iterable[Agency], kept: ForumContent | None = None, **kwargs):
        if kept:
            kwargs["initial"] = vars(kept) | {"agency": kept.agency and kept.agency.slug}
        super().__init__(*args, **kwargs)
        self.by_slug = {one.slug: one for one in agencies}
        self.fields["agency"].choices = [
            ("", _("None")),
            *((key, one.name) for key, one in self.by_slug.items()),
        ]

    def clean_agency(self) -> Agency | None:
        return self.by_slug.get(self.cleaned_data["agency"])

    @property
    def content(self) -> ForumContent:
        return ForumContent(**self.cleaned_data)


class WithdrawForm(Refusable):
    """Why a forum should not have been public."""

    why = words(2, label=_("Why?"))


class MemberForm(Refusable):
    """A seat. Whoever holds it is chosen among those who sign in here, and named nowhere in public."""

    role = short(150, label=_("Role"))
    sector = forms.ChoiceField(label=_("Sector"), choices=Sector)
    affiliation = short(label=_("Affiliation"))
    biography = words(3, label=_("What they bring"))
    from_on = day(label=_("First day of the term"))
    until_on = day(label=_("Last day of the term"))
    user = forms.ChoiceField(label=_("Who signs in for this seat?"), required=False)

    def __init__(self, *args, people: Iterable[User], kept: MemberContent | None = None, **kwargs):
        if kept:
            kwargs["initial"] = vars(kept) | {"user": kept.user and str(kept.user.key)}
        super().__init__(*args, **kwargs)
        self.by_key = {str(one.key): one for one in people}
        self.fields["user"].choices = [
            ("", _("Nobody")),
            *((key, str(one)) for key, one in self.by_key.items()),
        ]

    def clean_user(self) -> User | None:
        return self.by_key.get(self.cleaned_data["user"])

    @property
    def content(self) -> MemberContent:
        return MemberContent(**self.cleaned_data)


class NewMeetingForm(Refusable):
    """A meeting that is planned."""

    title = short(label=_("What is it?"))
    kind = forms.ChoiceField(label=_("What sort of meeting?"), choices=MeetingKind, initial=MeetingKind.FORUM)
    held_on = partial(_("When is it?"))
    place = short(label=_("Where?"))

    @property
    def content(self) -> MeetingContent:
        return MeetingContent(**self.cleaned_data)


# How many came, by the name of the field; the last is of those whose sector is not known.
COUNTED = {f"came_{sector.replace('-', '_')}": sector for sector in Sector.values} | {"came_not_stated": ""}


class MeetingForm(NewMeetingForm):
    """The same meeting; and once it was held, who came and what came of it."""

    account = words(5, label=_("What was spoken of"))
    notes_url = web_address(label=_("Address of the notes"))
    results_presented = forms.ChoiceField(label=_("Were results presented?"), choices=YES_NO, required=False)
    comments_collected = forms.ChoiceField(
        label=_("Were comments collected?"), choices=YES_NO, required=False
    )

    def __init__(self, *args, kept: MeetingContent | None = None, **kwargs):
        if kept:
            came = {name: kept.came.get(sector) for name, sector in COUNTED.items()}
            said = {
                name: IN_WORDS[getattr(kept, name)] for name in ("results_presented", "comments_collected")
            }
            kwargs["initial"] = vars(kept) | said | came
        super().__init__(*args, **kwargs)
        for name, sector in COUNTED.items():
            label = Sector(sector).label if sector else _("sector not stated")
            self.fields[name] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=MOST_PEOPLE
            )

    @property
    def counted(self) -> list[forms.BoundField]:
        return [self[name] for name in COUNTED]

    def clean_results_presented(self) -> bool | None:
        return SAID[self.cleaned_data["results_presented"]]

    def clean_comments_collected(self) -> bool | None:
        return SAID[self.cleaned_data["comments_collected"]]

    @property
    def content(self) -> MeetingContent:
        said = {name: value for name, value in self.cleaned_data.items() if name not in COUNTED}
        numbers = {sector: self.cleaned_data.get(name) for name, sector in COUNTED.items()}
        return MeetingContent(**said, came={key: one for key, one in numbers.items() if one is not None})


class PaperForm(Refusable):
    """An agenda, a paper or minutes; promised for a day, and a file or an address as soon as it is there."""

    endings = ENDINGS
    kind = forms.ChoiceField(label=_("What is it?"), choices=PaperKind)
    title = short(label=_("Title of the paper"))
    due_on = day(label=_("To be public by"))
    url = web_address(label=_("Address of the paper"))
    file = short(64, label=_("File"))
    files = files_field(label=_("File of the paper"))

    def __init__(
        self, *args, named: dict[str, StoredFile], refused: Iterable[Reason] = (), kept=None, **kwargs
    ):
        if kept:
            kwargs["initial"] = vars(kept)
        self.named, self.refused = named, refused
        super().__init__(*args, prefix="paper", **kwargs)

    @property
    def most(self) -> str:
        return weight_words(settings.MOST_BYTES_A_FILE)

    @property
    def stored(self) -> StoredFile | None:
        return self.named.get(self["file"].value())

    def clean(self):
        for reason in self.refused:
            self.add_error("files", str(reason))
        if self.cleaned_data.get("file") and self.cleaned_data["file"] not in self.named:
            self.add_error("files", str(FILE_GONE))

    @property
    def content(self) -> PaperContent:
        names = PaperContent.__dataclass_fields__
        return PaperContent(**{name: said for name, said in self.cleaned_data.items() if name in names})


class DecisionForm(Refusable):
    """What was decided, why, by whom, when and where."""

    what = words(3, label=_("What was decided?"))
    why = words(3, label=_("Why?"))
    decided_by = short(label=_("Who decided?"))
    decided_on = partial(_("When was it decided?"))
    meeting = forms.ChoiceField(label=_("At which meeting?"), required=False)

    def __init__(self, *args, meetings: Iterable[Meeting], kept: DecisionContent | None = None, **kwargs):
        if kept:
            kwargs["initial"] = vars(kept) | {"meeting": kept.meeting and kept.meeting.slug}
        super().__init__(*args, **kwargs)
        self.by_slug = {one.slug: one for one in meetings}
        self.fields["meeting"].choices = [
            ("", _("None")),
            *(
                (key, f"{one.title}, {one.held_on.words}" if one.held_on else one.title)
                for key, one in self.by_slug.items()
            ),
        ]

    def clean_meeting(self) -> Meeting | None:
        return self.by_slug.get(self.cleaned_data["meeting"])

    @property
    def content(self) -> DecisionContent:
        return DecisionContent(**self.cleaned_data)
