"""Amendments: drafted out of sight, published once and whole, and what the public reads of them."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from commitments.choices import DateKind, Stage
from commitments.models import Commitment, DateChange, Milestone, StageUpdate, WordingChange
from commitments.operations.amending import (
    add_milestone,
    amend,
    drop_milestone,
    split_milestone,
    take_out,
    take_up,
)
from commitments.operations.amendments import (
    Facts,
    begin_amendment,
    discard_amendment,
    publish_amendment,
    reasons_not_to_publish_amendment,
    save_facts,
)
from commitments.record.amending import Draft, Terms
from commitments.record.day import plan_on
from plans.choices import PlanState, PublicationKind
from plans.dates import PartialDate, StatedDate
from plans.models import ActionPlan, Amendment, Edition, Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_plan, at
from reporting import document as plan_document
from reporting.operations.document import bring_in

from .documents import plan_document as printed
from .factories import UNDERWAY, a_commitment, a_milestone, a_stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]


def on(text: str) -> StatedDate:
    return StatedDate(PartialDate.parse(text))


def terms(title="A new step", due="2026-12", starts="") -> Terms:
    return Terms({"title": title, "description": ""}, on(starts) if starts else StatedDate(), on(due))


FACTS = Facts(
    title="More time",
    number=1,
    reason="People asked for it.",
    decided_on=PartialDate.parse("2026-03-02"),
    decided_by="Cabinet",
)


class Amending:
    """An amendment in Ana's hands, always in its newest version."""

    def __init__(self, plan, ana):
        self.plan, self.ana = plan, ana
        self.row = begin_amendment(plan=plan, title="More time", by=ana, now=at())
        self.known(save_facts, facts=FACTS)

    def known(self, operation, **more):
        self.row.refresh_from_db()
        given = {"amendment": self.row, "version": self.row.version, "by": self.ana, "now": at()} | more
        return operation(**given)

    @property
    def draft(self) -> Draft:
        self.row.refresh_from_db()
        return Draft(self.row)

    def change(self, thing, *, starts=None, due=None, **words):
        kept = self.draft.terms(thing)
        wanted = Terms(dict(kept.words) | words, starts or kept.starts, due or kept.due)
        return self.known(amend, thing=thing, wanted=wanted)

    def missing(self) -> set[str]:
        return {reason.code for reason in reasons_not_to_publish_amendment(self.draft, TODAY)}


@pytest.fixture
def amending(desk, cast) -> Amending:
    return Amending(desk.plan, cast.ana)


def milestone(desk, number: int) -> Milestone:
    return desk.commitment.milestones.get(number=number)


def standing(desk, number: int, day: date = TODAY):
    found = plan_on(desk.plan, day).commitments[0].standings
    return next((one for one in found if one.milestone.number == number), None)


# ---- Who, and when ---------------------------------------------------------------------------------------


def test_only_a_coordinator_amends(desk, cast, amending):
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            begin_amendment(plan=desk.plan, title="Mine", by=person, now=at())
        for operation, more in (
            (save_facts, {"facts": FACTS}),
            (amend, {"thing": desk.commitment, "wanted": amending.draft.terms(desk.commitment)}),
            (add_milestone, {"commitment": desk.commitment, "wanted": terms()}),
            (drop_milestone, {"milestone": milestone(desk, 1)}),
            (split_milestone, {"milestone": milestone(desk, 1), "parts": [terms(), terms("Other")]}),
            (take_out, {"thing": desk.commitment, "what": "title"}),
            (take_up, {}),
            (publish_amendment, {}),
            (discard_amendment, {}),
        ):
            with pytest.raises(PermissionDenied):
                amending.known(operation, by=person, **more)


def test_only_an_adopted_plan_is_amended(cast):
    plan = a_plan("next", state=PlanState.DRAFT, adopted_on=None)
    with pytest.raises(NotReady):
        begin_amendment(plan=plan, title="Too early", by=cast.ana, now=at())


def test_begun_twice_it_is_one(desk, cast, amending):
    again = begin_amendment(plan=desk.plan, title="More time", by=cast.ana, now=at())
    other = begin_amendment(plan=desk.plan, title="Another", by=cast.ana, now=at())
    assert again == amending.row
    assert (other.number, other.slug) == (2, "amendment-2")


