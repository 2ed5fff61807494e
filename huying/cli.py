"""The command `huying`. Heavy imports come late: `--help` answers at once, and the demo sets its environment first."""

import argparse
import os
import sys
import time
from pathlib import Path
from typing import Any

from huying import __version__

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def ready() -> None:
    import django

    django.setup()


def migrated() -> None:
    """Pages on an old database fail one by one, much later; better not to start."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if waiting:
        raise SystemExit(f"数据库还没有升级（{len(waiting)} steps wait），请先运行：huying migrate")


def serve(options: argparse.Namespace) -> int:
    from huying.serve import serve as run

    ready()
    from django.conf import settings

    if options.host not in LOOPBACK and not settings.PUBLIC_URL:
        raise SystemExit("别的机器也要访问时，请先设好 HUYING_PUBLIC_URL（set it first, other machines will call)")
    welcome(options.port)
    run(options.host, options.port, workers=options.workers, tls=_tls(settings.DATA_DIR) if options.tls else None)
    return 0


def _tls(data: Path) -> tuple[Path, Path]:
    from huying import certs

    if found := certs.pair(data):
        return found
    raise SystemExit("还没有证书，先运行 huying cert（no certificate yet: run huying cert first）")


def cert(options: argparse.Namespace) -> int:
    """Make a certificate, and say what to do with it."""
    ready()
    from django.conf import settings
    from django.utils.translation import gettext as _

    from huying import certs
    from huying.core import clock
    from huying.core.errors import Refused

    in_our_words()
    public = [settings.PUBLIC.hostname] if settings.PUBLIC.hostname else []
    names = [*public, *certs.own_names(), *options.names]
    try:
        made = certs.make(settings.DATA_DIR, names, clock.now(), renew=options.renew)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    told = {"names": _("、").join(made.names), "until": f"{clock.local(made.until):%Y-%m-%d}", "root": made.root}
    print(_("证书做好了，到 %(until)s 有效，用于：%(names)s") % told)
    if made.new_root:
        print(_("每部手机装一次根证书：%(root)s（怎么装见 docs/https.md）") % told)
    print(_("再运行：huying serve --host 0.0.0.0 --tls，HUYING_PUBLIC_URL 写 https:// 开头的网址"))
    return 0


def welcome(port: int) -> None:
    """A wholly new house gets its tables; an empty one says where it is moved into."""
    from django.core.management import call_command
    from django.utils import translation
    from django.utils.translation import gettext as _

    from huying.init import invitation, is_new

    if is_new():
        call_command("migrate", interactive=False, verbosity=0)
    migrated()
    if address := invitation(port):
        with translation.override(translation.get_language()):
            in_our_words()
            print(_("这里还没有社区。开办网址（只能用一次，别给别人）："))
            print(f"  {address}", flush=True)


def init(options: argparse.Namespace) -> int:
    ready()
    in_our_words()
    from huying.init import run

    return run(options)


def recover_keys(options: argparse.Namespace) -> int:
    ready()
    in_our_words()
    migrated()
    from django.utils.translation import gettext as _

    from huying.core.errors import Refused
    from huying.recover import recover

    if options.file:
        typed = options.file.read_text(encoding="utf-8")
    else:
        print(_("照恢复单一行一行打，打完按一下空行："))
        typed = "\n".join(iter(input, ""))
    try:
        found = recover(typed, passphrase())
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    told = {"opened": found.opened, "again": found.resealed}
    print(
        _(
            "钥匙找回来了：打开了 %(opened)s 个，另有 %(again)s 个是后来存的，也换成了这把钥匙。请重新启动 huying serve。"
        )
        % told
    )
    return 0


def work(options: argparse.Namespace) -> int:
    ready()
    migrated()
    from huying.core import jobs

    jobs.work_forever()
    return 0


def demo(options: argparse.Namespace) -> int:
    from huying.demo.run import run

    run(options.until, options.port, options.data)
    return 0


def migrate(options: argparse.Namespace) -> int:
    ready()
    from django.core.management import call_command

    call_command("migrate", interactive=False)
    from huying.cases.actions import reindex as run

    run(missing_only=True)  # what stood there before there was a search
    return 0


def reindex(options: argparse.Namespace) -> int:
    ready()
    migrated()
    from huying.cases.actions import reindex as run

    print(f"{run()} cases: indexed")
    return 0


def audit(options: argparse.Namespace) -> int:
    ready()
    migrated()
    from huying.cases.audit import audit as run
    from huying.funds.audit import differences

    found = run()
    found.differences += differences()
    for difference in found.differences:
        print(difference)
    if found.differences:
        return 1
    print(f"{found.cases} cases, {found.events} events: ok")
    return 0


def bench(options: argparse.Namespace) -> int:
    from huying.bench.run import run

    return run(options.name, options.file, as_json=options.json, keep=options.evidence)


def check(options: argparse.Namespace) -> int:
    from huying.check import run

    return run(options.what, options.file)


def in_our_words() -> None:
    """Sentences in the language that was set, else that of the terminal, else Chinese."""
    from django.conf import settings
    from django.utils import translation

    terminal = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), "")
    translation.activate(settings.HUYING_LANGUAGE or ("en" if terminal.startswith("en") else "zh-hans"))


def passphrase(*, twice: bool = False) -> str:
    """Asked for without showing it; a timetable hands it over in the environment."""
    from getpass import getpass

    from django.utils.translation import gettext as _

    if given := os.environ.get("HUYING_BACKUP_PASSPHRASE"):
        return given
    try:
        said = getpass(_("口令（恢复时要用，请记在别处）："))
        again = getpass(_("再输一次：")) if twice else said
    except EOFError:
        raise SystemExit(_("没有人能输口令：请设 HUYING_BACKUP_PASSPHRASE")) from None
    if again != said:
        raise SystemExit(_("两次不一样，什么也没做"))
    return said


def backup(options: argparse.Namespace) -> int:
    ready()
    in_our_words()
    migrated()
    from django.utils.translation import gettext as _

    from huying.backup import make
    from huying.core.errors import Refused

    started = time.monotonic()
    try:
        made = make(options.file, passphrase(twice=True), force=options.force)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    for name in made.missing:
        print(_("照片缺失或损坏，没有备进去：%(name)s") % {"name": name}, file=sys.stderr)
    told = {"rows": made.rows, "photos": made.photos, "mb": made.size / 1e6, "s": time.monotonic() - started}
    print(_("备份好了：%(rows)d 行，%(photos)d 张照片，%(mb).1f MB，用时 %(s).1f 秒") % told)
    print(_("请把它拿离这台电脑，锁好：里面有居民的电话和住址。忘了口令，密钥就找不回来。"))
    return 1 if made.missing else 0


def restore(options: argparse.Namespace) -> int:
    if options.into:
        os.environ["HUYING_DATABASE_URL"] = options.into
    ready()
    in_our_words()
    from django.db import OperationalError
    from django.utils.translation import gettext as _

    from huying.core import clock
    from huying.core.errors import Refused
    from huying.restore import drill
    from huying.restore import restore as run

    if options.drill:
        return drill(options.file, passphrase())
    try:
        done = run(options.file, passphrase(), elsewhere=bool(options.into))
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    except (OperationalError, OSError) as error:  # no such server, a full disk: nothing of the backup stays
        raise SystemExit(_("没有恢复成：%(why)s") % {"why": error}) from None
    for difference in done.wrong:
        print(difference)
    made = clock.local(done.made_at).strftime("%Y-%m-%d %H:%M")
    print(
        _("这份备份做于 %(at)s：%(rows)d 行，%(photos)d 张照片")
        % {"at": made, "rows": done.rows, "photos": done.photos}
    )
    if not done.wrong:
        print(f"{done.cases} cases, {done.events} events: ok")
    return 1 if done.wrong else 0


def doctor(options: argparse.Namespace) -> int:
    ready()
    in_our_words()
    from huying.doctor import RED, examine

    lines = list(examine())
    for line in lines:
        print(line)
    return 1 if any(line.state == RED for line in lines) else 0


def bring(options: argparse.Namespace) -> int:
    ready()
    migrated()
    from huying.exchange.commands import bring as run

    return run(options)


def give(options: argparse.Namespace) -> int:
    ready()
    migrated()
    from huying.exchange.commands import give as run

    return run(options)


def ledgers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = commands.add_parser(
        "import",
        help="bring a ledger or a table of divisions in; a ledger's bad rows are written beside it",
        description="divisions FILE.csv: columns code,name[,level][,parent]; codes of 2, 4, 6, 9 or 12 digits say the rest",
    )
    one.add_argument("kind", choices=("homes", "residents", "appeals", "properties", "divisions"))
    one.add_argument("file")
    one.add_argument("--community", default="", help="its key, where there are several")
    one.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
    one.add_argument("--all-or-nothing", action="store_true", help="keep nothing while one row is bad")
    one.set_defaults(run=bring)

    one = commands.add_parser("export", help="take a ledger out, in the layout it comes in with")
    one.add_argument("kind", choices=("homes", "residents", "appeals", "properties", "divisions"))
    one.add_argument("file", nargs="?", default="")
    one.add_argument("--community", default="", help="its key, where there are several")
    one.add_argument("--format", default="xlsx", choices=("xlsx", "csv", "gb18030"))
    one.set_defaults(run=give)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="huying", description="呼应: a community that answers its residents.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)

    one = commands.add_parser("serve", help="pages, and on SQLite the jobs")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8310)
    one.add_argument("--workers", type=int, default=1)
    one.add_argument("--tls", action="store_true", help="https, with the certificate that `huying cert` made")
    one.set_defaults(run=serve)

    one = commands.add_parser("cert", help="a certificate for an office network (docs/https.md)")
    one.add_argument("names", nargs="*", metavar="NAME", help="names or addresses beside this machine's own")
    one.add_argument("--renew", action="store_true", help="a new root, which every phone installs anew")
    one.set_defaults(run=cert)

    one = commands.add_parser("work", help="jobs only, on as many machines as needed")
    one.set_defaults(run=work)

    one = commands.add_parser("demo", help="the story of one community, as it stood on a day")
    one.add_argument("--until", help="2023-12-07 or 2023-12-07T11:40, on a clock in China")
    one.add_argument("--port", type=int, default=8311)
    one.add_argument("--data", help="a folder for the demo's own database")
    one.set_defaults(run=demo)

    one = commands.add_parser("migrate", help="bring the database up to this version")
    one.set_defaults(run=migrate)

    one = commands.add_parser("reindex", help="make the search terms of every case anew, also beside running pages")
    one.set_defaults(run=reindex)

    one = commands.add_parser("audit", help="check that the timeline is whole and agrees with every case")
    one.set_defaults(run=audit)
    add_bench(commands)
    add_check(commands)

    one = commands.add_parser("backup", help="database, photos and key in one file, to be kept elsewhere")
    one.add_argument("file", type=Path)
    one.add_argument("--force", action="store_true", help="replace a file of this name")
    one.set_defaults(run=backup)

    one = commands.add_parser("restore", help="bring a backup into an empty place, and check that it is whole")
    one.add_argument("file", type=Path)
    where = one.add_mutually_exclusive_group()
    where.add_argument("--into", metavar="URL", help="postgresql://… or sqlite:///…")
    where.add_argument("--drill", action="store_true", help="try it in a folder that is thrown away")
    one.set_defaults(run=restore)

    one = commands.add_parser("doctor", help="is this machine in order? ends with 1 when something is red")
    one.set_defaults(run=doctor)
    ledgers(commands)
    moving_in(commands)
    return top


def moving_in(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    one = commands.add_parser(
        "init",
        help="open a community in an empty data folder, with its ledgers",
        description="What is not given is asked for on a terminal. Ledgers are told apart by their headers.",
    )
    one.add_argument("ledgers", nargs="*", metavar="LEDGER", help="xlsx, xls or csv, as the community keeps them")
    one.add_argument("--name", default="", help="韶光社区")
    one.add_argument("--division", default="", help="its code in twelve digits")
    one.add_argument("--places", default="", help="what lies above it, from the top: 湖南省/长沙市/芙蓉区/东湖街道")
    one.add_argument("--divisions", default="", metavar="FILE.csv", help="a table of divisions: columns code,name")
    one.add_argument("--phone", default="", help="the line that residents ring")
    one.add_argument("--secretary", default="", help="her name")
    one.add_argument("--username", default="", help="what she signs in with")
    one.add_argument("--port", type=int, default=8310, help="where `huying serve` will listen")
    one.set_defaults(run=init)

    one = commands.add_parser("recover-keys", help="the data keys back from a recovery sheet")
    one.add_argument("file", nargs="?", type=Path, help="its lines in a file; without one they are typed")
    one.set_defaults(run=recover_keys)


def add_bench(commands: Any) -> None:
    from huying.bench.run import ABOUT, NAMES

    raw = argparse.RawDescriptionHelpFormatter
    one = commands.add_parser(
        "bench", help="measure, with the yardstick beside it", description=ABOUT, formatter_class=raw
    )
    one.add_argument("name", choices=NAMES)
    one.add_argument("file", nargs="?", help="for address and appeals")
    one.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    one.add_argument("--evidence", action="store_true", help="also write evidence/NAME.json")
    one.set_defaults(run=bench)


def add_check(commands: Any) -> None:
    from huying.check import ABOUT, KINDS

    raw = argparse.RawDescriptionHelpFormatter
    one = commands.add_parser(
        "check", help="the rulebook's answers, a line for each row", description=ABOUT, formatter_class=raw
    )
    one.add_argument("what", choices=KINDS)
    one.add_argument("file")
    one.set_defaults(run=check)


def main(words: list[str] | None = None) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")
    options = parser().parse_args(words)
    sys.exit(options.run(options))
