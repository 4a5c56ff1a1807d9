"""Where everything is. Each app brings its own addresses; people see slugs and numbers, never ids."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from allauth.socialaccount import views as provider
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from . import api_docs, pages, views
from .calendar import views as calendar

admin.site.login = secure_admin_login(admin.site.login)  # one sign-in, with its limits and its second factor

sign_in = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("signup/", views.not_found, name="account_signup"),  # people are invited
    path("2fa/", include("allauth.mfa.urls")),
]

if settings.OIDC_SERVER_URL:
    sign_in += [
        path("provider/cancelled/", provider.login_cancelled, name="socialaccount_login_cancelled"),
        path("provider/error/", provider.login_error, name="socialaccount_login_error"),
        path("provider/signup/", views.not_found, name="socialaccount_signup"),
        path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    ]

# -- every page that is not of an app ------------------------------------------------------------------------

house = [
    path("", pages.home, name="home"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("accounts/", include(sign_in)),
    path("admin/", admin.site.urls),
    path("api/v1/", include("ogp_portal.api")),
    path("api/docs/", api_docs.docs, name="api-docs"),
    path("data/", pages.data, name="data"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar.ics", calendar.feed, name="calendar-ics"),
    path("contact/", pages.contact, name="contact"),
    path("about/", pages.about, name="about"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("licence/", pages.licence, name="licence"),
]

# -- the apps, from the top of the tower to the ground floor  ------------------------------

apps = [
    path("", include("reporting.urls")),
    path("", include("engagement.urls")),
    path("", include("commitments.urls")),
]

urlpatterns = house + apps

handler400 = "ogp_portal.errors.bad_request"
handler403 = "ogp_portal.errors.permission_denied"
handler404 = "ogp_portal.errors.page_not_found"
handler500 = "ogp_portal.errors.server_error"
