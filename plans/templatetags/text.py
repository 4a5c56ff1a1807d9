"""Text that people wrote, made safe to show."""

import nh3
from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

register = template.Library()


class Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """Not `//elsewhere.example`, another host under our scheme: it stays as it was typed."""
        return super().validateLink(url) and not url.startswith("//")


# The preset escapes raw HTML. Pictures would be fetched from elsewhere: they stay links.
MARKDOWN = Markdown("js-default").disable(["image", "table"])
TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
TAGS |= {"h3", "h4", "h5", "h6"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
DEEPEST = 6


@register.filter
def markdown(text: str, top: int = 4) -> SafeString:
    """Markdown as HTML from a short list of tags; its highest heading becomes `top`, below the page's own."""
    tokens = MARKDOWN.parse(text or "")
    shift_headings(tokens, top)
    html = MARKDOWN.renderer.render(tokens, MARKDOWN.options, {})
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener"
    )
    return mark_safe(clean)  # noqa: S308 (just cleaned)


def shift_headings(tokens: list[Token], top: int) -> None:
    """Below the headings that stand around a text: its highest becomes `top`, the others stay below it."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1]) for token in headings), default=1)
    for token in headings:
        token.tag = f"h{min(int(token.tag[1]) - highest + top, DEEPEST)}"
