"""It is forgotten who sent something. What they said stays, and its count; their name is taken out of it.

It goes from the rows, their earlier versions, the outbox, the documents that came with it, what was begun and
not sent, what we said ourselves, and the copies of that. Where a name stands in texts of ours it is replaced
only where it can be nobody else's: a sender must not blank what we wrote by calling themselves like it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import F, Model, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.choices import PublicationKind
from plans.models import AgencyName, Edition, Publication, StoredFile, User
from plans.operations.editions import announce, edition_by, hold_editions, next_edition
from plans.operations.files import erase_now
from plans.operations.kept import blank_kept_words, forget_kept_words
from plans.operations.outbox import blank_mails, forget_addresses
from plans.slugs import first_free

from ..choices import AskedBy, WhyErased
from ..models import (
    Consultation,
    ErasureAsked,
    ReasonedResponse,
    Submission,
    SubmissionContact,
    SubmissionFile,
    UnsentSubmission,
)
from ..rules.keeping import Names, alike
from .at_work import locked
from .ledger import Line, enter
from .letters import forget_letters, forget_links
from .reach import ANSWERS, BESIDE, HEARD, OF_ANSWERS, OURS, PIECES, Place, texts_in
from .taking_out import (
    Copy,
    Repeated,
    asked_and_promised,
    blank_place,
    blank_rows,
    copies_that_say,
    says_one,
    take_out_of_copies,
)

Since = Mapping[str, datetime] | None  # when whoever is called so came
AT_ONCE = 50  # submissions, or rows, that change in one transaction: nobody else writes meanwhile
MOST_PLACES = 20  # of ours that a name may stand in; what stands in more is an expression, not somebody


def batched(keys: Iterable[int], size: int) -> Iterator[list[int]]:
    left = iter(keys)
    while part := list(islice(left, size)):
        yield part


@dataclass(frozen=True)
class Because:
    """Why something is erased, who asked for it by role, and in what words."""

    why: WhyErased
    asked_by: AskedBy = AskedBy.NOBODY
    reason: str = ""
    by: User | None = None
    edition: Edition | None = None  # one that is begun already
    again: Sequence[Line] = ()  # applied again after a restore

    @property
    def words(self) -> str:
        """In whose name an edition is, where no person acts."""
        if self.again:
            return _("The portal, after a backup was put back")
        if self.asked_by == AskedBy.SENDER:
            return _("The portal, as whoever sent it asked")
        return _("The portal, on schedule")

    def line_of(self, submission: Submission, now: datetime) -> Line:
        """What the ledger says of it: what it said already, where it is done again."""
        for line in self.again:
            if line.number == submission.number:
                return line
        of = submission.consultation.slug, submission.number
        return Line(uuid4(), now, *of, self.why, self.asked_by, self.reason)


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
    """Whose names are taken out of what is not theirs, where they stand in it, and which are not, because
    they are words like any other."""

    people: Names
    bodies: Names
    found: list[Standing] = field(default_factory=list)
    spared: dict[str, int] = field(default_factory=dict)  # in how many texts of ours each of them stays

    @classmethod
    def of(cls, consultation: Consultation, contacts: Sequence[SubmissionContact]) -> Ours:
        """Read once, for however many."""
        since = _since(contacts)
        ours = cls(people_in(contacts, since).of_several_words, bodies_in(contacts, since).of_several_words)
        everybody = ours.people.and_those_of(ours.bodies)
        if not everybody:
            return ours
        looked = [_looked_through(place, consultation, everybody) for place in OURS]
        said = Counter(
            words for one in looked if one.place.is_said for found in one.rows.values() for words in found
        )
        quoted = {words for text in asked_and_promised(consultation) for words in everybody.words_in(text)}
        ours.spared = {
            words: said[words] for words in everybody.by_words if words in quoted or said[words] > MOST_PLACES
        }
        ours.people, ours.bodies = ours.people.but(ours.spared), ours.bodies.but(ours.spared)
        ours.found = [one.of_names(ours.names_for(one.place)) for one in looked]
        return ours

    @property
    def all(self) -> list[Names]:
        return [names for names in (self.people, self.bodies) if names]

    @property
    def everybody(self) -> Names:
        return self.people.and_those_of(self.bodies)

    def names_for(self, place: Place) -> Names:
        return self.everybody if place.names_bodies else self.people


@dataclass(frozen=True)
class Standing:
    """In which rows of a place names stand, and of which earlier versions say them: by key of the row, the
    words of each."""

    place: Place
    rows: dict[int, set[str]]
    earlier: dict[int, set[str]]

    def of_names(self, names: Names) -> Standing:
        """The same of these names alone."""
        kept = names.by_words.keys()
        rows, earlier = (
            {key: words & kept for key, words in found.items() if words & kept}
            for found in (self.rows, self.earlier)
        )
        return Standing(self.place, rows, earlier)


def _looked_through(place: Place, consultation: Consultation, names: Names) -> Standing:
    def found(rows: QuerySet | None, columns: tuple[str, ...]) -> dict[int, set[str]]:
        key = place.model._meta.pk.name
        said: dict[int, set[str]] = defaultdict(set)
        for pk, *texts in rows.order_by().values_list(key, *columns).iterator() if rows is not None else ():
            said[pk].update(*map(names.words_in, texts_in(texts)))
        return {pk: words for pk, words in said.items() if words}

    return Standing(
        place,
        found(place.rows(consultation), place.texts),
        found(place.earlier(consultation), place.texts_earlier),
    )


# ---- Where it stands, before it goes ----------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """Where somebody's name stands: what a coordinator reads before it is taken out."""

    in_its_words: bool
    ours: list[Repeated]
    elsewhere: int  # other texts of ours: notes, themes, voices, minutes, decisions
    copies: list[Copy]
    others: list[int]  # submissions of others, whose words stay
    spared: int  # places of ours that stay
    documents: int


