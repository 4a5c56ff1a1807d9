"""Work outside any plan: written by its agency, published by Ana, never counted as a commitment."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import WorkElsewhere, WorkUpdate
from commitments.operations.elsewhere import (
    add_news,
    discard_work,
    drop_news,
    publish_work,
    save_work,
    withdraw_work,
)
from commitments.record.elsewhere import facts_of
from commitments.rules import Link
from commitments.rules_elsewhere import NewsSaid, WorkFacts, missing_for_news, missing_for_work
from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import Agency, AgencyName, Edition, Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_plan, at

from .factories import a_commitment, a_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

DATE = PartialDate.parse
FACTS = WorkFacts(
    title="A register of algorithms",
    agency="agency-for-records",
    what="We list **which decisions** a machine helps with.",
    starts_on=DATE("2025-11"),
    links=(Link("https://example.org/register", "The register"),),
)
SAID = NewsSaid(DATE("2026-02"), "Four agencies have joined.", "https://example.org/news")
PUBLIC = ("/work-elsewhere/", "/work-elsewhere/a-register-of-algorithms/")
LIST, NEW = "/workspace/elsewhere/", "/workspace/elsewhere/new/"
DETAIL = "/workspace/elsewhere/a-register-of-algorithms/"


def begin(by, **facts) -> WorkElsewhere:
    return save_work(work=None, version=0, facts=replace(FACTS, **facts), by=by, now=at())


def tell(work: WorkElsewhere, by, corrects=None, **said) -> WorkUpdate:
    known = {"work": work, "version": work.version, "by": by, "now": at()}
    return add_news(said=replace(SAID, **said), corrects=corrects, **known)


def publish(work: WorkElsewhere, by) -> None:
    publish_work(work=work, version=work.version, by=by, now=at())


@pytest.fixture
def work(cast) -> WorkElsewhere:
    """Ben's, public, with one piece of news."""
    found = begin(cast.ben)
    tell(found, cast.ben)
    publish(found, cast.ana)
    return found


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def read(address: str) -> str:
    return text_of(Client().get(address))


def main_of(address: str) -> str:
    """What a page says between its masthead and its foot."""
    page = Client().get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0]).split())


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": ""}, "title"),
        ({"agency": ""}, "agency"),
        ({"what": ""}, "what"),
        ({"ends_on": DATE("2024")}, "order"),
    ],
)
def test_what_a_piece_of_work_needs(facts, code):
    assert [reason.code for reason in missing_for_work(replace(FACTS, **facts))] == [code]
    assert missing_for_work(FACTS) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [({"as_of_on": None}, "as-of"), ({"as_of_on": DATE("2026-03-13")}, "ahead"), ({"text": ""}, "text")],
)
def test_what_news_needs(said, code):
    assert [reason.code for reason in missing_for_news(replace(SAID, **said), on=TODAY)] == [code]
    assert missing_for_news(SAID, on=TODAY) == []


# ---- Nothing shows before Ana publishes it -------------------------------------------------------------


def test_a_draft_shows_nowhere(cast):
    tell(begin(cast.ben), cast.ben)
    assert Client().get(PUBLIC[1]).status_code == 404
    assert Client().get("/api/v1/work-elsewhere/a-register-of-algorithms/").status_code == 404
    assert Client().get("/api/v1/work-elsewhere/").json()["count"] == 0
    assert "Nothing has been published here yet." in read("/work-elsewhere/")
    for address in ("/work-elsewhere/", "/agencies/agency-for-records/", "/plans/"):
        assert "register of algorithms" not in read(address)


def test_news_that_waits_shows_nowhere(cast, work):
    tell(work, cast.ben, as_of_on=DATE("2026-03-01"), text="zqx")
    for address in (*PUBLIC, "/agencies/agency-for-records/", "/api/v1/work-elsewhere/"):
        page = Client().get(address).content.decode()
        assert "zqx" not in page
        assert "1 March 2026" not in page


