"""What a bench found, and where it was measured: cores, memory and versions, never the name of a machine."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huying.folders import CHECKOUT

Figures = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """`passed` holds the figures against the bars of the bench; `lines` are what a person should read."""

    figures: Figures
    yardstick: Figures
    passed: bool
    lines: list[str] = field(default_factory=list)


def middle(values: Sequence[float], digits: int = 2) -> float:
    return round(statistics.median(values), digits)


def spread(values: Sequence[float], digits: int = 2) -> list[float]:
    """From the lowest to the highest of several runs."""
    return [round(min(values), digits), round(max(values), digits)]


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def percentile(values: Sequence[float], hundredth: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredth // 100)]


def machine() -> Figures:
    return {
        "cores": os.cpu_count(),
        "memory_mb": memory_mb(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load": load(),
    }


def load() -> float | None:
    """How busy the machine was in the last minute, with whatever else: above the number of cores, clocks are noisy."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def memory_mb() -> int | None:
    """Only where the system tells: not on Windows."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    except (AttributeError, ValueError, OSError):
        return None


def commit(checkout: Path | None = CHECKOUT) -> str:
    """The commit that is checked out, read from git's own files; "" outside a checkout."""
    try:
        folder = _git_folder(checkout) if checkout else None
        head = (folder / "HEAD").read_text().strip() if folder else ""
        return _hash(folder, head.removeprefix("ref: ")) if folder and head.startswith("ref: ") else head
    except OSError:
        return ""


def _git_folder(checkout: Path) -> Path:
    """A linked work tree has a file that says where its folder is."""
    git = checkout / ".git"
    return git if git.is_dir() else checkout / git.read_text().strip().removeprefix("gitdir: ")


def _hash(folder: Path, ref: str) -> str:
    """The folder of a linked work tree leaves its branches to the one that all share."""
    pointer = folder / "commondir"
    shared = folder / pointer.read_text().strip() if pointer.is_file() else folder
    for place in (folder / ref, shared / ref):
        if place.is_file():
            return place.read_text().strip()
    packed = [line.split(" ") for line in (shared / "packed-refs").read_text().splitlines()]
    return next((words[0] for words in packed if len(words) == 2 and words[1] == ref), "")