def where_named(submission: Submission) -> Found:
    """Every place at which its sender is named now."""
    contacts = list(SubmissionContact.objects.filter(submission=submission))
    own, bodies = people_in(contacts), bodies_in(contacts)
    ours = Ours.of(submission.consultation, contacts)
    others = submission.consultation.submissions.exclude(pk=submission.pk).order_by("number")
    several = own.of_several_words.and_those_of(bodies.of_several_words)
    naming = [
        number
        for number, *texts in others.values_list("number", "text", "transcript").iterator()
        if any(map(several.said_in, texts))
    ]
    rows = {one.place: one.rows for one in ours.found}
    answers = ReasonedResponse.objects.filter(pk__in=rows.pop(ANSWERS, ()))
    of = ("point__submission__number", "point__position")
    places = [Repeated(*at) for at in answers.order_by(*of).values_list(*of)]
    heard = [Repeated()] if rows.pop(HEARD, None) else []
    copies = {
        copy.address: copy for names in ours.all for copy in copies_that_say(submission.consultation, names)
    }
    return Found(
        in_its_words=own.said_in(submission.words) or bodies.said_in(submission.words),
        ours=[*heard, *places],
        elsewhere=sum(map(len, rows.values())),
        copies=list(copies.values()),
        others=naming,
        spared=sum(ours.spared.values()),
        documents=submission.files.count(),
    )


# ---- Forgotten -------------------------------------------------------------------------------------


def forget_senders(
    consultation: Consultation, submissions: Sequence[Submission], because: Because, *, now: datetime
) -> None:
    """Forget who sent these, at once. The consultation is held, and a transaction open."""
    hold_editions()
    contacts = _contacts_of(submissions)
    ours, editions = Ours.of(consultation, contacts), Editions(because, now, because.edition)
    for step in _steps_through_ours(consultation, contacts, ours):
        step(editions)
    _forget(consultation, submissions, contacts, ours, editions)
    _say_what_was_spared(submissions, ours, now)


