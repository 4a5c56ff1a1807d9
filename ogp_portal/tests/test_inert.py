"""Text is text: whatever somebody writes does nothing, wherever it shows."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import resolve
from django.utils import timezone

from commitments.models import Evidence, ProgressReport, StageUpdate
from engagement.models import Consultation, Submission
from plans.forms import readable
from plans.models import ActionPlan, OutboxItem
from plans.operations.outbox import sweep_outbox
from reporting.models import Draft, ReviewComment, ReviewRound

from .filled import form_for
from .hidden import sow_everywhere, texts_of
from .hostile import ALL, SCRIPT, TEXTS
from .test_access import LISTED, OPEN, STAFF
from .test_acts import acts
from .world import undone

SHORT = f"{SCRIPT}{{{{7*7}}}}\"'>"  # fits into a name
LINK = "https://records.example.org/%22%3E%3Cscript%3E?a=1&b=%27"
OURS = ("plans", "commitments", "engagement", "reporting")


class Page(HTMLParser):
    """What would act on a page, and all its words."""

    def __init__(self, html):
        super().__init__()
        self.acting, self.words = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        is_ours = re.match("/[^/]", given.get("src") or "") or given.get("type") == "application/json"
        if tag in ("iframe", "object", "embed", "base") or (tag in ("script", "img") and not is_ours):
            self.acting.append((tag, given))
        if any(name.startswith("on") or name in ("style", "srcdoc") for name in given):
            self.acting.append((tag, given))
        if not re.match("/[^/]", given.get("formaction", "/workspace/")):
            self.acting.append((tag, given))
        for name in ("href", "src", "action"):
            if urlsplit((given.get(name) or "").strip().lower()).scheme not in (
                "",
                "http",
                "https",
                "mailto",
            ):
                self.acting.append((tag, given))

    def handle_data(self, data):
        self.words.append(data)


def shown(client, addresses):
    """Each page by its address, parsed; nothing on it acts and no page breaks."""
    pages = {}
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        if "text/html" in answer["Content-Type"]:
            pages[address] = Page(answer.content.decode())
            assert not pages[address].acting, (address, pages[address].acting[:3])
    return pages


@pytest.fixture
def every_text_is_hostile(world):
    """Whatever is kept of the example, published or not, says hostile things."""
    for model in apps.get_models():
        for row in model._base_manager.all() if model._meta.app_label in OURS else ():
            said = {field.name: hostile(field, row) for field in texts_of(row) if getattr(row, field.name)}
            model._base_manager.filter(pk=row.pk).update(
                **{name: text for name, text in said.items() if text}
            )
    for draft in Draft.objects.all():
        draft.content = hostile_content(draft.content)
        draft.save()
    ActionPlan.objects.update(
        value_labels={"transparency": SHORT}, challenge_labels={"public-services": SHORT}
    )


def hostile(field, row):
    if isinstance(field, models.URLField):
        return LINK
    if type(field) not in (models.CharField, models.TextField) or field.name in KEPT:
        return None
    if field.max_length:
        return f"{SHORT}{row.pk if field.unique else ''}"[: field.max_length]
    return ALL + ("!" if field.name == "before" else "")


def hostile_content(value, name=""):
    """What is frozen, with a hostile text wherever somebody's words may stand."""
    if isinstance(value, dict):
        return {name: hostile_content(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [hostile_content(part, name) for part in value]
    if not isinstance(value, str) or name in CODED:
        return value
    return LINK if name == "url" else ALL


# Names by which things are found, and words with a fixed set.
KEPT = ("number", "key", "address", "country", "language", "field", "not_stated", "source_at", "kind")
KEPT += ("secret", "zone", "digest", "preview_key")
CODED = ("slug", "kind", "code", "address", "format", "dimension", "on", "starts_on", "ends_on", "facts_on")
CODED += ("confirmed_on", "values", "challenges")


def test_no_text_acts_on_any_page(world, every_text_is_hostile):
    pages = shown(world.client("Dee"), [address for address in LISTED if not address.startswith("/api/v1/")])
    words = "".join(pages["/plans/example/commitments/1/"].words)
    assert SCRIPT in words
    assert "{{7*7}}" in words
    for page in ("/consultations/example-ideas/responses/", "/reports/nz-2014-16-mid-term/"):
        assert SCRIPT in "".join(pages[page].words), page
        assert "{{7*7}}" in "".join(pages[page].words), page
    receipts = [
        receipt_of(one) for one in Submission.objects.filter(consultation__published_in__isnull=False)
    ]
    assert all(SCRIPT in "".join(page.words) for page in shown(world.client("Dee"), receipts).values())
    for name in ("Ben", "Ana", "Chi"):
        shown(world.client(name), [address for address, _ in STAFF])


def receipt_of(submission):
    return f"/consultations/{submission.consultation.slug}/receipts/{submission.secret}/"


def test_no_text_acts_on_the_look_up_screens(world, every_text_is_hostile):
    client = world.client("Olga")
    for model in apps.get_models():
        start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._base_manager.first()
        if model._meta.app_label in OURS and row and client.get(start).status_code == 200:
            pages = shown(client, [start, f"{start}{row.pk}/change/", f"{start}{row.pk}/history/"])
            assert all(page.words for page in pages.values())


def test_data_says_a_text_as_it_was_written(world, every_text_is_hostile):
    client = world.client("Dee")
    reports = client.get("/api/v1/progress-reports/", {"plan": "example"})
    assert reports["Content-Type"].startswith("application/json")
    assert reports["X-Content-Type-Options"] == "nosniff"
    assert reports.json()["results"][0]["doing"] == ALL
    document = json.loads(client.get("/data/plans/example.json").content)
    assert document["commitments"][0]["promise"] == ALL
    [asked] = [one for one in document["consultations"] if one["slug"] == "example-ideas"]
    assert asked["submissions"][0]["points"][0]["response"]["reason"] == ALL
    said = client.get("/api/v1/submissions/", {"consultation": "example-ideas"}).json()["results"][0]
    assert (said["text"], said["points"][0]["answer"]["reason"]) == (ALL, ALL)
    frozen = client.get("/reports/nz-2014-16-mid-term.json")
    assert frozen["Content-Type"] == "application/json"
    assert json.loads(frozen.content)["chapters"][0]["text"] == ALL


# ---- Typed, sent, sent back, published -------------------------------------------------------------

REPORT = "/workspace/plans/example/commitments/1/quarter-4/"


@pytest.fixture
def hostile_form(world):
    form = form_for(world, "send", REPORT) | {
        "doing": ALL,
        "next": ALL,
        "link-0-url": LINK,
        "link-0-title": SHORT,
    }
    for place in (1, 2, 3):
        form |= {
            f"milestone-{place}-stage": "some-delays",
            f"milestone-{place}-reason": "other",
            f"milestone-{place}-reason_words": ALL,
            f"milestone-{place}-when": "unknown",
            f"milestone-{place}-note": ALL,
        }
    return form


def test_what_ben_types_is_read_by_all_and_does_nothing(world, hostile_form):
    ben, bo, ana = world.client("Ben"), world.client("Bo"), world.client("Ana")
    assert ben.post(REPORT, hostile_form).status_code == 302
    for reader in (bo, ana):
        shown(reader, [f"{REPORT}review/", REPORT, "/workspace/", "/workspace/plans/example/"])
    assert bo.post(f"{REPORT}review/", form_for(world, "sign", f"{REPORT}review/")).status_code == 302
    shown(ana, [f"{REPORT}review/", REPORT, "/workspace/", "/workspace/plans/example/"])
    assert ana.post(f"{REPORT}review/", form_for(world, "publish", f"{REPORT}review/")).status_code == 302
    report = "/plans/example/commitments/1/quarter-4/"
    where = [
        report,
        "/",
        "/plans/example/",
        "/plans/example/commitments/1/",
        "/agencies/agency-for-public-records/",
    ]
    for name in ("Dee", "Ben"):
        words = "".join(shown(world.client(name), where)[report].words)
        assert SCRIPT in words
        assert "{{7*7}}" in words
        assert "🦜 𝕂𝕚𝕒 𝕠𝕣𝕒" in words


def test_what_was_typed_comes_back_letter_by_letter(world, hostile_form):
    ben = world.client("Ben")
    ben.post(REPORT, hostile_form | {"action": "save"})
    kept = ProgressReport.objects.get(
        commitment__plan__slug="example", commitment__number="1", period__slug="quarter-4"
    )
    assert kept.doing == readable(ALL)
    page = Page(ben.get(REPORT).content.decode())
    assert all(readable(text.splitlines()[0]) in "".join(page.words) for text in TEXTS)


def test_the_reason_of_a_sent_back_report_is_a_letter_of_plain_text(world):
    review = "/workspace/plans/example/commitments/2/quarter-4/review/"
    form = form_for(world, "send-back", review) | {"reason": ALL}
    assert world.client("Ana").post(review, form).status_code == 302
    item = OutboxItem.objects.order_by("-pk").first()
    sweep_outbox(now=timezone.now())
    [letter] = [letter for letter in mail.outbox if letter.subject == item.payload["subject"]]
    assert letter.to == ["bea@demo.example"]
    assert (letter.cc, letter.bcc) == ([], [])
    assert letter.content_subtype == "plain"
    assert SCRIPT in letter.body
    assert "&lt;" not in letter.body.replace("&lt;script&gt; &amp;lt;", "")
    shown(world.client("Bea"), ["/workspace/", review.removesuffix("review/")])
    shown(world.client("Ana"), ["/workspace/outbox/"])


def test_what_dee_sends_and_ana_answers_is_read_by_all_and_does_nothing(world):
    dee, ana = world.client("Dee"), world.client("Ana")
    asking, told = "/workspace/consultations/example-next/", "/consultations/example-next/"
    form = form_for(world, "send", f"{told}take-part/") | {
        "text": ALL,
        "publish_as": "name",
        "email": "dee@e.example",
        "withhold_reason": ALL,
        "documents": SimpleUploadedFile(f"{SCRIPT}.txt", ALL.encode()),
    }
    received = dee.post(f"{told}take-part/", form | {"name": SHORT, "organisation": SHORT})
    assert received.status_code == 302
    sent = Consultation.objects.get(slug="example-next").submissions.left_to_do().order_by("number")
    read = [f"{asking}submissions/{one.number}/" for one in sent]
    for one in sent.filter(points=None):
        address = f"{asking}submissions/{one.number}/"
        assert ana.post(address, form_for(world, "whole", address)).status_code == 302
    assert ana.post(asking, form_for(world, "close", asking)).status_code == 302
    for address in read:
        hostile_words = {"answer-1-reason": ALL, "answer-1-changed": SHORT}
        assert ana.post(address, form_for(world, "answers", address) | hostile_words).status_code == 302
    for action in ("save", "publish"):
        form = form_for(world, action, f"{asking}answers/") | {"what_we_heard": ALL}
        assert ana.post(f"{asking}answers/", form).status_code == 302
    where = [received["Location"], told, f"{told}submissions/", f"{told}submissions/7/", f"{told}responses/"]
    pages = shown(dee, where)
    for address in (received["Location"], f"{told}submissions/7/", f"{told}responses/"):
        words = "".join(pages[address].words)
        assert SCRIPT in words, address
        assert "{{7*7}}" in words, address
    shown(ana, [*read, asking, f"{asking}answers/", "/workspace/consultations/", "/workspace/outbox/"])


def test_a_receipt_goes_to_whoever_sent_something_and_to_nobody_else(world):
    """A title that would be a line of the letter's head is a line of nothing."""
    Consultation.objects.filter(slug="example-next").update(
        title=f"{SCRIPT}\r\nBcc: everybody@elsewhere.example"
    )
    form = form_for(world, "send", "/consultations/example-next/take-part/") | {"email": "dee@e.example"}
    assert world.client("Dee").post("/consultations/example-next/take-part/", form).status_code == 302
    sweep_outbox(now=timezone.now())
    [letter] = [letter for letter in mail.outbox if "dee@e.example" in letter.to]
    assert (letter.to, letter.cc, letter.bcc) == (["dee@e.example"], [], [])
    assert letter.content_subtype == "plain"
    assert SCRIPT in letter.subject


def test_what_chi_says_and_ana_answers_does_nothing(world):
    chi, ana = world.client("Chi"), world.client("Ana")
    desk, answers = "/review/example-mid-term/1/", "/workspace/reports/example-mid-term/drafts/1/review/"
    chapter = f"{desk}commitment-1/"
    assert chi.post(chapter, form_for(world, "comment", chapter) | {"text": ALL}).status_code == 302
    assert chi.post(desk, form_for(world, "position", desk) | {"reason": ALL}).status_code == 302
    number = ReviewComment.objects.numbered().last().number
    answer = form_for(world, "answer", answers) | {f"comment-{number}-answer": ALL}
    assert ana.post(answers, answer).status_code == 302
    words = "".join(
        "".join(page.words) for page in shown(chi, [desk, chapter, "/review/", "/workspace/"]).values()
    )
    assert words.count(SCRIPT) >= 3
    assert "{{7*7}}" in words
    shown(ana, [answers, "/workspace/", "/workspace/reports/example-mid-term/"])
    sweep_outbox(now=timezone.now())
    assert all((letter.content_subtype, letter.cc, letter.bcc) == ("plain", [], []) for letter in mail.outbox)


def test_what_ana_writes_into_a_report_does_nothing(world):
    ana, report = world.client("Ana"), "/workspace/reports/example-mid-term/"
    chapter, part = f"{report}chapters/commitment-1/", f"{report}parts/1/"
    assert ana.post(chapter, form_for(world, "save", chapter) | {"text": ALL}).status_code == 302
    rows = {"name": SHORT, "results": ALL, "next_steps": ALL, "reason": ALL}
    assert ana.post(part, form_for(world, "save", part) | rows).status_code == 302
    ReviewRound.objects.update(closed_at=timezone.now())
    assert ana.post(report, {"action": "freeze"}).status_code == 302
    pages = shown(ana, [report, chapter, part, f"{report}drafts/2/"])
    assert "{{7*7}}" in "".join(pages[f"{report}drafts/2/"].words)
    assert SCRIPT in "".join(pages[f"{report}drafts/2/"].words)


SAID = {"Something": SHORT, "Somebody": SHORT, "Adviser": SHORT, "Something.": ALL, "Why.": ALL}


def test_nothing_that_is_typed_in_the_workspace_acts(world):
    """Into every form, whatever comes of it: shown again, saved, published."""
    sow_everywhere()
    told = 0
    for action, address, expected in acts():
        able = [name for name in ("Chi", "Bea", "Ben", "Ana") if expected[name] in ("go", "200")]
        form = form_for(world, action, address) if able else {}
        hostile_form = {name: SAID.get(value, value) for name, value in form.items()}
        if hostile_form == form or address.startswith("/consultations/"):
            continue
        with undone():
            client = world.client(able[-1])
            answer = client.post(address, hostile_form, follow=True)
            assert answer.status_code < 500, address
            if answer.streaming:  # a download
                continue
            page = Page(answer.content.decode())
            assert not page.acting, (action, address, page.acting[:3])
            told += SCRIPT in "".join(page.words)
    assert told > TOLD


TOLD = 25  # so many forms lead to a page that says what was typed


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//elsewhere.example", "ftp://e.example/"]
)
def test_a_link_leads_to_the_web_and_nowhere_else(world, url):
    form = form_for(world, "save", REPORT) | {"link-0-url": url, "milestone-1-evidence_url": url}
    world.client("Ben").post(REPORT, form)
    assert not Evidence.objects.exclude(url__startswith="http").exists()


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 20_001])
def test_what_cannot_be_kept_is_refused_in_words(world, text):
    form = form_for(world, "send", REPORT) | {"doing": text, "milestone-1-note": text}
    answer = world.client("Ben").post(REPORT, form)
    assert answer.status_code == 422
    assert Page(answer.content.decode()).words
    assert text not in ProgressReport.objects.values_list("doing", flat=True)
    assert text not in StageUpdate.objects.values_list("note", flat=True)


