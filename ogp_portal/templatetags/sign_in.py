from django import template

register = template.Library()


@register.filter
def without_placeholder(field):
    """The sign-in's fields repeat their label inside, where it looks like something typed."""
    field.field.widget.attrs.pop("placeholder", None)
    return field
