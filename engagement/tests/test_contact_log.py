"""Each look at contact data is entered where it cannot be edited; all of a consultation is one file."""

import hashlib
import io
import json
import logging
import threading
import zipfile
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from engagement.choices import Channel, GroupKind, PublishAs, SeenIn
from engagement.models import ContactLogEnd, ContactSeen, ErasureRecord, Idea
from engagement.operations.contact_log import enter_view, what_is_wrong
from engagement.operations.grouping import put_together
from engagement.operations.letters import send_receipt
from engagement.operations.personal import ask_to_erase
from engagement.operations.proposing import begin_proposal
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer
from engagement.tests.test_erasing import NAME, a_document
from plans.choices import PlanState
from plans.models import Edition, OutboxItem, User
from plans.operations.files import erase_stray_files
from plans.tests.factories import a_plan, at

SENDER = "/workspace/consultations/ideas/submissions/1/sender/"
ALL = "/workspace/consultations/ideas/personal/"
ONLY_ADDED = import_module("engagement.migrations.0004_only_added")


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sent(cast):
    asking = a_consultation(a_plan())
    return a_submission(asking, name=NAME, email="zqxa@zqx.example", publish_as=PublishAs.ANONYMOUS)


def look(asking, by, number=1):
    return enter_view(consultation=asking, number=number, seen_in=SeenIn.PAGE, by=by, now=at())


@pytest.mark.django_db
def test_who_sent_it_stands_there_once_ana_presses_and_that_is_entered(sent, cast, caplog, sign_in):
    ana = sign_in(cast.ana)
    for page in (SENDER, SENDER.removesuffix("sender/"), f"{SENDER.removesuffix('sender/')}beside/", ALL):
        assert "zqx" not in ana.get(page).content.decode().lower(), page
    assert not ContactSeen.objects.exists()
    with caplog.at_level(logging.INFO, "portal.contact"):
        assert NAME in ana.post(SENDER, {"action": "show"}).content.decode()
    row = ContactSeen.objects.get()
    assert (row.user, row.consultation, row.number, row.seen_in) == (cast.ana, "ideas", 1, SeenIn.PAGE)
    assert row.capacity
    told = Client().get(f"/consultations/ideas/receipts/{sent.secret}/data/").content.decode()
    assert row.capacity in told
    assert "Ana" not in told
    assert "@" not in told.replace("zqxa@zqx.example", "")


@pytest.mark.django_db
@pytest.mark.parametrize(("email", "is_theirs"), [("", True), ("zqxa@zqx.example", False)])
def test_the_receipt_of_a_letter_is_printed_where_no_mail_can_bring_it(cast, sign_in, email, is_theirs):
    asking = a_consultation(a_plan())
    entered = {"entered_at": at(), "entered_by": cast.ana}
    sent = a_submission(asking, name=NAME, email=email, channel=Channel.POST, **entered)
    ana, receipt = sign_in(cast.ana), f"/consultations/ideas/receipts/{sent.secret}/"
    assert receipt not in ana.get(SENDER).content.decode()
    assert (receipt in ana.post(SENDER, {"action": "show"}).content.decode()) is is_theirs
    assert ContactSeen.objects.count() == 1


@pytest.mark.django_db
def test_nobody_is_shown_the_receipt_of_what_somebody_sent_themselves(cast, sign_in):
    sent = a_submission(a_consultation(a_plan()), name=NAME)
    assert sent.secret not in sign_in(cast.ana).post(SENDER, {"action": "show"}).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_other_log_has_a_line_without_personal_data(sent, cast, caplog):
    with caplog.at_level(logging.INFO, "portal.contact"):
        row = look(sent.consultation, cast.ana)
    [line] = [record.getMessage() for record in caplog.records if record.name == "portal.contact"]
    assert row.digest in line
    assert "zqx" not in line.lower()
    assert "@" not in line


@pytest.mark.django_db
def test_a_download_of_a_document_is_entered_and_a_glance_at_its_head_is_not(sent, cast, sign_in):
    stored = a_document(sent)
    ana = sign_in(cast.ana)
    assert ana.head(stored.get_absolute_url()).status_code == 200
    assert not ContactSeen.objects.exists()
    assert ana.get(stored.get_absolute_url()).status_code == 200
    assert ContactSeen.objects.get().seen_in == SeenIn.FILE
    assert sign_in(cast.ben).get(stored.get_absolute_url()).status_code == 404
    assert ContactSeen.objects.count() == 1


