"""Forms as people fill them in: one right form for every act in the table."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commitments.models import ProgressReport
from engagement.models import AnswerTemplate, Consultation, Forum, Meeting, SubmissionPoint, Theme, Voice
from engagement.operations.publishing import digest_of
from plans.models import User
from reporting.models import ReviewComment, SelfAssessment

from .hidden import CANARY, SECRET

TODAY = timezone.localdate()


def form_for(world, action, address):
    """Of a consultation, a report or a review as somebody would send it; else as its page offers it."""
    if address.startswith("/consultations/"):
        return form_of_a_voice(action) if "/ideas/" in address else form_of_a_submission(action)
    if address.endswith(("/ideas/", "/voices/")):
        return form_of_ideas(action)
    if address.startswith(("/workspace/themes/", "/workspace/answer-templates/", "/workspace/views/")):
        begins = {"version": 0} if "templates" in address else {}
        return form_of_the_desk(action) | begins
    if address.endswith("/invitations/"):
        return {"action": action, "forum": "users-of-open-data", "invited": "expert-advisory-panel"}
    if address.startswith("/workspace/forums/"):
        return form_of_a_forum(action, address)
    if address.startswith("/workspace/consultations/"):
        return form_of_a_consultation(action, address)
    if address.startswith("/workspace/reports/") and not address.endswith("/review/"):
        return form_of_an_account(action, address)
    if "/reports/" in address or address.startswith("/review/"):
        return form_of_a_review(action)
    if report := OF_A_REPORT.match(address):
        return form_of_a_report(action, *report.groups())
    if address.endswith("/workbook/"):
        return workbook_for(world, address)
    if action == "confirm":
        return confirmation_for(world, address)
    return offered(world, action, address) | typed(action, address)


# ---- Reports, by those who write and those who decide ------------------------------------------------

PERIOD_OF = rf"/workspace/plans/\w+/commitments/(\d+)/(quarter-\d|{CANARY})/"
OF_A_REPORT = re.compile(PERIOD_OF + "(?:nothing/|review/|presence/)?$")


def form_of_a_report(action, number, period):
    """The newest version, with one complete answer a milestone."""
    report = ProgressReport.objects.filter(commitment__number=number, period__slug=period).first()
    version = report.version if report else 0
    form = {"action": action, "version": version, "doing": "Something.", "reason": "Why."}
    return form | {f"milestone-{place}-stage": "underway" for place in range(1, 4)}


def workbook_for(world, address):
    """Their rows as Ana takes them along, brought back as they are."""
    name = "plan.xlsx" if "/making/" in address else "rows.xlsx"
    taken = world.client("Ana").get(address + name)
    content = b"".join(taken) if taken.streaming else taken.content
    return {"file": SimpleUploadedFile(name, content, taken["Content-Type"])}


# ---- Whatever a page offers --------------------------------------------------------------------------


def confirmation_for(world, address):
    """What Ana is asked once more, when she wants everything published at once."""
    asked = world.client("Ana").post(address, {"action": "publish", "all": "1"})
    return Offered(asked.content.decode()).with_action("publish") | {"confirm": "yes"}


READERS = {"take-back": "Ben"}  # of what is not offered to Ana
OFFERED_ON = [  # what is pressed on another page than the one that takes it
    (r"^save (/workspace/making/[\w-]+/)publishing/$", r"\1"),
    (r"^\S+ (/workspace/plans/\w+/)several/$", r"\1"),
    (r"^discard (.*/amendments/[\w-]+/)$", r"\1?discard"),
]


class Offered(HTMLParser):
    """The forms of a page that post: what is filled in already, and the actions of their buttons."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.name, self.value = [], None, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name", "")
        if tag == "form":
            is_read = given.get("method", "get").lower() == "post" and "logout" not in given.get("action", "")
            self.forms.append(({}, set(), is_read))
        elif tag == "button" and name == "action":
            self.forms[-1][1].add(given["value"])
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            is_ticked = given.get("type") not in ("checkbox", "radio", "file") or "checked" in given
            if is_ticked:
                self.forms[-1][0][name] = given.get("value", "")
        elif tag == "textarea":
            self.name, self.value = name, ""
        elif tag == "select":
            self.name = name
        elif tag == "option" and ("selected" in given or self.name not in self.forms[-1][0]):
            self.forms[-1][0][self.name] = given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.forms[-1][0][self.name] = self.value.removeprefix("\n")
            self.value = None

    def handle_data(self, data):
        if self.value is not None:
            self.value += data

    def with_action(self, action):
        """What a form with such a button holds; or whose buttons have no name; or that is looked at first."""
        posting = [(words, actions) for words, actions, is_read in self.forms if is_read]
        by_button = [words for words, actions in posting if action in actions]
        by_field = [words for words, _ in posting if words.get("action") == action]
        others = [words for words, actions in posting if not actions and "action" not in words]
        looked_at = [words for words, actions in posting if "look" in actions]
        return next(iter(by_button or by_field or others or looked_at), {})


