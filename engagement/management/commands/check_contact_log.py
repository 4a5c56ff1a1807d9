from django.core.management.base import BaseCommand, CommandError

from engagement.models import ContactSeen
from engagement.operations.contact_log import what_is_wrong


class Command(BaseCommand):
    help = "Check that the log of who saw contact data is as it was written: no row changed, none taken out."

    def handle(self, **options):
        if wrong := what_is_wrong():
            raise CommandError("The log is not as it was written: " + "; ".join(wrong))
        self.stdout.write(f"The log is whole: {ContactSeen.objects.count()} rows.")
