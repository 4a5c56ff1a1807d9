"""Forums as Ana keeps them: set up, published, changed in the open; seats, meetings, papers, decisions."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from engagement.models import Forum, ForumDecision, ForumMember, Meeting, MeetingPaper
from engagement.operations.forums.decisions import DecisionContent, publish_decision, save_decision
from engagement.operations.forums.facts import ForumContent, save_forum
from engagement.operations.forums.meetings import MeetingContent, add_meeting
from engagement.operations.forums.members import MemberContent, save_member
from engagement.operations.forums.papers import PaperContent, save_paper
from engagement.tests.factories import a_forum, a_meeting, a_seat, a_source
from engagement.tests.test_workspace import text_of
from plans.dates import PartialDate
from plans.models import Publication, StoredFile
from plans.rules import Stale
from plans.tests.factories import a_plan, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_day")]

FORUMS = "/workspace/forums/"
HERE = "/workspace/forums/the-panel/"
SEATS, MEETINGS, DECISIONS = f"{HERE}seats/", f"{HERE}meetings/", f"{HERE}decisions/"
PAGE = "/forum/the-panel/"


def a_day(name, year, month="", day=""):
    return {f"{name}_year": year, f"{name}_month": month, f"{name}_day": day}


TYPED = {
    "name": "The panel",
    "kind": "advisory-panel",
    "remit": "It advises.",
    "rules": "Twice a year.",
    "version": "0",
    "action": "save",
    **a_day("rules_published_on", "2026", "1", "5"),
    **a_day("starts_on", "2025", "8"),
}
SEAT = {"role": "Chair", "sector": "media", "version": "3", "action": "save"}
MEETING = {"title": "Spring meeting", "kind": "forum-meeting", "place": "Library", "action": "add"}
MEETING |= a_day("held_on", "2026", "3", "5")
DECISION = {
    "what": "To read every report.",
    "why": "People asked for it.",
    "decided_by": "All who were there",
}
DECISION |= a_day("decided_on", "2026", "3", "5") | {"version": "0", "action": "save"}


@pytest.fixture
def ana(cast, sign_in):
    return sign_in(cast.ana)


@pytest.fixture
def forum(db):
    return a_forum(a_plan())


@pytest.fixture
def met(forum):
    return a_meeting(forum.plan, forum=forum, title="Spring meeting")


# ---- What it is -----------------------------------------------------------------------------------------


def test_ana_sets_up_a_forum_and_publishes_it(ana, client):
    plan = a_plan()
    answer = ana.post(f"{FORUMS}new/{plan.slug}/", TYPED)
    assert answer["Location"] == HERE
    assert client.get(PAGE).status_code == 404
    assert not Publication.objects.exists()
    assert ana.post(HERE, TYPED | {"version": "1", "action": "publish"}).status_code == 302
    page = text_of(client.get(PAGE))
    for words in (
        "The panel",
        "It advises.",
        "Twice a year.",
        "Published 5 January 2026",
        "From August 2025",
    ):
        assert words in page
    [told] = Publication.objects.filter(address=PAGE)
    assert (told.kind, told.before, told.after["starts_on"]) == ("forum", None, "2025-08")
    assert [row.history_user.name for row in Forum.objects.get().history.all()] == ["Ana", "Ana"]


def test_a_double_click_sets_up_one(ana):
    plan = a_plan()
    for _ in range(2):
        assert ana.post(f"{FORUMS}new/{plan.slug}/", TYPED)["Location"] == HERE
    assert Forum.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"name": ""}, "Give it a name.", 409),
        ({"remit": "", "action": "publish"}, "Say what it is for.", 409),
        ({"kind": "agency-group", "action": "publish"}, "Say whose group it is.", 409),
        (a_day("starts_on", "") | {"action": "publish"}, "Say since when it meets.", 409),
        (a_day("rules_published_on", "") | {"action": "publish"}, "Say when its rules were published.", 409),
        (a_day("rules_published_on", "2027") | {"action": "publish"}, "after today", 409),
        (a_day("ends_on", "2024"), "It would end before it starts.", 409),
        (a_day("ends_on", "2024", "", "3"), "Give the month too", 422),
        ({"rules_url": "javascript:alert(1)"}, "Give an address that a browser opens", 422),
        ({"slug": "new"}, "Another forum has this address.", 409),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(ana, client, change, words, status):
    plan = a_plan()
    answer = ana.post(f"{FORUMS}new/{plan.slug}/", TYPED | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "Twice a year." in text_of(answer)
    assert not Forum.objects.published().exists()


def test_what_changes_of_a_public_forum_is_public_with_what_it_was_before(ana, client, forum):
    typed = TYPED | {"name": forum.name, "remit": "It decides.", "slug": "the-panel", "version": "1"}
    typed |= {"rules": forum.rules} | a_day("rules_published_on", "2025", "8", "1")
    for _ in range(2):
        assert ana.post(HERE, typed).status_code == 302
    [told] = Publication.objects.all()
    assert (told.before, told.after) == ({"remit": "It advises on the plan."}, {"remit": "It decides."})
    page = text_of(client.get(PAGE))
    assert "<del>It advises on the plan.</del>" in page
    assert "<ins>It decides.</ins>" in page


def test_a_public_forum_keeps_its_address_and_what_it_needs(ana, forum):
    typed = TYPED | {"version": "1"}
    assert "its address stays" in text_of(ana.post(HERE, typed | {"slug": "other"}))
    assert ana.post(HERE, typed | {"remit": ""}).status_code == 409
    assert Forum.objects.get().remit == "It advises on the plan."


def test_of_two_who_change_it_the_second_sees_both(ana, forum):
    assert ana.post(HERE, TYPED | {"version": "1", "remit": "Theirs."}).status_code == 302
    answer = ana.post(HERE, TYPED | {"version": "1", "remit": "Mine."})
    assert answer.status_code == 409
    assert "Two people edited this" in text_of(answer)
    assert "Theirs." in text_of(answer)
    assert "Mine.</textarea>" in text_of(answer)
    assert Forum.objects.get().remit == "Theirs."
    assert ana.post(HERE, TYPED | {"version": "2", "remit": "Mine."}).status_code == 302


def test_a_forum_published_by_mistake_is_withdrawn_with_its_words(ana, client, forum):
    ana.post(HERE, TYPED | {"version": "1", "remit": "Secret."})
    assert ana.post(HERE, {"action": "withdraw", "version": "2", "why": ""}).status_code == 409
    assert ana.post(HERE, {"action": "withdraw", "version": "1", "why": "A mistake."}).status_code == 409
    assert ana.post(HERE, {"action": "withdraw", "version": "2", "why": "A mistake."}).status_code == 302
    assert client.get(PAGE).status_code == 410
    assert client.get("/api/v1/forums/the-panel/").status_code == 404
    assert "Secret" not in str(list(Publication.objects.values_list("before", "after")))
    assert Publication.objects.last().after == {"withdrawn": True, "why": "A mistake."}


def test_a_forum_that_met_in_public_is_not_withdrawn(ana, client, forum, met):
    assert ana.post(HERE, {"action": "withdraw", "version": "1", "why": "Why."}).status_code == 409
    assert client.get(PAGE).status_code == 200


def test_what_was_brought_in_stays_as_its_source_says(ana, cast):
    forum = a_forum(a_plan(), source=a_source())
    assert "brought in from a document" in text_of(ana.get(HERE))
    for page, typed in ((HERE, TYPED), (SEATS, SEAT), (MEETINGS, MEETING), (DECISIONS, DECISION)):
        assert ana.post(page, typed | {"version": "1"}).status_code == 409
    assert not ForumDecision.objects.exists()
    assert forum.members.count() == 3


# ---- Seats ----------------------------------------------------------------------------------------------


def test_a_seat_is_public_at_once_and_whoever_holds_it_is_not(ana, cast, client, forum):
    typed = SEAT | {"user": str(cast.chi.key), "from_on": "2026-01-01", "until_on": "2026-12-31"}
    for _ in range(2):
        assert ana.post(SEATS, typed).status_code == 302
    seat = forum.members.get(position=4)
    assert seat.user == cast.chi
    assert forum.members.count() == 4
    page = text_of(client.get(PAGE))
    assert "1 January 2026 to 31 December 2026" in page
    assert "Chi" not in page.replace("Chair", "")
    [told] = Publication.objects.all()
    assert told.after["role"] == "Chair"
    assert "user" not in str(told.after)


def test_who_signs_in_for_a_seat_changes_without_an_edition(ana, cast, forum):
    typed = {"role": "Chair", "sector": "universities", "seat": "1", "version": "1", "action": "save"}
    typed |= {"sector": "academia", "user": str(cast.chi.key)}
    assert ana.post(SEATS, typed).status_code == 302
    assert forum.members.get(position=1).user == cast.chi
    assert not Publication.objects.exists()


def test_a_term_that_ends_is_told_with_what_it_was_before(ana, client, forum):
    typed = SEAT | {"sector": "academia", "seat": "1", "version": "1", "until_on": "2026-03-11"}
    ana.post(SEATS, typed)
    [told] = Publication.objects.all()
    assert (told.before["until_on"], told.after["until_on"]) == ("", "2026-03-11")
    page = text_of(client.get(PAGE))
    assert "Two people sit on it." in page
    assert page.index("Seats by role and sector") < page.index("Past members") < page.index("11 March 2026")


@pytest.mark.parametrize(("until", "is_past"), [("2026-03-11", True), ("2026-03-12", False)])
def test_the_last_day_of_a_term_is_a_day_of_it(client, forum, until, is_past):
    forum.members.filter(position=1).update(until_on=date.fromisoformat(until))
    assert ("Past members" in text_of(client.get(PAGE))) is is_past


def test_those_who_sat_to_the_end_of_a_past_forum_are_no_past_members(client, forum):
    Forum.objects.update(ends_first=date(2026, 1, 1), ends_last=date(2026, 1, 31))
    forum.members.filter(position=1).update(until_on=date(2026, 1, 31))
    page = text_of(client.get(PAGE))
    assert "Past members" not in page
    assert "Three people sat on it." in page


def test_a_seat_of_a_public_forum_is_not_removed(ana, forum):
    assert ana.post(SEATS, {"seat": "1", "action": "remove"}).status_code == 409
    Forum.objects.update(published_in=None)
    for _ in range(2):
        assert ana.post(SEATS, {"seat": "1", "action": "remove"}).status_code == 302
    assert forum.members.count() == 2


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"role": " "}, "Give the role", 409),
        ({"from_on": "2026-02-01", "until_on": "2026-01-01"}, "end before it begins", 409),
        ({"sector": "aliens"}, "There is a problem", 422),
        ({"user": "5a2e0c1d-0000-4000-8000-000000000009"}, "There is a problem", 422),
        ({"seat": "77"}, "not there any more", 409),
    ],
)
def test_a_seat_that_cannot_be_kept_says_why(ana, forum, change, words, status):
    answer = ana.post(SEATS, SEAT | {"affiliation": "A newspaper"} | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert "A newspaper" in text_of(answer)
    assert forum.members.count() == 3


def test_of_two_who_change_a_seat_the_second_sees_both(ana, forum):
    ana.post(SEATS, SEAT | {"seat": "1", "version": "1", "affiliation": "Theirs"})
    answer = ana.post(SEATS, SEAT | {"seat": "1", "version": "1", "affiliation": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert 'value="Mine"' in text_of(answer)


def test_only_those_with_something_to_do_here_are_offered(ana, cast, forum):
    page = text_of(ana.get(SEATS))
    assert "Chi</option>" in page
    assert "Dee</option>" not in page


# ---- Meetings -------------------------------------------------------------------------------------------


def test_a_meeting_waits_for_its_publication_and_then_says_who_came(ana, client, forum):
    for _ in range(2):
        assert ana.post(MEETINGS, MEETING)["Location"] == f"{MEETINGS}spring-meeting/"
    assert Meeting.objects.count() == 1
    assert "Spring meeting" not in text_of(client.get(PAGE))
    came = {"came_government": "2", "came_media": "1", "came_not_stated": "3", "results_presented": "yes"}
    typed = MEETING | came | {"version": "1", "action": "publish"}
    assert ana.post(f"{MEETINGS}spring-meeting/", typed).status_code == 302
    page = text_of(client.get(PAGE))
    for words in (
        "Spring meeting, Library",
        "6 people came",
        "results were presented",
        "Who came: government 2, media 1, sector not stated 3.",
    ):
        assert words in page
    [told] = Publication.objects.all()
    assert told.after["came"] == {"government": 2, "media": 1, "": 3}
    data = client.get("/api/v1/meetings/2025-27/spring-meeting/").json()
    assert data["attendance"] == [
        {"sector": "government", "number": 2},
        {"sector": "media", "number": 1},
        {"sector": None, "number": 3},
    ]


def test_a_public_meeting_that_moves_is_told_with_what_it_was_before(ana, client, forum, met):
    here = f"{MEETINGS}first-meeting/"
    typed = MEETING | a_day("held_on", "2026", "4", "9") | {"version": "1", "action": "save"}
    typed |= {"kind": "public-meeting", "place": "Wellington"}
    for _ in range(2):
        assert ana.post(here, typed).status_code == 302
    assert Publication.objects.count() == 1
    assert "<del>5 March 2026</del>" in text_of(client.get(PAGE))


def test_who_came_is_not_counted_before_the_day(ana, forum):
    ana.post(MEETINGS, MEETING | a_day("held_on", "2026", "9", "1"))
    typed = MEETING | a_day("held_on", "2026", "9", "1") | {"version": "1", "action": "save"}
    answer = ana.post(f"{MEETINGS}spring-meeting/", typed | {"came_media": "4"})
    assert answer.status_code == 409
    assert "once it was held" in text_of(answer)


def test_a_meeting_called_off_goes_in_the_open_or_without_a_word(ana, client, forum, met):
    ana.post(MEETINGS, MEETING | {"title": "Nobody knows"})
    ana.post(f"{MEETINGS}nobody-knows/", {"action": "off"})
    assert not Publication.objects.exists()
    assert ana.post(f"{MEETINGS}first-meeting/", {"action": "off"}).status_code == 302
    assert "Called off: Spring meeting, 5 March 2026" in text_of(client.get(PAGE))
    assert Meeting.objects.get().withdrawn_in


def test_of_two_who_change_a_meeting_the_second_sees_both(ana, met):
    here, typed = f"{MEETINGS}first-meeting/", MEETING | {"version": "1", "action": "save"}
    ana.post(here, typed | {"place": "Theirs"})
    answer = ana.post(here, typed | {"place": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert 'value="Mine"' in text_of(answer)
    assert Meeting.objects.get().place == "Theirs"


# ---- Papers ---------------------------------------------------------------------------------------------

ONE = f"{MEETINGS}first-meeting/"
PAPER = {"of": "paper", "action": "save", "version": "0", "paper-kind": "agenda"}
PAPER |= {"paper-title": "What we speak of", "paper-due_on": "2026-03-11"}
PAPER |= {"paper-url": "https://example.org/agenda"}


def test_of_a_paper_that_is_not_there_only_kind_and_day_are_told(ana, client, met):
    for _ in range(2):
        assert ana.post(ONE, PAPER).status_code == 302
    assert MeetingPaper.objects.count() == 1
    page = text_of(client.get(PAGE))
    assert "Agenda: promised by 11 March 2026" in page
    assert "1 day late" in page
    assert "What we speak of" not in page
    assert "example.org/agenda" not in page
    [told] = Publication.objects.all()
    assert told.after == {"meeting": "Spring meeting", "paper": "agenda", "due_on": "2026-03-11"}
    [paper] = client.get("/api/v1/meetings/2025-27/first-meeting/").json()["papers"]
    assert (paper["title"], paper["url"], paper["days_late"]) == ("", None, 1)


def test_a_paper_late_by_a_day_is_shown_as_late_by_a_day(ana, client, met):
    ana.post(ONE, PAPER | {"action": "publish"})
    page = text_of(client.get(PAGE))
    assert "What we speak of" in page
    assert "Agenda, promised by 11 March 2026, public since 12 March 2026" in page
    assert '<span class="late">late by 1 day</span>' in page
    [paper] = client.get("/api/v1/meetings/2025-27/first-meeting/").json()["papers"]
    assert (paper["url"], paper["days_late"]) == ("https://example.org/agenda", 1)


def test_a_paper_in_time_is_not_called_late(ana, client, met):
    ana.post(ONE, PAPER | {"action": "publish", "paper-due_on": "2026-03-12"})
    page = text_of(client.get(PAGE))
    assert "Agenda, public since 12 March 2026" in page
    assert 'class="late"' not in page


def test_a_paper_without_a_promise_is_not_told_of_before_it_is_there(ana, client, met):
    ana.post(ONE, PAPER | {"paper-due_on": ""})
    assert "Agenda" not in text_of(client.get(PAGE))
    assert not Publication.objects.exists()
    assert client.get("/api/v1/meetings/2025-27/first-meeting/").json()["papers"] == []


def test_on_an_earlier_day_a_paper_was_not_there_yet(ana, client, met):
    ana.post(ONE, PAPER | {"action": "publish"})
    asked = "/api/v1/meetings/2025-27/first-meeting/?on=2026-03-10"
    [paper] = client.get(asked).json()["papers"]
    assert (paper["title"], paper["published_on"], paper["days_late"]) == ("", None, 0)


def test_a_file_is_for_those_who_keep_it_until_the_paper_is_published(ana, cast, sign_in, client, met):
    upload = SimpleUploadedFile("agenda.txt", b"One. Two.", "text/plain")
    typed = {name: said for name, said in PAPER.items() if name != "paper-url"} | {"paper-files": upload}
    assert ana.post(ONE, typed | {"paper-title": ""}).status_code == 302
    paper = MeetingPaper.objects.get()
    assert paper.title == "agenda"
    address = paper.file.get_absolute_url()
    assert ana.get(address).status_code == 200
    for other in (client, sign_in(cast.chi), sign_in(cast.ben)):
        assert other.get(address).status_code == 404
    typed = typed | {"paper": "1", "version": "1", "paper-file": paper.file.key, "action": "publish"}
    typed.pop("paper-files")
    assert ana.post(ONE, typed).status_code == 302
    assert client.get(address).status_code == 200
    assert "TXT, " in text_of(client.get(PAGE))
    assert ana.post(ONE, {"of": "paper", "paper": "1", "action": "take-back"}).status_code == 302
    assert client.get(address).status_code == 410
    assert "Withdrawn: agenda, Spring meeting" in text_of(client.get(PAGE))
    assert "What we speak of" not in str(list(Publication.objects.values_list("before", "after")))


def test_a_file_of_somebody_else_is_not_taken(ana, cast, met):
    StoredFile.objects.create(key="theirs", name="a.pdf", file="files/a.pdf", size=1, sent_by=cast.ben)
    with pytest.raises(PermissionDenied):
        save_paper(
            forum=met.forum,
            meeting=met,
            place=None,
            version=0,
            content=PaperContent(title="Mine", file="theirs"),
            by=cast.ana,
            now=at(),
        )
    assert ana.post(ONE, PAPER | {"paper-url": "", "paper-file": "theirs"}).status_code == 422


@pytest.mark.parametrize(
    ("change", "words", "status"),
    [
        ({"paper-title": "", "paper-due_on": ""}, "Give the paper a title.", 409),
        ({"paper-url": "", "action": "publish"}, "Add the file or its address.", 409),
        ({"paper-url": "ftp://example.org"}, "Give an address that a browser opens", 422),
        ({"paper": "9"}, "not there any more", 409),
        ({"paper-kind": "gossip"}, "There is a problem", 422),
    ],
)
def test_a_paper_that_cannot_be_kept_says_why(ana, client, met, change, words, status):
    answer = ana.post(ONE, PAPER | change)
    assert answer.status_code == status
    assert words in text_of(answer)
    assert not MeetingPaper.objects.published().exists()


def test_a_public_paper_is_not_changed(ana, met):
    ana.post(ONE, PAPER | {"action": "publish"})
    answer = ana.post(ONE, PAPER | {"paper": "1", "version": "2", "paper-due_on": "2027-01-01"})
    assert answer.status_code == 409
    assert MeetingPaper.objects.get().due_on == date(2026, 3, 11)


def test_a_promise_that_moves_is_told_with_what_it_was_before(ana, client, met):
    ana.post(ONE, PAPER)
    ana.post(ONE, PAPER | {"paper": "1", "version": "1", "paper-due_on": "2026-03-20"})
    assert "<del>11 March 2026</del>" in text_of(client.get(PAGE))


def test_of_two_who_change_a_paper_the_second_sees_both(ana, met):
    ana.post(ONE, PAPER)
    ana.post(ONE, PAPER | {"paper": "1", "version": "1", "paper-title": "Theirs"})
    answer = ana.post(ONE, PAPER | {"paper": "1", "version": "1", "paper-title": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert 'value="Mine"' in text_of(answer)


def test_a_paper_of_a_meeting_that_nobody_knows_of_waits(ana, client, forum):
    ana.post(MEETINGS, MEETING)
    answer = ana.post(f"{MEETINGS}spring-meeting/", PAPER | {"action": "publish"})
    assert answer.status_code == 409
    assert "Publish the meeting first." in text_of(answer)
    assert not Publication.objects.exists()


# ---- Decisions ------------------------------------------------------------------------------------------


def test_a_decision_says_what_why_who_and_when(ana, client, met):
    for _ in range(2):
        assert ana.post(DECISIONS, DECISION | {"meeting": "first-meeting"}).status_code == 302
    assert ForumDecision.objects.count() == 1
    assert "To read every report." not in text_of(client.get(PAGE))
    typed = DECISION | {"meeting": "first-meeting", "decision": "1", "version": "1", "action": "publish"}
    assert ana.post(DECISIONS, typed).status_code == 302
    page = text_of(client.get(PAGE))
    for words in ("Decision 1", "To read every report.", "People asked for it.", "All who were there"):
        assert words in page
    [told] = client.get("/api/v1/forums/the-panel/").json()["decisions"]
    assert (told["number"], told["decided_on"], told["meeting"]) == (1, "2026-03-05", "first-meeting")


def test_a_public_decision_is_corrected_by_another_and_both_stay(ana, client, forum):
    ana.post(DECISIONS, DECISION | {"action": "publish"})
    answer = ana.post(DECISIONS, DECISION | {"decision": "1", "version": "2", "what": "Otherwise."})
    assert answer.status_code == 409
    assert "Otherwise." in text_of(answer)
    assert "To read every report.</textarea>" in text_of(ana.get(f"{DECISIONS}?correct=1"))
    typed = DECISION | {"correct": "1", "version": "1", "what": "To read most.", "action": "publish"}
    for _ in range(2):
        ana.post(DECISIONS, typed)
    assert ForumDecision.objects.count() == 2
    page = text_of(client.get(PAGE))
    assert "To read every report." in page
    assert "To read most." in page
    assert 'Corrected by <a href="#decision-2">decision 2</a>' in page
    assert Publication.objects.last().before["what"] == "To read every report."
    assert [one["corrects"] for one in client.get("/api/v1/forums/the-panel/").json()["decisions"]] == [
        1,
        None,
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"what": ""}, "Say what was decided."),
        ({"why": ""}, "Say why."),
        ({"decided_by": ""}, "Say who decided."),
        (a_day("decided_on", ""), "Say when it was decided."),
        (a_day("decided_on", "2026", "3", "13"), "after today"),
    ],
)
def test_a_decision_is_public_with_everything_or_not_at_all(ana, forum, change, words):
    answer = ana.post(DECISIONS, DECISION | {"action": "publish"} | change)
    assert answer.status_code == 409
    assert words in text_of(answer)
    assert not ForumDecision.objects.published().exists()


def test_a_decision_that_waits_can_be_removed_and_no_other(ana, forum):
    ana.post(DECISIONS, DECISION)
    for _ in range(2):
        assert ana.post(DECISIONS, {"decision": "1", "action": "remove"}).status_code == 302
    assert not ForumDecision.objects.exists()
    ana.post(DECISIONS, DECISION | {"action": "publish"})
    ana.post(DECISIONS, {"decision": "1", "action": "remove"})
    assert ForumDecision.objects.count() == 1


def test_a_decision_names_no_meeting_that_nobody_knows_of(ana, client, forum):
    ana.post(MEETINGS, MEETING | {"title": "In secret"})
    ana.post(DECISIONS, DECISION | {"meeting": "in-secret", "action": "publish"})
    assert "In secret" not in text_of(client.get(PAGE))
    assert client.get("/api/v1/forums/the-panel/").json()["decisions"][0]["meeting"] is None


def test_of_two_who_change_a_decision_the_second_sees_both(ana, cast, forum):
    content = DecisionContent(what="One.")
    save_decision(forum=forum, number=None, version=0, content=content, by=cast.ana, now=at())
    ana.post(DECISIONS, DECISION | {"decision": "1", "version": "1", "why": "Theirs"})
    answer = ana.post(DECISIONS, DECISION | {"decision": "1", "version": "1", "why": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in text_of(answer)
    assert "Mine</textarea>" in text_of(answer)
    with pytest.raises(Stale):
        publish_decision(forum=forum, number=1, version=1, by=cast.ana, now=at())


# ---- Who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ben", "bo", "bea", "chi", "dee"])
def test_others_keep_no_forum_even_where_they_sit(cast, sign_in, met, who):
    user = getattr(cast, who)
    forum = met.forum
    a_seat(forum, user)
    browser = sign_in(user)
    for page in (FORUMS, f"{FORUMS}new/{forum.plan.slug}/", HERE, SEATS, MEETINGS, ONE, DECISIONS):
        assert browser.get(page).status_code == 404, page
    for page, typed in (
        (HERE, TYPED),
        (SEATS, SEAT),
        (MEETINGS, MEETING),
        (ONE, PAPER),
        (DECISIONS, DECISION),
    ):
        assert browser.post(page, typed).status_code == 404, page
    by = {"forum": forum, "by": user, "now": at()}
    day = PartialDate.of(date(2026, 3, 5))
    for act in (
        lambda: save_forum(plan=forum.plan, version=1, content=ForumContent(name="Mine"), **by),
        lambda: save_member(seat=None, version=0, content=MemberContent(role="Mine"), **by),
        lambda: add_meeting(content=MeetingContent(title="Mine", held_on=day), **by),
        lambda: save_paper(meeting=met, place=None, version=0, content=PaperContent(title="Mine"), **by),
        lambda: save_decision(number=None, version=0, content=DecisionContent(what="Mine"), **by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert ForumMember.objects.count() == 4