def test_the_public_reads_it_from_its_agency_and_from_the_plans(cast, work):
    page = Client().get(PUBLIC[1]).content.decode()
    assert page.count("<h1") == 1
    assert "<strong>which decisions</strong>" in page
    assert '<a href="https://example.org/register" rel="nofollow noopener">The register</a>' in page
    assert "Four agencies have joined." in page
    assert "Its latest news is of February 2026." in read(PUBLIC[1])
    assert "One piece of work that no action plan promises." in read(PUBLIC[0])
    assert f'href="{PUBLIC[1]}"' in Client().get("/agencies/agency-for-records/").content.decode()
    assert 'href="/work-elsewhere/"' in Client().get("/plans/").content.decode()
    assert "A register of algorithms" in read("/work-elsewhere/?agency=agency-for-records")
    assert "A register of algorithms" not in read("/work-elsewhere/?agency=office-for-data")
    assert Client().get("/work-elsewhere/?agency=nobody").status_code == 404


def test_any_day_can_be_asked_about(cast, work):
    assert "Four agencies" in read(f"{PUBLIC[1]}?on=2026-02-28")
    assert "Four agencies" not in read(f"{PUBLIC[1]}?on=2026-02-27")
    assert Client().get(f"{PUBLIC[1]}?on=2027-01-01").status_code == 400


def test_it_is_never_counted_as_a_commitment(cast, desk, sign_in):
    """Every page and answer that counts says the same with it as without."""
    agency = "/agencies/agency-for-records/"

    def figures() -> list:
        plan, commitments = (
            Client().get(f"/api/v1/{one}/").json() for one in ("plans/2025-27", "commitments")
        )
        pages = [main_of(one) for one in ("/plans/2025-27/", "/agencies/")]
        own = main_of(agency).partition("Outside the plans")[0].strip()
        return [*pages, own, plan["commitments"], plan["milestones"], commitments["count"]]

    before = figures()
    found = begin(cast.ben)
    tell(found, cast.ben)
    publish(found, cast.ana)
    assert figures() == before
    assert "register of algorithms" not in text_of(sign_in(cast.ana).get("/workspace/plans/2025-27/"))


def test_the_api_answers_it_with_its_news(cast, work):
    edition = work.published_in_id
    answer = Client().get("/api/v1/work-elsewhere/a-register-of-algorithms/").json()
    del answer["licence"]
    assert answer == Client().get("/api/v1/work-elsewhere/").json()["results"][0]
    assert answer == {
        "url": "http://testserver/api/v1/work-elsewhere/a-register-of-algorithms/",
        "page": f"http://testserver{PUBLIC[1]}",
        "on": "2026-03-12",
        "invented": False,
        "slug": "a-register-of-algorithms",
        "title": "A register of algorithms",
        "agency": "agency-for-records",
        "agency_name": "Agency for Records",
        "what": FACTS.what,
        "starts_on": "2025-11",
        "ends_on": None,
        "links": [{"url": "https://example.org/register", "title": "The register"}],
        "updates": [
            {
                "as_of": "2026-02",
                "text": "Four agencies have joined.",
                "url": "https://example.org/news",
                "corrects": None,
                "why_corrected": "",
                "published_on": "2026-03-12",
                "edition": edition,
            }
        ],
        "changes": [],
        "withdrawn_on": None,
        "why_withdrawn": "",
        "published_on": "2026-03-12",
        "edition": edition,
    }
    assert Client().get("/api/v1/work-elsewhere/?agency=office-for-data").json()["count"] == 0
    assert Client().get("/api/v1/work-elsewhere/?ordering=-starts_on").json()["count"] == 1


def test_what_an_agency_of_an_invented_plan_does_is_invented(cast, work):
    plan = a_plan("made-up", is_invented=True)
    a_lead(a_commitment(plan), cast.records)
    assert Client().get("/api/v1/work-elsewhere/").json()["results"][0]["invented"] is True
    assert all("Invented example" in read(address) for address in PUBLIC)
    a_lead(a_commitment(a_plan()), cast.records)
    assert not any("Invented example" in read(address) for address in PUBLIC)


