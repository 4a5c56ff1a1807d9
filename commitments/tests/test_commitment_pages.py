"""A commitment, its reports and its agencies as the public reads them."""

import re
from datetime import date
from html import unescape

import pytest
from django.utils.html import strip_tags

from commitments.choices import DateKind, LeadRole, Stage
from commitments.models import Commitment, DateChange, StageUpdate, WordingChange
from commitments.operations import decisions
from commitments.operations.stages import publish_stage
from commitments.rules import Declared
from plans.choices import NotStated
from plans.dates import PartialDate
from plans.models import Amendment, SourceDocument
from plans.tests.factories import a_period, a_plan, an_agency, an_edition, at, cast, the_day  # noqa: F401

from .factories import (
    COMPLETED,
    DELAYED,
    PROOF,
    UNDERWAY,
    a_commitment,
    a_lead,
    a_milestone,
    a_stage,
    desk,  # noqa: F401
    some_content,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day", "nobody_signs")]

PAGE = "/plans/2025-27/commitments/1/"
REPORT = f"{PAGE}2025-12-to-02/"


@pytest.fixture
def read(client):
    """What a reader sees of a page: its words, spaces between."""

    def read(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status
        apart = re.sub(r"</(?=p|h\d|td|th|li|dd|dt|div)", " </", answer.content.decode())
        return " ".join(unescape(strip_tags(apart)).split())

    return read


@pytest.fixture
def published(desk, cast):  # noqa: F811
    """The report of the quarter, written by Ben, published by Ana on 12 March 2026."""
    desk.save(cast.ben, content=some_content(links=(PROOF,)))
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    return desk


def an_amendment(plan, number=1, **fields):
    fields = {
        "slug": f"amendment-{number}",
        "title": "New dates",
        "reason": "The budget came late.",
        "decided_by": "Cabinet",
        "published_in": an_edition(),
    } | fields
    amendment = Amendment(plan=plan, number=number, **fields)
    amendment.decided_on = PartialDate.parse("2026-01-20")
    amendment.save()
    return amendment


def move(thing, to, amendment, kind=DateKind.DUE):
    change = DateChange(kind=kind, amendment=amendment, published_in=an_edition(), milestone=thing)
    change.before_on, change.after_on = thing.agreed_due_on, PartialDate.parse(to)
    change.moved_on = amendment.decided_on
    change.save()
    return change


# ---- The commitment ----------------------------------------------------------------------------------


def test_the_page_opens_with_the_promise_who_keeps_it_and_where_it_stands_in_the_plan(desk, read):  # noqa: F811
    a_commitment(desk.plan, "2")
    words = read(PAGE)
    assert "Commitment 1 of 2 in the 2025–27 plan Promise 1 We promise." in words
    assert "Today, 12 March 2026" in words
    assert "Lead Agency for Records" in words
    assert "July 2025 to December 2026" in words
    assert "Commitment 2" in words  # the next one


def test_a_milestone_shows_stage_timeliness_dates_and_what_was_said_beside(published, read):
    words = read(PAGE)
    assert "2 Step 2 Some delays On schedule June 2026 June 2026 September 2026" in words
    assert "Reason for the delay: approvals. Two agencies still have to agree." in words
    assert "3 Step 3 Completed Done June 2026 June 2026" in words
    assert "Completed in February 2026." in words
    assert "Evidence: The proof" in words
    assert "Declared for 28 February 2026 in the report for December 2025 to February 2026" in words
    assert "published 12 March 2026" in words


def test_what_nobody_reported_is_not_reported_and_neither_overdue_nor_not_started(desk, read):  # noqa: F811
    milestone = desk.commitment.milestones.get(number=1)
    milestone.agreed_due_on = PartialDate.parse("2026-01")
    milestone.save()
    assert "1 Step 1 Not reported Not reported January 2026 January 2026" in read(PAGE)


def test_any_day_can_be_asked_about(published, read):
    assert "Some delays" in read(f"{PAGE}?on=2026-02-28")
    words = read(f"{PAGE}?on=2026-02-27")
    assert "1 Step 1 Not reported" in words
    assert "Latest report" not in words
    assert "27 February 2026 As is known today. See another day" in words


def test_days_that_cannot_be_asked_about_are_refused_in_words(desk, read):  # noqa: F811
    assert "is not a day" in read(f"{PAGE}?on=march", 400)
    assert "2026-03-13 is ahead" in read(f"{PAGE}?on=2026-03-13", 400)


def test_a_day_before_the_plan_says_so(desk, read):  # noqa: F811
    assert "The plan had not begun on 1 June 2025; it starts July 2025." in read(f"{PAGE}?on=2025-06-01")


def test_those_who_act_are_named_by_title_never_by_name(published, client, read):
    words = read(PAGE) + read(REPORT)
    assert "Submitted by Manager, Policy, Agency for Records" in words
    assert "published 12 March 2026 by Lead, Open Government" in words
    html = (client.get(PAGE).content + client.get(REPORT).content).decode()
    assert "demo.example" not in html
    assert ">Ben<" not in html
    assert "Ana" not in strip_tags(html)


def test_a_moved_date_shows_both_and_why(desk, client, read):  # noqa: F811
    milestone = desk.commitment.milestones.get(number=1)
    move(milestone, "2026-11", an_amendment(desk.plan))
    words = read(PAGE)
    assert "Moved on 20 January 2026 under Amendment 1" in words
    assert "due date from June 2026 to November 2026" in words
    assert "Reason: The budget came late." in words
    html = client.get(PAGE).content.decode()
    assert "<s>June 2026</s>" in html
    assert '<span class="now-date">November 2026</span>' in html
    assert 'href="/plans/2025-27/changes/#amendment-1"' in html
    assert "<s>" not in client.get(f"{PAGE}?on=2026-01-19").content.decode()


def test_by_the_agreed_date_it_would_be_late(desk, read):  # noqa: F811
    milestone = a_milestone(desk.commitment, 4, agreed_due_on=PartialDate.parse("2025-12"))
    move(milestone, "2026-11", an_amendment(desk.plan))
    a_stage(milestone, UNDERWAY, "2026-02-01")
    assert "by the agreed date it would be 2 months late" in read(PAGE)


def test_a_reason_shared_by_several_milestones_is_said_once_in_the_table(desk, client):  # noqa: F811
    amendment = an_amendment(desk.plan)
    for milestone in desk.commitment.milestones.all():
        move(milestone, "2026-11", amendment)
    table = client.get(PAGE).content.decode().partition("</table>")[0]
    assert table.count("The budget came late.") == 1


def test_new_wording_holds_from_its_day_on(desk, read):  # noqa: F811
    amendment = an_amendment(desk.plan)
    WordingChange.objects.create(
        amendment=amendment,
        commitment=desk.commitment,
        field="promise",
        before="We promised more.",
        after="We promise.",
        published_in=an_edition(),
    )
    today, before = read(PAGE), read(f"{PAGE}?on=2026-01-19")
    assert "Promise 1 We promise." in today
    assert "Promise: new wording Before: We promised more. After: We promise." in today
    assert "Promise 1 We promised more." in before
    assert "new wording" not in before


def test_what_a_promise_costs_stays_private_in_its_history_too(desk, client, read):  # noqa: F811
    WordingChange.objects.create(
        amendment=an_amendment(desk.plan),
        commitment=desk.commitment,
        field="resources",
        before="One secret person.",
        after="Two secret people.",
        published_in=an_edition(),
    )
    addresses = (PAGE, "/plans/2025-27/changes/", "/api/v1/amendments/", "/data/plans/2025-27.json")
    for address in addresses:
        assert "secret" not in client.get(address).content.decode()
    Commitment.objects.update(resources_public=True)
    assert "Two secret people." in read(PAGE)


def test_milestones_added_and_withdrawn_say_under_what(desk, read):  # noqa: F811
    amendment = an_amendment(desk.plan)
    a_milestone(desk.commitment, 4, added_by=amendment)
    a_milestone(desk.commitment, 5, withdrawn_by=amendment)
    words, before = read(PAGE), read(f"{PAGE}?on=2026-01-19")
    assert "Added on 20 January 2026 under Amendment 1." in words
    assert "5 Step 5 Not reported Withdrawn" in words
    assert "Withdrawn on 20 January 2026 under Amendment 1." in words
    assert "Step 4" not in before
    assert "Withdrawn" not in before


def test_a_later_report_that_says_nothing_new_confirms_what_stands(published, cast, client, read):  # noqa: F811
    period = a_period(published.plan, "2026-03", date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 20))
    report = decisions.report_nothing(
        commitment=published.commitment, period=period, version=0, by=cast.ben, now=at()
    )
    decisions.publish_report(report=report, version=report.version, by=cast.ana, now=at())
    words = read(PAGE)
    assert "Confirmed unchanged on 10 March 2026" in words
    assert "nothing to report Milestones 1, 2, 3 confirmed unchanged" in words
    assert "Nothing to report: what stood before was confirmed." in read(f"{PAGE}2026-03/")
    assert "Confirmed unchanged on" not in read(f"{PAGE}?on=2026-03-09")


def test_a_correction_says_what_it_corrects_and_is_no_confirmation(published, cast, read):  # noqa: F811
    wrong = StageUpdate.objects.get(milestone__number=1)
    day, milestone = wrong.as_of_on, wrong.milestone
    known = {"milestone": milestone, "as_of_on": day, "by": cast.ana, "now": at(), "corrects": wrong}
    publish_stage(said=DELAYED, why="Two agencies had not agreed.", **known)
    words = read(PAGE)
    assert "1 Step 1 Some delays" in words
    assert "Milestone 1: some delays, first declared" in words
    assert "Corrects what was published on 12 March 2026: underway." in words
    assert "Reason: Two agencies had not agreed." in words
    assert "confirmed unchanged" not in words


def test_a_hand_over_shows_on_its_days(desk, cast, read):  # noqa: F811
    desk.commitment.leads.update(until_on=date(2025, 12, 31))
    a_lead(desk.commitment, cast.data, from_on=date(2026, 1, 1))
    assert "Lead Office for Data since 1 January 2026" in read(PAGE)
    assert "Agency for Records handed the lead over to Office for Data" in read(PAGE)
    assert "Lead Agency for Records until 31 December 2025" in read(f"{PAGE}?on=2025-12-31")


def test_the_stage_at_each_report_is_a_table_once_there_is_a_stage(published, desk, read):  # noqa: F811
    assert "Milestone December 2025 to February 2026 1 Step 1 Underway 2 Step 2 Some delays" in read(PAGE)


def test_without_any_stage_there_is_no_such_table(desk, read):  # noqa: F811
    assert "Stage at each report" not in read(PAGE)


def test_what_changed_since_the_last_period_is_listed(published, read):
    changed = read(PAGE).partition("What changed")[2].partition("History")[0]
    assert "Since the last period began: December 2025 to February 2026" in changed
    assert "Milestone 2: some delays, first declared" in changed


def test_parts_stand_under_their_parent_and_have_pages_of_their_own(desk, read):  # noqa: F811
    part = a_commitment(desk.plan, "1.1", parent=desk.commitment, title="A part")
    a_milestone(part, 1)
    words = read(PAGE)
    assert "Commitment 1 of 1" in words
    assert "1.1 A part" in words
    assert "Part 1.1 of commitment 1" in read("/plans/2025-27/commitments/1.1/")
    assert "is ours" not in read("/plans/2025-27/commitments/1.1/")


def test_a_number_that_is_ours_says_so(desk, read):  # noqa: F811
    source = SourceDocument.objects.create(slug="the-plan", title="The plan")
    a_commitment(desk.plan, "1.1", parent=desk.commitment, source=source, not_stated=NotStated.NUMBER)
    assert "They are not counted as commitments. Their numbers are ours." in read(PAGE)
    assert "The number of the part is ours" in read("/plans/2025-27/commitments/1.1/")
    assert "Part of commitment 1; the number 1.1 is ours" in read("/plans/2025-27/")


def test_an_invented_plan_says_so(desk, read):  # noqa: F811
    desk.plan.is_invented = True
    desk.plan.save()
    assert "Invented example" in read(PAGE)


def test_what_is_not_published_is_not_there(desk, cast, read):  # noqa: F811
    a_commitment(desk.plan, "2", published_in=None)
    a_commitment(a_plan("other", published_in=None), "1")
    for address in ("2025-27/commitments/2/", "2025-27/commitments/3/", "other/commitments/1/"):
        read(f"/plans/{address}", 404)
    assert "Commitment 1 of 1" in read(PAGE)
    desk.save(cast.ben)
    read(REPORT, 404)
    assert "Some delays" not in read(PAGE)


def test_what_people_wrote_is_inert(desk, cast, client):  # noqa: F811
    hostile = "<script>alert(1)</script>{{7*7}}"
    for field in ("title", "promise", "objective", "status_quo", "ambition", "others_involved"):
        setattr(desk.commitment, field, hostile)
    desk.commitment.save()
    said = Declared(
        Stage.DELAYS, note=hostile, reason=DELAYED.reason, reason_words=hostile, expected_not_known=True
    )
    stages = {1: said, 2: said, 3: said}
    desk.save(cast.ben, content=some_content(doing=hostile, next=hostile, stages=stages))
    desk.submit(cast.ben)
    desk.publish(cast.ana)
    for address in (PAGE, REPORT, "/agencies/agency-for-records/"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html
        assert "{{7*7}}" in html or address.startswith("/agencies/")


# ---- The report --------------------------------------------------------------------------------------


def test_a_report_shows_its_period_its_leads_and_the_stages_of_then(published, cast, read):  # noqa: F811
    published.commitment.leads.update(until_on=date(2026, 1, 15))
    a_lead(published.commitment, cast.data, from_on=date(2026, 1, 16))
    a_stage(published.commitment.milestones.get(number=1), COMPLETED, "2026-03-10")
    words = read(REPORT)
    assert "Leads in this period Agency for Records until 15 January 2026 Office for Data" in words
    assert "What was done We met the agencies." in words
    assert "What comes next We meet them again." in words
    assert "Reflection" not in words
    assert "1 Step 1 Underway On schedule" in words
    assert "Links: The proof" in words


def test_reports_lead_to_the_ones_before_and_after(published, cast, client):  # noqa: F811
    period = a_period(published.plan, "2026-03", date(2026, 3, 1), date(2026, 3, 10), date(2026, 3, 20))
    report = decisions.report_nothing(
        commitment=published.commitment, period=period, version=0, by=cast.ben, now=at()
    )
    decisions.publish_report(report=report, version=report.version, by=cast.ana, now=at())
    assert f'rel="next" href="{PAGE}2026-03/"' in client.get(REPORT).content.decode()
    assert f'rel="prev" href="{REPORT}"' in client.get(f"{PAGE}2026-03/").content.decode()


# ---- Agencies ----------------------------------------------------------------------------------------


def test_an_agency_shows_what_it_leads_and_how_that_stands(published, read):
    words = read("/agencies/agency-for-records/")
    assert "Leads one commitment with three milestones." in words
    assert "One is completed and two are on schedule." in words
    assert "1 Promise 1 Lead 3 All on schedule; next date June 2026" in words
    assert "December 2025 to February 2026 : 1 Promise 1".replace(" :", ":") in words


def test_overdue_milestones_of_an_agency_come_first(desk, read):  # noqa: F811
    late = desk.commitment.milestones.get(number=3)
    late.agreed_due_on = PartialDate.parse("2025-12")
    late.save()
    for milestone in desk.commitment.milestones.all():
        a_stage(milestone, UNDERWAY, "2026-01-31")
    words = read("/agencies/agency-for-records/")
    assert words.index("1.3 Step 3") < words.index("1.1 Step 1")
    assert "2 months late" in words


def test_beside_the_timeliness_stands_what_the_agency_expects_or_that_no_reason_is_given(desk, read):  # noqa: F811
    one, two, _three = desk.commitment.milestones.order_by("number")
    two.agreed_due_on = PartialDate.parse("2026-01")
    two.save()
    a_stage(one, DELAYED, "2026-02-28")
    a_stage(two, UNDERWAY, "2026-02-28")
    page = read("/agencies/agency-for-records/")
    assert "On schedule expected September 2026" in page
    assert "month late No reason given." in page
    assert "No reason given." in read("/plans/2025-27/commitments/1/")
    assert "No reason given." in read("/plans/2025-27/")


def test_an_agency_keeps_its_name_of_the_day_and_its_past(desk, cast, read):  # noqa: F811
    cast.records.names.create(name="National Records", from_on=date(2026, 2, 1))
    desk.commitment.leads.update(until_on=date(2026, 1, 31))
    words = read("/agencies/agency-for-records/")
    assert "National Records, since 1 February 2026" in words
    assert "Lead, until 31 January 2026" in words
    assert "Has worked on one commitment" in words
    assert "Agency for Records" in read("/agencies/agency-for-records/?on=2026-01-31").partition("Names")[0]


def test_agencies_are_listed_by_name_with_what_they_lead_and_support(desk, cast, read):  # noqa: F811
    a_lead(desk.commitment, cast.data, LeadRole.SUPPORTING)
    an_agency("Ōtaki Council", slug="otaki-council")
    an_agency("Zoo")
    words = read("/agencies/")
    assert "Agency for Records 1 0 1" in words
    assert "Office for Data 0 1 1" in words
    assert words.index("Office for Data") < words.index("Ōtaki Council") < words.index("Zoo")


def test_an_agencys_parts_are_never_counted_as_commitments(desk, cast, read):  # noqa: F811
    part = a_commitment(desk.plan, "1.1", parent=desk.commitment)
    a_milestone(part, 1)
    a_lead(part, cast.data)
    assert "Leads one part of a commitment with one milestone." in read("/agencies/office-for-data/")
    assert "Office for Data 0 0 0" in read("/agencies/")
    a_lead(part, desk.commitment.leads.get().agency)
    words = read("/agencies/agency-for-records/")
    assert "Leads one commitment and one part of a commitment with four milestones." in words


def test_agencies_that_are_not_published_are_not_there(desk, read):  # noqa: F811
    hidden = an_agency("Hidden Bureau")
    type(hidden).objects.filter(pk=hidden.pk).update(published_in=None)
    assert "Hidden Bureau" not in read("/agencies/")
    read("/agencies/hidden-bureau/", 404)


# ---- The number of queries ---------------------------------------------------------------------------


def grow(desk, cast):  # noqa: F811
    """Ten times the milestones, stages, moves, words, leads, reports, commitments and agencies."""
    amendment = an_amendment(desk.plan, 9)
    for number in range(4, 31):
        milestone = a_milestone(desk.commitment, number)
        first = a_stage(milestone, DELAYED, "2025-12-01")
        a_stage(milestone, UNDERWAY, "2025-12-01", corrects=first)
        a_stage(milestone, COMPLETED, "2026-02-28")
        move(milestone, "2026-11", amendment)
    for number in range(2, 12):
        commitment = a_commitment(desk.plan, str(number))
        a_lead(commitment, cast.records)
        for step in (1, 2):
            a_stage(a_milestone(commitment, step), UNDERWAY, "2026-01-31")
        a_commitment(desk.plan, f"1.{number}", parent=desk.commitment)
        a_lead(desk.commitment, an_agency(f"Agency {number}"), from_on=date(2026, 1, number))
    for month in range(1, 11):
        first, last = date(2025, 7, month), date(2025, 8, month)
        period = a_period(desk.plan, f"small-{month}", first, last, last)
        report = decisions.report_nothing(
            commitment=desk.commitment, period=period, version=0, by=cast.ana, now=at()
        )
        decisions.publish_report(report=report, version=report.version, by=cast.ana, now=at())


@pytest.mark.parametrize(
    ("address", "budget"),
    [(PAGE, 24), (REPORT, 18), ("/agencies/agency-for-records/", 18), ("/agencies/", 5)],
)
def test_pages_ask_no_more_of_the_database_when_rows_grow_tenfold(
    published,
    cast,  # noqa: F811
    client,
    address,
    budget,
    django_assert_max_num_queries,
):
    milestone = published.commitment.milestones.get(number=1)
    move(milestone, "2026-11", an_amendment(published.plan))
    said = StageUpdate.objects.get(milestone=milestone)
    a_stage(milestone, DELAYED, "2026-02-28", corrects=said)
    a_commitment(published.plan, "1.1", parent=published.commitment)
    with django_assert_max_num_queries(budget) as small:
        assert client.get(address).status_code == 200
    grow(published, cast)
    with django_assert_max_num_queries(budget) as large:
        assert client.get(address).status_code == 200
    assert len(large) == len(small)
