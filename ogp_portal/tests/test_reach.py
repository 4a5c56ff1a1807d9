"""Where whoever is forgotten may be named: every text that is kept is decided upon, and it is as decided."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from commitments.models import Commitment, Milestone, WordingChange
from engagement.choices import VoiceKind
from engagement.models import (
    Consultation,
    Idea,
    ProposalComment,
    ProposedCommitment,
    ProposedMilestone,
    Submission,
    SubmissionContact,
    UnsentSubmission,
    Voice,
)
from engagement.operations.personal import erase_contacts
from engagement.operations.reach import BESIDE, ELSEWHERE, LEFT, OURS, PIECES
from plans.kept import KEPT
from plans.operations.outbox import enqueue_mail
from reporting.operations.taken_out import OF_PARTS

from .hidden import sow_everywhere
from .hidden.everywhere import rows_that_say
from .hidden.words import sow

NAME, EMAIL = "Zqxvwa Zqxvwbee", "zqxvwmail@people.example"
# Decided on beside the reports themselves: `reporting/operations/taken_out.py`.
WRITTEN_IN_REPORTS = {
    "Chapter.text",
    *(f"CommitmentAssessment.{name}" for name in OF_PARTS),
    "ReviewComment.text",
    "ReviewComment.answer",
    "ReviewPosition.reason",
    "ReviewRound.asked",
}
# Written by the portal, or chosen from a list: nobody can write a name there.
NO_WORDS = (models.ForeignKey, models.SlugField, models.UUIDField)
CODES = ("key", "secret", "digest", "sha256", "previous", "zone", "country", "language", "not_stated")


def columns_with_words():
    """Of every model, earlier versions aside: the columns in which somebody's words may stand."""
    for model in apps.get_models(include_auto_created=True):
        if model.__name__.startswith("Historical"):
            continue
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_text and not (field.choices or isinstance(field, NO_WORDS) or field.name in CODES):
                yield model, field.name


def is_reached(model, column):
    """Whether a name is looked for there."""
    looked = {(place.model, name) for place in OURS for name in place.texts}
    looked |= {(noted, name) for noted, _path, columns in BESIDE for name in columns}
    return (model, column) in looked


def is_decided(decided, model, column):
    app, name = model._meta.app_label, model.__name__
    return {app, f"{app}.{name}", f"{app}.{name}.{column}"} & decided.keys()


def test_of_every_text_it_is_decided_whether_a_name_is_looked_for():
    for model, column in columns_with_words():
        if model._meta.app_label != "reporting":
            known = is_reached(model, column) or is_decided(LEFT | ELSEWHERE, model, column)
            assert known, f"{model._meta.label}.{column}: see engagement/operations/reach.py"


def test_what_was_decided_is_about_something_that_is_there():
    there = {
        said
        for model in apps.get_models(include_auto_created=True)
        for said in (
            model._meta.app_label,
            model._meta.label,
            *(f"{model._meta.label}.{field.name}" for field in model._meta.fields),
        )
    }
    assert (LEFT | ELSEWHERE).keys() <= there
    assert all(LEFT.values())


# ---- Sown, and erased ----------------------------------------------------------------------------------

QUOTED = (Commitment, Milestone, WordingChange, Consultation)  # a name that stands here too is an expression


@pytest.fixture
def ideas(world, settings, tmp_path):
    """Something of everything, and a sender whose day has come: nobody else's has."""
    settings.MEDIA_ROOT = tmp_path
    sow_everywhere()
    today = timezone.localdate()
    SubmissionContact.objects.update(erase_on=today + timedelta(days=9))
    ideas = Consultation.objects.get(slug="example-ideas")
    sent = ideas.submissions.shown().order_by("number").first()
    kept = {"name": NAME, "email": EMAIL, "organisation": "", "erase_on": today}
    SubmissionContact.objects.update_or_create(submission=sent, defaults=kept)
    sow_beside_an_idea(ideas, sent)
    return ideas