# ---- Publishing ----------------------------------------------------------------------------------------


def test_it_is_published_in_one_edition_with_an_agency_that_was_not(cast):
    agency = Agency.objects.create(slug="new-office")
    AgencyName.objects.create(agency=agency, name="New Office")
    found = begin(cast.ana, agency="new-office")
    tell(found, cast.ana)
    publish(found, cast.ana)
    edition = Edition.objects.latest("number")
    kinds = list(edition.publications.values_list("kind", flat=True))
    assert kinds == [PublicationKind.AGENCY, PublicationKind.WORK, PublicationKind.WORK]
    assert Client().get("/agencies/new-office/").status_code == 200
    assert found.updates.get().published_in == edition


def test_a_change_of_what_is_public_keeps_what_stood(cast, work, time_machine):
    later = at(TODAY + timedelta(days=10))
    time_machine.move_to(later, tick=False)
    facts = replace(facts_of(work), title="Algorithms on record", ends_on=DATE("2027"))
    with pytest.raises(PermissionDenied):  # public work is the coordinator's to change
        save_work(work=work, version=work.version, facts=facts, by=cast.ben, now=later)
    work = WorkElsewhere.objects.get()
    save_work(work=work, version=work.version, facts=facts, why="It grew.", by=cast.ana, now=later)
    page = read(PUBLIC[1])
    assert "Changed on 22 March 2026" in page
    assert "A register of algorithms , After: Algorithms on record" in page.replace(
        "algorithms,", "algorithms ,"
    )
    assert "It grew." in page
    [change] = Client().get("/api/v1/work-elsewhere/a-register-of-algorithms/").json()["changes"]
    assert (change["changed_on"], change["why"]) == ("2026-03-22", "It grew.")
    assert change["fields_changed"][-1] == {"field": "ends_on", "before": "", "after": "2027"}
    assert "Algorithms on record" not in read(f"{PUBLIC[1]}?on=2026-03-21")
    entry = Publication.objects.filter(kind=PublicationKind.WORK).latest("pk")
    assert (entry.before["title"], entry.after["title"]) == (
        "A register of algorithms",
        "Algorithms on record",
    )
    moved = replace(facts, agency="office-for-data")
    with pytest.raises(NotReady) as refused:
        save_work(work=work, version=work.version, facts=moved, by=cast.ana, now=later)
    assert codes(refused) == ["agency-stays"]


def test_news_is_corrected_by_a_new_row_and_both_stay(cast, work):
    wrong = work.updates.get()
    known = {"corrects": wrong, "as_of_on": wrong.as_of_on}
    for said, code in (({"text": "Three."}, "why"), ({"why": "Why."}, "same")):
        with pytest.raises(NotReady) as refused:
            tell(work, cast.ben, **known, **said)
        assert codes(refused) == [code]
        work.refresh_from_db()
    tell(work, cast.ben, **known, text="Three agencies have joined.", why="One had only asked.")
    with pytest.raises(NotReady) as refused:
        tell(work, cast.ben, **known, text="Two agencies have joined.", why="Two had only asked.")
    assert codes(refused) == ["waits"]
    assert "Four agencies have joined." in read(PUBLIC[1])
    assert "Three agencies" not in read(PUBLIC[1])
    work = WorkElsewhere.objects.get()
    publish(work, cast.ana)
    assert "Corrected on 12 March 2026. One had only asked. What it said before" in read(PUBLIC[1])
    [news] = Client().get("/api/v1/work-elsewhere/a-register-of-algorithms/").json()["updates"]
    assert (news["text"], news["corrects"]) == ("Three agencies have joined.", "Four agencies have joined.")
    assert (news["as_of"], news["why_corrected"]) == ("2026-02", "One had only asked.")
    entry = Publication.objects.filter(kind=PublicationKind.WORK).latest("pk")
    assert entry.before["news"]["text"] == "Four agencies have joined."
    assert entry.after["news"]["why"] == "One had only asked."
    with pytest.raises(NotReady) as refused:
        tell(work, cast.ben, **known, text="Two.", why="Why.")
    assert "not-published" in codes(refused)


