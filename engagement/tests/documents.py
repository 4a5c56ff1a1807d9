"""A plan document in which people take part."""

from __future__ import annotations


def with_voices(document: dict) -> dict:
    """The document with one of each: a forum, an answered consultation, a meeting, outreach."""
    slug = document["plan"]["slug"]
    number = document["commitments"][0]["number"]
    answer = {"disposition": "adopted", "reason": "It helps.", "changed_commitment": number}
    point = {"text": "Say more.", "theme": "openness", "commitment": number, "response": answer}
    return document | {
        "forums": [
            {
                "slug": f"{slug}-panel",
                "kind": "advisory-panel",
                "name": "The panel",
                "starts_on": "2016",
                "members": [{"seat": 1, "role": "Chair", "sector": "academia"}],
            }
        ],
        "consultations": [
            {
                "slug": f"{slug}-round",
                "title": "A round",
                "purpose": "ideas",
                "opens_at": "2017-01-09T09:00:00+13:00",
                "closes_at": "2017-01-20T17:00:00+13:00",
                "zone": "Pacific/Auckland",
                "answered_on": "2017-02-01",
                "what_we_heard": "More.",
                "themes": [{"slug": "openness", "label": "Openness"}],
                "submissions": [
                    {
                        "number": 1,
                        "received_on": "2017-01-10",
                        "channel": "online",
                        "publish_as": "anonymous",
                        "text": "Say more.",
                        "points": [point],
                    }
                ],
            }
        ],
        "meetings": [
            {
                "slug": "a-meeting",
                "kind": "forum-meeting",
                "forum": f"{slug}-panel",
                "consultation": f"{slug}-round",
                "title": "They met",
                "held_on": "2017-01-15",
                "number": 1,
            }
        ],
        "outreach": [
            {"slug": "letters", "channel": "letters", "audience": "schools", "starts_on": "2017-01-09"}
        ],
    }
