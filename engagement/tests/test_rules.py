"""Pure rules of taking part, and what is counted of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engagement.choices import Dimension, Doubt, PublishAs, Standing
from engagement.models import CountedTotal
from engagement.record import tables_of
from engagement.rules.passages import (
    WITHHELD,
    RunsOfWords,
    Span,
    TheseWords,
    part_without,
    says,
    stands_in,
    without_passages,
)
from engagement.rules.reading import spans_of, words_outside
from engagement.rules.standing import standing_at
from engagement.rules.taking_part import MOST_LETTERS, as_one_text, doubt_about, missing_for_submission
from engagement.words import hour_words, period_words
from plans.dates import PartialDate

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)

STANDINGS = [
    # opens, closes, answered, brought in: how it stands
    (AFTER, AFTER + timedelta(days=1), None, False, Standing.PLANNED),
    (NOW, AFTER, None, False, Standing.OPEN),
    (BEFORE, AFTER, None, False, Standing.OPEN),
    (BEFORE, NOW, None, False, Standing.CLOSED),
    (BEFORE, NOW, NOW, False, Standing.ANSWERED),
    (BEFORE, NOW, AFTER, False, Standing.CLOSED),
    (None, None, None, False, Standing.PLANNED),
    (None, None, None, True, Standing.OVER),
    (None, None, NOW, True, Standing.ANSWERED),
    (BEFORE, NOW, None, True, Standing.OVER),
]


@pytest.mark.parametrize(("opens", "closes", "answered", "sourced", "standing"), STANDINGS)
def test_how_a_consultation_stands_is_a_question_about_a_moment(opens, closes, answered, sourced, standing):
    found = standing_at(NOW, opens_at=opens, closes_at=closes, answered_at=answered, is_sourced=sourced)
    assert found == standing


def test_a_withheld_passage_is_replaced_wherever_it_stands():
    assert without_passages("He did it. Yes, he did it.", ["did it"]) == f"He {WITHHELD}. Yes, he {WITHHELD}."


@pytest.mark.parametrize(
    "said",
    ["DID it", "did\n\tit", "di\u00add it", "did\u200b it", "d\u2060id it"],
    ids=["in capitals", "on two lines", "soft hyphen", "no width", "joined"],
)
def test_what_the_eye_reads_alike_are_the_same_words(said):
    assert without_passages(f"He {said}.", ["did it"]) == f"He {WITHHELD}."
    assert without_passages("He did it.", [said]) == f"He {WITHHELD}."
    assert spans_of(f"He {said}.", ["did it"]) == [Span(3, 3 + len(said))]
    assert stands_in("did it", f"He {said}.")
    assert says(f"He {said}.", "did it")


@pytest.mark.parametrize(
    ("one", "other"), [("it’s", "it's"), ("“yes”", '"yes"'), ("well‑known – so", "well-known - so")]
)
def test_quotes_and_hyphens_are_alike(one, other):
    assert stands_in(one, other)
    assert stands_in(other, one)


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("Li was in public. Li!", "Li", f"{WITHHELD} was in public. {WITHHELD}!"),
        (
            "Ask Mr Lee (Lee & Sons), not the fleet.",
            "lee",
            f"Ask Mr {WITHHELD} ({WITHHELD} & Sons), not the fleet.",
        ),
        ("It costs $5,000 (no: $5,000.00)", "$5,000", f"It costs {WITHHELD} (no: {WITHHELD}.00)"),
        ("Call 021 555-123.", "021 555 123", f"Call {WITHHELD}."),
        ("请问李先生的电话", "李先生", f"请问{WITHHELD}的电话"),
        ("in public", "Li", None),
        ("_Lee_ and Lee²", "Lee", f"_{WITHHELD}_ and {WITHHELD}²"),
        ("lee_w@example.org", "Lee", f"{WITHHELD}_w@example.org"),
        ("Saʻu Tui, Sa’u Tui", "Sa'u Tui", f"{WITHHELD}, {WITHHELD}"),
        ("田中　太郎、田中太郎", "田中太郎", f"{WITHHELD}、{WITHHELD}"),
        ("L\u034fee and L\ufe0fee", "Lee", f"{WITHHELD} and {WITHHELD}"),
        ("Ma\u0304ia said so", "Māia", f"{WITHHELD} said so"),
        ("Ｌｅｅ", "Lee", WITHHELD),
        ("김민준이 왔다", "김민준", f"{WITHHELD}이 왔다"),
        ("रोम", "राम", None),
    ],
)
def test_words_are_whole_where_a_script_has_spaces(text, words, shown):
    assert without_passages(text, [words]) == shown
    assert says(text, words) == (shown is not None)


@pytest.mark.parametrize(
    ("words", "few"),
    [
        (TheseWords("Li"), True),
        (TheseWords("told me so himself"), True),
        (TheseWords("He told me so, himself"), False),
        (RunsOfWords("He told me so himself"), False),
    ],
)
def test_few_words_may_be_anybodys(words, few):
    assert words.may_be_anybodys is few


def test_runs_of_words_that_another_says_too_are_left():
    said = RunsOfWords("The gate of the park is shut, and it stays shut for good.")
    said.spare("They say the gate of the park is shut")
    assert said.taken_out_of("The gate of the park is shut, and it stays shut!") == f"The gate of {WITHHELD}!"


def test_passages_that_share_words_leave_none_of_them():
    assert without_passages("one two three four", ["one two", "two three"]) == f"{WITHHELD} four"


def test_a_long_text_is_searched_at_once():
    """Each would take minutes if every place were tried against every other."""
    text = "no " * 33_000
    assert without_passages(text, ["no " * 16_000 + "yes"]) is None
    assert without_passages(text, ["no no"]) == WITHHELD + " "
    assert part_without(text[: len(text) // 2], text, ["no"]).count("no") == 0
    assert spans_of(text, ["no"] * 100)[99] == Span(297, 299)


@pytest.mark.parametrize("passage", ["never said", "", "\u200b"])
def test_a_passage_that_is_not_there_lets_nothing_out(passage):
    assert without_passages("He did it.", [passage]) is None


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, []),
        ({"text": " \n "}, ["text"]),
        ({"text": "a" * MOST_LETTERS}, []),
        ({"text": "a" * (MOST_LETTERS + 1)}, ["too-long"]),
        ({"publish_as": None}, ["publish-as"]),
        ({"publish_as": PublishAs.NAME}, ["name"]),
        ({"publish_as": PublishAs.NAME, "name": "Dee"}, []),
        ({"publish_as": PublishAs.ORGANISATION, "name": "Dee"}, ["organisation"]),
        ({"publish_as": PublishAs.ORGANISATION, "organisation": "Q."}, []),
        ({"publish_as": PublishAs.NOT_AT_ALL}, []),
        ({"text": "", "publish_as": None}, ["text", "publish-as"]),
    ],
)
def test_what_a_submission_still_needs(said, codes):
    said = {"text": "Yes.", "publish_as": PublishAs.ANONYMOUS, "name": "", "organisation": ""} | said
    assert [reason.code for reason in missing_for_submission(**said)] == codes


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (time(0, 0), "midnight"),
        (time(0, 30), "12.30 am"),
        (time(9, 5), "9.05 am"),
        (time(12, 0), "noon"),
        (time(12, 1), "12.01 pm"),
        (time(17, 0), "5 pm"),
    ],
)
def test_an_hour_is_said_as_people_say_it(at, words):
    assert hour_words(at) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2016-07-25", "2016-08-05", "25 July 2016 to 5 August 2016"),
        ("2016-08", "2016-08", "August 2016"),
        ("2015", None, "from 2015"),
        (None, "2016-06", "until June 2016"),
        (None, None, ""),
    ],
)
def test_from_when_to_when_is_as_precise_as_it_is_known(first, last, words):
    first, last = (text and PartialDate.parse(text) for text in (first, last))
    assert period_words(first, last) == words


# ---- Tables of totals ---------------------------------------------------------------------------------


def total(unit: str, number: int | None, label: str = "", dimension=Dimension.THEME) -> CountedTotal:
    return CountedTotal(unit=unit, number=number, label=label, dimension=dimension)


def whole(unit: str, number: int | None) -> CountedTotal:
    return total(unit, number, dimension=Dimension.WHOLE)


def rows_of(*totals: CountedTotal) -> list[tuple]:
    [table] = tables_of(totals)
    return [(row.label, row.number, row.is_missing) for row in table.rows]


def test_what_a_table_leaves_out_of_the_whole_is_a_row_of_its_own():
    assert rows_of(whole("inputs", 29), total("inputs", 28, "Sorted")) == [
        ("Sorted", 28, False),
        ("", 1, True),
    ]


@pytest.mark.parametrize(
    "wholes",
    [
        [],
        [whole("people", 64)],
        [whole("inputs", 28)],
        [whole("inputs", None)],
        [whole("inputs", 20)],
        [whole("inputs", 30), whole("inputs", 40)],
    ],
    ids=["none", "of another unit", "the same", "not counted", "smaller", "several"],
)
def test_nothing_is_left_out_where_that_cannot_be_told(wholes):
    assert rows_of(*wholes, total("inputs", 28, "Sorted")) == [("Sorted", 28, False)]


def test_beside_a_row_that_is_not_counted_nothing_is_said_to_be_left_out():
    rows = rows_of(whole("inputs", 29), total("inputs", 20, "A"), total("inputs", None, "B"))
    assert rows == [("A", 20, False), ("B", None, False)]


def test_tables_of_two_units_or_headings_are_two():
    by_type = total("inputs", 3, "Citizen", Dimension.TYPE)
    assert len(tables_of([total("inputs", 3, "A"), by_type, total("people", 2, "A")])) == 3


def test_bars_are_measured_by_the_longest():
    [table] = tables_of([total("inputs", 4, "A"), total("inputs", 1, "B"), total("inputs", None, "C")])
    assert [row.share for row in table.rows] == [100, 25, 0]


# ---- One text ---------------------------------------------------------------------------------------------

WRITTEN = st.text(max_size=30)
PIECES = st.lists(st.tuples(WRITTEN, WRITTEN), max_size=3)


@settings(deadline=None)
@given(text=WRITTEN, replies=PIECES, comments=PIECES)
def test_what_was_said_freely_is_found_again_in_front_of_the_rest(text, replies, comments):
    whole, rest = as_one_text(text, replies, comments), as_one_text("", replies, comments)
    assert whole.endswith(rest)
    assert whole.removesuffix(rest).strip() == text.strip()
    for _asked, reply in replies:
        assert reply in whole


@pytest.mark.parametrize(
    ("trapped", "took", "doubt"),
    [
        (False, timedelta(seconds=5), None),
        (False, timedelta(seconds=4), Doubt.HASTE),
        (False, timedelta(seconds=-9), Doubt.HASTE),
        (False, None, Doubt.HASTE),
        (True, timedelta(hours=1), Doubt.TRAP),
        (True, None, Doubt.TRAP),
    ],
)
def test_who_is_doubted(trapped, took, doubt):
    assert doubt_about(is_trapped=trapped, took=took, least=timedelta(seconds=5)) == doubt


def test_where_no_time_is_asked_for_nobody_is_too_fast():
    assert doubt_about(is_trapped=False, took=None, least=timedelta(0)) is None


@pytest.mark.parametrize(
    ("pieces", "left"),
    [([], 6), (["one two"], 4), (["five six.", "Three"], 3), (["One two. Three four, five six."], 0)],
)
def test_words_in_no_point_are_counted(pieces, left):
    assert words_outside("One two. Three four, five six.", pieces) == left
