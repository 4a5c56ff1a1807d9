from django.conf import settings


def portal(request):
    """What every page may say about the portal itself."""
    return {
        "portal": {
            "name": settings.PORTAL_NAME,
            "strapline": settings.PORTAL_STRAPLINE,
            "country": settings.PORTAL_COUNTRY,
            "contact_email": settings.CONTACT_EMAIL,
            "licence_name": settings.LICENCE_NAME,
            "licence_url": settings.LICENCE_URL,
            "demo": settings.DEMO,
        }
    }
