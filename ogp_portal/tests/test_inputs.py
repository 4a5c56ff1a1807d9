"""Forms take what they list and nothing else: whatever else is sent along changes nothing."""

import re
from collections import Counter
from functools import cache
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import models
from django.urls import resolve
from django.utils import timezone

from commitments.models import WorkbookUpload
from engagement.models import ErasureRecord
from plans.models import CalendarFeed, PreviewLink, User
from reporting.forms import ROWS

from .filled import form_for
from .hidden import CANARY, STRANGER, sow_everywhere
from .test_acts import acts
from .watching import writing
from .world import undone


@pytest.fixture(scope="module", autouse=True)
def unpublished(stage, django_db_blocker):
    with django_db_blocker.unblock():
        sow_everywhere()


START = "/workspace/plans/example"
REVIEW = "/review/example-mid-term/1"
ANSWER = ("outcome", "answer")
SAVED = {"action", "version"}


def dates(*names):
    return {f"{name}_{part}" for name in names for part in ("day", "month", "year")}


def each(row, names):
    """The names of one row among several."""
    return {f"{row}-N-{name}" for name in names}


LINKS = each("link", ("url", "title"))
STAGE = {"stage", "reason", "reason_words", "when", "note", "evidence_url", "evidence_title"}
STAGE |= dates("expected_on", "completed_on")
MILESTONES = each("milestone", STAGE | {"evidence_files"})

ASKING = "/workspace/consultations"
CONSULTATION = {"title", "slug", "purpose", "stage", "background", "question", "themes", "privacy"}
CONSULTATION |= {"opens_on", "opens_time", "closes_on", "closes_time", "answers_due_on"}
CONSULTATION |= {"decided_by", "decided_how", "kept_months"}
CONSULTATION |= {"decided_by", "decided_how", "shows_ideas"}
CONSULTATION |= {"follows", "files"} | each("document", ("title", "url", "size"))
CONSULTATION |= each("question", ("label", "kind", "hint", "options"))
FORUMS = "/workspace/forums"
FORUM = {"name", "slug", "kind", "agency", "remit", "rules", "rules_url"}
FORUM |= dates("rules_published_on", "starts_on", "ends_on")
SEAT = {"seat", "role", "sector", "affiliation", "biography", "from_on", "until_on", "user"}
MEETING = {"title", "kind", "place"} | dates("held_on")
CAME = ("government", "civil_society", "business", "academia", "media", "other", "not_stated")
HELD = {"account", "notes_url", "results_presented", "comments_collected"}
HELD |= {f"came_{sector}" for sector in CAME}
PAPER = {"of", "paper"} | {f"paper-{name}" for name in ("kind", "title", "due_on", "url", "files")}
WHERE_THERE_IS_ONE = {"draft", "document-N-file"}  # a draft of the plan, a file that came in
SUBJECT = ("theme", "commitment")
POINTS = {f"whole-{name}" for name in SUBJECT}
POINTS |= {
    f"point-{place}-{name}" for place in (1, 2, 3) for name in (*SUBJECT, "text", "is_withheld", "ground")
}
TAKING_PART = {"key", "text", "about", "stakeholder_type", "publish_as", "name", "organisation", "email"}
TAKING_PART |= {"begun", "homepage", "documents", "withhold_reason", "action", "question-N"}
ENTERED = TAKING_PART - {"begun", "homepage", "question-N"}
ENTERED |= {"channel", "came_on", "handed_in_by", "collected_from", "why_not_told"}
TAKING_PART |= {"begun", "homepage", "documents", "withhold_reason", "may_be_invited", "action", "question-N"}
VOICE = {"key", "begun", "homepage", "kind", "reason"}
PROPOSAL = {"title", "problem", "done_so_far", "proposed", "result", "values", "lead", "text"}
PROPOSAL |= each("milestone", {"title", "agency"} | dates("starts_on", "due_on"))
DRAFTED = "/workspace/proposals/example-next/open-counters/"
ACCOUNT = "/workspace/reports/example-mid-term"
ANSWERED = ("version", "disposition", "reason", "changed", "changed_commitment", "template")
LOOKED_FOR = {"show", "theme", "sent_as", "says"}
OUTREACH = {"row", "channel", "audience", "reach", "note"} | dates("starts_on", "ends_on")
THEME = {"read", "label", "into", "new-label", "new-consultation"}

