"""Static files by name, with a hash of the content in the address: cached for a year, never stale."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@lru_cache(maxsize=1024)
def content_hash(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name}")
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]


class ContentHashStorage(StaticFilesStorage):
    """No manifest and no collectstatic: the same addresses in tests, in the demo and in a wheel."""

    def url(self, name: str | None) -> str:
        if not name:
            return super().url(name)
        path, mark, fragment = name.partition("#")
        return f"{super().url(path)}?v={content_hash(path)}{mark}{fragment}"
