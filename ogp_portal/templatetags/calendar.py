"""The calendar in words, for templates; the words themselves are in ogp_portal.calendar.words."""

from django import template

from ..calendar import words

register = template.Library()
register.filter("entry_days", words.days_of)