def test_ben_corrects_news_on_its_page(cast, work, sign_in):
    ben = sign_in(cast.ben)
    page = ben.get(f"{DETAIL}?correct=1").content.decode()
    assert "Four agencies have joined.</textarea>" in page
    assert 'name="as_of_on_year"' not in page
    typed = {"action": "news", "correct": "1", "text": "Three agencies have joined."}
    answer = ben.post(DETAIL, typed | {"version": work.version})
    assert (answer.status_code, "Say what was wrong" in text_of(answer)) == (422, True)
    ben.post(DETAIL, typed | {"why": "One had only asked.", "version": work.version})
    sign_in(cast.ana).post(DETAIL, {"action": "publish", "version": work.version + 1})
    assert "Three agencies have joined." in read(PUBLIC[1])
    for number in ("1", "3", "x"):  # corrected since, never there, no number
        assert ben.get(f"{DETAIL}?correct={number}").status_code == 404
    assert ben.get(f"{DETAIL}?correct=2").status_code == 200


def test_withdrawn_work_leaves_the_lists_and_says_so_at_its_address(cast, work):
    tell(work, cast.ben, text="zqx")
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            withdraw_work(work=work, version=work.version, why="Why.", by=person, now=at())
    withdraw_work(work=work, version=work.version, why="It became a commitment.", by=cast.ana, now=at())
    assert "Withdrawn on 12 March 2026. It became a commitment." in read(PUBLIC[1])
    assert "Four agencies have joined." in read(PUBLIC[1])
    assert "zqx" not in read(PUBLIC[1])
    for address in (PUBLIC[0], "/agencies/agency-for-records/", "/plans/"):
        assert "register of algorithms" not in read(address)
    assert Client().get("/api/v1/work-elsewhere/").json()["count"] == 0
    answer = Client().get("/api/v1/work-elsewhere/a-register-of-algorithms/").json()
    assert (answer["withdrawn_on"], answer["why_withdrawn"]) == ("2026-03-12", "It became a commitment.")


def test_ana_withdraws_work_on_its_page(cast, work, sign_in):
    ana, address = sign_in(cast.ana), f"{DETAIL}withdraw/"
    for person, status in ((cast.ben, 403), (cast.bo, 403), (cast.bea, 404), (cast.chi, 404)):
        assert sign_in(person).get(address).status_code == status
    typed = {"action": "withdraw", "version": work.version}
    assert "Say why it is withdrawn" in text_of(ana.post(address, typed))
    for _press in range(2):
        assert ana.post(address, typed | {"why": "It became a commitment."})["Location"] == PUBLIC[1]
    assert ana.get(DETAIL).status_code == 404
    assert "Withdrawn on 12 March 2026. It became a commitment." in text_of(ana.get(LIST))


def test_two_of_one_title_have_two_addresses(cast):
    slugs = [
        begin(cast.ben).slug,
        begin(cast.ana, agency="office-for-data").slug,
        begin(cast.ben, title="New").slug,
    ]
    assert slugs == ["a-register-of-algorithms", "a-register-of-algorithms-2", "new-2"]


# ---- Who may do what -----------------------------------------------------------------------------------


