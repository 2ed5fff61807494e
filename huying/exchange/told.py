"""What a ledger says became of an appeal 台账上的话: lines with their headers, kept as words, and read back into columns."""

from collections.abc import Mapping

from .headers import OF_APPEALS

FIELDS = (
    "channel", "category", "worker", "visited_on", "finding", "measures", "responsible", "called_on", "outcome",
    "satisfaction", "note",
)  # fmt: skip
HEADER = {field: OF_APPEALS[field].split()[0] for field in FIELDS}
FIELD = {header: field for field, header in HEADER.items()}


def written(said: Mapping[str, str]) -> str:
    """One line a field; a line break inside a cell becomes a blank, so that lines stay fields."""
    lines = {field: " ".join(said.get(field, "").split()) for field in FIELDS}
    return "\n".join(f"{HEADER[field]}：{line}" for field, line in lines.items() if line)


def read(words: str) -> dict[str, str]:
    """What `written` was given."""
    found = {}
    for line in words.splitlines():
        header, _colon, rest = line.partition("：")
        if header in FIELD:
            found[FIELD[header]] = rest
    return found