MAKING, HIDDEN = "/workspace/making", f"/workspace/making/{CANARY}"
AMENDING = f"{START}/amendments/{CANARY}"
FACTS = {"title", "short_title", "slug", "country", "language", "follows", "summary", "is_invented"}
FACTS |= {"publish_on_sign_off"} | dates("starts_on", "ends_on")
SECTION = {"title", "slug", "text"}
STEP = {"title", "how_to_take_part", "decision", "decided_by", "link"} | dates("starts_on", "ends_on")
WORDS = {"title", "promise", "objective", "status_quo", "ambition", "others_involved", "resources"}
AGREED = {"agreed_starts_text", "agreed_due_text"} | dates("agreed_starts_on", "agreed_due_on")
COMMITMENT = WORDS | AGREED | {"number", "parent", "work", "values", "challenges", "resources_public"}
COMMITMENT |= each("lead", ("agency", "role", "office", "from_on", "until_on"))
COMMITMENT |= each("milestone", AGREED | {"title", "description", "was"})
TERMS = {"title", "starts_text", "due_text"} | dates("starts_on", "due_on")
INDICATOR = {"name", "unit", "source", "source_url", "baseline", "target"} | dates("baseline_on", "target_on")
VALUE = {"value", "note", "source", "source_url", "day"} | dates("as_of_on")
WORK = {"title", "agency", "what"} | dates("starts_on", "ends_on") | LINKS
PEOPLE = f"/workspace/people/{STRANGER}"

