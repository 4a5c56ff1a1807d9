"""Unpublished forums, consultations, submissions and answers; and who sent what is published."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from engagement.choices import (
    AskedBy,
    Disposition,
    Doubt,
    ForumKind,
    GroupKind,
    MeetingKind,
    PaperKind,
    PublishAs,
    Purpose,
    QuestionKind,
    Sector,
    SeenIn,
    VoiceKind,
    WhyErased,
)
from engagement.models import (
    AgencyView,
    AnswersChased,
    AnswerTemplate,
    Consultation,
    ConsultationDocument,
    ContactLogEnd,
    ContactSeen,
    CountedTotal,
    ErasureAsked,
    ErasureRecord,
    Forum,
    ForumDecision,
    ForumInvitation,
    ForumMember,
    IdeaInProposal,
    LegalHold,
    Meeting,
    MeetingAttendance,
    MeetingPaper,
    Outreach,
    PassageComment,
    ProposalComment,
    ProposalInvitation,
    ProposedCommitment,
    ProposedMilestone,
    Question,
    ReasonedResponse,
    Redaction,
    RegisterUpload,
    Reply,
    Submission,
    SubmissionContact,
    SubmissionFile,
    SubmissionGroup,
    SubmissionNote,
    SubmissionPoint,
    Theme,
    UnsentSubmission,
    Voice,
)
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, SourceDocument, StoredFile, User

from .staff import SECRET
from .words import CANARY, WORD, resow, sow

UNTOUCHED = ("key", "secret", "set_aside_why", "handed_in_by")  # of a submission


def sow_voices(plan: ActionPlan, source: SourceDocument) -> None:
    """Whom nobody was told of, what nobody is asked yet, and what nobody may read of what came in."""
    consultation = sow_asking(plan, source, slug=CANARY)
    sow_asking_of_a_hidden_plan(source)
    ideas = Consultation.objects.get(plan=plan, slug="example-ideas")
    unanswered = Consultation.objects.filter(plan=plan, answered_in=None)
    unanswered.update(what_we_heard=CANARY, amendment=plan.amendments.get(number=99))
    unanswered.exclude(pk=consultation.pk).update(follows=consultation)
    sow_where_a_forum_meets(plan, consultation)
    for asked in unanswered.exclude(pk=consultation.pk):
        sow(Theme, consultation=asked, position=99)
    sow(AnswersChased, consultation=consultation, at=timezone.now())
    sow_unread(ideas)
    sow_in_what_is_read(ideas)
    sow_beside_submissions(plan)
    for response in ReasonedResponse.objects.filter(published_in=None):
        resow(response)
    sow_desk(ideas)
    sow_beside_ideas(Consultation.objects.get(plan=plan, slug="example-next"))


def sow_asking(plan: ActionPlan, source: SourceDocument, *, slug: str, **columns) -> Consultation:
    """A forum that meets, a consultation with all that one has, and who was told."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    given = {"plan": plan, "slug": slug, "source": source} | columns
    hidden = {"source": source} | columns
    forum = sow(Forum, kind=ForumKind.PANEL, **given)
    sow(ForumMember, forum=forum, position=1, sector=Sector.OTHER)
    sow(ForumDecision, forum=forum, number=1, decided_on=day, **hidden)
    preview_key = "" if given.get("published_in") else SECRET
    consultation = sow(
        Consultation, purpose=Purpose.IDEAS, zone="Pacific/Auckland", preview_key=preview_key, **given
    )
    sow(Theme, consultation=consultation, position=1)
    sow(Question, consultation=consultation, position=1, kind=QuestionKind.ONE, options=[CANARY, WORD])
    sow(ConsultationDocument, consultation=consultation, position=1)
    paper = {"key": f"{slug}-paper", "name": f"{CANARY}.pdf", "file": "files/never.pdf", "size": 1}
    sow(
        ConsultationDocument,
        consultation=consultation,
        position=2,
        url="",
        file=sow(StoredFile, **paper),
    )
    sow(CountedTotal, consultation=consultation, position=1, number=97531, source=source)
    about = {"forum": forum, "consultation": consultation}
    sow(ForumInvitation, consultation=consultation, forum=forum, invited_at=timezone.now())
    meeting = sow(Meeting, kind=MeetingKind.PUBLIC, held_on=day, **about, **given)
    sow(MeetingAttendance, meeting=meeting, sector=Sector.OTHER, number=97534)
    agenda = {"key": f"{slug}-agenda", "name": f"{CANARY}.pdf", "file": "files/never.pdf", "size": 1}
    beside = {"meeting": meeting, "kind": PaperKind.AGENDA, "due_on": day.last} | columns
    sow(MeetingPaper, position=1, url="", file=sow(StoredFile, **agenda), **beside)
    sow(Outreach, starts_on=day, **given)
    return consultation


