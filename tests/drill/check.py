"""Held against the ledger, in a process of its own: `python -m tests.drill.check FILE` prints what is wrong, as JSON.

Run after everything came up again, with the clock moved on past the lease of a killed worker's job.
"""

import json
import sys
from collections import Counter
from pathlib import Path


def wrongs(acked: dict[str, str]) -> list[str]:
    from huying.cases.models import Appeal, Commitment
    from huying.channels.models import Notice
    from huying.core.models import Event

    kept = dict(Appeal.objects.values_list("tracking", "case_id"))
    words = Counter(Appeal.objects.values_list("text", flat=True))
    first = Counter(Event.objects.filter(kind="cases.received").values_list("subject_id", flat=True))
    told = Counter(Notice.objects.values_list("case_id", flat=True))
    held = Counter(Commitment.objects.filter(post__isnull=False).values_list("case_id", flat=True))
    found = [f"lost: {key}" for key, receipt in acked.items() if receipt.split("/")[2] not in kept]
    found += [f"twice: {text}" for text, times in words.items() if times > 1]
    found += [f"promised twice: {one}" for one, times in Counter(acked.values()).items() if times > 1]
    found += [f"no first event: {case}" for case in kept.values() if first[str(case)] != 1]
    found += [f"holder told {told[case]} times of {held[case]}: {case}" for case in held if told[case] != held[case]]
    return found


def finish_jobs() -> None:
    """What was left in a killed worker's hands is free when its lease has run out."""
    from datetime import timedelta

    from huying.core import clock, jobs

    with clock.at(clock.now() + jobs.LEASE + timedelta(hours=1)):
        while jobs.run_ready():
            pass


def main(file: str) -> None:
    import django

    django.setup()
    from huying.cases.audit import audit
    from huying.core.models import Job

    finish_jobs()
    acked = dict(line.split("\t") for line in Path(file).read_text().splitlines())
    wrong = wrongs(acked) + [str(one) for one in audit().differences]
    wrong += [f"job left: {job.task} {job.state}" for job in Job.objects.exclude(state=Job.State.DONE)]
    print(json.dumps({"acked": len(acked), "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1])
