"""What people write is shown as they meant it, and does nothing."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from plans.templatetags.text import markdown

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](https://elsewhere.example/pixel.png)",
    "![x](javascript:alert(1))",
    '[x](https://a.example "t\\" onmouseover=alert(1)")',
    '<p style="position:fixed">x</p>',
    "<iframe src=//elsewhere.example></iframe>",
    '<form action="//elsewhere.example"><input name=a></form>',
    "<base href=//elsewhere.example>",
    "<!-- <img src=x onerror=alert(1)> -->",
    "```<script>\nalert(1)\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<h1 id=content>x</h1>",
]


class Reader(HTMLParser):
    """What a browser would see."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text):
    for tag, attributes in Reader(markdown(text)).seen:
        assert tag in {"p", "a", "pre", "code", "h4"}
        assert attributes.keys() <= {"href", "title", "rel"}
        assert tag != "a" or re.match("https?://", attributes["href"])


@pytest.mark.parametrize(
    "text",
    [
        "[x](//elsewhere.example)",
        "[x](<//elsewhere.example>)",
        "[x](&#47;/elsewhere.example)",
        "[x](///elsewhere.example)",
        "[x][there]\n\n[there]: //elsewhere.example",
    ],
)
def test_another_host_under_our_scheme_is_no_link(text):
    assert [tag for tag, _attributes in Reader(markdown(text)).seen if tag == "a"] == []


def test_a_page_of_ours_is_a_link():
    assert ("a", "/plans/") in [
        (tag, dict(a).get("href")) for tag, a in Reader(markdown("[x](/plans/)")).seen
    ]


def test_template_words_stay_as_typed():
    page = Template("{% load text %}{{ words|markdown }}")
    assert "{{7*7}} {% now %}" in page.render(Context({"words": "{{7*7}} {% now %}"}))


def test_lists_emphasis_and_links_are_shown():
    html = markdown("- **one** of [three](https://a.example/b?c=1&d=2)\n- *two*\n\n1. first")
    assert "<li><strong>one</strong> of" in html
    assert '<a href="https://a.example/b?c=1&amp;d=2" rel="nofollow noopener">three</a>' in html
    assert "<ol>" in html


def test_links_within_the_portal_stay():
    assert 'href="/plans/"' in markdown("[plans](/plans/)")


def test_headings_fit_under_the_page():
    assert re.findall(r"<h(\d)>", markdown("# one\n\n## two\n\n### three\n\n#### four")) == [
        "4",
        "5",
        "6",
        "6",
    ]


def test_the_highest_heading_comes_first_below_the_page_however_deep_it_was_written():
    assert re.findall(r"<h(\d)>", markdown("### one\n\n#### two")) == ["4", "5"]
    assert re.findall(r"<h(\d)>", markdown("# one\n\n### two", 3)) == ["3", "5"]


def test_macrons_and_nothing_at_all():
    assert "Māori" in markdown("te reo Māori")
    assert markdown("") == ""
    assert markdown(None) == ""