def sow_where_a_forum_meets(plan: ActionPlan, consultation: Consultation) -> None:
    """Of a forum that everybody knows: a paper and a decision that wait, and what it is invited to."""
    forum = Forum.objects.get(plan=plan, slug="expert-advisory-panel")
    meeting = forum.meetings.get(slug="panel-amendment")
    waits = {"meeting": meeting, "kind": PaperKind.PAPER, "position": 99}
    sow(MeetingPaper, **waits)
    hidden = Meeting.objects.get(plan=plan, slug=CANARY)
    said = {"source_at": "", "not_stated": ""}
    sow(ForumDecision, forum=forum, number=99, meeting=hidden, **said)
    sow(ForumInvitation, consultation=consultation, forum=forum, invited_at=timezone.now())


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
        set_aside_why="",
        received_at=now,
        publish_as=PublishAs.NAME,
        **published,
    )
    sow(SubmissionContact, submission=sent)
    sow_what_is_kept_of_it(sent)
    promise = ideas.plan.commitments.get(number="1")
    point = sow(SubmissionPoint, submission=sent, position=1, commitment=promise)
    sow(
        ReasonedResponse,
        point=point,
        disposition=Disposition.ADOPTED,
        changed_commitment=promise,
        **published,
    )


def sow_what_is_kept_of_it(sent: Submission) -> None:
    """Who asked that it be forgotten, what holds it, what was forgotten already, and who looked."""
    now = timezone.now()
    sow(ErasureAsked, submission=sent, at=now, asked_by=AskedBy.COORDINATOR)
    sow(LegalHold, consultation=sent.consultation, submission=sent, placed_at=now)
    sow(ErasureRecord, at=now, number=1, why=WhyErased.REQUEST, asked_by=AskedBy.COORDINATOR)
    hashes = {"previous": f"{CANARY} before", "digest": CANARY}
    user = User.objects.get(email="ana@demo.example")
    sow(ContactSeen, place=10**9, at=now, user=user, number=1, seen_in=SeenIn.PAGE, **hashes)
    sow(ContactLogEnd, pk=1, place=10**9, digest=CANARY)


def sow_unread(ideas: Consultation) -> None:
    """Another submission to what is answered, not published; and all that may not be read of any."""
    promise = ideas.plan.commitments.get(number="1")
    late = sow(
        Submission,
        consultation=ideas,
        number=ideas.submissions.count() + 1,
        set_aside_why="",
        received_at=timezone.now() - timedelta(days=1),
        publish_as=PublishAs.NAME,
        about=promise,
    )
    sow(SubmissionContact, submission=late)
    point = sow(SubmissionPoint, submission=late, position=1, theme=ideas.themes.first(), commitment=promise)
    sow(ReasonedResponse, point=point, disposition=Disposition.ADOPTED, changed_commitment=promise)
    unseen = Q(published_in=None, points__idea=None) | Q(publish_as=PublishAs.NOT_AT_ALL)
    for submission in Submission.objects.filter(unseen, consultation__plan=ideas.plan):
        resow(submission, but=UNTOUCHED)
        for point in submission.points.all():
            resow(point)
    for response in ReasonedResponse.objects.filter(point__submission__publish_as=PublishAs.NOT_AT_ALL):
        resow(response)
    for contact in SubmissionContact.objects.filter(submission__published_in=None):
        is_read = contact.submission.points.filter(idea__isnull=False).exists()
        resow(contact, but=(CONSENTED.get(contact.submission.publish_as),) if is_read else ())


def sow_beside_submissions(plan: ActionPlan) -> None:
    """What everybody said besides: to a question, on a passage, in a file that is not there; and what
    somebody has begun and not sent."""
    question = Question.objects.get(consultation__slug=f"{CANARY}-2")  # none of one that is still prepared
    stored = sow(StoredFile, key=f"{CANARY}-sent", name=f"{CANARY}.pdf", file="files/sent.pdf", size=1)
    for submission in Submission.objects.filter(consultation__plan=plan):
        sow(Reply, submission=submission, question=question, chosen=[CANARY])
        sow(PassageComment, submission=submission, position=1)
        sow(SubmissionFile, submission=submission, position=1, file=stored)
    for slug, secret in (("example-next", f"{CANARY}-secret"), (CANARY, CANARY)):
        asked = Consultation.objects.get(slug=slug)
        typed = {"text": [CANARY], "name": [CANARY]}
        sow(UnsentSubmission, consultation=asked, secret=secret, typed=typed, saved_at=timezone.now())


