from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from plans.choices import Role
from plans.models import Agency
from plans.operations.people import invite


class Command(BaseCommand):
    help = "Invite somebody by mail and give them a role; they choose their own password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="shown in the workspace only")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument(
            "--title", required=True, help='shown in public instead of the name: "Manager, Policy"'
        )
        parser.add_argument("--agency", help="the agency's slug, where the role has one")

    def handle(self, *, email, name, role, title, agency, **options):
        served = Agency.objects.filter(slug=agency).first() if agency else None
        if agency and served is None:
            raise CommandError(f"there is no agency {agency!r}")
        if (served is None) == (role in (Role.EDITOR, Role.APPROVER)):
            raise CommandError(f"the role {role} goes {'with' if served is None else 'without'} an agency")
        today = timezone.localdate()
        invite(email=email, name=name, role=Role(role), title=title, from_on=today, agency=served)
        self.stdout.write(f"The invitation to {email} is in the outbox.")
