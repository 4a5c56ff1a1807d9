from datetime import date, timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.utils import timezone

from plans.http import day_asked, public
from plans.operations.editions import next_edition


@public
def a_page(request):
    return HttpResponse("ok")


def test_without_a_day_it_is_today(rf):
    assert day_asked(rf.get("/")) == timezone.localdate()


def test_any_day_can_be_asked_about_but_those_ahead(rf):
    assert day_asked(rf.get("/", {"on": "2017-01-01"})) == date(2017, 1, 1)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(BadRequest, match="is ahead"):
        day_asked(rf.get("/", {"on": tomorrow.isoformat()}))


@pytest.mark.parametrize(
    "text", ["yesterday", "2017-1-1", "20170101", "2017-02-30", "2017-01-01T00:00", "' OR 1=1"]
)
def test_a_malformed_day_is_refused_in_words(rf, text):
    with pytest.raises(BadRequest, match="is not a day"):
        day_asked(rf.get("/", {"on": text}))


@time_machine.travel("2018-03-11T11:30:00Z")
def test_today_begins_in_the_portals_own_zone(rf):
    assert day_asked(rf.get("/", {"on": "2018-03-12"})) == date(2018, 3, 12)


@pytest.mark.django_db
class TestPublic:
    def test_a_page_that_has_not_changed_costs_one_query(self, rf, django_assert_num_queries):
        tag = a_page(rf.get("/x/"))["ETag"]
        with django_assert_num_queries(1):
            answer = a_page(rf.get("/x/", headers={"If-None-Match": tag}))
        assert (answer.status_code, answer.content) == (304, b"")

    def test_its_tag_moves_with_edition_address_language_and_day(self, rf):
        tags = {a_page(rf.get(address))["ETag"] for address in ("/x/", "/x/?on=2018-03-12", "/y/")}
        next_edition(by=None, by_words="Operator")
        tags.add(a_page(rf.get("/x/"))["ETag"])
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            tags.add(a_page(rf.get("/x/"))["ETag"])
        assert len(tags) == 5

    def test_whoever_may_be_signed_in_gets_no_tag(self, rf):
        request = rf.get("/x/")
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "somebody"
        assert "ETag" not in a_page(request)
        assert "ETag" not in a_page(rf.get("/x/", headers={"Authorization": "Bearer x"}))

    def test_caches_ask_each_time(self, rf):
        assert a_page(rf.get("/x/"))["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_a_star_is_no_state_that_somebody_has(self, rf):
        assert a_page(rf.get("/x/", headers={"If-None-Match": "*"})).status_code == 200

    def test_it_only_reads(self, rf):
        assert a_page(rf.post("/x/")).status_code == 405
