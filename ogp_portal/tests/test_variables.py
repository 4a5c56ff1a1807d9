"""A template that names what the view did not give it fails, with its name and the variable's."""

import re
from uuid import uuid4

import pytest
from django.shortcuts import render

from engagement.models import Submission
from plans.models import User

from .filled import form_for
from .hidden import CANARY, SECRET, STRANGER, sow_everywhere
from .test_access import LISTED
from .test_acts import acts
from .world import EVERYBODY, undone

KEY = "0d8f0c0e-5d0f-4a7c-8f6b-3f1f5a0f0b7e"

# Beside every address as it is listed, which is read where access is asked.
ASKED = (
    "/?on=2017-01-01",
    "/plans/nz-2016-18/?on=2017-01-01",
    "/plans/nz-2016-18/?on=2010-01-01",
    "/plans/nz-2016-18/?on=never",
    "/plans/example/?stage=underway",
    "/plans/nz-2016-18/changes/",
    "/plans/nz-2016-18/commitments/5/",
    "/plans/nz-2016-18/commitments/3/?on=2017-06-01",
    "/plans/example/commitments/3/",
    "/plans/example/commitments/4/quarter-3/",
    "/agencies/land-information-new-zealand/?on=2017-01-01",
    "/contact/?page=/plans/",
    "/workspace/plans/example/commitments/2/quarter-1/",
    "/workspace/plans/example/periods/quarter-4/?close",
    "/consultations/?plan=example&standing=answered",
    "/consultations/?standing=never",
    "/consultations/nz-2016-stage-3/",
    "/consultations/example-dates/",
    "/consultations/example-dates/take-part/",
    "/consultations/example-ideas/submissions/4/",
    "/forum/nz-officials-group/",
    "/forum/users-of-open-data/",
    "/workspace/forums/users-of-open-data/seats/?seat=1",
    "/workspace/forums/expert-advisory-panel/meetings/what-people-ask-for-next/?paper=1",
    "/workspace/forums/expert-advisory-panel/decisions/?correct=4",
    "/workspace/consultations/example-dates/invitations/",
    "/workspace/consultations/example-next/?closing",
    "/workspace/consultations/example-dates/submissions/1/?cut",
    "/workspace/consultations/example-ideas/doubtful/?aside",
    "/workspace/consultations/example-dates/points/?show=all&theme=none&says=a",
    "/workspace/consultations/example-dates/submissions/?show=done&whose=mine",
    "/workspace/outreach/example/?row=letters",
    "/calendar/?plan=nz-2016-18&when=past",
    "/calendar/?plan=nz-2014-16&kind=ogp",
    "/workspace/themes/example/?theme=the-date",
    "/workspace/answer-templates/?edit=Done+already",
    "/workspace/reports/example-mid-term/?publish",
    "/workspace/reports/example-mid-term/drafts/1/changes/?with=now",
    "/plans/example-next-plan/timeline/",
    "/workspace/elsewhere/a-register-of-the-algorithms-that-government-uses/?correct=1",
    "/work-elsewhere/a-register-of-the-algorithms-that-government-uses/",
    "/workspace/elsewhere/a-register-of-the-algorithms-that-government-uses/?correct=1",
    "/workspace/plans/example/?late=on",
    "/workspace/making/example-next-plan/",
    "/workspace/making/example-next-plan/facts/",
    "/workspace/making/example-next-plan/commitments/1/",
    "/workspace/making/example-next-plan/commitments/2/",
    "/workspace/making/example-next-plan/timeline/",
    "/workspace/making/example-next-plan/draft/",
    "/workspace/making/example-next-plan/adopt/",
    "/workspace/making/example-next-plan/versions/",
    "/workspace/making/example/periods/?period=quarter-4",
    "/workspace/plans/example/extract/?period=quarter-3&of=plan&kind=txt",
    "/workspace/plans/example/extract/?period=never",
    "/workspace/plans/example/commitments/1/quarter-3/correct/milestone-1/",
)


@pytest.mark.parametrize("name", EVERYBODY)
def test_every_variable_of_our_templates_is_there(world, undefined, name):
    client = world.client(name)
    for address in ASKED:
        client.get(address)
    assert not undefined


