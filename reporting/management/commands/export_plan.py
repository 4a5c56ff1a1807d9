from django.core.management.base import BaseCommand, CommandError

from plans.models import ActionPlan
from reporting import document


class Command(BaseCommand):
    help = "Write a published plan as a document, in canonical form, to standard output."

    def add_arguments(self, parser):
        parser.add_argument("slug")

    def handle(self, *, slug, **options):
        plan = ActionPlan.objects.published().filter(slug=slug).first()
        if plan is None:
            raise CommandError(f"there is no published plan {slug!r}")
        self.stdout.write(document.text(document.write(plan)), ending="")
