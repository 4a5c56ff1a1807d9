"""The way of working of 2016 through the screens: ideas under themes, a workshop that drafts commitments in
the template, some agreed and others declined; and its counts are those that were published."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from commitments.models import Commitment
from engagement.choices import ProposalState
from engagement.models import Consultation, Idea, Meeting, ProposedCommitment, Submission
from ogp_portal.demo import example
from plans.choices import PlanState
from plans.tests.factories import TODAY, a_plan, an_agency, at

pytestmark = pytest.mark.django_db

AGREED = 7  # commitments of the plan
CAME = 30  # people at the workshop
ROUND = "ideas-for-commitments"


def published_counts() -> dict[str, int]:
    """Ideas by theme, as the plan's appendix has them and the demonstration tells."""
    document = json.loads((example.HERE / "nz-2016-18.json").read_text(encoding="utf-8"))
    [asked] = [one for one in document["consultations"] if one["slug"] == "nz-2016-stage-3"]
    return {row["label"]: row["number"] for row in asked["totals"] if row["dimension"] == "theme"}


@pytest.fixture
def ana(cast, sign_in, the_day) -> Client:
    return sign_in(cast.ana)


def test_the_ideas_of_2016_become_commitments_through_the_screens(ana, client, cast, time_machine):
    counts = published_counts()
    assert sum(counts.values()) == 87
    plan = a_plan("2016-18", title="Action plan 2016–18", short_title="2016–18", state=PlanState.DRAFT)
    assert not plan.is_being_made  # brought in
    plan = a_plan("making", title="Plan in the making", state=PlanState.DEVELOPMENT, adopted_on=None)
    ask(ana, counts)
    time_machine.move_to(at(TODAY + timedelta(days=1), 12), tick=False)
    send_in(client, counts)
    cut_and_show(ana, counts)
    assert theme_counts(client) == counts
    hold_the_workshop(ana)
    drafts = draft(ana, counts, plan.slug)
    decide(ana, drafts)
    the_public_reads_where_each_went(client, counts)


def ask(ana: Client, counts: dict[str, int]) -> None:
    """Ana prepares the round, with its themes, and publishes it."""
    address = reverse("workspace-consultation-new", args=[a_plan().slug])
    typed = {
        "title": "Ideas for commitments",
        "purpose": "ideas",
        "shows_ideas": "on",
        "background": "A new plan is made.",
        "question": "What should it promise?",
        "opens_on": "2026-03-12",
        "opens_time": "12:00",
        "closes_on": "2026-03-27",
        "closes_time": "17:00",
        "decided_by": "The minister",
        "decided_how": "After a workshop.",
        "answers_due_on": "2026-05-29",
        "privacy": "Names are kept apart.",
        "themes": "\n".join(counts),
        "action": "publish",
    }
    assert ana.post(address, typed).status_code == 302
    assert Consultation.objects.published().get(slug=ROUND).shows_ideas


def send_in(client: Client, counts: dict[str, int]) -> None:
    """Each idea comes by the public form."""
    address = reverse("take-part", args=[ROUND])
    begun = client.get(address).context["form"]["begun"].value()
    for label, number in counts.items():
        for place in range(1, number + 1):
            text = f"Idea {place} on {label}: do more of it, and say so."
            typed = {"key": str(uuid4()), "begun": begun, "text": text, "publish_as": "anonymous"}
            assert client.post(address, typed).status_code == 302
    assert Submission.objects.count() == 87
    Submission.objects.update(doubt="")  # all of them from one machine, within a moment


def cut_and_show(ana: Client, counts: dict[str, int]) -> None:
    """Ana reads each, says what it is about, and shows all of them in one go."""
    slugs = {theme.label: theme.slug for theme in Consultation.objects.get(slug=ROUND).themes.all()}
    for sent in Submission.objects.all():
        label = sent.text.split(" on ", 1)[1].split(":")[0]
        address = reverse("workspace-submission", args=[ROUND, sent.number])
        whole = {"action": "whole", "version": sent.version, "whole-theme": slugs[label]}
        assert ana.post(address, whole).status_code == 302
    desk = reverse("workspace-ideas", args=[ROUND])
    ticked = [row["value"] for row in ana.get(desk).context["rows"]]
    assert ana.post(desk, {"action": "show", "point": ticked}).status_code == 302
    assert Idea.objects.published().count() == 87


