"""Asking, reading and answering are the coordinator's."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from engagement.models import Consultation
from engagement.permissions import can_run_consultations
from engagement.tests.factories import a_consultation
from plans.tests.factories import TODAY, a_plan

pytestmark = pytest.mark.django_db


def test_only_a_coordinator_runs_consultations(cast):
    assert [can_run_consultations(user, TODAY) for user in cast] == [True, False, False, False, False, False]
    assert not can_run_consultations(AnonymousUser(), TODAY)


def test_nobody_runs_them_before_they_coordinate(cast):
    assert not can_run_consultations(cast.ana, date(2025, 6, 30))


def test_others_see_no_consultation_in_the_workspace(cast):
    a_consultation(a_plan(), published_in=None)
    seen = [Consultation.objects.visible_to(user, TODAY).count() for user in (*cast, AnonymousUser())]
    assert seen == [1, 0, 0, 0, 0, 0, 0]
