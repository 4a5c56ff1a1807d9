"""The pages of the desk: found, redacted, noted, asked, accepted, renamed, begun, answered at once."""

import pytest

from commitments.tests.factories import a_commitment
from engagement.choices import Doubt, PublishAs
from engagement.models import (
    AgencyView,
    AnswerTemplate,
    Consultation,
    ReasonedResponse,
    Submission,
    SubmissionFile,
    Theme,
)
from engagement.operations.desk import ask_agency
from engagement.operations.redacting import redact
from engagement.tests.factories import a_consultation, a_point, a_submission, a_theme, an_answer, answered
from plans.choices import Role
from plans.models import StoredFile
from plans.tests.factories import a_person, a_plan, at

pytestmark = pytest.mark.django_db

HERE = "/workspace/consultations/ideas/"
ONE = f"{HERE}submissions/1/"


@pytest.fixture
def ana(cast, sign_in, the_day):
    return sign_in(cast.ana)


@pytest.fixture
def consultation(db) -> Consultation:
    plan = a_plan()
    a_commitment(plan)
    return a_consultation(plan)


def text_of(answer) -> str:
    return answer.content.decode()


def numbers(answer) -> list[int]:
    return [submission.number for submission in answer.context["page_obj"]]


# ---- The list, and the way through it ---------------------------------------------------------------------


def test_the_list_shows_the_part_that_is_asked_for(ana, cast, consultation):
    theme = a_theme(consultation, "minutes")
    an_answer(a_point(a_submission(consultation, stakeholder_type="citizen"), theme=theme))
    a_point(a_submission(consultation, assigned_to=cast.ana), theme=theme)
    a_submission(consultation, stakeholder_type="business")
    a_submission(consultation, doubt=Doubt.TRAP)
    a_submission(consultation, text="", withdrawn_at=at())
    asked = {
        "": [1, 2, 3],
        "show=left": [2, 3],
        "show=uncut": [3],
        "show=unanswered": [2],
        "show=done": [1],
        "show=withdrawn": [5],
        "whose=mine": [2],
        "whose=nobody": [1, 3],
        "theme=minutes": [1, 2],
        "theme=minutes&show=left&whose=mine": [2],
        "sent_as=business": [3],
        "show=never&whose=never&theme=never&sent_as=never": [1, 2, 3],
    }
    found = {query: numbers(ana.get(f"{HERE}submissions/?{query}")) for query in asked}
    assert found == asked
    text = text_of(ana.get(f"{HERE}submissions/?theme=minutes"))
    assert "2 of 3 read, 1 point without an answer" in text
    assert "1 doubtful" in text


def test_what_is_ticked_in_the_list_is_given_to_a_colleague(ana, cast, consultation):
    for _ in range(3):
        a_submission(consultation)
    page = f"{HERE}submissions/"
    given = {"submission": ["1", "3", "x"], "to": cast.ana.key}
    assert "2 submissions are given to Ana." in text_of(ana.post(page, given, follow=True))
    assert numbers(ana.get(f"{page}?whose=mine")) == [1, 3]
    assert ana.post(page, {"to": cast.ana.key}).status_code == 409
    refused = ana.post(page, given | {"to": cast.ben.key})
    assert refused.status_code == 422
    assert text_of(refused).count(" checked") == 2
    assert numbers(ana.get(f"{page}?whose=nobody")) == [2]


def test_the_way_leads_past_what_is_done(ana, consultation):
    for _ in range(3):
        a_submission(consultation)
    an_answer(a_point(consultation.submissions.get(number=2)))
    text = text_of(ana.get(ONE))
    assert 'rel="next" accesskey="n" href="/workspace/consultations/ideas/submissions/3/"' in text
    assert "Next left to do" in text
    for number in (1, 3):
        an_answer(a_point(consultation.submissions.get(number=number)))
    text = text_of(ana.get(ONE))
    assert 'rel="next" accesskey="n" href="/workspace/consultations/ideas/submissions/2/"' in text
    assert "Next left to do" not in text


def test_how_far_it_is_stands_on_every_page_of_the_desk(ana, consultation):
    a_point(a_submission(consultation))
    a_submission(consultation)
    pages = ("", "submissions/", "points/", "doubtful/", "answers/")
    of_one = ("", "words/", "beside/", "document/")
    for page in (*(HERE + page for page in pages), *(ONE + page for page in of_one)):
        assert "1 of 2 read, 1 point without an answer" in text_of(ana.get(page)), page


# ---- Words that are marked, and words that are hidden -----------------------------------------------------


