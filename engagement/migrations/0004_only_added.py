"""The database refuses too what the models refuse: rows of these tables are added, none is changed, none goes.

A later migration that makes SQLite build one of them anew takes the triggers with it: it calls `refuse_changes`
again. Emptying a whole table (TRUNCATE, DROP) is for who owns the database; the hashes of the log tell.
"""

from django.db import migrations

TABLES = ("engagement_contactseen", "engagement_erasurerecord")

FUNCTION = """
CREATE OR REPLACE FUNCTION engagement_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: rows are added; none is changed, none goes', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def statements(vendor):
    if vendor == "postgresql":
        yield FUNCTION
        for table in TABLES:
            yield f"DROP TRIGGER IF EXISTS {table}_only_added ON {table}"
            yield (
                f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION engagement_only_added()"
            )
    elif vendor == "sqlite":
        for table in TABLES:
            for event in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table}: rows are added; none is changed, none goes'); END"
                )


def undoing(vendor):
    for table in TABLES:
        if vendor == "postgresql":
            yield f"DROP TRIGGER IF EXISTS {table}_only_added ON {table}"
        elif vendor == "sqlite":
            for event in ("update", "delete"):
                yield f"DROP TRIGGER IF EXISTS {table}_no_{event}"
    if vendor == "postgresql":
        yield "DROP FUNCTION IF EXISTS engagement_only_added()"


def _run(connection, lines):
    with connection.cursor() as cursor:
        for line in lines:
            cursor.execute(line)


def refuse_changes(apps, schema_editor):
    _run(schema_editor.connection, statements(schema_editor.connection.vendor))


def allow_changes(apps, schema_editor):
    _run(schema_editor.connection, undoing(schema_editor.connection.vendor))


class Migration(migrations.Migration):
    dependencies = [("engagement", "0003_many_doors")]

    operations = [migrations.RunPython(refuse_changes, allow_changes)]