def theme_counts(client: Client) -> dict[str, int]:
    """As the public page counts them."""
    page = client.get(reverse("ideas", args=[ROUND]))
    assert page.context["counted"].ideas == 87
    return {one.label: one.ideas for one in page.context["themes"]}


def hold_the_workshop(ana: Client) -> None:
    address = reverse("workspace-events", args=[ROUND])
    typed = {"action": "add", "title": "Drafting together", "kind": "workshop", "held_on": "2026-03-13"}
    assert ana.post(address, typed | {"place": "Wellington"}).status_code == 302
    event = Meeting.objects.get()
    typed |= {"action": "change", "event": event.slug, "version": event.version, "attended": CAME}
    assert ana.post(address, typed | {"place": "Wellington"}).status_code == 302
    event.refresh_from_db()
    assert (event.attended, event.is_published) == (CAME, True)


def draft(ana: Client, counts: dict[str, int], plan: str) -> list[ProposedCommitment]:
    """At the workshop ideas are grouped, and each group written down in the template. Of the larger themes
    the first ideas are one draft and the others a second one."""
    desk = reverse("workspace-ideas", args=[ROUND])
    for label, number in counts.items():
        numbers = list(ideas_on(label).values_list("number", flat=True))
        half = (number + 1) // 2
        for name, group in (("First", numbers[:half]), ("Second", numbers[half:])):
            if group:
                typed = {
                    "action": "begin",
                    "idea": group,
                    "title": f"{name} draft on {label}"[:200],
                    "plan": plan,
                }
                assert ana.post(desk, typed).status_code == 302
    drafts = list(ProposedCommitment.objects.order_by("pk"))
    agency = an_agency("Agency for Minutes").slug
    for one in drafts:
        page = reverse("workspace-proposal", args=[ROUND, one.slug])
        typed = {
            "version": one.version,
            "action": "save",
            "title": one.title,
            "theme": one.theme.slug,
            "problem": "Too little of it is done.",
            "done_so_far": "A first step.",
            "proposed": f"More of it: {one.title}.",
            "result": "People see more.",
            "values": ["transparency"],
            "lead": agency,
            "decides_next": "the minister",
            "decides_next_on": "2026-03-20",
            "milestone-1-title": "A rule",
            "milestone-1-due_on_1": "12",
            "milestone-1-due_on_2": "2026",
            "milestone-1-agency": agency,
        }
        assert ana.post(page, typed).status_code == 302
    return drafts


def decide(ana: Client, drafts: list[ProposedCommitment]) -> None:
    """Seven are agreed, each from another theme that had a second draft too; all others are declined."""
    firsts = [one for one in drafts if one.title.startswith("First") and one.ideas.count() > 1][:AGREED]
    for one in drafts:
        one.refresh_from_db()
        page = reverse("workspace-proposal-deciding", args=[ROUND, one.slug])
        typed = {"version": one.version, "decided_on": "2026-03-13", "decided_by": "the workshop"}
        said = (
            {"action": "agree"}
            if one in firsts
            else {"action": "decline", "reason": f"Not now: {one.title}."}
        )
        assert ana.post(page, typed | said).status_code == 302


def the_public_reads_where_each_went(client: Client, counts: dict[str, int]) -> None:
    assert Commitment.objects.filter(proposal__state=ProposalState.AGREED).count() == AGREED
    went = {"agreed": 0, "declined": 0}
    for idea in Idea.objects.all():
        [proposal] = idea.proposals.all()
        page = client.get(idea.get_absolute_url()).content.decode()
        went[proposal.state] += 1
        if proposal.state == ProposalState.AGREED:
            number = proposal.commitment.number
            assert f"agreed on 13 March 2026 as commitment {number}, decided by: the workshop" in page
        else:
            assert "declined on 13 March 2026, decided by: the workshop. Why: Not now" in page
    told = {"agreed": 0, "declined": 0}
    for theme in Consultation.objects.get(slug=ROUND).themes.all():
        fates = client.get(reverse("ideas-theme", args=[ROUND, theme.slug])).context["fates"]
        assert fates.agreed + fates.declined == counts[theme.label]
        assert (fates.drafted, fates.nowhere) == (0, 0)
        told["agreed"] += fates.agreed
        told["declined"] += fates.declined
    assert told == went
    assert sum(went.values()) == 87


def ideas_on(label: str):
    return Idea.objects.filter(point__theme__label=label).order_by("number")
