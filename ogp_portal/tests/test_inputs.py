"""Forms take what they list and nothing else: whatever else is sent along changes nothing."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models
from django.urls import resolve
from django.utils import timezone

from commitments.models import ProgressReport, StageUpdate
from reporting.forms import ROWS

from .test_acts import acts, form_for
from .world import undone

START = "/workspace/plans/example"
REVIEW = "/review/example-mid-term/1"
ANSWER = ("outcome", "answer")
MILESTONE = {"stage", "reason", "reason_words", "when", "note", "evidence_url", "evidence_title"}
PARTS = ("day", "month", "year")
MILESTONE |= {f"{date}_on_{part}" for date in ("expected", "completed") for part in PARTS}
TEXTS_AND_LINKS = {"doing", "next", "link-0-url", "link-0-title"}

ASKING = "/workspace/consultations"
CONSULTATION = {"title", "slug", "purpose", "stage", "background", "question", "themes", "privacy"}
CONSULTATION |= {"opens_on", "opens_time", "closes_on", "closes_time", "answers_due_on"}
CONSULTATION |= {"decided_by", "decided_how"}
CONSULTATION |= {f"document-{place}-{name}" for place in (1, 2, 3) for name in ("title", "url", "size")}
SUBJECT = ("theme", "commitment")
POINTS = {f"whole-{name}" for name in SUBJECT}
POINTS |= {
    f"point-{place}-{name}" for place in (1, 2, 3) for name in (*SUBJECT, "text", "is_withheld", "ground")
}
TAKING_PART = {"key", "text", "about", "stakeholder_type", "publish_as", "name", "organisation", "email"}
ACCOUNT = "/workspace/reports/example-mid-term"
ANSWERED = ("version", "disposition", "reason", "changed", "changed_commitment")

# What each form takes, beside the token: whose page it is on, and its names. Milestones stand once for all.
FORMS = [
    (
        "Ben",
        f"{START}/commitments/1/quarter-4/",
        {"action", "version"} | TEXTS_AND_LINKS | {f"milestone-N-{name}" for name in MILESTONE},
    ),
    ("Ben", f"{START}/commitments/1/quarter-4/nothing/", {"version"}),
    ("Ana", f"{START}/commitments/2/quarter-4/review/", {"action", "version", "reason"}),
    ("Bea", f"{START}/commitments/2/quarter-4/", {"action", "version"}),
    ("Ana", f"{START}/periods/quarter-4/?close", {"action"}),
    ("Ana", f"{ASKING}/new/example/", {"action", "version"} | CONSULTATION),
    (
        "Ana",
        f"{ASKING}/example-next/?closing",
        {"action", "version", "closes_on", "closes_time", "answers_due_on"},
    ),
    ("Ana", f"{ASKING}/example-next/", {"action", "label"}),
    ("Ana", f"{ASKING}/example-next/submissions/1/", {"action", "version"} | POINTS),
    (
        "Ana",
        f"{ASKING}/example-dates/submissions/1/",
        {"action", "version"} | {f"answer-{place}-{name}" for place in (1, 2) for name in ANSWERED},
    ),
    ("Ana", f"{ASKING}/example-dates/answers/", {"action", "digest", "version", "what_we_heard"}),
    ("Dee", "/consultations/example-next/take-part/", TAKING_PART),
    ("Ana", "/workspace/reports/", {"action", "plan", "kind", "ends_on"}),
    ("Ana", f"{ACCOUNT}/", {"action"}),
    ("Ana", f"{ACCOUNT}/chapters/commitment-1/", {"action", "version", "text"}),
    ("Ana", f"{ACCOUNT}/parts/1/", {"action", "version", "completion", "reason", *ROWS}),
    ("Chi", f"{REVIEW}/", {"position", "reason"}),
    ("Chi", f"{REVIEW}/commitment-1/", {"key", "text"}),
    (
        "Ana",
        "/workspace/reports/example-mid-term/drafts/1/review/",
        {"action", "version", "comment"} | {f"comment-{n}-{name}" for n in (1, 2) for name in ANSWER},
    ),
]
# What a row that is there already takes besides: it is edited on the page where another was begun.
ALSO = {
    "/workspace/consultations/never/": {"action", "version"} | CONSULTATION,
    "/workspace/reports/never/": {"version", "draft"},
    "/workspace/reports/": {"report"},
}


def listed_for(address):
    """The names that the forms of a page take, whatever else is on it today."""
    route = resolve(address.partition("?")[0]).route
    forms = [(place, names) for _, place, names in FORMS] + list(ALSO.items())
    return set().union(*(names for place, names in forms if resolve(place.partition("?")[0]).route == route))


NAME = re.compile(r'<(?:input|textarea|select|button)[^>]*\bname="([^"]+)"')
FORM = re.compile(r"<form.*?</form>", re.DOTALL)


@pytest.mark.parametrize(("name", "address", "names"), FORMS)
def test_a_form_asks_for_what_it_lists(world, name, address, names):
    page = world.client(name).get(address).content.decode()
    forms = [form for form in FORM.findall(page) if "/accounts/logout/" not in form]
    asked = {any_milestone(name) for form in forms for name in NAME.findall(form)}
    assert asked - {"csrfmiddlewaretoken"} == names


def any_milestone(name):
    return re.sub(r"^milestone-\d+-", "milestone-N-", name)


# ---- Everything else ------------------------------------------------------------------------------

OURS = ("plans", "commitments", "engagement", "reporting", "ogp_portal", "mfa", "account")
PREFIXES = ("", "milestone-1-", "report-", "link-0-", "initial-", "point-1-", "answer-1-", "comment-1-")


def every_field(address):
    """Every column of every model, as a form might call it, with a value that it could take; but for what the
    forms of the page list."""
    sent = {}
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.concrete_fields:
            for prefix in PREFIXES:
                for name in {field.name, field.attname, field.name.removesuffix("_on")}:
                    sent[prefix + name] = value_for(field)
    listed = listed_for(address)
    return {name: value for name, value in sent.items() if any_milestone(name) not in listed}


def value_for(field):
    if field.choices:
        return field.flatchoices[-1][0]
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return "2020-02-02"
    if field.is_relation or isinstance(field, models.IntegerField):
        return "1"
    return "zqx"


def rows_of_ours():
    """Everything in the database, without keys, secrets and times, which differ from one try to the next."""
    rows = Counter()
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            columns = [field.attname for field in model._meta.concrete_fields if is_content(field)]
            every = model._base_manager.all()
            found = every.values_list(*columns) if columns else [()] * every.count()
            rows.update((model._meta.label, *map(str, row)) for row in found)
    return rows


def is_content(field):
    is_key = field.primary_key or field.name in ("id", "secret")  # histories keep that of their row
    points_at_a_new_row = field.is_relation and field.related_model in (ProgressReport, StageUpdate)
    return not (is_key or points_at_a_new_row or isinstance(field, models.DateTimeField))


DONE = [
    (action, address, name)
    for action, address, expected in acts()
    for name, word in expected.items()
    if word == "go" and name in ("Dee", "Ben", "Bea", "Ana", "Chi")
]


@pytest.mark.parametrize(("action", "address", "name"), DONE)
def test_whatever_else_is_sent_along_changes_nothing(world, settings, time_machine, action, address, name):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    time_machine.move_to(timezone.now(), tick=False)  # what happens now is said with its moment
    form = form_for(action, address)
    left = []
    for more in ({}, every_field(address)):
        with undone():
            query = "?" + "&".join(f"{key}={value}" for key, value in more.items())
            world.client(name).post(address + query, more | form)
            left.append(rows_of_ours())
    assert left[1] - left[0] == Counter()
    assert left[0] - left[1] == Counter()


def test_nobody_becomes_somebody_else_through_an_accounts_form(world):
    before = rows_of_ours()
    for address in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/change/"):
        world.client("Ben").post(address, every_field(address))
    assert rows_of_ours() - before == Counter()


def test_a_password_typed_after_the_session_has_ended_is_kept_nowhere(world):
    words = {"oldpassword": "the old one", "password1": "the new one", "password2": "the new one"}
    answer = world.client("Dee").post("/accounts/password/change/", words)
    assert answer.status_code == 302
    assert not any("new one" in str(session.get_decoded()) for session in Session.objects.all())


# ---- The API's parameters -------------------------------------------------------------------------

API = (
    "plans",
    "commitments",
    "milestones",
    "stage-updates",
    "progress-reports",
    "agencies",
    "periods",
    "amendments",
    "consultations",
    "submissions",
    "themes",
    "forums",
    "meetings",
    "outreach",
    "reports",
)


def parameters_of(client, resource):
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    return {
        one["name"]: one["schema"] for one in schema["paths"][f"/api/v1/{resource}/"]["get"]["parameters"]
    }


@pytest.mark.parametrize("resource", API)
def test_the_api_refuses_parameters_and_orders_that_it_does_not_list(world, resource):
    client = world.client("Dee")
    listed = parameters_of(client, resource)
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    paths = {
        "published_in__by__email",
        "submitted_by__password",
        "state",
        "version",
        "history",
        "pk",
        "?",
        "id",
    }
    for name in sorted(columns | paths):
        if name not in listed:
            assert client.get(f"/api/v1/{resource}/", {name: "1"}).status_code == 400, name
        if name not in listed["ordering"]["enum"]:
            assert client.get(f"/api/v1/{resource}/", {"ordering": name}).status_code == 400, name
