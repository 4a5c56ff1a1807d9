"""Self-assessments in the plan document: as they were published, and nothing that is still being made."""

import copy

import pytest

from reporting import document as plan_document
from reporting.models import Draft, SelfAssessment
from reporting.operations.document import Refused, bring_in
from reporting.operations.drafting import digest
from reporting.tests.factories import an_assessment
from reporting.tests.test_document import DOCUMENT

pytestmark = pytest.mark.django_db

SOURCED = {
    "slug": "test-mid-term",
    "kind": "mid-term",
    "title": "Mid-term report",
    "ends_on": "2017-12-31",
    "identifier": "ISBN 1",
    "publisher": "A commission",
    "published_on": "2018-01",
    "source": {"document": "the-plan", "at": "all of it"},
    "texts": {"introduction": "In short.", "commitment-5": "Much was done."},
    "parts": [
        {"commitment": "5", "name": "First result", "completion": "substantial", "objective": "To talk."},
        {"commitment": "5", "name": "Second result", "completion": "limited"},
    ],
}
FROZEN = {
    "format": "ogp-self-assessment",
    "version": 1,
    "report": {
        "slug": "test-frozen",
        "title": "Bulletin",
        "kind": "progress",
        "edition": 0,
        "plan": {"slug": "test-2016-18", "title": "A plan", "short_title": "2016–18"},
        "starts_on": None,
        "ends_on": "2017-11-30",
        "facts_on": "2017-11-30",
        "identifier": "",
    },
    "chapters": [
        {
            "slug": "progress",
            "kind": "progress",
            "title": "Progress",
            "text": "",
            "figures": {"milestones": 0, "stages": [], "late": None},
        }
    ],
}
PUBLISHED = {
    "slug": "test-frozen",
    "kind": "progress",
    "title": "Bulletin",
    "period": "2017-09-to-11",
    "ends_on": "2017-11-30",
    "published_on": "2017-12-20",
    "draft": {
        "number": 3,
        "frozen_at": "2017-12-17T20:00:00+00:00",
        "frozen_by": "Manager, Policy",
        "frozen": FROZEN,
    },
}


def document(*assessments):
    return copy.deepcopy(DOCUMENT) | {"assessments": copy.deepcopy(list(assessments))}


def problems(*assessments):
    with pytest.raises(Refused) as refused:
        bring_in(document=document(*assessments), name="test.json")
    assert not SelfAssessment.objects.exists()
    return {problem.path for problem in refused.value.problems}


def test_a_report_from_a_document_is_public_with_its_parts_and_texts():
    bring_in(document=document(SOURCED), name="test.json")
    report = SelfAssessment.objects.published().get()
    assert [part.completion for part in report.parts.all()] == ["substantial", "limited"]
    frozen = {chapter["slug"]: chapter for chapter in report.published_draft.content["chapters"]}
    assert frozen["commitment-5"]["text"] == "Much was done."
    assert [part["name"] for part in frozen["annex"]["figures"]["parts"]] == ["First result", "Second result"]


def test_what_was_frozen_comes_back_to_the_letter():
    bring_in(document=document(PUBLISHED), name="test.json")
    draft = Draft.objects.get()
    assert draft.content == FROZEN
    assert (draft.number, draft.digest) == (3, digest(FROZEN))


def test_a_document_with_reports_is_written_as_it_was_read():
    bring_in(document=document(SOURCED, PUBLISHED), name="test.json")
    plan = SelfAssessment.objects.first().plan
    written = plan_document.write(plan)
    assert {one["slug"]: one for one in written["assessments"]}.keys() == {"test-mid-term", "test-frozen"}
    assert not bring_in(document=written, name="again.json").added
    assert not bring_in(document=document(SOURCED, PUBLISHED), name="again.json").added
    kept = next(one for one in written["assessments"] if one["slug"] == "test-frozen")
    assert kept["draft"]["frozen"] == FROZEN


def test_what_is_still_being_made_is_not_written():
    bring_in(document=document(SOURCED), name="test.json")
    plan = SelfAssessment.objects.get().plan
    an_assessment(plan, "being-made")
    assert [one["slug"] for one in plan_document.write(plan)["assessments"]] == ["test-mid-term"]


def test_a_report_that_is_published_does_not_change_later():
    bring_in(document=document(SOURCED), name="test.json")
    changed = copy.deepcopy(SOURCED)
    changed["parts"][0]["completion"] = "completed"
    with pytest.raises(Refused):
        bring_in(document=document(changed), name="later.json")


def changed(entry, **fields):
    return copy.deepcopy(entry) | fields


def frozen_with(**figures):
    entry = copy.deepcopy(PUBLISHED)
    entry["draft"]["frozen"]["chapters"][0]["figures"] = figures
    return entry


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        (changed(SOURCED, period="never"), "assessments[0].period"),
        (changed(SOURCED, ends_on="2999-01-01"), "assessments[0].ends_on"),
        (changed(SOURCED, texts={"never": "?"}), "assessments[0].texts.never"),
        (changed(SOURCED, parts=[{"commitment": "9", "name": "?"}]), "assessments[0].parts[0].commitment"),
        (changed(SOURCED, draft=PUBLISHED["draft"]), "assessments[0]"),
        ({key: PUBLISHED[key] for key in PUBLISHED if key != "draft"}, "assessments[0]"),
        (
            frozen_with(links=[{"url": "javascript:alert(1)"}]),
            "assessments[0].draft.frozen.chapters[0].figures.links[0].url",
        ),
        *(
            (frozen_with(address=elsewhere), "assessments[0].draft.frozen.chapters[0].figures.address")
            for elsewhere in ("//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1")
        ),
        (frozen_with(stages=5), "assessments[0].draft"),
    ],
)
def test_what_cannot_be_brought_in_is_refused_by_path(entry, path):
    assert path in problems(entry)
