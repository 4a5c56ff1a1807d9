"""Those who were here before have a key in their address too."""

from uuid import uuid4

from django.db import migrations


def give_keys(apps, schema_editor):
    users = apps.get_model("plans", "User")
    for user in users.objects.filter(key=None):
        user.key = uuid4()
        user.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_workspace")]

    operations = [migrations.RunPython(give_keys, migrations.RunPython.noop)]
