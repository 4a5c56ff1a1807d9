"""Ideas, voices and draft commitments in the plan document: written out, and brought in elsewhere."""

from __future__ import annotations

import copy
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.tests.documents import plan_document as a_document
from engagement.choices import ProposalState, VoiceKind
from engagement.models import Consultation, Idea, ProposedCommitment, Voice
from engagement.operations.afterwards import redact_published, withdraw_published
from engagement.operations.ideas import show_ideas
from engagement.operations.proposing import publish_proposal
from engagement.operations.voices import show_reasons
from engagement.tests.documents import with_voices
from engagement.tests.factories import an_answer, answered
from engagement.tests.test_ideas import a_piece, a_voice, as_heard, tick
from engagement.tests.test_proposals import (  # noqa: F401 - fixtures
    WRITTEN,
    agreed,
    by,
    declined,
    made,
    written,
)
from plans.models import ActionPlan, EditionCounter
from plans.tests.factories import TODAY, an_edition, at
from reporting import document as plan_document
from reporting.operations.document import Refused, bring_in

pytestmark = pytest.mark.django_db

SLUG = "test-2016-18"


@pytest.fixture
def document() -> dict:
    return with_voices(a_document(SLUG, commitments=2))


def read(document) -> list[str]:
    return bring_in(document=document, name="test.json", now=at()).added


def exported(slug: str = SLUG) -> dict:
    return plan_document.write(ActionPlan.objects.get(slug=slug))


def problems(document) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        read(document)
    return {problem.path: problem.reason for problem in refusal.value.problems}


def asked_in(document) -> dict:
    return document["consultations"][0]


# ---- There and back ---------------------------------------------------------------------------------------


def test_export_of_an_import_is_identical(document):
    read(document)
    canonical = plan_document.canonical(document)
    for name in ("consultations", "proposals"):
        assert exported()[name] == canonical[name]
    assert read(document) == []
    assert read(exported()) == []
    assert EditionCounter.objects.get().number == 1


def test_what_was_spoken_elsewhere_counts_here_and_nobody_learns_more(document, client, the_day):
    read(document)
    page = client.get(f"/consultations/{SLUG}-round/ideas/1/").content.decode()
    assert "2 support it" in page
    assert "2 object" in page
    assert "Say less." in page
    shown, kept = Voice.objects.filter(kind=VoiceKind.OBJECTION)
    assert (shown.reason, kept.reason, bool(kept.kept_back_why)) == ("Say less.", "[withheld]", True)
    assert len({voice.secret for voice in Voice.objects.all()}) == 4
    assert "Draft commitment “Openness”" in page
    row = client.get(f"/api/v1/proposals/{SLUG}-round/openness/").json()
    assert (row["commitment"], row["ideas"], row["published_on"]) == ("1", [1], "2017-01-25")
    assert row["text"]["milestones"][0]["due_on"] == "2018-01"


def test_ideas_may_come_in_later_with_the_answers(document):
    later = copy.deepcopy(document)
    for name in ("answered_on", "what_we_heard", "submissions", "themes", "ideas"):
        del asked_in(document)[name]
    del document["proposals"]
    read(document)
    assert not Consultation.objects.get().shows_ideas
    assert {"consultations[0].ideas[0]", "proposals[0]"} <= set(read(later))
    assert exported()["consultations"] == plan_document.canonical(later)["consultations"]
    assert read(later) == []


def test_what_is_published_stands_as_it_stood(document):
    read(document)
    asked_in(document)["ideas"][0]["voices"]["support"] = 3
    document["proposals"][0]["decided_by"] = "Somebody else"
    assert set(problems(document)) == {"consultations[0].ideas[0].voices.support", "proposals[0].decided_by"}


# ---- What is written out ----------------------------------------------------------------------------------


@pytest.fixture
def told(written, by):  # noqa: F811
    """Spoken to, put out, declined; not answered yet."""
    first = written.ideas[0]
    a_voice(first)
    shown = a_voice(first, VoiceKind.ADDITION, "And say who came.")
    a_voice(first, VoiceKind.OBJECTION, "Canary.")
    show_reasons(consultation=written.consultation, ticked=[as_heard(shown)], **by)
    publish_proposal(proposal=written.proposal, version=2, **by)
    declined(written, by)
    for idea in written.ideas:
        an_answer(idea.point)
    make_public(written.plan)
    return written


