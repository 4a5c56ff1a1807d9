"""What somebody types to take part: on one page, or step by step; no account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from plans.forms import Line, Text, short, words
from plans.models import StoredFile
from plans.rules import Reason

from ..choices import PublishAs, QuestionKind, StakeholderType
from ..drafts import Chapter, Passage
from ..models import Consultation, Question
from ..operations.saying import Commented, Contact, Replied, Said
from ..rules.passages import stands_in
from ..rules.taking_part import MOST_DOCUMENTS, MOST_LETTERS
from .without_account import WithoutAccount

EXPLAINED = {
    PublishAs.NAME: _("Your words and your name stand on this portal."),
    PublishAs.ORGANISATION: _("Your words and the name of your organisation; your own name stays with us."),
    PublishAs.ANONYMOUS: _("Your words, without saying who sent them."),
    PublishAs.NOT_AT_ALL: _(
        "Only the team reads it. It is counted and answered; only your receipt shows the answer."
    ),
}
MOST_ON_A_PAGE = 6  # questions; more come one at a time
FILE_IS_GONE = Reason(
    "file-gone", _("A document that you sent is no longer kept. Send it again."), "documents"
)


Typed = dict[str, list[str]]  # a form as it was posted


@dataclass(frozen=True)
class Asking:
    """What a consultation asks: its questions, the commitments that they are about, the draft beside them."""

    consultation: Consultation
    commitments: list[Commitment]
    questions: list[Question] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    is_on_one_page: bool = False  # whatever it asks

    @property
    def is_stepped(self) -> bool:
        return len(self.questions) > MOST_ON_A_PAGE and not self.is_on_one_page

    @property
    def passages(self) -> Iterator[Passage]:
        return (passage for chapter in self.chapters for passage in chapter.passages)


@dataclass(frozen=True)
class Step:
    """What stands on one page of the form: which of its fields."""

    title: str
    names: tuple[str, ...]
    questions: tuple[Question, ...] = ()
    has_words: bool = False
    has_draft: bool = False
    has_sender: bool = False
    is_look: bool = False  # all of it once more, before it is sent


LOOK = Step(_("Look at it before you send it"), (), is_look=True)


class Uploads(forms.FileField):
    """Documents are taken in before the form is looked at; here they only have their place on the page."""

    widget = forms.FileInput


class Several(forms.MultipleChoiceField):
    """Any of some keys: which ones there are is known to whoever looks them up."""

    def valid_value(self, value):
        return True


WORDS = ("text", "files", "documents")
SENDER = ("name", "organisation", "email", "may_be_invited", "withhold_reason")
HIDDEN = ("key", "begun", "homepage")
NOT_LOOKED_AT = (*HIDDEN, "files", "documents")


class TakePartForm(WithoutAccount):
    text = Text(
        label=_("What do you want to say?"),
        required=False,
        strip=False,
        # Twice what is taken: a little too long is said in words, and what no form holds cannot be typed.
        widget=forms.Textarea({"rows": 9, "maxlength": 2 * MOST_LETTERS}),
    )
    files = Several(label=_("Documents"), required=False)
    documents = Uploads(label=_("Or give us a document"), required=False)
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
    may_be_invited = forms.BooleanField(
        label=_("You may invite me to work on a draft commitment"), required=False
    )
    withhold_reason = words(2, label=_("What should be withheld, and why?"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        asking: Asking,
        now: datetime,
        initial: dict | None = None,
        held: list[StoredFile] | None = None,
    ):
        self.asking = asking
        self.held = held or []  # the documents that came in with it so far
        super().__init__(data, now=now, initial=initial)
        self.commitments = {commitment.number: commitment for commitment in asking.commitments}
        numbers = [(number, f"{number}  {one.title}") for number, one in self.commitments.items()]
        self.fields["about"].choices = [("", _("No, or about several")), *numbers]
        if not numbers:
            del self.fields["about"]
        if not asking.consultation.shows_ideas:
            del self.fields["may_be_invited"]
        for question in asking.questions:
            self.fields |= dict(self._fields_of(question))
        for passage in asking.passages:
            self.fields[f"comment-{passage.name}"] = words(2, label=_("Your comment"))
            self.fields[f"quote-{passage.name}"] = words(1, label=_("On these words only"))

    def _fields_of(self, question: Question) -> Iterator[tuple[str, forms.Field]]:
        name, asked = f"question-{question.position}", {"label": question.label, "required": False}
        options = [(option, option) for option in question.options]
        if question.kind == QuestionKind.COMMITMENTS:
            for one in self.asking.commitments:
                label = _now("Commitment %(number)s: %(title)s") % {"number": one.number, "title": one.title}
                yield f"{name}-{one.number}", self._long(3, label=label, required=False)
        elif question.kind == QuestionKind.ONE:
            yield name, forms.ChoiceField(choices=options, widget=forms.RadioSelect, **asked)
        elif question.kind == QuestionKind.SEVERAL:
            yield (
                name,
                forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **asked),
            )
        elif question.kind == QuestionKind.SHORT:
            yield name, Line(max_length=500, **asked)
        else:
            yield name, self._long(5, **asked)

    @staticmethod
    def _long(rows: int, **asked) -> Text:
        widget = forms.Textarea({"rows": rows, "maxlength": 2 * MOST_LETTERS})
        return Text(strip=False, widget=widget, **asked)

    # ---- Its pages --------------------------------------------------------------------------------------

    @cached_property
    def steps(self) -> list[Step]:
        """One page where it fits; else a question at a time, and all of it once more before it is sent."""
        sender = tuple(name for name in ("about", "stakeholder_type", "publish_as") if name in self.fields)
        sender += tuple(name for name in SENDER if name in self.fields)
        draft = tuple(name for name in self.fields if name.startswith(("comment-", "quote-")))
        asked = [(question, tuple(self.names_of(question))) for question in self.asking.questions]
        if not self.asking.is_stepped:
            names = (*WORDS, *(name for _question, names in asked for name in names), *draft, *sender)
            questions = tuple(question for question, _names in asked)
            return [Step("", names, questions, has_words=True, has_draft=bool(draft), has_sender=True)]
        steps = [Step(_now("Your words"), WORDS, has_words=True)]
        steps += [Step(question.label, names, (question,)) for question, names in asked]
        if draft:
            steps.append(Step(_now("The draft"), draft, has_draft=True))
        steps.append(Step(_now("Publishing"), sender, has_sender=True))
        return [*steps, LOOK]

    def names_of(self, question: Question) -> list[str]:
        name = f"question-{question.position}"
        return [one for one in self.fields if one == name or one.startswith(f"{name}-")]

    def step_of(self, name: str) -> int:
        """On which page a field stands, from 1."""
        places = (place for place, step in enumerate(self.steps, 1) if name in step.names)
        return next(places, 1)

    def hidden_on(self, step: Step) -> Iterator[tuple[str, str]]:
        """What stands on other pages, to be sent along with this one."""
        for name in self.fields:
            if name in HIDDEN or name in step.names or name == "documents":
                continue
            value = self[name].value()
            for one in value if isinstance(value, list | tuple) else [value]:
                if one:
                    yield self.add_prefix(name), str(one)

    # ---- What it says -----------------------------------------------------------------------------------

    def clean(self):
        if len(self.cleaned_data.get("files") or ()) > len(self.held):
            self.add_error("documents", str(FILE_IS_GONE))
        return self.cleaned_data

    def anchor(self, name: str) -> str:
        if isinstance(self.fields[name].widget, forms.CheckboxSelectMultiple):
            return f"{self.add_prefix(name)}_0"
        return super().anchor("text" if name in (*HIDDEN, "files") else name)

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
            replies=tuple(self._replies()),
            comments=tuple(self._comments()),
            files=tuple(self.held),
            withhold_reason=typed["withhold_reason"].strip(),
            may_be_invited=typed.get("may_be_invited", False),
        )

    def _replies(self) -> Iterator[Replied]:
        for question in self.asking.questions:
            for name in self.names_of(question):
                given = self.cleaned_data[name]
                commitment = self.commitments.get(name.removeprefix(f"question-{question.position}-"))
                if given and question.is_chosen:
                    chosen = (given,) if isinstance(given, str) else tuple(given)
                    yield Replied(question, chosen=chosen)
                elif given:
                    is_each = question.kind == QuestionKind.COMMITMENTS
                    yield Replied(question, given.strip(), commitment=commitment if is_each else None)

    def _comments(self) -> Iterator[Commented]:
        """Each on the words that were picked out of its passage; on all of it where none of them were."""
        for passage in self.asking.passages:
            text = self.cleaned_data[f"comment-{passage.name}"].strip()
            quote = self.cleaned_data[f"quote-{passage.name}"].strip()
            if text:
                is_quoted = quote and stands_in(quote, passage.text)
                yield Commented(passage.chapter[:100], quote if is_quoted else passage.text, text)

    @property
    def contact(self) -> Contact:
        typed = self.cleaned_data
        return Contact(name=typed["name"], email=typed["email"], organisation=typed["organisation"])

    @cached_property
    def written(self) -> list[tuple[str, str]]:
        """What was typed so far, good or not, each under what it answers: to be looked at."""
        passages = {f"comment-{one.name}": one for one in self.asking.passages}
        found = []
        for name in self.fields:
            if name not in NOT_LOOKED_AT and not name.startswith("quote-") and (words := self._shown(name)):
                label = str(self.fields[name].label)
                if passage := passages.get(name):
                    label = f"“{self._shown(f'quote-{passage.name}') or passage.text}”"
                found.append((label, words))
        return found

    def _shown(self, name: str) -> str:
        value, labels = self[name].value(), dict(getattr(self.fields[name], "choices", ()))
        if isinstance(self.fields[name], forms.BooleanField):
            return _now("Yes") if value else ""
        values = value if isinstance(value, list | tuple) else [value or ""]
        return "\n".join(str(labels.get(one, one)) for one in values if one)

    @property
    def questions(self) -> list[tuple[Question, list[forms.BoundField]]]:
        return [(one, [self[name] for name in self.names_of(one)]) for one in self.asking.questions]

    @cached_property
    def draft(self) -> list[tuple[Chapter, list[tuple], bool]]:
        """Chapter by chapter: each passage with the two boxes beside it, and whether something is in them."""
        found = []
        for chapter in self.asking.chapters:
            passages = [self._beside(one) for one in chapter.passages]
            found.append((chapter, passages, any(is_filled for *_rest, is_filled in passages)))
        return found

    def _beside(self, passage: Passage) -> tuple:
        comment, quote = self[f"comment-{passage.name}"], self[f"quote-{passage.name}"]
        return passage, comment, quote, bool(comment.value() or quote.value())

    @property
    def room(self) -> int:
        """How many more documents it takes."""
        return MOST_DOCUMENTS - len(self.held)


def typed_in(said: Said, contact: Contact, asking: Asking) -> dict:
    """What the fields of the form would hold to say the same: to be corrected."""
    typed = {
        "text": said.text,
        "files": [file.key for file in said.files],
        "about": said.about.number if said.about else "",
        "stakeholder_type": said.stakeholder_type or "",
        "publish_as": said.publish_as or "",
        "withhold_reason": said.withhold_reason,
        "may_be_invited": said.may_be_invited,
        **vars(contact),
    }
    for one in said.replies:
        name = f"question-{one.question.position}"
        name += f"-{one.commitment.number}" if one.commitment else ""
        is_one = one.question.kind == QuestionKind.ONE
        typed[name] = one.text or (one.chosen[0] if is_one else list(one.chosen))
    for comment in said.comments:
        found = (
            passage
            for passage in asking.passages
            if passage.chapter[:100] == comment.place
            and f"comment-{passage.name}" not in typed
            and stands_in(comment.passage, passage.text)
        )
        if passage := next(found, None):
            typed[f"comment-{passage.name}"] = comment.text
            typed[f"quote-{passage.name}"] = comment.passage if comment.passage != passage.text else ""
    return typed
