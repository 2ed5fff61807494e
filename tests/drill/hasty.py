"""The mutant: settings under which a page acknowledges before it has committed. The drill must turn red on it."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse

from huying.settings import *  # noqa: F403
from huying.settings import MIDDLEWARE

LATE_SECONDS = 0.3


def acknowledge_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The answer goes out while its transaction is still open."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        answered: list[Any] = []
        ready = threading.Event()

        def work() -> None:
            try:
                with transaction.atomic():
                    answered.append(get_response(request))
                    ready.set()
                    time.sleep(LATE_SECONDS)
            finally:
                ready.set()
                connections.close_all()

        threading.Thread(target=work).start()
        ready.wait()
        return answered[0] if answered else HttpResponse(status=503)

    return middleware


MIDDLEWARE = [*MIDDLEWARE, "tests.drill.hasty.acknowledge_first"]
