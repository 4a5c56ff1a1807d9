"""Chasing ourselves: who owes answers that are a week late is reminded once, or it is said why nobody is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.choices import Role
from plans.models import Leave, Membership, User
from plans.operations.outbox import Letter, enqueue_mails

from ..models import AnswersChased, Consultation
from .at_work import locked

CHASED_AFTER = timedelta(days=7)
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def chase_answers(*, now: datetime) -> list[AnswersChased]:
    """Chase every consultation whose answers are a week late and were not chased yet; safe to run twice."""
    today = timezone.localdate(now)
    promised = Consultation.objects.filter(
        published_in__isnull=False, answered_in=None, chased=None, answers_due_on__lte=today - CHASED_AFTER
    )
    return [one for found in promised.order_by("pk") if (one := _chase(found, now))]


@transaction.atomic
def _chase(consultation: Consultation, now: datetime) -> AnswersChased | None:
    """Write to those who work on it, once; held, so that of two rounds one does."""
    consultation = locked(consultation)
    is_chased = AnswersChased.objects.filter(consultation=consultation).exists()
    if is_chased or not consultation.is_late_at(now) or consultation.was_brought_in:
        return None
    on = timezone.localdate(now)
    people = working_on(consultation, on)
    why_none = _why_nobody(consultation, people)
    told = [] if why_none else people
    enqueue_mails(_reminder(consultation, user) for user in told)
    return AnswersChased.objects.create(consultation=consultation, at=now, mails=len(told), why_none=why_none)


def working_on(consultation: Consultation, on: date) -> list[User]:
    """Those whose work it is: coordinators, and those to whom a submission is assigned; but who is away."""
    coordinating = Membership.objects.acting(Role.COORDINATOR, on).values("user")
    assigned = consultation.submissions.standing().exclude(assigned_to=None).values("assigned_to")
    people = User.objects.filter(Q(pk__in=coordinating) | Q(pk__in=assigned), is_active=True)
    people = people.exclude(pk__in=Leave.objects.covering(on).values("user"))
    return [user for user in people.order_by("email") if user.roles_on(on)]


def _why_nobody(consultation: Consultation, people: list[User]) -> str:
    """Why no reminder is sent; empty where one is."""
    if consultation.withdrawn_in_id:
        return _("The consultation was withdrawn.")
    if settings.EMAIL_BACKEND == NO_MAIL:
        return _("This portal sends no mail.")
    return "" if people else _("Nobody who works on it is in office.")


def _reminder(consultation: Consultation, user: User) -> Letter:
    due = date_format(consultation.answers_due_on or "", "j F Y")
    page = settings.SITE_URL + reverse("workspace-consultation", args=[consultation.slug])
    subject = _("The answers are late: %(consultation)s") % {"consultation": consultation.title}
    body = _(
        "Those who took part were promised answers by %(due)s, and have none. The public page says that they "
        "are late. This is where they are read and answered:\n\n%(page)s\n\nYou get this reminder once."
    ) % {"due": due, "page": page}
    return Letter(
        key=f"answers-chased-{consultation.pk}-{user.pk}", to=user.email, subject=subject, body=body
    )
