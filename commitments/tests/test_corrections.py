"""What was published and was wrong: corrected beside what stood, with its day and its reason."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from commitments.choices import LeadRole, Stage
from commitments.models import Evidence, ProgressReport, ReportCorrection, StageUpdate
from commitments.operations import corrections
from commitments.record.corrections import corrections_waiting
from commitments.rules import Declared
from commitments.tests.factories import COMPLETED, DELAYED, PROOF, UNDERWAY, a_lead
from commitments.tests.test_workspace import FORM, words_of
from plans.models import ActionPlan, Edition, OutboxItem, Publication, SourceDocument
from plans.rules import NotReady, Stale
from plans.tests.factories import at
from reporting import document
from reporting.operations.document import bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

LIST, STAGE, DOING = f"{FORM}correct/", f"{FORM}correct/milestone-1/", f"{FORM}correct/doing/"
PUBLIC, REPORT = "/plans/2025-27/commitments/1/", "/plans/2025-27/commitments/1/2025-12-to-02/"
WHY = "One agency was counted twice."
TYPED = {
    "version": 1,
    "milestone-1-stage": "not-started",
    "milestone-1-note": "",
    "why": WHY,
    "action": "send",
}


@pytest.fixture
def published(desk, cast):
    """Ben's report, signed by Bo and published by Ana."""
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.sign(cast.bo)
    desk.publish(cast.ana)
    return desk


@pytest.fixture
def ben(published, cast, sign_in):
    return sign_in(cast.ben)


@pytest.fixture
def ana(published, cast, sign_in):
    return sign_in(cast.ana)


def correct(desk, by, said=UNDERWAY, why=WHY, number=2):
    update = StageUpdate.objects.published().get(milestone__number=number)
    return corrections.correct_stage(update=update, said=said, why=why, by=by, now=at())


def reword(desk, by, text="We met the two agencies.", **more):
    known = {"report": desk.report, "version": desk.report.version, "field": "doing", "why": WHY}
    return corrections.correct_words(**known | {"text": text, "by": by, "now": at()} | more)


def publish(by, seal=None):
    [one] = corrections_waiting()
    corrections.publish_correction(correction=one, seal=seal or one.seal, by=by, now=at())


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- A stage ------------------------------------------------------------------------------------------


def test_a_correction_of_a_stage_waits_and_changes_nothing(published, cast, client):
    correct(published, cast.ben)
    assert StageUpdate.objects.published().get(milestone__number=2).stage == Stage.DELAYS
    assert "counted twice" not in client.get(PUBLIC).content.decode()
    assert [item.payload["to"] for item in OutboxItem.objects.filter(key__contains="waits")] == [
        "ana@agency.example"
    ]


def test_published_it_is_a_new_row_beside_the_old_one(published, cast):
    before = StageUpdate.objects.get(milestone__number=2)
    correct(published, cast.ben)
    publish(cast.ana)
    row = StageUpdate.objects.published().get(milestone__number=2)
    before.refresh_from_db()
    assert (row.stage, row.corrects, row.report) == (Stage.UNDERWAY, before, published.report)
    assert (row.entry, row.as_of_on) == (2, before.as_of_on)
    assert (row.why_corrected, row.written_words) == (WHY, "Manager, Policy, Agency for Records")
    assert before.withdrawn_in == row.published_in
    assert row.published_in.by_words == "Lead, Open Government"
    assert OutboxItem.objects.filter(payload__to=cast.ben.email, key__contains="correction").count() == 1


def test_undoing_is_a_correction_back(published, cast):
    for said in (UNDERWAY, DELAYED):
        correct(published, cast.ben, said)
        publish(cast.ana)
    rows = StageUpdate.objects.filter(milestone__number=2).order_by("entry")
    assert [row.stage for row in rows] == [Stage.DELAYS, Stage.UNDERWAY, Stage.DELAYS]
    assert [row.is_published for row in rows] == [False, False, True]


@pytest.mark.parametrize(
    ("said", "why", "expected"),
    [
        (DELAYED, WHY, ["same"]),
        (UNDERWAY, " ", ["why"]),
        (Declared(Stage.COMPLETED), WHY, ["completed-on", "evidence"]),
        (Declared(stage=None), WHY, ["stage"]),
    ],
)
def test_a_correction_meets_the_rules_of_every_stage_and_says_why(published, cast, said, why, expected):
    with pytest.raises(NotReady) as refused:
        correct(published, cast.ben, said, why)
    assert codes(refused) == expected
    assert not corrections_waiting()


