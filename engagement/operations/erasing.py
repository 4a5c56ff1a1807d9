"""It is forgotten who sent something. What they said stays, and its count; their name is taken out of it.

It goes from the rows, their earlier versions, the outbox, the documents that came with it, what was begun and
not sent, what we said ourselves, and the copies of that. Where a name stands in texts of ours it is replaced
only where it can be nobody else's: a sender must not blank what we wrote by calling themselves like it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.choices import PublicationKind
from plans.models import AgencyName, Edition, StoredFile, User
from plans.operations.editions import announce, edition_by, hold_editions, next_edition
from plans.operations.files import erase_now
from plans.operations.outbox import blank_mails, forget_address

from ..choices import AskedBy, WhyErased
from ..models import (
    Consultation,
    ErasureAsked,
    ReasonedResponse,
    Submission,
    SubmissionContact,
    UnsentSubmission,
)
from ..rules.keeping import Names, alike
from .ledger import Line, record
from .letters import forget_letters, forget_links
from .taking_out import (
    OF_ANSWERS,
    Copy,
    Repeated,
    asked_and_promised,
    blank,
    blank_rows,
    copies_that_say,
    said_by_us,
    take_out_of_copies,
)

Since = Mapping[str, datetime] | None  # when whoever is called so came
MOST_PLACES = 20  # of ours that a name may stand in; what stands in more is an expression, not somebody


@dataclass(frozen=True)
class Because:
    """Why something is erased, who asked for it by role, and in what words."""

    why: WhyErased
    asked_by: AskedBy = AskedBy.NOBODY
    reason: str = ""
    by: User | None = None
    edition: Edition | None = None  # one that is begun already
    again: Line | None = None  # applied again after a restore

    @property
    def words(self) -> str:
        """In whose name an edition is, where no person acts."""
        if self.again:
            return _("The portal, after a backup was put back")
        if self.asked_by == AskedBy.SENDER:
            return _("The portal, as whoever sent it asked")
        return _("The portal, on schedule")


# ---- Who it is -------------------------------------------------------------------------------------


def people_in(contacts: Iterable[SubmissionContact], since: Since = None) -> Names:
    """The names and addresses of those who sent something."""
    return Names((getattr(one, name) for one in contacts for name in one.called), since=since)


def bodies_in(contacts: Iterable[SubmissionContact], since: Since = None) -> Names:
    """The organisations that they named; but no agency, whose name is on record."""
    known = {alike(name) for names in AgencyName.objects.values_list("name", "short_name") for name in names}
    named = (getattr(one, name) for one in contacts for name in one.called_together)
    return Names((name for name in named if alike(name) not in known), may_be_anybodys=True, since=since)


def _since(contacts: Iterable[SubmissionContact]) -> dict[str, datetime]:
    """By the words of each name the moment at which it was first told: of two of one name, of the first."""
    since: dict[str, datetime] = {}
    for one in contacts:
        for name in (*one.called, *one.called_together):
            words, at = alike(getattr(one, name)), one.submission.told_at
            since[words] = min(since.get(words, at), at)
    return since


@dataclass
class Ours:
    """Whose names are taken out of what we said, and whose are not, because they are words like any other."""

    people: Names
    bodies: Names
    spared: dict[str, list[Repeated]] = field(default_factory=dict)

    @classmethod
    def of(cls, consultation: Consultation, contacts: Sequence[SubmissionContact]) -> Ours:
        since = _since(contacts)
        people = people_in(contacts, since).of_several_words
        bodies = bodies_in(contacts, since).of_several_words
        if not people and not bodies:
            return cls(people, bodies)
        places: dict[str, list[Repeated]] = defaultdict(list)
        for place, texts in said_by_us(consultation):
            for words in {
                one for text in texts for names in (people, bodies) for one in names.words_in(text)
            }:
                places[words].append(place)
        quoted = set()
        for text in asked_and_promised(consultation):
            quoted |= people.words_in(text) | bodies.words_in(text)
        spared = {
            words: places.get(words, [])
            for words in people.by_words | bodies.by_words
            if words in quoted or len(places.get(words, ())) > MOST_PLACES
        }
        return cls(people.but(spared), bodies.but(spared), spared)

    @property
    def all(self) -> list[Names]:
        return [names for names in (self.people, self.bodies) if names]


# ---- Where it stands, before it goes ----------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Where somebody's name stands: what a coordinator reads before it is taken out."""

    in_its_words: bool
    ours: list[Repeated]
    copies: list[Copy]
    others: list[int]  # submissions of others, whose words stay
    spared: list[Repeated]  # places of ours that stay
    documents: int


