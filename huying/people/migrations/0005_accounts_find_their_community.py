"""Accounts that are there find the community that keeps them."""

from django.db import migrations


def keep(apps, schema_editor):
    """An account belongs to the community of the post it took last; without one it is the street's or district's."""
    alias = schema_editor.connection.alias
    held = apps.get_model("people", "Holding")._base_manager.using(alias).order_by("since")
    last = dict(held.values_list("user", "post__community"))
    users = apps.get_model("people", "User")._base_manager.using(alias)
    for user, community in last.items():
        users.filter(pk=user).update(community=community)


class Migration(migrations.Migration):
    # Apart from the column: PostgreSQL does not index a table whose rows have just been changed.
    dependencies = [("people", "0004_kept_accounts")]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