def test_one_correction_of_a_thing_waits_at_a_time(published, cast):
    correct(published, cast.ben)
    with pytest.raises(NotReady) as refused:
        correct(published, cast.ana, COMPLETED)
    assert codes(refused) == ["waits"]


def test_what_is_still_being_written_is_not_corrected(desk, cast, sign_in):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    with pytest.raises((NotReady, Stale)):
        reword(desk, cast.ben)
    assert sign_in(cast.ben).get(LIST)["Location"] == FORM
    assert sign_in(cast.ben).get(DOING).status_code == 404


def test_what_a_document_says_stays_as_it_says(published, cast):
    source = SourceDocument.objects.create(slug="a", title="A document")
    ProgressReport.objects.update(source=source)
    with pytest.raises(NotReady) as refused:
        reword(published, cast.ana)
    assert codes(refused) == ["of-a-document"]


# ---- Words --------------------------------------------------------------------------------------------


def test_words_of_a_report_are_corrected_and_both_wordings_kept(published, cast):
    reword(published, cast.ben)
    assert published.report.doing == "We met the agencies."
    publish(cast.ana)
    row = ReportCorrection.objects.get()
    assert (published.report.doing, row.before, row.after) == (
        "We met the two agencies.",
        "We met the agencies.",
        "We met the two agencies.",
    )
    entry = Publication.objects.get(kind="correction")
    assert (entry.address, entry.before) == (REPORT, {"doing": "We met the agencies."})
    assert entry.after == {"doing": "We met the two agencies.", "reason": WHY}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"text": "We met the agencies."}, ["same"]),
        ({"text": " "}, ["doing"]),
        ({"why": ""}, ["why"]),
        ({"field": "reflection"}, ["not-published"]),
        ({"field": "state"}, ["not-published"]),
    ],
)
def test_words_are_corrected_to_other_words_with_a_reason(published, cast, more, expected):
    with pytest.raises(NotReady) as refused:
        reword(published, cast.ben, **more)
    assert codes(refused) == expected


def test_words_that_were_corrected_since_they_were_read_are_not_overwritten(published, cast):
    version = published.report.version
    reword(published, cast.ben)
    publish(cast.ana)
    with pytest.raises(Stale):
        reword(published, cast.ben, "Other words.", version=version)


# ---- Who, and deciding ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bo", "bea", "chi", "dee"])
def test_others_correct_nothing(published, cast, who):
    for write in (correct, reword):
        with pytest.raises(PermissionDenied):
            write(published, getattr(cast, who))


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_ana_publishes_or_drops(published, cast, who):
    reword(published, cast.ben)
    [one] = corrections_waiting()
    known = {"correction": one, "seal": one.seal, "by": getattr(cast, who), "now": at()}
    with pytest.raises(PermissionDenied):
        corrections.publish_correction(**known)
    with pytest.raises(PermissionDenied):
        corrections.drop_correction(**known, reason="No.")


def test_a_supporting_agency_does_not_correct(published, cast):
    a_lead(published.commitment, cast.data, LeadRole.SUPPORTING)
    with pytest.raises(PermissionDenied):
        reword(published, cast.bea)


def test_ana_may_do_both_and_the_record_says_so(published, cast):
    reword(published, cast.ana)
    publish(cast.ana)
    row = ReportCorrection.objects.get()
    assert row.written_words == row.published_in.by_words == "Lead, Open Government"
    assert not OutboxItem.objects.filter(key__startswith="correction").exists()


def test_what_ana_has_not_read_is_not_published(published, cast):
    reword(published, cast.ben)
    [read] = corrections_waiting()
    corrections.take_back_correction(correction=read, seal=read.seal, by=cast.ben, now=at())
    reword(published, cast.ben, "Something else.")
    with pytest.raises(Stale):
        publish(cast.ana, seal=read.seal)
    assert not ReportCorrection.objects.published().exists()


def test_a_dropped_correction_leaves_a_letter_and_nothing_else(published, cast):
    correct(published, cast.ben, COMPLETED)
    [one] = corrections_waiting()
    with pytest.raises(NotReady) as refused:
        corrections.drop_correction(correction=one, seal=one.seal, reason=" ", by=cast.ana, now=at())
    assert codes(refused) == ["why-dropped"]
    corrections.drop_correction(correction=one, seal=one.seal, reason="Not so.", by=cast.ana, now=at())
    assert not corrections_waiting()
    assert not Evidence.objects.filter(update__corrects__isnull=False).exists()
    body = OutboxItem.objects.get(payload__to=cast.ben.email, key__contains="dropped").payload["body"]
    assert "Not so." in body
    assert "Completed" in body
    assert PROOF.url in body


