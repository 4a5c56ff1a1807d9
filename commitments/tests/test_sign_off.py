"""What Ben sends goes to Bo, who signs it off or sends it back; then Ana publishes it, or the plan does."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from commitments.choices import LeadRole, ReportState, Stage
from commitments.models import StageUpdate
from commitments.operations import decisions
from commitments.operations.reports import content_of
from commitments.record.said import links_in, snapshot, stages_in
from commitments.rules import Link
from commitments.tests.factories import (
    COMPLETED,
    DELAYED,
    PROOF,
    UNDERWAY,
    a_commitment,
    a_lead,
    some_content,
)
from commitments.tests.test_workspace import BOARD, FILLED, FORM, PAGES, REVIEW, words_of
from plans.choices import Role
from plans.models import Membership, OutboxItem, Publication
from plans.operations.periods import close_period
from plans.rules import NotReady, Stale
from plans.tests.factories import a_person, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def mails() -> list[tuple[str, str]]:
    found = OutboxItem.objects.order_by("pk").values_list("payload__to", "payload__subject")
    return [(to.partition("@")[0], subject.partition(":")[0]) for to, subject in found]


def give(user, role, agency=None, **fields):
    fields = {"title": "Director", "from_on": date(2025, 7, 1)} | fields
    user.memberships.create(role=role, agency=agency, **fields)
    user.__dict__.pop("_memberships", None)
    return user


@pytest.fixture
def sent(desk, cast):
    """Ben has sent his report; it waits for Bo."""
    desk.save(cast.ben)
    desk.submit(cast.ben)
    return desk


# ---- The way of a report ---------------------------------------------------------------------------


def test_what_ben_sends_waits_for_bo_who_hears_of_it_by_mail(sent):
    assert sent.report.state == ReportState.TO_APPROVE
    assert mails() == [("bo", "To sign off")]
    assert f"{REVIEW}" in OutboxItem.objects.get().payload["body"]


def test_bo_signs_and_then_it_waits_for_ana(sent, cast):
    report = sent.sign(cast.bo)
    assert report.state == ReportState.SUBMITTED
    assert (report.approved_by, report.approved_words) == (cast.bo, "Director, Policy, Agency for Records")
    assert report.approved_at == at()
    assert mails() == [("bo", "To sign off"), ("ana", "To publish")]
    letter = OutboxItem.objects.order_by("pk").last()
    assert "Director, Policy, Agency for Records has signed it off" in letter.payload["body"]


def test_ana_publishes_what_bo_signed_and_ben_hears_of_it(sent, cast):
    sent.sign(cast.bo)
    sent.publish(cast.ana)
    assert mails()[2:] == [("ben", "Published")]
    assert sent.report.approved_words == "Director, Policy, Agency for Records"


def test_ana_does_not_publish_over_bos_head(sent, cast):
    with pytest.raises(NotReady) as refused:
        sent.publish(cast.ana)
    assert codes(refused) == ["to-approve"]


def test_where_every_approver_has_gone_since_ana_publishes(sent, cast):
    cast.bo.memberships.update(until_on=date(2026, 3, 11))
    assert sent.publish(cast.ana).state == ReportState.PUBLISHED


def test_where_the_approver_may_not_sign_in_any_more_ana_publishes(sent, cast):
    cast.bo.is_active = False
    cast.bo.save()
    assert sent.publish(cast.ana).state == ReportState.PUBLISHED


def test_nobody_signs_what_they_sent(desk, cast):
    give(cast.ben, Role.APPROVER, cast.records)
    desk.save(cast.ben)
    desk.submit(cast.ben)
    assert desk.report.state == ReportState.TO_APPROVE  # Bo can
    with pytest.raises(NotReady) as refused:
        desk.sign(cast.ben)
    assert codes(refused) == ["your-own"]
    assert mails() == [("bo", "To sign off")]


def test_where_the_only_approver_sent_it_it_is_ready(desk, cast):
    cast.bo.memberships.all().delete()
    give(cast.ben, Role.APPROVER, cast.records)
    desk.save(cast.ben)
    assert desk.submit(cast.ben).state == ReportState.SUBMITTED


def test_what_a_coordinator_reports_for_an_agency_is_ready(desk, cast):
    desk.save(cast.ana)
    assert desk.submit(cast.ana).state == ReportState.SUBMITTED
    assert mails() == [("ana", "To publish")]


def test_nothing_to_report_is_signed_off_too(desk, cast):
    report = decisions.report_nothing(
        commitment=desk.commitment, period=desk.period, version=0, by=cast.ben, now=at()
    )
    assert report.state == ReportState.TO_APPROVE
    desk.sign(cast.bo)
    desk.publish(cast.ana)
    assert not StageUpdate.objects.exists()


@pytest.mark.parametrize("who", ["ben", "bea", "ana", "chi", "dee"])
def test_only_an_approver_of_the_lead_signs(sent, cast, who):
    with pytest.raises(PermissionDenied):
        sent.sign(getattr(cast, who))


def test_an_approver_of_an_agency_that_supports_does_not_sign(sent, cast):
    a_lead(sent.commitment, cast.data, LeadRole.SUPPORTING)
    other = give(a_person("Bob"), Role.APPROVER, cast.data)
    with pytest.raises(PermissionDenied):
        sent.sign(other)
    with pytest.raises(PermissionDenied):
        sent.send_back(other)


def test_where_two_agencies_lead_either_signs(desk, cast):
    a_lead(desk.commitment, cast.data)
    bob = give(a_person("Bob"), Role.APPROVER, cast.data)
    desk.save(cast.ben)
    desk.submit(cast.ben)
    assert sorted(mails()) == [("bo", "To sign off"), ("bob", "To sign off")]
    assert desk.sign(bob).state == ReportState.SUBMITTED


def test_what_is_signed_is_not_signed_again(sent, cast):
    bob = give(a_person("Bob"), Role.APPROVER, cast.records)
    sent.sign(cast.bo)
    with pytest.raises(NotReady) as refused:
        sent.sign(bob)
    assert codes(refused) == ["signed"]


def test_what_changed_since_bo_read_it_is_not_signed(sent, cast):
    read = sent.report.version
    decisions.take_back_report(report=sent.report, version=read, by=cast.ben, now=at())
    sent.save(cast.ben, sent.report.version, some_content(doing="Other words."))
    sent.submit(cast.ben)
    with pytest.raises(Stale):
        decisions.sign_report(report=sent.report, version=read, by=cast.bo, now=at())
    assert sent.report.state == ReportState.TO_APPROVE


def test_bo_sends_back_with_a_reason_and_ben_mends_it(sent, cast):
    sent.send_back(cast.bo)
    report = sent.report
    assert (report.state, report.sent_back_words) == (
        ReportState.SENT_BACK,
        "Director, Policy, Agency for Records",
    )
    body = OutboxItem.objects.get(payload__to=cast.ben.email).payload["body"]
    assert "Director, Policy, Agency for Records asks you to mend this report" in body
    sent.save(cast.ben, report.version, some_content(doing="Better words."))
    assert sent.submit(cast.ben).state == ReportState.TO_APPROVE
    assert [to for to, subject in mails() if subject == "To sign off"] == ["bo", "bo"]


def test_bo_does_not_send_back_what_waits_for_ana(sent, cast):
    sent.sign(cast.bo)
    with pytest.raises(NotReady) as refused:
        sent.send_back(cast.bo)
    assert codes(refused) == ["not-to-approve"]


def test_what_ana_sends_back_is_signed_anew_after_it_was_mended(sent, cast):
    sent.sign(cast.bo)
    sent.send_back(cast.ana)
    assert sent.report.approved_by == cast.bo
    sent.save(cast.ben, sent.report.version, some_content(doing="Better words."))
    assert (sent.report.approved_by, sent.report.approved_at) == (None, None)
    assert sent.submit(cast.ben).state == ReportState.TO_APPROVE


def test_ben_takes_back_what_waits_for_bo_and_what_bo_signed(sent, cast):
    for sign in (False, True):
        if sign:
            sent.submit(cast.ben)
            sent.sign(cast.bo)
        report = sent.report
        decisions.take_back_report(report=report, version=report.version, by=cast.ben, now=at())
        assert sent.report.state == ReportState.DRAFT
        assert sent.report.approved_at is None


def test_what_was_sent_before_a_period_closed_can_still_be_signed(sent, cast):
    close_period(period=sent.period, by=cast.ana, now=at())
    assert sent.sign(cast.bo).state == ReportState.SUBMITTED


# ---- Publishing on sign-off --------------------------------------------------------------------------


@pytest.fixture
def at_once(desk):
    desk.plan.publish_on_sign_off = True
    desk.plan.save()
    return desk


def test_a_plan_may_be_set_to_publish_what_is_signed(at_once, cast):
    at_once.save(cast.ben)
    at_once.submit(cast.ben)
    report = at_once.sign(cast.bo)
    assert report.state == ReportState.PUBLISHED
    assert report.published_in.by_words == report.approved_words == "Director, Policy, Agency for Records"
    assert StageUpdate.objects.published().count() == 3
    assert sorted(mails()[1:]) == [("ana", "Published on sign-off"), ("ben", "Published")]


def test_what_nobody_can_sign_still_waits_for_ana(at_once, cast):
    cast.bo.memberships.all().delete()
    at_once.save(cast.ben)
    assert at_once.submit(cast.ben).state == ReportState.SUBMITTED
    assert not Publication.objects.filter(kind="progress-report").exists()


def test_bo_is_told_before_he_signs_that_it_becomes_public(at_once, cast, sign_in):
    at_once.save(cast.ben)
    at_once.submit(cast.ben)
    assert "What you sign becomes public at once." in OutboxItem.objects.get().payload["body"]
    bo = sign_in(cast.bo)
    page = bo.get(REVIEW).content.decode()
    assert 'value="sign-and-publish"' in page
    answer = bo.post(REVIEW, {"version": at_once.report.version, "action": "sign"})  # from a page of before
    assert answer.status_code == 409
    assert "What signing off does has changed since you read this" in words_of(answer)
    assert at_once.report.state == ReportState.TO_APPROVE
    for _ in range(2):
        answer = bo.post(REVIEW, {"version": at_once.report.version, "action": "sign-and-publish"})
        assert (answer.status_code, answer["Location"]) == (302, REVIEW)
    assert Publication.objects.filter(kind="progress-report").count() == 1


# ---- The pages -----------------------------------------------------------------------------------------


def test_bos_first_page_leads_to_what_waits_for_him(sent, cast, sign_in):
    page = sign_in(cast.bo).get("/workspace/")
    assert "One report waits for you to sign it off. Your agency has one report to write" in words_of(page)
    assert f'class="button" href="{REVIEW}"' in page.content.decode()


def test_bo_reads_what_changed_and_signs(desk, cast, sign_in):
    last = desk.period, desk.before
    desk.period = desk.before
    desk.save(cast.ana, content=some_content(stages={1: UNDERWAY, 2: DELAYED, 3: UNDERWAY}))
    desk.submit(cast.ana)
    desk.publish(cast.ana)
    desk.period, desk.before = last
    desk.save(cast.ben, content=some_content(doing="We met the two agencies.", next="We meet them again."))
    desk.submit(cast.ben)
    bo = sign_in(cast.bo)
    page = words_of(bo.get(REVIEW))
    assert (
        "This report waits for you to sign it off. One milestone changes and two stay as they stood." in page
    )
    assert "September to November 2025 We met the agencies." in page
    assert "December 2025 to February 2026 We met the added: two agencies." in page
    assert "Word for word as in the report before." in page
    assert "Before Underway Now Completed Completed: February 2026" in page
    for _ in range(2):
        answer = bo.post(REVIEW, {"version": desk.report.version if not _ else 0, "action": "sign"})
        assert (answer.status_code, answer["Location"]) == (302, REVIEW)
    assert desk.report.state == ReportState.SUBMITTED
    page = bo.get(REVIEW)
    assert "Signed off by Bo on 12 March 2026, 12:00" in words_of(page)
    assert 'name="action"' not in page.content.decode()


def test_bo_sends_back_in_words_once(sent, cast, sign_in):
    bo = sign_in(cast.bo)
    version = sent.report.version
    assert bo.post(REVIEW, {"version": version, "action": "send-back", "reason": " "}).status_code == 409
    for _ in range(2):
        answer = bo.post(REVIEW, {"version": version, "action": "send-back", "reason": "More, please."})
        assert answer["Location"] == FORM
    home = words_of(sign_in(cast.ben).get("/workspace/"))
    assert "Sent back on 12 March by Director, Policy, Agency for Records: More, please." in home
    assert OutboxItem.objects.filter(key__contains="sent-back").count() == 1


def test_what_was_mended_since_is_marked_stages_too(sent, cast, sign_in):
    sent.send_back(cast.bo)
    stages = some_content().stages | {1: COMPLETED}
    sent.save(cast.ben, sent.report.version, some_content(doing="We met all the agencies.", stages=stages))
    sent.submit(cast.ben)
    page = words_of(sign_in(cast.bo).get(REVIEW))
    assert "Milestone 1: Step 1 Then Underway Now Completed" in page
    assert "Then We met the agencies. Now We met added: all the agencies." in page


def test_ana_reads_what_waits_for_bo_and_cannot_publish_it(sent, cast, sign_in):
    ana = sign_in(cast.ana)
    page = ana.get(REVIEW)
    assert "It cannot be published now: it waits for Bo to sign it off." in words_of(page)
    assert 'value="publish"' not in page.content.decode()
    answer = ana.post(REVIEW, {"version": sent.report.version, "action": "publish"})
    assert answer.status_code == 409
    assert "waits for the approver" in words_of(answer)
    assert "One waits for its agency to sign it off" in words_of(ana.get("/workspace/"))
    assert "To approve" in words_of(ana.get(BOARD))


def test_ben_is_told_with_whom_it_is(sent, cast, sign_in):
    page = words_of(sign_in(cast.ben).get(FORM))
    assert "It waits for Bo, who signs it off or sends it back with a reason." in page
    answer = sign_in(cast.ben).post(FORM, FILLED | {"version": 0, "doing": "Too late."})
    assert answer.status_code == 409
    assert "it waits for the approver of the agency that leads" in words_of(answer)


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("bo", 200), ("ben", 403), ("bea", 404), ("chi", 404), ("dee", 404)]
)
def test_who_may_read_it_to_decide(sent, cast, sign_in, who, status):
    browser = sign_in(getattr(cast, who))
    assert browser.get(REVIEW).status_code == status
    if status != 200:
        for action in ("sign", "sign-and-publish", "send-back", "publish"):
            data = {"version": sent.report.version, "action": action, "reason": "x"}
            assert browser.post(REVIEW, data).status_code == status
    assert sent.report.state == ReportState.TO_APPROVE


def test_bo_reads_and_has_no_buttons(cast, desk, sign_in):
    desk.save(cast.ben)
    bo = sign_in(cast.bo)
    page = bo.get(FORM)
    assert "You read this report; an editor of the agency writes it." in words_of(page)
    assert "We met the agencies." in words_of(page)
    assert 'name="action"' not in page.content.decode()
    assert bo.post(FORM, {"version": 2, "action": "save"}).status_code == 403


def test_bo_sees_what_the_agency_owes_and_only_what_is_theirs(desk, cast, sign_in):
    desk.save(cast.ben)
    bo = sign_in(cast.bo)
    statuses = [200, 200, 404, 200, 403, 302, 404]
    assert [bo.get(page).status_code for page in PAGES] == statuses
    assert "Your agency has two reports to write." in words_of(bo.get("/workspace/"))


def test_bo_publishes_nothing_by_the_coordinators_button(sent, cast, sign_in):
    assert (
        sign_in(cast.bo).post(REVIEW, {"version": sent.report.version, "action": "publish"}).status_code
        == 403
    )


def test_somebody_with_two_roles_sees_what_each_needs(sent, cast, sign_in):
    give(cast.ana, Role.EDITOR, cast.records)
    other = a_commitment(sent.plan, "2")
    a_lead(other, cast.records)
    page = words_of(sign_in(cast.ana).get("/workspace/"))
    assert "What needs you" in page
    assert "For Agency for Records: You have three reports to write" in page
    give(cast.bo, Role.EDITOR, cast.records)
    page = words_of(sign_in(cast.bo).get("/workspace/"))
    assert "One report waits for you to sign it off. You have three reports to write" in page


def test_how_far_a_draft_is_stands_on_the_first_page(desk, cast, sign_in):
    desk.save(cast.ben, content=some_content(doing="", stages={1: UNDERWAY}))
    page = words_of(sign_in(cast.ben).get("/workspace/"))
    assert "Saved by Ben on 12 March; three things are still missing" in page


# ---- In public -----------------------------------------------------------------------------------------


def test_what_waits_to_be_signed_is_nowhere_in_public(sent, client):
    for address in (
        "/plans/2025-27/commitments/1/",
        "/api/v1/progress-reports/",
        "/api/v1/stage-updates/",
        "/plans/2025-27/",
    ):
        page = client.get(address).content.decode()
        assert "We met the agencies" not in page
        assert "to-approve" not in page
    assert client.get("/plans/2025-27/commitments/1/2025-12-to-02/").status_code == 404


def test_beside_a_report_stands_who_wrote_signed_and_published_it(sent, cast, client):
    sent.sign(cast.bo)
    sent.publish(cast.ana)
    page = words_of(client.get("/plans/2025-27/commitments/1/2025-12-to-02/"))
    assert "Written by Manager, Policy, Agency for Records on 12 March 2026" in page
    assert "Signed off by Director, Policy, Agency for Records on 12 March 2026" in page
    assert "Published by Lead, Open Government on 12 March 2026" in page
    assert not re.search(r"\b(Bo|Ben|Ana)\b", page)
    history = words_of(client.get("/plans/2025-27/commitments/1/"))
    assert "signed off by Director, Policy, Agency for Records; published" in history


# ---- What was said, at each save -----------------------------------------------------------------------


def test_each_save_keeps_stages_and_links_as_data(desk, cast):
    links = (PROOF, Link("https://example.org/b"))
    first = desk.save(cast.ben, content=some_content(links=links))
    desk.save(cast.ben, first.version, some_content(stages={1: COMPLETED}))
    newest, oldest = desk.report.history.order_by("-version")
    assert stages_in(oldest.said) == some_content().stages
    assert links_in(oldest.said) == links
    assert {number: said.stage for number, said in stages_in(newest.said).items()} == {1: Stage.COMPLETED}
    assert oldest.said["stages"]["2"]["expected_on"] == "2026-09"


def test_a_snapshot_is_read_back_as_it_was(desk, cast):
    desk.save(cast.ben)
    kept = content_of(desk.report)
    data = snapshot(kept.stages, kept.links)
    assert (stages_in(data), links_in(data)) == (kept.stages, kept.links)
    assert (stages_in({}), links_in({})) == ({}, ())


def test_a_role_that_begins_tomorrow_signs_nothing_today(desk, cast):
    Membership.objects.filter(user=cast.bo).update(from_on=date(2026, 3, 13))
    desk.save(cast.ben)
    assert desk.submit(cast.ben).state == ReportState.SUBMITTED
