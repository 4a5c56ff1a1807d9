from django.core.management.base import BaseCommand

from reporting import document


class Command(BaseCommand):
    help = "Write the JSON Schema of the plan document to standard output."

    def handle(self, **options):
        self.stdout.write(document.text(document.schema()), ending="")