def over(told, time_machine) -> None:
    time_machine.move_to(told.consultation.closes_at, tick=False)


def test_they_are_written_out_with_the_answers(told, time_machine):
    over(told, time_machine)
    [asked] = exported("2025-27")["consultations"]
    assert "ideas" not in asked
    assert "proposals" not in exported("2027-29")
    answered(told.consultation, on=TODAY)
    [asked] = exported("2025-27")["consultations"]
    first, second = asked["ideas"]
    assert (first["number"], first["submission"], first["point"]) == (1, 1, 1)
    assert first["voices"] == {"support": 1, "addition": 1, "objection": 1}
    assert [one["reason"] for one in first["reasons"]] == ["And say who came."]
    assert "voices" not in second
    [decided] = exported("2027-29")["proposals"]
    assert (decided["consultation"], decided["state"], decided["ideas"]) == ("ideas", "declined", [1, 2])
    assert decided["decision_reason"] == "It would take a new law."
    assert decided["text"]["proposed"] == WRITTEN.proposed
    assert not exported("2025-27").keys() & {"proposals"}
    text = json.dumps([exported("2025-27"), exported("2027-29")])
    for secret in ("Canary", "Pania", "people.example", *Voice.objects.values_list("secret", "key").first()):
        assert secret not in text


def make_public(plan: ActionPlan) -> None:
    public = {"state": "draft-published", "published_in": an_edition()}
    ActionPlan.objects.filter(pk=plan.pk).update(**public)


def test_what_is_worked_on_stands_in_no_document(written, by, time_machine):  # noqa: F811
    publish_proposal(proposal=written.proposal, version=2, **by)
    answered(written.consultation, on=TODAY)
    make_public(written.plan)
    over(written, time_machine)
    assert "proposals" not in exported("2027-29")


def test_what_was_agreed_is_written_out_with_its_commitment(written, by, time_machine):  # noqa: F811
    commitment = agreed(written, by).commitment
    answered(written.consultation, on=TODAY)
    make_public(written.plan)
    over(written, time_machine)
    assert "proposals" not in exported("2027-29")
    commitment.published_in = written.consultation.published_in
    commitment.save()
    [decided] = exported("2027-29")["proposals"]
    assert (decided["state"], decided["commitment"]) == ("agreed", "1")


def test_a_document_asks_no_more_when_a_consultation_holds_more(told, by, time_machine):  # noqa: F811
    answered(told.consultation, on=TODAY)
    over(told, time_machine)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            exported("2025-27")
        return len(queries)

    before = cost()
    Consultation.objects.update(answered_in=None)
    for _ in range(4):
        sent = a_piece(told.consultation, "Once more.")
        [idea] = show_ideas(consultation=told.consultation, ticked=[tick(sent)], **by)
        shown = a_voice(idea, "addition", "And this.")
        show_reasons(consultation=told.consultation, ticked=[as_heard(shown)], **by)
        an_answer(idea.point)
    answered(told.consultation, on=TODAY)
    assert len(exported("2025-27")["consultations"][0]["ideas"]) == 6
    assert cost() == before


def test_what_is_withdrawn_or_taken_out_after_the_answers_is_written_nowhere(told, by, time_machine):  # noqa: F811
    answered(told.consultation, on=TODAY)
    over(told, time_machine)
    one, other = (idea.point.submission for idea in told.ideas)
    for sent in (one, other):
        sent.refresh_from_db()
    redact_published(submission=one, version=one.version, text="within a week", ground="Not theirs", **by)
    withdraw_published(submission=other, version=other.version, **by)
    [idea] = exported("2025-27")["consultations"][0]["ideas"]
    assert idea["number"] == 1
    [decided] = exported("2027-29")["proposals"]
    assert decided["ideas"] == [1]
    assert "within a week" not in json.dumps([exported("2025-27"), exported("2027-29")])


