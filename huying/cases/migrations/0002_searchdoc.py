import django.db.models.deletion
from django.db import migrations, models

# FTS5 with external content on the integer key: on the hidden row id of a table with UUIDs it would answer with wrong
# rows after a VACUUM. `ascii` leaves everything beyond ASCII whole: a term is never cut.
SQLITE = (
    "CREATE VIRTUAL TABLE cases_search USING fts5"
    "(tokens, content='cases_searchdoc', content_rowid='id', tokenize=\"ascii tokenchars '='\", detail=none)",
)
# Straight from the terms, without a parser: PostgreSQL's own drops Chinese where the database's locale is C.
POSTGRESQL = (
    "ALTER TABLE cases_searchdoc ADD COLUMN terms tsvector"
    " GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
    "CREATE INDEX cases_searchdoc_terms ON cases_searchdoc USING gin (terms)",
)


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    """On PostgreSQL the column and its index go with the table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE cases_search")


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchDoc",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="search_doc", to="cases.case"
                    ),
                ),
                # Last, so that SQLite need not walk through a long row to read the case.
                ("tokens", models.TextField()),
            ],
        ),
        migrations.RunPython(build, drop),
    ]
