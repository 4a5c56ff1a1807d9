import copy
import json
from datetime import UTC, datetime, timedelta

import pytest

from commitments.models import Milestone
from engagement.choices import PublishAs, Standing
from engagement.models import Consultation, ReasonedResponse, Submission
from engagement.operations.publishing import reasons_not_to_publish_answers
from engagement.tests import factories
from engagement.tests.factories import asked  # noqa: F401 - a fixture
from plans.models import ActionPlan, Agency, EditionCounter
from plans.operations.files import receive_file
from plans.tests import samples
from plans.tests.factories import at
from reporting import document as plan_document
from reporting.operations.document import Refused, bring_in

pytestmark = pytest.mark.django_db

NOW = at()
SOURCE = {"document": "the-report", "at": "Section 4"}
DOCUMENT = {
    "format": "ogp-plan-document",
    "version": 1,
    "plan": {
        "slug": "test-2025-27",
        "country": "NZ",
        "language": "en",
        "title": "A plan",
        "short_title": "2025–27",
        "starts_on": "2025-07",
        "ends_on": "2027-06",
        "state": "adopted",
    },
    "sources": [{"slug": "the-report", "title": "The report as printed"}],
    "agencies": [{"slug": "records", "names": [{"name": "Records"}]}],
    "amendments": [
        {
            "slug": "first",
            "title": "More time",
            "number": 1,
            "reason": "People asked for it.",
            "decided_on": "2025-12-01",
            "decided_by": "Cabinet",
        }
    ],
    "commitments": [
        {
            "number": "1",
            "title": "Engagement",
            "promise": "To talk.",
            "milestones": [{"number": 2, "title": "To meet"}],
        },
        {"number": "2", "title": "Records", "promise": "To write."},
    ],
    "forums": [
        {
            "slug": "users-of-records",
            "kind": "agency-group",
            "name": "Users of records",
            "agency": "records",
            "remit": "It reads.",
            "rules": "- It meets.",
            "rules_url": "https://example.org/rules",
            "rules_published_on": "2025-08-01",
            "starts_on": "2025",
            "ends_on": "2027-06",
            "members": [
                {
                    "seat": 1,
                    "role": "Chair",
                    "sector": "academia",
                    "affiliation": "A university",
                    "biography": "Reads a lot.",
                    "from_on": "2025-08-01",
                    "until_on": "2026-07-31",
                },
                {"seat": 2, "role": "Member", "sector": "civil-society"},
            ],
            "decisions": [
                {
                    "number": 1,
                    "what": "To meet in March.",
                    "why": "It suits all.",
                    "decided_by": "All",
                    "decided_on": "2025-09-12",
                    "meeting": "start",
                    "published_on": "2025-09-20",
                },
                {
                    "number": 3,
                    "what": "To meet in May.",
                    "decided_on": "2025-10",
                    "corrects": 1,
                    "not_stated": ["decider", "reason"],
                    "source": SOURCE,
                },
            ],
        }
    ],
    "consultations": [
        {
            "slug": "first-round",
            "title": "The first round",
            "purpose": "draft-report",
            "opened_on": "2025-09",
            "closed_on": "2025-10-31",
            "what_we_heard": "More openness.",
            "themes": [{"slug": "open-data", "label": "Open data"}],
            "totals": [
                {"unit": "people", "dimension": "whole", "number": 0, "source": SOURCE},
                {
                    "unit": "inputs",
                    "dimension": "theme",
                    "heading": "Number of submissions",
                    "label": "Open data",
                    "number": 17,
                    "source": SOURCE,
                },
                {"unit": "letters", "dimension": "whole", "not_stated": ["count"], "source": SOURCE},
            ],
            "not_stated": ["day"],
            "source": SOURCE,
        },
        {
            "slug": "second-round",
            "title": "The second round",
            "purpose": "amendment",
            "stage": "Round 2",
            "follows": "first-round",
            "amendment": "first",
            "background": "It was late.",
            "question": "And now?",
            "questions": [
                {"place": 1, "kind": "long", "label": "Why was it late?"},
                {
                    "place": 2,
                    "kind": "one",
                    "label": "How long?",
                    "hint": "In months.",
                    "options": ["Three", "Six"],
                },
            ],
            "opens_at": "2025-11-03T09:00:00+13:00",
            "closes_at": "2025-11-28T17:00:00+13:00",
            "zone": "Pacific/Auckland",
            "decided_by": "Cabinet",
            "decided_how": "In December.",
            "answers_due_on": "2025-12-12",
            "answered_on": "2025-12-05",
            "privacy": "Kept apart.",
            "what_we_heard": "- Take more time.",
            "documents": [{"title": "The draft", "url": "https://example.org/draft", "size": "PDF, 52 KB"}],
            "themes": [{"slug": "time", "label": "Time"}, {"slug": "money", "label": "Money"}],
            "submissions": [
                {
                    "number": 1,
                    "received_on": "2025-11-04",
                    "channel": "email",
                    "handed_in_by": "Harbour Society",
                    "group": 1,
                    "stakeholder_type": "citizen",
                    "publish_as": "name",
                    "about": "1",
                    "text": "Take more time.\n\nI know [withheld] and she agrees.",
                    "published_on": "2025-12-05",
                    "points": [
                        {
                            "text": "Take more time.",
                            "theme": "time",
                            "commitment": "1",
                            "milestone": 2,
                            "response": {
                                "disposition": "adopted",
                                "reason": "We need it.",
                                "changed": "The date",
                                "changed_commitment": "1",
                                "published_on": "2025-12-05",
                            },
                        },
                        {"text": "[withheld]", "withheld_ground": "It names somebody."},
                    ],
                },
                {
                    "number": 3,
                    "received_on": "2025-11-28",
                    "channel": "post",
                    "group": 1,
                    "publish_as": "not-at-all",
                },
            ],
            "groups": [
                {
                    "number": 1,
                    "kind": "campaign",
                    "title": "More time",
                    "lead": 1,
                    "published_on": "2025-12-05",
                }
            ],
            "invited": [{"forum": "users-of-records"}],
        },
    ],
    "meetings": [
        {
            "slug": "start",
            "kind": "forum-meeting",
            "forum": "users-of-records",
            "title": "The start",
            "place": "Wellington",
            "held_on": "2025-09-12",
            "number": 1,
            "attended": 0,
            "government_present": "yes",
            "others_present": "no",
            "results_presented": "no",
            "account": "- Nobody came.",
            "notes_url": "https://example.org/notes",
        },
        {
            "slug": "second",
            "kind": "forum-meeting",
            "forum": "users-of-records",
            "title": "The second",
            "held_on": "2025-10-12",
            "number": 1,
            "attended": 5,
            "attendance": [{"sector": "media", "number": 3}, {"number": 2}],
            "papers": [
                {
                    "place": 1,
                    "kind": "agenda",
                    "title": "What we speak of",
                    "url": "https://example.org/agenda",
                    "due_on": "2025-10-05",
                    "published_on": "2025-10-06",
                },
                {"place": 3, "kind": "minutes", "title": "Minutes", "url": "https://example.org/minutes"},
            ],
        },
        {
            "slug": "town-halls",
            "kind": "public-meeting",
            "consultation": "second-round",
            "title": "Meetings in town halls",
            "number": 4,
            "not_stated": ["day"],
            "source": SOURCE,
        },
    ],
    "outreach": [
        {
            "slug": "letters",
            "channel": "letters",
            "audience": "schools",
            "reach": 845,
            "starts_on": "2025-11-03",
            "ends_on": "2025-11-07",
            "note": "In three languages.",
        }
    ],
}


