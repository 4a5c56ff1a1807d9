import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reporting.operations.document import Refused, bring_in


class Command(BaseCommand):
    help = "Bring in a plan document. The same document twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, add nothing")

    def handle(self, *, file, dry_run, **options):
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise CommandError(f"{file}: {error}") from error
        try:
            result = bring_in(document=document, name=file.name, dry_run=dry_run)
        except Refused as refusal:
            lines = "\n".join(f"  {problem}" for problem in refusal.problems)
            raise CommandError(f"{file} was refused, nothing was added:\n{lines}") from refusal
        verb = "would add" if dry_run else "added"
        if not result.added:
            self.stdout.write(f"{file}: nothing new")
        for path in result.added:
            self.stdout.write(f"{verb} {path}")
