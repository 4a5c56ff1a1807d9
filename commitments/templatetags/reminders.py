"""What is owed, as reminders say it."""

from django import template

from ..words import reminders as words

register = template.Library()

register.filter("what_is_owed", words.what_is_owed)
register.filter("how_it_stands", words.how_it_stands)
