"""Figures that are reported elsewhere: written by an agency, published by Ana, corrected in the open."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commitments.models import Indicator, IndicatorValue
from commitments.operations.indicators import (
    discard_indicator,
    drop_value,
    publish_indicator,
    record_value,
    save_indicator,
    withdraw_indicator,
)
from commitments.record.indicators import facts_of, indicators_on
from commitments.rules_indicators import (
    IndicatorFacts,
    ValueSaid,
    missing_for_indicator,
    missing_for_value,
    plain,
)
from commitments.words.indicators import value_words
from plans.choices import PublicationKind
from plans.dates import PartialDate
from plans.models import Edition, Publication
from plans.rules import NotReady, Stale
from plans.tasks import sweep
from plans.tests.factories import TODAY, at

from .factories import a_commitment, a_lead

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

PAGE = "/plans/2025-27/commitments/1/"
API = "/api/v1/commitments/2025-27/1/"
LIST = "/workspace/plans/2025-27/commitments/1/indicators/"
DETAIL = f"{LIST}requests-answered-in-time/"
DATE = PartialDate.parse
FACTS = IndicatorFacts(
    name="Requests answered in time",
    unit="%",
    baseline=Decimal(40),
    baseline_on=DATE("2025"),
    target=Decimal(80),
    target_on=DATE("2027-06"),
    source="Quarterly statistics",
    source_url="https://example.org/statistics",
)
SAID = ValueSaid(DATE("2026-01"), Decimal("61.5"), "Quarterly statistics", "https://example.org/q1")


def begin(desk, by, **facts) -> Indicator:
    return save_indicator(
        commitment=desk.commitment,
        indicator=None,
        version=0,
        facts=replace(FACTS, **facts),
        by=by,
        now=at(),
    )


def record(indicator: Indicator, by, corrects=None, **said) -> IndicatorValue:
    known = {"indicator": indicator, "version": indicator.version, "by": by, "now": at()}
    return record_value(said=replace(SAID, **said), corrects=corrects, **known)


def publish(indicator: Indicator, by, now=None) -> None:
    publish_indicator(indicator=indicator, version=indicator.version, by=by, now=now or at())


@pytest.fixture
def indicator(desk, cast) -> Indicator:
    """Public, with one value."""
    found = begin(desk, cast.ana)
    record(found, cast.ben)
    publish(found, cast.ana)
    return found


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " ").split())


def read(address: str = PAGE) -> str:
    return text_of(Client().get(address))


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# ---- Rules ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": ""}, "name"),
        ({"unit": ""}, "unit"),
        ({"source": ""}, "source"),
        ({"baseline_on": None}, "baseline-on"),
        ({"baseline": None}, "baseline"),
        ({"target_on": None}, "target-on"),
        ({"target": None}, "target"),
        ({"target_on": DATE("2024")}, "order"),
    ],
)
def test_what_an_indicator_needs(facts, code):
    assert [reason.code for reason in missing_for_indicator(replace(FACTS, **facts))] == [code]
    assert missing_for_indicator(FACTS) == []
    assert missing_for_indicator(IndicatorFacts(name="A", unit="%", source="S")) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"as_of_on": None}, "as-of"),
        ({"as_of_on": DATE("2026-03-13")}, "ahead"),
        ({"as_of_on": DATE("2026-03")}, "ahead"),
        ({"value": None}, "value"),
        ({"source": ""}, "source"),
    ],
)
def test_what_a_value_needs(said, code):
    missing = missing_for_value(replace(SAID, **said), on=TODAY, is_correction=False)
    assert [reason.code for reason in missing] == [code]
    assert missing_for_value(replace(SAID, value=Decimal(0)), on=TODAY, is_correction=False) == []
    assert [r.code for r in missing_for_value(SAID, on=TODAY, is_correction=True)] == ["why"]


@pytest.mark.parametrize(
    ("number", "figures", "words"),
    [
        ("61.5000", "61.5", "61.5\u00a0%"),
        ("12450.0000", "12450", "12,450\u00a0%"),
        ("0.0000", "0", "0\u00a0%"),
        ("-3.2500", "-3.25", "-3.25\u00a0%"),
        ("100", "100", "100\u00a0%"),
    ],
)
def test_figures_without_the_noughts_of_the_column(number, figures, words):
    assert plain(Decimal(number)) == figures
    assert value_words(Decimal(number), "%") == words


# ---- Nothing shows before Ana publishes it -------------------------------------------------------------


def test_a_draft_shows_nowhere(desk, cast):
    record(begin(desk, cast.ana), cast.ben, note="zqx")
    assert "Requests answered" not in read()
    assert 'id="indicators"' not in Client().get(PAGE).content.decode()
    assert Client().get(API).json()["indicators"] == []
    assert Client().get("/api/v1/commitments/").json()["results"][0]["indicators"] == []


def test_a_value_that_waits_shows_nowhere(desk, cast, indicator):
    record(indicator, cast.ben, as_of_on=DATE("2026-02"), value=Decimal(99))
    assert "99 %" not in read()
    assert [value["value"] for value in Client().get(API).json()["indicators"][0]["values"]] == [61.5]


def test_what_is_published_is_of_one_edition(desk, cast, indicator):
    edition = Edition.objects.latest("number")
    value = indicator.values.get()
    assert indicator.published_in == value.published_in == edition
    kinds = list(edition.publications.values_list("kind", flat=True))
    assert kinds == [PublicationKind.INDICATOR, PublicationKind.INDICATOR_VALUE]
    entry = edition.publications.last()
    assert entry.address == f"{PAGE}#indicator-requests-answered-in-time"
    assert (entry.before, entry.after["value"], entry.after["as_of_on"]) == (None, "61.5", "2026-01")


def test_the_public_reads_the_figures_with_their_source(desk, cast, indicator):
    page = Client().get(PAGE).content.decode()
    words = read()
    assert "61.5 % in January 2026. It began at 40 % in 2025 and should come to 80 % by June 2027." in words
    assert re.search(r'<svg class="figure-line"[^>]*role="img" aria-label="A line through 40.% in 2025', page)
    assert "<caption>Requests answered in time, in %</caption>" in page
    assert page.count("<h1") == 1
    assert '<a href="https://example.org/q1" rel="nofollow noopener">Quarterly statistics</a>' in page
    assert "style=" not in page.split('id="indicators"')[1].split("</section>")[0]


def test_one_figure_alone_is_no_line(desk, cast):
    found = begin(desk, cast.ana, baseline=None, baseline_on=None, target=None, target_on=None)
    record(found, cast.ana)
    publish(found, cast.ana)
    page = Client().get(PAGE).content.decode()
    assert "figure-line" not in page
    assert "61.5 % in January 2026." in read()


def test_an_indicator_without_values_says_so(desk, cast):
    publish(begin(desk, cast.ana), cast.ana)
    assert "No value has been published for this day. It began at 40 %" in read()


def test_any_day_can_be_asked_about(desk, cast, indicator):
    assert "61.5 %" in read(f"{PAGE}?on=2026-01-31")
    assert "61.5 %" not in read(f"{PAGE}?on=2026-01-30")
    assert Client().get(f"{API}?on=2026-01-30").json()["indicators"][0]["values"] == []


def test_the_api_answers_numbers_and_dates(desk, cast, indicator):
    [found] = Client().get(API).json()["indicators"]
    edition = indicator.published_in_id
    assert found == {
        "slug": "requests-answered-in-time",
        "name": "Requests answered in time",
        "unit": "%",
        "baseline": 40,
        "baseline_on": "2025",
        "target": 80,
        "target_on": "2027-06",
        "source": "Quarterly statistics",
        "source_url": "https://example.org/statistics",
        "values": [
            {
                "as_of": "2026-01",
                "value": 61.5,
                "source": "Quarterly statistics",
                "source_url": "https://example.org/q1",
                "note": "",
                "corrects": None,
                "published_on": "2026-03-12",
                "edition": edition,
            }
        ],
        "changes": [],
        "published_on": "2026-03-12",
        "edition": edition,
    }


# ---- Corrections, and what changes later ---------------------------------------------------------------


def test_a_correction_is_a_new_row_and_both_stay(desk, cast, indicator):
    wrong = indicator.values.get()
    correction = record(indicator, cast.ben, wrong, value=Decimal(60), note="Two were counted twice.")
    assert "61.5 %" in read()
    publish(indicator, cast.ana)
    wrong.refresh_from_db()
    correction.refresh_from_db()
    assert (wrong.value, wrong.withdrawn_in) == (Decimal("61.5"), correction.published_in)
    assert correction.as_of_on == wrong.as_of_on
    assert "Corrected on 12 March 2026; it said 61.5 %. Two were counted twice." in read()
    [value] = Client().get(API).json()["indicators"][0]["values"]
    assert (value["value"], value["corrects"]) == (60, 61.5)
    entry = Publication.objects.filter(kind=PublicationKind.INDICATOR_VALUE).latest("pk")
    assert (entry.before["value"], entry.after["value"]) == ("61.5", "60")


def test_a_correction_says_why_and_says_something_else(desk, cast, indicator):
    wrong = indicator.values.get()
    with pytest.raises(NotReady) as refused:
        record(indicator, cast.ben, wrong)
    assert codes(refused) == ["why", "same"]


def test_there_is_one_value_for_a_date(desk, cast, indicator):
    with pytest.raises(NotReady) as refused:
        record(indicator, cast.ben, value=Decimal(62))
    assert codes(refused) == ["known"]
    indicator.refresh_from_db()
    record(indicator, cast.ben, as_of_on=DATE("2026-02"))
    with pytest.raises(NotReady) as refused:
        record(indicator, cast.ben, as_of_on=DATE("2026-02"), value=Decimal(63))
    assert codes(refused) == ["waits"]


def test_what_was_corrected_is_corrected_no_more(desk, cast, indicator):
    wrong = indicator.values.get()
    record(indicator, cast.ben, wrong, value=Decimal(60), note="Counted twice.")
    publish(indicator, cast.ana)
    wrong.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        record(indicator, cast.ben, wrong, value=Decimal(59), note="Again.")
    assert "not-published" in codes(refused)


def test_another_target_is_public_with_what_stood_before(desk, cast, indicator, time_machine):
    later = at(TODAY + timedelta(days=10))
    time_machine.move_to(later, tick=False)
    facts = replace(facts_of(indicator), target=Decimal(90))
    known = {"commitment": desk.commitment, "indicator": indicator, "by": cast.ana, "now": later}
    save_indicator(version=indicator.version, facts=facts, why="It was met.", **known)
    assert "Changed on 22 March 2026: Target : Before: 80 , After: 90 . It was met." in read().replace(
        "Target:", "Target :"
    ).replace("90.", "90 .")
    assert Client().get(API).json()["indicators"][0]["changes"] == [
        {
            "changed_on": "2026-03-22",
            "why": "It was met.",
            "fields_changed": [{"field": "target", "before": "80", "after": "90"}],
        }
    ]
    assert "should come to 80 %" in read(f"{PAGE}?on=2026-03-21")
    assert "should come to 90 %" in read(f"{PAGE}?on=2026-03-22")
    entry = Publication.objects.filter(kind=PublicationKind.INDICATOR).latest("pk")
    assert (entry.before["target"], entry.after["target"]) == ("80", "90")
    assert entry.after["why"] == "It was met."
    before = Edition.objects.count()
    save_indicator(version=1, facts=facts, **known)  # a second press of the button
    assert Edition.objects.count() == before


def test_a_change_in_public_says_why(desk, cast, indicator):
    known = {"commitment": desk.commitment, "indicator": indicator, "by": cast.ana, "now": at()}
    with pytest.raises(NotReady) as refused:
        save_indicator(
            version=indicator.version, facts=replace(facts_of(indicator), target=Decimal(90)), **known
        )
    assert codes(refused) == ["why"]
    assert Indicator.objects.get().target == 80


# ---- The end in public ---------------------------------------------------------------------------------


def test_what_is_withdrawn_leaves_the_lists_and_says_so_at_its_address(desk, cast, indicator):
    record(indicator, cast.ben, as_of_on=DATE("2026-02"), note="zqx")
    withdraw_indicator(
        indicator=indicator, version=indicator.version, why="It is counted no more.", by=cast.ana, now=at()
    )
    page = Client().get(PAGE).content.decode()
    assert "Withdrawn on 12 March 2026. It is counted no more." in read()
    assert 'id="indicator-requests-answered-in-time"' in page
    assert "figure-line" not in page
    assert "zqx" not in page
    assert not indicator.values.waiting().exists()
    answer = Client().get(API).json()
    assert answer["indicators"] == []
    [found] = answer["indicators_withdrawn"]
    assert (found["withdrawn_on"], found["why_withdrawn"]) == ("2026-03-12", "It is counted no more.")
    assert [value["value"] for value in found["values"]] == [61.5]
    entry = Publication.objects.filter(kind=PublicationKind.INDICATOR).latest("pk")
    assert entry.before is None
    assert entry.after == {"withdrawn_on": "2026-03-12", "why": "It is counted no more."}


def test_withdrawing_wants_a_reason_a_coordinator_and_what_is_public(desk, cast, indicator):
    known = {"indicator": indicator, "version": indicator.version, "now": at()}
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            withdraw_indicator(why="Why.", by=person, **known)
    with pytest.raises(NotReady) as refused:
        withdraw_indicator(why=" ", by=cast.ana, **known)
    assert codes(refused) == ["why"]
    draft = begin(desk, cast.ana, name="Another")
    with pytest.raises(NotReady) as refused:
        withdraw_indicator(indicator=draft, version=draft.version, why="Why.", by=cast.ana, now=at())
    assert codes(refused) == ["not-public"]
    with pytest.raises(Stale):
        withdraw_indicator(why="Why.", by=cast.ana, **known | {"version": 99})
    assert Indicator.objects.published().count() == 1


def test_ana_withdraws_on_its_page_and_a_second_press_does_no_more(desk, cast, indicator, sign_in):
    ana, address = sign_in(cast.ana), f"{DETAIL}withdraw/"
    assert sign_in(cast.ben).get(address).status_code == 403
    typed = {"action": "withdraw", "version": indicator.version}
    assert "Say why it is withdrawn" in text_of(ana.post(address, typed))
    assert ana.post(address, typed | {"why": "Why.", "version": 99}).status_code == 409
    for _press in range(2):
        assert ana.post(address, typed | {"why": "Counted twice."})["Location"].startswith(PAGE)
    assert Publication.objects.filter(after__why="Counted twice.").count() == 1
    assert ana.get(DETAIL).status_code == 404
    assert "Withdrawn on 12 March 2026. Counted twice." in text_of(ana.get(LIST))
    assert begin(desk, cast.ana).slug == "requests-answered-in-time-2"


# ---- Who may do what -----------------------------------------------------------------------------------


def test_who_writes_and_who_publishes(desk, cast, indicator):
    a_lead(desk.commitment, cast.data, "supporting")
    for person in (cast.ben, cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            begin(desk, person)
        with pytest.raises(PermissionDenied):
            publish(indicator, person)
        with pytest.raises(PermissionDenied):
            discard_indicator(indicator=indicator, version=indicator.version, by=person, now=at())
    for person in (cast.bo, cast.bea, cast.chi, cast.dee):
        with pytest.raises(PermissionDenied):
            record(indicator, person, as_of_on=DATE("2026-02"))
    waiting = record(indicator, cast.ben, as_of_on=DATE("2026-02"))
    with pytest.raises(PermissionDenied):
        drop_value(indicator=indicator, version=indicator.version, value=waiting, by=cast.bea, now=at())


def test_who_may_open_the_pages(desk, cast, indicator, sign_in):
    a_lead(desk.commitment, cast.data, "supporting")
    pages = (LIST, f"{LIST}new/", DETAIL, f"{DETAIL}facts/")
    expected = {
        cast.ana: (200, 200, 200, 200),
        cast.ben: (200, 403, 200, 403),
        cast.bo: (200, 403, 200, 403),
        cast.bea: (200, 403, 200, 403),
        cast.chi: (404, 404, 404, 404),
        cast.dee: (404, 404, 404, 404),
    }
    for person, statuses in expected.items():
        browser = sign_in(person)
        assert tuple(browser.get(page).status_code for page in pages) == statuses, person
    assert [Client().get(page).status_code for page in pages] == [302] * 4
    assert sign_in(cast.ana).get(f"{LIST}nothing/").status_code == 404
    for person, status in ((cast.bea, 403), (cast.bo, 403), (cast.chi, 404)):
        value = {"action": "value", "version": indicator.version, "value": "3", "source": "S"}
        assert sign_in(person).post(DETAIL, value).status_code == status
    assert sign_in(cast.ben).post(DETAIL, {"action": "publish", "version": 9}).status_code == 403
    assert sign_in(cast.ana).post(DETAIL, {"action": "??"}).status_code == 400
    assert IndicatorValue.objects.count() == 1


def test_the_coordinator_hears_of_figures_once_a_day(desk, cast, indicator):
    record(indicator, cast.ben, as_of_on=DATE("2026-02"))
    sweep()
    letters = [letter for letter in mail.outbox if "Requests answered" in letter.subject]
    assert [letter.to for letter in letters] == [[cast.ana.email]]
    assert DETAIL in letters[0].body


# ---- Two people ----------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(desk, cast, indicator):
    read_by_ana = Indicator.objects.select_related("commitment__plan").get(pk=indicator.pk)
    record(indicator, cast.ben, as_of_on=DATE("2026-02"))
    with pytest.raises(Stale):
        publish(read_by_ana, cast.ana)
    assert indicator.values.waiting().count() == 1
    known = {"indicator": read_by_ana, "version": 1, "by": cast.ana, "now": at()}
    with pytest.raises(Stale):
        record_value(said=replace(SAID, as_of_on=DATE("2025-12")), **known)


def test_pressed_twice_it_is_done_once(desk, cast):
    assert begin(desk, cast.ana) == begin(desk, cast.ana)
    found = Indicator.objects.select_related("commitment__plan").get()
    version = found.version
    for _press in range(2):
        known = {"indicator": found, "version": version, "by": cast.ben, "now": at()}
        record_value(said=SAID, **known)
    version, editions = found.version, Edition.objects.count()
    for _press in range(2):
        publish_indicator(indicator=found, version=version, by=cast.ana, now=at())
    assert (IndicatorValue.objects.count(), Edition.objects.count()) == (1, editions + 1)
    found.refresh_from_db()
    with pytest.raises(NotReady) as refused:
        publish(found, cast.ana)
    assert codes(refused) == ["nothing"]


def test_two_of_one_name_have_two_addresses(desk, cast):
    slugs = [
        begin(desk, cast.ana).slug,
        begin(desk, cast.ana, unit="days").slug,
        begin(desk, cast.ana, name="New").slug,
    ]
    assert slugs == ["requests-answered-in-time", "requests-answered-in-time-2", "new-2"]


def test_a_draft_is_discarded_and_what_is_public_stays(desk, cast, indicator):
    draft = begin(desk, cast.ana, name="Another")
    record(draft, cast.ana)
    discard_indicator(indicator=draft, version=draft.version, by=cast.ana, now=at())
    assert list(Indicator.objects.all()) == [indicator]
    with pytest.raises(NotReady):
        discard_indicator(indicator=indicator, version=indicator.version, by=cast.ana, now=at())
    value = indicator.values.get()
    indicator.refresh_from_db()
    with pytest.raises(NotReady):
        drop_value(indicator=indicator, version=indicator.version, value=value, by=cast.ana, now=at())
    assert indicator.values.get().is_published


# ---- The pages of the workspace ------------------------------------------------------------------------

TYPED = {
    "name": "Requests answered in time",
    "unit": "%",
    "baseline": "40",
    "baseline_on_year": "2025",
    "target": "80",
    "target_on_month": "6",
    "target_on_year": "2027",
    "source": "Quarterly statistics",
    "source_url": "https://example.org/statistics",
}
VALUE = {
    "action": "value",
    "as_of_on_month": "1",
    "as_of_on_year": "2026",
    "value": "61.5",
    "source": "Quarterly statistics",
    "source_url": "https://example.org/q1",
}


def test_ana_begins_ben_adds_ana_publishes_dee_reads(desk, cast, sign_in):
    ana, ben = sign_in(cast.ana), sign_in(cast.ben)
    assert "no indicator yet" in text_of(ana.get(LIST))
    assert ana.post(f"{LIST}new/", TYPED | {"action": "save"})["Location"] == DETAIL
    assert ben.post(DETAIL, VALUE | {"version": 1})["Location"] == DETAIL
    page = text_of(ana.get(DETAIL))
    assert "A draft: nobody outside reads it yet." in page
    assert "January 2026: 61.5 %" in page
    assert "61.5" not in read()
    version = Indicator.objects.get().version
    assert ana.post(DETAIL, {"action": "publish", "version": version})["Location"] == DETAIL
    assert "61.5 % in January 2026" in read()
    assert "Everything here is public." in text_of(ana.get(LIST))
    history = text_of(ben.get("/workspace/plans/2025-27/commitments/1/history/"))
    assert "Value of an indicator" in history
    assert "61.5000" not in history


def test_ben_corrects_on_the_page_and_takes_it_out_again(desk, cast, indicator, sign_in):
    ben = sign_in(cast.ben)
    page = text_of(ben.get(f"{DETAIL}?correct=2026-01"))
    assert "For January 2026 it says 61.5 %. Both stay on record." in page
    assert ben.get(f"{DETAIL}?correct=2026-02").status_code == 404
    typed = {
        "action": "value",
        "correct": "2026-01",
        "version": indicator.version,
        "value": "60",
        "source": "Q",
    }
    answer = ben.post(DETAIL, typed)
    assert answer.status_code == 422
    assert "Say what was wrong" in text_of(answer)
    assert ben.post(DETAIL, typed | {"note": "Counted twice."}).status_code == 302
    assert "January 2026: 60 % instead of 61.5 %." in text_of(ben.get(DETAIL))
    version = Indicator.objects.get().version
    drop = {"action": "drop-value", "day": "2026-01", "version": version}
    assert [ben.post(DETAIL, drop).status_code for _press in range(2)] == [302, 302]
    assert [value.is_published for value in indicator.values.all()] == [True]


def test_a_change_of_what_is_public_is_shown_before_it_is_published(desk, cast, indicator, sign_in):
    ana, typed = sign_in(cast.ana), TYPED | {"target": "90", "version": indicator.version}
    answer = ana.post(f"{DETAIL}facts/", typed | {"action": "publish"})
    assert (answer.status_code, "Say why it changes" in text_of(answer)) == (422, True)
    typed |= {"why": "The first target was met."}
    for action in ("look", "save"):
        page = text_of(ana.post(f"{DETAIL}facts/", typed | {"action": action}))
        assert "What would change" in page
        assert "Publish the change" in page
        assert Indicator.objects.get().target == 80
    assert ana.post(f"{DETAIL}facts/", typed | {"action": "publish"})["Location"] == DETAIL
    assert Indicator.objects.get().target == 90


def test_the_second_sees_both_versions_and_keeps_the_own_text(desk, cast, sign_in):
    indicator, ana = begin(desk, cast.ana), sign_in(cast.ana)
    answer = ana.post(f"{DETAIL}facts/", TYPED | {"name": "Requests, theirs", "version": 1})
    assert answer.status_code == 302
    answer = ana.post(f"{DETAIL}facts/", TYPED | {"name": "Requests, mine", "version": 1})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Two people edited this" in page
    assert "Requests, theirs" in page
    assert 'value="Requests, mine"' in answer.content.decode()
    indicator.refresh_from_db()
    assert indicator.name == "Requests, theirs"
    answer = ana.post(DETAIL, VALUE | {"version": 1})
    assert answer.status_code == 409
    assert 'value="61.5"' in answer.content.decode()
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "many"}, "Write this as a number in figures"),
        ({"value": "NaN"}, "Write this as a number in figures"),
        ({"value": "1e30"}, "digits"),
        ({"value": "0.12345"}, "decimal places"),
        ({"as_of_on_year": ""}, "Give the year too."),
        ({"as_of_on_month": "4"}, "This is not over yet"),
        ({"source_url": "javascript:alert(1)"}, "a browser opens"),
        ({"source": ""}, "Say where this figure is reported."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(desk, cast, sign_in, typed, words):
    begin(desk, cast.ana)
    answer = sign_in(cast.ben).post(DETAIL, VALUE | {"version": 1} | typed)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not IndicatorValue.objects.exists()


def test_words_typed_when_the_session_had_ended_come_back(desk, cast, sign_in):
    begin(desk, cast.ana)
    browser = sign_in(cast.ben)
    browser.get(DETAIL)
    browser.logout()
    browser.cookies["csrftoken"] = "x" * 32
    browser.post(DETAIL, VALUE | {"version": 1, "note": "zqx"})
    browser.force_login(cast.ben)
    page = browser.get(DETAIL).content.decode()
    assert "Your session had ended" in page
    assert 'value="zqx"' in page


# ---- However many --------------------------------------------------------------------------------------


def test_the_queries_do_not_grow_with_the_figures(desk, cast, indicator, django_assert_num_queries):
    other = a_commitment(desk.plan, "2")

    def costs() -> list[int]:
        found = []
        for address in (PAGE, API, "/api/v1/commitments/"):
            with CaptureQueriesContext(connection) as queries:
                Client().get(address)
            found.append(len(queries))
        return found

    before = costs()
    for commitment in (desk.commitment, other):
        for n in range(4):
            found = save_indicator(
                commitment=commitment,
                indicator=None,
                version=0,
                facts=replace(FACTS, name=f"Figure {n}"),
                by=cast.ana,
                now=at(),
            )
            for month in range(1, 10):
                record(found, cast.ana, as_of_on=DATE(f"2025-0{month}"), value=Decimal(month))
            publish(found, cast.ana)
    assert costs() == before
    with django_assert_num_queries(3):
        found = indicators_on([desk.commitment, other], TODAY)
    assert [len(found[one.pk].shown) for one in (desk.commitment, other)] == [5, 4]
