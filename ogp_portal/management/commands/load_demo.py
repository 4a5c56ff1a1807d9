from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ogp_portal.demo.loading import CAST, PASSWORD, load


class Command(BaseCommand):
    help = "Bring in the demonstration: three plans and the people who work on them. What is there stays."

    def handle(self, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demonstration makes accounts whose password anybody can read. "
                "It is loaded only where it was asked for: set DEMO=true."
            )
        for what in load(now=timezone.now()):
            self.stdout.write(f"Added {what}.")
        self.stdout.write(f"\nThe demonstration is at {settings.SITE_URL}/")
        self.stdout.write(f"Sign in at {settings.SITE_URL}/workspace/ with the password {PASSWORD}")
        for player in CAST:
            self.stdout.write(f"  {player.email:18} {player.part}")
