import copy
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from commitments.models import Commitment, StageUpdate
from plans.models import ActionPlan, Edition, EditionCounter, Publication
from reporting import document as plan_document
from reporting.operations.document import Refused, bring_in

pytestmark = pytest.mark.django_db

SOURCE = {"document": "the-plan", "at": "Commitment 5"}
DOCUMENT = {
    "format": "ogp-plan-document",
    "version": 1,
    "plan": {
        "slug": "test-2016-18",
        "country": "NZ",
        "language": "en",
        "title": "A plan",
        "short_title": "2016–18",
        "starts_on": "2016-10",
        "ends_on": "2018-06",
        "state": "adopted",
        "sections": [{"slug": "introduction", "title": "Introduction", "text": "Kia ora."}],
    },
    "sources": [{"slug": "the-plan", "title": "The plan as printed"}],
    "agencies": [
        {"slug": "records", "names": [{"name": "Records"}, {"name": "Archives", "from_on": "2018-01-01"}]}
    ],
    "periods": [
        {
            "slug": "2017-09-to-11",
            "kind": "progress",
            "starts_on": "2017-09-01",
            "ends_on": "2017-11-30",
            "due_on": "2017-12-08",
            "closed": True,
        }
    ],
    "amendments": [
        {
            "slug": "first",
            "number": 1,
            "title": "More time",
            "reason": "People asked for it.",
            "decided_on": "2017-12-01",
            "decided_by": "Cabinet",
        }
    ],
    "commitments": [
        {
            "number": "5",
            "title": "Engagement",
            "promise": "To talk.",
            "values": ["civic-participation"],
            "agreed_starts": {"on": "2016-10"},
            "agreed_due": {"on": "2018-06"},
            "leads": [{"agency": "records", "role": "lead"}],
            "reports": [{"period": "2017-09-to-11", "doing": "- A survey.", "published_on": "2017-12-08"}],
            "milestones": [
                {
                    "number": 1,
                    "title": "A survey",
                    "agreed_starts": {"on": "2016-03"},
                    "agreed_due": {"text": "throughout the project"},
                    "source": SOURCE,
                    "updates": [
                        {
                            "entry": 1,
                            "stage": "completed",
                            "as_of": "2017-11-30",
                            "period": "2017-09-to-11",
                            "completed_on": "2017-11",
                            "evidence": [{"url": "https://example.org/survey", "title": "The survey"}],
                        },
                        {"entry": 2, "stage": "underway", "as_of": "2017-11-30", "corrects": 1},
                    ],
                },
                {
                    "number": 2,
                    "title": "The next plan",
                    "agreed_due": {"on": "2018-01"},
                    "date_changes": [
                        {
                            "kind": "due",
                            "amendment": "first",
                            "before": {"on": "2018-01"},
                            "after": {"on": "2018-06"},
                            "moved_on": "2017-12-01",
                        }
                    ],
                },
            ],
        }
    ],
}


@pytest.fixture
def document():
    return copy.deepcopy(DOCUMENT)


def problems(document):
    with pytest.raises(Refused) as refusal:
        bring_in(document=document, name="test.json")
    return {problem.path: problem.reason for problem in refusal.value.problems}


def nothing_came_in():
    return not ActionPlan.objects.exists() and EditionCounter.objects.get().number == 0


def test_export_of_an_import_is_identical(document):
    bring_in(document=document, name="test.json")
    exported = plan_document.write(ActionPlan.objects.get())
    assert exported == plan_document.canonical(DOCUMENT)
    assert plan_document.text(exported) == plan_document.text(plan_document.canonical(DOCUMENT))


def test_importing_is_one_publication_by_the_operator(document):
    bring_in(document=document, name="test.json")
    edition = Edition.objects.get()
    assert (edition.number, edition.by, edition.by_words, edition.document) == (
        1,
        None,
        "Operator",
        "test.json",
    )
    assert ActionPlan.objects.get().published_in == edition
    assert Publication.objects.filter(kind="plan", address="/plans/test-2016-18/").count() == 1


def test_the_same_document_twice_changes_nothing(document):
    assert bring_in(document=document, name="test.json").added
    assert bring_in(document=document, name="test.json").added == []
    assert EditionCounter.objects.get().number == 1