@pytest.fixture
def document():
    return copy.deepcopy(DOCUMENT)


def read(document):
    return bring_in(document=document, name="test.json", now=NOW).added


def exported():
    return plan_document.write(ActionPlan.objects.get())


def problems(document):
    with pytest.raises(Refused) as refusal:
        read(document)
    return {problem.path: problem.reason for problem in refusal.value.problems}


def second(document):
    return document["consultations"][1]


# ---- There and back ---------------------------------------------------------------------------------


def test_export_of_an_import_is_identical(document):
    read(document)
    assert exported() == plan_document.canonical(DOCUMENT)


def test_the_same_document_twice_changes_nothing(document):
    assert read(document)
    assert read(document) == []
    assert EditionCounter.objects.get().number == 1


def test_the_order_in_which_consultations_stand_does_not_matter(document):
    document["consultations"].reverse()
    read(document)
    assert exported() == plan_document.canonical(DOCUMENT)
    assert read(document) == []


def test_a_nought_is_a_count_and_no_is_an_answer(document):
    read(document)
    out = exported()
    assert out["consultations"][0]["totals"][0]["number"] == 0
    assert out["meetings"][0]["attended"] == 0
    meeting = ActionPlan.objects.get().meetings.get(slug="start")
    assert (meeting.government_present, meeting.others_present, meeting.comments_collected) == (
        True,
        False,
        None,
    )


