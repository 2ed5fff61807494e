"""The command `huying`. Heavy imports come late: `--help` answers at once, and the demo sets its environment first."""

import argparse
import os
import sys
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
    migrated()
    run(options.host, options.port, workers=options.workers)
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

    found = run()
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


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="huying", description="呼应: a community that answers its residents.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)

    one = commands.add_parser("serve", help="pages, and on SQLite the jobs")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8310)
    one.add_argument("--workers", type=int, default=1)
    one.set_defaults(run=serve)

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
    return top


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
