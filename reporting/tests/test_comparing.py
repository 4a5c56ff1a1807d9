"""Two drafts side by side: words by paragraph, figures by what they are of."""

import pytest

from reporting.comparing import changes_between


def draft(*chapters):
    return {
        "chapters": [
            {"slug": slug, "title": slug.capitalize(), "text": text, "figures": figures}
            for slug, text, figures in chapters
        ]
    }


def compared(before, after):
    """What differs: chapter, label, before, after."""
    return [
        (one.label, difference.label, difference.before, difference.after)
        for one in changes_between(before, after, lambda chapter: f"#{chapter}")
        for difference in one.differences
    ]


def in_text(before, after):
    found = compared(draft(("a", before, {})), draft(("a", after, {})))
    return [(label.removeprefix("Paragraph "), was, now) for _chapter, label, was, now in found]


def in_figures(before, after):
    found = compared(draft(("a", "", before)), draft(("a", "", after)))
    return [row[1:] for row in found]


ONE, TWO, THREE = (
    "One is about roads and rails.",
    "Two is about books and maps.",
    "Three is about water and air.",
)
MENDED = "Two is about books and charts."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([ONE, TWO], [ONE, TWO], []),
        ([ONE, TWO], [ONE, MENDED], [("2", TWO, MENDED)]),
        ([ONE, TWO], [ONE, TWO, THREE], [("3", "", THREE)]),
        ([ONE, TWO, THREE], [ONE, THREE], [("2", TWO, "")]),
        ([ONE, TWO], [THREE, ONE, MENDED], [("1", "", THREE), ("3", TWO, MENDED)]),
        ([TWO, ONE], [MENDED, THREE], [("1", TWO, MENDED), ("2", "", THREE), ("2", ONE, "")]),
        ([], [ONE], [("1", "", ONE)]),
        ([ONE], [], [("1", ONE, "")]),
    ],
)
def test_a_paragraph_that_was_mended_stands_beside_what_it_was(before, after, expected):
    found = in_text("\n\n".join(before), "\n\n\n".join(after))
    assert sorted(found) == sorted(expected)


def test_a_line_that_is_broken_elsewhere_is_marked_nowhere():
    [[_place, before, after]] = in_text("One two\nthree four", "One two three\nfour")
    assert (before, after) == ("One two\nthree four", "One two three\nfour")
    [change] = changes_between(
        draft(("a", "One two\nthree", {})), draft(("a", "One two three", {})), lambda chapter: ""
    )
    assert "<del>" not in change.differences[0].marked[0]


MILESTONE = {"number": "1.1", "title": "A list", "stage": {"code": "underway", "words": "Underway"}}


def test_a_row_is_found_again_by_its_number_wherever_it_stands():
    other = MILESTONE | {"number": "1.2", "title": "A map"}
    done = MILESTONE | {"stage": {"code": "completed", "words": "Completed"}}
    found = in_figures({"milestones": [MILESTONE, other]}, {"milestones": [other, done]})
    assert found == [("Milestones · 1.1 · Stage", "Underway", "Completed")]


def test_a_row_that_came_or_went_is_told_once():
    assert in_figures({"milestones": []}, {"milestones": [MILESTONE]}) == [
        ("Milestones · 1.1", "", "1.1 A list")
    ]
    assert in_figures({"milestones": [MILESTONE]}, {"milestones": []}) == [
        ("Milestones · 1.1", "1.1 A list", "")
    ]


def test_counts_dates_and_lists_are_told_in_words():
    before = {"stages": [{"code": "x", "words": "Underway", "number": 3}], "leads": ["A"], "due": None}
    after = {
        "stages": [{"code": "x", "words": "Underway", "number": 4}],
        "leads": ["A", "B"],
        "due": {"on": "2026-10", "words": "October 2026"},
    }
    assert in_figures(before, after) == [
        ("Stages · Underway · Number", "3", "4"),
        ("Who leads", "A", "A, B"),
        ("Due", "", "October 2026"),
    ]


def test_chapters_that_came_or_went_are_named():
    before = draft(("old", "Words.", {}), ("same", "Words.", {}))
    after = draft(("same", "Words.", {}), ("new", "Words.", {}))
    found = changes_between(before, after, lambda chapter: f"#{chapter}")
    assert [(one.label, one.href, one.is_new, one.is_gone) for one in found] == [
        ("New", "#new", True, False),
        ("Old", "", False, True),
    ]