def offered(world, action, address):
    """The form as its page shows it to whoever may use it, unchanged."""
    client, page = world.client(READERS.get(action, "Ana")), address
    for pressed, there in OFFERED_ON:
        if re.match(pressed, f"{action} {address}"):
            page = re.sub(pressed, there, f"{action} {address}")
    answer = client.get(page)
    if answer.status_code != 200:
        return {"action": action}
    return Offered(answer.content.decode()).with_action(action) | {"action": action}


def a_day(name, on):
    """The three inputs of a date."""
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


TOLD = {"channel": "Something", "audience": "Somebody"} | a_day("starts_on", TODAY)
SOME = {"title": "Something", "slug": "something", "text": "Something."}
PLAN = SOME | {"short_title": "Something", "country": "NZ", "language": "en"}
PLAN |= a_day("starts_on", TODAY) | a_day("ends_on", TODAY + timedelta(days=700))
PERIOD = {"kind": "progress", "starts_on": TODAY, "ends_on": TODAY, "due_on": TODAY}
ROLE = {"role": "editor", "agency": "office-for-open-data", "title": "Adviser", "from_on": TODAY}
LEAVE = {"from_on": TODAY + timedelta(days=9), "until_on": TODAY + timedelta(days=12)}
LEAD = {"agency": "land-information-new-zealand", "role": "supporting", "from_on": TODAY, "reason": "Why."}
ROWS = {
    f"row-1-{place}-{name}": said
    for place in (2, 3)
    for name, said in (("stage", "underway"), ("note", "So."))
}
FIGURE = {"name": "Something", "unit": "%", "source": "Something", "value": "12"} | a_day("as_of_on", TODAY)

