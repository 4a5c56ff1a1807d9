"""What is not published is nowhere: the public gets the same, to the letter, with it and without it."""

import re
from datetime import timedelta
from urllib.parse import quote

from django.db.models import JSONField
from django.utils import timezone

from commitments.models import ProgressReport
from engagement.choices import Disposition, PublishAs
from engagement.models import Consultation, Forum, Meeting, ReasonedResponse, Submission, SubmissionContact
from engagement.operations.afterwards import redact_published, withdraw_published
from engagement.operations.answers import Answer, Piece, answer_point, cut_into_points, save_what_we_heard
from engagement.operations.publishing import digest_of, publish_answers
from plans.choices import PeriodKind
from plans.models import ActionPlan, Edition, User
from reporting.models import SelfAssessment
from reporting.operations.drafting import canonical, draft_report

from .hidden import CANARY, PERSON, WORD, name_who_wants_to_be_named, sow_everywhere, texts_of
from .test_models import OURS
from .world import crawl, is_public, text_of, undone

TODAY = timezone.localdate()
DAYS = ("2016-12-31", "2017-06-30", "2018-06-30", *(str(TODAY - timedelta(days=ago)) for ago in (0, 1, 200)))
DATED = (
    "/plans/example/",
    "/plans/nz-2014-16/",
    "/plans/nz-2016-18/",
    "/plans/example/commitments/1/",
    "/plans/example/commitments/3/",
    "/plans/nz-2016-18/commitments/5/",
    "/agencies/office-for-open-data/",
)
# Asked for by name, as somebody would who has guessed or overheard it.
GUESSED = (
    f"/plans/{CANARY}/",
    f"/plans/{CANARY}/timeline/",
    "/plans/example/timeline/",
    f"/plans/{CANARY}/drafts/1/",
    "/plans/example/commitments/99/",
    "/plans/example/commitments/2/quarter-4/",
    f"/agencies/{CANARY}/",
    f"/work-elsewhere/{CANARY}/",
    f"/preview/{CANARY}/",
    f"/calendar/{CANARY}.ics",
    f"/calendar/?plan={CANARY}",
    f"/calendar.ics?plan={CANARY}",
    f"/files/{CANARY}/{CANARY}.pdf",
    f"/files/{CANARY}-paper/{CANARY}.pdf",
    f"/files/{CANARY}-2-paper/{CANARY}.pdf",
    f"/preview/consultations/{CANARY}/",
    f"/data/plans/{CANARY}.json",
    "/reports/example-mid-term/",
    "/reports/example-mid-term.json",
    f"/api/v1/plans/{CANARY}/",
    "/api/v1/progress-reports/example/2/quarter-4/",
    "/api/v1/reports/example-mid-term/",
    *(f"/consultations/example-ideas/submissions/{number}/" for number in (6, 7)),
    *(f"/api/v1/submissions/example-ideas/{number}/" for number in (6, 7)),
    *(
        address
        for slug in (CANARY, f"{CANARY}-2")
        for address in (
            f"/consultations/{slug}/",
            f"/consultations/{slug}/take-part/",
            f"/consultations/{slug}/submissions/",
            f"/consultations/{slug}/submissions/1/",
            f"/consultations/{slug}/responses/",
            f"/forum/{slug}/",
            f"/reports/{slug}/",
            f"/reports/{slug}.json",
            f"/api/v1/consultations/{slug}/",
            f"/api/v1/submissions/{slug}/1/",
            f"/api/v1/themes/{slug}/{CANARY}/",
            f"/api/v1/ideas/{slug}/1/",
            f"/api/v1/proposals/{slug}/{CANARY}/",
            f"/api/v1/forums/{slug}/",
            f"/api/v1/meetings/{CANARY}/{slug}/",
            f"/api/v1/outreach/{CANARY}/{slug}/",
            f"/api/v1/reports/{slug}/",
        )
    ),
    *(
        address
        for slug in ("example-next", "example-dates")
        for address in (
            f"/consultations/{slug}/submissions/",
            f"/consultations/{slug}/submissions/1/",
            f"/consultations/{slug}/responses/",
            f"/consultations/{slug}/receipts/{CANARY}/",
            f"/api/v1/submissions/{slug}/1/",
            f"/api/v1/themes/{slug}/{CANARY}/",
        )
    ),
    f"/api/v1/meetings/example/{CANARY}/",
    f"/api/v1/outreach/example/{CANARY}/",
    f"/api/v1/work-elsewhere/{CANARY}/",
    *(f"/api/v1/proposals/example-next/{slug}/" for slug in ("open-counters", CANARY)),
)
# What a filter of the API may be asked for, beside its own codes.
TEXTS = {
    "plan": ("example", "nz-2016-18", CANARY),
    "commitment": ("1", "99"),
    "milestone": ("1", "99"),
    "agency": ("office-for-open-data", CANARY),
    "supporting": ("agency-for-public-records", CANARY),
    "period": ("quarter-4", CANARY),
    "parent": ("1", "99"),
    "country": ("NZ", "XX"),
    "consultation": ("example-ideas", "example-next", "example-dates", CANARY, f"{CANARY}-2"),
    "theme": ("answers", "public-counters", CANARY),
    "proposal": ("open-counters", CANARY),
    "forum": ("expert-advisory-panel", CANARY, f"{CANARY}-2"),
}


