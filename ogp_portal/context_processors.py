"""What every page says about the portal itself: masthead and footer."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from plans.http import is_anonymous

from .middleware import PRIVATE

# Whoever has such an address can open it.
NOT_TO_BE_NAMED = (
    "contact",
    "plan-preview",
    "proposal-guest",
    "receipt",
    "receipt-correct",
    "receipt-withdraw",
    "take-part-later",
    "voice",
)


def portal(request: HttpRequest) -> dict:
    account = account_of(request)
    return {
        "portal": {
            "name": settings.PORTAL_NAME,
            "strapline": settings.PORTAL_STRAPLINE,
            "country": settings.PORTAL_COUNTRY,
            "contact_email": settings.CONTACT_EMAIL,
            "licence_name": settings.LICENCE_NAME,
            "licence_url": settings.LICENCE_URL,
            "demo": settings.DEMO,
            "home_url": "/",
            "account": account,
            "rooms": rooms(request.path, with_workspace=bool(account and account["has_a_role"])),
            "footer_note": footer_note(),
            "footer_links": footer_links(request),
        }
    }


def account_of(request: HttpRequest) -> dict | None:
    """Who is signed in, and how to leave. A reader without a session is not asked, so none is touched."""
    user = None if is_anonymous(request) else getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    held = user.roles_on(timezone.localdate())
    words = [str(user), *(membership.get_role_display() for membership in held[:1])]
    return {
        "words": ", ".join(words),
        "has_a_role": bool(held),
        "you_url": reverse("workspace-you") if held else "",
        "sign_in_url": reverse("mfa_index"),
        "sign_out_url": reverse("account_logout"),
    }


def rooms(path: str, *, with_workspace: bool) -> list[dict]:
    """The rooms that exist; the one we are in is marked."""
    found = [
        {"url": reverse("plans"), "label": _("Plans")},
        {"url": reverse("agencies"), "label": _("Agencies")},
        {"url": reverse("consultations"), "label": _("Have your say")},
        {"url": reverse("self-assessments"), "label": _("Reports")},
        {"url": reverse("data"), "label": _("Data")},
        {"url": reverse("about"), "label": _("About")},
    ]
    if with_workspace:
        found.append({"url": reverse("workspace"), "label": _("Workspace")})
    return [room | {"is_current": path.startswith(room["url"])} for room in found]


def footer_note() -> str:
    if settings.DEMO:
        return _(
            "Demonstration. Plans marked as invented are examples; the others are short summaries, "
            "in our own words, of published documents that each page names."
        )
    return ""


def footer_links(request: HttpRequest) -> list[dict]:
    links = [
        {"url": reverse("data"), "label": _("Data and downloads")},
        {"url": reverse("forums"), "label": _("Who meets about the plans")},
        {"url": reverse("calendar"), "label": _("Calendar")},
        {"url": f"{reverse('about')}#timeliness", "label": _("How stages and timeliness work")},
        {"url": reverse("accessibility"), "label": _("Accessibility")},
        {"url": reverse("privacy"), "label": _("Privacy")},
        {"url": reverse("licence"), "label": _("Licence")},
        {"url": reverse("contact"), "label": _("Contact")},
    ]
    page = request.resolver_match.url_name if request.resolver_match else ""
    if page not in NOT_TO_BE_NAMED and not request.path.startswith(PRIVATE):
        wrong = f"{reverse('contact')}?{urlencode({'page': request.get_full_path()})}"
        links.append({"url": wrong, "label": _("Something wrong on this page?")})
    return links