def test_every_variable_is_there_where_things_are_being_written(world, undefined):
    """The pages that answer a form: refused, incomplete, overtaken."""
    start, asking = "/workspace/plans/example/commitments", "/workspace/consultations"
    account, forum = "/workspace/reports/example-mid-term", "/workspace/forums/expert-advisory-panel"
    asked = [
        ("Ben", f"{start}/1/quarter-4/", {"action": "send", "version": 1}),
        ("Ben", f"{start}/1/quarter-4/", {"action": "save", "version": 99, "doing": "Mine."}),
        ("Ben", f"{start}/1/quarter-4/", {"action": "link", "version": 1, "milestone-1-when": "another"}),
        ("Ben", f"{start}/1/quarter-4/", {"action": "nothing", "version": 1}),
        ("Ben", f"{start}/1/quarter-4/nothing/", {"version": 99}),
        ("Bea", f"{start}/2/quarter-4/", {"action": "save", "version": 1, "doing": "Too late."}),
        ("Bea", f"{start}/2/quarter-4/", {"action": "take-back", "version": 99}),
        ("Ana", f"{start}/2/quarter-4/review/", {"action": "send-back", "version": 2, "reason": ""}),
        ("Ana", f"{start}/2/quarter-1/review/", {"action": "send-back", "version": 1, "reason": "Why."}),
        ("Ana", f"{start}/2/quarter-4/review/", {"action": "publish", "version": 99}),
        ("Ana", "/workspace/plans/example/periods/quarter-1/", {"action": "open"}),
        ("Ana", "/workspace/plans/example/periods/quarter-4/", {"action": "never"}),
        ("Dee", "/consultations/example-next/take-part/", {"publish_as": "name"}),
        ("Dee", "/consultations/example-dates/take-part/", {"text": "Too late."}),
        *(
            (
                "Dee",
                "/consultations/example-next/take-part/",
                {"key": KEY, "publish_as": "anonymous", "text": text},
            )
            for text in ("Something.", "Something else.")
        ),
        ("Dee", "/consultations/example-next/take-part/", {"key": KEY, "text": "x", "action": "keep"}),
        ("Dee", "/consultations/example-next/take-part/", {"key": KEY, "text": "y", "action": "keep"}),
        ("Chi", "/review/example-mid-term/1/", {"position": "do-not-support"}),
        ("Chi", "/review/example-mid-term/1/commitment-1/", {"text": "", "key": str(uuid4())}),
        ("Ana", "/workspace/reports/example-mid-term/drafts/1/review/", {"action": "close"}),
        ("Ana", "/workspace/reports/", {"action": "ask", "plan": "never"}),
        ("Ana", f"{account}/", {"action": "freeze"}),
        ("Ana", f"{account}/chapters/commitment-1/", {"action": "save", "version": 99, "text": "Mine."}),
        ("Ana", f"{account}/parts/1/", {"version": 99, "name": "Mine", "completion": "limited"}),
        ("Ana", f"{account}/parts/1/", {"version": 1, "name": "", "reason": "Mine."}),
        ("Ana", "/workspace/reports/nz-2014-16-mid-term/parts/1/", {"version": 1, "name": "Mine"}),
        ("Ana", "/workspace/reports/example-mid-term/drafts/1/review/", {"action": "open", "asked": "Mine."}),
        ("Ana", "/workspace/forums/new/example/", {"action": "publish", "name": "Something"}),
        ("Ana", f"{forum}/", {"action": "save", "version": 99, "name": "Mine", "kind": "officials-group"}),
        ("Ana", f"{forum}/", {"action": "withdraw", "version": 99, "why": "Why."}),
        ("Ana", f"{forum}/seats/", {"seat": 1, "version": 99, "role": "Mine", "sector": "media"}),
        ("Ana", f"{forum}/meetings/", {"title": ""}),
        ("Ana", f"{forum}/meetings/panel-start/", {"of": "paper", "paper-title": "", "paper-kind": "agenda"}),
        ("Ana", f"{forum}/decisions/", {"decision": 1, "what": "Mine."}),
        ("Ana", f"{forum}/decisions/", {"correct": 2, "what": "Mine."}),
        ("Ana", f"{asking}/example-next/invitations/", {"forum": "never"}),
        ("Ana", f"{asking}/new/example/", {"action": "publish", "title": "Something", "purpose": "ideas"}),
        ("Ana", f"{asking}/new/example/", {"action": "document", "document-1-url": "never"}),
        ("Ana", f"{asking}/something/", {"version": 99, "title": "Mine", "purpose": "ideas"}),
        ("Ana", f"{asking}/example-next/", {"action": "move", "version": 1, "closes_on": "never"}),
        ("Ana", f"{asking}/example-next/", {"action": "close", "version": 99}),
        ("Ana", f"{asking}/example-ideas/", {"action": "close", "version": 1}),
        ("Ana", f"{asking}/example-next/submissions/1/", {"action": "points", "point-1-text": "never"}),
        ("Ana", f"{asking}/example-next/submissions/1/", {"action": "row", "point-1-text": "never"}),
        ("Ana", f"{asking}/example-dates/submissions/1/", {"action": "take-back-1", "read-1": 99}),
        ("Ana", f"{asking}/example-dates/submissions/1/", {"version": 99, "answer-1-reason": "Mine."}),
        ("Ana", f"{asking}/example-ideas/submissions/1/", {"version": 1, "answer-1-reason": "Mine."}),
        ("Ana", f"{asking}/example-dates/answers/", {"action": "publish", "version": 1}),
        ("Ana", f"{asking}/example-dates/answers/", {"version": 99, "what_we_heard": "Mine."}),
        ("Dee", "/accounts/login/", {"login": "nobody", "password": ""}),
        ("Dee", "/accounts/password/reset/", {"email": "nobody"}),
        ("Ben", "/accounts/password/change/", {"oldpassword": "wrong"}),
    ]
    for name, address, form in asked:
        answer = world.client(name).post(address, form)
        assert answer.status_code < 500, address
    assert not undefined


