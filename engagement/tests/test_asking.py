"""What a consultation asks beside its question, what is read before it, and who may look at it early."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from engagement.choices import QuestionKind
from engagement.models import Consultation, SubmissionFile
from engagement.operations.consultations import (
    end_preview,
    make_preview,
    publish_consultation,
    reasons_not_to_publish,
)
from engagement.operations.preparing import Paper, content_of, save_consultation
from engagement.rules.asking import Asked, missing_for_questions
from engagement.tests.factories import a_consultation, a_submission
from engagement.tests.test_operations_consultations import COMPLETE
from engagement.tests.test_workspace import NEW, TYPED, text_of
from plans.models import PlanDraft, StoredFile
from plans.operations.files import erase_loose_files, receive_file
from plans.rules import NotReady
from plans.tests import samples
from plans.tests.factories import a_plan, an_edition, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

HERE = "/workspace/consultations/ideas-for-the-next-plan/"
PAGE = "/consultations/ideas-for-the-next-plan/"
THREE = (
    Asked("What would help you?"),
    Asked("How often?", QuestionKind.ONE, "Of the minutes.", ("Weekly", "Monthly")),
    Asked("In one line?", QuestionKind.SHORT),
)
ROWS = {
    "question-1-label": "What would help you?",
    "question-1-kind": "long",
    "question-1-hint": "",
    "question-1-options": "",
    "question-2-label": "How often?",
    "question-2-kind": "one",
    "question-2-hint": "Of the minutes.",
    "question-2-options": "Weekly\n\nMonthly\nWeekly",
    "question-3-label": "In one line?",
    "question-3-kind": "short",
    "question-3-hint": "",
    "question-3-options": "",
}


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


@pytest.fixture
def plan(db):
    return a_plan()


@pytest.fixture
def save(cast, plan):
    def save(content=COMPLETE, consultation=None, by=None):
        version = consultation.version if consultation else 0
        return save_consultation(
            plan=plan,
            consultation=consultation,
            version=version,
            content=content,
            by=by or cast.ana,
            now=at(),
        )

    return save


@pytest.fixture
def publish(cast):
    def publish(consultation):
        return publish_consultation(
            consultation=consultation, version=consultation.version, by=cast.ana, now=at()
        )

    return publish


def codes(reasons) -> list[str]:
    return [reason.code for reason in reasons]


def a_draft(plan, number=1, **content) -> PlanDraft:
    return PlanDraft.objects.create(
        plan=plan, number=number, content={"commitments": []} | content, published_in=an_edition()
    )


# ---- Questions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked("Why?"), []),
        (Asked("Why?", QuestionKind.SEVERAL, options=("This", "That")), []),
        (Asked(" "), ["question-label"]),
        (Asked("Which?", QuestionKind.ONE), ["question-options"]),
        (Asked("Which?", QuestionKind.SEVERAL, options=("This",)), ["question-options"]),
        (Asked("Why?", QuestionKind.LONG, options=("This", "That")), ["question-kind"]),
        (Asked("And each?", QuestionKind.COMMITMENTS), ["question-commitments"]),
    ],
)
def test_what_a_question_lacks_is_said_with_its_place(asked, expected):
    reasons = missing_for_questions([Asked("First?"), asked], has_commitments=False)
    assert codes(reasons) == expected
    assert all(reason.field.startswith("question-2-") for reason in reasons)
    assert all("Question 2" in str(reason) for reason in reasons)


def test_thirty_questions_are_the_most(save):
    assert missing_for_questions([Asked("Why?")] * 30, has_commitments=False) == []
    assert codes(missing_for_questions([Asked("Why?")] * 31, has_commitments=False)) == ["questions"]
    with pytest.raises(NotReady) as refused:
        save(replace(COMPLETE, questions=(Asked("Why?"),) * 31))
    assert codes(refused.value.reasons) == ["questions"]


def test_questions_are_kept_in_their_order_and_go_out_frozen(save, publish):
    consultation = save(replace(COMPLETE, questions=THREE))
    assert content_of(consultation).questions == THREE
    consultation = save(replace(content_of(consultation), questions=THREE[::-1]), consultation)
    consultation = publish(consultation)
    assert content_of(consultation).questions == THREE[::-1]
    with pytest.raises(NotReady) as refused:
        save(replace(content_of(consultation), questions=THREE), consultation)
    assert codes(refused.value.reasons) == ["public"]


def test_a_choice_of_one_is_kept_and_not_published(save, publish):
    consultation = save(replace(COMPLETE, questions=(Asked("Which?", QuestionKind.ONE, options=("This",)),)))
    with pytest.raises(NotReady) as refused:
        publish(consultation)
    assert codes(refused.value.reasons) == ["question-options"]


def test_each_commitment_is_asked_about_where_there_is_one(save, plan):
    consultation = save(replace(COMPLETE, questions=(Asked("And each?", QuestionKind.COMMITMENTS),)))
    assert codes(reasons_not_to_publish(consultation, at())) == ["question-commitments"]
    draft = a_draft(plan, commitments=[{"number": "1"}])
    consultation = save(replace(content_of(consultation), draft=draft), consultation)
    assert reasons_not_to_publish(consultation, at()) == []


def test_ana_asks_three_questions_and_everybody_reads_them(ana, client, plan):
    assert ana.post(NEW, TYPED | ROWS | {"action": "publish"}).status_code == 302
    asked = Consultation.objects.get()
    assert [(one.kind, one.label, one.options) for one in asked.questions.all()] == [
        ("long", "What would help you?", []),
        ("one", "How often?", ["Weekly", "Monthly"]),
        ("short", "In one line?", []),
    ]
    page = text_of(client.get(PAGE))
    assert page.index("What would help you?") < page.index("How often?") < page.index("Monthly")
    assert "Of the minutes." in page


def test_there_is_room_for_one_more_and_what_was_typed_stays(ana, plan):
    page = text_of(ana.post(NEW, TYPED | ROWS | {"action": "question", "title": ""}))
    assert 'name="question-4-label"' in page
    assert 'value="How often?"' in page
    assert "There is a problem" not in page
    assert not Consultation.objects.exists()


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("question-up-3", ["What would help you?", "In one line?", "How often?"]),
        ("question-down-1", ["How often?", "What would help you?", "In one line?"]),
        ("question-remove-2", ["What would help you?", "In one line?"]),
        ("question-up-99", ["What would help you?", "How often?", "In one line?"]),
        ("question-sideways-1", ["What would help you?", "How often?", "In one line?"]),
    ],
)
def test_questions_go_up_down_and_away_with_all_that_is_typed(ana, plan, action, order):
    page = text_of(ana.post(NEW, TYPED | ROWS | {"action": action}))
    places = [page.index(f'value="{label}"') for label in order]
    assert places == sorted(places)
    assert page.count('-label" type="text"') == len(order)
    assert not Consultation.objects.exists()


def test_what_a_question_lacks_leads_to_its_row(ana, plan):
    answer = ana.post(NEW, TYPED | ROWS | {"action": "publish", "question-2-options": "Weekly"})
    assert answer.status_code == 409
    assert 'href="#question-2-options"' in text_of(answer)
    assert "Question 2: give at least two choices, one a line." in text_of(answer)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"question-2-options": "x" * 201}, "A choice has at most 200 letters."),
        ({"question-2-options": "\n".join(map(str, range(51)))}, "At most 50 choices."),
        ({"question-2-kind": "essay"}, "Question 2: "),
        ({"question-1-label": "x" * 301}, "Question 1: "),
    ],
)
def test_what_cannot_be_kept_of_a_question_is_said(ana, plan, change, words):
    answer = ana.post(NEW, TYPED | ROWS | change)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not Consultation.objects.exists()


def test_the_second_of_two_people_sees_the_questions_of_both(ana, plan):
    ana.post(NEW, TYPED | ROWS)
    typed = TYPED | ROWS | {"version": "1", "slug": "ideas-for-the-next-plan"}
    ana.post(HERE, typed | {"question-3-label": "The first asks this?"})
    answer = ana.post(HERE, typed | {"question-3-label": "The second asks that?"})
    assert answer.status_code == 409
    assert "The first asks this? / a line" in text_of(answer)
    assert "The second asks that? / a line" in text_of(answer)


# ---- Documents ------------------------------------------------------------------------------------------


@pytest.fixture
def disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_file_is_a_document_for_the_public_from_publication_on(ana, client, plan, disk):
    shown = ana.post(NEW, TYPED | {"action": "attach", "files": samples.an_upload(name="The draft.pdf")})
    assert 'value="The draft"' in text_of(shown)
    assert not Consultation.objects.exists()
    stored = StoredFile.objects.get()
    row = {"document-2-title": "The whole draft", "document-2-file": stored.key}
    assert ana.post(NEW, TYPED | row).status_code == 302
    kept = Consultation.objects.get()
    assert content_of(kept).documents[1] == Paper("The whole draft", file=stored.key)
    assert client.get(stored.get_absolute_url()).status_code == 404
    assert ana.get(stored.get_absolute_url()).status_code == 200

    ana.post(HERE, TYPED | row | {"version": kept.version, "slug": kept.slug, "action": "publish"})
    page = text_of(client.get(PAGE))
    assert "The whole draft</a> (PDF, " in page
    assert stored.get_absolute_url() in page
    answer = client.get(stored.get_absolute_url())
    assert (answer.status_code, b"".join(answer)) == (200, samples.PDF)
    assert "attachment" in answer["Content-Disposition"]


def test_a_file_comes_in_with_any_button(ana, plan, disk):
    ana.post(NEW, TYPED | {"files": samples.an_upload(name="The draft.pdf")})
    assert [one.title for one in Consultation.objects.get().documents.all()] == ["The draft", "The draft"]
    assert Consultation.objects.get().documents.last().words.startswith("PDF, ")


def test_a_file_that_may_not_come_in_is_named_with_the_reason(ana, plan, disk):
    answer = ana.post(NEW, TYPED | {"files": samples.an_upload(samples.PROGRAM, "run.pdf")})
    assert answer.status_code == 422
    assert "run.pdf: This is no kind of file that we take." in text_of(answer)
    assert not Consultation.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_file_comes_to_stand_here_through_its_sender_only(ana, cast, plan, save, disk):
    theirs = receive_file(upload=samples.an_upload(name="Theirs.pdf"), by=cast.ben, now=at())
    row = {"document-2-title": "Mine now", "document-2-file": theirs.key}
    answer = ana.post(NEW, TYPED | row)
    assert answer.status_code == 422
    assert "A file that you chose is not here any more." in text_of(answer)
    with pytest.raises(PermissionDenied):
        save(replace(COMPLETE, documents=(Paper("Mine now", file=theirs.key),)))
    with pytest.raises(NotReady):
        save(replace(COMPLETE, documents=(Paper("Gone", file="never"),)))
    assert not Consultation.objects.exists()


def test_another_coordinator_keeps_the_file_and_removing_it_lets_it_go(cast, plan, save, disk):
    file = receive_file(upload=samples.an_upload(name="Ours.pdf"), by=cast.ana, now=at())
    consultation = save(replace(COMPLETE, documents=(Paper("Ours", file=file.key),)))
    StoredFile.objects.update(sent_by=cast.ben)  # as if somebody else had sent it
    consultation = save(replace(content_of(consultation), question="Why?"), consultation)
    assert consultation.documents.get().file == file
    assert erase_loose_files(now=at(date(2026, 3, 20))) == 0
    save(replace(content_of(consultation), documents=()), consultation)
    assert erase_loose_files(now=at(date(2026, 3, 20))) == 1


def test_what_holds_a_file_says_for_itself_who_sees_it(cast, plan, disk, client, ana, sign_in):
    """Every kind of thing that a file can stand beside answers; one that came with a submission is never
    public."""
    file = receive_file(upload=samples.an_upload(name="Sent.pdf"), by=cast.ben, now=at())
    for rows in file.beside():
        assert not rows.published().exists()
        assert not rows.once_published().exists()
        assert not rows.visible_to(cast.ana, at().date()).exists()
    sent = a_submission(a_consultation(plan), published_in=an_edition())
    SubmissionFile.objects.create(submission=sent, position=1, file=file)
    told = [browser.get(file.get_absolute_url()).status_code for browser in (ana, sign_in(cast.bea))]
    client.logout()
    assert [*told, client.get(file.get_absolute_url()).status_code] == [200, 404, 404]


# ---- The draft, and the round before ------------------------------------------------------------------


def test_a_draft_and_a_round_before_are_chosen_and_shown(ana, client, plan):
    a_consultation(plan, "before", title="The round before", closes_at=at(date(2026, 3, 10)))
    draft = a_draft(plan)
    form = text_of(ana.get(NEW))
    assert "The round before" in form
    assert "Draft 1, 1 July 2025" in form
    typed = TYPED | {"follows": "before", "draft": "1", "action": "publish"}
    assert ana.post(NEW, typed).status_code == 302
    page = text_of(client.get(PAGE))
    assert f'href="{draft.get_absolute_url()}"' in page
    assert "The round before" in page
    assert "Next round:" in text_of(client.get("/consultations/before/"))


def test_where_no_draft_was_put_out_none_is_asked_for(ana, plan):
    assert 'name="draft"' not in text_of(ana.get(NEW))
    assert ana.post(NEW, TYPED | {"draft": "1"}).status_code == 422


def test_a_draft_is_one_of_the_plan_and_a_round_before_is_public(save, plan):
    other = a_draft(a_plan("2027-29"))
    hidden = a_consultation(plan, "hidden", published_in=None)
    for content, code in (
        (replace(COMPLETE, draft=other), "draft"),
        (replace(COMPLETE, follows=hidden), "follows"),
    ):
        with pytest.raises(NotReady) as refused:
            save(content)
        assert codes(refused.value.reasons) == [code]


# ---- The preview ----------------------------------------------------------------------------------------


@pytest.fixture
def previewed(ana, plan):
    ana.post(NEW, TYPED | ROWS | {"action": "preview", "background": "Nobody knows of it yet."})
    consultation = Consultation.objects.get()
    return f"/preview/consultations/{consultation.preview_key}/"


def test_whoever_has_the_link_reads_it_as_it_will_be(ana, client, previewed):
    assert previewed in text_of(ana.get(HERE))
    client.logout()
    answer = client.get(previewed)
    page = text_of(answer)
    assert "Private preview" in page
    assert "Nobody knows of it yet." in page
    assert "How often?" in page
    assert "take-part" not in page
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert client.get(PAGE).status_code == 404
    assert client.get("/preview/consultations/guessed/").status_code == 404


def test_a_preview_of_half_of_it_can_be_read(cast, plan, client, save):
    consultation = make_preview(
        consultation=save(replace(COMPLETE, opens_at=None, question="")), by=cast.ana, now=at()
    )
    page = text_of(client.get(f"/preview/consultations/{consultation.preview_key}/"))
    assert "When it opens and closes is not said yet." in page
    assert "Not said yet" in page


def test_the_files_open_with_the_preview_and_end_with_it(cast, client, save, publish, disk):
    mine, other = (receive_file(upload=samples.an_upload(name=n), by=cast.ana, now=at()) for n in "ab")
    consultation = save(replace(COMPLETE, documents=(Paper("The draft", file=mine.key),)))
    consultation = make_preview(consultation=consultation, by=cast.ana, now=at())
    start = f"/preview/consultations/{consultation.preview_key}/"
    assert f'href="{start}{mine.key}/"' in text_of(client.get(start))
    answer = client.get(f"{start}{mine.key}/")
    assert b"".join(answer) == samples.PDF
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert client.get(f"{start}{other.key}/").status_code == 404
    assert client.get(f"/preview/consultations/guessed/{mine.key}/").status_code == 404
    assert client.get(mine.get_absolute_url()).status_code == 404
    publish(consultation)
    assert client.get(f"{start}{mine.key}/").status_code == 404
    assert client.get(mine.get_absolute_url()).status_code == 200


def test_the_link_dies_when_it_is_published(ana, client, previewed):
    consultation = Consultation.objects.get()
    typed = TYPED | ROWS | {"version": consultation.version, "slug": consultation.slug}
    assert ana.post(HERE, typed | {"action": "publish"}).status_code == 302
    assert client.get(previewed).status_code == 404
    consultation.refresh_from_db()
    assert consultation.preview_key == ""


def test_the_link_dies_when_it_is_ended_and_another_is_another(ana, client, previewed):
    typed = TYPED | ROWS | {"version": "1", "slug": "ideas-for-the-next-plan"}
    again = ana.post(HERE, typed | {"action": "preview", "background": "Nobody knows of it yet."})
    assert again.status_code == 302
    assert previewed in text_of(ana.get(HERE))  # pressed twice it is one
    ana.post(HERE, typed | {"action": "end-preview", "background": "Nobody knows of it yet."})
    assert client.get(previewed).status_code == 404
    ana.post(HERE, typed | {"action": "preview", "background": "Nobody knows of it yet."})
    assert client.get(previewed).status_code == 404
    assert "/preview/consultations/" in text_of(ana.get(HERE))


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_neither_make_nor_end_a_link(cast, save, who):
    consultation = save()
    for operation in (make_preview, end_preview):
        with pytest.raises(PermissionDenied):
            operation(consultation=consultation, by=getattr(cast, who), now=at())


def test_what_is_public_has_no_preview(cast, save, publish):
    consultation = publish(save())
    with pytest.raises(NotReady):
        make_preview(consultation=consultation, by=cast.ana, now=at())


def test_how_long_it_is_kept_who_took_part_is_said_before_anybody_does(sign_in, cast, client):
    """Ana chooses; two who choose at once see both; whoever takes part reads it, and on their receipt."""
    plan = a_plan()
    found = a_consultation(plan, published_in=None)
    ana, page = sign_in(cast.ana), f"/workspace/consultations/{found.slug}/"
    form = {"action": "save", "version": 1, "title": found.title, "slug": found.slug, "purpose": "ideas"}
    assert ana.post(page, form | {"kept_months": 3}).status_code == 302
    assert '<option value="3" selected>' in ana.get(page).content.decode()
    late = ana.post(page, form | {"kept_months": 24})
    assert late.status_code == 409
    assert "3 months after the answers" in late.content.decode()
    assert '<option value="24" selected>' in late.content.decode()
    open_now = a_consultation(plan, "open", kept_months=6)
    sent = a_submission(open_now, name="Dee Doe")
    for public in ("take-part/", f"receipts/{sent.secret}/", f"receipts/{sent.secret}/data/"):
        text = client.get(f"/consultations/open/{public}").content.decode()
        assert "6 months after the answers" in text, public