# ---- Addresses ------------------------------------------------------------------------------------

ODD = (
    "%00",
    "%FF",
    "%ED%A0%80",
    "%F0%9F%A6%9C",
    "..%2F..",
    "%E2%80%AE",
    "'",
    "1" * 400,
    "%0D%0ASet-Cookie:a=b",
)
ONE_OF_EACH = list(
    {resolve(address).route: address for address, _ in OPEN + STAFF if "example" in address}.values()
)
PLACES = (
    "example",
    "1",
    "2",
    "4",
    "quarter-3",
    "quarter-4",
    "example-next",
    "example-ideas",
    "example-dates",
)
PLACES += ("example-mid-term", "commitment-1", "answers", "panel-start", "letters")
PLACES += ("doing", "next", "introduction", "amendment-1", "agency-for-public-records")
ASKED = ("/plans/", "/plans/example/", "/agencies/office-for-open-data/", "/contact/", "/api/v1/milestones/")
ASKED += ("/consultations/", "/consultations/example-ideas/submissions/", "/reports/")
ASKED += ("/api/v1/consultations/", "/api/v1/submissions/", "/api/v1/meetings/", "/api/v1/reports/")
PARAMETERS = ("on", "stage", "timeliness", "page", "plan", "agency", "ordering")
PARAMETERS += ("standing", "consultation", "theme", "commitment", "forum", "kind")


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:12])
def test_an_odd_address_is_answered_politely(world, odd):
    """In every place of every address, and in every parameter."""
    client = world.client("Ana")
    for address in ONE_OF_EACH:
        for part in address.split("/"):
            if part in PLACES:
                answer = client.get(address.replace(f"/{part}/", f"/{odd}/"))
                assert answer.status_code in (200, 302, 400, 403, 404, 405), (address, part)
    for address in ASKED:
        for parameter in PARAMETERS:
            answer = world.client("Dee").get(f"{address}?{parameter}={odd}")
            assert answer.status_code in (200, 400, 404), (address, parameter)
            assert "Set-Cookie" not in answer.headers