def test_no_two_have_one_number(desk, cast, amending):
    other = begin_amendment(plan=desk.plan, title="Another", by=cast.ana, now=at())
    with pytest.raises(NotReady) as refused:
        save_facts(amendment=other, version=other.version, facts=FACTS, by=cast.ana, now=at())
    assert [reason.field for reason in refused.value.reasons] == ["number"]


# ---- Drafting ---------------------------------------------------------------------------------------------


def test_what_stays_as_it_stands_is_no_change(desk, amending):
    amending.change(milestone(desk, 1), title="Step one", due=on("2026-09"))
    assert {change.code for change in amending.draft.changes} == {"title", "due"}
    amending.change(milestone(desk, 1), title="Step 1", due=on("2026-06"))
    assert not amending.draft.changes
    assert not DateChange.objects.exists()
    assert not WordingChange.objects.exists()


def test_two_people_do_not_overwrite_each_other(desk, amending):
    version = amending.draft.amendment.version
    amending.change(milestone(desk, 1), title="Step one")
    wanted = terms("Another step", starts="2025-07")
    with pytest.raises(Stale):
        amending.known(amend, thing=milestone(desk, 2), wanted=wanted, version=version)
    # But the same again is done already.
    kept = amending.draft.terms(milestone(desk, 1))
    amending.known(amend, thing=milestone(desk, 1), wanted=kept, version=version)


def test_a_date_is_given_and_in_order(desk, amending):
    for dates, field in (
        ({"due": on("2025-01")}, "due_on"),
        ({"due": StatedDate()}, None),
        ({"due": StatedDate(PartialDate.parse("2026-10"), "soon")}, "due_text"),
    ):
        kept = amending.draft.terms(milestone(desk, 1))
        wanted = Terms(kept.words, dates.get("starts", kept.starts), dates.get("due", kept.due))
        with pytest.raises(NotReady) as refused:
            amending.known(amend, thing=milestone(desk, 1), wanted=wanted)
        assert field in (None, refused.value.reasons[0].field)
    assert not amending.draft.changes


def test_a_button_pressed_twice_adds_one_milestone(desk, amending):
    version = amending.draft.amendment.version
    for _press in range(2):
        amending.known(add_milestone, commitment=desk.commitment, wanted=terms(), version=version)
    assert [one.number for one in amending.draft.added] == [4]


def test_numbers_close_up_when_one_is_taken_out(desk, amending):
    for title in ("A", "B", "C"):
        amending.known(add_milestone, commitment=desk.commitment, wanted=terms(title))
    amending.known(take_out, thing=milestone(desk, 4), what="added")
    assert [(one.number, one.title) for one in amending.draft.added] == [(4, "B"), (5, "C")]


def test_a_split_is_changed_and_undone_as_a_whole(desk, amending):
    whole = milestone(desk, 2)
    amending.known(split_milestone, milestone=whole, parts=[terms("A"), terms("B"), terms("C")])
    assert [one.title for one in amending.draft.parts_of(whole)] == ["A", "B", "C"]
    with pytest.raises(NotReady):
        amending.known(take_out, thing=milestone(desk, 4), what="added")
    with pytest.raises(NotReady):
        amending.known(split_milestone, milestone=whole, parts=[terms("Alone")])
    amending.known(split_milestone, milestone=whole, parts=[terms("A"), terms("Z")])
    assert [(one.number, one.title) for one in amending.draft.added] == [(4, "A"), (5, "Z")]
    amending.known(take_out, thing=whole, what="dropped")
    assert not amending.draft.changes
    assert milestone(desk, 2).withdrawn_by is None


def test_two_drafts_do_not_drop_one_milestone(desk, cast, amending):
    amending.known(drop_milestone, milestone=milestone(desk, 2))
    other = begin_amendment(plan=desk.plan, title="Another", by=cast.ana, now=at())
    with pytest.raises(NotReady):
        drop_milestone(
            amendment=other, version=other.version, milestone=milestone(desk, 2), by=cast.ana, now=at()
        )


def test_a_draft_that_is_discarded_leaves_the_plan_as_it_was(desk, amending):
    before = plan_document.write(desk.plan)
    everything(desk, amending)
    amending.known(discard_amendment)
    assert not Amendment.objects.exists()
    assert not Milestone.objects.filter(published_in=None).exists()
    assert milestone(desk, 2).withdrawn_by is None
    assert plan_document.write(desk.plan) == before