def test_an_export_of_what_was_run_here_comes_in_elsewhere(told, time_machine):
    answered(told.consultation, on=TODAY)
    over(told, time_machine)
    first, then = exported("2025-27"), exported("2027-29")
    first["plan"]["slug"], asked_in(first)["slug"] = "elsewhere", "elsewhere-ideas"
    then["plan"] |= {"slug": "elsewhere-next", "state": "adopted"}
    then["proposals"][0]["consultation"] = "elsewhere-ideas"
    late = told.consultation.closes_at
    for document in (first, then):
        bring_in(document=document, name="test.json", now=late)
        assert exported(document["plan"]["slug"]) == document
    brought = ProposedCommitment.objects.get(consultation__slug="elsewhere-ideas")
    assert (brought.state, brought.problem) == (ProposalState.DECLINED, WRITTEN.problem)


# ---- What is refused --------------------------------------------------------------------------------------


def _idea(document) -> dict:
    return asked_in(document)["ideas"][0]


def _draft(document) -> dict:
    return document["proposals"][0]


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: asked_in(d).update(purpose="process"), "consultations[0].ideas"),
        (lambda d: _idea(d).update(point=2), "consultations[0].ideas[0].point"),
        (lambda d: _idea(d).update(submission=7), "consultations[0].ideas[0].point"),
        (lambda d: _idea(d).update(name="Pania"), "consultations[0].ideas[0]"),
        (lambda d: _idea(d)["voices"].update(support=0), "consultations[0].ideas[0].voices.support"),
        (lambda d: _idea(d)["voices"].update(applause=1), "consultations[0].ideas[0].voices"),
        (lambda d: _idea(d)["voices"].pop("objection"), "consultations[0].ideas[0].reasons"),
        (
            lambda d: _idea(d)["reasons"][0].update(given_on="2026-03-13"),
            "consultations[0].ideas[0].reasons[0].given_on",
        ),
        (lambda d: _idea(d)["reasons"][0].pop("reason"), "consultations[0].ideas[0].reasons[0]"),
        (lambda d: _idea(d)["reasons"][0].update(secret="x"), "consultations[0].ideas[0].reasons[0]"),
        (lambda d: asked_in(d)["ideas"].append(_idea(d)), "consultations[0].ideas[1]"),
        (
            lambda d: asked_in(d)["ideas"].append(_idea(d) | {"number": 2}),
            "consultations[0].ideas[1].point",
        ),
        (lambda d: _draft(d).update(consultation="nowhere"), "proposals[0].consultation"),
        (lambda d: _draft(d).update(ideas=[1, 2]), "proposals[0].ideas[1]"),
        (lambda d: _draft(d).update(commitment="9"), "proposals[0].commitment"),
        (lambda d: _draft(d).pop("commitment"), "proposals[0]"),
        (lambda d: _draft(d).update(state="declined"), "proposals[0]"),
        (lambda d: _draft(d).update(state="drafted"), "proposals[0].state"),
        (lambda d: _draft(d).update(decided_on="2026-03-13"), "proposals[0].decided_on"),
        (lambda d: _draft(d).pop("decided_by"), "proposals[0]"),
        (
            lambda d: _draft(d)["text"]["milestones"][0].update(due_on="2018-02-30"),
            "proposals[0].text.milestones[0].due_on",
        ),
        (lambda d: _draft(d)["text"].update(values=["secrecy"]), "proposals[0].text.values[0]"),
    ],
)
def test_what_no_record_can_say_is_refused_by_its_path(document, spoil, path):
    spoil(document)
    assert path in problems(document)
    assert not ActionPlan.objects.exists()


def test_nothing_is_brought_into_what_is_run_here(told, time_machine):
    answered(told.consultation, on=TODAY)
    over(told, time_machine)
    first, then = exported("2025-27"), exported("2027-29")
    assert read(first) == []
    asked_in(first)["ideas"].append(asked_in(first)["ideas"][1] | {"number": 9})
    assert "run here" in problems(first)["consultations[0]"]
    then["plan"]["slug"] = "elsewhere"
    then["proposals"].append(then["proposals"][0] | {"slug": "another"})
    assert "run here" in problems(then)["proposals[1]"]
    assert Idea.objects.count() == 2