def test_every_variable_is_there_whatever_comes_of_an_act(world, undefined):
    """Each as it is meant, with nothing in it, overtaken, unreadable, and when the session had ended."""
    sow_everywhere()
    for action, address, expected in acts():
        able = [name for name in ("Chi", "Bea", "Bo", "Ben", "Ana") if expected[name] not in ("403", "404")]
        if not able:
            continue
        name, form = able[-1], form_for(world, action, address)
        overtaken = {one: 99 if "version" in one else value for one, value in form.items()}
        unreadable = {one: "x" if ODD.search(one) else value for one, value in form.items()}
        for said in (form, {"action": action}, overtaken, unreadable):
            with undone():
                answer = world.client(name).post(address, said, follow=True)
                assert answer.status_code < 500, (action, address)
        with undone():
            client = world.client("Dee")
            client.post(address, form)
            client.force_login(User.objects.get(email=f"{name.lower()}@demo.example"))
            assert client.get(address).status_code < 500, address
    assert not undefined


ODD = re.compile("_on$|_day$|_text$|hour|number|url")


def test_every_variable_is_there_on_receipts_and_where_a_form_was_open_for_too_long(world, undefined):
    dee = world.client("Dee")
    for sent in Submission.objects.select_related("consultation"):
        receipt = f"/consultations/{sent.consultation.slug}/receipts/{sent.secret}/"
        for page in ("", "correct/", "withdraw/", "data/", "data.json", "data.txt", "erase/"):
            assert dee.get(receipt + page).status_code == 200
        for action, version in (("look", 1), ("back", 1), ("correct", 99)):
            form = {"key": KEY, "text": "Else.", "publish_as": "anonymous"}
            form |= {"action": action, "version": version}
            assert dee.post(f"{receipt}correct/", form).status_code < 500
        assert dee.post(f"{receipt}correct/", {"text": ""}).status_code == 422
        assert dee.post(f"{receipt}withdraw/", {"version": 99}).status_code == 409
        assert dee.post(f"{receipt}erase/").status_code in (302, 409)
        assert dee.post(f"{receipt}erase/").status_code in (302, 409)
        for page in ("", "data/", "erase/"):
            assert dee.get(receipt + page).status_code == 200
    sow_everywhere()
    assert dee.get(f"/consultations/example-next/take-part/{SECRET}/?kept").status_code == 200
    dee.handler.enforce_csrf_checks = True
    form = {"key": KEY, "text": "Something.", "publish_as": "anonymous"}
    assert dee.post("/consultations/example-next/take-part/", form).status_code == 403
    assert not undefined


def test_every_variable_is_there_where_something_is_not_published(world, undefined):
    sow_everywhere()
    hidden = [address for address in LISTED if CANARY in address or STRANGER in address]
    for name in ("Dee", "Ana", "Chi"):
        for address in (
            *hidden,
            f"/preview/{SECRET}/",
            f"/preview/consultations/{SECRET}/",
            "/workspace/consultations/example-next/events/",
            f"/workspace/plans/example/amendments/{CANARY}/?discard",
            "/workspace/plans/example/commitments/1/quarter-3/correct/doing/",
            "/workspace/plans/example/commitments/1/history/",
            "/workspace/plans/example/commitments/1/notes/",
            "/workspace/plans/example/commitments/1/indicators/",
            "/workspace/elsewhere/",
            "/workspace/people/",
            "/",
            "/consultations/",
            "/consultations/example-next/",
            "/consultations/example-dates/",
            "/consultations/example-ideas/submissions/5/",
            "/consultations/example-ideas/responses/",
            "/plans/example/commitments/1/",
            "/review/example-mid-term/1/commitment-1/",
            "/workspace/",
            "/workspace/consultations/",
            f"/workspace/consultations/{CANARY}/",
            "/workspace/consultations/example-dates/answers/",
            "/workspace/reports/",
            "/workspace/reports/example-mid-term/drafts/1/review/",
            "/workspace/outbox/",
            "/workspace/plans/example/",
            "/plans/example/",
            "/plans/example/changes/",
        ):
            world.client(name).get(address)
    assert not undefined


def test_the_watch_sees_what_is_missing(world, undefined, monkeypatch):
    monkeypatch.setattr(
        "commitments.views.plans.render",
        lambda request, template, page: render(request, template, {"on": page["on"]}),
    )
    world.client("Dee").get("/plans/")
    assert any("plan_list.html" in found for found in undefined)