def forget_in_parts(
    consultation: Consultation, due: QuerySet[Submission], because: Because, *, now: datetime
) -> int:
    """The same of any number, in many short transactions; how many.

    What is not theirs is read once, for all of them, and goes first: whoever is not forgotten when this is
    stopped is found again by the next round, since they are still known.
    """
    keys = list(due.order_by("number").values_list("pk", flat=True))
    contacts = _contacts_of(keys)
    ours = Ours.of(consultation, contacts)
    for step in _steps_through_ours(consultation, contacts, ours):
        with transaction.atomic():
            locked(consultation)
            hold_editions()
            step(Editions(because, now))
    return sum(
        _forget_a_part(consultation, due.filter(pk__in=part), ours, because, now)
        for part in batched(keys, AT_ONCE)
    )


@transaction.atomic
def _forget_a_part(
    consultation: Consultation, due: QuerySet[Submission], ours: Ours, because: Because, now: datetime
) -> int:
    """Those of a part that still are to be forgotten, now that nobody else writes."""
    submissions = as_they_are(locked(consultation), due)
    if submissions:
        hold_editions()
        _forget(consultation, submissions, _contacts_of(submissions), ours, Editions(because, now))
    return len(submissions)


def as_they_are(consultation: Consultation, rows: QuerySet[Submission]) -> list[Submission]:
    """Submissions with all that says their words; the consultation is held."""
    submissions = list(rows.order_by("number").prefetch_related(*PIECES))
    for submission in submissions:
        submission.consultation = consultation
    return submissions


def _contacts_of(submissions: Sequence) -> list[SubmissionContact]:
    found = SubmissionContact.objects.filter(submission__in=submissions)
    return list(found.select_related("submission").defer("submission__text", "submission__transcript"))


def _forget(
    consultation: Consultation,
    submissions: Sequence[Submission],
    contacts: Sequence[SubmissionContact],
    ours: Ours,
    editions: Editions,
) -> None:
    """Their own words, their documents, and who they were."""
    shown = {one.submission_id for one in contacts if one.shown_as}
    otherwise = shown | _take_out_of_their_words(submissions, contacts, ours)
    read = [one for one in submissions if one.pk in otherwise and one.is_published and one.may_be_read]
    editions.announce_submissions(read)
    forget_letters([one.pk for one in submissions])
    _erase_documents(submissions)
    SubmissionContact.objects.filter(pk__in=[one.pk for one in contacts]).delete()
    ErasureAsked.objects.filter(submission__in=submissions).delete()
    enter([editions.because.line_of(one, editions.now) for one in submissions])


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

    def announce_submissions(self, submissions: Sequence[Submission]) -> None:
        """That the public reads these otherwise: all of them in one statement."""
        Publication.objects.bulk_create(
            Publication(
                edition=self.begun(),
                kind=PublicationKind.SUBMISSION,
                address=one.get_absolute_url(),
                after={"number": one.number, "erased": True},
            )
            for one in submissions
        )


# ---- Out of their own words --------------------------------------------------------------------------


def _take_out_of_their_words(
    submissions: Sequence[Submission], contacts: Sequence[SubmissionContact], ours: Ours
) -> set[int]:
    """Take who it is out of all that was said with each, and about it; those that the public now reads
    otherwise."""
    own = {one.submission_id: people_in([one]).and_those_of(bodies_in([one])) for one in contacts}
    changed: dict[type[Model], list] = defaultdict(list)
    otherwise = set()
    for submission in submissions:
        names = own.get(submission.pk)
        if names and any(map(names.said_in, _said_with(submission))):
            before = _public_text_of(submission)
            for row in _without_a_name(submission, names):
                changed[type(row)].append(row)
            if before != _public_text_of(submission):
                otherwise.add(submission.pk)
    for model, rows in changed.items():
        columns = {"text", "transcript", "chosen", "version"} & {one.name for one in model._meta.fields}
        model._base_manager.bulk_update(rows, sorted(columns))
    for noted, path, noted_columns in BESIDE:
        _take_out_beside(noted, path, noted_columns, own)
    answers = {key: names.but(ours.spared) for key, names in own.items()}
    for answered in (ReasonedResponse, ReasonedResponse.history.model):
        _take_out_beside(answered, "point__submission", OF_ANSWERS, answers)
    return otherwise


