"""分摊: what each home pays, frozen or as an estimate."""

from typing import Any

from .. import sharing
from ..dossier import Dossier

# So many homes stand on the page of the place; all of them on their sheet.
FIRST = 12


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    """Once there is a sum."""
    shares = sharing.shown(dossier.place)
    if shares is None:
        return None
    return "funds/_shares.html", {"shares": shares, "first": shares.rows[:FIRST], "more": len(shares.rows) > FIRST}