# What each form takes, beside the token: whose page it is on, and its names. Milestones stand once for all.
FORMS = [
    (
        "Ben",
        f"{START}/commitments/1/quarter-4/",
        SAVED | {"doing", "next", "files"} | LINKS | MILESTONES,
    ),
    ("Ben", f"{START}/commitments/1/quarter-4/nothing/", {"version"}),
    ("Ana", f"{START}/commitments/2/quarter-4/review/", {"action", "version", "reason"}),
    ("Bea", f"{START}/commitments/2/quarter-4/", SAVED),
    ("Ana", f"{START}/periods/quarter-4/?close", {"action"}),
    ("Ana", f"{ASKING}/new/example/", SAVED | CONSULTATION),
    (
        "Ana",
        f"{ASKING}/example-next/?closing",
        {"action", "version", "closes_on", "closes_time", "answers_due_on"},
    ),
    ("Ana", f"{ASKING}/example-next/", {"action", "label"}),
    (
        "Ana",
        f"{ASKING}/example-next/events/",
        {"action", "off", "title", "kind", "held_on", "place", "account"},
    ),
    ("Ana", f"{ASKING}/example-next/invitations/", {"action", "forum"}),
    ("Ana", f"{FORUMS}/new/example/", SAVED | FORUM),
    ("Ana", f"{FORUMS}/expert-advisory-panel/", SAVED | FORUM),
    ("Ana", f"{FORUMS}/users-of-open-data/", SAVED | FORUM | {"why"}),
    ("Ana", f"{FORUMS}/expert-advisory-panel/seats/?seat=3", SAVED | SEAT),
    ("Ana", f"{FORUMS}/expert-advisory-panel/meetings/", {"action"} | MEETING),
    (
        "Ana",
        f"{FORUMS}/expert-advisory-panel/meetings/what-people-ask-for-next/?paper=1",
        SAVED | MEETING | HELD | PAPER,
    ),
    (
        "Ana",
        f"{FORUMS}/expert-advisory-panel/decisions/?correct=4",
        SAVED | {"correct", "decision", "what", "why", "decided_by", "meeting"} | dates("decided_on"),
    ),
    ("Ana", f"{ASKING}/example-next/submissions/1/", SAVED | POINTS | {"selected"}),
    (
        "Ana",
        f"{ASKING}/example-dates/submissions/1/",
        SAVED | {"selected"} | {f"answer-{place}-{name}" for place in (1, 2) for name in ANSWERED},
    ),
    (
        "Ana",
        f"{ASKING}/example-dates/submissions/",
        {"submission", "to", "show", "whose", "theme", "sent_as"},
    ),
    ("Ana", f"{ASKING}/example-dates/enter/", ENTERED),
    ("Ana", f"{ASKING}/example-dates/register/", {"file", "handed_in_by", "why_not_told"}),
    ("Ana", f"{ASKING}/example-dates/submissions/1/words/", SAVED | {"text", "ground"}),
    (
        "Ana",
        f"{ASKING}/example-dates/submissions/1/beside/",
        {"action", "text", "to", "agency", "question", "why"},
    ),
    (
        "Ana",
        f"{ASKING}/example-dates/points/",
        {"point", "disposition", "reason", "changed", "changed_commitment"} | LOOKED_FOR,
    ),
    ("Ana", "/workspace/outreach/example/?row=letters", SAVED | OUTREACH),
    (
        "Ana",
        f"{ASKING}/example-next/ideas/",
        {"action", "idea", "theme", "title", "plan", "into", "order", "says"},
    ),
    ("Ana", f"{ASKING}/example-next/voices/", {"action", "voice", "why"}),
    ("Dee", "/consultations/example-next/ideas/1/voice/", VOICE),
    ("Ana", DRAFTED, SAVED | PROPOSAL | {"theme", "decides_next", "decides_next_on", "out"}),
    ("Ben", DRAFTED, SAVED | PROPOSAL),
    (
        "Ana",
        f"{DRAFTED}deciding/",
        SAVED | {"agency", "forum", "submission", "decided_on", "decided_by", "reason"},
    ),
    ("Ana", "/workspace/themes/example/?theme=the-date", {"action", "theme"} | THEME),
    ("Ana", "/workspace/answer-templates/", SAVED | {"title", "disposition", "reason"}),
    ("Bea", "/workspace/views/example-dates/1/office-for-open-data/", SAVED | {"text"}),
    ("Ana", f"{ASKING}/example-dates/submissions/1/sender/", {"action", "reason", "ground"}),
    ("Ana", f"{ASKING}/example-dates/personal/", {"action", "ground", "with_contacts"}),
    ("Ana", f"{ASKING}/example-ideas/submissions/1/after/", SAVED | {"text", "ground"}),
    ("Ana", f"{ASKING}/example-dates/answers/", {"action", "digest", "version", "what_we_heard"}),
    ("Dee", "/consultations/example-next/take-part/", TAKING_PART),
    ("Ana", "/workspace/reports/", {"action", "plan", "kind", "ends_on", "report"}),
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
    ("Bo", f"{START}/commitments/4/quarter-4/review/", SAVED | {"reason"}),
    ("Ben", f"{START}/commitments/1/quarter-3/correct/next/", SAVED | {"text", "why"}),
    ("Ana", f"{START}/commitments/1/quarter-3/correct/doing/", {"action", "seal", "reason"}),
    ("Ben", f"{START}/periods/quarter-4/grid/", {"action", "version-N"} | each("row", STAGE | {"read"})),
    ("Ben", f"{START}/periods/quarter-4/workbook/", {"file"}),
    ("Ben", f"{START}/commitments/1/notes/", {"agency", "text"}),
    (
        "Ana",
        f"{START}/commitments/1/leads/",
        SAVED | {"ends", "agency", "role", "office", "from_on", "reason"},
    ),
    ("Ana", f"{START}/amendments/", {"title"}),
    (
        "Ana",
        f"{AMENDING}/",
        SAVED | {"title", "number", "reason", "decided_by"} | dates("decided_on"),
    ),
    ("Ana", f"{AMENDING}/?discard", SAVED),
    ("Ana", f"{AMENDING}/publish/", {"version"}),
    ("Ana", f"{AMENDING}/commitments/1/", SAVED | WORDS | TERMS),
    ("Ana", f"{AMENDING}/commitments/1/new/", SAVED | TERMS | {"description"}),
    ("Ana", f"{AMENDING}/commitments/1/2/", SAVED | TERMS | {"description"}),
    ("Ana", f"{AMENDING}/commitments/1/2/split/", SAVED | each("part", TERMS | {"description"})),
    ("Ana", f"{START}/commitments/1/indicators/new/", SAVED | INDICATOR),
    ("Ana", f"{START}/commitments/1/indicators/{CANARY}/facts/", SAVED | INDICATOR),
    ("Ana", f"{START}/commitments/1/indicators/{CANARY}/", SAVED | VALUE),
    ("Bea", "/workspace/elsewhere/new/", SAVED | WORK),
    ("Bea", f"/workspace/elsewhere/{CANARY}/facts/", SAVED | WORK),
    ("Bea", f"/workspace/elsewhere/{CANARY}/", SAVED | {"text", "url", "place"} | dates("as_of_on")),
    (
        "Ana",
        f"{START}/commitments/2/indicators/spending-that-is-published-every-month/facts/",
        {"action", "version", "why"} | INDICATOR,
    ),
    (
        "Ana",
        f"{START}/commitments/2/indicators/spending-that-is-published-every-month/withdraw/",
        {"action", "version", "why"},
    ),
    (
        "Bea",
        "/workspace/elsewhere/a-register-of-the-algorithms-that-government-uses/?correct=1",
        {"action", "version", "text", "url", "why", "correct", "place"},
    ),
    (
        "Ana",
        "/workspace/elsewhere/a-register-of-the-algorithms-that-government-uses/withdraw/",
        {"action", "version", "why"},
    ),
    ("Ana", f"{MAKING}/new/", SAVED | FACTS),
    ("Ana", f"{HIDDEN}/facts/", SAVED | FACTS),
    ("Ana", f"{HIDDEN}/", {"action", "version-N"}),
    ("Ana", f"{HIDDEN}/new-section/", SAVED | SECTION),
    ("Ana", f"{HIDDEN}/sections/{CANARY}/", SAVED | SECTION),
    ("Ana", f"{HIDDEN}/new-commitment/", SAVED | COMMITMENT),
    ("Ana", f"{HIDDEN}/commitments/99/", SAVED | COMMITMENT | {"milestone-N-drop"}),
    ("Ana", f"{HIDDEN}/workbook/", {"file"}),
    ("Ana", f"{HIDDEN}/timeline/", SAVED | {"development_starts_on", "summary"} | each("step", STEP)),
    ("Ana", f"{HIDDEN}/draft/", {"read"}),
    ("Ana", f"{HIDDEN}/adopt/", {"read"} | dates("adopted_on")),
    (
        "Ana",
        f"{HIDDEN}/periods/",
        {"action", "kind", "starts_on", "ends_on", "due_on", "length", "of_kind", "days_after"},
    ),
    ("Ana", f"{HIDDEN}/previews/", {"action", "until_on", "end"}),
    ("Ana", "/workspace/reminders/letter/", SAVED | {"subject", "body", "hour"}),
    ("Ben", "/workspace/you/", {"action", "from_on", "until_on"}),
    ("Ana", "/workspace/people/", {"name", "email", "role", "agency", "title", "from_on"}),
    ("Ana", f"{PEOPLE}/", {"action", "role", "agency", "title", "from_on", "until_on"}),
    ("Ana", f"{PEOPLE}/roles/1/", {"action", "title", "from_on", "until_on", "successor"}),
    ("Ana", "/workspace/agencies/", {"name", "short_name", "slug", "url"}),
    ("Ana", "/workspace/agencies/office-for-open-data/", SAVED | {"name", "short_name", "from_on", "url"}),
]
# What a row that is there already takes besides: it is edited on the page where another was begun.
ALSO = {
    "/workspace/consultations/never/": {"action", "version"} | CONSULTATION | WHERE_THERE_IS_ONE,
    "/workspace/consultations/new/never/": WHERE_THERE_IS_ONE,
    "/workspace/consultations/never/invitations/": {"invited"},
    "/workspace/forums/never/meetings/never/": {"paper-file"},
    "/workspace/consultations/never/doubtful/": {"action", "submission", "why", "all"},
    "/workspace/consultations/never/alike/": {"numbers", "joins", "title", "kind"},
    "/workspace/consultations/never/alike/1/": {"action", "version", "submission", "title", "kind"},
    "/workspace/consultations/never/register/never/": {"action", "receipts"},
    "/workspace/consultations/never/enter/": {"files", "question-N"},
    "/workspace/reports/never/": {"version", "draft"},
    f"{ASKING}/never/ideas/": {"point"},
    "/consultations/example-next/ideas/1/voices/never/": SAVED | VOICE,
    "/consultations/example-next/drafting/never/": SAVED | PROPOSAL,
    "/consultations/example-next/take-part/never/": {"version"} | TAKING_PART,
    # What a form is asked once more, or posts to an address without a page of its own.
    f"{START}/several/": {"action", "all", "cell", "period", "confirm", "version-N"},
    f"{HIDDEN}/publishing/": SAVED | {"publish_on_sign_off"},
    "/workspace/preview/": {"text"},
    # Sends the invitation of somebody who has not come in again.
    f"{PEOPLE}/": {"key"},
}