def test_words_that_are_marked_are_in_a_row_of_their_own(ana, consultation):
    a_submission(consultation)
    text = text_of(ana.post(ONE, {"action": "select", "selected": "And say who came."}))
    assert 'name="point-1-text" rows="3">\nAnd say who came.</textarea>' in text
    full = {f"point-{place}-text": f"Words {place}" for place in (1, 2, 3)}
    text = text_of(ana.post(ONE, {"action": "row", "selected": "And say who came."} | full))
    assert 'name="point-4-text" rows="3">\nAnd say who came.</textarea>' in text
    assert "Words 3" in text
    words = text_of(ana.post(f"{ONE}words/", {"action": "select", "selected": "And say who came."}))
    assert 'name="text" rows="3" aria-describedby="text-hint">\nAnd say who came.</textarea>' in words
    assert not Submission.objects.get().points.exists()


def test_left_stands_the_original_right_what_the_public_will_read(ana, consultation):
    a_submission(consultation, "Ask Rawiri Q. about it.")
    typed = {"action": "redact", "version": "1", "text": "Rawiri Q.", "ground": "A name"}
    assert ana.post(f"{ONE}words/", typed).status_code == 302
    text = text_of(ana.get(f"{ONE}words/"))
    assert "Ask Rawiri Q. about it." in text
    assert "Ask [withheld] about it." in text
    wrong = ana.post(f"{ONE}words/", typed | {"version": "2", "text": "Nobody", "ground": ""})
    assert wrong.status_code == 409
    assert 'href="#text"' in text_of(wrong)
    assert 'href="#ground"' in text_of(wrong)
    stale = ana.post(f"{ONE}words/", {"action": "show-1", "version": "1"})
    assert stale.status_code == 409
    assert "Somebody has changed this meanwhile" in text_of(stale)
    assert ana.post(f"{ONE}words/", {"action": "show-1", "version": "2"}).status_code == 302
    assert "Nothing is redacted." in text_of(ana.get(f"{ONE}words/"))


def test_a_document_is_copied_on_a_page_of_its_own(ana, consultation):
    sent = a_submission(consultation)
    page = f"{ONE}document/"
    assert "No document came with this submission." in text_of(ana.get(page))
    stored = StoredFile.objects.create(key="k", name="letter.pdf", media_type="application/pdf", size=9)
    SubmissionFile.objects.create(submission=sent, position=1, file=stored)
    assert "letter.pdf" in text_of(ana.get(page))
    assert ana.post(page, {"version": "1", "transcript": "Clocks."})["Location"] == ONE
    assert "Clocks." in text_of(ana.get(ONE))
    both = ana.post(page, {"version": "1", "transcript": "Bells."})
    assert both.status_code == 409
    assert "Two people edited this" in text_of(both)
    assert text_of(both).count("Bells.") == 2
    assert ana.post(page, {"version": "2", "transcript": "x" * 100_001}).status_code == 422


# ---- Beside it --------------------------------------------------------------------------------------------


def test_notes_colleagues_and_agencies_stand_beside_the_points(ana, cast, consultation):
    a_submission(consultation, publish_as=PublishAs.NAME, name="Pania")
    ada, beside = a_person("Ada", Role.COORDINATOR), f"{ONE}beside/"
    assert ana.post(beside, {"action": "note", "text": "Look at the law."}).status_code == 302
    assert ana.post(beside, {"action": "assign", "to": ada.key}).status_code == 302
    asked = {"action": "ask", "agency": "agency-for-records", "question": "Could you?"}
    assert ana.post(beside, asked).status_code == 302
    text = text_of(ana.get(ONE))
    for words in ("Look at the law.", "Ada has it", "Agency for Records", "Asked; nothing said yet"):
        assert words in text
    for wrong, status in (
        ({"action": "note", "text": ""}, 409),
        ({"action": "assign", "to": cast.ben.key}, 422),
        ({"action": "ask", "agency": ""}, 409),
        ({"action": "doubt", "why": ""}, 409),
        ({"action": "never"}, 302),
    ):
        assert ana.post(beside, wrong).status_code == status
    assert numbers(ana.get(f"{HERE}submissions/?whose=mine")) == []


