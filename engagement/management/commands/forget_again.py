from django.core.management.base import BaseCommand
from django.utils import timezone

from engagement.operations.forgetting_again import forget_again


class Command(BaseCommand):
    help = (
        "After a backup was put back: erase again what the ledger says was erased and this database does not "
        "know. Run it before the portal is opened. Safe to run twice."
    )

    def handle(self, **options):
        count = forget_again(now=timezone.now())
        self.stdout.write(f"{count} erasures of the ledger were done again.")