def test_the_agency_of_a_forum_and_the_source_of_a_total_come_along(document):
    document["agencies"].append({"slug": "unused", "names": [{"name": "Unused"}]})
    document["sources"].append({"slug": "unused", "title": "Unused"})
    read(document)
    out = exported()
    assert [agency["slug"] for agency in out["agencies"]] == ["records"]
    assert [source["slug"] for source in out["sources"]] == ["the-report"]
    assert Agency.objects.count() == 2


def test_what_was_run_elsewhere_is_history_here(document):
    del second(document)["answered_on"], second(document)["what_we_heard"]
    del second(document)["submissions"], second(document)["groups"]
    read(document)
    over = Consultation.objects.get(slug="second-round")
    assert over.closes_at == datetime(2025, 11, 28, 4, tzinfo=UTC)
    assert over.standing_at(NOW) == Standing.OVER
    assert not over.is_late_at(NOW)
    assert [reason.code for reason in reasons_not_to_publish_answers(over, NOW)] == ["brought-in"]


def test_the_day_of_the_answers_is_that_of_the_original(document):
    read(document)
    answered = Consultation.objects.get(slug="second-round")
    assert answered.standing_at(answered.answered_in.at) == Standing.ANSWERED
    assert str(answered.day_answered) == "2025-12-05"


def test_a_submission_gets_a_receipt_that_nobody_has(document):
    read(document)
    first, last = Submission.objects.all()
    assert len(first.secret) == 43
    assert first.secret != last.secret
    assert first.key != last.key
    assert not hasattr(first, "contact")


def test_what_may_not_be_read_is_a_number_and_says_nothing(document):
    """Its points are counted where it was sent; so the same is said here, by the API and by a document."""
    read(document)
    silent = Submission.objects.get(number=3)
    assert silent.public_text is None
    assert not silent.points.exists()
    assert [one.number for one in Submission.objects.shown()] == [1]


# ---- What is written out ----------------------------------------------------------------------------


def test_an_export_names_nobody_and_shows_no_withheld_word(asked):  # noqa: F811
    point = asked.before.submissions.get(number=1).points.get(position=2)
    point.is_withheld, point.withheld_ground = True, "It names people."
    point.save()
    out = plan_document.write(asked.plan)
    text = json.dumps(out)
    for secret in ("Pania", "people.example", "Rawiri", "Only for you", "say who came", "Some of it fits"):
        assert secret not in text
    assert "secret" not in text
    first, silent = out["consultations"][0]["submissions"]
    assert first["text"] == "Put the minutes online within a week. [withheld]"
    assert first["points"][1]["text"] == "[withheld]"
    assert "points" not in silent
    assert silent["publish_as"] == PublishAs.NOT_AT_ALL


def test_an_export_of_what_was_run_here_comes_in_elsewhere(asked, the_day):  # noqa: F811
    exported_here = plan_document.write(asked.plan)
    later = copy.deepcopy(exported_here)
    later["plan"]["slug"], later["consultations"][0]["slug"] = "elsewhere", "elsewhere"
    read(later)
    assert plan_document.write(ActionPlan.objects.get(slug="elsewhere")) == later
    assert exported_here["consultations"][0]["answered_on"] == "2026-03-11"