def test_a_milestone_withdrawn_meanwhile_does_not_break_the_page(published, ben):
    published.commitment.milestones.filter(number=1).update(published_in=None)
    assert ben.get(LIST).status_code == 200


# ---- The pages -----------------------------------------------------------------------------------------


def test_ben_corrects_a_stage_and_ana_publishes_it(published, ben, ana, client):
    assert f'href="{LIST}"' in ben.get(FORM).content.decode()
    assert f'href="{STAGE}"' in ben.get(LIST).content.decode()
    page = ben.get(STAGE).content.decode()
    assert 'name="version" value="1"' in page
    for _ in range(2):
        answer = ben.post(STAGE, TYPED)
        assert (answer.status_code, answer["Location"]) == (302, STAGE)
    assert StageUpdate.objects.filter(corrects__isnull=False).count() == 1
    assert "This correction waits for the coordinator." in words_of(ben.get(STAGE))

    home = ana.get("/workspace/")
    assert "One correction waits for you." in words_of(home)
    assert f'href="{STAGE}"' in home.content.decode()
    [one] = corrections_waiting()
    page = words_of(ana.get(STAGE))
    assert "Before Underway Corrected Not started" in page
    assert WHY in page
    for _ in range(2):
        answer = ana.post(STAGE, {"action": "publish", "seal": one.seal})
        assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert Publication.objects.filter(kind="stage-update", after__entry=2).count() == 1

    page = words_of(client.get(REPORT))
    assert f"Corrected on 12 March 2026: {WHY}" in page
    history = words_of(client.get(PUBLIC))
    assert "Corrects what was published on 12 March 2026: underway." in history
    assert f"Reason: {WHY}" in history
    assert "Put back what stood" in words_of(ben.get(LIST))
    assert 'value="underway" checked' in ben.get(f"{STAGE}?back").content.decode()


def test_ben_corrects_words_and_the_public_reads_both(published, ben, ana, client):
    version = published.report.version
    typed = {"version": version, "text": "We met the two agencies.", "why": WHY, "action": "send"}
    assert ben.post(DOING, typed)["Location"] == DOING
    assert "We met the agencies." in words_of(client.get(REPORT))
    [one] = corrections_waiting()
    assert ana.post(DOING, {"action": "publish", "seal": one.seal})["Location"] == LIST
    page = words_of(client.get(REPORT))
    assert "What was done We met the two agencies." in page
    assert "Before We met the agencies." in page
    assert "Corrected We met the added: two agencies." in page
    assert "Written by Manager, Policy, Agency for Records; published 12 March 2026 by Lead" in page
    assert "“What was done” corrected" in words_of(client.get(PUBLIC))
    rows = client.get("/api/v1/progress-reports/2025-27/1/2025-12-to-02/").json()
    assert rows["corrections"][0]["before"] == "We met the agencies."
    assert rows["approved_by"] == "Director, Policy, Agency for Records"


def test_what_is_missing_is_said_and_the_words_stay(ben):
    answer = ben.post(DOING, {"version": 5, "text": "Typed for an hour.", "why": "", "action": "send"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert '<a href="#why">Say what was wrong; the public reads it beside the correction.</a>' in page
    assert "Typed for an hour.</textarea>" in page


def test_two_people_correct_one_thing_and_no_word_is_lost(published, ben, ana):
    read = published.report.version
    reworded = {"version": read, "text": "Ana's words.", "why": WHY, "action": "send"}
    ana.post(DOING, reworded)
    answer = ben.post(DOING, reworded | {"text": "Ben's words."})
    assert answer.status_code == 409
    assert "A correction of this waits for the coordinator already." in words_of(answer)
    assert "Ben&#x27;s words.</textarea>" in answer.content.decode()
    [one] = corrections_waiting()
    ana.post(DOING, {"action": "publish", "seal": one.seal})
    answer = ben.post(DOING, reworded | {"text": "Ben's words."})
    assert answer.status_code == 409
    assert "This was corrected while you were writing" in words_of(answer)
    assert "Ana's words." in words_of(answer)
    assert "Ben&#x27;s words.</textarea>" in answer.content.decode()


def test_ben_takes_his_correction_back_and_finds_his_words(published, ben, cast):
    reword(published, cast.ben)
    [one] = corrections_waiting()
    answer = ben.post(DOING, {"action": "take-back", "seal": one.seal})
    assert answer.status_code == 200
    assert "We met the two agencies.</textarea>" in answer.content.decode()
    assert f"{WHY}</textarea>" in answer.content.decode()
    assert not corrections_waiting()
    assert ben.post(DOING, {"action": "take-back", "seal": one.seal})["Location"] == DOING


def test_ana_drops_a_correction_with_a_reason_once(published, ana, cast):
    reword(published, cast.ben)
    [one] = corrections_waiting()
    answer = ana.post(DOING, {"action": "not-publish", "seal": one.seal, "reason": ""})
    assert answer.status_code == 409
    assert '<a href="#reason">Say why it is not published.</a>' in answer.content.decode()
    for _ in range(2):
        answer = ana.post(DOING, {"action": "not-publish", "seal": one.seal, "reason": "Not so."})
        assert answer["Location"] == LIST
    assert not ReportCorrection.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("ben", 200), ("bo", 403), ("bea", 404), ("chi", 404), ("dee", 404)]
)
def test_who_may_open_a_correction(published, cast, sign_in, who, status):
    browser = sign_in(getattr(cast, who))
    for address in (LIST, STAGE, DOING):
        assert browser.get(address).status_code == status
    if status != 200:
        for action in ("send", "publish", "not-publish", "take-back"):
            assert browser.post(DOING, {"action": action, "text": "x", "why": "y"}).status_code == status
    assert browser.get(f"{LIST}never/").status_code == (404 if status == 200 else status)
    assert not corrections_waiting()