def lists(client):
    """Every list of the API, with each of its parameters that takes codes, texts or a day."""
    schema = client.get("/api/v1/schema/", {"format": "json"}).json()
    for path, operations in schema["paths"].items():
        if "{" not in path:
            yield path, operations["get"].get("parameters", [])


def questions(client):
    for path, parameters in lists(client):
        yield path
        for parameter in parameters:
            name, shape = parameter["name"], parameter["schema"]
            if name == "on":
                values = DAYS
            elif name in ("page", "page_size"):
                values = ("2",)
            elif shape.get("type") == "boolean":
                values = ("true", "false")
            else:
                values = shape.get("enum") or TEXTS[name]
            for value in values:
                plan = "&plan=example" if name == "timeliness" else ""
                yield f"{path}?{name}={value}{plan}"


def everything_public(client, *, asked=None):
    """All that can be reached and asked for, as text by address."""
    start = {"/", *DATED, *GUESSED, *(questions(client) if asked is None else asked)}
    start |= {
        "/calendar.ics",
        "/calendar/?when=past",
        "/calendar/?plan=example",
        "/calendar.ics?plan=example",
    }
    start |= {f"{address}?on={day}" for address in DATED for day in DAYS}
    start |= {f"/data/plans/{slug}.json" for slug in ("example", "nz-2014-16", "nz-2016-18")}
    seen = set()

    def follow(address):
        path, _, query = address.partition("?")
        asked = (path, query.partition("=")[0])  # of addresses that differ in a value, one
        is_one_of_many = path.startswith("/api/v1/") and "/nz-2016-18/" in path
        if not is_public(path) or asked in seen or is_one_of_many or WORD in address:
            return False
        if query or path == "/contact/":
            seen.add(asked)
        return True

    return {address: text_of(answer) for address, answer in crawl(client, start, follow=follow).items()}


def test_the_public_is_told_the_same_with_and_without_what_is_not_published(world):
    User.objects.update(name=PERSON)  # in both, so that only what is sown differs
    name_who_wants_to_be_named()
    without = everything_public(world.client("Dee"))
    it_came_everywhere(without)
    sow_everywhere()
    User.objects.update(name=PERSON)
    with_it = everything_public(world.client("Dee"))
    assert without.keys() == with_it.keys()
    differing = [address for address in without if without[address] != with_it[address]]
    assert not differing, first_difference(without[differing[0]], with_it[differing[0]])
    nothing_of_it_is_told(with_it)
    no_receipt_is_told(with_it)
    assert sum("Mere Example" in text for text in with_it.values()) == 3  # a list and two submissions


OF_WHAT_IS_PUBLISHED = {"Edition", "Publication"}  # they say who published what


def test_every_model_that_holds_words_is_sown(world):
    sow_everywhere()
    silent = {model.__name__ for model in OURS if words_in(model) and not says_the_word(model)}
    assert silent == OF_WHAT_IS_PUBLISHED


def words_in(model):
    shapes = [field.name for field in model._meta.concrete_fields if isinstance(field, JSONField)]
    return [field.name for field in texts_of(model())] + shapes


def says_the_word(model):
    return any(WORD in str(row) for row in model._base_manager.values_list(*words_in(model)))


