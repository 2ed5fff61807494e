"""Where huying keeps what must be kept. Known before the settings are loaded, for the demo has a folder of its own."""

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").is_file() else None


def data_folder() -> Path:
    """One folder holds all of it: the database, the photos, the secret key."""
    if given := os.environ.get("HUYING_DATA_DIR"):
        return Path(given).expanduser().resolve()
    if CHECKOUT:
        return CHECKOUT / "var"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home()) / "huying"
    return Path.home() / ".local" / "share" / "huying"