def sow_in_what_is_read(ideas: Consultation) -> None:
    """Of submissions that are read: who sent them, beyond what they allow; what is withheld; and the
    promises and milestones that nobody knows of."""
    promises = ideas.plan.commitments
    unknown, promise = promises.get(number="99"), promises.get(number="1")
    for submission in ideas.submissions.published():
        shown = CONSENTED.get(submission.publish_as)
        contact, _ = SubmissionContact.objects.get_or_create(submission=submission)
        resow(contact, but=(shown,))
        for point in submission.points.filter(is_withheld=True):
            before = point.text
            resow(point, but=("withheld_ground",))
            submission.text = submission.text.replace(before, point.text)
        resow(submission, but=UNTOUCHED + ("text", "transcript") * submission.may_be_read)
        submission.points.filter(commitment=None).update(
            commitment=unknown, milestone=unknown.milestones.get()
        )
        submission.points.filter(commitment=promise).update(milestone=promise.milestones.get(number=99))
    answers = ReasonedResponse.objects.filter(point__submission__consultation=ideas, changed_commitment=None)
    answers.update(changed_commitment=unknown)


def sow_desk(ideas: Consultation) -> None:
    """What those who read keep for themselves: on what is public, on what is not, and on what is doubted."""
    now = timezone.now()
    agency = Agency.objects.get(slug=CANARY)
    # How many were set aside is told with the answers; so this is one of those that are not answered yet.
    aside = (
        Consultation.objects.get(slug="example-next"),
        {"set_aside_at": now, "set_aside_why": f"{CANARY} aside"},
    )
    for asked, said in ((ideas, {}), aside):
        doubted = {"doubt": Doubt.FLOOD, "number": asked.submissions.count() + 1, "received_at": now, **said}
        names = {"key": f"{CANARY}-{asked.slug}", "secret": f"{CANARY}-doubted-{asked.slug}"}
        sow(Submission, consultation=asked, publish_as=PublishAs.NAME, **names, **doubted)
    for submission in Submission.objects.filter(consultation__plan=ideas.plan):
        sow(SubmissionNote, submission=submission, written_at=now)
        for view in submission.agency_views.all():
            resow(view, but=("text",))  # nobody has said anything yet
        sow(AgencyView, submission=submission, agency=agency, asked_at=now, given_at=now)
    for submission in ideas.submissions.exclude(pk__in=ideas.submissions.shown()):
        sow(Redaction, submission=submission, made_at=now)
    lead = ideas.submissions.exclude(pk__in=ideas.submissions.shown()).first()
    sow(SubmissionGroup, consultation=ideas, number=1, kind=GroupKind.CAMPAIGN, lead=lead)
    rows = [{"place": 2, "cells": {"text": CANARY}}]
    sow(RegisterUpload, consultation=ideas, rows=rows, sent_by=User.objects.first(), sent_at=now)
    for template in AnswerTemplate.objects.all():
        resow(template, but=("title",))


def sow_beside_ideas(gathering: Consultation) -> None:
    """Reasons that nobody else reads, voices that are doubted, and draft commitments that are not put out."""
    now = timezone.now()
    for voice in Voice.objects.filter(published_in=None).exclude(reason=""):
        resow(voice, but=("key", "secret", "kept_back_why"))
    for idea in gathering.ideas.all():
        names = {"key": f"{CANARY}-{idea.number}", "secret": f"{CANARY}-voice-{idea.number}"}
        sow(Voice, idea=idea, kind=VoiceKind.OBJECTION, given_at=now, doubt=Doubt.FLOOD, **names)
    for proposal in ProposedCommitment.objects.all():
        resow(proposal, but=("slug",))
        for milestone in proposal.milestones.all():
            resow(milestone)
    plan = ActionPlan.objects.get(slug=CANARY)
    hidden = sow(ProposedCommitment, consultation=gathering, plan=plan, values=["public-accountability"])
    sow(ProposedMilestone, proposal=hidden, position=1)
    IdeaInProposal.objects.create(proposal=hidden, idea=gathering.ideas.first())
    agency = Agency.objects.get(slug=CANARY)
    sow(ProposalInvitation, proposal=hidden, agency=agency, invited_at=now)
    sow(ProposalComment, proposal=hidden, written_at=now)


# What of a sender is shown, by what they chose.
CONSENTED = {PublishAs.NAME: "name", PublishAs.ORGANISATION: "organisation"}


def name_who_wants_to_be_named() -> None:
    """Two senders of what is published stand by it: so it is seen that no more is told of them than that."""
    for number, consent in enumerate(CONSENTED, 1):
        sent = Submission.objects.filter(consultation__slug="example-ideas", number=number)
        sent.update(publish_as=consent)
        SubmissionContact.objects.create(submission=sent.get(), **{CONSENTED[consent]: "Mere Example"})