# What is typed into which forms, by where they are and what is pressed.
TYPED = [
    (r"/making/new/", "", PLAN),
    (r"/facts/|-section/|/sections/", "", {"title": "Something"}),
    (r"/(new-commitment|commitments/99)/", "", {"title": "Something", "promise": "Something."}),
    (r"/timeline/", "", {"summary": "Something."}),
    (r"/periods/$", "add", PERIOD),
    (r"/outreach/", "", TOLD),
    (r"/previews/", "make", {"until_on": TODAY + timedelta(days=5)}),
    (r"/previews/", "post", {"end": SECRET}),
    (r"/letter/", "", {"subject": "Something is due", "body": "This is due: {list}", "hour": 8}),
    (r"/you/|/people/", "leave", LEAVE),
    (r"/amendments/$", "", SOME),
    (r"/amendments/\w+/", "", {"title": "Something", "reason": "Why."}),
    (r"/amendments/.*/(new|2)/", "", a_day("due_on", TODAY)),
    (r"/split/", "", {"part-1-title": "One"} | a_day("part-1-due_on", TODAY)),
    (r"/split/", "", {"part-2-title": "Another"} | a_day("part-2-due_on", TODAY)),
    (r"/leads/", "", LEAD),
    (r"/people/$", "", ROLE | {"name": "Somebody", "email": "new@e.example"}),
    (r"/people/[\w-]+/$", "post", ROLE),
    (r"/people/[\w-]+/$", "again", {"key": str(uuid4())}),
    (r"/roles/1/", "look", {"until_on": TODAY}),
    (r"/roles/1/", "end", {"until_on": TODAY}),
    (r"/roles/1/", "title", {"title": "Adviser", "from_on": TODAY + timedelta(days=9)}),
    (r"/agencies/", "", {"name": "Something", "short_name": "Some", "slug": "something", "from_on": TODAY}),
    (r"/agencies/.", "website", {"url": "https://elsewhere.example/"}),
    (r"/1/notes/", "", {"text": "Something.", "agency": "agency-for-public-records"}),
    (r"/2/notes/", "", {"text": "Something.", "agency": "office-for-open-data"}),
    (r"/workspace/preview/", "", {"text": "Something."}),
    (r"/grid/", "", {"row-1-2-stage": "underway"}),
    (r"/grid/", "send:1", {"row-1-3-stage": "underway"}),
    (r"/correct/", "", {"text": "Something.", "why": "Why.", "reason": "Why."}),
    (r"/indicators/", "", FIGURE),
    (r"/withdraw/", "", {"why": "Why."}),
    (r"/proposals/[\w-]+/[\w-]+/$", "", {"text": "Something."}),
    (r"/deciding/$", "", {"decided_by": "Somebody", "decided_on": TODAY, "reason": "Why."}),
    (r"/deciding/$", "invite", {"agency": "office-for-open-data"}),
    (r"/elsewhere/new/", "", SOME | {"what": "Something.", "agency": "office-for-open-data"}),
    (r"/elsewhere/[\w-]+/$", "", SOME | a_day("as_of_on", TODAY)),
]


def typed(action, address):
    """What somebody types into it."""
    typed = [said for where, pressed, said in TYPED if pressed in ("", action) and re.search(where, address)]
    return {name: value for said in typed for name, value in said.items()}


# ---- What is asked, sent, assessed and reviewed --------------------------------------------------------


def form_of_a_submission(action):
    """What anybody sends in."""
    said = {"text": "Something.", "publish_as": "anonymous"}
    return said | {"key": "0d8f0c0e-5d0f-4a7c-8f6b-3f1f5a0f0b7e", "action": action}


def form_of_a_voice(action):
    """What anybody says to an idea."""
    said = {"kind": "addition", "reason": "Something.", "version": 1}
    return said | {"key": "0d8f0c0e-5d0f-4a7c-8f6b-3f1f5a0f0b7e", "action": action}


def form_of_ideas(action):
    """What the coordinator ticks among ideas, and among what others say to them."""
    waiting = Voice.objects.to_moderate().first()
    return {
        "action": action,
        "idea": 1,
        "theme": "",
        "title": "Something",
        "plan": "example-next-plan",
        "into": "open-counters",
        "voice": f"{waiting.pk}.{waiting.version}" if waiting else "",
        "why": "Why.",
    }


def form_of_a_consultation(action, address):
    """What the coordinator asks, or makes of what came in."""
    if address.endswith("/events/"):
        return form_of_an_event(action)
    slug, _, rest = address.removeprefix("/workspace/consultations/").strip("/").partition("/submissions/")
    number, _, page = rest.partition("/")
    consultation = Consultation.objects.filter(slug=slug.partition("/")[0]).first()
    row = consultation
    if number and consultation:
        row = consultation.submissions.filter(number=number).first()
    text = row.text if number and row else "Something."
    form = form_of_the_desk(action, text if page == "words" else "") | {
        "action": action,
        "version": row.version if row else 0,
        "title": "Something",
        "slug": consultation.slug if consultation else "",
        "purpose": "ideas",
        "kept_months": 6,
        "closes_on": timezone.localdate() + timedelta(days=20),
        "closes_time": "17:00",
        "answers_due_on": timezone.localdate() + timedelta(days=90),
        "what_we_heard": "Something.",
        "label": "Something",
        "question-1-label": "Something?",
        "point-1-text": text,
        "text": text,
        "ground": "It names somebody.",
        "digest": digest_of(consultation) if consultation else "",
        "read-1": 1,
    }
    if slug.endswith("/points") and consultation:
        first = SubmissionPoint.objects.filter(submission__consultation=consultation, position=1).first()
        response = getattr(first, "response", None)
        read = response.version if response else 0
        form["point"] = f"{first.submission.number}.1.{first.submission.version}.{read}" if first else ""
    for point in row.points.all() if number and row else ():
        response = getattr(point, "response", None)
        form |= {
            f"answer-{point.position}-version": response.version if response else 0,
            f"answer-{point.position}-disposition": "adopted",
            f"answer-{point.position}-reason": "Why.",
        }
    return form