def listed_for(address):
    """The names that the forms of a page take, whatever else is on it today."""
    route = resolve(address.partition("?")[0]).route
    forms = [(place, names) for _, place, names in FORMS] + list(ALSO.items())
    return set().union(*(names for place, names in forms if resolve(place.partition("?")[0]).route == route))


ROW = re.compile(r"^(milestone|row|lead|step|part|link|version|document|question)-\d+(?:-\d+)?(?=-|$)")
NAME = re.compile(r'<(?:input|textarea|select|button)[^>]*\bname="([^"]+)"')
FORM = re.compile(r"<form.*?</form>", re.DOTALL)


@pytest.mark.parametrize(("name", "address", "names"), FORMS)
def test_a_form_asks_for_what_it_lists(world, name, address, names):
    page = world.client(name).get(address).content.decode()
    forms = [form for form in FORM.findall(page) if "/accounts/logout/" not in form]
    asked = {any_row(name) for form in forms for name in NAME.findall(form)}
    assert asked - {"csrfmiddlewaretoken"} == {any_row(name) for name in names}


def any_row(name):
    """One name stands for the same field of every row."""
    return ROW.sub(r"\1-N", name)


# ---- Everything else ------------------------------------------------------------------------------

OURS = ("plans", "commitments", "engagement", "reporting", "ogp_portal", "mfa", "account")
PREFIXES = ("", "milestone-1-", "report-", "link-0-", "initial-", "point-1-", "answer-1-", "comment-1-")
PREFIXES += ("row-1-2-", "lead-1-", "step-1-", "part-1-", "document-1-", "question-1-")


