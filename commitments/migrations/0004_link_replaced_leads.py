"""Rows that a hand-over ended before name the row they replaced: it was withdrawn in the edition they came in."""

from django.db import migrations


def link(apps, schema_editor):
    leads = apps.get_model("commitments", "Lead").objects
    withdrawn = leads.filter(until_on=None, published_in__isnull=False, withdrawn_in__isnull=False)
    for first in withdrawn.order_by("pk"):
        ended = leads.filter(
            commitment=first.commitment_id,
            agency=first.agency_id,
            role=first.role,
            office=first.office,
            from_on=first.from_on,
            until_on__isnull=False,
            published_in=first.withdrawn_in_id,
            replaces=None,
        ).first()
        if ended:
            ended.replaces_id = first.pk
            ended.save(update_fields=["replaces"])


class Migration(migrations.Migration):
    dependencies = [("commitments", "0003_what_a_lead_replaces")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