def test_who_writes_and_who_publishes(cast):
    found = begin(cast.ben)
    for person in (cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            begin(person)
        with pytest.raises(PermissionDenied):
            tell(found, person)
        with pytest.raises(PermissionDenied):
            discard_work(work=found, version=found.version, by=person, now=at())
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            publish(found, person)
    facts = replace(FACTS, agency="office-for-data")
    with pytest.raises(PermissionDenied):  # nor is it handed to an agency that is not theirs
        save_work(work=found, version=found.version, facts=facts, by=cast.ben, now=at())


def test_who_may_open_the_pages(cast, sign_in):
    found = begin(cast.ben)
    pages = (LIST, NEW, DETAIL, f"{DETAIL}facts/")
    expected = {
        cast.ana: (200, 200, 200, 200),
        cast.ben: (200, 200, 200, 200),
        cast.bo: (200, 403, 200, 403),
        cast.bea: (200, 200, 404, 404),
        cast.chi: (404, 404, 404, 404),
        cast.dee: (404, 404, 404, 404),
    }
    for person, statuses in expected.items():
        assert tuple(sign_in(person).get(page).status_code for page in pages) == statuses, person
    assert [Client().get(page).status_code for page in pages] == [302] * 4
    publish(found, cast.ana)
    assert sign_in(cast.ben).get(f"{DETAIL}facts/").status_code == 403
    for person, status in ((cast.bo, 403), (cast.bea, 404), (cast.chi, 404)):
        assert sign_in(person).post(DETAIL, {"action": "news", "text": "zqx"}).status_code == status
    assert sign_in(cast.ben).post(DETAIL, {"action": "publish", "version": 9}).status_code == 403
    assert sign_in(cast.ana).post(DETAIL, {"action": "??"}).status_code == 400


# ---- Two people ----------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(cast, work):
    read_by_ana = WorkElsewhere.objects.get()
    tell(work, cast.ben, text="More have joined.")
    with pytest.raises(Stale):
        publish(read_by_ana, cast.ana)
    known = {"work": WorkElsewhere.objects.get(), "version": 1, "by": cast.ana, "now": at()}
    with pytest.raises(Stale):
        add_news(said=replace(SAID, text="Something else."), **known)
    assert work.updates.waiting().count() == 1


def test_pressed_twice_it_is_done_once(cast):
    assert begin(cast.ben) == begin(cast.ben)
    found = WorkElsewhere.objects.get()
    version = found.version
    for _press in range(2):
        add_news(work=found, version=version, said=SAID, by=cast.ben, now=at())
    version, editions = found.version, Edition.objects.count()
    for _press in range(2):
        publish_work(work=found, version=version, by=cast.ana, now=at())
    assert (WorkUpdate.objects.count(), Edition.objects.count()) == (1, editions + 1)
    found.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        publish(found, cast.ana)
    assert codes(refused) == ["nothing"]


def test_what_waits_is_taken_out_and_what_is_public_stays(cast, work):
    waiting = tell(work, cast.ben, text="More have joined.")
    drop_news(work=work, version=work.version, update=waiting, by=cast.ben, now=at())
    update = work.updates.get()
    with pytest.raises(NotReady):
        drop_news(work=work, version=work.version, update=update, by=cast.ben, now=at())
    work = WorkElsewhere.objects.get()
    with pytest.raises(NotReady):
        discard_work(work=work, version=work.version, by=cast.ana, now=at())
    draft = begin(cast.ben, title="Another")
    tell(draft, cast.ben)
    discard_work(work=draft, version=draft.version, by=cast.ben, now=at())
    assert WorkElsewhere.objects.count() == WorkUpdate.objects.count() == 1


# ---- The pages of the workspace ------------------------------------------------------------------------

TYPED = {
    "title": "A register of algorithms",
    "agency": "agency-for-records",
    "what": "We list which decisions a machine helps with.",
    "starts_on_month": "11",
    "starts_on_year": "2025",
    "link-1-url": "https://example.org/register",
    "link-1-title": "The register",
    "link-2-url": "",
    "link-2-title": "",
}
NEWS = {
    "action": "news",
    "as_of_on_month": "2",
    "as_of_on_year": "2026",
    "text": "Four agencies have joined.",
}


def test_ben_writes_ana_publishes_dee_reads(cast, sign_in):
    ana, ben = sign_in(cast.ana), sign_in(cast.ben)
    assert ben.post(NEW, TYPED | {"action": "save"})["Location"] == DETAIL
    assert ben.post(DETAIL, NEWS | {"version": 1})["Location"] == DETAIL
    assert "waits to be published" in text_of(ana.get(LIST))
    page = text_of(ana.get(DETAIL))
    assert "A draft: nobody outside reads it yet." in page
    assert "Four agencies have joined." in page
    version = WorkElsewhere.objects.get().version
    assert ana.post(DETAIL, {"action": "publish", "version": version})["Location"] == DETAIL
    assert "Four agencies have joined." in read(PUBLIC[1])
    assert "Everything here is public." in text_of(ana.get(LIST))
    assert "news is yours to add" in text_of(ben.get(DETAIL))


def test_an_editor_writes_for_the_own_agency_only(cast, sign_in):
    answer = sign_in(cast.bea).post(NEW, TYPED)
    assert answer.status_code == 422
    assert not WorkElsewhere.objects.exists()
    page = sign_in(cast.bea).get(NEW).content.decode()
    assert "agency-for-records" not in page


def test_a_change_of_what_is_public_is_shown_before_it_is_published(cast, work, sign_in):
    ana, typed = sign_in(cast.ana), TYPED | {"title": "Algorithms on record", "version": work.version}
    answer = ana.post(f"{DETAIL}facts/", typed | {"action": "publish"})
    assert (answer.status_code, "Say why it changes" in text_of(answer)) == (422, True)
    typed |= {"why": "It grew."}
    page = text_of(ana.post(f"{DETAIL}facts/", typed | {"action": "look"}))
    assert "What would change" in page
    assert WorkElsewhere.objects.get().title == "A register of algorithms"
    assert ana.post(f"{DETAIL}facts/", typed | {"action": "publish"})["Location"] == DETAIL
    assert "Algorithms on record" in read(PUBLIC[1])


def test_the_second_sees_both_versions_and_keeps_the_own_text(cast, sign_in):
    begin(cast.ben)
    ana = sign_in(cast.ana)
    assert ana.post(f"{DETAIL}facts/", TYPED | {"title": "Theirs", "version": 1}).status_code == 302
    answer = sign_in(cast.ben).post(f"{DETAIL}facts/", TYPED | {"title": "Mine", "version": 1})
    assert answer.status_code == 409
    assert "Two people edited this" in text_of(answer)
    assert 'value="Mine"' in answer.content.decode()
    assert WorkElsewhere.objects.get().title == "Theirs"
    answer = ana.post(DETAIL, NEWS | {"version": 1})
    assert answer.status_code == 409
    assert "Four agencies have joined." in text_of(answer)
    assert not WorkUpdate.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"as_of_on_year": ""}, "Give the year too."),
        ({"as_of_on_month": "4"}, "This is not over yet"),
        ({"text": ""}, "Say what happened."),
        ({"url": "javascript:alert(1)"}, "a browser opens"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(cast, sign_in, typed, words):
    begin(cast.ben)
    answer = sign_in(cast.ben).post(DETAIL, NEWS | {"version": 1} | typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not WorkUpdate.objects.exists()


def test_news_that_waits_is_taken_out_on_the_page(cast, work, sign_in):
    tell(work, cast.ben, text="zqx")
    ben = sign_in(cast.ben)
    for place in ("2", "0", "x", ""):
        ben.post(DETAIL, {"action": "drop-news", "place": place, "version": work.version})
    assert work.updates.waiting().count() == 1
    ben.post(DETAIL, {"action": "drop-news", "place": "1", "version": work.version})
    assert not work.updates.waiting().exists()


# ---- However many --------------------------------------------------------------------------------------


def test_the_queries_do_not_grow_with_the_works(cast, work, sign_in):
    ana = sign_in(cast.ana)

    def costs() -> list[int]:
        found = []
        for browser, address in (
            *(
                (Client(), one)
                for one in (*PUBLIC, "/api/v1/work-elsewhere/", "/agencies/agency-for-records/")
            ),
            (ana, LIST),
        ):
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address).status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    for n in range(6):
        found = begin(cast.ana, title=f"Work {n}", agency=("agency-for-records", "office-for-data")[n % 2])
        for m in range(5):
            tell(found, cast.ana, text=f"News {m}")
        publish(found, cast.ana)
    assert costs() == before