def it_came_everywhere(found):
    told = {address for address, text in found.items() if text.startswith("200")}
    assert {"/", "/plans/", "/agencies/", "/data/", "/api/docs/", *DATED} <= told
    assert {"/plans/example/commitments/4/quarter-3/", "/api/v1/stage-updates/example/1/1/1/"} <= told
    assert {"/consultations/example-next/take-part/", "/consultations/example-ideas/submissions/1/"} <= told
    assert {"/api/v1/ideas/example-next/1/", "/consultations/example-next/ideas/1/"} <= told
    assert {"/calendar/", "/calendar.ics", "/calendar.ics?plan=example"} <= told
    assert {"/consultations/example-ideas/responses/", "/forum/expert-advisory-panel/"} <= told
    assert {"/reports/nz-2014-16-mid-term/", "/reports/nz-2014-16-mid-term.json"} <= told
    assert not [address for address, text in found.items() if text.startswith("500")]


def nothing_of_it_is_told(found):
    for address, text in found.items():
        said = text.lower().replace(address, "").replace(quote(address, safe=""), "")
        said = said.replace(quote(address, safe="").lower(), "")
        assert WORD not in said, (address, said[max(0, said.index(WORD) - 200) :][:300])
        assert "@demo.example" not in said, address


def no_receipt_is_told(found):
    """Whoever sent something alone knows where its receipt is."""
    rows = Submission.objects.exclude(secret="").values_list("secret", "key")
    known = {word for row in rows for word in row if word}
    for address, text in found.items():
        assert "/receipts/" not in text.replace(address, ""), address
        assert not [word for word in known if word in text], address


def first_difference(one, other):
    lines = zip(one.splitlines(), other.splitlines(), strict=False)
    differing = ((before, after) for before, after in lines if before != after)
    return next((pair for pair in differing if not pair[0].startswith("Content-Length")), "longer")


def test_a_stranger_with_an_account_is_told_no_more(world):
    sow_everywhere()
    found = everything_public(world.client("Eli"), asked=())  # the API knows no accounts
    mine = f"<span>{PERSON} Eli</span>"  # the masthead names whoever is signed in, to them
    nothing_of_it_is_told({address: text.replace(mine, "") for address, text in found.items()})


def test_what_the_coordinator_publishes_names_no_person(world):
    """Those who act are named in public by role, title and agency."""
    User.objects.update(name=PERSON)
    report = ProgressReport.objects.get(period__slug="quarter-4", commitment__number="2")
    review = "/workspace/plans/example/commitments/2/quarter-4/review/"
    world.client("Ana").post(review, {"action": "publish", "version": report.version})
    page = world.client("Dee").get("/plans/example/commitments/2/quarter-4/")
    assert page.status_code == 200
    assert "Manager, Data Services" in page.content.decode()
    start = {page.request["PATH_INFO"], "/", *(path for path, _ in lists(world.client("Dee")))}
    found = crawl(
        world.client("Dee"), start, follow=lambda address: re.match("/(plans|agencies)/[^?]*$", address)
    )
    nothing_of_it_is_told({address: text_of(answer) for address, answer in found.items()})


def test_answers_that_are_published_tell_no_more_of_anybody_than_they_allowed(world):
    """Ana withholds a passage and publishes; names, and what its sender wants unread, stay where they are."""
    told = Consultation.objects.get(slug="example-dates")
    ana, now = User.objects.get(email="ana@demo.example"), timezone.now()
    hide_who_sent(told)
    for sent in told.submissions.all():
        where = {"submission": sent, "version": sent.version, "by": ana, "now": now}
        ReasonedResponse.objects.filter(point__submission=sent).delete()
        withheld = Piece(f"{CANARY} was there.", is_withheld=True, ground="It names somebody.")
        cut = cut_into_points(
            pieces=[Piece(sent.text.removesuffix(f" {CANARY} was there.")), withheld], **where
        )
        for point in cut:
            told_why = CANARY if sent.publish_as == PublishAs.NOT_AT_ALL else "Why."
            answer = Answer(Disposition.ADOPTED, told_why, told_why, told.plan.commitments.get(number="2"))
            answer_point(point=point, version=0, answer=answer, by=ana, now=now)
    told = save_what_we_heard(consultation=told, version=told.version, text="Both.", by=ana, now=now)
    read = digest_of(told)
    publish_answers(consultation=told, version=told.version, digest=read, by=ana, now=now)
    User.objects.update(name=PERSON)
    start = {"/", "/data/plans/example.json", *(path for path, _ in lists(world.client("Dee")))}
    found = {
        address: text_of(answer)
        for address, answer in crawl(world.client("Dee"), start, follow=is_of_the_example).items()
    }
    assert "Neighbours Count" in found["/consultations/example-dates/submissions/1/"]
    assert "[withheld]" in found["/consultations/example-dates/submissions/1/"]
    assert found["/consultations/example-dates/responses/"].startswith("200")
    nothing_of_it_is_told(found)
    no_receipt_is_told(found)


