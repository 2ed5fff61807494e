"""Tables with tabs: a header, then one row a line; UTF-8 with or without its mark."""

import csv
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str]


def rows(path: str, needed: Iterable[str]) -> list[Row]:
    """The rows of a file. What is wrong with it gets a sentence, not a trace."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise SystemExit(f"没有这个文件（no such file）：{path}") from None
    except (OSError, UnicodeDecodeError):
        raise SystemExit(f"读不了，要 UTF-8 的表格（cannot be read as UTF-8 text）：{path}") from None
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    missing = [name for name in needed if name not in (reader.fieldnames or ())]
    if missing:
        raise SystemExit(f"{path}：缺列（the header lacks, with tabs between）：{'、'.join(missing)}")
    found = [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]
    if not found:
        raise SystemExit(f"{path}：没有数据行（has a header and no rows）")
    return found