def sow_beside_an_idea(ideas, sent):
    """A voice, and a draft commitment with a step, on which we and its sender said something."""
    now, out = timezone.now(), {"published_in": ideas.published_in}
    idea = Idea.objects.create(consultation=ideas, number=99, point=sent.points.first(), **out)
    sow(Voice, idea=idea, kind=VoiceKind.OBJECTION, given_at=now)
    shown = {"shown": {"title": "Something"}, "values": [], "slug": "something"}
    proposal = sow(ProposedCommitment, consultation=ideas, plan=ideas.plan, **shown)
    sow(ProposedMilestone, proposal=proposal, position=1)
    for who in (None, sent):
        sow(ProposalComment, proposal=proposal, submission=who, written_at=now)


def sow_into(rows, column):
    """The name behind what the first of these rows says, and in every text of what is kept as JSON; which row
    it was, where there is one that takes it."""
    row = rows.order_by("pk").first()
    said = row and with_name(getattr(row, column), rows.model._meta.get_field(column).max_length)
    if not said or said == getattr(row, column):
        return None
    try:
        with transaction.atomic():
            models.QuerySet(rows.model).filter(pk=row.pk).update(**{column: said})
    except DatabaseError:  # a constraint says what may stand there; or nothing there is changed
        return None
    return rows.model, row.pk, column


def with_name(said, most=None):
    if isinstance(said, list):
        return [with_name(one) for one in said]
    if isinstance(said, dict):
        return {name: with_name(one) for name, one in said.items()}
    if not isinstance(said, str):
        return said
    return f"{said[: most - len(NAME) - 1]} {NAME}" if most else f"{said} {NAME}"


def in_what_is_looked_through(ideas, sent):
    """Rows of a consultation, and the columns in which a name is looked for."""
    for place in OURS:
        yield from ((place.rows(ideas), name) for name in place.columns)
    for model, path, columns in BESIDE:
        yield from ((model._base_manager.filter(**{path: sent.pk}), name) for name in columns)
    for name in PIECES:
        yield getattr(sent, name).all(), "text"
    for name in ("text", "transcript"):
        yield Submission.objects.filter(pk=sent.pk), name


def in_what_is_left():
    """Rows of every model, and the columns in which a name is not looked for."""
    for model, name in columns_with_words():
        if not (is_reached(model, name) or is_decided(ELSEWHERE, model, name) or model in QUOTED):
            yield model._base_manager.all(), name


def still_said(places):
    """Those of the places that were sown in which the name stands."""
    rows = {
        (model, pk, name): model._base_manager.filter(pk=pk).values_list(name) for model, pk, name in places
    }
    return {place for place, row in rows.items() if NAME in str(row.first())}


def test_a_name_goes_from_every_text_in_which_it_is_looked_for(ideas):
    sent = ideas.submissions.get(contact__name=NAME)
    looked = {sow_into(*place) for place in in_what_is_looked_through(ideas, sent)} - {None}
    left = {sow_into(*place) for place in in_what_is_left()} - {None} - looked
    assert len(looked) > 38
    assert len(left) > 100
    enqueue_mail(to=EMAIL, subject="Hello", body=NAME, key="to-them")
    enqueue_mail(to="bea@demo.example", subject="About", body=NAME, key="about-them")
    typed = {"name": [NAME], "email": [EMAIL]}
    UnsentSubmission.objects.create(consultation=ideas, secret="x", typed=typed, saved_at=timezone.now())
    staff, theirs = (
        "/workspace/consultations/example-ideas/submissions/1/",
        f"{ideas.get_absolute_url()}take-part/",
    )
    session = SessionStore()
    session[KEPT] = {staff: urlencode({"text": f"As {NAME} says"}), theirs: urlencode(typed, doseq=True)}
    session.save()
    assert still_said(looked) == looked
    assert erase_contacts(now=timezone.now()) == 1
    assert still_said(looked) == set()
    assert SessionStore(session.session_key)[KEPT] == {staff: urlencode({"text": "As [name erased] says"})}
    allowed = {f"{model._meta.label}.{name}" for model, _pk, name in left}
    assert {place.split()[0] for place in rows_that_say(NAME, EMAIL)} <= allowed
    in_reports = {f"{model.__name__}.{name}" for model, _pk, name in still_said(left) if is_of_reports(model)}
    assert in_reports & WRITTEN_IN_REPORTS == set()
    assert in_reports


def is_of_reports(model):
    return model._meta.app_label == "reporting"