def where_named(submission: Submission) -> Found:
    """Every place at which its sender is named now."""
    contacts = list(SubmissionContact.objects.filter(submission=submission))
    own, bodies = people_in(contacts), bodies_in(contacts)
    ours = Ours.of(submission.consultation, contacts)
    others = submission.consultation.submissions.exclude(pk=submission.pk).order_by("number")
    several = (own.of_several_words, bodies.of_several_words)
    naming = [
        number
        for number, *texts in others.values_list("number", "text", "transcript").iterator()
        if any(names.said_in(text) for names in several for text in texts)
    ]
    places = [
        place
        for place, texts in said_by_us(submission.consultation)
        if any(names.said_in(text) for names in ours.all for text in texts)
    ]
    copies = {
        copy.address: copy for names in ours.all for copy in copies_that_say(submission.consultation, names)
    }
    return Found(
        in_its_words=own.said_in(submission.words) or bodies.said_in(submission.words),
        ours=places,
        copies=list(copies.values()),
        others=naming,
        spared=[place for where in ours.spared.values() for place in where],
        documents=submission.files.count(),
    )


# ---- Forgotten -------------------------------------------------------------------------------------


def forget_senders(
    consultation: Consultation, submissions: Sequence[Submission], because: Because, *, now: datetime
) -> None:
    """Forget who sent these. The consultation is held, and a transaction open."""
    hold_editions()
    contacts = list(SubmissionContact.objects.filter(submission__in=submissions).select_related("submission"))
    by_submission = {one.submission_id: one for one in contacts}
    ours = Ours.of(consultation, contacts)
    editions = Editions(because, now, because.edition)
    for submission in submissions:
        contact = by_submission.get(submission.pk)
        was_shown = bool(contact and contact.shown_as)
        is_said = contact is not None and _take_out_of_its_words(submission, contact, ours)
        if submission.is_published and submission.may_be_read and (was_shown or is_said):
            after = {"number": submission.number, "erased": True}
            editions.announce(PublicationKind.SUBMISSION, submission.get_absolute_url(), after)
    _take_out_of_ours(consultation, ours, editions)
    _take_out_of_mails(contacts, ours)
    _forget_what_was_begun(consultation, contacts)
    _erase_documents(submissions)
    SubmissionContact.objects.filter(pk__in=[one.pk for one in contacts]).delete()
    ErasureAsked.objects.filter(submission__in=submissions).delete()
    _say_what_was_spared(submissions, ours, now)
    for submission in submissions:
        record(
            submission=submission,
            why=because.why,
            asked_by=because.asked_by,
            reason=because.reason,
            now=now,
            again=because.again,
        )


@dataclass
class Editions:
    """The edition in which what the public reads changes; none is begun where nothing does."""

    because: Because
    now: datetime
    edition: Edition | None = None

    def begun(self) -> Edition:
        if self.edition is None:
            on = timezone.localdate(self.now)
            by, words = self.because.by, self.because.words
            self.edition = edition_by(by=by, on=on) if by else next_edition(by=None, by_words=words)
        return self.edition

    def announce(self, kind: PublicationKind, address: str, after: dict) -> None:
        announce(edition=self.begun(), kind=kind, address=address, after=after)


def _take_out_of_its_words(submission: Submission, contact: SubmissionContact, ours: Ours) -> bool:
    """Take who it is out of all that was said with a submission, and about it; whether that said it."""
    own, bodies = people_in([contact]), bodies_in([contact])
    everybody = own.and_those_of(bodies)
    if not everybody:
        return False
    whole, before = submission.words, _public_text_of(submission)
    _take_out_of_parts(submission, everybody, whole)
    beside: tuple[tuple[QuerySet, tuple[str, ...]], ...] = (
        (submission.notes.all(), ("text",)),
        (submission.proposal_comments.all(), ("text",)),
        (submission.agency_views.all(), ("question", "text")),
        (submission.points.filter(is_withheld=True), ("withheld_ground",)),
        (submission.redactions.all(), ("ground",)),
        (Submission.objects.filter(pk=submission.pk), ("withhold_reason", "set_aside_why")),
    )
    for rows, columns in beside:
        blank_rows(rows, columns, everybody)
    answers = ReasonedResponse.objects.filter(point__submission=submission)
    of_answers = everybody.but(ours.spared)
    blank_rows(answers, OF_ANSWERS, of_answers, version=F("version") + 1)
    drafted = ReasonedResponse.history.filter(point_id__in=submission.points.values("pk"))
    blank_rows(drafted, OF_ANSWERS, of_answers)
    kept = Submission.objects.filter(pk=submission.pk)
    texts = {name: everybody.taken_out_of(getattr(submission, name)) for name in ("text", "transcript")}
    if any(text != getattr(submission, name) for name, text in texts.items()):
        kept.update(version=F("version") + 1, **texts)
    submission.refresh_from_db(fields=("text", "transcript", "version", "withhold_reason", "set_aside_why"))
    return before != _public_text_of(submission)


