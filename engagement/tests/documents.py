"""A plan document in which people take part."""

from __future__ import annotations


def with_voices(document: dict) -> dict:
    """The document with one of each: a forum, an answered consultation with an idea, a meeting, outreach, a
    draft commitment."""
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
                "ideas": [
                    {
                        "number": 1,
                        "submission": 1,
                        "point": 1,
                        "voices": {"support": 2, "objection": 2},
                        "reasons": [
                            {"kind": "objection", "reason": "Say less.", "given_on": "2017-01-12"},
                        ],
                        "published_on": "2017-01-11",
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
        "proposals": [
            {
                "consultation": f"{slug}-round",
                "slug": "openness",
                "title": "Openness",
                "state": "agreed",
                "decided_on": "2017-01-30",
                "decided_by": "The minister",
                "commitment": number,
                "ideas": [1],
                "text": {
                    "title": "Openness",
                    "proposed": "To say more.",
                    "values": ["transparency"],
                    "milestones": [{"title": "To begin", "due_on": "2018-01", "agency": "Records"}],
                },
                "published_on": "2017-01-25",
            }
        ],
    }
