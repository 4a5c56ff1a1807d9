"""One calendar of everything that has a day: as a page, and as a feed.

Each app below gives its own entries; the days of the country and of OGP come from the settings.
"""
