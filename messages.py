"""Translations without gettext: `python messages.py` renews locale/en, `--check` says what is missing.

Chinese is the source language: the Chinese sentence itself is the key.
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "huying"
CATALOG = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Without a fixed date every run would change the file.
MADE = datetime(2023, 12, 7, tzinfo=UTC)

ONE, MANY = None, (1, 2)
KEYWORDS = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "lazy": ONE,  # gettext_lazy beside a gettext that is _
    "ngettext": MANY,
    "ngettext_lazy": MANY,
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# In templates only whole calls are kept, with their quoted strings, one source line each.
STRING = r"""u?(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"(?:_|n?p?gettext)\(\s*{STRING}(?:\s*,\s*(?:{STRING}|\w+))*\s*\)", re.DOTALL)

Message = tuple[str, str | tuple[str, ...], str | None]


def found_in(code: str, path: str) -> Iterator[Message]:
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), KEYWORDS):
        yield path, message, context


def calls_of(template: str) -> str:
    from django.utils.translation.template import templatize

    return "\n".join(match[0].replace("\n", " ") for match in CALL.finditer(templatize(template)))


def messages() -> Iterator[Message]:
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from found_in(path.read_text(encoding="utf-8"), name)
        elif "templates" in path.parts and path.suffix in (".html", ".txt", ".svg", ".xml"):
            yield from found_in(calls_of(path.read_text(encoding="utf-8")), name)


def empty() -> Catalog:
    return Catalog(
        locale="en",
        project="huying",
        version="-",
        msgid_bugs_address="-",
        creation_date=MADE,
        revision_date=MADE,
        last_translator="-",
        language_team="-",
        header_comment="# Translations of huying.",
        fuzzy=False,
    )


def renewed() -> Catalog:
    """The kept translations, on the strings there are now."""
    wanted = empty()
    for path, message, context in messages():
        wanted.add(message, locations=[(path, 1)], context=context)
    kept = empty()
    if CATALOG.is_file():
        with CATALOG.open("rb") as file:
            kept = read_po(file, locale="en")
    kept.update(wanted, no_fuzzy_matching=True)
    kept.creation_date = kept.revision_date = MADE
    return kept


def as_text(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_po(out, catalog, width=110, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    missing = []
    for message in catalog:
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(words):
            places = ", ".join(sorted({place for place, _line in message.locations}))
            missing.append(f"{places}: {message.id}")
    return missing


def check(catalog: Catalog) -> int:
    wrong = [f"no English: {line}" for line in untranslated(catalog)]
    broken = [f"{error}: {message.id}" for message, errors in catalog.check() for error in errors if message.string]
    if not CATALOG.is_file() or CATALOG.read_bytes() != as_text(catalog):
        wrong.append(f"{CATALOG.relative_to(ROOT)} is not what the pages say now: run `make fmt`")
    for line in wrong + broken:
        print(line, file=sys.stderr)
    return 1 if wrong or broken else 0


def main(words: list[str]) -> int:
    if not settings.configured:
        settings.configure(USE_I18N=False)  # templatize asks for nothing else
    django.setup()
    catalog = renewed()
    if words == ["--check"]:
        return check(catalog)
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    CATALOG.write_bytes(as_text(catalog))
    print(f"{len(catalog)} messages, {len(untranslated(catalog))} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
