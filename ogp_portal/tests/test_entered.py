"""What a document says, entered through the workspace instead: the record is the same on every day."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from commitments.models import Commitment
from commitments.record.day import plan_on
from ogp_portal.demo import example
from ogp_portal.demo.loading import real_plan
from plans.choices import Role
from plans.dates import PartialDate
from plans.models import ActionPlan
from plans.tests.factories import a_person
from reporting import document as plan_document
from reporting.operations.document import bring_in

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("Pacific/Auckland")
DAY = date(2026, 11, 21)
PUBLICATION = ("published_on",)  # when something became public here is told apart


@pytest.fixture
def ana(sign_in):
    """Ana's."""
    return sign_in(a_person("Ana", Role.COORDINATOR, title="Lead, Open Government"))


def every_day(first: date, last: date):
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


# ---- The hand-over of 11 March 2017 ------------------------------------------------------------------

OLD, NEW = "land-information-new-zealand", "statistics-nz"
HANDED_OVER = date(2017, 3, 11)


def leads_on_every_day(slug: str) -> dict:
    """Who led and supported, in the order in which pages name them; without who said so, and when."""
    found = {}
    for commitment in Commitment.objects.filter(plan__slug=slug).with_leads(HANDED_OVER):
        for day in every_day(date(2016, 1, 1), date(2018, 12, 31)):
            found[commitment.number, day] = [
                (lead.agency.slug, lead.role, lead.office, lead.from_on, lead.until_on)
                for lead in commitment.leads_on(day)
            ]
    return found


def without_the_hand_over() -> dict:
    document = real_plan("nz-2016-18")
    document["plan"].pop("follows", None)
    for commitment in document["commitments"]:
        kept = [lead for lead in commitment["leads"] if lead["agency"] != NEW]
        for lead in kept:
            lead.pop("until_on", None)
        commitment["leads"] = kept
    document["plan"]["slug"] = "copy"
    for name in ("consultations", "forums", "meetings", "outreach"):
        document.pop(name, None)
    return document


@pytest.fixture
def both():
    """The plan as its document has it, and a copy in which nobody has handed over."""
    bring_in(document=real_plan("nz-2014-16"), name="nz-2014-16.json")
    bring_in(document=real_plan("nz-2016-18"), name="nz-2016-18.json")
    bring_in(document=without_the_hand_over(), name="copy.json")


def test_the_hand_over_of_2017_gives_the_same_leads_on_every_day(both, ana):
    wanted = leads_on_every_day("nz-2016-18")
    assert leads_on_every_day("copy") != wanted
    for number in ("3", "4"):
        url = reverse("workspace-leads", args=["copy", number])
        page = ana.get(url)
        [place] = [lead.position for lead in page.context["form"].leads.values() if lead.agency.slug == OLD]
        said = {
            "ends": str(place),
            "agency": NEW,
            "role": "lead",
            "from_on": HANDED_OVER.isoformat(),
            "reason": "Open data moved to Statistics NZ.",
            "version": str(page.context["version"]),
        }
        assert ana.post(url, said | {"action": "look"}).status_code == 200
        assert leads_on_every_day("copy") != wanted  # looking changes nothing
        assert ana.post(url, said | {"action": "publish"}).status_code == 302
        assert ana.post(url, said | {"action": "publish"}).status_code == 302  # pressed twice
    assert leads_on_every_day("copy") == wanted


# ---- The amendment of the example ------------------------------------------------------------------------


def without_the_amendment(document: dict) -> dict:
    """The same plan as if it had never been amended."""
    document = json.loads(json.dumps(document))
    del document["amendments"]
    for commitment in document["commitments"]:
        for thing in (commitment, *commitment["milestones"]):
            for change in thing.pop("wording_changes", ()):
                thing[change["field"]] = change["before"]
            thing.pop("date_changes", None)
            thing.pop("withdrawn_by", None)
    return document


