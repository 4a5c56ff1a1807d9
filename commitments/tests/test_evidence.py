"""Files beside reports and stages: who attaches them, who may open them, and that none is lost."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from commitments.choices import Stage
from commitments.models import Evidence, ProgressReport, StageUpdate
from commitments.models.reports import link_to
from commitments.operations.reports import content_of
from commitments.operations.stages import append_stage, publish_stage
from commitments.rules import FILE_GONE, Declared
from commitments.tests.factories import COMPLETED, UNDERWAY, some_content
from commitments.tests.test_workspace import FILLED, FORM, words_of
from plans.dates import PartialDate
from plans.models import StoredFile
from plans.operations.editions import edition_by
from plans.operations.files import erase_loose_files, receive_file
from plans.rules import NotReady, Stale
from plans.tests import samples
from plans.tests.factories import TODAY, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "disk")]

PLACE = "milestone-3-evidence_files"


@pytest.fixture
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def ben(cast, desk, sign_in) -> Client:
    return sign_in(cast.ben)


@pytest.fixture
def ana(cast, desk, sign_in) -> Client:
    return sign_in(cast.ana)


def a_file(by, name="Report.pdf"):
    return receive_file(upload=samples.an_upload(name=name), by=by, now=at())


def with_file(file, **fields):
    """Everything filled in, and the third milestone shown by a file."""
    done = replace(COMPLETED, evidence=(link_to(file),))
    return some_content(stages={1: UNDERWAY, 2: UNDERWAY, 3: done}, **fields)


def save(browser: Client, version=0, place=PLACE, upload=None, action="save", **data):
    files = {place: upload or samples.an_upload()}
    filled = {name: words for name, words in FILLED.items() if "evidence" not in name}
    return browser.post(FORM, filled | {"version": version, "action": action} | files | data)


# ---- It comes in with the form ---------------------------------------------------------------------------


def test_a_file_shows_that_it_is_completed(ben, desk):
    answer = save(ben)
    assert answer.status_code == 302
    (shown,) = Evidence.objects.all()
    assert (shown.update.milestone.number, shown.file.name, shown.url) == (3, "Report.pdf", "")
    page = ben.get(FORM).content.decode()
    assert f'href="{shown.file.get_absolute_url()}">Report.pdf</a>' in page
    assert "Nothing is missing." in page


def test_a_file_stands_among_the_links_of_a_report(ben, desk):
    save(ben, place="files", **{"link-0-url": "https://example.org/"})
    links = content_of(desk.report).links
    assert [link.title for link in links] == ["", "Report.pdf"]
    assert links[1].url == f"http://testserver{StoredFile.objects.get().get_absolute_url()}"


def test_the_add_button_comes_back_to_its_place(ben):
    assert save(ben, action=f"attach-{PLACE}")["Location"] == f"{FORM}#{PLACE}-place"


def test_several_files_come_in_at_once(ben, desk):
    filled = FILLED | {"version": 0, "action": "save"}
    ben.post(FORM, filled | {PLACE: [samples.an_upload(), samples.an_upload(samples.PNG, "map.png")]})
    names = [link.title for link in content_of(desk.report).stages[3].evidence]
    assert names == ["The proof", "Report.pdf", "map.png"]


def test_a_file_that_cannot_come_in_is_named_beside_its_field_and_the_rest_is_saved(ben, desk):
    answer = save(ben, upload=samples.an_upload(samples.PROGRAM, "tool.exe"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'href="#{PLACE}">Milestone 3: tool.exe: This is no kind of file' in page
    assert desk.report.doing == FILLED["doing"]
    assert not StoredFile.objects.exists()


def test_all_files_of_a_report_have_a_limit_together(ben, desk, settings):
    settings.MOST_BYTES_A_REPORT = len(samples.PDF) + 10
    save(ben)
    answer = save(ben, desk.report.version, upload=samples.an_upload(samples.PDF + b"more", "more.pdf"))
    assert answer.status_code == 422
    assert "All files of one report together may have at most" in words_of(answer)
    assert StoredFile.objects.count() == 1


def test_the_limit_holds_for_the_operation_too(cast, desk, settings):
    file = a_file(cast.ben)
    settings.MOST_BYTES_A_REPORT = 10
    with pytest.raises(NotReady, match="All files of one report"):
        desk.save(cast.ben, content=with_file(file))
    assert not ProgressReport.objects.exists()


def test_a_file_sent_twice_is_there_once_and_is_no_conflict(ben, desk):
    assert [save(ben).status_code for _ in range(2)] == [302, 302]
    assert StoredFile.objects.count() == Evidence.objects.count() == 1
    assert desk.report.version == 2


def test_typing_loses_no_file_and_sends_none(ben, desk):
    save(ben)
    typed = FILLED | {"version": desk.report.version, "doing": "We typed on."}
    assert ben.post(FORM, typed, headers={"X-Typing": "1"}).status_code == 200
    assert [link.title for link in content_of(desk.report).stages[3].evidence] == ["The proof", "Report.pdf"]


def test_a_file_stays_when_the_stage_changes(ben, desk):
    save(ben)
    ben.post(FORM, FILLED | {"version": desk.report.version, "milestone-3-stage": "underway"})
    said = content_of(desk.report).stages[3]
    assert said.stage == Stage.UNDERWAY
    assert [link.title for link in said.evidence][-1] == "Report.pdf"


def test_a_file_is_left_out_by_its_button(ben, desk):
    save(ben)
    key = StoredFile.objects.get().key
    answer = ben.post(FORM, FILLED | {"version": desk.report.version, f"{PLACE}_drop": key})
    assert answer["Location"] == f"{FORM}#{PLACE}-place"
    assert not Evidence.objects.filter(file__isnull=False).exists()
    assert ben.post(FORM, FILLED | {"version": desk.report.version, f"{PLACE}_drop": key}).status_code == 302


def test_it_is_erased_when_nothing_shows_it_any_more(ben, desk, disk, django_capture_on_commit_callbacks):
    save(ben)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_loose_files(now=at() + timedelta(days=2)) == 0
        Evidence.objects.filter(file__isnull=False).delete()
        assert erase_loose_files(now=at() + timedelta(days=2)) == 1
    assert not [path for path in disk.rglob("*") if path.is_file()]


# ---- What is refused keeps it ----------------------------------------------------------------------------


def test_a_file_in_a_form_of_an_old_version_is_kept_and_saved_on_top(ben, ana, desk):
    ana.post(FORM, FILLED | {"version": 0, "doing": "Ana's words."})
    answer = save(ben, doing="Ben's words.")
    assert answer.status_code == 409
    page = answer.content.decode()
    key = StoredFile.objects.get().key
    assert f'type="hidden" name="{PLACE}_key" value="{key}"' in page
    assert "not saved yet" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    ben.post(FORM, FILLED | {"version": version, f"{PLACE}_key": key})
    assert content_of(desk.report).stages[3].evidence[-1].file == key


def test_a_file_that_comes_after_it_was_sent_is_shown(ben, ana, desk):
    ana.post(FORM, FILLED | {"version": 0, "action": "send"})
    answer = save(ben)
    assert answer.status_code == 409
    assert f'href="{StoredFile.objects.get().get_absolute_url()}"' in answer.content.decode()


def test_one_who_left_a_file_out_leaves_it_out_on_top_too(ben, ana, desk):
    save(ben)
    key, read = StoredFile.objects.get().key, desk.report.version
    ana.post(FORM, FILLED | {"version": read, "doing": "Ana's words."})
    answer = ben.post(FORM, FILLED | {"version": read, f"{PLACE}_drop": key, "doing": "Ben's words."})
    assert answer.status_code == 409
    assert f'type="hidden" name="{PLACE}_drop" value="{key}"' in answer.content.decode()


def test_a_key_of_somebody_elses_file_attaches_nothing(ben, cast, desk):
    key = a_file(cast.bea).key
    answer = ben.post(FORM, FILLED | {"version": 0, f"{PLACE}_key": key})
    assert answer.status_code == 422
    assert str(FILE_GONE) in words_of(answer)
    assert not Evidence.objects.filter(file__isnull=False).exists()


def test_the_operation_takes_no_file_of_somebody_else(cast, desk):
    with pytest.raises(PermissionDenied):
        desk.save(cast.ben, content=with_file(a_file(cast.bea)))


def test_a_colleague_goes_on_with_what_another_attached(cast, desk):
    file = a_file(cast.ben)
    report = desk.save(cast.ben, content=with_file(file))
    desk.save(cast.ana, report.version, with_file(file, doing="Ana went on."))
    assert content_of(desk.report).stages[3].evidence[0].file == file.key


def test_a_file_that_was_erased_is_asked_for_again(ben, cast, desk):
    file = a_file(cast.ben)
    content = with_file(file)
    file.delete()
    with pytest.raises(NotReady) as refused:
        desk.save(cast.ben, content=content)
    assert refused.value.reasons == [FILE_GONE]


# ---- Who may open it -------------------------------------------------------------------------------------


def test_a_draft_s_file_is_for_those_who_read_the_draft(cast, desk, sign_in, client):
    file = a_file(cast.ben)
    desk.save(cast.ben, content=with_file(file))
    address = file.get_absolute_url()
    for who, status in {"ben": 200, "bo": 200, "ana": 200, "bea": 404, "chi": 404, "dee": 404}.items():
        answer = sign_in(getattr(cast, who)).get(address)
        assert answer.status_code == status, who
        assert answer["Cache-Control"] == "private, no-store"
    answer = client.get(address)
    assert answer.status_code == 404
    assert "ETag" not in answer


def test_what_stands_beside_nothing_is_its_sender_s(cast, desk, sign_in):
    address = a_file(cast.ben).get_absolute_url()
    assert sign_in(cast.ben).get(address).status_code == 200
    for who in (cast.bo, cast.ana, cast.bea):
        assert sign_in(who).get(address).status_code == 404


def a_public_file(cast, desk, name="Kōrero “1”.pdf"):
    file = a_file(cast.ben, name)
    done = replace(COMPLETED, evidence=(link_to(file),))
    update = publish_stage(
        milestone=desk.commitment.milestones.get(number=3),
        said=done, as_of_on=PartialDate.parse("2026-02-28"), by=cast.ana, now=at(),
    )  # fmt: skip
    return file, update


def test_a_published_file_is_a_download_for_everybody(cast, desk, client):
    file, _ = a_public_file(cast, desk)
    answer = client.get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == samples.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert (
        answer["Content-Disposition"] == "attachment; filename*=utf-8''K%C5%8Drero%20%E2%80%9C1%E2%80%9D.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(len(samples.PDF))
    assert "public" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    again = client.get(file.get_absolute_url(), headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    head = client.head(file.get_absolute_url())
    assert (head.status_code, head["Content-Length"]) == (200, str(len(samples.PDF)))


def test_its_name_is_part_of_its_address(cast, desk, client):
    file, _ = a_public_file(cast, desk)
    for address in (
        f"/files/{file.key}/other.pdf",
        f"/files/{file.key}/",
        "/files/",
        f"/files/never/{file.name}",
    ):
        assert client.get(address).status_code == 404
    assert client.post(file.get_absolute_url()).status_code == 405


def test_a_plan_that_is_not_public_hides_its_files(cast, desk, client):
    file, update = a_public_file(cast, desk)
    desk.plan.withdrawn_in = update.published_in
    desk.plan.save()
    assert client.get(file.get_absolute_url()).status_code == 410


def test_a_file_that_a_correction_took_away_is_gone(cast, desk, client):
    file, update = a_public_file(cast, desk)
    again = StageUpdate(milestone=update.milestone, corrects=update, why_corrected="The wrong file.")
    append_stage(update=again, said=COMPLETED, edition=edition_by(by=cast.ana, on=TODAY))
    assert client.get(file.get_absolute_url()).status_code == 410


def test_a_file_that_the_disk_has_lost_is_missing(cast, desk, client, disk):
    file, _ = a_public_file(cast, desk)
    (disk / file.file.name).unlink()
    assert client.get(file.get_absolute_url()).status_code == 404


def test_pages_and_data_lead_to_it(cast, desk, client):
    file, _ = a_public_file(cast, desk, "Report.pdf")
    address = file.get_absolute_url()
    page = client.get("/plans/2025-27/commitments/1/").content.decode()
    assert f'href="{address}"' in page
    updates = client.get("/api/v1/stage-updates/").json()["results"]
    assert updates[0]["evidence"] == [{"url": f"http://testserver{address}", "title": "Report.pdf"}]


# ---- At the same time ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_saves_while_a_file_comes_in_lose_and_double_nothing(cast, desk):
    """Each writes its own word below what it has read; one of them brings a file too."""

    def write(word: str) -> None:
        try:
            while True:
                report = ProgressReport.objects.filter(commitment=desk.commitment).first()
                kept = content_of(report) if report else some_content(doing="")
                stages = dict(kept.stages)
                if word == "word-7":
                    file = a_file(cast.ben)
                    shown = stages.get(3, Declared(Stage.COMPLETED, completed_on=COMPLETED.completed_on))
                    links = dict.fromkeys([*shown.evidence, link_to(file)])
                    stages[3] = replace(shown, evidence=tuple(links))
                content = replace(kept, doing=f"{kept.doing} {word}".strip(), stages=stages)
                try:
                    desk.save(cast.ben, report.version if report else 0, content)
                except Stale:
                    continue
                return
        finally:
            connections.close_all()

    words = [f"word-{number}" for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(write, words))
    content = content_of(desk.report)
    assert sorted(content.doing.split()) == sorted(words)
    assert [link.title for link in content.stages[3].evidence] == ["The proof", "Report.pdf"]
    assert StoredFile.objects.count() == 1
