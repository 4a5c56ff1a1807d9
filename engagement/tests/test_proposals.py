"""From ideas to a draft commitment: worked on by those invited, agreed into the plan or declined."""

import re
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commitments.models import Commitment
from commitments.operations.making import content_of as content_of_commitment
from commitments.operations.making import remove_commitment
from commitments.tests.test_workspace import words_of
from engagement.choices import ProposalState
from engagement.models import (
    ForumMember,
    ProposalInvitation,
    ProposedCommitment,
    Submission,
    SubmissionContact,
)
from engagement.operations.afterwards import withdraw_published
from engagement.operations.at_work import locked
from engagement.operations.ideas import show_ideas
from engagement.operations.personal import ask_to_erase, erase_contacts
from engagement.operations.proposing import (
    MilestoneOfProposal,
    ProposalContent,
    agree_proposal,
    begin_proposal,
    comment_on,
    content_of,
    decline_proposal,
    end_invitation,
    invite,
    publish_proposal,
    put_ideas_into,
    save_proposal,
    take_idea_out,
    working,
)
from engagement.operations.redacting import redact
from engagement.operations.submissions import withdraw_submission
from engagement.operations.voices import show_reasons
from engagement.tests.factories import (
    a_consultation,
    a_forum,
    a_meeting,
    a_point,
    a_seat,
    a_submission,
    a_theme,
    an_answer,
    answered,
)
from engagement.tests.test_ideas import a_piece, a_voice, as_heard, tick
from ogp_portal.tests.hidden.everywhere import rows_that_say
from plans.choices import PlanState
from plans.dates import PartialDate
from plans.models import Edition, OutboxItem, Publication, Timeline
from plans.rules import NotReady, Stale
from plans.tests.factories import TODAY, a_plan, an_edition, at

pytestmark = pytest.mark.django_db

WRITTEN = ProposalContent(
    title="Minutes for everybody",
    theme="minutes",
    problem="Nobody can follow what is decided.",
    done_so_far="Two agencies publish theirs.",
    proposed="All agencies publish their minutes within a week.",
    result="People can follow what is decided.",
    values=("transparency",),
    lead="agency-for-records",
    decides_next="the panel",
    decides_next_on=date(2026, 4, 1),
    milestones=(
        MilestoneOfProposal(
            "A rule", PartialDate.parse("2026-07"), PartialDate.parse("2026-12"), "office-for-data", 1
        ),
        MilestoneOfProposal("All agencies", None, PartialDate.parse("2027"), "agency-for-records", 2),
    ),
)


@pytest.fixture
def by(cast) -> dict:
    return {"by": cast.ana, "now": at()}


@pytest.fixture
def made(cast, by, the_day) -> SimpleNamespace:
    """Two ideas of one consultation, and a draft commitment begun from them for a plan in the making."""
    consultation = a_consultation(a_plan(), shows_ideas=True)
    a_theme(consultation, "minutes")
    plan = a_plan("2027-29", title="Action plan 2027–29", state=PlanState.DEVELOPMENT, adopted_on=None)
    first = a_piece(consultation, may_be_invited=True, email="pania@people.example", name="Pania Q.")
    second = a_piece(consultation, "Say who came.", email="rawiri@people.example")
    ideas = show_ideas(consultation=consultation, ticked=[tick(first), tick(second)], **by)
    begun = begin_proposal(
        consultation=consultation, plan=plan, title="Minutes for everybody", numbers={1, 2}, **by
    )
    return SimpleNamespace(consultation=consultation, plan=plan, ideas=ideas, proposal=begun)


@pytest.fixture
def written(made, by) -> SimpleNamespace:
    made.proposal = save_proposal(proposal=made.proposal, version=1, content=WRITTEN, **by)
    return made


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def agreed(made, by, **said) -> ProposedCommitment:
    said = {"decided_on": TODAY, "decided_by": "the minister"} | said
    made.proposal.refresh_from_db()
    return agree_proposal(proposal=made.proposal, version=made.proposal.version, **said, **by)


