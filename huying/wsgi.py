"""The web application, as a worker process loads it."""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huying.settings")


def leave_with_parent() -> None:
    """A server killed with -9 cannot stop its workers: each leaves by itself, or they would serve on unseen."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


leave_with_parent()
application = get_wsgi_application()
