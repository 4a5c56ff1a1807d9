"""Where whoever is forgotten may be named, and whether it is looked for there: decided here, for every text
that is kept. What reports say is decided where they are (`reporting/operations/taken_out.py`).

A test holds every column of every model to these lists, and another one sows a name into all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from plans.choices import PublicationKind
from plans.models import Publication

from ..models import (
    AgencyView,
    Consultation,
    ForumDecision,
    Meeting,
    MeetingPaper,
    Outreach,
    ProposalComment,
    ProposedCommitment,
    ProposedMilestone,
    ReasonedResponse,
    Redaction,
    Submission,
    SubmissionGroup,
    SubmissionNote,
    SubmissionPoint,
    Theme,
    Voice,
)
from .proposing.content import TEXTS

OF_ANSWERS = ("reason", "changed")
OF_PROPOSALS = (*TEXTS, "decides_next", "decided_by", "decision_reason")

Of = Callable[[Consultation], Q]
Told = tuple[PublicationKind, str]  # what of the public record changes, and its address


@dataclass(frozen=True)
class Place:
    """Texts of one kind: columns of a model, and which of its rows belong to a consultation."""

    model: type[models.Model]
    columns: tuple[str, ...]
    of: Of
    told: Callable[[Any], Told | None] = lambda row: None  # what changes for the public with a row
    names_bodies: bool = True  # whether organisations are looked for too: not where they act themselves
    has_slug: bool = False  # made of its words: where it says a name, it is another one from then on
    is_said: bool = False  # in public, in our own name: what stands in many of these is an expression
    said_at: tuple[tuple[Any, ...], ...] = ()  # a moment, and the texts of a row that it is known of

    def rows(self, consultation: Consultation) -> QuerySet:
        return self.model._base_manager.filter(self.of(consultation))

    def earlier(self, consultation: Consultation) -> QuerySet | None:
        """The earlier versions of them, and of those that are gone; None where none are kept."""
        return self.history._base_manager.filter(self.of(consultation)) if self.history else None

    @property
    def history(self) -> type[models.Model] | None:
        manager = getattr(self.model, "history", None)
        return manager.model if manager else None

    @property
    def texts(self) -> tuple[str, ...]:
        """All columns in which a name may stand."""
        return (*self.columns, "slug") if self.has_slug else self.columns

    @property
    def texts_earlier(self) -> tuple[str, ...]:
        """Those of them that earlier versions have."""
        kept = {field.name for field in self.history._meta.concrete_fields} if self.history else ()
        return tuple(name for name in self.texts if name in kept)

    def said(self, keys: Collection[int]) -> Iterator[tuple[Any, ...]]:
        """What these rows are known to have said, and when: the key, the moment, the texts."""
        if self.history:
            key = self.model._meta.pk.name
            rows = self.history._base_manager.filter(**{f"{key}__in": keys})
            yield from rows.order_by().values_list(key, "history_date", *self.texts_earlier)
        for at, *texts in self.said_at:
            rows = self.model._base_manager.filter(pk__in=keys).order_by()
            yield from (row for row in rows.values_list("pk", at, *texts) if row[1])

    @property
    def has_version(self) -> bool:
        """Whether somebody may have a row open, who must not put the name back unseen."""
        return any(field.name == "version" for field in self.model._meta.concrete_fields)


# ---- What changes for the public ---------------------------------------------------------------------


def _answers(consultation: Consultation) -> Told | None:
    where = reverse("responses", args=[consultation.slug])
    return (PublicationKind.ANSWERS, where) if consultation.answered_in_id else None


def _in_answers(row: Any) -> Told | None:
    return _answers(row.consultation)


def _of_its_submission(row: Any) -> Told | None:
    return _answers(row.submission.consultation)


def _voice(row: Voice) -> Told | None:
    return (PublicationKind.IDEA, row.idea.get_absolute_url()) if row.is_published else None


def _proposal(row: ProposedCommitment) -> Told | None:
    return (PublicationKind.PROPOSAL, row.get_absolute_url()) if row.is_told else None


def _meeting(row: Meeting) -> Told | None:
    if not row.is_published:
        return None
    if row.forum:
        return PublicationKind.FORUM, row.forum.get_absolute_url()
    if row.consultation:
        return PublicationKind.CONSULTATION, row.consultation.get_absolute_url()
    return PublicationKind.PLAN, row.plan.public_address


def _decision(row: ForumDecision) -> Told | None:
    return (PublicationKind.FORUM, row.forum.get_absolute_url()) if row.is_published else None


def _paper(row: MeetingPaper) -> Told | None:
    return _meeting(row.meeting) if row.is_published else None


def _outreach(row: Outreach) -> Told | None:
    address = f"{row.plan.public_address}#told-{row.slug}"
    return (PublicationKind.OUTREACH, address) if row.is_published else None


# ---- Of whoever sent it: every name of theirs, of one word too ----------------------------------------

PIECES = ("points", "redactions", "replies", "passage_comments")  # of its words, beside the whole of them

# What is noted about it: the path from a row to the submission, and the columns.
BESIDE: tuple[tuple[type[models.Model], str, tuple[str, ...]], ...] = (
    (Submission, "pk", ("withhold_reason", "set_aside_why", "handed_in_by")),
    (SubmissionPoint, "submission", ("withheld_ground",)),
    (Redaction, "submission", ("ground",)),
    (SubmissionNote, "submission", ("text",)),
    (AgencyView, "submission", ("question", "text")),
    (ProposalComment, "submission", ("text",)),
)


# ---- Ours: only names that can be nobody else's --------------------------------------------------------

PUT_OUT = "published_in__at"

ANSWERS = Place(
    ReasonedResponse,
    OF_ANSWERS,
    lambda one: Q(point__submission__consultation=one.pk),
    lambda row: _answers(row.point.submission.consultation),
    is_said=True,
)
HEARD = Place(Consultation, ("what_we_heard",), lambda one: Q(id=one.pk), _answers, is_said=True)
PROPOSALS = Place(
    ProposedCommitment,
    (*OF_PROPOSALS, "shown"),
    lambda one: Q(consultation=one.pk),
    _proposal,
    has_slug=True,
    is_said=True,
    said_at=((PUT_OUT, "shown"),),
)


def _in_it(consultation: Consultation) -> Q:
    return Q(consultation=consultation.pk)


def _of_a_submission(consultation: Consultation) -> Q:
    return Q(submission__consultation=consultation.pk)


def _of_its_plan(consultation: Consultation) -> Q:
    return Q(plan=consultation.plan_id)


def _of_its_drafts(consultation: Consultation) -> Q:
    return Q(proposal__consultation=consultation.pk)


GROUPS = Place(SubmissionGroup, ("title",), _in_it, _in_answers)
STEPS = Place(
    ProposedMilestone,
    ("title",),
    _of_its_drafts,
    lambda row: _proposal(row.proposal),
    said_at=((f"proposal__{PUT_OUT}", "proposal__shown"),),
)
COMMENTS = Place(ProposalComment, ("text",), _of_its_drafts, said_at=(("written_at", "text"),))
OUR_COMMENTS = replace(COMMENTS, of=lambda one: _of_its_drafts(one) & Q(submission=None))
# What the list of what was published copied of all this.
ENTRIES = Place(
    Publication,
    ("before", "after"),
    lambda one: Q(address__startswith=one.get_absolute_url()),
    said_at=(("edition__at", "before", "after"),),
)
# Where we may repeat what somebody sent.
REPEATING = (ANSWERS, HEARD, PROPOSALS, GROUPS, STEPS, COMMENTS, ENTRIES)

OURS = (
    ANSWERS,
    HEARD,
    PROPOSALS,
    GROUPS,
    STEPS,
    OUR_COMMENTS,
    ENTRIES,
    # A theme is called the same in every consultation of its plan.
    Place(Theme, ("label",), lambda one: Q(consultation__plan=one.plan_id), _in_answers, has_slug=True),
    # Nobody knows whose a voice is, so nobody can be asked: a name in it is taken for a signature.
    Place(
        Voice,
        ("reason", "kept_back_why"),
        lambda one: Q(idea__consultation=one.pk),
        _voice,
        said_at=((Coalesce("changed_at", "given_at"), "reason"),),
    ),
    # What we noted about submissions of others.
    Place(SubmissionNote, ("text",), _of_a_submission, said_at=(("written_at", "text"),)),
    Place(
        AgencyView,
        ("question", "text"),
        _of_a_submission,
        said_at=(("asked_at", "question"), ("given_at", "text")),
    ),
    Place(Submission, ("set_aside_why",), _in_it, said_at=(("set_aside_at", "set_aside_why"),)),
    Place(SubmissionPoint, ("withheld_ground",), _of_a_submission, _of_its_submission),
    Place(Redaction, ("ground",), _of_a_submission, _of_its_submission, said_at=(("made_at", "ground"),)),
    # Where people met about the plan somebody may be quoted. Organisations act there themselves: they stay.
    Place(Meeting, ("title", "place", "account"), _of_its_plan, _meeting, names_bodies=False, has_slug=True),
    Place(
        ForumDecision,
        ("what", "why", "decided_by"),
        lambda one: Q(forum__plan=one.plan_id),
        _decision,
        names_bodies=False,
    ),
    Place(MeetingPaper, ("title",), lambda one: Q(meeting__plan=one.plan_id), _paper, names_bodies=False),
    Place(
        Outreach, ("channel", "audience", "note"), _of_its_plan, _outreach, names_bodies=False, has_slug=True
    ),
    replace(
        ENTRIES,
        of=lambda one: (
            Q(address__in=[forum.get_absolute_url() for forum in one.plan.forums.all()])
            | Q(address__startswith=f"{one.plan.public_address}#told-")
        ),
        names_bodies=False,
    ),
)

# Looked for elsewhere than by these lists: letters (`blank_mails`, `forget_letters`), what was begun and not
# sent, words kept in sessions, and documents that came with a submission, which go whole.
ELSEWHERE = {
    "engagement.SubmissionContact": "It goes.",
    "engagement.ErasureAsked": "It goes.",
    "engagement.UnsentSubmission": "What the same person has begun goes; what others have begun is theirs.",
    "plans.OutboxItem.payload": "Letters to them go; in letters to others the name is blanked.",
    "sessions.Session": "Words kept for staff are blanked; their own, kept for their browser, go.",
    "plans.StoredFile": "Documents that came with a submission go, since nobody can take a name out of them; "
    "those that we put out stay as they were put out: a person puts another one in their place.",
}

# Not looked for, and why.
LEFT = {
    # words of others
    "engagement.Submission.text": "Of others: their words. A coordinator is told where they name somebody.",
    "engagement.Submission.transcript": "As the text.",
    "engagement.Submission.withhold_reason": "Of others: what they ask for, read by nobody else but us.",
    "engagement.Submission.handed_in_by": "Of others: who handed theirs in.",
    "engagement.SubmissionPoint.text": "Of others: a piece of their words.",
    "engagement.Redaction.text": "Of others: it has to be found in their words. It is shown to nobody.",
    "engagement.Reply": "Of others: a piece of their words.",
    "engagement.PassageComment": "Of others: a piece of their words; the passage is of our draft.",
    "engagement.RegisterUpload": "Of others who are about to be entered: gone when they are, or in a day.",
    # what was asked and promised: a name that stands there is an expression that anybody may quote
    "engagement.Consultation": "What was asked: anybody may quote it, so it spares a name.",
    "engagement.ConsultationDocument": "What was asked.",
    "engagement.Question": "What was asked.",
    "engagement.CountedTotal": "Figures of a document, as printed.",
    "engagement.AnswerTemplate": "How answers begin, of whatever consultation: written about nobody.",
    "engagement.AnswersChased": "Said by the portal.",
    "engagement.Forum": "What a forum is for: public before anybody sent anything.",
    "engagement.ForumMember": "Said by those who sit there, of themselves and without a name.",
    "engagement.ProposedCommitment": "Codes.",
    # what is only added to, and refuses a name when it is written
    "engagement.ErasureRecord": "Its reason is refused where it names whoever it was.",
    "engagement.LegalHold": "Its ground is refused where it names whoever it was.",
    "engagement.ContactSeen": "Who looked, by role; of whoever sent something only the number.",
    # addresses and keys
    "engagement.Meeting": "An address elsewhere, and where a record brought in has it from.",
    "engagement.Outreach": "Where a record brought in has it from.",
    "engagement.ForumDecision": "Where a record brought in has it from.",
    "engagement.MeetingPaper": "An address.",
    "engagement.SubmissionPoint": "Nothing else is written there.",
    "engagement.Submission": "Keys; and our statement of that day.",
    "engagement.Voice": "Keys.",
    "engagement.ProposalInvitation": "Keys.",
    "engagement.ContactLogEnd": "A hash.",
    "plans.OutboxItem": "A key; what a mail server said, without addresses.",
    "plans.Publication": "Of what else was published: facts of the record, about nobody who sent something.",
    # the record of plans and reports, and those who work here
    "plans": "What plans say, how they are made, who works here: by those who act, of what they do.",
    "commitments": "What was promised and how far it is: facts that agencies answer for, and no submission.",
    "account": "Those who sign in, who ask for their own accounts.",
    "mfa": "As the accounts.",
    "socialaccount": "As the accounts.",
    "admin": "Nothing of this is edited there.",
    "auth": "Words of the framework.",
    "contenttypes": "Words of the framework.",
}


def texts_in(said: Any) -> Iterator[str]:
    """Every text of what is kept as text or as JSON."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for one in said.values():
            yield from texts_in(one)
    elif isinstance(said, list):
        for one in said:
            yield from texts_in(one)
