from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.dates import PartialDate, StatedDate


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31), "2016"),
        ("2016-10", date(2016, 10, 1), date(2016, 10, 31), "October 2016"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "February 2016"),
        ("2017-07-01", date(2017, 7, 1), date(2017, 7, 1), "1 July 2017"),
        ("../2017-11-30", None, date(2017, 11, 30), "on or before 30 November 2017"),
    ],
)
def test_a_date_is_as_precise_as_its_source(text, first, last, words):
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last, parsed.words, str(parsed)) == (first, last, words, text)


@pytest.mark.parametrize(
    "text",
    ["", "16", "2016-13", "2016-1", "2016-02-30", "2016-10-1", "10/2016", "../2016", "2016-10-01T00", "२०१६"],
)
def test_anything_else_is_no_date(text):
    with pytest.raises(ValueError, match=r".+"):
        PartialDate.parse(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from([4, 7, 10]))
def test_what_is_written_reads_back(day, length):
    text = day.isoformat()[:length]
    parsed = PartialDate.parse(text)
    assert str(parsed) == text
    assert parsed.first <= day <= parsed.last


def test_dates_sort_by_their_last_day():
    texts = ["2017", "2016-12", "2016-10-01", "2016-10", "../2016-11-30"]
    assert [str(day) for day in sorted(map(PartialDate.parse, texts))] == [
        "2016-10-01", "2016-10", "../2016-11-30", "2016-12", "2017",
    ]  # fmt: skip


def test_a_stated_date_is_a_date_or_words_or_not_known():
    assert StatedDate(PartialDate.parse("2016-10")).words == "October 2016"
    assert StatedDate(text="throughout the project").words == "throughout the project"
    assert StatedDate().words == "not known"
    assert not StatedDate()