def test_a_file_is_written_out_as_the_address_at_which_it_is_found(asked, the_day, cast, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    file = receive_file(upload=samples.an_upload(name="The draft.pdf"), by=cast.ana, now=NOW)
    asked.before.documents.create(position=1, title="The draft", file=file)
    [said] = plan_document.write(asked.plan)["consultations"][0]["documents"]
    assert said["url"] == settings.SITE_URL + file.get_absolute_url()
    assert (said["title"], said["size"]) == ("The draft", file.words)


def test_one_that_is_open_or_being_read_tells_nothing_of_what_came_in(asked, time_machine):  # noqa: F811
    time_machine.move_to(NOW, tick=False)
    factories.a_submission(asked.consultation, "A canary sings.")
    factories.a_theme(asked.consultation, "canary")
    asked.consultation.what_we_heard = "A canary."
    asked.consultation.save()
    factories.a_meeting(asked.plan, "of-the-open-one", consultation=asked.consultation)
    assert [one["slug"] for one in plan_document.write(asked.plan)["consultations"]] == ["first-round"]
    assert "meetings" not in plan_document.write(asked.plan)
    time_machine.move_to(asked.consultation.closes_at + timedelta(days=1), tick=False)
    out = plan_document.write(asked.plan)
    assert [one["slug"] for one in out["consultations"]] == ["first-round", "second-round"]
    assert "anary" not in json.dumps(out)
    assert [meeting["slug"] for meeting in out["meetings"]] == ["of-the-open-one"]


def test_nothing_unpublished_or_withdrawn_is_written_out(asked):  # noqa: F811
    factories.a_forum(asked.plan, published_in=None)
    factories.a_meeting(asked.plan, published_in=None)
    factories.an_outreach(asked.plan, published_in=None)
    edition = asked.before.answered_in
    Submission.objects.filter(number=2).update(withdrawn_in=edition)
    ReasonedResponse.objects.update(published_in=None)
    out = plan_document.write(asked.plan)
    assert not out.keys() & {"forums", "meetings", "outreach"}
    [said] = out["consultations"][0]["submissions"]
    assert said["number"] == 1
    assert not any("response" in point for point in said["points"])


# ---- Later versions ---------------------------------------------------------------------------------


def test_a_later_version_may_add_rows(document):
    read(document)
    document["forums"][0]["members"].append({"seat": 3, "role": "Member", "sector": "media"})
    document["consultations"][0]["totals"].append(
        {"unit": "calls", "dimension": "whole", "number": 2, "source": SOURCE}
    )
    document["outreach"].append(
        {"slug": "more", "channel": "radio", "audience": "all", "starts_on": "2025-12"}
    )
    paper = {"place": 4, "kind": "paper", "title": "Another", "url": "https://example.org/another"}
    document["meetings"][1]["papers"].append(paper)
    document["forums"][0]["decisions"].append(
        {"number": 4, "what": "To rest.", "why": "It is late.", "decided_by": "All", "decided_on": "2025-11"}
    )
    assert read(document) == [
        "forums[0].members[2]",
        "consultations[0].totals[3]",
        "meetings[1].papers[2]",
        "forums[0].decisions[2]",
        "outreach[1]",
    ]
    assert exported() == plan_document.canonical(document)


def test_answers_may_come_in_later(document):
    later = copy.deepcopy(document)
    for name in ("answered_on", "what_we_heard", "submissions", "groups", "themes"):
        del second(document)[name]
    read(document)
    assert "consultations[1].what_we_heard" in read(later)
    assert exported() == plan_document.canonical(later)
    assert read(later) == []


def test_what_is_published_stands_as_it_stood(document):
    read(document)
    second(document)["submissions"][0]["points"][0]["response"]["reason"] = "Another reason."
    second(document)["answered_on"] = "2025-12-06"
    del document["meetings"][0]
    assert set(problems(document)) == {
        "consultations[1].answered_on",
        "consultations[1].submissions[0].points",
        "meetings[start]",
    }


def test_nothing_is_brought_into_a_consultation_that_is_run_here(asked):  # noqa: F811
    document = plan_document.write(asked.plan)
    assert bring_in(document=document, name="test.json").added == []
    more = copy.deepcopy(document["consultations"][0]["submissions"][0])
    document["consultations"][0]["submissions"].append(more | {"number": 99})
    assert "run here" in problems(document)["consultations[0]"]


# ---- What is refused --------------------------------------------------------------------------------


def _submission(document, place=0):
    return second(document)["submissions"][place]


def _point(document, place=0):
    return _submission(document)["points"][place]


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: second(d)["groups"][0].update(lead=2), "consultations[1].groups[0].lead"),
        (lambda d: second(d)["groups"].clear(), "consultations[1].groups"),
        (lambda d: _submission(d).update(name="Pania"), "consultations[1].submissions[0]"),
        (lambda d: _submission(d).update(email="p@people.example"), "consultations[1].submissions[0]"),
        (lambda d: _submission(d).update(secret="x"), "consultations[1].submissions[0]"),
        (lambda d: d["forums"][0]["members"][0].update(name="Pania"), "forums[0].members[0]"),
        (lambda d: _submission(d, 1).update(text="Not for you."), "consultations[1].submissions[1]"),
        (lambda d: _submission(d, 1).update(about="1"), "consultations[1].submissions[1]"),
        (
            lambda d: _submission(d, 1).update(points=[{"response": {"disposition": "adopted"}}]),
            "consultations[1].submissions[1]",
        ),
        (
            lambda d: _point(d, 1).update(text="she agrees"),
            "consultations[1].submissions[0].points[1].text",
        ),
    ],
)
def test_personal_data_and_words_not_to_be_read_are_refused(document, spoil, path):
    spoil(document)
    assert path in problems(document)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("spoil", "path"),
    [
        (lambda d: second(d).update(closes_at="2026-03-28T17:00:00+13:00"), "consultations[1].closes_at"),
        (lambda d: second(d).update(closes_at="2025-11-28T04:00:00+00:00"), "consultations[1].closes_at"),
        (lambda d: second(d).update(opens_at="2025-02-30T17:00:00+13:00"), "consultations[1].opens_at"),
        (lambda d: second(d).update(opens_at="0001-01-01T00:00:00+13:00"), "consultations[1].opens_at"),
        (lambda d: second(d).update(zone="Middle/Earth"), "consultations[1].zone"),
        (lambda d: second(d).pop("zone"), "consultations[1].zone"),
        (lambda d: second(d).pop("closes_at"), "consultations[1]"),
        (lambda d: second(d).update(answered_on="2026-03-13"), "consultations[1].answered_on"),
        (lambda d: second(d).pop("answered_on"), "consultations[1].what_we_heard"),
        (lambda d: second(d).update(follows="nowhere"), "consultations[1].follows"),
        (lambda d: second(d).update(follows="second-round"), "consultations[1].follows"),
        (lambda d: second(d).update(amendment="third"), "consultations[1].amendment"),
        (lambda d: second(d)["questions"][0].update(place=2), "consultations[1].questions[1]"),
        (lambda d: second(d)["questions"][0].update(kind="essay"), "consultations[1].questions[0].kind"),
        (lambda d: second(d)["questions"][1].pop("options"), "consultations[1].questions[1].options"),
        (lambda d: second(d)["questions"][1].update(kind="short"), "consultations[1].questions[1].options"),
        (lambda d: second(d)["themes"].append(second(d)["themes"][0]), "consultations[1].themes[2]"),
        (
            lambda d: _submission(d).update(received_on="2026-03-13"),
            "consultations[1].submissions[0].received_on",
        ),
        (lambda d: _submission(d).update(about="7"), "consultations[1].submissions[0].about"),
        (lambda d: _submission(d).update(number=0), "consultations[1].submissions[0].number"),
        (lambda d: _submission(d).update(number=2**40), "consultations[1].submissions[0].number"),
        (lambda d: _submission(d).pop("text"), "consultations[1].submissions[0].text"),
        (lambda d: _submission(d).update(text="x" * 200_001), "consultations[1].submissions[0].text"),
        (
            lambda d: _point(d).update(text="Words of our own."),
            "consultations[1].submissions[0].points[0].text",
        ),
        (lambda d: _point(d).pop("text"), "consultations[1].submissions[0].points[0].text"),
        (lambda d: _point(d).update(theme="none"), "consultations[1].submissions[0].points[0].theme"),
        (lambda d: _point(d).update(milestone=0), "consultations[1].submissions[0].points[0].milestone"),
        (lambda d: _point(d).update(milestone=2**40), "consultations[1].submissions[0].points[0].milestone"),
        (
            lambda d: _point(d)["response"].pop("reason"),
            "consultations[1].submissions[0].points[0].response.reason",
        ),
        (
            lambda d: _point(d)["response"].update(changed_commitment="9"),
            "consultations[1].submissions[0].points[0].response.changed_commitment",
        ),
        (
            lambda d: d["consultations"][0]["totals"][0].pop("number"),
            "consultations[0].totals[0]",
        ),
        (lambda d: d["consultations"][0]["totals"][0].pop("source"), "consultations[0].totals[0]"),
        (
            lambda d: d["consultations"][0]["totals"].append(d["consultations"][0]["totals"][0]),
            "consultations[0].totals[3]",
        ),
        (lambda d: d["consultations"][0].pop("source"), "consultations[0]"),
        (lambda d: d["consultations"][0].update(closed_on="2026-04"), "consultations[0].closed_on"),
        (
            lambda d: second(d)["invited"].append({"forum": "nobodys"}),
            "consultations[1].invited[1].forum",
        ),
        (lambda d: d["forums"][0].update(agency="nobody"), "forums[0].agency"),
        (lambda d: d["forums"][0].update(kind="advisory-panel"), "forums[0]"),
        (lambda d: d["forums"][0].update(rules_url="javascript:alert(1)"), "forums[0].rules_url"),
        (lambda d: d["forums"][0]["decisions"][0].pop("why"), "forums[0].decisions[0]"),
        (lambda d: d["forums"][0]["decisions"][0].pop("decided_on"), "forums[0].decisions[0]"),
        (
            lambda d: d["forums"][0]["decisions"][0].update(decided_on="2026-04"),
            "forums[0].decisions[0].decided_on",
        ),
        (
            lambda d: d["forums"][0]["decisions"][0].update(meeting="town-halls"),
            "forums[0].decisions[0].meeting",
        ),
        (lambda d: d["forums"][0]["decisions"][1].update(corrects=7), "forums[0].decisions[1].corrects"),
        (lambda d: d["meetings"][1].update(attended=6), "meetings[1].attendance"),
        (lambda d: d["meetings"][1]["attendance"][0].pop("sector"), "meetings[1].attendance"),
        (lambda d: d["meetings"][1]["papers"][0].pop("url"), "meetings[1].papers[0]"),
        (lambda d: d["meetings"][1]["papers"][0].update(kind="gossip"), "meetings[1].papers[0].kind"),
        (
            lambda d: d["meetings"][1]["papers"][0].update(url="ftp://example.org/a"),
            "meetings[1].papers[0].url",
        ),
        (lambda d: d["meetings"][0].update(forum="nobodys"), "meetings[0].forum"),
        (lambda d: d["meetings"][0].update(held_on="2026-03-13"), "meetings[0].held_on"),
        (lambda d: d["meetings"][0].pop("held_on"), "meetings[0]"),
        (lambda d: d["meetings"][0].update(government_present=True), "meetings[0].government_present"),
        (lambda d: d["outreach"][0].update(reach=-1), "outreach[0].reach"),
        (lambda d: d["outreach"][0].update(ends_on="2025-11-01"), "outreach[0]"),
    ],
)
def test_what_no_record_can_say_is_refused_by_its_path(document, spoil, path):
    spoil(document)
    assert path in problems(document)
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize(
    ("commitment", "milestone", "sentence"),
    [
        ("1", 3, "this commitment has no such milestone in this document"),
        ("2", 2, "this commitment has no such milestone in this document"),
        (None, 2, "a milestone is named together with its commitment"),
    ],
)
def test_a_milestone_that_its_commitment_does_not_have_is_refused(document, commitment, milestone, sentence):
    point = _point(document)
    del point["commitment"]
    point |= {"commitment": commitment} if commitment else {}
    point["milestone"] = milestone
    assert problems(document) == {"consultations[1].submissions[0].points[0].milestone": sentence}