def test_a_dry_run_says_what_would_be_added_and_adds_nothing(document):
    result = bring_in(document=document, name="test.json", dry_run=True)
    assert {"plan", "commitments[0]", "commitments[0].milestones[1].date_changes[0]"} <= set(result.added)
    assert nothing_came_in()


def test_a_later_version_may_add_rows(document):
    bring_in(document=document, name="test.json")
    milestones = document["commitments"][0]["milestones"]
    milestones[1]["updates"] = [{"entry": 1, "stage": "not-started", "as_of": "2017-11"}]
    milestones.append({"number": 3, "title": "One more", "agreed_due": {"on": "2018"}})
    assert bring_in(document=document, name="test-2.json").added == [
        "commitments[0].milestones[1].updates[0]",
        "commitments[0].milestones[2]",
    ]
    assert plan_document.write(ActionPlan.objects.get()) == plan_document.canonical(document)


def test_a_later_version_that_differs_is_refused_with_the_path(document):
    bring_in(document=document, name="test.json")
    document["commitments"][0]["milestones"][0]["title"] = "Another survey"
    del document["commitments"][0]["milestones"][1]
    assert set(problems(document)) == {"commitments[0].milestones[0].title", "commitments[0].milestones[2]"}


def test_new_words_are_taken_with_the_amendment_that_changed_them(document):
    bring_in(document=document, name="test.json")
    commitment = document["commitments"][0]
    commitment["title"] = "Ongoing engagement"
    commitment["wording_changes"] = [
        {"amendment": "first", "field": "title", "before": "Engagement", "after": "Ongoing engagement"}
    ]
    bring_in(document=document, name="test-2.json")
    assert Commitment.objects.get().title == "Ongoing engagement"
    assert plan_document.write(ActionPlan.objects.get()) == plan_document.canonical(document)


def test_a_correction_stands_beside_what_it_corrects(document):
    bring_in(document=document, name="test.json")
    wrong, right = StageUpdate.objects.order_by("entry")
    assert right.corrects == wrong
    assert (wrong.is_published, right.is_published) == (False, True)
    assert list(StageUpdate.objects.published()) == [right]


def test_every_problem_is_listed_and_nothing_is_half_imported(document):
    milestones = document["commitments"][0]["milestones"]
    milestones[0]["updates"] = [{"entry": 1, "stage": "some-delays", "as_of": "2017-11-30"}]
    milestones[1]["date_changes"][0]["amendment"] = "third"
    document["commitments"][0]["leads"][0]["agency"] = "nobody"
    found = problems(document)
    assert {
        "commitments[0].leads[0].agency",
        "commitments[0].milestones[0].updates[0].reason",
        "commitments[0].milestones[0].updates[0].reason_words",
        "commitments[0].milestones[0].updates[0].expected_on",
        "commitments[0].milestones[1].date_changes[0].amendment",
    } <= set(found)
    assert nothing_came_in()