def everything(desk, amending):
    """One change of each kind."""
    amending.change(desk.commitment, promise="We promise more.", due=on("2027-02"))
    amending.change(milestone(desk, 1), title="Step one", due=on("2026-09"))
    amending.known(split_milestone, milestone=milestone(desk, 2), parts=[terms("Half"), terms("Other half")])
    amending.known(add_milestone, commitment=desk.commitment, wanted=terms("Quite new"))
    amending.known(drop_milestone, milestone=milestone(desk, 3))


def test_a_draft_shows_nowhere(desk, cast, amending):
    a_stage(milestone(desk, 2), UNDERWAY, "2026-02-28")
    pages = (
        "/",
        "/plans/",
        "/plans/2025-27/",
        "/plans/2025-27/changes/",
        "/plans/2025-27/commitments/1/",
        "/agencies/agency-for-records/",
        "/data/plans/2025-27.json",
        "/search/?q=half",
        "/api/v1/plans/2025-27/",
        "/api/v1/commitments/",
        "/api/v1/milestones/",
        "/api/v1/changes/",
        "/api/v1/amendments/",
    )

    def read() -> dict:
        found = {address: Client().get(address) for address in pages}
        return {address: (page.status_code, page.content) for address, page in found.items()}

    before = read()
    everything(desk, amending)
    assert read() == before
    assert not Edition.objects.filter(by=cast.ana).exists()


# ---- The checklist -------------------------------------------------------------------------------------


def test_what_is_missing_is_said(desk, amending):
    assert amending.missing() == {"changes"}
    amending.change(milestone(desk, 1), title="Step one")
    assert not amending.missing()
    amending.known(save_facts, facts=Facts(title="More time"))
    assert amending.missing() == {"number", "reason", "decided-on", "decided-by"}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-03-13", "decided-ahead"),
        ("2026-03", "decided-ahead"),
        ("2025-06", "decided-first"),
        ("2026-02", None),
    ],
)
def test_the_day_is_neither_ahead_nor_before_the_plan(desk, amending, day, code):
    amending.change(milestone(desk, 1), title="Step one")
    amending.known(save_facts, facts=Facts(**vars(FACTS) | {"decided_on": PartialDate.parse(day)}))
    assert amending.missing() == ({code} if code else set())


def test_what_moved_since_is_said_and_taken_up(desk, cast, amending):
    amending.change(milestone(desk, 1), due=on("2026-09"), title="Step one")
    second = begin_amendment(plan=desk.plan, title="Faster", by=cast.ana, now=at())
    facts = Facts(
        **vars(FACTS) | {"title": "Faster", "number": 2, "decided_on": PartialDate.parse("2026-03-01")}
    )
    second = save_facts(amendment=second, version=second.version, facts=facts, by=cast.ana, now=at())
    kept = Draft(second).terms(milestone(desk, 1))
    wanted = Terms(dict(kept.words) | {"title": "Step the first"}, kept.starts, on("2026-08"))
    second = amend(
        amendment=second,
        version=second.version,
        thing=milestone(desk, 1),
        wanted=wanted,
        by=cast.ana,
        now=at(),
    )
    publish_amendment(amendment=second, version=second.version, by=cast.ana, now=at())
    assert amending.missing() == {"moved"}
    assert len(amending.draft.overtaken) == 2
    amending.known(take_up)
    assert not amending.missing()
    amending.known(publish_amendment)
    [first, then] = DateChange.objects.published().order_by("pk").filter(kind=DateKind.DUE)
    moves = {(str(row.before.on), str(row.after.on)) for row in (first, then)}
    assert moves == {("2026-06", "2026-08"), ("2026-08", "2026-09")}
    assert standing(desk, 1).due == on("2026-09")
    assert standing(desk, 1, date(2026, 3, 1)).due == on("2026-08")
    assert standing(desk, 1, date(2026, 3, 1)).title == "Step the first"


