"""Every field is PRIVATE or OPEN: masking, export and log checks read that."""

from django.apps import apps

from .source import ROOMS


def models() -> list[type]:
    return [model for room in ROOMS if room != "rules" for model in apps.get_app_config(room).get_models()]


def test_every_field_is_private_or_open() -> None:
    unsaid, twice, unknown = [], [], []
    for model in models():
        fields = {field.name for field in model._meta.concrete_fields}
        for field in fields - {"id"}:
            said = (field in model.PRIVATE) + (field in model.OPEN)
            (unsaid if said == 0 else twice if said == 2 else []).append(f"{model.__name__}.{field}")
        unknown += [f"{model.__name__}.{field}" for field in (model.PRIVATE | model.OPEN) - fields]
    assert (unsaid, twice, unknown) == ([], [], [])


def test_every_model_says_its_chinese_noun() -> None:
    silent = [model.__name__ for model in models() if not any("一" <= char <= "鿿" for char in model.__doc__ or "")]
    assert silent == []


def test_every_field_is_used() -> None:
    """No field that nothing outside models and migrations names."""
    from .source import HOUSE, PACKAGE

    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *(HOUSE / "huying").rglob("*.js")]
        if path.name != "models.py" and "migrations" not in path.parts
    )
    unused = [
        f"{model.__name__}.{field.name}"
        for model in models()
        for field in model._meta.concrete_fields
        if field.name not in text and field.name != "id"
    ]
    assert unused == []
