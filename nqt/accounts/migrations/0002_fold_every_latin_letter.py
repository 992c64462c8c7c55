"""Every Latin letter is folded: the function changes, and what was stored with the former one is computed again."""

from django.db import migrations

from nqt.common.text import FOLD_SQL

STORED = """
SELECT c.table_name, c.column_name, c.generation_expression, min(u.column_name)
FROM information_schema.columns c
JOIN information_schema.column_column_usage u
  ON (u.table_schema, u.table_name, u.dependent_column) = (c.table_schema, c.table_name, c.column_name)
WHERE c.table_schema = current_schema() AND c.generation_expression LIKE '%%nqt_fold(%%'
GROUP BY 1, 2, 3 ORDER BY 1, 2
"""


def fold_again(apps, schema_editor):
    """Only rows whose folded form differs are written; nothing else of them changes, so no trigger has a say."""
    quote = schema_editor.connection.ops.quote_name
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(STORED)
        for table, column, expression, source in cursor.fetchall():
            table, column, source = quote(table), quote(column), quote(source)
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {source} = {source} WHERE {column} IS DISTINCT FROM {expression}")
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(FOLD_SQL, migrations.RunSQL.noop),
        migrations.RunPython(fold_again, migrations.RunPython.noop),
    ]
