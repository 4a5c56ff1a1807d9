"""What is typed is cleaned into what the rules read; what is not asked for is not taken."""

from dataclasses import fields, replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from commitments.choices import DelayReason, Stage
from commitments.forms import MilestoneForm, ReportForm
from commitments.operations.reports import ReportContent
from commitments.record.rounds import lines_of
from commitments.rules import Declared, Link, missing_for_stage
from commitments.tests.factories import COMPLETED, DELAYED, UNDERWAY, a_stage
from plans.choices import PeriodKind
from plans.dates import PartialDate
from plans.forms import PartialDateField

ON = date(2026, 3, 12)


def form_of(desk, data=None, kind=PeriodKind.PROGRESS, **kept) -> ReportForm:
    lines = lines_of(desk.commitment, desk.period, ON, desk.commitment.reports.first())
    return ReportForm(kind=kind, lines=lines, kept=ReportContent(**kept), on=ON, data=data)


def typed(**data) -> QueryDict:
    """`m1_stage` stands for `milestone-1-stage`, to be short."""
    words = QueryDict(mutable=True)
    for name, value in data.items():
        number, _, rest = name.removeprefix("m").partition("_")
        words[f"milestone-{number}-{rest}" if number.isdigit() else name.replace("__", "-")] = value
    return words


def said_of(desk, **data) -> Declared:
    return form_of(desk, typed(**data)).content.stages[1]


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        (("", "", "2018"), "2018"),
        (("", "5", "2018"), "2018-05"),
        (("7", "5", "2018"), "2018-05-07"),
        ((" 7 ", "05", " 2018 "), "2018-05-07"),
    ],
)
def test_a_date_is_as_precise_as_it_was_typed(parts, date):
    assert str(PartialDateField().clean(parts)) == date


def test_no_date_is_none():
    assert PartialDateField(required=False).clean(["", "", ""]) is None


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("", "5", ""), "year"),
        (("7", "", ""), "year"),
        (("7", "", "2018"), "month"),
        (("31", "2", "2018"), "unreal"),
        (("", "13", "2018"), "unreal"),
        (("", "", "18"), "unreal"),
        (("", "", "-018"), "unreal"),
        (("", "", "0000"), "unreal"),
        (("", "", "٢٠١٨"), "unreal"),
        (("x", "5", "2018"), "unreal"),
    ],
)
def test_what_is_no_date_is_refused_in_words(parts, code):
    with pytest.raises(ValidationError) as refused:
        PartialDateField().clean(parts)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["2018", "2018-05", "2018-05-07"])
def test_a_date_is_shown_as_it_is_known(text):
    field = PartialDateField()
    assert field.clean(field.widget.decompress(PartialDate.parse(text))) == PartialDate.parse(text)


def test_a_delay_is_read_with_all_that_belongs_to_it(desk):
    said = said_of(
        desk,
        m1_stage="some-delays",
        m1_reason="funding",
        m1_reason_words="  No budget yet. ",
        m1_when="another",
        m1_expected_on_month="9",
        m1_expected_on_year="2026",
        m1_note="We wait.",
    )
    september = PartialDate.parse("2026-09")
    assert said == Declared(Stage.DELAYS, "We wait.", DelayReason.FUNDING, "No budget yet.", september)


def test_the_agreed_date_can_be_said_again(desk):
    assert str(said_of(desk, m1_stage="some-delays", m1_when="same").expected_on) == "2026-06"


def test_not_known_yet_is_an_honest_answer(desk):
    said = said_of(desk, m1_stage="some-delays", m1_when="unknown", m1_expected_on_year="2026")
    assert said.expected_not_known
    assert said.expected_on is None


def test_a_date_without_the_choice_beside_it_is_a_date(desk):
    assert str(said_of(desk, m1_stage="some-delays", m1_expected_on_year="2026").expected_on) == "2026"


def test_a_completion_is_read_with_its_day_and_its_proof(desk):
    said = said_of(
        desk,
        m1_stage="completed",
        m1_completed_on_year="2026",
        m1_completed_on_month="2",
        m1_evidence_url="example.org/proof",
        m1_evidence_title="The proof",
    )
    proof = Link("https://example.org/proof", "The proof")
    assert said == Declared(Stage.COMPLETED, completed_on=PartialDate.parse("2026-02"), evidence=(proof,))


def test_what_belongs_to_another_stage_is_left_out(desk):
    said = said_of(
        desk,
        m1_stage="underway",
        m1_reason="funding",
        m1_reason_words="No budget.",
        m1_when="unknown",
        m1_completed_on_year="2026",
        m1_evidence_url="https://example.org/proof",
    )
    assert said == UNDERWAY
    assert missing_for_stage(said) == []


@pytest.mark.parametrize("said", [UNDERWAY, DELAYED, COMPLETED, replace(DELAYED, note="A word.")])
def test_what_the_form_shows_is_what_it_reads_back(desk, cast, said):
    """A save of an untouched form changes nothing."""
    desk.save(cast.ben, content=ReportContent(stages={1: said}))
    form = form_of(desk)
    words = QueryDict(mutable=True)
    for field in form.milestones[1]:
        value = field.value()
        if isinstance(field.field, PartialDateField):
            for part, one in zip(("day", "month", "year"), field.field.widget.decompress(value), strict=True):
                words[f"{field.html_name}_{part}"] = one or ""
        else:
            words[field.html_name] = value or ""
    assert form_of(desk, words).content.stages[1] == said