def form_of_the_desk(action, text=""):
    """What those who read submissions type beside points and answers."""
    template = AnswerTemplate.objects.first()
    return {
        "action": action,
        "version": 1,
        "text": text or "Something.",
        "ground": "Something",
        "to": User.objects.get(email="ana@demo.example").key,
        "agency": "agency-for-public-records",
        "question": "Something.",
        "why": "Something",
        "submission": 1,
        "theme": "until-then" if action == "merge" else "the-date",
        "read": Theme.objects.get(slug="the-date").label,
        "label": "Something",
        "into": "the-date",
        "new-label": "Something",
        "new-consultation": "example-next",
        "title": "Something",
        "disposition": "adopted",
        "reason": "Something.",
        "selected": text or "Something.",
        "answer-2-template": template.title if template else "",
    }


def form_of_an_event(action):
    """One more, or the one of the demonstration that does not take place."""
    if action == "off":
        return {"off": "ideas-at-the-counter"}
    return {"action": action, "title": "Something", "kind": "workshop", "held_on": TODAY + timedelta(days=5)}


def form_of_a_forum(action, address):
    """What the coordinator types of a forum, a seat, a meeting or a decision."""
    slug, _, rest = address.removeprefix("/workspace/forums/").strip("/").partition("/")
    row = Forum.objects.filter(slug=slug).first()
    if rest.startswith("meetings/"):
        row = Meeting.objects.filter(slug=rest.removeprefix("meetings/")).first()
    version = 999 if rest in ("seats", "decisions") else row.version if row else 0
    seat = {"seat": 1} if action == "remove" else {}
    why = {} if (action, rest) == ("publish", "decisions") else {"why": "Why."}
    return (
        seat
        | why
        | {
            "action": action,
            "version": version,
            "name": "Something",
            "kind": "forum-meeting" if rest.startswith("meetings") else "officials-group",
            "remit": "" if slug == "new" else "Something.",
            "role": "Member",
            "sector": "media",
            "title": "Something",
            "what": "Something.",
            "decided_by": "All of us",
        }
        | a_day("starts_on", TODAY)
        | a_day("held_on", TODAY)
        | a_day("decided_on", TODAY)
    )


def form_of_an_account(action, address):
    """What the coordinator types into a chapter or a part, or asks for."""
    report = SelfAssessment.objects.get(slug="example-mid-term")
    row = report.parts.first() if "/parts/" in address else report.chapters.get(slug="commitment-1")
    return {
        "action": action,
        "version": row.version,
        "text": "Something.",
        "name": "Something",
        "completion": "limited",
        "reason": "Why.",
        "plan": "example",
        "kind": "mid-term",
        "ends_on": timezone.localdate() - timedelta(days=1),
        "draft": 1,
    }


def form_of_a_review(action):
    """What a member says of a draft, or the answer to the comment that waits for one."""
    of_the_example = ReviewComment.objects.filter(round__draft__assessment__slug="example-mid-term")
    comment = of_the_example.numbered().last()
    answer = {"outcome": "declined", "answer": "Why."}
    return {
        "action": action,
        "text": "Something.",
        "key": "4be0a1c7-5d6e-4f4c-9a3f-0d6a1f1c2b3d",
        "position": "support",
        "reason": "Why.",
        "comment": comment.key,
        "version": comment.version,
    } | {f"comment-{comment.number}-{name}": value for name, value in answer.items()}
