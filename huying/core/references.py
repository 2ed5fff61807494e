"""Who points to a row 牵连: what may be taken back is what nothing else speaks of, in whatever room."""

from typing import Any

from django.db.models import QuerySet


def free(rows: QuerySet[Any], *, but: tuple[Any, ...] = ()) -> QuerySet[Any]:
    """Those of the rows that no row of any table points to, `but` for tables that are a part of them."""
    for relation in rows.model._meta.related_objects:
        if relation.related_model in but:
            continue
        name = relation.field.attname
        speaking = relation.related_model._base_manager.filter(**{f"{name}__isnull": False})
        rows = rows.exclude(pk__in=speaking.values(name))
    return rows
