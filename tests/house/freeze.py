"""Keep one stored event of every kind and version: `python -m tests.house.freeze FOLDER-WITH-A-DATABASE`.

Run it when a kind is new; a file that is there is never written again.
"""

import json
import os
import sys
from pathlib import Path

FROZEN = Path(__file__).parents[1] / "frozen_events"
COLUMNS = (
    "id community subject_type subject_id seq at actor kind v body words_hash public prev_hash hash"
).split()  # fmt: skip


def freeze() -> None:
    from huying.core.models import Event
    from huying.core.timeline import words_of

    for event in Event.objects.order_by("at"):
        path = FROZEN / f"{event.kind}.v{event.v}.json"
        if not path.exists():
            row = {name: getattr(event, name) for name in COLUMNS}
            row |= {"id": str(event.id), "at": event.at.isoformat(), "words": words_of([event]).get(event.pk, "")}
            path.write_text(json.dumps(row, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ |= {"DJANGO_SETTINGS_MODULE": "huying.settings", "HUYING_DATA_DIR": sys.argv[1]}
    import django

    django.setup()
    freeze()
