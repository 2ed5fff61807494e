"""Stub."""

from typing import Any

from ..dossier import Dossier


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    return None