def test_ben_finds_what_his_agency_is_asked_and_reads_what_the_public_will_read(
    cast, sign_in, the_day, consultation
):
    sent = a_submission(
        consultation, "Ask Rawiri Q. about it.", publish_as=PublishAs.NAME, name="Pania", email="p@p.example"
    )
    redact(submission=sent, version=1, text="Rawiri Q.", ground="A name", by=cast.ana, now=at())
    ask_agency(submission=sent, agency=cast.records, question="Could you?", by=cast.ana, now=at())
    page = "/workspace/views/ideas/1/agency-for-records/"
    for user in (cast.ana, cast.bea, cast.chi, cast.dee):
        assert sign_in(user).get(page).status_code == 404
    ben = sign_in(cast.ben)
    assert page in text_of(ben.get("/workspace/"))
    text = text_of(ben.get(page))
    assert "Ask [withheld] about it." in text
    assert not {"Rawiri", "Pania", "p@p.example"} & set(text.replace(".", " ").split())
    assert ben.post(page, {"version": "1", "text": ""}).status_code == 409
    assert ben.post(page, {"version": "1", "text": "We can."}).status_code == 302
    assert page not in text_of(ben.get("/workspace/"))
    bo = sign_in(cast.bo)
    both = bo.post(page, {"version": "1", "text": "We cannot."})
    assert both.status_code == 409
    assert "We can." in text_of(both)
    assert "We cannot." in text_of(both)
    assert AgencyView.objects.get().text == "We can."
    assert "We can." in text_of(sign_in(cast.ana).get(ONE))
    Submission.objects.update(publish_as=PublishAs.NOT_AT_ALL)
    assert sign_in(cast.ben).get(page).status_code == 404


# ---- Doubtful ---------------------------------------------------------------------------------------------


def test_doubtful_ones_wait_in_a_list_of_their_own(ana, consultation):
    for _ in range(3):
        a_submission(consultation, doubt=Doubt.HASTE)
    page = f"{HERE}doubtful/"
    assert "it was sent faster than a person writes" in text_of(ana.get(page))
    assert "Decide about it" in text_of(ana.get(ONE))
    assert 'name="point-1-text"' not in text_of(ana.get(ONE))
    assert ana.post(page, {"action": "accept"}).status_code == 409
    assert "1 submission is accepted." in text_of(
        ana.post(page, {"action": "accept", "submission": "1"}, follow=True)
    )
    assert 'name="point-1-text"' in text_of(ana.get(ONE))
    aside = {"action": "aside", "submission": ["2", "3", "x", "99"], "why": ""}
    refused = ana.post(page, aside)
    assert refused.status_code == 409
    assert text_of(refused).count("checked") == 2
    assert "2 submissions are set aside." in text_of(
        ana.post(page, aside | {"why": "Advertisements"}, follow=True)
    )
    assert "Nothing is doubted." in text_of(ana.get(page))
    assert "Advertisements" in text_of(ana.get(f"{page}?aside"))
    ana.post(f"{page}?aside", {"action": "again", "submission": "3"})
    assert numbers(ana.get(page)) == [3]


def test_a_flood_is_set_aside_at_once_as_long_as_nothing_more_has_come(ana, consultation):
    for _ in range(51):
        a_submission(consultation, doubt=Doubt.FLOOD)
    page = f"{HERE}doubtful/"
    assert 'name="all" value="51"' in text_of(ana.get(page))
    aside = {"action": "aside", "why": "A robot", "all": "51"}
    a_submission(consultation, doubt=Doubt.FLOOD)
    assert ana.post(page, aside).status_code == 409  # one more has come: nothing is ticked
    assert consultation.submissions.doubted().count() == 52
    assert "52 submissions are set aside." in text_of(ana.post(page, aside | {"all": "52"}, follow=True))


# ---- Words to begin with, and several at once -------------------------------------------------------------


def test_an_answer_begins_with_words_where_nothing_is_typed(ana, consultation):
    sent = a_submission(consultation)
    a_point(sent, "Put the minutes online within a week.")
    a_point(sent, "And say who came.")
    AnswerTemplate.objects.create(title="Not ours", disposition="out-of-scope", reason="Councils decide.")
    begin = {"action": "begin-1", "version": "1", "answer-1-template": "Not ours", "answer-2-reason": "Mine."}
    text = text_of(ana.post(ONE, begin))
    assert ">\nCouncils decide.</textarea>" in text
    assert 'value="out-of-scope" checked' in text
    assert "Mine." in text
    text = text_of(ana.post(ONE, begin | {"answer-1-reason": "Typed.", "answer-1-disposition": "adopted"}))
    assert "Typed." in text
    assert ">\nCouncils decide.</textarea>" not in text
    assert 'value="out-of-scope" checked' not in text
    assert not ReasonedResponse.objects.exists()
    said = {"action": "answers", "version": "1", "answer-1-version": "0"}
    said |= {"answer-1-disposition": "out-of-scope", "answer-1-reason": "Councils decide."}
    refused = ana.post(ONE, said)
    assert refused.status_code == 422
    assert "Say it for this person." in text_of(refused)


