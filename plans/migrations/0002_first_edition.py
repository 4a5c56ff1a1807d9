from django.db import migrations


def begin_counting(apps, schema_editor):
    apps.get_model("plans", "EditionCounter").objects.create(number=0)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(begin_counting, migrations.RunPython.noop)]