def stood(slug: str) -> dict:
    """Dates, words, stage and timeliness of every milestone, and every promise, at the end of every month."""
    plan = ActionPlan.objects.get(slug=slug)
    found = {}
    day = plan.starts_on.first
    while day <= DAY:
        last = PartialDate.parse(day.isoformat()[:7]).last
        for one in plan_on(plan, last).commitments:
            found[one.commitment.number, last] = (one.words, one.starts, one.due)
            for standing in one.standings:
                found[standing.milestone.full_number, last] = (
                    standing.words,
                    standing.starts,
                    standing.due,
                    standing.stage,
                    standing.timeliness,
                )
        day = last + timedelta(days=1)
    return found


def without_publication(value):
    if isinstance(value, dict):
        return {key: without_publication(part) for key, part in value.items() if key not in PUBLICATION}
    return [without_publication(part) for part in value] if isinstance(value, list) else value


def typed(name: str, day: str) -> dict:
    on = PartialDate.parse(day)
    parts = {"day": on.last.day, "month": on.last.month, "year": on.last.year}
    if on.precision != "day":
        parts["day"] = ""
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def as_shown(page) -> dict:
    """A form as a browser would send it back untouched."""
    form, said = page.context["form"], {"version": str(page.context["version"])}
    for bound in form:
        value = bound.value()
        if name_parts := getattr(bound.field.widget, "widgets_names", None):
            shown = bound.field.widget.decompress(value)
            said |= {
                bound.html_name + part: str(one or "") for part, one in zip(name_parts, shown, strict=True)
            }
        else:
            said[bound.html_name] = "" if value is None else str(value)
    return said


def test_an_amendment_of_the_example_gives_the_same_record(ana, settings, time_machine):
    settings.DEMO = True
    time_machine.move_to(datetime(2026, 11, 21, 10, tzinfo=ZONE), tick=False)
    whole = example.document(DAY)
    for name in ("consultations", "forums", "meetings", "outreach"):
        whole.pop(name, None)
    [decided] = whole["amendments"]
    copy = without_the_amendment(whole)
    copy["plan"]["slug"] = "copy"
    bring_in(document=whole, name="example.json")
    bring_in(document=copy, name="copy.json")
    before = stood("copy")
    assert before != stood("example")

    listing = reverse("workspace-amendments", args=["copy"])
    page = ana.post(listing, {"title": decided["title"]}, follow=True)
    url = page.redirect_chain[-1][0]
    said = as_shown(page) | {key: decided[key] for key in ("reason", "decided_by")}
    said |= typed("decided_on", decided["decided_on"])
    assert ana.post(url, said | {"action": "save"}).status_code == 302
    for commitment in whole["commitments"]:
        address = f"{url}commitments/{commitment['number']}/"
        for thing in (commitment, *commitment["milestones"]):
            where = address if thing is commitment else f"{address}{thing['number']}/"
            said = as_shown(ana.get(where))
            new = {change["field"]: change["after"] for change in thing.get("wording_changes", ())}
            for change in thing.get("date_changes", ()):
                new |= typed(f"{change['kind']}_on", change["after"]["on"])
            # What nobody touched is no change, whatever way the browser sends it back.
            assert ana.post(where, said | new | {"action": "save"}).status_code == 302
            if "withdrawn_by" in thing:
                said = as_shown(ana.get(where))
                assert ana.post(where, said | {"action": "withdraw"}).status_code == 302
    page = ana.get(url)
    assert len(page.context["draft"].changes) == 3
    assert stood("copy") == before  # a draft changes nothing
    publish = f"{url}publish/"
    version = {"version": str(ana.get(publish).context["version"])}
    assert ana.post(publish, version).status_code == 302
    assert ana.post(publish, version).status_code == 302  # pressed twice

    assert stood("copy") == stood("example")
    documents = [plan_document.write(ActionPlan.objects.get(slug=slug)) for slug in ("copy", "example")]
    entered, printed = (without_publication(document) for document in documents)
    entered["plan"]["slug"] = printed["plan"]["slug"]
    assert entered == printed
