"""What pages say about people and their roles."""

from django import template

from ..words import people as words

register = template.Library()

register.filter("role_of", words.role_of)
register.filter("begins_words", words.begins_words)
