"""How people sign in: by e-mail, by invitation only, with mail through the outbox."""

from datetime import date
from uuid import uuid4

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

from plans.operations.outbox import enqueue_mail

DEMO_DOMAIN = "@demo.example"


def lacks_second_factor(user, *, on: date) -> bool:
    """Whether somebody who must have a second factor on the day has none."""
    return (user.is_staff or user.is_coordinator(on)) and not is_mfa_enabled(user)


def may_sign_in(user) -> bool:
    """Outside the demonstration its accounts open nothing."""
    return settings.DEMO or not user.email.endswith(DEMO_DOMAIN)


class Backend(AuthenticationBackend):
    """Asked at every request, so that a session from before ends too."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and may_sign_in(user)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def pre_login(self, request, user, **kwargs):
        if not may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_mail(self, template_prefix, email, context):
        site = {"name": settings.PORTAL_NAME, "domain": settings.SITE_URL}
        letter = self.render_mail(template_prefix, email, {"current_site": site, "email": email, **context})
        key = f"account-{uuid4()}"
        enqueue_mail(to=email, subject=letter.subject, body=letter.body, key=key, is_secret=True)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def can_authenticate_by_email(self, login, email):
        """A provider may speak only for the domains it was let in for."""
        return email.rpartition("@")[2].lower() in settings.OIDC_DOMAINS


class MFAAdapter(DefaultMFAAdapter):
    def build_totp_svg(self, url):
        """On white, because apps do not read black on a dark page."""
        return qrcode.make(url, image_factory=SvgPathFillImage).to_string(encoding="unicode")