def every_field(address):
    """Every column of every model, as a form might call it, with a value that it could take; but for what the
    forms of the page list."""
    listed = listed_for(address)
    return {name: value for name, any_row, value in every_column() if any_row not in listed}


@cache
def every_column():
    """The names that a form might give the columns of all models; of any row; and a value."""
    sent = {}
    for model in apps.get_models():
        if model._meta.app_label not in OURS:
            continue
        for field in model._meta.concrete_fields:
            for prefix in PREFIXES:
                for name in {field.name, field.attname, field.name.removesuffix("_on")}:
                    sent[prefix + name] = value_for(field)
    return [(name, any_row(name), value) for name, value in sent.items()]


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


def rows_of_ours(known=None, tables=None):
    """Everything in the database, or in some tables, without keys, secrets and times, which differ from one
    try to the next; what points at a row that was not `known` before points at something new."""
    rows = Counter()
    for model in apps.get_models():
        if model._meta.app_label in OURS and (tables is None or model._meta.db_table in tables):
            columns = [field for field in model._meta.concrete_fields if is_content(field)]
            every = model._base_manager.all()
            found = (
                every.values_list(*(column.attname for column in columns))
                if columns
                else [()] * every.count()
            )
            rows.update((model._meta.label, *shown(columns, row, known)) for row in found)
    return rows


