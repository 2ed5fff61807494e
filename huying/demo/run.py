"""`huying demo`: the story told once into a folder of its own, then served on loopback, its clock running on."""

import hashlib
import json
import os
import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from huying.folders import PACKAGE, data_folder

BEIJING = timedelta(hours=8)  # no summer time since 1991; the clock itself may not be loaded yet
STAMP = "huying-demo.json"
DEFAULT = "2023-12-07"
HOUR = "T11:40"


def moment(until: str | None) -> datetime:
    """A bare day means 11:40, in the middle of the morning's work."""
    words = until or DEFAULT
    try:
        wall = datetime.fromisoformat(words if len(words) > 10 else words + HOUR)
    except ValueError:
        raise SystemExit(f"--until: 2023-12-07 or 2023-12-07T11:40, not {words}") from None
    return wall.astimezone(UTC) if wall.tzinfo else (wall - BEIJING).replace(tzinfo=UTC)


def version() -> str:
    """Changes with everything that shapes the told data, not with the pages that show it."""
    total = hashlib.sha256()
    told_by = [path for path in (PACKAGE / "demo").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    for pattern in ("rules/**/*.py", "*/actions.py", "*/actions/*.py", "*/models.py", "*/migrations/*.py", "core/*.py"):
        told_by += PACKAGE.glob(pattern)
    for path in sorted(set(told_by)):
        total.update(path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def told_already(folder: Path, stamp: dict[str, str]) -> bool:
    try:
        return json.loads((folder / STAMP).read_text(encoding="utf-8")) == stamp
    except (OSError, ValueError):
        return False


def clear(folder: Path) -> None:
    """Only a folder that a demo made is ever emptied."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / STAMP).is_file():
            raise SystemExit(
                f"{folder} 里有别的文件，请另选一个文件夹（is not a demo's folder, choose another --data）"
            )
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / STAMP).write_text("{}", encoding="utf-8")


def last_event(folder: Path) -> datetime | None:
    """What visitors did in an earlier run must not lie in the future of this one."""
    connection = sqlite3.connect(folder / "huying.sqlite3")
    try:
        found = connection.execute("SELECT max(at) FROM core_event").fetchone()[0]
    finally:
        connection.close()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if found else None


def surroundings(folder: Path, port: int, start: datetime) -> None:
    """The offset is worked out once, in seconds, so that all processes share one clock."""
    os.environ.pop("HUYING_DATABASE_URL", None)
    os.environ["HUYING_DATA_DIR"] = str(folder)
    os.environ["HUYING_PUBLIC_URL"] = f"http://127.0.0.1:{port}"
    os.environ["HUYING_CLOCK"] = f"{start.timestamp() - time.time():.3f}"
    os.environ["HUYING_DEMO"] = "1"


def tell(folder: Path, until: datetime, stamp: dict[str, str]) -> None:
    """The stamp is written last: a story cut short is told again from its beginning."""
    from django.core.management import call_command

    from huying.demo import alive, funds, lie, story

    call_command("migrate", interactive=False, verbosity=0)
    stage = story.tell(until=until, opening=funds.OPENING)
    funds.tell(stage.cast, until)
    alive.tell(stage.cast, until)
    lie.lay_out(stage.cast)
    (folder / STAMP).write_text(json.dumps(stamp), encoding="utf-8")


def welcome(port: int, start: datetime) -> None:
    from huying.demo.cast import LOGINS

    address = f"http://127.0.0.1:{port}"
    print(f"\n呼应演示 · {start + BEIJING:%Y-%m-%d %H:%M}（北京时间，时钟从这里往下走；clock runs on from here）\n")
    for path, who in (("/", "居民 resident"), ("/grid/", "网格员 grid worker"), ("/desk/", "工作台 desk")):
        print(f"  {address}{path:<8} {who}")
    print("\n  登录 log in（用户名 user · 密码 password · 谁 who）")
    for username, password, who in LOGINS:
        print(f"  {username:<14} {password:<18} {who}")
    print("\n  Ctrl-C 结束 ends\n", flush=True)


def run(until: str | None = None, port: int = 8311, data: str | None = None) -> None:
    from huying.serve import claim_port, serve

    claim_port("127.0.0.1", port)
    told = moment(until)
    default = data_folder() / "demo" / f"{told + BEIJING:%Y-%m-%d-%H%M}"
    folder = Path(data).expanduser().resolve() if data else default
    stamp = {"until": told.isoformat(), "version": version()}
    again = told_already(folder, stamp)
    start = max(told, last_event(folder) or told) if again else told
    if not again:
        clear(folder)
    surroundings(folder, port, start)

    import django

    django.setup()
    if not again:
        print("正在讲述故事 telling the story …", flush=True)
        tell(folder, told, stamp)
    welcome(port, start)
    serve("127.0.0.1", port, quiet=True)
