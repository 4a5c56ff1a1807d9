from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ogp_portal"

    def ready(self):
        from . import checks  # noqa: F401 - registers them
