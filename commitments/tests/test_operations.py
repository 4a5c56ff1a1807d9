"""A report's way: saved, sent, sent back, published; nobody's words are lost and nothing happens twice."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from commitments.choices import LeadRole, ReportState, Stage
from commitments.models import ProgressReport, StageUpdate
from commitments.operations import decisions
from commitments.operations.corrections import correct_stage
from commitments.operations.reports import ReportContent, content_of
from commitments.operations.stages import publish_stage
from commitments.rules import Declared, Link
from commitments.tests.factories import (
    COMPLETED,
    DELAYED,
    PROOF,
    UNDERWAY,
    a_lead,
    a_milestone,
    a_stage,
    some_content,
)
from plans.dates import PartialDate
from plans.models import OutboxItem, Publication
from plans.operations.periods import close_period
from plans.rules import NotReady, Stale
from plans.tests.factories import a_person, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_signs")]
A_WORD = some_content(doing="One word more.")


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def mails() -> list[str]:
    return list(OutboxItem.objects.order_by("pk").values_list("payload__to", flat=True))


# ---- Saving -----------------------------------------------------------------------------------------


def test_what_ben_saves_is_kept_as_he_typed_it(desk, cast):
    links = (Link("https://example.org/a", "A page"), Link("https://example.org/b"))
    content = some_content(links=links)
    desk.save(cast.ben, content=content)
    assert content_of(desk.report) == content
    assert desk.report.state == ReportState.DRAFT


def test_a_report_may_be_saved_while_it_lacks_everything(desk, cast):
    content = ReportContent(stages={2: Declared(Stage.DELAYS), 3: Declared(Stage.COMPLETED)})
    desk.save(cast.ben, content=content)
    assert content_of(desk.report) == content


def test_nothing_that_is_saved_is_published(desk, cast):
    desk.save(cast.ben)
    assert not StageUpdate.objects.published().exists()
    assert not ProgressReport.objects.published().exists()


def test_what_stands_as_it_stood_is_no_draft(desk, cast):
    a_stage(desk.commitment.milestones.get(number=2), DELAYED, "2025-11-30")
    desk.save(cast.ben, content=some_content(stages={1: UNDERWAY, 2: DELAYED}))
    assert list(content_of(desk.report).stages) == [1]


def test_a_stage_published_after_the_period_is_not_what_it_is_compared_with(desk, cast):
    milestone = desk.commitment.milestones.get(number=1)
    a_stage(milestone, UNDERWAY, "2026-03-05")
    desk.save(cast.ben, content=some_content(stages={1: UNDERWAY}))
    assert list(content_of(desk.report).stages) == [1]


def test_a_save_on_an_old_version_is_refused_and_writes_nothing(desk, cast):
    first = desk.save(cast.ben)
    desk.save(cast.ana, first.version, A_WORD)
    with pytest.raises(Stale):
        desk.save(cast.ben, first.version, some_content(doing="Other words."))
    assert content_of(desk.report) == A_WORD


def test_a_report_begun_twice_is_refused_to_the_second(desk, cast):
    desk.save(cast.ben)
    with pytest.raises(Stale):
        desk.save(cast.ana, 0, A_WORD)


def test_the_same_save_again_changes_nothing_whatever_its_version(desk, cast):
    first = desk.save(cast.ben)
    again = desk.save(cast.ben, 0)
    assert again.version == first.version
    assert desk.report.history.count() == 1


def test_each_save_is_an_entry_of_the_history_with_its_person(desk, cast):
    first = desk.save(cast.ben)
    desk.save(cast.ana, first.version, A_WORD)
    assert [entry.history_user for entry in desk.report.history.all()] == [cast.ana, cast.ben]


def test_a_report_for_a_period_that_is_ahead_cannot_be_begun(desk, cast):
    desk.period.starts_on = date(2026, 4, 1)
    desk.period.ends_on, desk.period.due_on = date(2026, 6, 30), date(2026, 7, 15)
    desk.period.save()
    with pytest.raises(NotReady) as refused:
        desk.save(cast.ben)
    assert codes(refused) == ["ahead"]


def test_nobody_writes_into_a_closed_period(desk, cast):
    close_period(period=desk.period, by=cast.ana, now=at())
    with pytest.raises(NotReady) as refused:
        desk.save(cast.ben)
    assert codes(refused) == ["closed"]


# ---- Sending ------------------------------------------------------------------------------------------


def test_ben_sends_and_ana_hears_of_it_once(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    report = desk.report
    assert report.state == ReportState.SUBMITTED
    assert (report.submitted_by, report.submitted_words) == (cast.ben, "Manager, Policy, Agency for Records")
    assert mails() == ["ana@agency.example"]
    assert (
        "/workspace/plans/2025-27/commitments/1/2025-12-to-02/review/"
        in OutboxItem.objects.get().payload["body"]
    )


def test_what_is_sent_cannot_be_sent_again(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    with pytest.raises(NotReady) as refused:
        desk.submit(cast.ben)
    assert codes(refused) == ["submitted"]
    assert len(mails()) == 1


def test_what_is_missing_is_said_in_words_with_the_field(desk, cast):
    stages = {1: UNDERWAY, 2: Declared(Stage.DELAYS)}
    desk.save(cast.ben, content=ReportContent(stages=stages))
    with pytest.raises(NotReady) as refused:
        desk.submit(cast.ben)
    assert {reason.field: str(reason) for reason in refused.value.reasons} == {
        "milestone-2-reason": "Milestone 2: Choose the main reason for the delay.",
        "milestone-2-reason_words": "Milestone 2: Say what is holding it up.",
        "milestone-2-expected_on": "Milestone 2: Give a new expected date, or say that it is not known yet.",
        "milestone-3-stage": "Milestone 3: Choose a stage.",
        "doing": "Say what has been done, or report nothing.",
    }
    assert desk.report.state == ReportState.DRAFT


def test_a_completion_after_today_is_refused_when_it_is_sent(desk, cast):
    desk.period.ends_on, desk.period.due_on = date(2026, 3, 31), date(2026, 4, 15)
    desk.period.save()
    soon = replace(COMPLETED, completed_on=PartialDate.parse("2026-03-20"))
    desk.save(cast.ben, content=some_content(stages={1: UNDERWAY, 2: UNDERWAY, 3: soon}))
    with pytest.raises(NotReady) as refused:
        desk.submit(cast.ben)
    assert codes(refused) == ["completed-later"]


def test_a_milestone_carried_over_needs_nothing(desk, cast):
    for number in (1, 2, 3):
        a_stage(desk.commitment.milestones.get(number=number), UNDERWAY, "2025-11-30")
    desk.save(cast.ben, content=ReportContent(doing="We went on."))
    assert desk.submit(cast.ben).state == ReportState.SUBMITTED


def test_nothing_to_report_is_one_step_and_drops_what_was_typed(desk, cast):
    first = desk.save(cast.ben)
    decisions.report_nothing(
        commitment=desk.commitment, period=desk.period, version=first.version, by=cast.ben, now=at()
    )
    assert desk.report.state == ReportState.SUBMITTED
    assert desk.report.nothing_to_report
    assert content_of(desk.report) == ReportContent()


# ---- Sending back and publishing -----------------------------------------------------------------------


def test_ana_sends_back_with_a_reason_and_ben_hears_of_it(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.send_back(cast.ana)
    assert desk.report.state == ReportState.SENT_BACK
    assert mails() == ["ana@agency.example", "ben@agency.example"]
    assert "Please name the agencies." in OutboxItem.objects.get(payload__to=cast.ben.email).payload["body"]
    desk.save(cast.ben, desk.report.version, A_WORD)
    assert desk.submit(cast.ben).state == ReportState.SUBMITTED
    assert mails().count("ana@agency.example") == 2


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_sending_back_needs_a_reason(desk, cast, reason):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    with pytest.raises(NotReady) as refused:
        desk.send_back(cast.ana, reason)
    assert [str(one) for one in refused.value.reasons] == ["Say what should be mended."]


def test_a_closed_round_is_opened_before_a_report_goes_back(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    close_period(period=desk.period, by=cast.ana, now=at())
    desk.period.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        desk.send_back(cast.ana)
    assert codes(refused) == ["closed"]
    assert desk.publish(cast.ana).state == ReportState.PUBLISHED


def test_publishing_appends_the_stages_in_one_edition(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    report = desk.publish(cast.ana)
    updates = StageUpdate.objects.published()
    assert {update.milestone.number: update.stage for update in updates} == {
        1: Stage.UNDERWAY,
        2: Stage.DELAYS,
        3: Stage.COMPLETED,
    }
    assert {update.published_in_id for update in updates} == {report.published_in_id}
    assert {str(update.as_of_on) for update in updates} == {"2026-02-28"}
    kinds = Publication.objects.filter(edition=report.published_in).values_list("kind", flat=True)
    assert sorted(kinds) == ["progress-report", "stage-update", "stage-update", "stage-update"]
    assert report.published_in.by_words == "Lead, Open Government"


def test_a_report_published_while_its_period_runs_speaks_of_that_day(desk, cast):
    desk.period.ends_on, desk.period.due_on = date(2026, 3, 31), date(2026, 4, 15)
    desk.period.save()
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    assert {str(update.as_of_on) for update in StageUpdate.objects.published()} == {"2026-03-12"}


def test_what_stands_as_it_stood_appends_no_row(desk, cast):
    for number in (1, 2):
        a_stage(desk.commitment.milestones.get(number=number), UNDERWAY, "2025-11-30")
    before = StageUpdate.objects.count()
    desk.save(cast.ben, content=some_content(stages={1: UNDERWAY, 2: UNDERWAY, 3: UNDERWAY}))
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    assert StageUpdate.objects.count() == before + 1


def test_nothing_to_report_appends_no_row(desk, cast):
    decisions.report_nothing(commitment=desk.commitment, period=desk.period, version=0, by=cast.ben, now=at())
    desk.publish(cast.ana)
    assert not StageUpdate.objects.exists()
    assert desk.report.state == ReportState.PUBLISHED


def test_a_draft_of_a_milestone_that_was_withdrawn_is_not_published(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.commitment.milestones.filter(number=1).update(published_in=None)
    desk.publish(cast.ana)
    assert not StageUpdate.objects.filter(milestone__number=1).exists()


def test_a_report_is_published_once(desk, cast):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    with pytest.raises(NotReady) as refused:
        desk.publish(cast.ana)
    assert codes(refused) == ["published"]
    assert Publication.objects.filter(kind="progress-report").count() == 1


def test_what_changed_since_it_was_read_is_not_published(desk, cast):
    desk.save(cast.ben)
    read = desk.submit(cast.ben)
    desk.send_back(cast.ana)
    desk.save(cast.ben, desk.report.version, A_WORD)
    desk.submit(cast.ben)
    with pytest.raises(Stale):
        decisions.publish_report(report=desk.report, version=read.version, by=cast.ana, now=at())
    assert desk.report.state == ReportState.SUBMITTED


def test_ana_may_report_for_an_agency_and_the_record_says_both(desk, cast):
    desk.save(cast.ana)
    desk.submit(cast.ana)
    report = desk.publish(cast.ana)
    assert report.submitted_words == report.published_in.by_words == "Lead, Open Government"


def test_a_draft_is_published_with_nothing_missing_only(desk, cast):
    desk.save(cast.ben)
    with pytest.raises(NotReady) as refused:
        desk.publish(cast.ana)
    assert codes(refused) == ["not-submitted"]


def test_a_form_and_a_shell_meet_the_same_rule_with_the_same_words(desk, cast):
    desk.save(
        cast.ben,
        content=ReportContent(doing="x", stages={1: UNDERWAY, 2: UNDERWAY, 3: Declared(Stage.COMPLETED)}),
    )
    with pytest.raises(NotReady) as by_form:
        desk.submit(cast.ben)
    with pytest.raises(NotReady) as by_shell:
        publish_stage(
            milestone=desk.commitment.milestones.get(number=3),
            said=Declared(Stage.COMPLETED),
            as_of_on=PartialDate.parse("2026-02-28"),
            by=cast.ana,
            now=at(),
        )
    assert [f"Milestone 3: {reason}" for reason in by_shell.value.reasons] == [
        str(reason) for reason in by_form.value.reasons
    ]


def test_no_shell_and_no_correction_expects_a_delay_before_the_current_date(desk, cast):
    too_soon = replace(DELAYED, expected_on=PartialDate.parse("2026-05"))
    milestone, day = desk.commitment.milestones.get(number=2), PartialDate.parse("2026-02-28")
    with pytest.raises(NotReady) as by_shell:
        publish_stage(milestone=milestone, said=too_soon, as_of_on=day, by=cast.ana, now=at())
    desk.save(cast.ana)
    desk.submit(cast.ana)
    desk.publish(cast.ana)
    update = StageUpdate.objects.get(milestone=milestone)
    with pytest.raises(NotReady) as by_correction:
        correct_stage(update=update, said=too_soon, why="A slip.", by=cast.ana, now=at())
    assert codes(by_shell) == codes(by_correction) == ["expected-too-soon"]


# ---- Who ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["bo", "bea", "chi", "dee"])
def test_others_neither_save_nor_send(desk, cast, who):
    with pytest.raises(PermissionDenied):
        desk.save(getattr(cast, who))
    desk.save(cast.ben)
    with pytest.raises(PermissionDenied):
        desk.submit(getattr(cast, who))


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_only_a_coordinator_publishes_or_sends_back(desk, cast, who):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    for decide in (desk.publish, desk.send_back):
        with pytest.raises(PermissionDenied):
            decide(getattr(cast, who))


def test_a_supporting_agency_writes_and_does_not_send(desk, cast):
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    desk.save(cast.bea)
    with pytest.raises(PermissionDenied):
        desk.submit(cast.bea)
    desk.submit(cast.ben)


def test_a_mail_goes_to_those_who_coordinate_today(desk, cast):
    left = a_person("Abe")
    left.memberships.create(
        role="coordinator", title="Lead", from_on=date(2025, 1, 1), until_on=date(2026, 1, 1)
    )
    desk.save(cast.ben)
    desk.submit(cast.ben)
    assert mails() == ["ana@agency.example"]


# ---- At the same time ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_on_one_milestone_lose_no_word(cast, desk):
    """Each adds its own word to what it has read, until it is the one whose version still holds."""

    def add(word: str) -> None:
        try:
            while True:
                report = ProgressReport.objects.filter(commitment=desk.commitment).first()
                kept = content_of(report) if report else ReportContent()
                said = kept.stages.get(1, UNDERWAY)
                stages = {**kept.stages, 1: replace(said, note=f"{said.note} {word}".strip())}
                try:
                    desk.save(cast.ben, report.version if report else 0, replace(kept, stages=stages))
                except Stale:
                    continue
                return
        finally:
            connections.close_all()

    words = [f"word-{number}" for number in range(20)]
    with ThreadPoolExecutor(20) as threads:
        list(threads.map(add, words))
    assert sorted(content_of(desk.report).stages[1].note.split()) == sorted(words)
    assert StageUpdate.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_publish_publish_once(cast, desk):
    desk.save(cast.ben)
    version = desk.submit(cast.ben).version

    def publish(_) -> bool:
        try:
            decisions.publish_report(report=desk.report, version=version, by=cast.ana, now=at())
        except (NotReady, Stale):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(publish, range(10))) == 1
    assert StageUpdate.objects.published().count() == 3
    assert Publication.objects.filter(kind="progress-report").count() == 1


@pytest.mark.django_db(transaction=True)
def test_ten_presses_on_send_send_once(cast, desk):
    version = desk.save(cast.ben).version

    def send(_) -> bool:
        try:
            decisions.submit_report(report=desk.report, version=version, by=cast.ben, now=at())
        except (NotReady, Stale):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(send, range(10))) == 1
    assert mails() == ["ana@agency.example"]


# Used above only where a story needs more than the three milestones.
def test_a_new_milestone_asks_for_its_stage(desk, cast):
    desk.save(cast.ben)
    a_milestone(desk.commitment, 4)
    with pytest.raises(NotReady) as refused:
        desk.submit(cast.ben)
    assert [reason.field for reason in refused.value.reasons] == ["milestone-4-stage"]
    assert PROOF in content_of(desk.report).stages[3].evidence