def test_words_are_kept_with_one_kind_of_line_end_and_composed_macrons(desk):
    content = form_of(desk, typed(doing="Ma\u0304ori\r\nwords")).content
    assert content.doing == "M\u0101ori\nwords"


def test_stages_are_carried_over_and_notes_are_not(desk):
    a_stage(
        desk.commitment.milestones.get(number=1), replace(DELAYED, note="Last quarter's note."), "2025-11-30"
    )
    shown = form_of(desk).milestones[1].initial
    assert (shown["stage"], shown["reason"], shown["note"]) == (Stage.DELAYS, DelayReason.APPROVALS, "")


def test_a_completed_milestone_asks_for_nothing(desk):
    a_stage(
        desk.commitment.milestones.get(number=3),
        replace(COMPLETED, completed_on=PartialDate.parse("2025-10")),
        "2025-11-30",
    )
    form = form_of(desk)
    assert list(form.milestones) == [1, 2]
    assert form.rows[2][1] is None


def test_what_happened_is_kept_before_a_stage_is_chosen(desk):
    form = form_of(desk, typed(m1_note="A word."))
    assert form.content.stages[1] == Declared(stage=None, note="A word.")
    assert form.problems == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "not an address",
        "http://",
    ],
)
def test_an_address_is_one_that_a_reader_can_open(desk, url):
    form = form_of(desk, typed(m1_stage="completed", m1_evidence_url=url, link__0__url=url))
    assert form.content.stages[1].evidence == ()
    assert form.content.links == ()
    assert {one.href for one in form.problems} == {"#milestone-1-evidence_url", "#link-0-url"}


@pytest.mark.parametrize(
    "data",
    [
        {"m1_stage": "withdrawn"},
        {"m1_stage": "some-delays", "m1_reason": "laziness"},
        {"m1_stage": "some-delays", "m1_when": "never"},
        {"doing": "x" * 20_001},
        {"doing": "a\x00b"},
    ],
)
def test_what_is_not_on_offer_is_refused(desk, data):
    assert form_of(desk, typed(**data)).problems


def test_what_is_wrong_in_one_field_does_not_keep_the_others_from_being_kept(desk):
    form = form_of(
        desk, typed(doing="We met.", m1_stage="underway", m1_note="Well.", link__0__url="nowhere at all")
    )
    assert form.content.doing == "We met."
    assert form.content.stages[1] == Declared(Stage.UNDERWAY, "Well.")
    assert form.problems


def test_only_what_is_asked_for_is_taken(desk):
    """Every column that a report and a stage have is sent; none but the listed ones arrives."""
    names = {
        column.name
        for model in (desk.commitment.reports.model, desk.commitment.milestones.model)
        for column in model._meta.get_fields()
    }
    words = typed(**dict.fromkeys(names, "1"))
    content = form_of(desk, words).content
    assert content == ReportContent(
        doing="1", next="1", stages=dict.fromkeys((1, 2, 3), Declared(stage=None))
    )
    assert {field.name for field in fields(content)} == {"doing", "next", "reflection", "links", "stages"}


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (PeriodKind.PROGRESS, ["doing", "next"]),
        (PeriodKind.YEAR_END, ["doing", "reflection"]),
        (PeriodKind.END_OF_TERM, ["doing", "reflection"]),
        (PeriodKind.MID_TERM, ["doing", "next"]),
    ],
)
def test_each_kind_of_report_asks_for_its_own_texts(desk, kind, texts):
    assert list(form_of(desk, kind=kind).texts.fields) == texts


def test_a_text_that_this_kind_does_not_ask_for_stays_as_it_was(desk):
    form = form_of(desk, typed(doing="New.", reflection="Sneaked in."), doing="Old.", reflection="Kept.")
    assert (form.content.doing, form.content.reflection) == ("New.", "Kept.")


def test_each_missing_thing_leads_to_its_field(desk):
    form = form_of(desk)
    reasons = [*missing_for_stage(Declared(Stage.DELAYS)), *missing_for_stage(Declared(Stage.COMPLETED))]
    reasons = [replace(reason, field=f"milestone-2-{reason.field}") for reason in reasons]
    assert [one.href for one in form.to_mend(reasons)] == [
        "#milestone-2-reason_0",
        "#milestone-2-reason_words",
        "#milestone-2-when_0",
        "#milestone-2-completed_on_0",
        "#milestone-2-evidence_url",
    ]


def test_a_milestone_can_be_filled_in_by_itself(desk):
    """As a row of a grid does."""
    line = lines_of(desk.commitment, desk.period, ON)[0]
    form = MilestoneForm(typed(m1_stage="underway"), line=line, on=ON)
    assert form.is_valid()
    assert form.said == UNDERWAY