def test_what_is_taken_out_or_withdrawn_after_the_answers_is_told_nowhere_any_more(world):
    """Ana redacts a passage that answers repeat, and withdraws a submission for its sender."""
    ideas, ana = Consultation.objects.get(slug="example-ideas"), User.objects.get(email="ana@demo.example")
    one, other = ideas.submissions.shown().order_by("number")[:2]
    secret = f"the {CANARY} of our town told me so"
    for sent in (one, other):
        sent.text = f"{sent.text} And {secret}."
        sent.save()
        last = sent.points.last()
        last.text = f"{last.text} And {secret}."
        last.save()
        SubmissionContact.objects.update_or_create(submission=sent, defaults={"name": CANARY})
    for answer in ReasonedResponse.objects.filter(point__submission__consultation=ideas):
        answer.reason = f"{answer.reason} We heard that {secret}."
        answer.save()
    ideas.what_we_heard = f"That {secret.upper()}."
    ideas.save()
    report = a_report_that_froze(ideas)
    start = {"/", "/data/plans/example.json", *(path for path, _ in lists(world.client("Dee")))}

    def told():
        found = crawl(world.client("Dee"), start, follow=is_of_the_example)
        return {address: text_of(answer) for address, answer in found.items()}

    before = told()
    for address in ("/consultations/example-ideas/responses/", report, f"{report[:-1]}.json"):
        assert CANARY in before[address].lower(), address
    about = {"by": ana, "now": timezone.now()}
    redact_published(submission=one, version=one.version, text=secret, ground="It names somebody.", **about)
    withdraw_published(submission=other, version=other.version, **about)
    found = told()
    assert "[withheld]" in found[one.get_absolute_url()]
    assert "That [withheld]." in found[report]
    assert found[other.get_absolute_url()].startswith("410")  # the report cites it by its number
    nothing_of_it_is_told(found)
    no_receipt_is_told(found)


def a_report_that_froze(consultation):
    """The address of a report that is published with what was heard."""
    about = {"plan": consultation.plan, "kind": PeriodKind.END_OF_TERM, "ends_on": TODAY - timedelta(days=1)}
    draft = draft_report(**about, now=timezone.now()).drafts.get()
    SelfAssessment.objects.filter(drafts=draft).update(
        published_draft=draft, published_in=Edition.objects.last()
    )
    return draft.assessment.get_absolute_url()


def hide_who_sent(told):
    """In what came in, the word wherever its sender does not want it read."""
    for sent in told.submissions.all():
        sent.text = f"{sent.text} {CANARY} was there."
        if sent.publish_as == PublishAs.NOT_AT_ALL:
            sent.text = f"{CANARY} wrote this. {CANARY} was there."
        sent.withhold_reason = sent.privacy = CANARY
        sent.save()
    SubmissionContact.objects.filter(submission__consultation=told).update(
        name=CANARY, email=f"{CANARY}@e.example"
    )
    nameless = SubmissionContact.objects.exclude(submission__publish_as=PublishAs.ORGANISATION)
    nameless.update(organisation=CANARY)


def is_of_the_example(address):
    return (
        bool(re.match("/(plans|agencies|consultations|forum|reports)/[^?]*$", address))
        and "/nz-" not in address
    )


def test_meetings_are_not_found_by_a_forum_that_is_not_published(world):
    sow_everywhere()
    Meeting.objects.filter(slug="drafting-day").update(forum=Forum.objects.get(slug=CANARY))
    for name in ("forum", "consultation"):
        assert world.client("Dee").get("/api/v1/meetings/", {name: CANARY}).json()["count"] == 0


def test_a_report_that_is_drafted_now_holds_nothing_that_is_not_published(world):
    """What is frozen today is read by everybody one day."""
    plan, asked = ActionPlan.objects.get(slug="example"), {"ends_on": TODAY - timedelta(days=1)}
    asked |= {"now": timezone.now()}
    frozen = []
    for kind in (PeriodKind.MID_TERM, PeriodKind.END_OF_TERM, PeriodKind.PROGRESS):
        for sow in (lambda: None, sow_everywhere):
            with undone():
                sow()
                draft = draft_report(plan=plan, kind=kind, **asked).drafts.get()
                frozen.append(canonical(draft.content))
        assert WORD not in frozen[-1]
        assert frozen[-1] == frozen[-2]
