"""A backup that is put back forgets again what was erased since it was made."""

import os
import shutil
import sqlite3
import subprocess
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from engagement.choices import PublishAs, WhyErased
from engagement.models import ErasureRecord, Submission
from engagement.operations.afterwards import withdraw_published
from engagement.operations.ledger import lines_there, to_forget_again, write_what_is_missing
from engagement.operations.personal import ask_to_erase, erase_contacts
from engagement.tests.factories import a_consultation, a_point, a_submission, an_answer, answered
from engagement.tests.test_erasing import A_YEAR_LATER, EMAIL, NAME, a_document
from ogp_portal.checks import erasures_done_again
from ogp_portal.tests.hidden.everywhere import files_that_say, rows_that_say
from plans.tests.factories import TODAY, a_plan, at

pytestmark = pytest.mark.django_db(transaction=True)


class Backup:
    """Made of the database as it is, and put back in its place."""

    def __init__(self, folder):
        self.path = str(folder / "backup")
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.path) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
        else:
            self._run("pg_dump", "--format=custom", f"--file={self.path}")

    def put_back(self):
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.path) as copy:
                copy.backup(connection.connection)
        else:
            self._run("pg_restore", "--clean", "--if-exists", "--dbname", None, self.path)

    def _run(self, program, *words):
        if not shutil.which(program):
            pytest.skip(f"{program} is not here: apt-get install postgresql-client")
        names = connection.settings_dict
        connection.close()
        told = {"PGHOST": names["HOST"], "PGPORT": str(names["PORT"] or 5432), "PGUSER": names["USER"]}
        told |= {"PGPASSWORD": names["PASSWORD"], "PGDATABASE": names["NAME"]}
        words = [names["NAME"] if word is None else word for word in words]
        subprocess.run([program, *words], env=os.environ | told, check=True)


@pytest.fixture(autouse=True)
def files_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_a_restored_backup_forgets_again(cast, tmp_path):
    plan = a_plan()
    asking = a_consultation(plan)
    who = {"name": NAME, "email": EMAIL, "publish_as": PublishAs.NAME}
    on_its_day, asked, withdrawn = (
        a_submission(asking, f"I am {NAME}. Number {n}.", **who) for n in range(3)
    )
    for sent in (on_its_day, asked, withdrawn):
        an_answer(a_point(sent), reason=f"{NAME} is right.")
    answered(asking, f"{NAME} and others.", on=TODAY)
    a_document(asked)
    open_still = a_submission(a_consultation(plan, "open"), f"I am {NAME}.", name=NAME)
    counted = Submission.objects.count()
    backup = Backup(tmp_path)
    media = shutil.copytree(tmp_path / "media", tmp_path / "copy")

    ask_to_erase(submission=asked, now=at())
    ask_to_erase(submission=open_still, now=at())
    withdrawn = Submission.objects.get(pk=withdrawn.pk)
    withdraw_published(submission=withdrawn, version=withdrawn.version, by=cast.ana, now=at())
    assert erase_contacts(now=A_YEAR_LATER) == 1
    assert rows_that_say("zqx") == files_that_say("zqx") == []
    assert to_forget_again() == []

    backup.put_back()
    shutil.copytree(media, tmp_path / "media", dirs_exist_ok=True)
    assert rows_that_say("zqx")
    assert files_that_say("zqx")
    after = a_submission(asking, "Sent since.", number=50, received_at=A_YEAR_LATER, name="Another Person")
    assert len(to_forget_again()) == 4
    ready = Client().get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert "forget_again" in ready.json()["erasures"]
    [warning] = erasures_done_again(databases=["default"])
    assert "4 erasures" in warning.msg
    call_command("forget_again")
    assert rows_that_say("zqx") == []
    shutil.rmtree(media)
    assert files_that_say("zqx") == []
    assert Client().get("/readyz").status_code == 200
    assert erasures_done_again(databases=["default"]) == []
    assert Submission.objects.count() == counted + 1
    assert after.contact.name == "Another Person"
    assert Client().get(withdrawn.get_absolute_url()).status_code == 410
    whys = [WhyErased.REQUEST, WhyErased.REQUEST, WhyErased.WITHDRAWAL, WhyErased.SCHEDULE]
    assert sorted(ErasureRecord.objects.values_list("why", flat=True)) == sorted(whys)
    call_command("forget_again")  # again: nothing is left to do
    assert ErasureRecord.objects.count() == len(list(lines_there())) == 4


def test_what_came_by_post_before_and_is_entered_since_is_somebody_elses(cast, tmp_path):
    asking = a_consultation(a_plan())
    backup = Backup(tmp_path)
    ask_to_erase(submission=a_submission(asking, name=NAME), now=at())
    backup.put_back()
    by_post = {"channel": "post", "entered_at": A_YEAR_LATER}
    a_submission(asking, name="Somebody Else", received_at=at(TODAY - timedelta(days=2)), **by_post)
    call_command("forget_again")
    assert Submission.objects.get().contact.name == "Somebody Else"
    assert to_forget_again() == []


def test_a_number_that_was_given_again_is_somebody_elses(cast, tmp_path):
    asking = a_consultation(a_plan())
    backup = Backup(tmp_path)
    ask_to_erase(submission=a_submission(asking, name=NAME), now=at())
    backup.put_back()
    a_submission(asking, name="Somebody Else", received_at=A_YEAR_LATER)
    call_command("forget_again")
    assert Submission.objects.get().contact.name == "Somebody Else"
    assert to_forget_again() == []


def test_what_the_disk_did_not_take_is_written_later(cast, settings, tmp_path):
    asking = a_consultation(a_plan())
    there = settings.ERASURE_LEDGER
    settings.ERASURE_LEDGER = tmp_path / "no" / "folder"
    (tmp_path / "no").write_text("a file where the folder should be")
    ask_to_erase(submission=a_submission(asking, name=NAME), now=at())
    settings.ERASURE_LEDGER = there
    assert not list(lines_there())
    assert write_what_is_missing() == 1
    assert write_what_is_missing() == 0
    assert [line.key for line in lines_there()] == [ErasureRecord.objects.get().key]


def test_half_a_line_of_a_writer_that_was_stopped_costs_no_other(cast, settings):
    asking = a_consultation(a_plan())
    ask_to_erase(submission=a_submission(asking, name=NAME), now=at())
    with open(settings.ERASURE_LEDGER, "a") as file:
        file.write('{"key": "0d8f')
    ask_to_erase(submission=a_submission(asking, name=NAME), now=at())
    assert len(list(lines_there())) == 2