def test_a_document_meets_the_same_rule_with_the_same_words_as_a_form(document):
    document["commitments"][0]["milestones"][0]["updates"] = [
        {"entry": 1, "stage": "completed", "as_of": "2017-11-30"}
    ]
    found = problems(document)
    assert found["commitments[0].milestones[0].updates[0].evidence"] == "Add a link or a file that shows it."


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: d.pop("plan"), "document"),
        (lambda d: d["plan"].update(state="in-development"), "plan.state"),
        (lambda d: d["plan"].update(starts_on="October 2016"), "plan.starts_on"),
        (lambda d: d["plan"].update(surprise=1), "plan"),
        (
            lambda d: d["commitments"][0]["milestones"][0].update(number="1"),
            "commitments[0].milestones[0].number",
        ),
        (lambda d: d["plan"].update(title="a" * 201), "plan.title"),
        (lambda d: d["plan"].update(summary="a" * 100_001), "plan.summary"),
    ],
)
def test_a_misshapen_document_is_refused_by_its_schema(document, spoil, path):
    spoil(document)
    assert path in problems(document)
    assert nothing_came_in()


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: d["plan"].update(title=" "), "plan"),
        (lambda d: d["plan"].update(title="A \ud800 plan"), "plan.title"),
        (lambda d: d["plan"].update(summary="NUL \x00"), "plan.summary"),
        (lambda d: d["plan"].update(ends_on="9999-12"), "plan.ends_on"),
        (lambda d: d["periods"].append(d["periods"][0]), "periods[1]"),
        (lambda d: d["agencies"].append(d["agencies"][0]), "agencies[1]"),
        (lambda d: _updates(d).append(_updates(d)[0]), "commitments[0].milestones[0].updates[2]"),
        (
            lambda d: _updates(d)[0]["evidence"][0].update(url="https://"),
            "commitments[0].milestones[0].updates[0]",
        ),
        (lambda d: _updates(d)[1].update(as_of="2017-10"), "commitments[0].milestones[0].updates[1].as_of"),
        (lambda d: d["plan"].update(adopted_on="2150-01"), "plan.adopted_on"),
        (lambda d: d["plan"].update(published_on="2150"), "plan.published_on"),
        (lambda d: d["amendments"][0].update(decided_on="2150-01-01"), "amendments[0].decided_on"),
        (
            lambda d: _updates(d)[0].update(completed_on="2150-01"),
            "commitments[0].milestones[0].updates[0].completed_on",
        ),
        (
            lambda d: d["commitments"][0]["reports"][0].update(nothing_to_report=True, doing="We met."),
            "commitments[0].reports[0].nothing_to_report",
        ),
        (
            lambda d: d["commitments"][0].update(
                wording_changes=[{"amendment": "first", "field": "title", "before": "Never", "after": "So"}]
            ),
            "commitments[0].wording_changes[0].before",
        ),
        (
            lambda d: d["commitments"][0].update(
                wording_changes=[{"amendment": "first", "field": "title", "before": "Engagement"}]
            ),
            "commitments[0].wording_changes[0].after.title",
        ),
    ],
)
def test_what_no_record_can_say_is_refused_by_its_path(document, spoil, path):
    spoil(document)
    assert path in problems(document)
    assert nothing_came_in()


def _updates(document):
    return document["commitments"][0]["milestones"][0]["updates"]


def test_two_corrections_of_one_entry_are_refused(document):
    _updates(document).append({"entry": 3, "stage": "underway", "as_of": "2017-11-30", "corrects": 1})
    assert "commitments[0].milestones[0].updates[2]" in problems(document)


def test_space_around_texts_and_the_order_of_codes_change_nothing(document):
    amendment = document["amendments"][0]
    amendment |= {"source": SOURCE, "not_stated": ["reason", "decider"]}
    del amendment["reason"], amendment["decided_by"]
    document["plan"]["title"] = " A plan\n"
    bring_in(document=document, name="test.json")
    assert ActionPlan.objects.get().title == "A plan"
    assert bring_in(document=document, name="test.json").added == []


def test_on_equal_days_the_later_published_stands(document):
    bring_in(document=document, name="test.json")
    _updates(document).append({"entry": 3, "stage": "not-started", "as_of": "2017-11-30"})
    bring_in(document=document, name="test-2.json")
    newest = StageUpdate.objects.published().newest_first().first()
    assert (newest.entry, newest.published_in_id) == (3, 2)


def test_a_day_that_does_not_exist_is_refused(document):
    document["plan"]["adopted_on"] = "2017-02-30"
    assert problems(document) == {"plan.adopted_on": "no such day"}


def test_only_a_record_with_a_source_may_leave_something_not_stated(document):
    document["amendments"][0] |= {"not_stated": ["decider"], "decided_by": ""}
    assert "amendments[0].not_stated" in problems(document)


def test_an_agency_has_one_name_on_a_day(document):
    bring_in(document=document, name="test.json")
    document["agencies"][0]["names"][0]["name"] = "Another name"
    assert "agencies[0].names[0]" in problems(document)


def test_the_schema_in_the_repository_is_the_one_published():
    kept = Path(settings.BASE_DIR) / "docs" / "plan-document.schema.json"
    assert kept.read_text(encoding="utf-8") == plan_document.text(plan_document.schema())


def test_the_commands_bring_in_and_write_out(document, tmp_path, capsys):
    file = tmp_path / "test.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    call_command("import_plan", str(file))
    assert "added plan\n" in capsys.readouterr().out
    call_command("export_plan", "test-2016-18")
    assert capsys.readouterr().out == plan_document.text(plan_document.canonical(DOCUMENT))
    with pytest.raises(CommandError, match="no published plan"):
        call_command("export_plan", "nowhere")


def test_a_refused_file_lists_its_problems(document, tmp_path):
    document["plan"]["state"] = "lost"
    file = tmp_path / "test.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CommandError, match=r"nothing was added:\n  plan.state"):
        call_command("import_plan", str(file))
