from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from celery import current_app
from django.core import mail
from django.utils import timezone

from plans import tasks
from plans.choices import OutboxState
from plans.models import OutboxItem
from plans.operations import outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def a_letter(key="letter-1"):
    return outbox.enqueue_mail(to="ben@demo.example", subject="Kia ora", body="A word.", key=key)


@pytest.fixture
def mail_server_is_down(monkeypatch):
    def refuse(self):
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)


def test_the_same_key_is_the_same_letter():
    assert a_letter() == a_letter()
    tasks.sweep()
    assert a_letter().state == OutboxState.DONE
    tasks.sweep()
    assert len(mail.outbox) == 1


def test_a_letter_is_carried_once_however_often_the_worker_is_woken():
    item = a_letter()
    for _ in range(3):
        tasks.carry_out(item.pk)
    assert [letter.to for letter in mail.outbox] == [["ben@demo.example"]]


def test_a_broker_that_is_down_delays_and_loses_nothing(monkeypatch, django_capture_on_commit_callbacks):
    def refuse(*args, **kwargs):
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", refuse)
    monkeypatch.setattr(outbox, "_silent_until", 0.0)  # and as it was, for the tests that follow
    with django_capture_on_commit_callbacks(execute=True):
        a_letter()
    assert not mail.outbox
    tasks.sweep()
    assert len(mail.outbox) == 1


def test_the_worker_is_woken_when_the_transaction_is_over(monkeypatch, django_capture_on_commit_callbacks):
    hints = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args, **options: hints.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        item = a_letter()
        assert hints == []
    assert hints == [("plans.tasks.carry_out", [item.pk])]


@pytest.mark.usefixtures("mail_server_is_down")
def test_a_mail_server_that_is_down_is_asked_again_later(now):
    item = a_letter()
    tasks.sweep()
    item.refresh_from_db()
    assert (item.state, item.attempts, item.leased_until) == (OutboxState.WAITING, 1, None)
    assert "no mail server" in item.error
    assert item.due_at > now + timedelta(minutes=1)
    assert outbox.sweep_outbox(now=now) == 0


@pytest.mark.usefixtures("mail_server_is_down")
def test_after_many_failures_a_letter_is_given_up_in_sight(now):
    item = a_letter()
    for day in range(1, 30):
        outbox.sweep_outbox(now=now + timedelta(days=day))
    item.refresh_from_db()
    assert (item.state, item.attempts) == (OutboxState.FAILED, outbox.MOST_ATTEMPTS)


def test_a_worker_that_never_came_back_loses_its_lease(now):
    item = a_letter()
    OutboxItem.objects.update(leased_until=now + outbox.LEASE)
    assert not outbox.carry_out_item(item_id=item.pk, now=now)
    assert outbox.carry_out_item(item_id=item.pk, now=now + outbox.LEASE + timedelta(seconds=1))
    assert len(mail.outbox) == 1


def test_a_mail_that_opens_something_is_not_kept_once_it_is_sent():
    item = outbox.enqueue_mail(
        to="a@b.example", subject="Come in", body="the secret link", key="s", is_secret=True
    )
    assert outbox.carry_out_item(item_id=item.pk, now=timezone.now())
    item.refresh_from_db()
    assert mail.outbox[0].body == "the secret link"
    assert "secret link" not in str(item.payload)


def test_what_failed_names_nobody(monkeypatch, caplog):
    item = outbox.enqueue_mail(to="dee@home.example", subject="Hello", body="Hello", key="m")

    def refuse(*args, **kwargs):
        raise SMTPRecipientsRefused({"dee@home.example": (550, b"<dee@home.example> unknown")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert not outbox.carry_out_item(item_id=item.pk, now=timezone.now())
    item.refresh_from_db()
    assert "550" in item.error
    assert "dee@home" not in item.error + caplog.text


def test_a_worker_that_comes_too_late_changes_nothing(monkeypatch):
    item = outbox.enqueue_mail(to="a@b.example", subject="Hello", body="Hello", key="m")
    now = timezone.now()

    def overtaken(**given):
        later = now + outbox.LEASE + timedelta(seconds=1)
        monkeypatch.undo()
        assert outbox.carry_out_item(item_id=item.pk, now=later)
        raise OSError("and then it broke")

    monkeypatch.setattr("plans.operations.outbox.send_mail", overtaken)
    assert not outbox.carry_out_item(item_id=item.pk, now=now)
    item.refresh_from_db()
    assert (item.state, item.error) == (OutboxState.DONE, "")
    assert len(mail.outbox) == 1


def test_what_kills_its_worker_each_time_is_given_up():
    item = outbox.enqueue_mail(to="a@b.example", subject="Hello", body="Hello", key="m")
    OutboxItem.objects.update(attempts=outbox.MOST_ATTEMPTS)
    assert not outbox.carry_out_item(item_id=item.pk, now=timezone.now())
    item.refresh_from_db()
    assert item.state == OutboxState.FAILED
    assert mail.outbox == []