def test_words_to_begin_with_are_added_changed_and_dropped(ana, consultation):
    page = "/workspace/answer-templates/"
    words = {"version": "0", "title": "Not ours", "disposition": "", "reason": "Councils decide."}
    assert ana.post(page, words).status_code == 302
    assert "Councils decide." in text_of(ana.get(f"{page}?edit=Not+ours"))
    assert ana.post(page, words | {"title": ""}).status_code == 409
    changed = words | {"was": "Not ours", "version": "1", "reason": "Your council decides."}
    assert ana.post(page, changed).status_code == 302
    both = ana.post(page, changed | {"reason": "Mine."})
    assert both.status_code == 409
    assert "Two people edited this" in text_of(both)
    assert ana.post(page, {"action": "drop-it", "was": "Not ours", "version": "2"}).status_code == 302
    gone = ana.post(page, changed | {"version": "2"})
    assert gone.status_code == 409
    assert "Your council decides." in text_of(gone)
    assert not AnswerTemplate.objects.exists()


def test_points_that_say_the_same_are_found_and_answered_at_once(ana, consultation):
    theme = a_theme(consultation, "minutes")
    for place in range(3):
        sent = a_submission(consultation, stakeholder_type="citizen" if place else "business")
        a_point(sent, "Put the minutes online within a week.", theme=theme if place else None)
    an_answer(a_point(sent, "And say who came."))
    a_point(a_submission(consultation, doubt=Doubt.TRAP))
    page, asked = f"{HERE}points/", {}
    for query in ("", "theme=minutes", "theme=none", "sent_as=citizen", "says=MINUTES", "show=answered"):
        asked[query] = [row["value"] for row in ana.get(f"{page}?{query}").context["rows"]]
    all_three = ["1.1.1.0", "2.1.1.0", "3.1.1.0"]
    assert asked == {
        "": all_three,
        "theme=minutes": all_three[1:],
        "theme=none": all_three[:1],
        "sent_as=citizen": all_three[1:],
        "says=MINUTES": all_three,
        "show=answered": ["3.2.1.1"],
    }
    said = {"point": all_three, "disposition": "adopted", "reason": "It helps."}
    refused = ana.post(page, said | {"reason": ""})
    assert refused.status_code == 409
    assert text_of(refused).count(" checked") == 4  # the points, and what was decided
    for forged in ("3.1.1.0.1", "3.1.1", "a.b.c.d", "3.9.1.0"):
        assert ana.post(page, said | {"point": [*all_three, forged]}).status_code == 409
    assert ReasonedResponse.objects.count() == 1
    done = ana.post(f"{page}?theme=minutes", said, follow=True)
    assert "3 points have this answer now." in text_of(done)
    assert ReasonedResponse.objects.filter(reason="It helps.").count() == 3
    answered(consultation)
    assert ana.post(page, said).status_code == 409


# ---- Themes -----------------------------------------------------------------------------------------------


def test_themes_of_the_plan_are_added_renamed_merged_and_who_did_is_told(ana, cast, consultation):
    second = a_consultation(consultation.plan, "second")
    for asked in (consultation, second):
        a_point(a_submission(asked), theme=a_theme(asked, "minutes"))
    page = f"/workspace/themes/{consultation.plan.slug}/"
    new = {"action": "add", "new-label": "Registers", "new-consultation": "second"}
    assert ana.post(page, new).status_code == 302
    assert ana.post(page, new | {"new-label": ""}).status_code == 409
    assert ana.post(page, new | {"new-consultation": "never"}).status_code == 422
    assert "2 points move" in text_of(ana.get(f"{page}?theme=minutes"))
    named = {"action": "rename", "theme": "minutes", "read": "Minutes", "label": "Records"}
    assert ana.post(page, named).status_code == 302
    assert ana.post(page, named | {"label": "Third"}).status_code == 409
    merged = {"action": "merge", "theme": "minutes", "into": "registers"}
    assert ana.post(page, merged | {"into": ""}).status_code == 409
    assert "Merged; 2 points moved." in text_of(ana.post(page, merged, follow=True))
    text = text_of(ana.get(page))
    for words in ("“Registers” added", "“Minutes” renamed “Records”", "“Records” merged into “Registers”"):
        assert text.count(words) == 1, words
    assert set(Theme.objects.values_list("label", flat=True)) == {"Registers"}
    assert ana.post(page, merged).status_code == 409
    assert ana.post(page, {"action": "never"}).status_code == 302


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_to_others_the_desk_does_not_exist(cast, sign_in, the_day, consultation, who):
    a_submission(consultation)
    browser = sign_in(getattr(cast, who))
    pages = [HERE + page for page in ("submissions/", "points/", "doubtful/")]
    pages += [ONE + page for page in ("words/", "beside/", "document/")]
    pages += [f"/workspace/themes/{consultation.plan.slug}/", "/workspace/answer-templates/"]
    for page in pages:
        assert browser.get(page).status_code == 404
        assert browser.post(page, {"action": "note", "text": "Mine."}).status_code in (404, 405)
