"""How a cell stands before and after."""

from django import template

from ..words.difference import marked_words

register = template.Library()

register.simple_tag(marked_words, name="marked")
