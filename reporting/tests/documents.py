"""What this app adds to the plan documents that tests bring in."""

from __future__ import annotations


def with_an_account(document: dict) -> dict:
    """The document with a published self-assessment, from the source of the plan."""
    slug = document["plan"]["slug"]
    number = document["commitments"][0]["number"]
    return document | {
        "assessments": [
            {
                "slug": f"{slug}-mid-term",
                "kind": "mid-term",
                "title": "Mid-term self-assessment",
                "ends_on": "2017-12-31",
                "published_on": "2018-02",
                "source": {"document": "the-plan"},
                "parts": [{"commitment": number, "name": "The whole of it", "completion": "limited"}],
            }
        ]
    }
