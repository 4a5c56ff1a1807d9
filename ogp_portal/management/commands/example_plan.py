from datetime import date

from django.core.management.base import BaseCommand

from ogp_portal.demo import example
from reporting.document import text


class Command(BaseCommand):
    help = "Write the invented example plan, as of a day, as a plan document to standard output."

    def add_arguments(self, parser):
        parser.add_argument("day", type=date.fromisoformat, help="YYYY-MM-DD")

    def handle(self, *, day, **options):
        self.stdout.write(text(example.document(day)), ending="")
