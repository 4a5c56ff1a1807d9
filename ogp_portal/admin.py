"""Of what allauth keeps, operators see who has a second factor, and take away one that was lost."""

from importlib import import_module

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin

from plans.admin import LookUp

# Their own screens show secrets and let an operator say whose an address is: they are taken down.
for label in ("account", "auth", "mfa", "socialaccount"):
    import_module(f"{apps.get_app_config(label).name}.admin")  # puts them up, now and not later
    theirs = [model for model in admin.site._registry if model._meta.app_label == label]
    admin.site.unregister(theirs)


@admin.register(Authenticator)
class AuthenticatorAdmin(LookUp):
    list_display = ["user", "type", "created_at", "last_used_at"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("mfa.delete_authenticator")
