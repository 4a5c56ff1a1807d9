"""The country's and OGP's days of the demonstration: invented, and always around today."""

from __future__ import annotations

from datetime import date

SOURCE = "https://calendar.example/invented/"
# Name, kind, month, day, last day; the budget every year, the election every third one.
EVERY_YEAR = (
    ("Budget day (invented example)", "budget", 5, 21, None),
    ("Deadline of OGP for self-assessments (invented example)", "ogp", 7, 31, None),
    ("Deadline of OGP for action plans (invented example)", "ogp", 12, 31, None),
    ("Open Government Week (invented example)", "ogp", 5, 11, 17),
)
ELECTION = ("General election (invented example)", "election", 11)  # only its month is known


def invented_days(today: date) -> list[dict[str, str]]:
    """As the setting CALENDAR_DAYS would say them."""
    found = []
    for year in range(today.year - 1, today.year + 3):
        for name, kind, month, first, last in EVERY_YEAR:
            said = {"name": name, "kind": kind, "on": f"{year}-{month:02}-{first:02}", "source": SOURCE}
            found.append(said | ({"until": f"{year}-{month:02}-{last:02}"} if last else {}))
        if year % 3 == 0:
            name, kind, month = ELECTION
            found.append({"name": name, "kind": kind, "on": f"{year}-{month:02}", "source": SOURCE})
    return found