def _said_with(submission: Submission) -> Iterator[str]:
    """All its words: as a whole, and piece by piece."""
    yield submission.words
    for piece in _pieces_of(submission):
        yield piece.text
        yield from texts_in(getattr(piece, "chosen", None))


def _pieces_of(submission: Submission) -> Iterator[Any]:
    for name in PIECES:
        yield from getattr(submission, name).all()


def _public_text_of(submission: Submission) -> str | None:
    """What the public reads of it; None where nothing."""
    return submission.public_text if submission.is_published else None


def _without_a_name(submission: Submission, names: Names) -> Iterator[Any]:
    """What changes where the names go: the submission, and pieces of it, which stay parts of the whole."""
    whole = submission.words
    for piece in _pieces_of(submission):
        said = piece.text, getattr(piece, "chosen", None)
        piece.text = names.taken_out_of_part(piece.text, whole)
        if said[1]:
            piece.chosen = [names.taken_out_of(one) for one in said[1]]
        if said != (piece.text, getattr(piece, "chosen", None)):
            yield piece
    if names.said_in(whole):
        submission.text = names.taken_out_of(submission.text)
        submission.transcript = names.taken_out_of(submission.transcript)
        submission.version += 1
        yield submission


def _take_out_beside(
    model: type[Model], path: str, columns: tuple[str, ...], own: Mapping[int, Names]
) -> None:
    """Out of what stands beside each submission: its own sender's name. All are read at once."""
    rows = model._base_manager.filter(**{f"{path}__in": list(own)})
    version = {"version": F("version") + 1} if model is ReasonedResponse else {}
    for pk, key, *said in list(rows.order_by("pk").values_list("pk", path, *columns)):
        if says_one(said, own[key]):
            blank_rows(model._base_manager.filter(pk=pk), columns, own[key], **version)


def _erase_documents(submissions: Sequence[Submission]) -> None:
    """The originals go: nobody can take a name out of them. Their words stay as they were copied."""
    stored = list(StoredFile.objects.filter(submission_files__submission__in=submissions).distinct())
    SubmissionFile.objects.filter(submission__in=submissions).delete()
    erase_now(stored)


# ---- Out of what is not theirs ------------------------------------------------------------------------


Step = Callable[["Editions"], None]


def _steps_through_ours(
    consultation: Consultation, contacts: Sequence[SubmissionContact], ours: Ours
) -> Iterator[Step]:
    """What is to be done with all that is not theirs: each step is short, and may be done twice."""
    for one in ours.found:
        for part in batched(sorted(one.rows.keys() | one.earlier.keys()), AT_ONCE):
            yield partial(_take_out_of_place, consultation, one.place, part, ours)
    for names in ours.all:
        if copies_that_say(consultation, names):
            yield partial(_take_out_of_copies, consultation, names)
    yield partial(_take_out_of_mails, contacts, ours)
    yield partial(_take_out_of_kept_words, consultation, contacts, ours)
    yield partial(_forget_what_was_begun, consultation, contacts)


def _take_out_of_place(
    consultation: Consultation, place: Place, keys: Sequence[int], ours: Ours, editions: Editions
) -> None:
    """Out of the texts of one kind; where the public reads them, an edition says so."""
    names = ours.names_for(place)
    changed = blank_place(place, names, keys)
    if place.has_slug:
        changed += _move(place, consultation, names, keys)
    rows = place.model._base_manager.filter(pk__in=changed)
    for kind, address in sorted({told for row in rows if (told := place.told(row))}):
        editions.announce(kind, address, {"erased": True})


