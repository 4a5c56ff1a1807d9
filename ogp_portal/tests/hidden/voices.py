"""Unpublished forums, consultations, submissions and answers; and who sent what is published."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from engagement.choices import Disposition, ForumKind, MeetingKind, PublishAs, Purpose, Sector
from engagement.models import (
    Consultation,
    ConsultationDocument,
    CountedTotal,
    Forum,
    ForumMember,
    Meeting,
    Outreach,
    ReasonedResponse,
    Submission,
    SubmissionContact,
    SubmissionPoint,
    Theme,
)
from plans.dates import PartialDate
from plans.models import ActionPlan, SourceDocument

from .words import CANARY, resow, sow


def sow_voices(plan: ActionPlan, source: SourceDocument) -> None:
    """Whom nobody was told of, what nobody is asked yet, and what nobody may read of what came in."""
    consultation = sow_asking(plan, source, slug=CANARY)
    sow_asking_of_a_hidden_plan(source)
    ideas = Consultation.objects.get(plan=plan, slug="example-ideas")
    unanswered = Consultation.objects.filter(plan=plan, answered_in=None)
    unanswered.update(what_we_heard=CANARY, amendment=plan.amendments.get(number=99))
    unanswered.exclude(pk=consultation.pk).update(follows=consultation)
    for asked in unanswered.exclude(pk=consultation.pk):
        sow(Theme, consultation=asked, position=99)
    sow_unread(ideas)
    sow_in_what_is_read(ideas)
    for response in ReasonedResponse.objects.filter(published_in=None):
        resow(response)


def sow_asking(plan: ActionPlan, source: SourceDocument, *, slug: str, **columns) -> Consultation:
    """A forum that meets, a consultation with all that one has, and who was told."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    given = {"plan": plan, "slug": slug, "source": source} | columns
    forum = sow(Forum, kind=ForumKind.PANEL, **given)
    sow(ForumMember, forum=forum, position=1, sector=Sector.OTHER)
    consultation = sow(Consultation, purpose=Purpose.IDEAS, zone="Pacific/Auckland", **given)
    sow(Theme, consultation=consultation, position=1)
    sow(ConsultationDocument, consultation=consultation, position=1)
    sow(CountedTotal, consultation=consultation, position=1, number=97531, source=source)
    about = {"forum": forum, "consultation": consultation}
    sow(Meeting, kind=MeetingKind.PUBLIC, held_on=day, **about, **given)
    sow(Outreach, starts_on=day, **given)
    return consultation


def sow_asking_of_a_hidden_plan(source: SourceDocument) -> None:
    """What was published of a plan that is not: open now, and answered on a promise of the example."""
    hidden, now = ActionPlan.objects.get(slug=CANARY), timezone.now()
    ideas = Consultation.objects.get(slug="example-ideas")
    published = {"published_in": ideas.published_in}
    consultation = sow_asking(hidden, source, slug=f"{CANARY}-2", **published)
    consultation.opens_at, consultation.closes_at = now - timedelta(days=2), now + timedelta(days=2)
    consultation.source, consultation.source_at, consultation.not_stated = None, "", ""
    consultation.follows = ideas
    consultation.save()
    sent = sow(
        Submission,
        consultation=consultation,
        number=1,
        secret=f"{CANARY}-secret-2",
        received_at=now,
        publish_as=PublishAs.NAME,
        **published,
    )
    sow(SubmissionContact, submission=sent)
    promise = ideas.plan.commitments.get(number="1")
    point = sow(SubmissionPoint, submission=sent, position=1, commitment=promise)
    sow(
        ReasonedResponse,
        point=point,
        disposition=Disposition.ADOPTED,
        changed_commitment=promise,
        **published,
    )


def sow_unread(ideas: Consultation) -> None:
    """Another submission to what is answered, not published; and all that may not be read of any."""
    promise = ideas.plan.commitments.get(number="1")
    late = sow(
        Submission,
        consultation=ideas,
        number=ideas.submissions.count() + 1,
        received_at=timezone.now() - timedelta(days=1),
        publish_as=PublishAs.NAME,
        about=promise,
    )
    sow(SubmissionContact, submission=late)
    point = sow(SubmissionPoint, submission=late, position=1, theme=ideas.themes.first(), commitment=promise)
    sow(ReasonedResponse, point=point, disposition=Disposition.ADOPTED, changed_commitment=promise)
    unseen = Q(published_in=None) | Q(publish_as=PublishAs.NOT_AT_ALL)
    for submission in Submission.objects.filter(unseen, consultation__plan=ideas.plan):
        resow(submission, but=("key", "secret"))
        for point in submission.points.all():
            resow(point)
    for response in ReasonedResponse.objects.filter(point__submission__publish_as=PublishAs.NOT_AT_ALL):
        resow(response)
    for contact in SubmissionContact.objects.filter(submission__published_in=None):
        resow(contact)


def sow_in_what_is_read(ideas: Consultation) -> None:
    """Of submissions that are read: who sent them, beyond what they allow; what is withheld; and the
    promises that nobody knows of."""
    unknown = ideas.plan.commitments.get(number="99")
    for submission in ideas.submissions.published():
        shown = CONSENTED.get(submission.publish_as)
        contact, _ = SubmissionContact.objects.get_or_create(submission=submission)
        resow(contact, but=(shown,))
        for point in submission.points.filter(is_withheld=True):
            before = point.text
            resow(point, but=("withheld_ground",))
            submission.text = submission.text.replace(before, point.text)
        resow(submission, but=("key", "secret", "text") if submission.may_be_read else ("key", "secret"))
        submission.points.filter(commitment=None).update(commitment=unknown)
    answers = ReasonedResponse.objects.filter(point__submission__consultation=ideas, changed_commitment=None)
    answers.update(changed_commitment=unknown)


# What of a sender is shown, by what they chose.
CONSENTED = {PublishAs.NAME: "name", PublishAs.ORGANISATION: "organisation"}


def name_who_wants_to_be_named() -> None:
    """Two senders of what is published stand by it: so it is seen that no more is told of them than that."""
    for number, consent in enumerate(CONSENTED, 1):
        sent = Submission.objects.filter(consultation__slug="example-ideas", number=number)
        sent.update(publish_as=consent)
        SubmissionContact.objects.create(submission=sent.get(), **{CONSENTED[consent]: "Mere Example"})