def test_a_milestone_that_is_not_public_is_not_written_out(document):
    read(document)
    Milestone.objects.update(published_in=None)
    [point, _] = exported()["consultations"][1]["submissions"][0]["points"]
    assert point["commitment"] == "1"
    assert "milestone" not in point


def test_a_paper_that_came_late_elsewhere_is_late_here_and_one_without_a_day_is_not(document):
    read(document)
    agenda, minutes = ActionPlan.objects.get().meetings.get(slug="second").papers.all()
    assert agenda.days_late_on(NOW.date()) == 1
    assert minutes.days_late_on(NOW.date()) == 0
    minutes.due_on = NOW.date() - timedelta(days=9)
    assert minutes.days_late_on(NOW.date()) == 0  # nobody said when it came


def test_who_holds_a_seat_and_what_waits_is_not_written_out(document, cast):
    read(document)
    forum = ActionPlan.objects.get().forums.get()
    forum.members.update(user=cast.chi)
    meeting = forum.meetings.get(slug="second")
    meeting.papers.create(position=9, kind="paper", title="Canary", due_on=NOW.date())
    forum.decisions.create(number=9, what="Canary")
    text = json.dumps(exported())
    assert "Canary" not in text
    assert "chi@" not in text
    assert exported() == plan_document.canonical(document)


def test_a_meeting_may_be_announced(document):
    document["meetings"].append(
        {"slug": "next", "kind": "forum-meeting", "title": "Next", "held_on": "2026-05-01", "number": 1}
    )
    assert "meetings[2]" in read(document)


def test_an_address_that_another_plan_has_is_refused(document):
    read(document)
    document["plan"]["slug"] = "another"
    assert {"forums[0].slug", "consultations[0].slug", "consultations[1].slug"} <= set(problems(document))