def _move(place: Place, consultation: Consultation, names: Names, keys: Sequence[int]) -> list[int]:
    """Give what has a name in its address another one, and in the list of what was published too."""
    rows, moved = place.model._base_manager, []
    slugs = list(rows.filter(pk__in=keys).order_by("pk").values_list("pk", "slug"))
    for old in {slug for _key, slug in slugs if names.said_in(slug)}:
        taken = place.rows(consultation).order_by().values_list("slug", flat=True)
        new = first_free(slugify(names.taken_out_of(old))[:90], taken)
        moved += [key for key, slug in slugs if slug == old]
        place.rows(consultation).filter(slug=old).update(slug=new)
        end = re.compile(rf"(?<=[/-]){re.escape(old)}(?=/|$)")
        for entry in Publication.objects.filter(address__contains=old):
            Publication.objects.filter(pk=entry.pk).update(address=end.sub(new, entry.address))
    return moved


def _take_out_of_copies(consultation: Consultation, names: Names, editions: Editions) -> None:
    take_out_of_copies(consultation, names, editions.begun())


def _take_out_of_mails(contacts: Sequence[SubmissionContact], ours: Ours, editions: Editions) -> None:
    """The letters to them go, in whatever state; what letters to others say of them is blanked."""
    emails, gone = {one.email.lower() for one in contacts if one.email}, [one.pk for one in contacts]
    for others in (SubmissionContact.objects.exclude(pk__in=gone), User.objects.all()):
        emails -= set(others.annotate(low=Lower("email")).order_by().values_list("low", flat=True))
    forget_addresses(emails)
    if ours.all:
        blank_mails(ours.everybody.said_in, partial(_left_of, ours.everybody))


def _left_of(names: Names, text: str, at: datetime) -> str:
    """What stays of a text that was written at that moment."""
    return names.but_older(text, at).taken_out_of(text)


def _take_out_of_kept_words(
    consultation: Consultation, contacts: Sequence[SubmissionContact], ours: Ours, editions: Editions
) -> None:
    """Words that staff were about to save when their session ended; and what the same person was about to
    send."""
    is_theirs = _typed_by(contacts)
    forget_kept_words(consultation.get_absolute_url(), lambda typed: is_theirs(dict(typed.lists())))
    if ours.all:
        blank_kept_words(ours.everybody.said_in, ours.everybody.taken_out_of)


def _forget_what_was_begun(
    consultation: Consultation, contacts: Sequence[SubmissionContact], editions: Editions
) -> None:
    """What the same person has begun and not sent, in the same consultation."""
    is_theirs = _typed_by(contacts)
    begun = [
        pk for pk, typed in consultation.unsent.values_list("pk", "typed").iterator() if is_theirs(typed)
    ]
    forget_links(begun)
    UnsentSubmission.objects.filter(pk__in=begun).delete()


def _typed_by(contacts: Sequence[SubmissionContact]) -> Callable[[Mapping[str, Sequence[str]]], bool]:
    """Whether a form of taking part was typed by one of them."""
    emails = {one.email.casefold() for one in contacts if one.email}
    called = {alike(one.name) for one in contacts if one.name and not one.email}

    def is_theirs(typed: Mapping[str, Sequence[str]]) -> bool:
        said = {name: "".join(typed.get(name) or [""])[:320] for name in ("email", "name")}
        return said["email"].casefold() in emails or (not said["email"] and alike(said["name"]) in called)

    return is_theirs


def _say_what_was_spared(submissions: Sequence[Submission], ours: Ours, now: datetime) -> None:
    """For those who work on it: where a name stands that is a word like any other, and so was left."""
    if n := sum(ours.spared.values()):
        words = ngettext(
            "Who sent it was erased. An expression that is also their name was left in %(n)s text of ours.",
            "Who sent it was erased. An expression that is also their name was left in %(n)s texts of ours.",
            n,
        )
        for submission in submissions:
            submission.notes.create(text=words % {"n": n}, written_at=now)