def test_ben_decides_nothing_by_anas_buttons(published, ben, cast):
    reword(published, cast.ana)
    [one] = corrections_waiting()
    for action in ("publish", "not-publish"):
        assert ben.post(DOING, {"action": action, "seal": one.seal, "reason": "x"}).status_code == 403


def test_hostile_words_stay_words(published, ben, ana, client):
    words = '<script>alert(1)</script>{{7*7}}"><img src=x onerror=alert(1)>'
    ben.post(DOING, {"version": published.report.version, "text": words, "why": words, "action": "send"})
    pages = [ben.get(DOING), ana.get(DOING), ana.get("/workspace/")]
    [one] = corrections_waiting()
    ana.post(DOING, {"action": "publish", "seal": one.seal})
    for page in [*pages, client.get(REPORT), client.get(PUBLIC), ben.get(LIST)]:
        assert "<script>alert" not in page.content.decode()
        assert "<img src=x" not in page.content.decode()


# ---- The plan document -----------------------------------------------------------------------------------


def test_corrections_travel_and_come_back_identical(published, cast):
    correct(published, cast.ben)
    publish(cast.ana)
    for text in ("We met the two agencies.", "We met them both."):
        reword(published, cast.ben, text)
        publish(cast.ana)
    sent = document.write(ActionPlan.objects.get())
    [report] = sent["commitments"][0]["reports"]
    assert [one["after"] for one in report["corrections"]] == [
        "We met the two agencies.",
        "We met them both.",
    ]
    for key in ("corrections",):
        assert report[key][0]["reason"] == WHY
    sent["plan"]["slug"] = "copy"
    bring_in(document=sent, name="copy.json")
    assert document.write(ActionPlan.objects.get(slug="copy")) == sent


def test_a_later_document_brings_the_corrections_that_are_missing(published, cast):
    first = document.write(ActionPlan.objects.get())
    first["plan"]["slug"] = "copy"
    bring_in(document=first, name="copy.json")
    for text in ("We met the two agencies.", "We met them both."):
        reword(published, cast.ben, text)
        publish(cast.ana)
    later = document.write(ActionPlan.objects.get(slug="2025-27"))
    later["plan"]["slug"] = "copy"
    bring_in(document=later, name="copy.json")
    assert document.write(ActionPlan.objects.get(slug="copy")) == later


# ---- At the same time ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_ten_presses_publish_a_correction_once(cast, published):
    reword(published, cast.ben)
    [one] = corrections_waiting()
    editions = Edition.objects.count()

    def press(_) -> bool:
        try:
            corrections.publish_correction(correction=one, seal=one.seal, by=cast.ana, now=at())
        except (NotReady, Stale):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(press, range(10))) == 1
    assert Edition.objects.count() == editions + 1


@pytest.mark.django_db(transaction=True)
def test_of_ten_corrections_at_once_one_waits(cast, published):
    def write(number: int) -> bool:
        try:
            reword(published, cast.ben, f"Words {number}.")
        except NotReady:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(write, range(10))) == 1
    assert len(corrections_waiting()) == 1
