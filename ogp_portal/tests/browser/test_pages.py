"""Every type of page, light and dark, phone and desktop: accessible, whole, and without a complaint."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from engagement.models import Consultation, Submission, Voice
from engagement.operations.unsent import keep_unsent
from plans.models import User

from .begun import a_plan_in_the_making, an_amendment
from .conftest import Site

pytestmark = pytest.mark.browser

START = "/workspace/plans/example"
ACCOUNT = "/workspace/reports/example-mid-term"
ASKED = "/workspace/consultations"
IDEAS = "/consultations/example-next/ideas"
MAKING = "/workspace/making/fourth"
REGISTER = "a-register-of-the-algorithms-that-government-uses"
INDICATORS = f"{START}/commitments/2/indicators"
FIGURE = f"{INDICATORS}/spending-that-is-published-every-month"
PAGES = [
    ("Dee", "/"),
    ("Dee", "/plans/"),
    ("Dee", "/plans/example/"),
    ("Dee", "/plans/example/?stage=underway"),
    ("Dee", "/plans/nz-2016-18/"),
    ("Dee", "/plans/nz-2016-18/?on=2017-06-29"),
    ("Dee", "/plans/example/changes/"),
    ("Dee", "/plans/nz-2016-18/changes/"),
    ("Dee", "/plans/example/commitments/2/"),
    ("Dee", "/plans/example/commitments/3/"),
    ("Dee", "/plans/example/commitments/4/quarter-3/"),
    ("Dee", "/plans/nz-2016-18/commitments/5/"),
    ("Dee", "/plans/nz-2014-16/"),
    ("Dee", "/plans/nz-2014-16/commitments/1/"),
    ("Dee", "/plans/fourth/"),
    ("Dee", "/plans/fourth/timeline/"),
    ("Dee", "/plans/fourth/drafts/1/"),
    ("Dee", "{preview}"),
    ("Dee", "/agencies/"),
    ("Dee", "/agencies/agency-for-public-records/"),
    ("Dee", "/work-elsewhere/"),
    ("Dee", f"/work-elsewhere/{REGISTER}/"),
    ("Dee", "/consultations/"),
    ("Dee", "/consultations/?standing=planned"),
    ("Dee", "/consultations/example-next/"),
    ("Dee", "/consultations/example-dates/"),
    ("Dee", "/consultations/example-ideas/"),
    ("Dee", "/consultations/nz-2016-stage-2/"),
    ("Dee", "/consultations/example-next/take-part/"),
    ("Dee", "/consultations/example-dates/take-part/"),
    ("Dee", "/consultations/example-next/receipts/{secret}/"),
    ("Dee", "/consultations/example-next/receipts/{secret}/correct/"),
    ("Dee", "/consultations/example-next/receipts/{secret}/withdraw/"),
    ("Dee", "/consultations/example-next/receipts/{secret}/data/"),
    ("Dee", "/consultations/example-next/receipts/{secret}/erase/"),
    ("Dee", "{begun}?kept"),
    ("Dee", f"{IDEAS}/"),
    ("Dee", f"{IDEAS}/1/"),
    ("Dee", f"{IDEAS}/1/voice/"),
    ("Dee", "{voice}"),
    ("Dee", "/consultations/example-ideas/submissions/"),
    ("Dee", "/consultations/example-ideas/submissions/1/"),
    ("Dee", "/consultations/example-ideas/responses/"),
    ("Dee", "/forum/"),
    ("Dee", "/forum/expert-advisory-panel/"),
    ("Dee", "/calendar/"),
    ("Dee", "/calendar/?plan=nz-2016-18&when=past"),
    ("Dee", "/plans/example-next-plan/timeline/"),
    ("Dee", "/forum/nz-stakeholder-advisory-group/"),
    ("Dee", "/reports/"),
    ("Dee", "/reports/nz-2014-16-mid-term/"),
    ("Dee", "/data/"),
    ("Dee", "/contact/?page=/plans/example/"),
    ("Dee", "/about/"),
    ("Dee", "/accessibility/"),
    ("Dee", "/privacy/"),
    ("Dee", "/licence/"),
    ("Dee", "/api/docs/"),
    ("Dee", "/accounts/login/"),
    ("Dee", "/accounts/password/reset/"),
    ("Dee", "/plans/never/"),
    ("Dee", "/plans/example/?on=never"),
    ("Ben", "/plans/example/"),
    ("Ben", "/workspace/"),
    ("Ben", f"{START}/"),
    ("Ben", f"{START}/commitments/1/quarter-4/"),
    ("Ben", f"{START}/commitments/3/quarter-4/"),
    ("Ben", f"{START}/commitments/4/quarter-4/"),
    ("Ben", f"{START}/commitments/1/quarter-4/nothing/"),
    ("Ben", f"{START}/commitments/1/quarter-3/"),
    ("Ben", f"{START}/commitments/1/history/"),
    ("Ben", f"{START}/commitments/1/notes/"),
    ("Ben", f"{START}/periods/quarter-4/grid/"),
    ("Ben", f"{START}/periods/quarter-4/workbook/"),
    ("Ben", f"{START}/extract/"),
    ("Ben", "/workspace/you/"),
    ("Ben", f"{START}/commitments/2/quarter-4/review/"),
    ("Bo", "/workspace/"),
    ("Bo", f"{START}/commitments/4/quarter-4/review/"),
    ("Bea", f"{START}/commitments/2/quarter-4/"),
    ("Chi", "/workspace/"),
    ("Chi", "/review/"),
    ("Chi", "/review/example-mid-term/1/"),
    ("Chi", "/review/example-mid-term/1/commitment-3/"),
    ("Eli", "/workspace/"),
    ("Ana", "/workspace/"),
    ("Ana", f"{START}/"),
    ("Ana", f"{START}/periods/quarter-4/"),
    ("Ana", f"{START}/periods/quarter-4/?close"),
    ("Ana", f"{START}/commitments/2/quarter-4/review/"),
    ("Ana", f"{START}/periods/quarter-4/grid/"),
    ("Ana", f"{START}/commitments/1/quarter-3/correct/"),
    ("Ana", f"{START}/commitments/1/quarter-3/correct/doing/"),
    ("Ana", f"{START}/commitments/1/quarter-3/correct/milestone-2/"),
    ("Ana", f"{START}/commitments/1/leads/"),
    ("Ana", f"{START}/amendments/"),
    ("Ana", "{amendment}"),
    ("Ana", "{amendment}?discard"),
    ("Ana", "{amendment}publish/"),
    ("Ana", "{amendment}commitments/1/"),
    ("Ana", "{amendment}commitments/1/new/"),
    ("Ana", "{amendment}commitments/1/1/"),
    ("Ana", "{amendment}commitments/1/2/"),
    ("Ana", "{amendment}commitments/1/2/split/"),
    ("Ana", "/workspace/making/"),
    ("Ana", "/workspace/making/new/"),
    ("Ana", "/workspace/making/example/"),
    ("Ana", f"{MAKING}/"),
    ("Ana", f"{MAKING}/facts/"),
    ("Ana", f"{MAKING}/new-section/"),
    ("Ana", f"{MAKING}/sections/how/"),
    ("Ana", f"{MAKING}/new-commitment/"),
    ("Ana", f"{MAKING}/commitments/1/"),
    ("Ana", f"{MAKING}/workbook/"),
    ("Ana", f"{MAKING}/timeline/"),
    ("Ana", f"{MAKING}/draft/"),
    ("Ana", f"{MAKING}/adopt/"),
    ("Ana", f"{MAKING}/periods/"),
    ("Ana", f"{MAKING}/versions/"),
    ("Ana", f"{MAKING}/previews/"),
    ("Ana", f"{INDICATORS}/"),
    ("Ana", f"{INDICATORS}/new/"),
    ("Ana", f"{FIGURE}/"),
    ("Ana", f"{FIGURE}/facts/"),
    ("Bea", "/workspace/elsewhere/"),
    ("Ana", "/workspace/elsewhere/new/"),
    ("Ana", f"/workspace/elsewhere/{REGISTER}/"),
    ("Ana", f"/workspace/elsewhere/{REGISTER}/facts/"),
    ("Ana", f"{FIGURE}/withdraw/"),
    ("Ana", f"/workspace/elsewhere/{REGISTER}/?correct=1"),
    ("Ana", f"/workspace/elsewhere/{REGISTER}/withdraw/"),
    ("Ana", "/workspace/people/"),
    ("Ana", "/workspace/people/{ben}/"),
    ("Ana", "/workspace/people/{ben}/roles/1/"),
    ("Ana", "/workspace/agencies/"),
    ("Ana", "/workspace/agencies/office-for-open-data/"),
    ("Ana", "/workspace/reminders/"),
    ("Ana", "/workspace/reminders/letter/"),
    ("Ana", "/workspace/outbox/"),
    ("Ana", f"{ASKED}/"),
    ("Ana", f"{ASKED}/new/example/"),
    ("Ana", f"{ASKED}/example-next/?closing"),
    ("Ana", f"{ASKED}/example-next/events/"),
    ("Ana", f"{ASKED}/example-next/invitations/"),
    ("Ana", "/workspace/forums/"),
    ("Ana", "/workspace/forums/new/example/"),
    ("Ana", "/workspace/forums/users-of-open-data/"),
    ("Ana", "/workspace/forums/expert-advisory-panel/seats/?seat=3"),
    ("Ana", "/workspace/forums/expert-advisory-panel/meetings/"),
    ("Ana", "/workspace/forums/expert-advisory-panel/meetings/what-people-ask-for-next/?paper=1"),
    ("Ana", "/workspace/forums/expert-advisory-panel/decisions/?correct=4"),
    ("Ana", f"{ASKED}/example-dates/"),
    ("Ana", f"{ASKED}/example-dates/submissions/1/"),
    ("Ana", f"{ASKED}/example-dates/submissions/1/?cut"),
    ("Ana", f"{ASKED}/example-dates/submissions/3/"),
    ("Ana", f"{ASKED}/example-dates/answers/"),
    ("Ana", f"{ASKED}/example-dates/submissions/"),
    ("Ana", f"{ASKED}/example-dates/submissions/1/words/"),
    ("Ana", f"{ASKED}/example-dates/submissions/1/beside/"),
    ("Ana", f"{ASKED}/example-dates/submissions/1/sender/"),
    ("Ana", f"{ASKED}/example-dates/personal/"),
    ("Ana", f"{ASKED}/example-dates/points/"),
    ("Ana", f"{ASKED}/example-dates/doubtful/"),
    ("Ana", f"{ASKED}/example-dates/enter/"),
    ("Ana", f"{ASKED}/example-dates/register/"),
    ("Ana", f"{ASKED}/example-dates/alike/"),
    ("Ana", f"{ASKED}/example-next/ideas/"),
    ("Ana", f"{ASKED}/example-next/voices/"),
    ("Ana", "/workspace/proposals/"),
    ("Ana", "{draft}"),
    ("Ana", "{draft}deciding/"),
    ("Ana", "/workspace/outreach/example/?row=letters"),
    ("Ana", "/workspace/themes/example/?theme=the-date"),
    ("Ana", "/workspace/answer-templates/?edit=Done+already"),
    ("Bea", "/workspace/views/example-dates/1/office-for-open-data/"),
    ("Ana", "/workspace/reports/"),
    ("Ana", f"{ACCOUNT}/"),
    ("Ana", f"{ACCOUNT}/chapters/commitment-1/"),
    ("Ana", f"{ACCOUNT}/parts/1/"),
    ("Ana", f"{ACCOUNT}/drafts/1/"),
    ("Ana", f"{ACCOUNT}/drafts/1/review/"),
    ("Ana", "/accounts/2fa/"),
    ("Ana", "/accounts/logout/"),
    ("Ana", "/accounts/password/change/"),
]

# What is not there, not theirs, or asked in a way that nobody can answer: a page too.
REFUSED = [
    ("Dee", "/plans/never/"),
    ("Dee", "/plans/example/?on=never"),
    ("Ben", f"{START}/commitments/2/quarter-4/review/"),
    ("Eli", "/workspace/"),
]

# Words that a reader cannot read: cut off by their box, or with other words on top of them.
UNREADABLE = """() => {
    const isClipped = box => {
        const style = getComputedStyle(box);
        return style.clipPath !== 'none' || style.clip !== 'auto';
    };
    const shown = node => {
        if (!node.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
        for (let box = node; box; box = box.parentElement) if (isClipped(box)) return false;
        return !node.closest('.board, .savebar');  // these scroll by themselves, above what they hold
    };
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [], boxes = [];
    for (let node; (node = words.nextNode());) {
        const holder = node.parentElement;
        if (!node.textContent.trim() || !shown(holder)) continue;
        if (holder.closest('script, style, noscript, select')) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (let box = holder; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            if (!['hidden', 'clip'].includes(style.overflowX)) continue;
            if (box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
                found.push('cut off: ' + node.textContent.trim().slice(0, 60));
        }
        for (const rect of range.getClientRects())
            if (rect.width > 2 && rect.height > 2) boxes.push([rect, node]);
    }
    boxes.sort((one, other) => one[0].top - other[0].top);
    boxes.forEach(([one, node], index) => {
        for (let next = index + 1; next < boxes.length && boxes[next][0].top < one.bottom - 4; next++) {
            const [other, its] = boxes[next];
            const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            if (its === node || across <= 3 || down <= 6) continue;
            const [above, below] = [node, its].map(text => text.textContent.trim().slice(0, 40));
            found.push(`on top: ${above} | ${below}`);
        }
    });
    return [...new Set(found)].slice(0, 6);
}"""
WIDTHS = """() => {
    const all = document.documentElement;
    const beyond = [...document.body.querySelectorAll('*')].filter(
        one => one.getBoundingClientRect().right > all.clientWidth + 1).slice(0, 4);
    return [all.scrollWidth, all.clientWidth, beyond.map(one => one.outerHTML.slice(0, 120))];
}"""


# One thing has one heading of the first rank, and nothing else its id: labels and links find what they mean.
NAMED = """() => {
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    return [document.querySelectorAll('h1').length, ids.filter((id, at) => ids.indexOf(id) !== at)];
}"""


def is_whole(page, width):
    """Nothing to scroll sideways, no words cut off or on top of others."""
    page.set_viewport_size({"width": width, "height": 800})
    (wide, room, beyond), found = page.evaluate(f"() => [({WIDTHS})(), ({UNREADABLE})()]")
    assert wide <= room, f"{page.url} at {width} is {wide} wide: {beyond}"
    assert not found, f"{page.url} at {width}: {'; '.join(found)}"


@pytest.fixture(scope="module")
def reading(served, browser):
    """Everybody has one window for all these pages."""
    site = Site(*served, browser)
    yield site
    site.close()


@pytest.fixture
def site(reading):
    yield reading
    complaints, reading.complaints = reading.complaints, []
    assert not complaints


@pytest.fixture(scope="module")
def known(served) -> dict[str, object]:
    """What some addresses are made of; a plan in the making and an amendment are begun."""
    ben = User.objects.get(name="Ben")
    asked = Consultation.objects.get(slug="example-next")
    typed = {"text": ["Half of a thought."]}
    begun = keep_unsent(
        consultation=asked, key=str(uuid4()), version=0, typed=typed, files=[], now=timezone.now()
    )
    return {
        "begun": begun.get_absolute_url(),
        "secret": Submission.objects.filter(consultation__slug="example-next")[0].secret,
        "preview": reverse("plan-preview", args=[a_plan_in_the_making().key]),
        "voice": Voice.objects.filter(idea__number=1)[0].get_absolute_url(),
        "draft": reverse("workspace-proposal", args=["example-next", "open-counters"]),
        "amendment": an_amendment(),
        "ben": ben.key,
    }


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_a_page_can_be_read_by_everybody(site, axe, known, name, address):
    page = site.window(name)
    page.emulate_media(color_scheme="light")
    answer = page.goto(address.format(**known))
    assert answer.status == 200 or (name, address) in REFUSED
    assert page.evaluate(NAMED) == [1, []]
    is_whole(page, 1280)
    is_whole(page, 640)  # zoomed to 200 %
    is_whole(page, 320)  # and to 400 %
    is_whole(page, 360)
    axe(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    axe(page, contrast_only=True)
