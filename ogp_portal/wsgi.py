"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")
application = get_wsgi_application()

from ogp_portal.checks import stop_if_demo_accounts  # noqa: E402 - the models exist only now

stop_if_demo_accounts()
