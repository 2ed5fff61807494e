"""A room imports, and points to, only what lies below it."""

import pytest
from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from .source import ROOMS, STEPS, files, imports, name

pytestmark = pytest.mark.once


def test_every_room_has_its_step() -> None:
    assert [room for room in ROOMS if room not in STEPS] == []


def test_imports_lead_downward() -> None:
    upward = []
    for room in ROOMS:
        for path in files(room):
            for module in imports(path):
                parts = module.split(".")
                if parts[0] != "huying" or len(parts) < 2 or parts[1] == room:
                    continue
                # What is no room is the front door: nobody below may know it.
                if parts[1] not in STEPS or STEPS[parts[1]] >= STEPS[room]:
                    upward.append(f"{name(path)} imports {module}")
    assert upward == []


def test_foreign_keys_lead_downward() -> None:
    upward = []
    for room in ROOMS:
        if room == "rules":
            continue
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                    target = field.related_model._meta.app_label
                    if target != room and STEPS.get(target, 99) >= STEPS[room]:
                        upward.append(f"{model.__name__}.{field.name} points to {target}")
    assert upward == []


def test_the_rulebook_is_standard_library_only() -> None:
    known = {"huying.rules"}
    foreign = {
        f"{name(path)} imports {module}"
        for path in files("rules")
        for module in imports(path)
        if module.startswith(("django", "huying")) and not any(module.startswith(ok) for ok in known)
    }
    assert foreign == set()
