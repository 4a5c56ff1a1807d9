"""How people sign in: by e-mail, by invitation only, with mail through the outbox."""

from datetime import date
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings

from plans.operations.outbox import enqueue_mail

DEMO_DOMAIN = "@demo.example"


def lacks_second_factor(user, *, on: date) -> bool:
    """Whether somebody who must have a second factor on the day has none."""
    return (user.is_staff or user.is_coordinator(on)) and not is_mfa_enabled(user)


class Backend(AuthenticationBackend):
    """Outside the demonstration its accounts open nothing, not even with a session from before."""

    def user_can_authenticate(self, user):
        if user.email.endswith(DEMO_DOMAIN) and not settings.DEMO:
            return False
        return super().user_can_authenticate(user)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context_):
        letter = self.render_mail(
            template_prefix, email, {"request": context.request, "email": email, **context_}
        )
        enqueue_mail(to=email, subject=letter.subject, body=letter.body, key=f"account-{uuid4()}")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def can_authenticate_by_email(self, login, email):
        """A provider may speak only for the domains it was let in for."""
        return email.rpartition("@")[2].lower() in settings.OIDC_DOMAINS
