"""Residents who report, again and again until it is acknowledged, and write down what they were promised."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TOKEN = "a" * 32
PATIENCE = 60


@dataclass
class Ledger:
    """What was acknowledged, in a file outside the house: key → the address of the receipt."""

    path: Path
    tried: set[str] = field(default_factory=set)
    acked: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def write(self, key: str, receipt: str) -> None:
        with self.lock:
            self.acked[key] = receipt
            with self.path.open("a") as file:
                file.write(f"{key}\t{receipt}\n")


class Client(threading.Thread):
    """One phone. A key is tried until it is acknowledged, however often the house falls over meanwhile."""

    def __init__(self, name: str, port: int, door: str, ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.path, self.ledger, self.stop = port, f"/b/{door}/report/", ledger, stop

    def run(self) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            key = f"{self.name}-{number}"
            self.ledger.tried.add(key)
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                if receipt := self._report(key):
                    self.ledger.write(key, receipt)
                    break
                time.sleep(0.05)

    def _report(self, key: str) -> str:
        form = {"text": f"灯不亮 {key}", "kind": "light", "once": key, "csrfmiddlewaretoken": TOKEN}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"huying_csrf={TOKEN}"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("POST", self.path, urlencode(form), headers)
            answer = line.getresponse()
            answer.read()
            return answer.headers["Location"] if answer.status == 302 else ""
        except (OSError, http.client.HTTPException):
            return ""
        finally:
            line.close()
