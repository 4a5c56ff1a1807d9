"""The round of 2015 as one person enters it: letters, a document, a mail, and a campaign of four thousand.

What is counted is what she does: each page that she opens and each button that she presses.
"""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from engagement.models import Consultation, ReasonedResponse, Submission
from engagement.tests.factories import a_consultation
from engagement.tests.test_register import a_workbook
from plans.tests.factories import a_plan, at

pytestmark = pytest.mark.django_db

FIRST, CAMPAIGN = 31, 4_000
HERE = "/workspace/consultations/self-assessment/"
ASK = (
    "Please make the plan one that people can follow. Publish who decides, publish what it costs, and answer "
    "everybody who has written to you. We have waited long enough for a government that is open by default."
)
ENDS = ("", " Thank you.", " I teach in a small town, and my pupils ask me about this.")


class Actions:
    """A browser that counts what is done with it."""

    def __init__(self, client):
        self.client, self.count = client, 0

    def get(self, address):
        self.count += 1
        answer = self.client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer

    def post(self, address, data):
        self.count += 1
        answer = self.client.post(address, data)
        assert answer.status_code == 302, re.findall(r'class="error"[^\n]*', answer.content.decode())
        return answer["Location"]

    def bring(self, rows):
        """Look at a workbook, and enter it."""
        file = SimpleUploadedFile("many.xlsx", a_workbook(*rows))
        check = self.post(f"{HERE}register/", {"file": file})
        assert f"{len(rows):,} submissions can be entered." in self.get(check).content.decode()
        return self.post(check, {"action": "enter"})


def test_one_person_enters_counts_and_answers_it(cast, sign_in, client):
    consultation = a_consultation(a_plan(), "self-assessment", **ROUND)
    with time_machine.travel(at(date(2026, 2, 6)), tick=False):
        ana = Actions(sign_in(cast.ana))
        enter_what_came(ana)
        assert ana.count <= 20  # three minutes each leave an hour whole
        put_together(ana)
        answer_each(ana, consultation)
        publish(ana)
    read_by_everybody(client)


ROUND = {
    "opens_at": at(date(2026, 1, 5)),
    "closes_at": at(date(2026, 2, 5)),
    "title": "Mid-term self-assessment",
    "answers_due_on": None,
}


def enter_what_came(ana):
    first = [
        {"text": f"Submission of society {n}: section {n} says too little of matter {n * 7}."}
        for n in range(FIRST)
    ]
    ana.bring([row | {"came_on": "2026-02-04", "channel": "post"} for row in first])
    paper = SimpleUploadedFile("paper.txt", b"The report leaves out the libraries.", "text/plain")
    way = {"came_on": "2026-02-03", "publish_as": "anonymous", "action": "next"}
    others = ({"channel": "meeting", "documents": paper}, {"channel": "email", "text": "Well done."})
    for number, said in enumerate(others):
        ana.get(f"{HERE}enter/")
        ana.post(f"{HERE}enter/", {"key": f"00000000-0000-4000-8000-00000000000{number}"} | way | said)
    rows = [{"text": ASK + ENDS[n % 3], "came_on": "2026-02-05"} for n in range(CAMPAIGN)]
    ana.bring(rows)
    assert Submission.objects.count() == FIRST + 2 + CAMPAIGN


def put_together(ana):
    [(found, _title)] = ana.get(f"{HERE}alike/").context["proposals"]
    assert len(found.numbers) == CAMPAIGN
    numbers = " ".join(map(str, found.numbers))
    group = ana.post(f"{HERE}alike/", {"numbers": numbers, "title": "Open by default", "kind": "campaign"})
    page = ana.get(group).content.decode()
    assert "4,000 submissions say this." in page


def answer_each(ana, consultation):
    """As for any other: what is left to do are the thirty-three that stand alone, and one for all."""
    left = consultation.submissions.left_to_do()
    assert left.count() == FIRST + 2 + 1
    for one in left.order_by("number"):
        address = reverse("workspace-submission", args=["self-assessment", one.number])
        ana.post(address, {"action": "whole", "version": one.version})
        one.refresh_from_db()
        answer = {
            "answer-1-disposition": "for-information",
            "answer-1-reason": f"We say it in chapter {one.number}.",
        }
        ana.post(address, {"action": "answers", "version": one.version, "answer-1-version": 0} | answer)
    assert ReasonedResponse.objects.count() == FIRST + 2 + 1


def publish(ana):
    page = ana.get(f"{HERE}answers/")
    version = Consultation.objects.get().version
    ana.post(f"{HERE}answers/", {"action": "save", "version": version, "what_we_heard": "To be open."})
    page = ana.get(f"{HERE}answers/")
    digest = re.search(r'name="digest" value="(\w+)"', page.content.decode())[1]
    version = Consultation.objects.get().version
    said = {"action": "publish", "version": version, "digest": digest, "what_we_heard": "To be open."}
    ana.post(f"{HERE}answers/", said)


def read_by_everybody(client):
    page = client.get("/consultations/self-assessment/responses/")
    tally = page.context["tally"]
    assert (tally.submissions, tally.points) == (FIRST + 2 + CAMPAIGN, FIRST + 2 + 1)
    assert [(str(group), size) for group, size in page.context["groups"]] == [("Open by default", CAMPAIGN)]
    alone = client.get("/consultations/self-assessment/submissions/").context["page_obj"]
    assert alone.paginator.count == FIRST + 2
    last = client.get(f"/consultations/self-assessment/submissions/{FIRST + 2 + CAMPAIGN}/")
    assert "answered together with all of “Open by default”" in last.content.decode()
