"""Small plan documents for tests of what is read from the record."""


def plan_document(slug="test-2016-18", *, commitments=1, invented=False):
    """A plan whose commitments have four milestones: completed late, delayed and moved, silent, in words."""
    return {
        "format": "ogp-plan-document",
        "version": 1,
        "plan": {
            "slug": slug,
            "country": "NZ",
            "language": "en",
            "title": f"The plan {slug}",
            "short_title": "2016–18",
            "starts_on": "2016-10",
            "ends_on": "2018-06",
            "state": "adopted",
            "invented": invented,
            "source": {"document": "the-plan", "at": "Cover"},
            "sections": [{"slug": "introduction", "title": "Introduction", "text": "Kia ora."}],
        },
        "sources": [{"slug": "the-plan", "title": "The plan as printed"}],
        "agencies": [
            {
                "slug": "records",
                "names": [
                    {"name": "Records"},
                    {"name": "Archives", "short_name": "A", "from_on": "2018-01-01"},
                ],
            },
            {"slug": "statistics", "names": [{"name": "Statistics"}]},
        ],
        "periods": [
            {
                "slug": "2017-09-to-11",
                "kind": "progress",
                "starts_on": "2017-09-01",
                "ends_on": "2017-11-30",
                "due_on": "2017-12-08",
                "closed": True,
            },
            {
                "slug": "2017-12-to-02",
                "kind": "year-end",
                "starts_on": "2017-12-01",
                "ends_on": "2018-02-28",
                "due_on": "2018-03-08",
                "closed": True,
            },
        ],
        "amendments": [
            {
                "slug": "more-time",
                "number": 1,
                "title": "More time",
                "reason": "People asked for it.",
                "decided_on": "2017-12-01",
                "decided_by": "Cabinet",
            }
        ],
        "commitments": [commitment(str(number)) for number in range(1, commitments + 1)],
    }


def commitment(number):
    return {
        "number": number,
        "title": "Open records, at last",
        "promise": "To open the records.",
        "values": ["transparency"],
        "work": "new",
        "agreed_starts": {"on": "2016-10"},
        "agreed_due": {"on": "2018-06"},
        "leads": [
            {"agency": "records", "role": "lead", "until_on": "2017-12-31"},
            {"agency": "statistics", "role": "lead", "from_on": "2018-01-01"},
            {"agency": "statistics", "role": "supporting", "until_on": "2017-12-31"},
        ],
        "wording_changes": [
            {
                "amendment": "more-time",
                "field": "title",
                "before": "Open records",
                "after": "Open records, at last",
            }
        ],
        "reports": [
            {
                "period": "2017-09-to-11",
                "doing": "- A survey.",
                "next": "- More.",
                "published_on": "2017-12-08",
            },
            {"period": "2017-12-to-02", "doing": "- Little.", "reflection": "It was hard."},
        ],
        "milestones": [
            {
                "number": 1,
                "title": "A survey",
                "agreed_starts": {"on": "2017-01"},
                "agreed_due": {"on": "2017-08"},
                "updates": [
                    {
                        "entry": 1,
                        "stage": "underway",
                        "as_of": "2017-11-30",
                        "period": "2017-09-to-11",
                    },
                    {
                        "entry": 2,
                        "stage": "completed",
                        "as_of": "2017-11-30",
                        "period": "2017-09-to-11",
                        "completed_on": "2017-11",
                        "evidence": [{"url": "https://example.org/survey", "title": "The survey"}],
                        "corrects": 1,
                    },
                ],
            },
            {
                "number": 2,
                "title": "The next step",
                "agreed_due": {"on": "2018-01"},
                "date_changes": [
                    {
                        "kind": "due",
                        "amendment": "more-time",
                        "before": {"on": "2018-01"},
                        "after": {"on": "2018-04-30"},
                        "moved_on": "2017-12-01",
                    }
                ],
                "updates": [
                    {
                        "entry": 1,
                        "stage": "some-delays",
                        "as_of": "2017-11-30",
                        "period": "2017-09-to-11",
                        "reason": "funding",
                        "reason_words": "No money.",
                        "expected_on": "2018-05",
                    }
                ],
            },
            {"number": 3, "title": "Not heard of", "agreed_due": {"on": "2018-06"}},
            {
                "number": 4,
                "title": "All along",
                "agreed_due": {"text": "throughout the plan"},
                "added_by": "more-time",
            },
        ],
    }