def declined(made, by, **said) -> ProposedCommitment:
    said = {"decided_on": TODAY, "decided_by": "the minister", "reason": "It would take a new law."} | said
    made.proposal.refresh_from_db()
    return decline_proposal(proposal=made.proposal, version=made.proposal.version, **said, **by)


# ---- Begun ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "chi", "dee"])
def test_nobody_else_begins_invites_puts_out_or_decides(cast, made, who):
    by = {"by": getattr(cast, who), "now": at()}
    invite(proposal=made.proposal, agency=cast.records, by=cast.ana, now=at())  # even where they are invited
    about = {"proposal": made.proposal} | by
    decision = {"version": 1, "decided_on": TODAY, "decided_by": "me"}
    for act in (
        lambda: begin_proposal(consultation=made.consultation, plan=made.plan, title="x", numbers={1}, **by),
        lambda: put_ideas_into(numbers={1}, **about),
        lambda: take_idea_out(number=1, **about),
        lambda: invite(agency=cast.data, **about),
        lambda: end_invitation(invitation=1, **about),
        lambda: publish_proposal(version=1, **about),
        lambda: agree_proposal(**decision, **about),
        lambda: decline_proposal(reason="x", **decision, **about),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_it_is_begun_from_ideas_for_a_plan_that_is_being_made_and_once(made, by):
    again = begin_proposal(
        consultation=made.consultation,
        plan=made.plan,
        title="Minutes for everybody",
        numbers={1, 2},
        **by,
    )
    assert again == made.proposal
    assert again.theme.slug == "minutes"
    with pytest.raises(NotReady) as refused:
        begin_proposal(
            consultation=made.consultation, plan=made.consultation.plan, title=" ", numbers=set(), **by
        )
    assert codes(refused) == ["title", "plan", "no-idea"]


def test_ideas_go_in_and_out(made, by):
    [third] = show_ideas(
        consultation=made.consultation, ticked=[tick(a_piece(made.consultation, "Translate them."))], **by
    )
    assert put_ideas_into(proposal=made.proposal, numbers={2, 3}, **by) == 1
    take_idea_out(proposal=made.proposal, number=1, **by)
    assert {idea.number for idea in made.proposal.ideas.all()} == {2, third.number}


# ---- Worked on by those invited ---------------------------------------------------------------------------


def test_an_agency_that_is_invited_writes_and_another_does_not(cast, made):
    for user in (cast.ben, cast.bea):
        with pytest.raises(PermissionDenied):
            save_proposal(proposal=made.proposal, version=1, content=WRITTEN, by=user, now=at())
    invite(proposal=made.proposal, agency=cast.records, by=cast.ana, now=at())
    save_proposal(proposal=made.proposal, version=1, content=WRITTEN, by=cast.ben, now=at())
    with pytest.raises(PermissionDenied):
        comment_on(proposal=made.proposal, text="Me too.", by=cast.bea, now=at())


def test_only_the_coordinator_says_who_decides_next_and_under_which_theme(cast, made):
    invite(proposal=made.proposal, agency=cast.records, by=cast.ana, now=at())
    saved = save_proposal(proposal=made.proposal, version=1, content=WRITTEN, by=cast.ben, now=at())
    assert (saved.proposed, saved.decides_next) == (WRITTEN.proposed, "")
    saved = save_proposal(proposal=made.proposal, version=2, content=WRITTEN, by=cast.ana, now=at())
    assert saved.decides_next == "the panel"
    assert content_of(saved) == WRITTEN


def test_a_seat_in_a_forum_opens_it_until_its_term_ends(cast, made):
    forum = a_forum(made.consultation.plan)
    seat = forum.members.first()
    seat.user = cast.chi
    seat.save()
    invite(proposal=made.proposal, forum=forum, by=cast.ana, now=at())
    comment_on(proposal=made.proposal, text="Say by when.", by=cast.chi, now=at())
    assert ProposedCommitment.objects.visible_to(cast.chi, TODAY).exists()
    ForumMember.objects.filter(pk=seat.pk).update(until_on=TODAY - timedelta(days=1))
    assert not ProposedCommitment.objects.visible_to(cast.chi, TODAY).exists()
    with pytest.raises(PermissionDenied):
        comment_on(proposal=made.proposal, text="And who pays.", by=cast.chi, now=at())


def test_whoever_sits_there_finds_it_the_forum_and_its_next_meeting_on_the_first_page(
    cast, made, sign_in, the_day
):
    forum = a_forum(made.consultation.plan)
    a_meeting(forum.plan, forum=forum, title="What people ask for", held_on=PartialDate.parse("2026-03-20"))
    a_meeting(forum.plan, "over", forum=forum, title="Long over", held_on=PartialDate.parse("2025-11-20"))
    a_meeting(
        forum.plan,
        "hidden",
        forum=forum,
        title="Not yet public",
        held_on=PartialDate.parse("2026-04-20"),
        published_in=None,
    )
    chi = sign_in(cast.chi)
    assert "Minutes for everybody" not in words_of(chi.get("/workspace/"))
    a_seat(forum, cast.chi)
    assert "Draft commitments to work on" not in words_of(chi.get("/workspace/"))  # not invited yet
    invite(proposal=made.proposal, forum=forum, by=cast.ana, now=at())
    page = words_of(chi.get("/workspace/"))
    assert "Draft commitments to work on" in page
    assert "Minutes for everybody" in page
    assert "Where you sit" in page
    assert "Meeting “What people ask for”: 20 March 2026" in page
    assert "Long over" not in page
    assert "Not yet public" not in page


def test_only_a_sender_who_said_yes_is_invited_and_gets_a_secret_link(cast, made, by):
    willing, silent = (idea.point.submission for idea in made.ideas)
    with pytest.raises(NotReady) as refused:
        invite(proposal=made.proposal, submission=silent, **by)
    assert codes(refused) == ["not-willing"]
    invitation = invite(proposal=made.proposal, submission=willing, **by)
    letter = OutboxItem.objects.get(payload__to="pania@people.example")
    assert invitation.get_absolute_url() in letter.payload["body"]
    saved = save_proposal(proposal=made.proposal, version=1, content=WRITTEN, guest=invitation, now=at())
    assert saved.proposed == WRITTEN.proposed
    said = comment_on(proposal=made.proposal, text="Thank you.", guest=invitation, now=at())
    assert said.who == "Submission 1"  # and no name


def test_whoever_withdraws_is_invited_no_longer_and_no_letter_of_theirs_is_kept(made, by, client):
    sent = made.ideas[0].point.submission
    invitation = invite(proposal=made.proposal, submission=sent, **by)
    comment_on(proposal=made.proposal, text="Thank you.", guest=invitation, now=at())
    sent.refresh_from_db()
    withdraw_submission(submission=sent, version=sent.version, now=at())
    assert not ProposalInvitation.objects.exists()
    assert not made.proposal.comments.exists()
    assert not OutboxItem.objects.filter(payload__to="pania@people.example").exists()
    assert client.get(invitation.get_absolute_url()).status_code == 404


def test_what_they_said_beside_a_draft_is_theirs_to_take_along(made, by, client):
    sent = made.ideas[0].point.submission
    guest = invite(proposal=made.proposal, submission=sent, **by)
    comment_on(proposal=made.proposal, text="Say by when.", guest=guest, now=at())
    comment_on(proposal=made.proposal, text="Only among us.", **by)
    for page in ("", ".json", ".txt"):
        home = reverse("receipt-data", args=["ideas", sent.secret])
        text = client.get(home if not page else home.removesuffix("/") + page).content.decode()
        assert "Say by when." in text
        assert "Only among us." not in text


def test_the_letter_goes_with_the_contact_data(made, by):
    sent = made.ideas[0].point.submission
    invite(proposal=made.proposal, submission=sent, **by)
    sent.contact.erase_on = TODAY
    sent.contact.save()
    erase_contacts(now=at())
    assert not OutboxItem.objects.filter(payload__to="pania@people.example").exists()


def test_the_second_of_two_sees_both_versions_and_keeps_what_was_typed(cast, made, sign_in):
    invite(proposal=made.proposal, agency=cast.records, by=cast.ana, now=at())
    address = reverse("workspace-proposal", args=["ideas", made.proposal.slug])
    typed = {"version": 1, "action": "save", "title": "Minutes for everybody"}
    assert sign_in(cast.ben).post(address, typed | {"proposed": "Ben says so."}).status_code == 302
    answer = sign_in(cast.ana).post(address, typed | {"proposed": "Ana says otherwise."})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Ben says so." in page
    assert "Ana says otherwise.</textarea>" in page
    made.proposal.refresh_from_db()
    assert made.proposal.proposed == "Ben says so."
    on_top = typed | {"proposed": "Ana says otherwise.", "version": answer.context["version"]}
    assert sign_in(cast.ana).post(address, on_top).status_code == 302


def test_what_cannot_be_kept_is_said_with_its_field(written, by):
    turned = MilestoneOfProposal("A rule", PartialDate.parse("2027"), PartialDate.parse("2026"), "", 1)
    unnamed = MilestoneOfProposal("", None, PartialDate.parse("2026"), "", 2)
    content = ProposalContent(title=" ", milestones=(turned, unnamed))
    with pytest.raises(NotReady) as refused:
        save_proposal(proposal=written.proposal, version=2, content=content, **by)
    assert codes(refused) == ["title", "milestone-due_on", "milestone-title"]


# ---- Every door -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_whoever_is_not_invited_finds_no_door(cast, written, sign_in, who):
    browser = sign_in(getattr(cast, who))
    home = reverse("workspace-proposal", args=["ideas", written.proposal.slug])
    for address in (home, f"{home}deciding/", reverse("workspace-proposals")):
        assert browser.get(address).status_code == 404
    for address in (home, f"{home}deciding/"):
        assert browser.post(address, {"action": "save", "version": 2, "title": "Mine"}).status_code == 404
    written.proposal.refresh_from_db()
    assert written.proposal.title == "Minutes for everybody"


def test_an_invited_agency_works_on_it_and_decides_nothing(cast, written, sign_in, by):
    invite(proposal=written.proposal, agency=cast.records, **by)
    browser = sign_in(cast.ben)
    home = reverse("workspace-proposal", args=["ideas", written.proposal.slug])
    assert "the panel" in browser.get(home).content.decode()
    assert browser.get(f"{home}deciding/").status_code == 404
    agree = {"action": "agree", "version": 2, "decided_on": "2026-03-12", "decided_by": "me"}
    assert browser.post(f"{home}deciding/", agree).status_code == 404
    browser.post(home, {"out": "1"})
    assert written.proposal.ideas.count() == 2
    end_invitation(proposal=written.proposal, invitation=written.proposal.invitations.get().pk, **by)
    assert browser.get(home).status_code == 404


def test_a_guest_works_on_it_with_the_link_until_the_invitation_ends(written, client, by):
    invitation = invite(proposal=written.proposal, submission=written.ideas[0].point.submission, **by)
    page = client.get(invitation.get_absolute_url())
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert "pania@people.example" not in page.content.decode()
    typed = {"action": "save", "version": 2, "title": "Minutes for everybody", "problem": "As I see it."}
    assert client.post(invitation.get_absolute_url(), typed).status_code == 302
    written.proposal.refresh_from_db()
    assert (written.proposal.problem, written.proposal.decides_next) == ("As I see it.", "the panel")
    assert (
        client.post(invitation.get_absolute_url(), {"action": "comment", "text": "Yes."}).status_code == 302
    )
    end_invitation(proposal=written.proposal, invitation=invitation.pk, **by)
    assert client.get(invitation.get_absolute_url()).status_code == 404
    assert client.post(invitation.get_absolute_url(), typed).status_code == 404


@pytest.mark.parametrize(
    ("act", "said"), [(save_proposal, {"version": 1, "content": WRITTEN}), (comment_on, {"text": "Late."})]
)
def test_whoever_waits_while_the_invitation_ends_writes_no_more(made, by, monkeypatch, act, said):
    proposal = made.proposal
    guest = invite(proposal=proposal, submission=made.ideas[0].point.submission, **by)

    def ended_meanwhile(consultation):
        """Somebody else holds the consultation, and lets it go again."""
        ProposalInvitation.objects.update(ended_at=at())
        return locked(consultation)

    monkeypatch.setattr(working, "locked", ended_meanwhile)
    with pytest.raises(PermissionDenied):
        act(proposal=proposal, guest=guest, now=at(), **said)


# ---- Public or not ----------------------------------------------------------------------------------------


def test_nothing_of_it_is_public_before_ana_puts_it_out_and_then_only_what_she_put_out(written, client, by):
    public = reverse("proposal", args=["ideas", written.proposal.slug])
    places = [public, written.ideas[0].get_absolute_url(), reverse("ideas", args=["ideas"])]
    assert client.get(public).status_code == 404
    assert not any("Minutes for everybody" in client.get(place).content.decode() for place in places)
    publish_proposal(proposal=written.proposal, version=2, **by)
    page = client.get(public).content.decode()
    assert WRITTEN.proposed in page
    assert "the panel" in page
    assert "1 April 2026" in page
    assert "Minutes for everybody" in client.get(places[1]).content.decode()
    written.proposal.refresh_from_db()
    changed = ProposalContent(title="Another title", proposed="Nothing at all.")
    save_proposal(proposal=written.proposal, version=written.proposal.version, content=changed, **by)
    for place in places:
        text = client.get(place).content.decode()
        assert "Another title" not in text
        assert "Nothing at all." not in text


def test_words_that_are_withheld_are_not_put_out(written, by):
    sent = written.ideas[0].point.submission
    sent.refresh_from_db()
    redact(submission=sent, version=sent.version, text="within a week", ground="Not theirs", **by)
    with pytest.raises(NotReady) as refused:
        publish_proposal(proposal=written.proposal, version=2, **by)
    assert codes(refused) == ["repeats-withheld"]


@pytest.mark.parametrize("end", ["agree", "decline"])
def test_no_decision_repeats_words_that_are_withheld(written, by, end):
    sent = written.ideas[0].point.submission
    sent.refresh_from_db()
    redact(submission=sent, version=sent.version, text="within a week", ground="Not theirs", **by)
    with pytest.raises(NotReady) as refused:
        agreed(written, by) if end == "agree" else declined(written, by, reason="Not within a week.")
    assert codes(refused) == ["repeats-withheld"]


def test_words_that_are_withheld_later_are_taken_out_of_what_was_put_out(written, by, client):
    put_out = publish_proposal(proposal=written.proposal, version=2, **by)
    sent = written.ideas[0].point.submission
    sent.refresh_from_db()
    edition = Edition.objects.count()
    redact(submission=sent, version=sent.version, text="within a week", ground="Not theirs", **by)
    page = client.get(put_out.get_absolute_url()).content.decode()
    assert "All agencies publish their minutes" in page
    assert "within a week" not in page
    told = Publication.objects.filter(address=put_out.get_absolute_url()).latest("pk")
    assert (told.edition_id > edition, told.after) == (True, {"withheld": True})


def test_an_erased_name_goes_from_the_draft_and_from_what_was_said_beside_it(
    made, by, client, django_capture_on_commit_callbacks
):
    sent = made.ideas[0].point.submission
    SubmissionContact.objects.filter(submission=sent).update(name="Zqxa Zqxbee", email="zqxa@zqx.example")
    guest = invite(proposal=made.proposal, submission=sent, **by)
    step = MilestoneOfProposal("Zqxa Zqxbee writes a rule", None, PartialDate.parse("2027"), "", 1)
    content = replace(
        WRITTEN, title="As Zqxa Zqxbee wants it", decides_next="Zqxa Zqxbee", milestones=(step,)
    )
    draft = save_proposal(proposal=made.proposal, version=1, content=content, **by)
    comment_on(proposal=draft, text="Yours, Zqxa Zqxbee", guest=guest, now=at())
    comment_on(proposal=draft, text="I have spoken with Zqxa Zqxbee.", **by)
    draft = publish_proposal(proposal=draft, version=draft.version, **by)
    with django_capture_on_commit_callbacks(execute=True):
        assert ask_to_erase(submission=Submission.objects.get(pk=sent.pk), now=at())
    assert rows_that_say("zqxa") == []
    page = client.get(draft.get_absolute_url()).content.decode()
    assert "[name erased] writes a rule" in page
    told = Publication.objects.filter(address=draft.get_absolute_url()).latest("pk")
    assert told.after == {"erased": True}


LATER = {"number": 50, "received_at": at(TODAY + timedelta(days=1))}


def test_nobody_takes_words_out_by_calling_themselves_like_them(written, by, client):
    """Anybody may send something under any name, and have it erased who they are with their receipt alone."""
    put_out = publish_proposal(proposal=written.proposal, version=2, **by)
    said = content_of(ProposedCommitment.objects.get())
    name = "All agencies publish their minutes within a week"
    sent = a_submission(written.consultation, "Hello.", name=name, organisation="A rule", **LATER)
    client.post(reverse("receipt-erase", args=["ideas", sent.secret]))
    assert not SubmissionContact.objects.filter(submission=sent).exists()
    assert content_of(ProposedCommitment.objects.get()) == said
    assert WRITTEN.proposed in client.get(put_out.get_absolute_url()).content.decode()


def test_nobody_takes_words_out_by_sending_them_and_withdrawing(written, by, client):
    put_out = publish_proposal(proposal=written.proposal, version=2, **by)
    sent = a_submission(written.consultation, WRITTEN.proposed, **LATER)
    for point in [a_point(sent, WRITTEN.proposed), *(idea.point for idea in written.ideas)]:
        an_answer(point)
    answered(written.consultation, on=TODAY)
    sent.refresh_from_db()
    withdraw_published(submission=sent, version=sent.version, **by)
    assert WRITTEN.proposed in client.get(put_out.get_absolute_url()).content.decode()


def test_what_is_public_already_is_not_put_out_again(written, by):
    publish_proposal(proposal=written.proposal, version=2, **by)
    with pytest.raises(NotReady) as refused:
        publish_proposal(proposal=written.proposal, version=3, **by)
    assert codes(refused) == ["nothing-new"]


# ---- How it ends ------------------------------------------------------------------------------------------


def test_agreed_it_is_a_commitment_of_the_draft_plan_with_leads_and_milestones(written, by, client):
    done = agreed(written, by)
    commitment = Commitment.objects.get()
    assert (done.commitment, done.state) == (commitment, ProposalState.AGREED)
    assert not commitment.is_published
    content = content_of_commitment(commitment)
    assert content.promise == WRITTEN.proposed
    assert content.status_quo == f"{WRITTEN.problem}\n\n{WRITTEN.done_so_far}"
    assert [(lead.agency, lead.role) for lead in content.leads] == [
        ("agency-for-records", "lead"),
        ("office-for-data", "supporting"),
    ]
    assert [str(one.agreed_due_on) for one in content.milestones] == ["2026-12", "2027"]
    for idea in written.ideas:
        page = client.get(idea.get_absolute_url()).content.decode()
        assert "agreed on 12 March 2026 as commitment 1, decided by: the minister" in page
        assert WRITTEN.proposed not in page
    theme = client.get(reverse("ideas-theme", args=["ideas", "minutes"]))
    assert (theme.context["fates"].agreed, theme.context["fates"].nowhere) == (2, 0)
    public = client.get(done.get_absolute_url()).content.decode()
    assert WRITTEN.proposed not in public
    assert "The commitment itself is public once the draft of the plan is." in public
    assert "How the plan" not in public  # it has published no timeline
    Timeline.objects.create(plan=written.plan, number=1, published_in=an_edition())
    assert reverse("plan-timeline", args=["2027-29"]) in client.get(done.get_absolute_url()).content.decode()


def test_declined_it_tells_why_and_who_decided(written, by, client):
    declined(written, by)
    assert not Commitment.objects.exists()
    page = client.get(written.ideas[1].get_absolute_url()).content.decode()
    assert "declined on 12 March 2026, decided by: the minister. Why: It would take a new law." in page
    told = Publication.objects.last()
    assert (told.kind, told.after["state"]) == ("proposed-commitment", "declined")


def test_a_decision_has_a_day_a_decider_and_where_declined_a_reason(written, by):
    with pytest.raises(NotReady) as refused:
        declined(written, by, decided_on=TODAY + timedelta(days=1), decided_by=" ", reason=" ")
    assert codes(refused) == ["decided-ahead", "decided-by", "reason"]
    with pytest.raises(NotReady) as refused:
        agreed(written, by, decided_on=None)
    assert codes(refused) == ["decided-on"]


def test_whoever_decides_reads_at_once_how_it_ended(cast, made, written, sign_in):
    ana, home = sign_in(cast.ana), reverse("workspace-proposal", args=["ideas", written.proposal.slug])
    assert "Nothing of it is public." in ana.get(home).content.decode()
    said = {"action": "agree", "version": 2, "decided_on": "2026-03-12", "decided_by": "the minister"}
    page = ana.post(f"{home}deciding/", said, follow=True)
    assert page.redirect_chain == [(home, 302)]
    words = words_of(page)
    assert "It is agreed, and a commitment of the draft plan." in words
    assert "Agreed on 12 March 2026 as commitment 1, decided by: the minister." in words
    assert "The decision is public" in words
    assert "Nothing of it is public." not in words
    assert f"{home}deciding/" not in page.content.decode()


def test_what_is_missing_to_agree_leads_to_where_it_is_written(cast, made, sign_in):
    home = reverse("workspace-proposal", args=["ideas", made.proposal.slug])
    page = sign_in(cast.ana).get(f"{home}deciding/").content.decode()
    assert f'<a href="{home}#proposed">Say what is proposed.</a>' in page


def test_two_forums_of_one_name_are_told_apart_by_their_plan(cast, made, sign_in):
    a_forum(made.consultation.plan)
    a_forum(a_plan("2023-25", short_title="2023–25"), "their-panel")
    page = sign_in(cast.ana).get(reverse("workspace-proposal-deciding", args=["ideas", made.proposal.slug]))
    named = [label for _value, label in page.context["form"].fields["forum"].choices]
    assert named == ["Nobody", "Advisory panel, 2025–27", "Advisory panel, 2023–25"]


def test_begun_it_is_opened_and_each_idea_says_where_it_stands(cast, made, sign_in):
    ana, desk = sign_in(cast.ana), reverse("workspace-ideas", args=["ideas"])
    typed = {"action": "begin", "idea": ["2"], "title": "Who came", "plan": made.plan.slug}
    home = reverse("workspace-proposal", args=["ideas", "who-came"])
    assert ana.post(desk, typed).url == home
    page = ana.get(desk)
    said = " ".join(page.content.decode().split())
    assert said.count("In the draft commitment:") == 2
    assert f'</a>, <a href="{home}">Who came</a>' in said  # the second idea is in two
    ids = re.findall(r'\bid="([^"]+)"', page.content.decode())
    assert len(ids) == len(set(ids))


def test_nothing_proposed_is_not_agreed(made, by):
    with pytest.raises(NotReady) as refused:
        agreed(made, by)
    assert codes(refused) == ["proposed"]


def test_decided_it_is_decided_once_and_stays_as_it_was(written, by):
    agreed(written, by)
    for act in (
        lambda: agreed(written, by),
        lambda: declined(written, by),
        lambda: save_proposal(proposal=written.proposal, version=3, content=ProposalContent("x"), **by),
        lambda: put_ideas_into(proposal=written.proposal, numbers={1}, **by),
        lambda: comment_on(proposal=written.proposal, text="Late.", **by),
    ):
        with pytest.raises(NotReady) as refused:
            act()
        assert codes(refused) == ["decided"]
    assert Commitment.objects.count() == 1


def test_what_was_changed_since_it_was_read_is_not_decided(written, by):
    with pytest.raises(Stale):
        agree_proposal(
            proposal=written.proposal, version=1, decided_on=TODAY, decided_by="the minister", **by
        )
    assert not Commitment.objects.exists()


def test_a_commitment_that_was_agreed_is_not_taken_out_silently(written, by):
    commitment = agreed(written, by).commitment
    with pytest.raises(NotReady):
        remove_commitment(commitment=commitment, version=commitment.version, **by)


# ---- Asked where people take part -------------------------------------------------------------------------


def test_whoever_says_yes_leaves_an_address(made, client):
    address = reverse("take-part", args=["ideas"])
    form = client.get(address).context["form"]
    typed = {"key": form["key"].value(), "begun": form["begun"].value(), "text": "An idea."}
    typed |= {"publish_as": "anonymous", "may_be_invited": "on"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "to which we may send an invitation" in answer.content.decode()
    assert client.post(address, typed | {"email": "hana@people.example"}).status_code == 302
    assert made.consultation.submissions.get(contact__email="hana@people.example").may_be_invited


def test_nobody_is_asked_where_no_ideas_are_shown(client):
    consultation = a_consultation(a_plan(), "other")
    a_submission(consultation)
    page = client.get(reverse("take-part", args=["other"])).content.decode()
    assert "may_be_invited" not in page


# ---- However many there are -------------------------------------------------------------------------------


def test_no_page_asks_more_when_there_are_more_ideas_voices_and_drafts(cast, written, sign_in, by):
    publish_proposal(proposal=written.proposal, version=2, **by)
    pages = [
        reverse("ideas", args=["ideas"]),
        reverse("ideas-theme", args=["ideas", "minutes"]),
        written.ideas[0].get_absolute_url(),
        written.proposal.get_absolute_url(),
        reverse("workspace-ideas", args=["ideas"]),
        reverse("workspace-voices", args=["ideas"]),
        reverse("workspace-proposals"),
        reverse("workspace-proposal", args=["ideas", written.proposal.slug]),
    ]
    browser = sign_in(cast.ana)
    one_more(written, by)
    before = [asked_by(browser, page) for page in pages]
    for _ in range(4):
        one_more(written, by)
    assert [asked_by(browser, page) for page in pages] == before


def one_more(written, by) -> None:
    """An idea more, with a voice that is read and one that is not, in this draft and in one of its own."""
    points = [a_piece(written.consultation, "Once more.") for _ in range(2)]  # one stays to be shown
    [idea] = show_ideas(consultation=written.consultation, ticked=[tick(points[0])], **by)
    shown = a_voice(idea, "addition", "And this.")
    show_reasons(consultation=written.consultation, ticked=[as_heard(shown)], **by)
    a_voice(written.ideas[0], "objection", "Not this.")
    put_ideas_into(proposal=written.proposal, numbers={idea.number}, **by)
    about = {"consultation": written.consultation, "plan": written.plan, "numbers": {idea.number}}
    other = begin_proposal(title=f"Draft {idea.number}", **about, **by)
    publish_proposal(proposal=other, version=1, **by)
    comment_on(proposal=written.proposal, text=f"On {idea.number}.", **by)


def asked_by(browser, page) -> int:
    browser.get(page)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(page).status_code == 200, page
    return len(asked)