def _public_text_of(submission: Submission) -> str | None:
    """What the public reads of it now; None where nothing."""
    if not submission.is_published:
        return None
    return Submission.objects.get(pk=submission.pk).public_text


def _take_out_of_parts(submission: Submission, names: Names, whole: str) -> None:
    """Points, redactions and what was said piece by piece stay parts of the whole text."""
    for rows in (submission.points, submission.redactions, submission.replies, submission.passage_comments):
        for row in rows.all():
            text = names.taken_out_of_part(row.text, whole)
            changed: dict[str, Any] = {"text": text} if text != row.text else {}
            if chosen := getattr(row, "chosen", None):
                blanked = [names.taken_out_of(one) for one in chosen]
                changed |= {"chosen": blanked} if blanked != chosen else {}
            if changed:
                rows.filter(pk=row.pk).update(**changed)


def _take_out_of_ours(consultation: Consultation, ours: Ours, editions: Editions) -> None:
    """Blank it in answers and what was heard; and in what others copied of that."""
    for names in ours.all:
        is_said = any(names.said_in(text) for _place, texts in said_by_us(consultation) for text in texts)
        if is_said and consultation.answered_in_id:
            address = reverse("responses", args=[consultation.slug])
            editions.announce(PublicationKind.ANSWERS, address, {"erased": True})
        for address in blank(consultation, names):
            editions.announce(PublicationKind.PROPOSAL, address, {"erased": True})
        if copies_that_say(consultation, names):
            take_out_of_copies(consultation, names, editions.begun())


def _take_out_of_mails(contacts: Sequence[SubmissionContact], ours: Ours) -> None:
    """The letters to them go, in whatever state; what letters to others say of them is blanked."""
    forget_letters([one.submission_id for one in contacts])
    gone = {one.pk for one in contacts}
    for email in {one.email.casefold() for one in contacts if one.email}:
        is_elsewhere = SubmissionContact.objects.filter(email__iexact=email).exclude(pk__in=gone).exists()
        if not is_elsewhere and not User.objects.filter(email__iexact=email).exists():
            forget_address(email)
    for names in ours.all:
        blank_mails(names.said_in, partial(_left_of, names))


def _left_of(names: Names, text: str, at: datetime) -> str:
    """What stays of a text that was written at that moment."""
    return names.but_older(text, at).taken_out_of(text)


def _forget_what_was_begun(consultation: Consultation, contacts: Sequence[SubmissionContact]) -> None:
    """What the same person has begun and not sent, in the same consultation."""
    emails = {one.email.casefold() for one in contacts if one.email}
    names = {alike(one.name) for one in contacts if one.name and not one.email}
    begun = []
    for pk, typed in consultation.unsent.values_list("pk", "typed").iterator():
        said = {name: "".join(typed.get(name) or [""])[:320] for name in ("email", "name")}
        if said["email"].casefold() in emails or (not said["email"] and alike(said["name"]) in names):
            begun.append(pk)
    forget_links(begun)
    UnsentSubmission.objects.filter(pk__in=begun).delete()


def _erase_documents(submissions: Sequence[Submission]) -> None:
    """The originals go: nobody can take a name out of them. Their words stay as they were copied."""
    for submission in submissions:
        stored = list(StoredFile.objects.filter(submission_files__submission=submission))
        submission.files.all().delete()
        erase_now(stored)


def _say_what_was_spared(submissions: Sequence[Submission], ours: Ours, now: datetime) -> None:
    """For those who work on it: where a name stands that is a word like any other, and so was left."""
    places = [place for where in ours.spared.values() for place in where]
    if len(submissions) == 1 and places:
        n = len(places)
        words = ngettext(
            "Who sent it was erased. An expression that is also their name was left in %(n)s text of ours.",
            "Who sent it was erased. An expression that is also their name was left in %(n)s texts of ours.",
            n,
        )
        submissions[0].notes.create(text=words % {"n": n}, written_at=now)
