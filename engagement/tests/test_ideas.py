"""Ideas in the open: points are shown as they come in, and others support, add to or object to them."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from engagement.choices import Doubt, PublishAs, Purpose, VoiceKind
from engagement.models import Consultation, Idea, SubmissionPoint, Voice
from engagement.operations.afterwards import withdraw_published
from engagement.operations.answers import Piece, cut_into_points
from engagement.operations.consultations import reasons_not_to_publish
from engagement.operations.ideas import put_under_theme, show_ideas, show_no_longer
from engagement.operations.moderation import doubt
from engagement.operations.redacting import redact
from engagement.operations.saying import contact_of, said_in
from engagement.operations.submissions import TooMany, correct_submission, withdraw_submission
from engagement.operations.together import Ticked
from engagement.operations.voices import (
    GivenAlready,
    Heard,
    accept_voices,
    change_voice,
    give_voice,
    keep_back,
    set_voices_aside,
    show_reasons,
    take_back_voice,
)
from engagement.record import count_ideas, tallies_of
from engagement.tests.factories import (
    CLOSES,
    a_consultation,
    a_point,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from plans.models import Publication
from plans.rules import NotReady, Stale
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db

AFTER_CLOSING = at(CLOSES + timedelta(days=1))


@pytest.fixture
def by(cast) -> dict:
    return {"by": cast.ana, "now": at()}


@pytest.fixture
def gathering(cast) -> Consultation:
    consultation = a_consultation(a_plan(), shows_ideas=True)
    a_theme(consultation, "minutes")
    a_theme(consultation, "schools")
    return consultation


def a_piece(consultation, text="Put the minutes online within a week.", theme="minutes", **fields):
    sent = a_submission(consultation, text, **fields)
    return a_point(sent, theme=consultation.themes.filter(slug=theme).first())


def tick(point: SubmissionPoint) -> Ticked:
    sent = point.submission
    sent.refresh_from_db()
    return Ticked(sent.number, point.position, sent.version, 0)


@pytest.fixture
def idea(gathering, by) -> Idea:
    [shown] = show_ideas(consultation=gathering, ticked=[tick(a_piece(gathering))], **by)
    return shown


def a_voice(idea, kind=VoiceKind.SUPPORT, reason="", **given) -> Voice:
    given = {"key": str(uuid.uuid4()), "now": at()} | given
    return give_voice(idea=idea, kind=kind, reason=reason, **given)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def as_heard(voice: Voice) -> Heard:
    voice.refresh_from_db()
    return Heard(voice.pk, voice.version)


# ---- Shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "chi", "dee"])
def test_nobody_else_shows_an_idea_or_reads_a_reason_first(cast, idea, who):
    by = {"by": getattr(cast, who), "now": at(), "consultation": idea.consultation}
    for act in (
        lambda: show_ideas(ticked=[Ticked(1, 1, 1, 0)], **by),
        lambda: show_no_longer(numbers={1}, **by),
        lambda: put_under_theme(numbers={1}, theme="", **by),
        lambda: show_reasons(ticked=[Heard(1, 1)], **by),
        lambda: keep_back(ticked=[Heard(1, 1)], why="x", **by),
        lambda: accept_voices(ticked=[Heard(1, 1)], **by),
        lambda: set_voices_aside(ticked=[Heard(1, 1)], **by),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_ticked_points_are_shown_in_one_edition_each_under_its_number(gathering, by):
    points = [a_piece(gathering), a_piece(gathering, "Teach it at school.", "schools")]
    ideas = show_ideas(consultation=gathering, ticked=[tick(point) for point in points], **by)
    assert [idea.number for idea in ideas] == [1, 2]
    told = Publication.objects.filter(kind="idea")
    assert {entry.edition for entry in told} == {ideas[0].published_in}
    assert [entry.after for entry in told] == [{"number": 1}, {"number": 2}]  # and none of the words
    assert show_ideas(consultation=gathering, ticked=[tick(points[0])], **by) == []
    assert Idea.objects.count() == 2


def test_only_what_may_be_published_becomes_an_idea_and_all_or_none(gathering, by):
    fine, silent = a_piece(gathering), a_piece(gathering, "For you.", publish_as=PublishAs.NOT_AT_ALL)
    withheld = a_piece(gathering, "Rawiri said it.")
    withheld.is_withheld, withheld.withheld_ground = True, "Personal data"
    withheld.save()
    with pytest.raises(NotReady) as refused:
        show_ideas(consultation=gathering, ticked=[tick(one) for one in (fine, silent, withheld)], **by)
    assert codes(refused) == ["not-allowed", "withheld"]
    assert not Idea.objects.exists()


def test_a_consultation_that_does_not_gather_in_the_open_shows_none(cast, by, client, sign_in):
    closed = a_consultation(a_plan())
    with pytest.raises(NotReady) as refused:
        show_ideas(consultation=closed, ticked=[tick(a_point(a_submission(closed)))], **by)
    assert codes(refused) == ["shows-no-ideas"]
    assert client.get(reverse("ideas", args=[closed.slug])).status_code == 404
    assert sign_in(cast.ana).get(reverse("workspace-ideas", args=[closed.slug])).status_code == 404


def test_only_ideas_for_a_plan_are_gathered_in_the_open(by):
    plan = a_plan()
    asked = a_consultation(plan, purpose=Purpose.PROCESS, shows_ideas=True, published_in=None)
    assert "ideas-purpose" in [reason.code for reason in reasons_not_to_publish(asked, at())]


def test_a_point_cut_since_it_was_read_is_not_shown(gathering, by):
    point = a_piece(gathering)
    read = tick(point)
    cut_into_points(
        submission=point.submission, version=read.cut, pieces=[Piece("Put the minutes online")], **by
    )
    with pytest.raises(Stale):
        show_ideas(consultation=gathering, ticked=[read], **by)


def test_a_shown_point_is_not_cut_otherwise_and_its_theme_may_change(idea, by):
    sent = idea.point.submission
    with pytest.raises(NotReady) as refused:
        cut_into_points(submission=sent, version=sent.version, pieces=[Piece("Put the minutes online")], **by)
    assert codes(refused) == ["shown-as-idea"]
    sent.refresh_from_db()
    schools = idea.consultation.themes.get(slug="schools")
    cut_into_points(
        submission=sent, version=sent.version, pieces=[Piece(idea.point.text, theme=schools)], **by
    )
    assert Publication.objects.filter(kind="idea").last().after == {"number": 1, "changed": True}


def test_ideas_are_grouped_and_whoever_was_cutting_is_told(idea, by):
    before = idea.point.submission.version
    put_under_theme(consultation=idea.consultation, numbers={1}, theme="schools", **by)
    assert Idea.objects.get().theme.slug == "schools"
    told = Publication.objects.filter(kind="idea").last()
    assert (told.before, told.after) == ({"theme": "Minutes"}, {"number": 1, "theme": "Schools"})
    with pytest.raises(Stale):
        cut_into_points(
            submission=idea.point.submission, version=before, pieces=[Piece(idea.point.text)], **by
        )


# ---- What becomes of it with its submission ---------------------------------------------------------------


def test_what_is_redacted_is_gone_from_the_idea_at_once(idea, by, client):
    sent = idea.point.submission
    redact(submission=sent, version=sent.version, text="minutes", ground="Not theirs", **by)
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "minutes online" not in page
    assert "online within a week" in page
    assert Publication.objects.filter(kind="idea").last().after == {"number": 1, "changed": True}


def test_whoever_withdraws_takes_the_idea_along_and_its_number_stays(idea, by, client):
    a_voice(idea, VoiceKind.OBJECTION, "It costs too much.")
    sent = idea.point.submission
    withdraw_submission(submission=sent, version=sent.version, now=at())
    gone = Idea.objects.get()
    assert gone.point is None
    assert gone.withdrawn_in
    assert client.get(idea.get_absolute_url()).status_code == 410
    [next_one] = show_ideas(
        consultation=idea.consultation, ticked=[tick(a_piece(idea.consultation, "Another."))], **by
    )
    assert next_one.number == 2
    assert count_ideas(idea.consultation).gone == 1


@pytest.mark.parametrize("said", [{"text": "Something else."}, {"publish_as": PublishAs.NOT_AT_ALL}])
def test_whoever_corrects_the_words_away_or_wants_them_unseen_takes_the_idea_along(idea, client, said):
    sent = idea.point.submission
    kept = said_in(sent)
    correct_submission(
        submission=sent,
        version=sent.version,
        said=type(kept)(**vars(kept) | said),
        contact=contact_of(sent),
        now=at(),
    )
    assert client.get(idea.get_absolute_url()).status_code == 410


def test_an_idea_of_a_submission_that_is_doubted_is_not_read(idea, by, client):
    doubt(submission=idea.point.submission, why="Is it a robot?", **by)
    assert client.get(idea.get_absolute_url()).status_code == 404
    assert count_ideas(idea.consultation).ideas == 0


def test_withdrawn_after_the_answers_its_words_are_in_no_idea(idea, by, client):
    an_answer(idea.point)
    answered(idea.consultation)
    sent = idea.point.submission
    sent.refresh_from_db()
    withdraw_published(submission=sent, version=sent.version, **by)
    assert client.get(idea.get_absolute_url()).status_code == 410
    assert "minutes online" not in client.get(reverse("ideas", args=["ideas"])).content.decode()


def test_an_idea_tells_its_answer_once_answers_are_public(idea, client):
    an_answer(idea.point, reason="Because it is asked for often.")
    assert "asked for often" not in client.get(idea.get_absolute_url()).content.decode()
    answered(idea.consultation)
    assert "asked for often" in client.get(idea.get_absolute_url()).content.decode()


def test_an_idea_names_its_sender_only_as_they_allow(gathering, by, client):
    named = a_piece(gathering, publish_as=PublishAs.NAME, name="Pania Q.", email="pania@people.example")
    unnamed = a_piece(gathering, "Another.", name="Rawiri T.", email="rawiri@people.example")
    ideas = show_ideas(consultation=gathering, ticked=[tick(named), tick(unnamed)], **by)
    first, second = (client.get(idea.get_absolute_url()).content.decode() for idea in ideas)
    assert "Pania Q." in first
    assert "people.example" not in first
    assert "Rawiri" not in second


# ---- Voices -----------------------------------------------------------------------------------------------


def test_support_counts_at_once_and_what_is_doubted_does_not(idea):
    a_voice(idea)
    a_voice(idea, doubt=Doubt.TRAP)
    a_voice(idea, VoiceKind.OBJECTION, "It costs too much.")
    counted = count_ideas(idea.consultation)
    assert (counted.ideas, counted.supports, counted.additions, counted.objections) == (1, 1, 0, 1)
    assert (
        tallies_of([idea.consultation])[idea.consultation.pk].submissions == 0
    )  # voices are added to nothing


@pytest.mark.parametrize("kind", [VoiceKind.ADDITION, VoiceKind.OBJECTION])
def test_an_addition_and_an_objection_need_a_reason(idea, kind):
    with pytest.raises(NotReady) as refused:
        a_voice(idea, kind, "  ")
    assert codes(refused) == ["reason"]


def test_the_same_form_twice_is_one_voice_and_with_other_words_it_is_told(idea):
    key = str(uuid.uuid4())
    first = a_voice(idea, key=key)
    assert a_voice(idea, key=key) == first
    with pytest.raises(GivenAlready) as told:
        a_voice(idea, VoiceKind.OBJECTION, "No.", key=key)
    assert told.value.voice == first
    assert Voice.objects.count() == 1


def test_as_many_from_one_place_are_doubted_then_refused(idea, settings):
    settings.SUBMISSIONS_PER_HOUR, settings.MOST_SUBMISSIONS_PER_HOUR = 1, 2
    assert [a_voice(idea, sent_from="10.0.0.1").doubt for _ in range(2)] == ["", Doubt.FLOOD]
    with pytest.raises(TooMany):
        a_voice(idea, sent_from="10.0.0.1")
    assert not a_voice(idea, sent_from="10.0.0.2").doubt


def test_nobody_speaks_after_the_closing_and_no_mind_changes(idea):
    voice = a_voice(idea)
    for act in (
        lambda: a_voice(idea, now=AFTER_CLOSING),
        lambda: change_voice(voice=voice, version=1, kind="objection", reason="No.", now=AFTER_CLOSING),
        lambda: take_back_voice(voice=voice, version=1, now=AFTER_CLOSING),
    ):
        with pytest.raises(NotReady) as refused:
            act()
        assert codes(refused) == ["not-open"]


def test_a_reason_is_read_by_everybody_once_the_coordinator_shows_it(idea, by, client):
    voice = a_voice(idea, VoiceKind.OBJECTION, "It costs too much.")
    assert "costs too much" not in client.get(idea.get_absolute_url()).content.decode()
    show_reasons(consultation=idea.consultation, ticked=[as_heard(voice)], **by)
    assert "costs too much" in client.get(idea.get_absolute_url()).content.decode()
    assert Publication.objects.last().after == {"number": 1, "reasons": 1}


def test_a_reason_that_was_changed_since_it_was_read_is_not_shown(idea, by):
    voice = a_voice(idea, VoiceKind.OBJECTION, "It costs too much.")
    read = as_heard(voice)
    change_voice(voice=voice, version=1, kind=VoiceKind.OBJECTION, reason="Abuse.", now=at())
    with pytest.raises(Stale):
        show_reasons(consultation=idea.consultation, ticked=[read], **by)


def test_whoever_changes_a_shown_reason_hides_it_until_it_is_read_again(idea, by, client):
    voice = a_voice(idea, VoiceKind.OBJECTION, "It costs too much.")
    show_reasons(consultation=idea.consultation, ticked=[as_heard(voice)], **by)
    voice.refresh_from_db()
    change_voice(voice=voice, version=voice.version, kind="objection", reason="It costs a bit.", now=at())
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "costs too much" not in page
    assert "costs a bit" not in page
    assert Publication.objects.last().after == {"number": 1, "voice_changed": True}


def test_a_voice_taken_back_keeps_no_words_and_does_not_count(idea):
    voice = take_back_voice(
        voice=a_voice(idea, VoiceKind.OBJECTION, "It costs too much."), version=1, now=at()
    )
    assert (voice.reason, bool(voice.withdrawn_at)) == ("", True)
    assert count_ideas(idea.consultation).objections == 0
    assert take_back_voice(voice=voice, version=1, now=at()) == voice


def test_a_reason_kept_back_counts_and_says_why_to_whoever_gave_it(idea, by, client):
    voice = a_voice(idea, VoiceKind.OBJECTION, "Rawiri is a fool.")
    with pytest.raises(NotReady):
        keep_back(consultation=idea.consultation, ticked=[as_heard(voice)], why=" ", **by)
    keep_back(consultation=idea.consultation, ticked=[as_heard(voice)], why="It insults somebody.", **by)
    assert count_ideas(idea.consultation).objections == 1
    assert "It insults somebody." in client.get(voice.get_absolute_url()).content.decode()
    assert "Rawiri" not in client.get(idea.get_absolute_url()).content.decode()


def test_doubted_voices_are_accepted_or_set_aside(idea, by):
    first, second = (a_voice(idea, doubt=Doubt.TRAP) for _ in range(2))
    accept_voices(consultation=idea.consultation, ticked=[as_heard(first)], **by)
    set_voices_aside(consultation=idea.consultation, ticked=[as_heard(second)], **by)
    assert count_ideas(idea.consultation).supports == 1
    accept_voices(consultation=idea.consultation, ticked=[as_heard(second)], **by)
    assert count_ideas(idea.consultation).supports == 2


# ---- Through the pages ------------------------------------------------------------------------------------


def form_of(client, address: str) -> dict:
    form = client.get(address).context["form"]
    return {"key": form["key"].value(), "begun": form["begun"].value()}


def test_dee_supports_an_idea_changes_her_mind_and_takes_it_back(idea, client, time_machine):
    time_machine.move_to(at(), tick=False)
    address = reverse("idea-voice", args=["ideas", 1])
    sent = client.post(address, form_of(client, address) | {"kind": "support"})
    voice = Voice.objects.get()
    assert sent["Location"] == voice.get_absolute_url()
    assert not voice.doubt  # a tick takes no time
    typed = {"key": voice.key, "version": voice.version, "kind": "objection", "reason": "On reflection, no."}
    assert client.post(voice.get_absolute_url(), typed).status_code == 302
    assert client.post(voice.get_absolute_url(), typed).status_code == 302  # pressed twice
    other = typed | {"reason": "Typed in another window."}
    answer = client.post(voice.get_absolute_url(), other)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "On reflection, no." in page
    assert "Typed in another window." in page
    voice.refresh_from_db()
    client.post(voice.get_absolute_url(), typed | {"version": voice.version, "action": "take-back"})
    voice.refresh_from_db()
    assert voice.withdrawn_at


def test_words_written_at_once_or_in_the_trap_are_doubted(idea, client, time_machine, settings):
    settings.SECONDS_TO_WRITE = 3
    time_machine.move_to(at(), tick=False)
    address = reverse("idea-voice", args=["ideas", 1])
    client.post(address, form_of(client, address) | {"kind": "addition", "reason": "And say who came."})
    client.post(address, form_of(client, address) | {"kind": "support", "homepage": "https://x.example"})
    assert sorted(Voice.objects.values_list("doubt", flat=True)) == [Doubt.HASTE, Doubt.TRAP]


def test_a_secret_that_opens_nothing_is_missing(idea, client):
    voice = a_voice(idea)
    assert client.get(reverse("voice", args=["ideas", 1, "never"])).status_code == 404
    assert client.get(reverse("voice", args=["ideas", 2, voice.secret])).status_code == 404


def test_ideas_are_listed_by_theme_by_voices_and_the_newest_first(gathering, by, client):
    points = [
        a_piece(gathering, "One.", "schools"),
        a_piece(gathering, "Two."),
        a_piece(gathering, "Three.", ""),
    ]
    for point in points:
        [shown] = show_ideas(consultation=gathering, ticked=[tick(point)], **by)
    a_voice(shown)

    def numbers(**asked) -> list[int]:
        page = client.get(reverse("ideas", args=["ideas"]), asked)
        return [idea.number for idea in page.context["page_obj"]]

    assert numbers() == [2, 1, 3]
    assert numbers(order="voices") == [3, 1, 2]
    assert numbers(order="newest") == [3, 2, 1]
    assert numbers(theme="schools") == [1]
    assert numbers(says="tWo") == [2]
    theme = client.get(reverse("ideas-theme", args=["ideas", "schools"]))
    assert [idea.number for idea in theme.context["page_obj"]] == [1]
    assert client.get(reverse("ideas-theme", args=["ideas", "never"])).status_code == 404


def test_what_is_redacted_is_not_found_by_searching(idea, by, client):
    sent = idea.point.submission
    redact(submission=sent, version=sent.version, text="minutes", ground="Not theirs", **by)
    found = client.get(reverse("ideas", args=["ideas"]), {"says": "minutes"})
    assert not found.context["page_obj"].object_list


def test_the_page_says_how_voices_are_counted(idea, client):
    page = client.get(reverse("ideas", args=["ideas"])).content.decode()
    assert "One form that is sent is one voice" in page
    assert "No number decides by itself" in page


def test_ana_ticks_points_shows_them_groups_them_and_reads_reasons(gathering, cast, sign_in, the_day):
    client = sign_in(cast.ana)
    point = a_piece(gathering)
    desk = reverse("workspace-ideas", args=["ideas"])
    [row] = client.get(desk).context["rows"]
    client.post(desk, {"action": "show", "point": row["value"]})
    idea = Idea.objects.get()
    assert idea.point == point
    client.post(desk, {"action": "theme", "idea": "1", "theme": "schools"})
    assert Idea.objects.get().theme.slug == "schools"
    voice = a_voice(idea, VoiceKind.ADDITION, "And who came.")
    hearing = reverse("workspace-voices", args=["ideas"])
    assert "And who came." in client.get(hearing).content.decode()
    client.post(hearing, {"action": "show", "voice": f"{voice.pk}.{voice.version}"})
    assert Voice.objects.get().is_published
    client.post(desk, {"action": "down", "idea": "1"})
    assert not Idea.objects.published().exists()


@pytest.mark.parametrize("who", ["ben", "bo", "chi"])
def test_the_desk_of_ideas_is_missing_for_everybody_else(idea, cast, client, who):
    client.force_login(getattr(cast, who))
    for name in ("workspace-ideas", "workspace-voices"):
        assert client.get(reverse(name, args=["ideas"])).status_code == 404
        assert client.post(reverse(name, args=["ideas"]), {"action": "down", "idea": "1"}).status_code == 404
    assert Idea.objects.published().exists()