@pytest.mark.django_db
def test_nobody_else_is_shown_who_sent_it(sent, cast, sign_in):
    for user in (cast.ben, cast.bo, cast.bea, cast.chi):
        for page, action in ((SENDER, "show"), (ALL, "file")):
            assert sign_in(user).post(page, {"action": action}).status_code == 404
    assert not ContactSeen.objects.exists()


@pytest.mark.django_db
def test_no_row_is_changed_and_none_goes(sent, cast):
    row = look(sent.consultation, cast.ana)
    every = ContactSeen.objects.all()
    for change in (row.save, row.delete, every.delete, lambda: every.update(number=2)):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        every.bulk_update([row], ["number"])
    with pytest.raises(TypeError):
        ContactSeen._base_manager.all().delete()
    assert what_is_wrong() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE engagement_contactseen SET number = 7 WHERE place = 2",
        "UPDATE engagement_contactseen SET at = '2020-01-01 00:00:00' WHERE place = 2",
        "DELETE FROM engagement_contactseen WHERE place = 2",
        "DELETE FROM engagement_contactseen WHERE place = 3",
        "DELETE FROM engagement_contactseen WHERE place = 1",
    ],
)
def test_whoever_edits_the_log_behind_the_portal_is_noticed(sent, cast, tampering):
    ONLY_ADDED.allow_changes(None, SimpleNamespace(connection=connection))  # as who owns the database can
    for _look in range(3):
        look(sent.consultation, cast.ana)
    call_command("check_contact_log")
    with connection.cursor() as cursor:
        cursor.execute(tampering)
    with pytest.raises(CommandError):
        call_command("check_contact_log")


@pytest.mark.django_db(transaction=True)
def test_many_who_look_at_once_follow_each_other(sent, cast):
    failed = []

    def one():
        try:
            for _look in range(3):
                look(sent.consultation, cast.ana)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert ContactSeen.objects.count() == ContactLogEnd.objects.get().place == 24
    assert what_is_wrong() == []


# ---- Their own data ----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_somebody_takes_along_all_that_is_kept_about_them(sent, cast):
    look(sent.consultation, cast.ana)
    an_answer(a_point(sent), reason="Not decided in public yet.")
    receipt = f"/consultations/ideas/receipts/{sent.secret}/"
    answer = Client().get(f"{receipt}data.json")
    assert answer["Cache-Control"] == "private, no-store"
    found = answer.json()
    assert found["who_you_are"] == {"name": NAME, "email": "zqxa@zqx.example"}
    assert found["text"] == sent.text
    assert found["kept_until"] == "2028-03-27"
    assert found["seen_by_the_team"][0]["role"]
    assert "Not decided" not in answer.content.decode()
    for text in (answer.content.decode(), Client().get(f"{receipt}data.txt").content.decode()):
        assert NAME in text
        assert "Ana" not in text
        assert str(cast.ana.key) not in text


# ---- The whole file ----------------------------------------------------------------------------------


def file_of(client, **more):
    answer = client.post(ALL, {"action": "file"} | more)
    assert answer["Cache-Control"] == "private, no-store"
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


@pytest.mark.django_db
def test_the_whole_file_holds_everything_and_its_hashes(sent, cast, sign_in):
    a_document(sent, b"The original.")
    sent.redactions.create(text="online", ground="It names a place.", made_at=at(), made_by=cast.ana)
    sent.notes.create(text="A note of ours.", written_at=at(), written_by=cast.ana)
    an_answer(a_point(sent), reason="Because it helps.")
    archive = file_of(sign_in(cast.ana))
    manifest = {one["path"]: one for one in json.loads(archive.read("manifest.json"))}
    assert set(manifest) == set(archive.namelist()) - {"manifest.json"}
    for path, one in manifest.items():
        content = archive.read(path)
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest()), path
    assert archive.read("submissions/00001/documents/1-letter.txt") == b"The original."
    said = json.loads(archive.read("submissions/00001/submission.json"))
    assert said["redactions"][0]["ground"] == "It names a place."
    assert said["notes"][0]["text"] == "A note of ours."
    assert said["points"][0]["answer"]["reason"] == "Because it helps."
    assert b"Because it helps." in archive.read("acts.jsonl")
    everything = b"".join(map(archive.read, archive.namelist()))
    assert b"zqx" not in everything.lower()  # who sent it is asked for apart
    assert sent.secret.encode() not in everything
    assert ContactSeen.objects.get().seen_in == SeenIn.EXPORT
    with_contacts = file_of(sign_in(cast.ana), with_contacts="on")
    assert json.loads(with_contacts.read("submissions/00001/contact.json"))["name"] == NAME
    assert b'"export"' in with_contacts.read("contact-views.jsonl")