def test_an_earlier_decision_does_not_go_behind_a_later_one(desk, cast, amending):
    amending.change(milestone(desk, 1), due=on("2026-09"))
    amending.known(publish_amendment)
    late = begin_amendment(plan=desk.plan, title="Late", by=cast.ana, now=at())
    facts = Facts(
        **vars(FACTS) | {"title": "Late", "number": 2, "decided_on": PartialDate.parse("2026-02-01")}
    )
    late = save_facts(amendment=late, version=late.version, facts=facts, by=cast.ana, now=at())
    kept = Draft(late).terms(milestone(desk, 1))
    late = amend(
        amendment=late,
        version=late.version,
        thing=milestone(desk, 1),
        wanted=Terms(kept.words, kept.starts, on("2026-10")),
        by=cast.ana,
        now=at(),
    )
    with pytest.raises(NotReady) as refused:
        publish_amendment(amendment=late, version=late.version, by=cast.ana, now=at())
    assert [reason.code for reason in refused.value.reasons] == ["older"]


def test_what_is_dropped_is_not_changed_beside(desk, amending):
    amending.change(milestone(desk, 1), title="Step one")
    amending.known(drop_milestone, milestone=milestone(desk, 1))
    assert amending.missing() == {"dropped"}


# ---- Publishing --------------------------------------------------------------------------------------


def test_published_it_holds_from_the_day_it_was_decided(desk, cast, amending):
    everything(desk, amending)
    before, eve = Edition.objects.count(), date(2026, 3, 1)
    amending.known(publish_amendment)
    edition = Edition.objects.latest("number")
    assert Edition.objects.count() == before + 1
    assert (edition.by, edition.by_words) == (cast.ana, "Lead, Open Government")

    assert standing(desk, 1, eve).title == "Step 1"
    assert standing(desk, 1).title == "Step one"
    assert standing(desk, 1, eve).due == on("2026-06")
    assert standing(desk, 1).due == on("2026-09")
    assert standing(desk, 1).agreed_due == on("2026-06")
    assert not standing(desk, 2, eve).is_withdrawn
    assert standing(desk, 2).is_withdrawn
    assert standing(desk, 4, eve) is None
    assert [one.number for one in standing(desk, 2).milestone.became] == [4, 5]
    [one] = plan_on(desk.plan, eve).commitments
    assert (one.words["promise"], one.due) == ("We promise.", on("2026-12"))
    [one] = plan_on(desk.plan, TODAY).commitments
    assert (one.words["promise"], one.due) == ("We promise more.", on("2027-02"))
    kinds = set(Publication.objects.filter(edition=edition).values_list("kind", flat=True))
    assert kinds == {
        PublicationKind.AMENDMENT,
        PublicationKind.DATE_CHANGE,
        PublicationKind.WORDING_CHANGE,
        PublicationKind.MILESTONE,
    }
    moved = Publication.objects.get(
        edition=edition, kind=PublicationKind.DATE_CHANGE, before={"due": "2026-06"}
    )
    assert moved.after == {"due": "2026-09"}
    newest = Commitment.objects.get(pk=desk.commitment.pk).history.first()
    assert (newest.promise, newest.history_user) == ("We promise more.", cast.ana)


def test_published_twice_it_is_published_once(desk, amending):
    amending.change(milestone(desk, 1), title="Step one")
    amending.row.refresh_from_db()
    version = amending.row.version
    for _press in range(2):
        amending.known(publish_amendment, version=version)
    assert Publication.objects.filter(kind=PublicationKind.AMENDMENT).count() == 1


def test_only_what_was_looked_at_is_published(desk, amending):
    amending.change(milestone(desk, 1), title="Step one")
    amending.row.refresh_from_db()
    version = amending.row.version
    amending.change(milestone(desk, 2), title="Step two")
    before = Edition.objects.count()
    with pytest.raises(Stale):
        amending.known(publish_amendment, version=version)
    assert Edition.objects.count() == before
    assert not amending.row.is_published


def test_published_it_stays_as_it_is(desk, amending):
    everything(desk, amending)
    amending.known(publish_amendment)
    for operation, more in (
        (save_facts, {"facts": FACTS}),
        (drop_milestone, {"milestone": milestone(desk, 1)}),
        (take_out, {"thing": milestone(desk, 1), "what": "title"}),
        (discard_amendment, {}),
    ):
        with pytest.raises(NotReady):
            amending.known(operation, **more)