def shown(columns, row, known):
    for column, value in zip(columns, row, strict=True):
        is_new = known is not None and column.is_relation and value not in known[column.related_model]
        yield "new" if is_new else MADE_UP.sub("", str(value))


# By chance: a password that opens nothing, what an invitation is known by, the row that a letter is about.
MADE_UP = re.compile(
    r"^!\w{40}$|(?<=invite-)[\w-]+|(?<=/reset/key/)[\w-]+"
    r"|(?<=^work-)\d+|(?<=^indicator-)\d+|(?<=correction-reportcorrection-)\d+-\w+"
    r"|(?<=^invitation-)[\d-]+"
    r"|(?<=correction-stageupdate-)\d+-\w+|(?<=^view-)\d+|(?<=^forum-invited-)\d+|(?<=^invitation-)\d+"
)


def rows_there():
    """The keys of all rows, by model; and none, for what points at nothing."""
    return {model: {None, *model._base_manager.values_list("pk", flat=True)} for model in apps.get_models()}


def is_content(field):
    is_key = field.primary_key or field.name in ("id", "secret")  # histories keep that of their row
    is_made_up = field.name == "key" and field.model in KEYED
    return not (is_key or is_made_up or isinstance(field, models.DateTimeField))


KEYED = (User, PreviewLink, CalendarFeed, WorkbookUpload, ErasureRecord)  # by chance


DONE = [
    (action, address, name)
    for action, address, expected in acts()
    for name, word in expected.items()
    if word == "go" and name in ("Dee", "Ben", "Bea", "Ana", "Chi")
]


def send(client, address, form):
    """As a browser sends a form: in parts only where a file goes with it; thousands of parts take long."""
    if any(isinstance(value, File) for value in form.values()):
        return client.post(address, form)
    return client.post(address, urlencode(form, doseq=True), content_type=URL_ENCODED)


URL_ENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(("action", "address", "name"), DONE)
def test_whatever_else_is_sent_along_changes_nothing(world, settings, time_machine, action, address, name):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    time_machine.move_to(timezone.now(), tick=False)  # what happens now is said with its moment
    known, left, written = rows_there(), [], []
    for more in ({}, every_field(address)):
        form = form_for(world, action, address)
        with undone():
            with writing() as into:
                send(world.client(name), f"{address}?{urlencode(more)}", more | form)
            left.append(rows_of_ours(known, into))
            written.append(into)
    left[0] += rows_of_ours(known, written[1] - written[0])  # what only the other wrote into is as it was
    left[1] += rows_of_ours(known, written[0] - written[1])
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
    "ideas",
    "proposals",
    "forums",
    "meetings",
    "outreach",
    "reports",
    "work-elsewhere",
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
    unlisted = (columns | paths) - set(listed)
    refused = client.get(f"/api/v1/{resource}/", dict.fromkeys(unlisted, "1"))
    assert (refused.status_code, set(refused.json()["errors"])) == (400, unlisted)
    order = resolve(f"/api/v1/{resource}/").func.cls.filterset_class.base_filters["ordering"]
    for name in (columns | paths) - set(listed["ordering"]["enum"]):
        with pytest.raises(ValidationError, match="is not one of"):
            order.field.clean(name)
    for name in paths:
        assert client.get(f"/api/v1/{resource}/", {"ordering": name}).status_code == 400, name
