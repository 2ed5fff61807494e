"""Huying 呼应: the service desk, field book and ledger of a community that answers its residents."""

import re
from importlib.metadata import version
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


def read_version() -> str:
    """A checkout reads the file itself, for its metadata is as old as the last set-up; a wheel has only metadata."""
    if CHANGELOG.is_file():
        found = re.search(r"(?m)^## (\d+\.\d+\.\d+)", CHANGELOG.read_text(encoding="utf-8"))
        if found:
            return found[1]
    return version("huying")


__version__ = read_version()