def test_another_draft_comes_behind_what_is_published_first(desk, cast, amending):
    amending.known(add_milestone, commitment=desk.commitment, wanted=terms("Begun first"))
    other = begin_amendment(plan=desk.plan, title="Another", by=cast.ana, now=at())
    facts = Facts(**vars(FACTS) | {"title": "Another", "number": 7})
    other = save_facts(amendment=other, version=other.version, facts=facts, by=cast.ana, now=at())
    known = {"by": cast.ana, "now": at()}
    add_milestone(
        amendment=other, version=other.version, commitment=desk.commitment, wanted=terms("First out"), **known
    )
    other.refresh_from_db()
    done = publish_amendment(amendment=other, version=other.version, **known)
    assert done.slug == "amendment-7"  # under the number that it was given
    numbers = dict(desk.commitment.milestones.values_list("title", "number"))
    assert (numbers["First out"], numbers["Begun first"]) == (4, 5)


def test_a_report_being_written_loses_only_what_was_dropped(desk, cast, amending):
    desk.save(cast.ben)
    desk.submit(cast.ben)
    desk.sign(cast.bo)
    facts = Facts(**vars(FACTS) | {"decided_on": PartialDate.parse("2026-02-27")})
    amending.known(save_facts, facts=facts)
    amending.known(drop_milestone, milestone=milestone(desk, 2))
    amending.known(publish_amendment)
    desk.publish(cast.ana)
    said = dict(StageUpdate.objects.published().values_list("milestone__number", "stage"))
    assert said == {1: Stage.UNDERWAY, 3: Stage.COMPLETED}


def test_the_document_of_it_comes_back_the_same(desk, cast, amending):
    everything(desk, amending)
    amending.known(publish_amendment)
    document = plan_document.write(desk.plan)
    [commitment] = document["commitments"]
    assert [one.get("split_from") for one in commitment["milestones"]] == [None, None, None, 2, 2, None]
    copy = document | {"plan": document["plan"] | {"slug": "copy"}}
    bring_in(document=copy, name="copy.json", now=at())
    again = plan_document.write(ActionPlan.objects.get(slug="copy"))
    assert again == plan_document.canonical(copy)


# ---- What the public reads -------------------------------------------------------------------------


def test_the_public_reads_before_and_after(desk, amending):
    everything(desk, amending)
    amending.known(publish_amendment)
    changes = Client().get("/plans/2025-27/changes/").content.decode()
    for words in (
        "became 1.4 and 1.5",
        "added, from 1.2",
        "Due December 2026",
        "People asked for it.",
        "Cabinet",
        "Quite new",
    ):
        assert words in changes
    page = Client().get("/plans/2025-27/commitments/1/").content.decode()
    for words in ("Milestone 2 became 4 and 5", "Milestone 4 added, from milestone 2", "It became", "Under"):
        assert words in page


def test_a_plan_that_was_brought_in_is_amended_too(cast):
    bring_in(document=printed(), name="printed.json", now=at())
    plan = ActionPlan.objects.get(slug="test-2016-18")
    row = begin_amendment(plan=plan, title="Still more time", by=cast.ana, now=at())
    facts = Facts(**vars(FACTS) | {"title": "Still more time", "number": 2})
    row = save_facts(amendment=row, version=row.version, facts=facts, by=cast.ana, now=at())
    moved = plan.commitments.get().milestones.get(number=2)
    kept = Draft(row).terms(moved)
    assert kept.due == on("2018-04-30")
    wanted = Terms(kept.words, kept.starts, on("2018-06"))
    row = amend(amendment=row, version=row.version, thing=moved, wanted=wanted, by=cast.ana, now=at())
    publish_amendment(amendment=row, version=row.version, by=cast.ana, now=at())
    assert DateChange.objects.published().get(amendment=row).before == on("2018-04-30")


def test_reading_a_draft_costs_the_same_for_many_changes(desk, amending, django_assert_max_num_queries):
    other = a_commitment(desk.plan, "2")
    for number in range(1, 6):
        amending.change(a_milestone(other, number), due=on("2026-11"), title=f"Later {number}")
    with django_assert_max_num_queries(10):
        draft = amending.draft
        assert len(draft.changes) == 10
        assert not reasons_not_to_publish_amendment(draft, TODAY)