@pytest.mark.django_db
def test_the_whole_file_holds_ideas_groups_and_drafts_and_opens_none_of_them(sent, cast, sign_in):
    asking, by = sent.consultation, {"by": cast.ana, "now": at()}
    plan = a_plan("2027-29", title="The next", state=PlanState.DEVELOPMENT, adopted_on=None)
    other = a_submission(asking, "Another.")
    called = {"kind": GroupKind.REPEAT, "title": "The same twice"}
    put_together(consultation=asking, numbers=[sent.number, other.number], **called, **by)
    edition = Edition.objects.last()
    idea = Idea.objects.create(consultation=asking, number=1, point=a_point(other), published_in=edition)
    voice = idea.voices.create(
        key="k1", secret="opens-a-voice", kind="objection", reason="It costs.", given_at=at()
    )
    draft = begin_proposal(consultation=asking, plan=plan, title="Minutes online", numbers={1}, **by)
    guest = draft.invitations.create(submission=other, secret="opens-a-draft", invited_at=at())
    draft.comments.create(text="Say by when.", by=cast.ana, written_at=at())
    archive = file_of(sign_in(cast.ana))
    [found] = [json.loads(line) for line in archive.read("ideas.jsonl").splitlines()]
    assert (found["point"], found["voices"][0]["reason"]) == ([other.number, 1], "It costs.")
    assert json.loads(archive.read("groups.jsonl"))["title"] == "The same twice"
    [draft] = json.loads(archive.read("draft-commitments.json"))
    assert (draft["title"], draft["ideas"]) == ("Minutes online", [1])
    assert draft["comments"][0]["text"] == "Say by when."
    assert b'"draft commitment"' in archive.read("acts.jsonl")
    everything = b"".join(map(archive.read, archive.namelist())).decode()
    assert voice.secret not in everything
    assert guest.secret not in everything


@pytest.mark.django_db
def test_a_look_at_all_is_told_to_each(sent, cast, sign_in):
    file_of(sign_in(cast.ana))
    told = Client().get(f"/consultations/ideas/receipts/{sent.secret}/data/").content.decode()
    assert "in the whole file of the consultation" in told
    assert User.objects.filter(pk=cast.ana.pk).exists()


# ---- Where addresses do not stand --------------------------------------------------------------------


@pytest.mark.django_db
def test_the_outbox_says_to_whom_and_not_at_which_address(sent, cast, sign_in):
    send_receipt(sent, "zqxa@zqx.example")
    page = sign_in(cast.ana).get("/workspace/outbox/").content.decode()
    assert "To whoever sent submission 1." in page
    assert "zqx" not in page.lower()
    operator = User.objects.create_superuser("olga@portal.example")
    item = OutboxItem.objects.get(key=f"submission-{sent.pk}-receipt")
    page = sign_in(operator).get(f"/admin/plans/outboxitem/{item.pk}/change/")
    assert page.status_code == 200
    assert "zqx" not in page.content.decode().lower()


@pytest.mark.django_db
def test_a_file_that_no_row_knows_goes_from_the_disk_after_a_day(sent):
    """Left by a process that was stopped, or put back with a backup of the files."""
    kept = a_document(sent)
    stray = default_storage.save("files/2026/03/stray", ContentFile(b"zqxa"))
    now = timezone.now()
    assert erase_stray_files(now=now) == 0
    assert erase_stray_files(now=now + timedelta(days=2)) == 1
    assert not default_storage.exists(stray)
    assert default_storage.exists(kept.file.name)


@pytest.mark.django_db
def test_the_database_refuses_what_the_model_refuses(sent, cast):
    """As the migration sets it up, for statements that never pass a model."""
    look(sent.consultation, cast.ana)
    ErasureRecord.objects.create(at=at(), consultation="ideas", number=1, why="request", asked_by="sender")
    here = SimpleNamespace(connection=connection)
    ONLY_ADDED.refuse_changes(None, here)
    for model, column in ((ContactSeen, "capacity"), (ErasureRecord, "reason")):
        rows = QuerySet(model)
        with pytest.raises(IntegrityError, match="rows are added"), transaction.atomic():
            rows.update(**{column: "Another."})
        with pytest.raises(IntegrityError, match="rows are added"), transaction.atomic():
            rows._raw_delete("default")
    ask_to_erase(submission=sent, now=at())  # who was looked at is erased without touching the log
    assert what_is_wrong() == []
    ONLY_ADDED.allow_changes(None, here)
    assert QuerySet(ContactSeen).update(capacity="Another.") == 1
